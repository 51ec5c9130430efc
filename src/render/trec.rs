//! Answers as lines of a TREC run: `qid Q0 docid rank score tag`. No passages, no titles.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::search::RankedId;

/// Writes one line an article, ranks counted from 1.
///
/// White space in ids becomes `_`: the format has no way to quote it.
pub fn write_trec(out: &mut dyn Write, qid: &str, ranked: &[RankedId]) -> io::Result<()> {
    let qid = column(qid);
    for (rank, article) in (1..).zip(ranked) {
        writeln!(out, "{qid} Q0 {} {rank} {:.6} depeche", column(&article.id), article.score)?;
    }
    Ok(())
}

fn column(text: &str) -> Cow<'_, str> {
    let breaks = |c: char| c.is_whitespace() || c.is_control();
    if text.contains(breaks) { Cow::Owned(text.replace(breaks, "_")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_is_six_columns() {
        let ranked = [("dép 17", 7.31), ("nve233xqy65e", 1.5)];
        let ranked = ranked.map(|(id, score)| RankedId { id: id.to_string(), score });
        let mut out = Vec::new();
        write_trec(&mut out, "q1", &ranked).unwrap();
        let lines = "q1 Q0 dép_17 1 7.310000 depeche\nq1 Q0 nve233xqy65e 2 1.500000 depeche\n";
        assert_eq!(String::from_utf8(out).unwrap(), lines);
    }
}
