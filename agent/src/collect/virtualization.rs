//! Whether the machine is made of metal.

use super::root::Root;

/// What the firmware of hypervisors says of itself, in lower case: maker, beginning of the model, name.
const FIRMWARE: [(&str, &str, &str); 10] = [
    ("qemu", "", "qemu"),
    ("vmware, inc.", "", "vmware"),
    ("innotek gmbh", "", "virtualbox"),
    ("oracle corporation", "virtualbox", "virtualbox"),
    ("microsoft corporation", "virtual machine", "hyperv"),
    ("xen", "", "xen"),
    ("parallels", "", "parallels"),
    ("bochs", "", "bochs"),
    ("google", "google compute engine", "google"),
    ("openstack", "", "openstack"),
];

/// Container marks that the engines leave: file, name.
const MARKS: [(&str, &str); 3] = [
    (".dockerenv", "docker"),
    ("run/.containerenv", "podman"),
    ("run/systemd/container", "container"),
];

/// `physical`, or the hypervisor or container; `None` when nothing speaks for either.
pub(super) fn recognise(root: &Root) -> Option<String> {
    let container = MARKS.iter().find(|(mark, _)| root.has(mark));
    if let Some((_, name)) = container {
        return Some((*name).to_owned());
    }
    let maker = root
        .value("sys/class/dmi/id/sys_vendor")
        .unwrap_or_default()
        .to_lowercase();
    let model = root
        .value("sys/class/dmi/id/product_name")
        .unwrap_or_default()
        .to_lowercase();
    if let Some(name) = of_firmware(&maker, &model) {
        return Some(name.to_owned());
    }
    if root.value("sys/hypervisor/type").as_deref() == Some("xen") {
        return Some("xen".to_owned());
    }
    let cpuinfo = root.text("proc/cpuinfo").unwrap_or_default();
    // Other architectures than x86 have no such flag: there the firmware alone can tell.
    let flags = cpuinfo.lines().find(|line| line.starts_with("flags"));
    match flags {
        Some(flags) if flags.split_ascii_whitespace().any(|flag| flag == "hypervisor") => {
            Some("unknown_hypervisor".to_owned())
        }
        Some(_) => Some("physical".to_owned()),
        None if !maker.is_empty() => Some("physical".to_owned()),
        None => None,
    }
}

/// The hypervisor whose firmware names itself so; maker and model in lower case.
pub(super) fn of_firmware(maker: &str, model: &str) -> Option<&'static str> {
    let known = FIRMWARE
        .iter()
        .find(|(of_maker, of_model, _)| maker == *of_maker && model.starts_with(of_model));
    if let Some((_, _, name)) = known {
        return Some(name);
    }
    (maker == "amazon ec2" && !model.ends_with(".metal")).then_some("amazon")
}
