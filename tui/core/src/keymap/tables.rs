//! The tables themselves. Arrow keys first, their vi twins behind.

use super::Command::*;
use super::{Binding, Command, Pan};
use crate::key::Key;
use crate::key::Key::*;
use crate::state::Screen;
use kiemke_config::messages::Msg;
use kiemke_wire::equipment::ActionKind;
use kiemke_wire::review::ReviewAnswer;

const fn bind(key: Key, command: Command, label: Msg) -> Binding {
    Binding {
        key,
        command,
        label,
        hint: false,
    }
}

const fn hint(key: Key, command: Command, label: Msg) -> Binding {
    Binding {
        key,
        command,
        label,
        hint: true,
    }
}

/// In every mode, also where text is typed.
pub(super) const ALWAYS: &[Binding] = &[
    bind(Ctrl('c'), Quit, Msg::CommandQuit),
    bind(Ctrl('z'), Suspend, Msg::CommandSuspend),
    bind(Ctrl('l'), Redraw, Msg::CommandRedraw),
];

/// On every screen.
pub(super) const EVERYWHERE: &[Binding] = &[
    hint(Key::Char(':'), Palette, Msg::CommandPalette),
    hint(Key::Char('L'), Language, Msg::CommandLanguage),
    hint(Key::Char('?'), Help, Msg::CommandHelp),
    hint(Key::Char('q'), Quit, Msg::CommandQuit),
    bind(Ctrl('c'), Quit, Msg::CommandQuit),
    bind(Key::Char('1'), Go(Screen::Overview), Msg::CommandGoOverview),
    bind(Key::Char('2'), Go(Screen::Places), Msg::CommandGoPlaces),
    bind(Key::Char('3'), Go(Screen::Stock), Msg::CommandGoMachines),
    bind(Key::Char('4'), Go(Screen::Lines), Msg::CommandGoLines),
    bind(Key::Char('5'), Go(Screen::Stocktake), Msg::CommandGoStocktake),
    bind(Key::Char('6'), Go(Screen::Plan), Msg::CommandGoPlan),
    bind(Key::Char('7'), Go(Screen::Review), Msg::CommandGoReview),
    bind(Key::Char('8'), Go(Screen::Events), Msg::CommandGoEvents),
    bind(Key::Up, Command::Up, Msg::CommandUp),
    bind(Key::Char('k'), Command::Up, Msg::CommandUp),
    bind(Key::Down, Command::Down, Msg::CommandDown),
    bind(Key::Char('j'), Command::Down, Msg::CommandDown),
    bind(Key::PageUp, Command::PageUp, Msg::CommandPageUp),
    bind(Ctrl('b'), Command::PageUp, Msg::CommandPageUp),
    bind(Key::PageDown, Command::PageDown, Msg::CommandPageDown),
    bind(Ctrl('f'), Command::PageDown, Msg::CommandPageDown),
    bind(Home, First, Msg::CommandFirst),
    bind(Key::Char('g'), First, Msg::CommandFirst),
    bind(End, Last, Msg::CommandLast),
    bind(Key::Char('G'), Last, Msg::CommandLast),
    bind(Tab, Next, Msg::CommandNext),
    bind(Key::Right, Next, Msg::CommandNext),
    bind(Key::Char('l'), Next, Msg::CommandNext),
    bind(BackTab, Previous, Msg::CommandPrevious),
    bind(Key::Left, Previous, Msg::CommandPrevious),
    bind(Key::Char('h'), Previous, Msg::CommandPrevious),
    bind(Key::Char('r'), Refresh, Msg::CommandRefresh),
    bind(Key::Char('e'), Export, Msg::CommandExport),
    bind(Key::Char('Y'), Copy, Msg::CommandCopy),
    bind(Key::Char('u'), Undo, Msg::CommandUndo),
    bind(Ctrl('d'), Dump, Msg::CommandDump),
    bind(Key::Char('T'), Theme, Msg::CommandTheme),
    bind(Key::Char('A'), Ascii, Msg::CommandAscii),
    bind(Ctrl('z'), Suspend, Msg::CommandSuspend),
    bind(Ctrl('l'), Redraw, Msg::CommandRedraw),
];

pub(super) const OVERVIEW: &[Binding] = &[
    hint(Enter, Open, Msg::CommandOpen),
    bind(Esc, Back, Msg::CommandBack),
    hint(Key::Char('/'), Search, Msg::CommandSearch),
    hint(Key::Char('m'), Map, Msg::CommandMap),
];

