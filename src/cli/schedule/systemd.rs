//! Units for systemd: a service and a timer an archive, or one service for the daemon. Texts only.

use depeche::schedule::{Plan, Timing, systemd_calendar};

use super::job::Job;
use super::unit_name::{command_word, escaped, quoted};

/// The first line of every unit of ours: only files with it are taken away.
pub const HEADER: &str = "# Made by `depeche schedule install`; `depeche schedule uninstall` takes it away.";
/// The service of the daemon. No archive's unit can have that name.
pub const DAEMON: &str = "depeched.service";

/// Where a unit runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manager {
    /// The user's own manager.
    User,
    /// The system's, as this account.
    System(String),
}

/// The name of an archive's units, without ending.
pub fn name_of(archive: &str) -> String {
    format!("depeche-{}", escaped(archive))
}

/// The service of one archive.
pub fn service(job: &Job, manager: &Manager) -> String {
    let mut text = head(&format!("depeche: refresh the archive {}", job.archive), job);
    text.push_str("\n[Service]\nType=oneshot\n");
    text.push_str(&command(job, manager));
    // Files that failed for the first time are in the report; the run itself did its work.
    text.push_str("SuccessExitStatus=3\n");
    text
}

/// The timer of one archive.
pub fn timer(job: &Job) -> String {
    let mut text = format!(
        "{HEADER}\n[Unit]\nDescription=depeche: when to refresh the archive {}\n\n[Timer]\n",
        one_line(&job.archive)
    );
    match &job.plan {
        Plan { timing: Timing::Every { seconds }, .. } => {
            text.push_str(&format!("OnBootSec=1min\nOnUnitActiveSec={seconds}s\n"));
            if *seconds < 600 {
                text.push_str("AccuracySec=1s\n");
            }
        }
        plan => {
            for line in systemd_calendar(plan) {
                text.push_str(&format!("OnCalendar={line}\n"));
            }
            text.push_str("Persistent=true\n");
        }
    }
    text.push_str("\n[Install]\nWantedBy=timers.target\n");
    text
}

/// The service of the daemon.
pub fn daemon(job: &Job, manager: &Manager) -> String {
    let mut text = head("depeche: refresh archives by their schedules", job);
    if *manager != Manager::User {
        // Waits for the folders of all archives, and goes on without those that do not come. A user's manager has no such target.
        text.push_str("Wants=remote-fs.target\nAfter=remote-fs.target\n");
    }
    text.push_str("\n[Service]\nType=notify\nNotifyAccess=main\n");
    text.push_str(&command(job, manager));
    text.push_str("ExecReload=/bin/kill -HUP $MAINPID\n");
    text.push_str("WatchdogSec=120\nRestart=on-failure\nRestartSec=30\n");
    // Runs come to a safe point before they end: the daemon passes the wish on.
    text.push_str("KillMode=mixed\nTimeoutStopSec=600\n");
    let target = if *manager == Manager::User { "default.target" } else { "multi-user.target" };
    text.push_str(&format!("\n[Install]\nWantedBy={target}\n"));
    text
}

fn head(description: &str, job: &Job) -> String {
    let mut text = format!("{HEADER}\n[Unit]\nDescription={}\n", one_line(description));
    if !job.mounts.is_empty() {
        let mounts: Vec<String> = job.mounts.iter().map(|path| quoted(path)).collect();
        text.push_str(&format!("RequiresMountsFor={}\n", mounts.join(" ")));
    }
    text
}

fn command(job: &Job, manager: &Manager) -> String {
    let mut text = String::new();
    let words: Vec<String> =
        std::iter::once(&job.program).chain(&job.arguments).map(|word| command_word(word)).collect();
    text.push_str(&format!("ExecStart={}\n", words.join(" ")));
    for (name, value) in &job.environment {
        text.push_str(&format!("Environment={}\n", quoted(&format!("{name}={value}"))));
    }
    text.push_str("Nice=10\nIOSchedulingClass=best-effort\nIOSchedulingPriority=7\n");
    if let Manager::System(user) = manager {
        // Alerts and converters write and start what the user chose: more would break them. A user's own manager can often not do it.
        text.push_str(&format!("User={}\nProtectSystem=full\n", quoted(user)));
    }
    text
}

fn one_line(text: &str) -> String {
    text.replace('%', "%%").chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    fn job(timing: &str) -> Job {
        let timing = match timing.strip_prefix("every ") {
            Some(seconds) => Timing::Every { seconds: seconds.parse().unwrap() },
            None => Timing::Cron(timing.parse().unwrap()),
        };
        Job {
            archive: "la une".to_string(),
            plan: Plan { timing, zone: TimeZone::get("Europe/Paris").unwrap() },
            program: "/opt/my tools/depeche".to_string(),
            arguments: vec!["index".to_string(), "--archive=la une".to_string()],
            environment: vec![("XDG_DATA_HOME".to_string(), "/srv/100%".to_string())],
            mounts: vec!["/mnt/la presse".to_string(), "/srv/depeche".to_string()],
        }
    }

    #[test]
    fn a_service_has_what_it_needs() {
        let text = service(&job("every 900"), &Manager::System("anna".to_string()));
        for line in [
            HEADER,
            "RequiresMountsFor=\"/mnt/la presse\" /srv/depeche",
            "ExecStart=\"/opt/my tools/depeche\" index \"--archive=la une\"",
            "Environment=XDG_DATA_HOME=/srv/100%%",
            "SuccessExitStatus=3",
            "User=anna",
        ] {
            assert!(text.lines().any(|have| have == line), "{line}\n{text}");
        }
        assert!(!service(&job("every 900"), &Manager::User).contains("User="));
        assert_eq!(name_of("la une"), "depeche-la\\x20une");
    }

    #[test]
    fn the_daemon_waits_for_shares_and_needs_none() {
        let text = daemon(&job("every 900"), &Manager::System("anna".to_string()));
        assert!(text.contains("\nAfter=remote-fs.target\n\n[Service]\n"), "{text}");
        assert!(!daemon(&job("every 900"), &Manager::User).contains("remote-fs"));
    }

    #[test]
    fn a_timer_says_when() {
        assert!(timer(&job("every 900")).contains("\nOnBootSec=1min\nOnUnitActiveSec=900s\n"));
        let calendar = timer(&job("0 0 13 * 5"));
        assert!(calendar.contains("OnCalendar=*-*-13 00:00:00 Europe/Paris\nOnCalendar=Fri *-*-* 00:00:00 Europe/Paris\nPersistent=true\n"), "{calendar}");
    }
}
