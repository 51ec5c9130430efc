//! The bytes of a file unpacked, when it is compressed, and bounded. Knows nothing of what they mean.

use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::GzDecoder;

use crate::diagnostics::Code;

use super::budget::{BoundError, Budget, RATIO_FREE_BYTES};
use super::stored::{BUFFER_BYTES, Meter, Metered};
use super::{Failure, Limits};

/// Memory that the dictionary of an `.xz` file may ask for. `xz -9` asks for 64 MiB; a header may ask for 4 GiB.
const MAX_XZ_KIB: u32 = 96 * 1024;

/// How a file is compressed, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    None,
    Gzip,
    Zstd,
    Xz,
    Bzip2,
}

/// The unpacked bytes of `raw`.
pub(crate) fn unpack<'s, R: Read + 's>(
    raw: Metered<R>,
    limits: &Limits,
    budget: &Rc<Budget>,
) -> io::Result<(Packing, Box<dyn BufRead + 's>)> {
    let meter = raw.meter.clone();
    let mut raw = BufReader::with_capacity(BUFFER_BYTES, raw);
    let packing = packing_of(raw.fill_buf()?);
    let unpacked: Box<dyn Read + 's> = match packing {
        Packing::None => return Ok((packing, Box::new(raw))),
        Packing::Gzip => Box::new(Gzip { member: Some(GzDecoder::new(raw)) }),
        Packing::Zstd => Box::new(zstd::Decoder::with_buffer(raw)?),
        Packing::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(raw, true, MAX_XZ_KIB)),
        Packing::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(raw)),
    };
    let bounded =
        Bounded { inner: unpacked, meter, num_unpacked_bytes: 0, limits: *limits, budget: budget.clone() };
    Ok((packing, Box::new(BufReader::with_capacity(BUFFER_BYTES, bounded))))
}

/// How a file that starts so is compressed.
pub(crate) fn packing_of(head: &[u8]) -> Packing {
    if head.starts_with(b"\x1F\x8B\x08") {
        Packing::Gzip
    } else if head.starts_with(b"\x28\xB5\x2F\xFD") || is_skippable_zstd_frame(head) {
        Packing::Zstd
    } else if head.starts_with(b"\xFD7zXZ\0") {
        Packing::Xz
    } else if is_bzip2(head) {
        Packing::Bzip2
    } else {
        Packing::None
    }
}

/// Frames 0x184D2A50–5F hold no data; `pzstd` writes one in front of each frame that does.
fn is_skippable_zstd_frame(head: &[u8]) -> bool {
    head.len() >= 4 && head[0] & 0xF0 == 0x50 && head[1..4] == *b"\x2A\x4D\x18"
}

/// A text may open with `BZh9`; only a packed file goes on with the mark of a block or of the end.
fn is_bzip2(head: &[u8]) -> bool {
    let marks = [b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90"];
    head.starts_with(b"BZh") && head.get(4..10).is_some_and(|mark| marks.iter().any(|known| mark == *known))
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

/// Counts what a decompressor gives, for its own file and for the whole.
struct Bounded<R> {
    inner: R,
    meter: Meter,
    num_unpacked_bytes: u64,
    limits: Limits,
    budget: Rc<Budget>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.inner.read(buffer).map_err(as_invalid_data)?;
        self.num_unpacked_bytes += len as u64;
        self.budget.charge(len as u64).map_err(io::Error::other)?;
        // Against what was read so far: a bomb shows long before the end of its file.
        let is_watched = self.num_unpacked_bytes > RATIO_FREE_BYTES;
        if is_watched && self.num_unpacked_bytes / self.meter.num_bytes().max(1) > self.limits.max_ratio {
            return Err(io::Error::other(BoundError::Ratio(self.limits.max_ratio)));
        }
        Ok(len)
    }
}

/// Decoders report damage under several kinds; only the operating system's own errors have a number, and bounds are
/// our own.
pub(crate) fn as_invalid_data(error: io::Error) -> io::Error {
    let is_bound = error.get_ref().is_some_and(|inner| inner.is::<BoundError>());
    let is_damage = error.raw_os_error().is_none() && error.kind() != io::ErrorKind::UnexpectedEof;
    if is_damage && !is_bound { io::Error::new(io::ErrorKind::InvalidData, error) } else { error }
}

impl From<BoundError> for Failure {
    fn from(bound: BoundError) -> Self {
        Failure::failed(Code::TooLarge, bound.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if let Some(bound) = error.get_ref().and_then(|inner| inner.downcast_ref::<BoundError>()) {
            return bound.clone().into();
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
