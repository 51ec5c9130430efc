//! A word cut at the end of a line: whether its hyphen is a letter of it (`cessez-le-|feu`) or goes (`armis-|tice`).

use std::collections::HashSet;
use std::sync::LazyLock;

/// What is joined by a hyphen of its own: `avant-` before others, `-là` after others, `t-il` at a verb's end.
const COMPOUNDS: &str = include_str!("compounds.txt");

/// The hyphen that is nothing else. Some programs put it at line ends and `-` into words, others everywhere.
const HYPHEN: char = '\u{2010}';

/// Words of one document kept to compare with.
const MAX_WORDS: usize = 300_000;

/// Ends of a word and what may follow.
static PAIRS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let pairs = entries().filter_map(|line| line.split_once('-'));
    pairs.filter(|(end, next)| !end.is_empty() && !next.is_empty()).collect()
});
static FIRST_PARTS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| entries().filter_map(|line| line.strip_suffix('-')).collect());
static INNER_PARTS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| entries().filter_map(|line| line.strip_prefix('-')?.strip_suffix('-')).collect());
static LAST_PARTS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| entries().filter_map(|line| line.strip_prefix('-')).collect());

fn entries() -> impl Iterator<Item = &'static str> {
    COMPOUNDS.lines().filter(|line| !line.starts_with('#'))
}

/// The words that a document has inside its lines.
#[derive(Debug, Default)]
pub(super) struct OwnWords {
    words: HashSet<String>,
    /// Whether the document has U+2010 inside words, and not only where a line ends.
    has_hyphens_inside: bool,
}

impl OwnWords {
    /// Takes the words of a line but those at its ends, which may be cut.
    pub(super) fn take(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        self.has_hyphens_inside |= words.iter().any(|word| word.trim_end_matches(HYPHEN).contains(HYPHEN));
        let end = words.len() - usize::from(words.last().is_some_and(|word| word.ends_with(['-', HYPHEN])));
        for word in words.iter().take(end) {
            let word = bare(word);
            if word.len() > 3 && self.words.len() < MAX_WORDS {
                self.words.insert(word);
            }
        }
    }

    fn has(&self, word: &str) -> bool {
        self.words.contains(&bare(word))
    }
}

/// A word as it is compared: lower case, without what is not of it.
fn bare(word: &str) -> String {
    let is_own = |letter: char| letter.is_alphanumeric();
    // What is elided before it: `l'armistice`.
    let word = word.rsplit(['\'', '’']).next().unwrap_or(word);
    word.trim_matches(|letter| !is_own(letter)).to_lowercase().replace(HYPHEN, "-")
}

/// Appends a line to the one that `text` ends with, as one text.
pub(super) fn append(text: &mut String, next: &str, own: &OwnWords) {
    if text.is_empty() {
        text.push_str(next);
        return;
    }
    let last = text.chars().next_back();
    let goes_on = next.starts_with(char::is_alphanumeric);
    match last {
        // A soft hyphen, and the sign by which text recognition marks a cut word, are seen at line ends only.
        Some('\u{AD}' | '¬') if goes_on => drop(text.pop()),
        Some(HYPHEN) if goes_on && !own.has_hyphens_inside => drop(text.pop()),
        Some('-' | HYPHEN) if goes_on && !ends_apart(text) => {
            if !keeps_hyphen(text, next, own) {
                text.pop();
            }
        }
        _ => text.push(' '),
    }
    text.push_str(next);
}

/// Whether the hyphen at the end stands alone, as a dash.
fn ends_apart(text: &str) -> bool {
    !text.trim_end_matches(['-', HYPHEN]).ends_with(char::is_alphanumeric)
}

