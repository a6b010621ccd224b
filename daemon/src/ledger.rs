//! The daemon without its network: recover, take jobs, answer questions, stop.

use crate::alarm::Alarm;
use crate::cold::{ColdFiles, ColdNotes};
use crate::feed::Feed;
use crate::ground::Ground;
use crate::handover::handover;
use crate::images::Images;
use crate::keeper::{BloatWatch, Due, Keeper, Kept, keep_state};
use crate::known_packages::KnownPackages;
use crate::leaf_maker::{LeafMaker, LeafRules};
use crate::owner::{Job, Owner, Rejected};
use crate::readings::SiteReadings;
use crate::recovery::{Account, Recovered, recover};
use crate::sealer::{LedgerHand, Sealer};
use crate::standards::InForce;
use crate::start_error::StartError;
use crate::store::Store;
use crate::writer::{Writer, WriterImages};
use kiemke_config::daemon::DaemonSettings;
use kiemke_core::capacity::TestRules;
use kiemke_core::cold::Day;
use kiemke_core::decide::Rules;
use kiemke_core::entry::{Entry, FolderMade};
use kiemke_core::rows::position_row;
use kiemke_core::{Answer, Command, Fleet};
use kiemke_http::causes;
use kiemke_wire::enrol::HashKey;
use kiemke_wire::ids::{EventId, Position, UnitKey};
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, TryLockError, Weak, mpsc as std_mpsc};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot, watch};

/// Jobs that wait for the owner. Full means 503: at 25,000 reports a second this is a twentieth of a second.
const QUEUE_JOBS: usize = 1_024;

/// How often a request lets others go first; after that there is hardly anything else to do.
const TURNS_GIVEN: u32 = 2;

/// Handle on the running owner and writer. Clones share them.
#[derive(Clone)]
pub(crate) struct Ledger {
    jobs: mpsc::Sender<Job>,
    fleet: Arc<RwLock<Fleet>>,
    settled: watch::Receiver<Position>,
    store: Arc<dyn Store>,
    pub(crate) cold: Arc<ColdFiles>,
    pub(crate) cold_notes: Arc<ColdNotes>,
    pub(crate) feed: Arc<Feed>,
    pub(crate) journal_bytes: Arc<AtomicU64>,
    pub(crate) has_room: Arc<AtomicBool>,
    pub(crate) alarm: Alarm,
    pub(crate) images: Images,
    pub(crate) kept: Arc<Kept>,
    pub(crate) wants_image: Arc<AtomicBool>,
    pub(crate) recovery: Arc<Account>,
    pub(crate) known_packages: Arc<KnownPackages>,
}

/// The threads; joined at the end.
pub(crate) struct Threads {
    owner: JoinHandle<()>,
    writer: JoinHandle<()>,
    keeper: JoinHandle<()>,
    sealer: JoinHandle<()>,
    leaf_maker: JoinHandle<()>,
    last: LastImage,
    /// Holds the folder's lock until they have ended.
    _ground: Arc<Ground>,
}

/// The image at the end, so that the next start replays nothing.
struct LastImage {
    images: Images,
    store: Arc<dyn Store>,
    fleet: Arc<RwLock<Fleet>>,
    alarm: Alarm,
    /// The image from which this start went out.
    image_at: Position,
}

impl LastImage {
    fn keep(&self) {
        let fleet = self.fleet.read().unwrap_or_else(PoisonError::into_inner);
        // After a failed write the state may be ahead of the disk; and nothing new needs no new image.
        if self.alarm.is_raised() || fleet.position() == self.image_at {
            return;
        }
        if let Err(error) = keep_state(&self.images, &*self.store, &fleet) {
            tracing::warn!(
                error = causes(&error),
                "no image of the state was written at the end"
            );
        }
    }
}

