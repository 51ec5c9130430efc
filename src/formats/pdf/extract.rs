//! The text of a PDF, page by page, as a person reads it. Pure: bytes in, pages out; made to be run in a process of its
//! own, since files may be made to cost much.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use lopdf::{Document, LoadOptions, Object, ObjectId};

use super::content::{Fonts, Glyph, show};
use super::furniture::{self, PageLines};
use super::hyphen::{OwnWords, append};
use super::info::{PdfInfo, info_of};
use super::limits::PdfLimits;
use super::line::lines_of;
use super::paragraph::{Paragraph, paragraphs_of};
use super::word::words_of;

/// Of a hundred glyphs so many may be unknown before a page counts as unreadable.
const MAX_UNKNOWN: usize = 30;

/// The text of a PDF.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PdfText {
    /// What the file says of itself.
    pub info: PdfInfo,
    /// The pages that were read, all of them unless `is_cut`.
    pub pages: Vec<PdfPage>,
    /// Pages that the file has.
    pub num_pages: usize,
    /// Whether a limit left something out.
    pub is_cut: bool,
    /// Whether the text is laid invisibly over pictures of the pages, as text recognition does.
    pub is_scan: bool,
    /// Pages whose fonts do not say which letters they show.
    pub num_unreadable: usize,
    /// Pages that show pictures and no text.
    pub num_pictured: usize,
}

/// One page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PdfPage {
    /// Its number, from 1.
    pub number: usize,
    /// Its paragraphs, a blank line between them. Empty: it shows none.
    pub text: String,
    /// Whether its first paragraph is the rest of the last one of the page before.
    pub goes_on: bool,
}

/// Why a PDF gives no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PdfError {
    /// It needs a password.
    #[error("is encrypted and needs a password; save a copy without one")]
    Encrypted,
    /// No PDF, or damaged.
    #[error("is damaged, or no PDF: {0}")]
    Damaged(String),
    /// A fault of the reader.
    #[error("the PDF reader broke down on it")]
    Fault,
}

/// Extracts the text of the PDF that `bytes` are.
///
/// Costs no more than `limits` allow for content; loading needs a few times the size of the file.
pub fn pdf_text(bytes: &[u8], limits: &PdfLimits) -> Result<PdfText, PdfError> {
    catch_unwind(AssertUnwindSafe(|| extract(bytes, limits))).unwrap_or(Err(PdfError::Fault))
}

fn extract(bytes: &[u8], limits: &PdfLimits) -> Result<PdfText, PdfError> {
    let began = Instant::now();
    let document = load(bytes, limits)?;
    let mut text = PdfText { info: info_of(&document), ..PdfText::default() };
    let (mut pages, mut fonts, mut own) = (Vec::new(), Fonts::new(), OwnWords::default());
    let (mut num_glyphs, mut num_invisible, mut num_bytes) = (0, 0, 0);
    for id in document.page_iter() {
        text.num_pages += 1;
        let is_over = pages.len() >= limits.max_pages
            || num_bytes >= limits.max_text_bytes
            || began.elapsed() >= limits.max_time;
        if is_over {
            text.is_cut = true;
            // Counting goes on, reading does not; a tree of pages without end is no reason to count for ever.
            if text.num_pages > 10 * limits.max_pages.max(1) {
                break;
            }
            continue;
        }
        let (left, bottom, right, top) = visible(&document, id);
        let mut shown = show(&document, id, [left, bottom, right, top], &mut fonts, limits);
        text.is_cut |= shown.is_cut;
        let num_all = shown.glyphs.len() + shown.num_unknown;
        if shown.num_unknown * 100 > num_all * MAX_UNKNOWN {
            text.num_unreadable += 1;
            shown.glyphs.clear();
        }
        text.num_pictured += usize::from(shown.glyphs.is_empty() && shown.num_pictures > 0);
        num_glyphs += shown.glyphs.len();
        num_invisible += shown.num_invisible.min(shown.glyphs.len());
        let page = lines_on_page(shown.glyphs, (left, bottom, right, top));
        for line in page.blocks.iter().flatten() {
            num_bytes += line.text.len();
            own.take(&line.text);
        }
        pages.push(page);
    }
    if text.num_pages == 0 {
        return Err(PdfError::Damaged("it has no pages".to_string()));
    }
    text.is_scan = num_invisible * 2 > num_glyphs;
    furniture::take_out(&mut pages);
    text.pages = written(&pages, &own);
    Ok(text)
}

