//! Byte offsets → line numbers. Only for showing places to people; nothing is stored by line.

/// The line starts of a text, to turn byte offsets into line numbers.
#[derive(Debug, Clone)]
pub struct LineIndex {
    /// Byte at which each line begins; the first is 0.
    byte_starts: Vec<usize>,
}

impl LineIndex {
    /// Reads `text` once. Lines end at `\n`, at `\r\n`, or at a lone `\r`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends_line =
            |&i: &usize| bytes[i] == b'\n' || (bytes[i] == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
        let later = (0..bytes.len()).filter(ends_line).map(|i| i + 1);
        LineIndex { byte_starts: std::iter::once(0).chain(later).collect() }
    }

    /// The line, from 1, that holds the byte at `byte_offset`.
    pub fn line_of(&self, byte_offset: usize) -> usize {
        self.byte_starts.partition_point(|&start| start <= byte_offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_every_kind_of_line_end() {
        let index = LineIndex::new("a\nb\r\nc\rd");
        assert_eq!([0, 1, 2, 5, 7].map(|byte| index.line_of(byte)), [1, 1, 2, 3, 4]);
        assert_eq!(LineIndex::new("").line_of(0), 1);
    }
}
