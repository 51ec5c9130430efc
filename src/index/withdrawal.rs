//! One article that a person took out of all answers, and why. No word of the article: only what it is recognised by, its
//! ids and hashes. Neither who did it nor where the list of them is kept (`withdrawn_files`).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::file_state::Hash16;
use crate::formats::ContentHash;
use crate::model::{ArticleId, PartialDate};

/// An article that was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Withdrawal {
    /// The id by which it was withdrawn, then all under which it was met since: parts, copies, files that were moved.
    pub ids: Vec<ArticleId>,
    /// Hashes of its bytes in its source.
    #[serde(with = "hashes")]
    pub content_hashes: Vec<Hash16>,
    /// Hashes of its text, whatever the format.
    #[serde(with = "hashes")]
    pub text_hashes: Vec<Hash16>,
    /// Why, as it was typed.
    pub reason: String,
    /// When.
    #[serde(with = "moment")]
    pub withdrawn_at: Timestamp,
    /// The day from which it is shown again, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<PartialDate>,
    /// When this was taken back. A mark and no deletion: an older copy of the list must not bring it back.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "moment_or_none")]
    pub undone_at: Option<Timestamp>,
    /// When its text was taken out of the index.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "moment_or_none")]
    pub purged_at: Option<Timestamp>,
    /// When anything of this was last decided; of two copies the later counts.
    #[serde(with = "moment")]
    pub(super) changed_at: Timestamp,
}

impl Withdrawal {
    /// An article withdrawn at `now`, known by `ids`, the first of them its own.
    pub(crate) fn new(ids: Vec<ArticleId>, reason: &str, until: Option<PartialDate>, now: Timestamp) -> Self {
        Withdrawal {
            ids,
            content_hashes: Vec::new(),
            text_hashes: Vec::new(),
            reason: reason.to_string(),
            withdrawn_at: now,
            until,
            undone_at: None,
            purged_at: None,
            changed_at: now,
        }
    }

    /// The id by which it was withdrawn.
    pub fn id(&self) -> Option<ArticleId> {
        self.ids.first().copied()
    }

    /// Whether it counts, now or until its day comes.
    pub fn is_in_force(&self) -> bool {
        self.undone_at.is_none()
    }

    /// Whether it hides its article in minute `now`.
    pub fn hides_at(&self, now: u64) -> bool {
        self.is_in_force() && self.until.is_none_or(|until| until.first_minute() > now)
    }

    /// Whether its text must not be in the index.
    pub(crate) fn is_purged(&self) -> bool {
        self.is_in_force() && self.purged_at.is_some()
    }

    /// Takes it back at `now`; it may be withdrawn again.
    pub(crate) fn undo(&mut self, now: Timestamp) {
        self.undone_at = Some(now);
        self.changed_at = now;
    }

    /// Notes that its text goes.
    pub(crate) fn purge(&mut self, now: Timestamp) {
        self.purged_at = self.purged_at.or(Some(now));
        self.changed_at = now;
    }

    /// Takes over what `other`, the same withdrawal in another copy of the list, knows better. What it is recognised by only
    /// grows; what was decided last counts, and between equals what hides.
    pub(super) fn merge(&mut self, other: &Withdrawal) {
        let is_later = (other.changed_at, other.is_in_force(), other.purged_at.is_some())
            > (self.changed_at, self.is_in_force(), self.purged_at.is_some());
        if is_later {
            self.reason.clone_from(&other.reason);
            (self.withdrawn_at, self.until) = (other.withdrawn_at, other.until);
            (self.undone_at, self.purged_at) = (other.undone_at, other.purged_at);
            self.changed_at = other.changed_at;
        }
        add_new(&mut self.ids, &other.ids);
        add_new(&mut self.content_hashes, &other.content_hashes);
        add_new(&mut self.text_hashes, &other.text_hashes);
    }
}

/// Adds those that are not there yet; says whether there were any.
pub(crate) fn add_new<T: Copy + PartialEq>(known: &mut Vec<T>, others: &[T]) -> bool {
    let before = known.len();
    for other in others {
        if !known.contains(other) {
            known.push(*other);
        }
    }
    known.len() > before
}

/// Hashes as 32 hexadecimal digits each.
mod hashes {
    use super::*;
    use serde::{Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(hashes: &[Hash16], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(hashes.iter().map(|hash| ContentHash(*hash).to_string()))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Hash16>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        texts
            .iter()
            .map(|text| text.parse::<ContentHash>().map(|hash| hash.0).map_err(D::Error::custom))
            .collect()
    }
}

/// A moment with all its digits: two changes of one second have an order.
mod moment {
    use super::*;
    use serde::{Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(time)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

mod moment_or_none {
    use super::*;
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&time.map(|time| time.to_string()).unwrap_or_default())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
        moment::deserialize(deserializer).map(Some)
    }
}
