//! One of the threads that read, complete and analyse. Writes nothing: what it makes is sent to the thread that does.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use super::pipeline::{Batch, Shared};
use super::plan::FileTask;
use super::root::Root;
use crate::analysis::analyse_article;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::enrich::{Context, complete, day_of_file_time};
use crate::formats::{Flow, Member, ReadOptions, Refusal, hash_file, read_file};
use crate::index::{
    Arrival, ArticleDocument, FileOrigin, FileOutcome, Hash16, MemberState, Recognised, Recogniser,
};
use crate::model::{ArticleId, Language, path_from_bytes};

/// Bytes of text that go through the queue together.
const BATCH_BYTES: usize = 256 * 1024;
/// Findings of one file that are passed on; a million bad lines need not all be printed.
const MAX_FINDINGS: usize = 100;

/// What a worker tells.
pub(super) enum Message {
    /// A finding about a file.
    Finding(Diagnostic),
    /// Findings that are only counted.
    MoreFindings(BTreeMap<Code, u64>),
    /// One batch of a file is analysed.
    Analysed {
        task: usize,
        documents: Vec<Made>,
        /// Members on which the analysis broke down.
        num_broken: u64,
    },
    /// A file was read to its end; `num_batches` of it are or will be told.
    Read { task: usize, end: FileEnd, num_batches: u64 },
}

/// What was made of one article of a file.
pub(super) struct Made {
    pub member: MemberState,
    /// `None`: it was purged, and its text is not for the index.
    pub document: Option<ArticleDocument>,
    /// The withdrawal that means it.
    pub withdrawal: Option<Recognised>,
}

/// How the reading of a file ended.
#[derive(Debug)]
pub(super) enum FileEnd {
    /// It still has the content that was read before.
    Same,
    /// It was read, or refused.
    Done {
        outcome: FileOutcome,
        /// Name of its format when it was recognised.
        format: Option<Cow<'static, str>>,
        content_hash: Option<Hash16>,
        /// Members that are as they were before.
        unchanged: HashSet<Option<Box<str>>>,
        /// Whether all members were met and good: then those that were not met are gone.
        is_complete: bool,
        /// Files inside it that were left out on purpose, by reason.
        skipped_members: BTreeMap<String, u64>,
    },
    /// The run was stopped before its end.
    Stopped,
}

/// Works until nothing is left to do or the other end hangs up.
pub(super) fn work(shared: &Shared<'_>, messages: &SyncSender<Message>) {
    loop {
        let go_on = match shared.next() {
            Some(super::pipeline::Work::Analyse(batch)) => send_analysed(shared, batch, messages),
            Some(super::pipeline::Work::Read(task)) => {
                let go_on = Reading::new(shared, task, messages).run();
                shared.end_reading();
                go_on
            }
            None => return,
        };
        if !go_on {
            shared.cancel();
        }
    }
}

/// Analyses a batch and sends it; `false`: nobody listens any more.
fn send_analysed(shared: &Shared<'_>, batch: Batch, messages: &SyncSender<Message>) -> bool {
    let (file, root) = shared.file(batch.task);
    let mut documents = Vec::with_capacity(batch.members.len());
    let mut findings = Findings::new(messages);
    let mut num_broken = 0;
    for member in batch.members {
        let key = member.key.clone();
        let made = catch_unwind(AssertUnwindSafe(|| {
            documents_of(file, root, member, shared.withheld(), &mut findings)
        }));
        match made {
            Ok(made) => documents.extend(made),
            Err(_) => {
                num_broken += 1;
                let message = "the article could not be analysed: a fault of the program".to_string();
                findings.report(Diagnostic {
                    path: root.place_of(&file.path),
                    member: key,
                    code: Code::Malformed,
                    message,
                });
            }
        }
    }
    messages.send(Message::Analysed { task: batch.task, documents, num_broken }).is_ok()
}

