//! A share of sources that goes away while a run reads it, or looks what is in it: nothing is removed, and when it is back
//! the archive converges.

use std::time::Instant;

use crate::corpus::{Corpus, Size};
use crate::disk::Disk;
use crate::place::{Place, finish};

/// Loses the folder in the middle of runs, by `lose`, and brings it back by `bring`.
fn lose_in_runs(place: &mut Place, lose: &dyn Fn(), bring: &dyn Fn(&mut Corpus)) {
    place.index();
    let began = Instant::now();
    let ended = place.run(&["index", "--full"]);
    assert_eq!(ended.status, Some(0), "{ended:?}");
    let lasts = began.elapsed();
    let mut statuses = Vec::new();
    for step in 0..8 {
        (0..3).for_each(|_| place.corpus.change());
        let before = place.whole();
        let child =
            place.command(&["index", "--full", "--jobs", "1", "--commit-every", "1"]).spawn().unwrap();
        std::thread::sleep(lasts.mul_f64(f64::from(step) / 8.0));
        lose();
        let ended = finish(child);
        let when = format!("gone after {step} of 8 parts of a run");
        assert!(matches!(ended.status, Some(0 | 3 | 4)), "{when}: {ended:?}");
        statuses.push(ended.status);
        let after = place.whole();
        if ended.status != Some(0) {
            for id in before.articles.keys() {
                assert!(after.articles.contains_key(id), "{when}: {id} was removed; {ended:?}");
            }
        }
        let kept = place.whole();
        let again = place.run(&["index"]);
        assert_eq!(again.status, Some(4), "{when}, and still gone: {again:?}");
        assert!(again.out.contains("Held back"), "{when}: {again:?}");
        assert_eq!(
            place.whole().articles.len(),
            kept.articles.len(),
            "{when}: the next run removed articles"
        );
        bring(&mut place.corpus);
        place.converges(&place.fresh(), &when);
    }
    assert!(statuses.iter().any(|status| *status != Some(0)), "the share was never missed");
}

#[test]
fn a_folder_that_is_renamed_away_during_a_run_loses_nothing() {
    let mut place = Place::new(31, Size::SMALL);
    let (folder, away) = (place.folder().to_path_buf(), place.root.join("ailleurs"));
    let lose = || std::fs::rename(&folder, &away).unwrap();
    let bring = |_: &mut Corpus| std::fs::rename(&away, &folder).unwrap();
    lose_in_runs(&mut place, &lose, &bring);
}

#[test]
fn a_share_that_is_unmounted_during_a_run_loses_nothing() {
    let mut place = Place::new(32, Size::SMALL);
    // The share is mounted at the folder; beside it lies what it holds, to be bound there again.
    let (folder, held) = (place.folder().to_path_buf(), place.root.join("serveur"));
    let Some(disk) = Disk::mount(&held, "64m") else { return };
    crate::place::copy(&folder, &held);
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::create_dir(&folder).unwrap();
    let bind = || {
        let mut command = std::process::Command::new("mount");
        assert!(command.arg("--bind").arg(&held).arg(&folder).status().unwrap().success());
    };
    bind();
    let share = Disk::at(&folder);
    lose_in_runs(&mut place, &|| share.vanish(), &|_: &mut Corpus| bind());
    drop((share, disk));
}
