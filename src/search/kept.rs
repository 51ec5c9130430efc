//! Articles that several queries quote, read once: alerts ask for the same new articles a thousand times. No cache for searches
//! of people: these ask for other articles each time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::DocAddress;

use super::read_article::ReadArticle;

/// So many words are kept, at about 150 bytes each; articles read when there is no room are not kept.
const MAX_WORDS: usize = 500_000;

/// The articles that were read so far, of one state of an index.
pub(super) struct KeptArticles(Mutex<Kept>);

struct Kept {
    articles: HashMap<DocAddress, Arc<ReadArticle>>,
    /// Words that may still be kept.
    room: usize,
}

impl Default for KeptArticles {
    fn default() -> KeptArticles {
        KeptArticles::with_room(MAX_WORDS)
    }
}

impl KeptArticles {
    fn with_room(room: usize) -> KeptArticles {
        KeptArticles(Mutex::new(Kept { articles: HashMap::new(), room }))
    }

    /// The article at `address`, as it was kept or as `read` reads it.
    pub fn article<E>(
        &self,
        address: DocAddress,
        read: impl FnOnce() -> Result<ReadArticle, E>,
    ) -> Result<Arc<ReadArticle>, E> {
        // What a thread that panicked left is a whole article or none.
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(article) = lock().articles.get(&address) {
            return Ok(article.clone());
        }
        // Read without the lock: other threads go on. Two may read the same one.
        let article = Arc::new(read()?);
        let mut kept = lock();
        if let Some(room) = kept.room.checked_sub(article.num_words())
            && kept.articles.insert(address, article.clone()).is_none()
        {
            kept.room = room;
        }
        Ok(article)
    }
}

impl std::fmt::Debug for KeptArticles {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("KeptArticles")
    }
}

#[cfg(test)]
mod tests {
    use super::super::engine::tests::engine;
    use super::*;

    #[test]
    fn an_article_is_read_once_as_long_as_there_is_room() {
        let engine = engine(&[("", "Une trêve."), ("", "Une trêve de deux mois."), ("", "La fin.")]);
        let kept = KeptArticles::with_room(5);
        let mut read = Vec::new();
        for doc in [0, 1, 2, 0, 1, 2] {
            let address = DocAddress::new(0, doc);
            let article = kept.article(address, || {
                read.push(doc);
                engine.article(address).map(ReadArticle::of)
            });
            assert_eq!(article.unwrap().stored.origin.path, doc.to_string().into_bytes());
        }
        assert_eq!(read, [0, 1, 2, 1], "two words and two have room, five more have not");
    }
}
