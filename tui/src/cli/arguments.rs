//! What can be said on the command line. Its help stands in the message catalogue under `help-…`.

mod equipment;
mod people;
mod plan;
mod stocktake;
mod ties;

use clap::{Args, Parser, Subcommand, ValueEnum};
pub(crate) use equipment::{ActWish, EquipmentCommand, EquipmentWish, ReceiveWish};
use kiemke_config::messages::Lang;
use kiemke_wire::date::Date;
use kiemke_wire::ids::{EquipmentId, MachineId, ReviewId};
use kiemke_wire::review::ReviewAnswer;
pub(crate) use people::{
    AddWish, ClassesWish, CompleteWish, EditWish, PeopleCommand, PeopleWish, PersonWish,
};
pub(crate) use plan::{
    FigureCommand, FigureItemWish, FigureListWish, FigureSetWish, GapsWish, JudgeWish, PlansCommand,
    ReadinessWish, ReportWish, TargetWish, TrendWish, WhatIfWish,
};
use std::net::SocketAddr;
use std::path::PathBuf;
pub(crate) use stocktake::{CloseWish, OpenWish, ScanWish, StocktakeCommand, StocktakeWish};
pub(crate) use ties::{ConfirmWish, RecordWish, TiesCommand, TiesListWish, TiesWish};

#[derive(Debug, Parser)]
#[command(
    name = "kiemke",
    version,
    disable_help_flag = true,
    disable_version_flag = true
)]
#[command(disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub global: Global,
    /// A recorded session, to be shown.
    #[arg(long, value_name = "FILE")]
    pub replay: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Default, Args)]
pub(crate) struct Global {
    #[arg(long, global = true, value_name = "URL")]
    pub server: Option<String>,
    #[arg(long, global = true, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    #[arg(long, global = true, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    #[arg(long, global = true, value_name = "FILE")]
    pub map: Option<PathBuf>,
    #[arg(long, global = true, value_name = "vi|en", value_parser = read_lang)]
    pub lang: Option<Lang>,
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Up(UpWish),
    Demo(DemoWish),
    Overview(OverviewWish),
    Machines(MachinesWish),
    Machine(MachineWish),
    Lines(LinesWish),
    Equipment(Box<EquipmentWish>),
    Stocktake(Box<StocktakeWish>),
    People(Box<PeopleWish>),
    Classes(ClassesWish),
    Complete(CompleteWish),
    Alerts(AlertsWish),
    Units(UnitsWish),
    Import(ImportWish),
    Export(ExportWish),
    Items(ItemsWish),
    Labels(LabelsWish),
    Review(ReviewWish),
    Ties(TiesWish),
    Plan(JudgeWish),
    Readiness(ReadinessWish),
    Target(TargetWish),
    Trend(TrendWish),
    WhatIf(WhatIfWish),
    Gaps(GapsWish),
    Figure {
        #[command(subcommand)]
        action: FigureCommand,
    },
    Plans {
        #[command(subcommand)]
        action: PlansCommand,
    },
    Events(EventsWish),
    Guide {
        role: GuideRole,
    },
    Completions {
        shell: clap_complete::Shell,
    },
    Man {
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
}

/// Whose guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GuideRole {
    Technician,
    District,
    Planner,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Table,
    Json,
    Csv,
}

#[derive(Debug, Default, Args)]
pub(crate) struct UpWish {
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    #[arg(long)]
    pub once: bool,
    #[arg(long)]
    pub format: Option<Format>,
}

#[derive(Debug, Args)]
pub(crate) struct DemoWish {
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=40_000))]
    pub schools: u32,
    #[arg(long, value_name = "N", default_value_t = 1_200, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub machines: u32,
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    #[arg(id = "demo_data", long = "data", value_name = "DIR")]
    pub data: Option<PathBuf>,
    #[arg(id = "demo_once", long = "once")]
    pub once: bool,
    #[arg(long)]
    pub format: Option<Format>,
}

