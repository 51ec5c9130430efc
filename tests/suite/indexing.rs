//! `depeche index`: what a run takes in, leaves alone, takes out and holds back, and how it says so.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::process::Command;
use std::time::Duration;

use crate::contract::{Report, Search, Show, State, Status};
use crate::harness::{Bench, Ended, hold_lock, wait_until};

/// Files by outcome.
fn counts(ended: &Ended) -> Vec<(&'static str, u64)> {
    ended.json::<Report>().files.counts()
}

/// The number of articles that have the word.
fn count(bench: &Bench, word: &str) -> String {
    bench.run(&format!("query --count {word}")).out.trim().to_string()
}

#[test]
fn a_folder_is_added_refreshed_and_left_unchanged() {
    let bench = Bench::new();
    bench.write("presse/2023/09/a.txt", "Trêve au Karabakh\n\nLes pourparlers commencent demain.");
    bench.write("presse/b.txt", "Un autre article, sans rapport.");
    bench.write("presse/photo.jpg", b"\xff\xd8\xff\xe0\0\0");
    let first = bench.run("index presse").ended(0);
    assert_eq!(first.err, "", "nothing to say but the report");
    let lines: Vec<_> = first.out.lines().collect();
    assert!(lines[0].starts_with("3 files in "), "{}", first.out);
    assert_eq!(
        lines[1..],
        [
            "          2 added       85 B",
            "          1 skipped     6 B",
            "Skipped: 1 jpg.",
            "2 articles in the archive, 1 of them undated (2 added).",
            "Searchable: 66.6 % of the files, 93.4 % of their bytes.",
        ]
    );
    let again = bench.run("index --json").ended(0);
    assert_eq!(counts(&again), [("unchanged", 2), ("skipped", 1)]);
    assert_eq!(again.json::<Report>().generation, 1);
}

#[test]
fn a_refresh_that_finds_nothing_is_remembered() {
    let bench = Bench::with(&[("a.txt", "Un article."), ("b/c.txt", "Un autre article.")]);
    let refreshed = || bench.run("status --json").json::<Status>().refreshed.0.clone();
    bench.run("index presse").ended(0);
    let first = refreshed().expect("all folders were looked through");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    bench.run("index presse/b").ended(0);
    assert_eq!(refreshed().as_ref(), Some(&first), "a part is not all");
    bench.run("index").ended(0);
    assert!(refreshed() > Some(first));
}

#[test]
fn edits_moves_and_deletions_arrive() {
    let bench = Bench::with(&[
        ("a.txt", "Le premier article parle de pommes."),
        ("b.txt", "Le deuxième article parle de poires."),
        ("c.txt", "Le troisième article parle de prunes."),
    ]);
    let id = bench.run("query prunes --json").json::<Search>().hits[0].id.clone();
    bench.write("presse/a.txt", "Le premier article parle de cerises.");
    bench.remove("presse/b.txt");
    bench.rename("presse/c.txt", "presse/z.txt");
    let run = bench.run("index --json").ended(0);
    assert_eq!(counts(&run), [("added", 1), ("updated", 1), ("removed", 2)]);
    for (word, articles) in [("pommes", "0"), ("cerises", "1"), ("poires", "0"), ("prunes", "1")] {
        assert_eq!(count(&bench, word), articles, "{word}");
    }
    let moved = bench.run(&format!("show {id} --json")).ended(0).json::<Show>();
    assert_eq!(moved.articles[0].path, "z.txt", "the old id leads on");
}

#[test]
fn a_part_of_a_folder_is_refreshed_alone() {
    let bench = Bench::with(&[("a/1.txt", "Article un."), ("b/1.txt", "Article deux.")]);
    bench.write("presse/a/2.txt", "Article trois.");
    bench.write("presse/b/2.txt", "Article quatre.");
    let part = bench.run("index presse/a --json").ended(0);
    assert_eq!(counts(&part), [("added", 1), ("unchanged", 1)]);
    assert_eq!(bench.run("index --json").json::<Report>().articles.total, 4);
}

