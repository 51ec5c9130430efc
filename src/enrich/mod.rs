//! What can be known of one article beyond what its file says: title, date, language, settings. Reads no file.

mod date_in_path;
mod dateline;
mod evidence;
mod language;
mod legibility;
mod publication;
mod split;
mod title;

use std::path::Path;

use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::model::{Article, FolderSettings, Known, Language, Origin, PartialDate};

pub use evidence::day_of_file_time;
pub use legibility::legibility;
pub use split::MAX_ARTICLE_BYTES;

/// Where an article was found and what is known of all articles there.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The settings of its folder.
    pub folder: &'a FolderSettings,
    /// The file's path inside the folder, with `/` between its parts.
    pub path_inside: &'a str,
    /// The language of texts that do not tell theirs.
    pub default_language: Option<Language>,
    /// The day on which the file was last written, of [`day_of_file_time`]: nothing in it was published later. It is never
    /// taken for a date of publication.
    pub latest: Option<PartialDate>,
}

/// Completes an article: title, date, place of writing, agency, source, section and language where its source did not
/// state them, each with its origin; takes the block that an agency puts behind a text out of it. Of what the source
/// stated only dates that cannot be are taken back: those later than the file that they stand in.
///
/// An article over [`MAX_ARTICLE_BYTES`] comes back as several, in the order of the text: unit `chapter`, the number
/// of the part (from 1) in `page`. Findings go to `sink` under the name of `file`.
pub fn complete(
    mut article: Article,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    file: &Path,
) -> Vec<Article> {
    let member = article.source_id.clone();
    let day = dateline::take(&mut article);
    fill_from_settings(&mut article, context.folder);
    title::derive(&mut article);
    publication::settle(&mut article, day, context, &mut |message| {
        let (path, member) = (file.to_path_buf(), member.clone());
        sink.report(Diagnostic { path, member, code: Code::BadDate, message });
    });
    if article.language.is_none() {
        let languages = &context.folder.languages;
        let is_possible = |language: &Language| languages.is_empty() || languages.contains(language);
        article.language = language::detect(&article.text)
            .filter(is_possible)
            .map(|language| Known::new(language, Origin::Detected, "words of the text"))
            .or_else(|| {
                context
                    .default_language
                    .map(|language| Known::new(language, Origin::Setting, "default language"))
            });
    }
    if let (true, Some(language)) = (article.is_scan, &article.language) {
        article.legibility = legibility(&article.text, language.value);
    }
    split::split(article)
}

fn fill_from_settings(article: &mut Article, settings: &FolderSettings) {
    fn fill<T: Clone>(value: &mut Option<Known<T>>, setting: Option<&T>, name: &str) {
        if let (None, Some(setting)) = (&value, setting) {
            *value = Some(Known::new(setting.clone(), Origin::Setting, format!("folder setting {name}")));
        }
    }
    fill(&mut article.source, settings.source.as_ref(), "source");
    fill(&mut article.section, settings.section.as_ref(), "section");
    fill(&mut article.language, settings.lang.as_ref(), "lang");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DatePath;

    fn article(text: &str) -> Article {
        Article { text: text.into(), ..Article::default() }
    }

    fn completed(article: Article, settings: &FolderSettings, path_inside: &str) -> Article {
        let context =
            Context { folder: settings, path_inside, default_language: Some(Language::FR), latest: None };
        complete(article, &context, &mut Vec::new(), Path::new(path_inside)).remove(0)
    }

    #[test]
    fn settings_fill_gaps_and_never_change_what_is_stated() {
        let settings = FolderSettings {
            source: Some("La Tribune".into()),
            section: Some("Monde".into()),
            lang: Some(Language::FR),
            ..FolderSettings::default()
        };
        let stated = Article {
            source: Some(Known::stated("AH".into(), "x")),
            ..article("The truce of the day is over.")
        };
        let done = completed(stated, &settings, "a.txt");
        assert_eq!(done.source.map(|source| source.value).as_deref(), Some("AH"));
        assert_eq!(done.section.map(|section| section.origin), Some(Origin::Setting));
        assert_eq!(done.language.map(|language| language.value), Some(Language::FR));
    }

    #[test]
    fn the_date_pattern_goes_before_what_paths_usually_say() {
        let date_path = DatePath::try_from("LM_{dd}{mm}{yyyy}".to_string()).ok();
        let settings = FolderSettings { date_path, ..FolderSettings::default() };
        let date =
            |path| completed(article("Un."), &settings, path).published.map(|date| date.value.to_string());
        assert_eq!(date("2020/01/LM_20092023.txt").as_deref(), Some("2023-09-20"));
        assert_eq!(date("2020/01/autre.txt").as_deref(), Some("2020-01"));
        assert_eq!(date("autre.txt"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_completed_with_spans_inside_it(text in "\\PC{0,200}(\n\\PC{0,20}){0,3}", path in "\\PC{0,40}") {
            let done = completed(article(&text), &FolderSettings::default(), &path);
            if let Some(span) = done.title_span {
                proptest::prop_assert!(done.text.get(span.byte_start..span.byte_end).is_some());
            }
            proptest::prop_assert_eq!(done.text, text);
        }
    }

    #[test]
    fn an_unclear_language_is_the_default() {
        let done = completed(article("Ok 12"), &FolderSettings::default(), "a.txt");
        assert_eq!(done.language.map(|language| language.origin), Some(Origin::Setting));
    }
}
