//! Tests of reading whole files: detection, packing, bad input, outcomes.

use std::io::Write;
use std::path::PathBuf;

use super::*;
use crate::diagnostics::Diagnostic;
use crate::formats::{ContentHash, Refusal};

/// A file in a folder of its own, and what reading it gave.
pub(in crate::formats) struct Read {
    pub result: Result<FileRead, ReadError>,
    pub members: Vec<Member>,
    pub findings: Vec<Diagnostic>,
}

impl Read {
    #[track_caller]
    pub fn assert_fails(&self, code: Code, outcome: Refusal) {
        let error = self.result.as_ref().expect_err("the file is bad");
        assert_eq!((error.code, error.outcome), (code, outcome), "{error}");
    }

    pub fn texts(&self) -> Vec<&str> {
        self.members.iter().map(|member| member.article.text.as_str()).collect()
    }
}

fn read_path(path: &Path, options: &ReadOptions) -> Read {
    let (mut members, mut findings) = (Vec::new(), Vec::new());
    let mut each = |member| {
        members.push(member);
        Flow::Continue
    };
    let result = read_file(path, options, &mut findings, &mut each);
    Read { result, members, findings }
}

pub(in crate::formats) fn read_with(name: &str, bytes: &[u8], options: &ReadOptions) -> Read {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    read_path(&path, options)
}

