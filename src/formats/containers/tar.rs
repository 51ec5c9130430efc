//! TAR archives, packed in any way or not: the files in them, each read by the reader of its format, one after the other
//! as they come. The blocks are `tar_header`'s affair; nothing is unpacked to disk.

use std::io::{self, BufRead, Read};

use super::tar_header::{BLOCK_BYTES, Header, Kind};
use super::zip_names::decode;
use crate::diagnostics::Code;
use crate::formats::inner::{InnerFiles, Refused, safe_path};
use crate::formats::{Failure, Format, FormatInfo, Head, Output, Source};

/// Bytes of a record that says more of the next file: a path, mostly.
const MAX_EXTENSION_BYTES: u64 = 64 * 1024;

/// `.tar` and whatever opens as one.
pub(in crate::formats) struct Tar;

impl Format for Tar {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "tar",
            version: 1,
            extensions: &["tar"],
            is_container: true,
            is_binary: true,
            reads: "the files in it, each by the reader of its format",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let Some(block) = head.bytes.first_chunk::<BLOCK_BYTES>() else { return false };
        Header::has_mark(block) || head.has_extension(&["tar"]) && Header::read(block).is_ok()
    }

    fn holds_files(&self) -> bool {
        true
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        output.is_container = true;
        let mut files = InnerFiles::of(source)?;
        let mut blocks = Blocks { stream: source.stream, num_bytes: 0 };
        let result = read_files(&mut blocks, &mut files, output);
        // What came before the damage stands.
        let rest = files.finish(output);
        result.and(rest)
    }
}

/// What a record in front of a file says of it.
#[derive(Default)]
struct Extension {
    path: Option<Vec<u8>>,
    size: Option<u64>,
    is_sparse: bool,
}

fn read_files(
    blocks: &mut Blocks<'_>,
    files: &mut InnerFiles<'_>,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let mut extension = Extension::default();
    while let Some(header) = blocks.next_header(output)? {
        let size = match header.kind {
            Kind::Pax | Kind::LongName => header.size,
            _ => extension.size.unwrap_or(header.size),
        };
        match header.kind {
            Kind::Pax => read_pax(&blocks.content(size)?, &mut extension),
            Kind::LongName => {
                let name = blocks.content(size)?;
                extension.path = Some(name.split(|byte| *byte == 0).next().unwrap_or(&[]).to_vec());
            }
            Kind::Silent => blocks.skip(size)?,
            kind => {
                let extension = std::mem::take(&mut extension);
                let path = extension.path.unwrap_or(header.path);
                read_file(&path, kind, extension.is_sparse, size, blocks, files, output)?;
            }
        }
        if output.is_stopped {
            break;
        }
    }
    Ok(())
}

fn read_file(
    path: &[u8],
    kind: Kind,
    is_sparse: bool,
    size: u64,
    blocks: &mut Blocks<'_>,
    files: &mut InnerFiles<'_>,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    if kind == Kind::Directory || kind == Kind::File && path.ends_with(b"/") {
        return blocks.skip(size);
    }
    let name = decode(path);
    let refused = match kind {
        Kind::Link => Some(Refused::new("link", "it is a link")),
        Kind::Special => Some(Refused::new("special", "it is a pipe or a device, no file")),
        _ if kind == Kind::Sparse || is_sparse => {
            Some(Refused::new("sparse", "it is stored with holes; unpack the archive and index the folder"))
        }
        _ => None,
    };
    match refused.map_or_else(|| safe_path(&name), Err) {
        Err(refused) => files.refuse(&name, refused, output)?,
        Ok(path) => {
            let mut content = Content { blocks, left: size };
            files.file(&path, &mut content, output)?;
            let left = content.left;
            return blocks.skip_padded(left, size);
        }
    }
    blocks.skip(size)
}

/// Records `LENGTH KEY=VALUE\n`.
fn read_pax(mut records: &[u8], extension: &mut Extension) {
    while let Some(space) = records.iter().position(|byte| *byte == b' ') {
        let len = std::str::from_utf8(&records[..space]).ok().and_then(|len| len.parse::<usize>().ok());
        let Some(len) = len.filter(|len| (space + 1..=records.len()).contains(len)) else { return };
        let record = records[space + 1..len].strip_suffix(b"\n").unwrap_or(&records[space + 1..len]);
        let equals = record.iter().position(|byte| *byte == b'=').unwrap_or(record.len());
        let (key, value) = (&record[..equals], record.get(equals + 1..).unwrap_or(b""));
        match key {
            b"path" => extension.path = Some(value.to_vec()),
            b"size" => extension.size = std::str::from_utf8(value).ok().and_then(|size| size.parse().ok()),
            key if key.starts_with(b"GNU.sparse.") => extension.is_sparse = true,
            _ => {}
        }
        records = &records[len..];
    }
}

