//! Decides what becomes of a wish about a stocktake: all of it, or nothing.

mod close;
mod counted;
mod open;
mod packs;
mod refused;

pub use refused::StocktakeWhy;

use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::Entry;
use crate::equipment::decide::check;
use crate::fleet::Fleet;
use crate::reader::Reader;
use crate::refusal::Refusal;
use crate::stocktake::{Session, StocktakeChange, StocktakeCommand, StocktakeEntry};
use kiemke_config::categories::Categories;
use kiemke_wire::ids::{Position, StocktakeId, UnitKey};
use kiemke_wire::stocktake::{Member, PackNumber};
use kiemke_wire::time::UnixMs;

/// Events of one wish: what a quick counter writes down in an hour. A pack with more comes in parts.
pub const BATCH_EVENTS_MAX: usize = 1_000;
/// Events of one stocktake: the largest school's things, each scanned five times.
pub const SESSION_EVENTS_MAX: usize = 50_000;
/// Packs of one stocktake: one for each counter of the largest school, several times.
const PACKS_MAX: usize = 200;
/// People on a committee, or who sign.
const MEMBERS_MAX: usize = 50;

/// Decides at `now` what `by` asks for.
pub(crate) fn decide(
    fleet: &Fleet,
    categories: &Categories,
    by: &Reader,
    command: &StocktakeCommand,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let asked = Asked { fleet, by, now };
    match command {
        StocktakeCommand::Open { wish, held, lines } => open::decide(&asked, wish, (held, lines)),
        StocktakeCommand::Count { stocktake, events } => {
            let session = asked.open_session(*stocktake)?;
            let fresh = counted::fresh(&asked, session, events)?;
            let entries = counted::entries(&asked, session, None, fresh);
            Ok(asked.done(*stocktake, session.changed_at, None, entries))
        }
        StocktakeCommand::GivePack {
            stocktake,
            holder,
            rooms,
        } => packs::give(&asked, *stocktake, holder, rooms),
        StocktakeCommand::BringPack {
            stocktake,
            pack,
            events,
            last,
            sifted,
        } => {
            // Only the store tells what a closed one holds.
            if asked.session(*stocktake)?.is_open() == *sifted {
                return Err(Refusal::Stale(format!("stocktake {stocktake}")));
            }
            packs::bring(&asked, *stocktake, *pack, events, *last)
        }
        StocktakeCommand::Close {
            stocktake,
            seen,
            wish,
            counted,
            held,
        } => {
            let session = asked.open_session(*stocktake)?;
            if session.changed_at != *seen {
                return Err(Refusal::Stale(format!("stocktake {stocktake}")));
            }
            close::decide(&asked, categories, session, wish, counted, held)
        }
    }
}

/// Who asks, when, and of what state.
struct Asked<'a> {
    fleet: &'a Fleet,
    by: &'a Reader,
    now: UnixMs,
}

impl<'a> Asked<'a> {
    /// A stocktake of the asker's.
    fn session(&self, id: StocktakeId) -> Result<&'a Session, Refusal> {
        let session = self.fleet.stocktakes.get(id);
        let today = self.fleet.today(self.now);
        session
            .filter(|session| self.by.sees(self.fleet, today, session.school))
            .ok_or_else(|| Refusal::NotFound(format!("stocktake {id}")))
    }

    /// The same while it is counted.
    fn open_session(&self, id: StocktakeId) -> Result<&'a Session, Refusal> {
        let session = self.session(id)?;
        match session.is_open() {
            true => Ok(session),
            false => Err(session.refusal(StocktakeWhy::Closed)),
        }
    }

    /// Whether a place belongs to a school today.
    fn is_in(&self, school: UnitKey, place: UnitKey) -> bool {
        let below = self.fleet.below(school, self.fleet.today(self.now));
        below.contains(place)
    }

    fn entry(&self, stocktake: StocktakeId, what: StocktakeChange) -> Entry {
        Entry::Stocktake(Box::new(StocktakeEntry {
            stocktake,
            at: self.now,
            by: self.by.actor.token,
            what,
        }))
    }

    /// `held` is the entry that last changed it before.
    fn done(
        &self,
        stocktake: StocktakeId,
        held: Position,
        pack: Option<PackNumber>,
        entries: Vec<Entry>,
    ) -> Decision {
        let last = self.fleet.position().0 + entries.len() as u64;
        let taken = entries.iter().map(|entry| match entry {
            Entry::Stocktake(entry) => match &entry.what {
                StocktakeChange::Counted { events, .. } | StocktakeChange::PackLate { events, .. } => {
                    events.len()
                }
                _ => 0,
            },
            _ => 0,
        });
        let positions = (self.fleet.position().0 + 1..).map(Position);
        let changes_records = |entry: &Entry| matches!(entry, Entry::EquipmentChanged(_));
        let actions = positions
            .zip(&entries)
            .filter(|(_, entry)| changes_records(entry))
            .map(|(position, _)| position);
        let answer = Answer::Stocktake {
            stocktake,
            etag: if entries.is_empty() { held } else { Position(last) },
            taken: taken.sum(),
            pack,
            actions: actions.collect(),
        };
        Decision { entries, answer }
    }
}

impl Session {
    fn refusal(&self, why: StocktakeWhy) -> Refusal {
        Refusal::Stocktake { id: self.id, why }
    }
}

fn members(place: &str, members: impl ExactSizeIterator<Item = Member>) -> Result<(), Refusal> {
    if members.len() > MEMBERS_MAX {
        return Err(Refusal::OverBound {
            what: "the number of people on the committee",
            max: MEMBERS_MAX as u64,
        });
    }
    for (at, member) in members.enumerate() {
        check::text(
            &format!("{place}[{at}].name"),
            &member.name,
            check::TEXT_BYTES_MAX,
        )?;
        check::optional(
            &format!("{place}[{at}].title"),
            member.title.as_deref(),
            check::TEXT_BYTES_MAX,
        )?;
    }
    Ok(())
}

fn invalid(place: impl Into<String>, reason: impl Into<String>) -> Refusal {
    Refusal::InvalidAt {
        place: place.into(),
        reason: reason.into(),
    }
}
