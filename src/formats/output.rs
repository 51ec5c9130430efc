//! Where readers put what they find: members to the caller, findings to the sink, and the counts of both.

use std::collections::HashSet;
use std::path::Path;

use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::model::Article;

use super::remark::Remark;
use super::{ContentHash, Flow, Member};

/// The receiving end of one file.
pub(crate) struct Output<'a> {
    path: &'a Path,
    sink: &'a mut dyn Sink,
    each: &'a mut dyn FnMut(Member) -> Flow,
    /// Hashes of the keys met: the keys themselves would grow with the file.
    keys: HashSet<u64>,
    /// Hashes of (key, content) met.
    contents: HashSet<u64>,
    /// The one article of a file that is no container; handed over when the file's hash is known.
    pub(crate) single: Option<Article>,
    /// Date in the source's signs, of the member that will be handed over next, with the name it was reported under.
    date_as_written: Option<(Option<String>, String)>,
    /// Members handed over.
    pub(crate) num_members: u64,
    /// Members that could not be used.
    pub(crate) num_failed_members: u64,
    /// Why the first of them could not.
    pub(crate) first_failure: Option<(Code, String)>,
    /// Whether the file turned out to be a container.
    pub(crate) is_container: bool,
    /// Whether the caller wants no more.
    pub(crate) is_stopped: bool,
}

impl<'a> Output<'a> {
    pub(crate) fn new(
        path: &'a Path,
        sink: &'a mut dyn Sink,
        each: &'a mut dyn FnMut(Member) -> Flow,
    ) -> Self {
        Output {
            path,
            sink,
            each,
            keys: HashSet::new(),
            contents: HashSet::new(),
            single: None,
            date_as_written: None,
            num_members: 0,
            num_failed_members: 0,
            first_failure: None,
            is_container: false,
            is_stopped: false,
        }
    }

    /// Hands over an article of a container, known by the id that its source gave it with its version where
    /// it has one, else by its content.
    ///
    /// The same id with the same content a second time is left out; with another content it is kept under its hash.
    pub(crate) fn member(
        &mut self,
        place: &dyn std::fmt::Display,
        content_hash: ContentHash,
        mut article: Article,
    ) {
        self.keep_date_as_written(&mut article, Some(&place.to_string()));
        let own_id = article
            .source_id
            .as_deref()
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .map(|id| with_version(id, article.version));
        let mut key = own_id.unwrap_or_else(|| content_hash.to_string());
        let is_new_content = self.contents.insert(short_hash(&[key.as_bytes(), &content_hash.0]));
        if !is_new_content {
            self.failed_member(
                &place.to_string(),
                Code::DuplicateMember,
                format!("`{key}` occurs twice with the same content"),
            );
            return;
        }
        if !self.keys.insert(short_hash(&[key.as_bytes()])) {
            let message =
                format!("the id `{key}` occurs twice with different contents; this one is named by its hash");
            self.doubt(Some(&place.to_string()), Code::DuplicateMember, message);
            key = content_hash.to_string();
        }
        self.hand_over(Member { key: Some(key), content_hash, article });
    }

    /// Hands over the single article, once the hash of its file is known.
    pub(crate) fn hand_over_single(&mut self, content_hash: ContentHash) {
        if let Some(mut article) = self.single.take() {
            self.keep_date_as_written(&mut article, None);
            self.hand_over(Member { key: None, content_hash, article });
        }
    }

    /// Gives the article the date that was reported for it, or for nobody by name.
    fn keep_date_as_written(&mut self, article: &mut Article, place: Option<&str>) {
        let Some((reported_under, written)) = self.date_as_written.take() else { return };
        let is_its_own = reported_under.as_deref().is_none_or(|name| {
            place.is_none_or(|place| place == name) || article.source_id.as_deref() == Some(name)
        });
        if is_its_own {
            article.date_as_written.get_or_insert(written);
        }
    }

    fn hand_over(&mut self, member: Member) {
        self.num_members += 1;
        self.is_stopped = (self.each)(member) == Flow::Stop;
    }

    /// Reports and counts a member that cannot be used.
    pub(crate) fn failed_member(&mut self, place: &str, code: Code, message: impl Into<String>) {
        let message = message.into();
        self.num_failed_members += 1;
        self.first_failure.get_or_insert_with(|| (code, format!("{place}: {message}")));
        self.doubt(Some(place), code, message);
    }

    /// Reports a finding that leaves the member usable.
    pub(crate) fn doubt(&mut self, place: Option<&str>, code: Code, remark: impl Into<Remark>) {
        let member = place.map(str::to_string);
        let Remark { message, date_as_written } = remark.into();
        if let Some(written) = date_as_written {
            self.date_as_written.get_or_insert_with(|| (member.clone(), written));
        }
        let Some(message) = message else { return };
        self.sink.report(Diagnostic { path: self.path.to_path_buf(), member, code, message });
    }
}

/// Versions of one item are members of their own.
fn with_version(id: &str, version: Option<u64>) -> String {
    version.map_or_else(|| id.to_string(), |version| format!("{id}:v{version}"))
}

fn short_hash(parts: &[&[u8]]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
    }
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}
