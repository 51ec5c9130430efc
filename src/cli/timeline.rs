//! `depeche timeline`: how the articles of an answer are spread over time.

use clap::ValueEnum;
use depeche::render::{wire, write_json, write_timeline, write_timeline_rows};
use depeche::search::{Measure, Period, TimelineRequest};

use super::environment::Environment;
use super::exit::Exit;
use super::failure::Failure;
use super::question::Question;
use super::shape::{Shape, ShapeOptions};
use super::shared::Shared;
use super::ui::Ui;

/// Draw the articles of an answer over time.
///
/// Counted are all articles that `query` counts for the same words and filters. The share is of all articles of the period
/// that the filters keep: archives do not hold as much of every year. Articles dated to a year or month only are in no day
/// of it; they and the undated are shown below.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche timeline 'cessez-le-feu'                 periods that fit the screen
  depeche timeline 'grève' --by month
  depeche timeline 'grève' --by year --count share
  depeche timeline 'grève' --count words           in a million words
  depeche timeline --source 'Le Monde' --by month  what the archive holds
  depeche timeline 'grève' --by week --format csv > weeks.csv

Exit status: 0 an article matches · 1 none does · 2 could not be answered")]
pub struct Args {
    #[command(flatten)]
    question: Question,
    /// How long periods are (weeks are those of ISO 8601) [default: the shortest of which at most 60
    /// hold an article]
    #[arg(long, value_enum)]
    by: Option<PeriodOf>,
    /// What bars show: articles, their share of all, or occurrences in a million words
    #[arg(long, value_enum, default_value_t = MeasureOf::Articles)]
    count: MeasureOf,
    #[command(flatten)]
    shape: ShapeOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PeriodOf {
    Day,
    Week,
    Month,
    Year,
}

impl From<PeriodOf> for Period {
    fn from(period: PeriodOf) -> Period {
        match period {
            PeriodOf::Day => Period::Day,
            PeriodOf::Week => Period::Week,
            PeriodOf::Month => Period::Month,
            PeriodOf::Year => Period::Year,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MeasureOf {
    Articles,
    Share,
    Words,
}

impl From<MeasureOf> for Measure {
    fn from(measure: MeasureOf) -> Measure {
        match measure {
            MeasureOf::Articles => Measure::Articles,
            MeasureOf::Share => Measure::Share,
            MeasureOf::Words => Measure::Words,
        }
    }
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    if args.count == MeasureOf::Words && args.question.text().trim().is_empty() {
        let failure = Failure::usage("there are no words whose occurrences could be counted");
        return Err(failure.hint("depeche timeline 'WORDS' --count words"));
    }
    let searcher = args.question.searcher(shared, ui, environment)?;
    let wanted = TimelineRequest { by: args.by.map(Period::from), measure: args.count.into() };
    let timeline = searcher.timeline(&args.question.request(), &wanted)?;
    let shape = args.shape.shape();
    match (shape, shape.separator()) {
        (Shape::Json, _) => ui.answer(|out| write_json(out, &wire::TimelineShape::new(&timeline)))?,
        (_, Some(separator)) => ui.answer(|out| write_timeline_rows(out, &timeline, separator))?,
        _ => ui.long_answer(|out| write_timeline(out, &timeline, &ui.look))?,
    }
    Ok(if timeline.reading.num_articles > 0 { Exit::Done } else { Exit::Nothing })
}