#[test]
fn several_folders_stand_side_by_side_and_one_is_forgotten() {
    let bench = Bench::with(&[("a.txt", "Un article de presse.")]);
    bench.write("revues/presse/b.txt", "Un article de revue.");
    bench.run("index revues/presse").ended(0).says("2 articles in the archive");
    let status = bench.run("status --json").ended(0).json::<Status>();
    let labels: Vec<_> = status.folders.iter().map(|folder| folder.label.as_str()).collect();
    assert_eq!(labels, ["presse", "presse-2"]);
    bench.run("index --forget revues/presse").ended(0).says("1 article in the archive").says("1 removed");
    assert_eq!(count(&bench, "revue"), "0");
    bench.run("index --forget revues").ended(2).warns("is not a folder of this archive");
    bench.run("index presse .").ended(2).warns("overlaps with");
}

#[test]
fn a_lost_folder_keeps_its_articles_until_removals_are_allowed() {
    let bench = Bench::with(&[("a.txt", "Un article."), ("b.txt", "Un autre article.")]);
    bench.rename("presse", "ailleurs");
    let absent = bench.run("index").ended(4);
    absent
        .says("Held back: [place]/presse would lose 2 of 2 articles: the folder is not\nthere; is its disk mounted?\n")
        .says("depeche index --allow-removals [place]/presse");
    bench.run("status").ended(1).says("depeche index --moved [place]/presse NEW");
    std::fs::create_dir(bench.path("presse")).unwrap();
    let empty = bench.run("index --json").ended(4).json::<Report>();
    assert_eq!((empty.files.counts(), empty.articles.total), (vec![("held-back", 2)], 2));
    assert!(empty.held_back[0].reason.contains("the folder is empty"), "{:?}", empty.held_back);
    assert_eq!(count(&bench, "article"), "2", "they are found all the while");
    let status = bench.run("status --json").ended(1).json::<Status>();
    assert_eq!(status.folders[0].held_back[0].num_articles, 2);
    let command = format!("depeche index --allow-removals {}", bench.path("presse").display());
    assert!(
        status.attention[0].ends_with(&command),
        "a command to copy ends the line: {:?}",
        status.attention
    );
    bench.run("index --allow-removals presse").ended(0).says("0 articles in the archive").says("2 removed");
    bench.run("status").ended(0);
}

#[test]
fn additions_arrive_while_removals_wait() {
    let bench = Bench::new();
    for n in 0..30 {
        bench.write(&format!("presse/vieux/{n}.txt"), format!("Article ancien numéro {n}."));
    }
    bench.run("index presse").ended(0);
    bench.remove("presse/vieux");
    bench.write("presse/neuf.txt", "Un article nouveau.");
    let report = bench.run("index --json").ended(4).json::<Report>();
    assert_eq!(report.files.counts(), [("added", 1), ("held-back", 30)]);
    assert_eq!(count(&bench, "nouveau"), "1");
    bench.run("index --allow-removals presse/vieux").ended(0).says("30 removed");
}

#[test]
fn a_folder_that_moved_keeps_its_ids() {
    let bench = Bench::with(&[("2023/a.txt", "Un article de septembre.")]);
    let before = bench.run("query septembre --json").json::<Search>().hits[0].id.clone();
    bench.rename("presse", "coffre");
    let moved = bench.run("index --moved presse coffre --json").ended(0);
    assert_eq!(counts(&moved), [("unchanged", 1)]);
    let after = bench.run("query septembre --json").json::<Search>();
    assert_eq!(after.hits[0].id, before);
    assert!(after.hits[0].folder.ends_with("/coffre"));
}

