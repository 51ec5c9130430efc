//! What one stored file may still cost, counted over all levels of files inside files. Measures nothing itself.

use std::cell::Cell;
use std::rc::Rc;

use super::Limits;

/// Unpacked bytes after which the ratio is watched: small files of one repeated letter are no attack.
pub(crate) const RATIO_FREE_BYTES: u64 = 64 * 1024 * 1024;

/// A bound that was broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BoundError {
    #[error("unpacks to more than {0} bytes")]
    Unpacked(u64),
    #[error("unpacks to more than {0} times its size; this is no text")]
    Ratio(u64),
    #[error("holds more than {0} files; unpack it and index the folder")]
    InnerFiles(u64),
}

/// The account of one stored file.
#[derive(Debug)]
pub(crate) struct Budget {
    limits: Limits,
    num_stored_bytes: u64,
    num_unpacked_bytes: Cell<u64>,
    num_inner_files: Cell<u64>,
    is_broken: Cell<bool>,
}

impl Budget {
    /// The account of a file that is stored in so many bytes.
    pub(crate) fn new(limits: &Limits, num_stored_bytes: u64) -> Rc<Self> {
        Rc::new(Budget {
            limits: *limits,
            num_stored_bytes: num_stored_bytes.max(1),
            num_unpacked_bytes: Cell::new(0),
            num_inner_files: Cell::new(0),
            is_broken: Cell::new(false),
        })
    }

    /// Counts bytes that came out of a decompressor, at whatever level.
    pub(crate) fn charge(&self, num_bytes: u64) -> Result<(), BoundError> {
        let all = self.num_unpacked_bytes.get().saturating_add(num_bytes);
        self.num_unpacked_bytes.set(all);
        if all > self.limits.max_unpacked_bytes {
            return self.refuse(BoundError::Unpacked(self.limits.max_unpacked_bytes));
        }
        if all > RATIO_FREE_BYTES && all / self.num_stored_bytes > self.limits.max_ratio {
            return self.refuse(BoundError::Ratio(self.limits.max_ratio));
        }
        Ok(())
    }

    /// Counts a file inside a container, at whatever level.
    pub(crate) fn count_inner_file(&self) -> Result<(), BoundError> {
        let all = self.num_inner_files.get() + 1;
        self.num_inner_files.set(all);
        match self.limits.max_inner_files {
            max if all > max => self.refuse(BoundError::InnerFiles(max)),
            _ => Ok(()),
        }
    }

    /// Whether a bound was broken: then nothing more may be read, at any level.
    pub(crate) fn is_broken(&self) -> bool {
        self.is_broken.get()
    }

    fn refuse(&self, error: BoundError) -> Result<(), BoundError> {
        self.is_broken.set(true);
        Err(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_levels_share_one_account() {
        let limits = Limits { max_unpacked_bytes: 100, max_inner_files: 2, ..Limits::default() };
        let budget = Budget::new(&limits, 10);
        let inner = budget.clone();
        assert_eq!((budget.charge(60), inner.charge(40)), (Ok(()), Ok(())));
        assert_eq!((budget.count_inner_file(), inner.count_inner_file()), (Ok(()), Ok(())));
        assert!(!budget.is_broken());
        assert_eq!(inner.charge(1), Err(BoundError::Unpacked(100)));
        assert_eq!(inner.count_inner_file(), Err(BoundError::InnerFiles(2)));
        assert!(budget.is_broken());
    }
}
