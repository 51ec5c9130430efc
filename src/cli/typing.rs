//! What a shell user types before clap sees it: `query paix -nucléaire -n 5` is text, text, option.
//!
//! A single dash followed by two or more letters is query text wherever it stands; clap would take it for short options.
//! Such an argument is marked with a character that nobody types, and the mark is taken off again by [`unmark`].

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};

use clap::{ArgAction, Command};

/// Private use: it has no meaning of its own in any text.
const MARK: char = '\u{f8ff}';

/// The commands whose arguments are the text of a query.
const ASKING: [&str; 4] = ["query", "facets", "timeline", "kwic"];
/// The commands of which one command of their own is so.
const HOLDING: [(&str, &str); 1] = [("alert", "add")];

/// Marks the arguments of commands that ask that are text although they begin with a dash.
pub fn mark_query_words(arguments: Vec<OsString>, cli: &Command) -> Vec<OsString> {
    let mut with_value = options_with_value(cli);
    let mut in_query = false;
    let mut is_value = true; // The program's own name.
    let mut is_over = false;
    let mut commands = cli;
    let mark = |argument: OsString| {
        if is_over || std::mem::take(&mut is_value) {
            return argument;
        }
        is_over = argument == "--";
        is_value = argument.to_str().is_some_and(|text| with_value.contains(text));
        if in_query && is_query_word(&argument) {
            return marked(&argument);
        }
        if !in_query && !argument.to_string_lossy().starts_with('-') {
            let outer = commands.get_name();
            let command = commands.find_subcommand(&argument);
            let holding =
                command.filter(|command| HOLDING.iter().any(|(name, _)| *name == command.get_name()));
            if let Some(holding) = holding.filter(|_| outer == cli.get_name()) {
                commands = holding;
                return argument;
            }
            let asks = |name: &str| {
                if outer == cli.get_name() {
                    ASKING.contains(&name)
                } else {
                    HOLDING.contains(&(outer, name))
                }
            };
            let command = command.filter(|command| asks(command.get_name()));
            in_query = command.is_some();
            is_over = !in_query;
            with_value.extend(command.into_iter().flat_map(options_with_value));
        }
        argument
    };
    arguments.into_iter().map(mark).collect()
}

/// The text as it was typed.
pub fn unmark(argument: &str) -> &str {
    argument.strip_prefix(MARK).unwrap_or(argument)
}

/// Whether a JSON format is asked for: known before parsing, because a failure to parse must be JSON too.
pub fn wants_json(arguments: &[OsString]) -> bool {
    let typed = || arguments.iter().skip(1).take_while(|argument| *argument != "--");
    let follows_format = typed().zip(typed().skip(1)).filter(|(option, _)| *option == "--format");
    let json = |value: &OsStr| value == "json" || value == "jsonl";
    typed()
        .any(|argument| ["--json", "--format=json", "--format=jsonl"].iter().any(|option| argument == option))
        || follows_format.map(|(_, value)| value).any(|value| json(value))
}

/// A dash, then two letters or more; or letters and an apostrophe, as in `-l'accord`. `-n5` and `-n` are options.
fn is_query_word(argument: &OsStr) -> bool {
    let text = argument.to_string_lossy();
    let Some(rest) = text.strip_prefix('-') else { return false };
    let mut rest = rest.chars();
    let Some(first) = rest.next() else { return false };
    let second = rest.next();
    let joins = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’');
    match first {
        '-' => false,
        'n' | 'q' | 'h' => second.is_some_and(joins),
        // No other short option exists: `-"cessez le feu"`, `-«`, `-G20`, `-(a b)`, `-1789` are exclusions.
        _ => true,
    }
}

fn marked(argument: &OsStr) -> OsString {
    let mut marked = OsString::from(MARK.to_string());
    marked.push(argument);
    marked
}

