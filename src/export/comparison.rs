//! An export of today beside the record of an earlier one: which articles came, went, or say something else now.

use std::collections::HashMap;

use super::digest::content_digest;
use super::manifest::{ArchiveState, Count, Manifest, OutputFile};
use crate::model::{ArticleId, PartialDate};
use crate::search::ExportedArticle;

/// What asking again gave.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Replay {
    /// The same or not.
    pub verdict: Verdict,
    /// The archive then and now.
    pub archive: [ArchiveState; 2],
    /// The program and its rules for words, then and now.
    pub program: [String; 2],
    /// The rules for words, then and now.
    pub analysis: [String; 2],
    /// The reading of the query, then and now.
    pub understood: [String; 2],
    /// Numbers of articles, then and now.
    pub count: [Count; 2],
    /// The file, then and now.
    pub output: [OutputFile; 2],
    /// Whether articles that are in both stand in another order.
    pub is_reordered: bool,
    /// Articles that were not in it.
    pub gained: Vec<Listed>,
    /// Articles that are not in it any more.
    pub lost: Vec<Listed>,
    /// Articles that say something else now.
    pub changed: Vec<Listed>,
}

/// The same or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Byte for byte the same file.
    Identical,
    /// The same articles, saying the same; the file differs in order, scores or form.
    SameArticles,
    /// Articles came, went or changed.
    Differs,
}

impl Verdict {
    /// The word used in JSON output.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Identical => "identical",
            Verdict::SameArticles => "same-articles",
            Verdict::Differs => "differs",
        }
    }
}

/// An article of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: ArticleId,
    /// First publication.
    pub published: Option<PartialDate>,
    /// Title.
    pub title: Option<String>,
    /// Why it is lost, in a clause; `None`: not lost, or not known.
    pub reason: Option<String>,
}

/// A comparison under way: every article of today, in its order, goes through [`add`](Comparison::add).
pub struct Comparison<'a> {
    before: &'a Manifest,
    /// Places of the articles of then.
    places: HashMap<ArticleId, usize>,
    is_found: Vec<bool>,
    last_place: Option<usize>,
    is_reordered: bool,
    gained: Vec<Listed>,
    changed: Vec<Listed>,
}

impl<'a> Comparison<'a> {
    /// Compares with `before`.
    pub fn new(before: &'a Manifest) -> Self {
        let places = before.articles.iter().enumerate().map(|(place, article)| (article.id, place)).collect();
        Comparison {
            before,
            places,
            is_found: vec![false; before.articles.len()],
            last_place: None,
            is_reordered: false,
            gained: Vec::new(),
            changed: Vec::new(),
        }
    }

    /// The next article of today.
    pub fn add(&mut self, article: &ExportedArticle) {
        let Some(&place) = self.places.get(&article.hit.article.id) else {
            return self.gained.push(listed(article));
        };
        self.is_found[place] = true;
        self.is_reordered |= self.last_place.is_some_and(|last| last > place);
        self.last_place = Some(place);
        if self.before.articles[place].digest != content_digest(article) {
            self.changed.push(listed(article));
        }
    }

    /// What it came to: the answer of today as its own manifest would say it. `why_lost` looks for an article that is gone.
    pub fn finish<E>(
        self,
        now: &Manifest,
        why_lost: impl Fn(ArticleId) -> Result<Option<String>, E>,
    ) -> Result<Replay, E> {
        let before = self.before;
        let gone = before.articles.iter().zip(&self.is_found).filter(|(_, is_found)| !**is_found);
        let lost = gone.map(|(article, _)| {
            Ok(Listed {
                id: article.id,
                published: article.published,
                title: article.title.clone(),
                reason: why_lost(article.id)?,
            })
        });
        let lost: Vec<Listed> = lost.collect::<Result<_, E>>()?;
        let is_same = self.gained.is_empty() && lost.is_empty() && self.changed.is_empty();
        let verdict = match () {
            () if before.tail.output.checksum == now.tail.output.checksum => Verdict::Identical,
            () if is_same => Verdict::SameArticles,
            () => Verdict::Differs,
        };
        let pair = |of: fn(&Manifest) -> String| [of(before), of(now)];
        Ok(Replay {
            verdict,
            archive: [before.head.archive.clone(), now.head.archive.clone()],
            program: pair(|manifest| manifest.head.program.clone()),
            analysis: pair(|manifest| manifest.head.analysis.clone()),
            understood: pair(|manifest| manifest.head.query.understood.clone()),
            count: [before.tail.count, now.tail.count],
            output: [before.tail.output.clone(), now.tail.output.clone()],
            is_reordered: self.is_reordered,
            gained: self.gained,
            lost,
            changed: self.changed,
        })
    }
}

fn listed(article: &ExportedArticle) -> Listed {
    let head = &article.hit.article;
    Listed {
        id: head.id,
        published: head.published.as_ref().map(|published| published.value),
        title: head.title.as_ref().map(|title| title.value.clone()),
        reason: None,
    }
}
