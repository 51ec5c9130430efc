//! When articles came and changed: kept by moves, full readings, new analyses and corrections.

use std::collections::BTreeMap;

use depeche::index::Arrival;
use depeche::ingest::{IngestOptions, Mode, Unobserved, reanalyze};

use crate::fixture::{Fixture, lines};

/// (since, changed) by path and key.
fn arrivals(fixture: &Fixture) -> BTreeMap<String, (u64, u64)> {
    let table = fixture.archive.file_table().unwrap();
    let mut arrivals = BTreeMap::new();
    for (path, file) in table.files.values().flatten() {
        let path = String::from_utf8_lossy(path);
        for member in &file.members {
            let place = member.key.iter().fold(path.to_string(), |path, key| format!("{path}#{key}"));
            arrivals.insert(place, (member.arrival.since, member.arrival.changed));
        }
    }
    arrivals
}

fn of(expected: &[(&str, (u64, u64))]) -> BTreeMap<String, (u64, u64)> {
    expected.iter().map(|(place, when)| (place.to_string(), *when)).collect()
}

#[test]
fn articles_say_since_when_they_are_there_and_when_they_changed() {
    let mut fixture = Fixture::new();
    fixture.write("a.jsonl", &lines(&[("1", "Un texte."), ("2", "Deux textes.")]));
    fixture.write("b.txt", "Un texte long, qui sera corrigé.");
    fixture.run();
    fixture.write(
        "a.jsonl",
        &lines(&[("1", "Un texte."), ("2", "Deux textes corrigés."), ("3", "Trois textes.")]),
    );
    fixture.write("b.txt", "Un texte long, qui a été corrigé.");
    fixture.run();
    let expected =
        of(&[("a.jsonl#1", (1, 1)), ("a.jsonl#2", (1, 2)), ("a.jsonl#3", (2, 2)), ("b.txt", (1, 2))]);
    assert_eq!(arrivals(&fixture), expected);

    let full = fixture.run_with(|options| options.mode = Mode::Full);
    assert_eq!((full.articles_updated, full.generation), (4, 3));
    assert_eq!(arrivals(&fixture), expected, "read again, and nothing came");
    let clock = fixture.clock();
    reanalyze(&mut fixture.archive, &IngestOptions::default(), &clock, &mut Unobserved).unwrap();
    assert_eq!(arrivals(&fixture), expected, "analysed again, and nothing came");
}

#[test]
fn what_is_moved_came_when_it_came() {
    let mut fixture = Fixture::new();
    fixture.write("a.jsonl", &lines(&[("1", "Un texte."), ("2", "Deux textes.")]));
    fixture.write("b.txt", "Un autre article.");
    fixture.run();
    fixture.write("c.txt", "Encore un.");
    fixture.run();
    let before = fixture.archive.file_table().unwrap();
    std::fs::rename(fixture.folder.join("a.jsonl"), fixture.folder.join("z.jsonl")).unwrap();
    std::fs::rename(fixture.folder.join("b.txt"), fixture.folder.join("y.txt")).unwrap();
    // A copy is an article of its own.
    fixture.write("d.txt", "Encore un.");
    fixture.run();
    assert_eq!(
        arrivals(&fixture),
        of(&[
            ("z.jsonl#1", (1, 1)),
            ("z.jsonl#2", (1, 1)),
            ("y.txt", (1, 1)),
            ("c.txt", (2, 2)),
            ("d.txt", (3, 3))
        ])
    );
    let table = fixture.archive.file_table().unwrap();
    for member in before.members().filter(|member| member.arrival.since == 1) {
        assert!(table.resolve_alias(member.id).is_some(), "{member:?} is found by its old id");
    }
}

/// The id of an article whose source gives none is its content: a correction changes it.
#[test]
fn the_corrected_only_article_of_a_file_is_the_same_article() {
    let mut fixture = Fixture::new();
    let json = |text: &str| format!("{{\"title\":\"Un titre\",\"text\":\"{text}\"}}");
    fixture.write("a.jsonl", &json("Le texte de l'article."));
    fixture.write("b.jsonl", &(json("La première ligne.") + "\n"));
    fixture.run();
    let old = fixture.archive.file_table().unwrap();
    fixture.write("a.jsonl", &json("Le texte corrigé de l'article."));
    fixture.write("b.jsonl", &(json("La première ligne.") + "\n" + &json("La deuxième ligne.") + "\n"));
    fixture.run();
    let table = fixture.archive.file_table().unwrap();
    let came = |path: &str| -> Vec<Arrival> {
        let mut came: Vec<_> =
            table.file("presse", path.as_bytes()).unwrap().members.iter().map(|m| m.arrival).collect();
        came.sort_by_key(|arrival| arrival.since);
        came
    };
    let before = &old.file("presse", b"a.jsonl").unwrap().members[0];
    assert_eq!(came("a.jsonl"), [Arrival::at(1).corrected(before.content_hash, 2)]);
    let now = table.file("presse", b"a.jsonl").unwrap().members[0].id;
    assert_eq!(table.resolve_alias(before.id), Some(now));
    assert_eq!(came("b.jsonl"), [Arrival::at(1), Arrival::at(2)], "a second article is no correction");
}
