//! The thesaurus in searches: words of another language and other words for one thing, a user's own file, and `inspect thesaurus`.

use crate::contract::{Hit, Matched, Search};
use crate::harness::Bench;

fn search(bench: &Bench, typed: &str) -> Search {
    bench.run(&format!("query --json {typed}")).ended(0).json()
}

/// What is marked in the best passage of a hit.
fn marked(hit: &Hit) -> Vec<&str> {
    let passage = &hit.passages[0];
    passage.highlights.iter().map(|&[start, end]| &passage.text[start..end]).collect()
}

#[test]
fn english_queries_find_french_passages() {
    let bench = Bench::with_seeds();
    let cases = [
        (
            "ceasefire Karabakh",
            "~ceasefire AND Karabakh",
            "2023/09/2023-09-20-azerbaidjan-cessez-le-feu-karabakh.txt",
            vec!["cessez-le-feu", "Karabakh"],
            "`ceasefire` is carried over by the thesaurus: cessez-le-feu, trêve, ",
        ),
        (
            "peace talks",
            "~\"peace talks\"",
            "2023/09/20230921_pourparlers-yevlakh.html",
            vec!["pourparlers"],
            "`peace talks` is carried over by the thesaurus: pourparlers de paix, ",
        ),
        (
            "truce",
            "~truce",
            "2022/04/2022-04-01-yemen-treve-de-deux-mois.txt",
            vec!["trêve", "trêve"],
            "`truce` is carried over by the thesaurus: cessez-le-feu, trêve, ",
        ),
        (
            "the earthquake",
            "~earthquake",
            "agence/2021.jsonl.gz",
            vec!["épicentre", "répliques"],
            "`earthquake` is carried over by the thesaurus: séisme, ",
        ),
    ];
    for (query, understood, path, highlights, remark) in cases {
        // The archive has English articles too; the question is what the French ones say.
        let found = search(&bench, &format!("--lang fr '{query}'"));
        assert_eq!(found.query.understood, understood, "{query}");
        assert_eq!(found.hits[0].path, path, "{query}");
        assert_eq!(found.hits[0].matched, Matched::Related, "{query}");
        assert_eq!(marked(&found.hits[0]), highlights, "{query}");
        assert_eq!((found.total.all, found.total.related), (0, found.total.articles), "{query}");
        let [said] = found.query.remarks.as_slice() else { panic!("{:?}", found.query.remarks) };
        assert!(said.message.starts_with(remark), "{}", said.message);
        let [start, end] = said.span;
        assert!(remark.starts_with(&format!("`{}`", &query[start..end])), "{:?}", said.span);
    }
    let text = bench.run("query --lang fr truce").ended(0);
    text.says("read as: ~truce").says("note: `truce` is carried over by the thesaurus: cessez-le-feu");
}

#[test]
fn what_the_archive_says_is_not_carried_over() {
    let bench = Bench::with_seeds();
    for query in ["trêve", "--lang en truce", "--lang fr cessez-le-feu"] {
        let found = search(&bench, query);
        assert!(found.query.remarks.is_empty(), "{query}: {:?}", found.query.remarks);
        assert!(!found.query.understood.contains('~') && found.total.all > 0, "{query}");
    }
}

#[test]
fn a_concept_is_asked_for_with_its_sign() {
    let bench = Bench::with_seeds();
    let ceasefire = "2023/09/2023-09-20-azerbaidjan-cessez-le-feu-karabakh.txt";
    let plain = search(&bench, "--lang fr trêve -n 50");
    assert!(plain.hits.iter().all(|hit| hit.path != ceasefire));
    for query in ["'~trêve'", "concept:trêve", "--expand trêve", "'~\"cessation des hostilités\"'"] {
        let found = search(&bench, &format!("--lang fr -n 50 {query}"));
        let hit = found.hits.iter().find(|hit| hit.path == ceasefire);
        assert_eq!(hit.map(|hit| hit.matched), Some(Matched::Related), "{query}");
        assert!(found.query.remarks.is_empty() && found.query.understood.starts_with('~'), "{query}");
    }
    let widened = search(&bench, "--lang fr -n 50 '~trêve'");
    assert_eq!(widened.total.all, plain.total.all, "the words themselves come first");
    assert!(widened.hits[..plain.total.all as usize].iter().all(|hit| hit.matched == Matched::All));
}

#[test]
fn an_exclusion_leaves_out_the_words_only() {
    let bench = Bench::with(&[
        ("a.txt", "Les armes\n\nLe cessez-le-feu au Yémen."),
        ("b.txt", "Le répit\n\nLa trêve au Yémen."),
    ]);
    for query in ["'Yémen -~trêve'", "'Yémen -trêve'", "--expand 'Yémen -trêve'"] {
        let found = search(&bench, query);
        let paths: Vec<&str> = found.hits.iter().map(|hit| hit.path.as_str()).collect();
        assert_eq!(paths, ["a.txt"], "{query}");
    }
}

