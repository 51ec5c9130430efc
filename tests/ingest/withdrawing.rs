//! Articles that people withdraw: in no answer from that moment on, whatever becomes of files, index and lists; and back in all
//! answers when that is undone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use depeche::index::{Access, Archive};
use depeche::ingest::{IngestOptions, Mode, Unobserved, purge, reanalyze, run, undo_withdrawal, withdraw};
use depeche::model::{ArticleId, FolderSettings, PartialDate};
use depeche::search::{LocalSearcher, SearchRequest, Searcher, Unshown};
use proptest::prelude::*;

use crate::fixture::{Fixture, lines};

/// A fixture whose archive keeps a list outside of its directory.
fn fixture() -> Fixture {
    let mut fixture = Fixture::new();
    let list = master(&fixture);
    fixture.archive = fixture.archive.clone().with_withdrawn_list(list);
    fixture.write("toujours.txt", "Cet article reste en place.");
    fixture
}

fn master(fixture: &Fixture) -> PathBuf {
    fixture.folder.with_file_name("reglages").join("withdrawn/essai.json")
}

/// Paths and members of the articles that answer to `text`.
fn found(archive: &Archive, text: &str) -> BTreeSet<String> {
    let searcher = LocalSearcher::open(archive).unwrap();
    let request = SearchRequest { num_hits: 1000, ..SearchRequest::new(text) };
    let hits = searcher.search(&request).unwrap().hits;
    let place = |path: &Path, member: &Option<String>| match member {
        Some(member) => format!("{}#{member}", path.display()),
        None => path.display().to_string(),
    };
    hits.into_iter().map(|hit| place(&hit.article.path, &hit.article.member)).collect()
}

fn id(path: &str, member: &str) -> ArticleId {
    ArticleId::new("presse", path.as_bytes(), member)
}

fn take_down(fixture: &mut Fixture, ids: &[ArticleId]) -> Vec<ArticleId> {
    let clock = fixture.clock();
    let done = withdraw(&fixture.archive, ids, "plainte du 3 mai", None, &clock).unwrap();
    assert!(done.unwritten.is_none(), "{:?}", done.unwritten);
    done.ids
}

fn give_back(fixture: &mut Fixture, ids: &[ArticleId]) {
    let clock = fixture.clock();
    undo_withdrawal(&fixture.archive, ids, &IngestOptions::default(), &clock).unwrap();
}

fn set<const N: usize>(places: [&str; N]) -> BTreeSet<String> {
    places.into_iter().map(str::to_string).collect()
}

/// The archive's directory is lost, and made anew by a run.
fn lose_index(fixture: &mut Fixture) {
    std::fs::remove_dir_all(fixture.archive.root()).unwrap();
    let mut archive = Archive::create(fixture.archive.root(), "essai", Access::Private).unwrap();
    archive.add_folder(&fixture.folder, FolderSettings::default()).unwrap();
    fixture.archive = archive.with_withdrawn_list(master(fixture));
    fixture.run();
}

#[test]
fn a_withdrawn_article_is_out_of_answers_at_once_and_back_at_once() {
    let mut fixture = fixture();
    fixture.write("a.txt", "Le maire de Bréval a démissionné mardi.");
    fixture.write("b.txt", "Bréval attend son nouveau maire.");
    fixture.run();
    let mut open = LocalSearcher::open(&fixture.archive).unwrap();
    assert_eq!(take_down(&mut fixture, &[id("a.txt", "")]), [id("a.txt", "")]);
    assert_eq!(found(&fixture.archive, "Bréval"), set(["b.txt"]));
    let counted = |searcher: &LocalSearcher, text: &str| {
        searcher.search(&SearchRequest::new(text)).unwrap().total.articles
    };
    assert_eq!(counted(&open, "Bréval"), 2, "it was opened before");
    assert!(open.reload_if_changed().unwrap() && !open.reload_if_changed().unwrap());
    assert_eq!(counted(&open, "Bréval"), 1, "who looks again sees it, though nothing was committed");
    assert_eq!(open.why_unshown(id("a.txt", ""), None).unwrap(), Some((Unshown::TakenDown, None)));
    assert_eq!(open.num_unshown(None).taken_down, 1);
    let terms: Vec<_> = open.terms("d", 10).unwrap().into_iter().map(|term| term.term).collect();
    assert!(!terms.contains(&"démissionné".to_string()), "{terms:?}");
    let advice = open.search(&SearchRequest::new("démisionné")).unwrap().advice;
    assert!(!format!("{advice:?}").contains("démissionn"), "{advice:?}");
    let explained = open.explain(&SearchRequest::new("démission*")).unwrap();
    assert!(
        !format!("{:?}", (&explained.words, &explained.remarks)).contains("démissionné"),
        "{explained:?}"
    );

    give_back(&mut fixture, &[id("a.txt", "")]);
    assert_eq!(found(&fixture.archive, "Bréval"), set(["a.txt", "b.txt"]));
    assert!(open.reload_if_changed().unwrap());
    assert!(
        format!("{:?}", open.search(&SearchRequest::new("démisionné")).unwrap().advice)
            .contains("démissionn")
    );
}

