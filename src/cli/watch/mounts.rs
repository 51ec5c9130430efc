//! Whether changes in a folder are told of: those that other machines make on a network share are not. Reads `/proc/self/mountinfo`.

use std::path::{Path, PathBuf};

/// Kinds of file systems whose changes may be made elsewhere. `fuse` ones begin so; `fuseblk` is a disk.
const REMOTE: [&str; 16] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "9p",
    "ceph",
    "glusterfs",
    "lustre",
    "ncpfs",
    "coda",
    "gfs2",
    "ocfs2",
    "virtiofs",
    "davfs",
];

/// The kind of file system that `folder` is on, when it tells of no changes made elsewhere.
pub fn remote_kind(folder: &Path) -> Option<String> {
    let table = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    let folder = folder.canonicalize().ok()?;
    kind_in(&table, &folder).filter(|kind| is_remote(kind))
}

fn is_remote(kind: &str) -> bool {
    REMOTE.contains(&kind) || kind.starts_with("fuse.") || kind == "fuse"
}

/// The kind of the last mount around `folder`: later ones lie over earlier ones.
fn kind_in(table: &str, folder: &Path) -> Option<String> {
    let mounts = table.lines().filter_map(|line| {
        let (before, after) = line.split_once(" - ")?;
        let place = PathBuf::from(unescaped(before.split(' ').nth(4)?));
        folder
            .starts_with(&place)
            .then(|| (place.components().count(), after.split(' ').next().unwrap_or_default()))
    });
    // Of equal depth the later counts, which `max_by_key` gives.
    mounts.max_by_key(|(depth, _)| *depth).map(|(_, kind)| kind.to_string())
}

/// Spaces and the like are written `\040`.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let number =
            after.get(..3).and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok());
        match (first, number) {
            (b'\\', Some(number)) => {
                bytes.push(number);
                rest = &after[3..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:30 / /mnt/la\\040presse rw - nfs4 serveur:/presse rw
41 22 0:31 / /mnt/sftp rw - fuse.sshfs anna@serveur: rw
42 22 8:2 / /mnt/usb rw - fuseblk /dev/sdb1 rw
43 40 0:32 / /mnt/la\\040presse/local rw - ext4 /dev/sdc1 rw
";

    #[test]
    fn shares_are_known_by_their_mount() {
        let kind = |folder: &str| kind_in(TABLE, Path::new(folder)).filter(|kind| is_remote(kind));
        assert_eq!(kind("/mnt/la presse/2020").as_deref(), Some("nfs4"));
        assert_eq!(kind("/mnt/sftp").as_deref(), Some("fuse.sshfs"));
        assert_eq!(kind("/mnt/usb/a"), None);
        assert_eq!(kind("/home/anna"), None);
        assert_eq!(kind("/mnt/la presse/local/a"), None);
        assert_eq!(kind("/mnt/la presse 2"), None);
    }
}
