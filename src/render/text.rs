//! Answers and articles as text for people: title, facts, passages, places. Programs read JSON instead.

use std::io::{self, Write};

use super::highlighted::{wrap_bold, wrap_dim};
use super::{Look, count_text, place_of_article, place_of_passage, printable, printable_block, wrap};
use crate::model::{Known, PartialDate, Span, Status, Unit};
use crate::query::Remark;
use crate::search::{ArticleHead, Highlighting, Hit, Match, Reading, SearchResponse, Surrounding, Total};

const INDENT: usize = 4;

/// Writes how many articles match, how the query was read when that is not obvious, and the remarks.
pub fn write_summary(out: &mut dyn Write, response: &SearchResponse, look: &Look) -> io::Result<()> {
    let total = total_text(response);
    write!(out, "{}", wrap(&total, &[], look, 0))?;
    write_understood(out, (&response.text, &response.understood), &response.remarks, look)
}

/// Writes what a look at articles is about, how the query was read when that is not obvious, and the remarks.
pub(super) fn write_reading(
    out: &mut dyn Write,
    reading: &Reading,
    about: &str,
    look: &Look,
) -> io::Result<()> {
    let about = if reading.num_articles == 0 { "no article matches" } else { about };
    write!(out, "{}", wrap(about, &[], look, 0))?;
    write_understood(out, (&reading.text, &reading.understood), &reading.remarks, look)
}

fn write_understood(
    out: &mut dyn Write,
    (text, understood): (&str, &str),
    remarks: &[Remark],
    look: &Look,
) -> io::Result<()> {
    if let Some(reading) = reading(text, understood) {
        write!(out, "{}", wrap(&format!("read as: {reading}"), &[], look, 0))?;
    }
    for remark in remarks {
        write!(out, "{}", wrap(&format!("note: {}", remark.message), &[], look, 0))?;
    }
    Ok(())
}

/// Writes every hit: title, facts, passages with their places.
pub fn write_hits(out: &mut dyn Write, response: &SearchResponse, look: &Look) -> io::Result<()> {
    for hit in &response.hits {
        writeln!(out)?;
        write_hit(out, hit, look)?;
    }
    Ok(())
}

/// Writes a whole article: what is known of it, then its text as stored; `marks` are painted in both, or stand between
/// stars where there are no colours.
pub fn write_article(
    out: &mut dyn Write,
    article: &ArticleHead,
    text: &str,
    marks: Option<&Highlighting>,
    look: &Look,
) -> io::Result<()> {
    let in_title = marks.filter(|_| article.title.is_some()).map_or(&[][..], |marks| &marks.title);
    let titled = match look.color {
        true => wrap_bold(title(article), in_title, look, 0),
        false => wrap_bold(&marked_block(title(article), in_title, look), &[], look, 0),
    };
    write!(out, "{titled}")?;
    writeln!(out, "{}", look.dim(&facts(article)))?;
    if !article.authors.is_empty() {
        writeln!(out, "{}", printable(&article.authors.join("; ")))?;
    }
    writeln!(out, "{}", look.dim(&place_of_article(article, look)))?;
    if let Some(url) = &article.url {
        writeln!(out, "{}", look.dim(&printable(url)))?;
    }
    let block = marked_block(text, marks.map_or(&[], |marks| &marks.text), look);
    writeln!(out, "\n{}", block.trim_end_matches('\n'))?;
    let beside = article.captions.iter().chain(&article.credits);
    for (number, line) in beside.enumerate() {
        let gap = if number == 0 { "\n" } else { "" };
        writeln!(out, "{gap}{}", look.dim(&printable(line)))?;
    }
    Ok(())
}

