//! ZIP archives: the files in them, each read by the reader of its format. Not the packages of office programs, which are
//! ZIP too; nothing is unpacked to disk.

use std::collections::HashSet;
use std::io::{self, Cursor, Read, Seek};
use std::rc::Rc;

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::zip_names::decode;
use crate::diagnostics::Code;
use crate::formats::budget::Budget;
use crate::formats::inner::{InnerFiles, Refused, safe_path};
use crate::formats::office::kind_of;
use crate::formats::unpack::as_invalid_data;
use crate::formats::{Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::pages_of_parts;

/// An archive of no file has its end alone.
const MIN_BYTES: usize = 22;

/// Levels of folders that are looked at for parts of a saved page.
const MAX_DEPTH_LOOKED_AT: usize = 64;

/// `.zip` and whatever opens as one.
pub(in crate::formats) struct Zip;

impl Format for Zip {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "zip",
            version: 1,
            extensions: &["zip"],
            is_container: true,
            is_binary: true,
            reads: "the files in it, each by the reader of its format",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let is_zip = head.bytes.starts_with(b"PK\x03\x04") || head.bytes.starts_with(b"PK\x05\x06");
        is_zip && head.bytes.len() >= MIN_BYTES && kind_of(head).is_none()
    }

    fn holds_files(&self) -> bool {
        true
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        output.is_container = true;
        let files = InnerFiles::of(source)?;
        let budget = source.level.budget.clone();
        match source.any_place.take() {
            Some(file) => {
                let num_bytes = source.num_stored_bytes;
                read_archive(io::BufReader::new(file), num_bytes, files, budget, output)
            }
            None => {
                let bytes = source.bytes(u64::MAX)?;
                let num_bytes = bytes.len() as u64;
                read_archive(Cursor::new(bytes), num_bytes, files, budget, output)
            }
        }
    }
}

fn read_archive<R: Read + Seek>(
    reader: R,
    num_bytes: u64,
    mut files: InnerFiles<'_>,
    budget: Rc<Budget>,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let mut archive = ZipArchive::new(reader).map_err(|error| failure_of(error, num_bytes))?;
    if has_overlap(&archive) {
        return Err(Failure::failed(
            Code::TooLarge,
            "its files overlap, as in archives made to fill memories",
        ));
    }
    if archive.has_duplicate_names() {
        let message = "holds several files of one name; the last of each is read";
        output.doubt(None, Code::DuplicateMember, message);
    }
    let entries = (0..archive.len()).filter_map(|number| archive.by_index_data(number).ok());
    let names: HashSet<Vec<u8>> = entries.map(|entry| entry.name_raw().to_vec()).collect();
    for number in 0..archive.len() {
        if is_part_of_page(&archive, number, &names) {
            files.leave_out("parts of saved pages", output)?;
            continue;
        }
        read_entry(&mut archive, number, &mut files, &budget, output)?;
        if output.is_stopped {
            return Ok(());
        }
    }
    files.finish(output)
}

/// Whether entries share bytes: a small archive can then unpack to any size.
fn has_overlap<R>(archive: &ZipArchive<R>) -> bool
where
    R: Read + Seek,
{
    let entries = (0..archive.len()).filter_map(|number| archive.by_index_data(number).ok());
    let mut ranges: Vec<(u64, u64)> = entries
        .filter(|entry| entry.compressed_size() > 0)
        .map(|entry| (entry.header_start(), entry.header_start().saturating_add(entry.compressed_size())))
        .collect();
    ranges.sort_unstable();
    ranges.windows(2).any(|pair| pair[0].1 > pair[1].0)
}

/// Whether an entry lies in the folder that a browser made for the parts of a page that is an entry too.
fn is_part_of_page<R: Read + Seek>(archive: &ZipArchive<R>, number: usize, names: &HashSet<Vec<u8>>) -> bool {
    let Ok(entry) = archive.by_index_data(number) else { return false };
    let name = entry.name_raw();
    let slashes = name.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    slashes
        .take(MAX_DEPTH_LOOKED_AT)
        .any(|(end, _)| pages_of_parts(&name[..end]).iter().any(|page| names.contains(page)))
}

