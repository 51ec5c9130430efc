//! The head of every look at all articles of an answer: archive, query, number of articles.

use serde::Serialize;

use super::Archive;
use crate::search::Reading;

/// Which archive answered, how the query was read, how many articles were looked at.
#[derive(Debug, Serialize)]
pub(super) struct Looked<'a> {
    archive: Archive<'a>,
    query: ReadQuery<'a>,
    articles: u64,
}

impl<'a> From<&'a Reading> for Looked<'a> {
    fn from(reading: &'a Reading) -> Self {
        let remark = |remark: &'a crate::query::Remark| ReadRemark {
            span: [remark.span.byte_start, remark.span.byte_end],
            message: &remark.message,
        };
        Looked {
            archive: Archive::from(&reading.archive),
            query: ReadQuery {
                text: &reading.text,
                understood: &reading.understood,
                remarks: reading.remarks.iter().map(remark).collect(),
            },
            articles: reading.num_articles,
        }
    }
}

#[derive(Debug, Serialize)]
struct ReadQuery<'a> {
    text: &'a str,
    understood: &'a str,
    remarks: Vec<ReadRemark<'a>>,
}

#[derive(Debug, Serialize)]
struct ReadRemark<'a> {
    span: [usize; 2],
    message: &'a str,
}
