//! How long large tables take (P10 of the budgets): the dry run of a 50,000-row XLSX of a book, and 300,000 records
//! written to XLSX, both over HTTP from a real daemon, with its largest memory beside them.
//!
//! `cargo bench --bench tables`. `TABLES_LINES` and `TABLES_RECORDS` change the sizes.

use kiemke_http::{Client, Endpoint, Request};
use kiemke_tests::books::messy_book;
use kiemke_tests::process::DaemonProcess;
use kiemke_wire::view::ImportReport;
use serde_json::json;
use std::time::{Duration, Instant};

const LINES: u32 = 50_000;
const RECORDS: u32 = 300_000;
/// Times that each is done: the median counts.
const RUNS: usize = 5;
const DRY_RUN_S_MAX: f64 = 5.0;
const EXPORT_S_MAX: f64 = 15.0;
/// Records received at once: a request has a bound.
const RECEIVED_AT_ONCE: u32 = 200;
/// A workbook begins to arrive when it is whole.
const BEGINS_WITHIN: Duration = Duration::from_secs(300);

const KIEMKED: &str = env!("CARGO_BIN_EXE_tested-kiemked");

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure())
}

async fn measure() -> Result<(), Failure> {
    let lines = number("TABLES_LINES", LINES)?;
    let records = number("TABLES_RECORDS", RECORDS)?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    kiemke_tests::folder::with_units(folder.path(), &["t1"]);
    let daemon = DaemonProcess::start(KIEMKED, folder.path(), "127.0.0.1:0").await;
    let admin = Client::new(Endpoint::Unix(folder.path().join("control.sock")), None);
    let book = messy_book(lines, 1);
    println!("book: {lines} rows, {} bytes", book.file.len());
    let mut took = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        let path = "/v1/import/book?unit=t1&dry_run=true";
        let report: ImportReport = admin.json(Request::post_file(path, book.file.clone())).await?;
        took.push(begun.elapsed().as_secs_f64());
        if report.new != u64::from(lines) {
            return Err(format!("{} of {lines} rows are new", report.new).into());
        }
    }
    told("dry run", took, DRY_RUN_S_MAX, daemon.id().and_then(peak_mib));
    receive(&admin, records).await?;
    let mut took = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        let mut pieces = admin
            .download(Request::get("/v1/export/equipment.xlsx"), BEGINS_WITHIN)
            .await?;
        let mut bytes = 0;
        while let Some(piece) = pieces.next().await? {
            bytes += piece.len();
        }
        took.push(begun.elapsed().as_secs_f64());
        println!("workbook: {records} records, {bytes} bytes");
    }
    told("export", took, EXPORT_S_MAX, daemon.id().and_then(peak_mib));
    Ok(())
}

async fn receive(admin: &Client, records: u32) -> Result<(), Failure> {
    for first in (0..records).step_by(RECEIVED_AT_ONCE as usize) {
        let each = (first..records.min(first + RECEIVED_AT_ONCE)).map(|at| {
            json!({"name": "Máy tính để bàn Dell OptiPlex", "category": "desktop", "place": "t1", "state": "in_store",
                   "code": format!("MT-{at:06}"), "year_in_use": 2022, "cost_dong": 11_950_000})
        });
        let body = json!({"records": each.collect::<Vec<_>>()});
        let reply = admin.exchange(Request::post("/v1/equipment", &body)).await?;
        if !reply.status.is_success() {
            return Err(String::from_utf8_lossy(&reply.body).into_owned().into());
        }
    }
    Ok(())
}

fn told(what: &str, mut took_s: Vec<f64>, max_s: f64, peak_mib: Option<u64>) {
    took_s.sort_by(f64::total_cmp);
    let median = took_s[took_s.len() / 2];
    let verdict = if median <= max_s { "within" } else { "OVER" };
    let memory = peak_mib.map_or_else(|| "?".to_owned(), |mib| mib.to_string());
    let (least, most) = (took_s[0], took_s[took_s.len() - 1]);
    println!(
        "{what}: median {median:.2} s of {RUNS} ({least:.2} to {most:.2}), {verdict} {max_s} s; largest memory of the \
         daemon so far {memory} MiB"
    );
}

/// The largest memory that a process has had, of what Linux tells.
fn peak_mib(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024)
}

fn number(name: &str, default: u32) -> Result<u32, Failure> {
    match std::env::var(name) {
        Ok(text) => Ok(text.parse()?),
        Err(_) => Ok(default),
    }
}
