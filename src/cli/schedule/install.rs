//! `schedule install` and `uninstall`: hands schedules to the system's scheduler, and takes them back. What units and lines say is
//! written by `systemd`, `crontab`, `launchd`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use depeche::error::AtPath;
use depeche::index::Archive;
use depeche::render::{path_text, printable, shell_word};
use depeche::schedule::Plan;

use super::crontab;
use super::installed;
use super::launchd;
use super::planned::{self, Planned};
use super::systemd::{self, Manager};
use crate::cli::environment::Environment;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::settings;
use crate::cli::shared::Shared;
use crate::cli::ui::Ui;

/// Hand schedules to the system's own scheduler, and run each once through it
///
/// systemd gets a service and a timer for each archive, or with --daemon one service for all; cron lines between two marks of
/// your crontab; launchd a property list. Program, settings and places are written with their whole paths.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("system").required(true).args(["systemd", "cron", "launchd"]))]
pub struct Args {
    /// The archives [default: all with a schedule]
    #[arg(value_name = "ARCHIVE")]
    names: Vec<String>,
    /// Units for systemd
    #[arg(long)]
    systemd: bool,
    /// Lines in a crontab
    #[arg(long)]
    cron: bool,
    /// Property lists for launchd (macOS)
    #[arg(long)]
    launchd: bool,
    /// With --systemd: one service that keeps `depeche schedule daemon` running, for all archives
    #[arg(long, requires = "systemd", conflicts_with = "names")]
    daemon: bool,
    /// With --systemd: in your own manager, as you; needs no rights
    #[arg(long, conflicts_with_all = ["run_as", "launchd"])]
    user: bool,
    /// As root: the account that the runs have, and whose settings and archives are meant
    #[arg(long, value_name = "USER", conflicts_with = "launchd")]
    run_as: Option<String>,
    /// Show what would be written, and write nothing
    #[arg(long)]
    print: bool,
}

/// Take away what `schedule install` wrote, and nothing else
#[derive(Debug, clap::Args)]
pub struct UninstallArgs {
    /// The archives [default: all]
    #[arg(value_name = "ARCHIVE")]
    names: Vec<String>,
    /// Units for systemd only
    #[arg(long)]
    systemd: bool,
    /// Lines in a crontab only
    #[arg(long)]
    cron: bool,
    /// Property lists for launchd only
    #[arg(long)]
    launchd: bool,
    /// As root: the account in whose crontab the lines are
    #[arg(long, value_name = "USER")]
    run_as: Option<String>,
}

/// What a scheduler is told to start.
#[derive(Debug, Clone)]
pub struct Job {
    /// The archive; for the daemon, nothing.
    pub archive: String,
    /// When.
    pub plan: Plan,
    /// The whole path of this program.
    pub program: String,
    /// What follows it.
    pub arguments: Vec<String>,
    /// Variables that it needs.
    pub environment: Vec<(String, String)>,
    /// Folders and index: what must be mounted.
    pub mounts: Vec<String>,
}

/// Installs.
pub fn run(args: &Args, shared: &Shared, ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let is_root = rustix::process::geteuid().is_root();
    if is_root && !args.user && args.run_as.is_none() && !args.launchd {
        let failure = Failure::usage("as root, say with --run-as USER who the runs are to be");
        return Err(failure.hint("they need no more than to read the folders and to write the archive"));
    }
    if args.run_as.is_some() && !is_root && !args.print {
        return Err(Failure::usage("only root can install runs of another account; leave --run-as out"));
    }
    if args.systemd && !args.user && args.run_as.is_none() && !args.print {
        let failure = Failure::usage("units of the whole system are root's to install");
        return Err(failure.hint("--user installs them for you alone, and needs no rights"));
    }
    let environment = &match &args.run_as {
        Some(user) => of_account(environment, user)?,
        None => environment.clone(),
    };
    let chosen = chosen(&args.names, shared, environment)?;
    let jobs: Vec<Job> =
        chosen.iter().map(|planned| job(planned, shared, environment)).collect::<Result<_, _>>()?;
    match () {
        () if args.systemd => install_systemd(args, &chosen, &jobs, shared, ui, environment),
        () if args.cron => install_cron(args, &jobs, ui, environment),
        () => install_launchd(args, &jobs, ui, environment),
    }
}

