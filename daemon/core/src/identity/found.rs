use super::evidence::{Evidence, VALUES_MAX, Value};
use kiemke_config::junk::JunkLists;
use kiemke_wire::enrol::EnrolRequest;
use kiemke_wire::facts::{Attachment, Facts, IdentityFacts, NetworkFacts, SectionName, StorageFacts};
use kiemke_wire::review::{EvidenceKind, EvidenceText};

/// Bytes of a text that is kept to be shown.
const SHOWN_BYTES_MAX: usize = 120;

/// What was found on a machine: the values that count, and the texts for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What tells it from others.
    pub evidence: Evidence,
    /// As it was written, junk included.
    pub texts: Vec<EvidenceText>,
}

impl Found {
    /// What an enrolment says.
    pub fn of_request(request: &EnrolRequest, junk: &JunkLists) -> Self {
        let macs = request.macs.iter().map(|mac| (EvidenceKind::Mac, mac.clone()));
        let disks = request
            .disk_serials
            .iter()
            .map(|serial| (EvidenceKind::DiskSerial, serial.clone()));
        Self::of(identity(&request.identity).chain(macs).chain(disks), junk)
    }

    /// What sections say; those that say nothing about identity are passed over.
    pub fn of_facts<'a>(facts: impl IntoIterator<Item = &'a Facts>, junk: &JunkLists) -> Self {
        let mut all = Vec::new();
        for facts in facts {
            match facts {
                Facts::Identity(facts) => all.extend(identity(facts)),
                Facts::Network(facts) => all.extend(network(facts)),
                Facts::Storage(facts) => all.extend(storage(facts)),
                _ => {}
            }
        }
        Self::of(all, junk)
    }

    /// Whether a section says something about identity.
    pub fn is_of(section: SectionName) -> bool {
        matches!(
            section,
            SectionName::Identity | SectionName::Network | SectionName::Storage
        )
    }

    fn of(all: impl IntoIterator<Item = (EvidenceKind, String)>, junk: &JunkLists) -> Self {
        let mut values = Vec::new();
        let mut texts: Vec<EvidenceText> = Vec::new();
        for (kind, text) in all {
            let value = counting(kind, &text, junk);
            values.extend(value);
            let text = shown(&text);
            let is_known = texts.iter().any(|known| known.kind == kind && known.text == text);
            if texts.len() < VALUES_MAX && !text.is_empty() && !is_known {
                let junk = value.is_none();
                texts.push(EvidenceText { kind, text, junk });
            }
        }
        Self {
            evidence: Evidence::of(values),
            texts,
        }
    }
}

/// The value, unless it says nothing.
fn counting(kind: EvidenceKind, text: &str, junk: &JunkLists) -> Option<Value> {
    let folded = folded(text);
    let is_junk = match kind {
        EvidenceKind::SystemUuid => junk.is_junk_uuid(&folded),
        EvidenceKind::Mac => junk.is_junk_mac(&folded),
        EvidenceKind::SystemSerial | EvidenceKind::BoardSerial | EvidenceKind::DiskSerial => {
            junk.is_junk_serial(&folded)
        }
        // The serial stands behind the maker.
        EvidenceKind::ChassisSerial => {
            junk.is_junk_serial(folded.rsplit_once(CHASSIS_JOINT).map_or("", |(_, serial)| serial))
        }
    };
    (!is_junk).then(|| Value::of(kind, &folded))
}

/// Trimmed, in lower case, runs of white space one blank.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split(|character: char| character.is_whitespace() || character.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}

fn shown(text: &str) -> String {
    let mut shown: String = text
        .trim()
        .chars()
        .filter(|character| !character.is_control())
        .collect();
    if shown.len() > SHOWN_BYTES_MAX {
        let end = (0..=SHOWN_BYTES_MAX).rev().find(|at| shown.is_char_boundary(*at));
        shown.truncate(end.unwrap_or(0));
    }
    shown
}

/// Between maker and serial of a chassis.
const CHASSIS_JOINT: char = '/';

