//! The headline among what a page calls itself: Open Graph, JSON-LD, other `meta`, heading, `<title>`. They differ, by the
//! name of the site at the end, by a kicker before it, by editors who write one for each place.

use crate::formats::metadata::{known, title};
use crate::model::Known;

/// Signs between a headline and what is put before or behind it.
const MARKS: [&str; 6] = [" | ", " - ", " – ", " — ", " • ", ": "];

/// A shorter heading may be the beginning of a headline by chance.
const MIN_HEADING_BYTES: usize = 10;

/// More words before a sign are a part of the headline.
const MAX_KICKER_WORDS: usize = 4;

/// What a page calls itself.
pub(super) struct Candidates<'a> {
    /// Values with their place, most trusted first.
    pub(super) named: Vec<(String, String)>,
    /// The `<h1>`, in the order of the page.
    pub(super) headings: &'a [String],
    /// `<title>`.
    pub(super) title_element: Option<&'a str>,
    /// Names of the site.
    pub(super) sites: Vec<String>,
}

impl Candidates<'_> {
    /// The headline, without the name of the site and kickers that only one place has.
    pub(super) fn headline(&self) -> Option<Known<String>> {
        let named = self.named.iter().filter(|(value, _)| !self.is_site(value)).collect::<Vec<_>>();
        for (number, (value, place)) in named.iter().enumerate() {
            let (short, has_site) = self.without_site_name(value);
            // A headline with the name of the site is one for browsers. Where others say the same without, or there is
            // no other, it is the headline too.
            let is_for_browsers = has_site && !self.headings.contains(&short);
            if !is_for_browsers || number + 1 == named.len() && self.headings.is_empty() {
                return Some(title(&self.without_other_kicker(short), place.clone()));
            }
        }
        self.from_page()
    }

    fn from_page(&self) -> Option<Known<String>> {
        let is_in_title =
            |heading: &&String| self.title_element.is_none_or(|title| title.contains(heading.as_str()));
        if let Some(heading) = self.headings.iter().find(is_in_title) {
            return Some(known(heading.clone(), "h1"));
        }
        match self.title_element {
            Some(element) => Some(known(self.without_site_name(element).0, "title element")),
            None => self.headings.first().map(|heading| known(heading.clone(), "h1")),
        }
    }

    fn is_site(&self, text: &str) -> bool {
        let text = letters(text);
        self.sites.iter().any(|site| letters(site) == text)
    }

    /// `Titre | Journal` → `Titre`, and whether there was a name.
    fn without_site_name(&self, value: &str) -> (String, bool) {
        if let Some(heading) = self.headings.iter().find(|heading| is_title_with_suffix(value, heading)) {
            return (heading.clone(), true);
        }
        let cut =
            MARKS[..5].iter().filter_map(|mark| value.rfind(mark).map(|at| (at, at + mark.len()))).max();
        let Some((end, start)) = cut else { return (value.to_string(), false) };
        let suffix = letters(&value[start..]);
        let is_site = |site: &String| {
            let site = letters(site);
            !site.is_empty() && (suffix.starts_with(&site) || suffix.len() >= 3 && site.starts_with(&suffix))
        };
        match self.sites.iter().any(is_site) {
            true => (value[..end].trim().to_string(), true),
            false => (value.to_string(), false),
        }
    }

    /// `Proche-Orient : la trêve tient` → `la trêve tient`, where the heading has that alone or behind another kicker.
    fn without_other_kicker(&self, value: String) -> String {
        let rests = |text: &str| -> Vec<String> {
            let places = MARKS.iter().filter_map(|mark| text.find(mark).map(|at| (at, at + mark.len())));
            let kickers = places.filter(|(end, _)| text[..*end].split(' ').count() <= MAX_KICKER_WORDS);
            kickers
                .map(|(_, start)| text[start..].trim().to_string())
                .filter(|rest| rest.len() >= MIN_HEADING_BYTES)
                .collect()
        };
        if self.headings.contains(&value) {
            return value;
        }
        let own = rests(&value);
        let shared = self.headings.iter().find_map(|heading| {
            own.iter().find(|rest| *rest == heading || rests(heading).contains(rest)).cloned()
        });
        shared.unwrap_or(value)
    }
}

/// `Titre | Journal` with the heading `Titre`.
fn is_title_with_suffix(title: &str, heading: &str) -> bool {
    let rest = title.strip_prefix(heading).map(str::trim_start);
    heading.len() >= MIN_HEADING_BYTES
        && rest.is_some_and(|rest| rest.starts_with(['|', '-', '–', '—', '•', ':']))
}

/// Letters and digits in lower case: `Le-Monde.fr` and `lemondefr` are one name.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_headline(named: &[&str], headings: &[&str], title_element: Option<&str>, expected: &str) {
        let headings: Vec<String> = headings.iter().map(|heading| heading.to_string()).collect();
        let candidates = Candidates {
            named: named.iter().map(|value| (value.to_string(), "og".to_string())).collect(),
            headings: &headings,
            title_element,
            sites: vec!["Le Courrier".to_string()],
        };
        assert_eq!(candidates.headline().map(|headline| headline.value).as_deref(), Some(expected));
    }

    #[test]
    fn the_most_trusted_name_counts_without_the_site() {
        assert_headline(&["La trêve tient", "Autre"], &["Encore autre"], None, "La trêve tient");
        assert_headline(&["La trêve tient | lecourrier.fr"], &[], None, "La trêve tient");
        assert_headline(&["Le Courrier", "La trêve tient"], &[], None, "La trêve tient");
        assert_headline(&["Guerre - paix"], &[], None, "Guerre - paix");
    }

    #[test]
    fn a_name_for_browsers_gives_way_unless_it_is_the_heading() {
        assert_headline(
            &["Vite dit | Le Courrier", "La trêve tient"],
            &["La trêve tient"],
            None,
            "La trêve tient",
        );
        assert_headline(
            &["La trêve tient - Monde | Le Courrier"],
            &["La trêve tient"],
            None,
            "La trêve tient",
        );
        assert_headline(&["Vite dit | Le Courrier"], &["La trêve tient"], None, "La trêve tient");
    }

    #[test]
    fn kickers_that_differ_go() {
        assert_headline(
            &["Proche-Orient: la trêve tient"],
            &["Vaubrune - la trêve tient"],
            None,
            "la trêve tient",
        );
        assert_headline(&["Orsane : la trêve tient"], &["la trêve tient"], None, "la trêve tient");
        assert_headline(
            &["Trêve : le premier jour"],
            &["Trêve : le premier jour"],
            None,
            "Trêve : le premier jour",
        );
        assert_headline(&["Trêve : le premier jour"], &["La paix"], None, "Trêve : le premier jour");
    }

    #[test]
    fn without_names_the_heading_in_the_title_counts() {
        assert_headline(&[], &["Monde", "La trêve tient"], Some("La trêve tient | X"), "La trêve tient");
        assert_headline(&[], &[], Some("La trêve tient – Le Courrier"), "La trêve tient");
        assert_headline(&[], &["Un"], None, "Un");
    }
}
