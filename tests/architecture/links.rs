//! Relative links in Markdown: each must lead to a file or folder. Links into the web are not followed.

/// Relative links of a page whose target `exists` denies.
pub fn dead(page: &str, text: &str, exists: &dyn Fn(&str) -> bool) -> Vec<String> {
    let targets = targets(text).into_iter().filter(|target| !exists(target));
    targets.map(|target| format!("{page}: the link to {target} leads nowhere")).collect()
}

/// Paths that the page's relative links point to, without their anchors.
fn targets(text: &str) -> Vec<String> {
    let mut targets = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        let outside_code: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
        let links = outside_code.match_indices("](").map(|(at, found)| &outside_code[at + found.len()..]);
        for link in links.filter(|_| !fenced) {
            let target = link.split([')', ' ', '#']).next().unwrap_or_default();
            if !(target.is_empty() || target.contains("://") || target.starts_with("mailto:")) {
                targets.push(target.to_owned());
            }
        }
    }
    targets
}

#[test]
fn a_dead_link_is_noticed() {
    let text = "[a](a.md#part) [b](docs/b.md \"title\") [c](https://example.org/x) [d](#here)\n```\n[e](e.md)\n```\n`[f](f.md)`";
    assert_eq!(targets(text), ["a.md", "docs/b.md"]);
    assert_eq!(dead("page", text, &|target| target == "a.md").len(), 1);
}