#[test]
fn settings_hold_for_a_folder_and_are_remembered() {
    let bench = Bench::new();
    bench.write("presse/LM_17072021/a.txt", b"Un \xe9t\xe9 pluvieux.\n\nLa S\xe9vrelle a d\xe9bord\xe9.");
    let set = "--set source=\"L'Écho d'Orsane\" --set lang=fr --set encoding=windows-1252";
    bench.run(&format!("index presse {set} --date-path 'LM_{{dd}}{{mm}}{{yyyy}}'")).ended(0);
    bench.write("presse/LM_18072021/b.txt", b"La d\xe9crue de la S\xe9vrelle commence.");
    bench.run("index").ended(0);
    let hits = bench.run("query Sévrelle --sort oldest --json").json::<Search>().hits;
    assert_eq!(hits.len(), 2);
    for (hit, day) in hits.iter().zip(["2021-07-17", "2021-07-18"]) {
        assert_eq!(hit.source.0.as_deref(), Some("L'Écho d'Orsane"));
        assert_eq!(hit.published.0.as_deref(), Some(day));
    }
    bench.run("index presse --set source=").ended(0).says("2 updated");
    assert_eq!(bench.run("query Sévrelle --json").json::<Search>().hits[0].source.0, None);
    bench.run("index presse --set sauce=x").ended(2).warns("`sauce` is not a setting");
    bench.run("index presse --date-path '{mm}'").ended(2);
    bench.run("index presse/LM_17072021 --set source=x").ended(2).warns("only a part of a folder");
}

#[test]
fn columns_of_other_names_are_tried_then_set_for_a_folder() {
    let bench = Bench::new();
    bench.write(
        "export/artiklar.csv",
        "Nr;Rubrik;Datum;Brödtext\n7;La digue;03/04/2019;La Sévrelle baisse.\n",
    );
    bench.write(
        "export/brev.jsonl",
        "{\"Nr\": 8, \"Rubrik\": \"Le bac\", \"Brödtext\": \"La Sévrelle monte.\"}\n",
    );
    let columns = "--set column.id=Nr --set column.title=rubrik --set column.text=Brödtext --set column.published=Datum";
    let tried =
        bench.run(&format!("inspect file export/artiklar.csv {columns} --set date-order=mdy")).ended(0);
    tried
        .says("title: La digue  [metadata: column Rubrik]")
        .says("published: 2019-03-04  [metadata: column Datum]");
    bench.run(&format!("index export {columns} --set date-order=mdy")).ended(0);
    let hits = bench.run("query Sévrelle --sort oldest --json").json::<Search>().hits;
    assert_eq!(hits.iter().filter_map(|hit| hit.source_id.0.as_deref()).collect::<Vec<_>>(), ["7", "8"]);
    assert_eq!(hits[0].published.0.as_deref(), Some("2019-03-04"));
    // Another setting: the files are read again.
    bench.run("index export --set date-order=").ended(0);
    let hits = bench.run("query baisse --json").json::<Search>().hits;
    assert_eq!(hits[0].published.0.as_deref(), Some("2019-04-03"));
    bench.run("index export --set column.titel=x").ended(2).warns("column.title");
}

