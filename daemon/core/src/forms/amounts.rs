//! Money, numbers of things, years and percentages as books write them.

use crate::forms::Cell;
use crate::forms::cells::{BadCell, EXACT_MAX, bad, day};
use kiemke_wire::date::Date;
use kiemke_wire::fold::search_key;

/// Years in which a thing may have been put to use, as far as a cell goes.
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2100;
/// Things in one line of a book: the chairs of a large school.
const QUANTITY_MAX: i64 = 1_000_000;
/// Digits of an amount: a thousand times what a country owns.
const DIGITS_MAX: usize = 17;
const BP_A_PERCENT: f64 = 100.0;

/// Whole đồng; a fraction of one is rounded, half up.
pub(super) fn money(cell: &Cell) -> Result<i64, BadCell> {
    let wrong = || {
        bad(
            "not_money",
            format!("{:?} is not an amount such as 12.500.000", cell.text()),
        )
    };
    match cell {
        Cell::Number(number) if *number < 0.0 => Err(bad("negative", "an amount is not below zero")),
        Cell::Number(number) if *number < EXACT_MAX => Ok(number.round() as i64),
        Cell::Text(text) => money_text(text).ok_or_else(wrong),
        _ => Err(wrong()),
    }
}

fn money_text(text: &str) -> Option<i64> {
    let folded = search_key(text);
    let bare = ["vnd", "dong", "d", "\u{20ab}"]
        .iter()
        .find_map(|unit| folded.strip_suffix(unit))
        .unwrap_or(&folded);
    let digits: String = bare.chars().filter(|one| !one.is_whitespace()).collect();
    let sound = digits
        .chars()
        .all(|one| one.is_ascii_digit() || one == '.' || one == ',');
    let (whole, fraction) =
        split(&digits).filter(|_| sound && digits.starts_with(|c: char| c.is_ascii_digit()))?;
    let rounded = i64::from(fraction.bytes().next().is_some_and(|digit| digit >= b'5'));
    let whole = (whole.len() <= DIGITS_MAX).then(|| whole.parse::<i64>().ok())??;
    whole.checked_add(rounded)
}

/// The digits before and behind the decimal sign. Three digits behind a sign that stands alone are a group: nobody writes
/// thousandths of a đồng.
fn split(text: &str) -> Option<(String, &str)> {
    let last = text.rfind([',', '.']);
    let Some(last) = last else {
        return Some((text.to_owned(), ""));
    };
    let sign = &text[last..=last];
    let (before, behind) = (&text[..last], &text[last + 1..]);
    let other = if sign == "," { "." } else { "," };
    let is_decimal = match (before.contains(sign), before.contains(other)) {
        (true, true) => return None,
        (true, false) => false,
        (false, true) => true,
        (false, false) => behind.len() != 3,
    };
    let (whole, fraction) = if is_decimal { (before, behind) } else { (text, "") };
    let groups: Vec<&str> = whole.split([',', '.']).collect();
    let grouped = groups.len() == 1
        || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3));
    grouped.then(|| (groups.concat(), fraction))
}

/// How many, and what is counted when that is said: `30`, `30 bộ`.
pub(super) fn quantity(cell: &Cell) -> Result<(u32, Option<String>), BadCell> {
    let wrong = || {
        bad(
            "not_a_quantity",
            format!("{:?} is not a number of things such as 30 or 30 bộ", cell.text()),
        )
    };
    let bounded = |count: i64| {
        let within = (0..=QUANTITY_MAX).contains(&count);
        u32::try_from(count).ok().filter(|_| within).ok_or_else(|| {
            bad(
                "quantity_out_of_bounds",
                format!("a line has 0 to {QUANTITY_MAX} things"),
            )
        })
    };
    match cell {
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < EXACT_MAX => {
            bounded(*number as i64).map(|count| (count, None))
        }
        Cell::Text(text) => {
            let text = text.trim();
            let end = text
                .find(|one: char| !(one.is_ascii_digit() || matches!(one, '.' | ',')))
                .unwrap_or(text.len());
            let (digits, measure) = (&text[..end], text[end..].trim());
            let is_measure = measure.chars().all(|one| one.is_alphabetic() || one == ' ');
            let (whole, fraction) = split(digits).ok_or_else(wrong)?;
            let is_whole = fraction.bytes().all(|digit| digit == b'0');
            if digits.is_empty() || !is_measure || !is_whole || whole.len() > DIGITS_MAX {
                return Err(wrong());
            }
            let count = whole.parse().map_err(|_| wrong())?;
            let measure = (!measure.is_empty()).then(|| measure.to_owned());
            bounded(count).map(|count| (count, measure))
        }
        _ => Err(wrong()),
    }
}

/// A year, or the year of a day or month.
pub(super) fn year(cell: &Cell) -> Result<i64, BadCell> {
    let wrong = || {
        bad(
            "not_a_year",
            format!("{:?} is not a year such as 2022", cell.text()),
        )
    };
    let year = match cell {
        Cell::Number(number) if YEARS.contains(&(*number as i64)) && number.fract() == 0.0 => *number as i64,
        Cell::Number(_) | Cell::Day(_) => {
            let day = day(cell).map_err(|_| wrong())?;
            Date::of_unix_days(day.0).year().into()
        }
        Cell::Text(text) => {
            let mut runs = text.split(|one: char| !one.is_ascii_digit());
            let year = runs.find(|run| run.len() == 4).ok_or_else(wrong)?;
            year.parse().map_err(|_| wrong())?
        }
        _ => return Err(wrong()),
    };
    if YEARS.contains(&year) {
        Ok(year)
    } else {
        Err(wrong())
    }
}

