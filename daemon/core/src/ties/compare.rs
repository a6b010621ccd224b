//! How a machine and a record stand to each other, point by point.

use kiemke_config::makers::Makers;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::review::Relation;
use kiemke_wire::ties::{TieGround, TieReason};

/// What is known of a machine. Texts are folded.
#[derive(Clone, Debug)]
pub(crate) struct MachineSide<'a> {
    pub(crate) name: &'a str,
    /// Its serial numbers that say something.
    pub(crate) serials: Vec<&'a str>,
    /// Those of its parts, and its owner's tag.
    pub(crate) parts: Vec<&'a str>,
    /// The kind of equipment that its chassis names.
    pub(crate) kind: Option<&'a str>,
    /// Maker and model.
    pub(crate) model: Option<String>,
    pub(crate) unit: UnitKey,
    /// Whether that is a room.
    pub(crate) in_room: bool,
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
    /// Whether that is a room.
    pub(crate) in_room: bool,
    pub(crate) seat: Option<u16>,
}

/// Every point of which either side says something.
pub(crate) fn compare(machine: &MachineSide<'_>, record: &RecordSide<'_>, makers: &Makers) -> Vec<TieReason> {
    let points = [
        (TieGround::Code, code(machine, record)),
        (TieGround::Serial, serial(machine, record)),
        (TieGround::Maker, maker(machine, record, makers)),
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
fn code(machine: &MachineSide<'_>, record: &RecordSide<'_>) -> Option<Relation> {
    let code = record.code?;
    Some(match machine.name == code || machine.parts.contains(&code) {
        true => Relation::Same,
        false => Relation::OneSided,
    })
}

/// A part's number, or the tag of an owner, says what a thing is and not what it is not.
pub(crate) fn serial(machine: &MachineSide<'_>, record: &RecordSide<'_>) -> Option<Relation> {
    let has = |own: &str| machine.serials.contains(&own) || machine.parts.contains(&own);
    match (record.serial, machine.serials.is_empty()) {
        (None, true) => None,
        (Some(own), _) if has(own) => Some(Relation::Same),
        (Some(_), false) => Some(Relation::Differs),
        _ => Some(Relation::OneSided),
    }
}

/// Only makers that are known by name differ: what firmware was left with names nobody.
fn maker(machine: &MachineSide<'_>, record: &RecordSide<'_>, makers: &Makers) -> Option<Relation> {
    let (Some(maker), Some(model)) = (&record.maker, &machine.model) else {
        let is_told = record.maker.is_some() || machine.model.is_some();
        return is_told.then_some(Relation::OneSided);
    };
    Some(match (makers.named_in(maker), makers.named_in(model)) {
        (Some(one), Some(other)) if one != other => Relation::Differs,
        (Some(_), Some(_)) => Relation::Same,
        _ if model.contains(maker.as_str()) => Relation::Same,
        _ => Relation::OneSided,
    })
}

pub(crate) fn kind(machine: &MachineSide<'_>, record: &RecordSide<'_>) -> Option<Relation> {
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
        false if machine.in_room && record.in_room => Relation::Differs,
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

    const NOTHING: MachineSide<'static> = MachineSide {
        name: "",
        serials: Vec::new(),
        parts: Vec::new(),
        kind: None,
        model: None,
        unit: UnitKey(7),
        in_room: true,
        seat: None,
    };
    const BARE: RecordSide<'static> = RecordSide {
        code: None,
        serial: None,
        maker: None,
        kind: None,
        place: UnitKey(7),
        in_room: true,
        seat: None,
    };

    fn relations(machine: &MachineSide<'_>, record: &RecordSide<'_>) -> String {
        let reasons = compare(machine, record, Makers::shipped());
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
            serials: vec!["7xk2m13"],
            kind: Some("desktop"),
            model: Some("dell inc. optiplex 3050".into()),
            seat: Some(4),
            ..NOTHING
        };
        let record = RecordSide {
            code: Some("mt-014"),
            serial: Some("7xk2m13"),
            maker: Some("dell".into()),
            kind: Some("desktop"),
            seat: Some(4),
            ..BARE
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
        let elsewhere = RecordSide {
            place: UnitKey(8),
            ..record
        };
        assert_eq!(
            relations(&machine, &elsewhere),
            "Code= Serial= Maker= Kind= Room! Seat?"
        );
        let at_the_school = RecordSide {
            place: UnitKey(1),
            in_room: false,
            ..BARE
        };
        assert_eq!(
            relations(&machine, &at_the_school),
            "Serial? Maker? Kind? Room? Seat?"
        );
    }

    #[test]
    fn what_was_put_together_is_not_told_by_its_parts_to_be_another() {
        let machine = MachineSide {
            name: "pc01",
            parts: vec!["mb-778", "st-9"],
            model: Some("system manufacturer system product name".into()),
            ..NOTHING
        };
        let sticker = RecordSide {
            code: Some("st-9"),
            serial: Some("fpt-123"),
            maker: Some("fpt".into()),
            ..BARE
        };
        assert_eq!(relations(&machine, &sticker), "Code= Serial? Maker? Room=");
        let board = RecordSide {
            serial: Some("mb-778"),
            ..BARE
        };
        assert_eq!(relations(&machine, &board), "Serial= Maker? Room=");
    }
}
