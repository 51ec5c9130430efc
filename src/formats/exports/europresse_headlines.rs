//! What stands around the title in the header of a Europresse article: kicker, subtitle, authors. Most of these elements
//! have no class of their own and are told by their order.

use dom_query::NodeRef;

use crate::formats::html::text::text_of;
use crate::formats::metadata::{one_line, stated};

use super::byline::MAX_BYLINE_BYTES;
use super::europresse_layout::{Layout, Role, role_of};

/// The lines of a header.
#[derive(Debug, Default)]
pub(super) struct Headlines {
    /// Lines above the title.
    pub(super) kickers: Vec<String>,
    /// The title.
    pub(super) title: Option<String>,
    /// The line below the title.
    pub(super) subtitle: Option<String>,
    /// Bylines.
    pub(super) authors: Vec<String>,
}

impl Headlines {
    /// Reads the header of `article`.
    pub(super) fn of(article: &NodeRef<'_>, layout: &Layout<'_>) -> Self {
        let title = layout.first(Role::Title).or_else(|| layout.first(Role::TitleBox));
        let subtitle = layout.first(Role::Subtitle).map(line_of);
        let mut lines = Headlines {
            title: title.map(line_of).and_then(|title| stated(&title)),
            subtitle: subtitle.and_then(|subtitle| stated(&subtitle)),
            ..Headlines::default()
        };
        let mut is_past_title = false;
        let header = article.element_children().into_iter().find(|node| node.has_name("header"));
        for child in header.iter().flat_map(NodeRef::element_children) {
            let is_box = matches!(role_of(&child), Some((Role::TitleBox, _)));
            if is_box && layout.first(Role::Title).is_some() {
                for inner in child.element_children() {
                    is_past_title = lines.take(&inner, true, is_past_title);
                }
                is_past_title = true;
            } else {
                is_past_title = lines.take(&child, false, is_past_title);
            }
        }
        lines
    }

    /// Takes the line of one element; returns whether the title is past.
    fn take(&mut self, node: &NodeRef<'_>, is_in_box: bool, is_past_title: bool) -> bool {
        let role = role_of(node);
        match role {
            Some((Role::Title | Role::TitleBox, _)) => return true,
            Some((Role::Authors, 0)) => self.authors.push(line_of(node)),
            Some((Role::Authors, _)) | None => {}
            Some(_) => return is_past_title,
        }
        let inner: Vec<Role> = node.descendants_it().filter_map(|inner| Some(role_of(&inner)?.0)).collect();
        if inner.contains(&Role::Title) {
            return true;
        }
        let is_known = inner.iter().any(|role| !matches!(role, Role::Authors));
        let line = line_of(node);
        if line.is_empty() || is_known || matches!(role, Some((Role::Authors, 0))) {
            return is_past_title;
        }
        let is_bold = node.has_name("b") || node.has_name("strong");
        if !is_past_title {
            self.kickers.push(line);
        } else if is_in_box || is_bold || line.len() > MAX_BYLINE_BYTES {
            self.subtitle.get_or_insert(line);
        } else {
            self.authors.push(line);
        }
        is_past_title
    }
}

fn line_of(node: &NodeRef<'_>) -> String {
    one_line(&text_of(node))
}
