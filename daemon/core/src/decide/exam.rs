//! A person declares an exam: the lines of a unit are not tested while it lasts.

use crate::capacity::ExamWindow;
use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::Entry;
use crate::fleet::{EXAM_WINDOWS_MAX, Fleet};
use crate::refusal::Refusal;
use kiemke_wire::time::{DAY_MS, UnixMs};

/// The longest exam: a national one takes four days, and a mistyped year must not stop tests for ever.
const EXAM_MS_MAX: i64 = 31 * DAY_MS;
/// The longest name, bytes.
const NAME_BYTES_MAX: usize = 200;

pub(super) fn declare(
    fleet: &Fleet,
    unit: &str,
    from: UnixMs,
    to: UnixMs,
    name: &str,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let unit = fleet.unit_called(unit, fleet.today(now))?;
    let invalid = |place, reason: &str| {
        Err(Refusal::Invalid {
            place,
            reason: reason.into(),
        })
    };
    if from >= to || to.since(from) > EXAM_MS_MAX {
        return invalid("to", "must lie behind from, by at most 31 days");
    }
    if to <= now {
        return invalid("to", "lies in the past");
    }
    if name.len() > NAME_BYTES_MAX || name.chars().any(char::is_control) {
        return invalid("name", "is longer than 200 bytes, or holds control characters");
    }
    let window = ExamWindow {
        unit,
        from,
        to,
        name: name.to_owned(),
    };
    let windows = fleet.exam_windows();
    let known = windows.contains(&window);
    if !known && windows.iter().filter(|one| one.to > now).count() >= EXAM_WINDOWS_MAX {
        return Err(Refusal::OverBound {
            what: "the number of exams that are not over",
            max: EXAM_WINDOWS_MAX as u64,
        });
    }
    let entry = (!known).then_some(Entry::ExamDeclared { window, at: now });
    Ok(Decision {
        entries: Vec::from_iter(entry),
        answer: Answer::Done,
    })
}
