//! What can be said about equipment records.

use super::{Format, LIMIT_DEFAULT};
use clap::{Args, Subcommand};
use kiemke_wire::date::Date;
use kiemke_wire::equipment::{ActionKind, Condition};
use kiemke_wire::ids::{EquipmentId, Position};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct EquipmentWish {
    #[command(subcommand)]
    pub what: Option<EquipmentCommand>,
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(id = "equipment_q", long = "q", value_name = "TEXT")]
    pub q: Option<String>,
    #[arg(
        id = "equipment_sort",
        long = "sort",
        default_value = "name",
        allow_hyphen_values = true
    )]
    pub sort: String,
    #[arg(id = "equipment_filter", long = "filter", value_name = "NAME:VALUE")]
    pub filter: Option<String>,
    #[arg(long, default_value_t = LIMIT_DEFAULT, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EquipmentCommand {
    Show {
        #[arg(id = "equipment_id", value_name = "ID")]
        id: EquipmentId,
        #[arg(long, default_value = "table")]
        format: Format,
    },
    History {
        #[arg(id = "equipment_id", value_name = "ID")]
        id: EquipmentId,
        #[arg(long, default_value = "table")]
        format: Format,
    },
    Receive(ReceiveWish),
    Act(ActWish),
    Undo {
        #[arg(value_name = "ENTRY", value_parser = read_position)]
        entry: Position,
        #[arg(long, default_value = "table")]
        format: Format,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ReceiveWish {
    #[arg(long, value_name = "TEXT")]
    pub name: String,
    #[arg(long, value_name = "CODE")]
    pub category: String,
    #[arg(long, value_name = "CODE")]
    pub place: String,
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub count: u32,
    #[arg(id = "sticker_code", long = "code", value_name = "TEXT")]
    pub code: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub maker: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub model: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub serial: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub funding: Option<String>,
    #[arg(long, value_name = "YEAR")]
    pub year: Option<u16>,
    #[arg(long, value_name = "N")]
    pub cost: Option<u64>,
    #[command(flatten)]
    pub paper: Paper,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct ActWish {
    #[arg(value_name = "ACTION", value_parser = read_action)]
    pub action: ActionKind,
    #[arg(id = "equipment_ids", value_name = "ID", required = true, num_args = 1..)]
    pub ids: Vec<EquipmentId>,
    #[arg(long, value_name = "CODE")]
    pub place: Option<String>,
    #[arg(long, value_name = "N")]
    pub seat: Option<u16>,
    #[arg(long, value_name = "CODE")]
    pub holder: Option<String>,
    #[arg(long, value_parser = read_condition)]
    pub condition: Option<Condition>,
    #[arg(long)]
    pub in_use: bool,
    #[command(flatten)]
    pub paper: Paper,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

/// The paper behind an action.
#[derive(Debug, Args)]
pub(crate) struct Paper {
    #[arg(long, value_name = "NUMBER")]
    pub document: Option<String>,
    #[arg(long, value_name = "yyyy-mm-dd", requires = "document")]
    pub document_date: Option<Date>,
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    #[arg(long, value_name = "yyyy-mm-dd")]
    pub on: Option<Date>,
}

fn read_action(text: &str) -> Result<ActionKind, String> {
    let asked = text.replace('-', "_");
    // Things come in by `receive`, and fields are corrected on the screen.
    let may = |action: &ActionKind| !matches!(action, ActionKind::Receive | ActionKind::Edit);
    let mut all = ActionKind::ALL.into_iter().filter(may);
    let words: Vec<&str> = all.clone().map(ActionKind::code).collect();
    all.find(|action| action.code() == asked)
        .ok_or_else(|| words.join(", "))
}

pub(super) fn read_condition(text: &str) -> Result<Condition, String> {
    match text {
        "good" => Ok(Condition::Good),
        "usable" => Ok(Condition::Usable),
        "poor" => Ok(Condition::Poor),
        "unusable" => Ok(Condition::Unusable),
        _ => Err("good, usable, poor, unusable".into()),
    }
}

pub(super) fn read_position(text: &str) -> Result<Position, std::num::ParseIntError> {
    text.parse().map(Position)
}
