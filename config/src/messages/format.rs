//! Numbers, sizes, times and ages the way each language writes them.

use super::{Lang, Msg, Value, catalogue};
use kiemke_wire::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, UnixMs};

/// Minutes east of UTC. The root unit's zone rules days; until it is known, Vietnam's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset(pub i32);

impl Default for Offset {
    fn default() -> Self {
        Self(7 * 60)
    }
}

/// A whole number, digits in threes: `1 204`, `1,204`.
pub fn integer(lang: Lang, value: i64) -> String {
    let gap = match lang {
        Lang::Vi => ' ',
        Lang::En => ',',
    };
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(gap);
        }
        text.push(digit);
    }
    text
}

/// A count.
pub fn count(lang: Lang, value: u64) -> String {
    integer(lang, i64::try_from(value).unwrap_or(i64::MAX))
}

/// A number with so many decimals: `42,0`, `42.0`.
pub fn decimal(lang: Lang, value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match lang {
        Lang::Vi => text.replace('.', ","),
        Lang::En => text,
    }
}

/// A share in percent: one decimal, none when it is whole and `short`.
pub fn percent(lang: Lang, value: f64, short: bool) -> String {
    let decimals = usize::from(!(short && value.fract() == 0.0));
    format!("{} %", decimal(lang, value, decimals))
}

/// A size in binary units with one decimal: `15,6 GiB`.
pub fn size(lang: Lang, bytes: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
    let mut value = bytes as f64 / 1024.0;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    let decimals = usize::from(value < 100.0);
    format!("{} {}", decimal(lang, value, decimals), UNITS[unit])
}

/// A short duration given in microseconds, in milliseconds: `0,4 ms`, `34 ms`.
pub fn milliseconds(lang: Lang, microseconds: u32) -> String {
    let value = f64::from(microseconds) / 1000.0;
    let decimals = usize::from(value < 10.0);
    format!("{} ms", decimal(lang, value, decimals))
}

/// A length of time in its largest whole unit: `2 giây`, `5 min`. Below nothing counts as nothing.
pub fn duration(lang: Lang, milliseconds: i64) -> String {
    let milliseconds = milliseconds.max(0);
    let (id, unit) = [
        (Msg::DurationDays, DAY_MS),
        (Msg::DurationHours, HOUR_MS),
        (Msg::DurationMinutes, MINUTE_MS),
    ]
    .into_iter()
    .find(|(_, unit)| milliseconds >= *unit)
    .unwrap_or((Msg::DurationSeconds, SECOND_MS));
    catalogue(lang).with(id, &[("n", Value::from(milliseconds / unit))])
}

/// A day: `24/11/2026` in Vietnamese, `2026-11-24` in English.
pub fn date(lang: Lang, at: UnixMs, offset: Offset) -> String {
    match civil(at, offset) {
        Some(civil) => match lang {
            Lang::Vi => format!("{:02}/{:02}/{:04}", civil.day(), civil.month(), civil.year()),
            Lang::En => format!("{:04}-{:02}-{:02}", civil.year(), civil.month(), civil.day()),
        },
        None => at.to_string(),
    }
}

/// A time of day to the second: `14:00:05`.
pub fn clock(at: UnixMs, offset: Offset) -> String {
    match civil(at, offset) {
        Some(civil) => format!("{:02}:{:02}:{:02}", civil.hour(), civil.minute(), civil.second()),
        None => at.to_string(),
    }
}

/// A moment: day and time of day to the minute.
pub fn moment(lang: Lang, at: UnixMs, offset: Offset) -> String {
    let clock = clock(at, offset);
    let minutes = clock.get(..5).unwrap_or(&clock);
    format!("{} {minutes}", date(lang, at, offset))
}

fn civil(at: UnixMs, offset: Offset) -> Option<jiff::civil::DateTime> {
    let timestamp = jiff::Timestamp::from_millisecond(at.0).ok()?;
    let offset = jiff::tz::Offset::from_seconds(offset.0.checked_mul(60)?).ok()?;
    Some(offset.to_datetime(timestamp))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_in_its_own_way() {
        let at = UnixMs(1_795_503_600_123);
        for (lang, wanted) in [
            (
                Lang::Vi,
                [
                    "-1 204",
                    "42,0 %",
                    "50 %",
                    "15,6 GiB",
                    "24/11/2026 14:00",
                    "2 giây",
                    "3 ngày",
                    "0,4 ms",
                ],
            ),
            (
                Lang::En,
                [
                    "-1,204",
                    "42.0 %",
                    "50 %",
                    "15.6 GiB",
                    "2026-11-24 14:00",
                    "2 s",
                    "3 d",
                    "0.4 ms",
                ],
            ),
        ] {
            let written = [
                integer(lang, -1204),
                percent(lang, 42.0, false),
                percent(lang, 50.0, true),
                size(lang, 16_750_372_454),
                moment(lang, at, Offset::default()),
                duration(lang, 2_900),
                duration(lang, 3 * DAY_MS),
                milliseconds(lang, 412),
            ];
            assert_eq!(written, wanted);
        }
    }

    #[test]
    fn any_number_has_a_text() {
        for value in [i64::MIN, -1, 0, i64::MAX] {
            for lang in Lang::ALL {
                integer(lang, value);
                duration(lang, value);
                date(lang, UnixMs(value), Offset(i32::MAX));
                clock(UnixMs(value), Offset::default());
            }
        }
        assert_eq!(size(Lang::En, u64::MAX), "16384 PiB");
    }
}
