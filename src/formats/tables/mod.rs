//! Tables with an article a row, columns known by their names. Not spreadsheets of office programs.

mod csv;
mod dialect;
mod header;
mod rows;

pub(super) use csv::Csv;