#[test]
fn a_near_miss_is_no_concept() {
    let bench = Bench::with(&[
        ("a.txt", "Les expulsions\n\nLa trêve hivernale commence le 1er novembre."),
        ("b.txt", "Les armes\n\nLe cessez-le-feu est entré en vigueur."),
    ]);
    let found = search(&bench, "'~\"trêve hivernale\"'");
    let paths: Vec<&str> = found.hits.iter().map(|hit| hit.path.as_str()).collect();
    assert_eq!((paths, found.total.related), (vec!["a.txt"], 0));
    assert_eq!(search(&bench, "'~trêve'").total.related, 1);
}

const OWN: &str = "[sea-fair]\nfr = \"fête de la mer\"\nen = \"seafair\"\n";

#[test]
fn own_entries_are_read() {
    let bench = Bench::with(&[("a.txt", "Le port\n\nLa fête de la mer a réuni le village.")]);
    bench.run("query seafair").ended(1);
    bench.write("mes-mots.toml", OWN);
    bench.run("query seafair --thesaurus mes-mots.toml").ended(0).says("fête de la mer");
    let batch = bench.run_with_input("query --batch - --thesaurus mes-mots.toml", "1\tseafair\n");
    batch.ended(0).says("\"related\":1");
    // From the user's settings without being asked.
    bench.write("home/.config/depeche/thesaurus.toml", OWN);
    bench.run("query seafair").ended(0).says("fête de la mer");
    bench.write("q.tsv", "1\tseafair\n");
    let id = search(&bench, "port").hits[0].id.clone();
    bench.write("j.tsv", format!("1\t{id}\t1\n"));
    bench.write("none.toml", "");
    bench.run("eval --queries q.tsv --qrels j.tsv --run with.run").ended(0);
    bench.run("eval --queries q.tsv --qrels j.tsv --run without.run --thesaurus none.toml").ended(0);
    let lines = |run: &str| std::fs::read_to_string(bench.path(run)).unwrap().lines().count();
    assert_eq!(
        (lines("with.run"), lines("without.run")),
        (1, 0),
        "a named file stands in the place of the usual one"
    );
}

#[test]
fn every_mistake_of_a_file_is_told() {
    let bench = Bench::with(&[("a.txt", "Le port\n\nLa fête de la mer.")]);
    bench.write("mes-mots.toml", "[fair]\nfr_relatd = \"fête\"\n\n[Deux Mots]\nfr = \"a\"\n");
    let failed = bench.run("query port --thesaurus mes-mots.toml").ended(2);
    let failed = failed.warns("error: mes-mots.toml, line 2, entry `fair`: `fr_relatd` is not a key");
    failed.warns("error: mes-mots.toml, line 4").warns("hint: nothing was asked");
    bench.run("query port --thesaurus nowhere.toml").ended(2).warns("nowhere.toml");
    bench.write("latin.toml", b"[a]\nfr = \"\xe9t\xe9\"\n");
    bench.run("query port --thesaurus latin.toml").ended(2).warns("latin.toml is not UTF-8");
    bench.write("home/.config/depeche/thesaurus.toml", "fr = \"mot\"\n");
    for command in ["query port", "inspect thesaurus port"] {
        bench.run(command).ended(2).warns("[place]/home/.config/depeche/thesaurus.toml, line 1: ");
    }
    bench.run("query port --thesaurus /dev/null").ended(0);
}

#[test]
fn inspect_explains_a_word() {
    let bench = Bench::new();
    let one = bench.run("inspect thesaurus trêves").ended(0);
    let one = one.says("trêves names ceasefire, in fr as `trêve`").says("fr same: cessez-le-feu, trêve,");
    one.says("en same: ceasefire, truce").says("fr not: trêve des confiseurs").says("eurovoc: 5375");
    let longest = bench.run("inspect thesaurus peace talks").ended(0);
    let longest = longest.says("peace talks names peace-talks, in en").says("iptc: 20000076");
    longest.says("see: negotiations (négociations)").says("theme: conflict_peace");
    bench
        .run("inspect thesaurus 'trêve des confiseurs'")
        .ended(0)
        .says("looks like ceasefire and means something else");
    bench.run("inspect thesaurus pourparlers").ended(0).says("pourparlers is related to peace-talks, in fr");
    let nothing = bench.run("inspect thesaurus zorglub").ended(1);
    let nothing = nothing.warns("error: no entry of the thesaurus has `zorglub`");
    nothing.warns("hint: add one to [place]/home/.config/depeche/thesaurus.toml: ");
    bench.write("own.toml", OWN);
    let own = bench.run("inspect thesaurus seafair --thesaurus own.toml").ended(0);
    own.says("fr same: fête de la mer").says("theme: own");
}
