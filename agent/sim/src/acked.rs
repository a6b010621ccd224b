//! The list of acknowledged items: a test that kills the daemon compares it with what the daemon holds afterwards.
//!
//! ```text
//! agent run seq        one line an item, 32 and 16 hexadecimal digits and a number
//! ```

use kiemke_wire::ids::{AgentId, RunId};
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::mpsc;
use tokio::sync::oneshot;

/// Batches that wait for the disk: each connection has one on its way at most.
const QUEUE: usize = 1_024;
/// Bytes written with one sync, so that the first of them does not wait for ever.
const GROUP_BYTES_MAX: usize = 1024 * 1024;

/// An item that the daemon acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AckedItem {
    /// The sender.
    pub agent: AgentId,
    /// The start in which it was made.
    pub run: RunId,
    /// Its number.
    pub seq: u64,
}

impl AckedItem {
    /// Its line, with the end of it.
    pub fn line(&self) -> String {
        format!("{} {} {}\n", self.agent, self.run, self.seq)
    }
}

/// A line that is not one.
#[derive(Debug, thiserror::Error)]
#[error("read line {line} of the acknowledged items: it is not `agent run seq`")]
pub struct BadLine {
    /// Counted from 1.
    pub line: usize,
}

/// Reads a list. A last line without its end was cut by a crash and is left out: it never counted.
///
/// # Errors
/// When another line is broken.
pub fn parse(text: &str) -> Result<Vec<AckedItem>, BadLine> {
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let lines = whole.lines().zip(1..);
    lines
        .map(|(text, line)| item(text).ok_or(BadLine { line }))
        .collect()
}

fn item(text: &str) -> Option<AckedItem> {
    let mut words = text.split(' ');
    let item = AckedItem {
        agent: words.next()?.parse().ok()?,
        run: words.next()?.parse().ok()?,
        seq: words.next()?.parse().ok()?,
    };
    words.next().is_none().then_some(item)
}

struct Batch {
    lines: String,
    done: oneshot::Sender<io::Result<()>>,
}

/// The open list. Clones share it; it is closed with the last of them.
#[derive(Clone, Debug)]
pub struct Acked(mpsc::SyncSender<Batch>);

impl Acked {
    /// Opens a list to append to it.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        let (sender, queue) = mpsc::sync_channel(QUEUE);
        std::thread::Builder::new()
            .name("acked".into())
            .spawn(move || keep(file, &queue))?;
        Ok(Self(sender))
    }

    /// Appends items; returns once they are on the disk.
    ///
    /// # Errors
    /// When the disk says so.
    pub async fn append(&self, items: impl IntoIterator<Item = AckedItem>) -> io::Result<()> {
        let lines: String = items.into_iter().map(|item| item.line()).collect();
        let (done, synced) = oneshot::channel();
        // The queue holds a batch of each connection, so this waits for the disk at most once.
        self.0.send(Batch { lines, done }).map_err(io::Error::other)?;
        synced.await.map_err(io::Error::other)?
    }
}

fn keep(mut file: File, queue: &mpsc::Receiver<Batch>) {
    while let Ok(first) = queue.recv() {
        let mut text = first.lines;
        let mut waiting = vec![first.done];
        while text.len() < GROUP_BYTES_MAX
            && let Ok(next) = queue.try_recv()
        {
            text.push_str(&next.lines);
            waiting.push(next.done);
        }
        let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_data());
        for done in waiting {
            let told = match &written {
                Ok(()) => Ok(()),
                Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
            };
            // Whoever asked may have gone; that is no error.
            let _ = done.send(told);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acked(seq: u64) -> AckedItem {
        AckedItem {
            agent: AgentId([0xab; 16]),
            run: RunId([0xcd; 8]),
            seq,
        }
    }

    #[tokio::test]
    async fn what_is_appended_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("acked.log");
        for round in 0..2 {
            let list = Acked::open(&path).unwrap();
            list.append([acked(round * 2), acked(round * 2 + 1)])
                .await
                .unwrap();
        }
        let read = parse(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(read, (0..4).map(acked).collect::<Vec<_>>());
    }

    #[test]
    fn a_torn_end_is_left_out_and_a_broken_line_named() {
        let good = acked(7).line();
        assert_eq!(parse(&format!("{good}{}", &good[..30])).unwrap(), [acked(7)]);
        assert_eq!(parse(&format!("{good}x\n{good}")).unwrap_err().line, 2);
        assert_eq!(parse("").unwrap(), []);
    }
}
