//! `depeche query` and `show` for people: the shape of the text, what a shell lets through, filters, order, exit statuses.

use crate::contract::{Matched, Search};
use crate::harness::{Bench, seeds, shell_words};

/// Three articles whose every place and date is known.
fn three() -> Bench {
    Bench::with(&[
        (
            "2023/09/20/treve.txt",
            "La trêve tient à Hautecombe\n\nUn accord de cessez-le-feu a été signé mercredi par les deux délégations.\n\n\
             Les pourparlers reprendront demain, a dit le médiateur, qui parle d’un accord fragile.",
        ),
        (
            "2023/10/05/marche.txt",
            "Le marché rouvre\n\nLe marché de la place a rouvert, sans nouvelle de l'accord commercial.",
        ),
        (
            "2024/01/nucleaire.txt",
            "Le débat sur le nucléaire\n\nAucun accord sur le nucléaire ; la guerre des chiffres dure.",
        ),
    ])
}

/// Paths of the hits in their order.
fn paths(bench: &Bench, typed: &str) -> Vec<String> {
    let found = bench.run(&format!("query {typed} --json"));
    found.json::<Search>().hits.into_iter().map(|hit| hit.path).collect()
}

#[test]
fn a_hit_is_title_facts_passages_and_places() {
    let bench = three();
    let found = bench.run("query 'cessez-le-feu délégations'").ended(0);
    assert_eq!(found.err, "");
    let lines: Vec<_> = found.out.lines().collect();
    let [total, blank, title, facts, rest @ ..] = lines.as_slice() else { panic!("{}", found.out) };
    assert_eq!((*total, *blank, *title), ("1 article", "", " 1. La trêve tient à Hautecombe"));
    assert!(
        facts.starts_with("    2023-09-20 · ") && facts.len() == "    2023-09-20 · ".len() + 12,
        "{facts}"
    );
    assert_eq!(
        rest,
        [
            "    Un accord de cessez-le-feu a été signé mercredi par les deux délégations.",
            "    Les pourparlers reprendront demain, a dit le médiateur, qui parle d’un",
            "    accord fragile.",
            "    [[place]/presse/2023/09/20/treve.txt:3]",
        ]
    );
}

#[test]
fn the_reading_says_what_is_looked_for() {
    let bench = three();
    let understood = |query: &str| {
        let answer = bench.run(&format!("query \"{query}\" --json")).json::<Search>();
        answer.query.understood
    };
    assert_eq!(understood("un accord de guerre"), "accord AND guerre", "little words are left out");
    assert_eq!(understood("de la"), "de AND la", "unless there are no others");
    assert_eq!(understood("la trêve OU le médiateur"), "(la AND trêve) OR (le AND médiateur)");
    let text = bench.run("query 'un accord de cessez-le-feu'");
    assert!(!text.out.contains("AND"), "for people that is obvious: {}", text.out);
}

#[test]
fn lines_are_as_wide_as_the_terminal() {
    let bench = three();
    for columns in [40, 80, 200] {
        let mut command = bench.command(&shell_words("query accord"));
        let out = command.env("COLUMNS", columns.to_string()).output().unwrap().stdout;
        let out = String::from_utf8(out).unwrap();
        let text = out.lines().filter(|line| !line.contains("/presse/"));
        let widest = text.map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= columns.min(100) && widest > columns.min(100) - 15, "{widest} of {columns}\n{out}");
    }
}

#[test]
fn words_with_a_dash_are_left_out_as_a_shell_passes_them() {
    let bench = three();
    let without = [
        "accord -nucléaire",
        "-nucléaire accord",
        "'accord -nucléaire'",
        "'-nucléaire accord'",
        "-n 5 accord -nucléaire",
        "accord -nucléaire -n 5",
        "accord '-\"la guerre\"'",
        "accord -- -nucléaire",
    ];
    for typed in without {
        // The option first: after `--` everything is text.
        let found = bench.run(&format!("query --json {typed}")).json::<Search>();
        let mut found: Vec<_> = found.hits.into_iter().map(|hit| hit.path).collect();
        found.sort();
        assert_eq!(found, ["2023/09/20/treve.txt", "2023/10/05/marche.txt"], "{typed}");
    }
    assert_eq!(paths(&bench, "accord -n 1").len(), 1);
    bench.run("query --sauce accord").ended(2).warns("--sauce");
}