#[test]
fn a_page_that_was_begun_before_goes_on_without_it() {
    let mut fixture = fixture();
    for name in ["a", "b", "c"] {
        fixture.write(&format!("{name}.txt"), &format!("La digue de Sainte-Aure, article {name}."));
    }
    fixture.run();
    let searcher = LocalSearcher::open(&fixture.archive).unwrap();
    let request = SearchRequest { num_hits: 1, ..SearchRequest::new("digue") };
    let page = searcher.search(&request).unwrap();
    let second = SearchRequest { cursor: page.next, ..request.clone() };
    let next = searcher.search(&second).unwrap().hits[0].article.id;
    take_down(&mut fixture, &[next]);
    let searcher = LocalSearcher::open(&fixture.archive).unwrap();
    let shown = searcher.search(&second).unwrap().hits;
    assert!(shown.iter().all(|hit| hit.article.id != next), "{shown:?}");
}

#[test]
fn copies_moved_files_and_other_formats_stay_out() {
    let mut fixture = fixture();
    let text = "Le tribunal d’Orsane a rendu sa décision. ".repeat(8);
    fixture.write("a.txt", &text);
    fixture.write("copie.txt", &text);
    fixture.run();
    let ids = take_down(&mut fixture, &[id("a.txt", "")]);
    assert_eq!(ids.len(), 2, "the copy goes with it");
    assert!(found(&fixture.archive, "tribunal").is_empty());

    std::fs::rename(fixture.folder.join("a.txt"), fixture.folder.join("b.txt")).unwrap();
    fixture.write("lots/l.jsonl", &lines(&[("7", &text.replace(". ", ".  ")), ("8", "Le tribunal siège.")]));
    assert_eq!(fixture.run().articles_withdrawn, 3);
    assert_eq!(found(&fixture.archive, "tribunal"), set(["lots/l.jsonl#8"]));
    // An old id means the present article.
    assert_eq!(
        LocalSearcher::open(&fixture.archive).unwrap().article(id("a.txt", "").as_str()).unwrap().head.id,
        id("b.txt", "")
    );

    fixture.run_with(|options| options.mode = Mode::Full);
    let clock = fixture.clock();
    reanalyze(&mut fixture.archive, &IngestOptions::default(), &clock, &mut Unobserved).unwrap();
    assert_eq!(found(&fixture.archive, "tribunal"), set(["lots/l.jsonl#8"]));
    lose_index(&mut fixture);
    assert_eq!(found(&fixture.archive, "tribunal"), set(["lots/l.jsonl#8"]));
    give_back(&mut fixture, &[id("copie.txt", "")]);
    assert_eq!(found(&fixture.archive, "tribunal").len(), 4);
}

