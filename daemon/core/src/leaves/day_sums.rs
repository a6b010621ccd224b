//! The counts of units above schools at the ends of days, by the profile of the plan, one row a unit and month, so that a
//! year of a province is read in thirteen rows instead of from each school:
//!
//! ```text
//! n <unit u32> <month u32>     [ day · late u8 · profile · version · count · [ level u8 · group u8 · sum ] ]
//! ```
//! A day stands in it when its counts are others than before, and on the first day of a month that is kept. What became
//! known later about a day is a further record of it, marked late: so "then" stays as it was.

use crate::cold::Day;
use crate::entry::Entry;
use crate::leaves::{LeafSum, Sums};
use crate::packing::{Packer, Unpacker};
use crate::readiness::{Split, Tally};
use crate::rows::{BadRow, RowChange, RowKey, records};
use kiemke_config::group::Group;
use kiemke_wire::hex;
use kiemke_wire::ids::{Position, UnitKey};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::Known;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// How many months back the counts of a day are looked for: a daemon that was off for longer counts anew.
const MONTHS_BACK: u32 = 13;
/// Numbers of a sum.
const NUMBERS: usize = 22;

/// Counts of units that were added up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySums {
    /// When.
    pub at: UnixMs,
    /// The profile that judged.
    pub profile: String,
    /// Its version.
    pub version: u32,
    /// The counts.
    pub sums: Vec<UnitSums>,
}

/// The counts of a unit at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitSums {
    /// The unit.
    pub unit: UnitKey,
    /// The day.
    pub day: Day,
    /// Whether they became known later than at the end of that day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// By level and group.
    pub sums: PackedSums,
}

/// Counts by level and group as bytes; hexadecimal in entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedSums(Arc<[u8]>);

/// Counts as a row holds them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSums {
    /// The day.
    pub day: Day,
    /// Whether they became known later.
    pub late: bool,
    /// The profile that judged, and its version.
    pub profile: (String, u32),
    /// The counts, not taken apart yet: of a month of them mostly one is wanted.
    pub sums: PackedSums,
}

/// The rows of a unit that tell of these days: from this key to that one, which is outside. What stood on the first of
/// them may be told further back.
pub fn sums_rows(unit: UnitKey, from: Day, to: Day) -> (RowKey, RowKey) {
    (key(unit, from.months()), key(unit, to.months() + 1))
}

/// The rows of the months before a day, the nearest first, in which it may be told what stood on it.
pub fn sums_rows_before(unit: UnitKey, day: Day) -> impl Iterator<Item = RowKey> {
    let first = day.months();
    (1..=MONTHS_BACK).map_while(move |back| Some(key(unit, first.checked_sub(back)?)))
}

/// Reads a row.
///
/// # Errors
/// When the row is not what it should be.
pub fn kept_sums(key: &[u8], row: &[u8]) -> Result<Vec<KeptSums>, BadRow> {
    records(key, row, unpack)
}

/// The counts of a unit by one profile, found by day; days on which the same stands share it.
#[derive(Clone, Debug, Default)]
pub struct SummedDays {
    /// As known at the ends of days, ascending; one stands until the next.
    nightly: Vec<(Day, Held)>,
    late: BTreeMap<Day, Held>,
}

/// Counts that are taken apart when somebody asks for them: of a year mostly the ends of its months.
#[derive(Clone, Debug)]
struct Held {
    packed: PackedSums,
    sums: OnceLock<Arc<Sums>>,
}

impl Held {
    fn sums(&self) -> &Arc<Sums> {
        self.sums.get_or_init(|| Arc::new(self.packed.sums()))
    }
}

impl SummedDays {
    /// Of what rows hold, in the order of recording.
    pub fn of(kept: impl IntoIterator<Item = KeptSums>, profile: (&str, u32)) -> Self {
        let mut days = Self::default();
        for kept in kept {
            if (kept.profile.0.as_str(), kept.profile.1) != profile {
                continue;
            }
            let held = Held {
                packed: kept.sums,
                sums: OnceLock::new(),
            };
            match kept.late {
                true => {
                    days.late.insert(kept.day, held);
                }
                false => days.nightly.push((kept.day, held)),
            }
        }
        days
    }