#[test]
fn the_default_language_is_for_texts_that_do_not_show_theirs() {
    let bench = Bench::new();
    bench.write("press/brief.txt", "Talks held");
    bench.write(
        "press/long.txt",
        "Les pourparlers entre les deux camps ont repris jeudi dans la ville, selon un diplomate.",
    );
    bench.run("index press").ended(0);
    bench.run("query hold --json").ended(1);
    bench.run("index press --set default-lang=en").ended(0).says("2 updated");
    let languages = |query: &str| {
        let found = bench.run(&format!("query {query} --json")).json::<Search>().hits;
        found.iter().map(|hit| hit.language.0.clone().unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(languages("hold"), ["en"]);
    assert_eq!(languages("pourparler"), ["fr"]);
}

#[test]
fn a_dry_run_says_what_is_there_and_writes_nothing() {
    let bench = Bench::new();
    bench.write("presse/2023/09/20/a.txt", "Un article daté par son chemin.");
    bench.write("presse/b.txt", "Un article sans date.");
    bench.write("presse/c.jpg", "JFIF");
    bench
        .run("index --dry-run presse")
        .ended(0)
        .says("[place]/presse: 3 files, ")
        .says("readable: 2 txt\n")
        .says("skipped: 1 jpg\n")
        .says("2 articles, of 2023, 1 without a date\n");
    assert!(!bench.archive().exists());
    bench.run("index --dry-run absent").ended(2).warns("there is no file or folder absent");
    bench.run("index --dry-run").ended(2);
}

#[test]
fn verify_finds_what_size_and_time_hide() {
    let bench = Bench::new();
    let path = bench.path("presse/a.txt");
    bench.write("presse/a.txt", "Un article sur les pommes.");
    // Old enough for its times to be trusted.
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(3600);
    let set_back =
        || std::fs::File::options().write(true).open(&path).unwrap().set_modified(long_ago).unwrap();
    set_back();
    bench.run("index presse").ended(0);
    let inode = std::fs::metadata(&path).unwrap();
    bench.write("presse/a.txt", "Un article sur les prunes.");
    set_back();
    assert_eq!(std::fs::metadata(&path).unwrap().len(), inode.len());
    let verified = bench.run("index --verify --json").ended(0);
    assert_eq!(counts(&verified), [("updated", 1)]);
    assert_eq!(count(&bench, "prunes"), "1");
    let full = bench.run("index --full --json").ended(0);
    assert_eq!(counts(&full), [("updated", 1)], "a full run reads all");
}

#[test]
fn reanalysis_needs_no_source_file_and_compaction_changes_no_answer() {
    let bench = Bench::with(&[("a.txt", "Les pourparlers de Sanaa."), ("b.txt", "Une autre histoire.")]);
    bench.write("presse/a.txt", "Les pourparlers de Sanaa ont repris.");
    bench.run("index").ended(0);
    let before = bench.run("query pourparlers").ended(0).out;
    bench.rename("presse", "absent");
    bench.run("index --reanalyze").ended(0).says("2 articles in the archive");
    assert_eq!(bench.run("query pourparlers").ended(0).out, before);
    bench.run("index --compact").ended(0).warns("The index is compact.");
    assert_eq!(bench.run("query pourparlers").ended(0).out, before);
    bench.run("index --compact presse").ended(2);
}

#[test]
fn a_second_writer_learns_who_the_first_is() {
    let bench = Bench::with(&[("a.txt", "Un article sur la trêve.")]);
    let _lock = hold_lock(&bench.archive());
    bench.run("index").ended(2).warns("error: another depeche (process ").warns("wait or stop it");
    bench.run("archives remove default --yes").ended(2).warns("another depeche (process ");
    assert_eq!(count(&bench, "trêve"), "1", "readers are not locked out");
}

#[test]
fn an_interrupted_run_keeps_what_is_complete_and_the_next_goes_on() {
    let bench = Bench::new();
    let filler = "Les négociateurs poursuivent leurs pourparlers au bord du lac. ".repeat(100);
    let lines: String =
        (0..4000).map(|n| format!("{{\"id\":\"{n}\",\"text\":\"Article {n}. {filler}\"}}\n")).collect();
    bench.write("presse/a.jsonl", lines);
    let run = bench.start("index presse --json --jobs 1");
    let lock = bench.archive().join("writer.lock");
    wait_until("the run to begin", || lock.metadata().is_ok_and(|lock| lock.len() > 0));
    std::thread::sleep(Duration::from_millis(200));
    assert!(Command::new("kill").arg("-INT").arg(run.id().to_string()).status().unwrap().success());
    let stopped = bench.finish("index", run.wait_with_output().unwrap()).ended(130);
    let report = stopped.warns("stopping at the next safe point").json::<Report>();
    assert!(report.interrupted && report.articles.total < 4000, "{report:?}");
    let status = bench.run("status --json").ended(1).json::<Status>();
    assert_eq!((status.state, status.articles), (State::Stale, report.articles.total));
    bench.write("presse/a.jsonl", "{\"id\":\"1\",\"text\":\"Un seul article.\"}\n");
    let rest = bench.run("index --json --allow-removals presse").ended(0).json::<Report>();
    assert!(!rest.interrupted);
    assert_eq!(rest.articles.total, 1);
    bench.run("status").ended(0);
}

#[test]
fn a_run_killed_at_any_instant_loses_nothing_that_was_committed() {
    let bench = Bench::with(&[("a.txt", "Un article sur la trêve.")]);
    let lines: String = (0..600)
        .map(|n| format!("{{\"id\":\"{n}\",\"text\":\"Article {n} sur les pourparlers.\"}}\n"))
        .collect();
    bench.write("presse/b.jsonl", lines);
    for n in 0..200 {
        bench.write(&format!("presse/c/{n}.txt"), format!("Petit article {n} sur les pourparlers."));
    }
    for delay_ms in [0, 15, 30, 60, 90, 120, 160] {
        let mut run = bench.start("index");
        std::thread::sleep(Duration::from_millis(delay_ms));
        run.kill().unwrap();
        run.wait().unwrap();
        assert_eq!(count(&bench, "trêve"), "1", "after {delay_ms} ms");
        let status = bench.run("status --json");
        assert!(matches!(status.json::<Status>().state, State::Current | State::Stale), "{}", status.out);
    }
    let report = bench.run("index --json").ended(0).json::<Report>();
    assert_eq!((report.articles.total, report.files.failed.files), (801, 0));
    assert_eq!(count(&bench, "pourparlers"), "800");
    bench.run("status").ended(0);
    let leftovers: Vec<_> = std::fs::read_dir(bench.archive())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".new") || name.starts_with("index-") && name != "index-000001")
        .collect();
    assert_eq!(leftovers, [""; 0]);
}

