//! From a query to what is looked for in an index: words that the archive does not say become concepts, units get their
//! derived words and the terms of their concepts. Finds no articles.

use std::collections::BTreeMap;

use tantivy::query::{AllQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use super::collect;
use super::concept;
use super::derived;
use super::expansion::{self, Expansions};
use super::filter::filters;
use super::group::{GroupQuery, doc_freq};
use super::known_values;
use super::listed::ListedQuery;
use super::matching::{field_of, restrict};
use super::plan::{Plan, plan};
use super::request::SearchRequest;
use super::slot::{Slot, slots_of};
use super::way::Way;
use super::widen::{self, Widened};
use crate::model::Language;
use crate::query::{Form, Query, Remark};
use crate::thesaurus::Thesaurus;

/// A query in terms of the archive, with what became of it on the way.
pub(super) struct Planned {
    pub plan: Plan,
    pub query: Query,
    pub remarks: Vec<Remark>,
}

/// What queries are planned for.
pub(super) struct Planner<'a> {
    pub searcher: &'a Searcher,
    /// Languages of the articles, that of most first.
    pub languages: &'a [Option<Language>],
    pub expansions: &'a Expansions,
    /// What no answer may hold.
    pub hidden: Option<ListedQuery>,
    /// `None`: the program's own, which is read when it is first asked.
    pub thesaurus: Option<&'a Thesaurus>,
}

/// The articles of some languages.
struct Kept {
    filter: SearchRequest,
    /// Whether these are all languages of the index.
    is_all: bool,
}

impl Planner<'_> {
    /// Plans `query` for the languages asked for, else for all of the index.
    pub fn plan(&self, query: &Query, request: &SearchRequest) -> tantivy::Result<Planned> {
        let narrowed: Vec<Option<Language>> = request.languages.iter().copied().map(Some).collect();
        let languages = if narrowed.is_empty() { self.languages } else { &narrowed };
        let Widened { query, mut remarks } = self.widen(query, languages, request)?;
        let mut plan = plan(&query, languages);
        plan.today = request.day();
        let is_shown = |word: &str| self.is_shown(word);
        remarks.extend(expansion::add(self.searcher, self.expansions, &query, &mut plan, &is_shown)?);
        remarks.extend(known_values::add(self.searcher, self.hidden.as_ref(), &mut plan)?);
        derived::add(self.searcher, languages, &mut plan)?;
        if plan.units.iter().any(|unit| unit.concept.is_some()) {
            concept::add(self.searcher, self.thesaurus(), languages, &mut plan)?;
        }
        Ok(Planned { plan, query, remarks })
    }

    /// Whether an article that answers may hold has the form.
    fn is_shown(&self, form: &str) -> bool {
        let Some(hidden) = &self.hidden else { return true };
        let term = Term::from_field_text(field_of(Form::Exact), form);
        let says = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
        let found = restrict(says, Vec::new(), vec![Box::new(hidden.clone())]);
        collect::count(self.searcher, found.as_ref()).is_ok_and(|num| num > 0)
    }

    fn thesaurus(&self) -> &Thesaurus {
        self.thesaurus.unwrap_or_else(|| Thesaurus::built_in())
    }

    /// The query with its concepts. The thesaurus is not asked for what the archive says often.
    ///
    /// A query belongs to the languages asked for, else to that of most articles: in a French archive with some English
    /// articles, an English word is to find the French ones too.
    fn widen(
        &self,
        query: &Query,
        languages: &[Option<Language>],
        request: &SearchRequest,
    ) -> tantivy::Result<Widened> {
        let own = if request.languages.is_empty() { &languages[..languages.len().min(1)] } else { languages };
        let kept = Kept {
            filter: SearchRequest {
                languages: own.iter().copied().flatten().collect(),
                ..SearchRequest::default()
            },
            is_all: own.len() == self.languages.len(),
        };
        let num_articles = match kept.is_all {
            true => self.searcher.num_docs(),
            false => self.count_kept(Box::new(AllQuery), &kept)?,
        };
        let num_others = self.searcher.num_docs().saturating_sub(num_articles);
        let is_rare = |num_with| widen::is_rare(num_with, num_articles);
        let mut num_with: BTreeMap<&str, u64> = BTreeMap::new();
        for word in query.plain_words() {
            let at_most = self.num_with(&word.text, languages, None)?;
            let num = match at_most.saturating_sub(num_others) {
                // However many of the other articles say it, these say it often.
                at_least if kept.is_all || !is_rare(at_least) => at_least,
                _ => self.num_with(&word.text, languages, Some(&kept))?,
            };
            num_with.insert(&word.text, num);
        }
        if !request.expands && !num_with.values().any(|&num| is_rare(num)) {
            return Ok(Widened { query: query.clone(), remarks: Vec::new() });
        }
        let archive = widen::Archive {
            languages: own,
            is_whole: kept.is_all,
            num_articles,
            num_with: &|word| num_with.get(word.text.as_str()).copied().unwrap_or(0),
        };
        Ok(widen::widen(query, &archive, self.thesaurus(), request.expands))
    }

    /// How many articles, of all or of those kept, say a chunk of a query, inflected; of a chunk of several words, at most.
    fn num_with(
        &self,
        chunk: &str,
        languages: &[Option<Language>],
        kept: Option<&Kept>,
    ) -> tantivy::Result<u64> {
        let main = languages.first().copied().flatten();
        let mut most = 0;
        for &language in languages {
            let slots = slots_of(chunk, language, main);
            let way: Way = slots.iter().map(Slot::index_terms).collect();
            if way.is_empty() {
                continue;
            }
            most = most.max(match kept {
                None => doc_freq(self.searcher, &[way])?,
                Some(kept) => self.count_kept(Box::new(GroupQuery::new(vec![way], 0.0)), kept)?,
            });
        }
        Ok(most)
    }

    fn count_kept(&self, query: Box<dyn tantivy::query::Query>, kept: &Kept) -> tantivy::Result<u64> {
        collect::count(self.searcher, restrict(query, filters(&kept.filter), Vec::new()).as_ref())
    }
}
