//! Articles by time as bars for people and as rows. Programs read JSON instead; nothing is counted here.

use std::io::{self, Write};

use super::facets::percent;
use super::report::grouped;
use super::text::write_reading;
use super::{Look, Separator, count_text, wrap, write_table};
use crate::search::{Bar, Counts, Measure, Period, Timeline, Units};

/// So many empty periods in a row are one line.
const MIN_GAP: usize = 4;
/// More lines than this are said to be many, and what makes fewer.
const MANY_LINES: usize = 100;
/// More periods known less exactly are summed up.
const MAX_COARSE: usize = 12;
/// Columns of the longest bar.
const MAX_BAR: usize = 100;

/// Writes a bar for each period, then what is not dated so exactly, then what is not dated at all.
pub fn write_timeline(out: &mut dyn Write, timeline: &Timeline, look: &Look) -> io::Result<()> {
    let num = timeline.reading.num_articles;
    let by = timeline.by.as_str();
    let about = format!("{} by {by}; {}", units_text(num, &timeline.units), basis(timeline));
    write_reading(out, &timeline.reading, &about, look)?;
    if num == 0 {
        return Ok(());
    }
    let lines = lines(&timeline.bars);
    if let Some(note) = many_lines(lines.len(), timeline.by) {
        write!(out, "{}", wrap(&note, &[], look, 0))?;
    }
    writeln!(out)?;
    let chart = Chart::new(timeline, look);
    chart.write_head(out)?;
    for line in lines {
        match line {
            Line::Bar(bar) => chart.write_bar(out, bar)?,
            Line::Gap(num) => {
                let gap = format!("{} without any", count_text(num as u64, by));
                writeln!(out, "{:>w$}  {}", "⋮", look.dim(&gap), w = chart.label)?;
            }
        }
    }
    write_coarse(out, timeline, &chart)?;
    chart.write_figures(out, "undated", &timeline.undated)
}

fn write_coarse(out: &mut dyn Write, timeline: &Timeline, chart: &Chart) -> io::Result<()> {
    if timeline.coarse.is_empty() {
        return Ok(());
    }
    let known = if timeline.by == Period::Month { "year" } else { "month or year" };
    if timeline.coarse.len() <= MAX_COARSE {
        writeln!(out, "{}", chart.look.dim(&format!("known only to the {known}:")))?;
        return timeline.coarse.iter().try_for_each(|bar| chart.write_figures(out, &bar.label, &bar.counts));
    }
    let num = timeline.coarse.iter().map(|bar| bar.counts.num_articles).sum();
    let sentence =
        format!("{} known only to the {known}: --format csv lists them", count_text(num, "article"));
    writeln!(out, "{}", chart.look.dim(&sentence))
}

/// What is counted: pages are named when they are.
fn units_text(num: u64, units: &Units) -> String {
    let kinds = [(units.num_articles, "article"), (units.num_pages, "page"), (units.num_chapters, "part")];
    let there: Vec<(u64, &str)> = kinds.into_iter().filter(|(num, _)| *num > 0).collect();
    match there.as_slice() {
        [] => count_text(num, "article"),
        [(_, kind)] => count_text(num, kind),
        several => {
            let names: Vec<String> = several.iter().map(|(_, kind)| format!("{kind}s")).collect();
            let of: Vec<String> = several.iter().map(|(num, kind)| count_text(*num, kind)).collect();
            let sample = match units.num_looked_at {
                looked_at if looked_at == num => String::new(),
                looked_at => format!("of {looked_at} looked at "),
            };
            format!("{} {} ({sample}{})", grouped(num), names.join(" and "), of.join(", "))
        }
    }
}

/// What the figures are of.
fn basis(timeline: &Timeline) -> String {
    let by = timeline.by.as_str();
    match timeline.measure {
        Measure::Articles | Measure::Share => format!("the share is of all of the same {by}"),
        Measure::Words => format!("occurrences, and in a million words of all of the same {by}"),
    }
}

/// The lines that a timeline takes.
fn lines(bars: &[Bar]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut rest = bars;
    while let [bar, after @ ..] = rest {
        let num_empty = rest.iter().take_while(|bar| bar.counts.num_articles == 0).count();
        if num_empty >= MIN_GAP {
            lines.push(Line::Gap(num_empty));
            rest = &rest[num_empty..];
        } else {
            lines.push(Line::Bar(bar));
            rest = after;
        }
    }
    lines
}

enum Line<'a> {
    Bar(&'a Bar),
    /// So many periods without an article.
    Gap(usize),
}

/// What to do about many lines.
fn many_lines(num: usize, by: Period) -> Option<String> {
    let longer = Period::ALL.into_iter().filter(|period| *period > by);
    let longer: Vec<String> = longer.map(|period| format!("--by {}", period.as_str())).collect();
    (num > MANY_LINES && !longer.is_empty()).then(|| {
        format!("note: these are {} lines; {} makes fewer", grouped(num as u64), longer.join(" or "))
    })
}

/// The columns of a chart and the scale of its bars.
struct Chart<'a> {
    look: &'a Look,
    measure: Measure,
    label: usize,
    bar: usize,
    most: f64,
}