#[test]
fn apostrophes_of_all_shapes_are_one() {
    let bench = three();
    let all = paths(&bench, "accord");
    assert_eq!(all.len(), 3);
    for typed in ["\"l'accord\"", "'l’accord'", "\"L’ACCORD\"", "\"d'accord\"", "Accords"] {
        assert_eq!(paths(&bench, typed), all, "{typed}");
    }
}

#[test]
fn words_are_in_any_order_and_phrases_are_not() {
    let bench = three();
    assert_eq!(paths(&bench, "commercial accord --match all"), ["2023/10/05/marche.txt"]);
    assert_eq!(paths(&bench, "'\"accord commercial\"' --match all"), ["2023/10/05/marche.txt"]);
    assert_eq!(paths(&bench, "'« accord commercial »' --match all"), ["2023/10/05/marche.txt"]);
    bench.run("query '\"commercial accord\"'").ended(1).says("no article has every word, 3 have some");
    bench.run("query '\"commercial accord\"' --match all").ended(1).says("no article matches");
    bench.run("query 'commercial' 'accord' --match all").ended(0).says("1 article\n");
}

#[test]
fn filters_take_whole_periods() {
    let bench = three();
    let of = |typed: &str| paths(&bench, &format!("accord {typed} --sort oldest"));
    assert_eq!(of("--from 2023-10").len(), 2);
    assert_eq!(of("--since 2023-10-06"), ["2024/01/nucleaire.txt"]);
    assert_eq!(of("--to 2023-09"), ["2023/09/20/treve.txt"]);
    assert_eq!(of("--until 2023").len(), 2);
    assert_eq!(of("--from 2023-10-05 --to 2023-10-05"), ["2023/10/05/marche.txt"]);
    assert_eq!(of("--from 2024-01").len(), 1);
    assert_eq!(of("--from 2024-01-15"), [""; 0], "a month is in the periods that hold all of it");
    bench.run("query accord --from hier").ended(2);
    bench
        .run("query accord --from 2025")
        .ended(1)
        .warns("without the filters 3 articles match; articles without a date");
}

#[test]
fn filters_alone_list_all_they_keep_newest_first() {
    let bench = three();
    let newest = ["2024/01/nucleaire.txt", "2023/10/05/marche.txt", "2023/09/20/treve.txt"];
    assert_eq!(paths(&bench, "--from 2023"), newest);
    bench.run("query --lang fr").ended(0).says("3 articles\n");
    bench.run("query --lang en").ended(1);
    bench.run("query --source 'La Vigie'").ended(1);
    bench.run("query").ended(2).warns("there is nothing to look for");
    bench.run("query ''").ended(2);
}

#[test]
fn publications_are_named_with_or_without_accents_and_capitals() {
    let bench = Bench::with_seeds();
    let total = |typed: &str| bench.run(&format!("query {typed} --json")).json::<Search>().total.articles;
    let all = total("--source 'Le Courrier de Vaubrune'");
    assert!(all > 3);
    assert_eq!(total("--source 'le courrier de vaubrune'"), all);
    let other = total("--source \"La Tribune d'Ormecy\"");
    assert_eq!(total("--source 'la tribune d’ormecy'"), other);
    assert_eq!(total("--source \"La Tribune d'Ormecy\" --source 'Le Courrier de Vaubrune'"), all + other);
}

#[test]
fn hits_are_ordered_and_paged() {
    let bench = three();
    let oldest = ["2023/09/20/treve.txt", "2023/10/05/marche.txt", "2024/01/nucleaire.txt"];
    assert_eq!(paths(&bench, "accord --sort oldest"), oldest);
    let newest: Vec<_> = oldest.iter().rev().copied().collect();
    assert_eq!(paths(&bench, "accord --sort newest"), newest);
    assert_eq!(paths(&bench, "accord --sort oldest -n 1 --offset 1"), oldest[1..2]);
    let second = bench.run("query accord --offset 1 -n 1 --json").json::<Search>();
    assert_eq!((second.hits[0].rank, second.total.articles), (2, 3));
    assert_eq!(paths(&bench, "accord --offset 3"), [""; 0]);
    bench.run("query accord --offset 3").ended(0);
}

