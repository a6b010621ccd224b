//! Signs and words for the states and events of the domain, the same in the terminal and on the command line.

mod devices;
mod equipment;
pub(crate) mod people;
pub mod review;
pub mod ties;

pub use devices::{device_parts, disk_health, wifi, wifi_beside};
pub use equipment::{equipment_sign, holder};
pub(crate) use equipment::{field_change, is_stale, mbps, refused, stock_column, whole_percent};
pub use kiemke_config::messages::words::{condition, equipment_state};
pub(crate) use people::class_name;

use crate::effect::MachineFilter;
use crate::message::RefusalKind;
use kiemke_config::messages::{Catalogue, Msg, Value, format};
use kiemke_wire::equipment::ActionKind;
use kiemke_wire::facts::SectionName;
use kiemke_wire::reading::{FaultPlace, OutsideStep};
use kiemke_wire::stocktake::ItemState;
use kiemke_wire::view::{
    AlertSymptom, Event, EventKind, Freshness, LineState, MachineRow, PackState, Share, StocktakeStep,
    TurnedOut, UnitView, Verdict,
};

/// A sign that carries a state without colour; a word always stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Good.
    Good,
    /// Not so new any more.
    Ageing,
    /// Silent or not known.
    Unknown,
    /// Worth a look.
    Warning,
    /// Bad.
    Bad,
    /// Neither good nor bad: something happened.
    Note,
}

impl Sign {
    /// One cell.
    pub fn glyph(self) -> &'static str {
        match self {
            Self::Good => "●",
            Self::Ageing => "◐",
            Self::Unknown => "○",
            Self::Warning => "▲",
            Self::Bad => "✖",
            Self::Note => "·",
        }
    }
}

/// A unit's name, or what stands for it while nobody has named it.
pub fn unit_name<'a>(texts: &'a Catalogue, unit: &'a UnitView) -> &'a str {
    match (unit.name.as_str(), unit.parent) {
        ("", None) => texts.text(Msg::UnitRoot),
        ("", Some(_)) => &unit.code,
        (name, _) => name,
    }
}

/// A place with what it belongs to: many sites and rooms are called the same.
pub fn with_above(name: &str, above: &[String]) -> String {
    match above.first() {
        Some(above) => format!("{name} · {above}"),
        None => name.to_owned(),
    }
}

/// A room with the seat in it.
pub fn seat_of(texts: &Catalogue, unit: &UnitView, seat: Option<u16>) -> String {
    let name = unit_name(texts, unit);
    match seat {
        Some(seat) => format!("{name} · {seat}"),
        None => name.to_owned(),
    }
}

/// How a machine is doing.
pub fn machine_state(machine: &MachineRow) -> (Sign, Msg) {
    match (machine.silent, machine.freshness) {
        (true, _) => (Sign::Unknown, Msg::StateSilent),
        (false, freshness) => freshness_of(freshness),
    }
}

/// The age of a sighting.
pub fn freshness_of(freshness: Freshness) -> (Sign, Msg) {
    match freshness {
        Freshness::Fresh => (Sign::Good, Msg::StateFresh),
        Freshness::Ageing => (Sign::Ageing, Msg::StateAgeing),
        Freshness::Expired => (Sign::Unknown, Msg::StateExpired),
    }
}

/// How a line is doing.
pub fn line_state(state: LineState) -> (Sign, Msg) {
    match state {
        LineState::Up => (Sign::Good, Msg::LineUp),
        LineState::Down => (Sign::Bad, Msg::LineDown),
        LineState::Unknown => (Sign::Unknown, Msg::LineUnknown),
    }
}

/// What a share says about its target.
pub fn verdict(verdict: Verdict) -> (Sign, Msg) {
    match verdict {
        Verdict::Met => (Sign::Good, Msg::VerdictMet),
        Verdict::Missed => (Sign::Bad, Msg::VerdictMissed),
        Verdict::Unproven => (Sign::Unknown, Msg::VerdictUnproven),
        Verdict::NotApplicable => (Sign::Unknown, Msg::VerdictNotApplicable),
    }
}

/// The same in words without a number.
pub fn plain_verdict(of: Verdict) -> Msg {
    match of {
        Verdict::Unproven => Msg::ReportUnproven,
        other => verdict(other).1,
    }
}