impl Ledger {
    /// Recovers the state in a folder and starts to work on it.
    pub(crate) fn open(ground: &Arc<Ground>) -> Result<(Self, Threads), StartError> {
        let (settings, clock) = (&ground.settings, ground.around.clock.clone());
        let now = clock.now();
        let Recovered {
            store,
            rewritable,
            mut journal,
            images,
            mut fleet,
            image_at,
            account,
        } = recover(ground, now)?;
        ground.standards.take_typed(&fleet);
        if !fleet.is_made() {
            if fleet.position() > Position(0) {
                return Err(StartError::NoRoot);
            }
            let made = FolderMade {
                at: now,
                hash_key: HashKey(crate::random::bytes()),
                demo: false,
                time_zone_offset_min: settings.time_zone_offset_min,
            };
            let entry = Entry::FolderMade(made);
            let position = fleet.position().next();
            journal
                .append(position, std::slice::from_ref(&entry))
                .map_err(StartError::Journal)?;
            let mut changes = fleet.advance(position, &entry).1;
            changes.push(position_row(position));
            store.write(changes).map_err(StartError::Store)?;
        }
        let (made, set) = (fleet.time_zone_offset_min(), settings.time_zone_offset_min);
        if let Some(made) = made.filter(|made| *made != set) {
            return Err(StartError::TimeZone { made, set });
        }
        let (cold, opened) = ColdFiles::open(
            ground.around.files.clone(),
            &ground.folder.cold(),
            fleet.day_clock(),
        )
        .map_err(StartError::Cold)?;
        let cold_notes = Arc::new(ColdNotes::default());
        cold_notes.damaged(&opened.damage);
        for note in &account.notes {
            tracing::warn!("{note}");
        }
        let feed = Arc::new(Feed::new(
            fleet.kept_events().cloned().collect(),
            EventId(fleet.position().next().0 * 64 - 1),
        ));
        let (jobs, job_queue) = mpsc::channel(QUEUE_JOBS);
        let (groups, group_queue) = handover();
        // One image at a time, and one that waits.
        let (tasks, task_queue) = std_mpsc::sync_channel(1);
        // One day that was closed, whichever: the sealer looks for itself.
        let (wakes, wake_queue) = std_mpsc::sync_channel(1);
        let (looks, look_queue) = std_mpsc::sync_channel(1);
        let kept = Arc::new(Kept::of(&images));
        let due = Due::since(
            &settings.upkeep,
            image_at,
            fleet.position(),
            journal.total_bytes(),
        );
        let wants_image = Arc::new(AtomicBool::new(false));
        let (settled, settled_reader) = watch::channel(fleet.position());
        let alarm = Alarm::new();
        let known_packages = Arc::new(KnownPackages::of(&fleet, now));
        let ledger = Self {
            jobs,
            fleet: Arc::new(RwLock::new(fleet)),
            settled: settled_reader,
            store,
            cold: Arc::new(cold),
            cold_notes,
            feed,
            journal_bytes: Arc::new(AtomicU64::new(journal.total_bytes())),
            has_room: Arc::new(AtomicBool::new(true)),
            alarm: alarm.clone(),
            images: images.clone(),
            kept: kept.clone(),
            wants_image: wants_image.clone(),
            recovery: Arc::new(account),
            known_packages: known_packages.clone(),
        };
        let owner = Owner {
            jobs: job_queue,
            fleet: ledger.fleet.clone(),
            rules: rules(settings, &ground.standards, ledger.peek(Fleet::hash_key)),
            standards: ground.standards.clone(),
            clock,
            groups,
            store: ledger.store.clone(),
            wants_image: wants_image.clone(),
            alarm: alarm.clone(),
            known_packages,
            wakes,
            looks,
            has_room: ledger.has_room.clone(),
        };
        let leaf_maker = LeafMaker {
            hand: LedgerHand::of(&ledger.jobs),
            fleet: ledger.fleet.clone(),
            store: ledger.store.clone(),
            cold: ledger.cold.clone(),
            notes: ledger.cold_notes.clone(),
            clock: ground.around.clock.clone(),
            rules: LeafRules::of(ground.standards.clone(), settings.time_zone_offset_min),
            looks: look_queue,
            summed: Cell::new(None),
        };
        let writer = Writer {
            groups: group_queue,
            journal,
            store: ledger.store.clone(),
            images: WriterImages {
                tasks,
                cut_at: kept.checkpoint.load(Ordering::Acquire),
                kept: kept.clone(),
                due,
                wanted: wants_image,
                reading: Weak::new(),
            },
            feed: ledger.feed.clone(),
            settled,
            has_room: ledger.has_room.clone(),
            journal_bytes: ledger.journal_bytes.clone(),
            alarm: alarm.clone(),
            dir: ground.folder.dir().to_owned(),
        };
        let keeper = Keeper {
            tasks: task_queue,
            images: images.clone(),
            store: ledger.store.clone(),
            alarm: alarm.clone(),
            bloat: BloatWatch {
                store: rewritable,
                dir: ground.folder.dir().to_owned(),
                above_bytes: settings.upkeep.rewrite_store_above_bytes,
                live_bytes: kept.checkpoint_bytes.load(Ordering::Relaxed),
            },
            kept,
        };
        let sealer = Sealer {
            hand: LedgerHand::of(&ledger.jobs),
            fleet: ledger.fleet.clone(),
            store: ledger.store.clone(),
            cold: ledger.cold.clone(),
            notes: ledger.cold_notes.clone(),
            clock: ground.around.clock.clone(),
            days: ground.standards.now().days(settings.time_zone_offset_min),
            wakes: wake_queue,
        };
        let last = LastImage {
            images,
            store: ledger.store.clone(),
            fleet: ledger.fleet.clone(),
            alarm: alarm.clone(),
            image_at,
        };
        let spawn = |name: &'static str, work: Box<dyn FnOnce() + Send>| {
            let guard = alarm.on_panic(name);
            std::thread::Builder::new()
                .name(name.into())
                .spawn(move || {
                    let _guard = guard;
                    work();
                })
                .map_err(StartError::Thread)
        };
        let owner = spawn("owner", Box::new(move || owner.run()))?;
        let writer = spawn("writer", Box::new(move || writer.run()))?;
        let keeper = spawn("keeper", Box::new(move || keeper.run()))?;
        let sealer = spawn("sealer", Box::new(move || sealer.run()))?;
        let leaf_maker = spawn("leaf maker", Box::new(move || leaf_maker.run()))?;
        Ok((
            ledger,
            Threads {
                owner,
                writer,
                keeper,
                sealer,
                leaf_maker,
                last,
                _ground: ground.clone(),
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
        let (answer, seen) = self.glance(|fleet| (question(fleet), fleet.position())).await?;
        let mut settled = self.settled.clone();
        settled
            .wait_for(|settled| *settled >= seen)
            .await
            .map_err(|_| Rejected::Stopping)?;
        Ok(answer)
    }

    /// [`Self::ask`] without that wait, for lists and sums: what a power cut can still undo of them is reported again.
    pub(crate) async fn glance<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Fleet) -> T + Send + 'static,
    ) -> Result<T, Rejected> {
        let fleet = self.fleet.clone();
        let asked = tokio::task::spawn_blocking(move || {
            question(&fleet.read().unwrap_or_else(PoisonError::into_inner))
        });
        asked.await.map_err(|_| Rejected::Stopping)
    }

