//! What can be asked of an exported article by name: one value as one text. Which fields a format has is `mod`'s.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::super::{citation, path_text};
use crate::model::{Known, PartialDate};
use crate::search::ExportedArticle;

/// Between the values of a field that has several.
const SEPARATOR: &str = "; ";
/// Between passages: what lies between them is left out.
const GAP: &str = "\n[…]\n";

macro_rules! fields {
    ($($(#[$about:meta])* $name:ident = $word:literal,)*) => {
        /// A field of an exported article.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Field {
            $($(#[$about])* $name,)*
        }

        impl Field {
            /// All of them.
            pub const ALL: &'static [Field] = &[$(Field::$name,)*];

            /// The word used on the command line, in heads of tables and in JSON.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Field::$name => $word,)*
                }
            }
        }
    };
}

fields! {
    /// The article's id.
    Id = "id",
    /// Place in the answer, from 1.
    Rank = "rank",
    /// Comparable inside one answer only.
    Score = "score",
    /// How much of the query it satisfies.
    Matched = "matched",
    /// The id that its source gave it.
    SourceId = "source_id",
    /// Title.
    Title = "title",
    /// First publication, as precise as known.
    Published = "published",
    /// Its year.
    Year = "year",
    /// Its year and month.
    Month = "month",
    /// Last change by the publisher.
    Updated = "updated",
    /// Newspaper or agency.
    Source = "source",
    /// Section.
    Section = "section",
    /// Authors.
    Authors = "authors",
    /// Editors' keywords.
    Tags = "tags",
    /// Subjects of a classification.
    Subjects = "subjects",
    /// Language.
    Language = "language",
    /// Address on the web.
    Url = "url",
    /// Page, as the source writes it.
    Page = "page",
    /// Article, page or chapter.
    Unit = "unit",
    /// Usable, withheld or canceled.
    Status = "status",
    /// Version of the item.
    Version = "version",
    /// Not to be shown before.
    Embargo = "embargo",
    /// Place and time of writing.
    Dateline = "dateline",
    /// The agency whose copy it is.
    Agency = "agency",
    /// Who holds the rights.
    Rights = "rights",
    /// Whether the source shows only the beginning.
    Excerpt = "excerpt",
    /// Of a scan: how many of a hundred words its language knows.
    Legibility = "legibility",
    /// Captions of its pictures.
    Captions = "captions",
    /// Agency tails, picture credits, copyright.
    Credits = "credits",
    /// The folder of the archive.
    Folder = "folder",
    /// The file inside it.
    Path = "path",
    /// Key of the member when the file is a container.
    Member = "member",
    /// One line to cite the article by.
    Citation = "citation",
    /// The passages that matched.
    Passages = "passages",
    /// The full text.
    Text = "text",
}

/// A name that no field has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownField {
    /// As typed.
    pub name: String,
    /// The field that is spelt most nearly so.
    pub nearest: Option<Field>,
}

impl fmt::Display for UnknownField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no field is called `{}`", self.name)?;
        match self.nearest {
            Some(nearest) => write!(f, "; did you mean `{}`?", nearest.as_str()),
            None => {
                let names: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
                write!(f, "; there are {}", names.join(", "))
            }
        }
    }
}

impl std::error::Error for UnknownField {}

impl FromStr for Field {
    type Err = UnknownField;

    fn from_str(name: &str) -> Result<Field, UnknownField> {
        let plain = name.trim().to_lowercase().replace('-', "_");
        let named = Field::ALL.iter().copied().find(|field| field.as_str() == plain);
        named.ok_or_else(|| UnknownField { name: name.trim().to_string(), nearest: nearest(&plain) })
    }
}

/// The field that people mean by another word, or whose name is a few letters away.
fn nearest(name: &str) -> Option<Field> {
    let meant = match name {
        "date" | "day" | "published_at" => Some(Field::Published),
        "author" | "byline" => Some(Field::Authors),
        "newspaper" | "publication" | "journal" => Some(Field::Source),
        "body" | "content" | "fulltext" | "full_text" => Some(Field::Text),
        "headline" => Some(Field::Title),
        "lang" => Some(Field::Language),
        "file" => Some(Field::Path),
        "link" | "uri" => Some(Field::Url),
        "keywords" => Some(Field::Tags),
        "snippet" | "quote" | "quotes" => Some(Field::Passages),
        _ => None,
    };
    let near = |field: &Field| (distance(name, field.as_str()), *field);
    meant.or_else(|| {
        let (distance, field) = Field::ALL.iter().map(near).min_by_key(|(distance, _)| *distance)?;
        (distance <= 2 && distance < name.chars().count()).then_some(field)
    })
}

/// Letters to change, add or take away.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, other) in b.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

impl Field {
    /// Whether it takes reading and cutting the text.
    pub fn is_quoted(self) -> bool {
        self == Field::Passages
    }

