//! A lab of forty from a stick: files made without a network, each with room and seat, and one import.

use kiemke_http::{Client, Endpoint, Request};
use kiemke_tests::daemon::enrol_token;
use kiemke_tests::process::DaemonProcess;
use kiemke_wire::facts::SectionName;
use kiemke_wire::secret::Token;
use kiemke_wire::view::{MachineDetail, MachineRow, Overview, Page};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tokio::process::Command;

const AGENT: &str = env!("CARGO_BIN_EXE_tested-kiemke-agent");
const SEATS: u16 = 40;

/// A machine that is known by its name.
fn plant(folder: &Path, seat: u16) -> PathBuf {
    let root = folder.join(format!("root{seat}"));
    for (file, text) in [
        ("etc/os-release", "NAME=Debian\n".to_owned()),
        ("proc/cpuinfo", "processor : 0\n".to_owned()),
        (
            "proc/meminfo",
            format!("MemTotal: {} kB\n", 4_000_000 + u32::from(seat)),
        ),
        ("proc/sys/kernel/hostname", format!("MAY{seat:02}\n")),
        ("sys/class/dmi/id/product_serial", format!("SN-{seat:04}\n")),
    ] {
        let path = root.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    root
}

/// Machines in a folder, each with a file tree and an agent of its own, and a stick.
pub(crate) struct Lab {
    folder: PathBuf,
    token_file: PathBuf,
    stick: PathBuf,
}

impl Lab {
    /// In a folder, with the token with which the machines enrol.
    pub(crate) fn at(folder: &Path, token: &Token) -> Self {
        let lab = Self {
            folder: folder.to_owned(),
            token_file: folder.join("token"),
            stick: folder.join("stick"),
        };
        std::fs::write(&lab.token_file, token.reveal()).unwrap();
        lab
    }

    /// Carries the stick to the machine in this seat, which was made for it.
    pub(crate) async fn fill(&self, room: &str, seat: u16) {
        std::fs::create_dir_all(&self.stick).unwrap();
        plant(&self.folder, seat);
        self.bundle(room, seat).await;
    }

    /// The agent in this seat.
    fn agent(&self, seat: u16, arguments: &[&str]) -> Command {
        let mut command = Command::new(AGENT);
        let root = self.folder.join(format!("root{seat}"));
        let data = self.folder.join(format!("data{seat}"));
        command
            .args(arguments)
            .arg("--root")
            .arg(root)
            .arg("--data")
            .arg(data);
        command.env("RUST_LOG", "error").kill_on_drop(true);
        command
    }

    async fn bundle(&self, room: &str, seat: u16) {
        let number = seat.to_string();
        let output = self
            .agent(seat, &["once", "--room", room, "--seat", &number])
            .arg("--bundle")
            .arg(&self.stick)
            .arg("--token-file")
            .arg(&self.token_file)
            .output()
            .await
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&self.stick).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    async fn import(&self, data: &Path, files: &[PathBuf], wish: &[&str]) -> (Option<i32>, Value) {
        let server = format!("unix:{}", data.join("control.sock").display());
        let output = Command::new(env!("CARGO_BIN_EXE_tested-kiemke"))
            .args(["--server", &server, "import", "bundle", "--format", "json"])
            .args(wish)
            .args(files)
            .output()
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let told = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{said}"));
        (output.status.code(), told)
    }
}

fn results(told: &Value) -> Vec<&str> {
    let list = told["items"].as_array().unwrap();
    list.iter().map(|one| one["outcome"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn forty_files_become_forty_machines_in_their_seats_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("daemon");
    let daemon = DaemonProcess::start(env!("CARGO_BIN_EXE_tested-kiemked"), &data, "127.0.0.1:0").await;
    let admin = Client::new(Endpoint::Unix(data.join("control.sock")), None);
    let token = enrol_token(&admin, u32::from(SEATS)).await;
    let lab = Lab::at(folder.path(), &token);
    for seat in 1..=SEATS {
        lab.fill("P12", seat).await;
    }
    let files = lab.files();
    assert_eq!(files.len(), usize::from(SEATS));

    // The first of them gets a network before its file is brought, and has more memory by then.
    std::fs::write(lab.folder.join("root1/proc/meminfo"), "MemTotal: 8000000 kB\n").unwrap();
    let url = daemon.endpoint.to_string();
    let asked = ["enrol", url.as_str(), &token.reveal()];
    assert!(lab.agent(1, &asked).output().await.unwrap().status.success());
    assert!(lab.agent(1, &["once"]).output().await.unwrap().status.success());

    let (code, dry) = lab.import(&data, &files, &["--dry-run"]).await;
    assert_eq!(code, Some(0));
    assert_eq!((&dry["new"], &dry["changed"]), (&json!(SEATS - 1), &json!(1)));
    let known = || async {
        admin
            .json::<Overview>(Request::get("/v1/overview"))
            .await
            .unwrap()
            .machines
            .known
    };
    assert_eq!(known().await, 1, "a dry run changes nothing");

    let (code, first) = lab.import(&data, &files, &[]).await;
    assert_eq!(code, Some(0), "{first}");
    let machines = || async {
        let page: Page<MachineRow> = admin.json(Request::get("/v1/machines?limit=1000")).await.unwrap();
        page.items
    };
    let once = machines().await;
    let (code, second) = lab.import(&data, &files, &[]).await;
    assert_eq!(
        (code, results(&second)),
        (Some(0), vec!["unchanged"; usize::from(SEATS)])
    );
    assert_eq!(machines().await, once, "the second import has no effect");

    assert_eq!(once.len(), usize::from(SEATS));
    let seats: BTreeSet<u16> = once.iter().filter_map(|row| row.seat).collect();
    assert_eq!(seats, (1..=SEATS).collect());
    for row in &once {
        assert_eq!(row.name, format!("MAY{:02}", row.seat.unwrap()));
        let path = format!("/v1/machines/{}", row.id);
        let machine: MachineDetail = admin.json(Request::get(path)).await.unwrap();
        assert_eq!(machine.sections.len(), SectionName::ALL.len(), "{}", row.name);
        let kilobytes = if row.seat == Some(1) {
            8_000_000
        } else {
            4_000_000 + u64::from(row.seat.unwrap())
        };
        assert_eq!(row.memory_total_bytes, Some(kilobytes * 1024), "{}", row.name);
    }

    // A machine of the stick that gets its network later goes on as the same one.
    let asked = ["enrol", url.as_str(), &token.reveal()];
    assert!(lab.agent(2, &asked).output().await.unwrap().status.success());
    assert!(lab.agent(2, &["once"]).output().await.unwrap().status.success());
    assert_eq!(known().await, u64::from(SEATS));

    a_changed_file_costs_that_file(&lab, &data, &files).await;
    daemon.terminate().await;
}

async fn a_changed_file_costs_that_file(lab: &Lab, data: &Path, files: &[PathBuf]) {
    let text = std::fs::read_to_string(&files[0]).unwrap();
    std::fs::write(&files[0], text.replace("P12", "P13")).unwrap();
    std::fs::write(&files[1], "not what an agent wrote").unwrap();
    let (code, told) = lab.import(data, &files[..3], &[]).await;
    assert_eq!(code, Some(1));
    assert_eq!(results(&told), ["refused", "refused", "unchanged"]);
    let codes: Vec<&str> = told["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["faults"][0]["code"].as_str())
        .collect();
    assert_eq!(codes, ["seal_broken", "not_a_bundle"]);
}

#[tokio::test]
async fn a_second_machine_does_not_lay_its_file_over_the_firsts() {
    let folder = tempfile::tempdir().unwrap();
    let lab = Lab {
        folder: folder.path().to_owned(),
        token_file: folder.path().join("token"),
        stick: folder.path().join("file.kiemke"),
    };
    std::fs::write(&lab.token_file, format!("kk1_{}_-\n", "07".repeat(32))).unwrap();
    plant(&lab.folder, 1);
    plant(&lab.folder, 2);
    lab.bundle("P12", 1).await;
    lab.bundle("P12", 1).await;
    let first = std::fs::read(&lab.stick).unwrap();
    let output = lab
        .agent(2, &["once"])
        .arg("--bundle")
        .arg(&lab.stick)
        .arg("--token-file")
        .arg(&lab.token_file)
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("not of this machine"));
    assert_eq!(std::fs::read(&lab.stick).unwrap(), first);
}
