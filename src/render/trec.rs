//! Answers as lines of a TREC run: `qid Q0 docid rank score tag`. No passages, no titles.

use std::io::{self, Write};

use crate::search::{Hit, SearchResponse};

/// Writes one line a hit. The document id is the source's own id where it has one, else depeche's.
///
/// White space in ids becomes `_`: the format has no way to quote it.
pub fn write_trec(out: &mut dyn Write, qid: &str, response: &SearchResponse) -> io::Result<()> {
    for hit in &response.hits {
        writeln!(out, "{} Q0 {} {} {:.6} depeche", column(qid), docid(hit), hit.rank, hit.score)?;
    }
    Ok(())
}

fn docid(hit: &Hit) -> String {
    match hit.article.source_id.as_deref() {
        Some(id) if !id.trim().is_empty() => column(id),
        _ => hit.article.id.to_string(),
    }
}

fn column(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() || c.is_control() { '_' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::text::samples;
    use super::*;

    #[test]
    fn ids_of_the_source_come_first() {
        let mut response = samples::response();
        response.hits[0].article.source_id = Some("dép 17".into());
        let mut second = samples::hit();
        (second.rank, second.score) = (2, 1.5);
        response.hits.push(second);
        let mut out = Vec::new();
        write_trec(&mut out, "q1", &response).unwrap();
        let lines = "q1 Q0 dép_17 1 7.310000 depeche\nq1 Q0 nve233xqy65e 2 1.500000 depeche\n";
        assert_eq!(String::from_utf8(out).unwrap(), lines);
    }
}
