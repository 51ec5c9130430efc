//! What files of settings say, and what is wrong with them.

use std::path::Path;

use super::*;

fn layer(text: &str) -> Result<Layer, Vec<Mistake>> {
    let (directory, home) = (Path::new("/etc/depeche"), Some(Path::new("/home/anna")));
    Layer::of_file(SettingsFile { name: "depeche.toml", text, directory, home })
}

fn settings(text: &str) -> Settings {
    Settings::of_layers([layer(text).unwrap()]).unwrap()
}

fn mistakes(text: &str) -> String {
    let mistakes = layer(text).and_then(|layer| Settings::of_layers([layer])).unwrap_err();
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_whole_file_is_read() {
    let settings = settings(include_str!("../../tests/settings/0.1.toml"));
    assert_eq!((settings.memory_bytes, settings.num_jobs, settings.keep_runs), (512 << 20, 2, 1000));
    let presse = &settings.archives["presse"];
    let folders = presse.folders.as_ref().unwrap();
    assert_eq!(folders[0].path, Path::new("/mnt/presse"));
    assert_eq!(folders[1].path, Path::new("/home/anna/depeches"));
    assert_eq!(folders[1].label.as_deref(), Some("agence"));
    assert_eq!(folders[1].settings.source.as_deref(), Some("Agence du Val"));
    assert_eq!(folders[1].settings.columns["title"], "Titre");
    let schedule = presse.schedule.as_ref().unwrap();
    assert_eq!(schedule.zone.as_deref(), Some("Europe/Paris"));
    assert!(!schedule.is_paused);
    let alert = &presse.alerts["trêve"];
    assert_eq!(alert.max_age_days, Some(30));
    assert_eq!(alert.rss.as_deref(), Some(Path::new("/srv/www/treve.xml")));
    assert_eq!(settings.memory_bytes_of("presse"), 1 << 30);
    assert_eq!(settings.memory_bytes_of("default"), 512 << 20);
    assert_eq!(settings.converters["doc"], ["antiword", "-w", "0", "{}"]);
}

#[test]
fn later_layers_go_before_earlier_ones_setting_by_setting() {
    let system =
        layer("memory = \"1G\"\njobs = 2\n[archives.a.schedule]\nevery = \"1h\"\ntimezone = \"UTC\"\n")
            .unwrap();
    let user = layer("jobs = 3\n[archives.a.schedule]\ndaily = \"02:30\"\n").unwrap();
    let environment =
        Layer::of_environment(|name| (name == "DEPECHE_JOBS").then(|| "4".to_string())).unwrap();
    let settings = Settings::of_layers([system, user, environment]).unwrap();
    assert_eq!((settings.memory_bytes, settings.num_jobs), (1 << 30, 4));
    let schedule = settings.archives["a"].schedule.as_ref().unwrap();
    assert!(matches!(schedule.timing, crate::schedule::Timing::Daily(_)));
    assert_eq!(schedule.zone.as_deref(), Some("UTC"));
    let origins: Vec<String> =
        settings.values().map(|value| format!("{} {}", value.name, value.origin)).collect();
    assert_eq!(
        origins,
        [
            "archive default",
            "archives.a.schedule.daily depeche.toml:3",
            "archives.a.schedule.timezone depeche.toml:5",
            "jobs DEPECHE_JOBS",
            "keep-runs default",
            "memory depeche.toml:1",
        ]
    );
}

#[test]
fn mistakes_say_where_and_what_to_write() {
    for (text, expected) in [
        ("\n[convertors]\n", "line 2: there is no setting `convertors`; did you mean `converters`?"),
        (
            "language = 3",
            "line 1: there is no setting `language`; there are: archive, memory, jobs, keep-runs",
        ),
        ("[archives.a]\nfolder = []", "`archives.a.folder`; did you mean `folders`?"),
        ("[archives.a.shedule]\n", "`archives.a.shedule`; did you mean `schedule`?"),
        ("[archives.a.schedule]\ndayly = \"1:00\"", "did you mean `daily`?"),
        (
            "converters = 3",
            "`converters` must be a section: a line `[converters]`, and below it lines such as `doc",
        ),
        ("memory = 3", "`memory` must be a size in quotes"),
        ("\nmemory = \"32M\"", "line 2: `memory` must be at least 64M"),
        ("[archives.a]\nmemory = \"1M\"", "line 2: `archives.a.memory` must be at least 64M"),
        (
            "[archives.a]\nfolders = [\"/mnt/presse/2023\", \"/mnt/presse\"]",
            "line 2: /mnt/presse/2023 lies in /mnt/presse: its articles would be indexed twice",
        ),
        ("[archives.a]\nfolders = [\"/a\", \"/a/\"]", "/a lies in /a"),
        (
            "[archives.a]\nfolders = [{ path = \"/a\", label = \"x\" }, { path = \"/b\", label = \"x\" }]",
            "two folders have the label `x`",
        ),
        ("jobs = \"2\"", "`jobs` must be a whole number"),
        ("[archives.\"a/b\"]\n", "`a/b` cannot be a name"),
        ("[archives.a.schedule]\n", "line 1: `archives.a.schedule` needs exactly one of"),
        ("[archives.a.schedule]\ndaily = \"2:30\"\nevery = \"1h\"", "needs exactly one of"),
        (
            "[archives.a.schedule]\ncron = \"1 2 3\"",
            "line 2: `archives.a.schedule.cron` is no line of a crontab: it has 3 fields",
        ),
        ("[archives.a.schedule]\nevery = \"1h\"\ntimezone = \"Europe/Pari\"", "must be a time zone"),
        ("[archives.a.alerts.x]\nrss = \"x\"", "the alert `x` has no query"),
        ("[archives.a.alerts.x]\nquery = \"x\"", "the alert `x` goes nowhere"),
        ("[archives.a]\nfolders = [{ source = \"X\" }]", "has a folder with a mistake: it has no path"),
        ("[archives.a]\nfolders = [{ path = \"/a\", sauce = \"X\" }]", "`sauce` is not a setting"),
        ("[archives.a]\nformats = [\"htlm\"]", "names the format `htlm`, which there is not; there are: "),
        ("[converters]\n\"a b\" = \"x\"", "no file name extension"),
        ("[converters]\ndoc = \"x\"\nDOC = \"y\"", "line 3: `doc` has a converter already"),
        ("[converters]\ndoc = \"a 'b\"", "opens a quote"),
        ("[converters]\ndoc = antiword", "line 2: "),
    ] {
        let all = mistakes(text);
        assert!(all.starts_with("depeche.toml, ") && all.contains(expected), "{text}\n{all}");
    }
    let several = mistakes("a = 1\nb = 2\n");
    assert!(several.contains("line 1") && several.contains("line 2"), "{several}");
    let variable = Layer::of_environment(|name| (name == "DEPECHE_MEMORY").then(|| "lots".to_string()));
    assert_eq!(
        variable.unwrap_err()[0].to_string(),
        "the environment: `DEPECHE_MEMORY` must be a size, such as 256M or 1G"
    );
}

#[test]
fn an_archive_may_be_named_and_nothing_said_of_it() {
    assert_eq!(settings("[archives.a]\n").archives["a"], ArchiveEntry::default());
    assert_eq!(settings("").archives.len(), 0);
}

#[test]
fn the_schema_is_the_one_in_the_documentation() {
    let text = serde_json::to_string_pretty(&json_schema()).unwrap() + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/depeche.schema.json");
    assert_eq!(
        std::fs::read_to_string(&path).unwrap_or_default(),
        text,
        "docs/depeche.schema.json is not what `depeche config schema` prints"
    );
}

/// What of JSON Schema the schema uses.
fn fits(schema: &serde_json::Value, value: &serde_json::Value) -> Result<(), String> {
    use serde_json::Value as Json;
    if let Some(choices) = schema["oneOf"].as_array() {
        let num = choices.iter().filter(|choice| fits(choice, value).is_ok()).count();
        return if num == 1 { Ok(()) } else { Err(format!("{value} fits {num} of {choices:?}")) };
    }
    if let Some(choices) = schema["enum"].as_array() {
        return if choices.contains(value) { Ok(()) } else { Err(format!("{value}: not of {choices:?}")) };
    }
    match (schema["type"].as_str(), value) {
        (Some("integer"), Json::Number(_)) | (Some("boolean"), Json::Bool(_)) => Ok(()),
        (Some("string"), Json::String(text)) => match schema["pattern"].as_str() {
            Some(pattern) if !regex::Regex::new(pattern).unwrap().is_match(text) => {
                Err(format!("{text}: {pattern}"))
            }
            _ => Ok(()),
        },
        (Some("array"), Json::Array(items)) => items.iter().try_for_each(|item| fits(&schema["items"], item)),
        (Some("object"), Json::Object(members)) => members.iter().try_for_each(|(name, member)| {
            match (&schema["properties"][name], &schema["additionalProperties"]) {
                (Json::Null, rest @ Json::Object(_)) => fits(rest, member),
                (Json::Null, _) => Err(format!("{name} is not known")),
                (property, _) => fits(property, member),
            }
        }),
        (kind, value) => Err(format!("{value} is no {kind:?}")),
    }
}

#[test]
fn samples_of_every_version_are_read_and_fit_the_schema() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/settings");
    let mut num_samples = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        settings(&text);
        let table: toml::Table = text.parse().unwrap();
        fits(&json_schema(), &serde_json::to_value(table).unwrap()).unwrap();
        num_samples += 1;
    }
    assert!(num_samples >= 2);
    let wrong = serde_json::json!({ "archives": { "a": { "schedule": { "dayly": "02:30" } } } });
    assert!(fits(&json_schema(), &wrong).is_err());
}

#[test]
fn the_defaults_fit_the_schema() {
    let defaults = known_settings().iter().filter(|known| known.parts.len() == 1);
    let pairs = defaults.filter_map(|known| {
        let default = known.default?;
        let json =
            if known.kind == Kind::Number { default.parse::<u64>().ok()?.into() } else { default.into() };
        Some((known.name(), json))
    });
    let defaults: serde_json::Map<String, serde_json::Value> = pairs.collect();
    assert_eq!(defaults.len(), 4);
    fits(&json_schema(), &defaults.into()).unwrap();
}
