//! Hashes by which files and articles are recognised later.

use std::io::{self, Write};

use crate::search::ExportedArticle;

/// A writer that counts and hashes what goes through it.
pub struct Checksum<W> {
    inner: W,
    hasher: blake3::Hasher,
    num_bytes: u64,
}

impl<W: Write> Checksum<W> {
    /// Writes to `inner`.
    pub fn new(inner: W) -> Self {
        Checksum { inner, hasher: blake3::Hasher::new(), num_bytes: 0 }
    }

    /// The writer inside, the bytes written, and their hash as `blake3:` and 64 hexadecimal digits.
    pub fn finish(self) -> (W, u64, String) {
        (self.inner, self.num_bytes, format!("blake3:{}", self.hasher.finalize().to_hex()))
    }
}

impl<W: Write> Write for Checksum<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let num_written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..num_written]);
        self.num_bytes += num_written as u64;
        Ok(num_written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A short hash of what an article says: title, date, source, authors, text. Not of where it lies or how well it matches.
pub fn content_digest(article: &ExportedArticle) -> String {
    let head = &article.hit.article;
    let published = head.published.as_ref().map(|date| date.value.to_string()).unwrap_or_default();
    let known = |value: &Option<crate::model::Known<String>>| {
        value.as_ref().map(|known| known.value.clone()).unwrap_or_default()
    };
    let parts = [known(&head.title), published, known(&head.source), head.authors.join("\n")];
    let mut hasher = blake3::Hasher::new();
    for part in parts.iter().chain([&article.text]) {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..16].to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_hashed() {
        let mut out = Checksum::new(Vec::new());
        out.write_all(b"tr").unwrap();
        out.write_all("êve".as_bytes()).unwrap();
        let (written, num_bytes, checksum) = out.finish();
        assert_eq!((written.as_slice(), num_bytes), ("trêve".as_bytes(), 6));
        assert_eq!(checksum, format!("blake3:{}", blake3::hash("trêve".as_bytes()).to_hex()));
    }
}
