//! What can still be read of a damaged index: the state of its files, and every stored article that any file has. Reads
//! the stores alone, past the index and its lists. What becomes of it is `ingest::repair`'s.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::fastfield::AliveBitSet;
use tantivy::schema::Schema;
use tantivy::store::StoreReader;

use super::archive::{Access, Archive};
use super::commit::CommitPayload;
use super::error::Error;
use super::file_state::FileTable;
use super::generation;
use super::segment::{Commit, FileSoundness, META, Segment, body_of, soundness};
use super::stored::stored_article;
use super::stores::stored_document;
use super::{StoredArticle, files_log, tantivy_schema};
use crate::model::ArticleId;

/// More articles are in no segment.
const MAX_DOC: u32 = 1 << 26;
/// So many in a row that cannot be read are the end of a store.
const MAX_SPOILT: u32 = 100_000;

/// What the small files of a damaged archive still say.
#[derive(Debug, Default)]
pub(crate) struct Remains {
    /// The last commit, as far as it is known: at least its generation where any file tells it.
    pub payload: CommitPayload,
    /// What is known of files.
    pub table: FileTable,
    /// Whether that is all that was committed, and nothing older.
    pub is_table_sound: bool,
    commit: Option<Commit>,
    directory: Option<PathBuf>,
}

/// Reads the small files: those of the index in force, else of the newest that was ever committed.
pub(crate) fn remains_of(archive: &Archive) -> Remains {
    let directories = archive.index_directories();
    for directory in &directories {
        let Ok(Some(commit)) = Commit::read(directory) else { continue };
        let Ok(Some(payload)) = commit.payload() else { continue };
        let log = directory.join(&payload.files_log);
        let (table, is_table_sound) = match files_log::load(&log, payload.files_log_bytes) {
            Ok(loaded) => (loaded.table, true),
            Err(_) => (files_log::load_readable(&log, Some(payload.files_log_bytes)), false),
        };
        let (commit, directory) = (Some(commit), Some(directory.clone()));
        return Remains { payload, table, is_table_sound, commit, directory };
    }
    let directory = directories.iter().find(|directory| newest_log(directory).is_some());
    let table = directory.and_then(|directory| newest_log(directory));
    let table = table.map(|log| files_log::load_readable(&log, None)).unwrap_or_default();
    let generation = directories.iter().filter_map(|directory| generation_in(directory)).max();
    let payload = CommitPayload { generation: generation.unwrap_or_default(), ..CommitPayload::default() };
    Remains { payload, table, directory: directory.cloned(), ..Remains::default() }
}

fn newest_log(directory: &Path) -> Option<PathBuf> {
    let names = std::fs::read_dir(directory).ok()?.flatten().map(|entry| entry.file_name());
    let logs = names.filter_map(|name| Some(generation::log_number(name.to_str()?)).filter(|n| *n > 0));
    Some(directory.join(generation::log_name(logs.max()?)))
}

/// The generation that a damaged `meta.json` still names: what counts from it must not start again.
fn generation_in(directory: &Path) -> Option<u64> {
    let bytes = std::fs::read(directory.join(META)).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let (_, rest) = text.split_once("generation\\\":")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// One file of stored texts.
struct Store {
    directory: PathBuf,
    file: String,
    /// Which of its articles are deleted, when the commit and its own file say so.
    deletes: Option<AliveBitSet>,
    /// Articles in it, deleted ones included, as far as that is known.
    max_doc: u32,
    /// Whether it is sound, and it is known which of its articles are deleted.
    is_certain: bool,
}

/// Hands every article that can be read to `each`, once, with whether it is certainly the one that was committed: else it
/// comes from a damaged file, or may be an older one. Returns whether all that was committed was certainly met.
pub(crate) fn remaining_articles(
    archive: &Archive,
    remains: &Remains,
    each: &mut dyn FnMut(StoredArticle, bool) -> Result<ControlFlow<()>, Error>,
) -> Result<bool, Error> {
    let wanted: Option<HashSet<ArticleId>> =
        remains.is_table_sound.then(|| remains.table.members().map(|member| member.id).collect());
    let mut seen = HashSet::new();
    let num_committed = remains.commit.as_ref().map(|_| remains.payload.num_articles);
    let mut num_certain = None;
    let mut stores = stores_of(archive, remains);
    stores.sort_by_key(|store| !store.is_certain);
    for store in &stores {
        if !store.is_certain {
            num_certain.get_or_insert(seen.len() as u64);
        }
        let num_wanted = match &wanted {
            Some(wanted) => wanted.len() as u64,
            None => remains.payload.num_articles,
        };
        if !store.is_certain && num_wanted > 0 && seen.len() as u64 >= num_wanted {
            break;
        }
        let is_wanted = |id: &ArticleId| wanted.as_ref().is_none_or(|wanted| wanted.contains(id));
        if articles_of(store, archive.access(), &is_wanted, &mut seen, each)?.is_break() {
            break;
        }
    }
    Ok(num_committed == Some(num_certain.unwrap_or(seen.len() as u64)))
}

/// All stores that are there: those of the last commit first, then what is left over, then other indexes.
fn stores_of(archive: &Archive, remains: &Remains) -> Vec<Store> {
    let mut stores = Vec::new();
    let mut directories = archive.index_directories();
    directories.sort_by_key(|directory| remains.directory.as_ref() != Some(directory));
    for directory in directories {
        let commit = remains.commit.as_ref().filter(|_| remains.directory.as_ref() == Some(&directory));
        let segments = commit.map(|commit| &commit.segments[..]).unwrap_or_default();
        stores.extend(segments.iter().map(|segment| committed_store(&directory, archive.access(), segment)));
        let committed: HashSet<String> = segments.iter().map(Segment::store_file).collect();
        let Ok(entries) = std::fs::read_dir(&directory) else { continue };
        let mut others: Vec<String> = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".store") && !committed.contains(name))
            .collect();
        others.sort();
        let other = |file| Store {
            directory: directory.clone(),
            file,
            deletes: None,
            max_doc: MAX_DOC,
            is_certain: false,
        };
        stores.extend(others.into_iter().map(other));
    }
    stores
}