#[test]
fn an_article_in_an_older_index_is_out_before_any_run() {
    let mut fixture = fixture();
    fixture.write("a.txt", "Le préfet de la Sarne a été entendu.");
    fixture.run();
    let (root, older) = (fixture.archive.root().to_path_buf(), fixture.folder.with_file_name("ancienne"));
    copy_all(&root, &older);
    take_down(&mut fixture, &[id("a.txt", "")]);
    assert!(root.join("withdrawn.json").exists() && master(&fixture).exists());
    // What was restored from a copy knows of nothing; the list beside the settings does.
    std::fs::remove_dir_all(&root).unwrap();
    std::fs::rename(&older, &root).unwrap();
    assert!(found(&fixture.archive, "préfet").is_empty());
    let alone = Archive::open(&root).unwrap();
    assert_eq!(found(&alone, "préfet").len(), 1, "without the settings nothing is known yet");
    fixture.run();
    assert!(found(&alone, "préfet").is_empty(), "a run brings the copy up to date");
}

fn copy_all(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy_all(&path, &target) } else { assert!(std::fs::copy(&path, &target).is_ok()) }
    }
}

#[test]
fn a_list_that_cannot_be_read_is_not_taken_for_none() {
    let mut fixture = fixture();
    fixture.write("a.txt", "Le notaire de Bréval.");
    fixture.run();
    take_down(&mut fixture, &[id("a.txt", "")]);
    for list in [fixture.archive.root().join("withdrawn.json"), master(&fixture)] {
        let good = std::fs::read(&list).unwrap();
        for bad in [&good[..good.len() / 2], b"{\"version\":99,\"withdrawals\":[]}"] {
            std::fs::write(&list, bad).unwrap();
            let error = LocalSearcher::open(&fixture.archive).err().unwrap().to_string();
            assert!(error.contains("cannot be read") && error.contains("put it back"), "{error}");
        }
        std::fs::write(&list, good).unwrap();
    }
    assert!(found(&fixture.archive, "notaire").is_empty());
}

#[test]
fn a_withdrawal_ends_on_its_day() {
    let mut fixture = fixture();
    fixture.write("a.txt", "La vente du château de Lorme.");
    fixture.run();
    let clock = fixture.clock();
    let until: PartialDate = "2126-03-01".parse().unwrap();
    withdraw(&fixture.archive, &[id("a.txt", "")], "accord", Some(until), &clock).unwrap();
    let searcher = LocalSearcher::open(&fixture.archive).unwrap();
    let num = |now: &str| {
        let request = SearchRequest { now: Some(now.parse().unwrap()), ..SearchRequest::new("château") };
        searcher.search(&request).unwrap().total.articles
    };
    assert_eq!((num("2126-02-28T23:59:00Z"), num("2126-03-01T00:00:00Z")), (0, 1));
    assert!(found(&fixture.archive, "château").is_empty(), "who does not say when it is sees nothing");
}

#[test]
fn parts_of_a_long_article_go_together() {
    let mut fixture = fixture();
    let paragraph = format!("{}\n\n", "Le procès de Lorme continue. ".repeat(400));
    fixture.write("long.txt", &paragraph.repeat(8_500_000 / paragraph.len() + 1));
    fixture.run();
    let parts = fixture.archive.file_table().unwrap().members().count() - 1;
    assert!(parts > 1, "the article is one part only");
    let ids = take_down(&mut fixture, &[id("long.txt", "~2")]);
    assert_eq!(ids.len(), parts);
    assert!(found(&fixture.archive, "procès").is_empty());
}

