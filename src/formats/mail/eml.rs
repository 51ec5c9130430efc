//! A message in a file of its own, with what is attached to it.

use super::header_lines::opens_with_headers;
use super::message::{Attachment, NO_MESSAGE, read_message};
use crate::diagnostics::Code;
use crate::formats::inner::{InnerFiles, safe_path};
use crate::formats::metadata::Doubts;
use crate::formats::{Failure, Format, FormatInfo, Head, Output, Source};

/// `.eml` and whatever opens with the headers of a message.
pub(in crate::formats) struct Eml;

impl Format for Eml {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            name: "eml",
            version: 1,
            extensions: &["eml"],
            is_container: false,
            is_binary: false,
            reads: "the text, subject, sender, date and id of a message; readable attachments as articles of their own",
        }
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        opens_with_headers(head.bytes, head.has_extension(self.info().extensions))
    }

    fn holds_files(&self) -> bool {
        true
    }

    fn read(&self, source: &mut Source<'_>, output: &mut Output<'_>) -> Result<(), Failure> {
        let bytes = source.bytes(u64::MAX)?;
        let mut doubts = Doubts::default();
        let Some(message) = read_message(&bytes, &mut doubts) else {
            return Err(Failure::failed(NO_MESSAGE.0, NO_MESSAGE.1));
        };
        for (code, remark) in doubts.0 {
            output.doubt(None, code, remark);
        }
        let latest = message.article.published.as_ref().map(|date| date.value.without_time());
        let has_text = !message.article.text.trim().is_empty();
        if !has_text && message.attachments.is_empty() {
            return Err(Failure::skipped(Code::NoText, "the message holds no text"));
        }
        if has_text {
            output.single = Some(message.article);
        }
        match InnerFiles::of(source) {
            Ok(mut files) => {
                files.set_latest(latest);
                read_attachments(message.attachments, &mut files, output)?;
                files.finish(output)
            }
            Err(_) => {
                leave_out(&message.attachments, output);
                Ok(())
            }
        }
    }
}

/// Reads what is attached to one message, in its order.
pub(super) fn read_attachments(
    attachments: Vec<Attachment>,
    files: &mut InnerFiles<'_>,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    for Attachment { name, bytes } in attachments {
        match safe_path(&name) {
            Ok(path) => files.file(&path, &mut &bytes[..], output)?,
            Err(refused) => files.refuse(&name, refused, output)?,
        }
        if output.is_stopped {
            break;
        }
    }
    Ok(())
}

