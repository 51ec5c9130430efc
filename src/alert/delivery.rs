//! What an alert hands over at once: articles with their passages, each under an id by which whoever gets it twice knows it.

use jiff::Timestamp;

use super::saved::Alert;
use crate::index::{Arrival, Hash16};
use crate::model::ArticleId;
use crate::search::Hit;

/// Why an article is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// It came.
    New,
    /// It was corrected.
    Update,
}

impl Kind {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::New => "new",
            Kind::Update => "update",
        }
    }
}

/// One article for one alert.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Entry {
    /// Always the same for the same article and alert, and for an update the same content.
    pub delivery: String,
    /// Why it is delivered.
    pub kind: Kind,
    /// The article with its passages.
    pub hit: Hit,
}

impl Entry {
    /// An entry with that delivery id.
    pub fn new(delivery: String, kind: Kind, hit: Hit) -> Entry {
        Entry { delivery, kind, hit }
    }
}

/// What one alert has to say after a run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Delivery<'a> {
    /// The alert.
    pub alert: &'a Alert,
    /// Name of the archive.
    pub archive: &'a str,
    /// The generation of the archive that it answers from.
    pub generation: u64,
    /// When.
    pub at: Timestamp,
    /// Latest articles first.
    pub entries: Vec<Entry>,
}

impl<'a> Delivery<'a> {
    /// A delivery of these entries.
    pub fn new(
        alert: &'a Alert,
        archive: &'a str,
        generation: u64,
        at: Timestamp,
        entries: Vec<Entry>,
    ) -> Self {
        Delivery { alert, archive, generation, at, entries }
    }
}

/// The id of a delivery: 16 hexadecimal digits. `id` is the first that the article had, before its file was moved; a new
/// article is known by the content with which it came, so that its corrections do not make it another delivery.
pub(super) fn delivery_id(
    alert: &str,
    id: ArticleId,
    content: Hash16,
    arrival: &Arrival,
    kind: Kind,
) -> String {
    let content = match kind {
        Kind::New => arrival.first_content.unwrap_or(content),
        Kind::Update => content,
    };
    let mut hasher = blake3::Hasher::new();
    for part in [alert.as_bytes(), id.as_bytes(), kind.as_str().as_bytes(), &content] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().to_hex()[..16].to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_stable_through_corrections_and_differ_by_alert_article_and_kind() {
        let (a, b) = (ArticleId::new("presse", b"a.txt", ""), ArticleId::new("presse", b"b.txt", ""));
        let came = Arrival::at(3);
        let corrected = came.corrected([1; 16], 4);
        let id = delivery_id("paix", a, [1; 16], &came, Kind::New);
        assert_eq!(id, "eccb162a1ae3a4c7", "promised to whoever keeps ids: never change it");
        assert_eq!(id, delivery_id("paix", a, [2; 16], &corrected, Kind::New));
        let update = delivery_id("paix", a, [2; 16], &corrected, Kind::Update);
        let ids = [
            id,
            update,
            delivery_id("paix", a, [3; 16], &corrected, Kind::Update),
            delivery_id("paix", b, [1; 16], &came, Kind::New),
            delivery_id("pai", a, [1; 16], &came, Kind::New),
            // The file was deleted, and another came under its name.
            delivery_id("paix", a, [9; 16], &came, Kind::New),
        ];
        assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), ids.len());
    }
}
