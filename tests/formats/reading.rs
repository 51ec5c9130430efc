//! The fixtures of the formats, and how tests read them.

use std::fs;
use std::path::{Path, PathBuf};

use depeche::formats::{Commands, ReadOptions};

/// What matters to one format or another, to be spliced in.
#[allow(dead_code, reason = "each test that includes this file uses a part of it")]
pub const PIECES: &[&[u8]] = &[
    b"<div>",
    b"</div>",
    b"<!--",
    b"<![CDATA[",
    b"<p",
    b"&#",
    b"&lt;",
    b"<!ENTITY a '&a;&a;'>",
    b"{",
    b"[",
    b"\"",
    b"\\u",
    b"\n\n",
    b"---\n",
    b"PK\x03\x04",
    b"{\\rtf1",
    b"\\'e9",
    b"\\bin99999999 ",
    b"\xFF\xFE",
    b"\x00",
    b"\xC3",
    b"<<",
    b">>",
    b"stream\n",
    b"endobj",
    b"WARC/1.0\r\n",
    b"Content-Length: 99999999\r\n",
    b"From x\n",
    b";",
    b"\t",
    b"\xC2\xAD-\n",
];

/// Options as a program would set them that gives readers all they may need.
pub fn options() -> ReadOptions {
    let pdf = Some(vec![env!("CARGO_BIN_EXE_depeche").into(), "extract-pdf".into()]);
    let environment = std::env::vars_os().filter(|(name, _)| name == "PATH").collect();
    let commands = Commands { pdf, environment, ..Commands::default() };
    ReadOptions { commands: commands.into(), ..ReadOptions::default() }
}

/// All fixtures, in order.
pub fn fixture_files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let mut files = Vec::new();
    let mut waiting: Vec<PathBuf> = folders_in(&root);
    while let Some(folder) = waiting.pop() {
        waiting.extend(folders_in(&folder));
        let entries = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        // What was expected of a fixture stands beside it.
        files.extend(
            entries
                .filter(|path| path.is_file() && path.extension().is_none_or(|ending| ending != "expected")),
        );
    }
    files.sort();
    files
}

/// The format whose folder a fixture lies in.
pub fn format_of(file: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let inside = file.strip_prefix(root).unwrap();
    inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned()
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_dir()).collect()
}
