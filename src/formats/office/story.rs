//! The flowing text of a document, put together from what a reader meets: paragraphs, tables, text boxes. Reads no format.

/// Characters of a cell beyond which a table is there for the layout and its cells are ordinary text.
const MAX_CELL_CHARS: usize = 200;

/// Tables inside tables; what is deeper is text of the cell it stands in.
const MAX_TABLE_DEPTH: usize = 8;

/// A paragraph with the name of its style, empty where it has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::formats) struct Paragraph {
    pub(in crate::formats) text: String,
    pub(in crate::formats) style: String,
}

/// Text as it is read. Texts of nothing but white space are left out.
#[derive(Debug, Default)]
pub(super) struct Story {
    done: Vec<Paragraph>,
    /// The paragraph that is written to, inside those whose text box it stands in.
    open: Vec<Paragraph>,
    /// Paragraphs of text boxes: they come after the paragraph that holds the box.
    boxed: Vec<Paragraph>,
    tables: Vec<Table>,
    /// Tables that were opened and are read as if they were none.
    num_plain_tables: usize,
}

#[derive(Debug, Default)]
struct Table {
    done: Vec<Paragraph>,
    /// Whether the last of `done` is made of rows, to which another can be added.
    ends_in_rows: bool,
    cells: Vec<Vec<Paragraph>>,
}

impl Story {
    pub(super) fn open_paragraph(&mut self, style: String) {
        self.open.push(Paragraph { text: String::new(), style });
    }

    /// Gives the open paragraph its style.
    pub(super) fn set_style(&mut self, style: String) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.style = style;
        }
    }

    /// Adds to the open paragraph; text outside of any is formatting of the file.
    pub(super) fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    pub(super) fn close_paragraph(&mut self) {
        let Some(paragraph) = self.open.pop() else { return };
        if !self.open.is_empty() {
            return self.boxed.push(paragraph);
        }
        self.place(paragraph);
        for paragraph in std::mem::take(&mut self.boxed) {
            self.place(paragraph);
        }
    }

    /// Puts a whole paragraph where the story stands.
    fn place(&mut self, paragraph: Paragraph) {
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
        let text = paragraph.text.trim_matches(is_space);
        if text.trim().is_empty() {
            return;
        }
        let text = if text.len() == paragraph.text.len() { paragraph.text } else { text.to_string() };
        let paragraph = Paragraph { text, style: paragraph.style };
        match self.tables.last_mut() {
            None => self.done.push(paragraph),
            Some(table) => match table.cells.last_mut() {
                Some(cell) => cell.push(paragraph),
                None => table.cells.push(vec![paragraph]),
            },
        }
    }

    pub(super) fn open_table(&mut self) {
        if self.tables.len() >= MAX_TABLE_DEPTH || !self.open.is_empty() || self.num_plain_tables > 0 {
            self.num_plain_tables += 1;
        } else {
            self.tables.push(Table::default());
        }
    }

    pub(super) fn open_cell(&mut self) {
        if let Some(table) = self.table() {
            table.cells.push(Vec::new());
        }
    }

    pub(super) fn close_row(&mut self) {
        if let Some(table) = self.table() {
            table.close_row();
        }
    }

    pub(super) fn close_table(&mut self) {
        if self.num_plain_tables > 0 {
            self.num_plain_tables -= 1;
            return;
        }
        let Some(mut table) = self.tables.pop() else { return };
        table.close_row();
        for paragraph in table.done {
            self.place(paragraph);
        }
    }

    /// The table that cells and rows belong to.
    fn table(&mut self) -> Option<&mut Table> {
        if self.num_plain_tables > 0 { None } else { self.tables.last_mut() }
    }

    /// All paragraphs, those left open too.
    pub(super) fn finish(mut self) -> Vec<Paragraph> {
        while !self.open.is_empty() {
            self.close_paragraph();
        }
        self.num_plain_tables = 0;
        while !self.tables.is_empty() {
            self.close_table();
        }
        self.done
    }
}

impl Table {
    /// A row of short cells is a line with tabs; of longer ones, ordinary paragraphs.
    fn close_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        let is_short = |cell: &Vec<Paragraph>| match cell.as_slice() {
            [] => true,
            [only] => {
                !only.text.contains('\n')
                    && only.text.chars().take(MAX_CELL_CHARS + 1).count() <= MAX_CELL_CHARS
            }
            _ => false,
        };
        if cells.len() < 2 || !cells.iter().all(is_short) {
            self.ends_in_rows &= cells.iter().all(Vec::is_empty);
            self.done.extend(cells.into_iter().flatten());
            return;
        }
        let texts: Vec<&str> = cells.iter().map(|cell| cell.first().map_or("", |one| &one.text)).collect();
        let line = texts.join("\t");
        let line = line.trim_end_matches('\t');
        if line.is_empty() {
            return;
        }
        match self.done.last_mut().filter(|_| self.ends_in_rows) {
            Some(rows) => {
                rows.text.push('\n');
                rows.text.push_str(line);
            }
            None => self.done.push(Paragraph { text: line.to_string(), style: String::new() }),
        }
        self.ends_in_rows = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(story: &mut Story, text: &str) {
        story.open_paragraph(String::new());
        story.push(text);
        story.close_paragraph();
    }

    fn row(story: &mut Story, cells: &[&str]) {
        for cell in cells {
            story.open_cell();
            write(story, cell);
        }
        story.close_row();
    }

    fn texts(story: Story) -> Vec<String> {
        story.finish().into_iter().map(|paragraph| paragraph.text).collect()
    }

    #[test]
    fn text_boxes_follow_their_paragraph() {
        let mut story = Story::default();
        story.open_paragraph(String::new());
        story.push("Un ");
        write(&mut story, "encadré");
        story.push("deux.");
        story.close_paragraph();
        write(&mut story, " \u{A0} ");
        assert_eq!(texts(story), ["Un deux.", "encadré"]);
    }

    #[test]
    fn tables_of_figures_are_lines_and_tables_of_text_are_paragraphs() {
        let mut story = Story::default();
        story.open_table();
        row(&mut story, &["Liste", "Voix", ""]);
        row(&mut story, &["", "", ""]);
        row(&mut story, &["", "1 204"]);
        row(&mut story, &["Un long texte. ".repeat(20).as_str(), "à côté"]);
        row(&mut story, &["a", "b"]);
        story.close_table();
        let texts = texts(story);
        assert_eq!((texts[0].as_str(), texts.len()), ("Liste\tVoix\n\t1 204", 4));
        assert_eq!(texts[2..], ["à côté", "a\tb"]);
    }

    #[test]
    fn tables_in_tables_without_end_cost_no_more_than_their_text() {
        let mut story = Story::default();
        for _ in 0..100_000 {
            story.open_table();
            story.open_cell();
        }
        write(&mut story, "au fond");
        assert_eq!(texts(story), ["au fond"]);
    }
}
