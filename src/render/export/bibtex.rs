//! Entries of a bibliography: an article of a publication is `@article`, what has none `@misc`. Keys are the articles' ids, so
//! that they stay when a title or an author is corrected.

use std::io::{self, Write};

use super::super::printable;
use crate::model::PartialDate;
use crate::search::ArticleHead;

/// BibTeX's own names of the months, which every style and language has.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// One entry.
pub(super) fn write_article(out: &mut dyn Write, article: &ArticleHead) -> io::Result<()> {
    let known = |value: &Option<crate::model::Known<String>>| value.as_ref().map(|known| known.value.clone());
    let source = known(&article.source);
    let kind = if source.is_some() { "article" } else { "misc" };
    write!(out, "@{kind}{{depeche:{}", article.id)?;
    let authors = article.authors.iter().map(|author| author_name(author)).collect::<Vec<_>>().join(" and ");
    text(out, "author", Some(authors))?;
    // A second brace: styles make capitals small, those of names too.
    text(out, "title", known(&article.title).map(|title| format!("{{{}}}", escaped(&title))))?;
    text(out, "journal", source.map(|source| escaped(&source)))?;
    if let Some(date) = article.published.as_ref().map(|published| published.value) {
        write_date(out, date)?;
    }
    text(out, "pages", article.page.as_ref().map(|page| escaped(page)))?;
    text(out, "url", article.url.as_ref().map(|url| address(url)))?;
    text(out, "langid", article.language.as_ref().and_then(|known| babel_name(known.value.as_str())))?;
    text(out, "keywords", Some(escaped(&article.tags.join(", "))))?;
    text(out, "note", Some(format!("depeche:{}", article.id)))?;
    writeln!(out, "\n}}\n")
}

/// A field whose value is ready for braces; nothing when it is empty.
fn text(out: &mut dyn Write, name: &str, value: Option<String>) -> io::Result<()> {
    match value.filter(|value| !value.is_empty()) {
        Some(value) => write!(out, ",\n  {name} = {{{value}}}"),
        None => Ok(()),
    }
}

fn write_date(out: &mut dyn Write, date: PartialDate) -> io::Result<()> {
    write!(out, ",\n  year = {{{:04}}}", date.yyyy())?;
    let Some(month) = date.yyyymm() else { return Ok(()) };
    write!(out, ",\n  month = {}", MONTHS[(month as usize % 100).clamp(1, 12) - 1])?;
    if date.first_day() == date.last_day() {
        write!(out, ",\n  day = {{{}}}", date.first_day() % 100)?;
    }
    Ok(())
}

/// A name that is a word of BibTeX's own, or holds one, is kept whole: `AFP and Reuters` is one newsroom, not two people.
fn author_name(name: &str) -> String {
    let escaped = escaped(name);
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_plain = words.len() > 1 && words.iter().all(|word| *word != "and" && !word.contains(','));
    if is_plain { escaped } else { format!("{{{escaped}}}") }
}

/// Text on one line in which nothing is a command. Braces must pair, escaped ones too: they are written as commands.
fn escaped(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    let mut escaped = String::with_capacity(text.len());
    for character in printable(&words.join(" ").replace('\u{ad}', "")).chars() {
        match character {
            '&' | '%' | '$' | '#' | '_' => escaped.extend(['\\', character]),
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// An address is read as it stands, but what would end the field or the line is `%XX`.
fn address(url: &str) -> String {
    let mut address = String::with_capacity(url.len());
    for character in printable(url).chars() {
        match character {
            '{' | '}' | '\\' | ' ' => address.push_str(&format!("%{:02X}", character as u32)),
            other => address.push(other),
        }
    }
    address
}

/// What babel calls a language.
fn babel_name(code: &str) -> Option<String> {
    let name = match code {
        "fr" => "french",
        "en" => "english",
        "de" => "german",
        "es" => "spanish",
        "it" => "italian",
        "nl" => "dutch",
        "pt" => "portuguese",
        _ => return None,
    };
    Some(name.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::super::text::samples;
    use super::*;
    use crate::model::Known;

    fn entry(article: &ArticleHead) -> String {
        let mut out = Vec::new();
        write_article(&mut out, article).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_article_of_a_newspaper() {
        assert_eq!(
            entry(&samples::head()),
            "@article{depeche:nve233xqy65e,\n  author = {Nadia Ferrand and Paul Ozanne},\n  title = {{La trêve tient}},\n  \
             journal = {L’Écho d’Orsane},\n  year = {2023},\n  month = sep,\n  day = {20},\n  langid = {french},\n  \
             note = {depeche:nve233xqy65e}\n}\n\n"
        );
    }

    #[test]
    fn what_no_publication_is_known_of() {
        let mut article = samples::head();
        (article.source, article.authors) =
            (None, vec!["AFP".into(), "Dupont and Fils".into(), "Roy, Luc".into()]);
        article.published = Some(Known::stated("1884-03".parse().unwrap(), "date"));
        let entry = entry(&article);
        assert!(entry.starts_with("@misc{"), "{entry}");
        assert!(entry.contains("author = {{AFP} and {Dupont and Fils} and {Roy, Luc}}"), "{entry}");
        assert!(entry.contains("year = {1884},\n  month = mar,\n  langid"), "{entry}");
    }

    #[test]
    fn nothing_in_a_title_is_a_command() {
        assert_eq!(
            escaped("50 % & {A\\b} ~x^_ #1\n$"),
            "50 \\% \\& \\textbraceleft{}A\\textbackslash{}b\\textbraceright{} \\textasciitilde{}x\\textasciicircum{}\\_ \\#1 \\$"
        );
        assert_eq!(address("https://a.example/b_c?d={e} f%20"), "https://a.example/b_c?d=%7Be%7D%20f%20");
    }
}
