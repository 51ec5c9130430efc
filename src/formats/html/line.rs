//! Paragraphs that are no running text, known by their words: links to other articles, notices, walls. Not by markup.

use std::sync::LazyLock;

/// The phrases: a kind, where it stands, the phrase.
const LINES: &str = include_str!("lines.tsv");

/// A longer paragraph that opens so, or says so, is running text.
const MAX_BYTES: usize = 300;

/// What a line is, if it is no running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// Names another article.
    Teaser,
    /// Speaks to the reader: share, subscribe to the newsletter.
    Notice,
    /// Says that the text is for subscribers.
    Wall,
    /// Says that the text ends here for all others.
    Cut,
}

#[derive(Clone, Copy)]
enum Place {
    Opens,
    Is,
    Holds,
}

static PHRASES: LazyLock<Vec<(LineKind, Place, &'static str)>> =
    LazyLock::new(|| LINES.lines().filter(|line| !line.starts_with('#')).filter_map(phrase).collect());

fn phrase(line: &'static str) -> Option<(LineKind, Place, &'static str)> {
    let mut columns = line.split('\t');
    let kind = match columns.next()? {
        "teaser" => LineKind::Teaser,
        "notice" => LineKind::Notice,
        "wall" => LineKind::Wall,
        "cut" => LineKind::Cut,
        _ => return None,
    };
    let place = match columns.next()? {
        "opens" => Place::Opens,
        "is" => Place::Is,
        "holds" => Place::Holds,
        _ => return None,
    };
    Some((kind, place, columns.next()?))
}

/// The kind of `paragraph`; `None`: running text, as far as words tell.
pub(super) fn kind_of(paragraph: &str) -> Option<LineKind> {
    if paragraph.len() > MAX_BYTES {
        return None;
    }
    let words: String = paragraph.chars().filter_map(plain).collect();
    let words = words.trim();
    let found = PHRASES.iter().find(|(_, place, phrase)| match place {
        Place::Opens => words.strip_prefix(phrase).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)),
        Place::Is => words.trim_end_matches(|c: char| !c.is_alphanumeric()) == *phrase,
        Place::Holds => words.contains(phrase),
    });
    found.map(|(kind, ..)| *kind)
}

/// Lower case, one apostrophe, one space; without soft hyphens.
fn plain(c: char) -> Option<char> {
    match c {
        '\u{AD}' => None,
        '’' => Some('\''),
        c if c.is_whitespace() => Some(' '),
        c => c.to_lowercase().next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let lines = LINES.lines().filter(|line| !line.starts_with('#'));
        for line in lines.clone() {
            let (_, _, text) = phrase(line).unwrap_or_else(|| panic!("no phrase: {line}"));
            assert_eq!(text, text.to_lowercase().replace('’', "'"), "{line}");
        }
        assert_eq!(PHRASES.len(), lines.count());
    }

    #[test]
    fn lines_are_told_from_running_text() {
        let kinds = [
            ("À lire aussi : la digue tient", Some(LineKind::Teaser)),
            ("LIRE L’ENQUÊTE sur le bac", Some(LineKind::Teaser)),
            ("Publicité", Some(LineKind::Notice)),
            ("Inscrivez-vous à notre lettre du soir", Some(LineKind::Notice)),
            ("Article réservé aux abonnés", Some(LineKind::Wall)),
            ("Il vous reste 57 % de cet article à lire.", Some(LineKind::Cut)),
            ("La publicité du bac a été interdite.", None),
            ("Lire aussitôt les consignes, dit le maire.", None),
            ("Il vous reste trois jours pour passer le bac.", None),
        ];
        for (text, kind) in kinds {
            assert_eq!(kind_of(text), kind, "{text}");
        }
        assert_eq!(kind_of(&format!("Lire aussi {}", "et encore ".repeat(40))), None);
    }
}
