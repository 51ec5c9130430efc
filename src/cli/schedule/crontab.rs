//! The lines of ours in a user's crontab, between two marks; everything around them stays as it is. Texts only.

use depeche::render::shell_word;
use depeche::schedule::crontab_fields;
use jiff::tz::TimeZone;

use super::job::Job;
use crate::cli::failure::Failure;

const BEGIN: &str =
    "# begin depeche: made by `depeche schedule install`, taken away by `depeche schedule uninstall`";
const END: &str = "# end depeche";
const ARCHIVE: &str = "# archive ";

/// The lines of an archive, its name first.
pub fn entry(job: &Job) -> Result<[String; 2], Failure> {
    let of_archive = |message: String| Failure::usage(format!("{}: {message}", job.archive));
    let way_out = "use --systemd, or `depeche schedule daemon`";
    let fields = crontab_fields(&job.plan)
        .ok_or_else(|| of_archive(format!("a crontab cannot say `{}`", job.plan)).hint(way_out))?;
    let system = TimeZone::system();
    let is_here =
        job.plan.is_stretch() || job.plan.zone == system || job.plan.zone.iana_name() == system.iana_name();
    if !is_here {
        let message = format!("cron follows the clock of the machine and cannot follow `{}`", job.plan);
        return Err(of_archive(message).hint(way_out));
    }
    Ok([format!("{ARCHIVE}{}", job.archive), format!("{fields} {}", command(job).replace('%', "\\%"))])
}

/// What cron starts, as a shell reads it.
pub fn command(job: &Job) -> String {
    let variables = job.environment.iter().map(|(name, value)| format!("{name}={}", shell_word(value)));
    let words = std::iter::once(&job.program).chain(&job.arguments).map(|word| shell_word(word));
    let line: Vec<String> = variables.chain(words).collect();
    // What happened is in the run history; cron would mail it.
    format!("{} >/dev/null 2>&1", line.join(" "))
}

/// The archives that have lines of ours.
pub fn archives(crontab: &str) -> Vec<String> {
    let (_, ours, _) = parts(crontab);
    ours.iter().filter_map(|line| line.strip_prefix(ARCHIVE)).map(str::to_string).collect()
}

/// The crontab with these entries, in place of those that it had for the same archives.
pub fn with(crontab: &str, entries: &[[String; 2]]) -> String {
    let names: Vec<&str> = entries.iter().filter_map(|[name, _]| name.strip_prefix(ARCHIVE)).collect();
    let kept = without(crontab, |archive| names.contains(&archive));
    let (before, ours, after) = parts(&kept);
    let new = entries.iter().flatten().map(String::as_str);
    let mut lines: Vec<&str> = before;
    lines.push(BEGIN);
    lines.extend(ours.into_iter().chain(new));
    lines.push(END);
    lines.extend(after);
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// The crontab without the entries of the archives that are to go.
pub fn without(crontab: &str, goes: impl Fn(&str) -> bool) -> String {
    let (before, ours, after) = parts(crontab);
    let mut kept: Vec<&str> = Vec::new();
    let mut is_going = false;
    for line in ours {
        if let Some(archive) = line.strip_prefix(ARCHIVE) {
            is_going = goes(archive);
        }
        if !is_going {
            kept.push(line);
        }
    }
    let mut lines = before;
    if !kept.is_empty() {
        lines.push(BEGIN);
        lines.extend(kept);
        lines.push(END);
    }
    lines.extend(after);
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// The lines before the marks, between them, and after.
fn parts(crontab: &str) -> (Vec<&str>, Vec<&str>, Vec<&str>) {
    let lines: Vec<&str> = crontab.lines().collect();
    let begin = lines.iter().position(|line| *line == BEGIN);
    let end =
        begin.and_then(|begin| lines.iter().skip(begin).position(|line| *line == END).map(|at| begin + at));
    match (begin, end) {
        (Some(begin), Some(end)) => {
            (lines[..begin].to_vec(), lines[begin + 1..end].to_vec(), lines[end + 1..].to_vec())
        }
        // A mark without its other was edited by hand: nothing in it is ours for sure.
        _ => (lines, Vec::new(), Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use depeche::schedule::{Plan, Timing};

    fn job(archive: &str, seconds: u64) -> Job {
        Job {
            archive: archive.to_string(),
            plan: Plan { timing: Timing::Every { seconds }, zone: TimeZone::UTC },
            program: "/usr/bin/depeche".to_string(),
            arguments: vec!["index".to_string(), format!("--archive={archive}")],
            environment: vec![("XDG_DATA_HOME".to_string(), "/srv/100 %".to_string())],
            mounts: Vec::new(),
        }
    }

    const OTHERS: &str = "MAILTO=anna\n# nightly\n0 3 * * * /usr/local/bin/backup 100\\%\n";

    #[test]
    fn lines_of_others_stay() {
        let entry_of = |archive: &str, seconds| entry(&job(archive, seconds)).unwrap();
        let first = with(OTHERS, &[entry_of("presse", 900)]);
        assert!(first.starts_with(OTHERS), "{first}");
        assert!(first.contains("\n*/15 * * * * XDG_DATA_HOME='/srv/100 \\%' /usr/bin/depeche index '--archive=presse' >/dev/null 2>&1\n"), "{first}");
        let both = with(&first, &[entry_of("radio", 3600)]);
        assert_eq!(archives(&both), ["presse", "radio"]);
        let changed = with(&both, &[entry_of("presse", 60)]);
        assert_eq!(archives(&changed), ["radio", "presse"]);
        assert!(!changed.contains("*/15"));
        let one = without(&changed, |archive| archive == "radio");
        assert_eq!(archives(&one), ["presse"]);
        assert_eq!(without(&one, |_| true), OTHERS);
        assert_eq!(without(OTHERS, |_| true), OTHERS);
    }

    #[test]
    fn what_cron_cannot_say_is_told() {
        let failure = entry(&job("presse", 420)).unwrap_err();
        assert!(failure.message.contains("a crontab cannot say `every 7m`"), "{}", failure.message);
        let mut elsewhere = job("presse", 60);
        let zone =
            if TimeZone::system().iana_name() == Some("Asia/Tokyo") { "Europe/Paris" } else { "Asia/Tokyo" };
        elsewhere.plan.zone = TimeZone::get(zone).unwrap();
        elsewhere.plan.timing = Timing::Cron("30 2 * * *".parse().unwrap());
        assert!(entry(&elsewhere).unwrap_err().message.contains(zone));
    }
}
