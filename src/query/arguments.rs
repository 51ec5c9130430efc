//! The arguments of a command line → one query text. What a shell does to quotes is not undone: it cannot be known.

/// Joins the arguments as they stand: an argument of several words is words, not a phrase.
///
/// A shell takes the quotes of `query "accord de paix"` away, and few who type it know; reading them back in would
/// make a phrase of what most mean as words. A phrase needs quotes inside the argument: `'"accord de paix"'`.
pub fn join_arguments(arguments: &[String]) -> String {
    arguments.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn quotes_of_the_shell_make_no_phrase() {
        let typed = ["accord de paix".to_owned(), "-nucléaire".to_owned()];
        let parsed = parse(&join_arguments(&typed));
        assert_eq!(parsed.understood, "accord AND de AND paix AND NOT nucléaire");
    }
}
