//! Files that a file names beside itself, such as the pages of an issue: opened inside its own folder only, and bounded.
//!
//! What a file says is not to be trusted: a name that leads out of the folder, by `..`, as an absolute path, over a link or
//! over the network, is refused.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::diagnostics::Code;

use super::budget::Budget;
use super::stored::Metered;
use super::unpack::unpack;
use super::{Failure, Source};

impl Source<'_> {
    /// The unpacked bytes of the file that `address` (a relative path or `file:` address) names, at most `max_bytes`.
    pub(crate) fn sibling(&self, address: &str, max_bytes: u64) -> Result<Vec<u8>, Failure> {
        let inside = path_inside(address).ok_or_else(|| outside(address))?;
        let folder = self.path.and_then(Path::parent).map(|folder| match folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => folder,
        });
        let Some(folder) = folder else {
            let message = format!("`{address}` cannot be looked for: this file lies in no folder");
            return Err(Failure::failed(Code::Vanished, message));
        };
        let explain = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => Failure::failed(Code::Vanished, format!("`{address}` is not there")),
            _ => Failure::failed(Code::Unreadable, format!("`{address}` cannot be opened: {error}")),
        };
        // Where it really lies, with all links followed.
        let path = folder.join(inside).canonicalize().map_err(explain)?;
        if !path.starts_with(folder.canonicalize().map_err(explain)?) {
            return Err(outside(address));
        }
        if !path.is_file() {
            return Err(Failure::failed(Code::Unreadable, format!("`{address}` is no regular file")));
        }
        let file = File::open(&path).map_err(explain)?;
        // An account of its own: it is no part of this file.
        let budget = Budget::new(&self.options.limits, file.metadata()?.len());
        let (_, unpacked) = unpack(Metered::new(file), &self.options.limits, &budget)?;
        let mut bytes = Vec::new();
        unpacked.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > max_bytes {
            let message = format!("`{address}` has more than the {max_bytes} bytes that are left for it");
            return Err(Failure::failed(Code::TooLarge, message));
        }
        Ok(bytes)
    }
}

fn outside(address: &str) -> Failure {
    Failure::failed(Code::Link, format!("`{address}` leads out of the folder and is not followed"))
}

/// The path, relative to the folder, that `address` names; `None` when it leads out of it.
pub(super) fn path_inside(address: &str) -> Option<PathBuf> {
    let address = address.trim();
    let rest = match address.get(..5).filter(|start| start.eq_ignore_ascii_case("file:")) {
        Some(_) => address[5..].strip_prefix("//").unwrap_or(&address[5..]),
        None => address,
    };
    let rest = without_escapes(rest).replace('\\', "/");
    // Another scheme (`https:`), a drive, a stream of a file.
    if rest.starts_with('/') || rest.contains([':', '\0']) {
        return None;
    }
    let parts = rest.split('/').filter(|part| !matches!(*part, "" | "."));
    let path = parts.map(|part| (part != "..").then_some(part)).collect::<Option<PathBuf>>()?;
    (!path.as_os_str().is_empty()).then_some(path)
}

/// `%20` as the byte it stands for.
fn without_escapes(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|_| first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        let escaped = digits
            .filter(|two| two.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|two| u8::from_str_radix(two, 16).ok());
        bytes.push(escaped.unwrap_or(first));
        rest = if escaped.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::formats::ReadOptions;

    fn open(path: &Path, address: &str, max_bytes: u64) -> Result<Vec<u8>, Code> {
        let options = ReadOptions::default();
        let mut stream = Cursor::new(b"");
        let source = Source { path: Some(path), ..Source::of_stream(&mut stream, &options) };
        source.sibling(address, max_bytes).map_err(|failure| failure.code)
    }

    #[test]
    fn addresses_are_paths_inside_the_folder() {
        let inside = |address| path_inside(address).map(|path| path.to_string_lossy().into_owned());
        for address in [
            "file://./ALTO/a b.xml",
            "ALTO/a%20b.xml",
            "./ALTO/a b.xml",
            "file:ALTO/a b.xml",
            "ALTO\\a b.xml",
        ] {
            assert_eq!(inside(address).as_deref(), Some("ALTO/a b.xml"), "{address}");
        }
        for address in [
            "../a.xml",
            "ALTO/%2e%2e/../a.xml",
            "..\\a.xml",
            "/etc/passwd",
            "file:///etc/passwd",
            "C:\\a.xml",
            "https://exemple.org/a.xml",
            "",
            ".",
        ] {
            assert_eq!(inside(address), None, "{address}");
        }
    }

    #[test]
    fn only_what_lies_in_the_folder_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(place("issue/ALTO")).unwrap();
        std::fs::write(place("secret.xml"), "secret").unwrap();
        std::fs::write(place("issue/ALTO/1.xml"), "page").unwrap();
        let mets = place("issue/mets.xml");
        assert_eq!(open(&mets, "ALTO/1.xml", 4).as_deref(), Ok(&b"page"[..]));
        assert_eq!(open(&mets, "ALTO/1.xml", 3), Err(Code::TooLarge));
        assert_eq!(open(&mets, "ALTO/2.xml", 9), Err(Code::Vanished));
        assert_eq!(open(&mets, "ALTO", 9), Err(Code::Unreadable));
        assert_eq!(open(&mets, "../secret.xml", 9), Err(Code::Link));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(place("secret.xml"), place("issue/ALTO/link.xml")).unwrap();
            assert_eq!(open(&mets, "ALTO/link.xml", 9), Err(Code::Link));
        }
    }
}