    /// The value in `article`; empty when it is not known.
    pub fn value(self, article: &ExportedArticle) -> Cow<'_, str> {
        let (hit, head) = (&article.hit, &article.hit.article);
        let known = |value: &'_ Option<Known<String>>| {
            value.as_ref().map_or("", |known| known.value.as_str()).to_owned()
        };
        let given = |value: &Option<String>| value.clone().unwrap_or_default();
        let published = head.published.as_ref().map(|published| published.value);
        let date = |value: &Option<Known<PartialDate>>| {
            value.as_ref().map(|known| known.value.to_string()).unwrap_or_default()
        };
        Cow::Owned(match self {
            Field::Text => return Cow::Borrowed(&article.text),
            Field::Id => head.id.to_string(),
            Field::Rank => hit.rank.to_string(),
            Field::Score => hit.score.to_string(),
            Field::Matched => hit.matched.as_str().to_string(),
            Field::SourceId => given(&head.source_id),
            Field::Title => known(&head.title),
            Field::Published => date(&head.published),
            Field::Year => published.map(|date| format!("{:04}", date.yyyy())).unwrap_or_default(),
            Field::Month => published.and_then(month).unwrap_or_default(),
            Field::Updated => date(&head.updated),
            Field::Source => known(&head.source),
            Field::Section => known(&head.section),
            Field::Authors => head.authors.join(SEPARATOR),
            Field::Tags => head.tags.join(SEPARATOR),
            Field::Subjects => {
                let name = |subject: &crate::model::Subject| {
                    subject.name.clone().unwrap_or_else(|| subject.code.clone())
                };
                head.subjects.iter().map(name).collect::<Vec<_>>().join(SEPARATOR)
            }
            Field::Language => {
                head.language.as_ref().map(|language| language.value.to_string()).unwrap_or_default()
            }
            Field::Url => given(&head.url),
            Field::Page => given(&head.page),
            Field::Unit => head.unit.as_str().to_string(),
            Field::Status => head.status.as_str().to_string(),
            Field::Version => head.version.map(|version| version.to_string()).unwrap_or_default(),
            Field::Embargo => date(&head.embargo),
            Field::Dateline => dateline(article),
            Field::Agency => known(&head.agency),
            Field::Rights => known(&head.rights),
            Field::Excerpt => head.is_excerpt.to_string(),
            Field::Legibility => head.legibility.map(|percent| percent.to_string()).unwrap_or_default(),
            Field::Captions => head.captions.join(SEPARATOR),
            Field::Credits => head.credits.join(SEPARATOR),
            Field::Folder => plain_path(&head.folder_path),
            Field::Path => plain_path(&head.path),
            Field::Member => given(&head.member),
            Field::Citation => citation(head),
            Field::Passages => {
                hit.passages.iter().map(|passage| passage.text.as_str()).collect::<Vec<_>>().join(GAP)
            }
        })
    }
}

fn month(date: PartialDate) -> Option<String> {
    date.yyyymm().map(|month| format!("{:04}-{:02}", month / 100, month % 100))
}

fn dateline(article: &ExportedArticle) -> String {
    let Some(dateline) = article.hit.article.dateline.as_ref().map(|known| &known.value) else {
        return String::new();
    };
    let time = dateline.time.map(|time| time.to_string());
    dateline.place.clone().into_iter().chain(time).collect::<Vec<_>>().join(", ")
}

/// A path with `/`; bytes that are not UTF-8 are shown.
fn plain_path(path: &Path) -> String {
    path.to_str().map_or_else(|| path_text(path), str::to_string)
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn values_are_texts() {
        let article = samples::article();
        let value = |name: &str| name.parse::<Field>().unwrap().value(&article).into_owned();
        assert_eq!(value("id"), "nve233xqy65e");
        assert_eq!(
            (value("published"), value("month"), value("Year")),
            ("2023-09-20".into(), "2023-09".into(), "2023".into())
        );
        assert_eq!(value("authors"), "Nadia Ferrand; Paul Ozanne");
        assert_eq!(value("passages"), "À l’aube, la trêve\ntenait encore.");
        assert!(value("text").starts_with("La trêve tient\n"));
        assert_eq!((value("source-id"), value("excerpt")), (String::new(), "false".into()));
    }

    #[test]
    fn names_that_are_none_are_mended() {
        let said = |name: &str| name.parse::<Field>().unwrap_err().to_string();
        assert_eq!(said("titel"), "no field is called `titel`; did you mean `title`?");
        assert_eq!(said("date"), "no field is called `date`; did you mean `published`?");
        assert!(said("zzzzzz").starts_with("no field is called `zzzzzz`; there are id, rank, score, "));
        assert!(said("").starts_with("no field is called ``; there are id, "));
    }
}
