//! Packs of a stocktake: made, counted with where there is no line, and brought back. The only place in the terminal
//! that works out by itself what the daemon works out elsewhere, with the same rules.

mod desk;
mod file;
mod turn;

use crate::cli::{Failure, Format, Settings, write_out};
use crate::client::Daemon;
use desk::Desk;
use file::PackOnDisk;
use kiemke_config::messages::{Msg, Value, catalogue};
use kiemke_core::stocktake::BATCH_EVENTS_MAX;
use kiemke_core::stocktake::pack::PackFile;
use kiemke_tui_core::message::PackBack;
use kiemke_wire::ids::StocktakeId;
use kiemke_wire::stocktake::PackHead;
use kiemke_wire::view::{BringPack, GivePack};
use std::path::{Path, PathBuf};

/// Events sent at once: the daemon takes no more.
const EVENTS_AT_ONCE: usize = BATCH_EVENTS_MAX;

/// Why a pack was not taken out or brought back.
#[derive(Debug)]
pub(crate) enum PackTrouble {
    /// The daemon does not do it.
    Daemon {
        /// Fits after "failed to".
        operation: String,
        error: kiemke_http::Error,
    },
    /// The file does not.
    Here(Failure),
}

impl From<PackTrouble> for Failure {
    fn from(trouble: PackTrouble) -> Self {
        match trouble {
            PackTrouble::Daemon { operation, error } => Self::asking(&operation, &error),
            PackTrouble::Here(failure) => failure,
        }
    }
}

/// Takes a pack out and writes it to a file that is not there yet.
pub(crate) async fn take_out(
    daemon: &Daemon,
    id: StocktakeId,
    file: &Path,
    wish: &GivePack,
) -> Result<PackHead, PackTrouble> {
    let shown = file.display().to_string();
    let here = |operation, error: std::io::Error| {
        PackTrouble::Here(Failure::failed(format!("{operation} {shown}"), &error))
    };
    // Before the daemon is asked: a pack that is given out and lies nowhere would have to be given up.
    let place = file::reserve(file).map_err(|error| here("make", error))?;
    let head = match daemon.give_pack(id, wish).await {
        Ok(head) => head,
        Err(error) => {
            place.give_up();
            let operation = format!("take a pack of stocktake {id}");
            return Err(PackTrouble::Daemon { operation, error });
        }
    };
    place.fill(&head).map_err(|error| here("write", error))?;
    Ok(head)
}

/// The same at the command line.
pub(crate) async fn give(
    settings: &Settings,
    id: StocktakeId,
    file: &Path,
    holder: &str,
    rooms: &[String],
) -> Result<(), Failure> {
    let wish = GivePack {
        holder: holder.to_owned(),
        rooms: rooms.to_vec(),
    };
    let head = take_out(&settings.daemon()?, id, file, &wish).await?;
    let shown = file.display().to_string();
    let values = [
        ("pack", Value::from(u64::from(head.pack.0))),
        ("holder", head.holder.as_str().into()),
        ("file", shown.as_str().into()),
        ("n", Value::from(head.expected.items.len() as u64)),
    ];
    write_out(&format!(
        "{}\n",
        catalogue(settings.lang()).with(Msg::PackGiven, &values)
    ))
}

/// Counts with a pack.
pub(crate) fn count(
    settings: &Settings,
    file: &Path,
    counter: Option<String>,
    room: Option<&str>,
) -> Result<(), Failure> {
    let shown = file.display().to_string();
    let (pack, read) = PackOnDisk::open(file)?;
    told(settings, &shown, &read.damaged, read.cut_bytes);
    let counter = counter.unwrap_or_else(|| read.head.holder.clone());
    let desk = Desk::new(pack, read, counter);
    turn::run(settings, desk, room).map_err(|error| Failure::failed(format!("count with {shown}"), &error))
}

/// Brings packs back; a repeat is harmless.
pub(crate) async fn merge(settings: &Settings, files: &[PathBuf], format: Format) -> Result<(), Failure> {
    let daemon = settings.daemon()?;
    let mut damaged = 0;
    for file in files {
        let merged = bring(settings, &daemon, file).await?;
        damaged += merged.damaged_lines.len();
        write_out(&match format {
            Format::Json => crate::print::json(&merged)?,
            Format::Table | Format::Csv => said(settings, &merged),
        })?;
    }
    match damaged {
        0 => Ok(()),
        lines => Err(Failure::because(
            "merge all of the packs",
            format!("{lines} lines are damaged; what is whole was merged, and those packs stay out"),
        )),
    }
}

async fn bring(settings: &Settings, daemon: &Daemon, file: &Path) -> Result<PackBack, Failure> {
    let read = file::read(file)?;
    let shown = file.display().to_string();
    told(settings, &shown, &read.damaged, read.cut_bytes);
    Ok(send(daemon, shown, &read).await?)
}

/// Brings what stands in a file back.
pub(crate) async fn bring_back(daemon: &Daemon, file: &Path) -> Result<PackBack, PackTrouble> {
    let read = file::read(file).map_err(PackTrouble::Here)?;
    send(daemon, file.display().to_string(), &read).await
}

async fn send(daemon: &Daemon, file: String, read: &PackFile) -> Result<PackBack, PackTrouble> {
    let mut back = PackBack {
        file,
        stocktake: read.head.stocktake,
        pack: read.head.pack,
        events: read.events.len(),
        taken: 0,
        late: false,
        damaged_lines: read.damaged.clone(),
    };
    let mut portions: Vec<_> = read.events.chunks(EVENTS_AT_ONCE).map(<[_]>::to_vec).collect();
    if portions.is_empty() {
        portions.push(Vec::new());
    }
    let count = portions.len();
    for (at, events) in portions.into_iter().enumerate() {
        let wish = BringPack {
            events,
            // A pack of which something is not readable is not back.
            last: at + 1 == count && read.damaged.is_empty(),
        };
        let taken = daemon.bring_pack(&read.head, &wish).await;
        let taken = taken.map_err(|error| PackTrouble::Daemon {
            operation: format!("merge {}", back.file),
            error,
        })?;
        back.taken += taken.taken;
        back.late |= taken.late;
    }
    Ok(back)
}

fn said(settings: &Settings, merged: &PackBack) -> String {
    let values = [
        ("file", merged.file.as_str().into()),
        ("stocktake", merged.stocktake.to_string().into()),
        ("pack", Value::from(u64::from(merged.pack.0))),
        ("n", Value::from(merged.events as u64)),
        ("taken", Value::from(u64::from(merged.taken))),
    ];
    let id = match merged.late && merged.taken > 0 {
        true => Msg::PackMergedLate,
        false => Msg::PackMerged,
    };
    format!("{}\n", catalogue(settings.lang()).with(id, &values))
}

/// What of a file is not as it was written.
fn told(settings: &Settings, file: &str, damaged: &[usize], cut_bytes: usize) {
    let texts = catalogue(settings.lang());
    if cut_bytes > 0 {
        let values = [("file", file.into()), ("n", Value::from(cut_bytes as u64))];
        eprintln!("{}", texts.with(Msg::PackCut, &values));
    }
    if !damaged.is_empty() {
        let lines: Vec<String> = damaged.iter().map(usize::to_string).collect();
        let values = [("file", file.into()), ("lines", Value::from(lines.join(", ")))];
        eprintln!("{}", texts.with(Msg::PackDamaged, &values));
    }
}

/// Random bytes for the name of an event.
///
/// # Panics
/// When the system has no random source: then no two events could be told apart.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system has a random source");
    bytes
}
