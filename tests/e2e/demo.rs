//! `kiemke demo`: the province is there at once, marked as made up, and gone at the end.

use kiemke_sim::seed::Seed;
use kiemke_sim::truth::Truth;
use kiemke_sim::world::{Mix, Plan, World};
use serde_json::Value;
use tokio::process::Command;

#[tokio::test]
async fn a_made_up_province_is_shown_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_tested-kiemke"))
        .args(["demo", "--schools", "5", "--machines", "60", "--seed", "7"])
        .args(["--once", "--format", "json"])
        .env("TMPDIR", folder.path())
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    let truth = Truth::of(&World::new(Plan {
        seed: Seed(7),
        schools: 5,
        machines: 60,
        mix: Mix::Province,
    }));
    assert_eq!(printed["overview"]["demo"], true);
    assert_eq!(printed["overview"]["machines"]["known"], truth.enrolments);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
