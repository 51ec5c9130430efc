//! Answers as lines of a run, which `eval` reads back: articles as TREC has them, `qid Q0 docid rank score tag`; passages
//! with their spans, for which TREC has no columns. No texts, no titles.

use std::io::{self, Write};

use crate::eval::{RankedAnswer, Run, run_name};

/// What the last column says of our runs.
const TAG: &str = "depeche";

/// Writes one line an answer, ranks counted from 1; a passage is `qid TAB rank TAB docid TAB byte_start TAB byte_end TAB
/// score TAB tag`.
///
/// White space in ids becomes `_`: the format has no way to quote it.
pub fn write_trec(out: &mut dyn Write, qid: &str, answers: &[RankedAnswer]) -> io::Result<()> {
    let qid = run_name(qid);
    for (rank, answer) in (1..).zip(answers) {
        let (name, score) = (run_name(&answer.name), answer.score);
        match answer.span {
            None => writeln!(out, "{qid} Q0 {name} {rank} {score:.6} {TAG}")?,
            Some(span) => {
                let (start, end) = (span.byte_start, span.byte_end);
                writeln!(out, "{qid}\t{rank}\t{name}\t{start}\t{end}\t{score:.6}\t{TAG}")?;
            }
        }
    }
    Ok(())
}

/// Writes a run, query by query.
pub fn write_run(out: &mut dyn Write, run: &Run) -> io::Result<()> {
    run.iter().try_for_each(|(qid, answers)| write_trec(out, qid, answers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_is_six_columns() {
        let ranked = [("dép 17", 7.31), ("nve233xqy65e", 1.5)];
        let ranked = ranked.map(|(name, score)| RankedAnswer { name: name.into(), span: None, score });
        let mut out = Vec::new();
        write_trec(&mut out, "q1", &ranked).unwrap();
        let lines = "q1 Q0 dép_17 1 7.310000 depeche\nq1 Q0 nve233xqy65e 2 1.500000 depeche\n";
        assert_eq!(String::from_utf8(out).unwrap(), lines);
    }

    #[test]
    fn runs_are_read_back_as_they_were() {
        use crate::diagnostics::Diagnostic;
        use crate::model::Span;
        use crate::search::Level;

        let answer = |name: &str, span| RankedAnswer { name: name.into(), span, score: 7.25 };
        let spans = [Some(Span::new(0, 90)), Some(Span::new(91, 300))];
        for (level, [first, second]) in [(Level::Article, [None, None]), (Level::Passage, spans)] {
            let mut run = Run::default();
            run.insert("q1", vec![answer("b", first), answer("dép_17", second)]);
            run.insert("q2", vec![answer("a", first)]);
            let mut out = Vec::new();
            write_run(&mut out, &run).unwrap();
            let mut findings: Vec<Diagnostic> = Vec::new();
            let read = Run::parse(std::path::Path::new("x"), &out, level, &mut findings);
            assert_eq!((read, findings), (run, vec![]));
        }
    }
}
