//! Feeds of news sites, saved as files: RSS, Atom, JSON Feed. An entry is an article. Not their fetching.

mod atom;
mod entry;
mod inner_html;
mod json_feed;
mod lenient_xml;
mod rss;

pub(super) use atom::Atom;
pub(super) use json_feed::JsonFeed;
pub(super) use rss::Rss;
