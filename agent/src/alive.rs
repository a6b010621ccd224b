//! Whether the run before this one ended in order: a small file that says when this one last lived, gone when it ends
//! as it should. A power cut leaves it behind.

use kiemke_agent_core::moment::Now;
use kiemke_wire::time::UnixMs;
use std::path::{Path, PathBuf};

const FILE: &str = "alive";
/// Between two writings: power cuts are told to the minute.
const EVERY_MS: u64 = 60_000;

/// See the file's head.
#[derive(Debug)]
pub(crate) struct Alive {
    path: PathBuf,
    written_ms: Option<u64>,
}

impl Alive {
    /// Looks for what the run before left behind: when it last lived.
    pub(crate) fn open(data: &Path) -> (Self, Option<UnixMs>) {
        let path = data.join(FILE);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let alive = Self {
            path,
            written_ms: None,
        };
        (alive, text.trim().parse().ok().map(UnixMs))
    }

    /// What to write where, when it is time. Not synced: the last minute or two may be lost, the disk is spared.
    pub(crate) fn due(&mut self, now: Now) -> Option<impl FnOnce() + Send + 'static> {
        let due = self
            .written_ms
            .is_none_or(|written| now.mono_ms.saturating_sub(written) >= EVERY_MS);
        due.then(|| {
            self.written_ms = Some(now.mono_ms);
            let (path, text) = (self.path.clone(), now.wall.0.to_string());
            move || {
                if let Err(error) = std::fs::write(&path, text) {
                    tracing::debug!(%error, "no sign of life was written");
                }
            }
        })
    }

    /// This run ends in order.
    pub(crate) fn end(&self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_run_that_was_cut_off_leaves_a_sign() {
        let folder = tempfile::tempdir().unwrap();
        let now = |mono_ms| Now {
            mono_ms,
            wall: UnixMs(1_795_503_600_000),
        };
        let (mut alive, before) = Alive::open(folder.path());
        assert_eq!(before, None);
        alive.due(now(0)).unwrap()();
        assert!(alive.due(now(59_999)).is_none());
        assert!(alive.due(now(60_000)).is_some());
        let (next, before) = Alive::open(folder.path());
        assert_eq!(before, Some(UnixMs(1_795_503_600_000)));
        next.end();
        assert_eq!(Alive::open(folder.path()).1, None);
    }
}
