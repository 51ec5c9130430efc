//! The language of a text, by its little words; only when it is clear. Fast enough to look at every article.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::Language;
use crate::text::floor_char_boundary;

/// The commonest words of each language, one language a line: code, then words.
const FUNCTION_WORDS: &str = include_str!("function_words.tsv");

/// Words that are counted.
const NUM_WORDS: usize = 60;

/// Bytes that the statistical detector sees when counting is not clear; its cost grows with them.
const DETECTOR_BYTES: usize = 600;

/// A language is clear with so many of its words and twice as many as any other.
const MIN_COUNT: u32 = 6;

/// Bytes of the longest function word.
const MAX_WORD_BYTES: usize = 12;

struct FunctionWords {
    languages: Vec<Language>,
    /// Word → bit set of the languages that have it.
    masks: HashMap<&'static str, u16>,
}

static WORDS: LazyLock<FunctionWords> = LazyLock::new(|| {
    let mut words = FunctionWords { languages: Vec::new(), masks: HashMap::new() };
    for line in FUNCTION_WORDS.lines() {
        let mut fields = line.split('\t');
        let Some(Ok(language)) = fields.next().map(str::parse) else { continue };
        let bit = 1 << words.languages.len();
        words.languages.push(language);
        for word in fields.flat_map(|field| field.split(' ')) {
            *words.masks.entry(word).or_default() |= bit;
        }
    }
    words
});

/// The language of `text`, when it is clear.
pub(super) fn detect(text: &str) -> Option<Language> {
    by_function_words(text).or_else(|| by_letters(text))
}

fn by_function_words(text: &str) -> Option<Language> {
    let words = &*WORDS;
    let mut counts = [0_u32; 16];
    let mut lowered = String::with_capacity(MAX_WORD_BYTES * 2);
    let mut num_words = 0;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        num_words += 1;
        if num_words > NUM_WORDS {
            break;
        }
        if word.len() > MAX_WORD_BYTES {
            continue;
        }
        lowered.clear();
        lowered.extend(word.chars().flat_map(char::to_lowercase));
        let mask = words.masks.get(lowered.as_str()).copied().unwrap_or(0);
        for (bit, count) in counts.iter_mut().enumerate().take(words.languages.len()) {
            *count += u32::from(mask >> bit & 1);
        }
    }
    let (best, count) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    let second = counts.iter().enumerate().filter(|(bit, _)| *bit != best).map(|(_, count)| *count).max()?;
    let is_clear = *count >= MIN_COUNT && *count >= 2 * second;
    is_clear.then(|| words.languages.get(best).copied()).flatten()
}

fn by_letters(text: &str) -> Option<Language> {
    let sample = &text[..floor_char_boundary(text, DETECTOR_BYTES)];
    let info = whatlang::detect(sample).filter(whatlang::Info::is_reliable)?;
    three_letters_as_two(info.lang().code())
}

fn three_letters_as_two(code: &str) -> Option<Language> {
    static CODES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
        include_str!("iso_639.tsv").lines().filter_map(|line| line.split_once('\t')).collect()
    });
    CODES.get(code).copied().unwrap_or(code).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<String> {
        detect(text).map(|language| language.to_string())
    }

    #[test]
    fn texts_of_news_are_told_apart() {
        let cases = [
            (
                "fr",
                "Les pourparlers entre les deux délégations ont repris jeudi dans la ville, mais l'accord n'est pas signé et la trêve reste fragile, selon un diplomate qui a requis l'anonymat.",
            ),
            (
                "en",
                "The talks between the two delegations resumed on Thursday in the city, but the agreement has not been signed and the truce is fragile, according to a diplomat who asked not to be named.",
            ),
            (
                "de",
                "Die Gespräche zwischen den beiden Delegationen wurden am Donnerstag in der Stadt fortgesetzt, aber das Abkommen ist noch nicht unterzeichnet und die Waffenruhe bleibt brüchig.",
            ),
            (
                "es",
                "Las conversaciones entre las dos delegaciones se reanudaron el jueves en la ciudad, pero el acuerdo no se ha firmado y la tregua es frágil, según un diplomático que pidió el anonimato.",
            ),
            (
                "it",
                "I colloqui tra le due delegazioni sono ripresi giovedì nella città, ma l'accordo non è stato firmato e la tregua resta fragile, secondo un diplomatico che ha chiesto di non essere nominato.",
            ),
            (
                "pt",
                "As conversações entre as duas delegações foram retomadas na quinta-feira na cidade, mas o acordo não foi assinado e a trégua é frágil, segundo um diplomata que pediu para não ser identificado.",
            ),
            (
                "nl",
                "De gesprekken tussen de twee delegaties werden donderdag in de stad hervat, maar het akkoord is nog niet ondertekend en het bestand blijft broos, volgens een diplomaat die niet bij naam genoemd wil worden.",
            ),
        ];
        for (language, text) in cases {
            assert_eq!(code(text).as_deref(), Some(language), "{text}");
        }
    }

    #[test]
    fn capitals_are_words_too() {
        assert_eq!(
            code("LES ARMES SE SONT TUES DANS LA VALLÉE ET LES HABITANTS SONT DANS LES RUES DE LA VILLE")
                .as_deref(),
            Some("fr")
        );
    }

    #[test]
    fn short_french_texts_with_foreign_names_are_french_or_not_told() {
        let texts = [
            "Poutine à Bakou",
            "Wall Street finit en hausse",
            "Real Madrid - Bayern Munich, 2-1",
            "« Die Welt » et le « New York Times » en Une",
            "Brexit : et maintenant ?",
            "Bolsonaro battu, Lula élu",
            "Le leader de Podemos quitte Madrid",
            "Van der Poel gagne à Roubaix",
            "Sanna Marin, The New York Times Magazine et la Finlande",
        ];
        for text in texts {
            assert!(matches!(code(text).as_deref(), None | Some("fr")), "{text}: {:?}", code(text));
        }
    }

    #[test]
    fn too_little_is_not_guessed() {
        for text in ["", "12 345", "Ok", "Yevlakh 2023"] {
            assert_eq!(code(text), None, "{text}");
        }
    }
}