#[test]
fn the_order_of_one_day_does_not_depend_on_how_it_was_indexed() {
    let names: Vec<String> = (0..12).map(|n| format!("2023/09/20/{n}.txt")).collect();
    let order = |batches: &[&[String]]| {
        let bench = Bench::new();
        for batch in batches {
            for name in *batch {
                bench.write(&format!("presse/{name}"), "Un accord du jour.");
            }
            bench.run("index presse").ended(0);
        }
        ["accord --sort newest -n 5", "accord --sort oldest -n 5", "--from 2023 -n 20", "accord -n 5"]
            .map(|typed| paths(&bench, typed))
    };
    let mut reversed = names.clone();
    reversed.reverse();
    let at_once = order(&[&names]);
    assert_eq!(at_once[2].len(), 12);
    assert_eq!(order(&[&reversed[..4], &reversed[4..7], &reversed[7..]]), at_once);
    assert_eq!(order(&[&names[6..], &names[..6]]), at_once);
}

#[test]
fn numbers_of_any_size_are_bounded_by_what_there_is() {
    let bench = three();
    let (max, large) = (usize::MAX, 9_999_999_999_999_usize);
    for n in [max, large] {
        for level in ["article", "passage"] {
            let all =
                bench.run(&format!("query accord --level {level} -n {n} --passages {n} --json")).ended(0);
            assert_eq!(all.json::<Search>().hits.len(), 3, "{level}");
            let none =
                bench.run(&format!("query accord --level {level} --offset {n} -n {n} --json")).ended(0);
            let none = none.json::<Search>();
            assert_eq!((none.hits.len(), none.total.articles), (0, 3), "{level}");
        }
        assert_eq!(paths(&bench, &format!("accord --sort newest -n {n}")).len(), 3);
        assert_eq!(paths(&bench, &format!("--from 2023 --offset {n} -n {n}")).len(), 0);
        bench.run(&format!("query accord --format trec -n {n}")).ended(0).says("1 Q0 ");
        bench.run(&format!("query accord --format trec --offset {n}")).ended(1);
    }
}

#[test]
fn counts_and_tiers() {
    let bench = three();
    let count = |typed: &str| bench.run(&format!("query --count {typed}")).out.trim().to_string();
    assert_eq!((count("accord"), count("'accord nucléaire'")), ("3".into(), "1".into()));
    assert_eq!(count("'accord nucléaire' --match some"), "3");
    bench.run("query --count zorblatique").ended(1).says("0\n");
    let some = bench.run("query 'accord nucléaire'").ended(0);
    some.says("1 article has every word, 2 more have some").says(" · some words only");
    bench.run("query 'nucléaire pourparlers'").ended(1).says("no article has every word, 2 have some");
    bench.run("query 'nucléaire pourparlers' --match all").ended(1);
    let tiers = bench.run("query 'accord nucléaire' --json").json::<Search>();
    let matched: Vec<_> = tiers.hits.iter().map(|hit| hit.matched).collect();
    assert_eq!(matched, [Matched::All, Matched::Some, Matched::Some]);
    let only = bench.run("query 'accord nucléaire' --match all --json").json::<Search>();
    assert_eq!(only.hits.len(), 1);
}

#[test]
fn passages_are_ranked_across_articles() {
    let bench = Bench::with_seeds();
    let found = bench.run("query trêve --level passage -n 6 --json").ended(0).json::<Search>();
    assert_eq!(found.hits.len(), 6);
    assert!(found.hits.iter().all(|hit| hit.passages.len() == 1));
    let scores: Vec<_> = found.hits.iter().map(|hit| hit.score).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    let few = bench.run("query trêve --passages 1 --json").json::<Search>();
    assert!(few.hits.iter().all(|hit| hit.passages.len() <= 1));
    let none = bench.run("query trêve --passages 0 --json").json::<Search>();
    assert!(none.hits.iter().all(|hit| hit.passages.is_empty()));
}

#[test]
fn a_folder_is_asked_with_one_command() {
    let bench = Bench::new();
    bench.write("presse/a.txt", "Un séisme a été ressenti à Orsane.");
    bench.run("query --folder presse séisme").ended(0).says("Un séisme a été ressenti");
    bench.write("presse/b.txt", "Un second séisme, plus faible.");
    bench.run("query --folder presse --count séisme").ended(0).says("2\n");
    std::os::unix::fs::symlink("presse", bench.path("lien")).unwrap();
    bench.run("query --folder lien --count séisme").ended(0).says("2\n");
    let archives = bench.run("archives").out;
    assert_eq!(archives.lines().count(), 1, "a link to the folder is the folder: {archives}");
    bench.run("query séisme").ended(2).warns("there is no archive");
    bench.remove("presse/b.txt");
    bench.write("presse/c.jsonl", "{\"id\":\"1\",\"te");
    let broken = bench.run("query --folder presse --count séisme").ended(0).says("1\n");
    let hint = broken.err.split('`').find(|part| part.starts_with("depeche status")).unwrap();
    let status = bench.run(hint.strip_prefix("depeche ").unwrap()).ended(1);
    status.says("failed: [place]/presse/c.jsonl: ends in the middle of line 1; no article stands before it");
    bench.remove("presse");
    std::fs::create_dir(bench.path("presse")).unwrap();
    let kept = bench
        .run("query --folder presse --count séisme")
        .ended(0)
        .warns("1 article gone from the folder is kept");
    let hint = kept.err.split('`').find(|part| part.starts_with("depeche status")).unwrap();
    bench.run(hint.strip_prefix("depeche ").unwrap()).ended(1).says("the folder is empty");
    bench.run("query --folder absent séisme").ended(2).warns("there is no file or folder absent");
}