/// The archive as blocks of 512 bytes.
struct Blocks<'a> {
    stream: &'a mut dyn BufRead,
    /// Bytes read so far, for messages.
    num_bytes: u64,
}

impl Blocks<'_> {
    /// The next header; `None`: the archive ends here.
    fn next_header(&mut self, output: &mut Output<'_>) -> Result<Option<Header>, Failure> {
        let mut block = [0; BLOCK_BYTES];
        let at = self.num_bytes;
        match self.read_block(&mut block)? {
            0 => {
                let message = "ends without the mark of its end; is it whole?";
                output.doubt(None, Code::Truncated, message);
                return Ok(None);
            }
            BLOCK_BYTES => {}
            _ => return Err(self.cut()),
        }
        // One empty block is the end too: some programs write no second.
        if block.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        match Header::read(&block) {
            Ok(header) => Ok(Some(header)),
            Err(error) => Err(Failure::failed(
                Code::Malformed,
                format!("damaged at byte {at}: {error}; what is before was read"),
            )),
        }
    }

    fn read_block(&mut self, block: &mut [u8; BLOCK_BYTES]) -> io::Result<usize> {
        let mut len = 0;
        while len < BLOCK_BYTES {
            match self.stream.read(&mut block[len..])? {
                0 => break,
                more => len += more,
            }
        }
        self.num_bytes += len as u64;
        Ok(len)
    }

    /// The content of a record that says more of the next file.
    fn content(&mut self, size: u64) -> Result<Vec<u8>, Failure> {
        if size > MAX_EXTENSION_BYTES {
            return Err(Failure::failed(Code::Malformed, "a record of metadata is larger than any path"));
        }
        let mut content = Vec::new();
        let num_bytes = (&mut *self.stream).take(size).read_to_end(&mut content)? as u64;
        self.num_bytes += num_bytes;
        self.skip_padded(size - num_bytes, size)?;
        Ok(content)
    }

    fn skip(&mut self, size: u64) -> Result<(), Failure> {
        self.skip_padded(size, size)
    }

    /// Passes over what is left of a content of `size` bytes, and what fills its last block.
    fn skip_padded(&mut self, left: u64, size: u64) -> Result<(), Failure> {
        let padding = size.wrapping_neg() % BLOCK_BYTES as u64;
        let num_skipped = io::copy(&mut (&mut *self.stream).take(left), &mut io::sink())?;
        self.num_bytes += num_skipped;
        if num_skipped < left {
            return Err(self.cut());
        }
        self.num_bytes += io::copy(&mut (&mut *self.stream).take(padding), &mut io::sink())?;
        Ok(())
    }

    fn cut(&self) -> Failure {
        let message = format!("ends in the middle of a file, at byte {}; copy it again", self.num_bytes);
        Failure::failed(Code::Truncated, message)
    }
}

/// The content of one file.
struct Content<'b, 'a> {
    blocks: &'b mut Blocks<'a>,
    left: u64,
}

