//! The layer table of ARCHITECTURE.md, and the uses that go against it.

use std::collections::BTreeMap;

use crate::source::{Source, positions};

/// Module → layer, 0 at the bottom.
pub struct Layers(BTreeMap<String, u32>);

impl Layers {
    /// Reads every table row `| number | modules in backticks | … |` of a page.
    pub fn from_markdown(page: &str) -> Self {
        let mut layers = BTreeMap::new();
        for line in page.lines() {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let Some((Ok(layer), modules)) = cells.get(1).map(|cell| cell.parse()).zip(cells.get(2)) else {
                continue;
            };
            layers.extend(modules.split('`').skip(1).step_by(2).map(|module| (module.to_owned(), layer)));
        }
        Layers(layers)
    }

    /// How many modules have a layer.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// Uses that do not go to a strictly lower layer, and modules without a layer.
pub fn violations(layers: &Layers, sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources {
        let Some(module) = source.module().filter(|module| !matches!(*module, "lib" | "main")) else {
            continue;
        };
        let Some(layer) = layers.0.get(module) else {
            complaints.push(format!("{}: module `{module}` has no row in the layer table", source.name));
            continue;
        };
        for (byte, used) in uses(source) {
            let lower = layers.0.get(&used).is_none_or(|used| used < layer);
            if used != module && !lower {
                let line = source.line(byte);
                complaints
                    .push(format!("{}:{line}: `{module}` may not use `{used}`: not lower", source.name));
            }
        }
    }
    complaints
}

/// The top-level modules that a file's code names, and where.
fn uses(source: &Source) -> Vec<(usize, String)> {
    let code = &source.code;
    let mut found = Vec::new();
    for root in ["crate::", "depeche::"] {
        for at in positions(code, root) {
            found.extend(first_names(&code[at + root.len()..]).into_iter().map(|name| (at, name)));
        }
    }
    let climbing = "super::".repeat(depth(&source.name));
    for at in positions(code, &climbing) {
        found.extend(first_names(&code[at + climbing.len()..]).into_iter().map(|name| (at, name)));
    }
    found
}

/// How many `super::` lead from a file to the crate's root.
fn depth(name: &str) -> usize {
    let inside = name.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    inside.split('/').count()
}

/// `a` of `a::b`, `a` and `c` of `{a::b, c}`.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(list) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut names = Vec::new();
    let mut depth = 0;
    let mut item_start = true;
    for (at, c) in list.char_indices() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => item_start = true,
            c if item_start && !c.is_whitespace() => {
                names.push(name(&list[at..]));
                item_start = false;
            }
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "| layer | module | knows |\n|---|---|---|\n| 0 | `error`, `model` | a |\n| 2 | `formats` | b |\n\
                        | 2 | `corpus` | c |\n| 3 | `index` | d |\n";

    fn complaints(name: &str, text: &str) -> usize {
        violations(&Layers::from_markdown(PAGE), &[Source::new(name, text)]).len()
    }

    #[test]
    fn the_table_is_read() {
        let layers = Layers::from_markdown(PAGE);
        assert_eq!(layers.0.get("model"), Some(&0));
        assert_eq!(layers.0.get("corpus"), Some(&2));
        assert_eq!(layers.len(), 5);
    }

    #[test]
    fn lower_layers_and_oneself_may_be_used() {
        assert_eq!(
            complaints(
                "src/index/a.rs",
                "use crate::model::X; use super::b; use crate::index::c; use std::fmt;"
            ),
            0
        );
        assert_eq!(complaints("src/index/a.rs", "use crate::{error, formats::{html, text}};"), 0);
    }

    #[test]
    fn the_same_layer_and_higher_ones_may_not() {
        assert_eq!(complaints("src/formats/a.rs", "use crate::corpus::X;"), 1);
        assert_eq!(complaints("src/model.rs", "fn f() { crate::index::open() }"), 1);
        assert_eq!(complaints("src/formats/a.rs", "use crate::{model::{X, Y}, index, corpus::Z};"), 2);
    }

    #[test]
    fn climbing_by_super_is_noticed() {
        assert_eq!(complaints("src/formats/a.rs", "use super::super::index::X;"), 1);
        assert_eq!(complaints("src/formats/mod.rs", "use super::index::X;"), 1);
        assert_eq!(complaints("src/formats/a.rs", "use super::html;"), 0);
    }

    #[test]
    fn tests_and_comments_may_name_anything() {
        assert_eq!(
            complaints("src/model.rs", "/// [`crate::index`]\n#[cfg(test)]\nmod tests { use crate::index; }"),
            0
        );
    }

    #[test]
    fn a_module_without_a_row_is_noticed() {
        assert_eq!(complaints("src/gossip/mod.rs", ""), 1);
    }
}
