//! External commands that the caller allows: bytes in, bytes out, bounded in time, memory and output. Knows no format.
//!
//! A command runs in a process group of its own and with the environment that the caller gives, nothing else. Its
//! memory is bounded by the shell that starts it (`ulimit`), where the system has that.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// What stands for the file's path among the words of a converter.
const PATH_MARK: &str = "{}";

/// Of what a command says on stderr so much is kept.
const MAX_COMPLAINT_BYTES: u64 = 64 * 1024;

/// How long a command may take to end once its output has ended.
const LAST_MOMENT: Duration = Duration::from_secs(2);

/// The commands that reading may start. Without them reading starts nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Commands {
    /// For file name extensions (lower case, without the full stop) the words of a command that writes the file as HTML
    /// or plain text. `{}` in a word stands for the file's path; without it the file comes on stdin.
    pub converters: BTreeMap<String, Vec<OsString>>,
    /// The words of a command that reads a PDF on stdin and writes what
    /// [`extract_pdf`](super::extract_pdf) does on stdout. `None`: PDF files are skipped.
    pub pdf: Option<Vec<OsString>>,
    /// The environment of all of them: `PATH` and the like.
    pub environment: Vec<(OsString, OsString)>,
}

/// What a command may cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) max_time: Duration,
    pub(crate) max_memory_bytes: u64,
    pub(crate) max_output_bytes: u64,
}

impl Bounds {
    /// Those of a converter.
    pub(super) const CONVERTER: Bounds =
        Bounds { max_time: Duration::from_secs(60), max_memory_bytes: 512 << 20, max_output_bytes: 64 << 20 };
}

/// Why a command gave nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error("`{0}` could not be started: {1}")]
    NotStarted(String, io::Error),
    #[error("`{0}` is not installed, or not where commands are looked for")]
    NotFound(String),
    #[error("`{0}` took more than {1} s and was stopped")]
    TooLong(String, u64),
    #[error("`{0}` wrote more than {1} MiB and was stopped")]
    TooMuch(String, u64),
    #[error("`{0}` failed: {1}")]
    Failed(String, String),
    /// The file itself, not the command.
    #[error("{0}")]
    Input(io::Error),
}

/// The words with the path in the place of `{}`; whether it has one at all.
pub(super) fn with_path(words: &[OsString], path: &Path) -> (Vec<OsString>, bool) {
    let mut has_mark = false;
    // A name such as `-v.doc` must not be taken for an option.
    let is_option = path.to_string_lossy().starts_with('-');
    let path = if is_option { Path::new(".").join(path) } else { path.to_path_buf() };
    let replaced = words.iter().map(|word| match word.to_str() {
        Some(text) if text.contains(PATH_MARK) => {
            has_mark = true;
            let mut with_path = OsString::new();
            for (number, part) in text.split(PATH_MARK).enumerate() {
                if number > 0 {
                    with_path.push(&path);
                }
                with_path.push(part);
            }
            with_path
        }
        _ => word.clone(),
    });
    (replaced.collect(), has_mark)
}

/// Runs a command with `input` on its stdin, and returns its stdout.
pub(crate) fn run(
    words: &[OsString],
    environment: &[(OsString, OsString)],
    input: Option<&mut dyn Read>,
    bounds: &Bounds,
) -> Result<Vec<u8>, CommandError> {
    let name = words.first().map_or(String::new(), |word| shown(word));
    let mut child = start(words, environment, input.is_some(), bounds)
        .map_err(|error| CommandError::NotStarted(name.clone(), error))?;
    let deadline = Instant::now() + bounds.max_time;
    let group = Group(child.id());
    let (said, complaint) = (collector(child.stdout.take(), bounds.max_output_bytes), complaints(&mut child));
    let (fed, output) = {
        // Whoever waits below waits on pipes: they end when the group is stopped.
        let _watch = Watch::begin(group, bounds.max_time);
        let fed = feed(&mut child, input);
        (fed, said.recv_timeout(deadline.saturating_duration_since(Instant::now()) + LAST_MOMENT))
    };
    let is_too_much = matches!(&output, Ok(Ok(bytes)) if bytes.len() as u64 > bounds.max_output_bytes);
    let is_late = Instant::now() >= deadline || output.is_err();
    if is_too_much || is_late || fed.is_err() {
        group.stop();
    }
    let status = wait(&mut child, group, if is_late { Duration::ZERO } else { LAST_MOMENT })
        .map_err(|error| CommandError::NotStarted(name.clone(), error))?;
    fed.map_err(CommandError::Input)?;
    match output {
        Ok(Ok(_)) if is_too_much => Err(CommandError::TooMuch(name, bounds.max_output_bytes >> 20)),
        _ if is_late => Err(CommandError::TooLong(name, bounds.max_time.as_secs())),
        Ok(Ok(bytes)) if status.is_some_and(|status| status.success()) => Ok(bytes),
        Ok(Err(error)) => Err(CommandError::Failed(name, error.to_string())),
        _ => Err(failed(name, status, &complaint)),
    }
}

