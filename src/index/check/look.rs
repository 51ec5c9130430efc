//! One look at one commit, from the small files to the words. Every step goes as far as the one before it allows.

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Index, SegmentReader, TERMINATED};

use super::findings::Findings;
use super::report::{CheckOptions, CheckProgress, CheckReport, CheckStep, FindingKind};
use super::words::SegmentWords;
use crate::analysis::{analyse_article, register_tokenizers};
use crate::error::{AtPath, PathError};
use crate::index::archive::Archive;
use crate::index::commit::CommitPayload;
use crate::index::directory::ArchiveDirectory;
use crate::index::document::ArticleDocument;
use crate::index::error::Error;
use crate::index::file_state::FileTable;
use crate::index::generation::{self, Manifest};
use crate::index::segment::{Commit, FILE_LIST, FileSoundness, META, Segment, soundness};
use crate::index::stored::stored_article;
use crate::index::stores::stored_document;
use crate::index::withdrawn_files::COPY;
use crate::index::{IndexState, StoredArticle, escape_path, files_log};
use crate::model::{Article, ArticleId, Span};

/// Articles whose words are compared when not all are.
const NUM_SAMPLED: u64 = 100;

/// Where an article should be: label, path inside, key.
type Place<'t> = (&'t str, &'t [u8], Option<&'t str>);

pub(super) struct Look<'a> {
    archive: &'a Archive,
    options: &'a CheckOptions,
    progress: &'a mut dyn FnMut(&CheckProgress) -> ControlFlow<()>,
    findings: Findings,
    num_files: u64,
    num_bytes: u64,
    num_articles: u64,
    num_compared: u64,
    is_interrupted: bool,
    /// Whether words are compared: only where the index was made by the present rules.
    is_comparable: bool,
}

/// What was met in the segments that could be read.
#[derive(Default)]
struct Met {
    ids: HashMap<ArticleId, u32>,
    num_documents: u64,
    /// Articles in segments that could not be read.
    num_out_of_reach: u64,
}

impl<'a> Look<'a> {
    pub(super) fn new(
        archive: &'a Archive,
        options: &'a CheckOptions,
        progress: &'a mut dyn FnMut(&CheckProgress) -> ControlFlow<()>,
    ) -> Self {
        Look {
            archive,
            options,
            progress,
            findings: Findings::default(),
            num_files: 0,
            num_bytes: 0,
            num_articles: 0,
            num_compared: 0,
            is_interrupted: false,
            is_comparable: true,
        }
    }

    pub(super) fn run(mut self) -> Result<CheckReport, Error> {
        let stamp = self.archive.stamp();
        self.look()?;
        Ok(CheckReport {
            stamp,
            root: self.archive.root().to_path_buf(),
            num_files: self.num_files,
            num_bytes: self.num_bytes,
            num_articles: self.num_articles,
            num_compared: self.num_compared,
            findings: self.findings.finish(),
            is_interrupted: self.is_interrupted,
        })
    }

    fn look(&mut self) -> Result<(), Error> {
        self.withdrawals()?;
        let directory = match self.archive.index_directory() {
            Ok(directory) => directory,
            Err(error) => return self.small_file("CURRENT", error),
        };
        let name = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Err(error) = std::fs::read_dir(&directory) {
            return self.small_file(&name, PathError { path: directory, source: error }.into());
        }
        self.other_files_of_archive(&name)?;
        if !self.has_readable_layout(&directory)? {
            return Ok(());
        }
        let commit = match Commit::read(&directory) {
            Ok(commit) => commit,
            Err(error) => return self.small_file(META, error),
        };
        let Some((commit, payload)) = self.committed(&directory, commit) else { return Ok(()) };
        let table = self.file_table(&directory, &payload)?;
        self.other_files_of_index(&directory, &commit, &payload)?;
        let sound = self.segment_files(&directory, &commit)?;
        if self.is_interrupted {
            return Ok(());
        }
        let mut met = Met::default();
        let out_of_reach = commit.segments.iter().filter(|segment| !sound.contains(&segment.name()));
        met.num_out_of_reach = out_of_reach.map(Segment::num_articles).sum();
        self.segments(&directory, &sound, &payload, table.as_ref(), &mut met);
        if !self.is_interrupted {
            self.compare_counts(&payload, table.as_ref(), &met);
        }
        Ok(())
    }

