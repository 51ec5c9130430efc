//! One reading of a request over one state of an index: plan, tiers, quotations. Knows no archive, no files, no clock.

use std::sync::Arc;

use tantivy::{DocAddress, Searcher};

use super::among::Among;
use super::collect;
use super::columns::Columns;
use super::edition::Editions;
use super::error::Error;
use super::expansion::Expansions;
use super::filter::filters;
use super::lengths::Lengths;
use super::listed::ListedQuery;
use super::listing::hit_of;
use super::lookup::languages_of;
use super::matching::{query_for_all, restrict};
use super::passage::cut;
use super::plan::Plan;
use super::planned::{self, Planned};
use super::ranking::Candidate;
use super::read_article::ReadArticle;
use super::request::{Level, Match, SearchRequest, Sort};
use super::response::{ArticleHead, Hit, PassageHit, Total};
use super::tier;
use super::unshown::{Unshown, UnshownCounts};
use super::weight::Weights;
use crate::analysis::article_tokens;
use crate::index::{StoredArticle, Stores, Withdrawals};
use crate::model::{ArticleId, Language, Span};
use crate::query::{Query, Remark};
use crate::thesaurus::Thesaurus;

/// Passages of so many articles are looked at for each passage asked for.
const ARTICLES_PER_PASSAGE: usize = 3;

/// Answers requests over a fixed state of an index.
pub(super) struct Engine {
    pub(super) searcher: Searcher,
    stores: Stores,
    columns: Columns,
    pub(super) editions: Editions,
    /// A query is read by the rules of each language of the index. That of most articles is the first.
    languages: Vec<Option<Language>>,
    /// `None`: the program's own.
    thesaurus: Option<Arc<Thesaurus>>,
    expansions: Expansions,
}

/// What a search finds.
pub(super) struct Answer {
    pub total: Total,
    pub hits: Vec<Hit>,
    /// What was looked for: without stop words, with the concepts that words were read as.
    pub query: Query,
    /// What the reader should know of that.
    pub remarks: Vec<Remark>,
}

/// Where articles of a folder are now; the engine knows labels only.
pub(super) type Locate<'a> = dyn Fn(&StoredArticle) -> ArticleHead + 'a;

impl Engine {
    /// Looks up what must be known of the whole index.
    pub fn new(
        searcher: Searcher,
        withdrawn: &Withdrawals,
        thesaurus: Option<Arc<Thesaurus>>,
    ) -> Result<Engine, Error> {
        let columns = Columns::open(&searcher)?;
        let editions = Editions::open(&searcher, withdrawn)?;
        let languages = languages_of(&searcher)?;
        let (stores, expansions) = (Stores::default(), Expansions::default());
        Ok(Engine { searcher, stores, columns, editions, languages, thesaurus, expansions })
    }

    /// The hits for `query`, whose text and filters are in `request`.
    pub fn search(&self, query: &Query, request: &SearchRequest, locate: &Locate) -> Result<Answer, Error> {
        let Planned { plan, query, remarks } = self.planned(query, request)?;
        let (total, hits) = match request.level {
            Level::Article => self.articles(&plan, &self.bounded(request), locate),
            Level::Passage => self.passages(&plan, request, locate),
        }?;
        Ok(Answer { total, hits, query: query.without_words(&plan.left_out), remarks })
    }

    /// Ids and scores only, best first: the source's own id, else the article's. Reads no article.
    pub fn rank(&self, query: &Query, request: &SearchRequest) -> Result<Vec<(String, f32, Match)>, Error> {
        let plan = self.plan(query, request)?;
        let request = &self.bounded(request);
        let tiers = self.tiers(&plan, request)?;
        let shown = tiers.ranked.get(request.offset..).unwrap_or_default();
        let addresses: Vec<DocAddress> = shown.iter().map(|ranked| ranked.address).collect();
        let names = self.columns.names(&addresses)?;
        Ok(names.into_iter().zip(shown).map(|(name, ranked)| (name, ranked.score, ranked.matched)).collect())
    }

