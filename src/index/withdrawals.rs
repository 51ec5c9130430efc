//! The list of what was withdrawn from an archive: how two copies of it become one, and which articles it means. Pure: its
//! files are `withdrawn_files`'s.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::file_state::{FileTable, Hash16, MemberState};
use super::withdrawal::{Withdrawal, add_new};
use crate::model::{Article, ArticleId};

/// Shorter texts are told apart by their titles too: « Voir la vidéo. » is the text of many articles.
const MIN_TEXT_CHARS: usize = 200;
/// What a file has whose bytes were not hashed.
const NO_HASH: Hash16 = [0; 16];

/// What was withdrawn from one archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawals {
    version: u32,
    withdrawals: Vec<Withdrawal>,
}

impl Default for Withdrawals {
    fn default() -> Self {
        Withdrawals { version: Withdrawals::VERSION, withdrawals: Vec::new() }
    }
}

/// A withdrawal found for an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Recognised {
    /// Its place in the list that was asked.
    pub place: usize,
    /// Whether the article's text must not be in the index.
    pub is_purged: bool,
}

impl Withdrawals {
    /// The version of the files that this program writes, and the newest that it reads.
    pub(super) const VERSION: u32 = 1;

    /// The version that the file had.
    pub(super) fn version(&self) -> u32 {
        self.version
    }

    /// All of them, those taken back too, in the order in which they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Withdrawal> {
        self.withdrawals.iter()
    }

    /// Whether nothing was ever withdrawn.
    pub fn is_empty(&self) -> bool {
        self.withdrawals.is_empty()
    }

    /// The one that hides the article of that id, or that hid it last.
    pub fn of(&self, id: ArticleId) -> Option<&Withdrawal> {
        let named = self.withdrawals.iter().filter(|one| one.ids.contains(&id));
        named.max_by_key(|one| (one.is_in_force(), one.changed_at))
    }

    /// Ids on the list that begin with `prefix`, in order. None begins with nothing.
    pub fn ids(&self, prefix: &str) -> Vec<ArticleId> {
        if prefix.is_empty() {
            return Vec::new();
        }
        let all = self.withdrawals.iter().flat_map(|one| &one.ids).copied();
        let mut ids: Vec<ArticleId> = all.filter(|id| id.as_str().starts_with(prefix)).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Adds a withdrawal. One of the same article counts as it says: it is the same article.
    pub(crate) fn add(&mut self, mut new: Withdrawal) {
        let is_same = |one: &&mut Withdrawal| new.ids.iter().any(|id| one.ids.contains(id));
        match self.withdrawals.iter_mut().find(is_same) {
            Some(known) => {
                // A text that is gone does not come back because another reason is given.
                new.purged_at = new.purged_at.or(known.purged_at.filter(|_| known.is_in_force()));
                known.merge(&new);
            }
            None => self.withdrawals.push(new),
        }
    }

    /// Changes those that are in force and mean the article of that id; how many they are.
    pub(crate) fn change(&mut self, id: ArticleId, change: impl Fn(&mut Withdrawal)) -> usize {
        let meant = self.withdrawals.iter_mut().filter(|one| one.is_in_force() && one.ids.contains(&id));
        meant.map(change).count()
    }

    /// Makes one list of two.
    pub(super) fn merge(&mut self, other: &Withdrawals) {
        let places: HashMap<Option<ArticleId>, usize> =
            self.withdrawals.iter().enumerate().map(|(place, one)| (one.id(), place)).collect();
        for one in &other.withdrawals {
            match places.get(&one.id()) {
                Some(place) => self.withdrawals[*place].merge(one),
                None => self.withdrawals.push(one.clone()),
            }
        }
    }

    /// Notes an id under which an article of the list was met; `true`: it was not known.
    pub(crate) fn meet(&mut self, place: usize, id: ArticleId) -> bool {
        self.withdrawals.get_mut(place).is_some_and(|one| add_new(&mut one.ids, &[id]))
    }

    /// What it takes to recognise articles.
    pub(crate) fn recogniser(&self) -> Recogniser {
        let mut recogniser = Recogniser::default();
        for (place, one) in self.withdrawals.iter().enumerate().filter(|(_, one)| one.is_in_force()) {
            let found = Recognised { place, is_purged: one.is_purged() };
            let mut put = |key| {
                let known = recogniser.by_key.entry(key).or_insert(found);
                // Of two withdrawals the one that takes more away counts.
                if found.is_purged && !known.is_purged {
                    *known = found;
                }
            };
            one.ids.iter().for_each(|id| put(Key::Id(*id)));
            one.content_hashes
                .iter()
                .filter(|hash| **hash != NO_HASH)
                .for_each(|hash| put(Key::Content(*hash)));
            one.text_hashes.iter().for_each(|hash| put(Key::Text(*hash)));
        }
        recogniser
    }

    /// Notes the ids of all articles in `table` that have the bytes of a withdrawn one; `true`: some were not known.
    pub(crate) fn meet_all(&mut self, table: &FileTable) -> bool {
        let recogniser = self.recogniser();
        if recogniser.is_empty() {
            return false;
        }
        let met = table.members().filter_map(|member| Some((recogniser.member(member)?.place, member.id)));
        met.fold(false, |is_new, (place, id)| self.meet(place, id) | is_new)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Id(ArticleId),
    Content(Hash16),
    Text(Hash16),
}

/// Recognises articles that are withdrawn, by any of their marks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recogniser {
    by_key: HashMap<Key, Recognised>,
}

