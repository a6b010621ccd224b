use super::equipment::read_position;
use super::{Format, Known};
use clap::{Args, Subcommand};
use kiemke_wire::date::Date;
use kiemke_wire::ids::{FigureId, Position};
use std::path::PathBuf;

/// How something is judged.
#[derive(Debug, Default, Args)]
pub(crate) struct JudgeWish {
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub at: Option<String>,
    #[arg(long, value_name = "then|now")]
    pub known: Option<Known>,
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    #[arg(id = "plan_name", long = "plan", value_name = "NAME")]
    pub plan: Option<String>,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct ReadinessWish {
    #[command(flatten)]
    pub judge: JudgeWish,
    #[arg(
        id = "parts_by",
        long = "by",
        value_name = "unit|level",
        default_value = "unit"
    )]
    pub by: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FigureCommand {
    List(FigureListWish),
    Set(FigureSetWish),
    Show(FigureItemWish),
    History(FigureItemWish),
    Withdraw(FigureWithdrawWish),
    Undo(EntryWish),
}

/// An entry that is to be taken back.
#[derive(Debug, Args)]
pub(crate) struct EntryWish {
    #[arg(value_name = "ENTRY", value_parser = read_position)]
    pub entry: Position,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PlansCommand {
    Type {
        #[arg(id = "plan_file", value_name = "FILE")]
        file: PathBuf,
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        #[arg(long, default_value = "table")]
        format: Format,
    },
    Show {
        #[arg(id = "plan_id", value_name = "NAME")]
        plan: String,
        #[arg(long, default_value = "table")]
        format: Format,
    },
    Withdraw {
        #[arg(id = "plan_id", value_name = "NAME")]
        plan: String,
        #[arg(id = "withdraw_reason", long = "reason", value_name = "TEXT")]
        reason: String,
        #[arg(long, default_value = "table")]
        format: Format,
    },
    Undo(EntryWish),
}

#[derive(Debug, Args)]
pub(crate) struct FigureListWish {
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(id = "indicator_filter", long = "indicator", value_name = "NAME")]
    pub indicator: Option<String>,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct FigureSetWish {
    #[arg(value_name = "INDICATOR")]
    pub indicator: String,
    #[arg(value_name = "NUMERATOR")]
    pub numerator: u64,
    #[arg(value_name = "DENOMINATOR")]
    pub denominator: Option<u64>,
    #[arg(
        id = "figure_unit",
        long = "unit",
        value_name = "CODE",
        default_value = "root"
    )]
    pub unit: String,
    #[arg(long, value_name = "LEVEL")]
    pub level: Option<String>,
    #[arg(id = "first_day", long = "from", value_name = "DATE")]
    pub from: Date,
    #[arg(id = "last_day", long = "to", value_name = "DATE")]
    pub to: Date,
    #[arg(long, value_name = "TEXT")]
    pub source: String,
    #[arg(long, value_name = "DATE")]
    pub dated: Option<Date>,
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct FigureItemWish {
    #[arg(id = "figure", value_name = "ID")]
    pub figure: FigureId,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct FigureWithdrawWish {
    #[command(flatten)]
    pub item: FigureItemWish,
    #[arg(id = "withdraw_reason", long = "reason", value_name = "TEXT")]
    pub reason: String,
}

#[derive(Debug, Args)]
pub(crate) struct TargetWish {
    #[arg(id = "target", value_name = "TARGET")]
    pub target: String,
    #[command(flatten)]
    pub judge: JudgeWish,
}

#[derive(Debug, Args)]
pub(crate) struct TrendWish {
    #[arg(id = "target", value_name = "TARGET")]
    pub target: String,
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(id = "trend_from", long = "from", value_name = "DATE")]
    pub from: Option<Date>,
    #[arg(id = "trend_to", long = "to", value_name = "DATE")]
    pub to: Option<Date>,
    #[arg(long, value_name = "then|now")]
    pub known: Option<Known>,
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    #[arg(id = "plan_name", long = "plan", value_name = "NAME")]
    pub plan: Option<String>,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct WhatIfWish {
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(id = "what_if_target", long = "target", value_name = "TARGET")]
    pub target: Option<String>,
    #[arg(long, value_name = "N")]
    pub percent: Option<u32>,
    #[arg(long, value_name = "NAME")]
    pub prices: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    #[arg(id = "plan_name", long = "plan", value_name = "NAME")]
    pub plan: Option<String>,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct GapsWish {
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

/// What a report is made by.
#[derive(Debug, Args)]
pub(crate) struct ReportWish {
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    #[arg(id = "plan_name", long = "plan", value_name = "NAME")]
    pub plan: Option<String>,
    #[arg(id = "parts_by", long = "by", value_name = "unit|level")]
    pub by: Option<String>,
    #[arg(id = "what_if_target", long = "target", value_name = "TARGET")]
    pub target: Option<String>,
    #[arg(long, value_name = "N")]
    pub percent: Option<u32>,
    #[arg(long, value_name = "NAME")]
    pub prices: Option<String>,
}
