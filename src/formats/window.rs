//! Work on the members of one container on several threads at a time, its results in the order of the file. Bounded: only
//! so much waits as was pushed. Knows nothing of formats.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Bytes of members that are worked on together: enough for all threads, little beside the limits on memory.
const MAX_BYTES: usize = 8 * 1024 * 1024;
/// Members that are worked on together.
const MAX_JOBS: usize = 4096;

/// Members that wait to be worked on.
pub(super) struct Window<J> {
    jobs: Vec<J>,
    num_bytes: usize,
}

impl<J: Send> Window<J> {
    pub(super) fn new() -> Self {
        Window { jobs: Vec::new(), num_bytes: 0 }
    }

    /// Adds a member of so many bytes; `true`: it is time to work.
    pub(super) fn push(&mut self, job: J, num_bytes: usize) -> bool {
        self.jobs.push(job);
        self.num_bytes += num_bytes;
        self.num_bytes >= MAX_BYTES || self.jobs.len() >= MAX_JOBS
    }

    /// Works on all that waits, on up to `num_threads` threads; the results stand in the order of the members.
    pub(super) fn work<T: Send>(&mut self, num_threads: usize, work: impl Fn(J) -> T + Sync) -> Vec<T> {
        self.num_bytes = 0;
        let jobs = std::mem::take(&mut self.jobs);
        let num_threads = num_threads.min(jobs.len());
        if num_threads < 2 {
            return jobs.into_iter().map(work).collect();
        }
        let jobs: Vec<_> = jobs.into_iter().map(|job| Mutex::new(Some(job))).collect();
        let next = AtomicUsize::new(0);
        let take = || take_jobs(&jobs, &next, &work);
        let mut done = std::thread::scope(|scope| {
            let threads: Vec<_> = (1..num_threads).map(|_| scope.spawn(take)).collect();
            let mut done = take();
            for thread in threads {
                done.extend(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            done
        });
        done.sort_unstable_by_key(|(number, _)| *number);
        done.into_iter().map(|(_, result)| result).collect()
    }
}

/// Works on one job after the other until none is left; each result with the number of its job.
fn take_jobs<J, T>(jobs: &[Mutex<Option<J>>], next: &AtomicUsize, work: &impl Fn(J) -> T) -> Vec<(usize, T)> {
    let mut done = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let Some(job) = jobs.get(number) else { return done };
        let job = job.lock().unwrap_or_else(PoisonError::into_inner).take();
        done.extend(job.map(|job| (number, work(job))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_members() {
        for num_threads in [0, 1, 2, 7, 200] {
            let mut window = Window::new();
            for number in 0..100_u64 {
                window.push(number, 1);
            }
            let squares = window.work(num_threads, |number| {
                std::thread::sleep(std::time::Duration::from_micros(100 - number));
                number * number
            });
            assert!(squares.iter().copied().eq((0..100).map(|number| number * number)), "{num_threads}");
            assert!(window.work(num_threads, |number| number).is_empty());
        }
    }

    #[test]
    fn a_window_is_full_by_bytes_or_by_members() {
        let mut window = Window::new();
        assert!(!window.push((), 10) && window.push((), MAX_BYTES));
        window.work(1, |()| ());
        assert!((1..MAX_JOBS).all(|_| !window.push((), 1)) && window.push((), 1));
    }
}