/// Loads the objects but for pictures; where that gives no pages, all of them, so that lopdf can repair the file.
fn load(bytes: &[u8], limits: &PdfLimits) -> Result<Document, PdfError> {
    let options = LoadOptions {
        filter: Some(without_picture),
        max_decompressed_size: Some(limits.max_stream_bytes),
        ..LoadOptions::default()
    };
    let open = |options: LoadOptions| {
        let document = Document::load_mem_with_options(bytes, options);
        document.map_err(|error| match error {
            lopdf::Error::InvalidPassword | lopdf::Error::Unimplemented(_) => PdfError::Encrypted,
            error => PdfError::Damaged(error.to_string()),
        })
    };
    let document = match open(options.clone()) {
        Ok(document) if document.is_encrypted() && !document.was_encrypted() => {
            return Err(PdfError::Encrypted);
        }
        Ok(document) if document.page_iter().next().is_some() => document,
        Err(PdfError::Encrypted) => return Err(PdfError::Encrypted),
        _ => open(LoadOptions { filter: None, ..options })?,
    };
    Ok(document)
}

/// Pictures are most of a file and say nothing here.
fn without_picture(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let is_picture = object.as_stream().is_ok_and(|stream| {
        stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Image")
    });
    (!is_picture).then(|| (id, std::mem::replace(object, Object::Null)))
}

/// Left, bottom, right and top of what is seen of a page: crop marks and slugs lie outside.
fn visible(document: &Document, page: ObjectId) -> (f32, f32, f32, f32) {
    const A4: (f32, f32, f32, f32) = (0.0, 0.0, 595.0, 842.0);
    let edges = |key: &[u8]| {
        let rectangle = inherited(document, page, key)?.as_array().ok()?;
        let number = |object: &Object| document.dereference(object).ok()?.1.as_float().ok();
        let numbers: Vec<f32> = rectangle.iter().filter_map(number).collect();
        let [a, b, c, d] = numbers.try_into().ok()?;
        let is_area = (a - c).abs() > 1.0 && (b - d).abs() > 1.0;
        is_area.then(|| (f32::min(a, c), f32::min(b, d), f32::max(a, c), f32::max(b, d)))
    };
    edges(b"CropBox").or_else(|| edges(b"MediaBox")).unwrap_or(A4)
}

/// A value of a page, or of the part of the tree of pages that it is in.
fn inherited<'a>(document: &'a Document, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..32 {
        if let Ok(value) = node.get_deref(key, document) {
            return Some(value);
        }
        node = node.get_deref(b"Parent", document).ok()?.as_dict().ok()?;
    }
    None
}

/// The lines of a page; what is written in another direction than most comes last.
fn lines_on_page(glyphs: Vec<Glyph>, (left, bottom, right, top): (f32, f32, f32, f32)) -> PageLines {
    let mut by_direction: [Vec<Glyph>; 4] = Default::default();
    for glyph in glyphs {
        by_direction[usize::from(glyph.turns % 4)].push(glyph);
    }
    let main = (0..4).max_by_key(|turns| (by_direction[*turns].len(), 4 - turns)).unwrap_or(0);
    // What a turned text has below it.
    let (bottom, height) = match main {
        0 => (bottom, top - bottom),
        1 => (-right, right - left),
        2 => (-top, top - bottom),
        _ => (left, right - left),
    };
    let order = (0..4).map(|turns| (main + turns) % 4);
    let blocks = order.flat_map(|turns| lines_of(words_of(&by_direction[turns]))).collect();
    PageLines { blocks, bottom, height }
}

/// The pages' texts.
fn written(pages: &[PageLines], own: &OwnWords) -> Vec<PdfPage> {
    let mut written: Vec<PdfPage> = Vec::with_capacity(pages.len());
    let mut last: Option<Paragraph> = None;
    for (number, page) in (1..).zip(pages) {
        let paragraphs = paragraphs_of(&page.blocks, own);
        let first = paragraphs.first();
        let goes_on = last.as_ref().zip(first).is_some_and(|(last, first)| last.goes_on_in(first));
        let texts: Vec<&str> = paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        written.push(PdfPage { number, text: plain(&texts.join("\n\n")), goes_on });
        last = paragraphs.into_iter().next_back();
    }
    written
}

/// Without what only matters while lines are put together.
fn plain(text: &str) -> String {
    let is_cut = text.ends_with('\u{AD}');
    let mut plain = text.replace('\u{2010}', "-").replace('\u{AD}', "");
    if is_cut {
        plain.push('-');
    }
    plain
}

impl PdfText {
    /// The text of all pages as one, and for each page that has text where it begins there.
    pub(super) fn whole(&self) -> (String, Vec<(usize, usize)>) {
        let (mut text, mut starts) = (String::new(), Vec::new());
        let own = OwnWords::default();
        for page in self.pages.iter().filter(|page| !page.text.is_empty()) {
            if page.goes_on {
                let (first, rest) =
                    page.text.split_once("\n\n").map_or((&*page.text, ""), |(first, rest)| (first, rest));
                append(&mut text, first, &own);
                starts.push((text.len() - first.len(), page.number));
                if !rest.is_empty() {
                    text.push_str("\n\n");
                    text.push_str(rest);
                }
            } else {
                if !text.is_empty() {
                    text.push_str("\n\n");
                }
                starts.push((text.len(), page.number));
                text.push_str(&page.text);
            }
        }
        (text, starts)
    }
}