pub(super) const MAP: &[Binding] = &[
    hint(Enter, Open, Msg::CommandOpenLines),
    hint(Key::Char('n'), Command::Down, Msg::CommandNextSite),
    bind(Key::Char('p'), Command::Up, Msg::CommandPreviousSite),
    hint(Key::Char('+'), Closer, Msg::CommandCloser),
    bind(Key::Char('='), Closer, Msg::CommandCloser),
    hint(Key::Char('-'), Farther, Msg::CommandFarther),
    bind(Key::Char('0'), Whole, Msg::CommandWholeMap),
    bind(Key::Up, Command::Pan(Pan::North), Msg::CommandPanNorth),
    bind(Key::Char('k'), Command::Pan(Pan::North), Msg::CommandPanNorth),
    bind(Key::Down, Command::Pan(Pan::South), Msg::CommandPanSouth),
    bind(Key::Char('j'), Command::Pan(Pan::South), Msg::CommandPanSouth),
    bind(Key::Right, Command::Pan(Pan::East), Msg::CommandPanEast),
    bind(Key::Char('l'), Command::Pan(Pan::East), Msg::CommandPanEast),
    bind(Key::Left, Command::Pan(Pan::West), Msg::CommandPanWest),
    bind(Key::Char('h'), Command::Pan(Pan::West), Msg::CommandPanWest),
    bind(Tab, Command::Down, Msg::CommandNextSite),
    bind(BackTab, Command::Up, Msg::CommandPreviousSite),
    bind(Key::Char('m'), Back, Msg::CommandBack),
    hint(Esc, Back, Msg::CommandBack),
];

pub(super) const PLACES: &[Binding] = &[
    hint(Enter, Open, Msg::CommandOpenUnit),
    hint(Key::Right, Unfold, Msg::CommandUnfold),
    bind(Key::Char('l'), Unfold, Msg::CommandUnfold),
    hint(Key::Left, FoldUp, Msg::CommandFoldUp),
    bind(Key::Char('h'), FoldUp, Msg::CommandFoldUp),
    hint(Key::Char('o'), OpenLines, Msg::CommandOpenLines),
    hint(Key::Char('c'), Classes, Msg::CommandClasses),
    hint(Key::Char('v'), PlacesViews, Msg::CommandPlacesViews),
    hint(Key::Char('d'), Day, Msg::CommandDay),
    bind(Esc, Back, Msg::CommandBack),
    bind(Key::Char('/'), Search, Msg::CommandSearch),
];

pub(super) const CLASSES: &[Binding] = &[
    hint(Enter, Open, Msg::CommandOpenClass),
    hint(Esc, Back, Msg::CommandBack),
    bind(Backspace, Back, Msg::CommandBack),
];

pub(super) const CLASS: &[Binding] = &[
    hint(Key::Char(' '), Mark, Msg::CommandMark),
    hint(Key::Char('*'), MarkAll, Msg::CommandMarkSilent),
    hint(Enter, Survey, Msg::CommandSurvey),
    bind(Key::Char('a'), Survey, Msg::CommandSurvey),
    hint(Esc, Back, Msg::CommandBack),
    bind(Backspace, Back, Msg::CommandBack),
];

pub(super) const STOCK: &[Binding] = &[
    hint(Enter, Open, Msg::CommandOpen),
    bind(Esc, Back, Msg::CommandBack),
    hint(Key::Char('/'), Search, Msg::CommandSearch),
    hint(Key::Char('a'), Actions, Msg::CommandActions),
    hint(Key::Char('n'), Receive, Msg::CommandReceive),
    hint(Key::Char(' '), Mark, Msg::CommandMark),
    bind(Key::Char('*'), MarkAll, Msg::CommandMarkAll),
    hint(Key::Char('f'), Facets, Msg::CommandFilter),
    hint(Key::Char('s'), Sort, Msg::CommandSort),
    bind(Key::Char('c'), Columns, Msg::CommandColumns),
];

pub(super) const RECORD: &[Binding] = &[
    hint(Esc, Back, Msg::CommandBack),
    bind(Backspace, Back, Msg::CommandBack),
    hint(Key::Char('a'), Actions, Msg::CommandActions),
    hint(Key::Char('E'), Act(ActionKind::Edit), Msg::ActionEdit),
    hint(Key::Char('u'), Undo, Msg::CommandUndo),
    bind(Key::Char('m'), OpenMachine, Msg::CommandOpenMachine),
];

pub(super) const MACHINE: &[Binding] = &[
    hint(Esc, Back, Msg::CommandBack),
    bind(Backspace, Back, Msg::CommandBack),
    hint(Key::Char('/'), Search, Msg::CommandSearchSoftware),
];

pub(super) const LINES: &[Binding] = &[
    hint(Enter, Open, Msg::CommandOpen),
    bind(Esc, Back, Msg::CommandBack),
    hint(Key::Char('/'), Search, Msg::CommandSearchLines),
    hint(Key::Char('s'), Sort, Msg::CommandSort),
];

