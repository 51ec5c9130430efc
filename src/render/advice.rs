//! Advice on a query that finds nothing, as text for people: what keeps articles out, and what to type instead.

use std::io::{self, Write};

use super::{Look, count_text, printable, shell_word, wrap};
use crate::search::Advice;

/// Writes a note for each obstacle and a line for each query that may be asked instead, to be copied as it is: behind
/// `command`, such as `depeche query`, quoted for the shell; without a command as typed at a prompt.
pub fn write_advice(out: &mut dyn Write, advice: &Advice, command: &str, look: &Look) -> io::Result<()> {
    for obstacle in &advice.obstacles {
        write!(out, "{}", wrap(&format!("note: {}", obstacle.message), &[], look, 0))?;
    }
    for alternative in &advice.instead {
        let text = alternative.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let typed = if command.is_empty() { text } else { format!("{command} {}", shell_word(&text)) };
        let articles = count_text(alternative.num_articles, "article");
        // Not wrapped: a command in two lines cannot be copied.
        writeln!(out, "try ({articles}): {}", printable(&typed))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;
    use crate::search::{Alternative, Obstacle, ObstacleKind};

    fn shown(text: &str, command: &str) -> String {
        let obstacle = Obstacle {
            kind: ObstacleKind::NoOccurrence,
            span: Span::new(0, 5),
            message: "`acord` occurs nowhere in the archive.".into(),
            words: Vec::new(),
        };
        let instead = vec![Alternative { text: text.into(), num_articles: 2 }];
        let mut out = Vec::new();
        let advice = Advice { obstacles: vec![obstacle], instead };
        write_advice(&mut out, &advice, command, &Look::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn commands_can_be_copied() {
        let note = "note: `acord` occurs nowhere in the archive.\n";
        let tried = |text, command| shown(text, command).strip_prefix(note).unwrap().to_string();
        assert_eq!(tried("accord", "depeche query"), "try (2 articles): depeche query accord\n");
        assert_eq!(
            tried("\"l’accord\" paix", "depeche query --archive x"),
            "try (2 articles): depeche query --archive x '\"l’accord\" paix'\n"
        );
        assert_eq!(tried("l'accord", "depeche query"), "try (2 articles): depeche query \"l'accord\"\n");
        assert_eq!(tried("~trêve", "depeche query"), "try (2 articles): depeche query '~trêve'\n");
        assert_eq!(tried("accord\n paix", ""), "try (2 articles): accord paix\n");
    }

    #[test]
    fn a_hostile_query_does_not_reach_the_terminal() {
        assert!(!shown("accord \x1b[2J", "depeche query").contains('\x1b'));
    }
}
