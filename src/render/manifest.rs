//! The record of an export as JSON, written while the articles are: one line for each, and no more than one in memory.

use std::io::{self, Write};

use serde::Serialize;

use super::write_line;
use crate::export::{ManifestHead, ManifestTail, Recorded};

/// Writes a manifest: what is known first, each article, what is known last.
#[derive(Debug)]
pub struct ManifestWriter<W> {
    out: W,
    has_article: bool,
}

impl<W: Write> ManifestWriter<W> {
    /// Begins with `head`.
    pub fn new(mut out: W, head: &ManifestHead) -> io::Result<Self> {
        out.write_all(b"{\n")?;
        write_members(&mut out, head, true)?;
        out.write_all(b"  \"articles\": [")?;
        Ok(ManifestWriter { out, has_article: false })
    }

    /// Adds an article.
    pub fn article(&mut self, article: &Recorded) -> io::Result<()> {
        let before = if std::mem::replace(&mut self.has_article, true) { ",\n    " } else { "\n    " };
        self.out.write_all(before.as_bytes())?;
        self.out.write_all(one_line(article)?.trim_end().as_bytes())
    }

    /// Ends it; gives back what it was written to.
    pub fn finish(mut self, tail: &ManifestTail) -> io::Result<W> {
        self.out.write_all(if self.has_article { b"\n  ],\n" } else { b"],\n" })?;
        write_members(&mut self.out, tail, false)?;
        self.out.write_all(b"}\n")?;
        Ok(self.out)
    }
}

/// The members of an object, each on a line.
fn write_members(out: &mut dyn Write, value: &impl Serialize, more_follow: bool) -> io::Result<()> {
    let value = serde_json::to_value(value)?;
    let members = value.as_object().into_iter().flatten();
    let num_members = value.as_object().map_or(0, serde_json::Map::len);
    for (number, (name, value)) in (1..).zip(members) {
        let comma = if more_follow || number < num_members { "," } else { "" };
        writeln!(out, "  \"{name}\": {}{comma}", one_line(value)?.trim_end())?;
    }
    Ok(())
}

fn one_line(value: &impl Serialize) -> io::Result<String> {
    let mut line = Vec::new();
    write_line(&mut line, value)?;
    Ok(String::from_utf8_lossy(&line).into_owned())
}

#[cfg(test)]
mod tests {
    use super::super::text::samples;
    use super::*;
    use crate::export::{Count, Manifest, OutputFile};
    use crate::search::{ExportedArticle, SearchRequest};

    #[test]
    fn what_is_written_is_read_back() {
        let request = SearchRequest::new("trêve");
        let head =
            ManifestHead::new(&request, &samples::response(), ("csv", vec!["id".into()]), false, "x".into());
        let output = OutputFile { file: Some("a.csv".into()), bytes: 3, checksum: "blake3:0".into() };
        let tail = ManifestTail { count: Count { exported: 2, articles: 2, all: 2, related: 0 }, output };
        let article = Recorded::from(&ExportedArticle::new(samples::hit(), "La trêve tient.".into()));
        for articles in [vec![], vec![article.clone(), article]] {
            let mut writer = ManifestWriter::new(Vec::new(), &head).unwrap();
            articles.iter().for_each(|article| writer.article(article).unwrap());
            let written = writer.finish(&tail).unwrap();
            let read = Manifest::read(written.as_slice()).unwrap();
            assert_eq!(read, Manifest { head: head.clone(), articles, tail: tail.clone() });
        }
    }
}