/// Every place in the index directory that could hold a word: raw bytes, stored texts, dictionaries of terms.
fn bytes_hold(archive: &Archive, words: &[&str]) -> Vec<String> {
    let current = std::fs::read_to_string(archive.root().join("CURRENT")).unwrap();
    let directory = archive.root().join(current.trim());
    let mut held = Vec::new();
    for entry in std::fs::read_dir(&directory).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for word in words {
            if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                held.push(format!("{} raw in {}", word, path.display()));
            }
        }
    }
    let index = tantivy::Index::open_in_dir(&directory).unwrap();
    let schema = index.schema();
    for segment in index.searchable_segments().unwrap() {
        let reader = tantivy::SegmentReader::open(&segment).unwrap();
        let store = reader.get_store_reader(1).unwrap();
        for doc in 0..reader.max_doc() {
            let document = store.get::<tantivy::TantivyDocument>(doc).unwrap();
            let text = tantivy::Document::to_json(&document, &schema);
            held.extend(
                words.iter().filter(|word| text.contains(**word)).map(|word| format!("{word} stored")),
            );
        }
        for (field, entry) in schema.fields().filter(|(_, entry)| entry.is_indexed()) {
            let inverted = reader.inverted_index(field).unwrap();
            let mut terms = inverted.terms().stream().unwrap();
            while terms.advance() {
                let term = String::from_utf8_lossy(terms.key()).into_owned();
                held.extend(
                    words
                        .iter()
                        .filter(|word| term.contains(**word))
                        .map(|word| format!("{word} in {}", entry.name())),
                );
            }
        }
        for (name, entry) in
            schema.fields().map(|(_, entry)| (entry.name(), entry)).filter(|(_, entry)| entry.is_fast())
        {
            let Ok(Some(column)) = reader.fast_fields().str(name) else { continue };
            for ord in 0..column.num_terms() as u64 {
                let mut value = String::new();
                column.ord_to_str(ord, &mut value).unwrap();
                held.extend(
                    words
                        .iter()
                        .filter(|word| value.contains(**word))
                        .map(|word| format!("{word} in column {}", entry.name())),
                );
            }
        }
    }
    held
}

#[test]
fn after_a_purge_its_bytes_are_nowhere() {
    let mut fixture = fixture();
    for number in 0..40 {
        fixture.write(&format!("{number}.txt"), &format!("Brève {number} du quotidien."));
    }
    let json = |id: &str, word: &str| {
        format!(
            "{{\"id\":\"{id}\",\"title\":\"{word}titre\",\"author\":\"{word}auteur\",\"section\":\"{word}rubrique\",\"text\":\"Le {word} fut {word}corps.\"}}\n"
        )
    };
    fixture.write("lots/l.jsonl", &(json("1", "zyklophage") + &json("2", "ordinaire")));
    fixture.write("vieux.txt", "Une phrase avec xanthoptère dedans.");
    fixture.run();
    fixture.write("vieux.txt", "Une phrase corrigée.");
    fixture.run();
    let words = ["zyklophage", "xanthoptère"];
    for word in words {
        assert!(!bytes_hold(&fixture.archive, &[word]).is_empty(), "the test can see {word} before");
    }
    let withdrawn = id("lots/l.jsonl", "1");
    take_down(&mut fixture, &[withdrawn]);
    let clock = fixture.clock();
    let done = purge(&fixture.archive, None, &IngestOptions::default(), &clock, &mut Unobserved).unwrap();
    assert_eq!(done.ids, [withdrawn]);
    assert_eq!(bytes_hold(&fixture.archive, &words), [] as [String; 0]);
    assert_eq!(found(&fixture.archive, "ordinairecorps"), set(["lots/l.jsonl#2"]));

    // Nothing is read again for it, and nothing brings it back.
    let report = fixture.run();
    assert_eq!((report.articles_withdrawn, report.articles_updated, report.articles_added), (1, 0, 0));
    assert!(report.skipped_members.is_empty(), "it is no skipped file");
    fixture.run_with(|options| options.mode = Mode::Full);
    fixture.write("lots/l.jsonl", &(json("1", "zyklophage") + &json("2", "ordinaire") + &json("3", "autre")));
    assert_eq!(fixture.run().articles_withdrawn, 1);
    lose_index(&mut fixture);
    assert_eq!(bytes_hold(&fixture.archive, &words), [] as [String; 0]);

    // Undone, the next run reads its file.
    give_back(&mut fixture, &[withdrawn]);
    assert!(found(&fixture.archive, "zyklophagecorps").is_empty());
    let report = fixture.run();
    assert_eq!((report.articles_withdrawn, report.articles_added), (0, 1));
    assert_eq!(found(&fixture.archive, "zyklophagecorps"), set(["lots/l.jsonl#1"]));
}

