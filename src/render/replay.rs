//! What asking again gave, for people: the same or not, then every article that came, went or changed.

use std::io::{self, Write};

use super::{Look, count_text, printable, wrap};
use crate::export::{Listed, Replay, Verdict};

/// So many articles of each kind are named; JSON has them all.
const MAX_NAMED: usize = 20;

/// Writes a replay.
pub fn write_replay(out: &mut dyn Write, replay: &Replay, look: &Look) -> io::Result<()> {
    let num_articles = replay.count[1].exported;
    let articles = count_text(num_articles, "article");
    let verdict = match replay.verdict {
        Verdict::Identical => format!("identical: {articles}, byte for byte the same file"),
        Verdict::SameArticles => {
            format!("the same: {articles}, each unchanged; the file is not the same byte for byte")
        }
        Verdict::Differs => {
            let then = count_text(replay.count[0].exported, "article");
            format!("not the same: {articles} now, {then} then")
        }
    };
    write!(out, "{}", wrap(&verdict, &[], look, 0))?;
    for sentence in circumstances(replay) {
        write!(out, "{}", wrap(&format!("note: {sentence}"), &[], look, 0))?;
    }
    write_list(out, "gained", &replay.gained, look)?;
    write_list(out, "lost", &replay.lost, look)?;
    write_list(out, "changed", &replay.changed, look)
}

/// What is not as it was, besides the articles.
fn circumstances(replay: &Replay) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut differs = |what: &str, [before, now]: &[String; 2]| {
        if before != now {
            sentences.push(format!("{what} was {before} and is {now}"));
        }
    };
    let [before, now] = &replay.archive;
    differs("the archive", &[before.name.clone(), now.name.clone()]);
    differs("the generation of the archive", &[before.generation.to_string(), now.generation.to_string()]);
    differs("the program", &replay.program);
    differs("the identity of its rules for words", &replay.analysis);
    differs("the reading of the query", &replay.understood);
    if replay.is_reordered {
        sentences.push("articles stand in another order".to_string());
    }
    sentences
}

fn write_list(out: &mut dyn Write, what: &str, listed: &[Listed], look: &Look) -> io::Result<()> {
    if listed.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{what}: {}", count_text(listed.len() as u64, "article"))?;
    for article in listed.iter().take(MAX_NAMED) {
        let date = article.published.map_or("undated".to_string(), |date| date.without_time().to_string());
        let title = article.title.as_deref().unwrap_or("(untitled)");
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let reason = article.reason.as_ref().map(|reason| format!(" — {reason}")).unwrap_or_default();
        writeln!(out, "  {} · {date} · {}{}", article.id, printable(&title), printable(&reason))?;
    }
    if listed.len() > MAX_NAMED {
        let more = listed.len() - MAX_NAMED;
        writeln!(out, "  {}", look.dim(&format!("… and {more} more; --json has them all")))?;
    }
    Ok(())
}
