//! Names and words as systemd wants them (systemd.unit(5), systemd.syntax(7)). Knows no unit.

/// The part of a unit's name that stands for `text`, as `systemd-escape` makes it.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            b'/' => escaped.push('-'),
            b'.' if place > 0 => escaped.push('.'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b':' => escaped.push(char::from(byte)),
            byte => escaped.push_str(&format!("\\x{byte:02x}")),
        }
    }
    escaped
}

/// What `escaped` made a name of.
pub fn unescaped(name: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = name.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        match first {
            b'\\' => {
                let digits = after.strip_prefix(b"x")?.get(..2)?;
                bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
                rest = &after[3..];
                continue;
            }
            b'-' => bytes.push(b'/'),
            byte => bytes.push(*byte),
        }
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

/// A word of a command line in a unit.
pub fn command_word(text: &str) -> String {
    quoted(&text.replace('$', "$$"))
}

/// A word of any other list in a unit.
pub fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%").replace('\n', "\\n");
    let is_plain = |c: char| c.is_alphanumeric() || "/._-=:,+@%$".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) { text } else { format!("\"{text}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_as_systemd_does() {
        for (name, expected) in [
            ("presse", "presse"),
            ("presse-locale", "presse\\x2dlocale"),
            ("la une", "la\\x20une"),
            ("été.2020", "\\xc3\\xa9t\\xc3\\xa9.2020"),
        ] {
            assert_eq!(escaped(name), expected);
            assert_eq!(unescaped(expected).as_deref(), Some(name));
        }
    }

    #[test]
    fn words_are_quoted() {
        assert_eq!(command_word("/usr/bin/depeche"), "/usr/bin/depeche");
        assert_eq!(command_word("--archive=la une"), "\"--archive=la une\"");
        assert_eq!(command_word("a%b$c"), "a%%b$$c");
        assert_eq!(quoted("a\"b\\"), "\"a\\\"b\\\\\"");
        assert_eq!(quoted(""), "\"\"");
    }
}
