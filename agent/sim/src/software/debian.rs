//! Packages of Debian 12 and what Ubuntu calls the same ones. The list: a desktop for schools and what stands on
//! every system, the latter marked by `!`.

use super::Family;
use crate::seed::{Seed, Topic};
use crate::world::Machine;
use kiemke_wire::facts::Package;
use std::sync::LazyLock;

/// Packages of one machine: with them its whole inventory takes 29 to 31 kB.
const PACKAGES: usize = 830;
/// Places in the list take fewer bits.
const PLACE_MASK: u64 = 0xffff;
/// Of this many sources one got security updates.
const UPDATED_ONE_OF: u64 = 9;
/// How many updates it takes until each of them got one.
const UPDATES_IN_TURN: u64 = 8;

struct Listed {
    name: &'static str,
    version: &'static str,
    always: bool,
    /// A number of its own, to decide about it.
    mark: u64,
    /// A number that it shares with all packages of its version: they come from one source and are installed
    /// together.
    family: u64,
}

static LIST: LazyLock<Vec<Listed>> = LazyLock::new(|| {
    let lines = include_str!("../../data/debian-12.txt").lines();
    lines
        .filter_map(|line| line.split_once(' '))
        .zip(0..)
        .map(|((name, version), at)| Listed {
            name: name.trim_start_matches('!'),
            version,
            always: name.starts_with('!'),
            mark: Seed(0).draw(Topic::Image, at).roll(),
            family: version.bytes().fold(0, |hash: u64, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
            }),
        })
        .collect()
});

pub(super) fn packages(seed: Seed, machine: &Machine, family: Family, revision: u32) -> Vec<Package> {
    let image = seed.draw(Topic::Image, machine.system.image).roll();
    let own = seed.draw(Topic::Software, u64::from(machine.index.0) << 1).roll();
    // By family, and within it by place, so that no two keys are equal.
    let key = |(listed, at): (&Listed, u64)| match listed.always {
        true => at,
        false => (mixed(image, listed.family) | 1 << 63) & !PLACE_MASK | at,
    };
    let mut keys: Vec<u64> = LIST.iter().zip(0..).map(key).collect();
    let last = *keys.select_nth_unstable(PACKAGES - 1).1;
    let level = image % 5;
    LIST.iter()
        .zip(0..)
        .filter(|listed| key(*listed) <= last)
        .map(|(listed, _)| listed)
        // What somebody removed on this one machine.
        .filter(|listed| listed.always || !mixed(own, listed.mark).is_multiple_of(400))
        .map(|listed| Package {
            name: listed.name.to_owned(),
            version: version(listed, family, level, u64::from(revision)),
            ..Package::default()
        })
        .collect()
}

fn version(listed: &Listed, family: Family, level: u64, revision: u64) -> String {
    let plain = listed
        .version
        .split_once("+deb12u")
        .map_or(listed.version, |(before, _)| before);
    let turn = mixed(1, listed.family);
    let updates = level + (revision + turn / UPDATED_ONE_OF % UPDATES_IN_TURN) / UPDATES_IN_TURN;
    let is_updated = turn.is_multiple_of(UPDATED_ONE_OF) && updates > 0;
    match family {
        Family::Ubuntu => {
            let patch = listed.mark >> 32 & 3;
            if is_updated {
                format!("{plain}ubuntu{patch}.{updates}")
            } else {
                format!("{plain}ubuntu{patch}")
            }
        }
        _ if is_updated => format!("{plain}+deb12u{updates}"),
        _ => plain.to_owned(),
    }
}

/// One number of two, without an order.
fn mixed(one: u64, two: u64) -> u64 {
    let product = u128::from(one ^ 0x9e37_79b9_7f4a_7c15) * u128::from(two | 1);
    u64::try_from(product >> 64).unwrap_or(0) ^ (product & u128::from(u64::MAX)) as u64
}
