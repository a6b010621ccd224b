//! Carries out what people have changed in the terminal: most is one request to the daemon, some needs a file beside it.

use crate::client::{self, Daemon};
use crate::print;
use crate::stocktake_pack::{self, PackTrouble};
use kiemke_tui_core::{Answer, Change, Refusal, RefusalKind};
use kiemke_wire::ids::StocktakeId;
use std::io::Write as _;

/// Endings of sheets: each is a format of the daemon's.
const SHEET_ENDINGS: [&str; 3] = ["xlsx", "csv", "json"];

/// Carries a change out.
pub(crate) async fn carry_out(daemon: &Daemon, change: Change) -> Result<Answer, Refusal> {
    match change {
        Change::TakePack {
            stocktake,
            wish,
            path,
        } => {
            let file = print::typed_path(&path);
            let taken = stocktake_pack::take_out(daemon, stocktake, &file, &wish).await;
            taken.map(|_| Answer::Written(path)).map_err(|error| told(&error))
        }
        Change::BringPack(path) => {
            let file = print::typed_path(&path);
            let brought = stocktake_pack::bring_back(daemon, &file).await;
            brought.map(Answer::PackBack).map_err(|error| told(&error))
        }
        Change::SaveSheet {
            stocktake,
            sheet,
            path,
        } => save_sheet(daemon, stocktake, sheet, path).await,
        other => daemon.change(other).await,
    }
}

async fn save_sheet(
    daemon: &Daemon,
    stocktake: StocktakeId,
    sheet: &str,
    path: String,
) -> Result<Answer, Refusal> {
    let file = print::typed_path(&path);
    let given = file.extension().and_then(|ending| ending.to_str());
    let ending = SHEET_ENDINGS
        .into_iter()
        .find(|known| given.is_some_and(|given| given.eq_ignore_ascii_case(known)));
    let Some(ending) = ending else {
        return Err(here(RefusalKind::Invalid, format!("{path}: .xlsx, .csv, .json")));
    };
    let stocktake = stocktake.to_string();
    let of_it = [("stocktake", Some(stocktake.as_str()))];
    let bytes = daemon.file(&format!("/v1/export/{sheet}.{ending}"), &of_it).await;
    let bytes = bytes.map_err(|error| client::refusal(&error))?;
    let written = std::fs::File::create_new(&file).and_then(|mut file| file.write_all(&bytes));
    match written {
        Ok(()) => Ok(Answer::Written(path)),
        Err(error) => Err(here(RefusalKind::Failed, format!("{path}: {error}"))),
    }
}

fn told(trouble: &PackTrouble) -> Refusal {
    match trouble {
        PackTrouble::Daemon { error, .. } => client::refusal(error),
        PackTrouble::Here(failure) => here(RefusalKind::Failed, failure.sentence()),
    }
}

fn here(kind: RefusalKind, detail: String) -> Refusal {
    Refusal {
        kind,
        detail,
        ..Refusal::default()
    }
}