fn read_entry<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    number: usize,
    files: &mut InnerFiles<'_>,
    budget: &Rc<Budget>,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let Ok(entry) = archive.by_index_data(number) else { return Ok(()) };
    if entry.is_dir() {
        return Ok(());
    }
    let name = decode(entry.name_raw()).into_owned();
    let path = match safe_path(&name) {
        Ok(_) if entry.is_symlink() => Err(Refused::new("link", "it is a symbolic link")),
        Ok(_) if entry.encrypted() => {
            Err(Refused::new("encrypted", "it is encrypted; unpack it with its password"))
        }
        path => path,
    };
    let path = match path {
        Ok(path) => path,
        Err(refused) => return files.refuse(&name, refused, output),
    };
    match archive.by_index(number) {
        Ok(entry) => files.file(&path, &mut Charged { entry, budget }, output),
        Err(ZipError::CompressionMethodNotSupported(method)) => {
            let reason = format!("it is packed by method {method}, which cannot be unpacked");
            files.refuse(&path, Refused::new("packing method", reason), output)
        }
        Err(error) => files.file(&path, &mut Broken(Some(error.into())), output),
    }
}

/// An entry whose unpacked bytes count for the whole file.
struct Charged<'a, R: Read> {
    entry: ZipFile<'a, R>,
    budget: &'a Budget,
}

impl<R: Read> Read for Charged<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.entry.read(buffer).map_err(as_invalid_data)?;
        self.budget.charge(len as u64).map_err(io::Error::other)?;
        Ok(len)
    }
}

/// An entry that cannot be opened.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), |error| Err(as_invalid_data(error)))
    }
}