#[test]
fn an_older_index_loses_what_was_purged_since() {
    let mut fixture = fixture();
    fixture.write("a.txt", "Un zyklophage passe.");
    fixture.run();
    let (root, older) = (fixture.archive.root().to_path_buf(), fixture.folder.with_file_name("ancienne"));
    copy_all(&root, &older);
    take_down(&mut fixture, &[id("a.txt", "")]);
    let clock = fixture.clock();
    purge(&fixture.archive, Some(&[id("a.txt", "")]), &IngestOptions::default(), &clock, &mut Unobserved)
        .unwrap();
    std::fs::remove_dir_all(&root).unwrap();
    std::fs::rename(&older, &root).unwrap();
    assert!(found(&fixture.archive, "zyklophage").is_empty());
    assert_eq!(fixture.run().articles_withdrawn, 1);
    assert_eq!(bytes_hold(&fixture.archive, &["zyklophage"]), [] as [String; 0]);
}

/// One step of a history.
#[derive(Debug, Clone)]
enum Step {
    Edit { file: u8, version: u8 },
    Move { from: u8, to: u8 },
    Copy { from: u8, to: u8 },
    Delete { file: u8 },
    Withdraw { file: u8 },
    Undo { file: u8 },
    Purge,
    Run,
    Full,
    Reanalyze,
    LoseIndex,
}

fn step() -> impl Strategy<Value = Step> {
    let file = 0u8..5;
    let two = (0u8..5, 0u8..5);
    prop_oneof![
        2 => (file.clone(), 0u8..3).prop_map(|(file, version)| Step::Edit { file, version }),
        2 => two.clone().prop_map(|(from, to)| Step::Move { from, to }),
        2 => two.prop_map(|(from, to)| Step::Copy { from, to }),
        1 => file.clone().prop_map(|file| Step::Delete { file }),
        3 => file.clone().prop_map(|file| Step::Withdraw { file }),
        2 => file.prop_map(|file| Step::Undo { file }),
        1 => Just(Step::Purge),
        4 => Just(Step::Run),
        1 => Just(Step::Full),
        1 => Just(Step::Reanalyze),
        1 => Just(Step::LoseIndex),
    ]
}

/// What should be hidden: each withdrawal with the ids and texts that it means.
#[derive(Debug, Default)]
struct Model(Vec<(BTreeSet<ArticleId>, BTreeSet<String>)>);

impl Model {
    fn hides(&self, id: ArticleId, text: &str) -> bool {
        self.0.iter().any(|(ids, texts)| ids.contains(&id) || texts.contains(text))
    }

    /// A run meets articles: what has the text of a withdrawn one is withdrawn under its own id from now on.
    fn meet(&mut self, articles: &[(ArticleId, String)]) {
        for (ids, texts) in &mut self.0 {
            ids.extend(articles.iter().filter(|(_, text)| texts.contains(text)).map(|(id, _)| *id));
        }
    }
}

fn path_of(file: u8) -> String {
    format!("textes/{file}.txt")
}

/// Every article of the index.
fn indexed(fixture: &Fixture) -> Vec<(ArticleId, String)> {
    if !fixture.archive.state().can_answer() {
        return Vec::new();
    }
    fixture.stored().into_values().map(|stored| (stored.origin.id, stored.article.text)).collect()
}

/// Files as (id, text), as a reader would give them.
fn on_disk(fixture: &Fixture) -> Vec<(ArticleId, String)> {
    let read = |file: u8| {
        let text = std::fs::read_to_string(fixture.folder.join(path_of(file))).ok()?;
        Some((id(&path_of(file), ""), text))
    };
    (0..5).filter_map(read).collect()
}

