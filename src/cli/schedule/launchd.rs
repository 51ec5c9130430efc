//! Property lists for launchd, the scheduler of macOS (launchd.plist(5)). Texts only.

use depeche::schedule::{Fired, Timing, fired_times};
use jiff::tz::TimeZone;

use super::job::Job;
use super::unit_name::escaped;
use crate::cli::failure::Failure;

/// What stands in every list of ours: only files with it are taken away.
pub const HEADER: &str =
    "<!-- Made by `depeche schedule install`; `depeche schedule uninstall` takes it away. -->";
/// How the names of ours begin.
pub const PREFIX: &str = "org.depeche.";

/// The label of an archive's list.
pub fn label_of(archive: &str) -> String {
    format!("{PREFIX}{}", escaped(archive))
}

/// The list of one archive.
pub fn plist(job: &Job) -> Result<String, Failure> {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n",
    );
    text.push_str(&format!("{HEADER}\n<plist version=\"1.0\">\n<dict>\n"));
    text.push_str(&format!("  <key>Label</key><string>{}</string>\n", xml(&label_of(&job.archive))));
    text.push_str("  <key>ProgramArguments</key>\n  <array>\n");
    for word in std::iter::once(&job.program).chain(&job.arguments) {
        text.push_str(&format!("    <string>{}</string>\n", xml(word)));
    }
    text.push_str("  </array>\n");
    if !job.environment.is_empty() {
        text.push_str("  <key>EnvironmentVariables</key>\n  <dict>\n");
        for (name, value) in &job.environment {
            text.push_str(&format!("    <key>{}</key><string>{}</string>\n", xml(name), xml(value)));
        }
        text.push_str("  </dict>\n");
    }
    text.push_str(&times(job)?);
    text.push_str("  <key>ProcessType</key><string>Background</string>\n  <key>LowPriorityIO</key><true/>\n</dict>\n</plist>\n");
    Ok(text)
}

fn times(job: &Job) -> Result<String, Failure> {
    if let Timing::Every { seconds } = job.plan.timing {
        return Ok(format!("  <key>StartInterval</key><integer>{seconds}</integer>\n"));
    }
    let cannot = || {
        let message = format!("{}: launchd cannot follow `{}`", job.archive, job.plan);
        Failure::usage(message).hint("use `depeche schedule daemon`")
    };
    if job.plan.zone != TimeZone::system() && job.plan.zone.iana_name() != TimeZone::system().iana_name() {
        return Err(cannot());
    }
    let mut text = String::from("  <key>StartCalendarInterval</key>\n  <array>\n");
    for Fired { minute, hour, day, month, weekday } in fired_times(&job.plan).ok_or_else(cannot)? {
        let all =
            [("Minute", Some(minute)), ("Hour", hour), ("Day", day), ("Month", month), ("Weekday", weekday)];
        let given = all.iter().filter_map(|(name, number)| Some((name, (*number)?)));
        let given: String =
            given.map(|(name, number)| format!("<key>{name}</key><integer>{number}</integer>")).collect();
        text.push_str(&format!("    <dict>{given}</dict>\n"));
    }
    text.push_str("  </array>\n");
    Ok(text)
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use depeche::schedule::Plan;

    #[test]
    fn a_list_says_what_and_when() {
        let timing = Timing::Daily("02:30:00".parse().unwrap());
        let job = Job {
            archive: "la une".to_string(),
            plan: Plan { timing, zone: TimeZone::system() },
            program: "/opt/a&b/depeche".to_string(),
            arguments: vec!["index".to_string()],
            environment: Vec::new(),
            mounts: Vec::new(),
        };
        let text = plist(&job).unwrap();
        assert!(text.contains("<string>org.depeche.la\\x20une</string>"), "{text}");
        assert!(text.contains("<string>/opt/a&amp;b/depeche</string>"));
        assert!(text.contains(
            "<dict><key>Minute</key><integer>30</integer><key>Hour</key><integer>2</integer></dict>"
        ));
        let every = Job { plan: Plan { timing: Timing::Every { seconds: 900 }, ..job.plan.clone() }, ..job };
        assert!(plist(&every).unwrap().contains("<key>StartInterval</key><integer>900</integer>"));
    }
}