/// The command's own options whose value is the next argument: that is never query text.
fn options_with_value(command: &Command) -> BTreeSet<String> {
    // The value of one that requires `=` is in the same argument.
    let takes_value = |arg: &&clap::Arg| {
        matches!(arg.get_action(), ArgAction::Set | ArgAction::Append) && !arg.is_require_equals_set()
    };
    let options = command.get_arguments().filter(takes_value);
    let mut names = BTreeSet::new();
    for option in options {
        let long = option.get_long_and_visible_aliases().unwrap_or_default();
        let all = option.get_all_aliases().unwrap_or_default();
        names.extend(long.iter().chain(&all).map(|name| format!("--{name}")));
        names.extend(option.get_short().map(|name| format!("-{name}")));
    }
    names
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::super::{Cli, Command};
    use super::*;

    /// The query text and the number of hits that a command line means.
    fn read(line: &[&str]) -> (String, Option<usize>) {
        let arguments = line.iter().map(OsString::from).collect();
        let cli = Cli::try_parse_from(mark_query_words(arguments, &Cli::command())).unwrap();
        match cli.command {
            Some(Command::Query(args)) => (args.typed_text(), args.num_hits()),
            other => panic!("not a query: {other:?}"),
        }
    }

    #[test]
    fn a_dash_and_letters_are_text_wherever_they_stand() {
        let text = |text: &str| (text.to_string(), None);
        assert_eq!(read(&["depeche", "query", "paix", "-nucléaire"]), text("paix -nucléaire"));
        assert_eq!(read(&["depeche", "query", "-guerre paix"]), text("-guerre paix"));
        assert_eq!(read(&["depeche", "query", "-nucléaire", "paix"]), text("-nucléaire paix"));
        assert_eq!(read(&["depeche", "query", "paix", "-l'accord"]), text("paix -l'accord"));
        assert_eq!(read(&["depeche", "query", "paix", "-n’importe"]), text("paix -n’importe"));
        assert_eq!(read(&["depeche", "query", "paix", "-\"le feu\"", "-G20"]), text("paix -\"le feu\" -G20"));
        assert_eq!(read(&["depeche", "query", "--", "--guerre", "-x"]), text("--guerre -x"));
    }

    #[test]
    fn short_options_stay_options() {
        let five = (String::from("paix -nucléaire"), Some(5));
        assert_eq!(read(&["depeche", "query", "paix", "-nucléaire", "-n", "5"]), five);
        assert_eq!(read(&["depeche", "query", "-n5", "paix", "-nucléaire"]), five);
        assert_eq!(read(&["depeche", "-q", "query", "paix", "-n=5", "-nucléaire"]), five);
        assert_eq!(read(&["depeche", "--archive", "query", "query", "paix", "-nucléaire", "-n5"]), five);
    }

    #[test]
    fn values_of_options_are_not_text() {
        assert_eq!(read(&["depeche", "query", "--source", "Le Monde", "paix"]), ("paix".into(), None));
        assert_eq!(read(&["depeche", "query", "--since", "2023", "paix", "-guerre"]).0, "paix -guerre");
    }

    #[test]
    fn every_command_that_asks_has_its_own_options() {
        let marked = |line: &[&str]| -> Vec<String> {
            let arguments = line.iter().map(OsString::from).collect();
            let marked = mark_query_words(arguments, &Cli::command());
            let marked = marked.iter().filter_map(|argument| argument.to_str());
            marked.filter_map(|argument| argument.strip_prefix(MARK)).map(String::from).collect()
        };
        for command in ASKING {
            assert_eq!(
                marked(&["depeche", command, "paix", "-guerre", "-n", "5", "--not", "-x"]),
                ["-guerre"]
            );
        }
        // `--count` is a flag of `query` and has a value in `timeline`.
        assert_eq!(marked(&["depeche", "query", "--count", "-guerre"]), ["-guerre"]);
        assert_eq!(marked(&["depeche", "query", "--fresh", "-guerre"]), ["-guerre"]);
        assert_eq!(marked(&["depeche", "timeline", "--count", "words", "-guerre"]), ["-guerre"]);
    }

    #[test]
    fn the_query_of_an_alert_is_text_too() {
        let line =
            ["depeche", "--archive", "alert", "alert", "add", "paix", "--rss", "x.xml", "paix", "-guerre"];
        let marked = mark_query_words(line.map(OsString::from).to_vec(), &Cli::command());
        let cli = Cli::try_parse_from(marked).unwrap();
        let Some(Command::Alert(args)) = cli.command else { panic!("not an alert") };
        assert_eq!(super::super::alert::added_query(&args).as_deref(), Some("paix -guerre"));
        let other: Vec<OsString> = ["depeche", "alert", "test", "-guerre"].map(OsString::from).into();
        assert_eq!(mark_query_words(other.clone(), &Cli::command()), other);
    }

    #[test]
    fn other_commands_are_left_alone() {
        let arguments: Vec<OsString> = ["depeche", "show", "-guerre"].map(OsString::from).into();
        assert_eq!(mark_query_words(arguments.clone(), &Cli::command()), arguments);
    }

    #[test]
    fn json_is_recognised_before_parsing() {
        let wants = |line: &[&str]| wants_json(&line.iter().map(OsString::from).collect::<Vec<_>>());
        assert!(wants(&["depeche", "query", "--json", "--nonsense"]));
        assert!(wants(&["depeche", "query", "--format", "jsonl"]));
        assert!(wants(&["depeche", "query", "--format=json"]));
        assert!(!wants(&["depeche", "query", "--", "--json"]));
        assert!(!wants(&["depeche", "query", "--format", "text", "json"]));
    }
}
