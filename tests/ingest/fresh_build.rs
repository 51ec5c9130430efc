//! The law of incremental runs: after any sequence of changes and runs, the archive is what a fresh build gives.

use proptest::prelude::*;

use crate::fixture::Fixture;

/// One change of a folder.
#[derive(Debug, Clone)]
enum Change {
    Text { file: u8, version: u8 },
    Container { file: u8, members: Vec<(u8, u8)> },
    Delete { file: u8 },
    Move { from: u8, to: u8 },
    Run,
    FullRun,
    Interrupt { after: u64 },
}

fn change() -> impl Strategy<Value = Change> {
    let file = 0u8..6;
    prop_oneof![
        3 => (file.clone(), 0u8..4).prop_map(|(file, version)| Change::Text { file, version }),
        3 => (file.clone(), prop::collection::vec((0u8..5, 0u8..3), 0..5))
            .prop_map(|(file, members)| Change::Container { file, members }),
        2 => file.clone().prop_map(|file| Change::Delete { file }),
        1 => (file.clone(), file).prop_map(|(from, to)| Change::Move { from, to }),
        4 => Just(Change::Run),
        1 => Just(Change::FullRun),
        1 => (0u64..4).prop_map(|after| Change::Interrupt { after }),
    ]
}

struct StopAfter(u64, bool);

impl depeche::ingest::Observer for StopAfter {
    fn progress(&mut self, progress: &depeche::ingest::Progress) {
        self.1 |= progress.num_articles >= self.0;
    }

    fn is_cancelled(&self) -> bool {
        self.1
    }
}

fn apply(fixture: &mut Fixture, change: &Change) {
    let text = |file: &u8| format!("textes/{file}.txt");
    let container = |file: &u8| format!("lots/{file}.jsonl");
    match change {
        Change::Text { file, version } => {
            fixture.write(&text(file), &format!("Article {file}, version {version}."))
        }
        Change::Container { file, members } => {
            let mut members = members.clone();
            members.sort_unstable();
            members.dedup_by_key(|(id, _)| *id);
            let line = |(id, version): &(u8, u8)| {
                format!("{{\"id\":\"{id}\",\"text\":\"Dépêche {id}, version {version}.\"}}\n")
            };
            fixture.write(&container(file), &members.iter().map(line).collect::<String>());
        }
        Change::Delete { file } => {
            let _ = std::fs::remove_file(fixture.folder.join(text(file)));
            let _ = std::fs::remove_file(fixture.folder.join(container(file)));
        }
        Change::Move { from, to } => {
            let _ = std::fs::rename(fixture.folder.join(text(from)), fixture.folder.join(text(to)));
        }
        Change::Run => drop(fixture.run()),
        Change::FullRun => drop(fixture.run_with(|options| options.mode = depeche::ingest::Mode::Full)),
        Change::Interrupt { after } => {
            let clock = fixture.clock();
            let options = depeche::ingest::IngestOptions::default();
            let mut observer = StopAfter(*after, false);
            let report = depeche::ingest::run(&mut fixture.archive, &options, &clock, &mut observer).unwrap();
            if fixture.archive.state().can_answer() {
                fixture.check(&report);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_history_gives_what_a_fresh_build_gives(changes in prop::collection::vec(change(), 1..14)) {
        let mut fixture = Fixture::new();
        // The guard keeps the articles of an emptied folder: one file always stays.
        fixture.write("toujours.txt", "Cet article reste.");
        for change in &changes {
            apply(&mut fixture, change);
        }
        let last = fixture.run();
        let incremental = fixture.stored();
        prop_assert_eq!(last.articles_total, incremental.len() as u64);

        let place = fixture.archive.root().with_file_name("neuve");
        let mut fresh = depeche::index::Archive::create(&place, "neuve", depeche::index::Access::Private).unwrap();
        fresh.add_folder(&fixture.folder, depeche::model::FolderSettings::default()).unwrap();
        std::mem::swap(&mut fixture.archive, &mut fresh);
        fixture.run();
        prop_assert_eq!(incremental, fixture.stored());
    }
}
