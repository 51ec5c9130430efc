//! The block of named values that opens a Markdown file: YAML between `---`, TOML between `+++`.

use std::borrow::Cow;

use saphyr::{LoadableYamlNode, Scalar, Yaml};

use crate::text::floor_char_boundary;

use crate::formats::record::{Record, Value};

/// A longer block is text. Real ones have a few hundred bytes.
const MAX_BYTES: usize = 16 * 1024;

/// Lists inside lists beyond this are refused before parsing: the parsed tree is freed by recursion.
const MAX_DEPTH: usize = 32;

/// The block as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FrontMatter<'a> {
    is_toml: bool,
    text: &'a str,
}

/// The block cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the front matter cannot be read: {0}")]
pub(super) struct FrontMatterError(String);

/// Splits `text` into its front matter, if it opens with one, and the rest.
pub(super) fn split(text: &str) -> (Option<FrontMatter<'_>>, &str) {
    let (is_toml, fence) = if text.starts_with("---") { (false, "---") } else { (true, "+++") };
    let Some(after) =
        text.strip_prefix(fence).and_then(|rest| rest.strip_prefix('\n').or(rest.strip_prefix("\r\n")))
    else {
        return (None, text);
    };
    let mut end = 0;
    for line in after[..floor_char_boundary(after, MAX_BYTES)].split_inclusive('\n') {
        let content = line.trim_end();
        if content == fence || (!is_toml && content == "...") {
            return (Some(FrontMatter { is_toml, text: &after[..end] }), &after[end + line.len()..]);
        }
        end += line.len();
    }
    (None, text)
}

impl FrontMatter<'_> {
    /// The named values.
    pub(super) fn record(self) -> Result<Record<'static>, FrontMatterError> {
        if self.is_toml { self.toml_record() } else { self.yaml_record() }
    }

    fn toml_record(self) -> Result<Record<'static>, FrontMatterError> {
        let table: toml::Table = self
            .text
            .parse()
            .map_err(|error: toml::de::Error| FrontMatterError(error.message().to_string()))?;
        let mut record = Record::new("front matter");
        for (name, value) in table {
            if let Some(slot) = record.slot(&name) {
                record.put(slot, Cow::Owned(name), from_toml(value));
            }
        }
        Ok(record)
    }

    fn yaml_record(self) -> Result<Record<'static>, FrontMatterError> {
        if is_deep(self.text) {
            return Err(FrontMatterError("it is nested too deep".into()));
        }
        let documents =
            Yaml::load_from_str(self.text).map_err(|error| FrontMatterError(error.to_string()))?;
        let mut record = Record::new("front matter");
        for (name, value) in documents.into_iter().next().iter().filter_map(Yaml::as_mapping).flatten() {
            let Some(name) = name.as_str() else { continue };
            if let Some(slot) = record.slot(name) {
                record.put(slot, Cow::Owned(name.to_string()), from_yaml(value));
            }
        }
        Ok(record)
    }
}

/// A generous bound on how deep the YAML can be, without parsing it.
fn is_deep(yaml: &str) -> bool {
    let mut flow_depth = 0_usize;
    yaml.lines().any(|line| {
        let content = line.trim_start();
        let is_indented = line.len() - content.len() > 4 * MAX_DEPTH;
        let num_marks = content.split(' ').take_while(|word| matches!(*word, "-" | "?" | ":")).count();
        for byte in content.bytes() {
            match byte {
                b'[' | b'{' => flow_depth += 1,
                b']' | b'}' => flow_depth = flow_depth.saturating_sub(1),
                _ => {}
            }
            if flow_depth > MAX_DEPTH {
                return true;
            }
        }
        is_indented || num_marks > MAX_DEPTH
    })
}

fn from_yaml(value: &Yaml<'_>) -> Value<'static> {
    match value {
        Yaml::Value(Scalar::String(text)) => Value::Text(Cow::Owned(text.to_string())),
        Yaml::Value(Scalar::Integer(number)) => Value::Integer(*number),
        Yaml::Value(Scalar::FloatingPoint(number)) => Value::Text(Cow::Owned(number.to_string())),
        Yaml::Representation(text, ..) => Value::Text(Cow::Owned(text.to_string())),
        Yaml::Sequence(values) => Value::List(values.iter().map(from_yaml).collect()),
        Yaml::Mapping(members) => {
            let name =
                members.iter().find(|(name, _)| matches!(name.as_str(), Some("name" | "title" | "value")));
            name.map_or(Value::Missing, |(_, value)| from_yaml(value))
        }
        Yaml::Tagged(_, value) => from_yaml(value),
        _ => Value::Missing,
    }
}

fn from_toml(value: toml::Value) -> Value<'static> {
    match value {
        toml::Value::String(text) => Value::Text(Cow::Owned(text)),
        toml::Value::Integer(number) => Value::Integer(number),
        toml::Value::Float(number) => Value::Text(Cow::Owned(number.to_string())),
        toml::Value::Datetime(date) => Value::Text(Cow::Owned(date.to_string())),
        toml::Value::Array(values) => Value::List(values.into_iter().map(from_toml).collect()),
        toml::Value::Table(mut members) => members.remove("name").map_or(Value::Missing, from_toml),
        toml::Value::Boolean(_) => Value::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::metadata::Doubts;
    use crate::model::Article;

    fn fields(text: &str) -> Article {
        let mut article = Article::default();
        let record = split(text).0.unwrap().record();
        record.unwrap().fill(&mut article, &mut Doubts::default());
        article
    }

    #[test]
    fn yaml_and_toml_say_the_same() {
        let yaml = "---\ntitle: \"La trêve : jour 1\"\ndate: 2023-09-20\nauthors:\n  - A. Née\n  - name: B. Lu\ntags: [paix, trêve]\n---\nUn.";
        let toml = "+++\ntitle = 'La trêve : jour 1'\ndate = 2023-09-20\nauthors = ['A. Née', { name = 'B. Lu' }]\ntags = ['paix', 'trêve']\n+++\nUn.";
        for text in [yaml, toml] {
            let article = fields(text);
            assert_eq!(
                article.title.as_ref().map(|title| title.value.clone()).as_deref(),
                Some("La trêve : jour 1")
            );
            assert_eq!(
                article.published.as_ref().map(|date| date.value.to_string()).as_deref(),
                Some("2023-09-20")
            );
            assert_eq!((article.authors().len(), article.tags().len(), split(text).1), (2, 2, "Un."));
        }
    }

    #[test]
    fn what_is_no_front_matter_is_text() {
        for text in ["--- \nUn.", "---\nUn.", "Un.\n---\n", "----\na\n---\n", "", "---"] {
            assert_eq!(split(text), (None, text));
        }
    }

    #[test]
    fn hostile_front_matter_is_refused() {
        for yaml in [
            format!("a: {}", "[".repeat(5000)),
            "- ".repeat(5000),
            "? ".repeat(5000),
            "a: [".into(),
            "\t: @".into(),
        ] {
            let text = format!("---\n{yaml}\n---\nUn.");
            assert!(split(&text).0.unwrap().record().is_err(), "{}", &yaml[..4]);
        }
        let laughs: String =
            (1..20).map(|n| format!("k{n}: &k{n} [*k{m}, *k{m}, *k{m}, *k{m}]\n", m = n - 1)).collect();
        let text = format!("---\nk0: &k0 x\n{laughs}---\nUn.");
        assert!(split(&text).0.unwrap().record().is_err());
    }
}
