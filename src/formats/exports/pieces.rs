//! Cuts HTML at the tags that begin its articles: exports hold hundreds of articles and may be larger than memory. The
//! articles are read from the pieces; this knows no database.

use std::io::{BufRead, Cursor};

use crate::diagnostics::Code;
use crate::formats::html::{declared_encoding, nesting};
use crate::formats::metadata::Doubts;
use crate::formats::{ContentHash, Failure, Output, Source};
use crate::model::{Article, PartialDate};
use crate::text::decode::{decode, is_utf_16};

use super::member::hand_over;
use super::tag;

/// A larger piece is no article, and its tree takes ten times its size.
const MAX_PIECE_BYTES: usize = 8 * 1024 * 1024;

/// How the articles of a database stand in its HTML.
pub(super) struct Cut {
    /// Whether a start tag begins an article.
    pub(super) begins: fn(&[u8]) -> bool,
    /// The opening of the tag that ends one: a last piece without it was cut short.
    pub(super) end: &'static str,
    /// Reads a piece: the article, and the part of the file that is its own. `None`: the piece is no article.
    pub(super) read: fn(&str, &mut Doubts) -> Option<(Article, ContentHash)>,
    /// Finds the day of the export in what stands before the articles.
    pub(super) exported: fn(&str) -> Option<PartialDate>,
}

/// Reads all articles of `source` into `output`.
pub(super) fn read_articles(
    source: &mut Source<'_>,
    output: &mut Output<'_>,
    cut: &Cut,
) -> Result<(), Failure> {
    output.is_container = true;
    let mut pieces = Pieces::of(source, cut.begins)?;
    let mut number = 0_u64;
    let mut latest = None;
    while let Some(piece) = pieces.next()? {
        if !piece.is_article {
            latest = piece.bytes.and_then(|html| exported(html, pieces.encoding.as_deref(), cut));
            continue;
        }
        number += 1;
        let place = format!("article {number}");
        let Some(html) = piece.bytes else {
            let message = format!("has more than {} MiB", MAX_PIECE_BYTES >> 20);
            output.failed_member(&place, Code::TooLarge, message);
            continue;
        };
        let is_cut_short = piece.is_last && !holds(&html, cut.end.as_bytes());
        if is_cut_short {
            let message = format!("ends in the middle of article {number}; the articles before it were read");
            return Err(Failure::failed(Code::Truncated, message));
        }
        read_piece(html, pieces.encoding.as_deref(), &place, latest, output, cut);
        if output.is_stopped {
            break;
        }
    }
    Ok(())
}

fn exported(html: Vec<u8>, encoding: Option<&str>, cut: &Cut) -> Option<PartialDate> {
    let text = decode(html, encoding).text;
    if nesting::is_too_deep(&text) { None } else { (cut.exported)(&text) }
}

fn read_piece(
    html: Vec<u8>,
    encoding: Option<&str>,
    place: &str,
    latest: Option<PartialDate>,
    output: &mut Output<'_>,
    cut: &Cut,
) {
    let decoded = decode(html, encoding);
    let mut doubts = Doubts::default();
    if decoded.has_replacements {
        let message = format!("some bytes are not {} and were replaced", decoded.encoding);
        doubts.0.push((Code::BadEncoding, message));
    }
    if nesting::is_too_deep(&decoded.text) {
        output.failed_member(place, Code::Malformed, "nests its elements deeper than any page");
        return;
    }
    let Some((mut article, content_hash)) = (cut.read)(&decoded.text, &mut doubts) else { return };
    article.latest = article.latest.or(latest);
    hand_over(output, place, content_hash, article, doubts);
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part))
}

/// What stands between two tags that begin articles.
struct Piece {
    /// `None` when it is too large.
    bytes: Option<Vec<u8>>,
    /// Whether it begins with such a tag: what stands before the first does not.
    is_article: bool,
    /// Whether the file ends with it.
    is_last: bool,
}

struct Pieces<'s> {
    stream: Box<dyn BufRead + 's>,
    begins: fn(&[u8]) -> bool,
    /// What the file declares, or the option.
    encoding: Option<String>,
    buffer: Vec<u8>,
    /// Bytes of the buffer in which no further article begins.
    num_searched: usize,
    is_article: bool,
    is_too_large: bool,
    is_at_end: bool,
}

