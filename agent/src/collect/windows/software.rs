//! Section `software`: the keys by which programs are taken off again, for 64 and 32 bits and for each user.

use super::Windows;
use super::registry::{Registry, SOFTWARE};
use crate::collect::apps::NO_VERSION;
use kiemke_wire::facts::{Package, SoftwareFacts};
use std::collections::BTreeSet;

const UNINSTALL: &str = r"Microsoft\Windows\CurrentVersion\Uninstall";
const USERS: &str = "HKEY_USERS";
/// The most programs taken: a full machine has 300.
const PROGRAMS_MAX: usize = 10_000;

pub(in crate::collect) fn collect(packages: &[Package]) -> SoftwareFacts {
    SoftwareFacts {
        source: Some("registry".into()),
        packages: packages.to_vec(),
    }
}

/// Everything that is installed, sorted, each once. Whose programs they are is not told.
pub(in crate::collect) fn packages(windows: &Windows) -> Vec<Package> {
    let mut places = vec![
        format!(r"{SOFTWARE}\{UNINSTALL}"),
        format!(r"{SOFTWARE}\WOW6432Node\{UNINSTALL}"),
    ];
    let users = windows.keys(USERS);
    places.extend(
        users
            .iter()
            .map(|user| format!(r"{USERS}\{user}\Software\{UNINSTALL}")),
    );
    let mut found = BTreeSet::new();
    for place in places {
        for key in windows.keys(&place) {
            if let Some(row) = program(windows, &format!(r"{place}\{key}"))
                && found.len() < PROGRAMS_MAX
            {
                found.insert(row);
            }
        }
    }
    let package = |(name, version, publisher, installed_on)| Package {
        name,
        version,
        publisher,
        installed_on,
    };
    found.into_iter().map(package).collect()
}

type Row = (String, String, Option<String>, Option<String>);

/// Parts of Windows and updates of other programs are left out, as the list of Windows itself leaves them out.
fn program(registry: &dyn Registry, path: &str) -> Option<Row> {
    let of = |name: &str| registry.text(path, name);
    let is_part = registry.number(path, "SystemComponent") == Some(1) || of("ParentKeyName").is_some();
    let is_update = of("ReleaseType").is_some_and(|kind| kind.contains("Update") || kind == "Hotfix");
    if is_part || is_update {
        return None;
    }
    Some((
        of("DisplayName")?,
        of("DisplayVersion").unwrap_or_else(|| NO_VERSION.to_owned()),
        of("Publisher"),
        of("InstallDate").and_then(|date| installed_on(&date)),
    ))
}

/// `20260131` is how installers are to write it; what some write instead is not guessed at.
fn installed_on(date: &str) -> Option<String> {
    let is_date = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
    let date = is_date.then(|| format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]))?;
    date.parse::<jiff::civil::Date>().ok().map(|_| date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_are_none_are_left_out() {
        assert_eq!(installed_on("20260131").as_deref(), Some("2026-01-31"));
        for bad in ["20260231", "31/01/2026", "2026013", ""] {
            assert_eq!(installed_on(bad), None, "{bad}");
        }
    }
}
