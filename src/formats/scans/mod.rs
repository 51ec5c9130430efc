//! Digitised press: pages that a machine read, with or without the structure of their issue. Not optical recognition.

mod alto;
mod blocks;
mod description;
mod gallica;
mod issue;
mod issue_of;
mod issue_reader;
mod mets;
mod notice;
mod page;
mod running_text;

pub(super) use alto::Alto;
pub(super) use gallica::Gallica;
pub(crate) use issue_of::may_describe_issue;
pub(super) use mets::Mets;

/// What a file gave: its outcome, its members, and what was found wrong.
#[cfg(test)]
type Reading =
    (Result<super::FileRead, super::ReadError>, Vec<super::Member>, Vec<crate::diagnostics::Diagnostic>);

#[cfg(test)]
fn read_path(path: &std::path::Path) -> Reading {
    let (mut members, mut findings) = (Vec::new(), Vec::new());
    let mut each = |member| {
        members.push(member);
        super::Flow::Continue
    };
    let result = super::read_file(path, &super::ReadOptions::default(), &mut findings, &mut each);
    (result, members, findings)
}

/// Reads `bytes` as a file of this name in a folder of its own.
#[cfg(test)]
fn read_named(name: &str, bytes: &[u8]) -> Reading {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    read_path(&path)
}
