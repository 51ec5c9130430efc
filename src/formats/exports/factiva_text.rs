//! Articles of Factiva in plain lines, as its RTF and PDF give them with codes: `HD Title`, …, `AN Document …`. Without
//! codes nothing says where a title ends, and such text is not cut.

use crate::formats::metadata::Doubts;

use super::factiva_fields::{Fields, Role, accession_number, is_code, role_of};
use super::text_export::FoundArticle;

/// Whether the lines are coded articles: every one has a headline, a date, a source, and ends with its number.
pub(super) fn are_articles(lines: &[&str]) -> bool {
    let count = |wanted: Role| {
        lines.iter().filter(|line| matches!(coded(line), Some((Some(role), _)) if role == wanted)).count()
    };
    let num_articles = count(Role::Id);
    num_articles > 0
        && [Role::Title, Role::Published, Role::Source].into_iter().all(|role| count(role) == num_articles)
}

/// The articles.
pub(super) fn read_articles(lines: &[&str]) -> Vec<FoundArticle> {
    let mut articles = Vec::new();
    let mut own = String::new();
    let mut fields = Fields::default();
    let mut current: Option<(Option<Role>, String)> = None;
    for line in lines {
        if let Some((role, value)) = coded(line) {
            add(&mut fields, current.take());
            current = Some((role, value.to_string()));
        } else if let Some((_, value)) = &mut current {
            value.push_str("\n\n");
            value.push_str(line);
        }
        // What stands before the first code is a cover.
        if current.is_some() {
            own.push_str(line);
            own.push('\n');
        }
        let is_last =
            matches!(&current, Some((Some(Role::Id), number)) if accession_number(number).is_some());
        if is_last {
            add(&mut fields, current.take());
            let mut doubts = Doubts::default();
            let article = std::mem::take(&mut fields).into_article(&mut doubts);
            articles.push(FoundArticle { own_text: std::mem::take(&mut own), article, doubts });
        }
    }
    articles
}

fn add(fields: &mut Fields, field: Option<(Option<Role>, String)>) {
    if let Some((Some(role), value)) = field {
        fields.add(role, &value);
    }
}

/// A code at the start of a line, with what follows. Of lists of subjects, `code : name` tells them from sentences in
/// capitals that open with `IN` or `RE`.
fn coded<'l>(line: &'l str) -> Option<(Option<Role>, &'l str)> {
    let line = line.trim();
    let (code, value) = line.split_once(|c: char| c.is_whitespace()).unwrap_or((line, ""));
    let value = value.trim();
    let role = role_of(code).filter(|_| is_code(code));
    let is_other =
        matches!(code, "WC" | "SC" | "ED" | "IPC" | "PUB" | "RF" | "NGC" | "GC" | "VOL" | "CT" | "CLM");
    match role {
        Some(Role::Subjects) if !value.is_empty() && !value.contains(" : ") => None,
        Some(Role::Id) if !value.is_empty() && accession_number(value).is_none() => None,
        Some(role) => Some((Some(role), value)),
        None => is_other.then_some((None, value)),
    }
}
