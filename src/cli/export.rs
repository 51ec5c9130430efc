//! Answers taken away: `query --format csv` and its like. Every article that the answer counts goes into one file, beside it the
//! record by which it can be asked again.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use depeche::error::AtPath;
use depeche::export::{Checksum, Count, ManifestHead, ManifestTail, OutputFile, Recorded};
use depeche::index::Archive;
use depeche::query::Remark;
use depeche::render::{ExportFormat, ExportWriter, Field, ManifestWriter, count_text, path_text};
use depeche::search::{Export, ExportedArticle, LocalSearcher, SearchRequest};

use super::environment::SystemClock;
use super::failure::Failure;
use super::index::absolute;
use super::ui::Ui;

/// What can be said of an export beside its format.
#[derive(Debug, Default, clap::Args)]
pub struct Options {
    /// What of each article: id,published,source,title,text and so on; `text` is the full article
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    fields: Vec<Field>,
    /// Write to this file; a manifest is written beside it, as FILE.manifest.json
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the manifest to this file: what was asked, of which state of the archive, and every id
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
}

impl Options {
    /// Whether any of them is used.
    pub fn are_used(&self) -> bool {
        !self.fields.is_empty() || self.output.is_some() || self.manifest.is_some()
    }

    /// Whether the export or its record is to be a file.
    pub fn have_file(&self) -> bool {
        self.output.is_some() || self.manifest.is_some()
    }

    /// Whether the record would overwrite the export.
    pub fn are_one_file(&self) -> bool {
        self.output.is_some() && self.output == self.manifest
    }

    /// The fields named.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Whether articles in `format` must come with passages.
    pub fn quotes(&self, format: ExportFormat) -> bool {
        match self.fields.as_slice() {
            [] => format.quotes(),
            fields => fields.iter().any(|field| field.is_quoted()),
        }
    }
}

/// Where an export goes, and its record.
pub struct Destination<'a> {
    output: Output<'a>,
    /// `None`: no manifest.
    manifest: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy)]
enum Output<'a> {
    Stdout,
    File(&'a Path),
    Nowhere,
}

impl<'a> Destination<'a> {
    /// It is made and not kept.
    pub const NOWHERE: Destination<'static> = Destination { output: Output::Nowhere, manifest: None };

