//! The program itself: what it prints, and its exit codes.
#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn agent(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kiemke-agent"))
        .args(arguments)
        .arg("--data")
        .arg(data)
        .output()
        .expect("the program was built with this test")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn token() -> String {
    format!("kk1_{}_-", "07".repeat(32))
}

#[test]
fn once_print_shows_the_inventory_by_section_and_keeps_nothing() {
    let (data, root) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    for (file, text) in [
        ("etc/os-release", "NAME=Debian\n"),
        ("proc/cpuinfo", "processor : 0\n"),
        ("proc/meminfo", "MemTotal: 1000 kB\n"),
    ] {
        let path = root.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let output = agent(
        data.path(),
        &["once", "--print", "--root", root.path().to_str().unwrap()],
    );
    assert!(output.status.success(), "{}", stderr(&output));
    let inventory: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(inventory["memory"]["total_bytes"], 1_024_000);
    assert_eq!(inventory["system"]["os_name"], "Debian");
    assert_eq!(inventory.as_object().unwrap().len(), 12);
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0);

    std::fs::remove_file(root.path().join("proc/meminfo")).unwrap();
    let output = agent(
        data.path(),
        &["once", "--print", "--root", root.path().to_str().unwrap()],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("memory: failed to read"),
        "{}",
        stderr(&output)
    );
    let rest: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(rest.as_object().unwrap().len(), 11);
}

#[test]
fn exit_codes_tell_what_went_wrong() {
    let data = TempDir::new().unwrap();
    // A port that was just given back: nobody listens there.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let good = token();
    let check = |arguments: &[&str], code: i32, words: &str| {
        let output = agent(data.path(), arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains(words),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(!stderr(&output).contains("0707"), "a secret was printed");
    };
    check(&["enrol", &url, &good], 3, "is the daemon running");
    check(&["enrol", &url, &good[..40]], 2, "cut off");
    check(&["enrol", "here", &good], 2, "http://host:port");
    check(&["enrol", &url, "@/nonexistent"], 1, "/nonexistent");
    check(&["enrol", &url, &good, "--seat", "0"], 2, "--seat");
    check(&["run"], 1, "enrol it first");
    check(&["once"], 1, "enrol it first");
    check(&["dance"], 2, "dance");
    let settings = data.path().join("agent.toml");
    std::fs::write(&settings, "[spool]\nbytes = 1\n").unwrap();
    check(
        &["config", "print", "--config", settings.to_str().unwrap()],
        1,
        "line 2",
    );
}

#[test]
fn settings_in_force_are_printed_as_a_settings_file() {
    let data = TempDir::new().unwrap();
    let output = agent(data.path(), &["config", "print"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let settings = kiemke_config::agent::AgentFile::parse(Path::new("printed"), &text).unwrap();
    assert_eq!(settings.data.as_deref(), Some(data.path()));
}
