//! Web archives in WARC: the pages that a crawler was given, each read as a saved page is. Streamed: the file may be
//! larger than memory. Not pictures, scripts and redirections, which are counted; nothing is fetched.

use std::collections::HashSet;

use super::http::{BodyError, ResponseHead};
use super::warc_record::{RecordHead, Records};
use crate::diagnostics::Code;
use crate::formats::detect::HEAD_BYTES;
use crate::formats::html::{Html, declared_encoding, nesting, read_page};
use crate::formats::metadata::{self, Doubts};
use crate::formats::source::Level;
use crate::formats::window::Window;
use crate::formats::{ContentHash, Failure, Format, FormatInfo, Head, Output, ReadOptions, Source};
use crate::model::{Article, PartialDate};
use crate::text::decode::decode;
use crate::text::written_date;

/// A larger page is no article.
const MAX_PAGE_BYTES: u64 = 32 * 1024 * 1024;

/// Bytes in which the head of a response ends.
const MAX_HTTP_HEAD_BYTES: u64 = 64 * 1024;

/// `.warc` and whatever opens as one.
pub(in crate::formats) struct Warc;

impl Format for Warc {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "warc",
            version: 1,
            extensions: &["warc"],
            is_container: true,
            is_binary: true,
            reads: "the HTML pages of a crawl, with their address and the day of the crawl",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.bytes.starts_with(b"WARC/0.") || head.bytes.starts_with(b"WARC/1.")
    }

    /// Pages are read as the reader of web pages reads them.
    fn holds_files(&self) -> bool {
        true
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        output.is_container = true;
        let mut crawl = Crawl {
            options: source.options,
            level: source.level.clone(),
            window: Window::new(),
            addresses: HashSet::new(),
            captures: HashSet::new(),
        };
        let mut records = Records::new(source.stream);
        let result = crawl.read(&mut records, output);
        // What came before the damage stands.
        let rest = crawl.work(output);
        result.and(rest)
    }
}

/// Whether and how a record is read.
enum Wanted {
    /// A page, or what may turn out to be one.
    Page(Box<Capture>),
    /// Left out, counted under this word.
    LeftOut(String),
    /// The crawler's own notes: no content of the web.
    Note,
}

/// A page as it was captured.
struct Capture {
    record: RecordHead,
    head: ResponseHead,
    /// Whether it is the text of a page, without markup.
    is_text: bool,
    body: Vec<u8>,
}

/// What a capture turned out to be.
enum Parsed {
    Article { article: Box<Article>, content_hash: ContentHash, doubts: Doubts, num_bytes: u64 },
    LeftOut(String),
}

struct Crawl<'s> {
    options: &'s ReadOptions,
    level: Level,
    window: Window<Capture>,
    /// Hashes of the addresses met: the addresses themselves would grow with the file.
    addresses: HashSet<u64>,
    /// Hashes of (address, content) met.
    captures: HashSet<u64>,
}

impl Crawl<'_> {
    fn read(&mut self, records: &mut Records<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        while let Some(record) = records.next_record()? {
            match wanted(record, records)? {
                Wanted::Note => continue,
                Wanted::LeftOut(reason) => {
                    output.num_inner_files += 1;
                    output.skip_inner_files(&reason, 1);
                }
                Wanted::Page(capture) => {
                    output.num_inner_files += 1;
                    let num_bytes = capture.body.len();
                    if self.window.push(*capture, num_bytes) {
                        self.work(output)?;
                    }
                }
            }
            if output.is_stopped {
                break;
            }
        }
        Ok(())
    }

    /// Parses the pages that wait, several at a time, and hands them over in their order.
    fn work(&mut self, output: &mut Output<'_>) -> Result<(), Failure> {
        let options = self.options;
        let parse = |capture: Capture| {
            let record = capture.record.clone();
            (record, parse(capture, options))
        };
        for (record, parsed) in self.window.work(options.num_jobs, parse) {
            if output.is_stopped {
                return Ok(());
            }
            match parsed {
                Parsed::LeftOut(reason) => output.skip_inner_files(&reason, 1),
                Parsed::Article { article, content_hash, doubts, num_bytes } => {
                    self.level.budget.charge(num_bytes)?;
                    self.hand_over(record, *article, content_hash, doubts, output);
                }
            }
        }
        Ok(())
    }

    /// A page that was captured twice is read twice only when it changed: then it is known by address and time.
    fn hand_over(
        &mut self,
        record: RecordHead,
        mut article: Article,
        content_hash: ContentHash,
        doubts: Doubts,
        output: &mut Output<'_>,
    ) {
        if !self.captures.insert(short(&[&content_hash.0, record.uri.as_bytes()])) {
            output.skip_inner_files("duplicate", 1);
            return;
        }
        let is_first = self.addresses.insert(short(&[record.uri.as_bytes()]));
        let key = if is_first { record.uri } else { format!("{} {}", record.uri, record.date) };
        for (code, remark) in doubts.0 {
            output.doubt(Some(&key), code, remark);
        }
        article.source_id = Some(key.clone());
        output.member(&key, content_hash, article);
    }
}

