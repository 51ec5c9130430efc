//! A corpus for IRaMuTeQ and what reads its form (Alceste, rainette, TXM): a line of four stars and starred variables, then
//! the text of the article.

use std::fmt::Write as _;
use std::io::{self, Write};

use unicode_normalization::UnicodeNormalization;

use super::super::printable_block;
use super::Field;
use crate::search::ExportedArticle;

/// A value that is not known: every text must have every variable.
const UNKNOWN: &str = "na";

/// One text with `variables`.
pub(super) fn write_article(
    out: &mut dyn Write,
    article: &ExportedArticle,
    variables: &[Field],
) -> io::Result<()> {
    let mut line = String::from("****");
    // The text follows anyway.
    for field in variables.iter().filter(|field| **field != Field::Text) {
        write!(line, " *{}_{}", variable_name(*field), modality(*field, article))
            .expect("writing to a String cannot fail");
    }
    writeln!(out, "{line}")?;
    let title = article.hit.article.title.as_ref().map_or("", |title| title.value.as_str());
    let text = body(&article.text);
    // A title that the source states is not in the text.
    if !article.text.trim_start().starts_with(title.trim()) {
        writeln!(out, "{}", body(title))?;
    }
    writeln!(out, "{text}\n")
}

/// The underscore parts name and value: a name has none.
fn variable_name(field: Field) -> String {
    match field {
        Field::Published => "date".to_string(),
        field => field.as_str().replace('_', ""),
    }
}

/// Letters without accents, digits, hyphens: `L’Écho d’Orsane` is `l-echo-d-orsane`.
fn modality(field: Field, article: &ExportedArticle) -> String {
    let value = field.value(article);
    // The day, whatever more is known.
    let value = if field == Field::Published { value.split('T').next().unwrap_or_default() } else { &value };
    let mut modality = String::new();
    for character in value.nfkd().flat_map(char::to_lowercase) {
        match character {
            'œ' => modality.push_str("oe"),
            'æ' => modality.push_str("ae"),
            'ß' => modality.push_str("ss"),
            _ if character.is_ascii_alphanumeric() => modality.push(character),
            _ if is_combining(character) => {}
            _ if !modality.is_empty() && !modality.ends_with('-') => modality.push('-'),
            _ => {}
        }
    }
    let modality = modality.trim_end_matches('-');
    if modality.is_empty() { UNKNOWN.to_string() } else { modality.to_string() }
}

fn is_combining(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}

/// The text without what IRaMuTeQ reads as its own: stars, and underscores around a word.
fn body(text: &str) -> String {
    let text = printable_block(text);
    let lines = text.lines().map(|line| line.replace(['*', '_'], " "));
    let lines: Vec<String> =
        lines.map(|line| line.trim().to_string()).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::super::{ExportFormat, ExportWriter};
    use super::*;
    use crate::model::Known;

    fn written(article: &ExportedArticle) -> String {
        let mut out = Vec::new();
        ExportWriter::new(ExportFormat::Iramuteq, &[]).article(&mut out, article, None).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_line_of_stars_then_the_text() {
        let article = samples::article();
        assert_eq!(
            written(&article),
            "**** *source_l-echo-d-orsane *date_2023-09-20 *month_2023-09 *year_2023 *section_na *id_nve233xqy65e\n\
             La trêve tient\nÀ l’aube, la trêve\ntenait encore.\n\n"
        );
    }

    #[test]
    fn a_text_cannot_begin_another() {
        let mut article = samples::article();
        article.hit.article.title = Some(Known::stated("**** *source_x".into(), "title"));
        article.text = "**** *a_b\n-*theme\n_rire_ fin".into();
        let text = written(&article);
        assert!(text.ends_with("\nsource x\na b\n- theme\nrire  fin\n\n"), "{text}");
        assert_eq!(text.matches('*').count(), 4 + 6, "{text}");
    }
}