/// The archives that are meant, each with its plan.
fn chosen(names: &[String], shared: &Shared, environment: &Environment) -> Result<Vec<Planned>, Failure> {
    let all = planned::all(&settings::load(shared, environment)?, environment)?;
    if names.is_empty() {
        let followed: Vec<Planned> = all.into_iter().filter(|planned| !planned.is_paused).collect();
        if followed.is_empty() {
            let failure = Failure::usage("no archive has a schedule that could be installed");
            return Err(failure.hint("depeche schedule add ARCHIVE --daily 02:30"));
        }
        return Ok(followed);
    }
    let find = |name: &String| {
        let found = all.iter().find(|planned| planned.place.name == *name).cloned();
        let found = found.filter(|planned| !planned.is_paused);
        found.ok_or_else(|| {
            let failure = Failure::usage(format!("`{}` has no schedule, or it is paused", printable(name)));
            failure.hint(format!("depeche schedule add {} --daily 02:30", shell_word(name)))
        })
    };
    names.iter().map(find).collect()
}

fn job(planned: &Planned, shared: &Shared, environment: &Environment) -> Result<Job, Failure> {
    let name = planned.place.name.clone();
    let mut arguments = start_of_arguments(shared)?;
    // As `child::arguments`, without JSON, which nobody reads, and for a scheduler that does not try again.
    arguments.extend(
        ["index", &format!("--archive={name}"), "--trigger", "schedule", "--quiet"].map(String::from),
    );
    let mut mounts: Vec<PathBuf> = match &planned.entry.folders {
        Some(folders) => folders.iter().map(|folder| folder.path.clone()).collect(),
        None => Archive::open(&planned.place.root)
            .map(|archive| archive.settings().folders.iter().map(|folder| folder.path.clone()).collect())
            .unwrap_or_default(),
    };
    mounts.push(planned.place.root.clone());
    Ok(Job {
        archive: name,
        plan: planned.plan.clone(),
        program: program(environment)?,
        arguments,
        environment: variables(environment)?,
        mounts: mounts.iter().map(|path| text_of(&normal(path))).collect::<Result<_, _>>()?,
    })
}

fn start_of_arguments(shared: &Shared) -> Result<Vec<String>, Failure> {
    let Some(config) = &shared.config else { return Ok(Vec::new()) };
    let config = std::path::absolute(config).at(config)?;
    Ok(vec!["--config".to_string(), text_of(&config)?])
}

fn program(environment: &Environment) -> Result<String, Failure> {
    match &environment.program {
        Some(program) => text_of(Path::new(program)),
        None => Err(Failure::new("io", "the place of this program cannot be told")),
    }
}

fn variables(environment: &Environment) -> Result<Vec<(String, String)>, Failure> {
    let all = environment.base_dirs.iter();
    // Units run elsewhere: a path from where somebody stood means nothing there.
    let whole = |value| std::path::absolute(value).unwrap_or_else(|_| Path::new(value).to_path_buf());
    all.map(|(name, value)| Ok((name.clone(), text_of(&whole(value))?))).collect()
}

/// The path without `.` and `..`, which units do not take. A folder that is not there now is read as it is written.
fn normal(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => drop(normal.pop()),
            part => normal.push(part),
        }
    }
    normal
}

/// Units and crontabs are text.
fn text_of(path: &Path) -> Result<String, Failure> {
    let text = path.to_str().filter(|text| !text.contains('\n'));
    text.map(str::to_string).ok_or_else(|| {
        let message =
            format!("{} cannot be written into a unit or a crontab: it is not plain UTF-8", path_text(path));
        Failure::usage(message).hint("`depeche schedule daemon` can use it")
    })
}

/// The surroundings that another account has.
fn of_account(environment: &Environment, user: &str) -> Result<Environment, Failure> {
    let home =
        home_of(user).ok_or_else(|| Failure::usage(format!("there is no account `{}`", printable(user))))?;
    Ok(Environment {
        data_dir: Some(home.join(".local/share")),
        config_dir: Some(home.join(".config")),
        home: Some(home),
        config_file: None,
        base_dirs: Vec::new(),
        variables: Vec::new(),
        ..environment.clone()
    })
}

fn home_of(user: &str) -> Option<PathBuf> {
    let of_lines = |text: &str| {
        let mut accounts = text.lines().map(|line| line.split(':').collect::<Vec<_>>());
        accounts
            .find(|fields| fields.first() == Some(&user))
            .and_then(|fields| fields.get(5).map(PathBuf::from))
    };
    of_lines(&std::fs::read_to_string("/etc/passwd").unwrap_or_default()).or_else(|| {
        // Accounts of a directory service are in no file.
        let output = Command::new("getent").args(["passwd", "--", user]).output().ok()?;
        of_lines(&String::from_utf8_lossy(&output.stdout))
    })
}

