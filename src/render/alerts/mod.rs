//! What alerts deliver, written down: feeds, a text to read, lines of JSON. What is delivered, and that it arrives, is
//! `alert`'s.

mod atom;
mod feed;
mod markdown;
mod rss;

use serde::Deserialize;

use super::{wire, write_line};
use crate::alert::{Delivery, Entry, FileForm, Forms, NotOurs};

/// The forms in which this program writes deliveries.
#[derive(Debug, Clone, Copy, Default)]
pub struct AlertForms;

impl Forms for AlertForms {
    fn file(&self, form: FileForm, known: &str, delivery: &Delivery<'_>) -> Result<Option<String>, NotOurs> {
        match form {
            FileForm::Rss => feed::updated(&rss::SYNTAX, known, delivery),
            FileForm::Atom => feed::updated(&atom::SYNTAX, known, delivery),
            FileForm::Markdown => markdown::updated(known, delivery),
        }
    }

    fn line(&self, entry: &Entry, delivery: &Delivery<'_>) -> Vec<u8> {
        let mut line = Vec::new();
        // Writing to memory cannot fail, and a hit has only strings and numbers.
        let _ = write_line(&mut line, &wire::AlertLine::new(entry, delivery));
        line
    }

    fn delivery_of_line(&self, line: &str) -> Option<String> {
        #[derive(Deserialize)]
        struct Known {
            schema: String,
            delivery: String,
        }
        let known: Known = serde_json::from_str(line).ok()?;
        known.schema.starts_with("depeche.alert/").then_some(known.delivery)
    }
}

#[cfg(test)]
mod samples {
    use crate::alert::{Alert, Delivery, Entry, Kind};
    use crate::render::export::samples::article;

    pub(super) fn alert() -> Alert {
        Alert::new("Caucase & trêves", "trêve")
    }

    /// A delivery of an article under each of these ids.
    pub(super) fn delivery<'a>(alert: &'a Alert, ids: &[&str]) -> Delivery<'a> {
        let entry = |id: &&str| Entry::new(id.to_string(), Kind::New, article().hit);
        let at = "2026-11-29T02:30:04Z".parse().unwrap();
        Delivery::new(alert, "presse", 41, at, ids.iter().map(entry).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_known_by_their_delivery() {
        let alert = samples::alert();
        let delivery = samples::delivery(&alert, &["00000000000000aa"]);
        let line = AlertForms.line(&delivery.entries[0], &delivery);
        let line = std::str::from_utf8(&line).unwrap();
        assert!(line.ends_with('\n') && line.lines().count() == 1, "{line}");
        assert_eq!(AlertForms.delivery_of_line(line).as_deref(), Some("00000000000000aa"));
        for other in
            ["", "{}", "{\"schema\":\"depeche.search/1\",\"delivery\":\"a\"}", &line[..line.len() - 5]]
        {
            assert_eq!(AlertForms.delivery_of_line(other), None, "{other}");
        }
    }
}
