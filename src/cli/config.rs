//! `depeche config`: what is set, and where; which files are read; the schema for editors.

use depeche::config::{Origin, SetValue, Value, json_schema};
use depeche::render::{path_text, printable, shell_word, write_json};

use super::environment::Environment;
use super::exit::Exit;
use super::failure::Failure;
use super::settings;
use super::shared::Shared;
use super::ui::Ui;

/// Say what is set, and from where each value comes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  depeche config list             every value in force, and where it stands
  depeche config path             the file that is yours to edit
  depeche config schema           a JSON Schema, for editors that know TOML

Settings are read from /etc/depeche/depeche.toml, then from your file, then
from variables such as DEPECHE_MEMORY; options of a command go before all.
Exit status: 0 done · 2 there is a mistake in a file")]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List every value in force with its origin
    List {
        /// Print JSON (schema depeche.config/1)
        #[arg(long)]
        json: bool,
    },
    /// Print the path of your file of settings, whether it exists or not
    Path,
    /// Print the JSON Schema of depeche.toml
    Schema,
}

/// Runs the command.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    match args.action {
        None => list(false, shared, ui, environment)?,
        Some(Action::List { json }) => list(json, shared, ui, environment)?,
        Some(Action::Path) => {
            let file = settings::file(shared, environment)?;
            ui.answer(|out| writeln!(out, "{}", path_text(&file)))?;
        }
        Some(Action::Schema) => ui.answer(|out| {
            serde_json::to_writer_pretty(&mut *out, &json_schema())?;
            writeln!(out)
        })?,
    }
    Ok(Exit::Done)
}

/// One value as JSON.
#[derive(serde::Serialize)]
struct Row {
    name: String,
    value: String,
    origin: String,
}

#[derive(serde::Serialize)]
struct Listing {
    schema: &'static str,
    values: Vec<Row>,
}

fn list(json: bool, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<(), Failure> {
    let settings = settings::load(shared, environment)?;
    let mut values: Vec<SetValue> = settings.values().collect();
    if let Some(archive) = &shared.archive {
        for value in values.iter_mut().filter(|value| value.name == "archive") {
            value.value = Value::Text(archive.clone());
            value.origin = Origin::Option("--archive".to_string());
        }
    }
    let row = |value: SetValue| Row {
        name: value.name.clone(),
        value: text_of(&value),
        origin: value.origin.to_string(),
    };
    let values: Vec<Row> = values.into_iter().map(row).collect();
    if json {
        return ui.answer(|out| write_json(out, &Listing { schema: "depeche.config/1", values }));
    }
    let width =
        |text: fn(&Row) -> &String| values.iter().map(|row| text(row).chars().count()).max().unwrap_or(0);
    let (names, texts) = (width(|row| &row.name), width(|row| &row.value).min(60));
    ui.answer(|out| {
        values.iter().try_for_each(|row| {
            let (name, value) = (printable(&row.name), printable(&row.value));
            writeln!(out, "{name:names$}  {value:texts$}  {}", printable(&row.origin))
        })
    })
}

/// A value as people would write it.
fn text_of(value: &SetValue) -> String {
    match &value.value {
        Value::Text(text) => text.clone(),
        Value::Number(num_bytes) if value.name.ends_with("memory") => match num_bytes {
            num if num.is_multiple_of(1 << 30) => format!("{}G", num >> 30),
            num if num.is_multiple_of(1 << 20) => format!("{}M", num >> 20),
            num => num.to_string(),
        },
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Seconds(seconds) => depeche::schedule::duration_text(*seconds),
        Value::Time(time) => format!("{:02}:{:02}", time.hour(), time.minute()),
        Value::Path(path) => path_text(path),
        Value::Words(words) => {
            let words: Vec<_> = words.iter().map(|word| shell_word(&word.to_string_lossy())).collect();
            words.join(" ")
        }
        Value::Texts(texts) => texts.join(", "),
        Value::Folders(folders) => {
            let paths: Vec<_> = folders.iter().map(|folder| path_text(&folder.path)).collect();
            paths.join(", ")
        }
    }
}
