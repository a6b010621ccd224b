//! What can be said about stocktakes.

use super::{Format, LIMIT_DEFAULT};
use clap::{Args, Subcommand};
use kiemke_wire::date::Date;
use kiemke_wire::equipment::Condition;
use kiemke_wire::ids::{EquipmentId, StocktakeId};
use kiemke_wire::stocktake::{CountId, Member};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct StocktakeWish {
    #[command(subcommand)]
    pub what: Option<StocktakeCommand>,
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(long, default_value_t = LIMIT_DEFAULT, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StocktakeCommand {
    Open(OpenWish),
    Show {
        #[arg(id = "stocktake_id", value_name = "ID")]
        id: StocktakeId,
        #[arg(id = "stocktake_room", long = "room", value_name = "CODE")]
        room: Option<String>,
        #[arg(long, default_value = "table")]
        format: Format,
    },
    History {
        #[arg(id = "stocktake_id", value_name = "ID")]
        id: StocktakeId,
        #[arg(long, default_value = "table")]
        format: Format,
    },
    Scan(ScanWish),
    Pack {
        #[arg(id = "stocktake_id", value_name = "ID")]
        id: StocktakeId,
        #[arg(id = "pack_file", value_name = "FILE")]
        file: PathBuf,
        #[arg(id = "pack_holder", long = "holder", value_name = "NAME")]
        holder: String,
        #[arg(id = "scope_room", long = "room", value_name = "CODE")]
        rooms: Vec<String>,
    },
    Count {
        #[arg(id = "pack_file", value_name = "FILE")]
        file: PathBuf,
        #[arg(long, value_name = "NAME")]
        counter: Option<String>,
        #[arg(id = "first_room", long = "room", value_name = "CODE")]
        room: Option<String>,
    },
    Merge {
        #[arg(id = "pack_files", value_name = "FILE", required = true, num_args = 1..)]
        files: Vec<PathBuf>,
        #[arg(long, default_value = "table")]
        format: Format,
    },
    Close(CloseWish),
}

#[derive(Debug, Args)]
pub(crate) struct OpenWish {
    #[arg(id = "counted_school", value_name = "CODE")]
    pub unit: String,
    #[arg(id = "stocktake_name", long = "name", value_name = "TEXT")]
    pub name: String,
    #[arg(id = "scope_room", long = "room", value_name = "CODE")]
    pub rooms: Vec<String>,
    #[arg(long = "member", value_name = "NAME:TITLE", value_parser = read_member)]
    pub member: Vec<Member>,
    #[arg(long, value_name = "NUMBER")]
    pub document: Option<String>,
    #[arg(long, value_name = "yyyy-mm-dd", requires = "document")]
    pub document_date: Option<Date>,
    #[arg(id = "taken_on", long = "on", value_name = "yyyy-mm-dd")]
    pub on: Option<Date>,
    #[arg(long, value_name = "yyyy-mm-dd")]
    pub next_due: Option<Date>,
    #[arg(long)]
    pub agents: bool,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct ScanWish {
    #[arg(id = "stocktake_id", value_name = "ID")]
    pub id: StocktakeId,
    #[arg(id = "scanned_codes", value_name = "CODE")]
    pub codes: Vec<String>,
    #[arg(id = "scan_room", long = "room", value_name = "CODE")]
    pub room: String,
    #[arg(id = "scan_counter", long = "counter", value_name = "NAME")]
    pub counter: String,
    #[arg(id = "scan_condition", long = "condition", value_parser = super::equipment::read_condition)]
    pub condition: Option<Condition>,
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    #[arg(long, value_name = "ID")]
    pub settle: Vec<EquipmentId>,
    #[arg(long, value_name = "EVENT")]
    pub withdraw: Vec<CountId>,
    #[arg(long)]
    pub done: bool,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct CloseWish {
    #[arg(id = "stocktake_id", value_name = "ID")]
    pub id: StocktakeId,
    #[arg(id = "report", long = "document", value_name = "NUMBER")]
    pub document: String,
    #[arg(id = "report_date", long = "document-date", value_name = "yyyy-mm-dd")]
    pub document_date: Option<Date>,
    #[arg(long = "sign", value_name = "NAME:TITLE", required = true, value_parser = read_member)]
    pub sign: Vec<Member>,
    #[arg(long, value_name = "NAME")]
    pub abandon: Vec<String>,
    #[arg(long)]
    pub move_misplaced: bool,
    #[arg(long)]
    pub missing_lost: bool,
    #[arg(long)]
    pub found_again: bool,
    #[arg(long)]
    pub unusable_broken: bool,
    #[arg(long, value_name = "ID")]
    pub leave: Vec<EquipmentId>,
    #[arg(long, value_name = "CATEGORY")]
    pub surplus_as: Option<String>,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

fn read_member(text: &str) -> Result<Member, String> {
    let (name, title) = match text.split_once(':') {
        Some((name, title)) => (name, Some(title.trim())),
        None => (text, None),
    };
    match name.trim() {
        "" => Err("NAME:TITLE".into()),
        name => Ok(Member {
            name: name.to_owned(),
            title: title.filter(|title| !title.is_empty()).map(str::to_owned),
        }),
    }
}
