//! The queries of an evaluation: lines `qid TAB text`. Not what they mean: see `query`.

use std::collections::BTreeMap;
use std::path::Path;

use super::fault::Fault;
use super::{line_file, run_name};
use crate::diagnostics::Sink;
use crate::error::PathError;

const WANTED: &str = "qid TAB text";

/// Query texts by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queries(BTreeMap<String, String>);

impl Queries {
    /// Reads the file at `path`; lines that cannot be read are reported and left out.
    pub fn read(path: &Path, findings: &mut dyn Sink) -> Result<Queries, PathError> {
        Ok(Queries::parse(path, &line_file::read(path)?, findings))
    }

    /// The same for bytes that are read already; `path` names them in findings.
    pub fn parse(path: &Path, bytes: &[u8], findings: &mut dyn Sink) -> Queries {
        let mut texts = BTreeMap::new();
        line_file::for_each_line(path, bytes, findings, |line| {
            let Some((qid, text)) = line.split_once('\t') else {
                return Err(Fault::Columns { found: 1, wanted: WANTED });
            };
            let (qid, text) = (qid.trim(), text.trim());
            if qid.is_empty() || text.is_empty() {
                return Err(Fault::EmptyColumn { wanted: WANTED });
            }
            let qid = run_name(qid).into_owned();
            if texts.contains_key(&qid) {
                return Err(Fault::SecondText(qid));
            }
            texts.insert(qid, text.to_string());
            Ok(())
        });
        Queries(texts)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Ids and texts, in the order of ids.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(qid, text)| (qid.as_str(), text.as_str()))
    }

    /// The text of a query.
    pub fn text(&self, qid: &str) -> Option<&str> {
        self.0.get(qid).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Diagnostic;

    #[test]
    fn a_line_is_an_id_and_a_text() {
        let mut findings: Vec<Diagnostic> = Vec::new();
        let bytes = "q2\ttrêve\tau Yémen\nq1\taccord\nq3\n\tx\nq4\t \nq1\tautre\n".as_bytes();
        let queries = Queries::parse(Path::new("q.tsv"), bytes, &mut findings);
        let read: Vec<_> = queries.iter().collect();
        assert_eq!(read, [("q1", "accord"), ("q2", "trêve\tau Yémen")]);
        let lines: Vec<_> = findings.iter().filter_map(|finding| finding.member.as_deref()).collect();
        assert_eq!(lines, ["line 3", "line 4", "line 5", "line 6"]);
        assert!(findings[3].message.contains("`q1` has a line already"));
    }
}