impl<'s> Pieces<'s> {
    fn of(source: &'s mut Source<'_>, begins: fn(&[u8]) -> bool) -> Result<Self, Failure> {
        let start = source.stream.fill_buf()?;
        let encoding = declared_encoding(start).or_else(|| source.options.encoding.clone());
        let stream: Box<dyn BufRead> = if is_utf_16(start) {
            // Tags cannot be found in UTF-16 bytes: such a file is decoded whole, within the limit for that.
            Box::new(Cursor::new(source.text(u64::MAX, |_| None)?.text))
        } else {
            Box::new(&mut *source.stream)
        };
        Ok(Pieces {
            stream,
            begins,
            encoding,
            buffer: Vec::new(),
            num_searched: 0,
            is_article: false,
            is_too_large: false,
            is_at_end: false,
        })
    }

    fn next(&mut self) -> Result<Option<Piece>, Failure> {
        loop {
            if let Some(end) = self.next_beginning() {
                let piece = self.take(end, false);
                // The tag that begins the next piece is not to be found again.
                self.is_article = true;
                self.num_searched = 1;
                return Ok(Some(piece));
            }
            if self.is_at_end {
                let is_nothing = self.buffer.is_empty() && !self.is_too_large;
                return Ok((!is_nothing).then(|| self.take(self.buffer.len(), true)));
            }
            if self.buffer.len() > MAX_PIECE_BYTES {
                self.is_too_large = true;
                self.buffer.drain(..self.num_searched);
                self.num_searched = 0;
            }
            let chunk = self.stream.fill_buf()?;
            self.is_at_end = chunk.is_empty();
            self.buffer.extend_from_slice(chunk);
            let num_bytes = chunk.len();
            self.stream.consume(num_bytes);
        }
    }

    fn take(&mut self, end: usize, is_last: bool) -> Piece {
        let bytes = self.buffer.drain(..end).collect();
        let is_too_large = std::mem::take(&mut self.is_too_large) || end > MAX_PIECE_BYTES;
        self.num_searched = 0;
        Piece { bytes: (!is_too_large).then_some(bytes), is_article: self.is_article, is_last }
    }

    fn next_beginning(&mut self) -> Option<usize> {
        while let Some(found) = self.buffer.get(self.num_searched..)?.iter().position(|byte| *byte == b'<') {
            let place = self.num_searched + found;
            match tag::at(&self.buffer, place) {
                tag::Found::Tag(tag) if (self.begins)(tag) => return Some(place),
                tag::Found::Unfinished if !self.is_at_end => {
                    self.num_searched = place;
                    return None;
                }
                _ => self.num_searched = place + 1,
            }
        }
        self.num_searched = self.buffer.len();
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::ReadOptions;

    fn pieces(html: &str, chunk: usize) -> Vec<(bool, Option<usize>)> {
        let options = ReadOptions::default();
        let mut stream = std::io::BufReader::with_capacity(chunk, html.as_bytes());
        let mut source = Source::of_stream(&mut stream, &options);
        let mut pieces = Pieces::of(&mut source, |tag| tag::is_start(tag, "article")).unwrap();
        let mut found = Vec::new();
        while let Some(piece) = pieces.next().unwrap() {
            found.push((piece.is_article, piece.bytes.map(|bytes| bytes.len())));
        }
        found
    }

    #[test]
    fn a_file_is_cut_where_its_articles_begin() {
        let html = "<html><p>a</p><article class=x>un</article><ARTICLE>deux</ARTICLE></html>";
        for chunk in [1, 7, 1000] {
            assert_eq!(
                pieces(html, chunk),
                [(false, Some(14)), (true, Some(29)), (true, Some(30))],
                "{chunk}"
            );
        }
        assert_eq!(pieces("", 10), []);
        assert_eq!(pieces("<article>", 10), [(false, Some(0)), (true, Some(9))]);
    }

    #[test]
    fn what_is_too_large_is_passed_over() {
        let html = format!("<article>{}</article><article>un</article>", "a".repeat(MAX_PIECE_BYTES + 1000));
        assert_eq!(pieces(&html, 100_000), [(false, Some(0)), (true, None), (true, Some(21))]);
    }
}