    /// The list of what is withdrawn, in both places. While one is damaged every command fails: nothing that it hides must come back.
    fn withdrawals(&mut self) -> Result<(), Error> {
        for fault in self.archive.faults_of_withdrawals()? {
            let (path, reason) = (fault.path.display(), &fault.reason);
            let list = match fault.is_copy {
                true => format!("{COPY}, the archive's list of what is withdrawn, is damaged: {reason}"),
                false => format!("{path}, your list of what is withdrawn, is damaged: {reason}"),
            };
            let advice = match (fault.can_be_mended, fault.is_copy) {
                (true, true) => "`depeche check --repair` puts the one beside your settings in its place",
                (true, false) => "`depeche check --repair` puts the archive's copy in its place",
                (false, _) => {
                    "there is no other that could take its place: put it back from a snapshot or a backup, for what it hides is not known"
                }
            };
            self.findings.side_file(COPY, format!("{list}; {advice}"));
        }
        Ok(())
    }

    /// A small file that cannot be read. Where the caller may not read it nothing can be told.
    fn small_file(&mut self, name: &str, error: Error) -> Result<(), Error> {
        let (kind, what) = match error {
            Error::Io(error) if error.source.kind() == ErrorKind::PermissionDenied => {
                return Err(error.into());
            }
            Error::Io(error) if error.source.kind() == ErrorKind::NotFound => {
                (FindingKind::Missing, format!("{name} is missing"))
            }
            Error::Io(error) => (FindingKind::Unreadable, format!("{name} cannot be read: {}", error.source)),
            Error::Damaged { reason, .. } => {
                (FindingKind::Unreadable, format!("{name} is damaged: {reason}"))
            }
            other => (FindingKind::Unreadable, format!("{name} is damaged: {other}")),
        };
        self.findings.damage(kind, Some(name), None, &what);
        Ok(())
    }

    /// Files in the archive's directory that nothing needs.
    fn other_files_of_archive(&mut self, current: &str) -> Result<(), Error> {
        let root = self.archive.root();
        for entry in std::fs::read_dir(root).at(root)? {
            let name = entry.at(root)?.file_name().to_string_lossy().into_owned();
            let what = match () {
                () if name == current => continue,
                () if generation::number(&name).is_some() => {
                    format!(
                        "{name} is an index that is not in force, of a rebuild under way or broken off; the next run of `depeche index` removes it"
                    )
                }
                () if name.ends_with(".new") => {
                    format!("{name} is left over from writing that broke off; the next run replaces it")
                }
                () => continue,
            };
            self.findings.harmless(FindingKind::Leftover, Some(&name), what);
        }
        Ok(())
    }

    /// Whether the manifest says that this program can read the index.
    fn has_readable_layout(&mut self, directory: &Path) -> Result<bool, Error> {
        let manifest = match Manifest::read(directory) {
            Ok(manifest) => manifest,
            Err(error) => {
                // What follows is still worth a look: what is lost is told by it.
                self.is_comparable = false;
                return self.small_file(generation::MANIFEST, error).map(|()| true);
            }
        };
        let present = Manifest::current();
        if manifest.format_version != present.format_version {
            self.findings.outdated(IndexState::FormatMismatch.sentence());
            return Ok(false);
        }
        if manifest.schema != present.schema {
            self.findings.outdated(IndexState::SchemaMismatch.sentence());
            self.is_comparable = false;
        } else if manifest.analyzer != present.analyzer {
            self.findings.outdated(IndexState::AnalyzerMismatch.sentence());
            self.is_comparable = false;
        }
        Ok(true)
    }

