//! What the comparisons share: seeds, days, aims, and the product's values in the oracle's words.

use crate::oracle::{Aimed, Computers, Counts, Night, Spoken, Truth, printed_down, printed_up};
use crate::world::Rules;
use kiemke_config::plan::Operator;
use kiemke_config::three::Three;
use kiemke_core::cold::Day;
use kiemke_core::readiness::{Aim, ComputerTally, LineResult, Range, Split, Tally, Verdict};
use std::sync::LazyLock;

pub(crate) const SEED: u64 = 0x0020_2622;
pub(crate) const WORLDS: u64 = 250;
pub(crate) const SCHOOLS_A_WORLD: u32 = 4;

/// Days around which evidence lies: borders of school years, terms and surveys, summer, Tết, an ordinary week.
const DAYS: [(i16, i8, i8); 12] = [
    (2026, 11, 24),
    (2026, 9, 4),
    (2026, 9, 5),
    (2026, 10, 4),
    (2026, 10, 5),
    (2026, 7, 15),
    (2027, 1, 1),
    (2026, 1, 17),
    (2026, 1, 18),
    (2026, 2, 20),
    (2027, 2, 14),
    (2027, 5, 31),
];

pub(crate) static RULES: LazyLock<Rules> = LazyLock::new(Rules::shipped);

pub(crate) const AIMS: [Aimed; 5] = [
    aim(50, Operator::AtLeast),
    aim(50, Operator::MoreThan),
    aim(80, Operator::AtLeast),
    aim(100, Operator::AtLeast),
    aim(7, Operator::MoreThan),
];

const fn aim(percent: u32, operator: Operator) -> Aimed {
    Aimed { percent, operator }
}

/// The day around which the evidence of so-manieth random schools lies.
pub(crate) fn around(number: u64) -> Day {
    let (year, month, day) = DAYS[number as usize % DAYS.len()];
    Day::of_date(jiff::civil::date(year, month, day))
}

/// Low, high and coverage, as shares and as they are printed.
pub(crate) fn check_range(named: &str, told: &Range, [ready, not_ready, unknown]: [u64; 3]) {
    let total = ready + not_ready + unknown;
    let shares = [
        (told.low, ready),
        (told.high, ready + unknown),
        (told.coverage, ready + not_ready),
    ];
    for (share, part) in shares {
        assert_eq!((share.part, share.whole), (part, total), "{named}: share");
        assert_eq!(
            share.permille_down(),
            printed_down(part, total),
            "{named}: printed"
        );
        assert_eq!(share.permille_up(), printed_up(part, total), "{named}: printed");
    }
}

pub(crate) fn of_split(split: Split) -> [u64; 3] {
    [split.ready, split.not_ready, split.unknown]
}

pub(crate) fn of_tally(tally: &Tally) -> Counts {
    Counts {
        alone: of_split(tally.alone),
        pooled: of_split(tally.pooled),
        limited: tally.limited,
        askable: tally.askable,
        missing: tally.missing,
        shared: tally.shared,
        no_roster: tally.no_roster,
    }
}

pub(crate) fn of_aim(aim: Aimed) -> Aim {
    Aim {
        percent: aim.percent,
        operator: aim.operator,
    }
}

pub(crate) fn of_verdict(verdict: Verdict) -> Spoken {
    match verdict {
        Verdict::Met => Spoken::Met,
        Verdict::Missed => Spoken::Missed,
        Verdict::Unproven { more } => Spoken::NotProvableYet(more),
        Verdict::NotApplicable => Spoken::NotApplicable,
    }
}

pub(crate) fn of_three(value: Three) -> Truth {
    match value {
        Three::Met => Some(true),
        Three::Not => Some(false),
        Three::Unknown => None,
    }
}

pub(crate) fn of_result(result: LineResult) -> Night {
    Night {
        made_on: result.made_on,
        down_kbps: (result.down.low_kbps, result.down.high_kbps),
        up_kbps: (result.up.low_kbps, result.up.high_kbps),
        rtt_us: result.rtt_us,
        jitter_us: result.jitter_us,
        loss_ppm: result.loss_ppm,
        slots: result.slots as usize,
        slots_good: result.slots_good as usize,
        tests: result.tests.into(),
        days: result.test_days.into(),
    }
}

pub(crate) fn of_computers(tally: ComputerTally) -> Computers {
    Computers {
        working: (tally.working.low, tally.working.high),
        online: (tally.online.low, tally.online.high),
        with_computers: of_split(tally.with_computers),
        with_internet: of_split(tally.with_internet),
    }
}
