//! What a row of a book's table says: an increase, a decrease, or both; whose, of what kind, how many.

use crate::cold::Day;
use crate::fleet::Fleet;
use crate::forms::{FormRow, counted_in_name};
use crate::reader::Reader;
use crate::units::When;
use kiemke_config::categories::Categories;
use kiemke_config::forms::Form;
use kiemke_wire::book::{BookKind, BookLine, Decrease, Wear};
use kiemke_wire::date::Date;
use kiemke_wire::equipment::{Category, Document};
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::CellFault;
use std::collections::HashMap;

/// Bytes of a name, a number of a paper and the like.
const TEXT_BYTES_MAX: usize = 300;
/// The first year that a school's equipment may come from.
const FIRST_YEAR: i64 = 1950;
/// A thousand billion đồng: more than any province owns.
const COST_DONG_MAX: i64 = 1_000_000_000_000_000;

/// What a row says, as far as that is clear without the books.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    /// Its place in the table.
    pub(super) at: usize,
    /// The line, with the ordinal 1 and without decreases.
    pub(super) line: BookLine,
    /// Whether things came in by it.
    pub(super) increases: bool,
    /// What went by it.
    pub(super) decrease: Option<Decrease>,
    /// Whether the table itself names the kind of thing.
    pub(super) names_category: bool,
    /// Whether the table itself says how many.
    pub(super) counts: bool,
    /// What one of its things is called.
    pub(super) thing: String,
    /// Where they stand, as far as the row names a place of the school.
    pub(super) place: UnitKey,
}

