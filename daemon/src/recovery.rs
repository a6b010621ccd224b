//! From what lies on the disk to the state at the journal's end, without a person.
//!
//! ```text
//! 1  store     opened, or set aside and empty; behind the checkpoint or empty: filled from the checkpoint's rows
//! 2  state     the newest sound image that does not lie ahead of the store
//! 3  journal   everything behind the state; rows only from behind the store's position
//! ```

use crate::ground::Ground;
use crate::image::ImageError;
use crate::images::{Image, ImageKind, Images};
use crate::journal::{Journal, JournalOpened};
use crate::start_error::StartError;
use crate::store::{
    OpenedStore, RewritableStore, Rows, Store, StoreError, begin_anew, open_or_set_aside, read_through,
};
use crate::suspect;
use kiemke_core::Fleet;
use kiemke_core::rows::{RowChange, RowKey, position_row};
use kiemke_http::causes;
use kiemke_wire::ids::{MachineId, Position};
use kiemke_wire::time::UnixMs;
use std::sync::Arc;

/// Entries between two writes to the store while replaying.
pub(crate) const REPLAY_BATCH: u64 = 1_000;

/// What was recovered.
pub(crate) struct Recovered {
    pub(crate) store: Arc<dyn Store>,
    /// The same without what stands around it.
    pub(crate) rewritable: Arc<RewritableStore>,
    pub(crate) journal: Journal,
    pub(crate) images: Images,
    pub(crate) fleet: Fleet,
    /// Where the state's image stood.
    pub(crate) image_at: Position,
    pub(crate) account: Account,
}

/// What was found at the start, for the log, `/readyz` and people.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// Sentences about what was repaired or is damaged.
    pub(crate) notes: Vec<String>,
    /// Whether the store was filled anew from the checkpoint and the journal.
    pub(crate) rebuilt: bool,
    /// Whether rebuilding the store now would give no better rows.
    pub(crate) rows_are_final: bool,
    /// Entries that were replayed.
    pub(crate) replayed: u64,
}

impl Account {
    /// A store that lacks something holds more than one that is rebuilt from a damaged checkpoint.
    fn keeps_suspect(&mut self, reason: &str) {
        self.rows_are_final = true;
        self.notes.push(format!(
            "the store is not as it should be ({reason}) and is kept, because the checkpoint from which it would be rebuilt cannot be read; restore a backup"
        ));
    }
}

/// Whether a store can be rebuilt whole: without a checkpoint the journal has everything.
fn can_rebuild(images: &Images) -> bool {
    let list = images.list().unwrap_or_default();
    let checkpoint = list.iter().find(|image| image.kind == ImageKind::Full);
    checkpoint.is_none_or(|image| images.read(image, Some(&mut |_| Ok(()))).is_ok())
}

/// Recovers the folder's state.
pub(crate) fn recover(ground: &Ground, now: UnixMs) -> Result<Recovered, StartError> {
    let (files, folder) = (ground.around.files.clone(), &ground.folder);
    let images =
        Images::open(files.clone(), &folder.images()).map_err(|error| StartError::Image(causes(&error)))?;
    let mut account = Account::default();
    let on_folder = |source| StartError::Folder {
        dir: folder.dir().to_owned(),
        source,
    };
    let suspected = suspect::reason(folder.dir()).map_err(on_folder)?;
    let opened = match &suspected {
        Some(reason) if can_rebuild(&images) => begin_anew(folder.dir(), now, reason.clone()),
        Some(reason) => {
            account.keeps_suspect(reason);
            open_or_set_aside(folder.dir(), now)
        }
        None => open_or_set_aside(folder.dir(), now),
    };
    let opened = opened.map_err(StartError::Store)?;
    let (journal, recovered) = go_on(ground, &images, opened, &mut account)?;
    let (
        journal,
        Sound {
            store,
            rewritable,
            fleet,
            image_at,
        },
    ) = match recovered {
        (sound, None) => (journal, sound),
        (sound, Some(Flaw::Incomplete(reason))) if !can_rebuild(&images) => {
            account.keeps_suspect(&reason);
            (journal, sound)
        }
        (_, Some(Flaw::Incomplete(reason) | Flaw::NotWritten(reason))) => {
            // Only now it shows that rows are missing: once more from the checkpoint.
            drop(journal);
            let opened = begin_anew(folder.dir(), now, reason).map_err(StartError::Store)?;
            account = Account::default();
            let (journal, (sound, failed)) = go_on(ground, &images, opened, &mut account)?;
            if let Some(Flaw::Incomplete(reason) | Flaw::NotWritten(reason)) = failed {
                return Err(StartError::Store(incomplete(reason)));
            }
            (journal, sound)
        }
    };
    if suspected.is_some() {
        store.flush().map_err(StartError::Store)?;
        suspect::clear(folder.dir()).map_err(on_folder)?;
    }
    Ok(Recovered {
        store,
        rewritable,
        journal,
        images,
        fleet,
        image_at,
        account,
    })
}