/// The last part of a program's path.
fn shown(word: &OsStr) -> String {
    Path::new(word).file_name().unwrap_or(word).to_string_lossy().into_owned()
}

fn start(
    words: &[OsString],
    environment: &[(OsString, OsString)],
    has_input: bool,
    bounds: &Bounds,
) -> io::Result<Child> {
    // `exec`: the command takes the shell's place, and with it the process id that is the group's.
    const LIMITED: &str = "ulimit -c 0 2>/dev/null; ulimit -v \"$1\" 2>/dev/null; shift; exec \"$@\"";
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(LIMITED).arg("sh").arg((bounds.max_memory_bytes >> 10).to_string()).args(words);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command
        .env_clear()
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(if has_input { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

/// Writes the input. A command that reads no further is not wrong; input that cannot be read is.
fn feed(child: &mut Child, input: Option<&mut dyn Read>) -> io::Result<()> {
    let (Some(mut stdin), Some(input)) = (child.stdin.take(), input) else { return Ok(()) };
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let len = input.read(&mut buffer)?;
        if len == 0 || stdin.write_all(&buffer[..len]).is_err() {
            return Ok(());
        }
    }
}

/// Reads a pipe to its end, or one byte further than `max_bytes`, in a thread of its own: what holds the pipe open
/// longer than the command lives must not hold us.
fn collector(pipe: Option<impl Read + Send + 'static>, max_bytes: u64) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = channel();
    if let Some(pipe) = pipe {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let result = pipe.take(max_bytes + 1).read_to_end(&mut bytes).map(|_| bytes);
            // Nobody waits any more when the time is over.
            let _ = sender.send(result);
        });
    }
    receiver
}

/// What the command says on stderr; all of it is read, so that it never waits, and the beginning kept.
fn complaints(child: &mut Child) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = channel();
    if let Some(mut pipe) = child.stderr.take() {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let result = (&mut pipe).take(MAX_COMPLAINT_BYTES).read_to_end(&mut bytes).map(|_| bytes);
            let _ = sender.send(result);
            let _ = io::copy(&mut pipe, &mut io::sink());
        });
    }
    receiver
}

fn failed(
    name: String,
    status: Option<ExitStatus>,
    complaint: &Receiver<io::Result<Vec<u8>>>,
) -> CommandError {
    if status.and_then(|status| status.code()) == Some(127) {
        return CommandError::NotFound(name);
    }
    let complaint = complaint.recv_timeout(LAST_MOMENT).ok().and_then(Result::ok).unwrap_or_default();
    let complaint = String::from_utf8_lossy(&complaint);
    let first = complaint.lines().map(str::trim).find(|line| !line.is_empty());
    let reason = match (first, status) {
        (Some(line), _) => line.chars().take(200).collect(),
        (None, Some(status)) => status.to_string(),
        (None, None) => "it did not end".to_string(),
    };
    CommandError::Failed(name, reason)
}

/// Waits for the end; stops the group when it does not come.
fn wait(child: &mut Child, group: Group, patience: Duration) -> io::Result<Option<ExitStatus>> {
    for patience in [patience, LAST_MOMENT] {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(Some(status));
            }
            if Instant::now() >= deadline {
                break;
            }
            thread::sleep(Duration::from_millis(2));
        }
        group.stop();
    }
    Ok(None)
}

/// The process group of a command, by the id of its first process.
#[derive(Debug, Clone, Copy)]
struct Group(u32);

