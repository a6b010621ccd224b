//! The house keeps its own rules: who may know whom, what lies where, how large a file may grow.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each crate may use of the workspace. Another edge is a change of the architecture: say why in
/// ARCHITECTURE.md and here.
const MAY_USE: &[(&str, &[&str])] = &[
    ("kiemke-wire", &[]),
    ("kiemke-framelog", &[]),
    ("kiemke-http", &["kiemke-wire"]),
    ("kiemke-config", &["kiemke-wire"]),
    ("kiemke-agent-core", &["kiemke-wire", "kiemke-config"]),
    ("kiemke-core", &["kiemke-wire", "kiemke-config"]),
    ("kiemke-tui-core", &["kiemke-wire", "kiemke-config"]),
    (
        "kiemke-agent",
        &[
            "kiemke-agent-core",
            "kiemke-wire",
            "kiemke-config",
            "kiemke-framelog",
            "kiemke-http",
        ],
    ),
    (
        "kiemke-sim",
        &[
            "kiemke-agent-core",
            "kiemke-core",
            "kiemke-daemon",
            "kiemke-wire",
            "kiemke-config",
            "kiemke-http",
        ],
    ),
    (
        "kiemke-daemon",
        &[
            "kiemke-core",
            "kiemke-wire",
            "kiemke-config",
            "kiemke-framelog",
            "kiemke-http",
        ],
    ),
    (
        "kiemke",
        &[
            "kiemke-tui-core",
            "kiemke-core",
            "kiemke-wire",
            "kiemke-config",
            "kiemke-http",
            "kiemke-agent",
            "kiemke-daemon",
            "kiemke-sim",
        ],
    ),
];

/// What pure crates must not contain, besides what their `.clippy.toml` bans.
const NOT_IN_PURE: &[&str] = &[
    "tokio",
    "axum",
    "hyper",
    "reqwest",
    "sled",
    "sysinfo",
    "crossterm",
    "rustix",
    "socket2",
    "getrandom",
    "kiemke-framelog",
    "kiemke-http",
];
const PURE: &[&str] = &[
    "kiemke-wire",
    "kiemke-config",
    "kiemke-agent-core",
    "kiemke-core",
    "kiemke-tui-core",
];

/// Only this module of the terminal may start the other two programs.
const MAY_START_PROGRAMS: &[&str] = &["up.rs", "up/"];

/// Only this module of the terminal counts by itself, as the daemon does.
const MAY_COUNT_OFFLINE: &[&str] = &["stocktake_pack.rs", "stocktake_pack/"];

/// Only this module of the simulator may write a data folder itself.
const MAY_WRITE_FOLDERS: &[&str] = &["offline.rs", "offline/"];

/// Lines of a source file without its tests; a file over it has a reason and a place here.
const LINES_MAX: usize = 600;

const ROOT: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "agent",
    "config",
    "daemon",
    "rustfmt.toml",
    "target",
    "tests",
    "tui",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn manifests() -> BTreeMap<String, (PathBuf, toml::Table)> {
    let workspace: toml::Table = fs::read_to_string(root().join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let members = workspace["workspace"]["members"].as_array().unwrap().clone();
    let mut found = BTreeMap::new();
    for member in members {
        let dir = root().join(member.as_str().unwrap());
        let manifest: toml::Table = fs::read_to_string(dir.join("Cargo.toml"))
            .unwrap()
            .parse()
            .unwrap();
        let name = manifest["package"]["name"].as_str().unwrap().to_owned();
        found.insert(name, (dir, manifest));
    }
    found
}

/// Names under `dependencies`, those for single systems included; what only tests use is free.
fn dependencies(manifest: &toml::Table) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut add = |table: Option<&toml::Value>| {
        names.extend(
            table
                .and_then(toml::Value::as_table)
                .into_iter()
                .flat_map(|table| table.keys().cloned()),
        );
    };
    add(manifest.get("dependencies"));
    if let Some(targets) = manifest.get("target").and_then(toml::Value::as_table) {
        targets
            .values()
            .for_each(|target| add(target.get("dependencies")));
    }
    names
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            found.extend(sources(&path));
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
    found
}

