//! The walk over the elements of a part of a document, passing over those that a reader leaves out. Knows no element.

use crate::formats::Failure;
use crate::formats::xml::{Event, Events, StartTag};

/// What is told of the elements that are looked at.
pub(super) trait Visitor {
    /// An element begins. Whether what is in it is looked at: if not, neither its end nor anything inside is told.
    fn start(&mut self, element: &StartTag<'_>) -> bool;

    /// An element ends that was looked at.
    fn end(&mut self, name: &str);

    /// A piece of text; one text may come in several.
    fn text(&mut self, text: &str);
}

/// Walks through `xml` to its end, or to where it is spoilt.
pub(super) fn walk(xml: &str, visitor: &mut impl Visitor) -> Result<(), Failure> {
    let mut depth = 0_usize;
    // The depth of the element that is passed over with all that is in it.
    let mut skipped = None;
    let mut events = Events::new(xml);
    while let Some(event) = events.next()? {
        match event {
            Event::Start(element) => {
                depth += 1;
                if skipped.is_none() && !visitor.start(&element) {
                    skipped = Some(depth);
                }
            }
            Event::End(name) => {
                match skipped {
                    None => visitor.end(&name),
                    Some(outermost) if outermost == depth => skipped = None,
                    Some(_) => {}
                }
                depth = depth.saturating_sub(1);
            }
            Event::Text(text) if skipped.is_none() => visitor.text(&text),
            Event::Text(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes down what it is told, and looks into everything but `x`.
    #[derive(Default)]
    struct Told(String);

    impl Visitor for Told {
        fn start(&mut self, element: &StartTag<'_>) -> bool {
            self.0.push_str(&format!("<{}>", element.name()));
            element.name() != "x"
        }

        fn end(&mut self, name: &str) {
            self.0.push_str(&format!("</{name}>"));
        }

        fn text(&mut self, text: &str) {
            self.0.push_str(text);
        }
    }

    #[test]
    fn elements_inside_one_passed_over_are_not_told() {
        let mut told = Told::default();
        walk("<a>un<x>deux<a><x/>trois</a></x><b/><x/>quatre</a>", &mut told).unwrap();
        assert_eq!(told.0, "<a>un<x><b></b><x>quatre</a>");
    }

    #[test]
    fn a_spoilt_text_is_walked_to_its_fault() {
        let mut told = Told::default();
        assert!(walk("<a>un<x></a>", &mut told).is_err());
        assert_eq!(told.0, "<a>un<x>");
    }
}
