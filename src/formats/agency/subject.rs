//! Codes of subjects, however they are written → scheme and code, such as `medtop:20000763`. Not what they mean.

use crate::model::Subject;

/// Schemes of the IPTC: the alias that its catalogues give, then a name under which sources write it.
const SCHEMES: &str = include_str!("schemes.tsv");

/// The IPTC's schemes as addresses.
const NEWSCODES: [&str; 2] = ["http://cv.iptc.org/newscodes/", "https://cv.iptc.org/newscodes/"];

/// Subjects of one article that are kept.
const MAX_SUBJECTS: usize = 200;

/// The code with its scheme. `None`: nothing says of which scheme it is.
///
/// `code` is a code, a code with its scheme (`medtop:20000763`) or an address of a code; `scheme` a name or an address.
pub(super) fn code_of(scheme: Option<&str>, code: &str) -> Option<String> {
    let code = code.trim();
    if code.is_empty() || code.contains(char::is_whitespace) {
        return None;
    }
    if let Some((scheme, code)) = newscode(code) {
        return Some(format!("{}:{code}", alias(scheme)));
    }
    if code.starts_with("http://") || code.starts_with("https://") {
        return Some(code.to_string());
    }
    if let Some((prefix, rest)) = code.split_once(':') {
        return Some(format!("{}:{rest}", alias(prefix)));
    }
    let scheme = scheme.map(str::trim).filter(|scheme| !scheme.is_empty());
    let scheme = scheme.map(|scheme| newscode(scheme).map_or(scheme, |(name, _)| name));
    match scheme {
        Some(scheme) => Some(format!("{}:{code}", scheme_of_iptc(code, alias(scheme)))),
        None => iptc_scheme(code).map(|scheme| format!("{scheme}:{code}")),
    }
}

/// Adds a subject, unless it is there; a name is taken where the first had none.
pub(super) fn add(subjects: &mut Vec<Subject>, code: String, name: Option<String>) {
    if let Some(subject) = subjects.iter_mut().find(|subject| subject.code == code) {
        subject.name = subject.name.take().or(name);
    } else if subjects.len() < MAX_SUBJECTS {
        subjects.push(Subject { code, name });
    }
}

/// Scheme and code (empty in the address of a scheme) of an address of the IPTC.
fn newscode(address: &str) -> Option<(&str, &str)> {
    let inside = NEWSCODES.iter().find_map(|start| address.strip_prefix(start))?;
    Some(inside.split_once('/').unwrap_or((inside, "")))
}

fn alias(scheme: &str) -> &str {
    let known = SCHEMES.lines().filter_map(|line| line.split_once('\t'));
    known.into_iter().find(|(_, name)| name.eq_ignore_ascii_case(scheme)).map_or(scheme, |(alias, _)| alias)
}

/// Subject codes and media topics share their eight digits; sources call either `iptc`.
fn scheme_of_iptc<'a>(code: &str, scheme: &'a str) -> &'a str {
    match (scheme, iptc_scheme(code)) {
        ("subj", Some("medtop")) => "medtop",
        _ => scheme,
    }
}

/// Which scheme of the IPTC has such a code: media topics of lower levels begin with 2.
fn iptc_scheme(code: &str) -> Option<&'static str> {
    let is_code = code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then(|| if code.starts_with('2') { "medtop" } else { "subj" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_known_in_every_writing() {
        let cases = [
            (None, "medtop:20000763", Some("medtop:20000763")),
            (None, "http://cv.iptc.org/newscodes/mediatopic/20000763", Some("medtop:20000763")),
            (Some("http://cv.iptc.org/newscodes/subjectcode/"), "04000000", Some("subj:04000000")),
            (Some("http://cv.iptc.org/newscodes/mediatopic"), "04000000", Some("medtop:04000000")),
            (Some("iptc_subject_codes"), "11002004", Some("subj:11002004")),
            (Some("iptc"), "20000763", Some("medtop:20000763")),
            (None, "20000763", Some("medtop:20000763")),
            (None, "11002004", Some("subj:11002004")),
            (Some("desk"), "monde", Some("desk:monde")),
            (None, "http://example.org/s/12", Some("http://example.org/s/12")),
            (None, "Innenriks", None),
            (None, "", None),
        ];
        for (scheme, code, expected) in cases {
            assert_eq!(code_of(scheme, code).as_deref(), expected, "{scheme:?} {code}");
        }
    }

    #[test]
    fn subjects_are_not_repeated() {
        let mut subjects = Vec::new();
        add(&mut subjects, "a:1".into(), None);
        add(&mut subjects, "a:1".into(), Some("un".into()));
        assert_eq!(subjects, [Subject { code: "a:1".into(), name: Some("un".into()) }]);
    }
}
