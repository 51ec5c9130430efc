//! Reads the stored values of documents without trusting the bytes. The search core takes lengths in them for granted and
//! asks for as much memory as a damaged one says, which ends the program.

use std::io;
use std::sync::OnceLock;

use tantivy::directory::FileHandle;
use tantivy::schema::Field;
use tantivy::store::StoreReader;
use tantivy::{DocAddress, DocId, Searcher, TantivyDocument, TantivyError};

/// Blocks of texts that are kept unpacked, a segment: as many as the search core itself keeps.
const NUM_BLOCKS: usize = 100;
/// The mark of a text among stored values; there are no others.
const TEXT: u8 = 0;

/// The stores of the segments of a searcher, opened when the first document is read.
#[derive(Default)]
pub(crate) struct Stores(OnceLock<Vec<StoreReader>>);

impl Stores {
    /// The stored values of a document.
    pub(crate) fn document(
        &self,
        searcher: &Searcher,
        address: DocAddress,
    ) -> tantivy::Result<TantivyDocument> {
        if self.0.get().is_none() {
            let readers = searcher.segment_readers().iter();
            let opened: io::Result<Vec<_>> =
                readers.map(|reader| reader.get_store_reader(NUM_BLOCKS)).collect();
            // Another thread may have been faster: either will do.
            let _ = self.0.set(opened?);
        }
        let stores = self.0.get().map(Vec::as_slice).unwrap_or_default();
        let store = stores.get(address.segment_ord as usize).ok_or_else(|| spoilt(address.doc_id))?;
        stored_document(store, address.doc_id)
    }
}

/// The stored values of the document `doc`.
pub(crate) fn stored_document(store: &StoreReader, doc: DocId) -> tantivy::Result<TantivyDocument> {
    let bytes = store.get_document_bytes(doc)?;
    parse(&bytes).ok_or_else(|| spoilt(doc))
}

fn spoilt(doc: DocId) -> TantivyError {
    io::Error::new(io::ErrorKind::InvalidData, format!("the stored document {doc} is damaged")).into()
}

fn parse(mut bytes: &[u8]) -> Option<TantivyDocument> {
    let mut document = TantivyDocument::default();
    for _ in 0..number(&mut bytes)? {
        let (field, rest) = bytes.split_first_chunk::<4>()?;
        let (kind, rest) = rest.split_first()?;
        bytes = rest;
        if *kind != TEXT {
            return None;
        }
        let len = usize::try_from(number(&mut bytes)?).ok()?;
        let (text, rest) = bytes.split_at_checked(len)?;
        document.add_text(Field::from_field_id(u32::from_le_bytes(*field)), std::str::from_utf8(text).ok()?);
        bytes = rest;
    }
    Some(document)
}

/// The end of a file of stored values: a length of 4 bytes and a mark of 4, before them so many bytes of the core's own, before
/// those 28 bytes of which the fifth to twelfth say where the list of blocks begins.
const END_BYTES: usize = 8;
const FOOTER_BYTES: usize = 28;
/// Levels of the list of blocks: each has an eighth of the entries of the one below.
const MAX_LEVELS: u64 = 64;

/// Whether a file of stored values says of its list of blocks what can be: the search core reserves memory for as many levels as
/// the first number there says.
pub(super) fn layout_is_sound(file: &dyn FileHandle) -> io::Result<bool> {
    let len = file.len();
    let Some(end) = len.checked_sub(END_BYTES) else { return Ok(false) };
    let own = file.read_bytes(end..end + 4)?;
    let own = own.as_slice().try_into().map_or(usize::MAX, |own| u32::from_le_bytes(own) as usize);
    let Some(footer) = end.checked_sub(own).and_then(|end| end.checked_sub(FOOTER_BYTES)) else {
        return Ok(false);
    };
    let start = file.read_bytes(footer + 4..footer + 12)?;
    let start = start.as_slice().try_into().map_or(u64::MAX, u64::from_le_bytes);
    let Some(start) = usize::try_from(start).ok().filter(|start| *start < footer) else { return Ok(false) };
    let first = file.read_bytes(start..footer.min(start + 10))?;
    Ok(number(&mut first.as_slice()).is_some_and(|num| num <= MAX_LEVELS))
}

/// Seven bits a byte, the lowest first; the last byte has the eighth.
fn number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 127) << shift;
        if byte & 128 != 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::schema::Value;

    #[test]
    fn a_list_of_blocks_with_too_many_levels_is_no_list() {
        let file = |list: &[u8], start: u64| {
            let mut bytes = vec![0; 40];
            bytes.extend_from_slice(list);
            bytes.extend_from_slice(&1_u32.to_le_bytes());
            bytes.extend_from_slice(&start.to_le_bytes());
            bytes.extend_from_slice(&[0; 16]);
            bytes.extend_from_slice(b"{}");
            bytes.extend_from_slice(&2_u32.to_le_bytes());
            bytes.extend_from_slice(&1337_u32.to_le_bytes());
            tantivy::directory::OwnedBytes::new(bytes)
        };
        let is_sound = |list: &[u8], start| layout_is_sound(&file(list, start)).unwrap();
        assert!(is_sound(&[0x82, 0x83, 0x84], 40));
        assert!(!is_sound(&[0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0xff], 40));
        assert!(!is_sound(&[0x82, 0x83, 0x84], 4000) && !is_sound(&[0x82], u64::MAX));
        assert!(!layout_is_sound(&tantivy::directory::OwnedBytes::new(vec![0; 5])).unwrap());
    }

    #[test]
    fn values_are_read_and_lengths_are_not_believed() {
        let good = [0x81, 5, 0, 0, 0, 0, 0x83, b'u', b'n', b'!'];
        let document = parse(&good).unwrap();
        assert_eq!(document.get_first(Field::from_field_id(5)).and_then(|value| value.as_str()), Some("un!"));
        let mut huge = good.to_vec();
        huge.splice(6..7, [0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0xff]);
        assert!(parse(&huge).is_none());
        assert!((0..good.len()).all(|len| parse(&good[..len]).is_none()));
    }
}
