//! The surroundings of the process, read once: terminal, width, pager, home, time. Nothing else reads them.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;

use depeche::model::{Clock, PartialDate};
use etcetera::BaseStrategy;
use jiff::Timestamp;

use super::settings::environment_of_commands;

/// What the process finds around it.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// Whether answers go to a terminal.
    pub stdout_is_terminal: bool,
    /// Whether messages go to a terminal.
    pub stderr_is_terminal: bool,
    /// Whether somebody types.
    pub stdin_is_terminal: bool,
    /// Columns of the terminal, or of `COLUMNS`.
    pub width: Option<usize>,
    /// Whether the terminal understands escape sequences at all.
    pub is_dumb: bool,
    /// Whether `NO_COLOR` asks for plain text.
    pub no_color: bool,
    /// Whether a build server is the reader.
    pub is_ci: bool,
    /// Whether `RUST_BACKTRACE` asks for the traces of breakdowns.
    pub wants_trace: bool,
    /// The command in `PAGER`.
    pub pager: Option<OsString>,
    /// Whether `LESS` holds the user's own options.
    pub less_is_set: bool,
    /// Where programs keep data of this user.
    pub data_dir: Option<PathBuf>,
    /// Where this user's settings of programs are.
    pub config_dir: Option<PathBuf>,
    /// The home directory.
    pub home: Option<PathBuf>,
    /// The file of settings for all users of this machine.
    pub system_settings: Option<PathBuf>,
    /// The file of settings in `DEPECHE_CONFIG`.
    pub config_file: Option<OsString>,
    /// All variables whose names begin with `DEPECHE_`.
    pub variables: Vec<(String, String)>,
    /// Where this program is, to be run again.
    pub program: Option<OsString>,
    /// What commands that read files may see of the environment.
    pub of_commands: Vec<(OsString, OsString)>,
}

impl Environment {
    /// Reads the environment of this process.
    pub fn of_process() -> Self {
        let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let columns = var("COLUMNS").and_then(|value| value.to_str()?.parse().ok());
        let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let strategy = etcetera::choose_base_strategy().ok();
        Environment {
            stdout_is_terminal: std::io::stdout().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
            stdin_is_terminal: std::io::stdin().is_terminal(),
            width: columns.or_else(terminal),
            is_dumb: var("TERM").is_none_or(|term| term == "dumb"),
            no_color: var("NO_COLOR").is_some(),
            is_ci: var("CI").is_some(),
            wants_trace: var("RUST_BACKTRACE").is_some_and(|value| value != "0"),
            pager: std::env::var_os("PAGER"),
            less_is_set: var("LESS").is_some(),
            data_dir: strategy.as_ref().map(BaseStrategy::data_dir),
            config_dir: strategy.as_ref().map(BaseStrategy::config_dir),
            home: strategy.as_ref().map(|strategy| strategy.home_dir().to_path_buf()),
            system_settings: cfg!(unix).then(|| "/etc/depeche/depeche.toml".into()),
            config_file: var("DEPECHE_CONFIG"),
            variables: depeche_variables(),
            program: std::env::current_exe().ok().map(PathBuf::into_os_string),
            of_commands: environment_of_commands(var),
        }
    }
}

/// Settings in the environment; a name or value that is no text sets nothing.
fn depeche_variables() -> Vec<(String, String)> {
    let all = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    all.filter(|(name, value)| name.starts_with("DEPECHE_") && !value.is_empty()).collect()
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The present minute as embargoes are told: in UTC.
pub fn now() -> Option<PartialDate> {
    SystemClock.now().to_string().parse().ok()
}
