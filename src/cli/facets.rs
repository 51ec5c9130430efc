//! `depeche facets`: how the articles of an answer are spread over publications, sections, authors, years.

use depeche::render::{wire, write_facet_rows, write_facets, write_json};
use depeche::search::{FacetField, FacetRequest};

use super::environment::Environment;
use super::exit::Exit;
use super::failure::Failure;
use super::question::Question;
use super::shape::{Shape, ShapeOptions};
use super::shared::Shared;
use super::ui::Ui;

/// Count the articles of an answer by source, section, author, language, year.
///
/// Counted are all articles that `query` counts for the same words and filters; without words, all that the filters keep.
/// Every value can be kept or left out: `--only FIELD:VALUE`, `--not FIELD:VALUE`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche facets 'cessez-le-feu'                    who speaks of it, and when
  depeche facets 'grève' --by source,year -n 20     two fields, 20 values each
  depeche facets 'grève' --not section:Sport        without a section
  depeche facets 'grève' --only source:             articles of no known source
  depeche facets --by tag --from 2019 --to 2019     all of a year
  depeche facets 'grève' --by author --format csv   for a spreadsheet

Exit status: 0 an article matches · 1 none does · 2 could not be answered")]
pub struct Args {
    #[command(flatten)]
    question: Question,
    /// What to count by, separated by commas: source, section, author, language, year, agency,
    /// tag, place (of writing)
    #[arg(
        long,
        value_name = "FIELDS",
        value_delimiter = ',',
        default_value = "source,section,author,language,year"
    )]
    by: Vec<FacetField>,
    /// Most values of a field
    #[arg(short, long = "values", value_name = "N", default_value_t = 10)]
    n: usize,
    #[command(flatten)]
    shape: ShapeOptions,
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let searcher = args.question.searcher(shared, ui, environment)?;
    let wanted = FacetRequest { fields: args.by.clone(), num_values: args.n };
    let facets = searcher.facets(&args.question.request(), &wanted)?;
    let shape = args.shape.shape();
    match (shape, shape.separator()) {
        (Shape::Json, _) => ui.answer(|out| write_json(out, &wire::FacetList::new(&facets)))?,
        (_, Some(separator)) => ui.answer(|out| write_facet_rows(out, &facets, separator))?,
        _ => {
            ui.long_answer(|out| write_facets(out, &facets, &ui.look))?;
            ui.hint_once(
                "--only FIELD:VALUE keeps the articles of a value, --not FIELD:VALUE leaves them out",
            );
        }
    }
    Ok(if facets.reading.num_articles > 0 { Exit::Done } else { Exit::Nothing })
}