#[test]
fn depeche_alone_says_five_lines() {
    let bench = Bench::new();
    let said = bench.run("").ended(0);
    let first: Vec<_> = said.out.lines().map(|line| line.split_whitespace().nth(1).unwrap()).collect();
    assert_eq!(first, ["index", "query", "show", "status", "help"]);
    bench.run("--version").ended(0).says("depeche ");
    bench.run("help query").ended(0).says("Exit status: 0 ");
    bench.run("sauce").ended(2);
}

#[test]
fn an_article_is_shown_by_id_prefix_or_file_and_cited_in_a_line() {
    let bench = three();
    let id = bench.run("query délégations --json").json::<Search>().hits[0].id.clone();
    let whole = bench.run(&format!("show {id}")).ended(0);
    whole.says("La trêve tient à Hautecombe\n2023-09-20 · ").says("\n\nLes pourparlers reprendront demain");
    bench.run(&format!("show {}", &id[..8])).ended(0).says("Hautecombe");
    bench.run("show presse/2023/09/20/treve.txt").ended(0).says("Hautecombe");
    let cited = bench.run(&format!("show --cite {id}")).ended(0);
    let line = format!(
        "« La trêve tient à Hautecombe », 2023-09-20, depeche:{id}, [place]/presse/2023/09/20/treve.txt\n"
    );
    assert_eq!(cited.out, line);
    bench.run("show zzzzzzzzzzzz").ended(1).warns("no article");
    bench
        .run("show presse/absent.txt")
        .ended(1)
        .warns("no article of the archive comes from presse/absent.txt");
}

#[test]
fn what_the_program_sees_can_be_inspected() {
    let bench = three();
    let terms = bench.run("inspect analyze \"l'accord\"").ended(0);
    assert_eq!(
        terms.out.lines().nth(1).unwrap().split_whitespace().collect::<Vec<_>>(),
        ["0", "2..8", "accord", "accord", "accord"]
    );
    bench.run("inspect terms cess").ended(0).says("       1  cessez\n");
    bench.run("inspect terms zorb").ended(1);
    bench.run("inspect file presse/2023/09/20/treve.txt").ended(0).says("published: 2023-09-20  [path: ");
    bench.run("inspect schema").ended(0).says("\"fields\"");
    bench.run("completions bash").ended(0).says("_depeche()");
    bench.run("man query").ended(0).says(".TH ");
}

#[test]
fn the_demonstration_archive_answers_the_same_whatever_the_spelling() {
    let bench = Bench::with_seeds();
    for same in [
        &["\"l'accord\"", "'l’accord'", "accord"][..],
        &["'cessez-le-feu Karabakh'", "'cessez le feu karabakh'"],
    ] {
        let answers: Vec<_> =
            same.iter().map(|typed| paths(&bench, &format!("{typed} --match all"))).collect();
        assert!(!answers[0].is_empty());
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{same:?}: {answers:?}");
    }
    let place = seeds().join("2023/09");
    bench.run("query 'cessez-le-feu Karabakh' -n 1").ended(0).says(place.to_str().unwrap());
}

