//! Which column or member means what in one file: what the folder's settings say, else the names that everybody uses.

use std::borrow::Cow;
use std::cell::Cell;

use crate::diagnostics::Code;
use crate::model::DateOrder;

use super::record_fields::{self, Role, plain_name};
use super::{Output, ReadOptions};

/// In place of a name: no column of the file says this.
const NO_COLUMN: &str = "-";

/// The names of one file.
pub(super) struct Columns {
    /// What the settings name; empty in most folders.
    named: Vec<Named>,
    is_month_first: bool,
    /// Which of `named` were met, by bit.
    met: Cell<u32>,
}

struct Named {
    role: Role,
    name: String,
    plain: String,
}

impl Columns {
    pub(super) fn new(options: &ReadOptions) -> Self {
        let named = options.columns.iter().filter_map(|(field, name)| {
            let role = Role::from_name(field)?;
            Some(Named { role, name: name.clone(), plain: plain_name(name) })
        });
        let is_month_first = options.date_order == DateOrder::MonthFirst;
        Columns { named: named.collect(), is_month_first, met: Cell::new(0) }
    }

    /// The role of the column or member called `name`, and how good a name it is for that role (0 is best).
    ///
    /// What the settings name goes before what is known, and is known by its exact name before one that differs in
    /// capitals or accents. A role that the settings give a name has no other.
    pub(super) fn role_of(&self, name: &str) -> Option<(Role, u8)> {
        if self.named.is_empty() {
            return record_fields::role_of(name);
        }
        if let Some(at) = self.named.iter().position(|named| named.name == name) {
            return self.meet(at, 0);
        }
        let plain = plain_name(name);
        if let Some(at) = self.named.iter().position(|named| named.plain == plain && named.name != NO_COLUMN)
        {
            return self.meet(at, 1);
        }
        record_fields::role_of(name).filter(|(role, _)| self.named.iter().all(|named| named.role != *role))
    }

    fn meet(&self, at: usize, rank: u8) -> Option<(Role, u8)> {
        let named = &self.named[at];
        if named.name == NO_COLUMN {
            return None;
        }
        self.met.set(self.met.get() | 1 << at);
        Some((named.role, rank))
    }

    /// Reports, once a file, the names that the settings give and the file has not.
    pub(super) fn report_missing(&self, output: &mut Output<'_>) {
        for (at, named) in self.named.iter().enumerate() {
            if self.met.get() & 1 << at == 0 && named.name != NO_COLUMN {
                let field = named.role.name();
                let message =
                    format!("has no `{}`, which the folder's setting column.{field} names", named.name);
                output.doubt(None, Code::MissingColumn, message);
            }
        }
    }

    /// A date field with the day before the month, where the settings say that it is written the other way.
    pub(super) fn day_first<'t>(&self, date: &'t str) -> Cow<'t, str> {
        if self.is_month_first { day_first(date) } else { Cow::Borrowed(date) }
    }
}

/// `09/20/2023 13:05` → `20/09/2023 13:05`. Other dates stay, and so do those whose first number is no month.
fn day_first(date: &str) -> Cow<'_, str> {
    let end_of_number =
        |text: &str| text.find(|c: char| !c.is_ascii_digit()).filter(|end| (1..=2).contains(end));
    let swapped = || {
        let start = date.trim_start();
        let (month, rest) = start.split_at(end_of_number(start)?);
        let separator = rest.chars().next().filter(|c| matches!(c, '/' | '-' | '.'))?;
        let (day, rest) = rest[1..].split_at(end_of_number(&rest[1..])?);
        let is_month = month.parse().is_ok_and(|month: u8| (1..=12).contains(&month));
        (is_month && rest.starts_with(separator)).then(|| format!("{day}{separator}{month}{rest}"))
    };
    swapped().map_or(Cow::Borrowed(date), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(named: &[(&str, &str)]) -> Columns {
        let columns = named.iter().map(|(field, name)| (field.to_string(), name.to_string())).collect();
        Columns::new(&ReadOptions { columns, ..ReadOptions::default() })
    }

    #[test]
    fn settings_go_before_known_names() {
        let columns = columns(&[("title", "Überschrift"), ("text", "Corps"), ("source", "-")]);
        assert_eq!(columns.role_of("Überschrift"), Some((Role::Title, 0)));
        assert_eq!(columns.role_of("überschrift"), Some((Role::Title, 1)));
        assert_eq!((columns.role_of("title"), columns.role_of("texte")), (None, None));
        assert_eq!((columns.role_of("source"), columns.role_of("publisher")), (None, None));
        assert_eq!(columns.role_of("date").map(|(role, _)| role), Some(Role::Published));
    }

    #[test]
    fn without_settings_known_names_count() {
        assert_eq!(columns(&[]).role_of("Titre").map(|(role, _)| role), Some(Role::Title));
        assert_eq!(columns(&[("nonsense", "x")]).role_of("x"), None);
    }

    #[test]
    fn american_dates_are_turned_round() {
        for (date, expected) in [
            ("09/02/2023", "02/09/2023"),
            ("9-2-2023 13:05", "2-9-2023 13:05"),
            ("20/09/2023", "20/09/2023"),
            ("2023-09-02", "2023-09-02"),
            ("September 2, 2023", "September 2, 2023"),
            ("é/2/2023", "é/2/2023"),
            ("", ""),
        ] {
            assert_eq!(day_first(date), expected, "{date}");
        }
    }
}
