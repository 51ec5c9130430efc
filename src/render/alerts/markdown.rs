//! A text to read, to which every delivery adds a section; what else somebody writes into the file stays.

use std::collections::HashSet;

use super::super::export::markdown::{plain, write_cited};
use super::feed::title;
use crate::alert::{Delivery, Entry, Kind, NotOurs};

/// Stands in every such file of ours.
const SIGN: &str = "<!-- depeche: alerts add their hits to this file -->";
/// Stands before the id of a delivery …
const ID: &str = "<!-- depeche:delivery=";
/// … and behind it.
const END: &str = " -->";

/// The text with `delivery`; see [`crate::alert::Forms::file`].
pub(super) fn updated(known: &str, delivery: &Delivery<'_>) -> Result<Option<String>, NotOurs> {
    let is_new = known.trim().is_empty();
    if !is_new && !known.lines().any(|line| line == SIGN) {
        return Err(NotOurs);
    }
    let shown: HashSet<&str> =
        known.lines().filter_map(|line| line.strip_prefix(ID)?.strip_suffix(END)).collect();
    let fresh: Vec<&Entry> =
        delivery.entries.iter().filter(|entry| !shown.contains(entry.delivery.as_str())).collect();
    if fresh.is_empty() {
        return Ok(None);
    }
    let mut text = match is_new {
        true => format!("# {}\n\n{SIGN}\n", plain(&delivery.alert.name)),
        false => known.trim_end_matches('\n').to_string() + "\n",
    };
    let time = delivery.at.strftime("%Y-%m-%d %H:%M");
    text += &format!("\n## {time} UTC: {}\n", plain(&delivery.alert.name));
    fresh.iter().for_each(|entry| text += &section(entry));
    Ok(Some(text))
}

fn section(entry: &Entry) -> String {
    let corrected = if entry.kind == Kind::Update { "Corrected: " } else { "" };
    let title = plain(title(entry));
    let head = format!("\n### {corrected}{title}\n\n{ID}{}{END}\n", entry.delivery);
    let mut cited = Vec::new();
    // Writing to memory cannot fail.
    let _ = write_cited(&mut cited, &entry.hit);
    head + &String::from_utf8_lossy(&cited)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{alert, delivery};
    use super::*;

    #[test]
    fn sections_are_added_and_no_hit_is_shown_twice() {
        let alert = alert();
        let first = updated("", &delivery(&alert, &["a"])).unwrap().unwrap();
        assert_eq!(
            first,
            "# Caucase & trêves\n\
             \n\
             <!-- depeche: alerts add their hits to this file -->\n\
             \n\
             ## 2026-11-29 02:30 UTC: Caucase & trêves\n\
             \n\
             ### La trêve tient\n\
             \n\
             <!-- depeche:delivery=a -->\n\
             \n\
             Nadia Ferrand; Paul Ozanne, « La trêve tient », L’Écho d’Orsane, 2023-09-20, depeche:nve233xqy65e, /presse/2023/09/trêve.txt\n\
             \n\
             > À l’aube, la **trêve**\n\
             > tenait encore.\n\
             >\n\
             > — /presse/2023/09/trêve.txt:3\n"
        );
        assert_eq!(updated(&first, &delivery(&alert, &["a"])).unwrap(), None);
        let noted = first + "\nÀ relire.\n";
        let more = updated(&noted, &delivery(&alert, &["b", "a"])).unwrap().unwrap();
        assert!(more.starts_with(&noted), "what somebody wrote stays: {more}");
        let count = |id: &str| more.matches(&format!("{ID}{id}{END}")).count();
        assert_eq!((count("a"), count("b")), (1, 1));
        assert_eq!(updated("# Notes\n", &delivery(&alert, &["a"])), Err(NotOurs));
    }
}