    /// The names of all articles that are neither deleted nor withdrawn.
    pub fn names(&self) -> Result<Vec<String>, Error> {
        let segments = (0..).zip(self.searcher.segment_readers());
        let addresses: Vec<DocAddress> = segments
            .flat_map(|(segment, reader)| {
                reader.doc_ids_alive().map(move |doc| DocAddress::new(segment, doc))
            })
            .filter(|address| !self.editions.is_taken_down(*address, 0))
            .collect();
        Ok(self.columns.names(&addresses)?)
    }

    /// How long its articles are.
    pub fn lengths(&self) -> &Lengths {
        self.columns.lengths()
    }

    /// The index it answers from.
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// The language by whose rules the words of a query are told apart.
    pub fn main_language(&self, request: &SearchRequest) -> Option<Language> {
        request.languages.first().copied().or_else(|| self.languages.first().copied().flatten())
    }

    /// What `query` means in this index.
    pub fn plan(&self, query: &Query, request: &SearchRequest) -> Result<Plan, Error> {
        Ok(self.planned(query, request)?.plan)
    }

    /// The same with what became of the query on the way.
    pub fn planned(&self, query: &Query, request: &SearchRequest) -> Result<Planned, Error> {
        let planner = planned::Planner {
            searcher: &self.searcher,
            languages: &self.languages,
            expansions: &self.expansions,
            hidden: self.hidden(request),
            thesaurus: self.thesaurus.as_deref(),
        };
        Ok(planner.plan(query, request)?)
    }

    /// The request for no more articles than there are: memory is set aside for as many as are asked for.
    pub(super) fn bounded(&self, request: &SearchRequest) -> SearchRequest {
        let num_articles = usize::try_from(self.searcher.num_docs()).unwrap_or(usize::MAX);
        let offset = request.offset.min(num_articles);
        let num_hits = request.num_hits.min(num_articles - offset);
        SearchRequest { offset, num_hits, ..request.clone() }
    }

    /// The articles listed, tier by tier.
    pub fn tiers(&self, plan: &Plan, request: &SearchRequest) -> Result<tier::Tiers, Error> {
        let hidden = self.hidden(request);
        Ok(tier::find(&self.searcher, &self.columns, plan, request, hidden.as_ref())?)
    }

    /// All articles that the answer to `query` counts; see [`tier::counted`]. For whatever looks at all of them: facets,
    /// timelines, exports.
    pub fn counted(
        &self,
        query: &Query,
        request: &SearchRequest,
    ) -> Result<Box<dyn tantivy::query::Query>, Error> {
        let plan = self.plan(query, request)?;
        Ok(tier::counted(&self.searcher, &plan, request, self.hidden(request).as_ref())?)
    }

    /// The first `limit` of the articles that `found` finds, by date.
    pub fn by_date(
        &self,
        found: &dyn tantivy::query::Query,
        sort: Sort,
        limit: usize,
    ) -> Result<Vec<DocAddress>, Error> {
        Ok(collect::by_date(&self.searcher, &self.columns, found, sort, limit)?)
    }

    /// The `limit` best that `query` finds, by its own scores; ties as everywhere.
    pub fn best(&self, query: &dyn tantivy::query::Query, limit: usize) -> Result<Vec<Candidate>, Error> {
        let mut best = collect::best(&self.searcher, self.columns.lengths(), query, limit)?;
        tier::order(&self.columns, &mut best);
        Ok(best)
    }

    /// Finds what their sources took back, replaced, or keep from whoever asks; `None`: nothing.
    pub fn hidden(&self, request: &SearchRequest) -> Option<ListedQuery> {
        let hidden = self.editions.hidden(request.minute())?;
        Some(ListedQuery::new(hidden, &self.searcher))
    }

    /// How many of the articles that satisfy the whole query are under embargo.
    pub fn num_embargoed(&self, query: &Query, request: &SearchRequest) -> Result<u64, Error> {
        let Some(waiting) = self.editions.embargoed(request.minute()) else { return Ok(0) };
        let plan = self.plan(query, request)?;
        let mut filters = filters(request);
        filters.push(Box::new(ListedQuery::new(waiting, &self.searcher)));
        let found = restrict(query_for_all(&plan), filters, Vec::new());
        Ok(collect::count(&self.searcher, found.as_ref())?)
    }

