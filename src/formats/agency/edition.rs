//! Which edition of an item it is and whether it may be shown. Which one of several is shown is decided elsewhere.

use jiff::ToSpan;

use crate::model::{Article, PartialDate, Precision, Status};

/// The text of an item without any whose source took it back: the index must learn of it all the same.
const NOTICE: &str = "(canceled)";

/// The status in a word of any of the formats: `stat:usable`, `Canceled`, an address of the IPTC that ends so.
pub(super) fn status(word: &str) -> Option<Status> {
    let word = word.trim().rsplit([':', '/']).next().unwrap_or("").to_lowercase();
    match word.as_str() {
        "usable" => Some(Status::Usable),
        "withheld" | "embargoed" => Some(Status::Withheld),
        "canceled" | "cancelled" => Some(Status::Canceled),
        _ => None,
    }
}

/// The number of an edition that its source does not number: the time it was made at, as digits, in UTC.
pub(super) fn version_of(date: &PartialDate) -> Option<u64> {
    let time = date.time().filter(|_| date.precision() == Precision::Time)?;
    let day = date.first_day();
    let small = |number: u64| i8::try_from(number % 100).ok();
    let (year, month, day) = (i16::try_from(day / 10_000).ok()?, small(day / 100)?, small(day)?);
    let (hour, minute, second) =
        (i8::try_from(time.hour).ok()?, i8::try_from(time.minute).ok()?, i8::try_from(time.second).ok()?);
    let local = jiff::civil::DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    let utc = local.checked_sub(i64::from(time.utc_offset_min.unwrap_or(0)).minutes()).ok()?;
    utc.strftime("%Y%m%d%H%M%S").to_string().parse().ok()
}

/// Keeps an item back whose source names an embargo, but no end of it that can be read: what may not be shown yet is not
/// shown by mistake.
pub(super) fn keep_embargo(article: &mut Article, is_embargoed: bool) {
    if is_embargoed && article.embargo.is_none() && article.status == Status::Usable {
        article.status = Status::Withheld;
    }
}

/// Whether the article can be handed over. One without text that was taken back can: its headline is its text.
pub(super) fn has_text(article: &mut Article) -> bool {
    if article.text.trim().is_empty() && article.status != Status::Usable {
        let title = article.title.as_ref().map(|title| title.value.clone());
        article.text = title.filter(|title| !title.is_empty()).unwrap_or_else(|| NOTICE.to_string());
        (article.lede, article.is_excerpt) = (None, false);
    }
    !article.text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Known;

    #[test]
    fn words_of_all_formats_are_known() {
        for (word, expected) in [
            ("stat:usable", Some(Status::Usable)),
            ("http://cv.iptc.org/newscodes/pubstatusg2/withheld", Some(Status::Withheld)),
            ("Canceled", Some(Status::Canceled)),
            ("cancelled", Some(Status::Canceled)),
            ("draft", None),
        ] {
            assert_eq!(status(word), expected, "{word}");
        }
    }

    #[test]
    fn times_count_in_one_zone() {
        let version = |text: &str| version_of(&text.parse().unwrap());
        assert_eq!(version("2023-09-20T01:05:09+02:00"), Some(20_230_919_230_509));
        assert_eq!(version("2023-09-20T01:05:09Z"), Some(20_230_920_010_509));
        assert_eq!(version("2023-09-20"), None);
    }

    #[test]
    fn an_embargo_whose_end_is_not_told_withholds() {
        let kept = |status: Status, is_embargoed: bool| {
            let mut article = Article { status, ..Article::default() };
            keep_embargo(&mut article, is_embargoed);
            article.status
        };
        assert_eq!(
            (kept(Status::Usable, true), kept(Status::Usable, false)),
            (Status::Withheld, Status::Usable)
        );
        assert_eq!(kept(Status::Canceled, true), Status::Canceled);
        let embargo = Some(Known::stated("2023-09-20".parse().unwrap(), "x"));
        let mut article = Article { embargo, ..Article::default() };
        keep_embargo(&mut article, true);
        assert_eq!(article.status, Status::Usable);
    }

    #[test]
    fn what_was_taken_back_needs_no_text() {
        let title = Some(Known::stated("Trêve".to_string(), "x"));
        let mut canceled = Article { status: Status::Canceled, title, ..Article::default() };
        assert!(has_text(&mut canceled) && canceled.text == "Trêve");
        let mut withheld = Article { status: Status::Withheld, ..Article::default() };
        assert!(has_text(&mut withheld) && withheld.text == NOTICE);
        assert!(!has_text(&mut Article::default()));
    }
}