pub(in crate::formats) fn read(name: &str, bytes: &[u8]) -> Read {
    read_with(name, bytes, &ReadOptions::default())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The first 40 bytes of [`LINES`], and the others, as `xz -1` packs them: what packs is not among our dependencies.
pub(in crate::formats) const XZ_PARTS: [&[u8]; 2] = [
    b"\xFD\x37\x7A\x58\x5A\x00\x00\x04\xE6\xD6\xB4\x46\x02\x00\x21\x01\x10\x00\x00\x00\xA8\x70\x8E\x86\
        \xE0\x00\x27\x00\x24\x5D\x00\x3D\x88\x89\x26\x81\x93\x53\x7F\x5A\x53\xAA\x2A\xB8\xFE\x06\x03\xE8\
        \x72\x09\xC5\xB6\x6D\xBF\xD7\x78\x44\x1B\x75\x41\x32\x47\x32\x36\x14\x08\x00\x00\x99\x34\x3B\x57\
        \x7D\x80\xD8\x39\x00\x01\x40\x28\xD4\x52\x4A\xE5\x1F\xB6\xF3\x7D\x01\x00\x00\x00\x00\x04\x59\x5A",
    b"\xFD\x37\x7A\x58\x5A\x00\x00\x04\xE6\xD6\xB4\x46\x02\x00\x21\x01\x10\x00\x00\x00\xA8\x70\x8E\x86\
        \x01\x00\x23\x75\x78\x2E\x22\x7D\x0D\x0A\x7B\x22\x69\x64\x22\x3A\x20\x22\x63\x22\x2C\x20\x22\x74\
        \x65\x78\x74\x22\x3A\x20\x22\x54\x72\x6F\x69\x73\x2E\x22\x7D\x00\xD8\x93\x3A\xA9\xB0\x85\x98\x44\
        \x00\x01\x3C\x24\x05\x28\x76\x6F\x1F\xB6\xF3\x7D\x01\x00\x00\x00\x00\x04\x59\x5A",
];

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const LINES: &str =
    "{\"id\": \"a\", \"text\": \"Un.\"}\n\n{\"text\": \"Deux.\"}\r\n{\"id\": \"c\", \"text\": \"Trois.\"}";

#[test]
fn plain_text_is_one_article_with_lines() {
    let read = read("trêve.txt", "\u{FEFF}La trêve\r\n\r\ntient.\n".as_bytes());
    assert_eq!(read.texts(), ["La trêve\r\n\r\ntient.\n"]);
    let summary = read.result.unwrap();
    assert_eq!((&*summary.format, summary.num_members, summary.is_container), ("plain-text", 1, false));
    assert_eq!((read.members[0].key.as_deref(), read.members[0].article.first_line), (None, Some(1)));
    assert_eq!(read.members[0].content_hash, summary.content_hash);
}

#[test]
fn json_lines_are_members_with_stable_keys() {
    let read = read("a.jsonl", LINES.as_bytes());
    assert_eq!(read.texts(), ["Un.", "Deux.", "Trois."]);
    let hash = ContentHash::of(b"{\"text\": \"Deux.\"}").to_string();
    let keys: Vec<_> = read.members.iter().map(|member| member.key.as_deref().unwrap()).collect();
    assert_eq!(keys, ["a", &hash, "c"]);
    assert!(read.result.unwrap().is_container);
}

#[test]
fn packed_files_read_alike() {
    let zstd = zstd::encode_all(LINES.as_bytes(), 3).unwrap();
    let (first, second) = LINES.split_at(40);
    let two_members = [gzip(first.as_bytes()), gzip(second.as_bytes()), vec![0; 512]].concat();
    let two_frames =
        [zstd::encode_all(first.as_bytes(), 3).unwrap(), zstd::encode_all(second.as_bytes(), 3).unwrap()]
            .concat();
    for (name, bytes) in [
        ("a.jsonl.gz", gzip(LINES.as_bytes())),
        ("a.jsonl.zst", zstd),
        ("a.jsonl.gz", two_members),
        ("a.jsonl.zst", two_frames),
        ("a.jsonl.bz2", bzip2(LINES.as_bytes())),
        ("a.jsonl.bz2", [bzip2(first.as_bytes()), bzip2(second.as_bytes())].concat()),
        ("a.jsonl.xz", XZ_PARTS.concat()),
        ("a.json", XZ_PARTS.concat()),
    ] {
        let read = read(name, &bytes);
        assert_eq!(read.texts(), ["Un.", "Deux.", "Trois."], "{name}");
        let summary = read.result.unwrap();
        assert_eq!((summary.content_hash, summary.num_bytes), (ContentHash::of(&bytes), bytes.len() as u64));
    }
    assert_eq!(read("a.txt.gz", &gzip(b"Un.")).members[0].article.first_line, None);
}

#[test]
fn bad_lines_are_counted_and_the_rest_is_read() {
    let read = read("a.jsonl", b"{\"text\": \"Un.\"}\n{oops}\n[1]\n{\"n\": 1}\n{\"text\": \"Deux.\"}\n");
    assert_eq!(read.texts(), ["Un.", "Deux."]);
    assert_eq!(read.result.unwrap().num_failed_members, 3);
    let places: Vec<_> = read.findings.iter().filter_map(|finding| finding.member.as_deref()).collect();
    assert_eq!(places, ["line 2", "line 3", "line 4"]);
}

#[test]
fn a_cut_last_line_is_a_truncated_file_whose_good_articles_stand() {
    let read = read("a.jsonl", &LINES.as_bytes()[..LINES.len() - 4]);
    read.assert_fails(Code::Truncated, Refusal::Failed);
    assert_eq!(read.texts(), ["Un.", "Deux."]);
    assert_eq!(read.result.unwrap_err().num_members_before, 2);
}

#[test]
fn a_truncated_gzip_says_so() {
    let packed = gzip(LINES.repeat(100).as_bytes());
    read("a.jsonl.gz", &packed[..packed.len() - 20]).assert_fails(Code::Truncated, Refusal::Failed);
    read("a.txt.gz", &packed[..packed.len() / 2]).assert_fails(Code::Truncated, Refusal::Failed);
    read("a.txt.gz", &packed[..5]).assert_fails(Code::Truncated, Refusal::Failed);
    let packed_otherwise = bzip2(LINES.repeat(100).as_bytes());
    read("a.jsonl.bz2", &packed_otherwise[..packed_otherwise.len() - 20])
        .assert_fails(Code::Truncated, Refusal::Failed);
    read("a.jsonl.xz", &XZ_PARTS[0][..60]).assert_fails(Code::Truncated, Refusal::Failed);
    let mut damaged = packed.clone();
    damaged[20] ^= 0xFF;
    assert!(read("a.txt.gz", &damaged).result.is_err());
}

#[test]
fn the_same_id_twice_is_reported() {
    let read = read(
        "a.jsonl",
        b"{\"id\":1,\"text\":\"Un.\"}\n{\"id\":1,\"text\":\"Un.\"}\n{\"id\":1,\"text\":\"Deux.\"}\n",
    );
    assert_eq!(read.texts(), ["Un.", "Deux."]);
    let hash = ContentHash::of(b"{\"id\":1,\"text\":\"Deux.\"}").to_string();
    assert_eq!(read.members[1].key.as_ref(), Some(&hash));
    assert!(read.findings.iter().all(|finding| finding.code == Code::DuplicateMember));
    assert_eq!((read.findings.len(), read.result.unwrap().num_failed_members), (2, 1));
}

#[test]
fn what_is_no_text_is_skipped_with_its_reason() {
    let cases: [(&str, &[u8], Code); 10] = [
        ("a.txt", b"", Code::Empty),
        ("a.txt", b" \r\n\t", Code::Empty),
        ("a.jsonl", b"\n\n", Code::Empty),
        ("a.txt.gz", &gzip(b""), Code::Empty),
        ("a.txt", b"MZ\x90\x00\x03\x00\x00", Code::Binary),
        ("noise", b"\x01\x02\x03\x04", Code::Binary),
        ("a.pdf", b"%PDF-1.4", Code::UnsupportedFormat),
        ("a.txt", b"%PDF-1.4", Code::UnsupportedFormat),
        ("a.docx", b"PK\x03\x04", Code::UnsupportedFormat),
        ("a.xyz", b"text", Code::UnsupportedFormat),
    ];
    for (name, bytes, code) in cases {
        read(name, bytes).assert_fails(code, Refusal::Skipped);
    }
    assert!(read("a.xyz", b"text").result.unwrap_err().message.contains("xyz"));
}

#[test]
fn encodings_are_found_and_damage_is_a_doubt() {
    let latin = b"La tr\xEAve a \xE9t\xE9 sign\xE9e \xE0 l'aube, apr\xE8s des mois.";
    assert_eq!(read("a.txt", latin).texts(), ["La trêve a été signée à l'aube, après des mois."]);
    let options = ReadOptions { encoding: Some("macintosh".into()), ..ReadOptions::default() };
    assert_eq!(read_with("a.txt", b"\x8Et\x8E", &options).texts(), ["été"]);
    let damaged = read(
        "a.txt",
        "été après été à l’aube\u{0}".replace('\u{0}', "").as_bytes().strip_suffix(b"e").unwrap(),
    );
    assert!(damaged.findings.is_empty());
    let cut = "été à la fin é".as_bytes();
    let cut = read("a.txt", &cut[..cut.len() - 1]);
    assert_eq!(cut.findings[0].code, Code::BadEncoding);
    let utf_16: Vec<u8> = LINES.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read("a.jsonl", &utf_16).texts(), ["Un.", "Deux.", "Trois."]);
}