    /// The counts on a day; none before the first.
    pub fn on(&self, day: Day, known: Known) -> Option<&Arc<Sums>> {
        let late = self.late.get(&day).filter(|_| known == Known::Now);
        let held = late.or_else(|| {
            let at = self.nightly.partition_point(|(kept, _)| *kept <= day);
            self.nightly.get(at.checked_sub(1)?).map(|(_, held)| held)
        });
        held.map(Held::sums)
    }

    /// The first day whose end was kept.
    pub fn first(&self) -> Option<Day> {
        self.nightly.first().map(|(day, _)| *day)
    }

    /// The newest day whose end was kept, and its counts.
    pub fn newest(&self) -> Option<(Day, &Sums)> {
        self.nightly.last().map(|(day, held)| (*day, &**held.sums()))
    }
}

impl PackedSums {
    /// Packs counts.
    pub fn of(sums: &Sums) -> Self {
        let mut packer = Packer::default();
        pack_sums(&mut packer, sums);
        Self(packer.into_bytes().into())
    }

    /// The counts; of bytes that are none, nothing.
    pub(super) fn sums(&self) -> Sums {
        unpack_sums(&mut Unpacker::new(&self.0)).unwrap_or_default()
    }
}

pub(crate) fn rows_of(position: Position, entry: &Entry, rows: &mut Vec<RowChange>) {
    let Entry::DaySummed(made) = entry else { return };
    rows.extend(made.sums.iter().map(|sums| {
        let mut packer = Packer::default();
        packer.signed(sums.day.0.into());
        packer.bytes(&[u8::from(sums.late)]);
        packer.text(&made.profile);
        packer.number(made.version.into());
        packer.bytes(&sums.sums.0);
        RowChange::Append(key(sums.unit, sums.day.months()), position, packer.into_bytes())
    }));
}

fn unpack(reader: &mut Unpacker<'_>) -> Option<KeptSums> {
    let day = Day(i32::try_from(reader.signed()?).ok()?);
    let [late] = reader.array()?;
    Some(KeptSums {
        day,
        late: late != 0,
        profile: (reader.text()?.to_owned(), reader.small()?),
        sums: PackedSums(reader.passed(pass_sums)?.into()),
    })
}

/// Goes over counts, and sees that they are some.
fn pass_sums(reader: &mut Unpacker<'_>) -> Option<()> {
    for _ in 0..reader.small::<usize>()? {
        key_of(reader)?;
        for _ in 0..NUMBERS {
            reader.number()?;
        }
    }
    Some(())
}

fn key_of(reader: &mut Unpacker<'_>) -> Option<(u8, Group)> {
    let [level, group] = reader.array()?;
    let mut groups = [Group::Students, Group::Teachers].into_iter();
    Some((level, groups.find(|known| *known as u8 == group)?))
}

fn pack_sums(packer: &mut Packer, sums: &Sums) {
    packer.list(sums.iter(), |packer, ((level, group), sum)| {
        packer.bytes(&[*level, *group as u8]);
        for number in numbers(sum) {
            packer.number(number);
        }
    });
}

fn unpack_sums(reader: &mut Unpacker<'_>) -> Option<Sums> {
    reader.list(|reader| {
        let key = key_of(reader)?;
        let mut numbers = [0; NUMBERS];
        for number in &mut numbers {
            *number = reader.number()?;
        }
        Some((key, of_numbers(numbers)))
    })
}

/// What one sum holds and another took away from it: the parts of what was added up.
pub(super) fn less(sum: &LeafSum, other: &LeafSum) -> LeafSum {
    let mut left = numbers(sum);
    for (number, taken) in left.iter_mut().zip(numbers(other)) {
        *number = number.saturating_sub(taken);
    }
    of_numbers(left)
}

fn of_numbers(numbers: [u64; NUMBERS]) -> LeafSum {
    let split = |at: usize| Split {
        ready: numbers[at],
        not_ready: numbers[at + 1],
        unknown: numbers[at + 2],
    };
    LeafSum {
        tally: Tally {
            alone: split(0),
            pooled: split(3),
            limited: numbers[6],
            askable: numbers[7],
            shared: numbers[8],
            no_roster: numbers[9],
            missing: std::array::from_fn(|set| numbers[14 + set]),
        },
        valid_ids: numbers[10],
        in_rosters: numbers[11],
        head_counted: numbers[12],
        leaves: numbers[13],
    }
}

