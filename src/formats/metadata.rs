//! Values of metadata fields → values of an article, the same way for every format. Knows no format.

use std::collections::HashMap;
use std::sync::LazyLock;

use dom_query::Document;

use crate::diagnostics::Code;
use crate::model::{Article, DateError, Known, Language, PartialDate};
use crate::text::written_date;

use super::html::{nesting, text as page_text};
use super::remark::Remarks;

/// Names and three-letter codes of languages, and the code they stand for.
const LANGUAGES: &str = include_str!("languages.tsv");

static LANGUAGE_CODES: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| LANGUAGES.lines().filter_map(|line| line.split_once('\t')).collect());

/// Findings that leave an article usable, until the caller knows where to report them. Reported to the [`Output`] before
/// the article is handed over, they also bring it its date as the source writes it.
///
/// [`Output`]: super::Output
#[derive(Debug, Default)]
pub(super) struct Doubts(pub(super) Remarks);

/// The trimmed text of a field, `None` where it stands for nothing: empty, `NA`, `null`…
pub(super) fn stated(text: &str) -> Option<String> {
    let text = text.trim();
    let is_missing = matches!(
        text,
        "" | "-" | "NA" | "N/A" | "n/a" | "null" | "NULL" | "None" | "none" | "nan" | "NaN" | "undefined"
    );
    (!is_missing).then(|| text.to_string())
}

/// A value stated at `place`.
pub(super) fn known<T>(value: T, place: impl Into<String>) -> Known<T> {
    Known::stated(value, place)
}

/// A title: one line.
pub(super) fn title(text: &str, place: impl Into<String>) -> Known<String> {
    Known::stated(one_line(text), place)
}

