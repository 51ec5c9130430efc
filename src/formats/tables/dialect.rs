//! How a table separates and quotes, found from its beginning by trying. Knows what a good header is, not what is in the rows.

use csv::{ByteRecord, ReaderBuilder};

use super::header::Header;
use crate::formats::columns::Columns;

/// Rows that a way of reading is tried on.
const MAX_ROWS_TRIED: usize = 200;

const SEPARATORS: [u8; 4] = *b",;\t|";

/// Columns understood, regular rows of a hundred, columns, rows.
type Score = (usize, usize, usize, usize);

/// A way to read a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) separator: u8,
    /// Whether quotation marks hold a value together. Some programs write them as they stand, between tabs.
    pub(super) is_quoted: bool,
    /// Whether a quotation mark inside a value is `\"`, as databases write it, and not `""`.
    pub(super) is_escaped: bool,
}

impl Dialect {
    pub(super) fn builder(self) -> ReaderBuilder {
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(self.separator).quoting(self.is_quoted);
        if self.is_escaped {
            builder.escape(Some(b'\\')).double_quote(false);
        }
        builder
    }

    /// The best way to read a table that starts so, and its header read that way. `None`: it has no header row.
    ///
    /// A way is better that understands more names of columns; of equals, one that gives more rows as many values as there
    /// are columns; of equals, one that gives more columns, then more rows: a quotation mark that is none swallows them. `said`: the separator that the file itself names.
    pub(super) fn of(
        start: &[u8],
        is_whole: bool,
        said: Option<u8>,
        columns: &Columns,
    ) -> Option<(Dialect, Header)> {
        let is_escaped = is_escaped(start);
        let separators =
            SEPARATORS.into_iter().filter(|separator| said.is_none_or(|said| said == *separator));
        let ways = separators.flat_map(|separator| {
            let quoted = Dialect { separator, is_quoted: true, is_escaped };
            let plain = Dialect { separator, is_quoted: false, is_escaped: false };
            std::iter::once(quoted).chain((separator == b'\t').then_some(plain))
        });
        let mut best: Option<(Score, Dialect, Header)> = None;
        for way in ways {
            let Some((header, share, num_rows)) = way.try_on(start, is_whole, columns) else { continue };
            let score = (header.num_known(), share, header.num_columns(), num_rows);
            if best.as_ref().is_none_or(|(known, ..)| score > *known) {
                best = Some((score, way, header));
            }
        }
        best.map(|(_, way, header)| (way, header))
    }

    /// The header, how many of a hundred rows have a value a column, and the number of rows.
    fn try_on(self, start: &[u8], is_whole: bool, columns: &Columns) -> Option<(Header, usize, usize)> {
        let mut reader = self.builder().from_reader(start);
        let mut rows: Vec<ByteRecord> = Vec::new();
        let mut row = ByteRecord::new();
        while rows.len() < MAX_ROWS_TRIED && reader.read_byte_record(&mut row).is_ok_and(|is_row| is_row) {
            rows.push(row.clone());
        }
        if !is_whole && rows.len() < MAX_ROWS_TRIED {
            // It goes on beyond what is seen.
            rows.pop();
        }
        let header = Header::of(rows.first()?, columns);
        let num_good = rows.iter().filter(|row| row.len() == header.num_columns()).count();
        Some((header, num_good * 100 / rows.len(), rows.len()))
    }
}

/// Whether `\"` stands in values and `""` does not. `,"",` is an empty value, and `\"",` the end of one.
fn is_escaped(start: &[u8]) -> bool {
    let is_inside = |before: &u8| !SEPARATORS.contains(before) && !matches!(before, b'\\' | b'\n' | b'\r');
    let is_doubled = |three: &[u8]| three[1..] == *b"\"\"" && is_inside(&three[0]);
    start.windows(2).any(|two| two == b"\\\"") && !start.windows(3).any(is_doubled)
}

/// The separator that the first line names, as Excel writes and reads it: `sep=;`.
pub(super) fn said_separator(line: &[u8]) -> Option<u8> {
    let said = line.trim_ascii_end().strip_prefix(b"sep=").or(line.strip_prefix(b"\"sep="))?;
    match said {
        [separator] | [separator, b'"'] => Some(*separator),
        // A tab was trimmed away.
        [] => Some(b'\t'),
        _ => None,
    }
    .filter(|separator| SEPARATORS.contains(separator))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::ReadOptions;

    fn dialect(start: &str) -> (char, bool, bool) {
        let columns = Columns::new(&ReadOptions::default());
        let (dialect, _) = Dialect::of(start.as_bytes(), true, None, &columns).unwrap();
        (char::from(dialect.separator), dialect.is_quoted, dialect.is_escaped)
    }

    #[test]
    fn separators_and_quotes_are_found() {
        assert_eq!(dialect("id,titre,texte\n1,\"Un, deux\",Trois\n").0, ',');
        assert_eq!(dialect("titre;texte\nUn, deux, trois;quatre, cinq\n").0, ';');
        assert_eq!(dialect("titre\ttexte\nUn; deux\ttrois\n").0, '\t');
        assert_eq!(dialect("titre|texte\nUn|deux\n").0, '|');
        assert_eq!(dialect("titre,texte\n\"Un \\\"deux\\\"\",trois\n"), (',', true, true));
        assert_eq!(dialect("titre\ttexte\nUn\t\"Deux » dit-il\nTrois\tquatre\n"), ('\t', false, false));
    }

    #[test]
    fn excel_says_it_itself() {
        assert_eq!(said_separator(b"sep=;\r"), Some(b';'));
        assert_eq!(said_separator(b"\"sep=,\""), Some(b','));
        assert_eq!(said_separator(b"sep=\t"), Some(b'\t'));
        assert_eq!((said_separator(b"separation"), said_separator(b"sep=x")), (None, None));
    }
}