#[test]
fn missing_and_special_files_have_their_codes() {
    let folder = tempfile::tempdir().unwrap();
    let options = ReadOptions::default();
    read_path(&folder.path().join("absent.txt"), &options).assert_fails(Code::Vanished, Refusal::Failed);
    read_path(folder.path(), &options).assert_fails(Code::SpecialFile, Refusal::Skipped);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "Un.").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser reads everything.
    if File::open(&path).is_err() {
        read_path(&path, &ReadOptions::default()).assert_fails(Code::Unreadable, Refusal::Failed);
    }
}

#[test]
fn a_bomb_stops_at_the_ratio() {
    // Ten gigabytes of one letter in a few megabytes: gzip members of 64 MiB, one after the other.
    let member = gzip(&vec![b'a'; 64 << 20]);
    let bomb = member.repeat(160);
    let started = std::time::Instant::now();
    let read = read("a.jsonl.gz", &bomb);
    read.assert_fails(Code::TooLarge, Refusal::Failed);
    assert!(started.elapsed().as_secs() < 30);
}

#[test]
fn limits_bound_files_and_lines() {
    let mut options = ReadOptions::default();
    options.limits.max_file_bytes = 10;
    read_with("a.txt", b"0123456789", &options).result.unwrap();
    read_with("a.txt", b"0123456789a", &options).assert_fails(Code::TooLarge, Refusal::Failed);
    options.limits.max_line_bytes = 20;
    let read = read_with("a.jsonl", b"{\"text\":\"0123456789 0123456789\"}\n{\"text\":\"Un.\"}\n", &options);
    assert_eq!((read.texts(), read.findings[0].code), (vec!["Un."], Code::TooLarge));
}

