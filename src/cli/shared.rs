//! The options that every command has. What they mean is worked out in `place` and `ui`.

use std::path::PathBuf;

use clap::ValueEnum;

/// Options of every command.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Shared options")]
pub struct Shared {
    /// The archive: a name under your data directory, or in your settings [default: default, or the setting `archive`]
    #[arg(long, global = true, value_name = "NAME")]
    pub archive: Option<String>,
    /// The archive: a directory anywhere, instead of a name
    #[arg(long, global = true, value_name = "DIR")]
    pub index: Option<PathBuf>,
    /// Your settings [default: depeche/depeche.toml among your settings, if it exists; also DEPECHE_CONFIG]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Say nothing but the answer: no progress, warnings or hints
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to use colours
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        hide_possible_values = false
    )]
    pub color: ColorWhen,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always, in files and pipes too.
    Always,
    /// Never.
    Never,
}