fn apply(fixture: &mut Fixture, model: &mut Model, step: &Step) {
    let path = |file: &u8| fixture.folder.join(path_of(*file));
    match step {
        Step::Edit { file, version } => {
            fixture.write(&path_of(*file), &format!("Témoignage, texte {version}."));
        }
        Step::Move { from, to } => drop(std::fs::rename(path(from), path(to))),
        Step::Copy { from, to } if from != to => drop(std::fs::copy(path(from), path(to))),
        Step::Copy { .. } => {}
        Step::Delete { file } => drop(std::fs::remove_file(path(file))),
        Step::Withdraw { file } => {
            let articles = indexed(fixture);
            let wanted = id(&path_of(*file), "");
            let Some((_, text)) = articles.iter().find(|(id, _)| *id == wanted) else { return };
            let text = text.clone();
            take_down(fixture, &[wanted]);
            match model.0.iter_mut().find(|(ids, _)| ids.contains(&wanted)) {
                Some((_, texts)) => drop(texts.insert(text)),
                None => model.0.push(([wanted].into(), [text].into())),
            }
            model.meet(&articles);
        }
        Step::Undo { file } => {
            let wanted = id(&path_of(*file), "");
            give_back(fixture, &[wanted]);
            model.0.retain(|(ids, _)| !ids.contains(&wanted));
        }
        Step::Purge => {
            if fixture.archive.state().can_answer() {
                let clock = fixture.clock();
                purge(&fixture.archive, None, &IngestOptions::default(), &clock, &mut Unobserved).unwrap();
            }
        }
        Step::Run | Step::Full | Step::LoseIndex => {
            model.meet(&on_disk(fixture));
            match step {
                Step::Run => drop(fixture.run()),
                Step::Full => drop(fixture.run_with(|options| options.mode = Mode::Full)),
                _ => lose_index(fixture),
            }
        }
        Step::Reanalyze => {
            if fixture.archive.state().can_answer() {
                let clock = fixture.clock();
                let options = IngestOptions::default();
                reanalyze(&mut fixture.archive, &options, &clock, &mut Unobserved).unwrap();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_it_is_out_while_withdrawn_and_back_after(steps in prop::collection::vec(step(), 1..20)) {
        let mut fixture = fixture();
        for file in 0..3 {
            fixture.write(&path_of(file), &format!("Témoignage, texte {file}."));
        }
        fixture.run();
        let mut model = Model::default();
        for step in &steps {
            apply(&mut fixture, &mut model, step);
            let shown = found(&fixture.archive, "témoignage");
            for (id, text) in indexed(&fixture) {
                let stored = LocalSearcher::open(&fixture.archive).unwrap().article(id.as_str()).unwrap();
                let is_shown = shown.contains(&stored.head.path.display().to_string());
                if text.starts_with("Témoignage") {
                    prop_assert_eq!(is_shown, !model.hides(id, &text), "{:?} after {:?}: {:?}", id, step, model);
                }
            }
        }
        // Nothing is lost for good: all taken back and read again, the archive is that of its folder.
        for withdrawn in std::mem::take(&mut model.0) {
            give_back(&mut fixture, &withdrawn.0.into_iter().collect::<Vec<_>>());
        }
        fixture.run();
        let all: BTreeSet<String> = (0..5).filter(|file| fixture.folder.join(path_of(*file)).exists()).map(path_of).collect();
        prop_assert_eq!(found(&fixture.archive, "témoignage"), all);
    }
}

#[test]
fn a_run_at_work_hides_what_is_withdrawn_meanwhile() {
    struct WithdrawsBetween(Archive, bool);
    impl depeche::ingest::Observer for WithdrawsBetween {
        fn phase(&mut self, phase: depeche::ingest::Phase) {
            if phase == depeche::ingest::Phase::Committing && !self.1 {
                self.1 = true;
                let clock = depeche::model::FixedClock(jiff::Timestamp::from_second(4_100_000_000).unwrap());
                withdraw(&self.0, &[id("a.txt", "")], "plainte", None, &clock).unwrap();
            }
        }
    }
    let mut fixture = fixture();
    fixture.write("a.txt", "Le notaire de Bréval s’explique.");
    fixture.run();
    fixture.write("copie.txt", "Le notaire de Bréval s’explique.");
    fixture.write("lot.jsonl", "{\"id\":\"1\",\"title\":\"Le notaire de Bréval s’explique.\",\"text\":\"Le notaire de Bréval s’explique.\"}\n");
    let mut observer = WithdrawsBetween(fixture.archive.clone(), false);
    let clock = fixture.clock();
    run(&mut fixture.archive, &IngestOptions::default(), &clock, &mut observer).unwrap();
    assert!(observer.1 && found(&fixture.archive, "notaire").is_empty());
}
