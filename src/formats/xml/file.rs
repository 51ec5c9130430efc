//! An XML file that is read whole: its text in the encoding it declares, and the tree of it. Streams nothing.

use super::opening::declared_encoding;
use super::tree::Tree;
use crate::diagnostics::Code;
use crate::formats::{Failure, Output, Source};
use crate::text::decode::decode;

/// A larger file is no item of an agency and no feed; its tree takes several times its size.
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// An XML file: its text, and the tree of it.
pub(in crate::formats) struct XmlFile {
    /// As decoded; spans of elements point into it.
    pub(in crate::formats) xml: String,
    /// Its elements.
    pub(in crate::formats) tree: Tree,
}

/// Reads a whole XML file. Bytes that its encoding does not know are reported.
pub(in crate::formats) fn read(source: &mut Source<'_>, output: &mut Output<'_>) -> Result<XmlFile, Failure> {
    let xml = decoded(source, output)?;
    let tree = Tree::parse(&xml)?;
    Ok(XmlFile { xml, tree })
}

/// The text of an XML file, by the encoding it declares. Bytes that this does not know are reported.
pub(in crate::formats) fn decoded(
    source: &mut Source<'_>,
    output: &mut Output<'_>,
) -> Result<String, Failure> {
    let decoded = source.text(MAX_FILE_BYTES, declared_encoding)?;
    if decoded.has_replacements {
        let message = format!("some bytes are not {} and were replaced", decoded.encoding);
        output.doubt(None, Code::BadEncoding, message);
    }
    Ok(decoded.text)
}

/// The text of XML in `bytes`, by the encoding it declares, else by the one called `otherwise`.
pub(in crate::formats) fn text_of(bytes: Vec<u8>, otherwise: Option<&str>) -> String {
    let declared = declared_encoding(&bytes);
    decode(bytes, declared.as_deref().or(otherwise)).text
}