fn install_systemd(
    args: &Args,
    chosen: &[Planned],
    jobs: &[Job],
    shared: &Shared,
    ui: &Ui,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let manager = match &args.run_as {
        Some(user) => Manager::System(user.clone()),
        None => Manager::User,
    };
    let mut units: Vec<(String, String)> = Vec::new();
    let mut to_enable: Vec<String> = Vec::new();
    let mut to_start: Vec<String> = Vec::new();
    if args.daemon {
        units.push((systemd::DAEMON.to_string(), systemd::daemon(&daemon_job(jobs, shared)?, &manager)));
        to_enable.push(systemd::DAEMON.to_string());
    } else {
        for job in jobs {
            let name = systemd::name_of(&job.archive);
            units.push((format!("{name}.service"), systemd::service(job, &manager)));
            units.push((format!("{name}.timer"), systemd::timer(job)));
            to_enable.push(format!("{name}.timer"));
            to_start.push(format!("{name}.service"));
        }
    }
    let directory = installed::unit_directory(&manager, environment)
        .ok_or_else(|| Failure::new("io", "there is no home directory to keep units in"))?;
    if args.print {
        ui.answer(|out| {
            units.iter().try_for_each(|(name, text)| {
                writeln!(out, "# {}\n{text}", printable(&path_text(&directory.join(name))))
            })
        })?;
        return Ok(Exit::Done);
    }
    std::fs::create_dir_all(&directory).at(&directory)?;
    for (name, _) in &units {
        let path = directory.join(name);
        if path.exists() && !installed::is_ours(&path) {
            let message = format!("{} is there already, and not written by depeche", path_text(&path));
            return Err(Failure::usage(message).hint("take it away, or give the archive another name"));
        }
    }
    for (name, text) in &units {
        let path = directory.join(name);
        std::fs::write(&path, text).at(&path)?;
    }
    let enabled = systemctl(&manager, &["daemon-reload"]).and_then(|_| {
        let mut words = vec!["enable", "--now"];
        words.extend(to_enable.iter().map(String::as_str));
        systemctl(&manager, &words)
    });
    if let Err(why) = enabled {
        // Half of it is worse than nothing.
        for (name, _) in &units {
            let _ = std::fs::remove_file(directory.join(name));
        }
        let failure = Failure::new("io", format!("systemd does not take the units: {why}"));
        return Err(failure.hint("nothing stays installed; `--print` shows the units"));
    }
    warn_of_lingering(&manager, ui);
    ui.answer(|out| {
        let names = units.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        writeln!(out, "Installed in {}: {}", path_text(&directory), printable(&names))
    })?;
    let mut exit = Exit::Done;
    for (service, planned) in to_start.iter().zip(chosen) {
        let result = systemctl(&manager, &["start", service]);
        exit = worse(exit, report_first_run(&planned.place.name, result, ui)?);
    }
    Ok(exit)
}

/// The daemon sees to all archives: it needs all that each of them needs.
fn daemon_job(jobs: &[Job], shared: &Shared) -> Result<Job, Failure> {
    let first = jobs.first().ok_or_else(|| Failure::usage("no archive has a schedule"))?;
    let mut arguments = start_of_arguments(shared)?;
    arguments.extend(["schedule".to_string(), "daemon".to_string()]);
    let mut job = Job { archive: String::new(), arguments, mounts: Vec::new(), ..first.clone() };
    // What an archive's share lacks must not stop the others: nothing but the index of each is required. The unit waits for all shares
    // of the machine instead, whether they come or not.
    job.mounts = jobs.iter().filter_map(|job| job.mounts.last().cloned()).collect();
    job.mounts.dedup();
    Ok(job)
}

fn install_cron(args: &Args, jobs: &[Job], ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let entries: Vec<[String; 2]> = jobs.iter().map(crontab::entry).collect::<Result<_, _>>()?;
    if args.print {
        ui.answer(|out| out.write_all(crontab::with("", &entries).as_bytes()))?;
        return Ok(Exit::Done);
    }
    let user = args.run_as.as_deref();
    let old = read_crontab(user)?;
    write_crontab(user, &crontab::with(&old, &entries))?;
    let whose = user.map_or("your crontab".to_string(), |user| format!("the crontab of {user}"));
    ui.answer(|out| {
        entries.iter().try_for_each(|[_, line]| writeln!(out, "In {whose}: {}", printable(line)))
    })?;
    let mut exit = Exit::Done;
    for job in jobs {
        let result = run_as_cron(&crontab::command(job), user, environment);
        exit = worse(exit, report_first_run(&job.archive, result, ui)?);
    }
    Ok(exit)
}

