//! The row with the names of the columns: what each column gives, and what to say when the text is not among them.

use csv::ByteRecord;

use crate::formats::columns::Columns;
use crate::formats::record::Slot;
use crate::formats::record_fields::Role;

/// Names of columns that a message lists.
const MAX_NAMES_SHOWN: usize = 20;

/// Longest name of a column in a message, in characters.
const MAX_NAME_CHARS: usize = 30;

/// The columns of one table.
#[derive(Debug)]
pub(super) struct Header {
    columns: Vec<(String, Option<Slot>)>,
}

impl Header {
    /// The columns named by `row`.
    pub(super) fn of(row: &ByteRecord, columns: &Columns) -> Self {
        let name = |value: &[u8]| String::from_utf8_lossy(value).trim().to_string();
        let known = |name: String| {
            let slot = columns.role_of(&name);
            (name, slot)
        };
        Header { columns: row.iter().map(name).map(known).collect() }
    }

    pub(super) fn columns(&self) -> &[(String, Option<Slot>)] {
        &self.columns
    }

    pub(super) fn num_columns(&self) -> usize {
        self.columns.len()
    }

    /// How many columns are understood.
    pub(super) fn num_known(&self) -> usize {
        self.columns.iter().filter(|(_, slot)| slot.is_some()).count()
    }

    /// Whether a column gives a text; a lede is one where there is no other.
    pub(super) fn has_text(&self) -> bool {
        self.columns
            .iter()
            .any(|(_, slot)| slot.is_some_and(|(role, _)| matches!(role, Role::Text | Role::Lede)))
    }

    /// Whether the row can be nothing but a header: a text and something else, in names as short as names are.
    pub(super) fn is_certain(&self) -> bool {
        let is_text = |slot: &Option<Slot>| slot.is_some_and(|(role, _)| role == Role::Text);
        let is_name = |name: &str| !name.is_empty() && name.chars().count() <= MAX_NAME_CHARS;
        self.columns.iter().any(|(_, slot)| is_text(slot))
            && self.num_known() >= 2
            && self.columns.iter().all(|(name, _)| is_name(name))
    }

    /// The names, for a person to choose from.
    pub(super) fn names(&self) -> String {
        let shown = self.columns.iter().take(MAX_NAMES_SHOWN).map(|(name, _)| {
            let short: String = name.chars().take(MAX_NAME_CHARS).collect();
            if short.len() < name.len() { format!("`{short}…`") } else { format!("`{short}`") }
        });
        let mut names = shown.collect::<Vec<_>>().join(", ");
        if self.columns.len() > MAX_NAMES_SHOWN {
            names.push_str(&format!(" and {} more", self.columns.len() - MAX_NAMES_SHOWN));
        }
        names
    }
}
