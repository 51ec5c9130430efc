//! `depeche withdraw` as it is typed, and every command that must not show what it hid. The commands are those of
//! docs/withdrawals.md.

use crate::contract::{Report, Search, State, Status, WithdrawalState, Withdrawn};
use crate::harness::{Bench, copy, hold_lock, project};

const LIST: &str = "home/.config/depeche/withdrawn/default.json";

/// An archive of three articles; the id of the one that goes.
fn bench() -> (Bench, String) {
    let bench = Bench::with(&[
        (
            "a.md",
            "---\nauthor: Zoé Vasseur-Lambrecht\n---\n\n# Le maire de Bréval démissionne\n\nLe maire de Bréval a démissionné mardi, dit la mairie.",
        ),
        (
            "b.md",
            "---\nauthor: Luc Vasseur\n---\n\n# Bréval attend\n\nBréval attend son nouveau maire, dit la mairie.",
        ),
        ("c.txt", "La crue\n\nLa Sarne est en crue à Lorme."),
    ]);
    let id = bench.run("query 'démissionné' --json").ended(0).json::<Search>().hits[0].id.clone();
    (bench, id)
}

/// Everything that a command writes, both streams.
fn said(bench: &Bench, typed: &str) -> String {
    let ended = bench.run(typed);
    ended.out + &ended.err
}

#[test]
fn what_is_withdrawn_is_in_no_answer_of_any_command() {
    let (bench, id) = bench();
    let page = bench.run("query maire --json -n 1").ended(0).json::<Search>();
    let cursor = page.next.0.unwrap();
    let done = bench.run(&format!("withdraw {} --reason 'plainte du 3 mai'", &id[..5])).ended(0);
    let done = done.says("« Le maire de Bréval démissionne »").says(&id).says("/presse/a.md");
    done.warns(&format!("1 article hidden. To show again: depeche withdraw undo {id}"));
    for command in [
        "query démissionné",
        "query démissionné --match all",
        "query 'maire mairie' --json",
        "query maire --format jsonl",
        "query maire --format csv --fields id,title,text",
        "query maire --format markdown",
        "query maire --sort newest",
        "query maire --level passage",
        "query 'démission*' --explain",
        "query 'démissionné' --explain --json",
        "query démisionné",
        "query 'démissionnes'",
        "query --count démissionné",
        "facets file maire",
        "timeline maire",
        "kwic maire",
        "kwic mairie --collocates 5",
        "inspect terms démission",
        "query 'auteur:Vasseur'",
        &format!("query maire --json -n 1 --cursor {cursor}"),
        "query maire --json -n 5 --offset 0 --explain",
    ] {
        let ended = bench.run(command);
        assert!(matches!(ended.status, Some(0 | 1)), "{command}: {}", ended.err);
        let said = ended.out + &ended.err;
        // What was typed comes back; what the article says beside it does not.
        for secret in
            ["a démissionné mardi", "démissionne »", "Le maire de Bréval d", "a.md", "Zoé", "zoe", &id]
        {
            assert!(!said.contains(secret), "{command}: {secret}: {said}");
        }
    }
    assert_eq!(bench.run("query maire --count").ended(0).out.trim(), "1");
    assert_eq!(bench.run("query 'fichier:a.md' --count").ended(1).out.trim(), "0");
    bench.run("inspect terms démission").ended(1);
    for command in [
        format!("show {id}"),
        format!("show {id} --cite"),
        "show presse/a.md".to_string(),
        format!("show {id} --json"),
        format!("similar {id}"),
    ] {
        let shown = bench.run(&command).ended(1).warns("plainte du 3 mai").warns("was withdrawn on");
        assert!(!shown.out.contains("mardi") && !shown.err.contains("mardi"), "{command}: {}", shown.out);
    }
    let similar = bench.run("query attend --json").ended(0).json::<Search>().hits[0].id.clone();
    assert!(!said(&bench, &format!("similar {similar}")).contains("a.md"));
    let hidden = bench.run("status --json").ended(0).json::<Status>().hidden.0.unwrap();
    assert_eq!((hidden.taken_down, hidden.withdrawn), (1, 0));
    bench.run("status").ended(0).says("hidden from answers: 1 taken down");

    bench.run(&format!("withdraw undo {id}")).ended(0).says("« Le maire de Bréval démissionne »");
    assert_eq!(bench.run("query maire --count").ended(0).out.trim(), "2");
    bench.run("query démisionné").ended(1).says("démissionn");
}

