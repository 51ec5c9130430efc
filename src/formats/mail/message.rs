//! One message → an article and what is attached to it. Addresses of people are not kept; nothing is fetched.

use dom_query::Document;
use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders, PartType};

use super::flowed;
use super::header_lines::has_bounded_header;
use crate::diagnostics::Code;
use crate::formats::html::{nesting, text as page_text};
use crate::formats::metadata::{self, Doubts};
use crate::model::Article;

/// The HTML is taken when it says so many times more words than the plain text, which is then a stub of it: *your
/// program cannot show this message*.
const MAX_GAIN: usize = 3;
/// Words that the HTML must have for that.
const MIN_WORDS: usize = 30;

/// A message as far as it is read.
pub(super) struct ReadMessage {
    pub(super) article: Article,
    pub(super) attachments: Vec<Attachment>,
}

/// A file that came with a message.
pub(super) struct Attachment {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Reads a message; `None`: it is none.
pub(super) fn read_message(bytes: &[u8], doubts: &mut Doubts) -> Option<ReadMessage> {
    if !has_bounded_header(bytes) {
        return None;
    }
    let message = MessageParser::default().parse(bytes)?;
    let mut article = Article { text: text_of(&message), ..Article::default() };
    article.source_id = message.message_id().and_then(metadata::stated);
    article.title = message
        .subject()
        .and_then(metadata::stated)
        .map(|subject| metadata::title(&subject, "Subject header"));
    article.published = match message.date() {
        Some(date) => metadata::date(&date.to_rfc3339(), "Date header", doubts),
        None => {
            message.header_raw("Date").and_then(|date| metadata::date(date.trim(), "Date header", doubts))
        }
    };
    let sender = message.from().and_then(|from| from.first()).and_then(|from| from.name.as_deref());
    let sender = sender.and_then(metadata::stated);
    article.authors = metadata::known_list(sender.clone().into_iter().collect(), "From header");
    if let Some((source, place)) = list_name(&message, sender) {
        metadata::set_source(&mut article, source, place.to_string());
    }
    article.url = header_text(message.header("Archived-At"))
        .map(|address| address.trim_matches(['<', '>', ' ']).to_string())
        .filter(|address| address.starts_with("http"))
        .map(|address| metadata::known(address, "Archived-At header"));
    Some(ReadMessage { article, attachments: attachments_of(&message, bytes) })
}

/// What publishes a newsletter: the name of its list, else of its sender. Mail between people has no publication.
fn list_name(message: &Message<'_>, sender: Option<String>) -> Option<(String, &'static str)> {
    let list = message.header_raw("List-Id").map(str::trim);
    let name = list.and_then(|list| list.split('<').next()).map(|name| name.trim().trim_matches('"').trim());
    if let Some(name) = name.and_then(metadata::stated).filter(|name| !name.starts_with("=?")) {
        return Some((name, "List-Id header"));
    }
    let is_newsletter = list.is_some() || message.header("List-Unsubscribe").is_some();
    sender.filter(|_| is_newsletter).map(|sender| (sender, "From header of a newsletter"))
}

fn header_text(value: Option<&HeaderValue<'_>>) -> Option<String> {
    match value? {
        HeaderValue::Text(text) => metadata::stated(text),
        HeaderValue::TextList(texts) => metadata::stated(texts.first()?),
        HeaderValue::Address(address) => metadata::stated(address.first()?.address.as_deref()?),
        _ => None,
    }
}

/// The plain text, unless it is a stub of the HTML.
fn text_of(message: &Message<'_>) -> String {
    let plain = joined(message, &message.text_body);
    let has_html = message.html_body.iter().any(|part| is_html(message, *part));
    if !has_html || message.html_body == message.text_body {
        return plain;
    }
    let html = joined(message, &message.html_body);
    let (num_plain, num_html) = (num_words(&plain), num_words(&html));
    if num_html >= MIN_WORDS && num_html > MAX_GAIN * num_plain { html } else { plain }
}

fn num_words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count()
}

fn is_html(message: &Message<'_>, part: u32) -> bool {
    message.parts.get(part as usize).is_some_and(|part| matches!(part.body, PartType::Html(_)))
}

/// The parts as text, a blank line between them.
fn joined(message: &Message<'_>, parts: &[u32]) -> String {
    let mut texts: Vec<String> = Vec::new();
    for part in parts.iter().filter_map(|part| message.parts.get(*part as usize)) {
        let text = match &part.body {
            PartType::Html(html) if nesting::is_too_deep(html) => continue,
            PartType::Html(html) => page_text::text_of(&Document::from(html.as_ref()).root()),
            PartType::Text(text) => {
                let says = |name, value: &str| {
                    let said = part.content_type().and_then(|content_type| content_type.attribute(name));
                    said.is_some_and(|said| said.eq_ignore_ascii_case(value))
                };
                let text = text.replace("\r\n", "\n");
                if says("format", "flowed") { flowed::unwrap(&text, says("delsp", "yes")) } else { text }
            }
            _ => continue,
        };
        let text = text.trim_matches(['\n', '\r']).trim_end();
        if !text.trim().is_empty() && !texts.iter().any(|known| known == text) {
            texts.push(text.to_string());
        }
    }
    texts.join("\n\n")
}

fn attachments_of(message: &Message<'_>, raw: &[u8]) -> Vec<Attachment> {
    let mut attachments = Vec::new();
    for (number, part) in (1..).zip(message.attachments()) {
        let bytes = match &part.body {
            PartType::Message(inner) if inner.raw_message().is_empty() => {
                raw.get(part.offset_body as usize..part.offset_end as usize).unwrap_or(&[]).to_vec()
            }
            _ => part.contents().to_vec(),
        };
        let name = part.attachment_name().map(metadata::one_line).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| format!("{number}.{}", extension_of(part)));
        attachments.push(Attachment { name, bytes });
    }
    attachments
}

/// What a file without a name would be called.
fn extension_of(part: &mail_parser::MessagePart<'_>) -> String {
    if matches!(part.body, PartType::Message(_)) {
        return "eml".to_string();
    }
    let subtype = part.content_type().and_then(|content_type| content_type.subtype()).unwrap_or("bin");
    match subtype.to_ascii_lowercase().as_str() {
        "plain" => "txt".to_string(),
        subtype => subtype.chars().filter(char::is_ascii_alphanumeric).take(10).collect(),
    }
}

/// What to say of bytes that are no message.
pub(super) const NO_MESSAGE: (Code, &str) = (Code::Malformed, "its header cannot be read");
