//! What the age of an article does to its score, where that is asked for: news is worth half of itself after some days. Nothing
//! does this unasked, and nothing here knows what day it is.

use super::columns::Columns;
use super::period::day_number;
use super::ranking::Candidate;
use super::request::SearchRequest;

/// After so many half-lives articles get no older: scores must stay apart from nothing, and old articles in their order.
const MAX_HALF_LIVES: f32 = 20.0;

/// How scores fall with age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Freshness {
    today: u64,
    half_life: f32,
    /// The day of the archive's oldest article: the undated count as that.
    oldest: u64,
}

impl Freshness {
    /// `None` when it is not asked for, or asked without saying when.
    pub fn of(request: &SearchRequest, columns: &Columns) -> Option<Freshness> {
        let (half_life, now) = (request.half_life_days?, request.day()?);
        let today = day_number(now.first_day());
        let oldest = columns.oldest_day().map_or(today, day_number);
        Some(Freshness { today, half_life: half_life.max(1) as f32, oldest })
    }

    /// Multiplies the scores of `candidates` by what their age leaves of them.
    pub fn apply(&self, columns: &Columns, candidates: &mut [Candidate]) {
        for candidate in candidates {
            candidate.score *= self.factor(columns.day(candidate.address));
        }
    }

    /// What is left of the score of an article of that day: 1 today, a half after each half-life.
    fn factor(&self, day: Option<u64>) -> f32 {
        let day = day.map_or(self.oldest, day_number);
        let age = self.today.saturating_sub(day) as f32;
        0.5_f32.powf((age / self.half_life).min(MAX_HALF_LIVES))
    }
}

/// What the reader must know of the order of such an answer.
pub(super) fn remark(request: &SearchRequest) -> Option<String> {
    let days = request.half_life_days.filter(|_| request.day().is_some())?.max(1);
    let every = if days == 1 { "day".to_string() } else { format!("{days} days") };
    Some(format!(
        "New articles are favoured: a score falls to a half with every {every} of age. Undated articles count as old as the \
         oldest."
    ))
}

#[cfg(test)]
mod tests {
    use super::super::example_index::searcher_over;
    use super::*;
    use crate::model::{Article, Known};

    fn freshness(half_life_days: Option<u32>, now: Option<&str>) -> Option<Freshness> {
        let article = |date: &&str| Article {
            text: "La trêve.".into(),
            published: date.parse().ok().map(|date| Known::stated(date, "test")),
            ..Article::default()
        };
        let searcher = searcher_over(["2023-08-01", "", "2023-09-20"].iter().map(article).collect());
        let now = now.map(|now| now.parse().unwrap());
        let request = SearchRequest { half_life_days, now, ..SearchRequest::default() };
        Freshness::of(&request, &Columns::open(&searcher).unwrap())
    }

    #[test]
    fn a_score_halves_with_every_half_life_down_to_a_floor() {
        let freshness = freshness(Some(30), Some("2023-10-20T09:00:00")).unwrap();
        let factors = [Some(20231020), Some(20230920), Some(20230821), Some(20990101)];
        assert_eq!(factors.map(|day| freshness.factor(day)), [1.0, 0.5, 0.25, 1.0]);
        assert_eq!(freshness.factor(Some(18840101)), freshness.factor(Some(19840101)));
        assert!(freshness.factor(Some(18840101)) > 0.0);
    }

    #[test]
    fn the_undated_are_as_old_as_the_oldest() {
        let freshness = freshness(Some(30), Some("2023-10-20")).unwrap();
        assert_eq!(freshness.factor(None), freshness.factor(Some(20230801)));
    }

    #[test]
    fn without_being_asked_and_without_a_day_nothing_fades() {
        assert_eq!(freshness(None, Some("2023-10-20")), None);
        assert_eq!(freshness(Some(30), None), None);
        assert_eq!(remark(&SearchRequest { half_life_days: Some(30), ..SearchRequest::default() }), None);
    }
}
