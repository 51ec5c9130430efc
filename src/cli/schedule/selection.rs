//! What `schedule install` and `uninstall` are both told: which archives, which scheduler, whose runs. Not what is then done.

/// Archives, schedulers, account.
#[derive(Debug, clap::Args)]
pub struct Selection {
    /// The archives [default: all]
    #[arg(value_name = "ARCHIVE")]
    pub names: Vec<String>,
    /// Units for systemd
    #[arg(long)]
    pub systemd: bool,
    /// Lines in a crontab
    #[arg(long)]
    pub cron: bool,
    /// Property lists for launchd (macOS)
    #[arg(long)]
    pub launchd: bool,
    /// As root: the account that the runs have, and whose settings, archives and crontab are meant
    #[arg(long, value_name = "USER")]
    pub run_as: Option<String>,
}

impl Selection {
    /// Whether this archive is one of those named; where none is, all are.
    pub fn has(&self, archive: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|name| name == archive)
    }

    /// Whether no scheduler is named.
    pub fn is_of_all_schedulers(&self) -> bool {
        !self.systemd && !self.cron && !self.launchd
    }

    /// The account, where one is named.
    pub fn account(&self) -> Option<&str> {
        self.run_as.as_deref()
    }
}
