//! Rows for spreadsheets and scripts: values separated by commas or tabs, a header first. What stands in which column is
//! the caller's; so is the text that people read.

use std::io::{self, Write};

use super::printable;

/// What stands between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// A comma, as RFC 4180 has it: values with commas or quotes are quoted.
    Comma,
    /// A tab. No value is quoted: a tab or line break inside one is written `\t` or `\n`.
    Tab,
}

/// Writes `header` and `rows`. Control characters inside values are written escaped, so that every row is one line and none
/// can act on a terminal.
pub fn write_table(
    out: &mut dyn Write,
    separator: Separator,
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> io::Result<()> {
    let mut builder = csv::WriterBuilder::new();
    if separator == Separator::Tab {
        builder.delimiter(b'\t').quote_style(csv::QuoteStyle::Never);
    }
    let mut table = builder.from_writer(out);
    table.write_record(header)?;
    for row in rows {
        table.write_record(row.iter().map(|value| printable(value).into_owned()))?;
    }
    table.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(separator: Separator, value: &str) -> String {
        let mut out = Vec::new();
        write_table(&mut out, separator, &["a", "b"], [vec![value.to_string(), "1".to_string()]]).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_row_is_one_line() {
        assert_eq!(written(Separator::Comma, "Le Monde, « hier »"), "a,b\n\"Le Monde, « hier »\",1\n");
        assert_eq!(written(Separator::Comma, "a\nb"), "a,b\na\\nb,1\n");
        assert_eq!(
            written(Separator::Tab, "il dit \"oui\", et\tpart"),
            "a\tb\nil dit \"oui\", et\\tpart\t1\n"
        );
        assert_eq!(written(Separator::Tab, "\x1b[2J"), "a\tb\n\\x1b[2J\t1\n");
    }
}
