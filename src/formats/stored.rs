//! The bytes of a file as it is stored: counted and hashed while they are read, or read from any place. Unpacks nothing.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::rc::Rc;
use std::sync::Arc;
use std::time::SystemTime;

use super::ContentHash;

pub(crate) const BUFFER_BYTES: usize = 256 * 1024;

/// The hash and the number of the bytes that were read.
#[derive(Clone, Default)]
pub(crate) struct Meter(Rc<RefCell<MeterState>>);

#[derive(Default)]
struct MeterState {
    hasher: blake3::Hasher,
    num_bytes: u64,
    is_at_end: bool,
}

impl Meter {
    /// Hash and number of the bytes read so far.
    pub(crate) fn hash(&self) -> (ContentHash, u64) {
        let state = self.0.borrow();
        (ContentHash::from_hash(state.hasher.finalize()), state.num_bytes)
    }

    /// Number of the bytes read so far.
    pub(crate) fn num_bytes(&self) -> u64 {
        self.0.borrow().num_bytes
    }

    /// Whether every byte was read.
    pub(crate) fn is_at_end(&self) -> bool {
        self.0.borrow().is_at_end
    }
}

/// A reader whose bytes are metered.
#[derive(Clone)]
pub(crate) struct Metered<R> {
    inner: R,
    /// What was read so far.
    pub(crate) meter: Meter,
}

impl<R: Read> Metered<R> {
    pub(crate) fn new(inner: R) -> Self {
        Metered { inner, meter: Meter::default() }
    }

    /// The same reader, metered together.
    pub(crate) fn shared(&mut self) -> Metered<&mut R> {
        Metered { inner: &mut self.inner, meter: self.meter.clone() }
    }

    /// Reads what is left, so that the hash is that of the whole.
    pub(crate) fn drain(&mut self) -> io::Result<()> {
        io::copy(&mut BufReader::with_capacity(BUFFER_BYTES, self), &mut io::sink()).map(|_| ())
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.inner.read(buffer)?;
        let state = &mut *self.meter.0.borrow_mut();
        state.hasher.update(&buffer[..len]);
        state.num_bytes += len as u64;
        state.is_at_end |= len == 0 && !buffer.is_empty();
        Ok(len)
    }
}

/// A file on disk that remembers what was read from it. Clones read on where the others stopped.
pub(crate) type Disk = Metered<Arc<File>>;

impl Disk {
    /// Size and time of change of the open file, to see whether it changes under our hands.
    pub(crate) fn stamp(&self) -> io::Result<(u64, Option<SystemTime>)> {
        let metadata = self.inner.metadata()?;
        Ok((metadata.len(), metadata.modified().ok()))
    }

    /// The same open file to be read from any place, without moving where the disk reads.
    pub(crate) fn seekable(&self) -> io::Result<AnyPlace> {
        Ok(AnyPlace { num_bytes: self.inner.metadata()?.len(), file: self.inner.clone(), at: 0 })
    }
}

/// An open file that is read from any place.
#[derive(Debug, Clone)]
pub(crate) struct AnyPlace {
    file: Arc<File>,
    at: u64,
    num_bytes: u64,
}

impl Read for AnyPlace {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.file.read_at(buffer, self.at)?;
        self.at += len as u64;
        Ok(len)
    }
}

impl Seek for AnyPlace {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(offset) => self.num_bytes.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.at.checked_add_signed(offset),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_anywhere_leaves_the_hash_that_of_the_whole_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, b"0123456789").unwrap();
        let mut disk = Metered::new(Arc::new(File::open(&path).unwrap()));
        let mut two = [0; 2];
        disk.read_exact(&mut two).unwrap();
        let mut anywhere = disk.seekable().unwrap();
        anywhere.seek(SeekFrom::End(-2)).unwrap();
        anywhere.read_exact(&mut two).unwrap();
        assert_eq!(&two, b"89");
        disk.drain().unwrap();
        assert_eq!(disk.meter.hash(), (ContentHash::of(b"0123456789"), 10));
        assert!(disk.meter.is_at_end());
    }
}