pub(super) fn write_hit(out: &mut dyn Write, hit: &Hit, look: &Look) -> io::Result<()> {
    write!(out, "{}", titled(hit, look))?;
    let tier = match hit.matched {
        Match::All => "",
        Match::Related => " · related words",
        Match::Some => " · some words only",
    };
    writeln!(out, "{:INDENT$}{}", "", look.dim(&format!("{}{tier}", facts(&hit.article))))?;
    if hit.passages.is_empty() {
        writeln!(out, "{:INDENT$}{}", "", look.dim(&place_of_article(&hit.article, look)))?;
    }
    for passage in &hit.passages {
        write_surrounding(out, passage.before.as_ref(), look)?;
        write!(out, "{}", wrap(&passage.text, &passage.highlights, look, INDENT))?;
        write_surrounding(out, passage.after.as_ref(), look)?;
        let place = place_of_passage(&hit.article, passage, look);
        writeln!(out, "{:INDENT$}{}", "", look.dim(&format!("[{place}]")))?;
    }
    Ok(())
}

/// A text over several lines; `marks` are sorted and disjoint.
fn marked_block(text: &str, marks: &[Span], look: &Look) -> String {
    let mut block = String::with_capacity(text.len());
    let mut byte_done = 0;
    for mark in marks {
        block += &printable_block(Span::new(byte_done, mark.byte_start).of(text));
        let marked = printable_block(mark.of(text));
        block += &if look.color { look.highlight(&marked) } else { format!("**{marked}**") };
        byte_done = mark.byte_end;
    }
    block + &printable_block(Span::new(byte_done, text.len()).of(text))
}

/// Sentences beside a passage: dim, and after a bar, for there may be no colours.
fn write_surrounding(out: &mut dyn Write, beside: Option<&Surrounding>, look: &Look) -> io::Result<()> {
    let Some(beside) = beside else { return Ok(()) };
    let narrow = Look { width: look.width.saturating_sub(2), ..*look };
    for line in wrap_dim(&beside.text, &narrow, INDENT).lines() {
        let line = line.strip_prefix("    ").unwrap_or(line);
        writeln!(out, "{:INDENT$}{} {line}", "", look.dim("|"))?;
    }
    Ok(())
}

/// The rank and the title.
fn titled(hit: &Hit, look: &Look) -> String {
    let marks: &[Span] = if hit.article.title.is_some() { &hit.title_highlights } else { &[] };
    let lines = wrap_bold(title(&hit.article), marks, look, INDENT);
    format!("{:>2}. {}", hit.rank, lines.trim_start_matches(' '))
}

pub(super) fn title(article: &ArticleHead) -> &str {
    let known = article.title.as_ref().map(|title| title.value.trim());
    known.filter(|title| !title.is_empty()).unwrap_or("(untitled)")
}

/// Publication · date · page · id · status, as far as known.
pub(super) fn facts(article: &ArticleHead) -> String {
    let known = |value: &Option<Known<String>>| value.as_ref().map(|known| known.value.clone());
    let date = article.published.as_ref().map_or("undated".to_string(), |date| date_text(date.value));
    let unit = match article.unit {
        Unit::Article => None,
        Unit::Page => Some("page"),
        Unit::Chapter => Some("part"),
    };
    let page = article.page.as_ref().map(|page| format!("{} {page}", unit.unwrap_or("page")));
    let written = article.dateline.as_ref().and_then(|dateline| dateline.value.place.clone());
    let agency = article.agency.as_ref().map(|agency| agency.value.clone());
    // An agency's own dispatch names it once.
    let agency = agency.filter(|agency| known(&article.source).as_ref() != Some(agency));
    let legibility = article.legibility.map(|percent| format!("legibility {percent} %"));
    let excerpt = article.is_excerpt.then(|| "beginning only".to_string());
    let status = match article.status {
        Status::Usable => None,
        Status::Withheld => Some("WITHHELD by its source".to_string()),
        Status::Canceled => Some("WITHDRAWN by its source".to_string()),
    };
    let parts = [
        known(&article.source),
        agency,
        written,
        Some(date),
        page,
        legibility,
        excerpt,
        Some(article.id.to_string()),
        status,
    ];
    let parts: Vec<_> = parts.into_iter().flatten().map(|part| printable(&part).into_owned()).collect();
    parts.join(" · ")
}

/// Day and time as the source's own clock showed them; seconds and offset are in the JSON.
fn date_text(date: PartialDate) -> String {
    let day = date.without_time();
    match date.time() {
        Some(time) => format!("{day} {:02}:{:02}", time.hour, time.minute),
        None => day.to_string(),
    }
}

