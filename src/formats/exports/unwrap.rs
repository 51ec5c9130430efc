//! Lines that a database broke at its last column → lines as they were written. Not for texts that are not known to be
//! broken so.

/// The last columns at which lines are broken.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=100;

/// Blocks of lines, apart by blank lines. A line goes on where the next word did not fit into it.
pub(super) fn blocks(text: &str) -> Vec<String> {
    let width = text.lines().map(|line| line.trim_end().chars().count()).max().unwrap_or(0);
    let mut blocks: Vec<String> = Vec::new();
    let mut previous_width = None;
    for line in text.split(['\n', '\u{C}']) {
        let written_width = line.trim_end().chars().count();
        let line = line.trim();
        if line.is_empty() {
            previous_width = None;
            continue;
        }
        let first_word = line.split_whitespace().next().unwrap_or("").chars().count();
        match (blocks.last_mut(), previous_width) {
            (Some(block), Some(previous)) => {
                let did_not_fit = WIDTHS.contains(&width) && previous + 1 + first_word > width;
                block.push(if did_not_fit { ' ' } else { '\n' });
                block.push_str(line);
            }
            _ => blocks.push(line.to_string()),
        }
        previous_width = Some(written_width);
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_go_on_where_the_next_word_did_not_fit() {
        let text = "   Centred\n\nDepuis l'aube, plus un tir ne s'est fait entendre dans la vallée, dit-on au\nvillage.\nUn vers\net un autre\n\nFin.\r\n";
        let blocks = blocks(text);
        assert_eq!(blocks[0], "Centred");
        assert_eq!(
            blocks[1],
            "Depuis l'aube, plus un tir ne s'est fait entendre dans la vallée, dit-on au village.\nUn vers\net un autre"
        );
        assert_eq!(blocks[2], "Fin.");
    }

    #[test]
    fn long_lines_were_not_broken() {
        assert_eq!(blocks(&format!("{}\nb", "a ".repeat(200))).len(), 1);
        assert!(blocks(&format!("{}\nb", "a ".repeat(200)))[0].ends_with("a\nb"));
        assert!(blocks(" \n\u{C}\n").is_empty());
    }
}
