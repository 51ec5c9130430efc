//! A dry run: what a folder holds, and what indexing it would take. Writes nothing and needs no archive.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::observer::{Observer, Phase, Progress};
use super::report::Tally;
use super::run::millis_between;
use crate::analysis::analyse_article;
use crate::corpus::{FileStat, Selection, Walk, walk};
use crate::diagnostics::Diagnostic;
use crate::enrich::{Context, complete, day_of_file_time};
use crate::formats::{Commands, Flow, ReadOptions, extension_of, may_read, read_file};
use crate::model::{Clock, FolderSettings, Language, path_from_bytes};

/// Text that is read to tell dates and to measure; a folder with less is read wholly.
const MAX_SAMPLE_BYTES: u64 = 32 << 20;
/// Text of one file that is read.
const MAX_FILE_SAMPLE_BYTES: u64 = 4 << 20;
/// Size of an index as a share of its text, in hundredths: the bound that the index keeps on news is 115.
const INDEX_SHARE: u64 = 110;

/// What a folder holds.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct Survey {
    /// All files, left-out ones not counted.
    pub files: Tally,
    /// Files that look readable, by extension.
    pub readable: BTreeMap<String, Tally>,
    /// Files that would be skipped, by extension.
    pub skipped: BTreeMap<String, Tally>,
    /// Places that cannot be looked into, with the reason.
    pub unreadable: Vec<(PathBuf, String)>,
    /// What was read of them to tell the rest.
    pub sampled: Tally,
    /// Whether all readable files were read wholly: then the figures below are exact.
    pub is_exact: bool,
    /// Articles in what was read.
    pub num_articles: u64,
    /// Articles by year of publication in what was read.
    pub by_year: BTreeMap<u64, u64>,
    /// Articles without a date in what was read.
    pub num_undated: u64,
    /// Files of the sample that could not be read, with the reason; the first hundred.
    pub failed: Vec<(PathBuf, String)>,
    /// Estimated time on one core, in milliseconds. `None`: nothing to measure by.
    pub estimated_ms: Option<u64>,
    /// Estimated size of the index, in bytes.
    pub estimated_index_bytes: u64,
}

/// Surveys a folder (or a file) with the settings it would have, and the commands that reading may start.
pub fn survey(
    folder: &Path,
    settings: &FolderSettings,
    commands: &Arc<Commands>,
    clock: &dyn Clock,
    observer: &mut dyn Observer,
) -> Survey {
    let mut surveyor = Surveyor {
        folder,
        settings,
        commands,
        survey: Survey::default(),
        files: Vec::new(),
        num_text_bytes: 0,
    };
    observer.phase(Phase::Walking);
    surveyor.look(observer);
    observer.phase(Phase::Indexing);
    let started = clock.now();
    surveyor.sample(observer);
    surveyor.estimate(millis_between(started, clock.now()));
    surveyor.survey
}

struct Surveyor<'a> {
    folder: &'a Path,
    settings: &'a FolderSettings,
    commands: &'a Arc<Commands>,
    survey: Survey,
    /// Readable files.
    files: Vec<Found>,
    num_text_bytes: u64,
}

/// A file that looks readable.
struct Found {
    path: Vec<u8>,
    stat: FileStat,
}

fn add(tally: &mut Tally, num_bytes: u64) {
    tally.files += 1;
    tally.bytes += num_bytes;
}

