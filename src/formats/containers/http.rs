//! A response of a web server as a crawler keeps it: its head, and the body without what the transport did to it. Asks no
//! server anything.

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// What is needed of the head of a response.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ResponseHead {
    pub(super) status: u16,
    /// Lower case, without parameters; empty when the server did not say.
    pub(super) media_type: String,
    pub(super) charset: Option<String>,
    /// Lower case, in the order in which they were applied.
    codings: Vec<String>,
    is_chunked: bool,
    /// Where the body begins.
    pub(super) num_bytes: usize,
}

/// The body cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BodyError {
    /// It is packed in a way that is not known here: `br`.
    Coding(String),
    /// It does not unpack.
    Damaged,
    /// It is larger than any page.
    TooLarge,
}

impl ResponseHead {
    /// The head that `bytes` open with; `None` when they do not, or the head does not end in them.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let num_bytes = end_of_head(bytes)?;
        let text = String::from_utf8_lossy(&bytes[..num_bytes]);
        let mut lines = text.lines();
        let mut words = lines.next()?.split_ascii_whitespace();
        words.next().filter(|protocol| protocol.to_ascii_uppercase().starts_with("HTTP/"))?;
        let status = words.next()?.parse().ok()?;
        let mut head = ResponseHead { status, num_bytes, ..ResponseHead::default() };
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            head.set(&name.trim().to_ascii_lowercase(), &value.trim().to_ascii_lowercase());
        }
        Some(head)
    }

    /// As if a server had sent content of this type, for records without a head.
    pub(super) fn of_content(content_type: &str) -> Self {
        let (media_type, charset) = media_type(&content_type.to_ascii_lowercase());
        ResponseHead { status: 200, media_type, charset, ..ResponseHead::default() }
    }

    fn set(&mut self, name: &str, value: &str) {
        let list = || value.split(',').map(str::trim).filter(|word| !word.is_empty());
        match name {
            "content-type" => (self.media_type, self.charset) = media_type(value),
            "content-encoding" => self.codings.extend(list().map(str::to_string)),
            "transfer-encoding" => self.is_chunked |= list().any(|word| word == "chunked"),
            _ => {}
        }
    }

    /// The body as the server meant it, at most `max_bytes`. Many crawlers undo the transport but keep its headers, so
    /// that a body which does not look as they say is taken as it is.
    pub(super) fn body(&self, stored: Vec<u8>, max_bytes: u64) -> Result<Vec<u8>, BodyError> {
        let mut body = match self.is_chunked.then(|| without_chunks(&stored)).flatten() {
            Some(joined) => joined,
            None => stored,
        };
        for coding in self.codings.iter().rev() {
            body = match coding.as_str() {
                "identity" => body,
                "gzip" | "x-gzip" if body.starts_with(b"\x1F\x8B") => {
                    unpacked(MultiGzDecoder::new(&body[..]), max_bytes)?
                }
                "gzip" | "x-gzip" => body,
                "deflate" if body.first().is_some_and(|byte| byte & 0x0F == 8) => {
                    unpacked(ZlibDecoder::new(&body[..]), max_bytes)?
                }
                "deflate" if looks_like_text(&body) => body,
                "deflate" => unpacked(DeflateDecoder::new(&body[..]), max_bytes)?,
                _ if looks_like_text(&body) => body,
                coding => return Err(BodyError::Coding(coding.chars().take(20).collect())),
            };
        }
        if body.len() as u64 > max_bytes { Err(BodyError::TooLarge) } else { Ok(body) }
    }
}

/// Type and charset of a `Content-Type`.
fn media_type(value: &str) -> (String, Option<String>) {
    let mut parts = value.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or("").to_string();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.trim().trim_matches(['"', '\'']).to_string())
    });
    (media_type, charset)
}

fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let mut line_start = 0;
    loop {
        let len = bytes[line_start..].iter().position(|byte| *byte == b'\n')?;
        let line = &bytes[line_start..line_start + len];
        line_start += len + 1;
        if line.trim_ascii().is_empty() {
            return Some(line_start);
        }
    }
}