#[test]
fn the_list_holds_no_word_of_the_article_and_both_copies_are_equal() {
    let (bench, id) = bench();
    bench.run(&format!("withdraw {id} --reason 'plainte' --until 2126-01-01")).ended(0);
    let list = std::fs::read_to_string(bench.path(LIST)).unwrap();
    assert_eq!(list, std::fs::read_to_string(bench.archive().join("withdrawn.json")).unwrap());
    for word in ["Bréval", "maire", "a.md", "presse"] {
        assert!(!list.contains(word), "{word}: {list}");
    }
    bench
        .run("withdraw list")
        .ended(0)
        .says(&format!("{id}  withdrawn on 20"))
        .says("until 2126-01-01: plainte");
    let listed: Withdrawn = bench.run("withdraw list --json").ended(0).json();
    assert_eq!((listed.schema.as_str(), listed.archive.as_str()), ("depeche.withdrawn/1", "default"));
    let one = &listed.withdrawals[0];
    assert_eq!(
        (one.id.0.as_deref(), one.ids.len(), one.state),
        (Some(id.as_str()), 1, WithdrawalState::Hidden)
    );
    assert_eq!((one.until.0.as_deref(), one.purged_at.0.as_deref()), (Some("2126-01-01"), None));
    bench.run(&format!("withdraw undo {}", &id[..4])).ended(0);
    let listed: Withdrawn = bench.run("withdraw list --json").ended(0).json();
    assert_eq!(listed.withdrawals[0].state, WithdrawalState::Undone);
    bench.run("withdraw list").ended(0).says("undone on 20");
}

#[test]
fn it_stays_out_of_a_restored_and_of_a_new_archive() {
    let (bench, id) = bench();
    copy(&bench.archive(), &bench.path("ancienne"));
    bench.run(&format!("withdraw {id} --reason plainte")).ended(0);
    bench.remove("home/.local/share/depeche/archives/default");
    copy(&bench.path("ancienne"), &bench.archive());
    assert_eq!(bench.run("query maire --count").ended(0).out.trim(), "1", "before any run");
    let report: Report = bench.run("index --json").ended(0).json();
    assert_eq!((report.articles.total, report.articles.withdrawn), (3, 1));
    bench.run("index").ended(0).says("Withdrawn: 1 article, in no answer");
    assert!(bench.archive().join("withdrawn.json").exists());
    // A colleague reads the archive without these settings.
    let shared = bench.archive().to_str().unwrap().to_string();
    bench.write("collegue/depeche.toml", "");
    let colleague =
        bench.run(&format!("query maire --count --index {shared} --config collegue/depeche.toml"));
    assert_eq!(colleague.out.trim(), "1");

    bench.run("archives remove default --yes").ended(0).warns("What was withdrawn from it stays out");
    bench.run("index presse").ended(0).says("Withdrawn: 1 article");
    assert_eq!(bench.run("query maire --count").ended(0).out.trim(), "1");
}

#[test]
fn a_purge_names_the_snapshots_that_hold_the_article_and_undo_says_how_it_comes_back() {
    let (bench, id) = bench();
    copy(&bench.archive(), &bench.path("home/.local/share/depeche/archives/snapshots/default-1"));
    copy(&bench.archive(), &bench.path("home/.local/share/depeche/snapshots/default-2"));
    let done = bench.run(&format!("withdraw {id} --reason 'jugement' --purge")).ended(0);
    let done = done
        .warns("The index holds no text of 1 withdrawn article")
        .warns("keeps it until it looks for a new state");
    let done = done.warns("snapshots/default-1 still holds 1 purged article");
    done.warns("snapshots/default-2 still holds 1 purged article");
    bench.run(&format!("show {id}")).ended(1).warns("purged: jugement");
    bench.run("withdraw list").ended(0).says("purged: jugement");
    let status: Status = bench.run("status --json").ended(0).json();
    assert_eq!((status.articles, status.state), (2, State::Current));
    let undone = bench.run(&format!("withdraw undo {id}")).ended(0);
    undone.says("not in the index").warns("`depeche index` reads its files again");
    bench.run("index").ended(0).says("1 added");
    bench.run(&format!("show {id}")).ended(0).says("a démissionné mardi");
    bench.run("withdraw purge").ended(0).warns("no text of 0 withdrawn articles");
}

#[test]
fn a_purge_names_snapshots_that_were_made_elsewhere_and_counts_what_was_hidden() {
    let (bench, id) = bench();
    std::fs::copy(bench.path("presse/a.md"), bench.path("presse/copie.md")).unwrap();
    bench.run("index").ended(0).says("1 added");
    bench.run("snapshot create avant --to presse/sauvegarde").ended(2).warns("a folder of the archive");
    bench.run("snapshot create avant --to ailleurs").ended(0);
    bench.run("snapshot create avant --to loin/disque").ended(0);
    bench.run("snapshot list ailleurs").ended(0).says("avant  ");
    bench.rename("loin", "parti");
    // A restored archive knows them, too.
    bench.run("snapshot restore ailleurs/avant --force").ended(0);
    bench
        .run(&format!("withdraw {id} --reason plainte --purge"))
        .ended(0)
        .warns("2 articles hidden")
        .warns("The index holds no text of 2 withdrawn articles")
        .warns("the snapshot [place]/ailleurs/avant still holds 2 purged articles")
        .warns("snapshots were made in [place]/loin/disque, which is not there now");
    bench.run("withdraw purge").ended(0).warns("no text of 2 withdrawn articles");
    bench.run("archives remove default --yes").ended(0);
}