/// The documents of one member: one, or several when its text is very long.
fn documents_of(
    file: &FileTask,
    root: &Root,
    member: Member,
    withheld: &Recogniser,
    findings: &mut dyn Sink,
) -> Vec<Made> {
    let inside = path_from_bytes(&file.path);
    let inside = inside.to_string_lossy();
    let path_inside = member.path_in(&inside);
    let languages = &root.settings.languages;
    let default_language = root.settings.default_lang.or(languages.first().copied()).or(Some(Language::FR));
    let file_time = file.stat.mtime_ns.div_euclid(1_000_000_000);
    let latest = day_of_file_time(file_time);
    let context = Context { folder: &root.settings, path_inside: &path_inside, default_language, latest };
    let parts = complete(member.article, &context, findings, &root.place_of(&file.path));
    let mut documents = Vec::with_capacity(parts.len());
    for (part, article) in parts.into_iter().enumerate() {
        let key = part_key(member.key.as_deref(), part);
        let id = ArticleId::new(&root.label, &file.path, key.as_deref().unwrap_or(""));
        let origin = FileOrigin {
            id,
            folder: root.label.clone(),
            path: file.path.clone(),
            member: key.clone(),
            file_time: Some(file_time),
        };
        let state = MemberState {
            key: key.map(String::into_boxed_str),
            id,
            content_hash: member.content_hash.0,
            is_dated: article.published.is_some(),
            has_refused_date: article.date_as_written.is_some(),
            is_held_back: false,
            is_scan: article.is_scan,
            legibility: article.legibility,
            // Whoever takes it in knows what was there before.
            arrival: Arrival::default(),
        };
        let withdrawal = withheld.article(id, state.content_hash, &article);
        let is_kept = withdrawal.is_none_or(|found| !found.is_purged);
        let document = is_kept.then(|| {
            let analysed = analyse_article(&article);
            ArticleDocument::new(&origin, article, analysed)
        });
        documents.push(Made { member: state, document, withdrawal });
    }
    documents
}

/// The key of a part: the first is named as the member, the others `key~2`, `key~3` …
fn part_key(key: Option<&str>, part: usize) -> Option<String> {
    match part {
        0 => key.map(str::to_string),
        part => Some(format!("{}~{}", key.unwrap_or(""), part + 1)),
    }
}

/// The key of the member that a key is a part of; `None`: it is no part.
pub(super) fn whole_of_part(key: &str) -> Option<Option<Box<str>>> {
    let (whole, part) = key.rsplit_once('~')?;
    let is_part = part.parse::<u32>().is_ok_and(|part| part > 1);
    is_part.then(|| (!whole.is_empty()).then(|| whole.into()))
}

/// Passes findings on, counts those that are too many, and keeps the first for the file's own outcome.
struct Findings<'a> {
    messages: &'a SyncSender<Message>,
    first: Option<Diagnostic>,
    num: usize,
    only_counted: BTreeMap<Code, u64>,
}

impl<'a> Findings<'a> {
    fn new(messages: &'a SyncSender<Message>) -> Self {
        Findings { messages, first: None, num: 0, only_counted: BTreeMap::new() }
    }
}

impl Sink for Findings<'_> {
    fn report(&mut self, finding: Diagnostic) {
        self.num += 1;
        if self.first.is_none() {
            self.first = Some(finding.clone());
        }
        if self.num <= MAX_FINDINGS {
            // When nobody listens, the run is over anyway.
            let _ = self.messages.send(Message::Finding(finding));
        } else {
            *self.only_counted.entry(finding.code).or_default() += 1;
        }
    }
}

impl Drop for Findings<'_> {
    fn drop(&mut self) {
        if !self.only_counted.is_empty() {
            let counts = std::mem::take(&mut self.only_counted);
            // When nobody listens, the run is over anyway.
            let _ = self.messages.send(Message::MoreFindings(counts));
        }
    }
}

/// The reading of one file.
struct Reading<'a, 's> {
    shared: &'a Shared<'s>,
    task: usize,
    messages: &'a SyncSender<Message>,
    batch: Vec<Member>,
    batch_bytes: usize,
    num_batches: u64,
    unchanged: HashSet<Option<Box<str>>>,
    go_on: bool,
}

impl<'a, 's> Reading<'a, 's> {
    fn new(shared: &'a Shared<'s>, task: usize, messages: &'a SyncSender<Message>) -> Self {
        let unchanged = HashSet::new();
        Reading {
            shared,
            task,
            messages,
            batch: Vec::new(),
            batch_bytes: 0,
            num_batches: 0,
            unchanged,
            go_on: true,
        }
    }

