//! Members of a ninjs object, by their names in any of its versions: `versioncreated` of 1.x, `versionCreated` of 2.x.
//! Not what they mean.

use serde_json::{Map, Value};

use crate::formats::metadata::{self, stated};

/// An object of a ninjs text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Object<'a>(pub(super) &'a Map<String, Value>);

/// A headline, description or body of versions 2 and 3.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) role: &'a str,
    pub(super) content_type: &'a str,
    pub(super) value: &'a str,
}

impl<'a> Object<'a> {
    /// The object that a value is.
    pub(super) fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Object)
    }

    /// The member of that name, whatever its capitals; nothing where it is null.
    pub(super) fn get(self, name: &str) -> Option<&'a Value> {
        let member = self.0.get(name).or_else(|| {
            self.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        });
        member.filter(|value| !value.is_null())
    }

    /// The text of the first of these members that says anything.
    pub(super) fn text(self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| match self.get(name)? {
            Value::String(text) => stated(text),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    }

    /// The objects in a member that is a list of them, or one.
    pub(super) fn objects(self, name: &str) -> impl Iterator<Item = Object<'a>> {
        self.values(name).filter_map(Object::of)
    }

    /// The texts in a member that is a list, or one text.
    pub(super) fn texts(self, name: &str) -> impl Iterator<Item = &'a str> {
        self.values(name).filter_map(Value::as_str)
    }

    fn values(self, name: &str) -> impl Iterator<Item = &'a Value> {
        let (list, one) = match self.get(name) {
            Some(Value::Array(list)) => (list.as_slice(), None),
            one => (&[][..], one),
        };
        list.iter().chain(one)
    }

    /// Headlines, descriptions or bodies: the list of versions 2 and 3, with the members of version 1 behind it, whose
    /// names begin with `prefix` and end with the type (`body_html`).
    pub(super) fn parts(self, list: &str, prefix: &str) -> Vec<Part<'a>> {
        let parts = self.objects(list).filter_map(|part| {
            let text = |name: &str| part.get(name).and_then(Value::as_str);
            Some(Part {
                role: text("role").unwrap_or(""),
                content_type: text("contentType").unwrap_or(""),
                value: text("value")?,
            })
        });
        let members = self.0.iter().filter_map(|(name, value)| {
            let ending = name.get(prefix.len()..).filter(|_| name.is_char_boundary(prefix.len()))?;
            let is_named = name[..prefix.len()].eq_ignore_ascii_case(prefix)
                && (ending.is_empty() || ending.starts_with('_'));
            Some(Part {
                role: "",
                content_type: ending.trim_start_matches('_'),
                value: value.as_str().filter(|_| is_named)?,
            })
        });
        parts.chain(members).filter(|part| !part.value.trim().is_empty()).collect()
    }
}

impl Part<'_> {
    /// Whether it is HTML or another markup that is read so.
    pub(super) fn is_html(&self) -> bool {
        let kind = self.content_type.to_lowercase();
        kind.contains("html") || kind.contains("xml")
    }

    /// Its text, without markup.
    pub(super) fn text(&self) -> String {
        let text = self.value.trim();
        if self.is_html() { metadata::html_text(text) } else { metadata::plain(text.to_string()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_in_all_versions() {
        let value: Value = serde_json::from_str(
            r#"{"versionCreated": "x", "body_html": "<p>a</p>", "bodyguard": "z", "bodies": [{"role": "main", "contentType": "text/plain", "value": "b"}], "keywords": ["u", "v"], "infosource": {"name": "n"}, "version": 2, "a": null}"#,
        )
        .unwrap();
        let object = Object::of(&value).unwrap();
        assert_eq!(object.text(&["versioncreated"]).as_deref(), Some("x"));
        assert_eq!((object.text(&["version"]).as_deref(), object.get("a")), (Some("2"), None));
        let parts: Vec<_> =
            object.parts("bodies", "body").iter().map(|part| (part.value, part.is_html())).collect();
        assert_eq!(parts, [("b", false), ("<p>a</p>", true)]);
        assert_eq!(object.texts("keywords").collect::<Vec<_>>(), ["u", "v"]);
        assert_eq!(
            object.objects("infosource").filter_map(|source| source.text(&["name"])).collect::<Vec<_>>(),
            ["n"]
        );
    }
}
