//! What MODS or Dublin Core say of an issue or an article: title, date, language, identifiers. Keeps text as written.

use crate::formats::xml::StartTag;

/// Bytes of one value; more is no title and no date.
const MAX_VALUE_BYTES: usize = 4096;
/// Values of one kind.
const MAX_VALUES: usize = 100;

/// The values of one description.
#[derive(Debug, Default)]
pub(super) struct Description {
    pub(super) title: Option<String>,
    pub(super) subtitle: Option<String>,
    /// Dates, the best first: of issue, of the part, of creation.
    dates: [Option<(String, &'static str)>; 3],
    pub(super) language: Option<String>,
    pub(super) identifiers: Vec<String>,
    pub(super) authors: Vec<String>,
    pub(super) rights: Option<String>,
    article_of_title: Option<String>,
    /// Names of the elements that are open.
    open: Vec<String>,
    value: String,
}

impl Description {
    /// The best date with the place where it stands.
    pub(super) fn date(&self) -> Option<(&str, &'static str)> {
        self.dates.iter().flatten().next().map(|(date, place)| (date.as_str(), *place))
    }

    pub(super) fn start(&mut self, element: &StartTag<'_>) {
        self.open.push(element.name().to_string());
        self.value.clear();
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.value.len() + text.len() <= MAX_VALUE_BYTES {
            self.value.push_str(text);
        }
    }

    /// The element that was opened last ends.
    pub(super) fn end(&mut self) {
        let Some(name) = self.open.pop() else { return };
        let value = std::mem::take(&mut self.value);
        let value = crate::formats::metadata::stated(&crate::formats::metadata::one_line(&value));
        // What is said of a related item is not said of this one.
        let is_of_other = self.open.iter().any(|around| matches!(&**around, "relatedItem" | "subject"));
        let around = self.open.last().map(String::as_str).unwrap_or_default();
        let Some(value) = value.filter(|_| !is_of_other) else { return };
        match (around, &*name) {
            ("titleInfo", "nonSort") => self.article_of_title = Some(value),
            ("titleInfo", "title") if self.title.is_none() => {
                self.title = Some(match self.article_of_title.take() {
                    Some(article) if article.ends_with(['\'', '’']) => format!("{article}{value}"),
                    Some(article) => format!("{article} {value}"),
                    None => value,
                });
            }
            ("titleInfo", "subTitle") => put(&mut self.subtitle, value),
            ("originInfo", "dateIssued") => put(&mut self.dates[0], (value, "MODS dateIssued")),
            ("part", "date") => put(&mut self.dates[1], (value, "MODS part date")),
            ("originInfo", "dateCreated") => put(&mut self.dates[2], (value, "MODS dateCreated")),
            ("language", "languageTerm") => put(&mut self.language, value),
            ("name", "namePart") if self.authors.len() < MAX_VALUES => self.authors.push(value),
            (_, "accessCondition" | "rights") => put(&mut self.rights, value),
            (_, "identifier") if self.identifiers.len() < MAX_VALUES => self.identifiers.push(value),
            // Dublin Core has no element inside another.
            ("titleInfo" | "originInfo" | "part" | "language" | "name", _) => {}
            (_, "title") => put(&mut self.title, value),
            (_, "issued") => put(&mut self.dates[0], (value, "Dublin Core issued")),
            (_, "date") => put(&mut self.dates[1], (value, "Dublin Core date")),
            (_, "language") => put(&mut self.language, value),
            (_, "creator") if self.authors.len() < MAX_VALUES => self.authors.push(value),
            _ => {}
        }
    }
}

/// The first of several counts.
fn put<T>(field: &mut Option<T>, value: T) {
    field.get_or_insert(value);
}
