//! Looks at all articles of an answer: `facets`, `timeline`, `kwic`, `similar`, and answers that favour what is new.

use crate::contract::{
    Bar, Collocates, Facets, Kwic, KwicEnd, KwicIn, KwicLine, KwicSort, Measure, Period, Search, Show,
    Similar, Timeline, Units,
};
use crate::harness::{Bench, Ended};

/// Articles of two publications, with and without dates, one dated to the month and one to the year.
fn bench() -> Bench {
    let article = |id: &str, source: &str, section: &str, author: &str, date: &str, text: &str| {
        let known = |name: &str, value: &str| match value {
            "" => String::new(),
            value => format!(r#""{name}": "{value}", "#),
        };
        let (source, section) = (known("source", source), known("section", section));
        let (author, date) = (known("author", author), known("date", date));
        format!(r#"{{"id": "{id}", {source}{section}{author}{date}"title": "Titre {id}", "text": "{text}"}}"#)
    };
    let lines = [
        article("a", "L’Écho d’Orsane", "Monde", "Nadia Ferrand", "2023-09-20", TREVE),
        article(
            "b",
            "L'Echo d'Orsane",
            "Sport",
            "Paul Ozanne",
            "2023-09-27",
            "Une trêve des matchs est décidée par le club.",
        ),
        article(
            "c",
            "La Vigie",
            "Monde",
            "",
            "2023-12",
            "La trêve est rompue. Personne ne croit à une autre trêve.",
        ),
        article("d", "La Vigie", "", "", "2021", "Le bilan de la trêve reste à faire, dit le maire."),
        article("e", "", "", "", "", "Aucune trêve, aucune pluie, aucun vent dans la vallée."),
        article(
            "f",
            "La Vigie",
            "Monde",
            "",
            "2023-10-02",
            "Le port rouvre ses quais aux pêcheurs de la baie.",
        ),
    ];
    let bench = Bench::new();
    bench.write("presse/articles.jsonl", lines.join("\n"));
    bench.run("index presse").ended(0);
    bench
}

const TREVE: &str =
    "La trêve tient depuis hier. Les délégués parlent d'une trêve fragile, signée à Hautecombe.";

/// The values of the only facet asked for, and the articles without one.
fn values(ended: &Ended) -> (Vec<(String, u64)>, u64) {
    let facets = ended.json::<Facets>();
    assert_eq!((facets.schema.as_str(), facets.facets.len()), ("depeche.facets/1", 1));
    let facet = &facets.facets[0];
    let values = facet.values.iter().map(|value| (value.value.clone(), value.articles));
    (values.collect(), facet.without)
}

fn named<const N: usize>(values: [(&str, u64); N]) -> Vec<(String, u64)> {
    values.map(|(name, num)| (name.to_string(), num)).into()
}

#[test]
fn facets_count_what_query_counts() {
    let bench = bench();
    let answer = bench.run("query trêve --json").json::<Search>();
    let facets = bench.run("facets trêve --json").ended(0).json::<Facets>();
    assert_eq!((facets.articles, facets.query.text.as_str()), (answer.total.articles, "trêve"));
    let fields: Vec<_> = facets.facets.iter().map(|facet| facet.field.as_str()).collect();
    assert_eq!(fields, ["source", "section", "author", "language", "year"]);
    let by = |field: &str| values(&bench.run(&format!("facets trêve --by {field} --json")));
    assert_eq!(by("source"), (named([("La Vigie", 2), ("L’Écho d’Orsane", 2)]), 1));
    assert_eq!(by("section"), (named([("Monde", 2), ("Sport", 1)]), 2));
    assert_eq!(by("year"), (named([("2021", 1), ("2023", 3)]), 1));
    assert_eq!(by("lang"), (named([("fr", 5)]), 0));
}

#[test]
fn every_value_of_a_facet_can_be_kept_or_left_out() {
    let bench = bench();
    let num = |filter: &str| bench.run(&format!("query trêve --count {filter}")).out.trim().to_string();
    let cases = [
        ("--only source:'l’echo d’orsane'", "2"),
        ("--not source:'L’Écho d’Orsane'", "3"),
        ("--not source:'La Vigie' --not source:", "2"),
        ("--only source:", "1"),
        ("--section monde", "2"),
        ("--section monde --section sport", "3"),
        ("--section monde --not year:2023 ", "0"),
        ("--author 'nadia ferrand'", "1"),
        ("--only year:2023", "3"),
        ("--not year:", "4"),
        ("--not language:fr", "0"),
    ];
    let counted = cases.map(|(filter, _)| (filter, num(filter)));
    assert_eq!(counted, cases.map(|(filter, wanted)| (filter, wanted.to_string())));
    bench.run("query trêve --not Sport").ended(2).warns("section:Sport");
}

#[test]
fn facets_for_people_say_what_is_not_known_and_what_is_not_shown() {
    let bench = bench();
    let shown = bench.run("facets trêve --by source,year -n 1").ended(0);
    assert_eq!(
        shown.out.lines().collect::<Vec<_>>(),
        [
            "5 articles",
            "",
            "source",
            "        2    40 %  La Vigie",
            "        1    20 %  (no source)",
            "        …         1 more value: -n 2 shows all",
            "",
            "year",
            "        3    60 %  2023",
            "        1    20 %  (undated)",
            "        …         1 more value: -n 2 shows all",
        ]
    );
    bench.run("facets absente").ended(1).says("no article matches");
    // Without words: all that the filters keep. A word may be excluded anywhere.
    bench.run("facets --section Monde --by section").ended(0).says("3 articles");
    bench.run("facets trêve -matchs --by source --format csv").ended(0).says("source,La Vigie,2\n");
}

fn shown(bars: &[Bar]) -> Vec<(&str, u64, u64)> {
    bars.iter().map(|bar| (bar.period.as_str(), bar.articles, bar.of)).collect()
}

#[test]
fn a_timeline_has_every_article_once() {
    let bench = bench();
    let timeline = bench.run("timeline trêve --by month --json").ended(0).json::<Timeline>();
    assert_eq!((timeline.schema.as_str(), timeline.articles), ("depeche.timeline/1", 5));
    assert_eq!((timeline.by, timeline.count), (Period::Month, Measure::Articles));
    assert_eq!(timeline.units, Units { looked_at: 5, articles: 5, pages: 0, chapters: 0 });
    assert_eq!(
        shown(&timeline.periods),
        [("2023-09", 2, 2), ("2023-10", 0, 1), ("2023-11", 0, 0), ("2023-12", 1, 1)]
    );
    assert_eq!(
        (timeline.periods[0].from.as_str(), timeline.periods[0].to.as_str()),
        ("2023-09-01", "2023-09-30")
    );
    assert_eq!(
        timeline.periods.iter().map(|bar| bar.share.0).collect::<Vec<_>>(),
        [Some(1.0), Some(0.0), None, Some(1.0)]
    );
    assert_eq!(timeline.periods[0].occurrences.0, None);
    assert_eq!(shown(&timeline.coarse), [("2021", 1, 1)]);
    assert_eq!((timeline.undated.articles, timeline.undated.of), (1, 1));
    let weeks = bench.run("timeline trêve --by week --json").json::<Timeline>();
    assert_eq!(shown(&weeks.periods), [("2023-W38", 1, 1), ("2023-W39", 1, 1)]);
    assert_eq!(shown(&weeks.coarse), [("2021", 1, 1), ("2023-12", 1, 1)]);
}

#[test]
fn the_share_is_of_what_the_filters_keep_and_words_are_counted_in_texts() {
    let bench = bench();
    let timeline =
        bench.run("timeline trêve --by year --not section:Sport --count words --json").json::<Timeline>();
    assert_eq!(shown(&timeline.periods), [("2021", 1, 1), ("2022", 0, 0), ("2023", 2, 3)]);
    let year = &timeline.periods[2];
    assert_eq!(year.occurrences.0, Some(4), "twice in each of two articles");
    assert_eq!(year.per_million.0, Some(4e6 / year.words as f64));
    assert!((40..60).contains(&year.words), "{year:?}");
    // What the query itself keeps and leaves out is a filter too.
    let typed = bench.run("timeline 'trêve -section:Sport source:vigie' --by year --json").json::<Timeline>();
    assert_eq!(shown(&typed.periods), [("2021", 1, 1), ("2022", 0, 0), ("2023", 1, 2)]);
    bench.run("timeline --count words").ended(2).warns("no words");
}

#[test]
fn a_timeline_for_people_has_bars_and_says_what_has_none() {
    let bench = bench();
    let drawn = bench.run("timeline trêve --by day").ended(0);
    assert_eq!(
        drawn.out.lines().collect::<Vec<_>>(),
        [
            "5 articles by day; the share is of all of the same day",
            "",
            "               number     share",
            "2023-09-20          1     100 %  ██████████████████████████████████████████████",
            "         ⋮  6 days without any",
            "2023-09-27          1     100 %  ██████████████████████████████████████████████",
            "known only to the month or year:",
            "      2021          1     100 %",
            "   2023-12          1     100 %",
            "   undated          1     100 %",
        ]
    );
    bench.run("timeline absente").ended(1).says("no article matches");
    let rows = bench.run("timeline trêve --by year --count words --format csv").ended(0);
    let lines: Vec<_> = rows.out.lines().collect();
    assert_eq!(lines[0], "kind,period,from,to,articles,of,share,words,occurrences,per_million");
    assert!(lines[2].starts_with("year,2022,2022-01-01,2022-12-31,0,0,,0,0,"), "{}", lines[2]);
    assert!(lines[4].starts_with("undated,,,,1,1,1,"), "{}", lines[4]);
    let words = bench.run("timeline trêve --by year --count words").ended(0);
    words.says("5 articles by year; occurrences, and in a million words");
}

fn texts(lines: &[KwicLine]) -> Vec<String> {
    lines.iter().map(|line| format!("{}[{}]{}", line.left, line.keyword, line.right)).collect()
}

#[test]
fn a_concordance_has_every_place_in_its_context() {
    let bench = bench();
    let kwic = bench.run("kwic trêve --sort date --width 2 --json").ended(0).json::<Kwic>();
    assert_eq!((kwic.schema.as_str(), kwic.sort, kwic.articles), ("depeche.kwic/1", KwicSort::Date, 5));
    assert_eq!((kwic.read, kwic.occurrences), (5, 7));
    assert_eq!(
        texts(&kwic.lines),
        [
            "de la [trêve] reste à",
            "La [trêve] tient depuis",
            "parlent d'une [trêve] fragile, signée",
            "Une [trêve] des matchs",
            "La [trêve] est rompue.",
            "une autre [trêve].",
            "Aucune [trêve], aucune pluie,",
        ]
    );
    for line in &kwic.lines {
        let shown = bench.run(&format!("show {} --json", line.id)).json::<Show>();
        assert_eq!(
            (&shown.articles[0].text[line.start..line.end], line.r#in),
            (line.keyword.as_str(), KwicIn::Text)
        );
    }
    let few = bench.run("kwic trêve --sort date --width 2 --max-articles 2 -n 1 --format jsonl").ended(0);
    let lines: Vec<&str> = few.out.lines().collect();
    let [line, end] = lines[..] else { panic!("{}", few.out) };
    let (line, end): (KwicLine, KwicEnd) =
        (serde_json::from_str(line).unwrap(), serde_json::from_str(end).unwrap());
    assert_eq!((line.r#type.as_deref(), line.left.as_str()), (Some("line"), "de la "));
    assert_eq!((end.r#type.as_str(), end.read, end.occurrences, end.articles), ("end", 2, 3, 5));
    bench.run("kwic trêve --max-articles 2").ended(0).says("3 articles not read");
}

#[test]
fn a_concordance_is_sorted_by_neighbours_and_aligned() {
    let bench = bench();
    let shown = bench.run("kwic trêve --sort left -n 3").ended(0);
    let lines: Vec<&str> = shown.out.lines().collect();
    let [total, blank, first, second, third, rest] = lines[..] else { panic!("{}", shown.out) };
    assert_eq!((total, blank, rest), ("7 places in 5 articles", "", "… 4 more; -n 7 shows all"));
    for (line, neighbour) in [(first, "Aucune"), (second, "autre"), (third, "La")] {
        let (left, _) = line.split_once("trêve").unwrap();
        assert!(left.ends_with(&format!("{neighbour} ")), "{line}");
        assert_eq!(left.chars().count(), first.split_once("trêve").unwrap().0.chars().count(), "{line}");
        assert!(line.chars().count() <= 80, "{line}");
    }
    bench.run("kwic absente").ended(1).says("no article matches");
    bench.run("kwic").ended(2).warns("nothing to look for");
    let rows = bench.run("kwic trêve --sort right --width 1 --format tsv -n 1").ended(0);
    assert!(
        rows.out.starts_with("id\tpublished\tsource\tin\tstart\tend\tleft\tkeyword\tright\n"),
        "{}",
        rows.out
    );
    assert!(rows.out.ends_with("\tautre \ttrêve\t.\n"), "{}", rows.out);
}

#[test]
fn collocates_are_counted_near_and_elsewhere() {
    let bench = bench();
    let found = bench
        .run("kwic trêve --collocates 3 --window 0,2 --min-count 1 --json")
        .ended(0)
        .json::<Collocates>();
    assert_eq!((found.schema.as_str(), found.window, found.min_count), ("depeche.collocates/1", [0, 2], 1));
    assert_eq!((found.read, found.occurrences, found.collocates.len()), (5, 7, 3));
    for word in &found.collocates {
        assert!(word.observed as f64 > word.expected && word.log_likelihood > 0.0, "{word:?}");
    }
    assert!(found.near < found.words, "{found:?}");
    bench.run("kwic trêve --collocates 3 --min-count 4").ended(0).says("no word stands near 4 times");
    bench.run("kwic trêve --window 2").ended(2);
    bench.run("kwic trêve --collocates 3 --window 1,2,3").ended(2).warns("a window is");
}

#[test]
fn similar_articles_are_found_by_telling_words_and_copies_are_named() {
    let text = "Le chalutier rentre au quai, les filets du marin sont vides.";
    let bench = Bench::with(&[
        ("a.txt", text),
        ("copie.txt", text),
        ("b.txt", "Un marin répare ses filets sur le quai, loin du chalutier."),
        ("c.txt", "Le conseil vote le budget de la ville."),
        ("d.txt", "Le quai est fermé par la ville."),
    ]);
    let found = bench.run("query '\"filets du marin\"' --json").json::<Search>();
    let of = found.hits.iter().find(|hit| hit.path == "a.txt").unwrap();
    let answer = bench.run(&format!("similar {} --json", of.id)).ended(0);
    let similar = answer.json::<Similar>();
    assert_eq!((similar.schema.as_str(), &similar.article.id), ("depeche.similar/1", &of.id));
    assert_eq!(similar.duplicates.iter().map(|head| head.path.as_str()).collect::<Vec<_>>(), ["copie.txt"]);
    let paths: Vec<_> = similar.hits.iter().map(|hit| (hit.rank, hit.path.as_str())).collect();
    assert_eq!(paths, [(1, "b.txt"), (2, "d.txt")]);
    assert!(similar.terms.iter().all(|term| term.articles >= 2 && term.count >= 1 && term.weight > 0.0));
    let marks = &similar.hits[0].passages[0].highlights;
    assert!(marks.len() >= 4, "{marks:?}");
    let shown = bench.run(&format!("similar depeche:{} -n 1 --passages 0", of.id)).ended(0);
    let shown = shown.says("by its words: ").says("left out, the same text: ");
    assert!(shown.out.contains(" 1. ") && !shown.out.contains(" 2. "), "{}", shown.out);
    bench.run(&format!("similar {} --lang en", of.id)).ended(1).says("no article is like it");
    bench.run("similar zzzzzzzzzzzz").ended(1).warns("no article has the id");
}

#[test]
fn new_articles_are_favoured_only_when_asked_and_it_is_said() {
    let long = "Rien d'autre à dire ici sur ce sujet, et rien de plus non plus pour finir la phrase.";
    let bench = Bench::with(&[
        ("2019/03/04/ancien.txt", "Une trêve\n\nLa trêve, une trêve."),
        ("2024/03/04/nouveau.txt", &format!("Le maire\n\n{long} La trêve tient.")),
        ("sans-date.txt", "Une trêve\n\nLa trêve, une trêve encore."),
    ]);
    let order = |options: &str| -> (Vec<String>, Vec<String>) {
        let answer = bench.run(&format!("query trêve --json {options}")).ended(0).json::<Search>();
        let remarks = answer.query.remarks.iter().map(|remark| remark.message.clone());
        (answer.hits.iter().map(|hit| hit.path.clone()).collect(), remarks.collect())
    };
    let (usual, remarks) = order("");
    assert_eq!((usual[2].as_str(), remarks.len()), ("2024/03/04/nouveau.txt", 0));
    let (fresh, remarks) = order("--fresh=365");
    assert_eq!(fresh[0], "2024/03/04/nouveau.txt");
    assert_eq!(remarks.len(), 1);
    assert!(remarks[0].contains("with every 365 days"), "{remarks:?}");
    bench.run("query --fresh trêve -matchs").ended(0).says("with every 30 days");
    bench.run("query trêve --fresh --sort newest").ended(2).warns("order of articles by relevance");
    bench.run("query trêve --fresh=0").ended(2);
}