fn short(parts: &[&[u8]]) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&ContentHash::of(&parts.concat()).0[..8]);
    u64::from_le_bytes(first)
}

/// Looks at the head of a record, and reads the rest only where it may be a page.
fn wanted(record: RecordHead, records: &mut Records<'_>) -> Result<Wanted, Failure> {
    let left_out = |reason: &str| Ok(Wanted::LeftOut(reason.to_string()));
    let is_response = match record.kind.as_str() {
        "response" => true,
        "resource" | "conversion" => false,
        "revisit" => return left_out("revisit"),
        _ => return Ok(Wanted::Note),
    };
    let address = record.uri.to_ascii_lowercase();
    if !address.starts_with("http://") && !address.starts_with("https://") {
        return left_out(if address.starts_with("dns:") { "dns" } else { "no web address" });
    }
    if address.split(['?', '#']).next().is_some_and(|path| path.ends_with("/robots.txt")) {
        return left_out("robots.txt");
    }
    let mut body = Vec::new();
    let head = if is_response {
        records.content(MAX_HTTP_HEAD_BYTES, &mut body)?;
        match ResponseHead::read(&body) {
            Some(head) => head,
            None => return left_out("no HTTP response"),
        }
    } else {
        ResponseHead::of_content(&record.content_type)
    };
    match head.status {
        200 => {}
        300..400 => return left_out("redirect"),
        status => return left_out(&format!("http {status}")),
    }
    let is_text = record.kind == "conversion" && head.media_type == "text/plain";
    if !is_text && let Some(reason) = not_a_page(&head.media_type) {
        return left_out(reason);
    }
    if records.num_left() > MAX_PAGE_BYTES {
        return left_out(Code::TooLarge.as_str());
    }
    records.content(u64::MAX, &mut body)?;
    body.drain(..head.num_bytes);
    Ok(Wanted::Page(Box::new(Capture { record, head, is_text, body })))
}

/// Under which word a type is left out; `None`: it is a page, or says too little to know.
fn not_a_page(media_type: &str) -> Option<&str> {
    let (kind, name) = media_type.split_once('/').unwrap_or((media_type, ""));
    match (kind, name) {
        ("text", "html") | ("application", "xhtml+xml") => None,
        // What servers say of what they do not know.
        ("", _) | ("text", "plain" | "") | ("application", "octet-stream") => None,
        ("text" | "application", name) => Some(name.strip_prefix("x-").unwrap_or(name)),
        (kind, _) => Some(kind),
    }
}

fn parse(capture: Capture, options: &ReadOptions) -> Parsed {
    let Capture { record, head, is_text, body } = capture;
    let body = match head.body(body, MAX_PAGE_BYTES) {
        Ok(body) => body,
        Err(BodyError::Coding(coding)) => return Parsed::LeftOut(format!("packed with {coding}")),
        Err(BodyError::Damaged) => return Parsed::LeftOut("damaged body".to_string()),
        Err(BodyError::TooLarge) => return Parsed::LeftOut(Code::TooLarge.as_str().to_string()),
    };
    if !is_text && !is_page(&head.media_type, &body) {
        let word = if head.media_type.is_empty() { "no type" } else { &head.media_type };
        return Parsed::LeftOut(word.to_string());
    }
    let (content_hash, num_bytes) = (ContentHash::of(&body), body.len() as u64);
    let declared = head.charset.or_else(|| declared_encoding(&body)).or_else(|| options.encoding.clone());
    let decoded = decode(body, declared.as_deref());
    let mut doubts = Doubts::default();
    if decoded.has_replacements {
        let message = format!("some bytes are not {} and were replaced", decoded.encoding);
        doubts.0.push((Code::BadEncoding, message));
    }
    let mut article = match () {
        () if is_text => Article { text: decoded.text, ..Article::default() },
        () if nesting::is_too_deep(&decoded.text) => return Parsed::LeftOut("nested too deep".to_string()),
        () if nesting::has_too_many_tags(&decoded.text) => {
            return Parsed::LeftOut("too many elements".to_string());
        }
        () => read_page(decoded.text, &mut doubts),
    };
    if article.text.trim().is_empty() {
        return Parsed::LeftOut(Code::NoText.as_str().to_string());
    }
    article.url = Some(metadata::known(record.uri, "WARC-Target-URI"));
    article.latest = crawl_day(&record.date);
    article.is_excerpt |= record.is_cut;
    Parsed::Article { article: Box::new(article), content_hash, doubts, num_bytes }
}