fn keeps_hyphen(text: &str, next: &str, own: &OwnWords) -> bool {
    let head = text.split_whitespace().next_back().unwrap_or("").trim_end_matches(['-', HYPHEN]);
    let head = &head.replace(HYPHEN, "-");
    let tail = &next.split_whitespace().next().unwrap_or("").replace(HYPHEN, "-");
    let is_name = tail.starts_with(char::is_uppercase);
    let has_figure = head.ends_with(char::is_numeric) || tail.starts_with(char::is_numeric);
    if is_name || has_figure {
        return true;
    }
    // The document itself knows best.
    match (own.has(&format!("{head}-{tail}")), own.has(&format!("{head}{tail}"))) {
        (true, false) => return true,
        (false, true) => return false,
        _ => {}
    }
    let head = bare(head);
    let tail = bare(tail);
    let (is_part, last_of_head) = head.rsplit_once('-').map_or((false, &*head), |(_, last)| (true, last));
    // `cessez-le-|feu` ends at a word of its own, `sous-pré-|fet` does not.
    let is_inner = is_part && INNER_PARTS.contains(last_of_head);
    let (first_of_tail, rest_of_tail) = tail.split_once('-').unwrap_or((&tail, ""));
    // `arri-vait-il`: the hyphen further on is a pronoun's and says nothing of the first; `t-elle` stands with one.
    let is_compound =
        !rest_of_tail.is_empty() && (first_of_tail == "t" || !is_last(first_of_tail, rest_of_tail));
    is_inner || is_compound || FIRST_PARTS.contains(last_of_head) || is_last(last_of_head, first_of_tail)
}

/// Whether what follows `head` is joined to it by a hyphen.
fn is_last(head: &str, tail: &str) -> bool {
    LAST_PARTS.contains(tail) || PAIRS.iter().any(|(end, next)| head.ends_with(end) && *next == tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(lines: [&str; 2], known: &str) -> String {
        let mut own = OwnWords::default();
        own.take(known);
        let mut text = lines[0].to_string();
        append(&mut text, lines[1], &own);
        text
    }

    #[test]
    fn hyphens_of_the_line_go_and_those_of_the_word_stay() {
        let cases = [
            (["le sous-pré-", "fet parle"], "le sous-préfet parle"),
            (["c'est-à-", "dire demain"], "c'est-à-dire demain"),
            (["une négo\u{2010}", "ciation"], "une négociation"),
            (["un armis-", "tice signé"], "un armistice signé"),
            (["le cessez-le-", "feu tient"], "le cessez-le-feu tient"),
            (["le cessez-", "le-feu tient"], "le cessez-le-feu tient"),
            (["l'après-", "midi"], "l'après-midi"),
            (["la Seine-", "Saint-Denis"], "la Seine-Saint-Denis"),
            (["Dira-t-", "il oui"], "Dira-t-il oui"),
            (["Viendra-", "t-elle ?"], "Viendra-t-elle ?"),
            (["arri-", "vait-il hier"], "arrivait-il hier"),
            (["l'année actu-", "elle finit"], "l'année actuelle finit"),
            (["le servi-", "ce public"], "le service public"),
            (["une sur-", "prise"], "une surprise"),
            (["Prend-", "elle part ?"], "Prend-elle part ?"),
            (["ces gens-", "là, dit-on"], "ces gens-là, dit-on"),
            (["les années 1914-", "1918"], "les années 1914-1918"),
            (["il vient -", "enfin"], "il vient - enfin"),
            (["une négo\u{AD}", "ciation"], "une négociation"),
            (["une négo¬", "ciation"], "une négociation"),
            (["fin.", "Suite"], "fin. Suite"),
            (["a well-", "known man"], "a well-known man"),
        ];
        for (lines, expected) in cases {
            assert_eq!(joined(lines, ""), expected);
        }
    }

    #[test]
    fn the_document_knows_best() {
        assert_eq!(joined(["un porte-", "manteau"], "le portemanteau noir"), "un portemanteau");
        assert_eq!(joined(["un chou-", "fleur"], "le chou-fleur cuit"), "un chou-fleur");
    }

    #[test]
    fn a_hyphen_that_stands_at_line_ends_only_is_none_of_the_word() {
        let lines = ["un chef\u{2010}", "lieu"];
        assert_eq!(joined(lines, "le cessez-le-feu tient"), "un cheflieu");
        assert_eq!(joined(lines, "le cessez\u{2010}le\u{2010}feu tient"), "un chef\u{2010}lieu");
    }

    #[test]
    fn the_list_is_well_formed() {
        for line in entries() {
            let is_inner = line.starts_with('-') && line.ends_with('-');
            assert_eq!(line.matches('-').count(), 1 + usize::from(is_inner), "{line}");
            assert!(line.len() > 2 && line == line.to_lowercase(), "{line}");
        }
    }
}
