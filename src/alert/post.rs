//! Brings a delivery to its destination: into a file, of which it shows nothing twice, or to a command.

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use super::delivery::{Delivery, Entry};
use super::error::Undelivered;
use super::file;
use super::forms::{FileForm, Forms, NotOurs};
use super::saved::Destination;
use crate::formats::{Bounds, run_command};

/// What a command may cost that a delivery is given to.
const OF_COMMANDS: Bounds =
    Bounds { max_time: Duration::from_secs(60), max_memory_bytes: 512 << 20, max_output_bytes: 16 << 20 };

/// Delivers. Without entries nothing is, but a feed is made that is not there yet: who subscribes to it must find it.
pub(super) fn deliver(
    destination: &Destination,
    delivery: &Delivery<'_>,
    forms: &dyn Forms,
    environment: &[(OsString, OsString)],
) -> Result<(), Undelivered> {
    let is_feed = matches!(destination, Destination::Rss(_) | Destination::Atom(_));
    if delivery.entries.is_empty() && !(is_feed && destination.path().is_some_and(|path| !path.exists())) {
        return Ok(());
    }
    match destination {
        Destination::Rss(path) => rewrite(path, FileForm::Rss, delivery, forms),
        Destination::Atom(path) => rewrite(path, FileForm::Atom, delivery, forms),
        Destination::Markdown(path) => rewrite(path, FileForm::Markdown, delivery, forms),
        Destination::JsonLines(path) => append(path, delivery, forms),
        Destination::Command(words) => hand_over(words, delivery, forms, environment),
    }
}

fn foreign(path: &Path) -> impl FnOnce(NotOurs) -> Undelivered + '_ {
    |why| Undelivered::Foreign { path: path.to_path_buf(), why }
}

fn rewrite(
    path: &Path,
    form: FileForm,
    delivery: &Delivery<'_>,
    forms: &dyn Forms,
) -> Result<(), Undelivered> {
    let known = file::read(path)?.unwrap_or_default();
    let known = String::from_utf8(known).map_err(|_| foreign(path)(NotOurs))?;
    match forms.file(form, &known, delivery).map_err(foreign(path))? {
        Some(content) => file::replace(path, content.as_bytes()),
        None => Ok(()),
    }
}

fn append(path: &Path, delivery: &Delivery<'_>, forms: &dyn Forms) -> Result<(), Undelivered> {
    let known = file::read(path)?.unwrap_or_default();
    // A line that a crash tore need not be UTF-8.
    let whole = known.iter().rposition(|byte| *byte == b'\n').map_or(&[][..], |end| &known[..end]);
    let whole = std::str::from_utf8(whole).map_err(|_| foreign(path)(NotOurs))?;
    let mut delivered = HashSet::new();
    for line in whole.lines().filter(|line| !line.trim().is_empty()) {
        delivered.insert(forms.delivery_of_line(line).ok_or(NotOurs).map_err(foreign(path))?);
    }
    if delivered.is_empty() && !known.is_empty() && !known.starts_with(b"{") {
        return Err(foreign(path)(NotOurs));
    }
    let entries = delivery.entries.iter().filter(|entry| !delivered.contains(&entry.delivery));
    let lines: Vec<u8> = entries.flat_map(|entry| forms.line(entry, delivery)).collect();
    if lines.is_empty() { Ok(()) } else { file::append(path, &lines) }
}

fn hand_over(
    words: &[OsString],
    delivery: &Delivery<'_>,
    forms: &dyn Forms,
    environment: &[(OsString, OsString)],
) -> Result<(), Undelivered> {
    let line = |entry: &Entry| forms.line(entry, delivery);
    let lines: Vec<u8> = delivery.entries.iter().flat_map(line).collect();
    let mut environment = environment.to_vec();
    environment.push(("DEPECHE_ALERT".into(), delivery.alert.name.clone().into()));
    environment.push(("DEPECHE_ARCHIVE".into(), delivery.archive.into()));
    run_command(words, &environment, Some(&mut &lines[..]), &OF_COMMANDS)
        .map(drop)
        .map_err(|error| Undelivered::Command(error.to_string()))
}