impl Recogniser {
    /// Whether it recognises nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// By id or bytes.
    pub(crate) fn member(&self, member: &MemberState) -> Option<Recognised> {
        let found = [Key::Id(member.id), Key::Content(member.content_hash)];
        strongest(found.iter().filter_map(|key| self.by_key.get(key)))
    }

    /// By id, bytes or text.
    pub(crate) fn article(&self, id: ArticleId, content: Hash16, article: &Article) -> Option<Recognised> {
        if self.is_empty() {
            return None;
        }
        let found = [Key::Id(id), Key::Content(content), Key::Text(text_hash(article))];
        strongest(found.iter().filter_map(|key| self.by_key.get(key)))
    }

    /// By text alone.
    pub(crate) fn text(&self, article: &Article) -> Option<Recognised> {
        self.by_key.get(&Key::Text(text_hash(article))).copied()
    }
}

fn strongest<'a>(found: impl Iterator<Item = &'a Recognised>) -> Option<Recognised> {
    found.copied().max_by_key(|found| found.is_purged)
}

/// The text without the title that opens it, as in plain files: pages and records keep the two apart.
fn without_title(article: &Article) -> &str {
    let text = article.text.as_str();
    let Some(span) = article.title_span else { return text };
    match (text.get(..span.byte_start), text.get(span.byte_end..)) {
        // A text that is nothing but its title stays.
        (Some(before), Some(after))
            if !before.contains(char::is_alphanumeric) && after.contains(char::is_alphanumeric) =>
        {
            after
        }
        _ => text,
    }
}

