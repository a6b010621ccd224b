//! Which units hold the people who must be found out, and which one of them alone would settle a verdict.

use super::{Aim, Range, Split, Tally, Verdict};

/// A unit below, by what finding out about its people could do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settling<K> {
    /// The unit.
    pub unit: K,
    /// People of whom nothing is known.
    pub unknown: u64,
    /// Whom a survey can make ready.
    pub askable: u64,
    /// The verdict if all of those turn out ready.
    pub if_ready: Verdict,
    /// The verdict if all of the unknown turn out not ready.
    pub if_not: Verdict,
}

impl<K> Settling<K> {
    /// Whether it can settle the verdict alone.
    pub fn can_settle(&self) -> bool {
        self.if_ready == Verdict::Met || self.if_not == Verdict::Missed
    }
}

/// The units below with unknown people, those that alone can settle the verdict first, the smallest of them foremost
/// (the one survey to make); then by the number of unknown people, most first. Ties by unit.
///
/// `split` is what is counted of a unit: with shared machines, or without.
pub fn settling<K: Copy + Ord>(
    units: &[(K, Tally)],
    split: impl Fn(&Tally) -> Split,
    aim: Aim,
) -> Vec<Settling<K>> {
    let whole: Tally = units.iter().map(|(_, tally)| *tally).sum();
    let counted = split(&whole);
    let mut found: Vec<Settling<K>> = units
        .iter()
        .filter_map(|(unit, tally)| {
            let unknown = split(tally).unknown;
            let askable = tally.askable.min(unknown);
            let turned = |ready: u64, not_ready: u64| Split {
                ready: counted.ready + ready,
                not_ready: counted.not_ready + not_ready,
                unknown: counted.unknown - ready - not_ready,
            };
            let verdict = |split: Split| Range::of(split).verdict(aim, whole.no_roster);
            (unknown > 0).then(|| Settling {
                unit: *unit,
                unknown,
                askable,
                if_ready: verdict(turned(askable, 0)),
                if_not: verdict(turned(0, unknown)),
            })
        })
        .collect();
    found.sort_by_key(|unit| {
        let settles = unit.can_settle();
        let size = if settles {
            unit.unknown
        } else {
            u64::MAX - unit.unknown
        };
        (!settles, size, unit.unit)
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_config::plan::Operator;

    fn unit(ready: u64, not_ready: u64, unknown: u64, askable: u64) -> Tally {
        let alone = Split {
            ready,
            not_ready,
            unknown,
        };
        Tally {
            alone,
            pooled: alone,
            askable,
            ..Tally::default()
        }
    }

    #[test]
    fn the_smallest_survey_that_settles_stands_first() {
        // The worked example, spread over four units: 80 more people prove it, 191 who are not refute it.
        let units = [
            ('a', unit(200, 100, 40, 40)),
            ('b', unit(120, 110, 90, 90)),
            ('c', unit(100, 100, 140, 20)),
            ('d', unit(0, 0, 0, 0)),
        ];
        let aim = Aim {
            percent: 50,
            operator: Operator::AtLeast,
        };
        let found = settling(&units, |tally| tally.pooled, aim);
        let order: Vec<_> = found.iter().map(|unit| (unit.unit, unit.can_settle())).collect();
        assert_eq!(order, [('b', true), ('c', false), ('a', false)]);
        assert_eq!(found[0].if_ready, Verdict::Met);
        assert_eq!(found[1].if_ready, Verdict::Unproven { more: Some(60) });
    }
}