#[test]
fn crates_know_only_whom_they_may() {
    let manifests = manifests();
    let ours: BTreeSet<&String> = manifests.keys().collect();
    let allowed: BTreeMap<&str, BTreeSet<&str>> = MAY_USE
        .iter()
        .map(|(name, uses)| (*name, uses.iter().copied().collect()))
        .collect();
    for (name, (_, manifest)) in &manifests {
        if name == "kiemke-tests" {
            continue;
        }
        let allowed = allowed
            .get(name.as_str())
            .unwrap_or_else(|| panic!("{name} has no row in MAY_USE"));
        for used in dependencies(manifest).iter().filter(|used| ours.contains(used)) {
            assert!(allowed.contains(used.as_str()), "{name} may not use {used}");
        }
    }
}

#[test]
fn pure_crates_contain_no_io() {
    let manifests = manifests();
    for name in PURE {
        let used = dependencies(&manifests[*name].1);
        for banned in NOT_IN_PURE {
            assert!(!used.contains(*banned), "{name} is pure and may not use {banned}");
        }
        assert!(
            manifests[*name].0.join(".clippy.toml").is_file() || *name == "kiemke-wire",
            "{name} needs its bans"
        );
    }
}

#[test]
fn only_up_starts_the_other_programs() {
    names_only_in(
        "tui/src",
        MAY_START_PROGRAMS,
        &["kiemke_daemon", "kiemke_agent", "kiemke_sim"],
    );
    names_only_in("tui/src", MAY_COUNT_OFFLINE, &["kiemke_core"]);
    names_only_in(
        "agent/sim/src",
        MAY_WRITE_FOLDERS,
        &["kiemke_daemon", "kiemke_core"],
    );
}

/// Sources below `folder` that stand elsewhere than in `allowed` do not name these crates.
fn names_only_in(folder: &str, allowed: &[&str], crates: &[&str]) {
    let source = root().join(folder);
    for path in sources(&source) {
        let place = path.strip_prefix(&source).unwrap().to_string_lossy().into_owned();
        if allowed.iter().any(|allowed| place.starts_with(allowed)) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for name in crates {
            // Its core is another crate with a longer name.
            let names = text
                .match_indices(name)
                .any(|(at, _)| !text[at + name.len()..].starts_with("_core"));
            assert!(!names, "{folder}/{place} names {name}; only {allowed:?} may");
        }
    }
}

#[test]
fn the_root_holds_what_the_readme_says_and_nothing_else() {
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            name.starts_with('.') || ROOT.contains(&name.as_str()),
            "{name} does not belong at the root"
        );
    }
}

#[test]
fn files_are_small_and_named_by_their_idea() {
    for path in sources(&root()) {
        let text = fs::read_to_string(&path).unwrap();
        let place = path.strip_prefix(root()).unwrap().display().to_string();
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        assert!(lines <= LINES_MAX, "{place} has {lines} lines");
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            !["mod", "utils", "util", "helpers", "common", "misc"].contains(&stem.as_str()),
            "{place}"
        );
        for left in ["todo!(", "unimplemented!(", "dbg!(", "#[ignore"] {
            assert!(
                !text.contains(left) || place.starts_with("tests/tidy"),
                "{place} holds {left}"
            );
        }
    }
}

#[test]
fn the_readme_says_the_commands_that_ci_runs() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap();
    for command in ["cargo run --release", "cargo test --workspace"] {
        assert!(readme.contains(command), "README.md lacks {command}");
    }
    assert!(
        ci.contains("cargo test --workspace"),
        ".ci/run does not call the README's test command"
    );
    for name in ["tui", "agent", "daemon", "config", "tests"] {
        assert!(
            readme.contains(&format!("{name}/")),
            "README.md's code map lacks {name}/"
        );
    }
}
