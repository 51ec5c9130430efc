//! Figures of an archive in the text format of Prometheus (exposition format 0.0.4).

use std::io::{self, Write};

/// What is told of an archive. Times are seconds since 1970; `None`: not known, and not written.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Figures<'a> {
    pub archive: &'a str,
    pub is_usable: bool,
    pub num_articles: u64,
    pub index_bytes: u64,
    pub generation: u64,
    pub num_failed_files: u64,
    pub num_held_back: u64,
    pub last_start: Option<i64>,
    pub last_success: Option<i64>,
    pub last_took_ms: Option<u64>,
    pub last_failed: Option<bool>,
    pub last_added: Option<u64>,
    pub next: Option<i64>,
    pub is_overdue: bool,
    pub num_failures: u64,
}

/// Writes the figures.
pub fn write_metrics(out: &mut dyn Write, figures: &Figures<'_>) -> io::Result<()> {
    let whole = |number: u64| Some(number.to_string());
    let flag = |flag: bool| Some(u8::from(flag).to_string());
    let time = |time: Option<i64>| time.map(|time| time.to_string());
    let rows: [(&str, &str, Option<String>); 14] = [
        ("usable", "Whether queries are answered.", flag(figures.is_usable)),
        ("articles", "Articles in the archive.", whole(figures.num_articles)),
        ("index_bytes", "Bytes of the index on disk.", whole(figures.index_bytes)),
        ("generation", "Commits that changed what can be found.", whole(figures.generation)),
        ("failed_files", "Files that could not be read.", whole(figures.num_failed_files)),
        ("held_back_articles", "Articles whose removal is held back.", whole(figures.num_held_back)),
        ("last_run_timestamp_seconds", "When the newest run began.", time(figures.last_start)),
        (
            "last_success_timestamp_seconds",
            "When the newest run that did not fail began.",
            time(figures.last_success),
        ),
        (
            "last_run_duration_seconds",
            "What the newest run took.",
            figures.last_took_ms.map(|ms| format!("{}.{:03}", ms / 1000, ms % 1000)),
        ),
        ("last_run_failed", "Whether the newest run failed.", figures.last_failed.and_then(flag)),
        (
            "last_run_articles_added",
            "Articles that the newest run added.",
            figures.last_added.and_then(whole),
        ),
        ("next_run_timestamp_seconds", "When the next run is due.", time(figures.next)),
        ("overdue", "Whether a run is due that did not come.", flag(figures.is_overdue)),
        ("failures_in_a_row", "Runs that failed since the last that did not.", whole(figures.num_failures)),
    ];
    let archive = figures.archive.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    for (name, help, value) in rows {
        if let Some(value) = value {
            writeln!(out, "# HELP depeche_{name} {help}\n# TYPE depeche_{name} gauge")?;
            writeln!(out, "depeche_{name}{{archive=\"{archive}\"}} {value}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_with_their_meaning() {
        let figures = Figures {
            archive: "la \"une\"",
            is_usable: true,
            num_articles: 3,
            index_bytes: 4096,
            generation: 2,
            num_failed_files: 0,
            num_held_back: 0,
            last_start: Some(1_764_000_000),
            last_success: None,
            last_took_ms: Some(1250),
            last_failed: Some(true),
            last_added: None,
            next: None,
            is_overdue: false,
            num_failures: 1,
        };
        let mut text = Vec::new();
        write_metrics(&mut text, &figures).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.starts_with(
            "# HELP depeche_usable Whether queries are answered.\n# TYPE depeche_usable gauge\ndepeche_usable{archive=\"la \\\"une\\\"\"} 1\n"
        ));
        assert!(text.contains("depeche_last_run_duration_seconds{archive=\"la \\\"une\\\"\"} 1.250\n"));
        assert!(!text.contains("last_success") && !text.contains("next_run"));
    }
}