/// The reading, unless it says what was typed: that all words are meant is obvious, and that little words are left out
/// when others remain.
fn reading<'a>(text: &str, understood: &'a str) -> Option<&'a str> {
    let as_typed = understood.replace(" AND NOT ", " -").replace(" AND ", " ");
    // Operators are written in capitals: what is left of what was typed may be little words, not those.
    let mut read = as_typed.split_whitespace().peekable();
    let may_be_left_out = |word: &str| !word.contains(char::is_uppercase);
    let obvious = text
        .split_whitespace()
        .all(|word| read.next_if(|read| *read == word).is_some() || may_be_left_out(word))
        && read.next().is_none();
    (!obvious).then_some(understood)
}

/// How many articles match, in a sentence.
fn total_text(response: &SearchResponse) -> String {
    let total = response.total;
    let Total { articles, all, related, some, .. } = total;
    let at_least = if total.exact { "" } else { "at least " };
    if response.text.trim().is_empty() || (related == 0 && some == 0 && articles > 0) {
        return format!("{at_least}{}", count_text(articles, "article"));
    }
    if articles == 0 && some == 0 {
        return "no article matches".to_string();
    }
    let have = |n: u64| if n == 1 { "has" } else { "have" };
    let mut sentence = match all {
        0 => "no article has every word".to_string(),
        n => format!("{at_least}{} {} every word", count_text(n, "article"), have(n)),
    };
    if related > 0 {
        sentence += &format!(", {related} {} related words", have(related));
    }
    if some > 0 {
        let more = if articles > 0 { " more" } else { "" };
        sentence += &format!(", {some}{more} {} some", have(some));
    }
    sentence
}

/// Hand-made values for the tests of this module.
#[cfg(test)]
pub(super) mod samples {
    use std::path::PathBuf;

    use crate::model::{ArticleId, Known, Language, Span, Status, Unit};
    use crate::search::{
        Advice, ArchiveStamp, ArticleHead, Hit, LineOf, Match, PassageHit, SearchResponse, Total,
    };

    pub(crate) fn head() -> ArticleHead {
        ArticleHead {
            id: "nve233xqy65e".parse::<ArticleId>().unwrap(),
            source_id: None,
            folder: "presse".into(),
            folder_path: PathBuf::from("/presse"),
            path: PathBuf::from("2023/09/trêve.txt"),
            member: None,
            unit: Unit::Article,
            page: None,
            title: Some(Known::stated("La trêve tient".into(), "title")),
            published: Some(Known::stated("2023-09-20".parse().unwrap(), "date")),
            updated: None,
            source: Some(Known::stated("L’Écho d’Orsane".into(), "source")),
            section: None,
            authors: vec!["Nadia Ferrand".into(), "Paul Ozanne".into()],
            tags: Vec::new(),
            language: Some(Known::stated(Language::FR, "lang")),
            url: None,
            status: Status::Usable,
            first_line: Some(1),
            version: None,
            dateline: None,
            agency: None,
            rights: None,
            subjects: Vec::new(),
            embargo: None,
            is_excerpt: false,
            legibility: None,
            captions: Vec::new(),
            credits: Vec::new(),
        }
    }

    pub(crate) fn passage() -> PassageHit {
        PassageHit {
            text: "À l’aube, la trêve\ntenait encore.".into(),
            span: Span::new(20, 56),
            page: None,
            paragraph: 2,
            line: 3,
            line_of: LineOf::File,
            score: 2.1,
            highlights: vec![Span::new(16, 22)],
            before: None,
            after: None,
        }
    }

    pub(crate) fn hit() -> Hit {
        Hit {
            rank: 1,
            score: 7.31,
            matched: Match::All,
            article: head(),
            title_highlights: vec![Span::new(3, 9)],
            passages: vec![passage()],
        }
    }

