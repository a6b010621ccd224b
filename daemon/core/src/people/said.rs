//! What a row or a wish says of a person, and how it is laid over what is known.

use crate::cold::Day;
use crate::forms::{FormRow, Value};
use crate::people::{Class, Person, Post};
use crate::readiness::NationalId;
use crate::units::When;
use kiemke_config::group::Group;
use kiemke_config::level::Levels;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::CellFault;

/// Bytes of a name or a code.
pub(super) const TEXT_BYTES_MAX: usize = 300;
/// Classes of one school: its numbers are sixteen bits, and the largest has some hundred a year.
pub(super) const CLASSES_MAX: usize = 10_000;
/// Sites of one person.
pub(super) const SITES_MAX: usize = 8;
/// The highest grade there is.
const GRADE_MAX: u8 = 12;
/// 1900-01-01.
const BORN_FROM: Day = Day(-25_567);

/// What is said of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Say<T> {
    /// Nothing.
    #[default]
    Untold,
    /// That there is none.
    Nothing,
    /// That it is this.
    Is(T),
}

impl<T> Say<T> {
    pub(super) fn of(told: Option<T>) -> Self {
        told.map_or(Self::Nothing, Self::Is)
    }

    pub(super) fn is(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            _ => None,
        }
    }

    fn over(self, known: &mut Option<T>) {
        match self {
            Self::Untold => {}
            Self::Nothing => *known = None,
            Self::Is(value) => *known = Some(value),
        }
    }
}

/// What is said of a person.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) code: Say<Box<str>>,
    pub(super) name: Say<Box<str>>,
    pub(super) born: Say<Day>,
    pub(super) national_id: Say<NationalId>,
    pub(super) class: Say<u16>,
    pub(super) post: Say<Post>,
    pub(super) further_sites: Say<Vec<UnitKey>>,
    pub(super) is_shared: Option<bool>,
    pub(super) from: Option<Day>,
    pub(super) left_on: Say<Day>,
}

impl Said {
    /// The person as known, with this over it.
    pub(super) fn over(self, known: &Person) -> Person {
        let mut person = known.clone();
        self.code.over(&mut person.code);
        self.name.over(&mut person.name);
        self.born.over(&mut person.born);
        self.national_id.over(&mut person.national_id);
        self.class.over(&mut person.class);
        self.post.over(&mut person.post);
        let mut further = Some(person.further_sites);
        self.further_sites.over(&mut further);
        person.further_sites = further.unwrap_or_default();
        person.is_shared = self.is_shared.unwrap_or(person.is_shared);
        person.from = self.from.unwrap_or(person.from);
        self.left_on.over(&mut person.left_on);
        person
    }
}

/// What is wrong with a value: a code, and words.
pub(super) type Wrong = (&'static str, String);

/// A name or a code that is not too long.
pub(super) fn text(text: &str) -> Result<Box<str>, Wrong> {
    match text.len() <= TEXT_BYTES_MAX {
        true => Ok(text.into()),
        false => Err(("too_long", format!("is longer than {TEXT_BYTES_MAX} bytes"))),
    }
}

/// The words never repeat what was typed: it is a person's number.
pub(super) fn national_id(text: &str) -> Result<NationalId, Wrong> {
    text.parse().map_err(|error: crate::readiness::BadNationalId| {
        let digits = text.trim().bytes().filter(u8::is_ascii_digit).count();
        let hint = match digits {
            9 | 11 => "; a zero in front may be lost: format the column as text",
            _ => "",
        };
        ("national_id", format!("{error}, this has {digits} digits{hint}"))
    })
}

/// A day of birth up to today.
pub(super) fn born(day: Day, today: Day) -> Result<Day, Wrong> {
    match (BORN_FROM..=today).contains(&day) {
        true => Ok(day),
        false => Err((
            "out_of_bounds",
            format!("a birth date lies between 1900-01-01 and {today}"),
        )),
    }
}

/// What a row says of the class that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ClassSaid {
    pub(super) name: Box<str>,
    pub(super) site: Option<UnitKey>,
    pub(super) level: Option<u8>,
    pub(super) grade: Option<u8>,
    pub(super) shift: Say<u8>,
}

impl ClassSaid {
    /// The key by which rows name one class.
    pub(super) fn key(&self) -> String {
        search_key(&self.name)
    }

