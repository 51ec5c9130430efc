//! A list to read and cite from: a heading an article, its citation, its passages with their places as quotations.

use std::io::{self, Write};

use super::super::{Look, citation, count_text, place_of_passage, printable, printable_block};
use crate::model::Span;
use crate::search::{ExportedArticle, Hit, PassageHit, SearchResponse};

/// What was asked of which archive, and how many articles follow.
pub(super) fn write_head(
    out: &mut dyn Write,
    response: &SearchResponse,
    num_articles: u64,
) -> io::Result<()> {
    let asked = if response.text.trim().is_empty() { "All articles" } else { response.understood.as_str() };
    writeln!(out, "# {}\n", plain(asked))?;
    // No time, no generation: the same articles make the same file. The manifest has both.
    let num_counted = response.total.articles;
    let articles = match num_articles < num_counted {
        true => format!("{num_articles} of {}", count_text(num_counted, "article")),
        false => count_text(num_articles, "article"),
    };
    writeln!(out, "{articles} of the archive {}.", plain(&response.archive.name))
}

/// One article.
pub(super) fn write_article(out: &mut dyn Write, article: &ExportedArticle) -> io::Result<()> {
    let (hit, head) = (&article.hit, &article.hit.article);
    let title = head.title.as_ref().map_or("(untitled)", |title| title.value.as_str());
    writeln!(out, "\n## {}. {}", hit.rank, plain(title))?;
    write_cited(out, hit)
}

/// What stands below the title of an article: its citation, its address, its passages.
pub(in crate::render) fn write_cited(out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
    let head = &hit.article;
    writeln!(out, "\n{}", plain(&citation(head)))?;
    if let Some(url) = head.url.as_ref().filter(|url| url.starts_with("http")) {
        writeln!(out, "\n<{}>", printable(url).replace(['<', '>', ' '], ""))?;
    }
    for passage in &hit.passages {
        let place = place_of_passage(head, passage, &Look::default());
        writeln!(out)?;
        if let Some(before) = &passage.before {
            write_quote(out, &escaped(&printable_block(&before.text)))?;
            writeln!(out, ">")?;
        }
        write_quote(out, &marked(passage))?;
        if let Some(after) = &passage.after {
            writeln!(out, ">")?;
            write_quote(out, &escaped(&printable_block(&after.text)))?;
        }
        writeln!(out, ">\n> — {}", plain(&place))?;
    }
    Ok(())
}

fn write_quote(out: &mut dyn Write, text: &str) -> io::Result<()> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.try_for_each(|line| writeln!(out, "> {line}"))
}

/// The passage with its matched words in bold type.
fn marked(passage: &PassageHit) -> String {
    let mut text = String::with_capacity(passage.text.len() + 16);
    let mut byte_done = 0;
    for mark in &passage.highlights {
        let before = Span::new(byte_done, mark.byte_start).of(&passage.text);
        text += &escaped(&printable_block(before));
        text += &format!("**{}**", escaped(&printable_block(mark.of(&passage.text))));
        byte_done = mark.byte_end;
    }
    text + &escaped(&printable_block(Span::new(byte_done, passage.text.len()).of(&passage.text)))
}

/// One line that says what it says: no markup of its own.
pub(in crate::render) fn plain(text: &str) -> String {
    escaped(&printable(&text.split_whitespace().collect::<Vec<_>>().join(" ")))
}

/// Characters of an article that Markdown would read.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut begins_line = true;
    for character in text.chars() {
        let is_markup = matches!(character, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>')
            || (begins_line && matches!(character, '#' | '-' | '+' | '='));
        if is_markup {
            escaped.push('\\');
        }
        escaped.push(character);
        begins_line = character == '\n' || (begins_line && character.is_whitespace());
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::super::text::samples::response;
    use super::super::samples;
    use super::*;
    use crate::model::Known;

    #[test]
    fn articles_are_cited_and_quoted() {
        let mut out = Vec::new();
        write_head(&mut out, &response(), 1).unwrap();
        write_article(&mut out, &samples::article()).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "# trêve\n\n1 article of the archive default.\n\n\
             ## 1. La trêve tient\n\nNadia Ferrand; Paul Ozanne, « La trêve tient », L’Écho d’Orsane, 2023-09-20, \
             depeche:nve233xqy65e, /presse/2023/09/trêve.txt\n\n\
             > À l’aube, la **trêve**\n> tenait encore.\n>\n> — /presse/2023/09/trêve.txt:3\n"
        );
    }

    #[test]
    fn a_part_says_of_how_many() {
        let mut answer = response();
        answer.total.articles = 1200;
        let mut out = Vec::new();
        write_head(&mut out, &answer, 5).unwrap();
        assert!(String::from_utf8(out).unwrap().ends_with("\n5 of 1,200 articles of the archive default.\n"));
    }

    #[test]
    fn an_article_cannot_write_markup() {
        let mut article = samples::article();
        article.hit.article.title = Some(Known::stated("# *a*\n[b](c) <d>".into(), "title"));
        let mut out = Vec::new();
        write_article(&mut out, &article).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("## 1. \\# \\*a\\* \\[b\\](c) \\<d\\>\n"), "{text}");
    }
}
