//! systemd, by its files: a unit, and the link that starts it with the system. Below another prefix nothing is
//! started, so that an image of a disk can be prepared.

use super::{Installation, Places, ServiceError, State, file, lay, make_parent, remove, remove_empty};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const NAME: &str = "kiemke-agent";
/// There while systemd runs the system (sd_booted(3)).
const BOOTED: &str = "run/systemd/system";

fn unit_file(prefix: &Path) -> PathBuf {
    prefix.join(format!("etc/systemd/system/{NAME}.service"))
}

fn wanted_link(prefix: &Path) -> PathBuf {
    prefix.join(format!(
        "etc/systemd/system/multi-user.target.wants/{NAME}.service"
    ))
}

fn places(prefix: &Path) -> Places {
    Places {
        program: prefix.join("usr/local/bin/kiemke-agent"),
        settings: prefix.join("etc/kiemke/agent.toml"),
        data: prefix.join("var/lib/kiemke/agent"),
    }
}

/// The unit. Serial numbers and the tables of the firmware are root's alone to read, so it is root, with little that
/// root may do.
const UNIT: &str = "\
[Unit]
Description=Kiem Ke agent: reports this machine and its network
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=/usr/local/bin/kiemke-agent run --config /etc/kiemke/agent.toml
Restart=always
RestartSec=30
Nice=10
CPUWeight=idle
IOSchedulingClass=idle
MemoryMax=128M
TasksMax=64
UMask=0077
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths=/var/lib/kiemke
ProtectHome=yes
PrivateTmp=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
CapabilityBoundingSet=CAP_NET_RAW CAP_DAC_READ_SEARCH CAP_SYS_RAWIO

[Install]
WantedBy=multi-user.target
";

/// Installs and, on the running system, starts it.
pub(crate) fn install(prefix: &Path, mut wish: Installation) -> Result<(), ServiceError> {
    let is_live = prefix == Path::new("/");
    if is_live && !prefix.join(BOOTED).exists() {
        return Err(keeper(
            "install",
            "systemd does not run this system; start `kiemke-agent run` by what does",
        ));
    }
    // What the service reads is its own machine, whatever was given for another one.
    wish.settings.data = Some("/var/lib/kiemke/agent".into());
    wish.settings.root = None;
    wish.settings.url = Some(wish.url.clone());
    lay(&places(prefix), &wish)?;
    let unit = unit_file(prefix);
    make_parent(&unit)?;
    fs::write(&unit, UNIT).map_err(file("write", &unit))?;
    let link = wanted_link(prefix);
    make_parent(&link)?;
    remove(&link)?;
    std::os::unix::fs::symlink(format!("../{NAME}.service"), &link).map_err(file("make", &link))?;
    if is_live {
        systemctl("load", &["daemon-reload"])?;
        systemctl("start", &["restart", NAME])?;
    }
    Ok(())
}

/// Stops it and takes everything away, its identity too.
pub(crate) fn uninstall(prefix: &Path) -> Result<(), ServiceError> {
    let is_live = prefix == Path::new("/") && prefix.join(BOOTED).exists();
    let unit = unit_file(prefix);
    if is_live && unit.exists() {
        systemctl("stop", &["stop", NAME])?;
    }
    remove(&wanted_link(prefix))?;
    remove(&unit)?;
    if is_live {
        systemctl("unload", &["daemon-reload"])?;
    }
    let Places {
        program,
        settings,
        data,
    } = places(prefix);
    for path in [&program, &settings, &data] {
        remove(path)?;
    }
    for path in [&settings, &data] {
        path.parent().into_iter().for_each(remove_empty);
    }
    Ok(())
}

/// By files alone: the unit, its link, and the group of processes that the kernel shows while it runs.
pub(crate) fn state(prefix: &Path) -> Result<State, ServiceError> {
    let group = prefix.join(format!("sys/fs/cgroup/system.slice/{NAME}.service/cgroup.procs"));
    let is_live = prefix == Path::new("/");
    Ok(State {
        installed: unit_file(prefix).exists(),
        enabled: fs::symlink_metadata(wanted_link(prefix)).is_ok(),
        running: is_live
            .then(|| fs::read_to_string(group).is_ok_and(|processes| !processes.trim().is_empty())),
    })
}

/// Nothing else starts a unit: its bus wants a library that is larger than this program.
fn systemctl(operation: &'static str, arguments: &[&str]) -> Result<(), ServiceError> {
    let output = Command::new("systemctl")
        .args(arguments)
        .output()
        .map_err(file("run", Path::new("systemctl")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(keeper(operation, said.trim()))
}

fn keeper(operation: &'static str, reason: &str) -> ServiceError {
    ServiceError::Keeper {
        operation,
        name: NAME,
        reason: reason.to_owned(),
    }
}
