//! Captions of the pictures of a page, and whose pictures they are: kept apart from the text. Not the descriptions for
//! people who see no pictures (`alt`), which repeat the caption or the title.

use dom_query::{Document, NodeRef};

use super::body::{is_longer_than, text_of};
use super::furniture::{has_word, is_named_furniture};
use super::line::kind_of;
use crate::formats::metadata::one_line;

/// Words of class names that the credit inside a caption has, one a line.
const CREDIT_WORDS: &str = include_str!("credit_words.txt");

/// More captions are those of a gallery of other articles.
const MAX_CAPTIONS: usize = 60;

/// A longer caption is a text of its own.
const MAX_BYTES: usize = 1500;

/// A longer rest of a figure is no credit.
const MAX_CREDIT_BYTES: usize = 120;

/// Captions and credits, without repeats.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Captions {
    pub(super) captions: Vec<String>,
    pub(super) credits: Vec<String>,
}

/// Takes the captions of the article's pictures out of `page`, with their figures unless these hold text of the article.
pub(super) fn take_captions(page: &Document) -> Captions {
    let mut found = Captions::default();
    let figures = page.select("figure, [class*=caption i], [class*=legende i]");
    let figures: Vec<NodeRef<'_>> = figures.nodes().iter().take(20 * MAX_CAPTIONS).copied().collect();
    for figure in &figures {
        let is_figure = figure.has_name("figure");
        let is_inside =
            || figure.ancestors_it(None).any(|around| around.has_name("figure") || is_caption_box(&around));
        if !is_figure && (!is_caption_box(figure) || is_inside()) {
            continue;
        }
        if is_of_other_article(figure) {
            continue;
        }
        if is_figure { take_figure(figure, &mut found) } else { take_caption(figure, &mut found) }
    }
    found
}

/// `image-caption`, but not an element around half the page.
fn is_caption_box(node: &NodeRef<'_>) -> bool {
    let is_inline_or_small =
        !node.node_name().is_some_and(|name| matches!(&*name, "body" | "main" | "article" | "img"));
    let has_name = node.attr("class").is_some_and(|class| {
        has_word(&class, &|word| matches!(word, "caption" | "captions" | "legende" | "legend"))
    });
    is_inline_or_small && has_name && !is_longer_than(node, MAX_BYTES)
}

fn take_figure(figure: &NodeRef<'_>, found: &mut Captions) {
    // Tables, quotations and code stand in figures too: they are text of the article.
    if figure.descendants_it().any(|inner| holds_text(&inner)) {
        return;
    }
    let is_caption = |inner: &NodeRef<'_>| inner.has_name("figcaption") || inner.has_name("figure");
    let captions: Vec<NodeRef<'_>> = figure.descendants_it().filter(is_caption).collect();
    for caption in &captions {
        if caption.has_name("figcaption") && !is_longer_than(caption, MAX_BYTES) {
            take_caption(caption, found);
        }
    }
    let rest = one_line(&text_of(figure));
    if rest.len() <= MAX_CREDIT_BYTES && kind_of(&rest).is_none() {
        push(&mut found.credits, rest);
    }
    figure.remove_from_parent();
}

fn holds_text(node: &NodeRef<'_>) -> bool {
    node.node_name().is_some_and(|name| matches!(&*name, "table" | "blockquote" | "pre" | "h1" | "h2"))
        || node.has_name("p")
            && !has_ancestor_among(node, &["figcaption"])
            && is_longer_than(node, MAX_CREDIT_BYTES)
}

/// Takes one caption out of the page: its credits, then what is left.
fn take_caption(caption: &NodeRef<'_>, found: &mut Captions) {
    let is_credit = |inner: &NodeRef<'_>| {
        inner
            .attr("class")
            .is_some_and(|class| has_word(&class, &|word| CREDIT_WORDS.lines().any(|known| known == word)))
            || inner
                .attr("itemprop")
                .is_some_and(|name| matches!(&*name, "copyrightHolder" | "creditText" | "author"))
    };
    let credits: Vec<NodeRef<'_>> = caption.descendants_it().filter(is_credit).collect();
    for credit in credits {
        push(&mut found.credits, one_line(&text_of(&credit)));
        credit.remove_from_parent();
    }
    let text = text_of(caption);
    push(&mut found.captions, text.split_whitespace().collect::<Vec<_>>().join(" "));
    caption.remove_from_parent();
}

fn push(texts: &mut Vec<String>, text: String) {
    let text = text.trim();
    // The label of a credit that is missing.
    let is_label = CREDIT_WORDS.lines().any(|word| text.trim_end_matches(':').eq_ignore_ascii_case(word));
    if !is_label
        && text.chars().any(char::is_alphabetic)
        && texts.len() < MAX_CAPTIONS
        && !texts.iter().any(|known| known == text)
    {
        texts.push(text.to_string());
    }
}

/// Pictures inside links and boxes beside the text belong to other articles.
fn is_of_other_article(node: &NodeRef<'_>) -> bool {
    let is_other = |around: &NodeRef<'_>| {
        around.node_name().is_some_and(|name| matches!(&*name, "a" | "aside" | "nav" | "footer" | "noscript"))
            || is_named_furniture(around)
    };
    node.ancestors_it(None).any(|around| is_other(&around))
}

fn has_ancestor_among(node: &NodeRef<'_>, names: &[&str]) -> bool {
    node.ancestors_it(None).any(|around| names.iter().any(|name| around.has_name(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(html: &str) -> (Captions, String) {
        let page = Document::from(html);
        let captions = take_captions(&page);
        (captions, page.body().map(|body| text_of(&body)).unwrap_or_default())
    }

    #[test]
    fn captions_and_credits_are_apart() {
        let (found, text) = taken(
            "<p>Un.</p><figure><img src=a><figcaption>Le bac à quai. <span class='photo-credit'>Ivo Kessel</span></figcaption></figure>\
             <div class=image><img src=b><p class='image-caption'>La digue, jeudi</p></div>\
             <figure><img src=c><span>Ivo Kessel / AH</span></figure><p>Deux.</p>\
             <div class=legende>Le quai <span class=caption>vide</span></div><div class='x-caption1'><p>Trois.</p></div>",
        );
        assert_eq!(found.captions, ["Le bac à quai.", "La digue, jeudi", "Le quai vide"]);
        assert_eq!(found.credits, ["Ivo Kessel", "Ivo Kessel / AH"]);
        assert_eq!(text, "Un.\n\nDeux.\n\nTrois.");
    }

    #[test]
    fn quotations_and_tables_in_figures_are_text() {
        let (found, text) =
            taken("<figure><blockquote>Nous restons.</blockquote><figcaption>Le maire</figcaption></figure>");
        assert_eq!((found, text.as_str()), (Captions::default(), "Nous restons."));
    }

    #[test]
    fn pictures_of_other_articles_say_nothing() {
        let (found, _) = taken(
            "<a href=x><figure><img src=a><figcaption>Ailleurs</figcaption></figure></a>\
             <div class='related'><figure><figcaption>Autre</figcaption></figure></div>",
        );
        assert_eq!(found, Captions::default());
    }
}
