//! The identity of a content: equal hashes, equal bytes. Not an article's id, which is made of its place.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::str::FromStr;

use crate::error::{AtPath, PathError};

/// Bytes read at a time: BLAKE3 is fast on large pieces only.
const READ_BYTES: usize = 256 * 1024;

/// The first 16 bytes of the BLAKE3 hash of some bytes; written as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash(pub [u8; 16]);

impl ContentHash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        ContentHash::from_hash(blake3::hash(bytes))
    }

    /// The shortened form of a whole BLAKE3 hash.
    pub(crate) fn from_hash(hash: blake3::Hash) -> Self {
        let mut first = [0; 16];
        first.copy_from_slice(&hash.as_bytes()[..16]);
        ContentHash(first)
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

/// The text is not 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a content hash: one has 32 hexadecimal digits")]
pub struct HashError(pub String);

impl FromStr for ContentHash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number =
            u128::from_str_radix(text, 16).ok().filter(|_| text.len() == 32 && !text.starts_with('+'));
        number.map(|number| ContentHash(number.to_be_bytes())).ok_or_else(|| HashError(text.to_string()))
    }
}

/// The hash and the size in bytes of the file at `path` as it is stored, compressed or not.
///
/// Reads the whole file. Fails when it cannot be opened or read.
pub fn hash_file(path: &Path) -> Result<(ContentHash, u64), PathError> {
    let mut file = File::open(path).at(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; READ_BYTES];
    let mut num_bytes = 0;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok((ContentHash::from_hash(hasher.finalize()), num_bytes)),
            Ok(len) => {
                hasher.update(&buffer[..len]);
                num_bytes += len as u64;
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error).at(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hashes are stored in the index and may name articles: this value may never change.
    #[test]
    fn is_frozen_and_reads_what_it_writes() {
        let hash = ContentHash::of(b"depeche");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(ContentHash::of(b"").to_string(), "af1349b9f5f9a1a6a0404dea36dcc949");
        assert!("af13".parse::<ContentHash>().is_err());
    }

    #[test]
    fn a_file_and_its_bytes_have_one_hash() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, b"depeche").unwrap();
        assert_eq!(hash_file(&path).unwrap(), (ContentHash::of(b"depeche"), 7));
        assert!(hash_file(&folder.path().join("absent")).is_err());
    }
}
