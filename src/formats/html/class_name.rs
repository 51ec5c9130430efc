//! The words in class names and ids of elements: `share-buttons` and `shareButtons` are two. Knows not what they mean.

use std::collections::HashSet;

use dom_query::NodeRef;

/// Longer class names are those of a program that makes them up.
const MAX_NAMES_BYTES: usize = 400;

/// Beginnings of class names that say what an article is about: `category-social`.
const SUBJECT_OPENINGS: [&str; 6] = ["category-", "tag-", "rubrique-", "section-", "topic-", "term-"];

/// Whether one of the class names of an element is known, as a whole.
pub(super) fn has_whole_name(node: &NodeRef<'_>, known: &HashSet<&str>) -> bool {
    node.attr("class").is_some_and(|class| {
        class.len() < MAX_NAMES_BYTES && class.split_ascii_whitespace().any(|name| known.contains(name))
    })
}

/// Whether one of the words of an element's class names and id is known, unless the name says what the article is about.
pub(super) fn names_hold(node: &NodeRef<'_>, is_known: &dyn Fn(&str) -> bool) -> bool {
    ["class", "id"].iter().any(|name| {
        let value = node.attr(name).filter(|value| value.len() < MAX_NAMES_BYTES);
        value.is_some_and(|value| {
            let names = value.split_ascii_whitespace();
            let mut own =
                names.filter(|name| !SUBJECT_OPENINGS.iter().any(|opening| name.starts_with(opening)));
            own.any(|name| has_word(name, is_known))
        })
    })
}

/// Whether one of the words of class names or ids is known. `shareButtons` is two words, and so is `share-buttons`.
pub(super) fn has_word(names: &str, is_known: &dyn Fn(&str) -> bool) -> bool {
    let words = names.split(|c: char| !c.is_ascii_alphanumeric());
    names.len() < MAX_NAMES_BYTES
        && words.flat_map(case_words).any(|word| is_known(word.to_ascii_lowercase().as_str()))
}

/// `shareButtons` is two words.
fn case_words(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().skip(1).find(|(at, c)| {
            c.is_ascii_uppercase() && !rest[..*at].ends_with(|c: char| c.is_ascii_uppercase())
        });
        let (word, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = after;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    #[test]
    fn words_are_cut_at_signs_and_capitals() {
        for names in ["share", "box share-buttons", "shareButtons"] {
            assert!(has_word(names, &|word| word == "share"), "{names}");
        }
        assert!(!has_word("shared sharebuttons", &|word| word == "share"));
        assert!(!has_word(&"share ".repeat(100), &|word| word == "share"), "made up by a program");
    }

    #[test]
    fn names_of_subjects_and_parts_of_names_do_not_count() {
        let page = Document::fragment("<div class='post category-social md:share'></div>");
        let node = page.select_single("div").nodes()[0];
        assert!(names_hold(&node, &|word| word == "share") && !names_hold(&node, &|word| word == "social"));
        assert!(has_whole_name(&node, &HashSet::from(["post"])));
        assert!(!has_whole_name(&node, &HashSet::from(["category"])));
    }
}
