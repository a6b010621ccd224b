//! Mode H: the home, from the class survey (section 2).

use super::days::Today;
use super::people::Person;
use super::truth::{Truth, all};
use kiemke_config::profile::{GroupRule, PeopleRule, Phone};
use kiemke_config::three::Three;
use kiemke_core::readiness::{HomeDevice, HomeLine, Sharing};

/// What is known of the three conditions at home.
pub(super) struct AtHome {
    pub(super) device: Truth,
    pub(super) line: Truth,
    pub(super) software: Truth,
    /// The same, were every question answered well that was not answered.
    pub(super) at_best: Truth,
}

impl AtHome {
    pub(super) fn ready(&self) -> Truth {
        all(&[self.device, self.line, self.software])
    }
}

/// Not shared, or with one in another shift: met. With more, or in the same shift: not. Shift not given: unknown.
fn shared(sharing: Sharing) -> Truth {
    match sharing {
        Sharing::Own | Sharing::OtherShift => Some(true),
        Sharing::SameShift | Sharing::Many => Some(false),
        Sharing::ShiftNotTold => None,
    }
}

fn by_profile(value: Three) -> Truth {
    match value {
        Three::Met => Some(true),
        Three::Not => Some(false),
        Three::Unknown => None,
    }
}

fn phone(rule: &GroupRule, limited_count: bool) -> Truth {
    match rule.phone {
        Phone::Met => Some(true),
        Phone::Not => Some(false),
        Phone::Unknown => None,
        Phone::Limited => Some(limited_count),
    }
}

pub(super) fn at_home(
    person: &Person<'_>,
    survey_complete_on: Option<kiemke_core::cold::Day>,
    today: &Today<'_>,
    (people, rule): (&PeopleRule, &GroupRule),
    limited_count: bool,
) -> AtHome {
    let answer = person.answer.filter(|answer| today.survey_counts(answer.on));
    let device = answer.and_then(|answer| answer.device);
    let line = answer.and_then(|answer| answer.line);
    let declared = survey_complete_on.is_some_and(|on| on <= today.day && today.survey_counts(on));
    let nobody_answered = device.is_none() && line.is_none();
    let missing = (declared && nobody_answered).then_some(false);
    if missing.is_some() {
        today.seen.saw("no answer in a survey declared complete");
    }
    let signed_in = signed_in(person, people.platform.number, today);
    let of_device = match device {
        None => missing,
        Some(HomeDevice::Absent) => Some(false),
        Some(HomeDevice::Phone(sharing)) => all(&[phone(rule, limited_count), shared(sharing)]),
        Some(HomeDevice::Whole(sharing)) => shared(sharing),
    };
    let of_line = match line {
        None => missing,
        Some(HomeLine::Plays) => Some(true),
        Some(HomeLine::Sometimes) => by_profile(people.home_line_sometimes),
        Some(HomeLine::Stops | HomeLine::Absent) => Some(false),
    };
    let shift_not_told = matches!(
        device,
        Some(HomeDevice::Phone(Sharing::ShiftNotTold) | HomeDevice::Whole(Sharing::ShiftNotTold))
    );
    let phone_alone = match device {
        Some(HomeDevice::Phone(_)) => phone(rule, limited_count),
        _ => Some(true),
    };
    let best_device = if of_device.is_none() && (device.is_none() || shift_not_told) {
        phone_alone
    } else {
        of_device
    };
    let best_line = if line.is_none() && of_line.is_none() {
        Some(true)
    } else {
        of_line
    };
    let best_software = if signed_in.is_none() {
        Some(true)
    } else {
        signed_in
    };
    AtHome {
        device: of_device,
        line: of_line,
        software: signed_in,
        at_best: all(&[best_device, best_line, best_software]),
    }
}

/// Signed in to the platform this term: declared, or exported in the running term. An export from earlier in the school
/// year makes a "no" unknown.
fn signed_in(person: &Person<'_>, platform: u8, today: &Today<'_>) -> Truth {
    let answer = person.answer.filter(|answer| today.survey_counts(answer.on));
    let declared = answer.and_then(|answer| answer.signed_in[usize::from(platform)]);
    let exported: Vec<_> = person
        .sign_ins
        .iter()
        .filter(|sign_in| sign_in.platform == platform)
        .map(|sign_in| sign_in.on)
        .collect();
    let this_term = exported.iter().any(|on| *on >= today.term_began);
    let this_year = exported.iter().any(|on| *on >= today.year_began);
    today
        .seen
        .saw_if(this_term && declared != Some(true), "sign-in exported this term");
    let doubted = this_year && !this_term && declared == Some(false);
    today
        .seen
        .saw_if(doubted, "a \"no\" doubted by an earlier export");
    if this_term {
        Some(true)
    } else if doubted {
        None
    } else {
        declared
    }
}
