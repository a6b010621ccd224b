//! What this machine would report, as a file for a stick.

use crate::collect::{Source, inventory, machine_uptime_s, status};
use crate::credential::{Credential, CredentialError, random};
use crate::enrol::{VERSION, request};
use kiemke_agent_core::sections::Sections;
use kiemke_wire::WIRE_VERSION;
use kiemke_wire::bundle::{Bundle, BundleContent};
use kiemke_wire::ids::RunId;
use kiemke_wire::report::{CheckIn, CollectorFailed, Item, ItemBody, Report, SectionItem};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use serde_json::value::{RawValue, to_raw_value};

/// Why there is no file. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoBundle {
    /// See [`CredentialError`].
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// A text that is no JSON; a mistake of ours.
    #[error("write what was collected as JSON")]
    Json(#[from] serde_json::Error),
}

/// Collects everything anew and seals it. The run is one of its own, so that what the agent says over the network is
/// never mistaken for a repeat of it.
pub(crate) fn bundle(
    source: &Source,
    credential: &Credential,
    key: &SecretHash,
    now: UnixMs,
) -> Result<Bundle, NoBundle> {
    let evidence = crate::collect::evidence(&source.root);
    let report = Report {
        v: WIRE_VERSION,
        agent: credential.agent,
        run: RunId(random()?),
        sent_at: now,
        settings: 0,
        items: items(source, now)?,
    };
    let content = BundleContent {
        enrol: request(credential, evidence),
        report: to_raw_value(&report)?,
    };
    Ok(Bundle::sealed(key, to_raw_value(&content)?))
}

fn items(source: &Source, now: UnixMs) -> Result<Vec<Item>, serde_json::Error> {
    let mut sections = Sections::default();
    let mut bodies = Vec::new();
    for (section, found) in inventory(source) {
        bodies.push(match found {
            Ok(facts) => {
                let json = facts.to_json();
                ItemBody::Section(SectionItem {
                    section,
                    digest: sections.collected(section, &json),
                    facts: RawValue::from_string(json)?,
                })
            }
            Err(reason) => ItemBody::CollectorFailed(CollectorFailed { section, reason }),
        });
    }
    bodies.push(ItemBody::Status(status(&source.root)));
    // Last, because it speaks of all sections.
    bodies.push(ItemBody::CheckIn(CheckIn {
        digest: sections.digest(),
        version: VERSION.to_owned(),
        machine_uptime_s: machine_uptime_s(&source.root),
        agent_uptime_s: 0,
        spooled: 0,
        dropped: 0,
        rss_bytes: None,
        cpu_ms: None,
        can_test: None,
    }));
    let numbered = bodies.into_iter().zip(0..);
    Ok(numbered.map(|(body, seq)| Item { seq, at: now, body }).collect())
}