    /// The articles whose embargo ended behind minute `then` and not behind `now`.
    pub fn released(&self, then: u64, now: u64) -> Vec<ArticleId> {
        let numbers = self.editions.released(then, now).filter_map(|address| self.columns.id_number(address));
        numbers.map(ArticleId::from_number).collect()
    }

    /// How many articles no answer shows in minute `now`.
    pub fn num_unshown(&self, now: u64) -> UnshownCounts {
        let mut counts = UnshownCounts::default();
        self.editions.unshown(now).for_each(|(_, why)| counts.add(why));
        counts
    }

    /// Why no answer shows the article at `address` in minute `now`, and which edition is shown in its place.
    pub fn why_unshown(&self, address: DocAddress, now: u64) -> Option<(Unshown, Option<DocAddress>)> {
        let (_, why) = self.editions.unshown(now).find(|(unshown, _)| *unshown == address)?;
        Some((why, self.editions.successor(address, now)))
    }

    fn articles(
        &self,
        plan: &Plan,
        request: &SearchRequest,
        locate: &Locate,
    ) -> Result<(Total, Vec<Hit>), Error> {
        let tiers = self.tiers(plan, request)?;
        let weights = Weights::of(&self.searcher, plan)?;
        let shown = tiers.ranked.iter().enumerate().skip(request.offset);
        let hits = shown.map(|(place, ranked)| {
            let read = || Ok::<_, Error>(ReadArticle::of(self.article(ranked.address)?));
            let hit = |read: &ReadArticle| hit_of(plan, &weights, read, (place, *ranked), request, locate);
            match request.among.as_ref().and_then(Among::kept) {
                Some(kept) => Ok(hit(kept.article(ranked.address, read)?.as_ref())),
                None => Ok(hit(&read()?)),
            }
        });
        Ok((tiers.total, hits.collect::<Result<_, Error>>()?))
    }

    /// The best passages of the best articles, each a hit of its own, tier by tier.
    fn passages(
        &self,
        plan: &Plan,
        request: &SearchRequest,
        locate: &Locate,
    ) -> Result<(Total, Vec<Hit>), Error> {
        let num_wanted = request.offset.saturating_add(request.num_hits);
        let wider = SearchRequest {
            offset: 0,
            num_hits: num_wanted.saturating_mul(ARTICLES_PER_PASSAGE),
            num_passages: request.num_passages.max(1).saturating_mul(ARTICLES_PER_PASSAGE),
            level: Level::Article,
            ..request.clone()
        };
        let (total, articles) = self.articles(plan, &self.bounded(&wider), locate)?;
        let single = |hit: &Hit, passage: &PassageHit| Hit {
            score: passage.score,
            passages: vec![passage.clone()],
            ..hit.clone()
        };
        let mut hits: Vec<Hit> =
            articles.iter().flat_map(|hit| hit.passages.iter().map(|passage| single(hit, passage))).collect();
        let tier = |hit: &Hit| if plan.is_description() { Match::All } else { hit.matched };
        hits.sort_by(|a, b| tier(a).cmp(&tier(b)).then(b.score.total_cmp(&a.score)));
        hits.truncate(num_wanted);
        hits.drain(..request.offset.min(hits.len()));
        hits.iter_mut().enumerate().for_each(|(place, hit)| hit.rank = request.offset + place + 1);
        Ok((total, hits))
    }

    /// Reads one article back.
    pub fn article(&self, address: DocAddress) -> Result<StoredArticle, Error> {
        let document = self.stores.document(&self.searcher, address)?;
        StoredArticle::from_document(&document)
            .ok_or_else(|| Error::Read(format!("the stored article {address:?} is damaged")))
    }

