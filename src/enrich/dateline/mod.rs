//! Place and time of writing, and the agency, as datelines and the blocks of agencies say them. Which date of several
//! counts is decided in `publication`; places that an article speaks of are not looked for.

mod agency;
mod head;
mod line;
mod place;
mod tail;

use crate::model::{Article, Dateline, Known, Origin, PartialDate, Unit};
use crate::text::written_date::WrittenDay;

/// What a dateline says, in the words of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Written {
    place: Option<String>,
    day: Option<WrittenDay>,
    agency: Option<String>,
}

/// The day in a dateline, and in which one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) written: WrittenDay,
    /// `agency tail` or `dateline`.
    pub(super) place: &'static str,
}

/// Fills in place of writing and agency where the source does not state them; takes the block of an agency out of the
/// text and puts it to the credits. Gives the day that it read, which may lack its year.
pub(super) fn take(article: &mut Article) -> Option<Day> {
    // A page opens and ends with any of its articles.
    if article.unit == Unit::Page {
        return None;
    }
    let tail = tail::find(&article.text).map(|tail| take_out(article, tail));
    let head = head::find(&article.text);
    let tail = tail.filter(|tail| *tail != Written::default());
    let days = [(&tail, "agency tail"), (&head, "dateline")];
    let day =
        days.into_iter().find_map(|(said, place)| said.as_ref()?.day.map(|written| Day { written, place }));
    for (said, place) in [(tail, "agency tail"), (head, "dateline")] {
        fill(article, said.unwrap_or_default(), place);
    }
    day
}

/// Place and agency; the time follows when it is known which year is meant.
fn fill(article: &mut Article, said: Written, place: &str) {
    if article.dateline.is_none() && said.place.is_some() {
        article.dateline = Some(Known::new(Dateline { place: said.place, time: None }, Origin::Text, place));
    }
    let source = article.source.as_ref().and_then(|source| agency::known(&source.value));
    // An agency that publishes its own copy is the source already.
    if let (None, Some(name)) = (&article.agency, said.agency.filter(|name| source != Some(name))) {
        article.agency = Some(Known::new(name, Origin::Text, place));
    }
}

/// Sets the time of writing, once the year is known.
pub(super) fn set_time(article: &mut Article, time: Option<PartialDate>, place: &str) {
    match &mut article.dateline {
        Some(known) if known.origin == Origin::Text => known.value.time = time,
        Some(_) => {}
        None if time.is_some() => {
            article.dateline = Some(Known::new(Dateline { place: None, time }, Origin::Text, place));
        }
        None => {}
    }
}

/// Cuts the block off; spans stay inside the text.
fn take_out(article: &mut Article, tail: tail::Tail) -> Written {
    let end = article.text[..tail.byte_start].trim_end().len();
    article.text.truncate(end);
    article.credits.push(tail.credit);
    article.page_starts.retain(|page| page.byte_start < end);
    article.title_span = article.title_span.filter(|span| span.byte_end <= end);
    if let Some(lede) = &mut article.lede {
        lede.byte_end = lede.byte_end.min(end);
    }
    article.lede = article.lede.filter(|lede| lede.byte_start < lede.byte_end);
    tail.written
}

#[cfg(test)]
mod tests;