pub(super) const LINE: &[Binding] = &[
    hint(Esc, Back, Msg::CommandBack),
    bind(Backspace, Back, Msg::CommandBack),
    hint(Tab, Next, Msg::CommandNext),
    hint(Key::Char('m'), Measure, Msg::CommandMeasure),
    bind(Enter, Open, Msg::CommandDrill),
];

pub(super) const STOCKTAKES: &[Binding] = &[
    hint(Enter, Open, Msg::CommandOpen),
    hint(Key::Char('n'), OpenStocktake, Msg::CommandOpenStocktake),
    hint(Key::Char('b'), BringPack, Msg::CommandBringPack),
    bind(Esc, Back, Msg::CommandBack),
];

pub(super) const SESSION: &[Binding] = &[
    hint(Enter, Open, Msg::CommandOpenCounted),
    hint(Key::Char('s'), Scan, Msg::CommandScan),
    hint(Tab, Next, Msg::CommandNext),
    hint(Key::Char('d'), RoomThings, Msg::CommandRoomThings),
    hint(Key::Char('f'), Facets, Msg::CommandFilter),
    hint(Key::Char('c'), CloseStocktake, Msg::CommandCloseStocktake),
    bind(Key::Char('o'), TakePack, Msg::CommandTakePack),
    bind(Key::Char('b'), BringPack, Msg::CommandBringPack),
    bind(Key::Char('p'), SaveSheet, Msg::CommandSaveSheet),
    hint(Esc, Back, Msg::CommandBack),
    bind(Backspace, Back, Msg::CommandBack),
];

/// Characters are codes, because a scanner types them.
pub(super) const SCAN: &[Binding] = &[
    hint(Ctrl('z'), Scanner(Ctrl('z')), Msg::ScanKeyUndo),
    hint(Tab, Scanner(Tab), Msg::ScanKeyRoom),
    hint(Ctrl('d'), Scanner(Ctrl('d')), Msg::ScanKeyDone),
    hint(Ctrl('b'), Scanner(Ctrl('b')), Msg::ScanKeyDamaged),
    hint(Ctrl('t'), Scanner(Ctrl('t')), Msg::ScanKeyNote),
    hint(Esc, Back, Msg::ScanKeyQuit),
];

pub(super) const PLAN: &[Binding] = &[
    hint(Enter, Open, Msg::CommandOpenNumber),
    hint(Key::Char('w'), WhatIf, Msg::CommandWhatIf),
    hint(Key::Char('y'), Trend, Msg::CommandTrend),
    hint(Key::Char('m'), Gaps, Msg::CommandGaps),
    hint(Key::Char('p'), Profiles, Msg::CommandProfiles),
    hint(Key::Char('i'), TypeFigure, Msg::CommandTypeFigure),
    bind(Key::Char('f'), Period, Msg::CommandPeriod),
    bind(Key::Char('d'), Prices, Msg::CommandPrices),
    bind(Key::Char('a'), Aims, Msg::CommandAims),
    bind(Esc, Back, Msg::CommandBack),
    bind(Backspace, Back, Msg::CommandBack),
];

pub(super) const REVIEW: &[Binding] = &[
    hint(Key::Char('m'), Answer(ReviewAnswer::Same), Msg::AnswerSame),
    hint(
        Key::Char('t'),
        Answer(ReviewAnswer::Different),
        Msg::AnswerDifferent,
    ),
    hint(Key::Char('c'), Answer(ReviewAnswer::Moved), Msg::AnswerMoved),
    hint(Key::Char('o'), Answer(ReviewAnswer::Stays), Msg::AnswerStays),
    bind(Key::Char('x'), Answer(ReviewAnswer::Seen), Msg::AnswerSeen),
    hint(Key::Char('s'), Command::Down, Msg::CommandLater),
    hint(Key::Char('p'), Ties, Msg::CommandTies),
    hint(Key::Char('f'), Facets, Msg::CommandFilter),
    hint(Key::Char('u'), Undo, Msg::CommandUndo),
    bind(Enter, Open, Msg::CommandOpenMachine),
    bind(Esc, Back, Msg::CommandBack),
];

pub(super) const TIES: &[Binding] = &[
    hint(Key::Char('m'), Tie, Msg::CommandTie),
    hint(Key::Char('t'), KeepApart, Msg::CommandKeepApart),
    hint(Key::Char('s'), Command::Down, Msg::CommandLater),
    hint(Key::Char('a'), TieSure, Msg::CommandTieSure),
    hint(Key::Char('n'), RecordMachines, Msg::CommandRecordMachines),
    hint(
        Key::Char('w'),
        MachinesWithoutRecord,
        Msg::CommandMachinesWithoutRecord,
    ),
    hint(Key::Char('v'), RecordsNeverSeen, Msg::CommandRecordsNeverSeen),
    hint(Key::Char('u'), Undo, Msg::CommandUndo),
    bind(Enter, Open, Msg::CommandOpenMachine),
    bind(Key::Char('o'), OpenRecord, Msg::CommandOpenRecord),
    hint(Key::Char('p'), Ties, Msg::CommandQuestions),
    bind(Esc, Back, Msg::CommandBack),
];

