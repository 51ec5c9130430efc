//! ODT: the text of OpenDocument texts, packed or in one XML file. Not their looks, nor headers, footers, comments and pictures.

use crate::diagnostics::Code;
use crate::formats::{Failure, Format, FormatInfo, Head, Limits, Output, Source};
use crate::text::decode::decode;

use super::document::Document;
use super::kind::{Kind, kind_of};
use super::odt_body::Body;
use super::package::{Package, protected};

/// Bytes in which a document in one XML file says what it is.
const FLAT_HEAD_BYTES: usize = 4096;

/// `.odt`, `.ott`, `.fodt`.
pub(in crate::formats) struct Odt;

impl Format for Odt {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "odt",
            version: 2,
            extensions: &["odt", "ott", "fodt"],
            is_container: false,
            is_binary: true,
            reads: "the text with its tables, frames and notes; title and chapô by style; document properties",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        kind_of(head) == Some(Kind::OpenText) || is_flat(head)
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let bytes = source.bytes(u64::MAX)?;
        let document = match bytes.starts_with(b"PK") {
            true => read_package(&bytes, &source.options.limits)?,
            false => {
                let mut body = Body::default();
                body.read(&decode(bytes, None).text)?;
                body.finish()
            }
        };
        document.hand_over(output)
    }
}

fn is_flat(head: &Head<'_>) -> bool {
    let start = &head.bytes[..head.bytes.len().min(FLAT_HEAD_BYTES)];
    let has = |piece: &[u8]| start.windows(piece.len()).any(|window| window == piece);
    head.opens_with(&["<?xml", "<office:document"])
        && has(b"<office:document")
        && has(b"application/vnd.oasis.opendocument.text")
}

fn read_package(bytes: &[u8], limits: &Limits) -> Result<Document, Failure> {
    let mut package = Package::open(bytes, limits)?;
    // Parts in cipher look like parts that are damaged.
    if package.text("META-INF/manifest.xml")?.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(protected());
    }
    let mut body = Body::default();
    if let Some(xml) = package.text("meta.xml")? {
        body.read(&xml)?;
    }
    let xml = package.text("content.xml")?;
    body.read(&xml.ok_or_else(|| Failure::failed(Code::Malformed, "the package has no `content.xml`"))?)?;
    Ok(body.finish())
}

#[cfg(test)]
#[path = "odt_tests.rs"]
mod tests;
