//! One JSON object → one article, by the names of its members. Not containers: those find the objects.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::diagnostics::Code;
use crate::model::Article;

use super::json_fields::{Role, role_of};
use super::lede::put_lede_first;
use super::metadata::{self, Doubts};

/// Names of unknown members that a message lists.
const MAX_NAMES_SHOWN: usize = 8;

/// Why an object is no article.
#[derive(Debug)]
pub(super) struct RecordError {
    pub(super) code: Code,
    pub(super) message: String,
    /// Whether the JSON ends too early, as in a file that was cut.
    pub(super) is_cut: bool,
}

/// Reads the article in the JSON object `json`. Findings that leave it usable go to `doubts`.
pub(super) fn read_record(json: &str, doubts: &mut Doubts) -> Result<Article, RecordError> {
    let record: Record = serde_json::from_str(json).map_err(|error| RecordError {
        code: Code::Malformed,
        message: format!("no JSON object: {error}"),
        is_cut: error.is_eof(),
    })?;
    record.into_article(doubts)
}

/// The known members of an object; of several for one role, the one with the best name that is not empty.
#[derive(Default)]
struct Record<'a> {
    values: BTreeMap<Role, Found<'a>>,
    other_names: Vec<String>,
}

struct Found<'a> {
    rank: u8,
    name: Cow<'a, str>,
    value: Value<'a>,
}

impl<'a> Record<'a> {
    fn take(&mut self, role: Role) -> Option<Found<'a>> {
        self.values.remove(&role)
    }

    fn take_text(&mut self, role: Role) -> Option<(String, String)> {
        let found = self.take(role)?;
        let text = metadata::stated(&found.value.into_text(" ")?)?;
        Some((text, place(&found.name)))
    }

    fn into_article(mut self, doubts: &mut Doubts) -> Result<Article, RecordError> {
        let text = self.take(Role::Text).and_then(|found| found.value.into_text("\n\n"));
        let mut article = Article { text: metadata::plain(text.unwrap_or_default()), ..Article::default() };
        let lede = self.take(Role::Lede).and_then(|found| found.value.into_text("\n\n")).map(metadata::plain);
        put_lede_first(&mut article, lede.as_deref().and_then(metadata::stated).as_deref());
        if article.text.trim().is_empty() {
            return Err(self.without_text());
        }
        article.source_id = self.take_text(Role::Id).map(|(id, _)| id);
        article.title = self.take_text(Role::Title).map(|(title, place)| metadata::title(&title, place));
        article.published = self.take_date(Role::Published, doubts);
        article.updated = self.take_date(Role::Updated, doubts);
        article.section =
            self.take_text(Role::Section).map(|(section, place)| metadata::known(section, place));
        article.url = self.take_text(Role::Url).map(|(url, _)| url);
        if let Some((source, place)) = self.take_text(Role::Source) {
            metadata::set_source(&mut article, source, place);
        }
        article.authors = self
            .take(Role::Authors)
            .map(|found| metadata::people(found.value.into_list()))
            .unwrap_or_default();
        article.tags = self
            .take(Role::Tags)
            .map(|found| metadata::keywords(found.value.into_list()))
            .unwrap_or_default();
        article.language =
            self.take_text(Role::Language).and_then(|(code, place)| metadata::language(&code, place));
        Ok(article)
    }

    fn take_date(
        &mut self,
        role: Role,
        doubts: &mut Doubts,
    ) -> Option<crate::model::Known<crate::model::PartialDate>> {
        let found = self.take(role)?;
        let place = place(&found.name);
        match found.value {
            Value::Integer(number) => metadata::date_number(number, place, doubts),
            value => metadata::date(&value.into_text(" ")?, place, doubts),
        }
    }

    fn without_text(&self) -> RecordError {
        let names = self.other_names.join(", ");
        let hint = if names.is_empty() { String::new() } else { format!("; unknown members: {names}") };
        let message = format!("no text in a member such as `text`, `content` or `body`{hint}");
        RecordError { code: Code::NoText, message, is_cut: false }
    }
}

fn place(name: &str) -> String {
    format!("JSON member {name}")
}

impl<'de> Deserialize<'de> for Record<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RecordVisitor)
    }
}

struct RecordVisitor;

impl<'de> Visitor<'de> for RecordVisitor {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the members of an article")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record<'de>, A::Error> {
        let mut record = Record::default();
        while let Some(Text(name)) = map.next_key()? {
            let Some((role, rank)) = role_of(&name) else {
                map.next_value::<IgnoredAny>()?;
                if record.other_names.len() < MAX_NAMES_SHOWN {
                    record.other_names.push(name.chars().take(40).collect());
                }
                continue;
            };
            let value: Value = map.next_value()?;
            let is_better = record.values.get(&role).is_none_or(|found| rank < found.rank);
            if is_better && !value.is_missing() {
                record.values.insert(role, Found { rank, name, value });
            }
        }
        Ok(record)
    }
}

