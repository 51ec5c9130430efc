//! Changes the text of a file of settings and keeps everything else in it: comments, order, blank lines. Reads and writes no file.

use toml_edit::{Array, DocumentMut, Item, Table, Value, value};

/// What to set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewValue {
    /// A text.
    Text(String),
    /// A flag.
    Flag(bool),
    /// A number.
    Number(i64),
    /// Several texts.
    Texts(Vec<String>),
    /// The setting is taken out.
    None,
}

/// The text cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// It is no TOML.
    #[error("the settings cannot be read, so they cannot be changed: {0}")]
    Syntax(String),
    /// Something stands where a section should be.
    #[error("`{0}` is no section in the settings; write it as one, `[{0}]`")]
    NoSection(String),
}

/// `text` with these values in the section `path`, which is made when it is not there.
pub fn set_values(text: &str, path: &[&str], values: &[(&str, NewValue)]) -> Result<String, EditError> {
    let mut document: DocumentMut = read(text)?;
    let section = section_at(document.as_table_mut(), path)?;
    for (key, new) in values {
        let new = match new {
            NewValue::Text(text) => value(text.as_str()),
            NewValue::Flag(flag) => value(*flag),
            NewValue::Number(number) => value(*number),
            NewValue::Texts(texts) => value(texts.iter().map(String::as_str).collect::<Array>()),
            NewValue::None => {
                section.remove(key);
                continue;
            }
        };
        match section.get_mut(key) {
            // What is written around the old value, such as a comment behind it, stays.
            Some(Item::Value(old)) => {
                let around = old.decor().clone();
                if let Item::Value(mut new) = new {
                    *new.decor_mut() = around;
                    *old = new;
                }
            }
            _ => drop(section.insert(key, new)),
        }
    }
    Ok(document.to_string())
}

/// `text` without the section `path`; `None` when there is none.
pub fn remove_section(text: &str, path: &[&str]) -> Result<Option<String>, EditError> {
    let mut document = read(text)?;
    let Some((last, parents)) = path.split_last() else { return Ok(None) };
    let mut table: &mut dyn toml_edit::TableLike = document.as_table_mut();
    for part in parents {
        match table.get_mut(part).and_then(Item::as_table_like_mut) {
            Some(inner) => table = inner,
            None => return Ok(None),
        }
    }
    Ok(table.remove(last).map(|_| document.to_string()))
}

fn read(text: &str) -> Result<DocumentMut, EditError> {
    text.parse().map_err(|error: toml_edit::TomlError| EditError::Syntax(error.message().to_string()))
}

fn section_at<'a>(root: &'a mut Table, path: &[&str]) -> Result<&'a mut dyn toml_edit::TableLike, EditError> {
    let mut table: &mut dyn toml_edit::TableLike = root;
    for (depth, part) in path.iter().enumerate() {
        let is_last = depth + 1 == path.len();
        let item = table.entry(part).or_insert_with(|| {
            let mut new = Table::new();
            // Only the innermost gets a line of its own: `[archives.presse.schedule]`.
            new.set_implicit(!is_last);
            Item::Table(new)
        });
        if let Item::Value(Value::InlineTable(_)) | Item::Table(_) = item {
            table = item.as_table_like_mut().ok_or_else(|| EditError::NoSection(path.join(".")))?;
        } else {
            return Err(EditError::NoSection(path[..=depth].join(".")));
        }
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# Our settings
[archives.presse]           # the daily
folders = [\"/srv/presse\"]

# at night
[archives.presse.schedule]
daily = \"02:30\"   # after the backup
timezone = \"Europe/Paris\"
";

    #[test]
    fn a_value_is_replaced_and_comments_stay() {
        let values = [("daily", NewValue::Text("03:15".into()))];
        let changed = set_values(TEXT, &["archives", "presse", "schedule"], &values).unwrap();
        assert_eq!(changed, TEXT.replace("02:30", "03:15"));
    }

    #[test]
    fn a_section_is_made_where_there_is_none() {
        let values = [("every", NewValue::Text("15m".into())), ("paused", NewValue::Flag(true))];
        let changed = set_values(TEXT, &["archives", "la une", "schedule"], &values).unwrap();
        assert_eq!(
            changed,
            format!("{TEXT}\n[archives.\"la une\".schedule]\nevery = \"15m\"\npaused = true\n")
        );
        let first = set_values("", &["archives", "a", "schedule"], &values[..1]).unwrap();
        assert_eq!(first, "[archives.a.schedule]\nevery = \"15m\"\n");
    }

    #[test]
    fn values_and_sections_are_taken_out() {
        let without =
            set_values(TEXT, &["archives", "presse", "schedule"], &[("timezone", NewValue::None)]).unwrap();
        assert_eq!(without, TEXT.replace("timezone = \"Europe/Paris\"\n", ""));
        let removed = remove_section(TEXT, &["archives", "presse", "schedule"]).unwrap().unwrap();
        assert!(removed.contains("folders") && !removed.contains("[archives.presse.schedule]"), "{removed}");
        assert_eq!(remove_section(TEXT, &["archives", "presse", "alerts"]), Ok(None));
    }

    #[test]
    fn what_cannot_be_changed_is_told() {
        let schedule = ["archives", "presse", "schedule"];
        assert!(matches!(set_values("a = ", &schedule, &[]), Err(EditError::Syntax(_))));
        assert_eq!(set_values("archives = 3", &schedule, &[]), Err(EditError::NoSection("archives".into())));
    }
}
