//! LINE at a site: its standing results against a profile's rule.

use super::leaf::{LineFacts, Place};
use super::{Ages, LineResult, Median, Split};
use kiemke_config::profile::{LineRule, Need, Per};
use kiemke_config::three::Three;

/// LINE of a place: met if any of its lines is, not if all are, else unknown. `platform` is the number of the platform
/// whose hosts must be reachable, where that is asked for.
pub fn line_of(place: &Place, rule: &LineRule, platform: Option<u8>, ages: &Ages) -> Three {
    if place.lines.is_empty() {
        // No record is not "no", unless the list was declared complete.
        let complete = place.lines_complete_on.is_some_and(|on| on <= ages.day);
        return if complete { Three::Not } else { Three::Unknown };
    }
    let lines = place.lines.iter();
    lines.fold(Three::Not, |best, line| {
        best.or(one_line(line, place, rule, platform, ages))
    })
}

/// Sites whose lines meet a rule (ready), fail it (not ready), and of which that is not known.
pub fn count_sites<'a>(places: impl IntoIterator<Item = &'a Place>, rule: &LineRule, ages: &Ages) -> Split {
    let mut sites = Split::default();
    for place in places {
        match line_of(place, rule, None, ages) {
            Three::Met => sites.ready += 1,
            Three::Unknown => sites.unknown += 1,
            Three::Not => sites.not_ready += 1,
        }
    }
    sites
}

/// Whether a line of those rates is fast enough for a place, however many people of it are not known.
pub(super) fn is_enough(down_kbps: u64, up_kbps: u64, place: &Place, rule: &LineRule) -> bool {
    let enough = |rate: u64, need: &Need| {
        let most = need.kbps(|per| number_of(per, place).1);
        need.holds(rate, most) && most < u64::MAX
    };
    enough(down_kbps, &rule.down) && rule.up.as_ref().is_none_or(|need| enough(up_kbps, need))
}

/// The first of the rule's grades that a place certainly has, by its number; none: it cannot be told.
pub fn grade_of(place: &Place, rule: &LineRule, ages: &Ages) -> Option<usize> {
    // As for LINE the best line counts; one that cannot be told may be better than the others.
    let has = |need: &Need| {
        place.lines.iter().fold(Three::Not, |best, line| {
            let standing = line.result.filter(|result| result.stands(ages));
            best.or(standing.map_or(Three::Unknown, |result| rate(result.down, need, place)))
        })
    };
    let grades = rule.grades.iter().map(|grade| has(&grade.down));
    let (first, value) = grades.enumerate().find(|(_, value)| *value != Three::Not)?;
    (value == Three::Met).then_some(first)
}

fn one_line(line: &LineFacts, place: &Place, rule: &LineRule, platform: Option<u8>, ages: &Ages) -> Three {
    let Some(result) = line.result.filter(|result| result.stands(ages)) else {
        return Three::Unknown;
    };
    let at_most = |measured: Option<u32>, most: Option<u64>| match (measured, most) {
        (_, None) => Three::Met,
        (None, Some(_)) => Three::Unknown,
        (Some(measured), Some(most)) => Three::known(u64::from(measured) <= most),
    };
    let times = |most: Option<u32>| most.map(|most| u64::from(most) * 1_000);
    let up = rule.up.as_ref();
    rate(result.down, &rule.down, place)
        .and(up.map_or(Three::Met, |need| rate(result.up, need, place)))
        .and(at_most(result.rtt_us, times(rule.rtt_ms_max)))
        .and(at_most(result.jitter_us, times(rule.jitter_ms_max)))
        .and(at_most(result.loss_ppm, times(rule.loss_permille_max)))
        .and(available(&result, rule.availability_permille_min))
        .and(platform.map_or(Three::Met, |number| line.platforms[usize::from(number)]))
}

fn available(result: &LineResult, permille: u32) -> Three {
    if result.slots == 0 {
        return Three::Unknown;
    }
    let good = u64::from(result.slots_good) * 1_000;
    Three::known(good >= u64::from(result.slots) * u64::from(permille))
}

/// A median against a need; either may have bounds only.
fn rate(median: Median, need: &Need, place: &Place) -> Three {
    let least = need.kbps(|per| number_of(per, place).0);
    let most = need.kbps(|per| number_of(per, place).1);
    let proves = need.holds(median.low_kbps.into(), most) && most < u64::MAX;
    let refutes = median
        .high_kbps
        .is_some_and(|high| !need.holds(high.into(), least));
    match (proves, refutes) {
        (true, _) => Three::Met,
        (_, true) => Three::Not,
        _ => Three::Unknown,
    }
}

/// How many there are of what a term is multiplied by: at least and at most.
fn number_of(per: Per, place: &Place) -> (u64, u64) {
    let known = |number: u32| (u64::from(number), u64::from(number));
    let students = place.students.map_or((0, u64::MAX), known);
    match per {
        Per::Site => known(1),
        Per::Seat => known(place.seats),
        Per::Student => students,
        Per::StudentInBusiestShift => place.students_in_busiest_shift.map_or((0, students.1), known),
    }
}
