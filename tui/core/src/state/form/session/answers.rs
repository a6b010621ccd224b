//! What a filled form of a stocktake asks of the daemon.

use super::{Seen, SessionField, SessionField as F};
use crate::change::Change;
use crate::state::form::field::{Answered, FieldState, Picked};
use crate::state::form::{FormState, Outcome, Purpose};
use kiemke_wire::date::Date;
use kiemke_wire::equipment::{Category, Condition, Document};
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::EquipmentId;
use kiemke_wire::stocktake::{ItemState, Member};
use kiemke_wire::view::{
    CloseStocktake, GivePack, ItemView, MakeRecord, OpenStocktake, Signature, SurplusView,
};

/// What a whole form asks; `None` for forms of other kinds.
pub(in crate::state::form) fn outcome(form: &FormState, today: Date) -> Option<Outcome> {
    let answers = Answers { form, today };
    let change = match &form.purpose {
        Purpose::Counter => return answers.text(F::Counter).map(Outcome::Counter),
        Purpose::OpenStocktake => Change::OpenStocktake(answers.open()?),
        Purpose::CloseStocktake(seen) => Change::CloseStocktake {
            id: seen.id,
            seen: seen.etag,
            wish: answers.close(seen),
        },
        Purpose::TakePack(stocktake) => Change::TakePack {
            stocktake: *stocktake,
            wish: GivePack {
                holder: answers.text(F::Holder)?,
                rooms: answers.rooms(),
            },
            path: answers.text(F::PackFile)?,
        },
        Purpose::BringPack => Change::BringPack(answers.text(F::BringFile)?),
        Purpose::SaveSheet(stocktake) => Change::SaveSheet {
            stocktake: *stocktake,
            sheet: match answers.of(F::Sheet) {
                Answered::Picked(Picked::Sheet(sheet)) => sheet,
                _ => return None,
            },
            path: answers.text(F::SheetFile)?,
        },
        _ => return None,
    };
    Some(Outcome::Change(Box::new(change)))
}

struct Answers<'a> {
    form: &'a FormState,
    today: Date,
}

impl Answers<'_> {
    fn of(&self, name: SessionField) -> Answered {
        let mut fields = self.form.fields.iter();
        let field = fields.find(|field: &&FieldState| field.session() == Some(name));
        let read = field.and_then(|field| field.read(self.today).ok());
        read.unwrap_or(Answered::Nothing)
    }

    fn text(&self, name: SessionField) -> Option<String> {
        match self.of(name) {
            Answered::Text(text) => Some(text),
            _ => None,
        }
    }

    fn day(&self, name: SessionField) -> Option<Date> {
        match self.of(name) {
            Answered::Day(day) => Some(day),
            _ => None,
        }
    }

    fn is_yes(&self, name: SessionField) -> bool {
        self.of(name) == Answered::Picked(Picked::YesNo(true))
    }

    fn category(&self, name: SessionField) -> Option<Category> {
        match self.of(name) {
            Answered::Picked(Picked::Category(category)) => Some(category),
            _ => None,
        }
    }

    fn document(&self, number: SessionField, date: SessionField) -> Option<Document> {
        Some(Document {
            number: self.text(number)?,
            date: self.day(date),
        })
    }

    fn members(&self, name: SessionField) -> Vec<Member> {
        self.text(name).map(|text| members(&text)).unwrap_or_default()
    }

    fn rooms(&self) -> Vec<String> {
        parts(&self.text(F::Rooms).unwrap_or_default(), &[';', ','])
    }

    fn open(&self) -> Option<OpenStocktake> {
        let Answered::Picked(Picked::Unit(school)) = self.of(F::School) else {
            return None;
        };
        Some(OpenStocktake {
            unit: school.key.to_string(),
            name: self.text(F::Name)?,
            rooms: self.rooms(),
            committee: self.members(F::Committee),
            document: self.document(F::Order, F::OrderDate),
            on: self.day(F::On),
            next_due_on: None,
            agents_count: self.is_yes(F::Agents),
        })
    }

    fn close(&self, seen: &Seen) -> CloseStocktake {
        let left = parts(&self.text(F::Leave).unwrap_or_default(), &[';', ',']);
        let left: Vec<String> = left.iter().map(|code| search_key(code)).collect();
        let stays = |code: &str| left.contains(&search_key(code));
        let is_left = |item: &&ItemView| {
            let code = item.code.as_deref();
            code.is_some_and(stays) || stays(&item.record.to_string())
        };
        let those = |asked: SessionField, fits: fn(&ItemView) -> bool| -> Vec<EquipmentId> {
            let asked = self.is_yes(asked);
            let all = seen.items.iter().filter(|item| asked && fits(item));
            let all = all.filter(|item| !is_left(item));
            all.map(|item| item.record).collect()
        };
        let signatures = self.members(F::Signers).into_iter().map(|member| Signature {
            name: member.name,
            title: member.title,
            on: None,
        });
        let surplus = seen.surplus.iter().filter(|surplus| !stays(&surplus.code));
        let records = self.category(F::SurplusAs).map(|category| {
            let made = surplus.map(|surplus| made(surplus, &category));
            made.collect()
        });
        CloseStocktake {
            document: self.document(F::Report, F::ReportDate),
            signatures: signatures.collect(),
            abandon: parts(&self.text(F::Abandon).unwrap_or_default(), &[';']),
            moved: those(F::MoveMisplaced, |item| item.state == ItemState::Misplaced),
            lost: those(F::MissingLost, |item| item.state == ItemState::Missing),
            found_again: those(F::FoundAgain, |item| item.lost && item.state.is_found()),
            broken: those(F::UnusableBroken, |item| {
                item.state.is_found() && item.condition == Some(Condition::Unusable)
            }),
            records: records.unwrap_or_default(),
        }
    }
}

/// The record of a thing that was too much: called as was said of it, else as its code.
fn made(surplus: &SurplusView, category: &Category) -> MakeRecord {
    let name = surplus.notes.first().unwrap_or(&surplus.code);
    MakeRecord {
        code: surplus.code.clone(),
        room: surplus.room,
        name: name.clone(),
        category: category.clone(),
    }
}

fn parts(text: &str, between: &[char]) -> Vec<String> {
    let parts = text.split(between).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// `Trần Thị Hoa: Trưởng ban; Lê Văn Tú`.
fn members(text: &str) -> Vec<Member> {
    let member = |part: String| {
        let (name, title) = match part.split_once(':') {
            Some((name, title)) => (name.trim(), Some(title.trim())),
            None => (part.as_str(), None),
        };
        Member {
            name: name.to_owned(),
            title: title.filter(|title| !title.is_empty()).map(str::to_owned),
        }
    };
    parts(text, &[';']).into_iter().map(member).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_with_what_each_is_on_the_committee() {
        let read = members("Trần Thị Hoa : Trưởng ban;Lê Văn Tú; ;Y Bhăm:");
        let said: Vec<(&str, Option<&str>)> = read
            .iter()
            .map(|member| (member.name.as_str(), member.title.as_deref()))
            .collect();
        assert_eq!(
            said,
            [
                ("Trần Thị Hoa", Some("Trưởng ban")),
                ("Lê Văn Tú", None),
                ("Y Bhăm", None)
            ]
        );
    }
}