    /// The class as known, with this over it; for a new one, what is not said is told by its name.
    pub(super) fn over(
        &self,
        known: Option<&Class>,
        school: UnitKey,
        levels: &Levels,
    ) -> Result<Class, Wrong> {
        let grade = self
            .grade
            .or_else(|| known.and_then(|class| class.grade))
            .or_else(|| grade_in(&self.name));
        let of_grade = grade
            .and_then(|grade| levels.of_grade(grade))
            .map(|level| level.number);
        let level = self.level.or_else(|| known.map(|class| class.level)).or(of_grade);
        let level = level.ok_or_else(|| {
            let reason = format!(
                "the level of the class {:?} is not known: name it, or the grade",
                self.name
            );
            ("level_unknown", reason)
        })?;
        let mut shift = known.and_then(|class| class.shift);
        self.shift.clone().over(&mut shift);
        Ok(Class {
            name: known.map_or_else(|| self.name.clone(), |class| class.name.clone()),
            site: self
                .site
                .or_else(|| known.map(|class| class.site))
                .unwrap_or(school),
            level,
            grade,
            shift,
            count: known.map(|class| class.count).unwrap_or_default(),
        })
    }
}

/// `6A1` is of grade 6, `Lớp 10.2` of grade 10.
fn grade_in(name: &str) -> Option<u8> {
    let digits = name.trim_start_matches(|sign: char| !sign.is_ascii_digit());
    let end = digits
        .find(|sign: char| !sign.is_ascii_digit())
        .unwrap_or(digits.len());
    let grade = digits[..end].parse().ok()?;
    (1..=GRADE_MAX).contains(&grade).then_some(grade)
}

/// A column of a row, where a dash says that there is none.
pub(super) fn say<T>(
    row: &FormRow,
    column: &str,
    read: impl FnOnce(&Value) -> Option<Result<T, Wrong>>,
) -> Result<Say<T>, CellFault> {
    match row.value(column) {
        None => Ok(Say::Untold),
        Some(Value::Nothing) => Ok(Say::Nothing),
        Some(value) => match read(value) {
            None => Ok(Say::Untold),
            Some(Ok(told)) => Ok(Say::Is(told)),
            Some(Err((code, reason))) => Err(row.fault(column, code, reason)),
        },
    }
}

/// A text column.
pub(super) fn say_text<T>(
    row: &FormRow,
    column: &str,
    read: impl FnOnce(&str) -> Result<T, Wrong>,
) -> Result<Say<T>, CellFault> {
    say(row, column, |value| match value {
        Value::Text(text) => Some(read(text)),
        _ => None,
    })
}

/// A day column.
pub(super) fn say_day(
    row: &FormRow,
    column: &str,
    read: impl FnOnce(Day) -> Result<Day, Wrong>,
) -> Result<Say<Day>, CellFault> {
    say(row, column, |value| match value {
        Value::Day(day) => Some(read(*day)),
        _ => None,
    })
}

/// The grade of a row.
pub(super) fn grade(row: &FormRow) -> Result<Option<u8>, CellFault> {
    let told = row.whole("grade").map(|grade| u8::try_from(grade).ok());
    match told {
        None => Ok(None),
        Some(Some(grade)) if (1..=GRADE_MAX).contains(&grade) => Ok(Some(grade)),
        Some(_) => Err(row.fault(
            "grade",
            "out_of_bounds",
            format!("a grade lies between 1 and {GRADE_MAX}"),
        )),
    }
}

/// The level of a row.
pub(super) fn level(row: &FormRow, levels: &Levels) -> Result<Option<u8>, CellFault> {
    let Some(text) = row.text("level") else {
        return Ok(None);
    };
    let found = levels.called(text).map(|level| level.number);
    found.map(Some).ok_or_else(|| {
        let titles: Vec<&str> = levels
            .levels
            .iter()
            .map(|level| level.title.vi.as_str())
            .collect();
        let reason = format!("{text:?} is no level; {} are", titles.join(", "));
        row.fault("level", "level_unknown", reason)
    })
}

/// The level that a unit is tagged with, for teachers of whom none is told.
pub(super) fn level_of_unit(
    fleet: &crate::fleet::Fleet,
    unit: UnitKey,
    when: When,
    levels: &Levels,
) -> Option<u8> {
    let tag = fleet.unit(unit)?.tag("level", when)?;
    levels.called(tag).map(|level| level.number)
}

/// Learner or teacher.
pub(super) fn group(row: &FormRow) -> Group {
    match row.text("kind") {
        Some("teacher") => Group::Teachers,
        _ => Group::Students,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_stands_in_the_name_of_a_class() {
        for (name, grade) in [
            ("6A1", Some(6)),
            ("Lớp 10.2", Some(10)),
            ("12", Some(12)),
            ("13C", None),
            ("Mầm", None),
            ("0", None),
        ] {
            assert_eq!(grade_in(name), grade, "{name}");
        }
    }

    #[test]
    fn a_bad_id_is_not_repeated() {
        let (code, reason) = national_id("06612345678").unwrap_err();
        assert_eq!(code, "national_id");
        assert!(
            reason.contains("11 digits") && reason.contains("as text") && !reason.contains("0661"),
            "{reason}"
        );
    }
}
