//! A file as found against the file as known: changed, perhaps changed, or the same. Decided without reading it.

use super::FileStat;

/// File systems and network shares keep times in steps of up to two seconds: within one step of the scan that read it,
/// a file may have changed without its times telling.
const RACY_NS: i64 = 2_000_000_000;

/// What was kept of a file when it was last read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Its size, times and identity then.
    pub stat: FileStat,
    /// When the scan began that read it, in nanoseconds since 1970.
    pub scanned_at_ns: i64,
}

/// What is to be done about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Size or time of change differ: read it.
    Changed,
    /// Something else differs, or its times cannot be trusted: its content decides.
    Touched,
    /// Nothing differs.
    Unchanged,
}

/// Compares a file with what is known of it.
pub fn compare(known: &Known, found: &FileStat) -> Change {
    let was = &known.stat;
    if was.num_bytes != found.num_bytes || was.mtime_ns != found.mtime_ns {
        return if was.num_bytes == found.num_bytes { Change::Touched } else { Change::Changed };
    }
    let is_racy = found.mtime_ns.saturating_add(RACY_NS) > known.scanned_at_ns;
    if is_racy || was.ctime_ns != found.ctime_ns || was.inode != found.inode {
        return Change::Touched;
    }
    Change::Unchanged
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAT: FileStat = FileStat { num_bytes: 5, mtime_ns: 10, ctime_ns: 11, inode: 3, device: 1 };
    const LATER: i64 = 100_000_000_000;

    #[test]
    fn size_decides_and_times_raise_doubt() {
        let known = Known { stat: STAT, scanned_at_ns: LATER };
        assert_eq!(compare(&known, &STAT), Change::Unchanged);
        assert_eq!(compare(&known, &FileStat { num_bytes: 6, ..STAT }), Change::Changed);
        assert_eq!(compare(&known, &FileStat { mtime_ns: 9, ..STAT }), Change::Touched);
        assert_eq!(compare(&known, &FileStat { ctime_ns: 12, ..STAT }), Change::Touched);
        assert_eq!(compare(&known, &FileStat { inode: 4, ..STAT }), Change::Touched);
        assert_eq!(compare(&known, &FileStat { device: 2, ..STAT }), Change::Unchanged, "remounted");
    }

    #[test]
    fn a_file_changed_just_before_the_scan_is_not_trusted() {
        let stat = FileStat { mtime_ns: LATER - 1_500_000_000, ..STAT };
        assert_eq!(compare(&Known { stat, scanned_at_ns: LATER }, &stat), Change::Touched);
        assert_eq!(compare(&Known { stat, scanned_at_ns: LATER + RACY_NS }, &stat), Change::Unchanged);
    }
}
