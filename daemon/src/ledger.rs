//! The daemon without its network: recover, take jobs, answer questions, stop.

use crate::clock::Clock;
use crate::feed::Feed;
use crate::folder::Folder;
use crate::journal::{Journal, JournalOpened};
use crate::owner::{Job, Owner, Rejected};
use crate::start_error::StartError;
use crate::store::{Store, open_or_set_aside};
use crate::writer::Writer;
use kiemke_config::daemon::DaemonSettings;
use kiemke_core::decide::Rules;
use kiemke_core::entry::{Entry, FolderMade};
use kiemke_core::rows::{RowKey, read};
use kiemke_core::{Answer, Command, Fleet};
use kiemke_framelog::DiskFiles;
use kiemke_wire::enrol::{AgentSettings, HashKey};
use kiemke_wire::ids::{EventId, Position};
use kiemke_wire::view::Event;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, PoisonError, RwLock, mpsc as std_mpsc};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot, watch};

/// Jobs that wait for the owner. Full means 503: at 25,000 reports a second this is a twentieth of a second.
const QUEUE_JOBS: usize = 1_024;
/// Entries between two writes to the store while replaying.
const REPLAY_BATCH: usize = 1_000;

/// Handle on the running owner and writer. Clones share them.
#[derive(Clone)]
pub(crate) struct Ledger {
    jobs: mpsc::Sender<Job>,
    fleet: Arc<RwLock<Fleet>>,
    settled: watch::Receiver<Position>,
    store: Arc<dyn Store>,
    pub(crate) feed: Arc<Feed>,
    pub(crate) journal_bytes: Arc<AtomicU64>,
    pub(crate) has_room: Arc<AtomicBool>,
    pub(crate) fatal: watch::Receiver<Option<String>>,
    pub(crate) recovery: Arc<Recovery>,
}

/// What was found at the start, for the log, `/readyz` and people.
#[derive(Debug, Default)]
pub(crate) struct Recovery {
    /// Sentences about what was repaired or is damaged.
    pub(crate) notes: Vec<String>,
    /// Entries that the store did not hold yet.
    pub(crate) replayed: u64,
}

/// The two threads; joined at the end.
pub(crate) struct Threads {
    owner: JoinHandle<()>,
    writer: JoinHandle<()>,
    _folder: Folder,
}

impl Ledger {
    /// Recovers the state in a folder and starts to work on it.
    pub(crate) fn open(
        folder: Folder,
        settings: &DaemonSettings,
        clock: Arc<dyn Clock>,
    ) -> Result<(Self, Threads), StartError> {
        let now = clock.now();
        let (store, mut fleet, set_aside) =
            open_or_set_aside(&folder.store(), now).map_err(StartError::Store)?;
        let store: Arc<dyn Store> = Arc::new(store);
        let held = fleet.position();
        let (mut journal, opened, replayed) = replay(&folder, settings, &store, &mut fleet)?;
        let mut recovery = Recovery {
            notes: notes(&opened),
            replayed,
        };
        if let Some(aside) = set_aside {
            let path = aside.path.display();
            recovery.notes.insert(
                0,
                format!(
                    "the store could not be opened ({}); it was set aside as {path} and rebuilt",
                    aside.reason
                ),
            );
        }
        if held > Position(0) && !fleet.is_made() {
            return Err(StartError::NoRoot);
        }
        if !fleet.is_made() {
            let made = FolderMade {
                at: now,
                hash_key: HashKey(crate::random::bytes()),
            };
            let entry = Entry::FolderMade(made);
            let position = fleet.position().next();
            journal
                .append(position, std::slice::from_ref(&entry))
                .map_err(StartError::Journal)?;
            store
                .write(fleet.advance(position, &entry).1)
                .map_err(StartError::Store)?;
        }
        for note in &recovery.notes {
            tracing::warn!("{note}");
        }
        let feed = Arc::new(Feed::new(
            earlier_events(&*store)?,
            EventId(fleet.position().next().0 * 64 - 1),
        ));
        let (jobs, job_queue) = mpsc::channel(QUEUE_JOBS);
        // No room between the two: a group waits in the owner's hand while jobs gather in the queue.
        let (groups, group_queue) = std_mpsc::sync_channel(0);
        let (settled, settled_reader) = watch::channel(fleet.position());
        let (fatal, fatal_reader) = watch::channel(None);
        let ledger = Self {
            jobs,
            fleet: Arc::new(RwLock::new(fleet)),
            settled: settled_reader,
            store,
            feed,
            journal_bytes: Arc::new(AtomicU64::new(journal.total_bytes())),
            has_room: Arc::new(AtomicBool::new(true)),
            fatal: fatal_reader,
            recovery: Arc::new(recovery),
        };
        let owner = Owner {
            jobs: job_queue,
            fleet: ledger.fleet.clone(),
            rules: rules(settings),
            clock,
            groups,
            has_room: ledger.has_room.clone(),
        };
        let writer = Writer {
            groups: group_queue,
            journal,
            store: ledger.store.clone(),
            feed: ledger.feed.clone(),
            settled,
            has_room: ledger.has_room.clone(),
            journal_bytes: ledger.journal_bytes.clone(),
            fatal,
        };
        let spawn = |name: &str, work: Box<dyn FnOnce() + Send>| {
            std::thread::Builder::new()
                .name(name.into())
                .spawn(work)
                .map_err(StartError::Thread)
        };
        let owner = spawn("owner", Box::new(move || owner.run()))?;
        let writer = spawn("writer", Box::new(move || writer.run()))?;
        Ok((
            ledger,
            Threads {
                owner,
                writer,
                _folder: folder,
            },
        ))
    }

