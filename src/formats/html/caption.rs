//! Captions of the pictures of a page, and whose pictures they are: kept apart from the text. Not the descriptions for
//! people who see no pictures (`alt`), which repeat the caption or the title.

use std::collections::HashSet;

use dom_query::{Document, NodeId, NodeRef};

use super::class_name::has_word;
use super::furniture::is_named_furniture;
use super::line::kind_of;
use super::surroundings::Surroundings;
use super::text::{is_longer_than, text_of};
use crate::formats::metadata::one_line;

/// Words of class names that the credit inside a caption has, one a line.
const CREDIT_WORDS: &str = include_str!("credit_words.txt");

/// More captions are those of a gallery of other articles.
const MAX_CAPTIONS: usize = 300;

/// Figures and boxes that are looked at.
const MAX_FIGURES: usize = 1200;

/// Elements inside of figures that are looked at: figures may stand inside each other.
const MAX_ELEMENTS: usize = 2_000_000;

/// A longer caption is a text of its own, and stays in the text.
const MAX_BYTES: usize = 1500;

/// A longer rest of a figure is no credit.
const MAX_CREDIT_BYTES: usize = 120;

/// A figure with more beside its captions, without white space, is text.
const MAX_OTHER_BYTES: usize = 100;

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
    let figures = own_figures(&figures.nodes()[..figures.length().min(MAX_FIGURES)]);
    // Outer ones come first: what is inside one that was taken out is taken too.
    let mut seen: HashSet<NodeId> = HashSet::new();
    let mut num_left = MAX_ELEMENTS;
    for figure in &figures {
        let is_inside = figure.ancestors_it(None).any(|around| seen.contains(&around.id));
        if is_inside || num_left == 0 {
            continue;
        }
        if !figure.has_name("figure") {
            seen.insert(figure.id);
            take_caption(figure, &mut found);
        } else if take_figure(figure, &mut num_left, &mut found) {
            seen.insert(figure.id);
        }
    }
    found
}

/// The figures and boxes of captions that are the article's.
fn own_figures<'a>(figures: &[NodeRef<'a>]) -> Vec<NodeRef<'a>> {
    let mut of_other_articles = Surroundings::of(&is_other_article);
    let is_own = |figure: &&NodeRef<'_>| {
        (figure.has_name("figure") || is_caption_box(figure)) && !of_other_articles.hold(figure)
    };
    figures.iter().filter(is_own).copied().collect()
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

/// Takes a figure out of the page with its captions; `false`: it holds text of the article, and stays.
fn take_figure(figure: &NodeRef<'_>, num_left: &mut usize, found: &mut Captions) -> bool {
    let (mut captions, mut num_other_bytes): (Vec<NodeRef<'_>>, usize) = (Vec::new(), 0);
    let mut waiting: Vec<NodeRef<'_>> = figure.children_it(true).collect();
    while let Some(inner) = waiting.pop() {
        *num_left = num_left.saturating_sub(1);
        if *num_left == 0 || holds_text(&inner) {
            return false;
        }
        if inner.is_text() {
            num_other_bytes += inner.text().bytes().filter(|byte| !byte.is_ascii_whitespace()).count();
        } else if inner.has_name("figcaption") {
            if is_longer_than(&inner, MAX_BYTES) {
                inner.rename("div");
                return false;
            }
            captions.push(inner);
        } else if !is_not_shown(&inner) {
            waiting.extend(inner.children_it(true));
        }
    }
    // Lists, figures of an inquiry, or a figure that was never closed.
    if num_other_bytes > MAX_OTHER_BYTES {
        return false;
    }
    for caption in &captions {
        take_caption(caption, found);
    }
    let rest = one_line(&text_of(figure));
    if rest.len() <= MAX_CREDIT_BYTES && kind_of(&rest, false).is_none() {
        push(&mut found.credits, rest);
    }
    figure.remove_from_parent();
    true
}

/// Tables, quotations and code stand in figures too: they are text of the article.
fn holds_text(node: &NodeRef<'_>) -> bool {
    node.node_name().is_some_and(|name| matches!(&*name, "table" | "blockquote" | "pre" | "h1" | "h2"))
        || node.has_name("p") && is_longer_than(node, MAX_CREDIT_BYTES)
}

fn is_not_shown(node: &NodeRef<'_>) -> bool {
    node.node_name().is_some_and(|name| {
        matches!(
            &*name,
            "script" | "style" | "noscript" | "template" | "svg" | "button" | "video" | "audio" | "form"
        )
    })
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
fn is_other_article(around: &NodeRef<'_>) -> bool {
    around.node_name().is_some_and(|name| matches!(&*name, "a" | "aside" | "nav" | "footer" | "noscript"))
        || is_named_furniture(around)
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
    fn figures_with_more_than_captions_are_text() {
        let list = "<li>Quatorze millions d'euros pour la digue de l'Orsane, au bas mot</li><li>Deux cent douze maisons évacuées, de nuit, en janvier et en mars, par bateau</li>";
        let prose = "La digue tient, dit le maire, et l'eau se retire lentement du quai des Tanneurs où les pompes tournent toujours. ".repeat(2);
        for html in [
            format!("<figure><ul>{list}</ul></figure>"),
            format!("<figure><img src=a><div>{prose}<br><br>{prose}</div>"),
            format!("<figure><img src=a><figcaption>{}</figcaption></figure>", prose.repeat(10)),
        ] {
            let (found, text) = taken(&html);
            assert!(found.captions.is_empty() && text.len() > 100, "{html}");
        }
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
