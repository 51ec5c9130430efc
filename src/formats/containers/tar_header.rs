//! The header block of one file in a TAR archive. Old, POSIX and GNU headers; not the files themselves.

/// Every header is one block, every content fills its last one.
pub(super) const BLOCK_BYTES: usize = 512;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Directory,
    Link,
    /// Pipe or device.
    Special,
    /// A file with holes, in GNU's way.
    Sparse,
    /// POSIX: says more of the next file.
    Pax,
    /// GNU: the path of the next file.
    LongName,
    /// Says something that is not needed here.
    Silent,
}

/// What is needed of a header.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) path: Vec<u8>,
    pub(super) kind: Kind,
    /// Bytes of the content behind it.
    pub(super) size: u64,
}

/// A block that is no header.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum HeaderError {
    #[error("a header has a wrong checksum")]
    Checksum,
    #[error("a header has no size")]
    Size,
}

impl Header {
    /// Whether a block carries the mark that all but the oldest archives have, and a right checksum.
    pub(super) fn has_mark(block: &[u8; BLOCK_BYTES]) -> bool {
        block[257..262] == *b"ustar" && Header::read(block).is_ok()
    }

    /// Reads a header.
    pub(super) fn read(block: &[u8; BLOCK_BYTES]) -> Result<Header, HeaderError> {
        if octal(&block[148..156]) != Some(checksum(block)) {
            return Err(HeaderError::Checksum);
        }
        let kind = kind_of(block[156]);
        let size = match kind {
            // Their size field says something else.
            Kind::Link | Kind::Directory | Kind::Special => 0,
            _ => number(&block[124..136]).ok_or(HeaderError::Size)?,
        };
        let (name, prefix) = (until_zero(&block[..100]), until_zero(&block[345..500]));
        let is_posix = block[257..263] == *b"ustar\0";
        let path = if is_posix && !prefix.is_empty() { [prefix, b"/", name].concat() } else { name.to_vec() };
        Ok(Header { path, kind, size })
    }
}

fn kind_of(letter: u8) -> Kind {
    match letter {
        b'1' | b'2' => Kind::Link,
        b'3' | b'4' | b'6' => Kind::Special,
        b'5' | b'D' => Kind::Directory,
        b'S' => Kind::Sparse,
        b'x' => Kind::Pax,
        b'L' => Kind::LongName,
        b'g' | b'K' | b'V' | b'X' => Kind::Silent,
        // Unknown kinds are files, says POSIX.
        _ => Kind::File,
    }
}

/// The sum of all bytes, those of the checksum itself taken as spaces.
fn checksum(block: &[u8; BLOCK_BYTES]) -> u64 {
    let all: u64 = block.iter().map(|byte| u64::from(*byte)).sum();
    let own: u64 = block[148..156].iter().map(|byte| u64::from(*byte)).sum();
    all - own + 8 * u64::from(b' ')
}

/// Octal digits, or GNU's binary number where the digits do not suffice.
fn number(field: &[u8]) -> Option<u64> {
    if field[0] != 0x80 {
        return octal(field);
    }
    field[1..].iter().try_fold(0_u64, |number, byte| number.checked_mul(256)?.checked_add(u64::from(*byte)))
}

fn octal(field: &[u8]) -> Option<u64> {
    let digits = until_zero(field).trim_ascii();
    digits.iter().try_fold(0_u64, |number, digit| {
        let digit = digit.checked_sub(b'0').filter(|digit| *digit < 8)?;
        number.checked_mul(8)?.checked_add(u64::from(digit))
    })
}

fn until_zero(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == 0).next().unwrap_or(&[])
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A POSIX header.
    pub(in crate::formats::containers) fn header(name: &[u8], kind: u8, size: u64) -> [u8; BLOCK_BYTES] {
        let mut block = [0; BLOCK_BYTES];
        let len = name.len().min(100);
        block[..len].copy_from_slice(&name[..len]);
        block[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
        block[156] = kind;
        block[257..263].copy_from_slice(b"ustar\0");
        set_checksum(&mut block);
        block
    }

    fn set_checksum(block: &mut [u8; BLOCK_BYTES]) {
        let sum = checksum(block);
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }

    #[test]
    fn headers_tell_path_kind_and_size() {
        let mut block = header(b"a.txt", b'0', 1234);
        let expected = Header { path: b"a.txt".to_vec(), kind: Kind::File, size: 1234 };
        assert_eq!(Header::read(&block), Ok(expected));
        block[345..349].copy_from_slice(b"2023");
        assert_eq!(Header::read(&block), Err(HeaderError::Checksum));
        set_checksum(&mut block);
        assert_eq!(Header::read(&block).unwrap().path, b"2023/a.txt");
        // Eight gigabytes and more have no octal number of eleven digits.
        block[124..136].copy_from_slice(&[0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]);
        set_checksum(&mut block);
        assert_eq!(Header::read(&block).unwrap().size, 8 << 30);
    }

    #[test]
    fn other_blocks_are_no_headers() {
        assert_eq!(Header::read(&[b'a'; BLOCK_BYTES]), Err(HeaderError::Checksum));
        assert!(!Header::has_mark(&[0; BLOCK_BYTES]));
    }
}
