//! A school person by person: what rosters, records, line tests, stocktakes and surveys say. From it
//! [`leaf_facts_of`](super::leaf_facts_of) makes the facts that are kept; evaluation never sees it.
//!
//! Every date counts only if it is not behind the day that is asked for, so one description answers for any day.

use super::{HomeDevice, HomeLine};
use crate::cold::Day;
use kiemke_config::group::Group;
use kiemke_config::profile::PLATFORMS_MAX;
use kiemke_wire::ids::UnitKey;

/// A school: all that is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct School {
    /// Its places.
    pub sites: Vec<Site>,
    /// One for each site, level and group that the school has. What stands in no register is not counted.
    pub registers: Vec<Register>,
    /// Rows of its rosters.
    pub roster: Vec<RosterRow>,
    /// Machines with their evidence, each under one identity.
    pub machines: Vec<SchoolMachine>,
    /// Labs and staff pools.
    pub pools: Vec<Pool>,
    /// Stocktakes that were closed.
    pub stocktakes: Vec<Stocktake>,
    /// Answers to home surveys.
    pub answers: Vec<HomeAnswer>,
    /// Sign-ins that platforms exported.
    pub sign_ins: Vec<SignIn>,
}

/// A place with its own lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its unit.
    pub unit: UnitKey,
    /// Its lines.
    pub lines: Vec<SchoolLine>,
    /// When the list of lines was declared complete; that stands until it is taken back.
    pub lines_complete_on: Option<Day>,
    /// When the home survey was declared complete; it stands as long as a survey answered on that day.
    pub survey_complete_on: Option<Day>,
}

/// A line with what was measured on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchoolLine {
    /// Capacity tests.
    pub tests: Vec<CapacityTest>,
    /// Outside slots in which a machine was on.
    pub slots: Vec<OutsideSlot>,
    /// Whether all hosts of a platform are reachable, by the platform's number.
    pub platforms: [Option<bool>; PLATFORMS_MAX as usize],
}

/// A capacity test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapacityTest {
    /// Its day.
    pub day: Day,
    /// Whether it ran in teaching hours.
    pub in_teaching_hours: bool,
    /// Download, kbit/s.
    pub down_kbps: u32,
    /// Upload, kbit/s.
    pub up_kbps: u32,
    /// It ran over Wi-Fi.
    pub wifi: bool,
    /// Speed of the interface, kbit/s, where known.
    pub interface_kbps: Option<u32>,
    /// After how many milliseconds the byte limit cut the download.
    pub down_cut_ms: Option<u32>,
    /// The same of the upload.
    pub up_cut_ms: Option<u32>,
    /// The server was full.
    pub server_full: bool,
}

/// An outside slot in which a machine was on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutsideSlot {
    /// Its day.
    pub day: Day,
    /// Whether it lies in teaching hours.
    pub in_teaching_hours: bool,
    /// Whether the probe went well.
    pub good: bool,
    /// Median round trip, where something was answered.
    pub rtt_us: Option<u32>,
    /// Jitter, where it could be told.
    pub jitter_us: Option<u32>,
    /// Loss in millionths.
    pub loss_ppm: u32,
}

/// What the school says about the number of its people at a site, level and group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// The site.
    pub site: UnitKey,
    /// The level's number.
    pub level: u8,
    /// The group.
    pub group: Group,
    /// Rosters that were given, by their dates. The newest counts; its rows are in [`School::roster`].
    pub rosters: Vec<Day>,
    /// Head counts that were typed, with their dates. The newest counts where there is no roster.
    pub head_counts: Vec<(Day, u32)>,
}

/// Who somebody is: by national id, else by a key made of school, class, folded name and birth date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonKey {
    /// A valid national id.
    National(super::NationalId),
    /// A temporary key, until it is merged.
    Temporary(u64),
}

/// An enrolment or a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterRow {
    /// The person.
    pub person: PersonKey,
    /// Where.
    pub site: UnitKey,
    /// In which level.
    pub level: u8,
    /// Learner or teacher.
    pub group: Group,
    /// Whether it is the person's main one. Of several main ones, or of none, the first by site and level counts.
    pub main: bool,
    /// The shift, where the school says.
    pub shift: Option<u8>,
    /// The first day.
    pub from: Day,
    /// The first day on which it no longer holds.
    pub to: Option<Day>,
}

/// A machine or a record of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolMachine {
    /// Where it stands.
    pub site: UnitKey,
    /// Whom it serves.
    pub serves: Serves,
    /// The state in its record.
    pub state: RecordState,
    /// When an agent on it was last seen.
    pub seen_on: Option<Day>,
    /// The newest stocktake that counted it usable, by the day on which that was closed.
    pub counted_on: Option<Day>,
    /// What is known of its system.
    pub system: System,
}

/// Whom a machine serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serves {
    /// A person; it is in no pool.
    Person(PersonKey),
    /// A pool, by its place in [`School::pools`].
    Pool(usize),
    /// Neither.
    Nobody,
}

/// The state in an equipment record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordState {
    /// In use.
    InUse,
    /// In store.
    InStore,
    /// Lent.
    Lent,
    /// In repair: its evidence tells whether it works.
    InRepair,
    /// Broken.
    Broken,
    /// To be disposed of.
    ToBeDisposed,
    /// Disposed of.
    Disposed,
    /// Lost.
    Lost,
}

impl RecordState {
    /// Whether a machine in that state is none to work with.
    pub fn is_gone(self) -> bool {
        matches!(
            self,
            Self::Broken | Self::ToBeDisposed | Self::Disposed | Self::Lost
        )
    }
}

/// What is known of a machine's system; nothing where it was not told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct System {
    /// Its maker supports the operating system.
    pub os_supported: Option<bool>,
    /// The platform's current browser or app runs on it.
    pub runs_platform: Option<bool>,
    /// Sound.
    pub audio: Option<bool>,
    /// A camera.
    pub camera: Option<bool>,
    /// A microphone.
    pub microphone: Option<bool>,
    /// Installed memory in whole GiB.
    pub memory_gib: Option<u8>,
}

/// A lab or a staff pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Where.
    pub site: UnitKey,
    /// For whom.
    pub group: Group,
    /// Numbers of the levels that share it.
    pub levels: Vec<u8>,
    /// Hours in a week; none: as the levels' data say.
    pub hours_week: Option<u8>,
    /// Seats, which is what lines are measured by.
    pub seats: u32,
}

/// A stocktake that was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stocktake {
    /// When.
    pub closed_on: Day,
    /// When the next one is due.
    pub next_due_on: Day,
}

/// A person's answer to a home survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeAnswer {
    /// The person.
    pub person: PersonKey,
    /// When; the school year in which that lies is the one it is for.
    pub on: Day,
    /// The device.
    pub device: Option<HomeDevice>,
    /// The line.
    pub line: Option<HomeLine>,
    /// Whether the person signed in this term, by the platform's number.
    pub signed_in: [Option<bool>; PLATFORMS_MAX as usize],
}

/// A sign-in that a platform exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Who.
    pub person: PersonKey,
    /// The platform's number.
    pub platform: u8,
    /// When.
    pub on: Day,
}
