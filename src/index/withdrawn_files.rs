//! Where the list of withdrawn articles is kept: a copy in the archive's directory, for whoever reads that, and the list beside
//! the user's settings, which outlives the archive. Every change goes into both.
//!
//! A list that cannot be read is an error and never taken for none: what it hides must not come back by damage.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::archive::Archive;
use super::durable;
use super::error::Error;
use super::withdrawals::Withdrawals;
use crate::corpus::platform;
use crate::error::{AtPath, PathError};

/// The name of the copy in the archive's directory.
pub(super) const COPY: &str = "withdrawn.json";

/// Tells two states of the lists apart. Each change makes a new file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ListsStamp([Option<(u64, i64, u64)>; 2]);

/// The list after a change.
#[derive(Debug)]
pub(crate) struct ChangedWithdrawals {
    /// The list, as the archive's copy now has it.
    pub list: Withdrawals,
    /// Why the list beside the settings could not be written; the copy was.
    pub unwritten: Option<PathError>,
}

impl Archive {
    /// Everything that was withdrawn, by the archive's copy and by the list beside the settings. What the copy does not know
    /// yet is looked for among the archive's files by its bytes.
    pub fn withdrawals(&self) -> Result<Withdrawals, Error> {
        let copy = self.root().join(COPY);
        let json = bytes_of(&copy)?;
        let mut list = parse(&copy, json.as_deref())?;
        let Some(master) = self.withdrawn_list() else { return Ok(list) };
        let other = bytes_of(master)?;
        // As a rule both are the same, and reading one of them is enough.
        if other != json {
            let mut all = list.clone();
            all.merge(&parse(master, other.as_deref())?);
            if all != list {
                list = all;
                list.meet_all(&self.file_table()?);
            }
        }
        Ok(list)
    }

    /// Changes the list in both places, each replaced in one step. Another process that does the same waits meanwhile.
    ///
    /// `change` is told whether the archive's copy lacks something.
    pub(crate) fn change_withdrawals(
        &self,
        change: impl FnOnce(&mut Withdrawals, bool) -> Result<(), Error>,
    ) -> Result<ChangedWithdrawals, Error> {
        let directory = File::open(self.root()).at(self.root())?;
        directory.lock().at(self.root())?;
        let copy = self.read_copy()?;
        let master = self.withdrawn_list().map(|path| Ok::<_, Error>((path, read(path)?))).transpose()?;
        let mut list = copy.clone();
        if let Some((_, master)) = &master {
            list.merge(master);
        }
        let was_behind = !list.is_empty() && list != copy;
        change(&mut list, was_behind)?;
        if list.is_empty() {
            return Ok(ChangedWithdrawals { list, unwritten: None });
        }
        if list != copy {
            durable::write(&self.root().join(COPY), self.access().file_mode(), &json_of(&list)?)?;
        }
        let unwritten = match master {
            Some((path, master)) if master != list => write_master(path, &json_of(&list)?).err(),
            _ => None,
        };
        Ok(ChangedWithdrawals { list, unwritten })
    }

    /// What is wrong with the two lists, whether the other one could take its place, and what to call it: a clause each.
    pub(crate) fn faults_of_withdrawals(&self) -> Result<Vec<ListFault>, Error> {
        let copy = self.root().join(COPY);
        let lists = std::iter::once(copy.as_path()).chain(self.withdrawn_list());
        let mut faults = Vec::new();
        let mut has_sound = false;
        for path in lists {
            match bytes_of(path)?.map(|json| parse(path, Some(&json))) {
                None => {}
                Some(Ok(_)) => has_sound = true,
                Some(Err(Error::DamagedWithdrawals { path, reason })) => faults.push((path, reason)),
                Some(Err(error)) => return Err(error),
            }
        }
        let fault =
            |(path, reason)| ListFault { is_copy: path == copy, path, reason, can_be_mended: has_sound };
        Ok(faults.into_iter().map(fault).collect())
    }

    /// Puts the list that can be read in the place of the one that cannot, which is kept beside it; returns where that was done.
    ///
    /// # Errors
    /// When a file cannot be read or written. Where neither list can be read nothing is done: none is not taken for an empty one.
    pub fn mend_withdrawals(&self) -> Result<Vec<PathBuf>, Error> {
        self.refuse_if_snapshot()?;
        let faults = self.faults_of_withdrawals()?;
        let mended: Vec<PathBuf> =
            faults.into_iter().filter(|fault| fault.can_be_mended).map(|fault| fault.path).collect();
        for path in &mended {
            let aside = put_aside_name(path);
            std::fs::rename(path, &aside).at(path)?;
        }
        if !mended.is_empty() {
            // Both become what the one that is left says.
            if let Some(error) = self.change_withdrawals(|_, _| Ok(()))?.unwritten {
                return Err(error.into());
            }
        }
        Ok(mended)
    }

    /// Changes whenever a list does.
    pub(crate) fn withdrawals_stamp(&self) -> ListsStamp {
        let stamp = |path: &Path| {
            let metadata = std::fs::metadata(path).ok()?;
            let stat = platform::stat_of(&metadata);
            Some((stat.num_bytes, stat.mtime_ns, stat.inode))
        };
        ListsStamp([stamp(&self.root().join(COPY)), self.withdrawn_list().and_then(stamp)])
    }

    fn read_copy(&self) -> Result<Withdrawals, Error> {
        read(&self.root().join(COPY))
    }
}

/// A list that cannot be read.
#[derive(Debug)]
pub(crate) struct ListFault {
    /// Its file.
    pub path: PathBuf,
    /// Whether it is the archive's copy.
    pub is_copy: bool,
    /// What is wrong with it.
    pub reason: String,
    /// Whether the other one can be read.
    pub can_be_mended: bool,
}

/// How a damaged file is called when another takes its place.
pub(crate) fn put_aside_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(DAMAGED);
    name.into()
}

/// How names of damaged files end that were put aside.
pub(super) const DAMAGED: &str = ".damaged";

fn read(path: &Path) -> Result<Withdrawals, Error> {
    parse(path, bytes_of(path)?.as_deref())
}

/// `None`: there is no list.
fn bytes_of(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match std::fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        json => Ok(Some(json.at(path)?)),
    }
}

fn parse(path: &Path, json: Option<&[u8]>) -> Result<Withdrawals, Error> {
    let Some(json) = json else { return Ok(Withdrawals::default()) };
    let damaged = |reason: String| Error::DamagedWithdrawals { path: path.to_path_buf(), reason };
    let list: Withdrawals = serde_json::from_slice(json).map_err(|error| damaged(error.to_string()))?;
    match list.version() {
        Withdrawals::VERSION => Ok(list),
        version => Err(damaged(format!("it has version {version}, which this depeche does not know"))),
    }
}

fn json_of(list: &Withdrawals) -> Result<Vec<u8>, Error> {
    serde_json::to_vec_pretty(list)
        .map_err(|error| Error::DamagedWithdrawals { path: PathBuf::from(COPY), reason: error.to_string() })
}

fn write_master(path: &Path, json: &[u8]) -> Result<(), PathError> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).at(parent)?;
    }
    durable::write(path, 0o600, json)
}
