//! Tables: CSV as RFC 4180 has it, for spreadsheets; TSV for programs, where no cell is quoted.

use std::borrow::Cow;
use std::io::{self, Write};

use super::super::printable_block;
use super::{ExportFormat, Field};
use crate::search::ExportedArticle;

/// The row of names. `in_batch`: the id of the query stands first in every row.
pub(super) fn write_heads(
    out: &mut dyn Write,
    format: ExportFormat,
    fields: &[Field],
    in_batch: bool,
) -> io::Result<()> {
    let qid = in_batch.then_some(Cow::Borrowed("qid"));
    write_cells(out, format, qid.into_iter().chain(fields.iter().map(|field| Cow::Borrowed(field.as_str()))))
}

/// The row of one article.
pub(super) fn write_row(
    out: &mut dyn Write,
    format: ExportFormat,
    fields: &[Field],
    article: &ExportedArticle,
    qid: Option<&str>,
) -> io::Result<()> {
    let values = fields.iter().map(|field| field.value(article));
    write_cells(out, format, qid.map(Cow::Borrowed).into_iter().chain(values))
}

fn write_cells<'a>(
    out: &mut dyn Write,
    format: ExportFormat,
    cells: impl Iterator<Item = Cow<'a, str>>,
) -> io::Result<()> {
    let (between, end, cell): (_, _, fn(&str) -> String) = match format {
        ExportFormat::Tsv => ("\t", "\n", tsv_cell),
        _ => (",", "\r\n", csv_cell),
    };
    for (number, value) in cells.enumerate() {
        let before = if number == 0 { "" } else { between };
        write!(out, "{before}{}", cell(&printable_block(&value)))?;
    }
    out.write_all(end.as_bytes())
}

/// Spreadsheets run what begins like a formula, and articles come from anywhere: an apostrophe makes it text. It is shown
/// by none that knows the custom, and is one character to take off for programs.
fn csv_cell(value: &str) -> String {
    let guard = if value.starts_with(['=', '+', '-', '@', '\t']) { "'" } else { "" };
    if guard.is_empty() && !value.contains([',', '"', '\n']) {
        return value.to_string();
    }
    format!("\"{guard}{}\"", value.replace('"', "\"\""))
}

/// A line a row, whatever the text: `\t`, `\n` and `\\` are written so.
fn tsv_cell(value: &str) -> String {
    value.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::model::Known;

    fn rows(format: ExportFormat, fields: &[Field], article: &ExportedArticle) -> String {
        let mut out = Vec::new();
        write_heads(&mut out, format, fields, false).unwrap();
        write_row(&mut out, format, fields, article, None).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let mut article = samples::article();
        article.hit.article.title = Some(Known::stated("« Oui », dit-il, \"non\"".into(), "title"));
        let written = rows(ExportFormat::Csv, &[Field::Id, Field::Title, Field::Text], &article);
        assert_eq!(
            written,
            "id,title,text\r\nnve233xqy65e,\"« Oui », dit-il, \"\"non\"\"\",\
             \"La trêve tient\n\nÀ l’aube, la trêve\ntenait encore.\n\"\r\n"
        );
        let mut reader = csv::Reader::from_reader(written.as_bytes());
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!((&row[1], &row[2]), ("« Oui », dit-il, \"non\"", article.text.as_str()));
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (title, cell) in [
            ("=HYPERLINK(1)", "\"'=HYPERLINK(1)\""),
            ("+33", "\"'+33\""),
            ("-1", "\"'-1\""),
            ("@a", "\"'@a\""),
            ("l'an", "l'an"),
            ("– non", "– non"),
        ] {
            assert_eq!(csv_cell(title), cell);
        }
    }

    #[test]
    fn a_row_of_tsv_is_a_line() {
        let mut article = samples::article();
        article.hit.article.title = Some(Known::stated("a\tb\\n\nc\x1b[2J".into(), "title"));
        let written = rows(ExportFormat::Tsv, &[Field::Title, Field::Rank], &article);
        assert_eq!(written, "title\trank\na\\tb\\\\n\\nc\\\\x1b[2J\t1\n");
    }
}
