//! What people of a class answered about home: what is asked, and what the daemon is told. One form is about everybody who
//! answered the same, so a class is typed in a handful of forms; what is left empty stays as it was.

use super::field::{Answered, Fault, FieldState, Picked, Takes};
use super::{FormState, Purpose};
use crate::change::Change;
use kiemke_config::messages::Msg;
use kiemke_wire::date::Date;
use kiemke_wire::ids::{PersonId, UnitKey};
use kiemke_wire::person::{DeviceAtHome, DeviceProvider, HomeAnswers, LineAtHome};
use kiemke_wire::view::{AnswerSurvey, PersonAnswers};

/// Other learners on one device, as the daemon takes them.
const SHARED_WITH_MAX: u64 = 30;
/// The platform that the shipped profiles and the survey's form name.
const PLATFORM: u8 = 0;

/// A question about home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SurveyField {
    Device,
    Shared,
    SameShift,
    Line,
    SignedIn,
    Provider,
    On,
}

/// An answer from a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HomePick {
    Device(DeviceAtHome),
    Provider(DeviceProvider),
    Line(LineAtHome),
}

use SurveyField as F;

const ALL: [SurveyField; 7] = [
    F::Device,
    F::Shared,
    F::SameShift,
    F::Line,
    F::SignedIn,
    F::Provider,
    F::On,
];

impl SurveyField {
    pub(super) fn label(self) -> Msg {
        match self {
            F::Device => Msg::HomeDevice,
            F::Shared => Msg::HomeShared,
            F::SameShift => Msg::HomeSameShift,
            F::Line => Msg::HomeLine,
            F::SignedIn => Msg::HomeSignedIn,
            F::Provider => Msg::HomeProvider,
            F::On => Msg::FieldOn,
        }
    }

    pub(super) fn help(self) -> Msg {
        match self {
            F::Device => Msg::HomeHelpDevice,
            F::Shared => Msg::HomeHelpShared,
            F::SameShift => Msg::HomeHelpSameShift,
            F::Line => Msg::HomeHelpLine,
            F::SignedIn => Msg::HomeHelpSignedIn,
            F::Provider => Msg::HomeHelpProvider,
            F::On => Msg::HomeHelpOn,
        }
    }

    pub(super) fn takes(self) -> Takes {
        match self {
            F::Device | F::Provider | F::Line => Takes::Home(self),
            F::Shared => Takes::Number(0, SHARED_WITH_MAX),
            F::SameShift | F::SignedIn => Takes::YesNo,
            F::On => Takes::Day { past_only: true },
        }
    }

    /// What there is to choose.
    pub(super) fn choices(self) -> Vec<(Msg, HomePick)> {
        let listed: &[(Msg, HomePick)] = match self {
            F::Device => &[
                (Msg::HomeDeviceNone, HomePick::Device(DeviceAtHome::None)),
                (Msg::HomeDevicePhone, HomePick::Device(DeviceAtHome::Phone)),
                (Msg::HomeDeviceTablet, HomePick::Device(DeviceAtHome::Tablet)),
                (Msg::HomeDeviceLaptop, HomePick::Device(DeviceAtHome::Laptop)),
                (Msg::HomeDeviceDesktop, HomePick::Device(DeviceAtHome::Desktop)),
            ],
            F::Provider => &[
                (
                    Msg::HomeProviderFamily,
                    HomePick::Provider(DeviceProvider::Family),
                ),
                (
                    Msg::HomeProviderSchool,
                    HomePick::Provider(DeviceProvider::School),
                ),
                (
                    Msg::HomeProviderProgramme,
                    HomePick::Provider(DeviceProvider::Programme),
                ),
            ],
            F::Line => &[
                (Msg::HomeLinePlays, HomePick::Line(LineAtHome::Plays)),
                (Msg::HomeLineSometimes, HomePick::Line(LineAtHome::Sometimes)),
                (Msg::HomeLineStops, HomePick::Line(LineAtHome::Stops)),
                (Msg::HomeLineAbsent, HomePick::Line(LineAtHome::Absent)),
            ],
            F::Shared | F::SameShift | F::SignedIn | F::On => &[],
        };
        listed.to_vec()
    }

    /// Whether the daemon means this one, in `answers[3].shared_with` or `on`.
    pub(super) fn is_at(self, place: &str) -> bool {
        let own = match self {
            F::Device => "device",
            F::Shared => "shared_with",
            F::SameShift => "same_shift",
            F::Line => "line",
            F::SignedIn => "signed_in",
            F::Provider => "provider",
            F::On => "on",
        };
        place.rsplit('.').next() == Some(own)
    }
}

/// What a choice is called.
pub(crate) fn home_word(pick: HomePick) -> Option<Msg> {
    let all = ALL.into_iter().flat_map(SurveyField::choices);
    all.into_iter()
        .find(|(_, one)| *one == pick)
        .map(|(word, _)| word)
}

impl FormState {
    /// The form for what these people of a class answered.
    pub(crate) fn survey(school: UnitKey, class: String, people: Vec<PersonId>) -> Self {
        let fields = ALL.map(FieldState::of_survey);
        let purpose = Purpose::Survey {
            school,
            class,
            people,
        };
        let mut state = Self::bare(purpose, fields.into());
        state.begin();
        state
    }
}

/// What is wrong with a field beside the others: a form that says nothing is none.
pub(super) fn fault_between(form: &FormState, field: SurveyField) -> Option<Fault> {
    let says = |one: &FieldState| {
        let is_answer = one.survey().is_some_and(|one| one != F::On);
        is_answer && !one.input.text().trim().is_empty()
    };
    (field == F::Device && !form.fields.iter().any(says)).then_some(Fault::OneOf)
}

/// What the whole form asks.
pub(super) fn change(form: &FormState, school: UnitKey, people: &[PersonId], today: Date) -> Change {
    let of = |field: SurveyField| {
        let asked = form.fields.iter().find(|asked| asked.survey() == Some(field));
        asked
            .and_then(|asked| asked.read(today).ok())
            .unwrap_or(Answered::Nothing)
    };
    let pick = |field| match of(field) {
        Answered::Picked(Picked::Home(pick)) => Some(pick),
        _ => None,
    };
    let yes_no = |field| match of(field) {
        Answered::Picked(Picked::YesNo(yes)) => Some(yes),
        _ => None,
    };
    let home = HomeAnswers {
        device: match pick(F::Device) {
            Some(HomePick::Device(device)) => Some(device),
            _ => None,
        },
        provider: match pick(F::Provider) {
            Some(HomePick::Provider(provider)) => Some(provider),
            _ => None,
        },
        line: match pick(F::Line) {
            Some(HomePick::Line(line)) => Some(line),
            _ => None,
        },
        shared_with: match of(F::Shared) {
            Answered::Number(count) => u8::try_from(count).ok(),
            _ => None,
        },
        same_shift: yes_no(F::SameShift),
        signed_in: yes_no(F::SignedIn)
            .map(|yes| (PLATFORM, yes))
            .into_iter()
            .collect(),
    };
    let answers = people.iter().map(|person| PersonAnswers {
        person: Some(*person),
        home: home.clone(),
        ..PersonAnswers::default()
    });
    Change::Survey(AnswerSurvey {
        school: Some(school.to_string()),
        class: None,
        on: match of(F::On) {
            Answered::Day(day) => Some(day),
            _ => None,
        },
        answers: answers.collect(),
    })
}