    pub(crate) fn response() -> SearchResponse {
        SearchResponse {
            archive: ArchiveStamp {
                name: "default".into(),
                generation: 41,
                updated: "2026-11-20T02:30:04Z".into(),
                refreshed: None,
                state: "current",
            },
            text: "trêve".into(),
            understood: "trêve".into(),
            remarks: Vec::new(),
            advice: Advice::default(),
            total: Total { articles: 1, all: 1, related: 0, some: 0, exact: true },
            hits: vec![hit()],
            next: None,
            took_us: 1500,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Remark;

    fn shown(response: &SearchResponse, look: &Look) -> String {
        let mut out = Vec::new();
        write_summary(&mut out, response, look).unwrap();
        write_hits(&mut out, response, look).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_hit_as_people_read_it() {
        let expected = "1 article\n\n 1. La trêve tient\n    L’Écho d’Orsane · 2023-09-20 · nve233xqy65e\n    \
                        À l’aube, la trêve tenait encore.\n    [/presse/2023/09/trêve.txt:3]\n";
        assert_eq!(shown(&samples::response(), &Look::default()), expected);
    }

    #[test]
    fn matched_words_are_painted_in_title_and_passage() {
        let look = Look { color: true, ..Look::default() };
        let text = shown(&samples::response(), &look);
        assert_eq!(text.matches("\x1b[1;31mtrêve\x1b[0m").count(), 2, "{text:?}");
    }

    #[test]
    fn totals_are_sentences() {
        let said = |articles, all, related, some| {
            let mut response = samples::response();
            response.total = Total { articles, all, related, some, exact: true };
            total_text(&response)
        };
        assert_eq!(said(7, 7, 0, 3), "7 articles have every word, 3 more have some");
        assert_eq!(said(3, 1, 2, 0), "1 article has every word, 2 have related words");
        assert_eq!(said(0, 0, 0, 1), "no article has every word, 1 has some");
        assert_eq!(said(0, 0, 0, 0), "no article matches");
        assert_eq!(said(12, 12, 0, 0), "12 articles");
    }

    #[test]
    fn a_reading_is_said_when_it_is_not_what_was_typed() {
        let mut response = samples::response();
        (response.text, response.understood) = ("trêve  ET\taccord".into(), "trêve AND accord".into());
        response.remarks = vec![Remark { span: Span::new(0, 0), message: "a remark\x1b[0m".into() }];
        let text = shown(&response, &Look::default());
        assert!(text.contains("read as: trêve AND accord\nnote: a remark\\x1b[0m\n"), "{text}");
        (response.text, response.understood) = ("trêve -gaz".into(), "trêve AND NOT gaz".into());
        assert!(!shown(&response, &Look::default()).contains("read as"));
    }

    #[test]
    fn hostile_articles_cannot_reach_the_terminal() {
        let mut response = samples::response();
        let article = &mut response.hits[0].article;
        article.title = Some(Known::stated("\x1b]0;titre\x07".into(), "title"));
        article.source = Some(Known::stated("\x1b[31m".into(), "source"));
        article.path = "a\x1b[2Jb.txt".into();
        response.hits[0].passages[0].text = "\x1b[31mÀ l’aube\u{202e} \u{9b}2J la trêve".into();
        let text = shown(&response, &Look::default());
        assert!(!text.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{text:?}");
    }

    #[test]
    fn marks_are_painted_or_stand_between_stars() {
        let text = "La trêve\ntient.";
        let marks = [Span::new(3, 9), Span::new(10, 15)];
        assert_eq!(marked_block(text, &marks, &Look::default()), "La **trêve**\n**tient**.");
        let look = Look { color: true, ..Look::default() };
        assert_eq!(marked_block(text, &marks[..1], &look), format!("La {}\ntient.", look.highlight("trêve")));
    }

    #[test]
    fn an_article_is_shown_whole() {
        let mut out = Vec::new();
        let text = "La trêve tient\n\n\tÀ l’aube.\x1b[2J\n";
        write_article(&mut out, &samples::head(), text, None, &Look::default()).unwrap();
        let expected = "La trêve tient\nL’Écho d’Orsane · 2023-09-20 · nve233xqy65e\nNadia Ferrand; Paul Ozanne\n\
                        /presse/2023/09/trêve.txt\n\nLa trêve tient\n\n\tÀ l’aube.\\x1b[2J\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