    /// The commit with what it says; `None`: there is none, or it cannot be read.
    fn committed(&mut self, directory: &Path, commit: Option<Commit>) -> Option<(Commit, CommitPayload)> {
        let payload = commit.as_ref().map(Commit::payload);
        match (commit, payload) {
            (Some(commit), Some(Ok(Some(payload)))) => return Some((commit, payload)),
            (Some(_), Some(Err(error))) => {
                let what = format!("{META} is damaged: {error}");
                self.findings.damage(FindingKind::Unreadable, Some(META), None, &what);
            }
            (Some(commit), _) if !commit.segments.is_empty() => {
                let what = format!("{META} is damaged: it does not say which files log belongs to it");
                self.findings.damage(FindingKind::Unreadable, Some(META), None, &what);
            }
            (None, _) if has_segments(directory) => {
                let what = format!("{META} is missing: it names the parts of the index");
                self.findings.damage(FindingKind::Missing, Some(META), None, &what);
            }
            _ => {
                let what = IndexState::Missing.sentence().to_string();
                self.findings.harmless(FindingKind::State, None, what);
            }
        }
        None
    }

    fn file_table(&mut self, directory: &Path, payload: &CommitPayload) -> Result<Option<FileTable>, Error> {
        let log = directory.join(&payload.files_log);
        self.num_files += 1;
        self.num_bytes += payload.files_log_bytes;
        match files_log::load(&log, payload.files_log_bytes) {
            Ok(loaded) => Ok(Some(loaded.table)),
            Err(files_log::LogError::Io(error)) => {
                self.small_file(&payload.files_log, error.into()).map(|()| None)
            }
            Err(files_log::LogError::Damaged { at, .. }) => {
                let name = &payload.files_log;
                let what = format!("{name}, the list of files and their articles, is damaged at byte {at}");
                self.findings.damage(FindingKind::Unreadable, Some(name), None, &what);
                Ok(None)
            }
        }
    }

    /// Files beside the commit's: named, counted together where there are many.
    fn other_files_of_index(
        &mut self,
        directory: &Path,
        commit: &Commit,
        payload: &CommitPayload,
    ) -> Result<(), Error> {
        let mut known: HashSet<String> = commit.files().collect();
        known.extend([META, FILE_LIST, generation::MANIFEST, &payload.files_log].map(str::to_string));
        let mut others = Vec::new();
        for entry in std::fs::read_dir(directory).at(directory)? {
            let name = entry.at(directory)?.file_name().to_string_lossy().into_owned();
            if !known.contains(&name) {
                others.push(name);
            }
        }
        others.sort();
        for name in others {
            let what = format!(
                "{name} is no part of the last commit: of a run under way, or left over from one that broke off; it costs only space"
            );
            self.findings.harmless(FindingKind::Leftover, Some(&name), what);
        }
        self.file_list(directory, commit)
    }

    /// The search core forgets files that its own list does not name.
    fn file_list(&mut self, directory: &Path, commit: &Commit) -> Result<(), Error> {
        let path = directory.join(FILE_LIST);
        let listed: HashSet<String> = match std::fs::read(&path) {
            Err(error) => return self.small_file(FILE_LIST, PathError { path, source: error }.into()),
            Ok(json) => match serde_json::from_slice(&json) {
                Ok(listed) => listed,
                Err(error) => {
                    let reason = error.to_string();
                    return self.small_file(FILE_LIST, Error::Damaged { path, reason });
                }
            },
        };
        for file in commit.files().filter(|file| !listed.contains(file)) {
            let what = format!("{FILE_LIST} does not name {file}");
            self.findings.damage(FindingKind::Unreadable, Some(FILE_LIST), None, &what);
        }
        Ok(())
    }