pub(super) const EVENTS: &[Binding] = &[
    hint(Enter, Open, Msg::CommandOpen),
    hint(Key::Char('a'), Acknowledge, Msg::CommandAcknowledge),
    bind(Esc, Back, Msg::CommandBack),
];

pub(super) const SEARCH: &[Binding] = &[
    hint(Enter, Open, Msg::CommandAccept),
    hint(Esc, Back, Msg::CommandCancelSearch),
    bind(Backspace, Erase, Msg::CommandErase),
    hint(Ctrl('u'), EraseAll, Msg::CommandEraseAll),
    bind(Key::Up, Command::Up, Msg::CommandUp),
    bind(Key::Down, Command::Down, Msg::CommandDown),
    bind(Key::PageUp, Command::PageUp, Msg::CommandPageUp),
    bind(Key::PageDown, Command::PageDown, Msg::CommandPageDown),
];

pub(super) const HELP: &[Binding] = &[
    hint(Esc, Back, Msg::CommandClose),
    bind(Key::Char('?'), Back, Msg::CommandClose),
    bind(Key::Char('q'), Back, Msg::CommandClose),
    bind(Enter, Back, Msg::CommandClose),
    bind(Key::Up, Command::Up, Msg::CommandUp),
    bind(Key::Char('k'), Command::Up, Msg::CommandUp),
    bind(Key::Down, Command::Down, Msg::CommandDown),
    bind(Key::Char('j'), Command::Down, Msg::CommandDown),
    bind(Key::PageUp, Command::PageUp, Msg::CommandPageUp),
    bind(Key::PageDown, Command::PageDown, Msg::CommandPageDown),
];

pub(super) const PALETTE: &[Binding] = &[
    hint(Enter, Open, Msg::CommandRun),
    hint(Esc, Back, Msg::CommandClose),
    bind(Backspace, Erase, Msg::CommandErase),
    bind(Ctrl('u'), EraseAll, Msg::CommandEraseAll),
    bind(Key::Up, Command::Up, Msg::CommandUp),
    bind(Key::Down, Command::Down, Msg::CommandDown),
    bind(Tab, Command::Down, Msg::CommandDown),
    bind(BackTab, Command::Up, Msg::CommandUp),
];

pub(super) const MENU: &[Binding] = &[
    hint(Enter, Open, Msg::CommandChoose),
    hint(Esc, Back, Msg::CommandClose),
    bind(Backspace, Erase, Msg::CommandErase),
    bind(Ctrl('u'), EraseAll, Msg::CommandEraseAll),
    bind(Key::Up, Command::Up, Msg::CommandUp),
    bind(Key::Down, Command::Down, Msg::CommandDown),
    bind(Key::PageUp, Command::PageUp, Msg::CommandPageUp),
    bind(Key::PageDown, Command::PageDown, Msg::CommandPageDown),
    bind(Tab, Command::Down, Msg::CommandDown),
    bind(BackTab, Command::Up, Msg::CommandUp),
];

pub(super) const FORM: &[Binding] = &[
    hint(Enter, Open, Msg::CommandNextField),
    hint(Tab, Next, Msg::CommandSkipField),
    bind(BackTab, Previous, Msg::CommandPreviousField),
    hint(Ctrl('s'), Send, Msg::CommandSend),
    hint(Esc, Back, Msg::CommandLeaveForm),
    bind(Key::Up, Command::Up, Msg::CommandUp),
    bind(Key::Down, Command::Down, Msg::CommandDown),
    bind(Backspace, Erase, Msg::CommandErase),
    bind(Key::Delete, Command::Delete, Msg::CommandDelete),
    bind(Ctrl('u'), EraseAll, Msg::CommandEraseAll),
    bind(Key::Left, CursorLeft, Msg::CommandCursorLeft),
    bind(Key::Right, CursorRight, Msg::CommandCursorRight),
    bind(Home, CursorHome, Msg::CommandCursorHome),
    bind(End, CursorEnd, Msg::CommandCursorEnd),
];

pub(super) const CONFIRM: &[Binding] = &[
    hint(Enter, Yes, Msg::CommandYes),
    hint(Esc, Back, Msg::CommandNo),
    bind(Key::Char('q'), Back, Msg::CommandNo),
];