#[test]
fn a_misprint_is_named_and_the_query_typed_out() {
    let bench = three();
    let found = bench.run("query \"l'acord commercial\"").ended(1);
    let found = found.says("note: `acord` occurs nowhere in the archive; the nearest word is `accord`.\n");
    found.says("\ntry (1 article): depeche query \"l'accord commercial\"\n");
    let typed = "query acord --from 2023-10 --source X --lang fr --match all";
    bench.run(typed).ended(1).says("the nearest word is `accord`");
    let found = bench.run("query acord --from 2023-10 --lang fr").ended(1);
    let command = found.out.lines().last().unwrap().split_once("): depeche ").unwrap().1.to_string();
    assert_eq!(command, "query --from 2023-10 --lang fr accord");
    assert_eq!(paths(&bench, &command[6..]).len(), 2, "what is offered finds what it says");
    let quiet = bench.run("query acord --quiet").ended(1);
    assert_eq!(quiet.out, "no article matches\n");
    assert_eq!(bench.run("query acord --count").ended(1).out, "0\n");
}

#[test]
fn filters_that_keep_everything_out_are_not_blamed_on_words() {
    let bench = three();
    let found = bench.run("query 'accord nucléaire' --to 2023-12 --match all").ended(1);
    assert_eq!(found.out, "no article matches\n");
    found.warns("without the filters 1 article matches");
}

#[test]
fn words_with_soft_hyphens_are_found_whole_and_marked_whole() {
    let page = "<html lang=\"fr\"><head><title>La gare</title></head><body><article><h1>La gare</h1><p>Le conseil \
                par&shy;le&shy;men&shy;taire a reçu les che\u{ad}mi\u{ad}nots du dépar&#173;te&#xAD;ment.</p></article></body></html>";
    let typed = "La gare\n\nLe conseil par\u{ad}le\u{ad}men\u{ad}taire a reçu les che\u{ad}mi\u{ad}nots du dépar\u{ad}te\u{ad}ment.";
    let bench = Bench::with(&[("gare.html", page), ("gare.txt", typed)]);
    for (query, marked) in [
        ("parlementaires", "parlementaire"),
        ("cheminot", "cheminots"),
        ("département", "département"),
        ("\"les cheminots du département\"", "les cheminots du département"),
    ] {
        let found = bench.run(&format!("query '{query}' --json")).json::<Search>();
        assert_eq!(found.total.all, 2, "{query}");
        for hit in found.hits {
            let passage = &hit.passages[0];
            let parts = passage.highlights.iter().map(|[start, end]| &passage.text[*start..*end]);
            assert_eq!(parts.collect::<Vec<_>>().join(" ").replace('\u{ad}', ""), marked, "{}", hit.path);
        }
    }
    // Words on a terminal are copied from there: no sign that nobody sees.
    let shown = bench.run("query parlementaire").ended(0);
    assert!(shown.out.contains("parlementaire") && !shown.out.contains('\u{ad}'), "{}", shown.out);
    assert_eq!(paths(&bench, "'par\u{ad}le\u{ad}mentaire'").len(), 2, "nor does one in the query matter");
}

#[test]
fn words_are_found_by_where_they_stand() {
    let bench = three();
    let first = ["2023/09/20/treve.txt"];
    for query in [
        "'signé W/6 délégations'",
        "'délégations NEAR/6 signé'",
        "'(accord OU traité) /s signé'",
        "'titre:trêve'",
        "'chapo:\"cessez-le-feu\"'",
        "'pourparl* /p médiateur'",
        "'atleast2 accord'",
        "'accord fichier:09/20'",
        "'accord date:2023-09'",
    ] {
        assert_eq!(paths(&bench, &format!("{query} --match all")), first, "{query}");
    }
    for query in ["'délégations W/6 signé'", "'signé /p médiateur'", "'titre:accord'", "'atleast3 accord'"]
    {
        let found = bench.run(&format!("query {query} --match all")).ended(1);
        assert!(found.out.contains("no article"), "{query}: {}", found.out);
    }
}

#[test]
fn an_explanation_names_tree_words_and_steps() {
    let bench = three();
    let told = bench.run("query --explain 'titre:marché /s accord -guerre'").ended(0);
    for line in
        ["  all of", "    in one sentence", "      in the title", "        word marché", "    not", "Steps"]
    {
        assert!(told.out.lines().any(|told| told == line), "{line:?} in {}", told.out);
    }
    let explained =
        bench.run("query --explain 'accor* -guerre' --json").ended(0).json::<crate::contract::Explain>();
    assert_eq!(
        (explained.schema.as_str(), explained.understood.as_str()),
        ("depeche.explain/1", "accor* AND NOT guerre")
    );
    let forms = &explained.words[0].positions[0];
    assert_eq!(
        (forms.field.as_str(), forms.terms[0].term.as_str(), forms.terms[0].articles),
        ("exact", "accord", 3)
    );
    assert_eq!(explained.steps[0].matching, 2);
}
