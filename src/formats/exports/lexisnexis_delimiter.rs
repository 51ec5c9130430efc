//! Lines between the documents of a LexisNexis export: `1 of 3 DOCUMENTS`, `End of Document`; and the line of its cover
//! that says when it was made.

use crate::model::PartialDate;
use crate::text::written_date;

/// Lines that number a document, lower case, `#` for a number.
const NUMBERINGS: &str = include_str!("lexisnexis_delimiters.txt");
/// Lines that end a document, lower case.
const ENDS: &str = include_str!("lexisnexis_ends.txt");
/// What stands before the day of the export on its cover, lower case.
const REQUESTS: &str = include_str!("lexisnexis_requests.txt");

/// A longer line is text.
const MAX_BYTES: usize = 120;

/// Whether `line` numbers the document that follows it.
pub(super) fn is_numbering(line: &str) -> bool {
    if line.len() > MAX_BYTES || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let words: Vec<String> = line.split_whitespace().map(pattern_word).collect();
    let line = words.join(" ");
    NUMBERINGS.lines().any(|numbering| numbering == line)
}

fn pattern_word(word: &str) -> String {
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
    if is_number { "#".to_string() } else { word.to_lowercase() }
}

/// Whether `line` ends the document before it.
pub(super) fn is_end(line: &str) -> bool {
    let line = line.trim();
    line.len() <= MAX_BYTES && ENDS.lines().any(|end| end == line.to_lowercase())
}

/// The day of the export, from a line of its cover.
pub(super) fn day_of_request(line: &str) -> Option<PartialDate> {
    let (label, day) = line.trim().split_once(':')?;
    let label = label.trim().to_lowercase();
    let is_request = label.len() <= MAX_BYTES && REQUESTS.lines().any(|request| request == label);
    is_request.then(|| written_date::parse(day).ok().flatten())?.map(PartialDate::without_time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_numbered_in_several_languages() {
        for line in [
            "   1 of 10 DOCUMENTS",
            "Document 1 de 3",
            "1 of 1 DOCUMENT",
            "12 von 1,204 DOKUMENTEN",
            "Dokument 1 von 3",
        ] {
            assert!(is_numbering(line), "{line}");
        }
        for line in ["", "10 DOCUMENTS", "one of 3 documents", "1 of 10 documents were found", "3 of 4"] {
            assert!(!is_numbering(line), "{line}");
        }
        assert!(is_end(" End of Document ") && is_end("Fin du document") && !is_end("The end of document"));
    }

    #[test]
    fn the_cover_says_when_the_export_was_made() {
        let day =
            day_of_request("Time Of Request: Friday, March 23, 2018  16:51:31").map(|day| day.to_string());
        assert_eq!(day.as_deref(), Some("2018-03-23"));
        assert_eq!(day_of_request("Terms: 3 mai 2018"), None);
    }
}