/// What a share says about its target, with what is still to be found out.
pub fn verdict_of(texts: &Catalogue, share: &Share) -> (Sign, String) {
    let (sign, word) = verdict(share.verdict);
    let with = |word: Msg, n: u64| texts.with(word, &[("n", Value::from(n))]);
    let words = match (share.verdict, share.more) {
        (Verdict::Unproven, Some(more)) => with(Msg::VerdictNeeds, more),
        (Verdict::Unproven, None) if share.untold > 0 => with(Msg::VerdictUntold, share.untold),
        (Verdict::Unproven, None) => with(word, share.unknown),
        (Verdict::Met | Verdict::Missed | Verdict::NotApplicable, _) => texts.text(word).to_owned(),
    };
    (sign, words)
}

/// The name of a section.
pub fn section(name: SectionName) -> Msg {
    match name {
        SectionName::System => Msg::SectionSystem,
        SectionName::Identity => Msg::SectionIdentity,
        SectionName::Cpu => Msg::SectionCpu,
        SectionName::Memory => Msg::SectionMemory,
        SectionName::Storage => Msg::SectionStorage,
        SectionName::Network => Msg::SectionNetwork,
        SectionName::Software => Msg::SectionSoftware,
        SectionName::Display => Msg::SectionDisplay,
        SectionName::Peripherals => Msg::SectionPeripherals,
        SectionName::Battery => Msg::SectionBattery,
        SectionName::Upkeep => Msg::SectionUpkeep,
    }
}

/// A kind of chassis in the reader's language; one that is not known here stays as it is.
pub fn chassis_kind(texts: &Catalogue, kind: &str) -> String {
    let id = match kind {
        "desktop" => Msg::KindDesktop,
        "laptop" | "notebook" | "sub_notebook" | "portable" => Msg::KindLaptop,
        "tablet" | "convertible" | "detachable" => Msg::KindTablet,
        "server" => Msg::KindServer,
        "all_in_one" => Msg::KindAllInOne,
        "mini_pc" | "stick_pc" => Msg::KindMini,
        other => return other.to_owned(),
    };
    texts.text(id).to_owned()
}

/// Whether a machine is a thing or made by software, and by which.
pub fn virtualization(texts: &Catalogue, name: &str) -> String {
    match name {
        "physical" => texts.text(Msg::KindPhysical).to_owned(),
        other => texts.with(Msg::KindVirtual, &[("kind", other.into())]),
    }
}

/// The step at which a probe failed.
pub fn outside_step(step: OutsideStep) -> Msg {
    match step {
        OutsideStep::Dns => Msg::ProbeFailedDns,
        OutsideStep::Tcp => Msg::ProbeFailedTcp,
        OutsideStep::Tls => Msg::ProbeFailedTls,
        OutsideStep::Http => Msg::ProbeFailedHttp,
    }
}

/// The name of a filter.
pub fn filter(filter: MachineFilter) -> Msg {
    match filter {
        MachineFilter::All => Msg::FilterAll,
        MachineFilter::Fresh => Msg::StateFresh,
        MachineFilter::Ageing => Msg::StateAgeing,
        MachineFilter::Expired => Msg::StateExpired,
        MachineFilter::Silent => Msg::StateSilent,
        MachineFilter::Warnings => Msg::FilterWarnings,
        MachineFilter::Aged => Msg::FilterAged,
        MachineFilter::Unsupported => Msg::FilterUnsupported,
        MachineFilter::Unrecorded => Msg::FilterUnrecorded,
    }
}

/// Why there is no answer.
pub fn refusal(kind: RefusalKind) -> Msg {
    match kind {
        RefusalKind::Unreachable => Msg::RefusalUnreachable,
        RefusalKind::Denied => Msg::RefusalDenied,
        RefusalKind::Missing => Msg::RefusalMissing,
        RefusalKind::Stale | RefusalKind::Invalid | RefusalKind::Failed => Msg::RefusalFailed,
    }
}

