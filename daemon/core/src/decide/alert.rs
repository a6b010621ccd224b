//! Alerts begin, are over, and are taken note of.

use crate::alerts::AlertChanged;
use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::Entry;
use crate::fleet::Fleet;
use crate::refusal::Refusal;
use kiemke_wire::time::UnixMs;

/// The longest name of a person or program, bytes.
const NAME_BYTES_MAX: usize = 200;

/// The look was taken at a state that may be older than the present one: what has begun or ended since is left out.
pub(super) fn found(fleet: &Fleet, found: &AlertChanged) -> Decision {
    let alerts = fleet.alerts();
    let is_open = |number: &u32| alerts.open.iter().any(|alert| alert.number == *number);
    let is_new = |cause| !alerts.open.iter().any(|alert| &alert.cause == cause);
    let begun = found.begun.iter().filter(|alert| is_new(&alert.cause));
    let changed = AlertChanged {
        at: found.at,
        begun: (alerts.last + 1..)
            .zip(begun)
            .map(|(number, alert)| crate::alerts::OpenAlert {
                number,
                ..alert.clone()
            })
            .collect(),
        over: found.over.iter().copied().filter(is_open).collect(),
        turned_out: found
            .turned_out
            .iter()
            .copied()
            .filter(|(number, _)| is_open(number))
            .collect(),
    };
    let nothing = changed.begun.is_empty() && changed.over.is_empty();
    Decision {
        entries: Vec::from_iter((!nothing).then_some(Entry::AlertsChanged(changed))),
        answer: Answer::Done,
    }
}

/// A repeat changes nothing.
pub(super) fn acknowledge(fleet: &Fleet, number: u32, by: &str, now: UnixMs) -> Result<Decision, Refusal> {
    let alert = fleet.alerts().open.iter().find(|alert| alert.number == number);
    let alert = alert.ok_or_else(|| Refusal::NotFound(format!("open alert {number}")))?;
    if by.is_empty() || by.len() > NAME_BYTES_MAX {
        return Err(Refusal::Invalid {
            place: "by",
            reason: format!("must be a name of at most {NAME_BYTES_MAX} bytes"),
        });
    }
    let entry = alert.acknowledged.is_none().then(|| Entry::AlertAcknowledged {
        number,
        by: by.to_owned(),
        at: now,
    });
    Ok(Decision {
        entries: Vec::from_iter(entry),
        answer: Answer::Done,
    })
}
