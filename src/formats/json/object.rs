//! One JSON object → one article, by the names of its members. Not containers: those find the objects.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::diagnostics::Code;
use crate::model::Article;

use crate::formats::columns::Columns;
use crate::formats::metadata::Doubts;
use crate::formats::record::{Record, Value};

/// Why an object is no article.
#[derive(Debug)]
pub(super) struct RecordError {
    pub(super) code: Code,
    pub(super) message: String,
    /// Whether the JSON ends too early, as in a file that was cut.
    pub(super) is_cut: bool,
}

/// Reads the article in the JSON object `json`. Findings that leave it usable go to `doubts`.
pub(super) fn read_record(
    json: &str,
    columns: &Columns,
    doubts: &mut Doubts,
) -> Result<Article, RecordError> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let record = RecordVisitor { columns }.deserialize(&mut deserializer);
    let record = record.and_then(|record| deserializer.end().map(|()| record));
    let record = record.map_err(|error| RecordError {
        code: Code::Malformed,
        message: format!("no JSON object: {error}"),
        is_cut: error.is_eof(),
    })?;
    record.into_article(doubts).map_err(|error| RecordError {
        code: Code::NoText,
        message: error.to_string(),
        is_cut: false,
    })
}

struct RecordVisitor<'c> {
    columns: &'c Columns,
}

impl<'de, 'c: 'de> DeserializeSeed<'de> for RecordVisitor<'c> {
    type Value = Record<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Record<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, 'c: 'de> Visitor<'de> for RecordVisitor<'c> {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the members of an article")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record<'de>, A::Error> {
        let mut record = Record::with_columns("JSON member", self.columns);
        while let Some(Text(name)) = map.next_key()? {
            if let Some(slot) = record.slot(&name) {
                record.put(slot, name, map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(record)
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

    fn columns() -> Columns {
        Columns::new(&crate::formats::ReadOptions::default())
    }

    fn read(json: &str) -> Article {
        read_record(json, &columns(), &mut Doubts::default()).unwrap()
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
        assert_eq!(value(french.title.clone()).as_deref(), Some("La trêve"));
        assert_eq!(french.text, "En bref.\n\nUn.\n\nDeux.");
        assert_eq!(french.lede.map(|span| span.of(&french.text)), Some("En bref."));
        assert_eq!(value(french.published.clone()).as_deref(), Some("2023-09-20"));
        assert_eq!(
            (french.authors(), french.tags()),
            (&["A. Née".to_string(), "B. Lu".into()][..], &["paix".to_string(), "trêve".into()][..])
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
        assert_eq!(value(article.url).as_deref(), Some("https://www.journal.example/2023/a.html"));
    }

    #[test]
    fn a_date_that_does_not_exist_is_a_doubt() {
        let mut doubts = Doubts::default();
        let article =
            read_record(r#"{"text": "Un.", "date": "31/02/2023"}"#, &columns(), &mut doubts).unwrap();
        assert_eq!((article.published, doubts.0.len(), doubts.0[0].0), (None, 1, Code::BadDate));
    }

    #[test]
    fn what_is_no_article_is_explained() {
        let error = |json: &str| read_record(json, &columns(), &mut Doubts::default()).unwrap_err();
        assert!(error(r#"{"views": 3, "texto": "x"}"#).message.contains("views, texto"));
        assert!(error(r#"{"text": "cou"#).is_cut);
        assert!(!error("[1]").is_cut);
        let deep = format!(r#"{{"text": "a", "tags": {}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
        assert!(error(&deep).message.contains("recursion"), "{}", error(&deep).message);
    }
}
