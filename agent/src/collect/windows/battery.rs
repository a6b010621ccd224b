//! Section `battery`: `BATTERY_INFORMATION` of poclass.h.

use super::Windows;
use super::told::BatteryTold;
use crate::collect::battery::rounded_mwh;
use kiemke_wire::facts::{Battery, BatteryFacts};

pub(in crate::collect) fn collect(windows: &Windows) -> BatteryFacts {
    let batteries = windows.told.batteries();
    BatteryFacts {
        batteries: batteries.iter().zip(0_u32..).filter_map(battery).collect(),
    }
}

/// Capabilities, technology, three bytes, chemistry (four letters), design and full capacity, three alarms, cycles.
fn battery((told, number): (&BatteryTold, u32)) -> Option<Battery> {
    /// Set for a battery that feeds the machine.
    const SYSTEM: u32 = 0x8000_0000;
    /// Set when capacities are no milliwatt hours but a share of something.
    const RELATIVE: u32 = 0x4000_0000;
    const UNKNOWN: u32 = u32::MAX;
    let bytes = &told.information.0;
    let at = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let capabilities = at(0)?;
    if capabilities & SYSTEM == 0 {
        return None;
    }
    let capacity = |place: usize| {
        let mwh = at(place).filter(|mwh| *mwh != UNKNOWN && capabilities & RELATIVE == 0)?;
        rounded_mwh(mwh.into())
    };
    let chemistry = bytes
        .get(8..12)
        .map(|letters| String::from_utf8_lossy(letters).to_uppercase());
    let chemistry = match chemistry.as_deref().map(|text| text.trim_matches(['\0', ' '])) {
        Some("LION" | "LI-I") => Some("Li-ion"),
        Some("LIP" | "LIPO") => Some("Li-poly"),
        Some("NIMH") => Some("NiMH"),
        Some("NICD") => Some("NiCd"),
        Some("PBAC") => Some("Lead-acid"),
        _ => None,
    };
    Some(Battery {
        name: Some(format!("BAT{number}")),
        maker: told.maker.clone(),
        model: told.model.clone(),
        chemistry: chemistry.map(str::to_owned),
        design_mwh: capacity(12),
        full_mwh: capacity(16),
        cycles: at(32).filter(|cycles| ![0, UNKNOWN].contains(cycles)),
    })
}
