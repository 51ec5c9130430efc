//! An archive of several commits beside a folder that changed since: the place to which a run is sent that will break,
//! again and again from the same state.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::SystemTime;

use crate::corpus::Size;
use crate::place::{Place, copy};
use crate::whole::Whole;

/// The state before the run, and what the next sound run makes of it.
pub struct Scene {
    pub place: Place,
    pub before: Whole,
    pub fresh: Whole,
    image: BTreeMap<PathBuf, (Vec<u8>, SystemTime)>,
}

impl Scene {
    pub fn new(seed: u64) -> Scene {
        let mut place = Place::new(seed, Size::SMALL);
        place.index();
        // Several segments with deleted articles: there is something to merge.
        for _ in 0..7 {
            (0..3).for_each(|_| place.corpus.change());
            place.index();
        }
        copy(&place.archive(), &place.root.join("base"));
        (0..14).for_each(|_| place.corpus.change());
        let (before, fresh, image) = (place.whole(), place.fresh(), place.corpus.image());
        Scene { place, before, fresh, image }
    }

    /// Puts the archive back into the state before.
    pub fn restore(&self) {
        copy(&self.place.root.join("base"), &self.place.archive());
    }

    /// What holds whatever broke: the last commit reads, no source was touched, the next run converges.
    #[track_caller]
    pub fn survives(&self, when: &str) {
        let after = match catch_unwind(AssertUnwindSafe(|| self.place.whole())) {
            Ok(after) => after,
            Err(_) => panic!("{when}: the last commit does not read"),
        };
        for (id, article) in &after.articles {
            let is_known =
                [&self.before, &self.fresh].iter().any(|whole| whole.articles.get(id) == Some(article));
            assert!(is_known, "{when}: {id} is neither what was committed nor what is there");
        }
        for id in self.before.articles.keys().filter(|id| self.fresh.articles.contains_key(*id)) {
            assert!(after.articles.contains_key(id), "{when}: {id} is missing though its file has it");
        }
        self.place.answers(when);
        assert!(self.place.corpus.image() == self.image, "{when}: a source was touched");
        self.place.converges(&self.fresh, when);
    }
}