#[test]
fn the_caller_can_stop() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    std::fs::write(&path, LINES).unwrap();
    let mut num_seen = 0;
    let mut each = |_| {
        num_seen += 1;
        Flow::Stop
    };
    let summary = read_file(&path, &ReadOptions::default(), &mut Vec::new(), &mut each).unwrap();
    assert_eq!((num_seen, summary.is_stopped), (1, true));
}

#[test]
fn dates_that_cannot_be_read_or_told_apart_are_kept_as_written() {
    let lines = "{\"id\": \"a\", \"text\": \"Un.\", \"date\": \"31/02/2023\", \"updated\": \"hier\"}\n\
                 {\"id\": \"b\", \"text\": \"Deux.\", \"date\": \"05/11/2019\"}\n\
                 {\"text\": \"Trois.\", \"date\": \"20/09/2023\", \"updated\": \"hier\"}\n\
                 {\"text\": \"Quatre.\", \"date\": \"1er brumaire an IX\"}";
    let read = read("a.jsonl", lines.as_bytes());
    let written: Vec<_> =
        read.members.iter().map(|member| member.article.date_as_written.as_deref()).collect();
    assert_eq!(written, [Some("31/02/2023"), Some("05/11/2019"), None, Some("1er brumaire an IX")]);
    // Four dates cannot be read; the one that may be of two days is nothing to report yet.
    assert_eq!(read.findings.iter().filter(|finding| finding.code == Code::BadDate).count(), 4);
    let single = self::read("a.md", b"---\ndate: 31/02/2023\n---\nUn.");
    assert_eq!(single.members[0].article.date_as_written.as_deref(), Some("31/02/2023"));
}

#[test]
fn other_dates_that_cannot_be_read_are_not_kept_as_those_of_publication() {
    let newsml = "<NewsML><NewsItem><NewsManagement><FirstCreated>20230920T050000Z</FirstCreated><ThisRevisionCreated>hier</ThisRevisionCreated>\
                  </NewsManagement><NewsComponent><ContentItem><DataContent><p>Un.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>";
    let g2 = "<newsItem guid=\"a\"><itemMeta><versionCreated>hier</versionCreated></itemMeta>\
              <contentMeta><contentCreated>2023-09-20</contentCreated></contentMeta>\
              <contentSet><inlineData>Un.</inlineData></contentSet></newsItem>";
    let nitf = "<nitf><head><docdata><date.issue norm=\"20230920\"/><date.release norm=\"hier\"/></docdata></head>\
                <body><body.content><p>Un.</p></body.content></body></nitf>";
    let ninjs = r#"{"uri": "a", "firstCreated": "2023-09-20", "versionCreated": "hier", "bodies": [{"value": "Un."}]}"#;
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>a</id><published>2023-09-20</published><updated>hier</updated>\
                <content>Un.</content></entry></feed>";
    let page = "<html><head><meta property=\"article:modified_time\" content=\"hier\"></head><body><p>Un.</p></body></html>";
    let record = r#"{"text": "Un.", "date": "2023-09-20", "updated": 5000000000000000}"#;
    let export = "1 of 1 DOCUMENTS\n\nThe Valley Herald\n\nJanuary 11, 2010 Monday\n\nTruce holds\n\nLENGTH: 1 word\n\nUn.\n\nLOAD-DATE: hier\n";
    for (name, file) in [
        ("newsml.xml", newsml),
        ("g2.xml", g2),
        ("nitf.xml", nitf),
        ("ninjs.json", ninjs),
        ("atom.xml", atom),
        ("page.html", page),
        ("record.json", record),
        ("export.txt", export),
    ] {
        let read = read(name, file.as_bytes());
        assert_eq!(read.texts(), ["Un."], "{name}: {:?}", read.result);
        assert_eq!(read.members[0].article.date_as_written, None, "{name}");
        let codes: Vec<_> = read.findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [Code::BadDate], "{name}: {:?}", read.findings);
    }
}
