//! The settings as a JSON Schema (draft 2020-12), for editors that help with writing them. Made of the table of settings.

use serde_json::{Map, Value as Json, json};

use super::kind::Kind;
use super::known::{Known, known_settings};

/// The schema.
pub fn json_schema() -> Json {
    let mut root = object("Settings of depeche: depeche.toml");
    for known in known_settings() {
        insert(&mut root, &known.parts, known);
    }
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "depeche.toml",
    });
    if let (Json::Object(schema), Json::Object(root)) = (&mut schema, root) {
        schema.extend(root);
    }
    schema
}

fn object(description: &str) -> Json {
    json!({ "description": description, "type": "object", "additionalProperties": false })
}

fn insert(section: &mut Json, parts: &[&str], known: &Known) {
    let Some((first, rest)) = parts.split_first() else { return };
    let Json::Object(section) = section else { return };
    let slot = if *first == "*" {
        section.entry("additionalProperties")
    } else {
        let properties = section.entry("properties").or_insert_with(|| Json::Object(Map::new()));
        let Json::Object(properties) = properties else { return };
        properties.entry(*first)
    };
    if rest.is_empty() {
        slot.or_insert(Json::Null);
        if let Some(slot) = place(section, first) {
            *slot = leaf(known);
        }
        return;
    }
    slot.or_insert_with(|| object(&heading(known, parts)));
    if let Some(slot) = place(section, first) {
        if slot.is_boolean() {
            *slot = object(&heading(known, parts));
        }
        insert(slot, rest, known);
    }
}

fn place<'a>(section: &'a mut Map<String, Json>, part: &str) -> Option<&'a mut Json> {
    match part {
        "*" => section.get_mut("additionalProperties"),
        name => section.get_mut("properties")?.get_mut(name),
    }
}

fn heading(known: &Known, rest: &[&str]) -> String {
    let depth = known.parts.len() - rest.len() + 1;
    format!("The section [{}]", known.parts[..depth].join("."))
}

fn leaf(known: &Known) -> Json {
    let mut leaf = match known.kind {
        Kind::Number => json!({ "type": "integer", "minimum": 0 }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Globs | Kind::Languages | Kind::Formats => {
            json!({ "type": "array", "items": { "type": "string" } })
        }
        Kind::Folders => folders(),
        Kind::Name => json!({ "type": "string", "pattern": "^[^./\\\\][^/\\\\]*$" }),
        Kind::Size => json!({ "type": "string", "pattern": "^[0-9.]+ *([KMGkmg]([iI]?[bB])?)?$" }),
        Kind::Duration => json!({ "type": "string", "pattern": "^([0-9]+[smhdjw])+$" }),
        Kind::Days => json!({ "type": "string", "pattern": "^([0-9]+[dwj])+$" }),
        Kind::Time => json!({ "type": "string", "pattern": "^[0-9]{1,2}[:h][0-9]{2}$" }),
        Kind::Text | Kind::Cron | Kind::Zone | Kind::Path | Kind::Command => {
            json!({ "type": "string", "minLength": 1 })
        }
    };
    if let Json::Object(leaf) = &mut leaf {
        leaf.insert("description".to_string(), known.purpose.into());
        if let Some(default) = known.default {
            let default = match known.kind {
                Kind::Number => default.parse::<u64>().map_or(Json::Null, Json::from),
                Kind::Flag => Json::Bool(default == "true"),
                _ => default.into(),
            };
            leaf.insert("default".to_string(), default);
        }
    }
    leaf
}

fn folders() -> Json {
    let text = || json!({ "type": "string" });
    json!({ "type": "array", "uniqueItems": true, "items": { "oneOf": [
        { "type": "string", "minLength": 1 },
        { "type": "object", "required": ["path"], "additionalProperties": false, "properties": {
            "path": text(), "label": text(), "source": text(), "section": text(), "lang": text(),
            "default-lang": text(), "encoding": text(), "date-path": text(), "date-order": { "enum": ["dmy", "mdy"] },
            "follow-links": { "type": "boolean" },
            "column": { "type": "object", "additionalProperties": { "type": "string" } },
        } },
    ] } })
}