/// Attachments of a message that lies too deep inside other files.
pub(super) fn leave_out(attachments: &[Attachment], output: &mut Output<'_>) {
    if !attachments.is_empty() {
        output.num_inner_files += attachments.len() as u64;
        output.skip_inner_files("packed too deep", attachments.len() as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::battery::survives;
    use crate::formats::read::tests::{Read as Reading, read};
    use crate::model::Article;

    const RELEASE: &str = "Received: from a by b; Wed, 20 Sep 2023 13:05:02 +0200\r\n\
        From: =?UTF-8?Q?Pr=C3=A9fecture_d'Orsane?= <presse@prefecture.example>\r\n\
        To: redactions@liste.example\r\n\
        Subject: =?iso-8859-1?Q?Communiqu=E9_:_la_tr=EAve?=\r\n =?iso-8859-1?Q?_tient?=\r\n\
        Date: Wed, 20 Sep 2023 13:05:00 +0200\r\n\
        Message-ID: <20230920.1@prefecture.example>\r\n\
        MIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=\"m\"\r\n\r\n\
        --m\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        La tr=EAve tient depuis l'aube, annonce la pr=\r\n=E9fecture.\r\n\r\n> Une citation.\r\n\r\n-- \r\nLe service de presse\r\n\
        --m\r\nContent-Type: text/html; name=\"annexe.html\"\r\nContent-Disposition: attachment; filename=\"annexe.html\"\r\n\
        Content-Transfer-Encoding: base64\r\n\r\n\
        PGh0bWw+PHRpdGxlPkFubmV4ZTwvdGl0bGU+PHA+TGUgdGV4dGUgZGUgbCdhY2NvcmQgZW4gdm9pY2kgbGVzIHRyb2lzIGFydGljbGVzLjwvcD48L2h0bWw+\r\n\
        --m\r\nContent-Type: image/png\r\nContent-Disposition: inline; filename=logo.png\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        iVBORw0KGgo=\r\n--m--\r\n";

    fn article(read: &Reading) -> &Article {
        &read.members.iter().find(|member| member.key.is_none()).expect("the message itself").article
    }

    #[test]
    fn a_press_release_is_an_article() {
        for name in ["a.eml", "a.txt", "a"] {
            let read = read(name, RELEASE.as_bytes());
            assert_eq!(&*read.result.as_ref().unwrap().format, "eml");
            let article = article(&read);
            assert_eq!(
                article.title.as_ref().map(|title| &*title.value),
                Some("Communiqué : la trêve tient")
            );
            assert_eq!(
                article.text,
                "La trêve tient depuis l'aube, annonce la préfecture.\n\n> Une citation.\n\n--\nLe service de presse"
            );
            assert_eq!(article.authors(), ["Préfecture d'Orsane"]);
            assert_eq!(article.source_id.as_deref(), Some("20230920.1@prefecture.example"));
            let published = article.published.as_ref().map(|date| date.value.to_string());
            assert_eq!(published.as_deref(), Some("2023-09-20T13:05:00+02:00"));
            assert_eq!((&article.source, &article.url), (&None, &None));
        }
    }

    #[test]
    fn readable_attachments_are_articles_of_their_own() {
        let read = read("a.eml", RELEASE.as_bytes());
        let attached = read.members.iter().find(|member| member.key.is_some()).unwrap();
        assert_eq!(attached.key.as_deref(), Some("annexe.html"));
        assert_eq!(attached.article.title.as_ref().map(|title| &*title.value), Some("Annexe"));
        assert_eq!(attached.article.latest.map(|day| day.to_string()).as_deref(), Some("2023-09-20"));
        let summary = read.result.as_ref().unwrap();
        assert_eq!((summary.num_inner_files, summary.skipped_members["png"], summary.num_members), (2, 1, 2));
    }

    fn alternative(plain: &str, html: &str) -> String {
        let read = read(
            "a.eml",
            format!(
                "From: Lettre <a@b.example>\nTo: c\nDate: Wed, 20 Sep 2023 13:05:00 +0200\nSubject: S\nMIME-Version: 1.0\n\
                 List-Id: \"La lettre d'Orsane\" <lettre.orsane.example>\n\
                 Content-Type: multipart/alternative; boundary=m\n\n--m\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n\
                 --m\nContent-Type: text/html; charset=utf-8\n\n{html}\n--m--\n"
            )
            .as_bytes(),
        );
        let article = article(&read);
        assert_eq!(article.source.as_ref().map(|source| &*source.value), Some("La lettre d'Orsane"));
        article.text.clone()
    }

    #[test]
    fn the_plain_text_counts_unless_it_is_a_stub() {
        let words = "Les pourparlers reprennent jeudi. ".repeat(20);
        let html = format!(
            "<html><head><title>T</title><style>p {{}}</style></head><body><p>{words}</p><p>Fin.</p></body></html>"
        );
        assert_eq!(
            alternative("Votre logiciel n'affiche pas ce message.", &html),
            format!("{}\n\nFin.", words.trim())
        );
        assert_eq!(alternative(&words, &html), words.trim());
        assert_eq!(alternative("Court.", "<p>Court.</p>"), "Court.");
    }

    #[test]
    fn a_forwarded_message_is_read_too() {
        let inner = "From: B <b@b.example>\r\nTo: c\r\nDate: Tue, 19 Sep 2023 10:00:00 +0000\r\nSubject: Dedans\r\n\
            Message-ID: <2@b>\r\n\r\nLe texte du dedans.\r\n";
        let outer = format!(
            "From: A <a@a.example>\r\nTo: c\r\nDate: Wed, 20 Sep 2023 10:00:00 +0000\r\nSubject: Fwd: Dedans\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: text/plain\r\n\r\nVoir.\r\n\
             --m\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--m--\r\n"
        );
        let read = read("a.eml", outer.as_bytes());
        assert_eq!(article(&read).text, "Voir.");
        let inner = &read.members[0];
        assert_eq!((inner.key.as_deref(), &*inner.article.text), (Some("1.eml"), "Le texte du dedans."));
    }

    #[test]
    fn texts_that_look_alike_stay_texts() {
        for text in [
            "From Paris, our correspondent.\n\nText.",
            "De : Nadia\nObjet : rien\n\nTexte.",
            "Date: 1\nFrom: ici\n\nTexte.",
        ] {
            assert_eq!(&*read("a.txt", text.as_bytes()).result.unwrap().format, "plain-text", "{text}");
        }
    }

    #[test]
    fn impossible_dates_are_reported() {
        let read = read(
            "a.eml",
            RELEASE.replace("Wed, 20 Sep 2023 13:05:00", "Wed, 31 Feb 2023 13:05:00").as_bytes(),
        );
        assert_eq!(article(&read).published, None);
        assert_eq!(read.findings[0].code, Code::BadDate);
    }

    #[test]
    fn spoilt_messages_do_no_harm() {
        let pieces: [&[u8]; 8] = [
            b"--m\r\n",
            b"Content-Type: multipart/mixed; boundary=m\r\n\r\n",
            b"Content-Type: message/rfc822\r\n\r\n",
            b"=?utf-8?B?",
            b"=C3=",
            b"charset=utf-7",
            b"Date: Wed, 99 Sep 99999\r\n",
            b"\r\n\r\n",
        ];
        survives("a.eml", RELEASE.as_bytes(), &pieces);
    }
}
