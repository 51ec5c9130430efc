//! In which shape a table leaves the program: for people, for programs, for spreadsheets. What is in it is not known here.

use clap::ValueEnum;
use depeche::render::Separator;

/// The options that choose a shape.
#[derive(Debug, Default, clap::Args)]
pub struct ShapeOptions {
    /// Format of the answer
    #[arg(long, value_enum)]
    format: Option<Shape>,
    /// Short for --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

impl ShapeOptions {
    /// The shape chosen.
    pub fn shape(&self) -> Shape {
        self.format.unwrap_or(if self.json { Shape::Json } else { Shape::Text })
    }
}

/// A shape of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// For people.
    Text,
    /// One JSON document.
    Json,
    /// Rows with commas, a header first.
    Csv,
    /// Rows with tabs, a header first.
    Tsv,
}

impl Shape {
    /// What separates the values of rows; `None` when it has no rows.
    pub fn separator(self) -> Option<Separator> {
        match self {
            Shape::Text | Shape::Json => None,
            Shape::Csv => Some(Separator::Comma),
            Shape::Tsv => Some(Separator::Tab),
        }
    }
}
