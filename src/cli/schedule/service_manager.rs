//! What systemd is told of a service, by datagrams to the socket in `NOTIFY_SOCKET` (sd_notify(3)). Where there is none, nothing.

use std::ffi::OsString;
use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use crate::cli::environment::Environment;

/// The service manager of this process, if it has one.
#[derive(Debug, Default)]
pub struct ServiceManager {
    socket: Option<(UnixDatagram, OsString)>,
    watchdog: Option<Duration>,
}

impl ServiceManager {
    /// The one that the environment names.
    pub fn of(environment: &Environment) -> ServiceManager {
        let address = environment.notify_socket.clone();
        let socket = address.and_then(|address| Some((UnixDatagram::unbound().ok()?, address)));
        let micros = environment.watchdog_micros.filter(|micros| *micros > 0);
        ServiceManager { socket, watchdog: micros.map(Duration::from_micros) }
    }

    /// How often it wants to hear from us.
    pub fn hear_every(&self) -> Option<Duration> {
        self.watchdog.map(|every| every / 3)
    }

    /// All is set up.
    pub fn ready(&self, status: &str) {
        self.send(&format!("READY=1\nSTATUS={}", one_line(status)));
    }

    /// Settings are read again.
    pub fn reloading(&self) {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
        let micros = i128::from(now.tv_sec) * 1_000_000 + i128::from(now.tv_nsec) / 1000;
        self.send(&format!("RELOADING=1\nMONOTONIC_USEC={micros}"));
    }

    /// For `systemctl status`.
    pub fn status(&self, status: &str) {
        self.send(&format!("STATUS={}", one_line(status)));
    }

    /// It goes on.
    pub fn alive(&self) {
        if self.watchdog.is_some() {
            self.send("WATCHDOG=1");
        }
    }

    /// It ends.
    pub fn stopping(&self) {
        self.send("STOPPING=1");
    }

    /// Nothing can be done about a manager that does not listen.
    fn send(&self, message: &str) {
        let Some((socket, address)) = &self.socket else { return };
        #[cfg(target_os = "linux")]
        if let Some(name) = address.as_encoded_bytes().strip_prefix(b"@") {
            use std::os::linux::net::SocketAddrExt;
            if let Ok(address) = std::os::unix::net::SocketAddr::from_abstract_name(name) {
                let _ = socket.send_to_addr(message.as_bytes(), &address);
            }
            return;
        }
        let _ = socket.send_to(message.as_bytes(), address);
    }
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_where_it_listens() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let listener = UnixDatagram::bind(&path).unwrap();
        listener.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let environment = Environment {
            notify_socket: Some(path.into_os_string()),
            watchdog_micros: Some(30_000_000),
            ..Environment::default()
        };
        let manager = ServiceManager::of(&environment);
        assert_eq!(manager.hear_every(), Some(Duration::from_secs(10)));
        manager.ready("2 archives\nnext");
        manager.alive();
        let mut heard = Vec::new();
        for _ in 0..2 {
            let mut buffer = [0; 200];
            let num_bytes = listener.recv(&mut buffer).unwrap();
            heard.push(String::from_utf8_lossy(&buffer[..num_bytes]).into_owned());
        }
        assert_eq!(heard, ["READY=1\nSTATUS=2 archives next", "WATCHDOG=1"]);
        let nobody = ServiceManager::of(&Environment::default());
        nobody.ready("nothing");
        assert_eq!(nobody.hear_every(), None);
    }
}
