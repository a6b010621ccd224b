//! A program on a screen of which every byte has the time at which it came.

use crate::Failure;
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use std::io::{Read as _, Write};
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

const COLUMNS: u16 = 120;
const ROWS: u16 = 40;
/// Chunks that wait to be looked at: a frame is a few.
const CHUNKS_MAX: usize = 4_096;
/// When what is waited for does not come.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Pty {
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    chunks: Receiver<(Instant, Vec<u8>)>,
    parser: vt100::Parser,
    /// When the last of it came.
    came: Instant,
    bytes: Arc<AtomicU64>,
}

impl Pty {
    pub(crate) fn start(program: &str, environment: &[(&str, &str)], home: &Path) -> Result<Self, Failure> {
        let size = PtySize {
            rows: ROWS,
            cols: COLUMNS,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size)?;
        let mut command = CommandBuilder::new(program);
        command.env("TERM", "xterm-256color");
        command.env("LC_ALL", "C.UTF-8");
        command.env("KIEMKE_LANG", "vi");
        command.env("HOME", home);
        command.env("XDG_CONFIG_HOME", home);
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command)?;
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader()?;
        let writer = pair.master.take_writer()?;
        let (told, chunks) = sync_channel(CHUNKS_MAX);
        let bytes = Arc::new(AtomicU64::new(0));
        let counted = bytes.clone();
        std::thread::spawn(move || {
            // The master lives as long as somebody reads from it.
            let _master = pair.master;
            let mut buffer = [0; 65_536];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                counted.fetch_add(read as u64, Ordering::Relaxed);
                if told.send((Instant::now(), buffer[..read].to_vec())).is_err() {
                    return;
                }
            }
        });
        let [rows, columns] = [ROWS, COLUMNS].map(|count| NonZero::new(count).unwrap_or(NonZero::<u16>::MIN));
        Ok(Self {
            writer,
            child,
            chunks,
            parser: vt100::Parser::new(rows, columns, 0),
            came: Instant::now(),
            bytes,
        })
    }

    pub(crate) fn process(&self) -> Option<u32> {
        self.child.process_id()
    }

    /// Bytes that came so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(crate) fn keys(&mut self, keys: &str) -> Result<(), Failure> {
        self.writer.write_all(keys.as_bytes())?;
        Ok(self.writer.flush()?)
    }

    /// When the screen first showed this.
    pub(crate) fn shows(&mut self, text: &str) -> Result<Instant, Failure> {
        self.shows_line(|line| line.contains(text))
            .map_err(|error| format!("{text:?}: {error}").into())
    }

    /// When the screen first showed a line like this.
    pub(crate) fn shows_line(&mut self, is_it: impl Fn(&str) -> bool) -> Result<Instant, Failure> {
        let until = Instant::now() + PATIENCE;
        while !self.parser.screen().contents().lines().any(&is_it) {
            let left = until.saturating_duration_since(Instant::now());
            if self.chunk(left).is_none() {
                return Err(format!("it did not come, but:\n{}", self.parser.screen().contents()).into());
            }
        }
        Ok(self.came)
    }

    /// Takes in what comes for so long.
    pub(crate) fn look(&mut self, length: Duration) {
        let until = Instant::now() + length;
        while self
            .chunk(until.saturating_duration_since(Instant::now()))
            .is_some()
        {}
    }

    /// When the first byte came; none when none did.
    pub(crate) fn first_bytes(&mut self, length: Duration) -> Option<Instant> {
        self.chunk(length)
    }

    fn chunk(&mut self, patience: Duration) -> Option<Instant> {
        match self.chunks.recv_timeout(patience) {
            Ok((came, bytes)) => {
                self.parser.process(&bytes);
                self.came = came;
                Some(came)
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    }

    pub(crate) fn ended(&mut self) -> Result<(), Failure> {
        let status = self.child.wait()?;
        match status.success() {
            true => Ok(()),
            false => Err(format!("the program ended with {status:?}").into()),
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // One that has ended is no error.
        let _ = self.child.kill();
    }
}
