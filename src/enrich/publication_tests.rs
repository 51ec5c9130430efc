//! Which date counts, and which is refused.

use super::*;
use crate::model::{DatePath, Dateline, FolderSettings};
use crate::text::written_date::parse_day;

fn date(text: &str) -> PartialDate {
    text.parse().unwrap()
}

fn stated(text: &str) -> Option<Known<PartialDate>> {
    Some(Known::stated(date(text), "field"))
}

struct Case {
    article: Article,
    day: Option<&'static str>,
    pattern: Option<&'static str>,
    path: &'static str,
    latest: Option<&'static str>,
}

impl Default for Case {
    fn default() -> Self {
        Case { article: Article::default(), day: None, pattern: None, path: "a.txt", latest: None }
    }
}

/// The article with its dates settled, and what was refused.
fn settled(case: Case) -> (Article, Vec<String>) {
    let mut article = case.article;
    let date_path = case.pattern.map(|pattern| DatePath::try_from(pattern.to_string()).unwrap());
    let folder = FolderSettings { date_path, ..FolderSettings::default() };
    let latest = case.latest.map(date);
    let context = Context { folder: &folder, path_inside: case.path, default_language: None, latest };
    let day = case.day.map(|day| Day { written: parse_day(day).unwrap(), place: "dateline" });
    let mut refused = Vec::new();
    settle(&mut article, day, &context, &mut |message| refused.push(message));
    (article, refused)
}

fn published(article: &Article) -> Option<(String, &str)> {
    article.published.as_ref().map(|known| (known.value.to_string(), known.place.as_str()))
}

fn at(address: &str) -> Article {
    Article { url: Some(Known::stated(address.into(), "x")), ..Article::default() }
}

#[test]
fn the_order_of_trust() {
    let all = || Case {
        article: Article {
            published: stated("2023-09-25"),
            ..at("https://journal.example/2023/09/23/a.html")
        },
        day: Some("24 sept 2023"),
        pattern: Some("LM_{dd}{mm}{yyyy}"),
        path: "2023/09/22/LM_21092023.txt",
        latest: None,
    };
    let expected = [
        ("2023-09-25", "field"),
        ("2023-09-21", "date pattern of the folder"),
        ("2023-09-24", "dateline"),
        ("2023-09-23", "date in the web address"),
        ("2023-09-22", "path"),
    ];
    for (num_missing, (day, place)) in (0..).zip(expected) {
        let mut case = all();
        if num_missing > 0 {
            case.article.published = None;
        }
        if num_missing > 1 {
            case.pattern = None;
        }
        if num_missing > 2 {
            case.day = None;
        }
        if num_missing > 3 {
            case.article.url = None;
        }
        assert_eq!(published(&settled(case).0), Some((day.to_string(), place)));
    }
    assert_eq!(published(&settled(Case::default()).0), None);
}

#[test]
fn later_than_the_evidence_is_refused_and_the_next_best_taken() {
    let article = Article { published: stated("2031-05-01"), ..Article::default() };
    let case = Case { article, path: "2023/09/20/a.txt", latest: Some("2023-10-01"), ..Case::default() };
    let (article, refused) = settled(case);
    assert_eq!(published(&article), Some(("2023-09-20".into(), "path")));
    assert_eq!(article.date_as_written.as_deref(), Some("2031-05-01"));
    assert!(refused.len() == 1 && refused[0].contains("2031-05-01") && refused[0].contains("2023-10-01"));
}

#[test]
fn without_a_possible_date_the_article_is_undated() {
    let article = Article { latest: Some(date("2023-10-01")), ..Article::default() };
    let case = Case { article, day: Some("1 mai 2031"), path: "2032/01/01/a.txt", ..Case::default() };
    let (article, refused) = settled(case);
    assert_eq!((published(&article), &article.dateline, refused.len()), (None, &None, 2));
    assert_eq!(article.date_as_written.as_deref(), Some("2032-01-01"));
}

