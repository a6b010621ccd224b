//! What the daemon shows: the JSON of `GET /v1/…`, read by the terminal, the command line and other programs.

mod alert;
mod audit;
mod equipment;
mod event;
mod figure;
mod history;
mod import;
mod items;
mod line;
mod machine;
mod overview;
mod page;
mod person;
mod readiness;
mod renewal;
mod sites;
mod standards;
mod stocktake;
mod token;
mod typed_plan;
mod unit;
mod what_if;

pub use alert::{AlertScope, AlertSymptom, AlertView, TurnedOut};
pub use audit::{Actor, AuditRow, AuditedAction};
pub use equipment::{ActOnEquipment, EquipmentChange, EquipmentRow, ReceiveEquipment, UndoEquipment};
pub use event::{Event, EventKind};
pub use figure::{FigureLine, FigureView, FigureWish, FiguresSet, SetFigures, UndoFigures, WithdrawFigure};
pub use history::{HistoryChange, HistoryMoved, HistoryPoint, TargetHistory};
pub use import::{
    CellChange, CellFault, EncodingGuess, ImportQuestion, ImportReport, ImportRow, RecordsFollow, RowOutcome,
};
pub use items::{CategoryItems, ClassItems, ItemShare, ItemsView};
pub use line::{
    Capacity, ContractView, DeclareExam, EvidenceView, ExamView, LineDetail, LineFault, LineRow, LineState,
    LineTest, ReadingPoint, ReadingSeries, WifiMedians,
};
pub use machine::{
    ActOnMachine, Freshness, LatestReadings, MachineDetail, MachineReading, MachineRow, MachineWarning,
    ReadingBody, SectionView, StampedReading,
};
pub use overview::{
    Equipment, Known, LineCounts, MachineCounts, Overview, ProfileName, Readiness, Share, Verdict,
};
pub use page::Page;
pub use person::{
    AnswerSurvey, ClassRow, CompleteOf, CompleteView, DeclareComplete, HomeView, MakePerson, PeopleChange,
    PersonAnswers, PersonHistoryRow, PersonRow,
};
pub use readiness::{
    BothTexts, Counts, GroupReadiness, Missing, PlanView, ReadinessRow, ReadinessTable, TargetDetail,
    TargetPart, TargetRow, TargetView, ValueKind,
};
pub use renewal::{Renewal, RenewalReason};
pub use sites::{SitePoint, SitesView};
pub use standards::{PlanName, PriceListName, ProfileTitle, StandardsView};
pub use stocktake::{
    BringPack, CloseStocktake, CodeState, GivePack, ItemView, MakeRecord, OpenStocktake, PackDetail,
    PackState, PackView, PutScans, RoomRow, ScanOutcome, ScanStates, ScansTaken, Signature, StocktakeChanged,
    StocktakeDetail, StocktakeLine, StocktakeRow, StocktakeStep, SurplusView,
};
pub use token::{MakeEnrolToken, MakeToken, NewToken, Role, TokenView};
pub use typed_plan::{PlanLine, PlanSet, SetPlan, TypedPlan, UndoPlan, WithdrawPlan};
pub use unit::{
    ActOnUnit, MakeUnit, PointView, UnitActionView, UnitCounts, UnitDetail, UnitFacts, UnitGroup, UnitGroups,
    UnitPartView, UnitRow, UnitStatement, UnitView,
};
pub use what_if::{
    GapPart, GapsView, LevelDevices, LineGap, MachineGap, Ratios, SitePeople, WhatIfPackage, WhatIfView,
};
