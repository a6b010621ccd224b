//! The main job: `kiemke up --once` on this very machine, compared with what the system's own files say.

use serde_json::Value;
use std::fs;
use std::path::Path;
use tokio::process::Command;

/// No test leaves this machine: the gateway that is probed is this machine itself.
pub(crate) fn keep_probes_at_home(data: &Path) {
    fs::create_dir_all(data.join("agent")).unwrap();
    let settings = "[probes]\ngateway = \"127.0.0.1\"\ngateway_spacing_ms = 10\noutside_spacing_ms = 10\n";
    fs::write(data.join("agent/agent.toml"), settings).unwrap();
}

async fn up_once(data: &Path) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_tested-kiemke"))
        .args([
            "up",
            "--once",
            "--format",
            "json",
            "--listen",
            "127.0.0.1:0",
            "--data",
        ])
        .arg(data)
        .env_remove("KIEMKE_SERVER")
        .output()
        .await
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "",
        "a good run says nothing on stderr"
    );
    serde_json::from_slice(&output.stdout).expect("JSON on stdout")
}

fn line_value(text: &str, key: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// Stanzas of dpkg's database whose status says installed, counted without the agent's reader.
fn installed_packages() -> Option<usize> {
    let text = fs::read_to_string("/var/lib/dpkg/status").ok()?;
    let installed = |stanza: &&str| {
        let status = stanza.lines().find_map(|line| line.strip_prefix("Status: "));
        status.is_some_and(|status| status.split_whitespace().nth(2) == Some("installed"))
    };
    Some(text.split("\n\n").filter(installed).count())
}

#[tokio::test]
async fn this_machine_is_taken_in_once_however_often_it_is_started() {
    let folder = tempfile::tempdir().unwrap();
    keep_probes_at_home(folder.path());
    let first = up_once(folder.path()).await;
    let again = up_once(folder.path()).await;
    for run in [&first, &again] {
        assert_eq!(run["overview"]["machines"]["known"], 1);
        assert_eq!(run["machine"]["id"], "m1");
        assert_eq!(
            run["overview"]["readiness"]["students"]["verdict"],
            "not_applicable"
        );
        assert_eq!(run["overview"]["readiness"]["students"]["low_pct"], Value::Null);
    }
    let facts = |section: &str| &first["machine"]["sections"][section]["facts"];
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    assert_eq!(facts("system")["host_name"], host.trim());
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap();
    if let Some(model) = line_value(&cpu, "model name") {
        assert_eq!(facts("cpu")["model"], model);
    }
    let memory = line_value(&fs::read_to_string("/proc/meminfo").unwrap(), "MemTotal").unwrap();
    let total = memory.split(' ').next().unwrap().parse::<f64>().unwrap() * 1024.0;
    let reported = facts("memory")["total_bytes"].as_f64().unwrap();
    assert!((reported / total - 1.0).abs() < 0.02, "{reported} is not {total}");
    if let Some(installed) = installed_packages() {
        assert_eq!(facts("software")["packages"].as_array().unwrap().len(), installed);
    }
    for entry in fs::read_dir("/sys/class/net").unwrap() {
        let path = entry.unwrap().path();
        let is_virtual = fs::canonicalize(&path)
            .unwrap()
            .starts_with("/sys/devices/virtual");
        if is_virtual {
            continue;
        }
        let mac = fs::read_to_string(path.join("address")).unwrap();
        let macs: Vec<&Value> = facts("network")["interfaces"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["mac"])
            .collect();
        assert!(
            macs.contains(&&Value::from(mac.trim())),
            "{mac} is not among {macs:?}"
        );
    }
}