#[derive(Debug, Args)]
pub(crate) struct OverviewWish {
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct MachinesWish {
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub q: Option<String>,
    #[arg(long, default_value = "name", allow_hyphen_values = true)]
    pub sort: String,
    #[arg(long)]
    pub filter: Option<String>,
    #[arg(long, default_value_t = LIMIT_DEFAULT, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct MachineWish {
    #[arg(value_name = "ID")]
    pub id: MachineId,
    #[arg(long)]
    pub revoke_agent: bool,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct LinesWish {
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct AlertsWish {
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct UnitsWish {
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(long, value_name = "TAG")]
    pub by: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub at: Option<String>,
    #[arg(long, value_name = "then|now")]
    pub known: Option<Known>,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

/// What counts as known of a past day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Known {
    Then,
    Now,
}

impl Known {
    /// As the daemon names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Then => "then",
            Self::Now => "now",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableKind {
    Units,
    Lines,
    Book,
    Roster,
    Survey,
    /// Files of agents, from sticks.
    Bundle,
}

/// Tables that are written to files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SheetKind {
    Units,
    Lines,
    Roster,
    Survey,
    Equipment,
    #[value(name = "s24-h")]
    S24H,
    #[value(name = "s26-h")]
    S26H,
    BookList,
    #[value(name = "c53-hd")]
    C53Hd,
    Tools,
    Stocktake,
    Plan,
    Readiness,
    Gaps,
    WhatIf,
    Evidence,
}

#[derive(Debug, Args)]
pub(crate) struct ImportWish {
    #[arg(value_name = "KIND")]
    pub kind: TableKind,
    #[arg(id = "files", value_name = "FILE", required = true, num_args = 1..)]
    pub files: Vec<PathBuf>,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(id = "school", long = "unit", value_name = "SCHOOL")]
    pub unit: Option<String>,
    #[arg(long, value_name = "s24-h|s26-h|list")]
    pub book: Option<String>,
    #[arg(long)]
    pub split: bool,
    #[arg(
        id = "match",
        long = "match",
        value_name = "ROW:e1+e2|ROW:new",
        value_delimiter = ','
    )]
    pub answers: Vec<String>,
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    #[arg(id = "table_day", long = "on", value_name = "yyyy-mm-dd")]
    pub on: Option<Date>,
    #[arg(long)]
    pub mark_left: bool,
    #[arg(long)]
    pub moved_in: bool,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct ExportWish {
    #[arg(value_name = "SHEET")]
    pub sheet: SheetKind,
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub at: Option<String>,
    #[arg(long, value_name = "then|now")]
    pub known: Option<Known>,
    #[arg(id = "class_name", long = "class", value_name = "NAME")]
    pub class: Option<String>,
    #[arg(long, value_name = "s1")]
    pub stocktake: Option<String>,
    #[arg(id = "evidence_line", long = "line", value_name = "ID")]
    pub line: Option<String>,
    #[arg(long, value_name = "vi|en")]
    pub separators: Option<String>,
    #[arg(id = "equipment_q", long = "q", value_name = "TEXT")]
    pub q: Option<String>,
    #[arg(id = "equipment_filter", long = "filter", value_name = "NAME:VALUE")]
    pub filter: Option<String>,
    #[command(flatten)]
    pub report: ReportWish,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ReviewWish {
    #[command(subcommand)]
    pub action: Option<ReviewCommand>,
    #[command(flatten)]
    pub list: ReviewListWish,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReviewCommand {
    List(ReviewListWish),
    Show(ReviewItemWish),
    Answer(ReviewAnswerWish),
    Undo(ReviewItemWish),
}

#[derive(Debug, Args)]
pub(crate) struct ReviewListWish {
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub q: Option<String>,
    #[arg(long)]
    pub filter: Option<String>,
    #[arg(long, default_value_t = LIMIT_DEFAULT, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewItemWish {
    #[arg(id = "review", value_name = "ID")]
    pub review: ReviewId,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct ReviewAnswerWish {
    #[command(flatten)]
    pub item: ReviewItemWish,
    #[arg(id = "answer", value_name = "ANSWER", value_parser = read_answer)]
    pub answer: ReviewAnswer,
}

#[derive(Debug, Args)]
pub(crate) struct ItemsWish {
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct LabelsWish {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    #[arg(id = "label_ids", long = "ids", value_name = "ID", value_delimiter = ',')]
    pub ids: Vec<EquipmentId>,
    #[arg(id = "equipment_q", long = "q", value_name = "TEXT")]
    pub q: Option<String>,
    #[arg(id = "equipment_filter", long = "filter", value_name = "NAME:VALUE")]
    pub filter: Option<String>,
    #[arg(long, value_name = "a4-3x8|…")]
    pub grid: Option<String>,
    #[arg(long, value_name = "qr|code128")]
    pub symbol: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct EventsWish {
    #[arg(long, default_value_t = EVENTS_DEFAULT, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub limit: u32,
    #[arg(long, default_value = "table")]
    pub format: Format,
}

/// Rows of `machines` when none are asked for: more than a district, less than what a pipe chokes on.
const LIMIT_DEFAULT: u32 = 1000;
/// Rows of `events` when none are asked for: some screenfuls.
const EVENTS_DEFAULT: u32 = 100;

fn read_answer(text: &str) -> Result<ReviewAnswer, String> {
    ReviewAnswer::ALL
        .into_iter()
        .find(|answer| answer.as_str() == text)
        .ok_or_else(|| ReviewAnswer::ALL.map(ReviewAnswer::as_str).join(" | "))
}

fn read_lang(text: &str) -> Result<Lang, String> {
    text.parse()
        .map_err(|error: kiemke_config::messages::UnknownLang| error.to_string())
}
