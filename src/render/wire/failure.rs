//! The shape of a failure: the last line of stderr when JSON was asked for.

use serde::Serialize;

use super::ERROR_SCHEMA;

/// Why there is no answer.
#[derive(Debug, Serialize)]
pub struct Failure<'a> {
    schema: &'static str,
    code: &'a str,
    message: &'a str,
    hint: Option<&'a str>,
}

impl<'a> Failure<'a> {
    /// A failure with its stable code, a sentence, and what to do next.
    pub fn new(code: &'a str, message: &'a str, hint: Option<&'a str>) -> Self {
        Failure { schema: ERROR_SCHEMA, code, message, hint }
    }
}
