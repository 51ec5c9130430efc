//! The operators of a page → glyphs with their places. Knows nothing of words and lines.

use std::collections::HashMap;
use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::font::{Font, dictionary_of};
use super::limits::PdfLimits;
use super::matrix::Matrix;

/// Forms inside each other.
const MAX_FORMS_DEEP: usize = 8;
/// Graphics states kept.
const MAX_STATES: usize = 512;
/// Longest text that may stand for what is drawn: a letter or a hyphen, not a paragraph.
const MAX_REPLACEMENT_CHARS: usize = 8;

/// Letters at a place of the page, in units of the page: to the right and upwards along their own direction.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    pub(super) text: Box<str>,
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// The base line.
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) is_bold: bool,
    /// Quarter turns of its direction, anticlockwise.
    pub(super) turns: u8,
}

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) glyphs: Vec<Glyph>,
    /// Glyphs that are drawn over or under a picture without being seen, as text recognition puts them.
    pub(super) num_invisible: usize,
    /// Glyphs of which the file does not say which letters they are.
    pub(super) num_unknown: usize,
    pub(super) num_pictures: usize,
    /// Whether a limit ended the page early.
    pub(super) is_cut: bool,
}

/// Fonts that pages share.
pub(super) type Fonts = HashMap<ObjectId, Rc<Font>>;

/// Interprets the content of a page.
pub(super) fn show(
    document: &Document,
    page: ObjectId,
    visible: [f32; 4],
    fonts: &mut Fonts,
    limits: &PdfLimits,
) -> Shown {
    let mut interpreter = Interpreter {
        document,
        fonts,
        limits,
        visible,
        shown: Shown::default(),
        state: State::default(),
        states: Vec::new(),
        marks: Vec::new(),
        num_operations: 0,
        num_codes: 0,
        num_form_bytes: 0,
    };
    match document.get_page_content_with_limit(page, limits.max_page_bytes) {
        Ok(content) => interpreter.run(&content, &resources(document, page), 0),
        Err(_) => interpreter.shown.is_cut = true,
    }
    interpreter.shown
}

/// The page's own resources, then those that it inherits.
fn resources(document: &Document, page: ObjectId) -> Vec<&Dictionary> {
    let Ok((own, inherited)) = document.get_page_resources(page) else { return Vec::new() };
    let inherited = inherited.into_iter().filter_map(|id| document.get_dictionary(id).ok());
    own.into_iter().chain(inherited).take(16).collect()
}

/// The part of the graphics state that places text.
#[derive(Clone)]
struct State {
    to_page: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    letter_spacing: f32,
    word_spacing: f32,
    stretch: f32,
    leading: f32,
    rise: f32,
    is_invisible: bool,
    text: Matrix,
    line: Matrix,
}

impl Default for State {
    fn default() -> Self {
        State {
            to_page: Matrix::IDENTITY,
            font: None,
            size: 0.0,
            letter_spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            is_invisible: false,
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
        }
    }
}

/// What a marked part of the content is.
enum Mark {
    /// Ordinary.
    Plain,
    /// A page number, a running head: left out.
    Pagination,
    /// Stands for this text; `None` when that was given to a glyph already.
    Replaced(Option<Box<str>>),
}

struct Interpreter<'a> {
    document: &'a Document,
    fonts: &'a mut Fonts,
    limits: &'a PdfLimits,
    /// Left, bottom, right, top of what is shown of the page.
    visible: [f32; 4],
    shown: Shown,
    state: State,
    states: Vec<State>,
    marks: Vec<Mark>,
    num_operations: usize,
    num_codes: usize,
    num_form_bytes: usize,
}

