//! What may be done with a thing in which state, and what it is afterwards.
//!
//! ```text
//! receive → in store ⇄ in use ─lend→ lent ─return→ in store
//!              │  broken ─send_to_repair→ in repair ─take_back→ in store
//!              ├─ lost ─find_again→ in store
//!              └─ to be disposed ─dispose / write_off→ disposed
//! ```
//! Source: records.md of the design. Nothing is deleted: disposal is a state, with its paper.

use kiemke_wire::equipment::{Act, ActionKind, Condition, EquipmentState, Holder, Record};

/// Why an action does not fit a thing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// Not from this state.
    #[error("{} is not for a thing that is {}", action.code(), state.code())]
    State {
        /// What was asked for.
        action: ActionKind,
        /// What the thing is.
        state: EquipmentState,
    },
    /// A field that the action needs is missing.
    #[error("{} needs {field}", action.code())]
    Needs {
        /// What was asked for.
        action: ActionKind,
        /// What is missing.
        field: &'static str,
    },
    /// A field that the action does not use was given.
    #[error("{} has no use for {field}", action.code())]
    Surplus {
        /// What was asked for.
        action: ActionKind,
        /// What is too much.
        field: &'static str,
    },
    /// The record was entered by mistake and taken back.
    #[error("the record was taken back as entered by mistake")]
    Void,
}

/// What an action asks of a thing and of whoever asks.
struct Rule {
    from: &'static [EquipmentState],
    /// Fields besides paper, reason and day that may be given.
    uses: &'static [Field],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Place,
    Seat,
    Holder,
    Condition,
    InUse,
}

impl Field {
    const ALL: [Self; 5] = [
        Self::Place,
        Self::Seat,
        Self::Holder,
        Self::Condition,
        Self::InUse,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Seat => "seat",
            Self::Holder => "holder",
            Self::Condition => "condition",
            Self::InUse => "in_use",
        }
    }

    fn is_in(self, act: &Act) -> bool {
        match self {
            Self::Place => act.place.is_some(),
            Self::Seat => act.seat.is_some(),
            Self::Holder => act.holder.is_some(),
            Self::Condition => act.condition.is_some(),
            Self::InUse => act.in_use.is_some(),
        }
    }
}

fn rule(action: ActionKind) -> Rule {
    use EquipmentState as S;
    use Field as F;
    let (from, uses): (&[S], &[F]) = match action {
        // These begin, correct or confirm a record; they do not lead from one state to another.
        ActionKind::Receive | ActionKind::Edit | ActionKind::Verify => (&[], &[]),
        ActionKind::Move => (
            &[S::InUse, S::InStore, S::Broken, S::ToBeDisposed],
            &[F::Place, F::Seat, F::Holder, F::InUse],
        ),
        ActionKind::Lend => (&[S::InUse, S::InStore], &[F::Holder, F::Condition]),
        ActionKind::Return => (&[S::Lent], &[F::Place, F::Seat, F::Condition, F::InUse]),
        ActionKind::ReportBroken => (&[S::InUse, S::InStore, S::Lent], &[F::Place, F::Condition]),
        ActionKind::SendToRepair => (&[S::Broken], &[]),
        ActionKind::TakeBack => (&[S::InRepair], &[F::Place, F::Seat, F::Condition, F::InUse]),
        ActionKind::ReportLost => (
            &[
                S::InUse,
                S::InStore,
                S::Lent,
                S::Broken,
                S::InRepair,
                S::ToBeDisposed,
            ],
            &[],
        ),
        ActionKind::FindAgain => (
            &[S::Lost, S::Disposed],
            &[F::Place, F::Seat, F::Condition, F::InUse],
        ),
        ActionKind::ProposeDisposal => (
            &[S::InUse, S::InStore, S::Broken, S::InRepair],
            &[F::Place, F::Condition],
        ),
        ActionKind::WithdrawProposal => (&[S::ToBeDisposed], &[F::Place, F::Seat, F::Condition, F::InUse]),
        ActionKind::Dispose => (&[S::ToBeDisposed], &[]),
        ActionKind::WriteOff => (&[S::Lost, S::ToBeDisposed], &[]),
    };
    Rule { from, uses }
}

/// Whether an action on a thing in this state needs its paper: whatever changes what the book must say.
fn needs_document(action: ActionKind, state: EquipmentState) -> bool {
    match action {
        ActionKind::Dispose | ActionKind::WriteOff => true,
        // It was struck off, so the book takes it in again.
        ActionKind::FindAgain => state == EquipmentState::Disposed,
        _ => false,
    }
}

/// The record after an action.
///
/// # Errors
/// [`NotAllowed`]; then nothing changes.
pub fn after(record: &Record, act: &Act) -> Result<Record, NotAllowed> {
    check(record, act)?;
    let mut after = record.clone();
    let ready = if act.in_use.unwrap_or(false) {
        EquipmentState::InUse
    } else {
        EquipmentState::InStore
    };
    let repaired = if act.condition == Some(Condition::Unusable) {
        EquipmentState::Broken
    } else {
        ready
    };
    (after.state, after.holder) = match act.action {
        ActionKind::Move => {
            let state = match (record.state, act.in_use) {
                (EquipmentState::InUse | EquipmentState::InStore, Some(_)) => ready,
                (state, _) => state,
            };
            (state, act.holder.clone().or(after.holder))
        }
        ActionKind::Lend => (EquipmentState::Lent, act.holder.clone()),
        ActionKind::Return => (repaired, None),
        // A borrowed thing that does not work has come back with it.
        ActionKind::ReportBroken if record.state == EquipmentState::Lent => (EquipmentState::Broken, None),
        ActionKind::ReportBroken => (EquipmentState::Broken, after.holder),
        ActionKind::SendToRepair => (EquipmentState::InRepair, after.holder),
        ActionKind::TakeBack => (repaired, after.holder),
        // Whoever had it last stays known.
        ActionKind::ReportLost => (EquipmentState::Lost, after.holder),
        ActionKind::FindAgain | ActionKind::WithdrawProposal => (repaired, None),
        ActionKind::ProposeDisposal => (EquipmentState::ToBeDisposed, None),
        ActionKind::Dispose | ActionKind::WriteOff => (EquipmentState::Disposed, None),
        ActionKind::Receive | ActionKind::Edit | ActionKind::Verify => (record.state, after.holder),
    };
    if let Some(place) = act.place {
        // A seat belongs to its room.
        (after.place, after.seat) = (place, None);
    }
    after.seat = act.seat.or(after.seat);
    after.condition = act.condition.or(after.condition);
    Ok(after)
}

fn check(record: &Record, act: &Act) -> Result<(), NotAllowed> {
    let Act { action, .. } = *act;
    if record.void {
        return Err(NotAllowed::Void);
    }
    let Rule { from, uses } = rule(action);
    if !from.contains(&record.state) {
        return Err(NotAllowed::State {
            action,
            state: record.state,
        });
    }
    let surplus = Field::ALL
        .into_iter()
        .find(|field| field.is_in(act) && !uses.contains(field));
    if let Some(field) = surplus {
        return Err(NotAllowed::Surplus {
            action,
            field: field.name(),
        });
    }
    let needs = |field| Err(NotAllowed::Needs { action, field });
    if act.document.is_none() && needs_document(action, record.state) {
        return needs("document");
    }
    match action {
        ActionKind::Lend if !matches!(act.holder, Some(Holder::Person(_))) => needs("holder.person"),
        ActionKind::Move if uses.iter().all(|field| !field.is_in(act)) => needs("place"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
