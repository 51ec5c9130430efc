//! What the place of output can show: colours, links, width. Not how that was found out: the program asks its terminal.

/// How text for people may look. The default is plain text, 80 columns wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether colours and bold type may be used.
    pub color: bool,
    /// Whether file places may be hyperlinks (OSC 8).
    pub links: bool,
    /// Columns of a line.
    pub width: usize,
}

impl Default for Look {
    fn default() -> Self {
        Look { color: false, links: false, width: 80 }
    }
}

impl Look {
    /// `text` in bold type: titles.
    pub fn bold(&self, text: &str) -> String {
        self.painted("1", text)
    }

    /// `text` as a matched word.
    pub fn highlight(&self, text: &str) -> String {
        self.painted("1;31", text)
    }

    /// `text` as something less important: places, ids.
    pub fn dim(&self, text: &str) -> String {
        self.painted("2", text)
    }

    /// `text` as a link to `url`; both must be safe to print.
    pub fn link(&self, url: &str, text: &str) -> String {
        if self.links { format!("\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\") } else { text.to_string() }
    }

    fn painted(&self, codes: &str, text: &str) -> String {
        if self.color && !text.is_empty() { format!("\x1b[{codes}m{text}\x1b[0m") } else { text.to_string() }
    }
}
