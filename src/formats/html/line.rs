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
    Names,
    Linked,
    Says,
    Ends,
    Counts,
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
        "names" => Place::Names,
        "linked" => Place::Linked,
        "says" => Place::Says,
        "ends" => Place::Ends,
        "counts" => Place::Counts,
        _ => return None,
    };
    Some((kind, place, columns.next()?))
}

/// The kind of `paragraph`, more than half of which may be a link; `None`: running text, as far as words tell.
pub(super) fn kind_of(paragraph: &str, is_mostly_link: bool) -> Option<LineKind> {
    if paragraph.len() > MAX_BYTES {
        return None;
    }
    let paragraph = paragraph.trim();
    let words: String = paragraph.chars().filter_map(plain).collect();
    let behind =
        |phrase: &str| words.strip_prefix(phrase).filter(|rest| !rest.starts_with(char::is_alphabetic));
    let found = PHRASES.iter().find(|(_, place, phrase)| match place {
        Place::Opens => behind(phrase).is_some(),
        Place::Is => is_nothing_else(&words, phrase),
        Place::Holds => words.find(phrase).is_some_and(|at| !is_quoted(&words[..at])),
        Place::Names => {
            is_nothing_else(&words, phrase)
                || behind(phrase)
                    .is_some_and(|rest| is_mostly_link || rest.trim_start().starts_with([':', '>', '|']))
        }
        Place::Linked => is_mostly_link && words.starts_with(phrase),
        Place::Says => behind(phrase).is_some() && ends_clause(paragraph, phrase.chars().count()),
        Place::Ends => words.find(phrase).is_some_and(|at| {
            !is_quoted(&words[..at]) && ends_clause(paragraph, words[..at + phrase.len()].chars().count())
        }),
        Place::Counts => behind(phrase).is_some_and(|rest| {
            rest.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(|c: char| c.is_ascii_digit())
        }),
    });
    found.map(|(kind, ..)| *kind)
}

/// A sentence of this one word, `Partager.`, is not the button.
fn is_nothing_else(words: &str, phrase: &str) -> bool {
    words.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '!' | '?')) == phrase
}

/// Whether what follows `before` is said by somebody.
fn is_quoted(before: &str) -> bool {
    before.contains(['«', '“', '„', '"', '‹'])
}

/// Whether a clause ends behind so many plain characters: no word in lower case follows.
fn ends_clause(paragraph: &str, num_chars: usize) -> bool {
    let mut rest = paragraph.chars().filter(|c| plain(*c).is_some()).skip(num_chars);
    rest.find(|c| !c.is_whitespace()).is_none_or(|c| !c.is_lowercase())
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
            ("LIRE L’ENQUÊTE : le bac", Some(LineKind::Teaser)),
            ("Sur le même sujet", Some(LineKind::Teaser)),
            ("Temps de lecture : 3 min", Some(LineKind::Notice)),
            ("Partager sur Facebook", Some(LineKind::Notice)),
            ("Déjà abonné ? Connectez-vous", Some(LineKind::Wall)),
            ("Réservé aux abonnés", Some(LineKind::Wall)),
            ("La suite est réservée aux abonnés.", Some(LineKind::Cut)),
            ("Publicité", Some(LineKind::Notice)),
            ("Inscrivez-vous à notre lettre du soir", Some(LineKind::Notice)),
            ("Article réservé aux abonnés", Some(LineKind::Wall)),
            ("Il vous reste 57 % de cet article à lire.", Some(LineKind::Cut)),
            ("La publicité du bac a été interdite.", None),
            ("Lire aussitôt les consignes, dit le maire.", None),
            ("Il vous reste trois jours pour passer le bac.", None),
            ("À écouter les habitants, rien n'a changé.", None),
            ("Dans le même dossier, trois maires ont été mis en examen.", None),
            ("Sur le même sujet, le maire s'est tu.", None),
            ("Lire l'article 12 suffit.", None),
            ("Lecture : le niveau recule.", None),
            ("Partager sur les réseaux une photo n'est pas anodin.", None),
            ("Partager.", None),
            ("« Abonnez-vous à notre gazette », lançait le crieur.", None),
            ("La suite est réservée à l'émir.", None),
            ("Réservé aux abonnés du tramway, ce tarif disparaît.", None),
            ("Déjà abonné aux dernières places, le club recule.", None),
            ("Elle passe 30 % de son temps, dont 20 % à lire des lettres.", None),
            ("She has got a story to tell.", None),
            ("Gas remains as a preferred source of heat.", None),
        ];
        for (text, kind) in kinds {
            assert_eq!(kind_of(text, false), kind, "{text}");
        }
        assert_eq!(kind_of("Lire l'enquête sur le bac", true), Some(LineKind::Teaser));
        assert_eq!(kind_of(&format!("Lire aussi {}", "et encore ".repeat(40)), true), None);
    }
}