/// Hundredths of a percent. A spreadsheet holds 20 % as 0.2.
pub(super) fn percent_bp(cell: &Cell) -> Result<i64, BadCell> {
    let wrong = || {
        bad(
            "not_percent",
            format!("{:?} is not a percentage such as 12,5", cell.text()),
        )
    };
    let percent = match cell {
        Cell::Number(number) if (0.0..=1.0).contains(number) => *number * 100.0,
        Cell::Number(number) => *number,
        Cell::Text(text) => {
            let bare = text.trim().trim_end_matches('%').trim().replace(',', ".");
            bare.parse().map_err(|_| wrong())?
        }
        _ => return Err(wrong()),
    };
    if (0.0..=100.0).contains(&percent) {
        Ok((percent * BP_A_PERCENT).round() as i64)
    } else {
        Err(wrong())
    }
}

/// The number of things that a name tells, with what is counted and the name without it: `30 bộ máy tính`,
/// `Máy tính (30 bộ)`.
pub fn counted_in_name(name: &str, measures: &[String]) -> Option<(u32, String, String)> {
    let bare = name.replace(['(', ')', '-', ':', ','], " ");
    let words: Vec<&str> = bare.split_whitespace().collect();
    let count = |word: &str| {
        let is_plain = (1..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
        word.parse::<u32>().ok().filter(|count| is_plain && *count > 1)
    };
    let is_measure = |word: &&str| {
        let folded = search_key(word);
        measures.iter().any(|measure| search_key(measure) == folded)
    };
    let read = |number: &str, measure: &str, rest: &[&str]| {
        let (count, rest) = (count(number)?, rest.join(" "));
        (!rest.is_empty()).then(|| (count, measure.to_owned(), rest))
    };
    match words[..] {
        [number, measure, ..] if is_measure(&measure) && count(number).is_some() => {
            read(number, measure, &words[2..])
        }
        [.., number, measure] if is_measure(&measure) => read(number, measure, &words[..words.len() - 2]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.into())
    }

    #[test]
    fn amounts_are_read_to_the_dong() {
        for (written, dong) in [
            ("12.500.000", 12_500_000),
            ("12,500,000", 12_500_000),
            ("1.234.567,8", 1_234_568),
            ("1,234,567.4", 1_234_567),
            ("1 234 567 đ", 1_234_567),
            ("12.500 VNĐ", 12_500),
            ("12,500", 12_500),
            ("12500", 12_500),
            ("12500,5", 12_501),
            ("0", 0),
            ("90071992547409911", 90_071_992_547_409_911),
        ] {
            assert_eq!(money(&text(written)), Ok(dong), "{written}");
        }
        assert_eq!(money(&Cell::Number(3_333_333.5)), Ok(3_333_334));
        for written in [
            "",
            "abc",
            "-5",
            "1.23.456",
            "1,2,3.4.5",
            "12 triệu",
            ".5",
            "900719925474099110",
        ] {
            assert!(money(&text(written)).is_err(), "{written}");
        }
        assert_eq!(money(&Cell::Number(-1.0)).unwrap_err().code, "negative");
    }

    #[test]
    fn quantities_say_what_is_counted() {
        let measured = |count, measure: &str| Ok((count, Some(measure.to_owned())));
        assert_eq!(quantity(&text("30 bộ")), measured(30, "bộ"));
        assert_eq!(quantity(&text("02cái")), measured(2, "cái"));
        assert_eq!(quantity(&text("1.200")), Ok((1_200, None)));
        assert_eq!(quantity(&text("30,0")), Ok((30, None)));
        assert_eq!(quantity(&Cell::Number(7.0)), Ok((7, None)));
        for wrong in ["bộ", "2,5", "-3", "3 bộ (mới)", "2000000"] {
            assert!(quantity(&text(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn years_come_in_many_forms() {
        let cells = [
            text("2022"),
            text("T9/2022"),
            text("15/09/2022"),
            Cell::Number(2022.0),
            Cell::Number(44_819.0),
        ];
        for cell in cells {
            assert_eq!(year(&cell), Ok(2022), "{cell:?}");
        }
        for wrong in ["22", "20222", "năm", "3022"] {
            assert!(year(&text(wrong)).is_err(), "{wrong}");
        }
        assert_eq!(percent_bp(&Cell::Number(0.2)), Ok(2_000));
        assert_eq!(percent_bp(&text("12,5 %")), Ok(1_250));
        assert!(percent_bp(&Cell::Number(120.0)).is_err());
    }

    #[test]
    fn names_tell_how_many() {
        let measures = ["bộ".to_owned(), "cái".to_owned()];
        let told = |name: &str| counted_in_name(name, &measures);
        assert_eq!(
            told("30 bộ máy tính để bàn"),
            Some((30, "bộ".into(), "máy tính để bàn".into()))
        );
        assert_eq!(
            told("Máy tính (30 bộ)"),
            Some((30, "bộ".into(), "Máy tính".into()))
        );
        assert_eq!(told("Tivi 55 inch"), None);
        assert_eq!(told("30 bộ"), None);
        assert_eq!(
            told("Bàn 2 chỗ - 15 cái"),
            Some((15, "cái".into(), "Bàn 2 chỗ".into()))
        );
    }
}
