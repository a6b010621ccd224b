mod anew;

use super::*;
use proptest::prelude::*;

fn add(units: &[Parts]) -> Parts {
    let mut sum = [0; PARTS];
    for unit in units {
        for (sum, part) in sum.iter_mut().zip(unit) {
            *sum += part;
        }
    }
    sum
}

fn shown(units: &[Parts]) -> (ShownRow, Vec<ShownRow>) {
    let parent = ShownRow::alone(add(units));
    (parent, shown_below(&parent, units))
}

#[test]
fn a_small_unit_hides_its_smallest_sibling_too() {
    let (_, rows) = shown(&[[100, 100, 100], [3, 2, 2], [40, 40, 40], [300, 200, 100]]);
    let withheld: Vec<bool> = rows.iter().map(ShownRow::is_withheld).collect();
    assert_eq!(withheld, [false, true, true, false]);
    assert_eq!(rows[1].total, Shown::Small);
    assert_eq!(rows[2].total, Shown::Hidden);
}

#[test]
fn two_small_units_need_no_sibling_when_they_are_ten_together() {
    let (_, rows) = shown(&[[100, 100, 100], [3, 2, 2], [3, 3, 2], [30, 20, 10]]);
    let withheld: Vec<bool> = rows.iter().map(ShownRow::is_withheld).collect();
    assert!(withheld[1] && withheld[2] && !withheld[0]);
    let (_, rows) = shown(&[[100, 100, 100], [1, 1, 1], [1, 1, 2], [300, 200, 100]]);
    assert!(rows[0].is_withheld(), "three and four people are seven");
}

#[test]
fn a_small_cell_is_told_as_such_and_not_given_back_by_its_row() {
    let (_, rows) = shown(&[[60, 30, 4], [50, 20, 40]]);
    assert_eq!(rows[0].parts[2], Shown::Small);
    assert_eq!(rows[0].total, Shown::Count(94));
    assert_eq!(rows[0].parts[1], Shown::Hidden);
}

#[test]
fn plenty_everywhere_hides_nothing() {
    let units = [[50, 40, 30], [20, 30, 40]];
    let (parent, rows) = shown(&units);
    assert_eq!(parent.parts, [70, 70, 70].map(Shown::Count));
    for (row, unit) in rows.iter().zip(units) {
        assert_eq!(row.parts, unit.map(Shown::Count));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn as_much_is_hidden_as_looking_at_all_anew_after_each_cell_hides(
        units in prop::collection::vec(
            prop::array::uniform3(prop_oneof![0_u64..4, 0_u64..14, 3_u64..12, 10_u64..60]),
            1..16,
        ),
        open in prop::array::uniform4(any::<bool>()),
    ) {
        let table = || {
            let mut table = Table {
                rows: units.iter().map(|parts| row_of(*parts)).collect(),
                hidden: vec![[false; COLUMNS]; units.len()],
                open,
            };
            table.hide_small();
            table.hide_below_the_hidden();
            table
        };
        let mut hidden = table();
        hidden.hide_what_is_given_back();
        prop_assert_eq!(hidden.hidden, anew::hidden(table()));
    }
}

/// All that is told, as sums of cells: each a mask over all cells of the table and the number.
fn told(parent: &ShownRow, rows: &[ShownRow]) -> Vec<(u32, u64)> {
    let bit = |row: usize, column: usize| 1_u32 << (row * PARTS + column);
    let mut told = Vec::new();
    let mut tell = |mask: u32, shown: Shown| {
        if let Shown::Count(count) = shown {
            told.push((mask, count));
        }
    };
    for (at, row) in rows.iter().enumerate() {
        for column in 0..PARTS {
            tell(bit(at, column), row.parts[column]);
        }
        tell(
            (0..PARTS).fold(0, |mask, column| mask | bit(at, column)),
            row.total,
        );
    }
    for column in 0..PARTS {
        let mask = (0..rows.len()).fold(0, |mask, at| mask | bit(at, column));
        tell(mask, parent.parts[column]);
    }
    tell((1 << (rows.len() * PARTS)) - 1, parent.total);
    told
}

/// Every sum and difference of what is told: a set of cells that it stands for, and how many people are in them.
fn given_back(told: &[(u32, u64)], cells: usize) -> Vec<(u32, i64)> {
    let mut known = Vec::new();
    let signs = 3_u32.pow(told.len() as u32);
    'attempts: for attempt in 0..signs {
        let mut rest = attempt;
        let mut factors = [0_i32; 32];
        let mut people = 0_i64;
        for (mask, count) in told {
            let sign = (rest % 3) as i32 - 1;
            rest /= 3;
            people += i64::from(sign) * *count as i64;
            for (cell, factor) in factors.iter_mut().enumerate().take(cells) {
                *factor += sign * ((mask >> cell) & 1) as i32;
            }
        }
        let mut set = 0;
        for (cell, factor) in factors.iter().enumerate().take(cells) {
            match factor {
                0 => {}
                1 => set |= 1 << cell,
                _ => continue 'attempts,
            }
        }
        known.push((set, people));
    }
    known
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_sum_or_difference_of_what_is_shown_gives_a_few_people_back(
        units in prop::collection::vec(prop::array::uniform3(prop_oneof![0_u64..4, 0_u64..14, 10_u64..60]), 1..4),
    ) {
        let (parent, rows) = shown(&units);
        let told = told(&parent, &rows);
        // Many numbers are shown only where few are hidden; cells that are shown tell nothing new.
        let told: Vec<(u32, u64)> = reduce(told);
        prop_assume!(told.len() <= 11);
        for (set, people) in given_back(&told, units.len() * PARTS) {
            // Nobody is in a cell of nobody, and nobody is told of by it.
            prop_assert!(set == 0 || people == 0 || people >= PEOPLE_MIN as i64, "{units:?} {rows:?}: {set:b} are {people}");
        }
    }

    #[test]
    fn small_numbers_are_never_shown(
        units in prop::collection::vec(prop::array::uniform3(0_u64..30), 1..12),
    ) {
        let (parent, rows) = shown(&units);
        for row in rows.iter().chain([&parent]) {
            for cell in row.parts.iter().chain([&row.total]) {
                let is_few = matches!(cell, Shown::Count(count) if *count < PEOPLE_MIN);
                prop_assert!(!is_few);
            }
        }
    }

    #[test]
    fn below_a_withheld_unit_nothing_is_shown(
        units in prop::collection::vec(prop::array::uniform3(0_u64..30), 1..6),
    ) {
        let parent = ShownRow { parts: [Shown::Hidden; PARTS], total: Shown::Hidden };
        for row in shown_below(&parent, &units) {
            prop_assert!(row.is_withheld());
        }
    }
}

/// Takes cells that are shown out of the sums that hold them, so that only sums of hidden cells are left.
fn reduce(told: Vec<(u32, u64)>) -> Vec<(u32, u64)> {
    let (cells, sums): (Vec<_>, Vec<_>) = told.into_iter().partition(|(mask, _)| mask.count_ones() == 1);
    let mut left: Vec<(u32, u64)> = Vec::new();
    for (mut mask, mut people) in sums {
        for (cell, count) in &cells {
            if mask & cell != 0 {
                mask &= !cell;
                people -= count;
            }
        }
        if mask != 0 && !left.contains(&(mask, people)) {
            left.push((mask, people));
        }
    }
    left
}
