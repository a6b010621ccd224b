//! The teaching calendar: on which days schools teach. Data; the shipped one is `config/calendars/`.

use crate::load::{BadSettings, parse};
use jiff::civil::{Date, Time, Weekday};
use serde::Deserialize;
use std::path::Path;

/// The calendar that ships with the programs.
pub const SHIPPED: &str = include_str!("../calendars/lam-dong.toml");

/// Which days are teaching days. Days are those of the root unit's time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Name, shown with what was computed by it.
    pub name: String,
    /// Version of the data.
    pub version: u32,
    weekdays: Vec<Weekday>,
    yearly: Vec<(MonthDay, MonthDay)>,
    dated: Vec<(Date, Date)>,
    hours: Vec<(Time, Time)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct MonthDay(i8, i8);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    version: u32,
    teaching_weekdays: Vec<String>,
    #[serde(default = "daytime")]
    teaching_hours: Vec<Hours>,
    #[serde(default)]
    yearly: Vec<Span>,
    #[serde(default)]
    dated: Vec<Span>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hours {
    from: String,
    to: String,
}

/// The hours of a calendar that names none.
fn daytime() -> Vec<Hours> {
    vec![Hours {
        from: "07:00".into(),
        to: "17:00".into(),
    }]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Span {
    name: String,
    from: String,
    to: String,
}

impl Calendar {
    /// Reads a calendar from TOML text.
    ///
    /// # Errors
    /// When the text is not such a calendar; names the file and the place.
    pub fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        let read: File = parse(file, text)?;
        let wrong = |reason: String| BadSettings {
            file: file.to_owned(),
            line: None,
            reason,
        };
        let weekdays = read.teaching_weekdays.iter().map(|name| {
            weekday(name).ok_or_else(|| {
                wrong(format!(
                    "teaching_weekdays: {name:?} is not mon, tue, wed, thu, fri, sat or sun"
                ))
            })
        });
        let month_day = |span: &Span, text: &str| {
            let date: Option<Date> = format!("2024-{text}").parse().ok();
            date.map(|date| MonthDay(date.month(), date.day()))
                .ok_or_else(|| wrong(format!("yearly, {}: {text:?} is not mm-dd", span.name)))
        };
        let date = |span: &Span, text: &str| {
            text.parse::<Date>()
                .map_err(|_| wrong(format!("dated, {}: {text:?} is not yyyy-mm-dd", span.name)))
        };
        let hours = read.teaching_hours.iter().map(|hours| {
            let time = |text: &str| text.parse::<Time>().ok().filter(|_| text.len() == "hh:mm".len());
            match (time(&hours.from), time(&hours.to)) {
                (Some(from), Some(to)) if from < to => Ok((from, to)),
                _ => Err(wrong(format!(
                    "teaching_hours: {:?} to {:?} is not hh:mm to a later hh:mm",
                    hours.from, hours.to
                ))),
            }
        });
        let calendar = Self {
            hours: hours.collect::<Result<_, _>>()?,
            weekdays: weekdays.collect::<Result<_, _>>()?,
            yearly: read
                .yearly
                .iter()
                .map(|span| Ok((month_day(span, &span.from)?, month_day(span, &span.to)?)))
                .collect::<Result<_, _>>()?,
            dated: read
                .dated
                .iter()
                .map(|span| Ok((date(span, &span.from)?, date(span, &span.to)?)))
                .collect::<Result<_, _>>()?,
            name: read.name,
            version: read.version,
        };
        if let Some(span) = read
            .dated
            .iter()
            .zip(&calendar.dated)
            .find(|(_, (from, to))| from > to)
        {
            return Err(wrong(format!("dated, {}: ends before it begins", span.0.name)));
        }
        Ok(calendar)
    }

    /// The calendar that ships with the programs.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn shipped() -> Self {
        Self::parse(Path::new("calendars/lam-dong.toml"), SHIPPED).expect("the shipped calendar is tested")
    }

    /// The hours of a teaching day, from and to, in the order of the file.
    pub fn teaching_hours(&self) -> &[(Time, Time)] {
        &self.hours
    }

    /// Whether schools teach on that day.
    pub fn is_teaching_day(&self, date: Date) -> bool {
        let day = MonthDay(date.month(), date.day());
        // A yearly span may go over New Year.
        let off_yearly = |&(from, to): &(MonthDay, MonthDay)| {
            if from <= to {
                (from..=to).contains(&day)
            } else {
                day >= from || day <= to
            }
        };
        self.weekdays.contains(&date.weekday())
            && !self.yearly.iter().any(off_yearly)
            && !self.dated.iter().any(|&(from, to)| (from..=to).contains(&date))
    }
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_shipped_calendar_rests_in_summer_at_tet_and_on_sundays() {
        let calendar = Calendar::shipped();
        for (day, teaches) in [
            (date(2026, 11, 24), true),
            (date(2026, 11, 22), false),
            (date(2026, 7, 15), false),
            (date(2027, 2, 6), false),
            (date(2026, 9, 2), false),
            (date(2027, 1, 1), false),
        ] {
            assert_eq!(calendar.is_teaching_day(day), teaches, "{day}");
        }
    }

    #[test]
    fn a_wrong_date_is_named() {
        let text = "name = 'x'\nversion = 1\nteaching_weekdays = ['mon']\ndated = [{ name = 'Tết', from = '2027-02-30', to = '2027-03-01' }]\n";
        let refused = Calendar::parse(Path::new("c.toml"), text)
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains("c.toml") && refused.contains("Tết") && refused.contains("2027-02-30"),
            "{refused}"
        );
    }
}
