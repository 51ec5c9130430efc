//! A concordance as aligned lines for people and as rows. The words stand in a column, so that the eye compares what is around
//! them; programs read JSON instead.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::printable::printable_words;
use super::report::grouped;
use super::text::write_reading;
use super::{Look, Separator, count_text, wrap, write_table};
use crate::search::{Concordance, ConcordanceLine};

/// Lines at least so wide also name the source.
const WITH_SOURCE: usize = 110;
/// Columns of a source.
const SOURCE: usize = 18;
/// Columns of an id and a date with the blanks behind them.
const FACTS: usize = 26;

/// Writes how many places there are, the lines, and how many more.
pub fn write_concordance(out: &mut dyn Write, concordance: &Concordance, look: &Look) -> io::Result<()> {
    let Concordance { reading, num_occurrences, num_read, .. } = concordance;
    let places = count_text(*num_occurrences, "place");
    let about = match reading.num_articles {
        num if num == *num_read => format!("{places} in {}", count_text(num, "article")),
        num => format!("{places} in {} of {}", grouped(*num_read), count_text(num, "article")),
    };
    write_reading(out, reading, &about, look)?;
    if concordance.lines.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let room = look.width.saturating_sub(FACTS + if names_source(look) { SOURCE + 2 } else { 0 }).max(20);
    let longest = concordance.lines.iter().map(|line| printable_words(&line.keyword).width()).max();
    let left = room.saturating_sub(longest.unwrap_or(0).min(room / 3)) / 2;
    for line in &concordance.lines {
        write_line(out, line, left, room, look)?;
    }
    write!(out, "{}", rest(concordance).map(|rest| wrap(&rest, &[], look, 0)).unwrap_or_default())
}

fn names_source(look: &Look) -> bool {
    look.width >= WITH_SOURCE
}

/// What is not shown, and what would show it.
fn rest(concordance: &Concordance) -> Option<String> {
    let num_more = concordance.num_occurrences.saturating_sub(concordance.lines.len() as u64);
    let num_unread = concordance.reading.num_articles.saturating_sub(concordance.num_read);
    let more = (num_more > 0)
        .then(|| format!("{} more; -n {} shows all", grouped(num_more), concordance.num_occurrences));
    let unread = (num_unread > 0).then(|| {
        let articles = count_text(num_unread, "article");
        format!(
            "{articles} not read, their places not counted; --max-articles {} reads all",
            concordance.reading.num_articles
        )
    });
    let parts: Vec<String> = [more, unread].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("… {}", parts.join("; ")))
}

fn write_line(
    out: &mut dyn Write,
    line: &ConcordanceLine,
    left_room: usize,
    room: usize,
    look: &Look,
) -> io::Result<()> {
    let date = line.published.map_or("undated".to_string(), |date| date.without_time().to_string());
    let mut facts = format!("{}  {date:<10}  ", line.id);
    if names_source(look) {
        let source = printable_words(line.source.as_deref().unwrap_or_default());
        let source = beginning(&source, SOURCE);
        facts += &format!("{source}{}", " ".repeat(SOURCE + 2 - source.width()));
    }
    let left = printable_words(&line.left);
    let left = end(&left, left_room);
    let keyword = printable_words(&line.keyword);
    let right = printable_words(&line.right);
    let right = beginning(&right, room.saturating_sub(left_room + keyword.width()));
    let indent = " ".repeat(left_room - left.width());
    let shown = format!("{}{indent}{left}{}{right}", look.dim(&facts), look.highlight(&keyword));
    writeln!(out, "{}", shown.trim_end())
}

/// The beginning of `text` in at most `room` columns, with an ellipsis where it is cut, between words where it can be.
fn beginning(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_string();
    }
    let kept = fitting(text.chars(), room.saturating_sub(1));
    let kept = &text[..kept];
    let kept = kept.rfind(' ').filter(|&end| end > 0).map_or(kept, |end| &kept[..end]);
    if room == 0 { String::new() } else { format!("{kept}…") }
}

/// The end of `text`, likewise.
fn end(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_string();
    }
    let kept = &text[text.len() - fitting(text.chars().rev(), room.saturating_sub(1))..];
    let kept = kept.find(' ').filter(|start| start + 1 < kept.len()).map_or(kept, |start| &kept[start + 1..]);
    if room == 0 { String::new() } else { format!("…{kept}") }
}

/// Bytes of the first characters that take at most `room` columns.
fn fitting(characters: impl Iterator<Item = char>, room: usize) -> usize {
    let (mut used, mut num_bytes) = (0, 0);
    for character in characters {
        used += character.width().unwrap_or(0);
        if used > room {
            break;
        }
        num_bytes += character.len_utf8();
    }
    num_bytes
}

/// Writes a row for each place.
pub fn write_concordance_rows(
    out: &mut dyn Write,
    concordance: &Concordance,
    separator: Separator,
) -> io::Result<()> {
    let row = |line: &ConcordanceLine| {
        vec![
            line.id.to_string(),
            line.published.map(|date| date.to_string()).unwrap_or_default(),
            line.source.clone().unwrap_or_default(),
            if line.is_in_title { "title" } else { "text" }.to_string(),
            line.span.byte_start.to_string(),
            line.span.byte_end.to_string(),
            line.left.clone(),
            line.keyword.clone(),
            line.right.clone(),
        ]
    };
    let header = ["id", "published", "source", "in", "start", "end", "left", "keyword", "right"];
    write_table(out, separator, &header, concordance.lines.iter().map(row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_cut_between_words_and_fit() {
        assert_eq!(beginning(" de paix signé hier", 12), " de paix…");
        assert_eq!(end("hier, un accord de ", 12), "…accord de ");
        assert_eq!((end("un deux", 7).as_str(), beginning("un deux", 7).as_str()), ("un deux", "un deux"));
        assert_eq!((end("anticonstitutionnellement", 5).as_str(), end("mot", 0).as_str()), ("…ment", ""));
        assert_eq!(beginning("日本経済新聞", 6), "日本…");
        for room in 0..20 {
            let text = "Été : « l’accord » de paix 日本経済新聞 tient";
            assert!(beginning(text, room).width() <= room && end(text, room).width() <= room, "{room}");
        }
    }
}