/// Whether a body of a type that says little, or that says HTML, is a page.
fn is_page(media_type: &str, body: &[u8]) -> bool {
    if matches!(media_type, "text/html" | "application/xhtml+xml") {
        return true;
    }
    let start = &body[..body.len().min(HEAD_BYTES)];
    Html.recognises(&Head { bytes: start, is_whole: body.len() < HEAD_BYTES, extension: "" })
}

/// The day of the crawl: no page is younger. It is never taken for the day of publication.
fn crawl_day(date: &str) -> Option<PartialDate> {
    written_date::parse(date).ok().flatten().map(PartialDate::without_time)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::formats::Refusal;
    use crate::formats::battery::survives;
    use crate::formats::read::tests::{Read as Reading, read, read_with};

    fn record(kind: &str, uri: &str, date: &str, content: &[u8]) -> Vec<u8> {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: {date}\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
            content.len()
        );
        [head.as_bytes(), content, b"\r\n\r\n"].concat()
    }

    fn response(uri: &str, headers: &str, body: &[u8]) -> Vec<u8> {
        let content = [format!("HTTP/1.1 {headers}\r\n\r\n").as_bytes(), body].concat();
        record("response", uri, "2023-09-21T06:00:00Z", &content)
    }

    fn page(text: &str) -> Vec<u8> {
        format!(
            "<!doctype html><html lang=fr><head><title>Orsane : {text}</title></head><body><article>\
             <p>Les pourparlers reprennent jeudi matin dans la ville d'Orsane, {text}, annonce le gouvernement.</p>\
             <p>Les délégations s'étaient quittées sans un mot lundi soir, après neuf heures de réunion.</p>\
             </article></body></html>"
        )
        .into_bytes()
    }

    const HTML: &str = "200 OK\r\nContent-Type: text/html; charset=utf-8";

    fn keys(read: &Reading) -> Vec<&str> {
        read.members.iter().map(|member| member.key.as_deref().unwrap_or("")).collect()
    }

    fn sample() -> Vec<u8> {
        let robots =
            response("http://a.example/robots.txt", "200 OK\r\nContent-Type: text/plain", b"User-agent: *");
        [
            record("warcinfo", "", "2023-09-21T06:00:00Z", b"software: essai"),
            robots,
            record("request", "http://a.example/1", "2023-09-21T06:00:00Z", b"GET /1 HTTP/1.1\r\n\r\n"),
            response("http://a.example/1", HTML, &page("un")),
            response("http://a.example/a.jpg", "200 OK\r\nContent-Type: image/jpeg", b"\xFF\xD8\xFF"),
            response("http://a.example/b.png", "200 OK\r\nContent-Type: image/png", b"\x89PNG"),
            response("http://a.example/old", "301 Moved\r\nLocation: /1", b""),
            response("http://a.example/none", "404 Not Found\r\nContent-Type: text/html", &page("rien")),
            response("http://a.example/2", HTML, &page("deux")),
            record("revisit", "http://a.example/2", "2023-09-22T06:00:00Z", b"HTTP/1.1 200 OK\r\n\r\n"),
        ]
        .concat()
    }

    #[test]
    fn pages_are_articles_and_the_rest_is_counted() {
        let packed: Vec<u8> = [sample(), response("http://a.example/3", HTML, &page("trois"))]
            .iter()
            .flat_map(|record| {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                encoder.write_all(record).unwrap();
                encoder.finish().unwrap()
            })
            .collect();
        for (name, bytes, num) in [("a.warc", sample(), 2), ("a.txt", sample(), 2), ("a.warc.gz", packed, 3)]
        {
            let read = read(name, &bytes);
            let summary = read.result.as_ref().unwrap();
            assert_eq!((&*summary.format, summary.num_members, summary.num_failed_members), ("warc", num, 0));
            assert_eq!(keys(&read)[..2], ["http://a.example/1", "http://a.example/2"]);
            let expected =
                [("http 404", 1), ("image", 2), ("redirect", 1), ("revisit", 1), ("robots.txt", 1)];
            assert!(summary.skipped_members.iter().map(|(why, n)| (why.as_str(), *n)).eq(expected));
            assert!(read.findings.is_empty());
        }
    }

    #[test]
    fn a_page_knows_its_address_and_the_day_of_the_crawl() {
        let read = read("a.warc", &sample());
        let article = &read.members[0].article;
        assert_eq!(article.title.as_ref().map(|title| &*title.value), Some("Orsane : un"));
        assert!(article.text.contains("reprennent jeudi"), "{}", article.text);
        let url = article.url.as_ref().unwrap();
        assert_eq!((&*url.value, &*url.place), ("http://a.example/1", "WARC-Target-URI"));
        assert_eq!(article.latest.map(|day| day.to_string()).as_deref(), Some("2023-09-21"));
        assert_eq!(article.published, None, "the day of the crawl is no day of publication");
    }

    #[test]
    fn the_server_s_charset_counts() {
        let latin: Vec<u8> =
            encoding_rs::MACINTOSH.encode(std::str::from_utf8(&page("été")).unwrap()).0.into();
        let headers = "200 OK\r\nContent-Type: text/html; charset=macintosh";
        let read = read("a.warc", &response("http://a.example/1", headers, &latin));
        assert_eq!(read.members[0].article.title.as_ref().map(|title| &*title.value), Some("Orsane : été"));
    }

    #[test]
    fn a_page_captured_again_is_read_when_it_changed() {
        let again = |text: &str, date: &str| {
            let content = [format!("HTTP/1.1 {HTML}\r\n\r\n").as_bytes(), &page(text)].concat();
            record("response", "http://a.example/1", date, &content)
        };
        let captures = [
            again("un", "2023-09-21T06:00:00Z"),
            again("un", "2023-09-22T06:00:00Z"),
            again("deux", "2023-09-23T06:00:00Z"),
        ];
        let read = read("a.warc", &captures.concat());
        assert_eq!(keys(&read), ["http://a.example/1", "http://a.example/1 2023-09-23T06:00:00Z"]);
        let summary = read.result.unwrap();
        assert_eq!((summary.skipped_members["duplicate"], summary.num_failed_members), (1, 0));
        assert!(read.findings.is_empty());
    }

    #[test]
    fn pages_of_unknown_type_and_texts_of_pages_are_read() {
        let text =
            record("conversion", "http://a.example/3", "2023-09-21T06:00:00Z", b"Un texte sans balises.");
        let text =
            String::from_utf8(text).unwrap().replace("application/http; msgtype=response", "text/plain");
        let records = [
            response("http://a.example/1", "200 OK", &page("un")),
            response("http://a.example/2", "200 OK\r\nContent-Type: text/plain", b"Pas une page."),
            text.into_bytes(),
        ];
        let read = read("a.warc", &records.concat());
        assert_eq!(keys(&read), ["http://a.example/1", "http://a.example/3"]);
        assert_eq!(read.members[1].article.text, "Un texte sans balises.");
        assert_eq!(read.result.unwrap().skipped_members["text/plain"], 1);
    }

    #[test]
    fn a_cut_crawl_keeps_what_is_before_the_cut() {
        let sample = sample();
        let cut = read("a.warc", &sample[..sample.len() - 400]);
        cut.assert_fails(Code::Truncated, Refusal::Failed);
        assert_eq!(keys(&cut), ["http://a.example/1"]);
    }

    #[test]
    fn threads_change_nothing() {
        let records: Vec<u8> = (0..60)
            .flat_map(|n| response(&format!("http://a.example/{n}"), HTML, &page(&format!("jour {n}"))))
            .collect();
        let one = read("a.warc", &records);
        let many = read_with("a.warc", &records, &ReadOptions { num_jobs: 4, ..ReadOptions::default() });
        assert_eq!((one.members.len(), one.members, one.result), (60, many.members, many.result));
    }

    #[test]
    fn spoilt_crawls_do_no_harm() {
        let pieces: [&[u8]; 6] = [
            b"WARC/1.0\r\n",
            b"Content-Length: 99999999999\r\n",
            b"\r\n\r\n",
            b"HTTP/1.1 200",
            b"gzip",
            b"chunked",
        ];
        survives("a.warc", &sample(), &pieces);
    }
}
