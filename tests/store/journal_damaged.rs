//! Damage in the journal's middle where nothing else knows the entries: named exactly, the rest served.

use crate::folder::{Folder, settings};
use kiemke_http::Request;
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::process::run;
use kiemke_wire::view::MachineReading;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

fn files(dir: PathBuf) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn a_group_that_is_lost_is_named_and_the_rest_is_served() {
    let folder = Folder::make().await;
    let copy = folder.copy();
    let data = copy.path();
    // Without the store and the image at the end only the journal knows what lies behind the checkpoint.
    fs::remove_dir_all(data.join("store")).unwrap();
    for image in files(data.join("images")) {
        if image.file_name().unwrap().to_string_lossy().starts_with("state") {
            fs::remove_file(image).unwrap();
        }
    }
    let segments = files(data.join("journal"));
    let hurt = &segments[segments.len() / 2];
    let mut bytes = fs::read(hurt).unwrap();
    let written = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    bytes[written - 3] ^= 0x55;
    fs::write(hurt, bytes).unwrap();

    let verified = run(
        env!("CARGO_BIN_EXE_tested-kiemked"),
        &["verify", "--format", "json", "--data", data.to_str().unwrap()],
    )
    .await;
    assert_eq!(verified.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&verified.stdout).unwrap();
    assert_eq!(report["sound"], false);
    let file = format!("journal/{}", hurt.file_name().unwrap().to_string_lossy());
    let problems = report["problems"].as_array().unwrap();
    let named = problems
        .iter()
        .find(|problem| problem["file"] == file.as_str())
        .unwrap_or_else(|| panic!("{file} is not named in {report:#}"));
    assert_eq!(named["offset"], 24, "the frame behind the head");
    let entries = named["entries"].as_array().unwrap();
    let lost = entries[1].as_u64().unwrap() - entries[0].as_u64().unwrap() + 1;
    assert_eq!(report["journal"]["entries_missing"], lost);

    let daemon = TestDaemon::start_with(data, settings()).await;
    let mut readings = Vec::new();
    for machine in ["m1", "m2"] {
        let path = format!("/v1/machines/{machine}/readings");
        readings.extend(
            daemon
                .admin
                .json::<Vec<MachineReading>>(Request::get(path))
                .await
                .unwrap(),
        );
    }
    assert_eq!(readings.len(), 24 - 1, "one report of one machine is lost");
    let ready: Value = daemon.admin.json(Request::get("/readyz")).await.unwrap();
    assert!(ready["notes"].to_string().contains("damaged"), "{ready}");
    daemon.stop().await;
}

#[tokio::test]
async fn a_sound_folder_is_found_sound_and_left_as_it_was() {
    let folder = Folder::make().await;
    let all = |dir: &str| -> Vec<(PathBuf, Vec<u8>)> {
        let files = files(folder.data().join(dir));
        let files = files.into_iter().filter(|path| path.is_file());
        files
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect()
    };
    let before = ["journal", "images", "store", ""].map(all);
    let verified = run(
        env!("CARGO_BIN_EXE_tested-kiemked"),
        &[
            "verify",
            "--format",
            "json",
            "--data",
            folder.data().to_str().unwrap(),
        ],
    )
    .await;
    let report: Value = serde_json::from_slice(&verified.stdout).unwrap();
    assert!(verified.status.success(), "{report:#}");
    assert_eq!(report["recovered"]["compared"], true);
    assert!(before == ["journal", "images", "store", ""].map(all));
}
