//! A remark on how a query was read: where, and what a person should know. Never an error.

use serde::{Deserialize, Serialize};

use crate::model::Span;

/// Something the reader of an answer should know about how the query was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The part of the query text it speaks of.
    pub span: Span,
    /// A sentence.
    pub message: String,
}