fn failure_of(error: ZipError, num_bytes: u64) -> Failure {
    match error {
        ZipError::Io(error) if error.raw_os_error().is_some() => error.into(),
        // The list of the files stands at the end.
        error => Failure::failed(
            Code::Malformed,
            format!(
                "the list at the end of the archive ({num_bytes} bytes) cannot be read; is it whole? {error}"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;
    use crate::formats::battery::survives;
    use crate::formats::read::tests::{Read as Reading, read, read_with};
    use crate::formats::{ReadOptions, Refusal};

    /// An archive of these files.
    pub(in crate::formats) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn keys(read: &Reading) -> Vec<&str> {
        read.members.iter().map(|member| member.key.as_deref().unwrap_or("")).collect()
    }

    const PAGE: &[u8] = b"<html lang=fr><title>La une</title><article><p>Les pourparlers reprennent jeudi matin dans la ville, \
        annonce le gouvernement.</p></article></html>";

    #[test]
    fn each_file_is_read_by_its_own_reader() {
        let lines = b"{\"id\":\"7\",\"text\":\"Un.\"}\n{\"text\":\"Deux.\"}\n";
        let archive = zip(&[
            ("2023/09/20/a.html", PAGE),
            ("b.jsonl", lines),
            ("c/", b""),
            ("c/d.TXT", "Été.".as_bytes()),
        ]);
        for name in ["presse.zip", "presse", "presse.txt"] {
            let read = read(name, &archive);
            let summary = read.result.as_ref().unwrap();
            assert_eq!((&*summary.format, summary.num_members, summary.is_container), ("zip", 4, true));
            assert_eq!((summary.num_inner_files, summary.num_bytes), (3, archive.len() as u64));
            assert_eq!(summary.content_hash, crate::formats::ContentHash::of(&archive));
            let hash = crate::formats::ContentHash::of(b"{\"text\":\"Deux.\"}");
            assert_eq!(
                keys(&read),
                ["2023/09/20/a.html", "b.jsonl#7", &format!("b.jsonl#{hash}"), "c/d.TXT"]
            );
            assert_eq!(read.members[0].inner_path.as_deref(), Some("2023/09/20/a.html"));
            assert_eq!(read.members[0].article.title.as_ref().map(|title| &*title.value), Some("La une"));
            assert_eq!((read.texts()[3], read.members[3].article.first_line), ("Été.", None));
        }
    }

    #[test]
    fn what_nobody_reads_is_counted_not_listed() {
        let archive = zip(&[
            ("a.txt", b"Un."),
            ("b.jpg", b"\xFF\xD8\xFF\xE0"),
            ("c.jpg", b"\xFF\xD8\xFF\xE0"),
            ("d.txt", b"  "),
            ("e.xyz", b"?"),
            ("__MACOSX/._a.txt", b"\0\x05\x16\x07"),
            ("tableau.xlsx", &zip(&[("xl/workbook.xml", b"<a/>")])),
        ]);
        let read = read("a.zip", &archive);
        let summary = read.result.unwrap();
        assert_eq!((summary.num_members, summary.num_failed_members), (1, 0));
        assert_eq!((summary.num_skipped_members(), summary.num_inner_files), (6, 7));
        let expected = [("empty", 1), ("jpg", 2), ("system files", 1), ("xlsx", 1), ("xyz", 1)];
        assert!(summary.skipped_members.iter().map(|(why, n)| (why.as_str(), *n)).eq(expected));
        assert!(read.findings.is_empty());
    }

    #[test]
    fn parts_of_saved_pages_are_left_out() {
        let archive = zip(&[
            ("été/Trêve.html", PAGE),
            ("été/Trêve_files/cadre.html", PAGE),
            ("été/Trêve_files/x/y.html", PAGE),
            ("Autre_files/c.html", PAGE),
        ]);
        let read = read("a.zip", &archive);
        assert_eq!(keys(&read), ["été/Trêve.html", "Autre_files/c.html"]);
        assert_eq!(read.result.unwrap().skipped_members["parts of saved pages"], 2);
    }

    #[test]
    fn an_archive_without_article_is_skipped_and_says_what_it_holds() {
        let read = read("a.zip", &zip(&[("b.jpg", b"\xFF\xD8\xFF\xE0")]));
        read.assert_fails(Code::NoText, Refusal::Skipped);
        assert!(read.result.unwrap_err().message.ends_with("left out inside it: 1 jpg"));
        self::read("a.zip", &zip(&[])).assert_fails(Code::Empty, Refusal::Skipped);
    }

    #[test]
    fn archives_in_archives_are_read_to_a_bound() {
        let inner = zip(&[("2023/a.txt", b"Un.")]);
        let nested = zip(&[("inner.zip", &inner), ("b.txt.gz", &gzip(b"Deux."))]);
        let read = read("a.zip", &nested);
        assert_eq!(keys(&read), ["inner.zip#2023/a.txt", "b.txt.gz"]);
        assert_eq!(read.members[0].inner_path.as_deref(), Some("inner.zip/2023/a.txt"));
        let too_deep = zip(&[("3.zip", &zip(&[("2.zip", &nested)])), ("c.txt", b"Trois.")]);
        let read = self::read("a.zip", &too_deep);
        assert_eq!(keys(&read), ["3.zip#2.zip#b.txt.gz", "c.txt"]);
        assert_eq!(read.result.unwrap().num_failed_members, 1);
        let finding = &read.findings[0];
        assert_eq!(
            (finding.member.as_deref(), finding.code),
            (Some("3.zip#2.zip#inner.zip"), Code::TooLarge)
        );
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn names_that_lead_out_are_refused_with_the_reason() {
        for name in ["../a.txt", "/etc/a.txt", "C:\\a.txt", "a/../../b.txt"] {
            let read = read("a.zip", &zip(&[(name, b"Un."), ("b.txt", b"Deux.")]));
            assert_eq!(keys(&read), ["b.txt"], "{name}");
            assert_eq!(read.findings.len(), 1, "{name}");
            assert_eq!(read.findings[0].code, Code::RefusedMember, "{name}");
            let summary = read.result.unwrap();
            assert_eq!((summary.num_failed_members, summary.skipped_members["unsafe name"]), (0, 1));
        }
    }

    #[test]
    fn links_and_encrypted_files_are_refused() {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.add_symlink("lien.txt", "/etc/passwd", SimpleFileOptions::default()).unwrap();
        writer.start_file("secret.txt", SimpleFileOptions::default()).unwrap();
        writer.write_all(b"Secret.").unwrap();
        writer.start_file("b.txt", SimpleFileOptions::default()).unwrap();
        writer.write_all(b"Deux.").unwrap();
        let mut archive = writer.finish().unwrap().into_inner();
        set_flags(&mut archive, b"secret.txt", 1);
        let read = read("a.zip", &archive);
        assert_eq!(keys(&read), ["b.txt"]);
        let said: Vec<&str> = read.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert!(said[0].contains("symbolic link") && said[1].contains("encrypted"), "{said:?}");
    }

    /// Sets the flags of an entry in both of its headers.
    fn set_flags(archive: &mut [u8], name: &[u8], flags: u8) {
        for (magic, before_name, flags_at) in [(b"PK\x03\x04", 30, 6), (b"PK\x01\x02", 46, 8)] {
            let is_header = |at: &usize| {
                archive[*at..].starts_with(magic) && archive[at + before_name..].starts_with(name)
            };
            let at = (0..archive.len()).find(is_header).unwrap();
            archive[at + flags_at] = flags;
        }
    }

    #[test]
    fn names_of_dos_keep_their_accents() {
        let mut archive = zip(&[("XtX.txt", b"Un.")]);
        while let Some(at) = archive.windows(7).position(|name| name == b"XtX.txt") {
            archive[at] = 0x82;
            archive[at + 2] = 0x82;
        }
        assert_eq!(keys(&read("a.zip", &archive)), ["été.txt"]);
    }

    #[test]
    fn bombs_are_refused() {
        let letters = vec![b'a'; 96 << 20];
        let bomb = zip(&[("b.txt", &letters), ("c.txt", b"Un.")]);
        let read = read("a.zip", &bomb);
        read.assert_fails(Code::TooLarge, Refusal::Failed);
        // Small at every level, large at all levels together.
        let quarter = zip(&[("b.txt", &letters[..24 << 20])]);
        let nested = zip(&[("1.zip", &quarter), ("2.zip", &quarter), ("3.zip", &quarter)]);
        self::read("a.zip", &nested).assert_fails(Code::TooLarge, Refusal::Failed);
    }

    #[test]
    fn overlapping_files_are_refused() {
        let mut archive = zip(&[("a.txt", b"Un."), ("b.txt", b"Deux.")]);
        // Both entries of the list point to the first file.
        let second = archive.windows(4).rposition(|magic| magic == b"PK\x01\x02").unwrap();
        archive[second + 42..second + 46].copy_from_slice(&[0; 4]);
        let read = read("a.zip", &archive);
        read.assert_fails(Code::TooLarge, Refusal::Failed);
        assert!(read.result.unwrap_err().message.contains("overlap"));
    }

    #[test]
    fn too_many_files_are_refused() {
        let mut options = ReadOptions::default();
        options.limits.max_inner_files = 2;
        let archive = zip(&[("a.txt", b"Un."), ("b.txt", b"Deux."), ("c.txt", b"Trois.")]);
        let read = read_with("a.zip", &archive, &options);
        read.assert_fails(Code::TooLarge, Refusal::Failed);
        assert!(read.result.unwrap_err().message.contains("more than 2 files"));
    }

    #[test]
    fn threads_change_nothing() {
        let texts: Vec<(String, String)> = (0..300)
            .map(|n| (format!("{n:03}.txt"), format!("Texte {n}. {}", "mot ".repeat(n % 50))))
            .collect();
        let files: Vec<(&str, &[u8])> =
            texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        let archive = zip(&files);
        let one = read("a.zip", &archive);
        let many = read_with("a.zip", &archive, &ReadOptions { num_jobs: 4, ..ReadOptions::default() });
        assert_eq!(one.members, many.members);
        assert_eq!(one.result, many.result);
    }

    #[test]
    fn large_files_are_read_without_being_held() {
        let line = format!("{{\"text\":\"{}\"}}\n", "Un mot. ".repeat(1000));
        let lines: String = (0..2500).map(|n| line.replacen("Un", &n.to_string(), 1)).collect();
        let archive = zip(&[("a.jsonl", lines.as_bytes()), ("b.txt", b"Fin.")]);
        assert!(lines.len() > 16 << 20);
        let read = read("a.zip", &archive);
        assert_eq!(read.result.unwrap().num_members, 2501);
        assert_eq!(read.members[2500].key.as_deref(), Some("b.txt"));
    }

    #[test]
    fn a_damaged_file_costs_itself() {
        let mut archive = zip(&[("a.txt", "Un mot. ".repeat(50).as_bytes()), ("b.txt", b"Deux.")]);
        archive[40] ^= 0xFF;
        let read = read("a.zip", &archive);
        assert_eq!(keys(&read), ["b.txt"]);
        assert_eq!(read.findings[0].member.as_deref(), Some("a.txt"));
        let cut = self::read("a.zip", &archive[..archive.len() - 30]);
        cut.assert_fails(Code::Malformed, Refusal::Failed);
    }

    #[test]
    fn spoilt_archives_do_no_harm() {
        let inner = zip(&[("a.txt", b"Un.")]);
        let sample = zip(&[("a.html", PAGE), ("b/c.jsonl", b"{\"text\":\"Un.\"}"), ("d.zip", &inner)]);
        let pieces: [&[u8]; 5] =
            [b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"\xFF\xFF\xFF\xFF"];
        survives("a.zip", &sample, &pieces);
    }
}