/// The hash of an article's words as they stand in its text: equal where the same text comes in another format, with other
/// line breaks, or inside a container.
pub(crate) fn text_hash(article: &Article) -> Hash16 {
    let text = without_title(article);
    let is_short = text.chars().take(MIN_TEXT_CHARS).count() < MIN_TEXT_CHARS;
    let title = article.title.as_ref().filter(|_| is_short).map_or("", |title| title.value.as_str());
    let mut hasher = blake3::Hasher::new();
    for text in [title, text] {
        for word in text.split_whitespace() {
            hasher.update(word.as_bytes());
            hasher.update(b" ");
        }
        hasher.update(b"\n");
    }
    let mut first = [0; 16];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Known;

    fn id(name: &str) -> ArticleId {
        ArticleId::new("presse", name.as_bytes(), "")
    }

    fn at(second: i64) -> jiff::Timestamp {
        jiff::Timestamp::from_second(second).unwrap()
    }

    fn withdrawn(name: &str, reason: &str, second: i64) -> Withdrawal {
        Withdrawal::new(vec![id(name)], reason, None, at(second))
    }

    fn list(all: &[Withdrawal]) -> Withdrawals {
        let mut list = Withdrawals::default();
        all.iter().for_each(|one| list.add(one.clone()));
        list
    }

    #[test]
    fn the_latest_change_wins_and_an_older_copy_brings_nothing_back() {
        let before = list(&[withdrawn("a", "plainte", 1), withdrawn("b", "erreur", 2)]);
        let mut undone = before.clone();
        assert_eq!(undone.change(id("a"), |one| one.undo(at(3))), 1);
        for (mut first, second) in [(before.clone(), undone.clone()), (undone.clone(), before.clone())] {
            first.merge(&second);
            assert!(!first.of(id("a")).unwrap().is_in_force(), "the mark stays");
            assert!(first.of(id("b")).unwrap().is_in_force());
        }
        let mut again = undone.clone();
        again.add(withdrawn("a", "jugement", 4));
        again.merge(&undone);
        let one = again.of(id("a")).unwrap();
        assert_eq!((one.is_in_force(), one.reason.as_str(), again.iter().count()), (true, "jugement", 2));
    }

    #[test]
    fn what_articles_are_recognised_by_only_grows() {
        let (mut one, mut other) = (withdrawn("a", "plainte", 5), withdrawn("a", "plus ancienne", 1));
        one.content_hashes = vec![[1; 16]];
        other.content_hashes = vec![[2; 16]];
        other.ids.push(id("copie"));
        let mut merged = list(&[one]);
        merged.merge(&list(&[other]));
        let found = merged.of(id("copie")).unwrap();
        assert_eq!(
            (found.reason.as_str(), found.content_hashes.as_slice()),
            ("plainte", &[[1; 16], [2; 16]][..])
        );
    }

    #[test]
    fn the_file_says_what_it_is_read_for() {
        let mut one = withdrawn("a", "plainte", 1);
        one.content_hashes = vec![[0xab; 16]];
        one.until = Some("2027-01-02".parse().unwrap());
        one.purge(at(7));
        let all = list(&[one, withdrawn("b", "erreur", 2)]);
        let json = serde_json::to_string(&all).unwrap();
        assert!(json.contains(&"ab".repeat(16)) && json.contains("2027-01-02"), "{json}");
        assert_eq!(serde_json::from_str::<Withdrawals>(&json).unwrap(), all);
    }

    #[test]
    fn until_its_day_an_article_is_hidden() {
        let mut one = withdrawn("a", "plainte", 1);
        one.until = Some("2027-01-02".parse().unwrap());
        let minute = |date: &str| date.parse::<crate::model::PartialDate>().unwrap().first_minute();
        assert!(
            one.hides_at(minute("2027-01-01T23:59:00Z")) && !one.hides_at(minute("2027-01-02T00:00:00Z"))
        );
    }

    #[test]
    fn the_same_text_has_the_same_hash_in_other_lines_and_short_texts_need_their_titles() {
        let article = |title: &str, text: &str| Article {
            title: Some(Known::stated(title.into(), "test")),
            text: text.into(),
            ..Article::default()
        };
        let long = "La trêve tient depuis hier. ".repeat(10);
        let (one, other) = (article("Un", &long), article("Deux", &long.replace(". ", ".\n\n")));
        assert_eq!(text_hash(&one), text_hash(&other));
        let (one, other) = (article("Un", "Voir la vidéo."), article("Deux", "Voir la vidéo."));
        assert_ne!(text_hash(&one), text_hash(&other));
        assert_eq!(text_hash(&one), text_hash(&article("Un ", "Voir\nla vidéo.")));
    }

    #[test]
    fn what_is_purged_counts_before_what_is_only_hidden() {
        let mut purged = withdrawn("b", "jugement", 2);
        purged.content_hashes = vec![[9; 16]];
        purged.purge(at(3));
        let mut hidden = withdrawn("a", "plainte", 1);
        hidden.content_hashes = vec![[9; 16]];
        let recogniser = list(&[hidden, purged]).recogniser();
        let found = recogniser.article(id("c"), [9; 16], &Article::default()).unwrap();
        assert!(found.is_purged);
        assert_eq!(recogniser.article(id("c"), NO_HASH, &Article::default()), None);
    }
}
