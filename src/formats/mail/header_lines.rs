//! Whether a text opens with the header lines of an e-mail, and whether a line separates the messages of a mailbox. Reads
//! no values.

/// Names of headers that e-mail has and other texts do not have together, in lower case, one a line.
const NAMES: &str = include_str!("header_names.txt");

/// Headers of these names that must be there.
const MIN_KNOWN: usize = 3;

/// A longer header is none, or an attack.
const MAX_HEADER_BYTES: usize = 1024 * 1024;

/// Lines that are looked at.
const MAX_LINES: usize = 400;

/// Whether `head` opens with header lines: `Name: value`, folded lines indented, then a blank line. `min_known` of them
/// must be of e-mail, `From` among them.
pub(in crate::formats) fn opens_with_headers(head: &[u8], is_called_mail: bool) -> bool {
    let (mut has_sender, mut num_known) = (false, 0);
    for (number, line) in head.split(|byte| *byte == b'\n').take(MAX_LINES).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() && number > 0 {
            break;
        }
        if number > 0 && line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(name) = header_name(line) else {
            // The head may end in the middle of a line, but not begin with one that is no header.
            if num_known == 0 {
                return false;
            }
            break;
        };
        num_known += usize::from(NAMES.lines().any(|known| known == name));
        has_sender |= matches!(name.as_str(), "from" | "sender" | "return-path");
    }
    has_sender && num_known >= if is_called_mail { 2 } else { MIN_KNOWN }
}

/// Whether among the header lines that `head` opens with is one of `name` whose value begins with `start`; both in lower
/// case.
pub(in crate::formats) fn opens_with_header(head: &[u8], name: &str, start: &str) -> bool {
    let lines = head.split(|byte| *byte == b'\n').take(MAX_LINES).map(<[u8]>::trim_ascii_end);
    let headers = lines
        .take_while(|line| line.starts_with(b" ") || line.starts_with(b"\t") || header_name(line).is_some());
    headers.filter(|line| header_name(line).as_deref() == Some(name)).any(|line| {
        let value = line[name.len() + 1..].trim_ascii_start();
        value.get(..start.len()).is_some_and(|value| value.eq_ignore_ascii_case(start.as_bytes()))
    })
}

/// Whether the header ends where one does: a parser of messages needs many times its size.
pub(in crate::formats) fn has_bounded_header(message: &[u8]) -> bool {
    let head = &message[..message.len().min(MAX_HEADER_BYTES)];
    head.len() == message.len()
        || head.windows(2).any(|pair| pair == b"\n\n")
        || head.windows(4).any(|four| four == b"\r\n\r\n")
}

/// The name of a header line, in lower case.
fn header_name(line: &[u8]) -> Option<String> {
    let colon = line.iter().position(|byte| *byte == b':').filter(|colon| (1..=76).contains(colon))?;
    let is_name =
        line[..colon].iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    is_name.then(|| String::from_utf8_lossy(&line[..colon]).to_ascii_lowercase())
}

/// Whether a line stands between two messages: `From somebody@example.org Wed Sep 20 13:05:00 2023`. A sentence that
/// begins with the word has no time of day and year behind it.
pub(super) fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let rest = String::from_utf8_lossy(&rest[..rest.len().min(300)]);
    let words: Vec<&str> = rest.split_ascii_whitespace().collect();
    let is_time = |word: &&&str| {
        let mut parts = word.split(':');
        let is_number = |part: Option<&str>| {
            part.is_some_and(|part| part.len() <= 2 && part.parse::<u8>().is_ok_and(|number| number < 61))
        };
        is_number(parts.next())
            && is_number(parts.next())
            && parts.next().is_none_or(|part| is_number(Some(part)))
    };
    let is_year =
        |word: &&&str| word.len() == 4 && word.parse::<u16>().is_ok_and(|year| (1970..2100).contains(&year));
    (5..=9).contains(&words.len())
        && words.iter().any(|word| is_time(&word))
        && words.iter().any(|word| is_year(&word))
}

/// Whether `head` opens as a mailbox does: a separating line, then header lines.
pub(super) fn opens_mailbox(head: &[u8]) -> bool {
    let Some(end) = head.iter().take(400).position(|byte| *byte == b'\n') else { return false };
    is_separator(head[..end].trim_ascii_end()) && opens_with_headers(&head[end + 1..], true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADERS: &str = "Received: from a by b;\r\n\tWed, 20 Sep 2023 13:05:00 +0200\r\nFrom: Nadia <n@example.org>\r\n\
        Subject: La trêve\r\nDate: Wed, 20 Sep 2023 13:05:00 +0200\r\n\r\nTexte.";

    #[test]
    fn mail_is_known_by_its_headers() {
        assert!(opens_with_headers(HEADERS.as_bytes(), false));
        assert!(opens_with_headers(&HEADERS.as_bytes()[..100], false));
        assert!(opens_with_headers(b"From: a@example.org\nSubject: b\n\nc", true));
        let others = [
            "From Paris, our correspondent: the talks resume.\n\nText.",
            "Title: La trêve\nDate: 2023-09-20\nAuthor: N. F.\n\nTexte.",
            "From: Nadia\n\nTexte.",
            "Date: hier\nSubject: rien\nTo: tous\n\nTexte.",
            "\nFrom: a\nTo: b\nDate: c\n",
            "",
        ];
        for text in others {
            assert!(!opens_with_headers(text.as_bytes(), false), "{text}");
        }
    }

    #[test]
    fn a_header_is_found_among_the_first_lines_only() {
        let head =
            b"Received: a;\r\n\tb\r\nContent-Type:  Multipart/Related; x\r\n\r\nFrom: <saved by hand>\r\n";
        assert!(opens_with_header(head, "content-type", "multipart/related"));
        assert!(opens_with_header(head, "received", ""));
        assert!(!opens_with_header(head, "content-type", "text"));
        assert!(!opens_with_header(head, "from", "<saved"));
        assert!(!opens_with_header(b"Content-Type", "content-type", ""));
    }

    #[test]
    fn headers_without_end_are_known() {
        let field = b"X-Field: value\r\n";
        assert!(has_bounded_header(field) && has_bounded_header(b""));
        let endless = field.repeat(MAX_HEADER_BYTES / field.len() + 1);
        assert!(!has_bounded_header(&endless));
        let ended = [&b"Subject: a\r\n\r\n"[..], &endless].concat();
        assert!(has_bounded_header(&ended));
    }

    #[test]
    fn separators_are_no_sentences() {
        for line in [
            "From nadia@example.org Wed Sep 20 13:05:00 2023",
            "From - Wed Sep 20 13:05:00 2023",
            "From 177@xxx Wed Sep 20 11:05:00 +0000 2023",
            "From MAILER-DAEMON Fri Jul  8 12:08 2011",
        ] {
            assert!(is_separator(line.as_bytes()), "{line}");
        }
        for line in [
            "From Paris to Berlin, 2023 was",
            "From 13:05 on nobody spoke.",
            "From: a",
            "from a b c d 13:05 2023",
        ] {
            assert!(!is_separator(line.as_bytes()), "{line}");
        }
        assert!(opens_mailbox(format!("From - Wed Sep 20 13:05:00 2023\r\n{HEADERS}").as_bytes()));
        assert!(!opens_mailbox(b"From - Wed Sep 20 13:05:00 2023\nThe talks resume.\n"));
    }
}
