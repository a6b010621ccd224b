//! Section `cpu`. Only what stays the same while the machine runs: the present clock is no fact.

use super::root::{CollectError, Root};
use super::smbios;
use kiemke_wire::facts::CpuFacts;
use std::collections::BTreeSet;

pub(super) fn collect(root: &Root) -> Result<CpuFacts, CollectError> {
    let text = root.text("proc/cpuinfo")?;
    let mut facts = CpuFacts::default();
    let (mut sockets, mut cores, mut threads) = (BTreeSet::new(), BTreeSet::new(), 0);
    let mut socket = None;
    for line in text.lines() {
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let (key, value) = (key.trim_end(), value.trim());
        match key {
            "processor" => {
                threads += 1;
                socket = None;
            }
            "physical id" => {
                socket = Some(value);
                sockets.insert(value);
            }
            "core id" => {
                cores.insert((socket, value));
            }
            "model name" | "Model" if facts.model.is_none() => facts.model = named(value),
            "vendor_id" if facts.vendor.is_none() => facts.vendor = named(value),
            _ => {}
        }
    }
    // Other processors than those of x86 say nothing of sockets and cores there.
    let table = root.bytes(smbios::TABLE).unwrap_or_default();
    let counted = smbios::processors(&table);
    facts.sockets = count(sockets.len()).or(counted.sockets);
    facts.cores = count(cores.len())
        .or_else(|| count(cores_in_sysfs(root)))
        .or(counted.cores);
    facts.threads = count(threads);
    facts.speed_mhz_max = root
        .number::<u32>("sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq")
        .map(|khz| khz / 1000)
        .or_else(|| speed_in_name(facts.model.as_deref()?));
    Ok(facts)
}

fn named(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

fn count(number: usize) -> Option<u32> {
    u32::try_from(number).ok().filter(|number| *number > 0)
}

fn cores_in_sysfs(root: &Root) -> usize {
    let of = |cpu: &str, what: &str| root.value(&format!("sys/devices/system/cpu/{cpu}/topology/{what}"));
    root.names("sys/devices/system/cpu")
        .iter()
        .filter_map(|cpu| Some((of(cpu, "physical_package_id"), of(cpu, "core_id")?)))
        .collect::<BTreeSet<_>>()
        .len()
}

/// `Intel(R) Core(TM) i3-4130 CPU @ 3.40GHz` holds 3400.
fn speed_in_name(model: &str) -> Option<u32> {
    let ghz = model.rsplit_once('@')?.1.trim().strip_suffix("GHz")?;
    let (whole, hundredths) = ghz.trim().split_once('.')?;
    let hundredths: u32 = format!("{hundredths:0<2}").get(..2)?.parse().ok()?;
    Some(whole.parse::<u32>().ok()?.checked_mul(1000)? + hundredths * 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_speed_in_a_name_is_read() {
        assert_eq!(
            speed_in_name("Intel(R) Core(TM) i3-4130 CPU @ 3.40GHz"),
            Some(3400)
        );
        assert_eq!(speed_in_name("Pentium @ 2.5GHz"), Some(2500));
        assert_eq!(speed_in_name("AMD EPYC"), None);
        assert_eq!(speed_in_name("@ xGHz"), None);
    }
}
