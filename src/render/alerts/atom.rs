//! A feed in the form of Atom. What is kept of earlier deliveries is decided in `feed`.

use jiff::Timestamp;

use super::feed::{
    GENERATOR, Syntax, description, element, escaped, feed_id, link, one_line, published, title,
};
use crate::alert::{Delivery, Entry, Kind};

/// How Atom is written.
pub(super) const SYNTAX: Syntax = Syntax {
    root: "<feed xmlns=\"http://www.w3.org/2005/Atom\"",
    entry: ["<entry>", "</entry>"],
    id: ["<id>urn:depeche:", "</id>"],
    write_head,
    write_entry,
    tail: "</feed>\n",
};

fn write_head(delivery: &Delivery<'_>) -> String {
    let name = escaped(&one_line(&delivery.alert.name));
    let query = escaped(&one_line(&delivery.alert.query));
    let archive = escaped(&one_line(delivery.archive));
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <title>{name}</title>\n<subtitle>{query} (archive {archive})</subtitle>\n<id>{}</id>\n\
         <updated>{}</updated>\n<author><name>depeche</name></author>\n{GENERATOR}\n",
        feed_id(delivery),
        moment(delivery.at),
    )
}

fn write_entry(entry: &Entry, delivery: &Delivery<'_>) -> String {
    let article = &entry.hit.article;
    let mut written = "<entry>\n".to_string();
    written += &element("title", Some(title(entry)));
    written += &format!("{}{}{}\n", SYNTAX.id[0], escaped(&entry.delivery), SYNTAX.id[1]);
    written += &link(article).map_or(String::new(), |link| format!("<link href=\"{link}\"/>\n"));
    written += &published(article)
        .map_or(String::new(), |time| format!("<published>{}</published>\n", moment(time)));
    written += &format!("<updated>{}</updated>\n", moment(delivery.at));
    for author in &article.authors {
        written += &format!("<author><name>{}</name></author>\n", escaped(&one_line(author)));
    }
    written += &element("dc:source", article.source.as_ref().map(|source| source.value.as_str()));
    let section = article.section.as_ref().map(|section| section.value.as_str());
    for term in section.into_iter().chain((entry.kind == Kind::Update).then_some("update")) {
        written += &format!("<category term=\"{}\"/>\n", escaped(&one_line(term)));
    }
    written + &format!("<content type=\"html\">{}</content>\n</entry>\n", description(entry))
}

/// A moment as RFC 3339 has it.
fn moment(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::super::feed::updated;
    use super::super::samples::{alert, delivery};
    use super::*;

    #[test]
    fn an_entry_says_what_is_known_and_marks_the_words() {
        let alert = alert();
        let feed = updated(&SYNTAX, "", &delivery(&alert, &["00000000000000aa"])).unwrap().unwrap();
        assert_eq!(
            feed,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
             <title>Caucase &amp; trêves</title>\n\
             <subtitle>trêve (archive presse)</subtitle>\n\
             <id>urn:uuid:bea9dff8-cc72-8b81-8e76-d71421ca6e33</id>\n\
             <updated>2026-11-29T02:30:04Z</updated>\n\
             <author><name>depeche</name></author>\n\
             <generator>depeche</generator>\n\
             <entry>\n\
             <title>La trêve tient</title>\n\
             <id>urn:depeche:00000000000000aa</id>\n\
             <published>2023-09-20T00:00:00Z</published>\n\
             <updated>2026-11-29T02:30:04Z</updated>\n\
             <author><name>Nadia Ferrand</name></author>\n\
             <author><name>Paul Ozanne</name></author>\n\
             <dc:source>L’Écho d’Orsane</dc:source>\n\
             <content type=\"html\">&lt;p&gt;L’Écho d’Orsane · 2023-09-20 · Nadia Ferrand; Paul Ozanne&lt;/p&gt;&lt;blockquote&gt;&lt;p&gt;À l’aube, la &lt;b&gt;trêve&lt;/b&gt;\n\
             tenait encore.&lt;/p&gt;&lt;/blockquote&gt;&lt;p&gt;/presse/2023/09/trêve.txt&lt;/p&gt;</content>\n\
             </entry>\n\
             </feed>\n"
        );
    }
}
