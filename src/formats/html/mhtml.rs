//! Web pages that a browser saved in one file with their pictures (MHTML, RFC 2557): the page itself. Not its frames and
//! pictures, and not e-mail, which is built alike.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::page::{MAX_PAGE_BYTES, declared_encoding, read_decoded};
use crate::diagnostics::Code;
use crate::formats::mail::{has_bounded_header, opens_with_header, opens_with_headers};
use crate::formats::metadata::{self, stated};
use crate::formats::{Failure, Format, FormatInfo, Head, Output, Source};
use crate::model::PartialDate;
use crate::text::decode::decode;
use crate::text::written_date;

/// The header in which browsers of the Chromium family write the page's address.
const ADDRESS_HEADER: &str = "Snapshot-Content-Location";

/// `.mhtml`, `.mht` and whatever opens as what browsers save.
pub(in crate::formats) struct Mhtml;

impl Format for Mhtml {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "mhtml",
            version: 1,
            extensions: &["mhtml", "mht"],
            is_container: false,
            is_binary: false,
            reads: "the page that a browser saved in one file, as an HTML page; its address and the day it was saved",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let is_saved = opens_with_header(head.bytes, "snapshot-content-location", "")
            || opens_with_header(head.bytes, "from", "<saved by ")
            || opens_with_header(head.bytes, "from", "\"saved by ");
        is_saved
            || head.has_extension(self.info().extensions) && opens_with_headers(head.bytes, true)
            || head.has_extension(self.info().extensions)
                && opens_with_header(head.bytes, "content-type", "multipart/related")
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let bytes = source.bytes(u64::MAX)?;
        let message = Some(MessageParser::default())
            .filter(|_| has_bounded_header(&bytes))
            .and_then(|parser| parser.parse(&bytes))
            .ok_or_else(|| Failure::failed(Code::Malformed, "its header cannot be read"))?;
        let address = page_address(&message);
        let Some(part) = page_part(&message, address.as_deref()) else {
            return Err(Failure::skipped(Code::NoText, "holds no HTML page"));
        };
        let (page, declared) = page_bytes(part, &bytes);
        if page.len() as u64 > MAX_PAGE_BYTES {
            return Err(Failure::failed(
                Code::TooLarge,
                format!("its page has more than {MAX_PAGE_BYTES} bytes"),
            ));
        }
        let declared =
            declared.or_else(|| declared_encoding(&page)).or_else(|| source.options.encoding.clone());
        let mut article = read_decoded(decode(page, declared.as_deref()), output)?;
        if let Some(address) = address {
            // The page's own word counts first: the address in the bar may be one of many.
            article.url.get_or_insert_with(|| metadata::known(address, format!("{ADDRESS_HEADER} header")));
        }
        article.latest = day_saved(&message);
        output.single = Some(article);
        Ok(())
    }
}

fn page_address(message: &Message<'_>) -> Option<String> {
    let text = match message.header(ADDRESS_HEADER)? {
        HeaderValue::Text(text) => text.to_string(),
        _ => message.header_raw(ADDRESS_HEADER)?.to_string(),
    };
    stated(&text).filter(|text| text.starts_with("http"))
}

/// The part that the file names as its start, that has the page's address, or that is the first page in it. Others are
/// frames.
fn page_part<'m>(message: &'m Message<'_>, address: Option<&str>) -> Option<&'m MessagePart<'m>> {
    let pages = || message.parts.iter().filter(|part| matches!(part.body, PartType::Html(_)));
    let start = message.content_type().and_then(|content_type| content_type.attribute("start"));
    let start = start.map(|start| start.trim_matches(['<', '>']));
    let is_start = |part: &&MessagePart<'_>| start.is_some() && part.content_id() == start;
    let is_at_address = |part: &&MessagePart<'_>| address.is_some() && part.content_location() == address;
    pages().find(is_start).or_else(|| pages().find(is_at_address)).or_else(|| pages().next())
}

