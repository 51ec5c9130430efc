//! Whether a line says who holds the rights. Not who does.

/// How such lines open, one a line, in lower case.
const OPENINGS: &str = include_str!("rights_openings.txt");

/// A longer line is text.
const MAX_BYTES: usize = 600;

/// Whether `line` is such a notice.
pub(super) fn is_notice(line: &str) -> bool {
    let start: String = line.trim_start().chars().take(24).flat_map(char::to_lowercase).collect();
    line.len() <= MAX_BYTES && OPENINGS.lines().any(|opening| start.starts_with(opening))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_open_as_such() {
        for line in [
            "© 2006 Le Journal. Tous droits réservés.",
            "Copyright 2010 The Paper",
            " (c) 2012 Company",
            "All Rights Reserved",
        ] {
            assert!(is_notice(line), "{line}");
        }
        assert!(!is_notice("Le droit d'auteur") && !is_notice(""));
    }
}