fn install_launchd(args: &Args, jobs: &[Job], ui: &Ui, environment: &Environment) -> Result<Exit, Failure> {
    let lists: Vec<(String, String)> = jobs
        .iter()
        .map(|job| Ok((format!("{}.plist", launchd::label_of(&job.archive)), launchd::plist(job)?)))
        .collect::<Result<_, Failure>>()?;
    if args.print {
        ui.answer(|out| lists.iter().try_for_each(|(_, text)| out.write_all(text.as_bytes())))?;
        return Ok(Exit::Done);
    }
    if !cfg!(target_os = "macos") {
        let failure = Failure::usage("launchd is the scheduler of macOS; this machine has none");
        return Err(failure.hint("--print shows what would be written"));
    }
    let directory = installed::launchd_directory(environment)
        .ok_or_else(|| Failure::new("io", "there is no home directory"))?;
    std::fs::create_dir_all(&directory).at(&directory)?;
    let mut exit = Exit::Done;
    for ((name, text), job) in lists.iter().zip(jobs) {
        let path = directory.join(name);
        std::fs::write(&path, text).at(&path)?;
        let path_word = path_text(&path);
        // What was there before is taken out first; there may be nothing.
        let _ = output_of(Command::new("launchctl").args(["unload", "-w", &path_word]));
        output_of(Command::new("launchctl").args(["load", "-w", &path_word]))
            .map_err(|why| Failure::new("io", format!("launchd does not take {path_word}: {why}")))?;
        let result = output_of(Command::new("launchctl").args(["start", &launchd::label_of(&job.archive)]));
        exit = worse(exit, report_first_run(&job.archive, result, ui)?);
    }
    Ok(exit)
}

fn report_first_run(archive: &str, result: Result<String, String>, ui: &Ui) -> Result<Exit, Failure> {
    let (name, word) = (printable(archive), shell_word(archive));
    ui.answer(|out| match &result {
        Ok(_) => {
            writeln!(out, "{name}: ran once as it will run from now on; depeche status --archive {word}")
        }
        Err(why) => {
            writeln!(out, "{name}: installed, but its first run failed: {}", printable(why))?;
            writeln!(out, "  see depeche status --archive {word}")
        }
    })?;
    Ok(if result.is_ok() { Exit::Done } else { Exit::Nothing })
}

fn worse(a: Exit, b: Exit) -> Exit {
    if a == Exit::Done { b } else { a }
}

/// Takes away.
pub fn uninstall(
    args: &UninstallArgs,
    shared: &Shared,
    ui: &Ui,
    environment: &Environment,
) -> Result<Exit, Failure> {
    let _ = shared;
    let is_all = !args.systemd && !args.cron && !args.launchd;
    let is_meant = |archive: &str| args.names.is_empty() || args.names.iter().any(|name| name == archive);
    let mut gone: Vec<String> = Vec::new();
    if is_all || args.systemd {
        for manager in [Manager::User, Manager::System(String::new())] {
            gone.extend(uninstall_units(&manager, &args.names, environment)?);
        }
    }
    if is_all || args.cron {
        let user = args.run_as.as_deref();
        let old =
            read_crontab(user).or_else(|failure| if args.cron { Err(failure) } else { Ok(String::new()) })?;
        let archives: Vec<String> =
            crontab::archives(&old).into_iter().filter(|name| is_meant(name)).collect();
        if !archives.is_empty() {
            write_crontab(user, &crontab::without(&old, is_meant))?;
            gone.extend(archives.iter().map(|archive| format!("the crontab's lines for {archive}")));
        }
    }
    if is_all || args.launchd {
        for (archive, path) in installed::launchd_lists(environment) {
            if is_meant(&archive) {
                let _ = output_of(Command::new("launchctl").args(["unload", "-w", &path_text(&path)]));
                std::fs::remove_file(&path).at(&path)?;
                gone.push(path_text(&path));
            }
        }
    }
    if gone.is_empty() {
        return Err(Failure::not_found("nothing of that is installed"));
    }
    ui.answer(|out| gone.iter().try_for_each(|what| writeln!(out, "Taken away: {}", printable(what))))?;
    Ok(Exit::Done)
}

