//! What is installed: an image a school makes once and copies, and what happens to each copy afterwards. Names and
//! versions come from lists, so a whole province has no more different ones than a real one.

mod debian;
mod windows;

use crate::hardware::Form;
use crate::seed::Topic;
use crate::world::{Machine, MachineIndex, Mix, Room, RoomKind, World};
use kiemke_wire::facts::SoftwareFacts;

/// The kinds of systems by how their software is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// The registry of Windows.
    Windows,
    /// dpkg with Debian's versions.
    Debian,
    /// dpkg with Ubuntu's versions.
    Ubuntu,
}

/// A release of an operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    /// How its software is listed.
    pub family: Family,
    /// Name, as it names itself.
    pub name: &'static str,
    /// Version.
    pub version: &'static str,
    /// Build, where it has one.
    pub build: &'static str,
    /// Kernel.
    pub kernel: &'static str,
}

/// The operating system of one machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct System {
    /// Which release.
    pub release: &'static Release,
    /// The image it was made from: the same number, the same image.
    pub image: u64,
}

const fn release(
    family: Family,
    name: &'static str,
    version: &'static str,
    build: &'static str,
    kernel: &'static str,
) -> Release {
    Release {
        family,
        name,
        version,
        build,
        kernel,
    }
}

/// Builds are those of the last update that a school let in.
static RELEASES: [Release; 11] = [
    release(
        Family::Windows,
        "Windows 10 Pro",
        "22H2",
        "19045.4291",
        "10.0.19045",
    ),
    release(
        Family::Windows,
        "Windows 10 Pro",
        "21H2",
        "19044.1288",
        "10.0.19044",
    ),
    release(
        Family::Windows,
        "Windows 10 Pro",
        "1909",
        "18363.418",
        "10.0.18363",
    ),
    release(
        Family::Windows,
        "Windows 10 Home Single Language",
        "22H2",
        "19045.5131",
        "10.0.19045",
    ),
    release(
        Family::Windows,
        "Windows 10 Enterprise LTSC 2019",
        "1809",
        "17763.316",
        "10.0.17763",
    ),
    release(
        Family::Windows,
        "Windows 11 Home Single Language",
        "23H2",
        "22631.3447",
        "10.0.22631",
    ),
    release(
        Family::Windows,
        "Windows 11 Pro",
        "24H2",
        "26100.2033",
        "10.0.26100",
    ),
    release(
        Family::Windows,
        "Windows Server 2019 Standard",
        "1809",
        "17763.1879",
        "10.0.17763",
    ),
    release(Family::Debian, "Debian GNU/Linux", "12", "", "6.1.0-18-amd64"),
    release(Family::Ubuntu, "Ubuntu", "22.04", "", "5.15.0-91-generic"),
    release(Family::Ubuntu, "Ubuntu", "20.04", "", "5.4.0-150-generic"),
];
const DEBIAN: usize = 8;

/// Weights over [`RELEASES`].
fn releases(form: Form) -> &'static [(u32, usize)] {
    match form {
        Form::Office | Form::Mini => &[
            (44, 0),
            (17, 1),
            (8, 2),
            (9, 4),
            (12, 6),
            (4, DEBIAN),
            (5, 9),
            (1, 10),
        ],
        Form::Old => &[(20, 1), (30, 2), (32, 4), (10, DEBIAN), (8, 10)],
        Form::Laptop => &[(30, 0), (26, 3), (30, 5), (12, 6), (2, 9)],
        Form::Server => &[(70, 7), (20, DEBIAN), (10, 9)],
        Form::Virtual => &[(30, 7), (60, DEBIAN), (10, 9)],
    }
}

impl System {
    pub(crate) fn draw(world: &World, room: &Room, form: Form, index: MachineIndex) -> Self {
        // A lab has one system; elsewhere each machine came with its own.
        let key = match room.kind {
            RoomKind::Lab => room.batch << 32,
            RoomKind::Office | RoomKind::Library => u64::from(index.0) << 1 | 1,
        };
        let release = match world.mix() {
            Mix::DebianComputers => DEBIAN,
            Mix::Province => *world.seed().draw(Topic::Software, key).weighted(releases(form)),
        };
        Self {
            release: &RELEASES[release],
            image: u64::from(world.school_of(index).0) << 4 | release as u64,
        }
    }
}

/// What is installed on a machine after so many updates.
pub fn installed(world: &World, machine: &Machine, revision: u32) -> SoftwareFacts {
    match machine.system.release.family {
        Family::Windows => SoftwareFacts {
            source: Some("registry".into()),
            packages: windows::programs(world.seed(), machine, revision),
        },
        family => SoftwareFacts {
            source: Some("dpkg".into()),
            packages: debian::packages(world.seed(), machine, family, revision),
        },
    }
}
