//! Calls that fail: the run ends with a sentence that names the file, or did its work all the same; never a panic, never a
//! hang, never an index that is silently wrong.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::failpoint::{Break, shim};
use crate::place::{Ended, sample_of};
use crate::scene::Scene;

const KINDS: [&[&str]; 4] = [
    &["index", "--commit-every", "1"],
    &["index", "--full", "--commit-every", "100"],
    &["index", "--reanalyze"],
    &["index", "--compact"],
];

/// A call, how it fails, and whether it goes on failing.
const FAULTS: [(&str, &str, bool); 14] = [
    ("fsync", "EIO", false),
    ("fdatasync", "EIO", false),
    ("write", "EIO", false),
    ("rename", "EIO", false),
    ("ftruncate", "EIO", false),
    ("unlink", "EIO", false),
    ("mkdir", "ENOSPC", false),
    ("read", "EIO", false),
    ("open", "EIO", false),
    ("open", "EMFILE", true),
    ("create", "EMFILE", false),
    ("create", "ENOSPC", true),
    ("write", "ENOSPC", true),
    ("create", "EROFS", true),
];

/// What is wrong with how a run ended, if anything.
fn fault_of(ended: &Ended, path: &Path, archive: Option<&Path>) -> Option<String> {
    // A file is written under its name with `.new`, and both names tell which it is.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(".new").unwrap_or(&name);
    // Whole directories go in one step, which tells itself by them.
    let directory = path.parent().unwrap_or(path).to_string_lossy();
    // Where all calls fail from here on, another one may have been the first to be told.
    let names_it = ended.err.contains(name)
        || ended.err.contains(&format!("{directory}: "))
        || archive.is_some_and(|archive| ended.err.contains(&*archive.to_string_lossy()));
    match ended.status {
        _ if ended.err.contains("panicked at") => Some(format!("it panicked: {}", ended.err)),
        Some(0) => None,
        Some(2) if names_it => None,
        Some(2) => Some(format!("the message does not name the file: {}", ended.err)),
        _ => Some(format!("it ended with {:?}: {}", ended.status, ended.err)),
    }
}

#[test]
fn a_call_that_fails_on_the_archive_ends_the_run_with_a_sentence() {
    let Some(shim) = shim() else { return };
    let scene = Scene::new(12);
    let archive = scene.place.archive();
    let mut random = crate::random::Random(6);
    let mut met: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    let mut faults = Vec::new();
    for kind in KINDS {
        for (call, action, is_lasting) in FAULTS {
            let broken = Break { under: &archive, calls: &[call], at: 0, action, is_lasting };
            scene.restore();
            let sound = scene.place.run_broken(shim, kind, &broken);
            for at in sample_of(&mut random, sound.calls.len(), 1) {
                scene.restore();
                let run = scene.place.run_broken(shim, kind, &Break { at, ..broken });
                let Some((_, path)) = run.calls.get(at - 1) else { continue };
                let when = format!("{kind:?}, {action} at {call} {at} of {}", path.display());
                faults.extend(
                    fault_of(&run.ended, path, is_lasting.then_some(&*archive))
                        .map(|fault| format!("{when}: {fault}")),
                );
                let is_done = run.ended.status == Some(0);
                if is_done && kind.contains(&"--commit-every") {
                    scene.place.whole().same_as(&scene.fresh, &when);
                }
                let survives = catch_unwind(AssertUnwindSafe(|| scene.survives(&when)));
                faults
                    .extend(survives.err().map(|_| format!("{when}: it does not survive; {:?}", run.ended)));
                met.entry(format!("{call} {action}")).or_default()[usize::from(is_done)] += 1;
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    println!("calls that failed (runs that ended with a sentence, runs that did their work): {met:?}");
}

#[test]
fn a_source_that_cannot_be_read_is_a_failed_file_and_keeps_its_articles() {
    let Some(shim) = shim() else { return };
    let scene = Scene::new(13);
    let mut random = crate::random::Random(7);
    let mut num_failed = 0;
    for (call, action) in [("open", "EIO"), ("open", "EMFILE"), ("read", "EIO")] {
        let broken = Break { under: scene.place.folder(), calls: &[call], at: 0, action, is_lasting: false };
        scene.restore();
        let sound = scene.place.run_broken(shim, KINDS[1], &broken);
        for at in sample_of(&mut random, sound.calls.len(), 3) {
            scene.restore();
            let run = scene.place.run_broken(shim, KINDS[1], &Break { at, ..broken });
            let Some((_, path)) = run.calls.get(at - 1) else { continue };
            let when = format!("{action} at {call} {at} of {}", path.display());
            assert_eq!(run.ended.status, Some(3), "{when}: {:?}", run.ended);
            let name = path.file_name().unwrap().to_string_lossy();
            assert!(
                format!("{}{}", run.ended.out, run.ended.err).contains(&*name),
                "{when}: {:?}",
                run.ended
            );
            scene.survives(&when);
            num_failed += 1;
        }
    }
    println!("{num_failed} sources that could not be read");
}

#[test]
fn a_damaged_index_is_given_up_only_for_a_whole_one() {
    let Some(shim) = shim() else { return };
    let scene = Scene::new(14);
    scene.restore();
    let archive = scene.place.archive();
    let current = || std::fs::read_to_string(archive.join("CURRENT")).unwrap();
    let directory = archive.join(current().trim());
    let store = std::fs::read_dir(&directory).unwrap().flatten().map(|entry| entry.path());
    let store = store.filter(|path| path.extension().is_some_and(|ending| ending == "store")).max().unwrap();
    std::fs::write(&store, "").unwrap();
    let before = current();
    // The new index is nearly written when the disk is full.
    let broken = Break { under: &archive, calls: &["fsync"], at: 12, action: "ENOSPC", is_lasting: true };
    let run = scene.place.run_broken(shim, &["index", "--full"], &broken);
    assert_eq!(run.ended.status, Some(2), "{:?}", run.ended);
    assert_eq!(current(), before, "what there is of the old index was given up for a part of a new one");
    assert_eq!(scene.place.run(&["index", "--full"]).status, Some(0));
    scene.place.whole().same_as(&scene.fresh, "made new");
}
