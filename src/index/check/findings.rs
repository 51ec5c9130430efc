//! Gathers findings and keeps their number within what a person reads.

use std::collections::HashMap;

use super::report::{Finding, FindingKind, Severity};

/// So many of a kind are told one by one.
const MAX_OF_A_KIND: u64 = 20;
/// What mends damage.
pub(super) const REPAIR: &str = "`depeche check --repair` mends what can be mended";

/// Findings so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    told: Vec<Finding>,
    num_of_kind: HashMap<(Severity, FindingKind), u64>,
}

impl Findings {
    /// Something is wrong; `what` is a clause without the advice.
    pub(super) fn damage(
        &mut self,
        kind: FindingKind,
        file: Option<&str>,
        article: Option<&str>,
        what: &str,
    ) {
        self.add(Severity::Damage, kind, file, article, format!("{what}; {REPAIR}"));
    }

    /// A file beside the index is damaged; `what` is a sentence with its own advice.
    pub(super) fn side_file(&mut self, file: &str, what: String) {
        self.add(Severity::Damage, FindingKind::Unreadable, Some(file), None, what);
    }

    /// Something can be kept as it is.
    pub(super) fn harmless(&mut self, kind: FindingKind, file: Option<&str>, what: String) {
        self.add(Severity::Harmless, kind, file, None, what);
    }

    /// The index is sound, but not by the present rules.
    pub(super) fn outdated(&mut self, what: &str) {
        self.add(Severity::Outdated, FindingKind::State, None, None, what.to_string());
    }

    fn add(
        &mut self,
        severity: Severity,
        kind: FindingKind,
        file: Option<&str>,
        article: Option<&str>,
        message: String,
    ) {
        let num = self.num_of_kind.entry((severity, kind)).or_default();
        *num += 1;
        if *num > MAX_OF_A_KIND {
            return;
        }
        let (file, article) = (file.map(str::to_string), article.map(str::to_string));
        self.told.push(Finding { severity, kind, file, article, message });
    }

    /// Whether damage was found.
    pub(super) fn has_damage(&self) -> bool {
        self.told.iter().any(|finding| finding.severity == Severity::Damage)
    }

    /// All that is told, the worst first, with how many more there are.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        for ((severity, kind), num) in self.num_of_kind {
            if num > MAX_OF_A_KIND {
                let message = format!("and {} more like these", num - MAX_OF_A_KIND);
                self.told.push(Finding { severity, kind, file: None, article: None, message });
            }
        }
        self.told.sort_by_key(|finding| (finding.severity, finding.kind));
        self.told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_of_a_kind_are_counted() {
        let mut findings = Findings::default();
        findings.harmless(FindingKind::Leftover, Some("a"), "a is left over".into());
        for _ in 0..25 {
            findings.damage(FindingKind::Article, None, None, "it cannot be read");
        }
        let told = findings.finish();
        assert_eq!(told.len(), 22);
        assert_eq!(told[20].message, "and 5 more like these");
        assert_eq!(told[21].severity, Severity::Harmless);
    }
}
