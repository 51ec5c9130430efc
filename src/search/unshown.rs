//! Why an article that is in the index is in no answer. Plain data; `edition` and `takedown` find out.

use serde::Serialize;

/// What keeps an article out of every answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unshown {
    /// Its embargo has not ended.
    Embargoed,
    /// Its source sent a later version.
    Replaced,
    /// Its source withholds or canceled it, or it is the notice that says so.
    Withdrawn,
    /// A person withdrew it from the archive.
    TakenDown,
}

/// How many articles are kept out, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct UnshownCounts {
    /// Under embargo.
    pub embargoed: u64,
    /// Replaced by a later version.
    pub replaced: u64,
    /// Withheld or canceled, with the notices that say so.
    pub withdrawn: u64,
    /// Withdrawn from the archive by a person.
    pub taken_down: u64,
}

impl UnshownCounts {
    /// Counts one more.
    pub(super) fn add(&mut self, why: Unshown) {
        match why {
            Unshown::Embargoed => self.embargoed += 1,
            Unshown::Replaced => self.replaced += 1,
            Unshown::Withdrawn => self.withdrawn += 1,
            Unshown::TakenDown => self.taken_down += 1,
        }
    }
}
