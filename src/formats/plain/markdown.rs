//! Markdown → plain text: the words without the markup, paragraphs apart by blank lines. Not a renderer to HTML.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::diagnostics::Code;
use crate::model::{Article, Span};

use super::front_matter;
use crate::formats::metadata::{self, Doubts};
use crate::formats::{Failure, Format, FormatInfo, Head, Output, Source};

/// `.md` and `.markdown`.
pub(in crate::formats) struct Markdown;

impl Format for Markdown {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "markdown",
            version: 2,
            extensions: &["md", "markdown"],
            is_container: false,
            is_binary: false,
            reads: "text without markup; front matter in YAML or TOML; the first heading as title when there is none",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.has_extension(self.info().extensions)
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
        let (matter, markdown) = front_matter::split(&decoded.text);
        let rendered = render(markdown);
        let mut article = Article { text: rendered.text, ..Article::default() };
        let mut doubts = Doubts::default();
        match matter.map(front_matter::FrontMatter::record) {
            Some(Ok(mut record)) => record.fill(&mut article, &mut doubts),
            Some(Err(error)) => doubts.0.push((Code::Malformed, error.to_string())),
            None => {}
        }
        place_title(&mut article, rendered.title);
        for (code, message) in doubts.0 {
            output.doubt(None, code, message);
        }
        if article.text.trim().is_empty() {
            return Err(Failure::failed(Code::NoText, "holds no text beside its front matter"));
        }
        output.single = Some(article);
        Ok(())
    }
}

/// The heading that opens the text is the title, or repeats it: either way it is in the text already.
fn place_title(article: &mut Article, heading: Option<Span>) {
    // A lede put first moves the text behind it.
    let moved_by = article.lede.filter(|lede| lede.byte_start == 0).map_or(0, |lede| lede.byte_end + 2);
    let Some(heading) = heading else { return };
    let span = Span::new(heading.byte_start + moved_by, heading.byte_end + moved_by);
    let text = metadata::one_line(span.of(&article.text));
    match &article.title {
        None if !text.is_empty() => article.title = Some(metadata::title(&text, "first heading")),
        Some(title) if title.value == text => {}
        _ => return,
    }
    article.title_span = Some(span);
}

/// A text and where its opening heading stands.
struct Rendered {
    text: String,
    title: Option<Span>,
}

fn render(markdown: &str) -> Rendered {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut writer = Writer::default();
    for event in Parser::new_ext(markdown, options) {
        writer.write(event);
    }
    Rendered { text: writer.text, title: writer.title }
}

#[derive(Default)]
struct Writer {
    text: String,
    /// What separates the next word from the text so far.
    gap: &'static str,
    heading_start: Option<usize>,
    title: Option<Span>,
}

impl Writer {
    fn write(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.push(&text),
            Event::SoftBreak => self.widen(" "),
            Event::HardBreak => self.widen("\n"),
            Event::InlineHtml(html) if html.to_ascii_lowercase().starts_with("<br") => self.widen("\n"),
            Event::Rule => self.widen("\n\n"),
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) if self.text.is_empty() => {
                self.heading_start = Some(0);
            }
            Event::Start(Tag::Item) => self.widen("\n"),
            Event::Start(tag) if is_block(&tag) => self.widen("\n\n"),
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::End(TagEnd::TableCell) => self.widen("\t"),
            Event::End(TagEnd::TableRow | TagEnd::TableHead | TagEnd::Item) => self.widen("\n"),
            Event::End(end) if is_block_end(end) => self.widen("\n\n"),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(self.gap);
        }
        self.gap = "";
        self.text.push_str(text);
    }

    /// The widest of the gaps asked for before the next word counts.
    fn widen(&mut self, gap: &'static str) {
        let width = |gap: &str| {
            [" ", "\t", "\n", "\n\n"].iter().position(|known| *known == gap).map_or(0, |at| at + 1)
        };
        if width(gap) > width(self.gap) {
            self.gap = gap;
        }
    }

    fn end_heading(&mut self) {
        if let Some(start) = self.heading_start.take() {
            self.title = Some(Span::new(start, self.text.len()));
        }
        self.widen("\n\n");
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    use Tag::{BlockQuote, CodeBlock, FootnoteDefinition, Heading, HtmlBlock, Paragraph, Table};
    matches!(
        tag,
        Paragraph
            | Heading { .. }
            | BlockQuote(_)
            | CodeBlock(_)
            | FootnoteDefinition(_)
            | HtmlBlock
            | Table(_)
    )
}

fn is_block_end(end: TagEnd) -> bool {
    use TagEnd::{BlockQuote, CodeBlock, FootnoteDefinition, HtmlBlock, List, Paragraph, Table};
    matches!(end, Paragraph | BlockQuote(_) | CodeBlock | FootnoteDefinition | HtmlBlock | Table | List(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_words_stay() {
        let markdown = "# La *trêve*\n\nUn [lien](http://x.example) et\ndu **gras**.  \nSuite.\n\n- un\n- deux\n\n> Cité.\n\n<div>html</div>\n\n`code` ![image](a.jpg)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
        let rendered = render(markdown);
        assert_eq!(
            rendered.text,
            "La trêve\n\nUn lien et du gras.\nSuite.\n\nun\ndeux\n\nCité.\n\ncode image\n\na\tb\n1\t2"
        );
        assert_eq!(rendered.title.map(|title| title.of("La trêve")), Some("La trêve"));
    }

    #[test]
    fn quotes_and_dashes_stay_as_written() {
        assert_eq!(render("\"L'accord\" -- dit-il... « oui »").text, "\"L'accord\" -- dit-il... « oui »");
    }

    #[test]
    fn the_heading_is_the_title_once() {
        let mut article = Article { text: "T\n\nUn.".into(), ..Article::default() };
        place_title(&mut article, Some(Span::new(0, 1)));
        assert_eq!(article.title.clone().map(|title| title.value).as_deref(), Some("T"));
        assert_eq!(article.title_span, Some(Span::new(0, 1)));
        article.title = Some(metadata::title("Autre", "x"));
        article.title_span = None;
        place_title(&mut article, Some(Span::new(0, 1)));
        assert_eq!(article.title_span, None);
    }
}