#[test]
fn a_first_run_killed_at_any_instant_can_be_repeated() {
    for delay_ms in [0, 2, 4, 6, 8, 11, 15, 20, 30] {
        let bench = Bench::new();
        bench.write("presse/a.txt", "Un article sur la trêve.");
        let mut run = bench.start("index presse");
        std::thread::sleep(Duration::from_millis(delay_ms));
        run.kill().unwrap();
        run.wait().unwrap();
        let asked = bench.run("query trêve");
        assert!(matches!(asked.status, Some(0 | 2)), "after {delay_ms} ms: {}", asked.err);
        bench.run("index presse").ended(0).says("1 article in the archive");
        bench.run("query trêve").ended(0);
    }
}

#[test]
fn hidden_junk_and_ignored_files_are_no_files() {
    let bench = Bench::new();
    let junk = [".caché.txt", ".git/a.txt", "Thumbs.db", "desktop.ini", "~$lettre.txt", "._a.txt", "x.tmp"];
    for path in junk.iter().chain(&["brouillons/b.txt", "c.bak", ".DS_Store"]) {
        bench.write(&format!("presse/{path}"), "À ne pas trouver.");
    }
    bench.write("presse/.depecheignore", "brouillons/\n*.bak\n");
    bench.write("presse/a.txt", "Un article à trouver.");
    let run = bench.run("index presse --json").ended(0);
    assert_eq!(counts(&run), [("added", 1)]);
    bench.write("presse/.depecheignore", "*.bak\n");
    assert_eq!(counts(&bench.run("index --json")), [("added", 1), ("unchanged", 1)]);
}