/// The bytes of the page and the encoding that its header declares: browsers leave the page its own, and a page says it
/// inside more often than not.
fn page_bytes(part: &MessagePart<'_>, raw: &[u8]) -> (Vec<u8>, Option<String>) {
    let stored = raw.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
    let bytes = match part.encoding {
        Encoding::None => Some(stored.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(stored),
        Encoding::Base64 => base64_decode(stored),
    };
    let declared = part.content_type().and_then(|content_type| content_type.attribute("charset"));
    match bytes.filter(|bytes| !bytes.is_empty()) {
        Some(bytes) => (bytes, declared.map(str::to_string)),
        None => (part.contents().to_vec(), Some("utf-8".to_string())),
    }
}

/// No page is younger than its copy. It is never taken for the day of publication.
fn day_saved(message: &Message<'_>) -> Option<PartialDate> {
    let date = message.date()?.to_rfc3339();
    written_date::parse(&date).ok().flatten().map(PartialDate::without_time)
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Code;
    use crate::formats::battery::survives;
    use crate::formats::read::tests::read;
    use crate::model::Article;

    const SAVED: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://courrier.example/treve\r\n\
        Subject: =?utf-8?Q?La=20tr=C3=AAve?=\r\nDate: Thu, 21 Sep 2023 06:00:00 +0000\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"m\"\r\n\r\n\r\n\
        --m\r\nContent-Type: text/html\r\nContent-ID: <frame-1@m>\r\nContent-Transfer-Encoding: quoted-printable\r\n\
        Content-Location: https://ads.example/frame\r\n\r\n<html><body><p>Achetez des parapluies.</p></body></html>\r\n\
        --m\r\nContent-Type: text/html\r\nContent-ID: <frame-2@m>\r\nContent-Transfer-Encoding: quoted-printable\r\n\
        Content-Location: https://courrier.example/treve\r\n\r\n\
        <!DOCTYPE html><html lang=3D\"fr\"><head><meta http-equiv=3D\"Content-Type\" content=3D\"text/html; charset=3Dwindo=\r\n\
        ws-1252\"><title>La tr=EAve tient</title></head><body><article><h1>La tr=EAve tient</h1>\
        <p>Les armes se taisent depuis l'aube, dit la pr=E9fecture.</p></article></body></html>\r\n\
        --m\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://courrier.example/a.png\r\n\r\n\
        iVBORw0KGgo=\r\n--m--\r\n";

    fn article(name: &str, saved: &str) -> Article {
        let mut read = read(name, saved.as_bytes());
        assert_eq!(&*read.result.as_ref().unwrap().format, "mhtml");
        assert_eq!(read.members.len(), 1);
        read.members.remove(0).article
    }

    #[test]
    fn the_page_at_the_saved_address_is_the_article() {
        for name in ["treve.mhtml", "treve.mht", "treve.eml", "treve"] {
            let article = article(name, SAVED);
            assert_eq!(article.text, "Les armes se taisent depuis l'aube, dit la préfecture.");
            assert_eq!(article.title.as_ref().map(|title| &*title.value), Some("La trêve tient"));
            assert_eq!(article.url.as_ref().map(|url| &*url.value), Some("https://courrier.example/treve"));
            assert_eq!(article.latest.map(|day| day.to_string()).as_deref(), Some("2023-09-21"));
            assert_eq!(article.published, None);
        }
    }

    #[test]
    fn without_an_address_the_named_or_first_page_counts() {
        let other = SAVED.replace("Snapshot-Content-Location: https://courrier.example/treve\r\n", "");
        assert!(article("a.mht", &other).text.contains("parapluies"));
        let named = other.replace("type=\"text/html\";", "start=\"<frame-2@m>\";");
        assert!(article("a.mht", &named).text.contains("armes"));
    }

    #[test]
    fn e_mail_stays_e_mail_and_empty_files_are_told() {
        let mail = SAVED
            .replace("From: <Saved by Blink>", "From: Nadia <n@courrier.example>")
            .replace("Snapshot-Content-Location", "X-Place");
        assert_eq!(&*read("a.eml", mail.as_bytes()).result.unwrap().format, "eml");
        let empty = SAVED.replace("Content-Type: text/html", "Content-Type: text/css");
        let refusal = read("a.mhtml", empty.as_bytes()).result.unwrap_err();
        assert_eq!(refusal.code, Code::NoText);
    }

    #[test]
    fn spoilt_pages_do_no_harm() {
        let pieces: [&[u8]; 5] =
            [b"--m\r\n", b"boundary=", b"Content-Transfer-Encoding: base64\r\n", b"=3D=\r\n", b"start=\"<"];
        survives("a.mhtml", SAVED.as_bytes(), &pieces);
    }
}