impl Read for Content<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = (&mut *self.blocks.stream).take(self.left).read(buffer)?;
        if len == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= len as u64;
        self.blocks.num_bytes += len as u64;
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::battery::survives;
    use crate::formats::containers::tar_header::tests::header;
    use crate::formats::read::tests::{Read as Reading, read};
    use crate::formats::{ContentHash, Refusal};

    fn entry(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
        let mut bytes = header(name.as_bytes(), kind, content.len() as u64).to_vec();
        bytes.extend_from_slice(content);
        bytes.resize(bytes.len().next_multiple_of(BLOCK_BYTES), 0);
        bytes
    }

    fn tar(entries: &[Vec<u8>]) -> Vec<u8> {
        [entries.concat(), vec![0; 2 * BLOCK_BYTES]].concat()
    }

    fn keys(read: &Reading) -> Vec<&str> {
        read.members.iter().map(|member| member.key.as_deref().unwrap_or("")).collect()
    }

    fn sample() -> Vec<u8> {
        let lines = b"{\"id\":\"7\",\"text\":\"Un.\"}\n{\"id\":\"8\",\"text\":\"Deux.\"}\n";
        tar(&[
            entry("./", b'5', b""),
            entry("./2023/09/20/a.txt", b'0', "Été.".as_bytes()),
            entry("b.jsonl", b'0', lines),
            entry("c.jpg", b'0', b"\xFF\xD8\xFF\xE0"),
        ])
    }

    #[test]
    fn files_are_read_however_the_archive_is_packed() {
        let plain = sample();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::Write::write_all(&mut gzip, &plain).unwrap();
        let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        io::Write::write_all(&mut bzip2, &plain).unwrap();
        let packed = [
            ("a.tar", plain.clone()),
            ("a", plain.clone()),
            ("a.tgz", gzip.finish().unwrap()),
            ("a.tar.bz2", bzip2.finish().unwrap()),
            ("a.tar.zst", zstd::encode_all(&plain[..], 3).unwrap()),
        ];
        for (name, bytes) in packed {
            let read = read(name, &bytes);
            assert_eq!(keys(&read), ["2023/09/20/a.txt", "b.jsonl#7", "b.jsonl#8"], "{name}");
            assert_eq!(read.members[0].article.text, "Été.");
            let summary = read.result.unwrap();
            assert_eq!((&*summary.format, summary.content_hash), ("tar", ContentHash::of(&bytes)));
            assert_eq!((summary.num_inner_files, summary.skipped_members["jpg"]), (3, 1));
            assert!(read.findings.is_empty(), "{:?}", read.findings);
        }
    }

    #[test]
    fn long_names_of_both_kinds_are_read() {
        let long = format!("{}/é.txt", "dossier".repeat(30));
        let record = format!("path={long}\n");
        let pax = format!("{} {record}", record.len() + 4);
        assert_eq!(pax.len(), record.len() + 4);
        let archive = tar(&[
            entry("././@LongLink", b'L', format!("{long}\0").as_bytes()),
            entry("tronqué", b'0', b"Un."),
            entry("PaxHeaders/x", b'x', pax.replace("é", "è").as_bytes()),
            entry("tronqué", b'0', b"Deux."),
            entry("c.txt", b'0', b"Trois."),
        ]);
        assert_eq!(keys(&read("a.tar", &archive)), [&long, &long.replace('é', "è"), "c.txt"]);
    }

    #[test]
    fn what_is_no_file_or_leads_out_is_refused() {
        for (name, kind, word) in [
            ("../a.txt", b'0', "unsafe name"),
            ("/etc/a.txt", b'0', "unsafe name"),
            ("lien.txt", b'2', "link"),
            ("lien.txt", b'1', "link"),
            ("tube", b'6', "special"),
            ("trous.txt", b'S', "sparse"),
        ] {
            let read = read("a.tar", &tar(&[entry(name, kind, b""), entry("b.txt", b'0', b"Deux.")]));
            assert_eq!(keys(&read), ["b.txt"], "{name}");
            assert_eq!(read.findings[0].code, Code::RefusedMember, "{name}");
            assert_eq!(read.result.unwrap().skipped_members[word], 1);
        }
    }

    #[test]
    fn a_cut_archive_keeps_what_is_before_the_cut() {
        let archive = sample();
        let at = archive.windows(4).position(|bytes| bytes == b"Deux").unwrap();
        let cut = read("a.tar", &archive[..at]);
        cut.assert_fails(Code::Truncated, Refusal::Failed);
        assert_eq!(keys(&cut), ["2023/09/20/a.txt"]);
        let without_end = read("a.tar", &archive[..archive.len() - 2 * BLOCK_BYTES]);
        assert_eq!((without_end.result.unwrap().num_members, without_end.findings.len()), (3, 1));
        let mut damaged = archive;
        damaged[2 * BLOCK_BYTES + BLOCK_BYTES] ^= 0xFF;
        read("a.tar", &damaged).assert_fails(Code::Malformed, Refusal::Failed);
    }

    #[test]
    fn a_text_is_no_archive_for_its_name() {
        assert_eq!(read("a.txt", "Un texte. ".repeat(100).as_bytes()).members.len(), 1);
        read("a.tar", "Un texte. ".repeat(100).as_bytes())
            .assert_fails(Code::UnsupportedFormat, Refusal::Skipped);
    }

    #[test]
    fn spoilt_archives_do_no_harm() {
        survives("a.tar", &sample(), &[b"ustar\0", b"00000000017", b"x", b"L", b"\x80\xFF\xFF\xFF"]);
    }
}
