//! Disks that are full or read-only: file systems in memory, mounted for the test.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::corpus::Size;
use crate::place::{Place, needed};

/// A file system in memory, until it is dropped.
pub struct Disk(PathBuf);

impl Disk {
    /// Mounts one at `place`, which is made. `None`: who runs the tests may not mount; that is said, and fails in CI.
    pub fn mount(place: &Path, size: &str) -> Option<Disk> {
        std::fs::create_dir_all(place).unwrap();
        let options = format!("size={size},mode=700");
        let is_mounted = mount(&["-t", "tmpfs", "-o", &options, "tmpfs"], place);
        needed("the right to mount file systems", is_mounted.then(|| Disk(place.to_path_buf())))
    }

    /// Whatever is mounted at `place`.
    pub fn at(place: &Path) -> Disk {
        Disk(place.to_path_buf())
    }

    #[track_caller]
    pub fn remount(&self, options: &str) {
        assert!(mount(&["-o", &format!("remount,{options}")], &self.0));
    }

    /// Takes it away while it is used, as a share goes whose server does.
    #[track_caller]
    pub fn vanish(&self) {
        assert!(Command::new("umount").arg("-l").arg(&self.0).status().unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = Command::new("umount").arg("-l").arg(&self.0).stderr(std::process::Stdio::null()).status();
    }
}

fn mount(arguments: &[&str], place: &Path) -> bool {
    let mut command = Command::new("mount");
    command.args(arguments).arg(place).stderr(std::process::Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

#[test]
fn a_full_disk_ends_the_run_with_a_sentence_and_nothing_is_lost() {
    let mut place = Place::new(21, Size::SMALL);
    let Some(disk) = Disk::mount(&place.archive(), "8m") else { return };
    place.index();
    let before = place.whole();
    (0..20).for_each(|_| place.corpus.change());
    let fresh = place.fresh();
    // Filled up to so many bytes: a run meets the end of the disk in each of its steps.
    for free_kib in [0, 12, 40, 120, 300] {
        for arguments in
            [&["index", "--commit-every", "1"][..], &["index", "--reanalyze"], &["index", "--compact"]]
        {
            let when = format!("{arguments:?} with {free_kib} KiB free");
            let filler = place.archive().join("filler");
            fill(&filler, free_kib);
            let ended = place.run(arguments);
            if ended.status != Some(0) {
                assert_eq!(ended.status, Some(2), "{when}: {ended:?}");
                assert!(ended.err.contains("space") && ended.err.contains("free"), "{when}: {}", ended.err);
                assert!(!ended.err.contains("panicked at"), "{when}: {}", ended.err);
            }
            place.answers(&when);
            let status = place.run(&["status"]);
            assert!(matches!(status.status, Some(0 | 1)), "{when}: {status:?}");
            let after = place.whole();
            for (id, article) in &after.articles {
                let is_known = [&before, &fresh].iter().any(|whole| whole.articles.get(id) == Some(article));
                assert!(is_known, "{when}: {id}");
            }
            std::fs::remove_file(filler).unwrap();
        }
    }
    place.converges(&fresh, "with room again");
    disk.remount("size=30m");
    assert_eq!(place.run(&["index", "--compact"]).status, Some(0));
    place.whole().same_as(&fresh, "compacted");
}

/// Writes a file until so many KiB are free.
fn fill(filler: &Path, free_kib: u64) {
    let mut file = std::fs::File::create(filler).unwrap();
    let block = [0_u8; 4096];
    while std::io::Write::write_all(&mut file, &block).is_ok() {}
    let len = file.metadata().unwrap().len();
    file.set_len(len.saturating_sub(free_kib << 10)).unwrap();
}

#[test]
fn a_read_only_disk_answers_and_refuses_to_index() {
    let mut place = Place::new(22, Size::SMALL);
    let Some(disk) = Disk::mount(&place.archive(), "64m") else { return };
    place.index();
    let before = place.whole();
    (0..6).for_each(|_| place.corpus.change());
    disk.remount("ro");
    for arguments in
        [&["index"][..], &["index", "--full"], &["index", "--reanalyze"], &["index", "--compact"]]
    {
        let ended = place.run(arguments);
        assert_eq!(ended.status, Some(2), "{arguments:?}: {ended:?}");
        assert!(ended.err.contains("read-only"), "{arguments:?}: {}", ended.err);
    }
    place.answers("read-only");
    // Its own history could not take them: the program remembers them all the same.
    let status = place.run(&["status"]);
    assert_eq!(status.status, Some(1), "{status:?}");
    assert!(status.out.contains("could not begin"), "{status:?}");
    assert!(place.whole() == before);
    disk.remount("rw");
    place.converges(&place.fresh(), "writable again");
    let status = place.run(&["status"]);
    assert_eq!(status.status, Some(0), "{status:?}");
}
