//! What stands above and below a table that is printed for signature.

/// What is known of it. What is not known is left to be filled in by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The unit.
    pub unit: String,
    /// The unit above it.
    pub parent: String,
    /// Its number at the treasury (mã quan hệ ngân sách).
    pub budget_code: String,
    /// The room or person.
    pub place: String,
    /// The day of printing, `dd/mm/yyyy`.
    pub date: String,
    /// The year of the book.
    pub year: String,
    /// The number of the paper.
    pub number: String,
    /// When the things were counted.
    pub time: String,
    /// Who counted them.
    pub committee: String,
}

/// What a person fills in with a pen.
const TO_FILL_IN: &str = "....................";

/// A line of a form with what is known in place of `{unit}` and the like.
pub fn filled(line: &str, heading: &Heading) -> String {
    let known = [
        ("{unit}", &heading.unit),
        ("{parent}", &heading.parent),
        ("{budget_code}", &heading.budget_code),
        ("{place}", &heading.place),
        ("{date}", &heading.date),
        ("{year}", &heading.year),
        ("{number}", &heading.number),
        ("{time}", &heading.time),
        ("{committee}", &heading.committee),
    ];
    let mut line = line.to_owned();
    for (name, value) in known {
        let value = if value.is_empty() { TO_FILL_IN } else { value };
        line = line.replace(name, value);
    }
    line
}

/// A day as `dd/mm/yyyy`.
pub fn day_text(day: crate::cold::Day) -> String {
    let text = day.to_string();
    let parts: Vec<&str> = text.split('-').collect();
    match parts[..] {
        [year, month, day] => format!("{day}/{month}/{year}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_left_to_a_pen() {
        let heading = Heading {
            unit: "THCS Một".into(),
            ..Heading::default()
        };
        assert_eq!(filled("Đơn vị: {unit}", &heading), "Đơn vị: THCS Một");
        assert_eq!(filled("Số: {number}", &heading), format!("Số: {TO_FILL_IN}"));
        assert_eq!(day_text(crate::cold::Day(0)), "01/01/1970");
    }
}
