//! Whether removals look like a mistake: an unmounted disk, a share that is not there, a container cut short.
//!
//! Judged per folder and per first-level sub-folder. What is added or changed is never held back.

use std::collections::{BTreeMap, BTreeSet};

use crate::index::{HeldBackNote, escape_path};

/// So many articles may always go.
const MIN_LOSS: u64 = 20;
/// This share of the articles may go, as a divisor: one in twenty.
const LOSS_SHARE: u64 = 20;

/// What was found at the root of a folder that articles are missing from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RootFinding {
    /// Files are there.
    Usual,
    /// Nothing is at its place.
    Absent,
    /// It is there, without any file.
    Empty,
    /// It is on another device than it was.
    OtherDevice,
}

impl RootFinding {
    fn reason(self) -> Option<&'static str> {
        match self {
            RootFinding::Usual => None,
            RootFinding::Absent => Some("the folder is not there; is its disk mounted?"),
            RootFinding::Empty => Some("the folder is empty; is its disk mounted?"),
            RootFinding::OtherDevice => {
                Some("the folder is on another device than before; is the right disk mounted?")
            }
        }
    }
}

/// The articles of one folder before and after.
#[derive(Debug, Default)]
pub(super) struct Losses {
    /// Articles that it had, by first-level sub-folder; those beside the sub-folders under the empty name.
    pub had: BTreeMap<Vec<u8>, u64>,
    /// Articles that it would lose, likewise.
    pub lost: BTreeMap<Vec<u8>, u64>,
}

/// What must stay.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Judgement {
    /// For people.
    pub notes: Vec<HeldBackNote>,
    is_all_held: bool,
    parts: BTreeSet<Vec<u8>>,
}

impl Judgement {
    /// Whether removals at this path are held back.
    pub(super) fn holds(&self, path: &[u8]) -> bool {
        self.is_all_held || self.parts.contains(part_of(path))
    }
}

/// The first-level sub-folder that a path lies in; empty for a file of the folder itself.
pub(super) fn part_of(path: &[u8]) -> &[u8] {
    path.iter().position(|byte| *byte == b'/').map_or(b"", |end| &path[..end])
}

/// Judges the removals of one folder.
pub(super) fn judge(root: RootFinding, losses: &Losses) -> Judgement {
    let num_lost: u64 = losses.lost.values().sum();
    let num_had: u64 = losses.had.values().sum();
    let whole = |reason: String| HeldBackNote {
        part: String::new(),
        num_articles: num_lost,
        out_of: num_had,
        reason,
    };
    if let Some(reason) = root.reason() {
        return Judgement {
            notes: vec![whole(reason.to_string())],
            is_all_held: true,
            parts: BTreeSet::new(),
        };
    }
    if is_too_much(num_lost, num_had) {
        let note = whole("it would lose too many articles at once".to_string());
        return Judgement { notes: vec![note], is_all_held: true, parts: BTreeSet::new() };
    }
    let mut judgement = Judgement::default();
    for (part, num_lost) in losses.lost.iter().filter(|(part, _)| !part.is_empty()) {
        let num_had = losses.had.get(part).copied().unwrap_or(0);
        if is_too_much(*num_lost, num_had) {
            judgement.parts.insert(part.clone());
            judgement.notes.push(HeldBackNote {
                part: escape_path(part),
                num_articles: *num_lost,
                out_of: num_had,
                reason: "it would lose too many articles at once".to_string(),
            });
        }
    }
    judgement
}

fn is_too_much(num_lost: u64, num_had: u64) -> bool {
    num_lost > MIN_LOSS.max(num_had / LOSS_SHARE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn losses(parts: &[(&str, u64, u64)]) -> Losses {
        let mut losses = Losses::default();
        for (part, lost, had) in parts {
            losses.lost.insert(part.as_bytes().to_vec(), *lost);
            losses.had.insert(part.as_bytes().to_vec(), *had);
        }
        losses
    }

    #[test]
    fn small_losses_pass() {
        for parts in [&[("", 20, 25)][..], &[("a", 50, 1000)], &[("a", 20, 20), ("b", 0, 500)]] {
            let judgement = judge(RootFinding::Usual, &losses(parts));
            assert_eq!(judgement.notes, [], "{parts:?}");
            assert!(!judgement.holds(b"a/1.txt"));
        }
    }

    #[test]
    fn a_folder_or_a_part_of_it_is_held() {
        let all = judge(RootFinding::Usual, &losses(&[("a", 51, 1000)]));
        assert!(all.holds(b"b/1.txt"), "the whole folder loses more than its share");
        let part = judge(RootFinding::Usual, &losses(&[("a", 30, 30), ("b", 5, 9970)]));
        assert!(part.holds(b"a/1.txt") && !part.holds(b"b/1.txt"));
        assert_eq!(
            (part.notes[0].part.as_str(), part.notes[0].num_articles, part.notes[0].out_of),
            ("a", 30, 30)
        );
    }

    #[test]
    fn an_empty_or_absent_folder_keeps_all_however_few() {
        for finding in [RootFinding::Absent, RootFinding::Empty, RootFinding::OtherDevice] {
            assert!(judge(finding, &losses(&[("", 1, 1)])).holds(b"1.txt"), "{finding:?}");
        }
    }
}
