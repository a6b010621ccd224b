//! `kiemke-agent once`.

use super::{Failure, setup};
use crate::agent::own;
use crate::collect::{AtWork, Root, Source, inventory, machine_uptime_s};
use crate::credential::Credential;
use crate::enrol::VERSION;
use crate::{StartOptions, start};
use kiemke_config::agent::{AgentFile, GatewayProbe};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Prints the inventory by section, in the form that is sent; failed collectors go to stderr.
pub(super) fn print(settings: &AgentFile) -> Result<(), Failure> {
    let credential = Credential::load(&setup::data(settings)?).ok().flatten();
    let source = Source {
        root: Root::new(setup::root(settings)),
        hash_key: credential.and_then(|credential| Some(credential.settings?.hash_key)),
        gateway_before: None,
        at_work: AtWork::default(),
    };
    let mut sections: BTreeMap<&str, Box<RawValue>> = BTreeMap::new();
    let mut failed = Vec::new();
    for (section, facts) in inventory(&source) {
        let json =
            facts.and_then(|facts| RawValue::from_string(facts.to_json()).map_err(|error| error.to_string()));
        match json {
            Ok(json) => {
                sections.insert(section.as_str(), json);
            }
            Err(reason) => failed.push(format!("{section}: {reason}")),
        }
    }
    sections.insert("agent", own(&source.root)?);
    setup::print(&pretty(&sections)?)?;
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::failed(format!(
        "some sections are missing: {}",
        failed.join("; ")
    )))
}

/// What the agent says of itself with every sign of life.
fn own(root: &Root) -> Result<Box<RawValue>, Failure> {
    #[derive(serde::Serialize)]
    struct Own {
        version: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        machine_uptime_s: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        rss_bytes: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        cpu_ms: Option<u64>,
    }
    let own = Own {
        version: VERSION,
        machine_uptime_s: machine_uptime_s(root),
        rss_bytes: own::rss_bytes(),
        cpu_ms: own::cpu_ms(),
    };
    serde_json::value::to_raw_value(&own).map_err(|error| Failure::of(&error))
}

fn pretty(sections: &BTreeMap<&str, Box<RawValue>>) -> Result<String, Failure> {
    let mut text = String::from("{");
    let mut separator = "\n";
    for (section, json) in sections {
        let tree: serde_json::Value =
            serde_json::from_str(json.get()).map_err(|error| Failure::of(&error))?;
        let body = serde_json::to_string_pretty(&tree).map_err(|error| Failure::of(&error))?;
        text.push_str(&format!(
            "{separator}  \"{section}\": {}",
            body.replace('\n', "\n  ")
        ));
        separator = ",\n";
    }
    text.push_str("\n}\n");
    Ok(text)
}

/// Reports and waits until the daemon holds it.
pub(super) async fn report(mut settings: AgentFile) -> Result<(), Failure> {
    settings.probes.gateway = GatewayProbe::Off;
    settings.probes.outside = false;
    let handle = start(StartOptions {
        data: setup::data(&settings)?,
        root: setup::root(&settings),
        server: setup::server(&settings, settings.enrol_token_file.is_some())?,
        enrol_token: setup::enrol_token(&settings)?,
        immediate: true,
        settings,
    })
    .await
    .map_err(|error| Failure::of(&error))?;
    let mut status = handle.status();
    let done = status
        .wait_for(|status| status.delivered || status.last_error.is_some())
        .await
        .map(|status| status.last_error.clone());
    handle.stop().await;
    match done {
        Ok(None) => Ok(()),
        Ok(Some(trouble)) => Err(trouble.into()),
        Err(_) => Err(Failure::failed("the agent broke; its log on stderr says where")),
    }
}
