//! The messages of the last minutes, kept to be written down: on a key, and when some part of the program breaks.
//!
//! The one place that is shared: a panic is dealt with where it happens, which may be any thread.

use kiemke_tui_core::session::Recorder;
use kiemke_tui_core::{Effect, Look, Message};
use kiemke_wire::time::UnixMs;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

static SESSION: Mutex<Option<Recorder>> = Mutex::new(None);

/// A session begins.
pub(crate) fn begin(look: Look, size: (u16, u16), at: UnixMs) {
    *held() = Some(Recorder::new(look, size, at));
}

/// Keeps what is told to the core.
pub(crate) fn told(message: &Message, at: UnixMs) {
    if let Some(recorder) = held().as_mut() {
        recorder.told(message, at);
    }
}

/// Keeps what the core asked for.
pub(crate) fn asked(effect: &Effect) {
    if let Some(recorder) = held().as_mut() {
        recorder.asked(effect);
    }
}

/// Writes it all into a new file that only this user may read: names of a school stand in it.
pub(crate) fn dump() -> io::Result<PathBuf> {
    let text = held().as_ref().map(Recorder::text);
    write(&text.unwrap_or_default())
}

/// The same while something breaks: whoever holds the session may be what broke, so nobody is waited for.
pub(crate) fn dump_after_panic() -> Option<PathBuf> {
    let text = SESSION.try_lock().ok()?.as_ref().map(Recorder::text)?;
    write(&text).ok()
}

fn held() -> MutexGuard<'static, Option<Recorder>> {
    SESSION.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write(text: &str) -> io::Result<PathBuf> {
    let at = crate::clock::wall().0;
    let path = std::env::temp_dir().join(format!("kiemke-{}-{at}.session", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&path)?.write_all(text.as_bytes())?;
    Ok(path)
}
