//! Words that stand near what is looked for more often than chance would have it, by the log-likelihood ratio. Counts what is
//! read to it; which articles are read is the caller's.

use std::collections::{BTreeMap, HashMap};

use super::occurrence::{Reach, read};
use super::plan::Plan;
use super::reading::Reading;
use crate::model::Article;

/// Which collocates are wanted.
#[derive(Debug, Clone)]
pub struct CollocateRequest {
    /// Words before a place that count as near, in the same paragraph.
    pub num_left: usize,
    /// Words behind it.
    pub num_right: usize,
    /// A word must stand near at least so often.
    pub min_count: u64,
    /// Most words.
    pub num_collocates: usize,
    /// Most articles read, the newest.
    pub max_articles: usize,
}

impl Default for CollocateRequest {
    fn default() -> Self {
        CollocateRequest { num_left: 5, num_right: 5, min_count: 3, num_collocates: 20, max_articles: 5_000 }
    }
}

/// Words near what is looked for, the most remarkable first.
///
/// The words of the articles read, without stop words and without what is looked for itself, are counted in a table: near or not,
/// the word or another. With `observed` in the four cells O and with E what they would be if the word stood as often near as
/// elsewhere (row sum × column sum / all), the measure is Dunning's (1993) G² = 2 · Σ O · ln(O / E). Words that stand near less
/// often than that are left out. Compared is with the rest of the same articles, not with the archive: what is remarkable is
/// that a word stands *near*, not that it is a word of the subject.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Collocates {
    /// How the query was read.
    pub reading: Reading,
    /// Words before and behind that count as near.
    pub window: (usize, usize),
    /// A word stands near at least so often.
    pub min_count: u64,
    /// Articles read; less than there are when there are too many.
    pub num_read: u64,
    /// Places in them.
    pub num_occurrences: u64,
    /// Words near these, each counted once.
    pub num_near: u64,
    /// Words of all articles read.
    pub num_words: u64,
    /// The most remarkable first.
    pub words: Vec<Collocate>,
}

/// A word with its figures.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Collocate {
    /// Its most frequent form.
    pub word: String,
    /// The lemma by which its forms are counted together.
    pub lemma: String,
    /// How often it stands near.
    pub observed: u64,
    /// How often it would if it stood as often near as elsewhere.
    pub expected: f64,
    /// How often it stands in the articles read, near or not.
    pub num_all: u64,
    /// G².
    pub log_likelihood: f64,
}

/// Collocates in the making: takes articles one by one.
pub(super) struct Neighbours<'a> {
    plan: &'a Plan,
    reach: Reach,
    request: &'a CollocateRequest,
    words: HashMap<String, Count>,
    num_read: u64,
    num_occurrences: u64,
    num_near: u64,
    num_words: u64,
}

#[derive(Default)]
struct Count {
    near: u64,
    all: u64,
    forms: BTreeMap<String, u64>,
}

impl<'a> Neighbours<'a> {
    pub fn new(plan: &'a Plan, reach: Reach, request: &'a CollocateRequest) -> Self {
        let words = HashMap::new();
        Neighbours { plan, reach, request, words, num_read: 0, num_occurrences: 0, num_near: 0, num_words: 0 }
    }

    /// Takes the next article.
    pub fn add(&mut self, article: &Article) {
        self.num_read += 1;
        for part in read(self.plan, self.reach, article) {
            let mut is_near = vec![false; part.words.len()];
            let mut is_match = vec![false; part.words.len()];
            for occurrence in &part.occurrences {
                self.num_occurrences += 1;
                let words = occurrence.words.clone();
                is_match[words.clone()].fill(true);
                let Some(&(_, paragraph)) = part.words.get(words.start) else { continue };
                let from = words.start.saturating_sub(self.request.num_left);
                let to = words.end.saturating_add(self.request.num_right).min(part.words.len());
                let here = (from..to).filter(|&number| part.words[number].1 == paragraph);
                here.for_each(|number| is_near[number] = true);
            }
            for (number, (word, _)) in part.words.iter().enumerate() {
                // Stop words have no lemma.
                let Some(lemma) = word.lemmas.first().filter(|_| !is_match[number]) else { continue };
                if !self.words.contains_key(lemma) {
                    self.words.insert(lemma.clone(), Count::default());
                }
                let Some(count) = self.words.get_mut(lemma) else { continue };
                count.all += 1;
                self.num_words += 1;
                if is_near[number] {
                    count.near += 1;
                    self.num_near += 1;
                    *count.forms.entry(word.exact.clone()).or_insert(0) += 1;
                }
            }
        }
    }

