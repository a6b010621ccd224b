//! Low, high, coverage and the verdict (section 3), on whole numbers that cannot overflow and by trying.

use kiemke_config::plan::Operator;

/// What a target asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Aimed {
    pub(crate) percent: u32,
    pub(crate) operator: Operator,
}

/// A verdict in words of the definitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spoken {
    Met,
    Missed,
    /// With the number of people to find out; none while a roster or book is missing.
    NotProvableYet(Option<u64>),
    NotApplicable,
}

/// Whether `part` of `whole` satisfies: both sides multiplied by 100 × whole.
fn satisfies(part: u64, whole: u64, aimed: Aimed) -> bool {
    let (share, value) = (
        u128::from(part) * 100,
        u128::from(aimed.percent) * u128::from(whole),
    );
    match aimed.operator {
        Operator::AtLeast => share >= value,
        Operator::MoreThan => share > value,
    }
}

/// The verdict of ready, not ready and unknown people; `untold` rosters below are missing.
pub(crate) fn spoken([ready, not_ready, unknown]: [u64; 3], aimed: Aimed, untold: u64) -> Spoken {
    let total = ready + not_ready + unknown;
    if untold > 0 {
        return Spoken::NotProvableYet(None);
    }
    if total == 0 {
        return Spoken::NotApplicable;
    }
    // Of every world: so many of the unknown turn out ready.
    match first(unknown, |more| satisfies(ready + more, total, aimed)) {
        Some(0) => Spoken::Met,
        Some(more) => Spoken::NotProvableYet(Some(more)),
        None => Spoken::Missed,
    }
}

/// The verdict of managed items, of which there are from `least` to `most`; `untold` books below are missing.
pub(crate) fn spoken_of_items(managed: u64, [least, most]: [u64; 2], aimed: Aimed, untold: u64) -> Spoken {
    if untold > 0 {
        return Spoken::NotProvableYet(None);
    }
    if most == 0 {
        return Spoken::NotApplicable;
    }
    if satisfies(managed, most, aimed) {
        return Spoken::Met;
    }
    if !satisfies(managed.min(least), least, aimed) {
        return Spoken::Missed;
    }
    Spoken::NotProvableYet(first(most - managed, |more| {
        satisfies(managed + more, most, aimed)
    }))
}

/// The least number up to `most` from which on something holds, by halving.
fn first(most: u64, holds: impl Fn(u64) -> bool) -> Option<u64> {
    let (mut from, mut to) = (0, most);
    while from < to {
        let middle = from + (to - from) / 2;
        if holds(middle) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    holds(to).then_some(to)
}

/// Tenths of a percent as they are printed, rounded down.
pub(crate) fn printed_down(part: u64, whole: u64) -> Option<u64> {
    let is_next_too_much =
        |permille: u64| u128::from(permille + 1) * u128::from(whole) > u128::from(part) * 1_000;
    first(1_000, is_next_too_much).filter(|_| whole > 0)
}

/// The same rounded up.
pub(crate) fn printed_up(part: u64, whole: u64) -> Option<u64> {
    let is_enough = |permille: u64| u128::from(permille) * u128::from(whole) >= u128::from(part) * 1_000;
    first(1_000, is_enough).filter(|_| whole > 0)
}
