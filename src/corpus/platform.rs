//! What only Unix-like systems offer: inodes, permissions. The one place that would change for another.

use std::fs::{File, FileType, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use super::FileStat;

/// Size, times and identity of a file.
pub fn stat_of(metadata: &Metadata) -> FileStat {
    let nanoseconds = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
    FileStat {
        num_bytes: metadata.size(),
        mtime_ns: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
        ctime_ns: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
        inode: metadata.ino(),
        device: metadata.dev(),
    }
}

/// What a thing that is neither file, folder nor link is called.
pub fn special_name(kind: FileType) -> &'static str {
    match kind {
        _ if kind.is_fifo() => "a named pipe",
        _ if kind.is_socket() => "a socket",
        _ => "a device",
    }
}

/// Creates a file that must not exist yet, with exactly these permissions whatever the process's mask is.
pub fn create_new_file(path: &Path, mode: u32) -> io::Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
    file.set_permissions(Permissions::from_mode(mode))?;
    Ok(file)
}

/// Creates a folder that must not exist yet, with these permissions.
pub fn create_new_folder(path: &Path, mode: u32) -> io::Result<()> {
    std::fs::DirBuilder::new().mode(mode).create(path)?;
    // A folder that hands its group down does so to this one, or the group could not read what is made later.
    let inherited = mode_of(&std::fs::metadata(path)?) & 0o2000;
    std::fs::set_permissions(path, Permissions::from_mode(mode | inherited))
}

/// The permission bits of a file or folder.
pub fn mode_of(metadata: &Metadata) -> u32 {
    metadata.permissions().mode() & 0o7777
}

/// Bytes that may still be written to the disk that holds `path`, by who runs this.
pub fn free_bytes(path: &Path) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(path)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Whether a disk says that it cannot give back what was written to it.
pub fn is_bad_disk(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}

/// By how many names a file can be reached.
pub fn num_links(metadata: &Metadata) -> u64 {
    metadata.nlink()
}

/// Makes the entries of a folder durable.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// The machine's name, for messages; empty when it cannot be told.
pub fn host_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .or_else(|_| std::fs::read_to_string("/etc/hostname"));
    name.unwrap_or_default().trim().to_string()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn folders_keep_the_group_that_the_folder_around_them_hands_down() {
        let place = tempfile::tempdir().unwrap();
        std::fs::set_permissions(place.path(), Permissions::from_mode(0o2750)).unwrap();
        let folder = place.path().join("archive");
        create_new_folder(&folder, 0o750).unwrap();
        assert_eq!(mode_of(&std::fs::metadata(&folder).unwrap()), 0o2750);
        create_new_folder(&folder.join("index"), 0o700).unwrap();
        assert_eq!(mode_of(&std::fs::metadata(folder.join("index")).unwrap()), 0o2700);
    }
}