    /// Paragraph-sized passages of an article, for callers that show it whole: their spans, in order.
    pub fn passages_of(&self, stored: &StoredArticle) -> Vec<Span> {
        cut(&stored.article.text, article_tokens(&stored.article).paragraphs, stored.article.title_span)
            .into_iter()
            .map(|passage| passage.span)
            .collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::path::PathBuf;

    use super::super::example_index::searcher;
    use super::super::response::ArticleHead;
    use super::*;
    use crate::query::{Form, Node, Phrase, Word};

    /// An engine over articles of a title and a text each.
    pub(in crate::search) fn engine(texts: &[(&str, &str)]) -> Engine {
        Engine::new(searcher(texts), &Withdrawals::default(), None).unwrap()
    }

    /// An engine over whole articles; their paths are their numbers.
    pub(in crate::search) fn engine_over(articles: Vec<crate::model::Article>) -> Engine {
        Engine::new(super::super::example_index::searcher_over(articles), &Withdrawals::default(), None)
            .unwrap()
    }

    /// The head of an article whose folder does not matter.
    pub(in crate::search) fn locate(stored: &StoredArticle) -> ArticleHead {
        ArticleHead::new(stored, PathBuf::new())
    }

    fn word(text: &str) -> Word {
        Word::typed(text, Form::Inflected, Span::new(0, text.len()))
    }

    fn words(text: &str) -> Node {
        let mut nodes: Vec<Node> = text.split(' ').map(|text| Node::Word(word(text))).collect();
        if nodes.len() == 1 { nodes.remove(0) } else { Node::And(nodes) }
    }

    fn hits(engine: &Engine, node: Node) -> Vec<Hit> {
        engine.search(&Query { root: Some(node) }, &SearchRequest::default(), &locate).unwrap().hits
    }

    /// Numbers of the articles that have every word, best first.
    fn all(engine: &Engine, node: Node) -> Vec<String> {
        let full =
            hits(engine, node).into_iter().filter(|hit| hit.matched == super::super::request::Match::All);
        full.map(|hit| hit.article.path.display().to_string()).collect()
    }

    #[test]
    fn elision_hyphens_and_inflection_do_not_matter() {
        let engine = engine(&[
            ("Un", "L’accord entre en vigueur. Le cessez‑le‑feu tient."),
            ("Deux", "Des accords ont été signés ; le cessez le feu est fragile."),
            ("Trois", "Le feu rouge : cessez de courir."),
        ]);
        for query in ["accord", "l'accord", "l’accord", "d'accords"] {
            assert_eq!(all(&engine, words(query)).len(), 2, "{query}");
        }
        for query in ["cessez-le-feu", "cessez‑le‑feu"] {
            assert_eq!(all(&engine, words(query)).len(), 2, "{query}");
        }
    }

    #[test]
    fn phrases_keep_order_and_paragraphs() {
        let engine = engine(&[
            ("Un", "La force de maintien de la paix est arrivée."),
            ("Deux", "La paix, le maintien de la force."),
            ("Trois", "Le maintien de la\n\npaix est loin."),
        ]);
        let phrase = ["maintien", "de", "la", "paix"].map(word).to_vec();
        let node = Node::Phrase(Phrase { words: phrase, form: Form::Inflected, span: Span::new(0, 1) });
        assert_eq!(all(&engine, node), ["0"]);
    }

    #[test]
    fn exclusions_and_lacking_words() {
        let engine =
            engine(&[("Un", "La paix et la guerre."), ("Deux", "La paix seule."), ("Trois", "Rien.")]);
        let node = Node::And(vec![words("paix"), Node::Not(Box::new(words("guerre")))]);
        assert_eq!(all(&engine, node), ["1"]);
        let hits = hits(&engine, words("paix guerre"));
        let matched: Vec<&str> = hits.iter().map(|hit| hit.matched.as_str()).collect();
        assert_eq!(matched, ["all", "some"]);
        assert_eq!(all(&engine, Node::Not(Box::new(words("paix")))), ["2"]);
    }

    #[test]
    fn derived_words_are_related_and_stand_behind() {
        let engine = engine(&[
            ("Un", "Les négociateurs sont arrivés, les négociateurs repartent, négociateurs."),
            ("Deux", "La ville, la pluie, le vent, et enfin des négociations."),
            ("Trois", "Un négoce de vins."),
        ]);
        let hits = hits(&engine, words("négociation"));
        let listed: Vec<(String, &str)> =
            hits.iter().map(|hit| (hit.article.path.display().to_string(), hit.matched.as_str())).collect();
        assert_eq!(listed, [("1".into(), "all"), ("0".into(), "related")]);
        let marked = &hits[1].passages[0];
        assert_eq!(marked.highlights.len(), 3, "what made it match is marked");
    }

    #[test]
    fn of_a_description_no_article_must_say_all() {
        let filler = "Une autre chose se passe ailleurs dans la région, longtemps après. ".repeat(40);
        let scattered = format!("pluie {filler} vent {filler} grêle {filler} orage {filler} tempête");
        let engine = engine(&[
            ("Un", &scattered),
            ("Deux", "Pluie, vent, grêle et orage sur la côte : pluie, vent, grêle, orage."),
        ]);
        // Four words: who has them all stands first. Five are a description.
        assert_eq!(
            hits(&engine, words("pluie vent grêle tempête"))[0].article.path.display().to_string(),
            "0"
        );
        let described = hits(&engine, words("pluie vent grêle orage tempête"));
        let listed: Vec<&str> = described.iter().map(|hit| hit.matched.as_str()).collect();
        assert_eq!(listed, ["some", "all"]);
    }

    #[test]
    fn what_stands_early_ranks_first() {
        let filler = "Une autre chose se passe ailleurs dans la région. ".repeat(20);
        let engine =
            engine(&[("Un", &format!("{filler} Le barrage.")), ("Deux", &format!("Le barrage. {filler}"))]);
        assert_eq!(all(&engine, words("barrage")), ["1", "0"]);
    }

    #[test]
    fn passages_and_titles_are_marked() {
        let engine = engine(&[("La trêve", "Un premier paragraphe.\n\nLa trêve de deux mois.")]);
        let hit = hits(&engine, words("trêve")).remove(0);
        assert_eq!(hit.title_highlights, [Span::new(3, 9)]);
        assert_eq!(hit.passages.len(), 1);
        let passage = &hit.passages[0];
        assert_eq!(
            passage.highlights.iter().map(|span| span.of(&passage.text)).collect::<Vec<_>>(),
            ["trêve"]
        );
    }

    #[test]
    fn the_form_as_typed_ranks_first() {
        let engine = engine(&[("Un", "Des marches dans la ville."), ("Deux", "Une marche dans la ville.")]);
        assert_eq!(all(&engine, words("marche")), ["1", "0"]);
        assert_eq!(all(&engine, words("marches")), ["0", "1"]);
    }

    /// A text of words that are the rarer the higher their number, so that scores differ and blocks can be passed over.
    fn sparse_text(seed: u64, num_words: usize) -> String {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut word = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            format!("mot{}", (state % 64).min(state / 64 % 64).min(state / 4096 % 64))
        };
        (0..num_words).map(|_| word()).collect::<Vec<_>>().join(" ")
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 12, ..Default::default() })]

        /// The first step passes over articles that cannot be among the best. Enough of them that whole blocks are.
        #[test]
        fn the_pruned_best_are_the_exhaustive_best(
            seed in 0u64..1000,
            numbers in proptest::collection::btree_set(0u32..40, 1..4),
        ) {
            let texts: Vec<(String, String)> = (0..1200)
                .map(|number| {
                    let text = sparse_text(seed * 5000 + number, 5 + (number as usize * 7) % 60);
                    (format!("Titre {number}"), text)
                })
                .collect();
            let texts: Vec<(&str, &str)> = texts.iter().map(|(title, text)| (&title[..], &text[..])).collect();
            let engine = engine(&texts);
            let typed: Vec<String> = numbers.iter().map(|number| format!("mot{number}")).collect();
            let plan = engine.plan(&Query { root: Some(words(&typed.join(" "))) }, &SearchRequest::default()).unwrap();
            for query in [super::super::matching::query_for_all(&plan), super::super::matching::query_for_some(&plan, &[])] {
                let scores = |limit: usize| {
                    let mut best = super::super::collect::best(&engine.searcher, engine.lengths(), query.as_ref(), limit).unwrap();
                    best.sort_by(|a, b| b.score.total_cmp(&a.score));
                    best.into_iter().take(10).map(|candidate| candidate.score).collect::<Vec<_>>()
                };
                // Words are added up in another order: the last digits may differ.
                let (pruned, exhaustive) = (scores(10), scores(texts.len()));
                let differ = pruned.iter().zip(&exhaustive).any(|(a, b)| (a - b).abs() > 1e-4 * b.abs());
                proptest::prop_assert!(
                    pruned.len() == exhaustive.len() && !differ,
                    "{pruned:?} is not {exhaustive:?}"
                );
            }
        }
    }
}