impl<'a> Interpreter<'a> {
    fn run(&mut self, content: &[u8], resources: &[&'a Dictionary], depth: usize) {
        for operation in Content::decode_iter(content) {
            let Ok(operation) = operation else {
                // What was shown before stands.
                self.shown.is_cut = true;
                return;
            };
            self.num_operations += 1;
            let is_over = self.num_operations > self.limits.max_page_operations
                || self.num_codes > self.limits.max_page_glyphs;
            if is_over {
                self.shown.is_cut = true;
                return;
            }
            self.apply(&operation, resources, depth);
        }
    }

    fn apply(&mut self, operation: &Operation, resources: &[&'a Dictionary], depth: usize) {
        let operands = operation.operands.as_slice();
        let number = |at: usize| operands.get(at).and_then(|operand| operand.as_float().ok()).unwrap_or(0.0);
        let matrix = || Matrix(std::array::from_fn(number));
        let state = &mut self.state;
        match operation.operator.as_str() {
            "q" if self.states.len() < MAX_STATES => self.states.push(self.state.clone()),
            "Q" => self.state = self.states.pop().unwrap_or_else(|| self.state.clone()),
            "cm" => state.to_page = matrix().then(&state.to_page),
            "BT" => (state.text, state.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            "Tc" => state.letter_spacing = number(0),
            "Tw" => state.word_spacing = number(0),
            "Tz" => state.stretch = number(0) / 100.0,
            "TL" => state.leading = number(0),
            "Ts" => state.rise = number(0),
            "Tr" => state.is_invisible = number(0) == 3.0,
            "Tf" => {
                state.size = number(1);
                self.state.font = operands.first().and_then(|name| self.font(name, resources));
            }
            "Td" => self.next_line(number(0), number(1)),
            "TD" => {
                state.leading = -number(1);
                self.next_line(number(0), number(1));
            }
            "Tm" => (state.text, state.line) = (matrix(), matrix()),
            "T*" => self.next_line(0.0, -self.state.leading),
            "Tj" => self.show_text(operands.first()),
            "'" => {
                self.next_line(0.0, -self.state.leading);
                self.show_text(operands.first());
            }
            "\"" => {
                (state.word_spacing, state.letter_spacing) = (number(0), number(1));
                self.next_line(0.0, -self.state.leading);
                self.show_text(operands.get(2));
            }
            "TJ" => self.show_spaced(operands.first()),
            "Do" => self.paint(operands.first(), resources, depth),
            "BMC" => self.push_mark(Mark::Plain),
            "BDC" => {
                let mark = mark(self.document, operands, resources);
                self.push_mark(mark);
            }
            "EMC" => drop(self.marks.pop()),
            _ => {}
        }
    }

    fn push_mark(&mut self, mark: Mark) {
        if self.marks.len() < MAX_STATES {
            self.marks.push(mark);
        }
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.state.line = Matrix::shift(x, y).then(&self.state.line);
        self.state.text = self.state.line;
    }

    fn font(&mut self, name: &Object, resources: &[&'a Dictionary]) -> Option<Rc<Font>> {
        let object = resource(self.document, resources, b"Font", name.as_name().ok()?)?;
        let id = object.as_reference().ok();
        if let Some(font) = id.and_then(|id| self.fonts.get(&id)) {
            return Some(Rc::clone(font));
        }
        let font = Rc::new(Font::read(self.document, dictionary_of(self.document, object)?));
        if let Some(id) = id.filter(|_| self.fonts.len() < self.limits.max_fonts) {
            self.fonts.insert(id, Rc::clone(&font));
        }
        Some(font)
    }

    /// Strings, and between them numbers: how far to go back, in thousandths of the font size.
    fn show_spaced(&mut self, list: Option<&Object>) {
        let Some(Ok(list)) = list.map(Object::as_array) else { return };
        for item in list {
            match item.as_float() {
                Ok(back) => {
                    let forward = -back / 1000.0 * self.state.size * self.state.stretch;
                    self.state.text = Matrix::shift(forward, 0.0).then(&self.state.text);
                }
                Err(_) => self.show_text(Some(item)),
            }
        }
    }

    fn show_text(&mut self, text: Option<&Object>) {
        let Some(Ok(text)) = text.map(Object::as_str) else { return };
        let Some(font) = self.state.font.clone() else { return };
        for code in font.codes(text) {
            let state = &self.state;
            let own = Matrix([state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise]);
            let to_page = own.then(&state.text).then(&state.to_page);
            let spacing = state.letter_spacing + if code.is_space { state.word_spacing } else { 0.0 };
            let advance = (code.width * state.size + spacing) * state.stretch;
            self.state.text = Matrix::shift(advance, 0.0).then(&self.state.text);
            self.put(&to_page, code.width, code.text, font.is_bold);
            self.num_codes += 1;
            if self.num_codes > self.limits.max_page_glyphs {
                self.shown.is_cut = true;
                return;
            }
        }
    }

    fn put(&mut self, to_page: &Matrix, width: f32, text: Option<&str>, is_bold: bool) {
        let [left, bottom, right, top] = self.visible;
        let (x, y) = (to_page.0[4], to_page.0[5]);
        let is_inside = x >= left - 1.0 && x <= right + 1.0 && y >= bottom - 1.0 && y <= top + 1.0;
        // Not a number is inside nothing.
        if !is_inside || self.marks.iter().any(|mark| matches!(mark, Mark::Pagination)) {
            return;
        }
        let replacement = self.marks.iter_mut().rev().find_map(|mark| match mark {
            Mark::Replaced(text) => Some(text.take().unwrap_or_default()),
            _ => None,
        });
        let Some(text) = replacement.or_else(|| text.map(Box::from)) else {
            self.shown.num_unknown += 1;
            return;
        };
        let Some((turns, size, scale)) = to_page.direction() else { return };
        let (x, y) = turned(turns, x, y);
        let length = width * scale;
        if !(length.is_finite() && size.is_finite()) {
            return;
        }
        self.shown.num_invisible += usize::from(self.state.is_invisible);
        self.shown.glyphs.push(Glyph { text, x0: x, x1: x + length, y, size, is_bold, turns });
    }

    fn paint(&mut self, name: Option<&Object>, resources: &[&'a Dictionary], depth: usize) {
        let Some(Ok(name)) = name.map(Object::as_name) else { return };
        let Some(object) = resource(self.document, resources, b"XObject", name) else { return };
        let Ok((_, Object::Stream(stream))) = self.document.dereference(object) else {
            // Pictures are not kept when the file is loaded.
            self.shown.num_pictures += 1;
            return;
        };
        if stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form") {
            self.paint_form(stream, resources, depth);
        } else {
            self.shown.num_pictures += 1;
        }
    }

    fn paint_form(&mut self, form: &'a Stream, resources: &[&'a Dictionary], depth: usize) {
        let room = self.limits.max_page_bytes.saturating_sub(self.num_form_bytes);
        let Ok(content) = form.get_plain_content_with_limit(room) else {
            self.shown.is_cut = true;
            return;
        };
        self.num_form_bytes += content.len().max(1024);
        if depth >= MAX_FORMS_DEEP {
            self.shown.is_cut = true;
            return;
        }
        let outside = self.state.clone();
        let num_states = self.states.len();
        let num_marks = self.marks.len();
        if let Some(matrix) = Matrix::of(form.dict.get_deref(b"Matrix", self.document).ok()) {
            self.state.to_page = matrix.then(&self.state.to_page);
        }
        let own = form.dict.get(b"Resources").ok().and_then(|object| dictionary_of(self.document, object));
        let all: Vec<&Dictionary> = own.into_iter().chain(resources.iter().copied()).take(32).collect();
        self.run(&content, &all, depth + 1);
        self.states.truncate(num_states);
        self.marks.truncate(num_marks);
        self.state = outside;
    }
}

/// The object of this name among resources of a kind.
fn resource<'a>(
    document: &'a Document,
    resources: &[&'a Dictionary],
    kind: &[u8],
    name: &[u8],
) -> Option<&'a Object> {
    resources.iter().find_map(|resources| {
        let of_kind = dictionary_of(document, resources.get(kind).ok()?)?;
        of_kind.get(name).ok()
    })
}

/// What `tag properties BDC` says of the part that begins.
fn mark(document: &Document, operands: &[Object], resources: &[&Dictionary]) -> Mark {
    let properties = match operands.get(1) {
        Some(Object::Dictionary(properties)) => Some(properties),
        Some(Object::Name(name)) => resource(document, resources, b"Properties", name)
            .and_then(|object| dictionary_of(document, object)),
        _ => None,
    };
    let Some(properties) = properties else { return Mark::Plain };
    let is_artifact = operands.first().and_then(|tag| tag.as_name().ok()) == Some(b"Artifact");
    if is_artifact
        && properties.get(b"Type").and_then(Object::as_name).is_ok_and(|kind| kind == b"Pagination")
    {
        return Mark::Pagination;
    }
    let replacement =
        properties.get(b"ActualText").ok().and_then(|text| lopdf::decode_text_string(text).ok());
    match replacement {
        Some(text) if text.chars().count() <= MAX_REPLACEMENT_CHARS => {
            Mark::Replaced(Some(text.into_boxed_str()))
        }
        _ => Mark::Plain,
    }
}

/// A place of the page as seen by text that is turned by so many quarters.
fn turned(turns: u8, x: f32, y: f32) -> (f32, f32) {
    match turns {
        1 => (y, -x),
        2 => (-x, -y),
        3 => (-y, x),
        _ => (x, y),
    }
}