    /// Compares the checksums of all files, and returns the names of the segments that are sound.
    fn segment_files(&mut self, directory: &Path, commit: &Commit) -> Result<HashSet<String>, Error> {
        let len = |file: &String| std::fs::metadata(directory.join(file)).map_or(0, |found| found.len());
        let num_all = commit.files().map(|file| len(&file)).sum();
        let (mut sound, mut num_done) = (HashSet::new(), 0);
        for segment in &commit.segments {
            let mut is_sound = true;
            for file in segment.files() {
                let what = match soundness(directory, self.archive.access(), &file) {
                    FileSoundness::Sound => None,
                    FileSoundness::Damaged => Some("does not hold what was written to it".to_string()),
                    FileSoundness::Unreadable(error) if error.kind() == ErrorKind::NotFound => {
                        Some("is missing".to_string())
                    }
                    FileSoundness::Unreadable(error) if error.kind() == ErrorKind::PermissionDenied => {
                        return Err(error).at(directory.join(&file))?;
                    }
                    FileSoundness::Unreadable(error) => Some(format!("cannot be read: {error}")),
                };
                if let Some(what) = what {
                    is_sound = false;
                    let what = format!("{file} {what}: it is part of {} articles", segment.num_articles());
                    let kind = if what.contains("is missing") {
                        FindingKind::Missing
                    } else {
                        FindingKind::Unreadable
                    };
                    self.findings.damage(kind, Some(&file), None, &what);
                }
                num_done += len(&file);
                self.num_files += 1;
                self.num_bytes += len(&file);
                if self.is_stopped(CheckStep::Files, num_done, num_all) {
                    return Ok(sound);
                }
            }
            if is_sound {
                sound.insert(segment.name());
            }
        }
        Ok(sound)
    }

    fn is_stopped(&mut self, step: CheckStep, num_done: u64, num_all: u64) -> bool {
        self.is_interrupted |= (self.progress)(&CheckProgress { step, num_done, num_all }).is_break();
        self.is_interrupted
    }

    /// Reads the sound segments one by one: damage in one says nothing of the others.
    fn segments(
        &mut self,
        directory: &Path,
        sound: &HashSet<String>,
        payload: &CommitPayload,
        table: Option<&FileTable>,
        met: &mut Met,
    ) {
        let places = table.map(places_of);
        let opened = catch_unwind(AssertUnwindSafe(|| {
            let files = ArchiveDirectory::open(directory, self.archive.access())
                .map_err(tantivy::TantivyError::from)?;
            let index = Index::open(files)?;
            register_tokenizers(index.tokenizers());
            index.searchable_segments()
        }));
        let segments = match opened {
            Ok(Ok(segments)) => segments,
            Ok(Err(error)) => return self.not_opened(&error.to_string()),
            Err(_) => return self.not_opened("opening it breaks down"),
        };
        for segment in segments.iter().filter(|segment| sound.contains(&segment.id().uuid_string())) {
            let name = segment.id().uuid_string();
            let looked = catch_unwind(AssertUnwindSafe(|| {
                let reader = SegmentReader::open(segment)?;
                self.segment(&reader, payload, places.as_ref(), met)
            }));
            let what = match looked {
                Ok(Ok(())) => continue,
                Ok(Err(error)) => format!("the part {name} of the index cannot be read: {error}"),
                Err(_) => format!("the part {name} of the index cannot be read: reading it breaks down"),
            };
            met.num_out_of_reach += u64::from(segment.meta().num_docs());
            self.findings.damage(FindingKind::Unreadable, Some(&name), None, &what);
        }
    }

    fn not_opened(&mut self, reason: &str) {
        // Damage that was told already explains it.
        if !self.findings.has_damage() {
            let what = format!("the index cannot be opened: {reason}");
            self.findings.damage(FindingKind::Unreadable, Some(META), None, &what);
        }
        self.is_comparable = false;
    }

