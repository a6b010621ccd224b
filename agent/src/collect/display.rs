//! Section `display`: graphics adapters and screens below `/sys/class/drm` and on PCI.

use super::edid;
use super::root::{CollectError, Root};
use kiemke_wire::facts::{DisplayFacts, Gpu, Monitor};

const PCI: &str = "sys/bus/pci/devices";
const DRM: &str = "sys/class/drm";

pub(super) fn collect(root: &Root) -> Result<DisplayFacts, CollectError> {
    let gpus = root
        .names(PCI)
        .into_iter()
        .filter_map(|address| gpu(root, &address))
        .collect();
    let monitors = root
        .names(DRM)
        .into_iter()
        .filter_map(|connector| monitor(root, &connector))
        .collect();
    Ok(DisplayFacts { gpus, monitors })
}

/// A function of class 03 (PCI Code and ID Assignment, 1.4: display controller).
fn gpu(root: &Root, address: &str) -> Option<Gpu> {
    let of = |what: &str| root.value(&format!("{PCI}/{address}/{what}"));
    let digits = |what: &str| Some(of(what)?.strip_prefix("0x")?.to_lowercase());
    if !of("class")?.starts_with("0x03") {
        return None;
    }
    let driver = root.link(&format!("{PCI}/{address}/driver"));
    Some(Gpu {
        // Names stand in a database that is not everywhere; what the firmware calls a built-in one is no name.
        name: None,
        pci_id: digits("vendor").and_then(|vendor| Some(format!("{vendor}:{}", digits("device")?))),
        driver: driver.and_then(|target| Some(target.rsplit('/').next()?.to_owned())),
    })
}

/// `card0-HDMI-A-1` is a connector of `card0`.
fn monitor(root: &Root, connector: &str) -> Option<Monitor> {
    let (_, name) = connector.split_once('-')?;
    if root.value(&format!("{DRM}/{connector}/status"))? != "connected" {
        return None;
    }
    // Behind a switch for several machines a screen has no EDID; it is there all the same.
    let described = root
        .bytes(&format!("{DRM}/{connector}/edid"))
        .and_then(|bytes| edid::monitor(&bytes));
    Some(Monitor {
        connector: Some(name.to_owned()),
        ..described.unwrap_or_default()
    })
}