/// Whoever reads the rows of one table.
pub(super) struct Rows<'a> {
    pub(super) fleet: &'a Fleet,
    pub(super) reader: &'a Reader,
    pub(super) categories: &'a Categories,
    pub(super) form: &'a Form,
    pub(super) book: BookKind,
    /// Whose book it is, unless the rows say.
    pub(super) school: Option<UnitKey>,
    pub(super) when: When,
    pub(super) today: Day,
    /// Schools by what rows call them.
    schools: HashMap<String, Result<UnitKey, (&'static str, String)>>,
    /// Places of each school by folded name and code; none where several are called so.
    places: HashMap<UnitKey, HashMap<String, Option<UnitKey>>>,
    /// Kinds by the names that told them.
    told: HashMap<String, String>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        fleet: &'a Fleet,
        reader: &'a Reader,
        categories: &'a Categories,
        (form, book, school): (&'a Form, BookKind, Option<UnitKey>),
        when: When,
    ) -> Self {
        Self {
            fleet,
            reader,
            categories,
            form,
            book,
            school,
            when,
            today: when.day,
            schools: HashMap::new(),
            places: HashMap::new(),
            told: HashMap::new(),
        }
    }

    /// What a row says, or all that is wrong with it.
    pub(super) fn read(&mut self, at: usize, row: &FormRow) -> Result<Said, Vec<CellFault>> {
        let mut faults = row.faults.clone();
        let mut keep = |found: Result<(), CellFault>| faults.extend(found.err());
        keep(self.check_texts(row));
        keep(self.check_days(row));
        keep(check_amounts(row));
        keep(self.check_year(row));
        let name = row.text("name").unwrap_or_default().to_owned();
        if name.is_empty() {
            keep(Err(row.fault("name", "empty", "the name is missing")));
        }
        let school = self.school(row);
        let category = self.category(row, &name);
        let (school, (category, names_category)) = match (school, category) {
            (Ok(school), Ok(category)) => (school, category),
            (school, category) => {
                faults.extend(school.err());
                faults.extend(category.err());
                return Err(faults);
            }
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(self.said(at, row, (name, school, category, names_category)))
    }

    fn said(
        &mut self,
        at: usize,
        row: &FormRow,
        (name, school, category, names_category): (String, UnitKey, Category, bool),
    ) -> Said {
        let text = |column: &str| row.text(column).map(str::to_owned);
        let named = counted_in_name(&name, &self.form.measures);
        let written = row.quantity("quantity");
        let unit_cost = dong(row, "unit_cost");
        let cost = dong(row, "cost");
        let decrease = decrease_of(row);
        let told = written.map(|(count, _)| count).filter(|count| *count > 0);
        let quantity = told.or(named.as_ref().map(|(count, ..)| *count)).unwrap_or(1);
        let measure = text("measure")
            .or_else(|| written.and_then(|(_, measure)| measure).map(str::to_owned))
            .or_else(|| named.as_ref().map(|(_, measure, _)| measure.clone()));
        let place = self.place(school, row.text("used_at"));
        // A row whose only amount is what went says nothing of what came in.
        let increases = told.is_some() || cost.is_some() || unit_cost.is_some() || decrease.is_none();
        let line = BookLine {
            book: self.book,
            school,
            number: text("number"),
            document: document(row, "document", "document_date"),
            ordinal: 1,
            entered_on: date(row, "entered_on").or_else(|| date(row, "document_date")),
            category,
            measure,
            quantity,
            unit_cost_dong: unit_cost,
            cost_dong: cost,
            country: text("country"),
            year_in_use: row.whole("year_in_use").and_then(|year| u16::try_from(year).ok()),
            card: text("card"),
            used_at: text("used_at"),
            maker: text("maker"),
            model: text("model"),
            serial: text("serial"),
            funding: text("funding"),
            wear: Wear {
                depreciation_rate_bp: bp(row, "depreciation_rate"),
                depreciation_dong: dong(row, "depreciation"),
                wear_rate_bp: bp(row, "wear_rate"),
                wear_dong: dong(row, "wear"),
                accumulated_dong: dong(row, "accumulated"),
            },
            decreases: Vec::new(),
            notes: text("notes"),
            name: name.clone(),
        };
        let whole = |mut decrease: Decrease| {
            // The book of fixed assets does not say how many went: all.
            if decrease.quantity == 0 {
                decrease.quantity = quantity;
            }
            decrease
        };
        Said {
            at,
            increases,
            decrease: decrease.map(whole),
            names_category,
            counts: told.is_some() || named.is_some(),
            thing: named.map_or(name, |(_, _, thing)| thing),
            place,
            line,
        }
    }

    fn school(&mut self, row: &FormRow) -> Result<UnitKey, CellFault> {
        let Some(text) = row.text("school") else {
            let missing = || {
                let reason = "whose book it is stands nowhere: name the school with the import, or in a column Mã trường";
                row.fault("school", "no_school", reason)
            };
            return self.school.ok_or_else(missing);
        };
        let (fleet, reader, when) = (self.fleet, self.reader, self.when);
        let found = self.schools.entry(text.to_owned()).or_insert_with(|| {
            let unit = reader
                .unit_named(fleet, when, Some(text))
                .map_err(|refusal| (refusal.code().0, refusal.to_string()))?;
            let school = fleet.school_of(unit, when);
            match school == UnitKey::ROOT || !reader.sees(fleet, when, school) {
                true => Err(("not_a_school", format!("{text:?} is no school"))),
                false => Ok(school),
            }
        });
        found
            .clone()
            .map_err(|(code, reason)| row.fault("school", code, reason))
    }

    /// The room or site of the school that a text names; the school itself when it names none of them, or several.
    fn place(&mut self, school: UnitKey, text: Option<&str>) -> UnitKey {
        let Some(text) = text else { return school };
        let (fleet, when) = (self.fleet, self.when);
        let places = self.places.entry(school).or_insert_with(|| {
            let tree = fleet.tree(when);
            let mut places: HashMap<String, Option<UnitKey>> = HashMap::new();
            for (key, _) in &tree.order()[tree.ranks(school)] {
                let Some(unit) = fleet.unit(*key).filter(|_| *key != school) else {
                    continue;
                };
                let codes = unit.codes(when).into_iter().map(|(_, code)| search_key(code));
                let mut names: Vec<String> = codes.chain([search_key(unit.name(when))]).collect();
                names.sort_unstable();
                names.dedup();
                for name in names.into_iter().filter(|name| !name.is_empty()) {
                    places
                        .entry(name)
                        .and_modify(|held| *held = None)
                        .or_insert(Some(*key));
                }
            }
            places
        });
        places.get(&search_key(text)).copied().flatten().unwrap_or(school)
    }

    fn category(&mut self, row: &FormRow, name: &str) -> Result<(Category, bool), CellFault> {
        if let Some(text) = row.text("category") {
            let unknown = || {
                let reason = format!("{text:?} is not in the list {}", self.categories.name);
                row.fault("category", "category_unknown", reason)
            };
            let kind = self.categories.called(text).ok_or_else(unknown)?;
            return Ok((Category(kind.code.clone()), true));
        }
        let categories = self.categories;
        let told = self
            .told
            .entry(name.to_owned())
            .or_insert_with(|| categories.told_by(name).to_owned());
        Ok((Category(told.clone()), false))
    }

    fn check_texts(&self, row: &FormRow) -> Result<(), CellFault> {
        let columns = self.form.columns.iter();
        let long = columns
            .map(|column| column.name.as_str())
            .find(|column| row.text(column).is_some_and(|text| text.len() > TEXT_BYTES_MAX));
        long.map_or(Ok(()), |column| {
            Err(row.fault(
                column,
                "too_long",
                format!("is longer than {TEXT_BYTES_MAX} bytes"),
            ))
        })
    }

    fn check_days(&self, row: &FormRow) -> Result<(), CellFault> {
        let columns = ["document_date", "entered_on", "decrease_date"];
        let late = columns
            .into_iter()
            .find(|column| row.day(column).is_some_and(|day| day > self.today));
        late.map_or(Ok(()), |column| {
            Err(row.fault(
                column,
                "in_the_future",
                format!("lies after today, {}", self.today),
            ))
        })
    }

    fn check_year(&self, row: &FormRow) -> Result<(), CellFault> {
        let last = i64::from(Date::of_unix_days(self.today.0).year());
        match row.whole("year_in_use") {
            Some(year) if !(FIRST_YEAR..=last).contains(&year) => {
                let reason = format!("{year} is not from {FIRST_YEAR} to {last}");
                Err(row.fault("year_in_use", "out_of_bounds", reason))
            }
            _ => Ok(()),
        }
    }
}

fn check_amounts(row: &FormRow) -> Result<(), CellFault> {
    let columns = [
        "unit_cost",
        "cost",
        "depreciation",
        "wear",
        "accumulated",
        "decrease_unit_cost",
        "decrease_cost",
        "decrease_remaining",
    ];
    let over = columns
        .into_iter()
        .find(|column| row.whole(column).is_some_and(|dong| dong > COST_DONG_MAX));
    over.map_or(Ok(()), |column| {
        Err(row.fault(column, "out_of_bounds", format!("is over {COST_DONG_MAX}")))
    })
}

fn decrease_of(row: &FormRow) -> Option<Decrease> {
    let quantity = row.quantity("decrease_quantity").map_or(0, |(count, _)| count);
    let decrease = Decrease {
        document: document(row, "decrease_document", "decrease_date"),
        entered_on: date(row, "entered_on").or_else(|| date(row, "decrease_date")),
        reason: row.text("decrease_reason").map(str::to_owned),
        quantity,
        unit_cost_dong: dong(row, "decrease_unit_cost"),
        cost_dong: dong(row, "decrease_cost"),
        remaining_dong: dong(row, "decrease_remaining"),
    };
    let is_said = quantity > 0
        || decrease.document.is_some()
        || decrease.reason.is_some()
        || row.day("decrease_date").is_some();
    is_said.then_some(decrease)
}

fn document(row: &FormRow, number: &str, day: &str) -> Option<Document> {
    let number = row.text(number)?;
    Some(Document {
        number: number.to_owned(),
        date: date(row, day),
    })
}

fn date(row: &FormRow, column: &str) -> Option<Date> {
    row.day(column).map(|day| Date::of_unix_days(day.0))
}

fn dong(row: &FormRow, column: &str) -> Option<u64> {
    row.whole(column).and_then(|dong| u64::try_from(dong).ok())
}

fn bp(row: &FormRow, column: &str) -> Option<u32> {
    row.whole(column).and_then(|bp| u32::try_from(bp).ok())
}
