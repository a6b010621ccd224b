//! Forms of stocktakes: opened, counted in, given out, brought back, closed, saved as a sheet.

mod answers;

pub(super) use answers::outcome;

use super::field::{Fault, FieldState, Picked, Takes};
use super::{FormState, Purpose};
use kiemke_config::actions::FieldName;
use kiemke_config::messages::Msg;
use kiemke_wire::date::Date;
use kiemke_wire::ids::{Position, StocktakeId};
use kiemke_wire::view::{ItemView, SurplusView, UnitView};

/// Bytes of a name or a number, as the daemon takes them.
const TEXT_BYTES_MAX: usize = 300;
/// Bytes of names of a committee or of rooms.
const LONG_TEXT_BYTES_MAX: usize = 2_000;

/// What these forms ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SessionField {
    School,
    Name,
    Rooms,
    Committee,
    Order,
    OrderDate,
    On,
    Agents,
    Counter,
    Report,
    ReportDate,
    Signers,
    Abandon,
    MoveMisplaced,
    MissingLost,
    FoundAgain,
    UnusableBroken,
    SurplusAs,
    Leave,
    Holder,
    PackFile,
    BringFile,
    Sheet,
    SheetFile,
}

use SessionField as F;

/// What is looked at when a stocktake is closed: decisions are about it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) id: StocktakeId,
    pub(crate) etag: Position,
    pub(crate) items: Vec<ItemView>,
    pub(crate) surplus: Vec<SurplusView>,
}

/// Sheets for signature: the daemon's name of each, and what it is called.
pub(super) const SHEETS: [(&str, Msg); 3] = [
    ("c53-hd", Msg::SheetFixedAssets),
    ("tools", Msg::SheetTools),
    ("stocktake", Msg::SheetThings),
];

pub(super) fn takes(field: SessionField) -> Takes {
    match field {
        F::School => Takes::Unit,
        F::Name | F::Order | F::Report | F::Counter | F::Holder => Takes::Text(TEXT_BYTES_MAX),
        F::Rooms => Takes::Units,
        F::Committee | F::Signers | F::Abandon | F::Leave | F::PackFile | F::BringFile | F::SheetFile => {
            Takes::Text(LONG_TEXT_BYTES_MAX)
        }
        F::OrderDate | F::ReportDate | F::On => Takes::Day { past_only: true },
        F::Agents | F::MoveMisplaced | F::MissingLost | F::FoundAgain | F::UnusableBroken => Takes::YesNo,
        F::SurplusAs => Takes::Category,
        F::Sheet => Takes::Sheet,
    }
}

pub(super) fn label(field: SessionField) -> Msg {
    match field {
        F::School => Msg::FieldSchool,
        F::Name => Msg::ColumnName,
        F::Rooms => Msg::FieldRooms,
        F::Committee => Msg::FieldCommittee,
        F::Order | F::Report => Msg::FieldDocument,
        F::OrderDate | F::ReportDate => Msg::FieldDocumentDate,
        F::On => Msg::FieldTakenOn,
        F::Agents => Msg::FieldAgentsCount,
        F::Counter => Msg::FieldCounter,
        F::Signers => Msg::FieldSigners,
        F::Abandon => Msg::FieldAbandon,
        F::MoveMisplaced => Msg::FieldMoveMisplaced,
        F::MissingLost => Msg::FieldMissingLost,
        F::FoundAgain => Msg::FieldFoundAgain,
        F::UnusableBroken => Msg::FieldUnusableBroken,
        F::SurplusAs => Msg::FieldSurplusAs,
        F::Leave => Msg::FieldLeave,
        F::Holder => Msg::FieldPackHolder,
        F::Sheet => Msg::FieldSheet,
        F::PackFile | F::BringFile | F::SheetFile => Msg::FieldFile,
    }
}

pub(super) fn help(field: SessionField) -> Msg {
    match field {
        F::School => Msg::FieldHelpSchool,
        F::Name => Msg::FieldHelpStocktakeName,
        F::Rooms => Msg::FieldHelpRooms,
        F::Committee | F::Signers => Msg::FieldHelpMembers,
        F::Order => Msg::FieldHelpDocument,
        F::OrderDate | F::ReportDate | F::On => Msg::FieldHelpPastDay,
        F::Agents => Msg::HelpArgAgents,
        F::Counter => Msg::FieldHelpCounter,
        F::Report => Msg::HelpArgReport,
        F::Abandon => Msg::FieldHelpAbandon,
        F::MoveMisplaced => Msg::HelpArgMoveMisplaced,
        F::MissingLost => Msg::HelpArgMissingLost,
        F::FoundAgain => Msg::HelpArgFoundAgain,
        F::UnusableBroken => Msg::HelpArgUnusableBroken,
        F::SurplusAs => Msg::FieldHelpSurplusAs,
        F::Leave => Msg::FieldHelpLeave,
        F::Holder => Msg::FieldHelpPackHolder,
        F::PackFile => Msg::FieldHelpPackFile,
        F::BringFile => Msg::FieldHelpBringFile,
        F::Sheet => Msg::FieldHelpSheet,
        F::SheetFile => Msg::FieldHelpSheetFile,
    }
}

