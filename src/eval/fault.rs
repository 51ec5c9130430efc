//! What can be wrong with one line of an input file: a closed set, each a clause for people.

/// Why a line was left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    #[error("the line is not UTF-8")]
    NotUtf8,
    #[error("the number of columns is {found}; a line is: {wanted}")]
    Columns { found: usize, wanted: &'static str },
    #[error("a column is empty; a line is: {wanted}")]
    EmptyColumn { wanted: &'static str },
    #[error("`{0}` is not a grade: a grade is a whole number")]
    Grade(String),
    #[error("`{0}` is not a rank: ranks are whole numbers")]
    Rank(String),
    #[error("`{0}` is not a score: a score is a number")]
    Score(String),
    #[error("`{0}` and `{1}` are not a span: byte numbers, the second greater than the first")]
    Span(String, String),
    #[error("at passage level a line needs a span: {wanted}")]
    NoSpan { wanted: &'static str },
    #[error("the query `{0}` has a line already; this one is left out")]
    SecondText(String),
    #[error("`{name}` has the grade {first} for `{qid}` already; the grade {second} is left out")]
    SecondGrade { qid: String, name: String, first: u32, second: u32 },
}
