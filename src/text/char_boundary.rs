//! The character boundary next to a byte offset, for cutting texts at bounds given in bytes.

/// The last boundary at or before `byte_offset`; the end of a shorter text.
pub fn floor_char_boundary(text: &str, byte_offset: usize) -> usize {
    let end = byte_offset.min(text.len());
    (0..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The first boundary at or after `byte_offset`; the end of a shorter text.
pub fn ceil_char_boundary(text: &str, byte_offset: usize) -> usize {
    (byte_offset..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_inside_a_character_move_out_of_it() {
        let text = "aé";
        assert_eq!([0, 1, 2, 3, 9].map(|at| floor_char_boundary(text, at)), [0, 1, 1, 3, 3]);
        assert_eq!([0, 1, 2, 3, 9].map(|at| ceil_char_boundary(text, at)), [0, 1, 3, 3, 3]);
    }
}
