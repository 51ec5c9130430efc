//! Bytes → base64 (RFC 4648, padded), for paths that are not UTF-8. Not a decoder.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// `bytes` as padded base64.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut encoded = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte_at = |i: usize| u32::from(group.get(i).copied().unwrap_or(0));
        let number = byte_at(0) << 16 | byte_at(1) << 8 | byte_at(2);
        for i in 0..4 {
            let letter = ALPHABET[(number >> (18 - 6 * i) & 63) as usize];
            encoded.push(if i <= group.len() { letter as char } else { '=' });
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::encode;

    /// The examples of RFC 4648, section 10.
    #[test]
    fn follows_the_standard() {
        for (bytes, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(encode(bytes.as_bytes()), encoded);
        }
        assert_eq!(encode(b"\xff\xfe\xe9"), "//7p");
    }
}
