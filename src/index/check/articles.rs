//! Single articles: whether what is stored of one can be read and is in its place, and whether the index has its words.

use tantivy::DocId;

use super::look::Look;
use super::membership::Places;
use super::report::FindingKind;
use super::words::SegmentWords;
use crate::analysis::analyse_article;
use crate::index::document::ArticleDocument;
use crate::index::{StoredArticle, escape_path};
use crate::model::{Article, ArticleId, Span};

impl Look<'_> {
    /// The article when what is stored of it can be read and is in its place.
    pub(super) fn sound_article(
        &mut self,
        stored: Option<StoredArticle>,
        id: Option<ArticleId>,
        places: Option<&Places<'_>>,
    ) -> Option<StoredArticle> {
        let id_text = id.map(|id| id.to_string());
        let id_text = id_text.as_deref();
        let named = id_text.unwrap_or("without an id");
        let place = id.and_then(|id| places?.place_of(id));
        let at = place.map(|place| format!(" ({place})")).unwrap_or_default();
        let Some(stored) = stored else {
            let what = format!("what is stored of the article {named}{at} cannot be read");
            self.findings.damage(FindingKind::Article, None, id_text, &what);
            return None;
        };
        let title = stored.article.title.as_ref().map(|title| format!(", \"{}\"", title.value));
        let at = format!(
            " ({}/{}{})",
            stored.origin.folder,
            escape_path(&stored.origin.path),
            title.unwrap_or_default()
        );
        if id != Some(stored.origin.id) {
            let what = format!("the article {}{at} is found under another id, {named}", stored.origin.id);
            self.findings.damage(FindingKind::Membership, None, id_text, &what);
            return None;
        }
        if places.is_some_and(|places| !places.has(stored.origin.id)) {
            let what = format!("the article {named}{at} is in the index, but no file is known to have it");
            self.findings.damage(FindingKind::Membership, None, id_text, &what);
        }
        if !has_valid_spans(&stored.article) {
            let what = format!("the text of the article {named}{at} is not the one that was stored");
            self.findings.damage(FindingKind::Article, None, id_text, &what);
            return None;
        }
        Some(stored)
    }

    /// Compares words and columns with what the text gives.
    pub(super) fn compare(
        &mut self,
        doc: DocId,
        stored: StoredArticle,
        words: &mut SegmentWords<'_>,
        in_index: Option<&[u64]>,
    ) -> tantivy::Result<()> {
        let id = stored.origin.id.to_string();
        let place = format!("{}/{}", stored.origin.folder, escape_path(&stored.origin.path));
        let analysed = analyse_article(&stored.article);
        let document = ArticleDocument::new(&stored.origin, stored.article, analysed);
        let has_words = match in_index {
            Some(prints) => prints.get(doc as usize).copied() == Some(words.print_of(&document)),
            None => words.has_terms_of(doc, &document)?,
        };
        if !has_words {
            let what =
                format!("the words of the article {id} ({place}) in the index are not those of its text");
            self.findings.damage(FindingKind::Words, None, Some(&id), &what);
        }
        if let Some(column) = words.differing_column(doc, &document)? {
            let what = format!(
                "the column {column} of the article {id} ({place}) says something else than its record"
            );
            self.findings.damage(FindingKind::Columns, None, Some(&id), &what);
        }
        self.num_compared += 1;
        Ok(())
    }
}

/// Whether what is said of the text lies in it.
fn has_valid_spans(article: &Article) -> bool {
    let text = &article.text;
    let is_valid = |span: Span| text.get(span.byte_start..span.byte_end).is_some();
    article.title_span.is_none_or(is_valid) && article.lede.is_none_or(is_valid)
}
