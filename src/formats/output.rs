//! Where readers put what they find: members to the caller, findings to the sink, and the counts of both.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::model::Article;

use super::detect::extension_of;
use super::remark::Remark;
use super::{ContentHash, Failure, Flow, Member, Refusal};

/// Most reasons for leaving files out that are told apart: names in a container are anything.
const MAX_REASONS: usize = 500;

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
    /// Files inside it that were met, over all levels.
    pub(crate) num_inner_files: u64,
    /// Those of them that were left out on purpose, by reason.
    pub(crate) skipped: BTreeMap<String, u64>,
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
            num_inner_files: 0,
            skipped: BTreeMap::new(),
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
        let key = own_id.unwrap_or_else(|| content_hash.to_string());
        let Some(is_new_key) = self.meet(place, &key, content_hash) else { return };
        let key = if is_new_key { key } else { content_hash.to_string() };
        self.hand_over(Member { key: Some(key), inner_path: None, content_hash, article });
    }

    /// Remembers a key. `None`: it came before with the same content, and that is reported; `Some(false)`: with
    /// another content.
    fn meet(&mut self, place: &dyn std::fmt::Display, key: &str, content_hash: ContentHash) -> Option<bool> {
        if !self.contents.insert(short_hash(&[key.as_bytes(), &content_hash.0])) {
            let message = format!("`{key}` occurs twice with the same content");
            self.failed_member(&place.to_string(), Code::DuplicateMember, message);
            return None;
        }
        let is_new_key = self.keys.insert(short_hash(&[key.as_bytes()]));
        if !is_new_key {
            let message =
                format!("the id `{key}` occurs twice with different contents; this one is named by its hash");
            self.doubt(Some(&place.to_string()), Code::DuplicateMember, message);
        }
        Some(is_new_key)
    }

    /// Hands over an article of the file `inner` inside this one, known by that name and by its key there. `path`: the
    /// name as far as it is a path.
    pub(super) fn inner_member(&mut self, inner: &str, path: &str, member: Member) -> Flow {
        let Member { key, inner_path, content_hash, article } = member;
        let mut key = inner_key(inner, key.as_deref());
        if let Some(is_new_key) = self.meet(&inner, &key, content_hash) {
            if !is_new_key {
                key = format!("{key}#{content_hash}");
            }
            let inner_path = inner_path.map_or_else(|| path.to_string(), |deeper| format!("{path}/{deeper}"));
            self.hand_over(Member { key: Some(key), inner_path: Some(inner_path), content_hash, article });
        }
        if self.is_stopped { Flow::Stop } else { Flow::Continue }
    }

    /// Passes on a finding about the file `inner` inside this one.
    pub(super) fn inner_finding(&mut self, inner: &str, finding: Diagnostic) {
        let member = inner_key(inner, finding.member.as_deref());
        self.doubt(Some(&member), finding.code, finding.message);
    }

    /// Accounts for the file `inner` inside this one, after its members and findings were passed on.
    pub(super) fn end_inner(&mut self, inner: &str, end: InnerEnd) {
        let has_said_all = end.num_members + end.num_failed_members > 0 || !end.skipped.is_empty();
        self.num_inner_files += end.num_inner_files;
        self.num_failed_members += end.num_failed_members;
        if let Some((code, message)) = end.first_failure {
            self.first_failure.get_or_insert_with(|| (code, format!("{inner}: {message}")));
        }
        for (reason, count) in end.skipped {
            self.skip_inner_files(&reason, count);
        }
        match end.result {
            Ok(()) if has_said_all => {}
            Ok(()) => self.skip_inner_files(Code::NoText.as_str(), 1),
            Err(Failure { code: Code::UnsupportedFormat, .. }) => {
                let extension = extension_of(Path::new(inner));
                self.skip_inner_files(if extension.is_empty() { "no extension" } else { &extension }, 1);
            }
            Err(failure) if failure.outcome == Refusal::Skipped => {
                self.skip_inner_files(failure.code.as_str(), 1);
            }
            Err(failure) => self.failed_member(inner, failure.code, failure.message),
        }
    }

    /// Counts files inside this one that are left out on purpose. `reason` is one word where it can be.
    pub(crate) fn skip_inner_files(&mut self, reason: &str, count: u64) {
        let is_known = self.skipped.contains_key(reason) || self.skipped.len() < MAX_REASONS;
        *self.skipped.entry(if is_known { reason } else { "other" }.to_string()).or_default() += count;
    }

    /// What is to be said of this file when it is one inside another.
    pub(super) fn into_end(self, result: Result<(), Failure>) -> InnerEnd {
        InnerEnd {
            result,
            num_members: self.num_members,
            num_failed_members: self.num_failed_members,
            first_failure: self.first_failure,
            num_inner_files: self.num_inner_files,
            skipped: self.skipped,
        }
    }

    /// Hands over the single article, once the hash of its file is known.
    pub(crate) fn hand_over_single(&mut self, content_hash: ContentHash) {
        if let Some(mut article) = self.single.take() {
            self.keep_date_as_written(&mut article, None);
            self.hand_over(Member { key: None, inner_path: None, content_hash, article });
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

/// How the reading of a file inside another ended.
#[derive(Debug)]
pub(super) struct InnerEnd {
    pub(super) result: Result<(), Failure>,
    num_members: u64,
    num_failed_members: u64,
    first_failure: Option<(Code, String)>,
    num_inner_files: u64,
    skipped: BTreeMap<String, u64>,
}

impl InnerEnd {
    /// Of a file of which nothing was read.
    pub(super) fn unread(failure: Failure) -> Self {
        InnerEnd {
            result: Err(failure),
            num_members: 0,
            num_failed_members: 0,
            first_failure: None,
            num_inner_files: 0,
            skipped: BTreeMap::new(),
        }
    }
}

fn inner_key(inner: &str, key: Option<&str>) -> String {
    key.map_or_else(|| inner.to_string(), |key| format!("{inner}#{key}"))
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
