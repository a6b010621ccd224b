//! What can be said about machines and records that may be one thing.

use super::{Format, LIMIT_DEFAULT};
use clap::{Args, Subcommand};
use kiemke_wire::ids::{EquipmentId, MachineId};
use kiemke_wire::ties::TiePair;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct TiesWish {
    #[command(subcommand)]
    pub action: Option<TiesCommand>,
    #[command(flatten)]
    pub list: TiesListWish,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TiesCommand {
    List(TiesListWish),
    Confirm(ConfirmWish),
    Apart {
        #[arg(id = "tie_machine", value_name = "MACHINE")]
        machine: MachineId,
        #[arg(id = "tie_record", value_name = "RECORD")]
        record: EquipmentId,
        #[arg(id = "tie_undo", long = "undo")]
        undo: bool,
    },
    Record(RecordWish),
}

#[derive(Debug, Args)]
pub(crate) struct TiesListWish {
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub q: Option<String>,
    #[arg(id = "tie_filter", long = "filter", value_name = "NAME:VALUE")]
    pub filter: Option<String>,
    #[arg(long, default_value_t = LIMIT_DEFAULT, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct ConfirmWish {
    #[arg(value_name = "PAIR", value_parser = read_pair, required_unless_present = "sure", conflicts_with = "sure")]
    pub pairs: Vec<TiePair>,
    #[arg(long, value_name = "CODE")]
    pub sure: Option<String>,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct RecordWish {
    #[arg(
        id = "tie_machines",
        value_name = "MACHINE",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    pub machines: Vec<MachineId>,
    #[arg(long, value_name = "CODE")]
    pub all: Option<String>,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

fn read_pair(text: &str) -> Result<TiePair, String> {
    let pair = text.split_once('=').and_then(|(machine, record)| {
        let (machine, record) = (machine.parse().ok()?, record.parse().ok()?);
        Some(TiePair { machine, record })
    });
    pair.ok_or_else(|| "m12=e40".to_owned())
}