#[test]
fn the_name_of_a_purged_file_stays_until_the_file_has_another() {
    let (bench, id) = bench();
    let has_name = |name: &str| {
        let files = std::fs::read_dir(bench.index_directory()).unwrap();
        let bytes = files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect::<Vec<u8>>();
        bytes.windows(name.len()).any(|window| window == name.as_bytes())
    };
    bench.rename("presse/a.md", "presse/demission-du-maire.md");
    bench.run("index").ended(0);
    let id = bench
        .run("query 'démissionné' --json")
        .ended(0)
        .json::<Search>()
        .hits
        .first()
        .map_or(id, |hit| hit.id.clone());
    bench.run(&format!("withdraw {id} --reason plainte --purge")).ended(0);
    assert!(has_name("demission-du-maire"), "docs/withdrawals.md says that it stays");
    bench.rename("presse/demission-du-maire.md", "presse/0423.md");
    bench.run("index").ended(0);
    bench.run("withdraw purge").ended(0);
    assert!(!has_name("demission-du-maire"));
    bench.run("query maire --count").ended(0).says("1");
}

#[test]
fn slips_are_noticed() {
    let (bench, id) = bench();
    bench.run(&format!("withdraw {id}")).ended(2).warns("--reason");
    bench.run(&format!("withdraw {id} --reason ' '")).ended(2).warns("must know why");
    bench.run(&format!("withdraw {id} --reason non --until 2020-01-01")).ended(2).warns("not in the future");
    bench.run(&format!("withdraw {id} --reason non --until demain")).ended(2);
    bench.run(&format!("withdraw {id} --reason non --until 2126-01-01 --purge")).ended(2);
    bench.run("withdraw zzzzzzzzzzzz --reason non").ended(1).warns("no article has the id `zzzzzzzzzzzz`");
    bench.run("withdraw undo zzzzzzzzzzzz").ended(1).warns("no withdrawn article has the id");
    bench.run("withdraw list").ended(0).warns("Nothing was withdrawn");
    bench.run(&format!("withdraw zzzzzzzzzzzz depeche:{id} --reason 'la seule connue'")).ended(1).says(&id);
    bench.run("withdraw undo ''").ended(1);
    assert_eq!(bench.run("query maire --count").ended(0).out.trim(), "1");
    let nothing = Bench::new();
    nothing.run("withdraw list").ended(2);
}

#[test]
fn hiding_waits_for_nobody_and_a_purge_says_who_writes() {
    let (bench, id) = bench();
    let lock = hold_lock(&bench.archive());
    bench
        .run(&format!("withdraw {id} --reason plainte --purge"))
        .ended(2)
        .warns("is indexing this archive")
        .warns("hidden they are");
    assert_eq!(bench.run("query maire --count").ended(0).out.trim(), "1");
    drop(lock);
    bench.run("withdraw purge").ended(0).warns("no text of 1 withdrawn article");
}

#[test]
fn a_batch_that_is_running_hides_it_too() {
    let (bench, id) = bench();
    let mut child = bench.start("query --batch - --count");
    let mut input = child.stdin.take().unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
    let mut ask = || {
        std::io::Write::write_all(&mut input, b"q\tmaire\n").unwrap();
        lines.next().unwrap().unwrap()
    };
    assert_eq!(ask(), "q\t2");
    bench.run(&format!("withdraw {id} --reason plainte")).ended(0);
    assert_eq!(ask(), "q\t1");
    drop(input);
    child.wait().unwrap();
}

#[test]
fn a_list_that_cannot_be_written_beside_the_settings_is_said() {
    let (bench, id) = bench();
    bench.write("home/.config/depeche/withdrawn", "in the way");
    let done = bench.run(&format!("withdraw {id} --reason plainte")).ended(2);
    done.warns("withdrawn/default.json");
    bench.remove("home/.config/depeche/withdrawn");
    bench.run(&format!("withdraw {id} --reason plainte")).ended(0);
}

#[test]
fn every_command_of_the_page_exists() {
    let page = std::fs::read_to_string(project().join("docs/withdrawals.md")).unwrap();
    let (bench, id) = bench();
    let commands: Vec<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("$ depeche "))
        .map(|typed| typed.replace("agkt531mny0t", &id).replace("agkt", &id[..6]))
        .collect();
    assert!(commands.len() >= 6, "{commands:?}");
    for command in commands {
        let ended = bench.run(&command);
        assert!(matches!(ended.status, Some(0)), "{command}: {}{}", ended.out, ended.err);
    }
}