#[test]
fn pipes_and_circular_links_are_skipped() {
    let bench = Bench::with(&[("a.txt", "Un article.")]);
    assert!(Command::new("mkfifo").arg(bench.path("presse/tuyau.txt")).status().unwrap().success());
    std::os::unix::fs::symlink(bench.path("presse"), bench.path("presse/boucle")).unwrap();
    std::os::unix::fs::symlink("/nulle/part", bench.path("presse/perdu.txt")).unwrap();
    let run = bench.run("index --json").ended(0);
    assert_eq!(counts(&run), [("unchanged", 1), ("skipped", 3)]);
    let followed = bench.run("index presse --follow-links --json").ended(0).json::<Report>();
    assert_eq!((followed.articles.total, followed.skipped["link"].files), (1, 2), "a circle ends");
    bench
        .run("status --skipped")
        .ended(0)
        .says("skipped: [place]/presse/tuyau.txt: ")
        .says("[special-file]")
        .says("skipped: [place]/presse/boucle: a link that leads in a circle [link]");
}

#[test]
fn a_name_that_is_not_utf8_is_shown_escaped_and_reopened_by_its_bytes() {
    let bench = Bench::new();
    let name = OsStr::from_bytes(b"d\xe9p\xeache.txt");
    std::fs::write(bench.path("presse").join(name), "Un article au nom ancien.").unwrap();
    assert_eq!(counts(&bench.run("index presse --json").ended(0)), [("added", 1)]);
    assert_eq!(counts(&bench.run("index --json").ended(0)), [("unchanged", 1)]);
    let found = bench.run("query ancien --json").ended(0).json::<Search>();
    assert_eq!(found.hits[0].path_bytes.as_deref(), Some("ZOlw6mNoZS50eHQ="));
    bench.run("query ancien").says("[[place]/presse/d\\xE9p\\xEAche.txt:1]");
    let by_path = bench.run_os(&["show".into(), bench.path("presse").join(name).into_os_string()]);
    by_path.ended(0).says("Un article au nom ancien.");
    let file =
        bench.run_os(&["inspect".into(), "file".into(), bench.path("presse").join(name).into_os_string()]);
    file.ended(0).says("d\\xE9p\\xEAche.txt");
}

#[test]
fn a_single_file_is_a_folder_of_one() {
    let bench = Bench::new();
    bench.write(
        "fonds.jsonl",
        "{\"id\":\"7\",\"text\":\"Une trêve fragile.\"}\n{\"id\":\"8\",\"text\":\"Rien.\"}\n",
    );
    bench.run("index fonds.jsonl").ended(0).says("2 articles in the archive");
    bench.run("query trêve").ended(0).says("[[place]/fonds.jsonl#7 ¶1]");
    bench.run("show fonds.jsonl").ended(0).says("[place]/fonds.jsonl#7");
    bench.run("index").ended(0).says("none changed");
}

#[test]
fn only_a_folder_makes_an_archive() {
    let bench = Bench::new();
    bench
        .run("index")
        .ended(2)
        .warns("there is no archive at [place]/home/")
        .warns("`depeche index FOLDER` makes one");
    bench.run("index --archive faute").ended(2);
    bench.run("index absent").ended(2).warns("there is no file or folder absent");
    bench.run("index --archive a/b presse").ended(2).warns("cannot name an archive");
    assert!(!bench.path("home/.local/share/depeche/archives").exists());
    bench.run("index presse --index base").ended(0);
    assert!(bench.path("base/archive.json").exists());
    bench.write("lettres/a.txt", "Une lettre.");
    bench.run("index presse --index lettres").ended(2).warns("is not an archive and not empty");
}

#[test]
fn archives_are_listed_and_removed_with_every_trace() {
    let bench = Bench::with(&[("a.txt", "Un article.")]);
    bench.run("index presse --archive revue").ended(0);
    bench.run("archives").ended(0).says("default  1 article  current  ").says("revue  1 article");
    bench.run("archives remove").ended(2).warns("say which archive is to go");
    bench.run("archives remove revue").ended(0);
    assert!(!bench.archive().with_file_name("revue").exists());
    assert!(bench.path("presse/a.txt").exists());
    bench.run("archives remove revue").ended(2).warns("there is no archive");
}
