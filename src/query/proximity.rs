//! Conditions on where words stand: near each other, in one sentence, in one part of the article, so many times. Which
//! nodes may stand in them is `operand`'s to say.

use serde::{Deserialize, Serialize};

use super::ast::Node;

/// Farthest that two words may be asked to be near.
pub const MAX_DISTANCE: u32 = 1_000;

/// Distance of `NEAR` without a number, as Xapian has it.
const USUAL_DISTANCE: u32 = 10;

/// Whether the parts of a [`Near`] must stand in the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Any order: NEAR.
    Any,
    /// As written: W.
    Written,
}

/// Parts that stand near each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    /// Two or more; of any order at most [`MAX_NEAR_PARTS`].
    pub parts: Vec<Node>,
    /// From the last word of one part to the first of the next, in words: 1 is side by side.
    pub distance: u32,
    /// Whether the order counts.
    pub order: Order,
}

/// Most parts that may stand in any order: all their orders are tried.
pub const MAX_NEAR_PARTS: usize = 8;

/// The pieces of an article in which words may be asked to meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// A sentence.
    Sentence,
    /// A paragraph; the title is one.
    Paragraph,
}

/// Parts that stand in one sentence or paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Within {
    /// Two or more.
    pub parts: Vec<Node>,
    /// What they share.
    pub scope: Scope,
}

/// Something said at least so many times in an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtLeast {
    /// Mentions, one or more; a word of the title counts once.
    pub times: u32,
    /// What is counted.
    pub node: Box<Node>,
}

/// What a word weighs beside the others, in hundredths; 100 is what every word weighs. Ranking only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Weight(pub u32);

impl Default for Weight {
    fn default() -> Self {
        Weight(100)
    }
}

impl Weight {
    const MIN: u32 = 1;
    const MAX: u32 = 10_000;

    /// Reads `2`, `0.5`, `2,5`.
    pub(super) fn read(text: &str) -> Option<Weight> {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
        let number: f64 = text.replace(',', ".").parse().ok().filter(|_| is_number)?;
        Some(Weight(((number * 100.0).round() as u32).clamp(Weight::MIN, Weight::MAX)))
    }

    /// Both together.
    pub fn times(self, other: Weight) -> Weight {
        let product = u64::from(self.0) * u64::from(other.0) / 100;
        Weight((product as u32).clamp(Weight::MIN, Weight::MAX))
    }

    /// As a factor.
    pub fn factor(self) -> f32 {
        self.0 as f32 / 100.0
    }
}

impl std::fmt::Display for Weight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Weight(hundredths) = *self;
        match (hundredths / 100, hundredths % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, rest) if rest % 10 == 0 => write!(f, "{whole}.{}", rest / 10),
            (whole, rest) => write!(f, "{whole}.{rest:02}"),
        }
    }
}

/// An operator of proximity between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proximity {
    Near { distance: u32, order: Order },
    Within(Scope),
}

impl Proximity {
    /// The operator that a whole chunk stands for: `NEAR/5`, `PRES/5`, `/5`, `W/5`, `PRE/5`, `/s`, `/p`, `MEME-PHRASE`.
    /// Before a slash and a number no capitals are needed, for that is no ordinary text.
    pub(super) fn of_chunk(chunk: &str) -> Option<Proximity> {
        match chunk {
            "/s" | "/S" | "MEME-PHRASE" | "MÊME-PHRASE" => return Some(Proximity::Within(Scope::Sentence)),
            "/p" | "/P" | "MEME-PARA" | "MÊME-PARA" | "MEME-PARAGRAPHE" | "MÊME-PARAGRAPHE" => {
                return Some(Proximity::Within(Scope::Paragraph));
            }
            "NEAR" => return Some(Proximity::Near { distance: USUAL_DISTANCE, order: Order::Any }),
            _ => {}
        }
        let (name, number) = chunk.split_once('/').or_else(|| without_slash(chunk))?;
        let order = match name.to_uppercase().as_str() {
            "NEAR" | "PRES" | "PRÈS" | "N" | "" => Order::Any,
            "W" | "PRE" | "PRÉ" | "ADJ" => Order::Written,
            _ => return None,
        };
        let distance = distance(number)?;
        Some(Proximity::Near { distance, order })
    }

    /// As the reading writes it.
    pub(super) fn name(self) -> String {
        match self {
            Proximity::Near { distance, order: Order::Any } => format!("NEAR/{distance}"),
            Proximity::Near { distance, order: Order::Written } => format!("W/{distance}"),
            Proximity::Within(Scope::Sentence) => "/s".to_string(),
            Proximity::Within(Scope::Paragraph) => "/p".to_string(),
        }
    }
}

/// Factiva's `near5` and `adj5`.
fn without_slash(chunk: &str) -> Option<(&str, &str)> {
    let num_letters = chunk.find(|c: char| c.is_ascii_digit())?;
    let (name, number) = chunk.split_at(num_letters);
    matches!(name.to_ascii_lowercase().as_str(), "near" | "adj").then_some((name, number))
}

/// A number of words, within its bounds.
pub(super) fn distance(number: &str) -> Option<u32> {
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| number.parse().unwrap_or(MAX_DISTANCE).clamp(1, MAX_DISTANCE))
}

/// The number of mentions that a chunk asks for: `atleast5`, `aumoins5`.
pub(super) fn mentions(chunk: &str) -> Option<u32> {
    let lower = chunk.to_lowercase();
    let number = lower.strip_prefix("atleast").or_else(|| lower.strip_prefix("aumoins"))?;
    distance(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_print_what_they_read() {
        for text in ["2", "0.5", "2.25", "100"] {
            assert_eq!(Weight::read(text).unwrap().to_string(), text);
        }
        assert_eq!(Weight::read("2,5").unwrap().to_string(), "2.5");
        assert_eq!(Weight::read("0").unwrap(), Weight(1));
        assert_eq!(Weight::read("1e9"), None);
        assert_eq!(Weight::read("99999999999").unwrap(), Weight(10_000));
        assert_eq!(Weight(250).times(Weight(200)), Weight(500));
    }

    #[test]
    fn operators_have_several_names() {
        for chunk in ["NEAR/5", "near/5", "near5", "NEAR5", "PRES/5", "PRÈS/5", "/5"] {
            assert_eq!(Proximity::of_chunk(chunk).unwrap().name(), "NEAR/5", "{chunk}");
        }
        for chunk in ["W/3", "w/3", "PRE/3", "adj/3", "adj3"] {
            assert_eq!(Proximity::of_chunk(chunk).unwrap().name(), "W/3", "{chunk}");
        }
        assert_eq!(Proximity::of_chunk("NEAR").unwrap().name(), "NEAR/10");
        assert_eq!(Proximity::of_chunk("NEAR/0").unwrap().name(), "NEAR/1");
        assert_eq!(Proximity::of_chunk("W/99999999999").unwrap().name(), "W/1000");
        assert_eq!(Proximity::of_chunk("MÊME-PARA").unwrap().name(), "/p");
        for chunk in ["near", "km/h", "W/", "W/a", "/", "//", "pres", "1/2", "/5/"] {
            assert_eq!(Proximity::of_chunk(chunk), None, "{chunk}");
        }
        assert_eq!(
            (mentions("atleast5"), mentions("AUMOINS12"), mentions("atleast")),
            (Some(5), Some(12), None)
        );
    }
}