fn uninstall_units(
    manager: &Manager,
    names: &[String],
    environment: &Environment,
) -> Result<Vec<String>, Failure> {
    let units = installed::units(manager, environment);
    let is_meant = |unit: &installed::Unit| match &unit.archive {
        Some(archive) => names.is_empty() || names.contains(archive),
        None => names.is_empty(),
    };
    let units: Vec<installed::Unit> = units.into_iter().filter(is_meant).collect();
    if units.is_empty() {
        return Ok(Vec::new());
    }
    for unit in &units {
        let name = unit.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // A manager that is not running has nothing enabled; a running service comes to its end by itself.
        if !name.ends_with(".service") || unit.archive.is_none() {
            let _ = systemctl(manager, &["disable", "--now", &name]);
        }
    }
    for unit in &units {
        std::fs::remove_file(&unit.path).at(&unit.path)?;
    }
    let _ = systemctl(manager, &["daemon-reload"]);
    Ok(units.iter().map(|unit| path_text(&unit.path)).collect())
}

/// Units of a user stop with the last session, unless the account lingers.
fn warn_of_lingering(manager: &Manager, ui: &Ui) {
    if *manager != Manager::User {
        return;
    }
    let user = rustix::process::getuid().as_raw().to_string();
    match output_of(Command::new("loginctl").args(["show-user", &user, "--property=Linger"])) {
        Ok(said) if said.trim() == "Linger=yes" => {}
        Ok(_) => ui.warn("your units run only while you are logged in; `loginctl enable-linger` lets them run always"),
        Err(_) => ui.warn(
            "whether your units run while you are logged out cannot be told; `loginctl enable-linger` makes them, where there is loginctl",
        ),
    }
}

fn systemctl(manager: &Manager, words: &[&str]) -> Result<String, String> {
    let mut command = Command::new("systemctl");
    if *manager == Manager::User {
        command.arg("--user");
    }
    output_of(command.args(words))
}

/// Runs the line of a crontab with the surroundings that cron gives it.
fn run_as_cron(line: &str, user: Option<&str>, environment: &Environment) -> Result<String, String> {
    let home = environment.home.clone().unwrap_or_else(|| "/".into());
    let mut command = match user {
        // The account's own rights: what root can read says nothing.
        Some(user) => {
            let mut command = Command::new("runuser");
            command.args(["-u", user, "--", "/bin/sh", "-c", line]);
            command
        }
        None => {
            let mut command = Command::new("/bin/sh");
            command.args(["-c", line]);
            command
        }
    };
    command
        .env_clear()
        .env("HOME", &home)
        .env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin")
        .env("SHELL", "/bin/sh");
    if home.is_dir() {
        command.current_dir(&home);
    }
    let status = command.stdin(Stdio::null()).status().map_err(|error| error.to_string())?;
    match status.code() {
        Some(0 | 3) => Ok(String::new()),
        Some(code) => Err(format!("its status was {code}")),
        None => Err("it was ended by a signal".to_string()),
    }
}

/// The crontab as it is; empty when there is none.
pub fn read_crontab(user: Option<&str>) -> Result<String, Failure> {
    let mut command = Command::new("crontab");
    command.args(user.map(|user| ["-u", user]).iter().flatten()).arg("-l").env("LC_ALL", "C");
    let output = command.stdin(Stdio::null()).output();
    let output =
        output.map_err(|error| Failure::new("io", format!("`crontab` cannot be started: {error}")))?;
    let said = String::from_utf8_lossy(&output.stderr);
    match output.status.success() {
        true => String::from_utf8(output.stdout)
            .map_err(|_| Failure::usage("the crontab is not UTF-8, and is left alone")),
        false if said.contains("no crontab for") => Ok(String::new()),
        false => Err(Failure::new("io", format!("`crontab -l` failed: {}", first_line(&said)))),
    }
}

fn write_crontab(user: Option<&str>, text: &str) -> Result<(), Failure> {
    let failed = |why: String| Failure::new("io", format!("the crontab could not be written: {why}"));
    let mut command = Command::new("crontab");
    command.args(user.map(|user| ["-u", user]).iter().flatten());
    // An empty one is none.
    let is_empty = text.trim().is_empty();
    command.arg(if is_empty { "-r" } else { "-" });
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
    if let Some(mut stdin) = child.stdin.take().filter(|_| !is_empty) {
        stdin.write_all(text.as_bytes()).map_err(|error| failed(error.to_string()))?;
    }
    let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(failed(first_line(&String::from_utf8_lossy(&output.stderr))))
}

/// What a command wrote, or why it failed.
fn output_of(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("`{program}`: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(first_line(&String::from_utf8_lossy(&output.stderr)))
}

fn first_line(text: &str) -> String {
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it gave no reason").to_string()
}
