//! JSON lines: the hits of an answer as `wire` shapes them, with the fields asked for, then the line that ends the answer.

use std::io::{self, Write};

use serde_json::{Map, Value};

use super::super::{Offsets, wire, write_line};
use super::Field;
use crate::search::{ExportedArticle, SearchResponse};

/// One article: without `fields` a hit as it stands in an answer, else these fields alone, in their order.
pub(super) fn write_article(
    out: &mut dyn Write,
    article: &ExportedArticle,
    fields: &[Field],
    qid: Option<&str>,
) -> io::Result<()> {
    let hit = wire::TypedHit::new(&article.hit, qid, &Offsets::Bytes);
    if fields.is_empty() {
        return write_line(out, &hit);
    }
    let Value::Object(mut all) = serde_json::to_value(&hit)? else { return Ok(()) };
    let mut line = Map::new();
    for name in ["type", "qid"] {
        line.extend(all.get_key_value(name).map(|(name, value)| (name.clone(), value.clone())));
    }
    for field in fields {
        let value = all.remove(field.as_str()).unwrap_or_else(|| beside(*field, article));
        line.insert(field.as_str().to_string(), value);
    }
    write_line(out, &line)
}

/// Fields that hits do not have.
fn beside(field: Field, article: &ExportedArticle) -> Value {
    let head = &article.hit.article;
    match field {
        Field::Tags => Value::from(head.tags.clone()),
        Field::Captions => Value::from(head.captions.clone()),
        Field::Credits => Value::from(head.credits.clone()),
        // Plain data, which always has a JSON form.
        Field::Subjects => serde_json::to_value(&head.subjects).unwrap_or_default(),
        field => match field.value(article) {
            value if value.is_empty() && field != Field::Text => Value::Null,
            value => Value::from(value.into_owned()),
        },
    }
}

/// The line without which an export was cut off.
pub(super) fn write_end(out: &mut dyn Write, response: &SearchResponse, qid: Option<&str>) -> io::Result<()> {
    write_line(out, &wire::End::new(response, qid, &Offsets::Bytes, false))
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn line(fields: &[Field]) -> Value {
        let mut out = Vec::new();
        write_article(&mut out, &samples::article(), fields, Some("q1")).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn fields_are_those_asked_for_in_their_order() {
        let line = line(&[Field::Text, Field::Id, Field::Tags, Field::Rights, Field::Month]);
        assert_eq!(
            line.to_string(),
            "{\"type\":\"hit\",\"qid\":\"q1\",\"text\":\"La trêve tient\\n\\nÀ l’aube, la trêve\\ntenait encore.\\n\",\
             \"id\":\"nve233xqy65e\",\"tags\":[],\"rights\":null,\"month\":\"2023-09\"}"
        );
    }

    /// A member of hits that is renamed would otherwise be exported as text.
    #[test]
    fn hits_have_the_fields_of_their_names() {
        let all = line(Field::ALL);
        assert_eq!((&all["rank"], &all["excerpt"]), (&Value::from(1), &Value::from(false)));
        assert!(all["authors"].is_array() && all["passages"].is_array() && all["score"].is_number());
        assert!(line(&[])["text"].is_null());
    }
}