impl<'a> Chart<'a> {
    fn new(timeline: &Timeline, look: &'a Look) -> Chart<'a> {
        let labels = timeline.bars.iter().map(|bar| bar.label.len());
        let label = labels.chain(["undated".len()]).max().unwrap_or_default();
        let values = timeline.bars.iter().map(|bar| value(&bar.counts, timeline.measure));
        let most = values.fold(0.0, f64::max);
        let bar = look.width.saturating_sub(label + 24).clamp(8, MAX_BAR);
        Chart { look, measure: timeline.measure, label, bar, most }
    }

    fn write_head(&self, out: &mut dyn Write) -> io::Result<()> {
        let (first, second) = match self.measure {
            Measure::Articles | Measure::Share => ("number", "share"),
            Measure::Words => ("number", "/million"),
        };
        let head = format!("{:label$}  {first:>9}  {second:>8}", "", label = self.label);
        writeln!(out, "{}", self.look.dim(&head))
    }

    /// What has a place in time has a bar.
    fn write_bar(&self, out: &mut dyn Write, bar: &Bar) -> io::Result<()> {
        let part = value(&bar.counts, self.measure) / self.most.max(f64::MIN_POSITIVE);
        let row = format!("{}  {}", self.figures(&bar.label, &bar.counts), blocks(part, self.bar));
        writeln!(out, "{}", row.trim_end())
    }

    /// What has none is compared by its figures.
    fn write_figures(&self, out: &mut dyn Write, label: &str, counts: &Counts) -> io::Result<()> {
        writeln!(out, "{}", self.figures(label, counts))
    }

    fn figures(&self, label: &str, counts: &Counts) -> String {
        let (number, figure) = match self.measure {
            Measure::Articles | Measure::Share => {
                let share = counts
                    .share()
                    .map_or("–".to_string(), |_| percent(counts.num_articles, counts.num_all));
                (counts.num_articles, share)
            }
            Measure::Words => {
                let figure = counts.per_million().map_or("–".to_string(), |figure| format!("{figure:.1}"));
                (counts.num_occurrences, figure)
            }
        };
        let number = grouped(number);
        format!("{label:>w$}  {number:>9}  {figure:>8}", w = self.label)
    }
}

fn value(counts: &Counts, measure: Measure) -> f64 {
    match measure {
        Measure::Articles => counts.num_articles as f64,
        Measure::Share => counts.share().unwrap_or(0.0),
        Measure::Words => counts.per_million().unwrap_or(0.0),
    }
}

/// A bar of `part` of `width` columns, in eighths of a column; what is not nothing is seen.
fn blocks(part: f64, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (part.clamp(0.0, 1.0) * width as f64 * 8.0).round() as usize;
    let eighths = if part > 0.0 { eighths.max(1) } else { 0 };
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

/// Writes a row for each period: of a whole timeline, then of longer periods, then of undated articles.
pub fn write_timeline_rows(out: &mut dyn Write, timeline: &Timeline, separator: Separator) -> io::Result<()> {
    let row = |kind: &str, [period, from, to]: [&str; 3], counts: &Counts| {
        let is_counted = timeline.measure == Measure::Words;
        let figure = |figure: Option<f64>| figure.map_or(String::new(), |figure| figure.to_string());
        let occurrences = if is_counted { counts.num_occurrences.to_string() } else { String::new() };
        let mut row: Vec<String> = [kind, period, from, to].map(String::from).into();
        row.extend([counts.num_articles, counts.num_all].map(|num| num.to_string()));
        row.push(figure(counts.share()));
        row.extend([counts.num_words.to_string(), occurrences]);
        row.push(figure(counts.per_million().filter(|_| is_counted)));
        row
    };
    let by = timeline.by.as_str();
    let bar = |kind: &str, bar: &Bar| row(kind, [&bar.label, &bar.first_day, &bar.last_day], &bar.counts);
    let rows = timeline.bars.iter().map(|each| bar(by, each));
    let rows = rows.chain(timeline.coarse.iter().map(|each| bar("coarse", each)));
    let rows = rows.chain([row("undated", ["", "", ""], &timeline.undated)]);
    let header =
        ["kind", "period", "from", "to", "articles", "of", "share", "words", "occurrences", "per_million"];
    write_table(out, separator, &header, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_part_and_never_vanish() {
        assert_eq!(blocks(1.0, 4), "████");
        assert_eq!(blocks(0.5, 4), "██");
        assert_eq!(blocks(0.15625, 4), "▋");
        assert_eq!(blocks(0.0001, 4), "▏");
        assert_eq!(blocks(0.0, 4), "");
    }

    #[test]
    fn pages_are_named_when_they_are_what_is_counted() {
        let units = |num_looked_at, num_articles, num_pages| Units {
            num_looked_at,
            num_articles,
            num_pages,
            ..Units::default()
        };
        assert_eq!(units_text(1200, &units(50, 50, 0)), "1,200 articles");
        assert_eq!(units_text(1, &units(1, 0, 1)), "1 page");
        let mixed = units_text(1200, &units(50, 1, 49));
        assert_eq!(mixed, "1,200 articles and pages (of 50 looked at 1 article, 49 pages)");
        assert_eq!(units_text(3, &units(3, 1, 2)), "3 articles and pages (1 article, 2 pages)");
    }
}
