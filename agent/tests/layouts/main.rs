//! Whole machines, made for these tests: what `once --print` says of each is kept beside it.
//!
//! `KIEMKE_WRITE_GOLDEN=1` writes what is said now; then look at the difference. `KIEMKE_PLANT_IN=DIR` leaves the trees
//! there, for `tests/inventory_beside.py --layouts DIR`.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod blobs;
mod tree;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn here(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/layouts")
        .join(file)
}

/// What the program prints about a layout; facts of the program itself are left out, because they are of this run.
fn printed(layout: &str) -> Value {
    let text = std::fs::read_to_string(here(&format!("{layout}.tree"))).unwrap();
    let (root, data) = (tree::plant(&text), tempfile::tempdir().unwrap());
    if let Some(folder) = std::env::var_os("KIEMKE_PLANT_IN") {
        tree::plant_in(&Path::new(&folder).join(layout), &text);
    }
    let output = Command::new(env!("CARGO_BIN_EXE_kiemke-agent"))
        .args(["once", "--print", "--root"])
        .arg(root.path())
        .arg("--data")
        .arg(data.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{layout}: {said}");
    let mut inventory: Value = serde_json::from_slice(&output.stdout).unwrap();
    inventory.as_object_mut().unwrap().remove("agent");
    inventory
}

fn check(layout: &str) -> Value {
    let golden = here(&format!("golden/{layout}.json"));
    let printed = printed(layout);
    let text = format!("{}\n", serde_json::to_string_pretty(&printed).unwrap());
    if std::env::var_os("KIEMKE_WRITE_GOLDEN").is_some() {
        std::fs::write(&golden, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&golden).unwrap_or_default();
    assert!(kept == text, "{layout} is told otherwise than kept:\n{text}");
    no_blanks(layout, &printed);
    printed
}

/// What is not known is absent: never an empty text, never an empty list.
fn no_blanks(place: &str, value: &Value) {
    match value {
        Value::String(text) => assert!(!text.trim().is_empty(), "{place} is blank"),
        Value::Array(list) => {
            assert!(!list.is_empty(), "{place} is empty");
            for (at, one) in list.iter().enumerate() {
                // A row of a package may leave its publisher out before the date.
                if !(place.contains(".packages[") && one.is_null()) {
                    no_blanks(&format!("{place}[{at}]"), one);
                }
            }
        }
        Value::Object(map) => {
            for (key, one) in map {
                no_blanks(&format!("{place}.{key}"), one);
            }
        }
        Value::Null => panic!("{place} is null"),
        Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn an_office_pc() {
    check("office_pc");
}

#[test]
fn a_laptop_with_two_monitors() {
    let inventory = check("laptop");
    assert_eq!(inventory["display"]["monitors"].as_array().unwrap().len(), 2);
}

#[test]
fn a_thin_old_pc_with_junk_serials() {
    check("old_pc");
}

#[test]
fn a_server() {
    check("server");
}

#[test]
fn a_virtual_machine() {
    check("virtual_machine");
}

#[test]
fn an_office_pc_with_windows() {
    check("windows_office_pc");
}

#[test]
fn a_laptop_with_windows() {
    check("windows_laptop");
}

#[test]
fn a_thin_old_pc_with_windows() {
    check("windows_old_pc");
}

#[test]
fn a_server_with_windows() {
    check("windows_server");
}

#[test]
fn a_virtual_machine_with_windows() {
    let inventory = check("windows_virtual_machine");
    assert_ne!(inventory["system"]["virtualization"], "physical");
}

#[test]
fn a_broken_copy_of_windows_is_told_by_its_place() {
    let root = tree::plant(
        "=== registry.reg\nWindows Registry Editor Version 5.00\n\nnonsense\n=== calls.json\n{}\n",
    );
    let output = Command::new(env!("CARGO_BIN_EXE_kiemke-agent"))
        .args(["once", "--print", "--root"])
        .arg(root.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("registry.reg: line 3 is not"), "{said}");
}
