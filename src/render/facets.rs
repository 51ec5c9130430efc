//! Counts by field as text for people and as rows. Programs read JSON instead; nothing is counted here.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::printable::printable_words;
use super::report::grouped;
use super::text::write_reading;
use super::{Look, Separator, count_text, write_table};
use crate::search::{Facet, FacetField, Facets};

/// Columns of the longest name that is shown beside its count.
const MAX_NAME: usize = 60;

/// Writes how many articles there are, then each field with its values.
pub fn write_facets(out: &mut dyn Write, facets: &Facets, look: &Look) -> io::Result<()> {
    write_reading(out, &facets.reading, &count_text(facets.reading.num_articles, "article"), look)?;
    for facet in &facets.facets {
        writeln!(out, "\n{}", look.bold(facet.field.as_str()))?;
        write_facet(out, facet, facets.reading.num_articles, look)?;
    }
    Ok(())
}

fn write_facet(out: &mut dyn Write, facet: &Facet, num_articles: u64, look: &Look) -> io::Result<()> {
    let room = look.width.saturating_sub(24).clamp(20, MAX_NAME);
    for value in &facet.values {
        let name = printable_words(&value.name);
        let name = if name.width() > room { shortened(&name, room) } else { name.into_owned() };
        write_count(out, value.num_articles, num_articles, &name, look)?;
    }
    if facet.num_without > 0 {
        write_count(out, facet.num_without, num_articles, &look.dim(without(facet.field)), look)?;
    }
    if facet.num_more_values > 0 {
        let more = count_text(facet.num_more_values, "more value");
        let all = facet.values.len() as u64 + facet.num_more_values;
        writeln!(out, "{:>9}         {}", "…", look.dim(&format!("{more}: -n {all} shows all")))?;
    }
    if facet.values.is_empty() && facet.num_without == 0 {
        writeln!(out, "{:>9}         {}", 0, look.dim("nothing to count"))?;
    }
    Ok(())
}

fn write_count(out: &mut dyn Write, num: u64, of: u64, name: &str, look: &Look) -> io::Result<()> {
    let share = format!("{:>6}", percent(num, of));
    writeln!(out, "{:>9}  {}  {name}", grouped(num), look.dim(&share))
}

/// A share in percent, with a digit behind the point where it is under ten.
pub(super) fn percent(num: u64, of: u64) -> String {
    let share = 100.0 * num as f64 / of.max(1) as f64;
    match share {
        _ if num == 0 => "0 %".to_string(),
        share if share < 0.05 => "<0.1 %".to_string(),
        share if share < 9.95 => format!("{share:.1} %"),
        share => format!("{share:.0} %"),
    }
}

fn without(field: FacetField) -> &'static str {
    match field {
        FacetField::Source => "(no source)",
        FacetField::Section => "(no section)",
        FacetField::Author => "(no author)",
        FacetField::Language => "(language not known)",
        FacetField::Year => "(undated)",
        FacetField::Agency => "(no agency)",
        FacetField::Tag => "(no tag)",
        FacetField::Place => "(no place)",
    }
}

/// The beginning of `text` in at most `room` columns, with an ellipsis.
pub(super) fn shortened(text: &str, room: usize) -> String {
    let mut kept = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += unicode_width::UnicodeWidthChar::width(character).unwrap_or(0);
        if used > room {
            break;
        }
        kept.push(character);
    }
    format!("{}…", kept.trim_end())
}

/// Writes a row for each value: field, value, articles. Articles without a value have an empty one.
pub fn write_facet_rows(out: &mut dyn Write, facets: &Facets, separator: Separator) -> io::Result<()> {
    let rows = facets.facets.iter().flat_map(|facet| {
        let row =
            move |name: &str, num: u64| vec![facet.field.to_string(), name.to_string(), num.to_string()];
        let values = facet.values.iter().map(move |value| row(&value.name, value.num_articles));
        values.chain((facet.num_without > 0).then(|| row("", facet.num_without)))
    });
    write_table(out, separator, &["field", "value", "articles"], rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_shares_are_not_nothing() {
        let shares = [(0, 5), (1, 9000), (1, 30), (33, 100), (3, 3), (0, 0)];
        let shown: Vec<String> = shares.iter().map(|&(num, of)| percent(num, of)).collect();
        assert_eq!(shown, ["0 %", "<0.1 %", "3.3 %", "33 %", "100 %", "0 %"]);
    }

    #[test]
    fn names_are_cut_by_columns() {
        assert_eq!(shortened("日本経済新聞", 7), "日本経…");
        assert_eq!(shortened("Le Courrier de Vaubrune", 12), "Le Courrier…");
    }
}