    fn segment(
        &mut self,
        reader: &SegmentReader,
        payload: &CommitPayload,
        places: Option<&HashMap<ArticleId, Place<'_>>>,
        met: &mut Met,
    ) -> tantivy::Result<()> {
        let ids = self.ids(reader)?;
        let mut words = SegmentWords::new(reader);
        let (is_thorough, num_all) = (self.options.is_thorough, payload.num_articles);
        let every = if is_thorough { 1 } else { (num_all / NUM_SAMPLED).max(1) };
        let store = reader.get_store_reader(1)?;
        let in_index = match is_thorough && self.is_comparable {
            true => {
                let mut is_stopped = false;
                let prints = words.prints_in_index(&mut || {
                    is_stopped |= self.is_stopped(CheckStep::Words, self.num_compared, num_all);
                })?;
                Some(prints)
            }
            false => None,
        };
        for doc in reader.doc_ids_alive() {
            met.num_documents += 1;
            let id = ids.get(doc as usize).copied().flatten();
            if let Some(id) = id {
                *met.ids.entry(id).or_default() += 1;
            }
            let document = stored_document(&store, doc).ok();
            let stored = document.and_then(|document| stored_article(&document, reader.schema()));
            self.num_articles += 1;
            if self.num_articles.is_multiple_of(64)
                && self.is_stopped(CheckStep::Articles, self.num_articles, num_all)
            {
                return Ok(());
            }
            let Some(stored) = self.sound_article(stored, id, places) else { continue };
            if !self.is_comparable || !self.num_articles.is_multiple_of(every) && !is_thorough {
                continue;
            }
            self.compare(doc, stored, &mut words, in_index.as_deref())?;
        }
        Ok(())
    }