    /// Carries out a command; returns once what it changed is on the disk.
    pub(crate) async fn submit(&self, command: Command, bytes: usize) -> Result<Answer, Rejected> {
        let (reply, answer) = oneshot::channel();
        self.jobs
            .try_send(Job {
                command,
                bytes,
                reply,
            })
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => Rejected::Busy,
                mpsc::error::TrySendError::Closed(_) => Rejected::Stopping,
            })?;
        answer.await.unwrap_or(Err(Rejected::Stopping))
    }

    /// Asks the state, on a thread that may block; the answer is given once everything that it rests on is settled.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Fleet) -> T + Send + 'static,
    ) -> Result<T, Rejected> {
        let fleet = self.fleet.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let fleet = fleet.read().unwrap_or_else(PoisonError::into_inner);
            (question(&fleet), fleet.position())
        });
        let (answer, seen) = asked.await.map_err(|_| Rejected::Stopping)?;
        let mut settled = self.settled.clone();
        settled
            .wait_for(|settled| *settled >= seen)
            .await
            .map_err(|_| Rejected::Stopping)?;
        Ok(answer)
    }

    /// Looks into the state for something that was settled long ago, without waiting: credentials and tokens.
    pub(crate) fn peek<T>(&self, question: impl FnOnce(&Fleet) -> T) -> T {
        question(&self.fleet.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the store, on a thread that may block.
    pub(crate) async fn read_store<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Store) -> T + Send + 'static,
    ) -> Result<T, Rejected> {
        let store = self.store.clone();
        tokio::task::spawn_blocking(move || question(&*store))
            .await
            .map_err(|_| Rejected::Stopping)
    }
}

impl Threads {
    /// Waits until everything that was accepted is written. All handles must be gone.
    pub(crate) fn join(self) {
        let Self {
            owner,
            writer,
            _folder,
        } = self;
        for (name, thread) in [("owner", owner), ("writer", writer)] {
            if thread.join().is_err() {
                tracing::error!(name, "a thread of the daemon panicked");
            }
        }
    }
}

/// Opens the journal and brings state and store up to its end.
fn replay(
    folder: &Folder,
    settings: &DaemonSettings,
    store: &Arc<dyn Store>,
    fleet: &mut Fleet,
) -> Result<(Journal, JournalOpened, u64), StartError> {
    let mut changes = Vec::new();
    let mut replayed = 0;
    let mut failed = None;
    let (journal, opened) = Journal::open(
        Arc::new(DiskFiles),
        &folder.journal(),
        settings.journal.segment_bytes,
        fleet.position(),
        |position, entry| {
            changes.extend(fleet.advance(position, &entry).1);
            replayed += 1;
            if replayed % REPLAY_BATCH as u64 == 0
                && let Err(error) = store.write(std::mem::take(&mut changes))
            {
                failed.get_or_insert(error);
            }
        },
    )
    .map_err(StartError::Journal)?;
    if let Some(error) = failed {
        return Err(StartError::Store(error));
    }
    store.write(changes).map_err(StartError::Store)?;
    Ok((journal, opened, replayed))
}

fn notes(opened: &JournalOpened) -> Vec<String> {
    let mut notes = Vec::new();
    if opened.torn_bytes > 0 {
        notes.push(format!(
            "{} bytes of an unfinished write were cut off the journal's end",
            opened.torn_bytes
        ));
    }
    for damage in &opened.damage {
        notes.push(format!(
            "the journal is damaged in {} at byte {} ({} bytes): group {} and up to {} cannot be read",
            damage.segment,
            damage.offset,
            damage.bytes,
            damage.missing_from,
            damage
                .missing_to
                .map_or("the end".to_owned(), |to| format!("before {to}")),
        ));
    }
    for (first, reason) in &opened.unreadable {
        notes.push(format!(
            "the journal's group from entry {first} cannot be read: {reason}"
        ));
    }
    notes
}

fn earlier_events(store: &dyn Store) -> Result<Vec<Event>, StartError> {
    let (from, to) = RowKey::all_of(b'e');
    let rows = store.scan(&from, &to).map_err(StartError::Store)?;
    Ok(rows
        .iter()
        .filter_map(|(key, value)| read(key, value).ok())
        .collect())
}

fn rules(settings: &DaemonSettings) -> Rules {
    let pace = &settings.agents;
    let mut agents = AgentSettings {
        version: 0,
        report_every_s: pace.report_every_s,
        inventory_every_s: pace.inventory_every_s,
        gateway_every_s: pace.gateway_every_s,
        outside_every_s: pace.outside_every_s,
        outside_targets: pace.outside_targets.clone(),
        hash_key: HashKey([0; 32]),
    };
    // The version is drawn from the content: the same settings have the same version after every start.
    let json = serde_json::to_vec(&agents).unwrap_or_default();
    let digest = kiemke_wire::digest::digest_of(&json).0;
    agents.version = u32::from_le_bytes([digest[0], digest[1], digest[2], digest[3]]).max(1);
    Rules { agents }
}
