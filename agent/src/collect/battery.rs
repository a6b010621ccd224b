//! Section `battery`: `/sys/class/power_supply`, as the kernel's ABI describes it.

use super::root::{CollectError, Root};
use kiemke_wire::facts::{Battery, BatteryFacts};

const SUPPLIES: &str = "sys/class/power_supply";
/// To what capacities are rounded, milliwatt hours.
const STEP_MWH: u64 = 100;

pub(super) fn collect(root: &Root) -> Result<BatteryFacts, CollectError> {
    let batteries = root
        .names(SUPPLIES)
        .into_iter()
        .filter_map(|name| battery(root, name))
        .collect();
    Ok(BatteryFacts { batteries })
}

fn battery(root: &Root, name: String) -> Option<Battery> {
    let of = |what: &str| root.value(&format!("{SUPPLIES}/{name}/{what}"));
    // Batteries of mice and headsets have the scope `Device`.
    let feeds_machine = of("type").as_deref() == Some("Battery") && of("scope").as_deref() != Some("Device");
    if !feeds_machine || of("present").as_deref() == Some("0") {
        return None;
    }
    let number = |what: &str| of(what)?.parse::<u64>().ok().filter(|number| *number > 0);
    let capacity = |what: &str| {
        let energy_uwh = number(&format!("energy_{what}")).or_else(|| {
            let charge_uah = number(&format!("charge_{what}"))?;
            let volts = number("voltage_min_design").or_else(|| number("voltage_now"))?;
            Some(charge_uah.checked_mul(volts)? / 1_000_000)
        });
        rounded_mwh(energy_uwh? / 1000)
    };
    Some(Battery {
        maker: of("manufacturer"),
        model: of("model_name"),
        chemistry: of("technology").filter(|kind| kind != "Unknown"),
        design_mwh: capacity("full_design"),
        full_mwh: capacity("full"),
        // Firmware that does not count says zero.
        cycles: number("cycle_count").and_then(|cycles| u32::try_from(cycles).ok()),
        name: Some(name),
    })
}

/// To a hundred milliwatt hours, so that the digest rests while the battery does.
pub(super) fn rounded_mwh(mwh: u64) -> Option<u32> {
    let rounded = mwh.checked_add(STEP_MWH / 2)? / STEP_MWH * STEP_MWH;
    u32::try_from(rounded).ok().filter(|mwh| *mwh > 0)
}
