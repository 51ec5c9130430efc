//! Crashes, full disks, I/O errors and shares that go away: after each the last commit reads, no source was touched, and
//! the next run converges to what a fresh build gives. Scaled; full counts by the variables that `.ci/run --long` sets.

// A test that cannot set itself up has failed.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod bounded;
mod corpus;
mod crashes;
mod disk;
mod errors;
mod failpoint;
mod kills;
mod place;
mod random;
mod scene;
mod share;
mod unchanged;
mod whole;
mod year;
