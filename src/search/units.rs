//! Whether what is counted are articles, pages or parts of books. That is written in the stored record alone, and reading all
//! records is dear: of many, a sample is looked at, and it is said how large.

use tantivy::DocAddress;
use tantivy::query::Query;

use super::collect;
use super::engine::Engine;
use super::error::Error;
use crate::model::Unit;

/// So many records are read.
const MAX_LOOKED_AT: u64 = 50;

/// What the articles of an answer are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Units {
    /// Articles whose records were read: all, or a sample of many.
    pub num_looked_at: u64,
    /// Articles among them.
    pub num_articles: u64,
    /// Pages that nobody cut into articles.
    pub num_pages: u64,
    /// Chapters or other parts.
    pub num_chapters: u64,
}

/// Looks at some of the `num` articles that `query` finds, evenly spread over the archive.
pub(super) fn units(engine: &Engine, query: &dyn Query, num: u64) -> Result<Units, Error> {
    let step = usize::try_from(num.div_ceil(MAX_LOOKED_AT).max(1)).unwrap_or(usize::MAX);
    let mut sample = Vec::new();
    let mut number = 0_usize;
    collect::each_segment(engine.searcher(), query, |segment, docs| {
        for &doc in docs {
            sample.extend(number.is_multiple_of(step).then(|| DocAddress::new(segment, doc)));
            number += 1;
        }
        Ok(())
    })?;
    let mut units = Units::default();
    for address in sample {
        units.num_looked_at += 1;
        match engine.article(address)?.article.unit {
            Unit::Article => units.num_articles += 1,
            Unit::Page => units.num_pages += 1,
            Unit::Chapter => units.num_chapters += 1,
        }
    }
    Ok(units)
}

#[cfg(test)]
mod tests {
    use super::super::example_index::searcher_over;
    use super::*;
    use crate::index::Withdrawals;
    use crate::model::Article;
    use tantivy::query::AllQuery;

    fn counted(num_articles: usize, num_pages: usize) -> Units {
        let unit = |number| if number < num_articles { Unit::Article } else { Unit::Page };
        let article =
            |number| Article { unit: unit(number), text: "La trêve.".into(), ..Article::default() };
        let num = num_articles + num_pages;
        let engine =
            Engine::new(searcher_over((0..num).map(article).collect()), &Withdrawals::default(), None)
                .unwrap();
        units(&engine, &AllQuery, num as u64).unwrap()
    }

    #[test]
    fn few_are_all_looked_at() {
        let few = Units { num_looked_at: 5, num_articles: 2, num_pages: 3, num_chapters: 0 };
        assert_eq!(counted(2, 3), few);
    }

    #[test]
    fn many_are_looked_at_evenly() {
        let many = counted(90, 90);
        assert_eq!((many.num_looked_at, many.num_articles, many.num_pages), (45, 23, 22));
    }
}