/// Whether the daemon calls it so.
pub(super) fn is_about(field: SessionField, wire: &str) -> bool {
    let own = match field {
        F::School => "unit",
        F::Name => "name",
        F::Rooms => "rooms",
        F::Committee => "committee",
        F::Order | F::Report => "document",
        F::OrderDate | F::ReportDate => "document.date",
        F::On => "on",
        F::Counter => "events[0].counter",
        F::Signers => "signatures",
        F::Abandon => "abandon",
        F::MoveMisplaced => "move",
        F::MissingLost => "lost",
        F::FoundAgain => "found_again",
        F::UnusableBroken => "broken",
        F::SurplusAs => "records",
        F::Holder => "holder",
        F::Agents | F::Leave | F::PackFile | F::BringFile | F::Sheet | F::SheetFile => return false,
    };
    wire == own
        || wire
            .strip_prefix(own)
            .is_some_and(|rest| rest.starts_with(['[', '.']))
}

/// What is wrong with a field beside the others.
pub(super) fn fault_between(form: &FormState, field: SessionField) -> Option<Fault> {
    let is_filled = |name: SessionField| {
        let mut fields = form.fields.iter();
        fields.any(|field| field.session() == Some(name) && !field.input.text().trim().is_empty())
    };
    // A date is that of a paper.
    let needs_paper = field == F::OrderDate && is_filled(F::OrderDate) && !is_filled(F::Order);
    needs_paper.then_some(Fault::Needs(FieldName::Document))
}

impl FormState {
    /// The form that opens a stocktake, of the reader's school if it is one.
    pub(crate) fn open_stocktake(own: Option<&UnitView>) -> Self {
        let fields = [
            (F::School, true),
            (F::Name, true),
            (F::Rooms, false),
            (F::Committee, false),
            (F::Order, false),
            (F::OrderDate, false),
            (F::On, false),
            (F::Agents, false),
        ];
        let mut state = Self::of_session(Purpose::OpenStocktake, &fields);
        if let Some(school) = own.filter(|unit| unit.kind == "school") {
            state.fields[0].input.set(&school.name);
            state.fields[0].picked = Some(Picked::Unit(school.clone()));
        }
        state.begin();
        state
    }

    /// The form that asks who counts.
    pub(crate) fn counter() -> Self {
        Self::of_session(Purpose::Counter, &[(F::Counter, true)])
    }

    /// The form that closes what was looked at.
    pub(crate) fn close_stocktake(seen: Seen, has_packs_out: bool) -> Self {
        let mut fields = vec![
            (F::Report, true),
            (F::ReportDate, false),
            (F::Signers, true),
            (F::MoveMisplaced, false),
            (F::MissingLost, false),
            (F::FoundAgain, false),
            (F::UnusableBroken, false),
            (F::SurplusAs, false),
            (F::Leave, false),
        ];
        fields.extend(has_packs_out.then_some((F::Abandon, false)));
        Self::of_session(Purpose::CloseStocktake(Box::new(seen)), &fields)
    }

    /// The form that takes a pack along.
    pub(crate) fn take_pack(id: StocktakeId) -> Self {
        let fields = [(F::Holder, true), (F::Rooms, false), (F::PackFile, true)];
        Self::of_session(Purpose::TakePack(id), &fields)
    }

    /// The form that brings a pack back.
    pub(crate) fn bring_pack() -> Self {
        Self::of_session(Purpose::BringPack, &[(F::BringFile, true)])
    }

    /// The form that asks which sheet of a stocktake goes into which file.
    pub(crate) fn save_sheet(stocktake: StocktakeId, today: Date) -> Self {
        let fields = [(F::Sheet, true), (F::SheetFile, true)];
        let mut state = Self::of_session(Purpose::SaveSheet(stocktake), &fields);
        state.fields[1]
            .input
            .set(&format!("kiemke-{stocktake}-{today}.xlsx"));
        state.begin();
        state
    }

    fn of_session(purpose: Purpose, fields: &[(SessionField, bool)]) -> Self {
        let fields = fields
            .iter()
            .map(|(field, required)| FieldState::of_session(*field, *required));
        Self::bare(purpose, fields.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_daemon_names_is_found_among_the_fields() {
        for (wire, field) in [
            ("rooms[1]", F::Rooms),
            ("document.number", F::Report),
            ("document.date", F::ReportDate),
            ("unit", F::School),
            ("records[0].code", F::SurplusAs),
        ] {
            assert!(is_about(field, wire), "{wire}");
        }
        assert!(!is_about(F::On, "only"));
    }
}
