//! A small writer of PDF files for the tests: text at places, in the ways in which real programs write it.

use std::fmt::Write as _;

/// How the letters of a text become codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Coding {
    /// One byte, the letters of Windows; widths of the standard font.
    WinAnsi,
    /// Two bytes that mean nothing without the table beside the font.
    Table,
    /// Two bytes and no table: nobody can tell the letters.
    Unknown,
}

/// Draws pages.
#[derive(Debug, Default)]
pub(in crate::formats) struct Sample {
    pages: Vec<String>,
    info: String,
    coding: Option<Coding>,
}

impl Sample {
    pub(in crate::formats) fn new(coding: Coding) -> Self {
        Sample { coding: Some(coding), ..Sample::default() }
    }

    /// Begins a page of A4.
    pub(in crate::formats) fn page(&mut self) -> &mut Self {
        self.pages.push(String::new());
        self
    }

    /// Adds an entry to the information dictionary.
    pub(in crate::formats) fn info(&mut self, key: &str, value: &str) -> &mut Self {
        let _ = write!(self.info, "/{key} ({value}) ");
        self
    }

    /// Operators as they are.
    pub(in crate::formats) fn raw(&mut self, operators: &str) -> &mut Self {
        self.pages.last_mut().unwrap().push_str(operators);
        self
    }

    /// A line of text.
    pub(in crate::formats) fn text(&mut self, x: f32, y: f32, size: f32, text: &str) -> &mut Self {
        let coded = match self.coding {
            Some(Coding::WinAnsi) => win_ansi(text),
            _ => text.chars().map(|letter| format!("{:04X}", code(letter))).collect(),
        };
        self.raw(&format!("BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{coded}> Tj ET\n"))
    }

    /// Columns of lines, 12 apart, drawn row by row as layout programs often do.
    pub(in crate::formats) fn columns(&mut self, top: f32, columns: &[(f32, &[&str])]) -> &mut Self {
        let num_rows = columns.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
        for row in 0..num_rows {
            for (x, lines) in columns {
                if let Some(line) = lines.get(row) {
                    self.text(*x, top - 12.0 * row as f32, 10.0, line);
                }
            }
        }
        self
    }

    /// The file.
    pub(in crate::formats) fn bytes(&self) -> Vec<u8> {
        let mut objects: Vec<String> = vec!["<< /Type /Catalog /Pages 2 0 R >>".into(), String::new()];
        let font = match self.coding {
            Some(Coding::WinAnsi) | None => {
                "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
                    .to_string()
            }
            Some(coding) => {
                let table = if coding == Coding::Table { "/ToUnicode 5 0 R" } else { "" };
                format!(
                    "<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Presse /Encoding /Identity-H {table} \
                     /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Presse /DW 500 >>] >>"
                )
            }
        };
        objects.push(font);
        objects.push(format!("<< {} >>", self.info));
        objects.push(stream(&table()));
        let mut kids = String::new();
        for page in &self.pages {
            let number = objects.len() + 1;
            let _ = write!(kids, "{number} 0 R ");
            objects.push(format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
                 /Resources << /Font << /F1 3 0 R >> >> >>",
                number + 1
            ));
            objects.push(stream(page));
        }
        objects[1] = format!("<< /Type /Pages /Count {} /Kids [{kids}] >>", self.pages.len());
        file(&objects)
    }
}

fn stream(content: &str) -> String {
    format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// Objects, table of their places, trailer.
fn file(objects: &[String]) -> Vec<u8> {
    let mut file = String::from("%PDF-1.7\n");
    let mut places = String::new();
    for (number, object) in (1..).zip(objects) {
        let _ = write!(places, "{:010} 00000 n \n", file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let (start, size) = (file.len(), objects.len() + 1);
    let _ = write!(
        file,
        "xref\n0 {size}\n0000000000 65535 f \n{places}trailer\n<< /Size {size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}

fn win_ansi(text: &str) -> String {
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(text);
    bytes.iter().fold(String::new(), |mut coded, byte| {
        let _ = write!(coded, "{byte:02X}");
        coded
    })
}

/// A code that is not the letter's own.
fn code(letter: char) -> u32 {
    (u32::from(letter) * 7 + 3) % 0xD000
}

/// The table of the letters that texts of the tests have; `fi` is one glyph.
fn table() -> String {
    let letters = (' '..='~').chain("àâçèéêëîïôùûüœÉÀ«»’–\u{AD}ﬁ".chars());
    let pairs: Vec<String> = letters
        .map(|letter| {
            let units: String =
                letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("{unit:04X}")).collect();
            format!("<{:04X}> <{units}>", code(letter))
        })
        .collect();
    let chunks = pairs
        .chunks(100)
        .map(|chunk| format!("{} beginbfchar\n{}\nendbfchar\n", chunk.len(), chunk.join("\n")));
    format!(
        "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n{}endcmap",
        chunks.collect::<String>()
    )
}
