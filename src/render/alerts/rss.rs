//! A feed in the form of RSS 2.0. What is kept of earlier deliveries is decided in `feed`.

use jiff::Timestamp;

use super::feed::{
    GENERATOR, Syntax, description, element, escaped, feed_id, link, one_line, published, title,
};
use crate::alert::{Delivery, Entry, Kind};

/// How RSS is written.
pub(super) const SYNTAX: Syntax = Syntax {
    root: "<rss version=\"2.0\"",
    entry: ["<item>", "</item>"],
    id: ["<guid isPermaLink=\"false\">", "</guid>"],
    write_head,
    write_entry,
    tail: "</channel>\n</rss>\n",
};

fn write_head(delivery: &Delivery<'_>) -> String {
    let name = escaped(&one_line(&delivery.alert.name));
    let archive = escaped(&one_line(delivery.archive));
    let query = escaped(&one_line(&delivery.alert.query));
    format!(
        "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n\
         <title>{name}</title>\n<link>{}</link>\n\
         <description>{query} (archive {archive})</description>\n{GENERATOR}\n\
         <lastBuildDate>{}</lastBuildDate>\n",
        feed_id(delivery),
        day_and_time(delivery.at),
    )
}

fn write_entry(entry: &Entry, _: &Delivery<'_>) -> String {
    let article = &entry.hit.article;
    let mut item = "<item>\n".to_string();
    item += &element("title", Some(title(entry)));
    item += &format!("{}{}{}\n", SYNTAX.id[0], escaped(&entry.delivery), SYNTAX.id[1]);
    item += &link(article).map_or(String::new(), |link| format!("<link>{link}</link>\n"));
    item += &published(article)
        .map_or(String::new(), |time| format!("<pubDate>{}</pubDate>\n", day_and_time(time)));
    article.authors.iter().for_each(|author| item += &element("dc:creator", Some(author)));
    item += &element("dc:source", article.source.as_ref().map(|source| source.value.as_str()));
    item += &element("category", article.section.as_ref().map(|section| section.value.as_str()));
    if entry.kind == Kind::Update {
        item += &element("category", Some("update"));
    }
    item + &format!("<description>{}</description>\n</item>\n", description(entry))
}

/// A moment as RFC 822 has it, with four digits of the year.
fn day_and_time(time: Timestamp) -> String {
    time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::super::feed::updated;
    use super::super::samples::{alert, delivery};
    use super::*;

    #[test]
    fn an_item_says_what_is_known_and_marks_the_words() {
        let alert = alert();
        let feed = updated(&SYNTAX, "", &delivery(&alert, &["00000000000000aa"])).unwrap().unwrap();
        assert_eq!(
            feed,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
             <channel>\n\
             <title>Caucase &amp; trêves</title>\n\
             <link>urn:uuid:bea9dff8-cc72-8b81-8e76-d71421ca6e33</link>\n\
             <description>trêve (archive presse)</description>\n\
             <generator>depeche</generator>\n\
             <lastBuildDate>Sun, 29 Nov 2026 02:30:04 +0000</lastBuildDate>\n\
             <item>\n\
             <title>La trêve tient</title>\n\
             <guid isPermaLink=\"false\">00000000000000aa</guid>\n\
             <pubDate>Wed, 20 Sep 2023 00:00:00 +0000</pubDate>\n\
             <dc:creator>Nadia Ferrand</dc:creator>\n\
             <dc:creator>Paul Ozanne</dc:creator>\n\
             <dc:source>L’Écho d’Orsane</dc:source>\n\
             <description>&lt;p&gt;L’Écho d’Orsane · 2023-09-20 · Nadia Ferrand; Paul Ozanne&lt;/p&gt;&lt;blockquote&gt;&lt;p&gt;À l’aube, la &lt;b&gt;trêve&lt;/b&gt;\n\
             tenait encore.&lt;/p&gt;&lt;/blockquote&gt;&lt;p&gt;/presse/2023/09/trêve.txt&lt;/p&gt;</description>\n\
             </item>\n\
             </channel>\n\
             </rss>\n"
        );
    }
}
