//! The suffix rules of a hunspell `.aff` file. Prefixes are left out: they elide articles (`L'`, `D'`, `Qu'`), which the
//! analyzer does itself, or make units of measure.

use std::collections::HashMap;

/// Suffix rules by flag.
pub struct Affixes {
    rules: HashMap<String, Vec<Rule>>,
}

/// One way to make a form of a headword.
pub struct Rule {
    strip: String,
    append: String,
    condition: Vec<Class>,
    /// `po:` and `is:` tags of the form it makes.
    pub tags: Vec<String>,
}

/// What one character of a condition admits.
enum Class {
    Any,
    Of(Vec<char>),
    NotOf(Vec<char>),
}

impl Affixes {
    /// Reads the lines that begin with `SFX`; flags are two characters long (`FLAG long`).
    pub fn read(text: &str) -> Affixes {
        let mut rules: HashMap<String, Vec<Rule>> = HashMap::new();
        for line in text.lines() {
            let fields: Vec<&str> = line.split_whitespace().collect();
            if let ["SFX", flag, strip, append, condition, tags @ ..] = fields.as_slice() {
                let or_empty = |text: &str| if text == "0" { String::new() } else { text.to_string() };
                rules.entry(flag.to_string()).or_default().push(Rule {
                    strip: or_empty(strip),
                    append: or_empty(append.split('/').next().unwrap_or_default()),
                    condition: classes(condition),
                    tags: tags.iter().map(ToString::to_string).collect(),
                });
            }
        }
        Affixes { rules }
    }

    /// The rules of a flag; none for the flags of prefixes and of behaviour.
    pub fn of_flag(&self, flag: &str) -> &[Rule] {
        self.rules.get(flag).map_or(&[], Vec::as_slice)
    }
}

impl Rule {
    /// The form this rule makes of `headword`, if it applies.
    pub fn form(&self, headword: &str) -> Option<String> {
        let last: Vec<char> = headword.chars().rev().take(self.condition.len()).collect();
        let holds = last.len() == self.condition.len()
            && self.condition.iter().rev().zip(&last).all(|(class, c)| class.admits(*c));
        let stem = headword.strip_suffix(self.strip.as_str()).filter(|_| holds)?;
        Some(format!("{stem}{}", self.append))
    }
}

impl Class {
    fn admits(&self, c: char) -> bool {
        match self {
            Class::Any => true,
            Class::Of(chars) => chars.contains(&c),
            Class::NotOf(chars) => !chars.contains(&c),
        }
    }
}

fn classes(condition: &str) -> Vec<Class> {
    let mut classes = Vec::new();
    let mut chars = condition.chars();
    while let Some(c) = chars.next() {
        classes.push(match c {
            '.' => Class::Any,
            '[' => {
                let inner: Vec<char> = chars.by_ref().take_while(|&c| c != ']').collect();
                match inner.split_first() {
                    Some(('^', rest)) => Class::NotOf(rest.to_vec()),
                    _ => Class::Of(inner),
                }
            }
            c => Class::Of(vec![c]),
        });
    }
    classes
}
