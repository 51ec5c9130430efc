//! Items of agencies from the wire to the answer: versions that replace each other, what is taken back, embargoes.

use crate::contract::{Hidden, Line, Publishing, Search, Show, Status};
use crate::harness::Bench;

const GUID: &str = "urn:newsml:ah.example:20230920:treve";

/// An item of the guid in NewsML-G2.
fn g2(version: u32, status: &str, headline: &str, text: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{GUID}" version="{version}" standard="NewsML-G2" xml:lang="fr">
<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:AH"/>
<versionCreated>2023-09-20T0{version}:00:00Z</versionCreated><firstCreated>2023-09-20T01:00:00Z</firstCreated><pubStatus qcode="stat:{status}"/></itemMeta>
<contentMeta><language tag="fr"/><headline>{headline}</headline></contentMeta>
<contentSet><inlineData contenttype="text/plain">{text}</inlineData></contentSet></newsItem>"#
    )
}

/// An item in ninjs, with further members behind its text.
fn ninjs(guid: &str, headline: &str, text: &str, further: &str) -> String {
    format!(
        r#"{{"uri": "{guid}", "type": "text", "versionCreated": "2023-09-20T02:00:00Z", "language": "fr",
 "headlines": [{{"role": "main", "value": "{headline}"}}],
 "bodies": [{{"role": "main", "contentType": "text/plain", "value": "{text}"}}]{further}}}"#
    )
}

/// Versions of one item come from both formats; the first is there.
fn wire() -> Bench {
    let first = g2(1, "usable", "La trêve commence", "Les armes se taisent dans la vallée, dit un témoin.");
    let other = "---\ndate: 2023-09-20\n---\nLe marché de la vallée est ouvert.";
    Bench::with(&[("treve-1.xml", &first), ("marche.md", other)])
}

