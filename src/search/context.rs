//! The sentences around a passage. Which sentences match is not asked: they are there to be read.

use super::response::{PassageHit, Surrounding};
use crate::model::{Article, Span};
use crate::text::{paragraphs, sentence_ends};

/// Gives each of `passages` up to `num_sentences` sentences before it and behind it. The title stands above the passages and
/// is none of them.
pub(super) fn surround(passages: &mut [PassageHit], article: &Article, num_sentences: usize) {
    if num_sentences == 0 {
        return;
    }
    let sentences = sentences(article);
    for passage in passages {
        let num_before = sentences.partition_point(|sentence| sentence.byte_end <= passage.span.byte_start);
        let before = &sentences[num_before.saturating_sub(num_sentences)..num_before];
        let first_behind = sentences.partition_point(|sentence| sentence.byte_start < passage.span.byte_end);
        let behind =
            &sentences[first_behind..sentences.len().min(first_behind.saturating_add(num_sentences))];
        passage.before = joined(before, &article.text);
        passage.after = joined(behind, &article.text);
    }
}

fn joined(sentences: &[Span], text: &str) -> Option<Surrounding> {
    let (first, last) = (sentences.first()?, sentences.last()?);
    let span = Span::new(first.byte_start, last.byte_end);
    Some(Surrounding { text: span.of(text).to_string(), span })
}

/// All sentences of the text, without the blanks between them.
fn sentences(article: &Article) -> Vec<Span> {
    let text = article.text.as_str();
    let mut sentences = Vec::new();
    for paragraph in paragraphs(text).into_iter().filter(|span| Some(*span) != article.title_span) {
        let mut byte_start = paragraph.byte_start;
        for end in sentence_ends(paragraph.of(text)) {
            let byte_end = paragraph.byte_start + end;
            let sentence = Span::new(byte_start, byte_end).of(text);
            let start = byte_start + (sentence.len() - sentence.trim_start().len());
            let trimmed = Span::new(start, start + sentence.trim().len());
            sentences.extend((trimmed.byte_start < trimmed.byte_end).then_some(trimmed));
            byte_start = byte_end;
        }
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::LineOf;

    fn passage(text: &str, part: &str) -> PassageHit {
        let start = text.find(part).unwrap();
        PassageHit {
            text: part.to_string(),
            span: Span::new(start, start + part.len()),
            page: None,
            paragraph: 1,
            line: 1,
            line_of: LineOf::Text,
            score: 0.0,
            highlights: Vec::new(),
            before: None,
            after: None,
        }
    }

    fn around(text: &str, part: &str, num_sentences: usize) -> [Option<String>; 2] {
        let title_span = Some(Span::new(0, 5));
        let article = Article { text: text.to_string(), title_span, ..Article::default() };
        let mut passages = [passage(text, part)];
        surround(&mut passages, &article, num_sentences);
        let [PassageHit { before, after, .. }] = passages;
        for found in before.iter().chain(&after) {
            assert_eq!(found.span.of(text), found.text);
        }
        [before, after].map(|found| found.map(|found| found.text))
    }

    #[test]
    fn sentences_stand_before_and_behind() {
        let text = "Titre\n\nUn. Deux ! Trois ?\n\nLe passage. Sa suite.\n\nQuatre. Cinq.";
        let some = |text: &str| Some(text.to_string());
        let part = "Le passage. Sa suite.";
        assert_eq!(around(text, part, 1), [some("Trois ?"), some("Quatre.")]);
        assert_eq!(around(text, part, 2), [some("Deux ! Trois ?"), some("Quatre. Cinq.")]);
        assert_eq!(around(text, part, 9), [some("Un. Deux ! Trois ?"), some("Quatre. Cinq.")]);
        assert_eq!(around(text, "Un. Deux !", 1), [None, some("Trois ?")]);
        assert_eq!(around(text, part, 0), [None, None]);
    }
}
