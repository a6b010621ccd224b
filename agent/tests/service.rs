//! Installing below another prefix: what lies where, and that nothing is left.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn service(prefix: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kiemke-agent"))
        .arg("service")
        .args(arguments)
        .arg("--prefix")
        .arg(prefix)
        .arg("--data")
        .arg(prefix.join("var/lib/kiemke/agent"))
        .output()
        .unwrap()
}

fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let entry = entry.unwrap();
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => drop(found.insert(entry.path().strip_prefix(folder).unwrap().to_owned())),
            }
        }
    }
    found
}

#[test]
fn what_is_installed_is_taken_away_again() {
    let (prefix, stick) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let token = stick.path().join("token");
    std::fs::write(&token, format!("kk1_{}_-\n", "07".repeat(32))).unwrap();
    let install = [
        "install",
        "--url",
        "http://127.0.0.1:7117",
        "--token-file",
        token.to_str().unwrap(),
        "--room",
        "P12",
        "--seat",
        "7",
    ];
    // A second time replaces what is there and keeps who the machine is.
    let mut identities = BTreeSet::new();
    for _ in 0..2 {
        let output = service(prefix.path(), &install);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        assert!(!said.contains("0707"));
        let text = std::fs::read(prefix.path().join("var/lib/kiemke/agent/agent.json")).unwrap();
        let credential: serde_json::Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(
            (&credential["room"], &credential["seat"]),
            (&"P12".into(), &7.into())
        );
        identities.insert(credential["agent"].to_string());
    }
    assert_eq!(identities.len(), 1);
    let expected = [
        "etc/kiemke/agent.toml",
        "etc/systemd/system/kiemke-agent.service",
        "etc/systemd/system/multi-user.target.wants/kiemke-agent.service",
        "usr/local/bin/kiemke-agent",
        "var/lib/kiemke/agent/agent.json",
        "var/lib/kiemke/agent/enrol.token",
    ];
    assert_eq!(files(prefix.path()), expected.map(PathBuf::from).into());
    let kept = std::fs::metadata(prefix.path().join("var/lib/kiemke/agent/enrol.token")).unwrap();
    assert_eq!(kept.permissions().mode() & 0o777, 0o600);
    let settings = std::fs::read_to_string(prefix.path().join("etc/kiemke/agent.toml")).unwrap();
    let settings = kiemke_config::agent::AgentFile::parse(Path::new("agent.toml"), &settings).unwrap();
    assert_eq!(settings.url.as_deref(), Some("http://127.0.0.1:7117"));
    assert_eq!(settings.data.as_deref(), Some(Path::new("/var/lib/kiemke/agent")));
    let said = service(prefix.path(), &["status"]).stdout;
    let said = String::from_utf8(said).unwrap();
    assert!(
        said.contains("installed: yes\nenabled: yes\nrunning: unknown\n"),
        "{said}"
    );

    for _ in 0..2 {
        assert!(service(prefix.path(), &["uninstall"]).status.success());
        assert_eq!(files(prefix.path()), BTreeSet::new());
        assert!(!prefix.path().join("var/lib/kiemke").exists());
    }
    let said = String::from_utf8(service(prefix.path(), &["status"]).stdout).unwrap();
    assert!(said.starts_with("installed: no\n"), "{said}");
}

#[test]
fn a_token_that_is_none_installs_nothing() {
    let prefix = tempfile::tempdir().unwrap();
    let token = prefix.path().join("token");
    std::fs::write(&token, "kk1_cut").unwrap();
    let arguments = [
        "install",
        "--url",
        "http://127.0.0.1:7117",
        "--token-file",
        token.to_str().unwrap(),
    ];
    let output = service(prefix.path(), &arguments);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(files(prefix.path()).len(), 1);
}