#[test]
fn day_and_month_change_places_when_only_that_is_possible() {
    let case = |written: &str, read: &str| Case {
        article: Article {
            published: stated(read),
            date_as_written: Some(written.into()),
            ..Article::default()
        },
        latest: Some("2019-06-01"),
        ..Case::default()
    };
    let (article, refused) = settled(case("05/11/2019", "2019-11-05"));
    let (day, place) = published(&article).unwrap();
    assert_eq!((day.as_str(), refused.len(), article.date_as_written.clone()), ("2019-05-11", 0, None));
    assert!(place.starts_with("field") && place.contains("05/11/2019"), "{place}");
    // A possible date is left as it is.
    let (article, _) = settled(case("05/04/2019", "2019-04-05"));
    assert_eq!(published(&article), Some(("2019-04-05".into(), "field")));
    assert_eq!(article.date_as_written, None);
    // The source said that the year comes first: nothing else can be meant.
    let (article, refused) = settled(case("11/10/2019", "2019-11-05"));
    assert_eq!((published(&article), refused.len()), (None, 1));
    let (article, _) = settled(case("20/09/23", "2023-09-20"));
    assert_eq!(published(&article).map(|(day, _)| day).as_deref(), Some("1923-09-20"));
}

#[test]
fn unreadable_dates_stay_as_they_are_written() {
    let article = Article { date_as_written: Some("31/02/2023".into()), ..Article::default() };
    let (article, _) = settled(Case { article, path: "2023/03/a.txt", ..Case::default() });
    assert_eq!(published(&article).map(|(day, _)| day).as_deref(), Some("2023-03"));
    assert_eq!(article.date_as_written.as_deref(), Some("31/02/2023"));
}

#[test]
fn a_change_in_the_future_is_refused_too() {
    let article =
        Article { published: stated("2023-09-20"), updated: stated("2031-01-01"), ..Article::default() };
    let (article, refused) = settled(Case { article, latest: Some("2023-10-01"), ..Case::default() });
    assert_eq!((article.updated, refused.len(), article.published.is_some()), (None, 1, true));
}

#[test]
fn a_day_takes_its_year_from_dates_near_it() {
    let with = |article: Article, path: &'static str| {
        let dateline =
            Some(Known::new(Dateline { place: Some("PARIS".into()), time: None }, Origin::Text, "dateline"));
        let article = Article { dateline, ..article };
        let (article, _) = settled(Case { article, day: Some("31 déc"), path, ..Case::default() });
        let day = article.published.as_ref().map(|known| known.value.to_string());
        let time = article.dateline.and_then(|known| known.value.time).map(|time| time.to_string());
        (day, time)
    };
    let both = |day: &str, time: &str| (Some(day.to_string()), Some(time.to_string()));
    let published = |day| Article { published: stated(day), ..Article::default() };
    assert_eq!(with(published("2024-01-01"), "a.txt"), both("2024-01-01", "2023-12-31"));
    assert_eq!(with(published("2023"), "a.txt"), both("2023", "2023-12-31"));
    // Half a year away it is another year's.
    assert_eq!(with(published("2023-06-15"), "a.txt"), (Some("2023-06-15".into()), None));
    assert_eq!(with(Article::default(), "2023/12/a.txt"), both("2023-12-31", "2023-12-31"));
    assert_eq!(with(Article::default(), "2023/11/a.txt"), (Some("2023-11".into()), None));
    let updated = Article { updated: stated("2024-01-02"), ..Article::default() };
    assert_eq!(with(updated, "a.txt"), both("2023-12-31", "2023-12-31"));
    let latest = |day| Article { latest: Some(date(day)), ..Article::default() };
    assert_eq!(with(latest("2024-01-02"), "a.txt"), both("2023-12-31", "2023-12-31"));
    assert_eq!(with(latest("2024-05-02"), "a.txt"), (None, None));
    // The time of the file gives no year.
    let case = Case { day: Some("31 déc"), latest: Some("2024-01-02"), ..Case::default() };
    assert_eq!(settled(case).0.published, None);
}
