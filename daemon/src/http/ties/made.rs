//! The record of a thing that nobody has entered, by what its agent says.

use kiemke_config::categories::Categories;
use kiemke_config::junk::JunkLists;
use kiemke_wire::equipment::{Category, Record};
use kiemke_wire::facts::IdentityFacts;
use kiemke_wire::fold::search_key;
use kiemke_wire::ties::TieMachine;

/// Letters of a maker's or a model's name that a record takes: kind, maker and model are no more bytes than a name may have.
const LETTERS_MAX: usize = 30;

/// Code, money and year stay open: no agent knows them.
pub(super) fn record(
    categories: &Categories,
    machine: &TieMachine,
    facts: &IdentityFacts,
    junk: &JunkLists,
) -> Record {
    let code = categories
        .of_chassis(machine.chassis_kind.as_deref())
        .unwrap_or("other");
    let kind = categories.get(code).map_or(code, |kind| kind.vi.as_str());
    let (maker, model) = (known(&facts.maker, junk), known(&facts.model, junk));
    let named = [Some(kind.to_owned()), maker.clone(), model.clone()];
    let name = named.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let serial = |text: &Option<String>| {
        known(text, junk).filter(|_| text.as_deref().map_or(0, str::len) <= LETTERS_MAX)
    };
    Record {
        maker,
        model,
        // A part of a number is another number.
        serial: serial(&facts.system_serial).or_else(|| serial(&facts.chassis_serial)),
        seat: machine.seat,
        machine: Some(machine.id),
        ..Record::of(name, Category(code.to_owned()), machine.unit.key)
    }
}

/// What firmware says, unless it says nothing.
fn known(text: &Option<String>, junk: &JunkLists) -> Option<String> {
    let text: String = text
        .as_deref()?
        .chars()
        .filter(|letter| !letter.is_control())
        .collect();
    let text: String = text.trim().chars().take(LETTERS_MAX).collect();
    (!text.is_empty() && !junk.is_junk_serial(&search_key(&text))).then_some(text)
}
