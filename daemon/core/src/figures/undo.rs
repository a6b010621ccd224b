//! What an entry said of figures is taken back: each has the value again that it had before.

use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::Entry;
use crate::figures::{FigureChange, FigureRecord, FiguresChanged};
use crate::fleet::Fleet;
use crate::reader::Reader;
use crate::refusal::Refusal;
use kiemke_wire::ids::Position;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::FiguresSet;

/// Takes back all of it or nothing.
pub(crate) fn undo(fleet: &Fleet, entry: Position, by: &Reader, now: UnixMs) -> Result<Decision, Refusal> {
    let changed: Vec<&FigureRecord> = fleet
        .figures()
        .iter()
        .filter(|record| record.changed_at == entry)
        .collect();
    let is_his = |record: &&FigureRecord| by.sees(fleet, fleet.today(now), record.key.unit);
    let Some(said) = changed.first().and_then(|record| record.said.last()) else {
        return Err(fleet.nothing_left_of(entry));
    };
    if !changed.iter().all(is_his) {
        return Err(Refusal::NotFound(format!("entry {entry} that changed figures")));
    }
    // What was said with it and has another value by now.
    let was_said_with_it = |record: &FigureRecord| {
        let mut all = record.said.iter();
        record.changed_at > entry && all.any(|one| (one.at, one.by) == (said.at, said.by))
    };
    if fleet.figures().iter().any(was_said_with_it) {
        return Err(Refusal::TouchedSince { entry });
    }
    let figures: Vec<FigureChange> = changed.into_iter().map(as_before).collect();
    let answer = FiguresSet {
        entry: Some(fleet.position().next()),
        ids: figures.iter().map(|figure| figure.id).collect(),
        new: 0,
        corrected: figures.len() as u64,
        unchanged: 0,
    };
    Ok(Decision {
        entries: vec![Entry::FiguresChanged(Box::new(FiguresChanged {
            at: now,
            by: by.actor.token,
            reason: None,
            undoes: Some(entry),
            figures,
        }))],
        answer: Answer::Figures(answer),
    })
}

/// A figure that was new is withdrawn.
fn as_before(record: &FigureRecord) -> FigureChange {
    let before = record
        .said
        .len()
        .checked_sub(2)
        .and_then(|at| record.said.get(at));
    FigureChange {
        id: record.id,
        key: record.key.clone(),
        fact: before.and_then(|said| said.fact.clone()),
    }
}