    /// The id of each article of a segment, as it is searched for.
    fn ids(&mut self, reader: &SegmentReader) -> tantivy::Result<Vec<Option<ArticleId>>> {
        let mut ids = vec![None; reader.max_doc() as usize];
        let inverted = reader.inverted_index(reader.schema().get_field("id")?)?;
        let mut terms = inverted.terms().stream()?;
        while terms.advance() {
            let id = std::str::from_utf8(terms.key()).ok().and_then(|id| id.parse::<ArticleId>().ok());
            let mut postings =
                inverted.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if let Some(known) = ids.get_mut(doc as usize) {
                    *known = id;
                }
                doc = postings.advance();
            }
        }
        Ok(ids)
    }

    /// The article when what is stored of it can be read and is in its place.
    fn sound_article(
        &mut self,
        stored: Option<StoredArticle>,
        id: Option<ArticleId>,
        places: Option<&HashMap<ArticleId, Place<'_>>>,
    ) -> Option<StoredArticle> {
        let id_text = id.map(|id| id.to_string());
        let id_text = id_text.as_deref();
        let named = id_text.unwrap_or("without an id");
        let place = id.and_then(|id| places?.get(&id));
        let at = place.map(|place| format!(" ({})", place_text(place))).unwrap_or_default();
        let Some(stored) = stored else {
            let what = format!("what is stored of the article {named}{at} cannot be read");
            self.findings.damage(FindingKind::Article, None, id_text, &what);
            return None;
        };
        let title = stored.article.title.as_ref().map(|title| format!(", \"{}\"", title.value));
        let at = format!(
            " ({}/{}{})",
            stored.origin.folder,
            escape_path(&stored.origin.path),
            title.unwrap_or_default()
        );
        if id != Some(stored.origin.id) {
            let what = format!("the article {}{at} is found under another id, {named}", stored.origin.id);
            self.findings.damage(FindingKind::Membership, None, id_text, &what);
            return None;
        }
        if places.is_some_and(|places| !places.contains_key(&stored.origin.id)) {
            let what = format!("the article {named}{at} is in the index, but no file is known to have it");
            self.findings.damage(FindingKind::Membership, None, id_text, &what);
        }
        if !has_valid_spans(&stored.article) {
            let what = format!("the text of the article {named}{at} is not the one that was stored");
            self.findings.damage(FindingKind::Article, None, id_text, &what);
            return None;
        }
        Some(stored)
    }

    /// Compares words and columns with what the text gives.
    fn compare(
        &mut self,
        doc: DocId,
        stored: StoredArticle,
        words: &mut SegmentWords<'_>,
        in_index: Option<&[u64]>,
    ) -> tantivy::Result<()> {
        let id = stored.origin.id.to_string();
        let place = format!("{}/{}", stored.origin.folder, escape_path(&stored.origin.path));
        let analysed = analyse_article(&stored.article);
        let document = ArticleDocument::new(&stored.origin, stored.article, analysed);
        let has_words = match in_index {
            Some(prints) => prints.get(doc as usize).copied() == Some(words.print_of(&document)),
            None => words.has_terms_of(doc, &document)?,
        };
        if !has_words {
            let what =
                format!("the words of the article {id} ({place}) in the index are not those of its text");
            self.findings.damage(FindingKind::Words, None, Some(&id), &what);
        }
        if let Some(column) = words.differing_column(doc, &document)? {
            let what = format!(
                "the column {column} of the article {id} ({place}) says something else than its record"
            );
            self.findings.damage(FindingKind::Columns, None, Some(&id), &what);
        }
        self.num_compared += 1;
        Ok(())
    }

    fn compare_counts(&mut self, payload: &CommitPayload, table: Option<&FileTable>, met: &Met) {
        for (id, count) in met.ids.iter().filter(|(_, count)| **count > 1) {
            let what = format!("the article {id} is {count} times in the index");
            self.findings.damage(FindingKind::Membership, None, Some(id.as_str()), &what);
        }
        let num_documents = met.num_documents + met.num_out_of_reach;
        if num_documents != payload.num_articles {
            let what =
                format!("the commit says {} articles, the index has {num_documents}", payload.num_articles);
            self.findings.damage(FindingKind::Counts, Some(META), None, &what);
        }
        let Some(table) = table else { return };
        let (mut num_members, mut num_undated) = (0, 0);
        for (label, files) in &table.files {
            for (path, file) in files {
                for member in &file.members {
                    num_members += 1;
                    num_undated += u64::from(!member.is_dated);
                    let place: Place<'_> = (label, path, member.key.as_deref());
                    let id = member.id;
                    if met.ids.contains_key(&id) || met.num_out_of_reach > 0 {
                        continue;
                    }
                    let what = format!("the article {id} ({}) is not in the index", place_text(&place));
                    self.findings.damage(FindingKind::Membership, None, Some(id.as_str()), &what);
                }
            }
        }
        if num_members != payload.num_articles || num_undated != payload.num_undated {
            let what = format!(
                "the commit says {} articles, {} of them undated, the list of files {num_members}, {num_undated} of them undated",
                payload.num_articles, payload.num_undated
            );
            self.findings.damage(FindingKind::Counts, Some(&payload.files_log), None, &what);
        }
    }
}

/// Whether there is anything of an index in `directory` that a commit would name.
fn has_segments(directory: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(directory) else { return false };
    entries.flatten().any(|entry| Path::new(&entry.file_name()).extension().is_some_and(|e| e == "store"))
}

fn places_of(table: &FileTable) -> HashMap<ArticleId, Place<'_>> {
    let files = table
        .files
        .iter()
        .flat_map(|(label, files)| files.iter().map(move |(path, file)| (label.as_str(), &path[..], file)));
    let members = files.flat_map(|(label, path, file)| {
        file.members.iter().map(move |member| (member.id, (label, path, member.key.as_deref())))
    });
    members.collect()
}

fn place_text((label, path, key): &Place<'_>) -> String {
    let key = key.map(|key| format!("#{key}")).unwrap_or_default();
    format!("{label}/{}{key}", escape_path(path))
}

/// Whether what is said of the text lies in it.
fn has_valid_spans(article: &Article) -> bool {
    let text = &article.text;
    let is_valid = |span: Span| text.get(span.byte_start..span.byte_end).is_some();
    article.title_span.is_none_or(is_valid) && article.lede.is_none_or(is_valid)
}