/// The chunks joined; `None` when the bytes are no chunks. A body that is cut keeps what is there.
fn without_chunks(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        let line_end = rest.iter().take(1000).position(|byte| *byte == b'\n');
        let size = line_end.and_then(|end| chunk_size(&rest[..end]));
        let (Some(end), Some(size)) = (line_end, size) else {
            return (!joined.is_empty()).then_some(joined);
        };
        let chunk = &rest[end + 1..];
        joined.extend_from_slice(&chunk[..size.min(chunk.len())]);
        if size == 0 || size >= chunk.len() {
            return Some(joined);
        }
        rest = chunk[size..].strip_prefix(b"\r\n").or_else(|| chunk[size..].strip_prefix(b"\n"))?;
    }
}

/// `1f40; name=value`.
fn chunk_size(line: &[u8]) -> Option<usize> {
    let digits = line.split(|byte| *byte == b';').next()?.trim_ascii();
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.is_empty() && digits.len() <= 8)?;
    usize::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
}

fn unpacked(decoder: impl Read, max_bytes: u64) -> Result<Vec<u8>, BodyError> {
    let mut bytes = Vec::new();
    let result = decoder.take(max_bytes + 1).read_to_end(&mut bytes);
    match result {
        Ok(_) => Ok(bytes),
        // A cut page is a page still.
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof && !bytes.is_empty() => Ok(bytes),
        Err(_) => Err(BodyError::Damaged),
    }
}

fn looks_like_text(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const PAGE: &[u8] = b"<html>Un mot.</html>";

    fn body(headers: &str, stored: &[u8]) -> Result<String, BodyError> {
        let head = ResponseHead::read(format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n").as_bytes()).unwrap();
        head.body(stored.to_vec(), 1000).map(|body| String::from_utf8(body).unwrap())
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn heads_tell_status_type_and_charset() {
        let bytes =
            b"HTTP/1.0 404 Not Found\r\nContent-TYPE: Text/HTML; Charset=\"ISO-8859-1\"\r\nX: y\r\n\r\nbody";
        let head = ResponseHead::read(bytes).unwrap();
        assert_eq!(
            (head.status, &*head.media_type, head.charset.as_deref()),
            (404, "text/html", Some("iso-8859-1"))
        );
        assert_eq!(&bytes[head.num_bytes..], b"body");
        for bytes in [&b"HTTP/1.1 200 OK\r\nA: b\r\n"[..], b"<html>\n\n", b"HTTP/1.1\n\n", b""] {
            assert_eq!(ResponseHead::read(bytes), None);
        }
    }

    #[test]
    fn what_the_transport_did_is_undone_where_it_was_done() {
        let page = Ok("<html>Un mot.</html>".to_string());
        assert_eq!(
            body("Transfer-Encoding: chunked", b"6\r\n<html>\r\nE;a=b\r\nUn mot.</html>\r\n0\r\n\r\n"),
            page
        );
        assert_eq!(body("Transfer-Encoding: chunked", PAGE), page);
        assert_eq!(body("Content-Encoding: gzip", &gzip(PAGE)), page);
        assert_eq!(body("Content-Encoding: gzip", PAGE), page);
        assert_eq!(body("Content-Encoding: deflate", &zlib(PAGE)), page);
        assert_eq!(body("Content-Encoding: deflate", &zlib(PAGE)[2..]), page);
        assert_eq!(body("Content-Encoding: br", b"\x0b\x02\x80"), Err(BodyError::Coding("br".into())));
        assert_eq!(body("Content-Encoding: br", PAGE), page);
        let packed = gzip(PAGE);
        let chunked = [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat();
        assert_eq!(body("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", &chunked), page);
    }

    #[test]
    fn bodies_are_bounded() {
        assert_eq!(body("Content-Encoding: gzip", &gzip(&[b'a'; 5000])), Err(BodyError::TooLarge));
        assert_eq!(body("A: b", &[b'a'; 1001]), Err(BodyError::TooLarge));
        assert_eq!(body("Content-Encoding: gzip", b"\x1F\x8B\x08\xFF\xFF"), Err(BodyError::Damaged));
        assert_eq!(body("Transfer-Encoding: chunked", b"ffffffff\r\nUn"), Ok("Un".into()));
    }
}
