//! Lines of an accounting book: what a school's books say that it owns, perhaps many things in one line.
//!
//! Source of the fields: the columns of the books S24-H and S26-H in records.md of the design; money is whole đồng.

use crate::date::Date;
use crate::equipment::{Category, Document};
use crate::ids::{BookLineId, Position, TokenId, UnitKey};
use crate::time::UnixMs;
use serde::{Deserialize, Serialize};

pub use crate::equipment::FieldChange;

/// A kind of book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum BookKind {
    /// The book of fixed assets.
    #[serde(rename = "s24-h")]
    S24H,
    /// The book of fixed assets and tools at the place of use.
    #[serde(rename = "s26-h")]
    S26H,
    /// A list of the school's own.
    #[serde(rename = "list")]
    List,
}

impl BookKind {
    /// All, in the order of their numbers in images.
    pub const ALL: [Self; 3] = [Self::S24H, Self::S26H, Self::List];

    /// The word on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::S24H => "s24-h",
            Self::S26H => "s26-h",
            Self::List => "list",
        }
    }

    /// The one with this word.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|book| book.code() == code)
    }
}

/// A line of a book. What the book does not say is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookLine {
    /// Which book.
    pub book: BookKind,
    /// Whose.
    pub school: UnitKey,
    /// The number of the fixed asset (số hiệu), or the school's own code: the line's identity when it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The paper by which it was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// Among lines without a number that are otherwise alike: the how-manieth, from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub ordinal: u32,
    /// The day on which it was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_on: Option<Date>,
    /// What it is called there.
    pub name: String,
    /// What kind of thing, as the table says or as its name tells.
    pub category: Category,
    /// What is counted: `bộ`, `cái`, ….
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// How many came in.
    pub quantity: u32,
    /// The cost of one, đồng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_cost_dong: Option<u64>,
    /// The cost of all, đồng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_dong: Option<u64>,
    /// Where it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The year in which it was put to use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_in_use: Option<u16>,
    /// The number of its card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// Where or by whom it is used, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker: Option<String>,
    /// Model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The maker's serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// Where the money came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding: Option<String>,
    /// Depreciation and wear.
    #[serde(default, skip_serializing_if = "Wear::is_empty")]
    pub wear: Wear,
    /// What of it went, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decreases: Vec<Decrease>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

fn first() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_first(ordinal: &u32) -> bool {
    *ordinal == 1
}

/// Depreciation (khấu hao) and wear (hao mòn) of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wear {
    /// Hundredths of a percent of the cost, a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depreciation_rate_bp: Option<u32>,
    /// Đồng a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depreciation_dong: Option<u64>,
    /// Hundredths of a percent of the cost, a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wear_rate_bp: Option<u32>,
    /// Đồng a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wear_dong: Option<u64>,
    /// Both together since the beginning, đồng.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accumulated_dong: Option<u64>,
}

impl Wear {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A decrease: things of a line that went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decrease {
    /// The paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// The day on which it was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_on: Option<Date>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How many.
    pub quantity: u32,
    /// The cost of one, đồng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_cost_dong: Option<u64>,
    /// The cost of all, đồng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_dong: Option<u64>,
    /// What it was still worth, đồng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining_dong: Option<u64>,
}

impl BookLine {
    /// How many are left of it.
    pub fn left(&self) -> u32 {
        let gone = self
            .decreases
            .iter()
            .fold(0_u32, |gone, decrease| gone.saturating_add(decrease.quantity));
        self.quantity.saturating_sub(gone)
    }

    /// The cost of one, đồng: as written, or the cost of all when it can be shared without a rest.
    pub fn cost_of_one(&self) -> Option<u64> {
        let shared = |cost: u64| {
            let quantity = u64::from(self.quantity);
            (quantity > 0 && cost.is_multiple_of(quantity)).then(|| cost / quantity)
        };
        self.unit_cost_dong.or_else(|| self.cost_dong.and_then(shared))
    }
}

/// A line in a list or by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookLineRow {
    /// Its number.
    pub id: BookLineId,
    /// The entry that last changed it.
    pub etag: Position,
    /// Whose it is.
    pub unit: crate::view::UnitView,
    /// How many of its things are left.
    pub left: u32,
    /// How many of them have a record.
    pub recorded: u32,
    /// What it says.
    pub line: BookLine,
}

/// One line of a book line's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookHistoryLine {
    /// The entry.
    pub entry: Position,
    /// When it was entered.
    pub at: UnixMs,
    /// By which token; nobody's for the administrator at the machine itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// The file from which it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// What changed; nothing when the line began.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> BookLine {
        BookLine {
            book: BookKind::S26H,
            school: UnitKey(2),
            number: None,
            document: None,
            ordinal: 1,
            entered_on: None,
            name: "Máy tính".into(),
            category: Category("desktop".into()),
            measure: Some("bộ".into()),
            quantity: 30,
            unit_cost_dong: None,
            cost_dong: Some(300_000_000),
            country: None,
            year_in_use: None,
            card: None,
            used_at: None,
            maker: None,
            model: None,
            serial: None,
            funding: None,
            wear: Wear::default(),
            decreases: Vec::new(),
            notes: None,
        }
    }

    #[test]
    fn what_is_left_and_what_one_costs() {
        let mut line = line();
        assert_eq!((line.left(), line.cost_of_one()), (30, Some(10_000_000)));
        line.cost_dong = Some(300_000_001);
        line.decreases = vec![
            Decrease {
                quantity: 29,
                ..Decrease::default()
            };
            2
        ];
        assert_eq!((line.left(), line.cost_of_one()), (0, None));
    }

    #[test]
    fn a_line_takes_no_more_text_than_it_says() {
        let text = serde_json::to_string(&line()).unwrap();
        assert_eq!(
            text,
            r#"{"book":"s26-h","school":"u2","name":"Máy tính","category":"desktop","measure":"bộ","quantity":30,"cost_dong":300000000}"#
        );
        assert_eq!(serde_json::from_str::<BookLine>(&text).unwrap(), line());
    }
}