fn add_second(bench: &Bench) {
    let text = "Les armes se taisent dans la vallée, dit le préfet.";
    bench.write(
        "presse/treve-2.json",
        ninjs(GUID, "La trêve tient", text, r#", "version": "2", "pubStatus": "usable""#),
    );
}

fn add_notice(bench: &Bench) {
    bench.write("presse/treve-3.xml", g2(3, "canceled", "La trêve : annulation", ""));
}

/// Paths of the hits, sorted.
#[track_caller]
fn paths(bench: &Bench, typed: &str) -> Vec<String> {
    let found = bench.run(&format!("query {typed} --json"));
    let mut paths: Vec<String> = found.json::<Search>().hits.into_iter().map(|hit| hit.path).collect();
    paths.sort();
    paths
}

#[track_caller]
fn index(bench: &Bench) {
    bench.run("index").ended(0);
}

#[test]
fn a_higher_version_from_another_format_replaces_until_it_goes() {
    let bench = wire();
    assert_eq!(paths(&bench, "armes"), ["treve-1.xml"]);
    add_second(&bench);
    index(&bench);
    assert_eq!(paths(&bench, "armes"), ["treve-2.json"]);
    assert_eq!(paths(&bench, "témoin"), [] as [&str; 0], "nor what only the first version says");
    assert_eq!(paths(&bench, "vallée"), ["marche.md", "treve-2.json"]);
    bench.remove("presse/treve-2.json");
    index(&bench);
    assert_eq!(paths(&bench, "armes"), ["treve-1.xml"]);
}

#[test]
fn the_order_in_which_versions_arrive_is_of_no_consequence() {
    let bench = Bench::new();
    add_second(&bench);
    bench.run("index presse").ended(0);
    let first = g2(1, "usable", "La trêve commence", "Les armes se taisent dans la vallée, dit un témoin.");
    bench.write("presse/treve-1.xml", first);
    index(&bench);
    assert_eq!(paths(&bench, "armes"), ["treve-2.json"]);
    // Nor is it whether all are read again.
    bench.run("index --full").ended(0);
    assert_eq!(paths(&bench, "armes"), ["treve-2.json"]);
}

#[test]
fn a_canceled_item_is_gone_until_its_notice_goes() {
    let bench = wire();
    add_second(&bench);
    add_notice(&bench);
    index(&bench);
    assert_eq!(paths(&bench, "armes"), [] as [&str; 0]);
    assert_eq!(paths(&bench, "trêve"), [] as [&str; 0], "nor the notice");
    assert_eq!(paths(&bench, "--from 2023"), ["marche.md"], "without words");
    assert_eq!(paths(&bench, "armes --embargoed"), [] as [&str; 0], "no embargo keeps it back");
    let lines = bench.run("query vallée --format jsonl").json_lines::<Line>();
    let exported: Vec<&str> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Hit(_, hit) => Some(hit.path.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(exported, ["marche.md"]);
    bench.remove("presse/treve-3.xml");
    index(&bench);
    assert_eq!(paths(&bench, "armes"), ["treve-2.json"]);
}

#[test]
fn what_was_replaced_or_taken_back_can_be_read_by_who_names_it() {
    let bench = wire();
    add_second(&bench);
    add_notice(&bench);
    index(&bench);
    let shown = bench.run("show presse/treve-1.xml").ended(0).says("dit un témoin");
    shown.warns("was withdrawn by its source");
    bench.run("show presse/treve-3.xml").ended(0).says("WITHDRAWN by its source");
    let notice = bench.run("show presse/treve-3.xml --json").json::<Show>().articles.remove(0);
    assert_eq!((notice.status, notice.version.0), (Publishing::Canceled, Some(3)));
    assert_eq!(notice.source_id.0.as_deref(), Some(GUID));
    bench.remove("presse/treve-3.xml");
    index(&bench);
    let later = bench.run("show presse/treve-2.json --json").json::<Show>().articles.remove(0).id;
    let shown = bench.run("show presse/treve-1.xml").ended(0);
    shown.warns(&format!("was replaced by its source; the later version is {later}"));
    let shown = bench.run("show presse/treve-2.json").ended(0);
    assert_eq!(shown.err, "", "answers show it");
}

#[test]
fn the_status_counts_what_is_in_no_answer() {
    let bench = wire();
    let hidden = || bench.run("status --json").ended(0).json::<Status>().hidden.0.unwrap();
    assert_eq!(hidden(), Hidden { embargoed: 0, replaced: 0, withdrawn: 0, taken_down: 0 });
    let status = bench.run("status").ended(0);
    assert!(!status.out.contains("hidden"), "{}", status.out);
    add_second(&bench);
    let further = r#", "embargoed": "2098-01-01T06:00:00Z""#;
    bench.write("presse/budget.json", ninjs("urn:ah:budget", "Budget", "Le budget double.", further));
    index(&bench);
    assert_eq!(hidden(), Hidden { embargoed: 1, replaced: 1, withdrawn: 0, taken_down: 0 });
    add_notice(&bench);
    index(&bench);
    bench.run("status").ended(0).says("  hidden from answers: 1 under embargo, 3 withdrawn\n");
}

#[test]
fn articles_under_embargo_stay_out_of_answers() {
    let bench = wire();
    let secret = "Le budget de la vallée double.";
    let item = |further| ninjs("urn:ah:budget", "Budget", secret, further);
    bench.write("presse/budget.json", item(r#", "embargoed": "2098-01-01T06:00:00Z""#));
    index(&bench);
    let found = bench.run("query budget").ended(1);
    assert!(!format!("{}{}", found.out, found.err).contains("double"), "{} {}", found.out, found.err);
    let misspelt = bench.run("query budgget").ended(1);
    assert!(!misspelt.out.contains("`budget`"), "nor is its word given away: {}", misspelt.out);
    bench.run("query vallée").ended(0).says("One more article matches and is under embargo");
    assert_eq!(paths(&bench, "vallée"), ["marche.md", "treve-1.xml"]);
    assert_eq!(paths(&bench, "budget --embargoed"), ["budget.json"]);
    bench.run("show presse/budget.json").ended(1).warns("under embargo until 2098-01-01T06:00:00Z");
    bench.run("show presse/budget.json --embargoed").ended(0).says("double");
    // Released early: the agency sends it again without.
    bench.write("presse/budget.json", item(""));
    index(&bench);
    assert_eq!(paths(&bench, "budget"), ["budget.json"]);
}

#[test]
fn a_version_under_embargo_replaces_nothing_yet() {
    let bench = wire();
    let text = "Les armes se taisent dans la vallée, dit le ministre.";
    let further = r#", "version": "2", "embargoed": "2098-01-01T06:00:00Z""#;
    bench.write("presse/treve-2.json", ninjs(GUID, "La trêve tient", text, further));
    index(&bench);
    assert_eq!(paths(&bench, "armes"), ["treve-1.xml"]);
    assert_eq!(paths(&bench, "armes --embargoed"), ["treve-2.json"]);
}
