//! The folders of one run: where they are, which part is walked, under which settings their files are read.

use std::path::{Path, PathBuf};

use super::error::Error;
use crate::formats::{Commands, holds_files, is_by_command, reader_tags};
use crate::index::{Archive, Hash16};
use crate::model::{FolderSettings, path_bytes, path_from_bytes};

/// One folder of the archive in one run.
#[derive(Debug, Clone)]
pub(super) struct Root {
    pub label: String,
    pub path: PathBuf,
    pub settings: FolderSettings,
    /// Differs when settings differ that decide what is read in a file.
    pub settings_tag: u32,
    /// Parts to walk, as paths inside; one empty path: the whole folder.
    pub starts: Vec<Vec<u8>>,
}

impl Root {
    /// Whether all of it is walked.
    pub(super) fn is_whole(&self) -> bool {
        self.starts.iter().any(Vec::is_empty)
    }

    /// The place of a file of it.
    pub(super) fn place_of(&self, inside: &[u8]) -> PathBuf {
        if inside.is_empty() || self.path.is_file() {
            return self.path.clone();
        }
        self.path.join(path_from_bytes(inside))
    }
}

/// The folders to look at: all of them, or those that hold the paths of `only`.
pub(super) fn roots_of(archive: &Archive, only: &[PathBuf]) -> Result<Vec<Root>, Error> {
    let settings = archive.settings();
    let mut roots: Vec<Root> = Vec::new();
    for folder in &settings.folders {
        let starts = if only.is_empty() { vec![Vec::new()] } else { Vec::new() };
        let settings_tag = settings_tag(&folder.settings);
        let (label, path, settings) = (folder.label.clone(), folder.path.clone(), folder.settings.clone());
        roots.push(Root { label, path, settings, settings_tag, starts });
    }
    for path in only {
        let around = settings.folder_around(path).ok_or_else(|| Error::NotInAFolder(path.clone()))?;
        let root = roots.iter_mut().find(|root| root.label == around.label);
        let inside = path.strip_prefix(&around.path).unwrap_or(Path::new(""));
        root.ok_or_else(|| Error::NotInAFolder(path.clone()))?.starts.push(path_bytes(inside).to_vec());
    }
    roots.retain(|root| !root.starts.is_empty());
    for root in &mut roots {
        let starts = root.starts.clone();
        root.starts.retain(|start| !starts.iter().any(|other| other != start && is_below(start, other)));
        root.starts.sort_unstable();
        root.starts.dedup();
    }
    Ok(roots)
}

/// Whether the path `inside` is `start` or lies below it.
pub(super) fn is_below(inside: &[u8], start: &[u8]) -> bool {
    start.is_empty() || inside.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
}

fn settings_tag(settings: &FolderSettings) -> u32 {
    // Links and globs decide which files there are, not what is in them.
    let read =
        FolderSettings { follow_links: false, include: Vec::new(), exclude: Vec::new(), ..settings.clone() };
    let json = serde_json::to_vec(&read).unwrap_or_default();
    let hash: Hash16 = short_hash(&json);
    u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]])
}

fn short_hash(bytes: &[u8]) -> Hash16 {
    let mut hash = [0; 16];
    hash.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    hash
}

/// The readers this program has: a file read by another is read again.
#[derive(Debug, Clone)]
pub(super) struct Readers {
    /// Name of each format and the tag of its reader.
    tags: Vec<(String, String)>,
    /// Stands for all of them: what none could read may be readable when any of them changes.
    pub all: String,
}

impl Readers {
    pub(super) fn new(commands: &Commands) -> Self {
        let mut tags = reader_tags(commands);
        let all = format!("none/{}", hash_of(&tags, |_| true));
        // What is in an archive was read by any of the readers, and by the commands that are at hand.
        let mut inside = format!("+{}", hash_of(&tags, |tag| !is_by_command(tag)));
        if tags.iter().any(|(_, tag)| is_by_command(tag)) {
            inside = format!("{inside}+{}", hash_of(&tags, is_by_command));
        }
        for (_, tag) in tags.iter_mut().filter(|(name, _)| holds_files(name)) {
            tag.push_str(&inside);
        }
        Readers { tags, all }
    }

    /// The tag of the reader of a format; of all readers when no format was recognised.
    pub(super) fn tag_of(&self, format: Option<&str>) -> &str {
        let tag = format.and_then(|format| self.tags.iter().find(|(name, _)| *name == format));
        tag.map_or(&self.all, |(_, tag)| tag)
    }

    /// Whether what a reader of that tag read still stands: it is one of the present readers, or reads by a command
    /// that is not at hand in this run. Articles must not go because a setting was not found.
    pub(super) fn knows(&self, tag: &str) -> bool {
        let is_present = tag == self.all || self.tags.iter().any(|(_, known)| known == tag);
        is_present || is_by_command(tag) && !self.has_command_for(tag) || self.lacks_only_commands(tag)
    }

    /// Whether a tag is that of an archive which was read with commands, and no commands are at hand in this run.
    fn lacks_only_commands(&self, tag: &str) -> bool {
        let without = tag.rsplit_once('+').map(|(start, _)| start).filter(|start| start.contains('+'));
        without.is_some_and(|without| self.tags.iter().any(|(_, known)| known == without))
    }

    fn has_command_for(&self, tag: &str) -> bool {
        let name = |tag: &str| tag.rsplit_once('/').map(|(name, _)| name.to_string());
        self.tags.iter().any(|(_, known)| is_by_command(known) && name(known) == name(tag))
    }
}

fn hash_of(tags: &[(String, String)], is_counted: fn(&str) -> bool) -> String {
    let counted: Vec<&str> = tags.iter().map(|(_, tag)| tag.as_str()).filter(|tag| is_counted(tag)).collect();
    let hash = short_hash(counted.join(" ").as_bytes());
    format!("{:02x}{:02x}{:02x}{:02x}", hash[0], hash[1], hash[2], hash[3])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_means_whole_names() {
        assert!(is_below(b"2023/09/a", b"2023"));
        assert!(is_below(b"2023", b"2023"));
        assert!(!is_below(b"2023bis/a", b"2023"));
        assert!(is_below(b"a", b""));
    }

    #[test]
    fn an_archive_was_read_by_all_readers() {
        let with = |command: &str| {
            let converters = [("doc".to_string(), vec![command.into()])].into();
            Readers::new(&Commands { converters, ..Commands::default() })
        };
        let (bare, with_command) = (Readers::new(&Commands::default()), with("antiword"));
        let (tag, tag_with_command) = (bare.tag_of(Some("zip")), with_command.tag_of(Some("zip")));
        assert!(tag.starts_with("zip/1+") && !bare.tag_of(Some("html")).contains('+'));
        assert!(tag_with_command.starts_with(tag));
        // A command that is new or another reads more; one that was not found must cost no articles.
        assert!(!with_command.knows(tag) && !with("catdoc").knows(tag_with_command));
        assert!(bare.knows(tag_with_command) && !bare.knows("zip/1+00000000"));
    }

    #[test]
    fn settings_that_do_not_change_what_is_read_do_not_count() {
        let plain = FolderSettings::default();
        assert_eq!(
            settings_tag(&plain),
            settings_tag(&FolderSettings {
                follow_links: true,
                exclude: vec!["*.bak".into()],
                ..plain.clone()
            })
        );
        let french = FolderSettings { source: Some("La Vigie".into()), ..plain.clone() };
        assert_ne!(settings_tag(&plain), settings_tag(&french));
    }
}