/// What is recovered over a store.
struct Sound {
    store: Arc<dyn Store>,
    rewritable: Arc<RewritableStore>,
    fleet: Fleet,
    image_at: Position,
}

/// Why a store cannot be trusted.
enum Flaw {
    /// It did not take the rows.
    NotWritten(String),
    /// It lacks rows, or some cannot be read.
    Incomplete(String),
}

/// What is recovered over a store, and what is wrong with that store.
fn go_on(
    ground: &Ground,
    images: &Images,
    opened: OpenedStore,
    account: &mut Account,
) -> Result<(Journal, (Sound, Option<Flaw>)), StartError> {
    account.rebuilt = opened.set_aside.is_some();
    account.rows_are_final |= account.rebuilt;
    if let Some(aside) = &opened.set_aside {
        let path = aside.path.display();
        account.notes.push(format!(
            "the store could not be used ({}); it was set aside as {path} and rebuilt",
            aside.reason
        ));
    }
    let mut held = opened.position;
    let rewritable = Arc::new(opened.store);
    let store = (ground.around.around_store)(rewritable.clone());
    let list = images.list().map_err(|error| StartError::Image(causes(&error)))?;
    if let Some(checkpoint) = list.iter().find(|image| image.kind == ImageKind::Full)
        && held < checkpoint.position
    {
        match fill(images, checkpoint, &*store) {
            Ok(()) => held = checkpoint.position,
            Err(ImageError::OtherVersion { path, source }) => {
                return Err(StartError::OtherVersion { path, source });
            }
            Err(error) => account.notes.push(format!(
                "failed to fill the store from the checkpoint: {}; what only it held is missing",
                causes(&error)
            )),
        }
    }
    let mut fleet = newest_state(images, &list, held, account)?;
    let image_at = fleet.position();
    let (journal, found, lost, failed) = replay(ground, &store, held, &mut fleet, account)?;
    account.notes.extend(notes(&found));
    if let Some(from) = lost {
        account.notes.push(format!(
            "the journal's entries from {} to {} are missing",
            image_at.next(),
            from.0 - 1
        ));
    }
    let held_back = fleet.position() < held;
    if held_back {
        account.notes.push(format!(
            "the store knows entries up to {held}, the journal only up to {}: its end is lost",
            fleet.position()
        ));
    }
    let mut flaw = failed.map(Flaw::NotWritten);
    if flaw.is_none() && opened.is_small && found.damage.is_empty() && lost.is_none() && !held_back {
        let wanted = inventories_of(&fleet);
        match read_through(&*store) {
            Ok(found) if found == wanted => {}
            Ok(found) => {
                flaw = Some(Flaw::Incomplete(format!(
                    "it holds {found} inventories of {wanted}"
                )));
            }
            Err(error) => flaw = Some(Flaw::Incomplete(causes(&error))),
        }
    }
    let sound = Sound {
        store,
        rewritable,
        fleet,
        image_at,
    };
    Ok((journal, (sound, flaw)))
}