/// White space runs as one space; no-break spaces stay.
pub(super) fn one_line(text: &str) -> String {
    let is_space = |c: char| c.is_whitespace() && !matches!(c, '\u{A0}' | '\u{202F}');
    text.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// How the field of a date is read: as [`date`] or as [`other_date`].
pub(super) type ReadDate = fn(&str, String, &mut Doubts) -> Option<Known<PartialDate>>;

/// The field of the date of publication. One that cannot be read becomes a doubt, and is kept with the article as it is
/// written.
pub(super) fn date(text: &str, place: impl Into<String>, doubts: &mut Doubts) -> Option<Known<PartialDate>> {
    let place = place.into();
    match written_date::parse(text) {
        Ok(date) => {
            let date = date?;
            // What is known of the file tells later which day is meant.
            if !written_date::other_readings(text).is_empty() {
                doubts.0.push_date(text.trim());
            }
            Some(Known::stated(date, place))
        }
        Err(error) => {
            doubts.0.push_unread_date(&error.0, unread(&place, &error));
            None
        }
    }
}

/// The field of another date: of a change, an embargo. One that cannot be read becomes a doubt.
pub(super) fn other_date(
    text: &str,
    place: impl Into<String>,
    doubts: &mut Doubts,
) -> Option<Known<PartialDate>> {
    known_or_doubt(written_date::parse(text), place.into(), doubts)
}

fn known_or_doubt(
    parsed: Result<Option<PartialDate>, DateError>,
    place: String,
    doubts: &mut Doubts,
) -> Option<Known<PartialDate>> {
    match parsed {
        Ok(date) => date.map(|date| Known::stated(date, place)),
        Err(error) => {
            doubts.0.push((Code::BadDate, unread(&place, &error)));
            None
        }
    }
}

fn unread(place: &str, error: &DateError) -> String {
    format!("{place}: `{}` is no date that exists", error.0)
}

/// The field of the date of publication, where it holds a number.
pub(super) fn date_number(
    number: i64,
    place: impl Into<String>,
    doubts: &mut Doubts,
) -> Option<Known<PartialDate>> {
    let place = place.into();
    match written_date::parse_number(number) {
        Ok(date) => date.map(|date| Known::stated(date, place)),
        Err(error) => {
            doubts.0.push_unread_date(&error.0, unread(&place, &error));
            None
        }
    }
}

/// The field of another date, where it holds a number.
pub(super) fn other_date_number(
    number: i64,
    place: impl Into<String>,
    doubts: &mut Doubts,
) -> Option<Known<PartialDate>> {
    known_or_doubt(written_date::parse_number(number), place.into(), doubts)
}

/// A language by code, locale or name: `fr`, `fr_FR`, `fra`, `français`, `French`.
pub(super) fn language(text: &str, place: impl Into<String>) -> Option<Known<Language>> {
    let name = text.trim().split(['-', '_']).next().unwrap_or("").to_lowercase();
    let code = LANGUAGE_CODES.get(name.as_str()).copied().unwrap_or(&name);
    let language = code.parse().ok().filter(|_| !matches!(code, "und" | "mul" | "xx"))?;
    Some(Known::stated(language, place))
}

/// A list stated at `place`, when it holds anything.
pub(super) fn known_list<T>(values: Vec<T>, place: impl Into<String>) -> Option<Known<Vec<T>>> {
    (!values.is_empty()).then(|| Known::stated(values, place))
}

/// Names of authors; a list written as one text is cut at semicolons only, since commas also stand inside names.
pub(super) fn people(values: Vec<String>) -> Vec<String> {
    let names = values.iter().flat_map(|value| value.split([';', '|'])).map(one_line);
    without_repeats(names.filter_map(|name| stated(&name)))
}

/// Keywords; a list written as one text is cut at commas, semicolons and bars.
pub(super) fn keywords(values: Vec<String>) -> Vec<String> {
    let separators: &[char] = if values.len() == 1 { &[',', ';', '|'] } else { &[';', '|'] };
    let words = values.iter().flat_map(|value| value.split(separators)).map(one_line);
    without_repeats(words.filter_map(|word| stated(&word)))
}

fn without_repeats(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    // Bylines and keyword lists are short; a page with thousands is no article.
    for value in values.take(200) {
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    kept
}

/// Sets the publication. Dumps put the article's address there: it gives address and host.
pub(super) fn set_source(article: &mut Article, source: String, place: String) {
    let Some(host) = host_of(&source) else {
        article.source = Some(Known::stated(one_line(&source), place));
        return;
    };
    article.source = Some(Known::stated(host.to_string(), format!("{place} (host of the address)")));
    article.url.get_or_insert_with(|| Known::stated(source, place));
}

fn host_of(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

/// The text without markup, where a field holds an HTML fragment; any other text unchanged.
pub(super) fn plain(text: String) -> String {
    let is_html = ["</p>", "<br>", "<br/>", "<br />", "</div>"].iter().any(|tag| text.contains(tag));
    if !is_html || nesting::is_too_deep(&text) {
        return text;
    }
    page_text::text_of(&Document::fragment(text).root())
}

/// The text of what is certainly HTML, be it without paragraphs; unchanged where it nests too deep to be read.
pub(super) fn html_text(html: &str) -> String {
    if nesting::is_too_deep(html) {
        html.to_string()
    } else {
        page_text::text_of(&Document::fragment(html).root())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<String> {
        language(text, "x").map(|known| known.value.to_string())
    }

    #[test]
    fn languages_are_codes_locales_or_names() {
        for text in ["fr", "FR", "fr-FR", "fr_CA", "fra", "Français", "french"] {
            assert_eq!(code(text).as_deref(), Some("fr"), "{text}");
        }
        assert_eq!((code("und"), code("langue"), code("")), (None, None, None));
    }

    #[test]
    fn lists_in_one_text_are_cut() {
        let list = |text: &str| vec![text.to_string()];
        assert_eq!(people(list("Née, Anne; Lu  B.; Lu B.")), ["Née, Anne", "Lu B."]);
        assert_eq!(keywords(list("paix, trêve,, paix")), ["paix", "trêve"]);
        assert_eq!(keywords(vec!["Paris, France".into(), "NA".into()]), ["Paris, France"]);
    }

    #[test]
    fn fragments_lose_their_markup_and_other_texts_stay() {
        assert_eq!(plain("<p>Un &amp; deux.</p><p>Trois.</p>".into()), "Un & deux.\n\nTrois.");
        assert_eq!(plain("a < b  &amp; c\nd".into()), "a < b  &amp; c\nd");
    }
}
