//! Named values → an article, by what the names mean; the same for JSON objects and front matter. Parses nothing.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::{Article, Known, PartialDate};

use super::columns::Columns;
use super::lede::put_lede_first;
use super::metadata::{self, Doubts};
use super::record_fields::{self, Role};

/// Names of unknown members that a message lists.
const MAX_NAMES_SHOWN: usize = 8;

/// The known members of an object; of several for one role, the one with the best name that is not empty.
pub(super) struct Record<'a> {
    /// What the members are called in `place`: `JSON member`, `front matter`.
    kind: &'static str,
    /// What the settings say of names and dates; not for front matter.
    columns: Option<&'a Columns>,
    values: BTreeMap<Role, Found<'a>>,
    other_names: Vec<String>,
}

/// A role, and how good a name the member has for it (0 is best).
pub(super) type Slot = (Role, u8);

struct Found<'a> {
    rank: u8,
    name: Cow<'a, str>,
    value: Value<'a>,
}

impl<'a> Record<'a> {
    /// A record without members, whose names are those that everybody uses.
    pub(super) fn new(kind: &'static str) -> Self {
        Record { kind, columns: None, values: BTreeMap::new(), other_names: Vec::new() }
    }

    /// A record without members, whose names the settings may give.
    pub(super) fn with_columns(kind: &'static str, columns: &'a Columns) -> Self {
        Record { columns: Some(columns), ..Record::new(kind) }
    }

    /// What a member called `name` would be used for; remembers the names of those that are not.
    pub(super) fn slot(&mut self, name: &str) -> Option<Slot> {
        let role = match self.columns {
            Some(columns) => columns.role_of(name),
            None => record_fields::role_of(name),
        };
        if let Some((role, rank)) = role {
            return self.values.get(&role).is_none_or(|found| rank < found.rank).then_some((role, rank));
        }
        if self.other_names.len() < MAX_NAMES_SHOWN {
            self.other_names.push(name.chars().take(40).collect());
        }
        None
    }

    /// Takes a member that has a value, if none with a better name was there before.
    pub(super) fn put(&mut self, (role, rank): Slot, name: Cow<'a, str>, value: Value<'a>) {
        let is_better = self.values.get(&role).is_none_or(|found| rank < found.rank);
        if is_better && !value.is_missing() {
            self.values.insert(role, Found { rank, name, value });
        }
    }

    /// The article that the record holds: text and all.
    pub(super) fn into_article(mut self, doubts: &mut Doubts) -> Result<Article, NoText> {
        let text = self.take(Role::Text).and_then(|found| found.value.into_text("\n\n"));
        let mut article = Article { text: metadata::plain(text.unwrap_or_default()), ..Article::default() };
        self.fill(&mut article, doubts);
        if article.text.trim().is_empty() { Err(NoText::new(&self.other_names)) } else { Ok(article) }
    }

    /// Fills in what the record says of an article whose text is known already.
    pub(super) fn fill(&mut self, article: &mut Article, doubts: &mut Doubts) {
        let lede = self.take(Role::Lede).and_then(|found| found.value.into_text("\n\n")).map(metadata::plain);
        put_lede_first(article, lede.as_deref().and_then(metadata::stated).as_deref());
        article.source_id = self.take_text(Role::Id).map(|(id, _)| id);
        article.title = self.take_text(Role::Title).map(|(title, place)| metadata::title(&title, place));
        article.published = self.take_date(Role::Published, doubts);
        article.updated = self.take_date(Role::Updated, doubts);
        article.section =
            self.take_text(Role::Section).map(|(section, place)| metadata::known(section, place));
        article.url = self.take_text(Role::Url).map(|(url, place)| metadata::known(url, place));
        if let Some((source, place)) = self.take_text(Role::Source) {
            metadata::set_source(article, source, place);
        }
        article.authors = self.take_list(Role::Authors, metadata::people);
        article.tags = self.take_list(Role::Tags, metadata::keywords);
        article.language =
            self.take_text(Role::Language).and_then(|(code, place)| metadata::language(&code, place));
    }

    fn take(&mut self, role: Role) -> Option<Found<'a>> {
        self.values.remove(&role)
    }

    fn take_text(&mut self, role: Role) -> Option<(String, String)> {
        let found = self.take(role)?;
        let place = format!("{} {}", self.kind, found.name);
        Some((metadata::stated(&found.value.into_text(" ")?)?, place))
    }

    fn take_list(&mut self, role: Role, read: fn(Vec<String>) -> Vec<String>) -> Option<Known<Vec<String>>> {
        let found = self.take(role)?;
        let place = format!("{} {}", self.kind, found.name);
        metadata::known_list(read(found.value.into_list()), place)
    }

    fn take_date(&mut self, role: Role, doubts: &mut Doubts) -> Option<Known<PartialDate>> {
        let found = self.take(role)?;
        let place = format!("{} {}", self.kind, found.name);
        match found.value {
            Value::Integer(number) if role == Role::Published => metadata::date_number(number, place, doubts),
            Value::Integer(number) => metadata::other_date_number(number, place, doubts),
            value => {
                let text = value.into_text(" ")?;
                let text = self.columns.map_or(Cow::Borrowed(&*text), |columns| columns.day_first(&text));
                let read = if role == Role::Published { metadata::date } else { metadata::other_date };
                read(&text, place, doubts)
            }
        }
    }
}

/// The record has no text.
#[derive(Debug, thiserror::Error)]
#[error("no text in a member such as `text`, `content` or `body`{hint}")]
pub(super) struct NoText {
    hint: String,
}

impl NoText {
    fn new(other_names: &[String]) -> Self {
        let names = other_names.join(", ");
        let hint = match names.is_empty() {
            true => names,
            false => format!("; unknown members: {names}; `--set column.text=NAME` says which it is"),
        };
        NoText { hint }
    }
}

/// The value of a member, as far as articles need it.
pub(super) enum Value<'a> {
    /// Nothing: null, true, false.
    Missing,
    /// A text.
    Text(Cow<'a, str>),
    /// A number, without its fraction.
    Integer(i64),
    /// Several values.
    List(Vec<Value<'a>>),
}

impl Value<'_> {
    /// Whether it says nothing: null, empty, `NA`.
    pub(super) fn is_missing(&self) -> bool {
        match self {
            Value::Missing => true,
            Value::Text(text) => text.len() < 12 && metadata::stated(text).is_none(),
            Value::Integer(_) => false,
            Value::List(values) => values.iter().all(Value::is_missing),
        }
    }

    /// As one text; the items of a list joined by `separator`.
    fn into_text(self, separator: &str) -> Option<String> {
        match self {
            Value::Text(text) => Some(text.into_owned()),
            value => {
                let items = value.into_list();
                (!items.is_empty()).then(|| items.join(separator))
            }
        }
    }

    /// As a list of texts; one text is a list of one.
    fn into_list(self) -> Vec<String> {
        match self {
            Value::Missing => Vec::new(),
            Value::Text(text) => vec![text.into_owned()],
            Value::Integer(number) => vec![number.to_string()],
            Value::List(values) => values.into_iter().flat_map(Value::into_list).collect(),
        }
    }
}
