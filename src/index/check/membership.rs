//! Which articles there should be, and which there are: by the commit, by the list of files, by the segments. Only compares.

use std::collections::HashMap;

use super::findings::Findings;
use super::report::FindingKind;
use crate::index::commit::CommitPayload;
use crate::index::escape_path;
use crate::index::file_state::FileTable;
use crate::index::segment::META;
use crate::model::ArticleId;

/// Where each article should be, by the list of files: label, path inside, key.
pub(super) struct Places<'t>(HashMap<ArticleId, (&'t str, &'t [u8], Option<&'t str>)>);

impl<'t> Places<'t> {
    pub(super) fn of(table: &'t FileTable) -> Self {
        let files = table.files.iter().flat_map(|(label, files)| {
            files.iter().map(move |(path, file)| (label.as_str(), &path[..], file))
        });
        let members = files.flat_map(|(label, path, file)| {
            file.members.iter().map(move |member| (member.id, (label, path, member.key.as_deref())))
        });
        Places(members.collect())
    }

    pub(super) fn has(&self, id: ArticleId) -> bool {
        self.0.contains_key(&id)
    }

    /// As a text for people.
    pub(super) fn place_of(&self, id: ArticleId) -> Option<String> {
        self.0.get(&id).map(|(label, path, key)| place_text(label, path, *key))
    }
}

/// What was met in the segments that could be read.
#[derive(Default)]
pub(super) struct Met {
    /// How many times each article.
    pub(super) ids: HashMap<ArticleId, u32>,
    pub(super) num_documents: u64,
    /// Articles in segments that could not be read.
    pub(super) num_out_of_reach: u64,
}

impl Met {
    /// Tells where the commit, the list of files and what was met are not of one mind.
    pub(super) fn compare(
        &self,
        payload: &CommitPayload,
        table: Option<&FileTable>,
        findings: &mut Findings,
    ) {
        for (id, count) in self.ids.iter().filter(|(_, count)| **count > 1) {
            let what = format!("the article {id} is {count} times in the index");
            findings.damage(FindingKind::Membership, None, Some(id.as_str()), &what);
        }
        let num_documents = self.num_documents + self.num_out_of_reach;
        if num_documents != payload.num_articles {
            let what =
                format!("the commit says {} articles, the index has {num_documents}", payload.num_articles);
            findings.damage(FindingKind::Counts, Some(META), None, &what);
        }
        let Some(table) = table else { return };
        let (mut num_members, mut num_undated) = (0, 0);
        for (label, files) in &table.files {
            for (path, file) in files {
                for member in &file.members {
                    num_members += 1;
                    num_undated += u64::from(!member.is_dated);
                    let id = member.id;
                    if self.ids.contains_key(&id) || self.num_out_of_reach > 0 {
                        continue;
                    }
                    let what = format!(
                        "the article {id} ({}) is not in the index",
                        place_text(label, path, member.key.as_deref())
                    );
                    findings.damage(FindingKind::Membership, None, Some(id.as_str()), &what);
                }
            }
        }
        if num_members != payload.num_articles || num_undated != payload.num_undated {
            let what = format!(
                "the commit says {} articles, {} of them undated, the list of files {num_members}, {num_undated} of them undated",
                payload.num_articles, payload.num_undated
            );
            findings.damage(FindingKind::Counts, Some(&payload.files_log), None, &what);
        }
    }
}

fn place_text(label: &str, path: &[u8], key: Option<&str>) -> String {
    let key = key.map(|key| format!("#{key}")).unwrap_or_default();
    format!("{label}/{}{key}", escape_path(path))
}