/// What happened, in one line without the machine's name.
pub fn event(texts: &Catalogue, event: &Event) -> (Sign, String) {
    let (sign, what) = what_happened(texts, event);
    match &event.by {
        None => (sign, what),
        Some(by) => {
            let values: [(&str, Value<'_>); 2] =
                [("what", what.as_str().into()), ("name", by.name.as_str().into())];
            (sign, texts.with(Msg::EventBy, &values))
        }
    }
}

fn what_happened(texts: &Catalogue, event: &Event) -> (Sign, String) {
    let plain = |sign, id| (sign, texts.text(id).to_owned());
    let with = |sign, id, values: &[(&str, Value<'_>)]| (sign, texts.with(id, values));
    match &event.kind {
        EventKind::Seen => plain(Sign::Note, Msg::EventSeen),
        EventKind::Enrolled => plain(Sign::Good, Msg::EventEnrolled),
        EventKind::Reenrolled => plain(Sign::Good, Msg::EventReenrolled),
        EventKind::ReviewOpened { review, about } => with(
            if about.is_note() {
                Sign::Note
            } else {
                Sign::Warning
            },
            Msg::EventReviewOpened,
            &[
                ("review", review.to_string().into()),
                ("about", texts.text(review::kind(*about)).into()),
            ],
        ),
        EventKind::ReviewAnswered { review } => with(
            Sign::Note,
            Msg::EventReviewAnswered,
            &[("review", review.to_string().into())],
        ),
        EventKind::Merged { into } => {
            with(Sign::Note, Msg::EventMerged, &[("into", into.to_string().into())])
        }
        EventKind::Split => plain(Sign::Note, Msg::EventSplit),
        EventKind::MachineMoved => plain(Sign::Note, Msg::EventMachineMoved),
        EventKind::AgentStarted { version } => with(
            Sign::Note,
            Msg::EventAgentStarted,
            &[("version", version.as_str().into())],
        ),
        EventKind::SectionChanged { section: name } => with(
            Sign::Note,
            Msg::EventSectionChanged,
            &[("section", texts.text(section(*name)).into())],
        ),
        EventKind::SetAside { place, reason } => with(
            Sign::Warning,
            Msg::EventSetAside,
            &[
                ("place", place.as_str().into()),
                ("reason", reason.as_str().into()),
            ],
        ),
        EventKind::CollectorFailed {
            section: name,
            reason,
        } => with(
            Sign::Warning,
            Msg::EventCollectorFailed,
            &[
                ("section", texts.text(section(*name)).into()),
                ("reason", reason.as_str().into()),
            ],
        ),
        EventKind::Dropped { count } => with(Sign::Warning, Msg::EventDropped, &[("n", (*count).into())]),
        EventKind::ClockWrong { ahead_ms } => {
            let id = match *ahead_ms >= 0 {
                true => Msg::EventClockAhead,
                false => Msg::EventClockBehind,
            };
            let by = format::duration(texts.lang(), ahead_ms.saturating_abs());
            with(Sign::Warning, id, &[("by", by.into())])
        }
        EventKind::LineFound { line } => with(
            Sign::Note,
            Msg::EventLineFound,
            &[("line", line.to_string().into())],
        ),
        EventKind::LineDown { line } => with(
            Sign::Bad,
            Msg::EventLineDown,
            &[("line", line.to_string().into())],
        ),
        EventKind::LineUp { line } => {
            with(Sign::Good, Msg::EventLineUp, &[("line", line.to_string().into())])
        }
        EventKind::EquipmentChanged {
            undone: true,
            records,
            ..
        } => with(Sign::Note, Msg::EventEquipmentUndone, &[("n", (*records).into())]),
        EventKind::EquipmentChanged { action, records, .. } => with(
            Sign::Note,
            Msg::EventEquipmentChanged,
            &[
                ("action", texts.text(equipment_action(*action)).into()),
                ("n", (*records).into()),
            ],
        ),
        EventKind::BookChanged { lines } => {
            with(Sign::Note, Msg::EventBookChanged, &[("n", (*lines).into())])
        }
        EventKind::Stocktake { stocktake, step, .. } => with(
            Sign::Note,
            Msg::EventStocktake,
            &[
                ("stocktake", stocktake.to_string().into()),
                ("step", texts.text(stocktake_step(*step)).into()),
            ],
        ),
        EventKind::AlertRaised { symptom, units, .. } => with(
            Sign::Bad,
            Msg::EventAlertRaised,
            &[
                ("what", texts.text(alert(*symptom)).into()),
                ("n", u64::from(*units).into()),
            ],
        ),
        EventKind::AlertOver {
            symptom,
            turned_out: None,
            ..
        } => with(
            Sign::Good,
            Msg::EventAlertOver,
            &[("what", texts.text(alert(*symptom)).into())],
        ),
        EventKind::AlertOver {
            symptom,
            turned_out: Some(was),
            ..
        } => with(
            Sign::Good,
            Msg::EventAlertOverKnown,
            &[
                ("what", texts.text(alert(*symptom)).into()),
                ("was", texts.text(turned_out(*was)).into()),
            ],
        ),
        EventKind::TokenMade { purpose } => with(
            Sign::Note,
            Msg::EventTokenMade,
            &[("purpose", purpose.as_str().into())],
        ),
        EventKind::TokenRevoked { token } => with(
            Sign::Note,
            Msg::EventTokenRevoked,
            &[("token", token.to_string().into())],
        ),
        EventKind::AgentRevoked => plain(Sign::Warning, Msg::EventAgentRevoked),
    }
}

/// What was done with a thing.
pub fn equipment_action(action: ActionKind) -> Msg {
    match action {
        ActionKind::Receive => Msg::ActionReceive,
        ActionKind::Move => Msg::ActionMove,
        ActionKind::Lend => Msg::ActionLend,
        ActionKind::Return => Msg::ActionReturn,
        ActionKind::ReportBroken => Msg::ActionReportBroken,
        ActionKind::SendToRepair => Msg::ActionSendToRepair,
        ActionKind::TakeBack => Msg::ActionTakeBack,
        ActionKind::ReportLost => Msg::ActionReportLost,
        ActionKind::FindAgain => Msg::ActionFindAgain,
        ActionKind::ProposeDisposal => Msg::ActionProposeDisposal,
        ActionKind::WithdrawProposal => Msg::ActionWithdrawProposal,
        ActionKind::Dispose => Msg::ActionDispose,
        ActionKind::WriteOff => Msg::ActionWriteOff,
        ActionKind::Edit => Msg::ActionEdit,
        ActionKind::Verify => Msg::ActionVerify,
    }
}

/// What happened to a stocktake.
pub fn stocktake_step(step: StocktakeStep) -> Msg {
    match step {
        StocktakeStep::Opened => Msg::StocktakeOpened,
        StocktakeStep::Counted => Msg::StocktakeCounted,
        StocktakeStep::PackGiven => Msg::StocktakePackGiven,
        StocktakeStep::PackBack => Msg::StocktakePackBack,
        StocktakeStep::PackLate => Msg::StocktakePackLate,
        StocktakeStep::Closed => Msg::StocktakeClosed,
    }
}

/// What is known of an expected thing.
pub fn item_state(state: ItemState) -> Msg {
    match state {
        ItemState::Matched => Msg::ItemMatched,
        ItemState::Damaged => Msg::ItemDamaged,
        ItemState::Misplaced => Msg::ItemMisplaced,
        ItemState::FoundTwice => Msg::ItemFoundTwice,
        ItemState::Missing => Msg::ItemMissing,
        ItemState::NotYetCounted => Msg::ItemNotYetCounted,
        ItemState::Away => Msg::ItemAway,
    }
}

/// The sign of what is known of an expected thing.
pub fn item_sign(state: ItemState) -> Sign {
    match state {
        ItemState::Matched => Sign::Good,
        ItemState::Damaged | ItemState::Misplaced | ItemState::FoundTwice => Sign::Warning,
        ItemState::Missing => Sign::Bad,
        ItemState::NotYetCounted | ItemState::Away => Sign::Unknown,
    }
}

/// What has become of a pack.
pub fn pack_state(state: PackState) -> (Sign, Msg) {
    match state {
        PackState::Out => (Sign::Ageing, Msg::PackIsOut),
        PackState::Back => (Sign::Good, Msg::PackIsBack),
        PackState::Abandoned => (Sign::Warning, Msg::PackIsAbandoned),
        PackState::Late => (Sign::Warning, Msg::PackIsLate),
    }
}

/// What a site was gone for.
fn turned_out(was: TurnedOut) -> Msg {
    match was {
        TurnedOut::LineDown => Msg::AlertWasLineDown,
        TurnedOut::PowerCut => Msg::AlertWasPowerCut,
    }
}

/// What is wrong, in words.
pub fn alert(symptom: AlertSymptom) -> Msg {
    match symptom {
        AlertSymptom::Silent => Msg::AlertSilent,
        AlertSymptom::LineDown => Msg::AlertLineDown,
        AlertSymptom::Gone => Msg::AlertGone,
        AlertSymptom::UnderContract => Msg::AlertUnderContract,
        AlertSymptom::BusyHours => Msg::AlertBusyHours,
        AlertSymptom::Platform => Msg::AlertPlatform,
        AlertSymptom::Outdated => Msg::AlertOutdated,
        AlertSymptom::DailyReset => Msg::AlertDailyReset,
    }
}

/// The name of a place where a fault can lie.
pub fn fault_place(place: FaultPlace) -> Msg {
    match place {
        FaultPlace::Machine => Msg::PlaceMachine,
        FaultPlace::Wifi => Msg::PlaceWifi,
        FaultPlace::Gateway => Msg::PlaceGateway,
        FaultPlace::Provider => Msg::PlaceProvider,
        FaultPlace::Platform => Msg::PlacePlatform,
    }
}
