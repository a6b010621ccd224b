//! A backup of a running daemon, put back elsewhere: everything is there, and secrets travel only sealed.

use crate::folder::{Folder, Held, settings};
use kiemke_http::Request;
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::HandAgent;
use kiemke_tests::process::run;
use std::fs;
use std::path::Path;

const KIEMKED: &str = env!("CARGO_BIN_EXE_tested-kiemked");

async fn kiemked(arguments: &[&Path]) -> (Option<i32>, String) {
    let arguments: Vec<&str> = arguments.iter().map(|one| one.to_str().unwrap()).collect();
    let output = run(KIEMKED, &arguments).await;
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

fn p(text: &str) -> &Path {
    Path::new(text)
}

#[tokio::test]
async fn what_is_put_back_is_what_was_there() {
    let folder = Folder::make().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let (file, word) = (elsewhere.path().join("b.kki"), elsewhere.path().join("word"));
    fs::write(&word, "correct horse battery\n").unwrap();
    fs::create_dir_all(folder.data().join("cold")).unwrap();
    let cold: Vec<u8> = (0..3_000_000_u32).map(|number| (number % 251) as u8).collect();
    fs::write(folder.data().join("cold/of-later"), &cold).unwrap();
    let daemon = TestDaemon::start_with(folder.data(), settings()).await;
    let (code, said) = kiemked(&[
        p("backup"),
        &file,
        p("--passphrase-file"),
        &word,
        p("--data"),
        folder.data(),
    ])
    .await;
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = kiemked(&[p("backup"), &file, p("--data"), folder.data()]).await;
    assert!(code == Some(1) && said.contains("--force"), "{said}");
    let (code, said) = kiemked(&[p("restore"), &file, p("--data"), folder.data()]).await;
    assert!(code == Some(1) && said.contains("not empty"), "{said}");
    let key_before = hash_key(&daemon).await;
    let authority_before = authority(&daemon).await;
    daemon.stop().await;

    let back = elsewhere.path().join("back");
    let restore = [
        p("restore"),
        &file,
        p("--passphrase-file"),
        &word,
        p("--data"),
        &back,
    ];
    let (code, said) = kiemked(&restore).await;
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(fs::read(back.join("cold/of-later")).unwrap(), cold);
    let (code, said) = kiemked(&[p("verify"), p("--data"), &back]).await;
    assert_eq!(code, Some(0), "{said}");
    let daemon = TestDaemon::start_with(&back, settings()).await;
    assert_eq!(Held::by(&daemon).await, folder.held);
    assert_eq!(hash_key(&daemon).await, key_before);
    assert_eq!(authority(&daemon).await, authority_before);
    daemon.stop().await;

    // Without the passphrase all is there but the keys.
    let other = elsewhere.path().join("other");
    let (code, said) = kiemked(&[p("restore"), &file, p("--data"), &other]).await;
    assert!(code == Some(0) && said.contains("new one was drawn"), "{said}");
    assert!(said.contains("have to enrol again"), "{said}");
    let daemon = TestDaemon::start_with(&other, settings()).await;
    assert_eq!(Held::by(&daemon).await, folder.held);
    assert_ne!(hash_key(&daemon).await, key_before);
    assert_ne!(authority(&daemon).await, authority_before);
    daemon.stop().await;
}

/// The key as an agent is told it.
async fn hash_key(daemon: &TestDaemon) -> String {
    let token = daemon.enrol_token(1).await;
    let endpoint = daemon.client(None).endpoint().clone();
    let reply = HandAgent::new(1).enrol(&endpoint, &token).await.unwrap();
    serde_json::to_value(reply.settings.hash_key).unwrap().to_string()
}

/// The authority that a new token names.
async fn authority(daemon: &TestDaemon) -> [u8; 32] {
    *daemon.enrol_token(1).await.authority().unwrap()
}

#[tokio::test]
async fn a_backup_that_is_not_whole_is_refused_before_anything_is_written() {
    let folder = Folder::make().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("b.kki");
    let (code, said) = kiemked(&[p("backup"), &file, p("--data"), folder.data()]).await;
    assert_eq!(
        code,
        Some(0),
        "a stopped daemon's folder is backed up too: {said}"
    );
    let bytes = fs::read(&file).unwrap();
    let back = elsewhere.path().join("back");
    for length in [0, 7, bytes.len() / 2, bytes.len() - 1] {
        fs::write(&file, &bytes[..length]).unwrap();
        let (code, said) = kiemked(&[p("restore"), &file, p("--data"), &back]).await;
        assert!(code == Some(1) && said.contains("damaged at byte"), "{said}");
        assert!(!back.exists());
    }
}

#[tokio::test]
async fn no_daemon_starts_on_a_restore_that_was_cut_short() {
    let folder = Folder::make().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let (file, back) = (elsewhere.path().join("b.kki"), elsewhere.path().join("back"));
    let (code, said) = kiemked(&[p("backup"), &file, p("--data"), folder.data()]).await;
    assert_eq!(code, Some(0), "{said}");
    fs::create_dir_all(back.join("images")).unwrap();
    fs::write(back.join("restore.unfinished"), "").unwrap();
    fs::write(
        back.join("images/full-00000000000000000009.kki.unfinished"),
        "half",
    )
    .unwrap();
    let (code, said) = kiemked(&[p("--data"), &back, p("--listen"), p("127.0.0.1:0")]).await;
    assert!(code == Some(1) && said.contains("restore"), "{said}");
    let (code, said) = kiemked(&[p("restore"), &file, p("--data"), &back]).await;
    assert_eq!(code, Some(0), "{said}");
    let daemon = TestDaemon::start_with(&back, settings()).await;
    assert_eq!(Held::by(&daemon).await, folder.held);
    daemon.stop().await;
}

#[tokio::test]
async fn a_second_daemon_and_a_verify_are_told_who_holds_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let socket = folder.path().join("control.sock").display().to_string();
    let (code, said) = kiemked(&[p("--data"), folder.path(), p("--listen"), p("127.0.0.1:0")]).await;
    assert!(code == Some(1) && said.contains(&socket), "{said}");
    let (code, said) = kiemked(&[p("verify"), p("--data"), folder.path()]).await;
    assert!(
        code == Some(1) && said.contains(&socket) && said.contains("stop it"),
        "{said}"
    );
    // It served on all the while.
    assert!(daemon.admin.exchange(Request::get("/healthz")).await.is_ok());
    daemon.stop().await;
}