    /// The words found, ranked.
    pub fn finish(self, reading: Reading) -> Collocates {
        let (num_near, num_words) = (self.num_near, self.num_words);
        let frequent =
            self.words.into_iter().filter(|(_, count)| count.near >= self.request.min_count.max(1));
        let mut words: Vec<Collocate> = frequent
            .map(|(lemma, count)| {
                // Of forms as frequent, the first of the alphabet.
                let form = count.forms.iter().rev().max_by_key(|(_, num)| **num);
                Collocate {
                    word: form.map_or_else(|| lemma.clone(), |(form, _)| form.clone()),
                    lemma,
                    observed: count.near,
                    expected: expected(count.all, num_near, num_words),
                    num_all: count.all,
                    log_likelihood: log_likelihood(count.near, count.all, num_near, num_words),
                }
            })
            .filter(|word| word.observed as f64 > word.expected)
            .collect();
        words.sort_by(|a, b| {
            b.log_likelihood.total_cmp(&a.log_likelihood).then_with(|| a.lemma.cmp(&b.lemma))
        });
        words.truncate(self.request.num_collocates);
        Collocates {
            reading,
            window: (self.request.num_left, self.request.num_right),
            min_count: self.request.min_count,
            num_read: self.num_read,
            num_occurrences: self.num_occurrences,
            num_near,
            num_words,
            words,
        }
    }
}

fn expected(row: u64, column: u64, all: u64) -> f64 {
    row as f64 * column as f64 / all.max(1) as f64
}

/// G² of a word that stands `near` of `of_word` times near, where `num_near` of `num_words` words do.
fn log_likelihood(near: u64, of_word: u64, num_near: u64, num_words: u64) -> f64 {
    let (others, far) = (num_words - of_word, num_words - num_near);
    let cells = [
        (near, expected(of_word, num_near, num_words)),
        (of_word - near, expected(of_word, far, num_words)),
        (num_near - near, expected(others, num_near, num_words)),
        (far + near - of_word, expected(others, far, num_words)),
    ];
    let term = |(observed, expected): (u64, f64)| match observed {
        0 => 0.0,
        observed => observed as f64 * (observed as f64 / expected).ln(),
    };
    2.0 * cells.into_iter().map(term).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::super::occurrence::tests::{REACH, article, planned};
    use super::*;
    use crate::search::ArchiveStamp;

    fn reading() -> Reading {
        let archive = ArchiveStamp {
            name: String::new(),
            generation: 1,
            updated: String::new(),
            refreshed: None,
            state: "current",
        };
        let (text, understood) = (String::new(), String::new());
        Reading { archive, text, understood, remarks: Vec::new(), num_articles: 1 }
    }

    fn collocates(query: &str, text: &str, request: &CollocateRequest) -> Collocates {
        let plan = planned(query);
        let mut neighbours = Neighbours::new(&plan, REACH, request);
        neighbours.add(&article("", text));
        neighbours.finish(reading())
    }

    #[test]
    fn the_ratio_is_dunnings() {
        assert!(
            (log_likelihood(10, 15, 100, 1000) - 28.84668499647576).abs() < 1e-6,
            "{}",
            log_likelihood(10, 15, 100, 1000)
        );
        // What stands near exactly as often as elsewhere says nothing.
        assert!(log_likelihood(10, 100, 100, 1000).abs() < 1e-9);
        assert!(log_likelihood(5, 5, 100, 1000) > log_likelihood(5, 20, 100, 1000));
    }

    #[test]
    fn forms_count_together_and_stop_words_not_at_all() {
        let text = "Une trêve fragile. Des trêves fragiles et la trêve fragile de la nuit. Loin de là, le port dort, la mer monte, \
                    le vent tombe, une maison attend.";
        let request =
            CollocateRequest { num_left: 0, num_right: 2, min_count: 1, ..CollocateRequest::default() };
        let found = collocates("trêve", text, &request);
        let first = &found.words[0];
        assert_eq!((first.word.as_str(), first.observed, first.num_all), ("fragile", 3, 3));
        assert!(first.expected < 3.0 && first.log_likelihood > 0.0);
        assert_eq!((found.num_occurrences, found.words.len()), (3, 1), "{:?}", found.words);
    }

    #[test]
    fn a_word_near_two_places_counts_once_and_paragraphs_part() {
        let request = CollocateRequest { min_count: 1, ..CollocateRequest::default() };
        let found = collocates("trêve", "Trêve brisée trêve.\n\nNeige.", &request);
        assert_eq!((found.num_near, found.num_words, found.num_occurrences), (1, 2, 2));
    }
}
