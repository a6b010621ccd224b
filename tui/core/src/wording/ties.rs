//! Words of pairs of a machine and a record.

use super::{Sign, review};
use kiemke_config::messages::{Catalogue, Msg};
use kiemke_wire::review::Relation;
use kiemke_wire::ties::{TieGround, TieRow};

/// What is compared.
pub fn ground(ground: TieGround) -> Msg {
    match ground {
        TieGround::Code => Msg::TieGroundCode,
        TieGround::Serial => Msg::TieGroundSerial,
        TieGround::Maker => Msg::TieGroundMaker,
        TieGround::Kind => Msg::TieGroundKind,
        TieGround::Room => Msg::TieGroundRoom,
        TieGround::Seat => Msg::TieGroundSeat,
    }
}

/// Whether a pair is sure.
pub fn verdict(texts: &Catalogue, row: &TieRow) -> (Sign, String) {
    let (sign, word) = match row.sure {
        true => (Sign::Good, Msg::TieSure),
        false => (Sign::Unknown, Msg::TieUnsure),
    };
    (sign, texts.text(word).to_owned())
}

/// What is the same and what differs, in one line.
pub fn reasons(texts: &Catalogue, row: &TieRow) -> String {
    let telling = row
        .reasons
        .iter()
        .filter(|reason| matches!(reason.relation, Relation::Same | Relation::Differs));
    let each = telling.map(|reason| {
        let name = texts.text(ground(reason.ground));
        format!("{name}: {}", texts.text(review::relation(reason.relation)))
    });
    each.collect::<Vec<_>>().join(", ")
}
