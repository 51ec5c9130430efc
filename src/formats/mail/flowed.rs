//! Texts in `format=flowed` (RFC 3676): lines that end in a space go on in the next. Quotation marks stay.

/// The text with its paragraphs on one line each. `deletes_spaces`: the space at a line end is no space of the text.
pub(super) fn unwrap(text: &str, deletes_spaces: bool) -> String {
    let mut unwrapped = String::with_capacity(text.len());
    // How deep the line is quoted that goes on in the next.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let content = line[depth..].strip_prefix(' ').unwrap_or(&line[depth..]);
        // The mark of a signature ends in a space and is no line that goes on.
        let is_signature = content == "-- ";
        if open.take() != Some(depth) || is_signature {
            if !unwrapped.is_empty() {
                unwrapped.push('\n');
            }
            unwrapped.push_str(&line[..depth]);
            if depth > 0 && !content.is_empty() {
                unwrapped.push(' ');
            }
        }
        let goes_on = content.ends_with(' ') && !is_signature;
        unwrapped.push_str(match content.strip_suffix(' ') {
            Some(content) if goes_on && deletes_spaces => content,
            _ => content,
        });
        open = goes_on.then_some(depth);
    }
    unwrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_end_in_a_space_go_on() {
        let text = "Les pourparlers \nreprennent.\n\nDeux.\n> Une \n> citation.\n>> Autre \nFin.\n-- \nN. F.";
        assert_eq!(
            unwrap(text, false),
            "Les pourparlers reprennent.\n\nDeux.\n> Une citation.\n>> Autre \nFin.\n-- \nN. F."
        );
        assert_eq!(unwrap("cessez- \nle-feu", true), "cessez-le-feu");
        assert_eq!(unwrap(" From ici\n", false), "From ici");
    }
}
