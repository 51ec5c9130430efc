//! Looks at all articles of an answer: `facets`, `timeline`, `kwic`, `similar`, and answers that favour what is new.

use crate::contract::{Facets, Search};
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
