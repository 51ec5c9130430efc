//! `kill -9` at random instants of every kind of run: the last commit reads, and the next run converges.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::corpus::Size;
use crate::place::{Place, count, finish};

/// Runs that write, in their kinds. One job makes other orders of events than two.
const KINDS: [&[&str]; 7] = [
    &["index", "--commit-every", "1"],
    &["index", "--commit-every", "1", "--jobs", "1"],
    &["index", "--commit-every", "40"],
    &["index", "--full", "--commit-every", "1"],
    &["index", "--verify"],
    &["index", "--reanalyze"],
    &["index", "--compact"],
];

#[test]
fn an_archive_recovers_from_kills_at_random_instants() {
    let wanted = count("DEPECHE_KILLS", 15);
    let mut place = Place::new(count("DEPECHE_SEED", 1) as u64, Size::SMALL);
    place.index();
    // How long a run of each kind lasts: kills are spread over all of it.
    let mut lasts: Vec<Duration> = vec![Duration::from_millis(300); KINDS.len()];
    let (mut num_killed, mut num_escaped, mut by_kind) = (0, 0, BTreeMap::new());
    let mut num_partial = 0;
    while num_killed < wanted {
        for _ in 0..1 + place.corpus.random.below(12) {
            place.corpus.change();
        }
        let before = place.whole();
        let fresh = place.fresh();
        let image = place.corpus.image();
        let number = place.corpus.random.below(KINDS.len());
        let kind = KINDS[number];
        let instant = lasts[number].mul_f64(place.corpus.random.below(1000) as f64 / 1000.0);
        let began = Instant::now();
        let mut child = place.command(kind).spawn().unwrap();
        std::thread::sleep(instant);
        child.kill().unwrap();
        let ended = finish(child);
        let when = format!("seed {}, {kind:?} killed after {instant:?}", place.corpus.random.0);
        if ended.status.is_some() {
            assert_eq!(ended.status, Some(0), "{when}: {ended:?}");
            num_escaped += 1;
            lasts[number] = lasts[number].mul_f64(0.9);
            place.converges(&fresh, &when);
            continue;
        }
        lasts[number] = lasts[number].max(began.elapsed().mul_f64(1.3));
        let after = place.whole();
        num_partial += usize::from(after != before && after != fresh);
        for (id, article) in &after.articles {
            let is_known = [&before, &fresh].iter().any(|whole| whole.articles.get(id) == Some(article));
            assert!(is_known, "{when}: {id} is neither what was committed nor what is there");
        }
        let kept = before.articles.keys().filter(|id| fresh.articles.contains_key(*id));
        for id in kept {
            assert!(after.articles.contains_key(id), "{when}: {id} is missing though its file has it");
        }
        place.answers(&when);
        assert!(place.corpus.image() == image, "{when}: a source was touched");
        place.converges(&fresh, &when);
        num_killed += 1;
        *by_kind.entry(kind[1..].join(" ")).or_insert(0) += 1;
    }
    println!(
        "{num_killed} of {num_killed} kills recovered ({num_partial} between two commits' states, {num_escaped} runs were over before); by kind: {by_kind:?}"
    );
}
