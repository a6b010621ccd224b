//! Where the log goes: to stderr, and to a file while the terminal is open.

use crate::cli::Failure;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;
use tracing_subscriber::EnvFilter;

/// What is logged when `RUST_LOG` says nothing: in the file what happens, on stderr only what is wrong.
const FILE_LEVEL: &str = "info,sled=warn";
const STDERR_LEVEL: &str = "warn,sled=error";

pub(super) fn begin(data: &Path, to_file: bool) -> Result<(), Failure> {
    let filter = |level| EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    // A second start in one process keeps the first one's log.
    let _ = match to_file {
        true => {
            let path = data.join("log");
            let file = open(data, &path)
                .map_err(|error| Failure::failed(format!("open the log {}", path.display()), &error))?;
            let log = tracing_subscriber::fmt()
                .with_ansi(false)
                .with_writer(Arc::new(file));
            log.with_env_filter(filter(FILE_LEVEL)).try_init()
        }
        false => {
            let log = tracing_subscriber::fmt().with_writer(io::stderr);
            log.with_env_filter(filter(STDERR_LEVEL)).try_init()
        }
    };
    Ok(())
}

/// A log that only grows would fill the disk: beyond this a start begins it anew.
const LOG_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// Appends: a second terminal on the same folder writes to the same log.
fn open(data: &Path, path: &Path) -> io::Result<File> {
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    folder.create(data)?;
    let file = options.open(path)?;
    if file.metadata()?.len() > LOG_BYTES_MAX {
        file.set_len(0)?;
    }
    Ok(file)
}
