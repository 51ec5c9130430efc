//! Plain text: the file is the article. No title or date is guessed here.

use crate::diagnostics::Code;
use crate::model::Article;

use crate::formats::{Failure, Format, FormatInfo, Head, Output, Source};

/// `.txt` and text files without an extension.
pub(in crate::formats) struct PlainText;

impl Format for PlainText {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "plain-text",
            version: 1,
            extensions: &["txt", "text"],
            is_container: false,
            is_binary: false,
            reads: "the whole text as one article",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.has_extension(self.info().extensions) || (head.extension.is_empty() && !head.is_binary())
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let decoded = source.text(u64::MAX, |_| None)?;
        if decoded.has_replacements {
            output.doubt(
                None,
                Code::BadEncoding,
                format!("some bytes are not {} and were replaced", decoded.encoding),
            );
        }
        let first_line = (!source.is_packed).then_some(1);
        output.single = Some(Article { text: decoded.text, first_line, ..Article::default() });
        Ok(())
    }
}