    /// As `options` say.
    pub fn of(options: &'a Options) -> Destination<'a> {
        let usual = match options.output.as_deref() {
            Some(output) if output != Path::new("-") => Destination::to(output),
            _ => Destination { output: Output::Stdout, manifest: None },
        };
        Destination { manifest: options.manifest.clone().or(usual.manifest), ..usual }
    }

    /// To a file, with the manifest beside it.
    pub fn to(output: &'a Path) -> Destination<'a> {
        let manifest = with_ending(output, ".manifest.json");
        Destination { output: Output::File(output), manifest: Some(manifest) }
    }

    fn file(&self) -> Option<&'a Path> {
        if let Output::File(path) = self.output { Some(path) } else { None }
    }

    /// A file inside a folder of the archive would be read as an article by the next run.
    pub fn warn_if_indexed(&self, archive: &Archive, ui: &Ui) {
        for file in self.file().into_iter().chain(self.manifest.as_deref()) {
            warn_if_in_folder(file, archive, ui);
        }
    }
}

/// Says when a file that is written lies where articles are read.
pub fn warn_if_in_folder(file: &Path, archive: &Archive, ui: &Ui) {
    // The file may not be there yet, its folder is.
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = absolute(folder.unwrap_or(Path::new(".")));
    if archive.settings().folder_around(&folder).is_some() {
        let file = path_text(file);
        ui.warn(&format!("{file} lies in a folder of the archive: the next run reads it as articles"));
    }
}

/// The form that articles are written in.
#[derive(Debug, Clone)]
pub struct Form {
    /// The format.
    pub format: ExportFormat,
    /// The fields named; empty: the usual ones.
    pub fields: Vec<Field>,
}

/// What was written.
pub struct Written {
    /// Articles.
    pub num_articles: u64,
    /// The record without its articles.
    pub head: ManifestHead,
    /// What came of it.
    pub tail: ManifestTail,
    /// What a person should know of how the query was read.
    pub remarks: Vec<Remark>,
}

/// Writes all that the answer to `request` counts; `look` sees every article.
pub fn write(
    searcher: &LocalSearcher,
    request: &SearchRequest,
    form: &Form,
    own_thesaurus: bool,
    destination: &Destination,
    look: &mut dyn FnMut(&ExportedArticle),
) -> Result<Written, Failure> {
    let export = searcher.export(request)?;
    let made = depeche::model::Clock::now(&SystemClock).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let names = form.fields.iter().map(|field| field.as_str().to_string()).collect();
    let response = export.response();
    let head = ManifestHead::new(request, response, (form.format.as_str(), names), own_thesaurus, made);
    let mut manifest = None;
    let mut manifest_file = None;
    if let Some(path) = &destination.manifest {
        let file = NewFile::create(path)?;
        let out = BufWriter::new(file.file.try_clone().at(path)?);
        manifest = Some(ManifestWriter::new(out, &head).at(path)?);
        manifest_file = Some(file);
    }
    let (total, remarks) = (response.total, response.remarks.clone());
    let mut each = |article: &ExportedArticle| -> Result<(), Failure> {
        look(article);
        match (&mut manifest, &destination.manifest) {
            (Some(manifest), Some(path)) => Ok(manifest.article(&Recorded::from(article)).at(path)?),
            _ => Ok(()),
        }
    };
    let (num_articles, num_bytes, checksum) = match destination.output {
        Output::Stdout => write_articles(export, form, io::stdout().lock(), &mut each)?,
        Output::Nowhere => write_articles(export, form, io::sink(), &mut each)?,
        Output::File(path) => {
            let file = NewFile::create(path)?;
            let written = write_articles(export, form, &file.file, &mut each)?;
            file.keep()?;
            written
        }
    };
    let name = destination.file().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let tail = ManifestTail {
        count: Count {
            exported: num_articles,
            articles: total.articles,
            all: total.all,
            related: total.related,
        },
        output: OutputFile { file: name, bytes: num_bytes, checksum },
    };
    if let (Some(manifest), Some(file)) = (manifest, manifest_file) {
        manifest.finish(&tail).and_then(|mut out| out.flush()).at(&file.path)?;
        file.keep()?;
    }
    Ok(Written { num_articles, head, tail, remarks })
}

/// How many articles and bytes were written, and their checksum.
fn write_articles(
    mut export: Export,
    form: &Form,
    out: impl Write,
    each: &mut dyn FnMut(&ExportedArticle) -> Result<(), Failure>,
) -> Result<(u64, u64, String), Failure> {
    let writer = ExportWriter::new(form.format, &form.fields);
    let mut out = Checksum::new(BufWriter::with_capacity(1 << 16, out));
    let mut num_articles = 0;
    writer.begin(&mut out, Some(&export)).map_err(lost)?;
    for article in export.by_ref() {
        let article = article?;
        writer.article(&mut out, &article, None).map_err(lost)?;
        each(&article)?;
        num_articles += 1;
    }
    writer.end(&mut out, export.response(), None).map_err(lost)?;
    out.flush().map_err(lost)?;
    let (_, num_bytes, checksum) = out.finish();
    Ok((num_articles, num_bytes, checksum))
}

/// A reader that has seen enough ends the export, and no record is kept of a part.
fn lost(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::new("broken-pipe", "nobody reads the export any more"),
        _ => error.into(),
    }
}

/// Says how the query was read, where that is to be said, and what lies where.
pub fn report(written: &Written, destination: &Destination, ui: &Ui) {
    written.remarks.iter().for_each(|remark| ui.note(&remark.message));
    let Some(output) = destination.file() else { return };
    let articles = count_text(written.num_articles, "article");
    let record = destination.manifest.as_ref().map(|manifest| format!("; {}", path_text(manifest)));
    ui.note(&format!("{articles} in {}{}", path_text(output), record.unwrap_or_default()));
}

/// A file that gets its name when it is complete: what bears the name was never cut off.
struct NewFile {
    file: File,
    partial: PathBuf,
    path: PathBuf,
}

impl NewFile {
    fn create(path: &Path) -> Result<NewFile, Failure> {
        // A device or a pipe has its name already.
        let is_special = path.metadata().is_ok_and(|found| !found.is_file());
        let partial = if is_special { path.to_path_buf() } else { with_ending(path, ".partial") };
        let file = File::create(&partial).at(&partial)?;
        Ok(NewFile { file, partial, path: path.to_path_buf() })
    }

    fn keep(self) -> Result<(), Failure> {
        if self.partial == self.path {
            return Ok(());
        }
        Ok(std::fs::rename(&self.partial, &self.path).at(&self.path)?)
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_lie_beside_their_files() {
        let options = Options { output: Some("/tmp/treve.csv".into()), ..Options::default() };
        let manifest = Destination::of(&options).manifest;
        assert_eq!(manifest.as_deref(), Some(Path::new("/tmp/treve.csv.manifest.json")));
        let named = Options { manifest: Some("m.json".into()), ..options };
        assert_eq!(Destination::of(&named).manifest.as_deref(), Some(Path::new("m.json")));
        assert!(Destination::of(&Options::default()).manifest.is_none());
    }
}
