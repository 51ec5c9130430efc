//! Dispatches as they come over a plain wire, in the manner of IPTC 7901: a line of the service in front, the time of
//! sending behind. Not plain texts with a dateline: those are read by others.

use super::markup::{Marked, add_line};
use crate::formats::metadata::{self, one_line};
use crate::formats::{Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::{Article, PartialDate, TimeOfDay};
use crate::text::written_date;

/// A longer file is no dispatch.
const MAX_BYTES: u64 = 1024 * 1024;

/// Lines in front of the text in which the headline is looked for.
const MAX_HEAD_LINES: usize = 12;

/// Dispatches of a plain wire.
pub(in crate::formats) struct WireText;

impl Format for WireText {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "wire-text",
            version: 1,
            extensions: &["txt"],
            is_container: false,
            is_binary: false,
            reads: "one dispatch: headline, keyword and time of sending between the lines of its service",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let text = String::from_utf8_lossy(head.bytes);
        let lines: Vec<&str> = lines(&text).filter(|line| !line.is_empty()).collect();
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return false };
        head.is_whole && service_line(first).is_some() && sent_at(last).is_some()
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let decoded = source.text(MAX_BYTES, |_| None)?;
        let article = read_dispatch(&decoded.text);
        if article.text.trim().is_empty() {
            return Err(Failure::skipped(crate::diagnostics::Code::NoText, "the dispatch holds no text"));
        }
        output.single = Some(article);
        Ok(())
    }
}

/// The lines without the signs that frame a dispatch on the wire.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(|line| line.trim_end().trim_matches(|c: char| c.is_control() && c != '\t'))
}

/// The keyword of a line such as `bsf025 3 ec 121   etf 967`: service and number, priority, category, words, keyword,
/// number of the chapter.
fn service_line(line: &str) -> Option<&str> {
    let mut parts = line.split_whitespace();
    let (service, priority, category, words) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let letters = service.bytes().take_while(u8::is_ascii_alphabetic).count();
    let is_service = (2..=5).contains(&letters)
        && service.len() > letters
        && service.len() <= letters + 5
        && service[letters..].bytes().all(|byte| byte.is_ascii_digit());
    let is_priority = priority.len() == 1 && priority.bytes().all(|byte| byte.is_ascii_digit());
    let is_category = category.len() <= 4 && category.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_count = words.len() <= 5 && words.bytes().all(|byte| byte.is_ascii_digit());
    let keyword = parts.next().unwrap_or("");
    (is_service && is_priority && is_category && is_count).then_some(keyword)
}

/// The time in a line such as `091223 dec 18`: day, hour and minute, month, year.
fn sent_at(line: &str) -> Option<PartialDate> {
    let parts: Vec<&str> = line.split_whitespace().collect();
    let [clock, .., month, year] = parts[..] else { return None };
    let is_number =
        |text: &str, len: usize| text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
    if parts.len() > 4 || !is_number(clock, 6) || !is_number(year, 2) {
        return None;
    }
    let small = |start: usize| clock[start..start + 2].parse::<u8>().ok();
    let century = if year.parse::<u8>().ok()? < 70 { "20" } else { "19" };
    let day = written_date::parse(&format!("{} {month} {century}{year}", &clock[..2])).ok().flatten()?;
    let time = TimeOfDay { hour: small(2)?, minute: small(4)?, second: 0, utc_offset_min: None };
    (time.hour < 24 && time.minute < 60 && day.yyyymm().is_some()).then(|| day.at(time))
}

fn read_dispatch(text: &str) -> Article {
    let lines: Vec<&str> = lines(text).collect();
    let mut article = Article::default();
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
    let last = lines.iter().rposition(|line| !line.is_empty()).unwrap_or(first);
    let keyword = lines.get(first).and_then(|line| service_line(line)).filter(|word| !word.is_empty());
    article.tags = metadata::known_list(
        keyword.map(str::to_string).into_iter().collect(),
        "keyword of the service line",
    );
    if let Some(sent) = lines.get(last).and_then(|line| sent_at(line)) {
        article.published = Some(metadata::known(sent, "time of sending"));
    }
    let inside = lines.get(first + 1..last).unwrap_or(&[]);
    let head_end = inside.iter().take(MAX_HEAD_LINES).position(|line| line.ends_with('='));
    if let Some(end) = head_end {
        let start = inside[..end]
            .iter()
            .rposition(|line| line.is_empty() || line.ends_with(':'))
            .map_or(0, |at| at + 1);
        let title = one_line(&inside[start..=end].join(" "));
        article.title = Some(metadata::title(title.trim_end_matches(['=', ' ']), "headline line"));
    }
    let mut marked =
        Marked { text: paragraphs(&inside[head_end.map_or(0, |end| end + 1)..]), ..Marked::default() };
    marked.tidy(None);
    article.text = marked.text;
    marked.credits.iter().for_each(|line| add_line(&mut article.credits, line));
    article
}

/// The lines without their indents; empty lines separate paragraphs.
fn paragraphs(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut has_gap = false;
    for line in lines.iter().map(|line| line.trim()) {
        if line.is_empty() {
            has_gap = true;
            continue;
        }
        let gap = if has_gap { "\n\n" } else { "\n" };
        text.push_str(if text.is_empty() { "" } else { gap });
        text.push_str(line);
        has_gap = false;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::battery::{read_as, survives};

    const SAMPLE: &str = "\nahf025 3 po 121   tre 967\n\nOrsane\n\nSituation \nOrsane:  \nTrêve: premier jour sans un tir \ndans la vallée (maire) = \n \n   Vaubrune (ah) Les armes se taisent depuis \nl'aube, a dit le maire. \n \n   Les habitants sortent. \n \n(AH\\/bl) \n \n200923 sep 18\n\n";

    fn recognised(text: &str) -> bool {
        WireText.recognises(&Head { bytes: text.as_bytes(), is_whole: true, extension: "txt" })
    }

    #[test]
    fn a_dispatch_is_read_between_its_lines() {
        let (result, articles) = read_as(&WireText, SAMPLE.as_bytes());
        result.unwrap();
        let article = &articles[0];
        assert_eq!(
            article.title.as_ref().map(|title| title.value.as_str()),
            Some("Trêve: premier jour sans un tir dans la vallée (maire)")
        );
        assert_eq!(
            article.text,
            "Vaubrune (ah) Les armes se taisent depuis\nl'aube, a dit le maire.\n\nLes habitants sortent."
        );
        assert_eq!(
            article.published.as_ref().map(|date| date.value.to_string()).as_deref(),
            Some("2018-09-20T09:23:00")
        );
        assert_eq!(
            (article.tags(), &*article.credits),
            (&["tre".to_string()][..], &["(AH\\/bl)".to_string()][..])
        );
    }

    #[test]
    fn only_dispatches_are_claimed() {
        assert!(recognised(SAMPLE) && recognised(&format!("\x01{SAMPLE}\x03")));
        for other in [
            "Vaubrune (ah) Les armes se taisent.\n\n200923 sep 18",
            "abc12 3 po 121\n\nTexte.",
            "",
            "a 1 b 2\n\n200923 sep 18",
        ] {
            assert!(!recognised(other), "{other}");
        }
    }

    #[test]
    fn spoilt_files_do_no_harm() {
        survives(
            "a.txt",
            SAMPLE.as_bytes(),
            &[b"\x01", b"\n\n", b"=", b"200923 sep 18\n", b"ahf025 3 po 121\n", b"\xC3"],
        );
    }
}