/// Empties the store and fills it with the rows of a checkpoint.
pub(crate) fn fill(images: &Images, checkpoint: &Image, store: &dyn Store) -> Result<(), ImageError> {
    let failed = |error: StoreError| ImageError::Content {
        path: checkpoint.path.clone(),
        source: error.into(),
    };
    loop {
        let page = store
            .page(&RowKey(Vec::new()), REPLAY_BATCH as usize)
            .map_err(failed)?;
        if page.is_empty() {
            break;
        }
        let gone = page.into_iter().map(|(key, _)| RowChange::Delete(RowKey(key)));
        store.write(gone.collect()).map_err(failed)?;
    }
    let mut put = |rows: Rows| {
        let rows = rows
            .into_iter()
            .map(|(key, value)| RowChange::Put(RowKey(key), value));
        // The position comes last of all, so that a fill that is cut short is begun again.
        store
            .write(rows.filter(|row| !is_position(row)).collect())
            .map_err(failed)
    };
    images.read(checkpoint, Some(&mut put))?;
    store
        .write(vec![position_row(checkpoint.position)])
        .map_err(failed)?;
    store.flush().map_err(failed)
}

fn is_position(row: &RowChange) -> bool {
    matches!(row, RowChange::Put(key, _) if *key == RowKey::position())
}

/// The newest state that can be read and does not lie ahead of the store; an empty one when there is none.
fn newest_state(
    images: &Images,
    list: &[Image],
    held: Position,
    account: &mut Account,
) -> Result<Fleet, StartError> {
    for image in list.iter().filter(|image| image.position <= held) {
        match images.read(image, None) {
            Ok(fleet) => return Ok(fleet),
            // A later program's state is no damage: an older one in its place would undo what it did.
            Err(ImageError::OtherVersion { path, source }) => {
                return Err(StartError::OtherVersion { path, source });
            }
            Err(error) => account
                .notes
                .push(format!("failed to {}; an older one is used", causes(&error))),
        }
    }
    Ok(Fleet::default())
}

/// Opens the journal and brings state and store up to its end. Behind the journal: the first position found when it
/// does not follow on the state's, and why the store did not take the rows.
fn replay(
    ground: &Ground,
    store: &Arc<dyn Store>,
    held: Position,
    fleet: &mut Fleet,
    account: &mut Account,
) -> Result<(Journal, JournalOpened, Option<Position>, Option<String>), StartError> {
    let mut changes = Vec::new();
    let mut failed: Option<String> = None;
    let mut lost = None;
    let after = fleet.position();
    let (files, dir) = (ground.around.files.clone(), ground.folder.journal());
    let segment_bytes = ground.settings.journal.segment_bytes;
    let (journal, opened) = Journal::open(files, &dir, segment_bytes, after, |position, entry| {
        if account.replayed == 0 && position > after.next() {
            lost = Some(position);
        }
        let (_, rows) = fleet.advance(position, &entry);
        account.replayed += 1;
        if position > held {
            changes.extend(rows);
        }
        if account.replayed.is_multiple_of(REPLAY_BATCH) && position > held {
            changes.push(position_row(position));
            if let Err(error) = store.write(std::mem::take(&mut changes)) {
                failed.get_or_insert(causes(&error));
            }
        }
    })
    .map_err(StartError::Journal)?;
    if fleet.position() > held {
        changes.push(position_row(fleet.position()));
    }
    if failed.is_none() {
        failed = store.write(changes).err().map(|error| causes(&error));
    }
    Ok((journal, opened, lost, failed))
}

fn inventories_of(fleet: &Fleet) -> usize {
    let machines = (1..=fleet.machine_count() as u32).filter_map(|number| fleet.machine(MachineId(number)));
    machines.filter(|machine| !machine.sections.is_empty()).count()
}

fn incomplete(reason: String) -> StoreError {
    StoreError {
        operation: "rebuild the store",
        source: reason.into(),
    }
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
