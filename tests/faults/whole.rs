//! All that people can get from an archive, to be compared with what a fresh build gives; and whether it is sound.

use std::collections::BTreeMap;
use std::path::Path;

use depeche::index::{Access, Archive, IndexReader, StoredArticle};
use depeche::ingest::{IngestOptions, Unobserved, compact, run};
use depeche::model::{Clock, FolderSettings};
use depeche::search::{LocalSearcher, SearchRequest, Searcher};

/// Words, phrases and operators over the words of `corpus`.
const QUERIES: [&str; 6] =
    ["grève", "\"port ici\"", "budget NEAR/5 vote", "crue -pont", "réformes marchés", "juge*"];

/// The machine's clock.
pub struct Now;

impl Clock for Now {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }
}

/// One hit: id, how much it matches, and its passages as text with what is marked.
type Answer = (String, String, Vec<String>);

/// Articles and answers. Without the time of an article's file: see tests/ingest/fixture.rs.
#[derive(Debug, Default, PartialEq)]
pub struct Whole {
    pub articles: BTreeMap<String, StoredArticle>,
    pub answers: Vec<Vec<Answer>>,
    /// The scores of all hits in their order, a query after the other; only where order was asked for.
    pub scores: Vec<((usize, String), f32)>,
}

/// Scores of a compacted index and of a fresh one differ by so much at most: what they are added up from may come in another
/// order. Only articles as near to each other may change places.
const SCORE_TOLERANCE: f32 = 1e-5;

impl Whole {
    /// Everything in the archive, held to be sound: each article of the file table can be read once, and nothing else is
    /// there. `in_order`: with scores.
    #[track_caller]
    pub fn of(archive: &Archive, in_order: bool) -> Whole {
        let stamp = archive.stamp();
        let table = archive.file_table().unwrap();
        let reader = IndexReader::open(archive).unwrap();
        let mut articles = BTreeMap::new();
        for member in table.members() {
            let mut stored =
                reader.article(member.id).unwrap().expect("an article of the table is in the index");
            stored.origin.file_time = None;
            assert!(articles.insert(member.id.to_string(), stored).is_none(), "an article is there twice");
        }
        assert_eq!(
            reader.num_articles(),
            articles.len() as u64,
            "the index has articles that the table does not know"
        );
        assert_eq!(stamp.num_articles, articles.len() as u64, "the commit counts other articles");
        let searcher = LocalSearcher::open(archive).unwrap();
        let mut whole = Whole { articles, ..Whole::default() };
        for (number, query) in QUERIES.iter().enumerate() {
            let (answer, scores) = answer(&searcher, query);
            whole.answers.push(answer);
            let scores = scores.into_iter().filter(|_| in_order);
            whole.scores.extend(scores.map(|(id, score)| ((number, id), score)));
        }
        whole
    }

    /// Holds it to be what a fresh build gives, and says what is not.
    #[track_caller]
    pub fn same_as(&self, fresh: &Whole, when: &str) {
        let lost: Vec<_> = fresh.articles.keys().filter(|id| !self.articles.contains_key(*id)).collect();
        let stale: Vec<_> = self.articles.keys().filter(|id| !fresh.articles.contains_key(*id)).collect();
        let origin = |whole: &Whole, ids: &[&String]| {
            let origin = |id: &&String| {
                let origin = &whole.articles[*id].origin;
                format!("{}#{:?}", String::from_utf8_lossy(&origin.path), origin.member)
            };
            ids.iter().map(origin).collect::<Vec<_>>()
        };
        assert!(
            lost.is_empty() && stale.is_empty(),
            "{when}: lost {:?}, stale {:?}",
            origin(fresh, &lost),
            origin(self, &stale)
        );
        for (id, article) in &fresh.articles {
            assert_eq!(&self.articles[id], article, "{when}");
        }
        for ((query, mine), theirs) in QUERIES.iter().zip(&self.answers).zip(&fresh.answers) {
            assert_eq!(mine, theirs, "{when}: {query}");
        }
        let is_near = |a: f32, b: f32| (a - b).abs() <= b * SCORE_TOLERANCE;
        let theirs: BTreeMap<&(usize, String), f32> =
            fresh.scores.iter().map(|(hit, score)| (hit, *score)).collect();
        assert_eq!(self.scores.len(), fresh.scores.len(), "{when}");
        for ((hit, mine), (at_its_place, place_score)) in self.scores.iter().zip(&fresh.scores) {
            let score = theirs[hit];
            assert!(is_near(*mine, score), "{when}: {hit:?} scores {mine}, not {score}");
            assert!(
                hit == at_its_place || is_near(*mine, *place_score),
                "{when}: {hit:?} stands where {at_its_place:?} should"
            );
        }
    }
}

fn answer(searcher: &LocalSearcher, query: &str) -> (Vec<Answer>, Vec<(String, f32)>) {
    let mut request = SearchRequest::new(query);
    (request.num_hits, request.num_passages) = (SearchRequest::ALL, SearchRequest::ALL);
    let response = searcher.search(&request).unwrap();
    let mut hits: Vec<Answer> = response
        .hits
        .iter()
        .map(|hit| {
            let passage = |passage: &depeche::search::PassageHit| {
                format!("{:?} {:?} {}", passage.span, passage.highlights, passage.text)
            };
            (
                hit.article.id.to_string(),
                hit.matched.as_str().to_string(),
                hit.passages.iter().map(passage).collect(),
            )
        })
        .collect();
    hits.sort();
    let scores = response.hits.iter().map(|hit| (hit.article.id.to_string(), hit.score)).collect();
    (hits, scores)
}

/// Opens the archive at `root` and holds it to be sound.
#[track_caller]
pub fn whole(root: &Path) -> Whole {
    Whole::of(&Archive::open(root).unwrap(), false)
}

/// What a fresh build of the folders gives, made at `place`.
pub fn fresh(folders: &[(&Path, &FolderSettings)], place: &Path, in_order: bool) -> Whole {
    let _ = std::fs::remove_dir_all(place);
    let mut archive = Archive::create(place, "neuve", Access::Private).unwrap();
    for (folder, settings) in folders {
        archive.add_folder(folder, (*settings).clone()).unwrap();
    }
    let mut options = IngestOptions::default();
    options.num_jobs = 1;
    run(&mut archive, &options, &Now, &mut Unobserved).unwrap();
    if in_order {
        compact(&mut archive, &options, &Now, &mut Unobserved).unwrap();
    }
    let whole = Whole::of(&archive, in_order);
    std::fs::remove_dir_all(place).unwrap();
    whole
}
