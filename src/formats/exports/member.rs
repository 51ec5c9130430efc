//! Hands an article of an export over, or says that it has no text. Reads nothing.

use crate::diagnostics::Code;
use crate::formats::metadata::Doubts;
use crate::formats::{ContentHash, Output};
use crate::model::Article;

/// Hands `article` to `output` with what was doubtful in it. `place` names it where it has no id of its own.
pub(super) fn hand_over(
    output: &mut Output<'_>,
    place: &str,
    content_hash: ContentHash,
    article: Article,
    doubts: Doubts,
) {
    let name = article.source_id.as_deref().unwrap_or(place).to_string();
    for (code, message) in doubts.0 {
        output.doubt(Some(&name), code, message);
    }
    if article.text.trim().is_empty() {
        output.failed_member(&name, Code::NoText, "the export holds no text of this article");
        return;
    }
    output.member(&place, content_hash, article);
}
