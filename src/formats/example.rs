//! An annotated example of a reader, to copy. Compiled and tested, but not in the list: nobody has such files.
//!
//! The format: articles one after the other, each with `TITRE:` and `DATE:` lines, a blank line, the text, and a line
//! of equal signs at the end.
//!
//! ```text
//! TITRE: La trêve tient
//! DATE: 20/09/2023
//!
//! Les armes se taisent depuis l'aube.
//! =====
//! ```
//!
//! What to do beside copying this file: put the reader into `FORMATS` (mod.rs), where detection asks in order; put a
//! fixture into `tests/formats/NAME/` and read what is made of it (CONTRIBUTING.md, "A format"); describe the format in
//! docs/formats.md.

use crate::model::Article;

use super::metadata::{self, Doubts};
use super::{ContentHash, Failure, Format, FormatInfo, Head, Output, Source};

/// One empty type a format: readers have no state.
pub(super) struct Example;

impl Format for Example {
    // The name appears in reports and in docs/formats.md. Raise the version when the same bytes give other articles:
    // every file of the format is then read again at the next run.
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "example",
            version: 1,
            extensions: &["exemple"],
            is_container: true,
            is_binary: false,
            reads: "articles with a title and a date line, separated by lines of equal signs",
        }
    }

    // Look at the content first, at the name second: people rename files. Say yes only when sure, since the first
    // format that does gets the file.
    fn recognises(&self, head: &Head<'_>) -> bool {
        head.has_extension(self.info().extensions) || head.opens_with(&["TITRE:"])
    }

    // `source` gives the file whole and decoded (`text`), as bytes (`bytes`) or line by line (`next_line`); all of them
    // keep to the limits, so there is nothing to check here. A file that cannot be used at all is an `Err`.
    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let decoded = source.text(u64::MAX, |_| None)?;
        output.is_container = true;
        for (number, part) in
            (1..).zip(decoded.text.split("\n=====").map(str::trim).filter(|part| !part.is_empty()))
        {
            // Names the member in messages. It is not its key: that is the source's id, or the hash of its bytes.
            let place = format!("article {number}");
            let mut doubts = Doubts::default();
            let article = read_article(part, &mut doubts);
            // What is wrong with one article must not stop the others, and must not vanish either. Reported before the
            // article goes out, its unreadable date stays with it as it is written.
            for (code, message) in doubts.0 {
                output.doubt(Some(&place), code, message);
            }
            output.member(&place, ContentHash::of(part.as_bytes()), article);
            // The caller may have enough.
            if output.is_stopped {
                break;
            }
        }
        Ok(())
    }
}

fn read_article(part: &str, doubts: &mut Doubts) -> Article {
    let (head, text) = part.split_once("\n\n").unwrap_or(("", part));
    // The text stays as it is written. Leave out what you do not know: enrichment derives titles and dates.
    let mut article = Article { text: text.to_string(), ..Article::default() };
    for line in head.lines() {
        match line.split_once(':') {
            // `metadata` reads dates, languages and lists of names the same way for every format. The last argument
            // says where a value was found: people see it in `inspect file`.
            Some(("TITRE", title)) => {
                article.title = metadata::stated(title).map(|title| metadata::title(&title, "TITRE line"))
            }
            Some(("DATE", date)) => article.published = metadata::date(date, "DATE line", doubts),
            _ => {}
        }
    }
    article
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::battery::{read_as, survives};

    const SAMPLE: &str = "TITRE: La trêve tient\nDATE: 20/09/2023\n\nLes armes se taisent.\n=====\nTITRE: Suite\n\nUn.\n=====\n";

    // Specification by example: what a person who knows the format expects.
    #[test]
    fn articles_have_title_and_date() {
        let (result, articles) = read_as(&Example, SAMPLE.as_bytes());
        result.unwrap();
        assert_eq!(articles.len(), 2);
        assert_eq!(articles[0].text, "Les armes se taisent.");
        assert_eq!(
            articles[0].published.as_ref().map(|date| date.value.to_string()).as_deref(),
            Some("2023-09-20")
        );
        assert_eq!(articles[1].title.as_ref().map(|title| title.value.as_str()), Some("Suite"));
    }

    // And what nobody expects.
    #[test]
    fn spoilt_files_do_no_harm() {
        survives("a.exemple", SAMPLE.as_bytes(), &[b"TITRE:", b"DATE: 31/02/2023", b"\n=====\n"]);
    }
}
