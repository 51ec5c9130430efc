//! Where the layouts of Europresse keep what: roles of elements by their classes and ids. Reads no text.

use std::collections::HashMap;
use std::sync::LazyLock;

use dom_query::NodeRef;

/// A role a line, then the classes and ids that have it, best first.
const CLASSES: &str = include_str!("europresse_classes.tsv");

/// What an element of an article is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// Name of the publication.
    Source,
    /// Section, date, page.
    Header,
    /// Around kicker, title and subtitle.
    TitleBox,
    /// Headline.
    Title,
    /// Line below the headline.
    Subtitle,
    /// Byline.
    Authors,
    /// Body.
    Text,
    /// Number of the document.
    Number,
    /// Day of the export.
    Issued,
}

/// Lower-case class or id → its role and how good it is, zero for the best.
static ROLES: LazyLock<HashMap<&'static str, (Role, usize)>> = LazyLock::new(|| {
    let lines = CLASSES.lines().filter_map(|line| line.split_once('\t'));
    let named = lines.filter_map(|(role, names)| Some((role_called(role)?, names)));
    named
        .flat_map(|(role, names)| names.split('\t').enumerate().map(move |(rank, name)| (name, (role, rank))))
        .collect()
});

fn role_called(name: &str) -> Option<Role> {
    Some(match name {
        "source" => Role::Source,
        "header" => Role::Header,
        "titlebox" => Role::TitleBox,
        "title" => Role::Title,
        "subtitle" => Role::Subtitle,
        "authors" => Role::Authors,
        "text" => Role::Text,
        "number" => Role::Number,
        "issued" => Role::Issued,
        _ => return None,
    })
}

/// Whether a class of this name is one of the publication's name, which every article has.
pub(super) fn is_source_class(class: &[u8]) -> bool {
    std::str::from_utf8(class)
        .is_ok_and(|class| matches!(ROLES.get(class.to_ascii_lowercase().as_str()), Some((Role::Source, _))))
}

/// The role of one element.
pub(super) fn role_of(node: &NodeRef<'_>) -> Option<(Role, usize)> {
    let role = |name: &str| ROLES.get(name.to_ascii_lowercase().as_str()).copied();
    let classes = node.attr("class");
    let by_class = classes.as_deref().into_iter().flat_map(str::split_whitespace).filter_map(role);
    by_class.min_by_key(|(_, rank)| *rank).or_else(|| node.attr("id").and_then(|id| role(id.trim())))
}

/// The elements of an article that have a role.
pub(super) struct Layout<'a>(HashMap<Role, (usize, Vec<NodeRef<'a>>)>);

impl<'a> Layout<'a> {
    /// Of each role, the elements with the best of the names that occur, none inside another, in the order of the page.
    pub(super) fn of(article: &NodeRef<'a>) -> Self {
        let mut found: HashMap<Role, (usize, Vec<NodeRef<'a>>)> = HashMap::new();
        for node in article.descendants_it() {
            let Some((role, rank)) = role_of(&node) else { continue };
            let (best, nodes) = found.entry(role).or_insert((rank, Vec::new()));
            if rank < *best {
                (*best, *nodes) = (rank, Vec::new());
            }
            let is_inside = |outer: &NodeRef<'_>| node.ancestors_it(None).any(|above| above.id == outer.id);
            if rank == *best && !nodes.last().is_some_and(is_inside) {
                nodes.push(node);
            }
        }
        Layout(found)
    }

    /// The first element with `role`.
    pub(super) fn first(&self, role: Role) -> Option<&NodeRef<'a>> {
        self.all(role).first()
    }

    /// All elements with `role`.
    pub(super) fn all(&self, role: Role) -> &[NodeRef<'a>] {
        self.0.get(&role).map_or(&[], |(_, nodes)| nodes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    #[test]
    fn every_line_of_the_table_names_a_role() {
        assert!(
            CLASSES
                .lines()
                .all(|line| line.split_once('\t').is_some_and(|(role, _)| role_called(role).is_some()))
        );
    }

    #[test]
    fn the_best_name_counts() {
        let page = Document::fragment(
            "<div class='DocText clearfix'><div class=docOcurrContainer>a</div></div><p class='x titreArticleVisu'>T</p><span ID=PubliC_lblNodoc>n</span>",
        );
        let layout = Layout::of(&page.root());
        assert_eq!(layout.first(Role::Text).map(|node| node.text().to_string()).as_deref(), Some("a"));
        assert_eq!(layout.all(Role::Title).len(), 1);
        assert!(layout.first(Role::Number).is_some() && layout.first(Role::Subtitle).is_none());
    }
}
