//! How a machine and a record stand to each other, point by point.

use kiemke_config::junk::JunkLists;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::review::Relation;
use kiemke_wire::ties::{TieGround, TieReason};

/// What is known of a machine. Texts are folded.
#[derive(Clone, Debug)]
pub(crate) struct MachineSide<'a> {
    pub(crate) name: &'a str,
    /// Serial numbers and tags of its firmware, junk among them.
    pub(crate) serials: Vec<&'a str>,
    /// The kind of equipment that its chassis names.
    pub(crate) kind: Option<&'a str>,
    /// Maker and model.
    pub(crate) model: Option<String>,
    pub(crate) unit: UnitKey,
    pub(crate) seat: Option<u16>,
}

/// What is known of a record. Texts are folded.
#[derive(Clone, Debug)]
pub(crate) struct RecordSide<'a> {
    pub(crate) code: Option<&'a str>,
    pub(crate) serial: Option<&'a str>,
    pub(crate) maker: Option<String>,
    /// Its kind, when an agent may be in such a thing.
    pub(crate) kind: Option<&'a str>,
    pub(crate) place: UnitKey,
    pub(crate) seat: Option<u16>,
}

/// Every point of which either side says something.
pub(crate) fn compare(
    machine: &MachineSide<'_>,
    record: &RecordSide<'_>,
    junk: &JunkLists,
) -> Vec<TieReason> {
    let points = [
        (TieGround::Code, code(machine, record, junk)),
        (TieGround::Serial, serial(machine, record, junk)),
        (TieGround::Maker, maker(machine, record)),
        (TieGround::Kind, kind(machine, record)),
        (TieGround::Room, Some(room(machine, record))),
        (TieGround::Seat, seat(machine, record)),
    ];
    let reasons = points.into_iter().filter_map(|(ground, relation)| {
        let relation = relation?;
        Some(TieReason { ground, relation })
    });
    reasons.collect()
}

/// Names of machines are given freely: another name than the code says nothing.
fn code(machine: &MachineSide<'_>, record: &RecordSide<'_>, junk: &JunkLists) -> Option<Relation> {
    let code = record.code?;
    let is_tag = !junk.is_junk_serial(code) && machine.serials.contains(&code);
    Some(match machine.name == code || is_tag {
        true => Relation::Same,
        false => Relation::OneSided,
    })
}

fn serial(machine: &MachineSide<'_>, record: &RecordSide<'_>, junk: &JunkLists) -> Option<Relation> {
    let counts = |text: &&str| !junk.is_junk_serial(text);
    let own = record.serial.filter(counts);
    let theirs: Vec<&str> = machine.serials.iter().copied().filter(counts).collect();
    match (own, theirs.as_slice()) {
        (None, []) => None,
        (Some(own), theirs) if theirs.contains(&own) => Some(Relation::Same),
        // A tag or a board's number beside it would not make it another machine.
        (Some(_), [_, ..]) => Some(Relation::Differs),
        _ => Some(Relation::OneSided),
    }
}

fn maker(machine: &MachineSide<'_>, record: &RecordSide<'_>) -> Option<Relation> {
    match (&record.maker, &machine.model) {
        (None, None) => None,
        (Some(maker), Some(model)) => {
            // "Dell Inc." and "dell" are one maker: the first word tells.
            let word = maker.split([' ', ',', '-']).next().unwrap_or_default();
            let mut words = model.split(|letter: char| !letter.is_alphanumeric());
            Some(match words.any(|one| one == word) {
                true => Relation::Same,
                false => Relation::Differs,
            })
        }
        _ => Some(Relation::OneSided),
    }
}

fn kind(machine: &MachineSide<'_>, record: &RecordSide<'_>) -> Option<Relation> {
    match (machine.kind, record.kind) {
        (None, None) => None,
        (Some(one), Some(other)) if one == other => Some(Relation::Same),
        (Some(_), Some(_)) => Some(Relation::Differs),
        _ => Some(Relation::OneSided),
    }
}

/// A record whose room nobody knows stands at the school: that is no other room.
fn room(machine: &MachineSide<'_>, record: &RecordSide<'_>) -> Relation {
    match machine.unit == record.place {
        true => Relation::Same,
        false => Relation::OneSided,
    }
}

/// Seats are counted in each room anew.
fn seat(machine: &MachineSide<'_>, record: &RecordSide<'_>) -> Option<Relation> {
    match (machine.seat, record.seat) {
        (None, None) => None,
        (Some(one), Some(other)) if machine.unit == record.place => Some(match one == other {
            true => Relation::Same,
            false => Relation::Differs,
        }),
        _ => Some(Relation::OneSided),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_config::junk::JunkLists;

    const NOTHING: MachineSide<'static> = MachineSide {
        name: "",
        serials: Vec::new(),
        kind: None,
        model: None,
        unit: UnitKey(7),
        seat: None,
    };
    const BARE: RecordSide<'static> = RecordSide {
        code: None,
        serial: None,
        maker: None,
        kind: None,
        place: UnitKey(7),
        seat: None,
    };

    fn relations(machine: &MachineSide<'_>, record: &RecordSide<'_>) -> String {
        let reasons = compare(machine, record, &JunkLists::shipped());
        let words = reasons.iter().map(|reason| {
            let sign = match reason.relation {
                Relation::Same => '=',
                Relation::Differs => '!',
                _ => '?',
            };
            format!("{:?}{sign}", reason.ground)
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_point_is_the_same_another_or_unknown() {
        let machine = MachineSide {
            name: "mt-014",
            serials: vec!["7xk2m13", "default string"],
            kind: Some("desktop"),
            model: Some("dell inc. optiplex 3050".into()),
            unit: UnitKey(7),
            seat: Some(4),
        };
        let record = RecordSide {
            code: Some("mt-014"),
            serial: Some("7xk2m13"),
            maker: Some("dell".into()),
            kind: Some("desktop"),
            place: UnitKey(7),
            seat: Some(4),
        };
        assert_eq!(
            relations(&machine, &record),
            "Code= Serial= Maker= Kind= Room= Seat="
        );
        let other = RecordSide {
            code: Some("mt-015"),
            serial: Some("9zz"),
            maker: Some("lenovo".into()),
            kind: Some("laptop"),
            seat: Some(5),
            ..record.clone()
        };
        assert_eq!(
            relations(&machine, &other),
            "Code? Serial! Maker! Kind! Room= Seat!"
        );
        let bare = RecordSide {
            place: UnitKey(1),
            ..BARE
        };
        assert_eq!(relations(&machine, &bare), "Serial? Maker? Kind? Room? Seat?");
    }

    #[test]
    fn what_firmware_never_filled_in_ties_nothing() {
        let machine = MachineSide {
            name: "pc01",
            serials: vec!["default string", "to be filled by o.e.m."],
            ..NOTHING
        };
        let record = RecordSide {
            code: Some("default string"),
            serial: Some("to be filled by o.e.m."),
            ..BARE
        };
        assert_eq!(relations(&machine, &record), "Code? Room=");
    }
}
