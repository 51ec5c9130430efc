//! The work that threads share: files to be read, in order, and batches of articles to be analysed.
//!
//! Any thread takes either kind, batches first. A thread that reads a large container offers its batches to all; when
//! the queue is full it analyses one itself, so nothing waits for anything but work.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::plan::FileTask;
use super::root::Root;
use crate::formats::{Commands, Member};
use crate::index::Recogniser;

/// Articles of one file that are analysed together.
pub(super) struct Batch {
    pub task: usize,
    pub members: Vec<Member>,
}

/// What a thread is to do next.
pub(super) enum Work {
    /// Analyse these articles.
    Analyse(Batch),
    /// Read the file of this task.
    Read(usize),
}

/// The shared work.
pub(super) struct Shared<'a> {
    roots: &'a [Root],
    tasks: &'a [FileTask],
    num_jobs: usize,
    commands: &'a Arc<Commands>,
    withheld: Arc<Recogniser>,
    max_batches: usize,
    is_cancelled: AtomicBool,
    queue: Mutex<Queue>,
    is_changed: Condvar,
}

#[derive(Default)]
struct Queue {
    batches: VecDeque<Batch>,
    next_task: usize,
    num_reading: usize,
}

impl<'a> Shared<'a> {
    pub(super) fn new(
        roots: &'a [Root],
        tasks: &'a [FileTask],
        num_jobs: usize,
        commands: &'a Arc<Commands>,
        withheld: Arc<Recogniser>,
    ) -> Self {
        let (queue, is_changed) = (Mutex::default(), Condvar::new());
        Shared {
            roots,
            tasks,
            num_jobs,
            commands,
            withheld,
            max_batches: 2 * num_jobs,
            is_cancelled: AtomicBool::new(false),
            queue,
            is_changed,
        }
    }

    /// The commands that reading may start.
    pub(super) fn commands(&self) -> &'a Arc<Commands> {
        self.commands
    }

    /// What recognises articles that were withdrawn.
    pub(super) fn withheld(&self) -> &Recogniser {
        &self.withheld
    }

    /// The file of a task and its root.
    pub(super) fn file(&self, task: usize) -> (&'a FileTask, &'a Root) {
        let file = &self.tasks[task];
        (file, &self.roots[file.root])
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next piece of work; waits for one while another thread may still make some. `None`: there is no more.
    pub(super) fn next(&self) -> Option<Work> {
        let mut queue = self.queue();
        loop {
            if let Some(batch) = queue.batches.pop_front() {
                return Some(Work::Analyse(batch));
            }
            if queue.next_task < self.tasks.len() && !self.is_cancelled() {
                queue.next_task += 1;
                queue.num_reading += 1;
                return Some(Work::Read(queue.next_task - 1));
            }
            if queue.num_reading == 0 {
                return None;
            }
            queue = self.is_changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Threads that a file may be parsed on: its share of all, by the files that are being read now.
    pub(super) fn num_jobs_of_a_file(&self) -> usize {
        (self.num_jobs / self.queue().num_reading.max(1)).max(1)
    }

    /// A thread has read its file; its batches may still be in the queue.
    pub(super) fn end_reading(&self) {
        self.queue().num_reading -= 1;
        self.is_changed.notify_all();
    }

    /// Offers a batch to all threads; gives it back when too many wait already.
    pub(super) fn offer(&self, batch: Batch) -> Option<Batch> {
        let mut queue = self.queue();
        if queue.batches.len() >= self.max_batches {
            return Some(batch);
        }
        queue.batches.push_back(batch);
        drop(queue);
        self.is_changed.notify_one();
        None
    }

    /// Begins no new file, and ends those that are being read. What is in the queue is still analysed.
    pub(super) fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
        self.is_changed.notify_all();
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }
}
