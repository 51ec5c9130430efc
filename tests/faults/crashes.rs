//! A crash at every call by which a run changes its archive: before the call, in the middle of a write, and with the loss
//! of all that was not synced, as in a power cut.

use std::collections::BTreeMap;

use crate::failpoint::{Break, WRITING, sample_of_each, shim};
use crate::place::is_sample;
use crate::scene::Scene;

const KINDS: [&[&str]; 4] = [
    &["index", "--commit-every", "1"],
    &["index", "--full", "--commit-every", "100"],
    &["index", "--reanalyze"],
    &["index", "--compact"],
];

#[test]
fn an_archive_survives_a_crash_at_every_call() {
    let Some(shim) = shim() else { return };
    let scene = Scene::new(11);
    let archive = scene.place.archive();
    let mut random = crate::random::Random(5);
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    for (number, kind) in KINDS.into_iter().enumerate() {
        for (calls, actions) in [(WRITING, &["kill", "power"][..]), (&["write"], &["tear"])] {
            let broken = Break { under: &archive, calls, at: 0, action: actions[0], is_lasting: false };
            scene.restore();
            let sound = scene.place.run_broken(shim, kind, &broken);
            assert_eq!(sound.ended.status, Some(0), "{kind:?}: {:?}", sound.ended);
            for (place, at) in sample_of_each(&mut random, &sound.calls, 1).into_iter().enumerate() {
                // In a sample the actions take turns, from call to call and from kind of run to kind of run.
                let turn = (number + place) % actions.len();
                let actions = if is_sample() { &actions[turn..=turn] } else { actions };
                for action in actions {
                    scene.restore();
                    let run = scene.place.run_broken(shim, kind, &Break { at, action, ..broken });
                    let Some((call, path)) = run.calls.get(at - 1) else { continue };
                    let when = format!("{kind:?}, {action} at call {at}, {call} {}", path.display());
                    assert_eq!(run.ended.status, None, "{when}: {:?}", run.ended);
                    scene.survives(&when);
                    *met.entry(call.clone()).or_default() += 1;
                }
            }
        }
    }
    println!("{} crashes survived: {met:?}", met.values().sum::<usize>());
}
