//! Holds the licence of every dependency to the list in `tests/licences.toml`. Not legal advice: an early warning.

use std::process::Command;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    allowed: Vec<String>,
    exception: Vec<Exception>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    package: String,
    licence: String,
    /// For readers of the list: an exception without one is refused.
    reason: String,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    license: Option<String>,
}

impl Rules {
    fn allow(&self, package: &Package) -> bool {
        let Some(expression) = &package.license else { return false };
        let is_exception = |licence: &str| {
            self.exception.iter().any(|one| one.package == package.name && one.licence == licence)
        };
        is_satisfied(expression, &|licence| {
            self.allowed.iter().any(|one| one == licence) || is_exception(licence)
        })
    }
}

/// Whether an SPDX expression can be met with licences that `is_allowed` accepts. A slash is an old way to write OR.
fn is_satisfied(expression: &str, is_allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let is_met = any_of(&words, &mut at, is_allowed);
    // What could not be read to its end allows nothing.
    is_met && at == words.len()
}

fn any_of(words: &[&str], at: &mut usize, is_allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut is_met = all_of(words, at, is_allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        is_met |= all_of(words, at, is_allowed);
    }
    is_met
}

fn all_of(words: &[&str], at: &mut usize, is_allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut is_met = one(words, at, is_allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        is_met &= one(words, at, is_allowed);
    }
    is_met
}

/// A licence, perhaps WITH an exception to it, or an expression in parentheses.
fn one(words: &[&str], at: &mut usize, is_allowed: &dyn Fn(&str) -> bool) -> bool {
    let Some(&word) = words.get(*at) else { return false };
    *at += 1;
    if word == "(" {
        let is_met = any_of(words, at, is_allowed);
        let is_closed = words.get(*at) == Some(&")");
        *at += 1;
        return is_met && is_closed;
    }
    match (words.get(*at), words.get(*at + 1)) {
        (Some(&"WITH"), Some(exception)) => {
            *at += 2;
            is_allowed(&format!("{word} WITH {exception}"))
        }
        _ => is_allowed(word),
    }
}

/// What a program prints, or why it could not.
fn output_of(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = output.unwrap_or_else(|error| panic!("{program} could not be started: {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo and rustc write UTF-8")
}

/// The packages that this machine builds, tests and examples included. Nothing is downloaded.
fn packages() -> Vec<Package> {
    let version = output_of("rustc", &["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let arguments = ["metadata", "--format-version", "1", "--offline", "--filter-platform", host];
    let metadata: Metadata =
        serde_json::from_str(&output_of(cargo, &arguments)).expect("cargo describes its packages as JSON");
    metadata.packages
}

#[test]
fn every_dependency_has_a_licence_of_the_list() {
    let rules: Rules = toml::from_str(include_str!("licences.toml")).expect("the list can be read");
    let packages = packages();
    assert!(packages.len() > 50, "only {} packages were found", packages.len());
    let refused = packages.iter().filter(|package| !rules.allow(package));
    let refused: Vec<_> = refused
        .map(|package| format!("{}: {}", package.name, package.license.as_deref().unwrap_or("no licence")))
        .collect();
    assert!(refused.is_empty(), "\n{}\n", refused.join("\n"));
    for exception in &rules.exception {
        let is_used = packages.iter().any(|package| package.name == exception.package);
        assert!(is_used, "{} is not used any more: take its exception out", exception.package);
        assert!(!exception.reason.is_empty(), "{} needs a reason", exception.package);
    }
}

#[test]
fn expressions_are_understood() {
    let allowed = |licence: &str| ["MIT", "Zlib", "Apache-2.0 WITH LLVM-exception"].contains(&licence);
    let is_met = |expression: &str| is_satisfied(expression, &allowed);
    for met in [
        "MIT",
        "GPL-3.0 OR MIT",
        "MIT/GPL-3.0",
        "MIT AND Zlib",
        "(GPL-3.0 OR MIT) AND Zlib",
        "Apache-2.0 WITH LLVM-exception OR GPL-3.0",
    ] {
        assert!(is_met(met), "{met}");
    }
    for unmet in
        ["GPL-3.0", "MIT AND GPL-3.0", "MIT AND (GPL-3.0 OR X)", "(MIT", "MIT)", "MIT Zlib", "", "Apache-2.0"]
    {
        assert!(!is_met(unmet), "{unmet}");
    }
}
