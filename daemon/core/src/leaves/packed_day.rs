//! A day with leaves, packed: day · count · [ level u8 · group u8 · facts ].

use crate::cold::Day;
use crate::leaves::made::{LeafMade, PackedFacts};
use crate::packing::{Packer, Unpacker};
use kiemke_config::group::Group;

pub(super) fn pack_day(packer: &mut Packer, day: Day, leaves: &[LeafMade]) {
    packer.signed(day.0.into());
    packer.list(leaves.iter(), |packer, leaf| {
        packer.bytes(&[leaf.level, leaf.group as u8]);
        packer.block(&leaf.facts.0);
    });
}

pub(super) fn unpack_day(reader: &mut Unpacker<'_>) -> Option<(Day, Vec<LeafMade>)> {
    let day = Day(i32::try_from(reader.signed()?).ok()?);
    let leaves = reader.list(|reader| {
        let [level, group] = reader.array()?;
        Some(LeafMade {
            level,
            group: group_of(group)?,
            facts: PackedFacts(reader.block()?.into()),
        })
    })?;
    Some((day, leaves))
}

fn group_of(number: u8) -> Option<Group> {
    [Group::Students, Group::Teachers]
        .into_iter()
        .find(|group| *group as u8 == number)
}
