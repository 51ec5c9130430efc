//! Captions of pictures that a package joins to a text: found by the guids that its references name. Not the pictures.

use std::collections::HashMap;

use crate::formats::metadata::{one_line, stated};
use crate::formats::xml::Element;

/// Captions of the pictures of one file, by the guid of the text they stand with.
#[derive(Debug, Default)]
pub(super) struct PictureCaptions<'a> {
    of_text: HashMap<&'a str, Vec<String>>,
}

impl<'a> PictureCaptions<'a> {
    /// Reads the packages among `items`. A picture belongs to the first text of its package.
    pub(super) fn of(items: &[Element<'a>]) -> Self {
        let mut captions: HashMap<&str, Vec<String>> = HashMap::new();
        let mut texts: Vec<&str> = Vec::new();
        for item in items {
            match item.attribute("guid") {
                Some(guid) if is_picture(*item) => {
                    captions.insert(guid, captions_of(*item));
                }
                Some(guid) if item.name() == "newsItem" => texts.push(guid),
                _ => {}
            }
        }
        let mut found = PictureCaptions::default();
        for package in items.iter().filter(|item| item.name() == "packageItem") {
            let references: Vec<&str> = package
                .descendants()
                .filter(|element| element.name() == "itemRef")
                .filter_map(|reference| reference.attribute("residref"))
                .collect();
            let Some(text) = references.iter().find(|guid| texts.contains(guid)) else { continue };
            let lines = references.iter().filter_map(|guid| captions.get(guid)).flatten().cloned();
            found.of_text.entry(text).or_default().extend(lines);
        }
        found
    }

    /// The captions that stand with the text of that guid.
    pub(super) fn take(&mut self, guid: &str) -> Vec<String> {
        self.of_text.remove(guid).unwrap_or_default()
    }
}

/// Whether the item says that it is a picture, a graphic, a film or a sound.
pub(super) fn is_picture(item: Element<'_>) -> bool {
    let class = item
        .at(&["itemMeta", "itemClass"])
        .and_then(|class| class.attribute("qcode").or(class.attribute("uri")));
    let kind = class.and_then(|class| class.rsplit([':', '/']).next()).unwrap_or("text");
    item.name() == "newsItem" && !matches!(kind, "text" | "composite")
}

fn captions_of(item: Element<'_>) -> Vec<String> {
    let descriptions: Vec<Element<'_>> =
        item.child("contentMeta").into_iter().flat_map(|meta| meta.all("description")).collect();
    let is_caption =
        |text: &&Element<'_>| text.attribute("role").is_some_and(|role| role.contains("caption"));
    let chosen = descriptions.iter().find(is_caption).or(descriptions.first());
    chosen.and_then(|text| stated(&one_line(&text.text()))).into_iter().collect()
}
