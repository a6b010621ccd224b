//! What is written in one cell.

use crate::cold::Day;
use crate::forms::amounts;
use crate::forms::{Cell, Value};
use kiemke_config::forms::{CellType, Column};
use kiemke_wire::fold::search_key;
use kiemke_wire::limits::TEXT_BYTES_MAX;
use unicode_normalization::UnicodeNormalization as _;

/// Above it a spreadsheet's number is not exact any more, so a long code has lost digits.
pub(super) const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
/// Spreadsheets count days from here, 1 being 1900-01-01; 60 is a day that never was.
const SERIAL_EPOCH: i32 = -25_569;
/// The last day of the year 9999.
const SERIAL_MAX: f64 = 2_958_465.0;

/// Five digits in text are a day of the years 1954 to 2105, and else none.
const SERIALS_IN_TEXT: std::ops::RangeInclusive<f64> = 20_000.0..=75_000.0;

/// A cell that cannot be read; names what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct BadCell {
    /// The stable name of the kind of fault.
    pub code: &'static str,
    /// In words.
    pub reason: String,
}

pub(super) fn bad(code: &'static str, reason: impl Into<String>) -> BadCell {
    BadCell {
        code,
        reason: reason.into(),
    }
}

/// Reads a cell that is not empty.
pub(super) fn value(cell: &Cell, wanted: &Column) -> Result<Value, BadCell> {
    if let Cell::Error(error) = cell {
        return Err(bad("formula_error", format!("the formula gives {error}")));
    }
    match wanted.cell {
        CellType::Text | CellType::Code => text(cell).map(Value::Text),
        CellType::Day => day(cell).map(Value::Day),
        CellType::Whole => whole(cell).map(Value::Whole),
        CellType::Decimal => decimal(cell).map(Value::Decimal),
        CellType::Money => amounts::money(cell).map(Value::Whole),
        CellType::Quantity => amounts::quantity(cell).map(|(count, measure)| Value::Quantity(count, measure)),
        CellType::Year => amounts::year(cell).map(Value::Whole),
        CellType::Percent => amounts::percent_bp(cell).map(Value::Whole),
        CellType::YesNo => yes_no(cell).map(Value::Flag),
        CellType::Choice => choice(cell, wanted).map(Value::Text),
    }
}

fn text(cell: &Cell) -> Result<String, BadCell> {
    let text = match cell {
        Cell::Number(number) if number.abs() >= EXACT_MAX => {
            return Err(bad(
                "digits_lost",
                "a number this long has lost digits in the spreadsheet; format the column as text and type it again",
            ));
        }
        cell => cell.text().nfc().collect::<String>(),
    };
    if text.len() > TEXT_BYTES_MAX {
        return Err(bad("too_long", format!("is longer than {TEXT_BYTES_MAX} bytes")));
    }
    if text
        .chars()
        .any(|character| character.is_control() && !character.is_whitespace())
    {
        return Err(bad("control_character", "holds a control character"));
    }
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

pub(super) fn day(cell: &Cell) -> Result<Day, BadCell> {
    let wrong = || {
        bad(
            "not_a_day",
            format!("{:?} is not a day such as 01/07/2025", cell.text()),
        )
    };
    match cell {
        Cell::Day(day) => Ok(Day(*day)),
        Cell::Number(serial) if (1.0..=SERIAL_MAX).contains(serial) => Ok(of_serial(*serial)),
        Cell::Text(text) => day_text(text.trim())
            .or_else(|| serial_text(text.trim()))
            .ok_or_else(wrong),
        _ => Err(wrong()),
    }
}

fn of_serial(serial: f64) -> Day {
    // 1900 counts as a leap year there.
    let missing = i32::from(serial < 60.0);
    Day(SERIAL_EPOCH + serial.floor() as i32 + missing)
}

/// A spreadsheet's number of a day in text that was saved from one.
fn serial_text(text: &str) -> Option<Day> {
    let is_plain = text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    let serial: f64 = text.parse().ok().filter(|_| is_plain)?;
    SERIALS_IN_TEXT.contains(&serial).then(|| of_serial(serial))
}

/// A day as people write it: `1/7/2025`, `01-07-2025`, `01.07.2025` or `2025-07-01`.
pub fn day_text(text: &str) -> Option<Day> {
    if let Ok(day) = text.parse::<Day>() {
        return Some(day);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [day, month, year] = parts[..] else {
        return None;
    };
    let number = |part: &str, digits: std::ops::RangeInclusive<usize>| {
        let sound = digits.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u16>().ok().filter(|_| sound)
    };
    let (day, month, year) = (number(day, 1..=2)?, number(month, 1..=2)?, number(year, 4..=4)?);
    format!("{year:04}-{month:02}-{day:02}").parse().ok()
}

fn whole(cell: &Cell) -> Result<i64, BadCell> {
    let wrong = || bad("not_whole", format!("{:?} is not a whole number", cell.text()));
    match cell {
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < EXACT_MAX => Ok(*number as i64),
        Cell::Text(text) => {
            let text = text.trim();
            let groups: Vec<&str> = text.split(['.', '\u{a0}', ' ']).collect();
            let grouped = groups[1..].iter().all(|group| group.len() == 3) && groups[0].len() <= 3;
            if groups.len() > 1 && !grouped {
                return Err(wrong());
            }
            groups.concat().parse().map_err(|_| wrong())
        }
        _ => Err(wrong()),
    }
}

fn decimal(cell: &Cell) -> Result<f64, BadCell> {
    let wrong = || {
        bad(
            "not_a_number",
            format!("{:?} is not a number such as 11,95", cell.text()),
        )
    };
    match cell {
        Cell::Number(number) => Ok(*number),
        Cell::Text(text) => {
            let plain = text.trim().replace(',', ".");
            let shaped = plain
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
            plain.parse().ok().filter(|_| shaped).ok_or_else(wrong)
        }
        _ => Err(wrong()),
    }
}

fn yes_no(cell: &Cell) -> Result<bool, BadCell> {
    if let Cell::Flag(flag) = cell {
        return Ok(*flag);
    }
    match search_key(&cell.text()).as_str() {
        "co" | "x" | "1" | "yes" | "true" | "dung" => Ok(true),
        "khong" | "0" | "no" | "false" | "sai" => Ok(false),
        _ => Err(bad(
            "not_yes_no",
            format!("{:?} is neither có nor không", cell.text()),
        )),
    }
}

/// The name in data of what is chosen.
fn choice(cell: &Cell, column: &Column) -> Result<String, BadCell> {
    let found = column.choice_called(&search_key(&cell.text()));
    found.map(str::to_owned).ok_or_else(|| {
        let words: Vec<&str> = column
            .choices
            .keys()
            .filter_map(|choice| column.choice_word(choice))
            .collect();
        let reason = format!("{:?} is none of: {}", cell.text(), words.join(", "));
        bad("not_a_choice", reason)
    })
}
