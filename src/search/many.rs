//! Several requests answered at once, on several threads: for alerts, which are all asked of the same state. How one is
//! answered is `local`'s to say.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{available_parallelism, scope};

use super::error::Error;
use super::local::LocalSearcher;
use super::request::SearchRequest;
use super::response::SearchResponse;
use super::searcher::Searcher;

/// More threads than that read from one disk in each other's way.
const MAX_THREADS: usize = 8;

impl LocalSearcher {
    /// How many requests [`LocalSearcher::search_all`] answers at a time.
    pub fn num_threads() -> usize {
        available_parallelism().map_or(1, |num| num.get().min(MAX_THREADS))
    }

    /// The answers to `requests`, in their order: those that [`Searcher::search`] gives. They are in memory all together.
    pub fn search_all(&self, requests: &[SearchRequest]) -> Vec<Result<SearchResponse, Error>> {
        let num_threads = Self::num_threads().min(requests.len());
        if num_threads < 2 {
            return requests.iter().map(|request| self.search(request)).collect();
        }
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(request) = requests.get(number) else { return done };
                done.push((number, self.search(request)));
            }
        };
        let mut done = scope(|scope| {
            let threads: Vec<_> = (1..num_threads).map(|_| scope.spawn(work)).collect();
            let mut done = work();
            for thread in threads {
                done.extend(thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            done
        });
        done.sort_unstable_by_key(|(number, _)| *number);
        done.into_iter().map(|(_, answer)| answer).collect()
    }
}
