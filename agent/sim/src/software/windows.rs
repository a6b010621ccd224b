//! Programs of Windows computers in Vietnamese schools, by group: what each has, what many have, what schools
//! install for lessons, one antivirus, one office suite.

use super::RoomKind;
use crate::seed::{Draw, Seed, Topic};
use crate::world::Machine;
use kiemke_wire::facts::Package;
use kiemke_wire::time::{DAY_MS, UnixMs};
use std::sync::LazyLock;

struct Listed {
    group: &'static str,
    name: &'static str,
    publisher: &'static str,
    /// Versions that are met, or `@` and the name of a program that updates itself.
    versions: Vec<&'static str>,
}

static LIST: LazyLock<Vec<Listed>> = LazyLock::new(|| {
    let mut list: Vec<Listed> = include_str!("../../data/windows.txt")
        .lines()
        .filter_map(|line| {
            let mut columns = line.split('|');
            Some(Listed {
                group: columns.next()?,
                name: columns.next()?,
                publisher: columns.next()?,
                versions: columns.next()?.split(';').collect(),
            })
        })
        .collect();
    list.sort_by_key(|listed| (listed.name, listed.versions[0]));
    list
});

/// 2019-01-07: the oldest image still in use.
const FIRST_IMAGE_DAY: i64 = 17_903;
/// Days in which images were made.
const IMAGE_DAYS: u32 = 2_700;
/// Releases of a program that updates itself which are met at the same time.
const LIVE_RELEASES: u32 = 40;

pub(super) fn programs(seed: Seed, machine: &Machine, revision: u32) -> Vec<Package> {
    let mut image = seed.draw(Topic::Image, machine.system.image);
    let mut own = seed.draw(Topic::Software, u64::from(machine.index.0) << 1);
    let office = *image.weighted(&[
        (36, "office2010"),
        (42, "office2016"),
        (18, "office365"),
        (4, "wps"),
    ]);
    let antivirus = image.below(14);
    let made_day = FIRST_IMAGE_DAY + i64::from(image.below(IMAGE_DAYS));
    let release = image.below(LIVE_RELEASES - 8);
    // A teacher's machine becomes a world of its own; a lab's is reset.
    let drift_per_mille = if machine.room.kind == RoomKind::Lab { 6 } else { 40 };
    let mut antivirus_at = 0;
    let mut programs = Vec::with_capacity(128);
    for listed in LIST.iter() {
        let chosen = image.below(1_000);
        let version_at = image.below(64) as usize;
        let in_image = match listed.group {
            "always" => true,
            "common" => chosen < 620,
            "school" => chosen < 270,
            "rare" => chosen < 35,
            "antivirus" => {
                antivirus_at += 1;
                antivirus == antivirus_at
            }
            group => group == office,
        };
        let changed = own.per_mille(drift_per_mille);
        let later_days = i64::from(own.below(400));
        if in_image == (changed && listed.group != "always") {
            continue;
        }
        let day = if changed { made_day + later_days } else { made_day };
        programs.push(Package {
            name: listed.name.to_owned(),
            version: version(listed, version_at, release, revision, &mut own),
            publisher: Some(listed.publisher.to_owned()),
            installed_on: Some(date(day)),
        });
    }
    programs
}

fn version(listed: &Listed, at: usize, release: u32, revision: u32, own: &mut Draw) -> String {
    let listed_version = listed.versions[at % listed.versions.len()];
    let Some(program) = listed_version.strip_prefix('@') else {
        return listed_version.to_owned();
    };
    let release = (release + own.below(3) + revision).min(LIVE_RELEASES + revision / 2);
    match program {
        "firefox" => format!("{}.0.{}", 90 + release, release % 3),
        "zalo" => format!("{}.{}.{}", 20 + release / 4, 3 + release % 9, 1 + release % 2),
        "zoom" => format!("5.{}.{}", release / 2, 700 + release * 151),
        "acrobat" => format!(
            "{}.{:03}.{}",
            19 + release / 10,
            release % 10 + 1,
            20_040 + release * 17
        ),
        _ => format!(
            "{}.0.{}.{}",
            84 + release,
            4_147 + release * 113,
            60 + release * 7 % 160
        ),
    }
}

/// A day since 1970 as `yyyy-mm-dd`.
fn date(day: i64) -> String {
    let mut text = UnixMs(day * DAY_MS).to_string();
    text.truncate(10);
    text
}