impl Group {
    /// Kills all of it. Called only while the first process is not waited for: its id is then its own.
    fn stop(self) {
        let id = self.0.to_string();
        // Both: a process may have left its group. When there is nothing left to kill, all is well.
        let _ = Command::new("/bin/sh")
            .args(["-c", "kill -s KILL -- \"-$1\" \"$1\"", "sh", &id])
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
}

/// Stops the group when the time is over, while this one waits for it.
struct Watch {
    end: Option<Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Watch {
    fn begin(group: Group, max_time: Duration) -> Self {
        let (end, ended) = channel::<()>();
        let thread = thread::spawn(move || {
            if ended.recv_timeout(max_time) == Err(RecvTimeoutError::Timeout) {
                group.stop();
            }
        });
        Watch { end: Some(end), thread: Some(thread) }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.end = None;
        if let Some(thread) = self.thread.take() {
            // It cannot panic, and if it did the group is waited for all the same.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &[&str]) -> Vec<OsString> {
        text.iter().map(OsString::from).collect()
    }

    fn bounds(max_time_ms: u64) -> Bounds {
        Bounds {
            max_time: Duration::from_millis(max_time_ms),
            max_memory_bytes: 256 << 20,
            max_output_bytes: 1 << 20,
        }
    }

    fn shell(script: &str, input: &[u8], max_time_ms: u64) -> Result<Vec<u8>, CommandError> {
        run(&words(&["sh", "-c", script]), &[], Some(&mut &input[..]), &bounds(max_time_ms))
    }

    #[test]
    fn bytes_go_through() {
        let long = vec![b'x'; 700_000];
        assert_eq!(shell("cat", &long, 20_000).unwrap(), long);
        // One that reads nothing is no failure.
        assert_eq!(shell("echo trêve", &long, 20_000).unwrap(), "trêve\n".as_bytes());
    }

    #[test]
    fn what_takes_too_long_is_stopped_with_its_children() {
        let began = Instant::now();
        let error = shell("sleep 60 & sleep 60; echo late", b"", 300).unwrap_err();
        assert!(matches!(error, CommandError::TooLong(..)), "{error}");
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    }

    #[test]
    fn a_command_that_neither_reads_nor_ends_is_stopped() {
        let long = vec![b'x'; 700_000];
        let error = shell("sleep 60", &long, 300).unwrap_err();
        assert!(matches!(error, CommandError::TooLong(..)), "{error}");
    }

    #[test]
    fn output_without_end_is_stopped() {
        let began = Instant::now();
        let error = shell("while :; do echo et encore; done", b"", 30_000).unwrap_err();
        assert!(matches!(error, CommandError::TooMuch(_, 1)), "{error}");
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_is_bounded() {
        // The shell doubles a text until it may hold no more.
        let error = shell("a=xxxxxxxx; while :; do a=$a$a; done", b"", 30_000).unwrap_err();
        assert!(matches!(error, CommandError::Failed(..)), "{error}");
    }

    #[test]
    fn failures_say_what_the_command_said() {
        let error = shell("echo >&2; echo 'not a Word document' >&2; echo more >&2; exit 3", b"", 20_000);
        assert_eq!(error.unwrap_err().to_string(), "`sh` failed: not a Word document");
        let silent = shell("exit 3", b"", 20_000).unwrap_err().to_string();
        assert!(silent.contains('3'), "{silent}");
        let absent = run(&words(&["depeche-no-such-command"]), &[], None, &bounds(20_000)).unwrap_err();
        assert!(matches!(absent, CommandError::NotFound(_)), "{absent}");
    }

    #[test]
    fn only_the_environment_that_is_given_is_seen() {
        let given = [("PRESSE".into(), "Orsane".into()), ("PATH".into(), "/usr/bin:/bin".into())];
        let output = run(&words(&["env"]), &given, None, &bounds(20_000)).unwrap();
        let output = String::from_utf8(output).unwrap();
        let mut names: Vec<&str> = output.lines().filter_map(|line| line.split('=').next()).collect();
        names.retain(|name| !matches!(*name, "PWD" | "SHLVL" | "_" | "OLDPWD"));
        names.sort_unstable();
        assert_eq!(names, ["PATH", "PRESSE"]);
    }

    #[test]
    fn the_path_takes_the_place_of_its_mark() {
        let path = Path::new("/presse/l'été $HOME.doc");
        let (replaced, has_mark) = with_path(&words(&["antiword", "{}", "-o={}.txt"]), path);
        assert!(has_mark);
        assert_eq!(
            replaced,
            words(&["antiword", "/presse/l'été $HOME.doc", "-o=/presse/l'été $HOME.doc.txt"])
        );
        assert_eq!(with_path(&words(&["cat", "{}"]), Path::new("-v.doc")).0, words(&["cat", "./-v.doc"]));
        assert!(!with_path(&words(&["cat"]), path).1);
    }
}
