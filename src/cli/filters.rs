//! The options that keep articles out of an answer, whatever the words: the same for every command that asks. What is asked
//! of those that are left is each command's own.

use depeche::model::{Language, PartialDate};
use depeche::render::shell_word;
use depeche::search::{FacetField, FacetValue, SearchRequest};

/// What articles must be, besides matching words.
#[derive(Debug, Default, clap::Args)]
pub struct Filters {
    /// First day, month or year of publication: 2023, 2023-09, 2023-09-20
    #[arg(long, visible_alias = "since", value_name = "DATE")]
    from: Option<PartialDate>,
    /// Last day, month or year of publication, whole
    #[arg(long, visible_alias = "until", value_name = "DATE")]
    to: Option<PartialDate>,
    /// Only this publication; may be repeated
    #[arg(long, value_name = "NAME")]
    source: Vec<String>,
    /// Only this language, such as fr; may be repeated
    #[arg(long, value_name = "CODE")]
    lang: Vec<Language>,
    /// Only this section; may be repeated
    #[arg(long, value_name = "NAME")]
    section: Vec<String>,
    /// Only this author; may be repeated
    #[arg(long, value_name = "NAME")]
    author: Vec<String>,
    /// Only articles with this value: source, section, author, language, year, agency, tag or place, a colon and the value;
    /// without value, only those of which it is not known
    #[arg(long, value_name = "FIELD:VALUE")]
    only: Vec<FacetValue>,
    /// Leave out articles with this value, or without value those of which it is not known; may be repeated
    #[arg(long, value_name = "FIELD:VALUE")]
    not: Vec<FacetValue>,
    /// Only articles with these words in captions of pictures or in credits
    #[arg(long, value_name = "WORDS", default_value = "", hide_default_value = true)]
    caption: String,
    /// Leave out scans of which fewer than N of a hundred words can be read; other articles stay
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=100), default_value_t = 0, hide_default_value = true)]
    min_legibility: u8,
    /// Show articles under embargo too
    #[arg(long)]
    embargoed: bool,
}

impl Filters {
    /// Whether they keep every article. Articles under embargo are no choice of what to read about.
    pub fn is_empty(&self) -> bool {
        self.from.is_none()
            && self.to.is_none()
            && self.source.is_empty()
            && self.lang.is_empty()
            && self.section.is_empty()
            && self.author.is_empty()
            && self.only.is_empty()
            && self.not.is_empty()
            && self.caption.trim().is_empty()
            && self.min_legibility == 0
    }

    /// Whether they name a period, in which no undated article is.
    pub fn is_dated(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// Puts them into `request`, with the time of asking.
    pub fn fill(&self, request: &mut SearchRequest) {
        request.dates.from = self.from;
        request.dates.to = self.to;
        request.sources.clone_from(&self.source);
        request.languages.clone_from(&self.lang);
        let value = |field: FacetField| move |name: &String| FacetValue { field, value: Some(name.clone()) };
        request.kept.clone_from(&self.only);
        request.kept.extend(self.section.iter().map(value(FacetField::Section)));
        request.kept.extend(self.author.iter().map(value(FacetField::Author)));
        request.left_out.clone_from(&self.not);
        request.captions.clone_from(&self.caption);
        request.min_legibility = self.min_legibility;
        request.shows_embargoed = self.embargoed;
        request.now = super::environment::now();
    }

    /// What is typed to have them: options with their values, ready for a shell.
    pub fn words(&self) -> Vec<String> {
        let Filters { from, to, source, lang, section, author, only, not, caption, .. } = self;
        let mut words = Vec::new();
        let mut option = |name: &str, value: String| words.push(format!("{name} {}", shell_word(&value)));
        from.iter().for_each(|date| option("--from", date.to_string()));
        to.iter().for_each(|date| option("--to", date.to_string()));
        source.iter().for_each(|source| option("--source", source.clone()));
        lang.iter().for_each(|code| option("--lang", code.to_string()));
        section.iter().for_each(|section| option("--section", section.clone()));
        author.iter().for_each(|author| option("--author", author.clone()));
        only.iter().for_each(|value| option("--only", value.to_string()));
        not.iter().for_each(|value| option("--not", value.to_string()));
        if !caption.is_empty() {
            option("--caption", caption.clone());
        }
        words.extend((self.min_legibility > 0).then(|| format!("--min-legibility {}", self.min_legibility)));
        words.extend(self.embargoed.then(|| "--embargoed".to_string()));
        words
    }
}