impl Surveyor<'_> {
    fn look(&mut self, observer: &mut dyn Observer) {
        let (folder, follow_links) = (self.folder, self.settings.follow_links);
        let selection = Selection::of(self.settings);
        let request = Walk { root: folder, start: b"", follow_links, selection: &selection };
        let walked = walk(&request, &mut |found| {
            let num_bytes = found.stat.num_bytes;
            add(&mut self.survey.files, num_bytes);
            let path = path_from_bytes(&found.path);
            let extension = extension_of(&path);
            if found.skip.is_none() && may_read(&path, self.commands) {
                add(self.survey.readable.entry(extension).or_default(), num_bytes);
                self.files.push(Found { path: found.path, stat: found.stat });
            } else {
                let reason = found.skip.map_or(extension, |(code, _)| code.as_str().to_string());
                add(self.survey.skipped.entry(reason).or_default(), num_bytes);
            }
            observer.progress(&Progress { num_files_seen: self.survey.files.files, ..Progress::default() });
            if observer.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let place = |(path, reason): (Vec<u8>, String)| (folder.join(path_from_bytes(&path)), reason);
        self.survey.unreadable = walked.unreadable.into_iter().map(place).collect();
    }

    /// Reads files spread evenly over the folder until the sample is full.
    fn sample(&mut self, observer: &mut dyn Observer) {
        let files = std::mem::take(&mut self.files);
        let all_bytes: u64 = files.iter().map(|file| file.stat.num_bytes).sum();
        let step = usize::try_from(all_bytes / MAX_SAMPLE_BYTES).unwrap_or(1).clamp(1, files.len().max(1));
        self.survey.is_exact = step == 1;
        for file in files.iter().step_by(step) {
            if self.survey.sampled.bytes >= MAX_SAMPLE_BYTES || observer.is_cancelled() {
                self.survey.is_exact = false;
                break;
            }
            self.read(file);
            observer.progress(&Progress {
                num_files_seen: self.survey.files.files,
                num_files_to_read: (files.len() / step) as u64,
                num_files_read: self.survey.sampled.files,
                num_bytes_read: self.survey.sampled.bytes,
                num_articles: self.survey.num_articles,
                ..Progress::default()
            });
        }
    }

    fn read(&mut self, file: &Found) {
        let path = &file.path[..];
        let place = if self.folder.is_file() {
            self.folder.to_path_buf()
        } else {
            self.folder.join(path_from_bytes(path))
        };
        let inside = path_from_bytes(path);
        let inside = inside.to_string_lossy();
        let default_language = Some(self.settings.default_lang.unwrap_or(Language::FR));
        let latest = day_of_file_time(file.stat.mtime_ns.div_euclid(1_000_000_000));
        let options = ReadOptions { commands: Arc::clone(self.commands), ..ReadOptions::of(self.settings) };
        let mut file_text_bytes = 0;
        let mut is_cut = false;
        let result = read_file(&place, &options, &mut Vec::<Diagnostic>::new(), &mut |member| {
            let path_inside = member.path_in(&inside).into_owned();
            let context =
                Context { folder: self.settings, path_inside: &path_inside, default_language, latest };
            for article in complete(member.article, &context, &mut Vec::<Diagnostic>::new(), &place) {
                analyse_article(&article);
                file_text_bytes += article.text.len() as u64;
                self.survey.num_articles += 1;
                match &article.published {
                    Some(date) => *self.survey.by_year.entry(date.value.yyyy()).or_default() += 1,
                    None => self.survey.num_undated += 1,
                }
            }
            is_cut = file_text_bytes >= MAX_FILE_SAMPLE_BYTES;
            if is_cut { Flow::Stop } else { Flow::Continue }
        });
        self.num_text_bytes += file_text_bytes;
        let num_bytes_read = match result {
            Ok(read) => {
                self.survey.is_exact &= !read.is_stopped;
                read.num_bytes
            }
            Err(error) => {
                if self.survey.failed.len() < 100 {
                    self.survey.failed.push((place.clone(), error.message));
                }
                file.stat.num_bytes
            }
        };
        add(&mut self.survey.sampled, num_bytes_read);
    }

    fn estimate(&mut self, took_ms: u64) {
        let readable: u64 = self.survey.readable.values().map(|tally| tally.bytes).sum();
        let sampled = self.survey.sampled.bytes.max(1);
        let whole = |part: u64| (u128::from(part) * u128::from(readable) / u128::from(sampled)) as u64;
        // Writing the index takes about as long as reading and analysing.
        self.survey.estimated_ms = (took_ms > 0).then(|| whole(took_ms) * 2);
        self.survey.estimated_index_bytes = whole(self.num_text_bytes) / 100 * INDEX_SHARE;
    }
}