fn committed_store(directory: &Path, access: Access, segment: &Segment) -> Store {
    let is_sound = |file: &str| matches!(soundness(directory, access, file), FileSoundness::Sound);
    let deletes_file = segment.deletes_file();
    let deletes = deletes_file.as_deref().filter(|file| is_sound(file)).and_then(|file| {
        let (body, _) = body_of(directory, access, file).ok()?;
        let bytes = body.read_bytes().ok()?;
        catch_unwind(AssertUnwindSafe(|| AliveBitSet::open(bytes))).ok()
    });
    let knows_deletes = deletes_file.is_none() || deletes.is_some();
    let file = segment.store_file();
    let is_certain = knows_deletes && is_sound(&file);
    Store { directory: directory.to_path_buf(), file, deletes, max_doc: segment.max_doc, is_certain }
}

fn articles_of(
    store: &Store,
    access: Access,
    is_wanted: &dyn Fn(&ArticleId) -> bool,
    seen: &mut HashSet<ArticleId>,
    each: &mut dyn FnMut(StoredArticle, bool) -> Result<ControlFlow<()>, Error>,
) -> Result<ControlFlow<()>, Error> {
    let Some(reader) = Documents::open(store, access) else { return Ok(ControlFlow::Continue(())) };
    // An article that was changed may be there twice; the later one is the newer in a segment that was never merged.
    let mut last: HashMap<ArticleId, u32> = HashMap::new();
    if !store.is_certain {
        last.extend(reader.articles().map(|(doc, stored)| (stored.origin.id, doc)));
    }
    for (doc, stored) in reader.articles() {
        let id = stored.origin.id;
        let is_deleted = store.deletes.as_ref().is_some_and(|alive| is_deleted(alive, doc));
        let is_older = last.get(&id).is_some_and(|last| *last != doc);
        if is_deleted || is_older || !is_wanted(&id) || !seen.insert(id) {
            continue;
        }
        if each(stored, store.is_certain)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

fn is_deleted(alive: &AliveBitSet, doc: u32) -> bool {
    catch_unwind(AssertUnwindSafe(|| alive.is_deleted(doc))).unwrap_or(false)
}

/// The documents of one store, however spoilt.
struct Documents {
    reader: StoreReader,
    schemas: Vec<Schema>,
    max_doc: u32,
}

impl Documents {
    fn open(store: &Store, access: Access) -> Option<Documents> {
        let (body, _) = body_of(&store.directory, access, &store.file).ok()?;
        let reader = catch_unwind(AssertUnwindSafe(|| StoreReader::open(body, 1))).ok()?.ok()?;
        // An index with other fields has other handles for the same names.
        let other = schema_of(&store.directory).filter(|schema| schema != tantivy_schema());
        let schemas = other.into_iter().chain([tantivy_schema().clone()]).collect();
        Some(Documents { reader, schemas, max_doc: store.max_doc })
    }

    /// The articles that can be read, with their numbers.
    fn articles(&self) -> impl Iterator<Item = (u32, StoredArticle)> + '_ {
        let mut num_spoilt = 0;
        (0..self.max_doc)
            .map_while(move |doc| {
                let article = self.article(doc)?;
                num_spoilt = if article.is_some() { 0 } else { num_spoilt + 1 };
                (num_spoilt < MAX_SPOILT).then_some((doc, article))
            })
            .filter_map(|(doc, article)| Some((doc, article?)))
    }

    /// An article; within, `None` when it is spoilt; `None` behind the last.
    fn article(&self, doc: u32) -> Option<Option<StoredArticle>> {
        let document = catch_unwind(AssertUnwindSafe(|| stored_document(&self.reader, doc)));
        match document {
            Ok(Ok(document)) => {
                Some(self.schemas.iter().find_map(|schema| stored_article(&document, schema)))
            }
            Ok(Err(TantivyError::InvalidArgument(_))) => None,
            Ok(Err(_)) | Err(_) => Some(None),
        }
    }
}

fn schema_of(directory: &Path) -> Option<Schema> {
    let json = std::fs::read(directory.join(META)).ok()?;
    let mut meta: serde_json::Value = serde_json::from_slice(&json).ok()?;
    serde_json::from_value(meta.get_mut("schema")?.take()).ok()
}