    fn run(mut self) -> bool {
        let (file, root) = self.shared.file(self.task);
        let path = root.place_of(&file.path);
        // A fault in a reader must cost one file, not the run.
        let end = catch_unwind(AssertUnwindSafe(|| self.read(&path))).unwrap_or_else(|_| FileEnd::Done {
            outcome: failed(Code::Malformed, "the reader broke down: a fault of the program"),
            format: None,
            content_hash: None,
            unchanged: HashSet::new(),
            is_complete: false,
            skipped_members: BTreeMap::new(),
        });
        let num_batches = self.num_batches;
        self.go_on && self.messages.send(Message::Read { task: self.task, end, num_batches }).is_ok()
    }

    fn read(&mut self, path: &Path) -> FileEnd {
        let (file, root) = self.shared.file(self.task);
        if let Some(before) = file.same_if {
            match hash_file(path) {
                Ok((hash, _)) if hash.0 == before => return FileEnd::Same,
                // A file that cannot be hashed cannot be read either, and reading tells why.
                _ => {}
            }
        }
        let options = ReadOptions {
            commands: Arc::clone(self.shared.commands()),
            num_jobs: self.shared.num_jobs_of_a_file(),
            ..ReadOptions::of(&root.settings)
        };
        let mut findings = Findings::new(self.messages);
        let result = read_file(path, &options, &mut findings, &mut |member| self.take(member));
        self.send_batch();
        let first = findings.first.take();
        if self.shared.is_cancelled() {
            return FileEnd::Stopped;
        }
        let unchanged = std::mem::take(&mut self.unchanged);
        match result {
            Ok(read) => FileEnd::Done {
                outcome: match (read.num_failed_members, read.num_members) {
                    (0, 0) => FileOutcome::Skipped { code: Code::NoText, message: "holds no article".into() },
                    (0, _) => FileOutcome::Indexed,
                    (bad, good) => partly_failed(bad, bad + good, first.as_ref()),
                },
                format: Some(read.format),
                content_hash: Some(read.content_hash.0),
                unchanged,
                is_complete: read.num_failed_members == 0,
                skipped_members: read.skipped_members,
            },
            Err(error) => FileEnd::Done {
                outcome: match error.outcome {
                    Refusal::Skipped => {
                        FileOutcome::Skipped { code: error.code, message: error.message.as_str().into() }
                    }
                    Refusal::Failed => failed(error.code, &error.message),
                },
                format: error.format,
                content_hash: error.content_hash.map(|hash| hash.0),
                unchanged,
                // A file that became empty or another format was understood: its articles are gone.
                is_complete: error.outcome == Refusal::Skipped && error.num_members_before == 0,
                skipped_members: BTreeMap::new(),
            },
        }
    }

    fn take(&mut self, member: Member) -> Flow {
        let (file, _) = self.shared.file(self.task);
        let key = member.key.as_deref().map(Box::from);
        if file.known_members.get(&key) == Some(&member.content_hash.0) {
            self.unchanged.insert(key);
        } else {
            self.batch_bytes += member.article.text.len();
            self.batch.push(member);
            if self.batch_bytes >= BATCH_BYTES {
                self.send_batch();
            }
        }
        if self.go_on && !self.shared.is_cancelled() { Flow::Continue } else { Flow::Stop }
    }

    /// Puts the batch where any worker may take it; analyses it here when that queue is full.
    fn send_batch(&mut self) {
        if self.batch.is_empty() {
            return;
        }
        let batch = Batch { task: self.task, members: std::mem::take(&mut self.batch) };
        self.batch_bytes = 0;
        self.num_batches += 1;
        if let Some(batch) = self.shared.offer(batch) {
            self.go_on &= send_analysed(self.shared, batch, self.messages);
        }
    }
}

pub(super) fn failed(code: Code, message: &str) -> FileOutcome {
    FileOutcome::Failed { code, message: message.into() }
}

/// A file of which some members could not be used.
pub(super) fn partly_failed(num_bad: u64, num_all: u64, first: Option<&Diagnostic>) -> FileOutcome {
    let code = first.map_or(Code::Malformed, |finding| finding.code);
    let example = first.map(|finding| match &finding.member {
        Some(member) => format!("; first {member}: {}", finding.message),
        None => format!("; first: {}", finding.message),
    });
    failed(code, &format!("{num_bad} of {num_all} articles could not be used{}", example.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_know_their_whole() {
        for key in [None, Some("7"), Some("a~b")] {
            let part = part_key(key, 1).unwrap();
            assert_eq!(whole_of_part(&part), Some(key.map(Box::from)));
        }
        assert_eq!(whole_of_part("7"), None);
        assert_eq!(whole_of_part("a~b"), None);
    }
}