/// A JSON value as far as articles need it.
enum Value<'a> {
    Missing,
    Text(Cow<'a, str>),
    Integer(i64),
    List(Vec<Value<'a>>),
}

impl Value<'_> {
    fn is_missing(&self) -> bool {
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

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Missing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value<'de>, E> {
        Ok(Value::Missing)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value<'de>, E> {
        Ok(i64::try_from(number).map_or_else(|_| Value::Text(number.to_string().into()), Value::Integer))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value<'de>, E> {
        // Seconds since 1970 with a fraction, as Python writes them; the conversion saturates.
        Ok(if number.is_finite() { Value::Integer(number as i64) } else { Value::Missing })
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_string())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value<'de>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element::<Value>()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    /// `{"name": "…"}` of a person or publisher, `{"rendered": "…"}` of a content system.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'de>, A::Error> {
        const NAMES: [&str; 8] = ["name", "rendered", "value", "text", "#text", "@value", "title", "label"];
        let mut best: Option<(usize, Value)> = None;
        while let Some(Text(name)) = map.next_key()? {
            match NAMES.iter().position(|known| *known == name) {
                Some(rank) if best.as_ref().is_none_or(|(best, _)| rank < *best) => {
                    let value: Value = map.next_value()?;
                    best = (!value.is_missing()).then_some((rank, value)).or(best);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(best.map_or(Value::Missing, |(_, value)| value))
    }
}

/// A string that is borrowed from the JSON when it has no escapes; serde's own `Cow` is always owned.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        TextSeed.deserialize(deserializer)
    }
}

struct TextSeed;

impl<'de> DeserializeSeed<'de> for TextSeed {
    type Value = Text<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text<'de>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for TextSeed {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Article {
        read_record(json, &mut Doubts::default()).unwrap()
    }

    fn value<T: ToString>(known: Option<crate::model::Known<T>>) -> Option<String> {
        known.map(|known| known.value.to_string())
    }

    #[test]
    fn reads_french_and_english_names() {
        let french = read(
            r#"{"identifiant": 7, "titre": "La trêve", "chapô": "En bref.", "texte": "Un.\n\nDeux.", "date": "20/09/2023",
            "rubrique": "Monde", "auteurs": [{"name": "A. Née"}, "B. Lu"], "langue": "FR", "mots_clés": "paix, trêve"}"#,
        );
        assert_eq!(french.source_id.as_deref(), Some("7"));
        assert_eq!(value(french.title).as_deref(), Some("La trêve"));
        assert_eq!(french.text, "En bref.\n\nUn.\n\nDeux.");
        assert_eq!(french.lede.map(|span| span.of(&french.text)), Some("En bref."));
        assert_eq!(value(french.published).as_deref(), Some("2023-09-20"));
        assert_eq!(
            (french.authors, french.tags),
            (vec!["A. Née".into(), "B. Lu".into()], vec!["paix".to_string(), "trêve".into()])
        );
        let english = read(
            r#"{"_id": "x", "headline": "Truce", "content": {"rendered": "One."}, "datePublished": 1695200709}"#,
        );
        assert_eq!(value(english.published).as_deref(), Some("2023-09-20T09:05:09Z"));
        assert_eq!(english.text, "One.");
    }

    #[test]
    fn the_best_name_with_a_value_counts() {
        let article = read(
            r#"{"date": "2023-09-20", "published": "2023-09-20T08:00:00Z", "published_at": "NA", "text": "Un."}"#,
        );
        assert_eq!(value(article.published).as_deref(), Some("2023-09-20T08:00:00Z"));
    }

    #[test]
    fn an_address_as_source_gives_address_and_host() {
        let article = read(r#"{"text": "Un.", "source": "https://www.journal.example/2023/a.html"}"#);
        assert_eq!(value(article.source).as_deref(), Some("journal.example"));
        assert_eq!(article.url.as_deref(), Some("https://www.journal.example/2023/a.html"));
    }

    #[test]
    fn a_date_that_does_not_exist_is_a_doubt() {
        let mut doubts = Doubts::default();
        let article = read_record(r#"{"text": "Un.", "date": "31/02/2023"}"#, &mut doubts).unwrap();
        assert_eq!((article.published, doubts.0.len(), doubts.0[0].0), (None, 1, Code::BadDate));
    }

    #[test]
    fn what_is_no_article_is_explained() {
        let error = |json: &str| read_record(json, &mut Doubts::default()).unwrap_err();
        assert!(error(r#"{"views": 3, "texto": "x"}"#).message.contains("views, texto"));
        assert!(error(r#"{"text": "cou"#).is_cut);
        assert!(!error("[1]").is_cut);
        let deep = format!(r#"{{"text": "a", "x": {}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
        assert!(error(&deep).message.contains("recursion"), "{}", error(&deep).message);
    }
}