fn identity(facts: &IdentityFacts) -> impl Iterator<Item = (EvidenceKind, String)> + use<> {
    // A serial alone is not enough: makers number their cases as they like.
    let chassis = facts.chassis_serial.as_ref().map(|serial| {
        let maker = facts.chassis_maker.as_ref().or(facts.maker.as_ref());
        format!("{}{CHASSIS_JOINT}{serial}", maker.map_or("", String::as_str))
    });
    let all = [
        (EvidenceKind::SystemUuid, facts.system_uuid.clone()),
        (EvidenceKind::SystemSerial, facts.system_serial.clone()),
        (EvidenceKind::BoardSerial, facts.board_serial.clone()),
        (EvidenceKind::ChassisSerial, chassis),
    ];
    all.into_iter().filter_map(|(kind, text)| Some((kind, text?)))
}

/// Addresses of what is built in: a USB adapter moves between machines, a virtual one is made by software.
fn network(facts: &NetworkFacts) -> impl Iterator<Item = (EvidenceKind, String)> + '_ {
    let built_in = facts
        .interfaces
        .iter()
        .filter(|one| one.attachment == Some(Attachment::BuiltIn));
    built_in.filter_map(|one| Some((EvidenceKind::Mac, one.mac.clone()?)))
}

fn storage(facts: &StorageFacts) -> impl Iterator<Item = (EvidenceKind, String)> + '_ {
    let fixed = facts
        .disks
        .iter()
        .filter(|disk| disk.removable != Some(true) && disk.bus.as_deref() != Some("usb"));
    fixed.filter_map(|disk| Some((EvidenceKind::DiskSerial, disk.serial.clone()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(identity: IdentityFacts) -> Found {
        Found::of_facts([&Facts::Identity(identity)], &JunkLists::shipped())
    }

    #[test]
    fn values_are_folded_and_junk_is_dropped_but_shown() {
        let one = found(IdentityFacts {
            system_serial: Some("  7XK2M13 ".into()),
            board_serial: Some("To Be Filled By O.E.M.".into()),
            ..IdentityFacts::default()
        });
        let other = found(IdentityFacts {
            system_serial: Some("7xk2m13".into()),
            ..IdentityFacts::default()
        });
        assert_eq!(one.evidence, other.evidence);
        assert_eq!(one.texts[1].text, "To Be Filled By O.E.M.");
        assert!(one.texts[1].junk && !one.texts[0].junk);
    }

    #[test]
    fn a_chassis_counts_with_its_maker_and_not_without_a_serial() {
        let chassis = |maker: &str, serial: &str| {
            found(IdentityFacts {
                chassis_maker: Some(maker.into()),
                chassis_serial: Some(serial.into()),
                ..IdentityFacts::default()
            })
            .evidence
        };
        assert!(chassis("Dell Inc.", "Default string").is_empty());
        assert_ne!(chassis("Dell Inc.", "A1"), chassis("LENOVO", "A1"));
        assert_eq!(chassis("Dell Inc.", "A1"), chassis("DELL INC.", "a1"));
    }

    #[test]
    fn what_can_be_carried_to_another_machine_does_not_count() {
        let text = r#"{"interfaces":[
            {"attachment":"built_in","mac":"18:03:73:00:00:01"},{"attachment":"usb","mac":"00:e0:4c:68:11:22"},
            {"attachment":"virtual","mac":"00:15:5d:00:00:01"},{"attachment":"built_in","mac":"1a:03:73:00:00:01"}]}"#;
        let network = Facts::from_json(SectionName::Network, text).unwrap();
        let text = r#"{"disks":[{"serial":"S1","removable":false},{"serial":"S2","removable":true},{"serial":"S3","bus":"usb"}]}"#;
        let storage = Facts::from_json(SectionName::Storage, text).unwrap();
        let found = Found::of_facts([&network, &storage], &JunkLists::shipped());
        let counting = [
            Value::of(EvidenceKind::Mac, "18:03:73:00:00:01"),
            Value::of(EvidenceKind::DiskSerial, "s1"),
        ];
        assert_eq!(found.evidence, Evidence::of(counting));
    }
}
