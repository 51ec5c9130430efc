//! The known name that a mistyped one is probably meant to be.

/// Letters that may be wrong in a name.
const MAX_WRONG: usize = 2;

/// The known name that is nearest to `name`, if one is near.
pub(super) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let name: Vec<char> = name.to_lowercase().chars().take(64).collect();
    let distances = known.iter().map(|known| (distance(&name, &known.chars().collect::<Vec<_>>()), *known));
    let (distance, known) = distances.min()?;
    (distance <= MAX_WRONG).then_some(known)
}

/// How many letters must be put in, taken out or replaced to make `b` of `a`.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_understood_and_other_words_are_not() {
        let known = ["converters", "folders"];
        for name in ["converter", "Converters", "convertors", "convertrs"] {
            assert_eq!(nearest(name, &known), Some("converters"), "{name}");
        }
        assert_eq!(nearest("language", &known), None);
        assert_eq!(nearest("x", &[]), None);
    }
}