    /// Looks into the state for something that was settled long ago, without waiting: credentials and tokens.
    pub(crate) fn peek<T>(&self, question: impl FnOnce(&Fleet) -> T) -> T {
        question(&self.fleet.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// [`Self::peek`] for requests, of which there are many: while the owner decides a group, a thread that could only
    /// wait for it does some of the others' work first.
    pub(crate) async fn peek_in_turn<T>(&self, question: impl FnOnce(&Fleet) -> T) -> T {
        for _ in 0..TURNS_GIVEN {
            match self.fleet.try_read() {
                Ok(fleet) => return question(&fleet),
                Err(TryLockError::Poisoned(fleet)) => return question(&fleet.into_inner()),
                Err(TryLockError::WouldBlock) => {}
            }
            tokio::task::yield_now().await;
        }
        self.peek(question)
    }

    /// Where readings of some days of a site lie.
    pub(crate) fn site_readings(&self, site: UnitKey, from: Day, to: Day) -> SiteReadings {
        SiteReadings {
            cold: self.cold.clone(),
            notes: self.cold_notes.clone(),
            site,
            from,
            to,
        }
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
            keeper,
            sealer,
            leaf_maker,
            last,
            _ground,
        } = self;
        let mut sound = true;
        for (name, thread) in [
            ("owner", owner),
            ("writer", writer),
            ("keeper", keeper),
            ("sealer", sealer),
            ("leaf maker", leaf_maker),
        ] {
            if thread.join().is_err() {
                tracing::error!(name, "a thread of the daemon panicked");
                sound = false;
            }
        }
        if sound {
            last.keep();
        }
    }
}

fn rules(settings: &DaemonSettings, standards: &InForce, hash_key: HashKey) -> Rules {
    let mut rules = Rules::of(&settings.agents);
    rules.take_standards(standards.now());
    let agents = &mut rules.agents;
    agents.hash_key = hash_key;
    // The version is drawn from the content: the same settings have the same version after every start, and other
    // ones after a restore that drew a new key.
    let json = serde_json::to_vec(agents).unwrap_or_default();
    let digest = kiemke_wire::digest::digest_of(&json).0;
    agents.hash_key = HashKey([0; 32]);
    agents.version = u32::from_le_bytes([digest[0], digest[1], digest[2], digest[3]]).max(1);
    let tests = TestRules {
        days: rules.standards.days(settings.time_zone_offset_min),
        line_bytes_month: settings.tests.line_bytes_month,
        mobile_bytes_month: settings.tests.mobile_bytes_month,
        at_once: settings.ndt7.tests_at_once(),
    };
    rules.tests = settings.tests.on.then_some(tests);
    rules
}