/// All numbers of a sum, in the order of rows.
fn numbers(sum: &LeafSum) -> [u64; NUMBERS] {
    let LeafSum { tally, .. } = sum;
    let [a, b, c, d, e, f, g, h] = tally.missing;
    [
        tally.alone.ready,
        tally.alone.not_ready,
        tally.alone.unknown,
        tally.pooled.ready,
        tally.pooled.not_ready,
        tally.pooled.unknown,
        tally.limited,
        tally.askable,
        tally.shared,
        tally.no_roster,
        sum.valid_ids,
        sum.in_rosters,
        sum.head_counted,
        sum.leaves,
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
    ]
}

fn key(unit: UnitKey, month: u32) -> RowKey {
    let mut key = vec![b'n'];
    key.extend_from_slice(&unit.0.to_be_bytes());
    key.extend_from_slice(&month.to_be_bytes());
    RowKey(key)
}

impl Serialize for PackedSums {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for PackedSums {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = hex::decode_all(&text);
        bytes
            .map(|bytes| Self(bytes.into()))
            .ok_or_else(|| serde::de::Error::custom("counts of a unit are hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::value;
    use proptest::prelude::*;

    const UNIT: UnitKey = UnitKey(7);

    fn sums(numbers: [u64; NUMBERS]) -> Sums {
        Sums::from([((1, Group::Students), of_numbers(numbers))])
    }

    fn row(records: &[(Day, bool, Sums)]) -> Vec<KeptSums> {
        let entry = Entry::DaySummed(Box::new(DaySums {
            at: UnixMs(0),
            profile: "p".into(),
            version: 3,
            sums: records
                .iter()
                .map(|(day, late, sums)| UnitSums {
                    unit: UNIT,
                    day: *day,
                    late: *late,
                    sums: PackedSums::of(sums),
                })
                .collect(),
        }));
        // As the journal holds it.
        let entry: Entry = serde_json::from_str(&serde_json::to_string(&entry).unwrap()).unwrap();
        let mut rows = Vec::new();
        rows_of(Position(9), &entry, &mut rows);
        let kept = rows.into_iter().flat_map(|change| {
            let RowChange::Append(key, position, bytes) = change else {
                unreachable!()
            };
            kept_sums(&key.0, &value(position, &bytes)).unwrap()
        });
        kept.collect()
    }

    proptest! {
        #[test]
        fn counts_come_back(numbers in any::<[u64; NUMBERS]>()) {
            let kept = row(&[(Day(20_000), false, sums(numbers))]);
            prop_assert_eq!(kept[0].sums.sums(), sums(numbers));
        }

        #[test]
        fn what_is_added_and_taken_away_again_is_as_it_was(
            one in prop::collection::vec(0_u64..1_000, NUMBERS),
            other in prop::collection::vec(0_u64..1_000, NUMBERS),
        ) {
            let array = |numbers: Vec<u64>| <[u64; NUMBERS]>::try_from(numbers).unwrap();
            let (one, other) = (sums(array(one)), sums(array(other)));
            let added = crate::leaves::corrected(&one, &Sums::new(), &other);
            prop_assert_eq!(crate::leaves::corrected(&added, &other, &Sums::new()), one);
        }
    }

    #[test]
    fn late_counts_are_known_now_and_were_not_then() {
        let [first, second, late] = [1, 2, 3].map(|number| sums([number; NUMBERS]));
        let kept = row(&[
            (Day(20_000), false, first.clone()),
            (Day(20_003), false, second.clone()),
            (Day(20_001), true, late.clone()),
        ]);
        let days = SummedDays::of(kept.clone(), ("p", 3));
        let told = |day: i32, known: Known| days.on(Day(day), known).map(|sums| Sums::clone(sums));
        assert_eq!(told(19_999, Known::Now), None);
        for (day, then, now) in [
            (20_000, &first, &first),
            (20_001, &first, &late),
            (20_002, &first, &first),
            (20_009, &second, &second),
        ] {
            assert_eq!(told(day, Known::Then).as_ref(), Some(then), "{day}");
            assert_eq!(told(day, Known::Now).as_ref(), Some(now), "{day}");
        }
        // Another version of the profile counted nothing.
        assert_eq!(SummedDays::of(kept, ("p", 4)).on(Day(20_001), Known::Now), None);
    }
}
