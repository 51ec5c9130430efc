//! The latest day on which an article can have been published: what its source and its file prove. Not the day on
//! which it was.

use crate::model::{Article, PartialDate};
use crate::text::written_date::from_epoch_seconds;

/// No archive has files of earlier years; such times are those of programs that know none.
const FIRST_FILE_YEAR: u64 = 1995;

/// Clocks run in other zones, and papers are printed the evening before.
const GRACE_MINUTES: u64 = 24 * 60;

/// The day of a file's time in seconds since 1970; `None` for times that mean nothing, such as 1970 or 1980.
pub fn day_of_file_time(seconds: i64) -> Option<PartialDate> {
    let time = from_epoch_seconds(seconds)?;
    (time.yyyy() >= FIRST_FILE_YEAR).then(|| time.without_time())
}

/// The last possible day.
pub(super) struct Evidence {
    /// The day, and what proves it.
    latest: Option<(PartialDate, &'static str)>,
    /// A day up to which the source itself keeps the article back.
    embargo: Option<PartialDate>,
}

impl Evidence {
    /// The earlier of what the source of `article` and its file prove.
    pub(super) fn of(article: &Article, file_day: Option<PartialDate>) -> Self {
        let by_source = article.latest.map(|day| (day, "what its source says of itself"));
        let by_file = file_day.map(|day| (day, "the time of the file"));
        let latest = by_source.into_iter().chain(by_file).min_by_key(|(day, _)| day.last_day());
        Evidence { latest, embargo: article.embargo.as_ref().map(|embargo| embargo.value) }
    }

    /// Whether some day that `date` may be is early enough.
    pub(super) fn allows(&self, date: PartialDate) -> bool {
        let Some((latest, _)) = self.latest else { return true };
        let is_before =
            |end: PartialDate| date.without_time().first_minute() <= end.last_minute() + GRACE_MINUTES;
        is_before(latest) || self.embargo.is_some_and(is_before)
    }

    /// Why `date`, found at `place`, is refused.
    pub(super) fn refusal(&self, date: PartialDate, place: &str) -> String {
        match self.latest {
            Some((latest, what)) => {
                let latest = latest.without_time();
                format!("{place}: {date} is refused as a date, for it is later than {what} ({latest})")
            }
            None => format!("{place}: {date} is refused as a date"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Known;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn senseless_file_times_prove_nothing() {
        assert_eq!(day_of_file_time(1_695_200_709), Some(date("2023-09-20")));
        for seconds in [0, -1, 315_532_800, 499_162_500, i64::MAX] {
            assert_eq!(day_of_file_time(seconds), None, "{seconds}");
        }
    }

    #[test]
    fn the_earliest_proof_counts_with_a_day_of_grace() {
        let article = Article { latest: Some(date("2023-09-20T23:00:00Z")), ..Article::default() };
        let evidence = Evidence::of(&article, Some(date("2024-01-01")));
        for possible in ["2023-09-21T23:59:00-05:00", "2023-09", "2023", "1631"] {
            assert!(evidence.allows(date(possible)), "{possible}");
        }
        for impossible in ["2023-09-22", "2023-10", "2024"] {
            assert!(!evidence.allows(date(impossible)), "{impossible}");
        }
        assert!(evidence.refusal(date("2024"), "x").contains("2023-09-20"));
        assert!(Evidence::of(&Article::default(), None).allows(date("2099")));
    }

    #[test]
    fn an_embargo_lies_after_the_file() {
        let embargo = Some(Known::stated(date("2023-10-01T06:00:00Z"), "x"));
        let article = Article { latest: Some(date("2023-09-20")), embargo, ..Article::default() };
        let evidence = Evidence::of(&article, None);
        assert!(evidence.allows(date("2023-10-01")) && !evidence.allows(date("2023-10-05")));
    }
}
