//! A file's bytes, unpacked when it is compressed, counted, hashed and bounded. Knows nothing of what they mean.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::GzDecoder;

use crate::diagnostics::Code;

use super::{ContentHash, Failure, Limits};

const BUFFER_BYTES: usize = 256 * 1024;

/// Unpacked bytes after which the ratio is watched: small files of one repeated letter are no attack.
const RATIO_FREE_BYTES: u64 = 64 * 1024 * 1024;

/// A file that remembers the hash and the number of the bytes read from it.
#[derive(Clone)]
pub(crate) struct Disk(Rc<RefCell<DiskState>>);

struct DiskState {
    file: File,
    hasher: blake3::Hasher,
    num_bytes: u64,
    is_at_end: bool,
}

impl Disk {
    pub(crate) fn new(file: File) -> Self {
        Disk(Rc::new(RefCell::new(DiskState {
            file,
            hasher: blake3::Hasher::new(),
            num_bytes: 0,
            is_at_end: false,
        })))
    }

    /// Hash and number of the bytes read so far.
    pub(crate) fn hash(&self) -> (ContentHash, u64) {
        let state = self.0.borrow();
        (ContentHash::from_hash(state.hasher.finalize()), state.num_bytes)
    }

    /// Whether every byte of the file was read.
    pub(crate) fn is_at_end(&self) -> bool {
        self.0.borrow().is_at_end
    }

    /// Reads what is left, so that the hash is that of the whole file.
    pub(crate) fn drain(&mut self) -> io::Result<()> {
        io::copy(&mut BufReader::with_capacity(BUFFER_BYTES, self), &mut io::sink()).map(|_| ())
    }

    /// Size and time of change of the open file, to see whether it changes under our hands.
    pub(crate) fn stamp(&self) -> io::Result<(u64, Option<std::time::SystemTime>)> {
        let metadata = self.0.borrow().file.metadata()?;
        Ok((metadata.len(), metadata.modified().ok()))
    }
}

impl Read for Disk {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let state = &mut *self.0.borrow_mut();
        let len = state.file.read(buffer)?;
        state.hasher.update(&buffer[..len]);
        state.num_bytes += len as u64;
        state.is_at_end |= len == 0 && !buffer.is_empty();
        Ok(len)
    }
}

/// How a file is compressed, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    None,
    Gzip,
    Zstd,
}

/// The unpacked bytes of `disk`.
pub(crate) fn unpack(disk: &Disk, limits: &Limits) -> io::Result<(Packing, Box<dyn BufRead>)> {
    let mut raw = BufReader::with_capacity(BUFFER_BYTES, disk.clone());
    let packing = packing_of(raw.fill_buf()?);
    let unpacked: Box<dyn Read> = match packing {
        Packing::None => return Ok((packing, Box::new(raw))),
        Packing::Gzip => Box::new(Gzip { member: Some(GzDecoder::new(raw)) }),
        Packing::Zstd => Box::new(zstd::Decoder::with_buffer(raw)?),
    };
    let bounded = Bounded { inner: unpacked, disk: disk.clone(), num_unpacked_bytes: 0, limits: *limits };
    Ok((packing, Box::new(BufReader::with_capacity(BUFFER_BYTES, bounded))))
}

fn packing_of(head: &[u8]) -> Packing {
    if head.starts_with(b"\x1F\x8B\x08") {
        Packing::Gzip
    } else if head.starts_with(b"\x28\xB5\x2F\xFD") || is_skippable_zstd_frame(head) {
        Packing::Zstd
    } else {
        Packing::None
    }
}

/// Frames 0x184D2A50–5F hold no data; `pzstd` writes one in front of each frame that does.
fn is_skippable_zstd_frame(head: &[u8]) -> bool {
    head.len() >= 4 && head[0] & 0xF0 == 0x50 && head[1..4] == *b"\x2A\x4D\x18"
}

/// The members of a gzip file one after the other; what follows them and is no member (padding) is left out, as
/// gzip itself does.
struct Gzip<R: BufRead> {
    /// `None` when the last member ended.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let len = member.read(buffer)?;
            if len > 0 || buffer.is_empty() {
                return Ok(len);
            }
            let Some(mut rest) = self.member.take().map(GzDecoder::into_inner) else { break };
            if rest.fill_buf()?.starts_with(b"\x1F\x8B") {
                self.member = Some(GzDecoder::new(rest));
            }
        }
        Ok(0)
    }
}

/// Why a bounded reader stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BoundError {
    #[error("unpacks to more than {0} bytes")]
    Unpacked(u64),
    #[error("unpacks to more than {0} times its size; this is no text")]
    Ratio(u64),
}

struct Bounded<R> {
    inner: R,
    disk: Disk,
    num_unpacked_bytes: u64,
    limits: Limits,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.inner.read(buffer).map_err(as_invalid_data)?;
        self.num_unpacked_bytes += len as u64;
        let num_packed_bytes = self.disk.0.borrow().num_bytes.max(1);
        if self.num_unpacked_bytes > self.limits.max_unpacked_bytes {
            return Err(io::Error::other(BoundError::Unpacked(self.limits.max_unpacked_bytes)));
        }
        let is_watched = self.num_unpacked_bytes > RATIO_FREE_BYTES;
        if is_watched && self.num_unpacked_bytes / num_packed_bytes > self.limits.max_ratio {
            return Err(io::Error::other(BoundError::Ratio(self.limits.max_ratio)));
        }
        Ok(len)
    }
}

/// Decoders report damage under several kinds; only the operating system's own errors have a number.
fn as_invalid_data(error: io::Error) -> io::Error {
    let is_damage = error.raw_os_error().is_none() && error.kind() != io::ErrorKind::UnexpectedEof;
    if is_damage { io::Error::new(io::ErrorKind::InvalidData, error) } else { error }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if let Some(bound) = error.get_ref().and_then(|inner| inner.downcast_ref::<BoundError>()) {
            return Failure::failed(Code::TooLarge, bound.to_string());
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                Failure::failed(Code::Truncated, "the compressed file ends too early; copy it again")
            }
            io::ErrorKind::InvalidData => {
                Failure::failed(Code::Malformed, format!("damaged compressed file: {error}"))
            }
            io::ErrorKind::NotFound => Failure::failed(Code::Vanished, "the file is gone"),
            _ => Failure::failed(Code::Unreadable, format!("cannot be read: {error}")),
        }
    }
}
