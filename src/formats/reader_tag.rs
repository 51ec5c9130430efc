//! What read a file, as one word that is kept with it: when the word changes, the file is read again. Reads nothing.

use super::{Commands, FORMATS, converted, html, pdf, plain};
use super::{Format, FormatInfo};

/// Opens the tag's last part when a command did the reading.
const BY_COMMAND: &str = "/command-";

/// For each format that can be read its name, as in reports, and the tag of its reader.
///
/// The tag of a format that a command of the caller's reads changes with that command.
pub fn reader_tags(commands: &Commands) -> Vec<(String, String)> {
    let mut tags: Vec<_> = FORMATS.iter().map(|format| with_tag(&format.info())).collect();
    // Which program extracts the text does not matter, that one does: without it every PDF is skipped.
    if let Some((name, tag)) = tags.iter_mut().find(|(name, _)| name == "pdf" && commands.pdf.is_some()) {
        *tag = format!("{name}{BY_COMMAND}{}", pdf::Pdf.info().version);
    }
    for (extension, words) in &commands.converters {
        let mut hasher = blake3::Hasher::new();
        // What a command writes is read by one of these two.
        for info in [html::Html.info(), plain::PlainText.info()] {
            hasher.update(with_tag(&info).1.as_bytes());
        }
        for word in words {
            hasher.update(&(word.len() as u64).to_le_bytes()).update(word.as_encoded_bytes());
        }
        hasher.update(&converted::VERSION.to_le_bytes());
        let name = converted::format_name(extension);
        let tag = format!("{name}{BY_COMMAND}{}", &hasher.finalize().to_hex()[..8]);
        tags.push((name, tag));
    }
    tags
}

fn with_tag(info: &FormatInfo) -> (String, String) {
    (info.name.to_string(), format!("{}/{}", info.name, info.version))
}

/// Whether a tag is that of a reader which needs a command.
pub fn is_by_command(tag: &str) -> bool {
    tag.contains(BY_COMMAND)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(words: &[&str]) -> String {
        let words = words.iter().map(Into::into).collect();
        let commands = Commands { converters: [("doc".to_string(), words)].into(), ..Commands::default() };
        reader_tags(&commands).pop().unwrap().1
    }

    #[test]
    fn a_tag_changes_with_its_command() {
        assert!(tag(&["antiword", "{}"]).starts_with("converted (doc)/command-"));
        assert_eq!(tag(&["antiword", "{}"]), tag(&["antiword", "{}"]));
        assert_ne!(tag(&["antiword", "{}"]), tag(&["antiword", "-w", "{}"]));
        assert_ne!(tag(&["a", "bc"]), tag(&["ab", "c"]));
    }

    #[test]
    fn other_tags_are_names_and_versions() {
        let tags = reader_tags(&Commands::default());
        assert_eq!(tags.len(), FORMATS.len());
        assert!(tags.iter().all(|(name, tag)| tag.starts_with(&format!("{name}/")) && !is_by_command(tag)));
    }
}
