//! Section `upkeep`: browsers and programs against malware among what is installed, Defender by its own settings,
//! and whether a restart is pending.

use super::Windows;
use super::registry::{Registry, SOFTWARE, SYSTEM};
use crate::collect::upkeep::{browsers, programs_against_malware};
use kiemke_config::recognise::{self, Product};
use kiemke_wire::facts::{Antivirus, Package, UpkeepFacts};

const DEFENDER: &str = r"Microsoft\Windows Defender";

pub(in crate::collect) fn collect(windows: &Windows, packages: &[Package]) -> UpkeepFacts {
    let lists = recognise::shipped();
    let mut antivirus = programs_against_malware(&lists.antivirus, packages, Product::is_program);
    antivirus.extend(defender(windows));
    UpkeepFacts {
        pending_reboot: pending_reboot(windows),
        browsers: browsers(&lists.browsers, packages, Product::is_program),
        antivirus,
    }
}

/// Two parts of Windows leave a key until the restart; where neither part is there, nothing is known.
fn pending_reboot(registry: &dyn Registry) -> Option<bool> {
    let current = format!(r"{SOFTWARE}\Microsoft\Windows\CurrentVersion");
    let parts = [
        (r"Component Based Servicing", "RebootPending"),
        (r"WindowsUpdate\Auto Update", "RebootRequired"),
    ];
    let mut known = None;
    for (part, flag) in parts {
        let path = format!(r"{current}\{part}");
        if registry.has_key(&path) {
            known = Some(known == Some(true) || registry.has_key(&format!(r"{path}\{flag}")));
        }
    }
    known
}

fn defender(registry: &dyn Registry) -> Option<Antivirus> {
    const DISABLED: u64 = 4;
    let start = registry.number(&format!(r"{SYSTEM}\Services\WinDefend"), "Start")?;
    let settings = format!(r"{SOFTWARE}\{DEFENDER}");
    let policies = format!(r"{SOFTWARE}\Policies\{DEFENDER}");
    let is_set = |path: &str, name: &str| registry.number(path, name) == Some(1);
    let is_off = start == DISABLED
        || is_set(&settings, "DisableAntiSpyware")
        || is_set(&policies, "DisableAntiSpyware")
        // Beside another program it only looks on.
        || is_set(&settings, "PassiveMode")
        || is_set(&format!(r"{settings}\Real-Time Protection"), "DisableRealtimeMonitoring")
        || is_set(&format!(r"{policies}\Real-Time Protection"), "DisableRealtimeMonitoring");
    let signatures = format!(r"{settings}\Signature Updates");
    Some(Antivirus {
        name: Some("Microsoft Defender Antivirus".into()),
        version: registry.text(&signatures, "EngineVersion"),
        enabled: Some(!is_off),
        signatures_on: registry
            .bytes(&signatures, "AVSignatureApplied")
            .and_then(|bytes| day_of_file_time(&bytes)),
    })
}

/// A `FILETIME`: tenths of microseconds since 1601.
fn day_of_file_time(bytes: &[u8]) -> Option<String> {
    const SECONDS_TO_1970: i64 = 11_644_473_600;
    let ticks = u64::from_le_bytes(bytes.try_into().ok()?);
    let seconds = i64::try_from(ticks / 10_000_000)
        .ok()?
        .checked_sub(SECONDS_TO_1970)?;
    let at = jiff::Timestamp::from_second(seconds).ok()?;
    Some(at.strftime("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_time_is_a_day() {
        let ticks: u64 = (1_795_000_000 + 11_644_473_600) * 10_000_000;
        assert_eq!(
            day_of_file_time(&ticks.to_le_bytes()).as_deref(),
            Some("2026-11-18")
        );
        assert_eq!(day_of_file_time(&[0; 7]), None);
    }
}
