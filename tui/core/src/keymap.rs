//! Which key does what: one table per mode. Keys become commands here and nowhere else, and the footer, the help
//! and the palette are drawn from the same tables.

mod tables;

use crate::key::Key;
use crate::state::Screen;
use kiemke_config::messages::Msg;
use kiemke_wire::equipment::ActionKind;
use kiemke_wire::review::ReviewAnswer;

/// Where to a map is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pan {
    /// Up.
    North,
    /// Down.
    South,
    /// To the right.
    East,
    /// To the left.
    West,
}

/// Everything that a key can be told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Go to a screen.
    Go(Screen),
    /// The next screen, or the next part of a detail.
    Next,
    /// The one before.
    Previous,
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One screenful up.
    PageUp,
    /// One screenful down.
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// Open what is selected, or take over what was typed.
    Open,
    /// Back to where one came from.
    Back,
    /// Type a search.
    Search,
    /// The next order of rows.
    Sort,
    /// Choose which rows are shown.
    Facets,
    /// Choose which columns are shown.
    Columns,
    /// Mark the row, or take the mark away.
    Mark,
    /// Mark all rows, or none.
    MarkAll,
    /// Things came in.
    Receive,
    /// Choose what is done with the records.
    Actions,
    /// Do that with the records.
    Act(ActionKind),
    /// Answer the question.
    Answer(ReviewAnswer),
    /// Machines and records that may be one thing, or the questions again.
    Ties,
    /// They are one thing.
    Tie,
    /// They are two.
    KeepApart,
    /// All sure pairs are one thing each.
    TieSure,
    /// Make records of machines that fit none.
    RecordMachines,
    /// List the machines without a record.
    MachinesWithoutRecord,
    /// List the records that nothing has shown.
    RecordsNeverSeen,
    /// Take note of an alert.
    Acknowledge,
    /// Take the last change back.
    Undo,
    /// Open the machine that is observed in a record.
    OpenMachine,
    /// Open the record of a pair.
    OpenRecord,
    /// Open the lines of a unit.
    OpenLines,
    /// Unfold, or go to the part.
    Unfold,
    /// Fold up, or go to the whole.
    FoldUp,
    /// Choose by what places are put together.
    PlacesViews,
    /// Show the classes of a unit.
    Classes,
    /// Type what people of a class answered about home.
    Survey,
    /// Ask for the day that is shown.
    Day,
    /// Open a stocktake.
    OpenStocktake,
    /// Count the selected room with a scanner.
    Scan,
    /// A key of the scanner's own.
    Scanner(Key),
    /// Everything of the selected room.
    RoomThings,
    /// Close the stocktake.
    CloseStocktake,
    /// Take a pack of the stocktake along.
    TakePack,
    /// Bring a pack back.
    BringPack,
    /// Save a sheet for signature.
    SaveSheet,
    /// How a target moved.
    Trend,
    /// Choose between which days.
    Period,
    /// What would bring a target about.
    WhatIf,
    /// What is missing.
    Gaps,
    /// Choose by which profile is judged.
    Profiles,
    /// Choose by which prices is bought.
    Prices,
    /// Choose what is aimed at.
    Aims,
    /// Type the figure of a target.
    TypeFigure,
    /// The next measure of a map.
    Measure,
    /// Show the map.
    Map,
    /// Move the map.
    Pan(Pan),
    /// See less, and that larger.
    Closer,
    /// See more.
    Farther,
    /// See all of it.
    Whole,
    /// Put what is selected on the clipboard.
    Copy,
    /// Write what is on screen into a file.
    Export,
    /// Write down the messages of the last minutes.
    Dump,
    /// Ask the daemon again.
    Refresh,
    /// The other language.
    Language,
    /// The next set of colours.
    Theme,
    /// ASCII signs on or off.
    Ascii,
    /// Show the keys.
    Help,
    /// Show the palette of commands.
    Palette,
    /// Send what was filled in.
    Send,
    /// Do what was asked.
    Yes,
    /// Delete the character before the cursor.
    Erase,
    /// Delete the character behind it.
    Delete,
    /// Delete everything typed.
    EraseAll,
    /// The cursor one letter back.
    CursorLeft,
    /// The cursor one letter on.
    CursorRight,
    /// The cursor to the begin.
    CursorHome,
    /// The cursor to the end.
    CursorEnd,
    /// Redraw the whole terminal.
    Redraw,
    /// Hand the terminal back to the shell for a while.
    Suspend,
    /// End.
    Quit,
}

/// One line of a table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The key.
    pub key: Key,
    /// What it does.
    pub command: Command,
    /// What that is called.
    pub label: Msg,
    /// Whether the footer shows it.
    pub hint: bool,
}

/// Who gets the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Screen 1.
    Overview,
    /// The map of screen 1.
    Map,
    /// Screen 2.
    Places,
    /// The classes of a unit.
    Classes,
    /// The people of a class.
    Class,
    /// Screen 3.
    Stock,
    /// The search line of screen 3.
    StockSearch,
    /// One equipment record.
    Record,
    /// One machine.
    Machine,
    /// The search line of a machine's software.
    PackageSearch,
    /// Screen 4.
    Lines,
    /// The search line of screen 4.
    LinesSearch,
    /// One line.
    Line,
    /// Screen 5.
    Stocktakes,
    /// One stocktake.
    Session,
    /// A room of it, with a scanner.
    Scan,
    /// Screen 6.
    Plan,
    /// Screen 7.
    Review,
    /// Its pairs of machines and records.
    Ties,
    /// Screen 8.
    Events,
    /// The keys.
    Help,
    /// The palette.
    Palette,
    /// A list to choose from.
    Menu,
    /// Something to fill in.
    Form,
    /// A yes or no.
    Confirm,
}

impl Mode {
    /// All of them.
    pub const ALL: [Self; 25] = [
        Self::Overview,
        Self::Map,
        Self::Places,
        Self::Classes,
        Self::Class,
        Self::Stock,
        Self::StockSearch,
        Self::Record,
        Self::Machine,
        Self::PackageSearch,
        Self::Lines,
        Self::LinesSearch,
        Self::Line,
        Self::Stocktakes,
        Self::Session,
        Self::Scan,
        Self::Plan,
        Self::Review,
        Self::Ties,
        Self::Events,
        Self::Help,
        Self::Palette,
        Self::Menu,
        Self::Form,
        Self::Confirm,
    ];

    /// Its own table.
    pub fn table(self) -> &'static [Binding] {
        match self {
            Self::Overview => tables::OVERVIEW,
            Self::Map => tables::MAP,
            Self::Places => tables::PLACES,
            Self::Classes => tables::CLASSES,
            Self::Class => tables::CLASS,
            Self::Stock => tables::STOCK,
            Self::Record => tables::RECORD,
            Self::Machine => tables::MACHINE,
            Self::Lines => tables::LINES,
            Self::Line => tables::LINE,
            Self::Stocktakes => tables::STOCKTAKES,
            Self::Session => tables::SESSION,
            Self::Scan => tables::SCAN,
            Self::Plan => tables::PLAN,
            Self::Review => tables::REVIEW,
            Self::Ties => tables::TIES,
            Self::Events => tables::EVENTS,
            Self::StockSearch | Self::PackageSearch | Self::LinesSearch => tables::SEARCH,
            Self::Help => tables::HELP,
            Self::Palette => tables::PALETTE,
            Self::Menu => tables::MENU,
            Self::Form => tables::FORM,
            Self::Confirm => tables::CONFIRM,
        }
    }

    /// Whether characters without a binding are text.
    pub fn types_text(self) -> bool {
        matches!(
            self,
            Self::StockSearch
                | Self::PackageSearch
                | Self::LinesSearch
                | Self::Scan
                | Self::Palette
                | Self::Menu
                | Self::Form
        )
    }

    /// Its own bindings, then those that hold everywhere.
    pub fn bindings(self) -> impl Iterator<Item = &'static Binding> {
        let everywhere = match self {
            Self::Overview
            | Self::Map
            | Self::Places
            | Self::Classes
            | Self::Class
            | Self::Stock
            | Self::Record
            | Self::Machine
            | Self::Lines
            | Self::Line
            | Self::Stocktakes
            | Self::Session
            | Self::Plan
            | Self::Review
            | Self::Ties
            | Self::Events => tables::EVERYWHERE,
            Self::StockSearch
            | Self::PackageSearch
            | Self::LinesSearch
            | Self::Scan
            | Self::Help
            | Self::Palette
            | Self::Menu
            | Self::Form
            | Self::Confirm => tables::ALWAYS,
        };
        // A screen's own meaning of a key outranks the one that holds everywhere.
        let own = self.table();
        let is_free = move |binding: &&Binding| own.iter().all(|one| one.key != binding.key);
        own.iter().chain(everywhere.iter().filter(is_free))
    }

    /// What a key does.
    pub fn command(self, key: Key) -> Option<Command> {
        self.bindings()
            .find(|binding| binding.key == key)
            .map(|binding| binding.command)
    }
}

/// Commands of a mode with all their keys, in the order of the tables.
pub fn grouped(mode: Mode) -> Vec<(&'static Binding, Vec<Key>)> {
    let mut groups: Vec<(&Binding, Vec<Key>)> = Vec::new();
    for binding in mode.bindings() {
        match groups
            .iter_mut()
            .find(|(first, _)| first.command == binding.command)
        {
            Some((_, keys)) => keys.push(binding.key),
            None => groups.push((binding, vec![binding.key])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_key_means_two_things_and_no_letter_is_bound_where_text_is_typed() {
        for mode in Mode::ALL {
            let mut keys = HashSet::new();
            for binding in mode.bindings() {
                assert!(keys.insert(binding.key), "{mode:?} binds {:?} twice", binding.key);
                assert!(
                    !(mode.types_text() && matches!(binding.key, Key::Char(_))),
                    "{mode:?}"
                );
            }
        }
    }

    #[test]
    fn every_mode_can_be_left() {
        for mode in Mode::ALL {
            let leaves = |command| matches!(command, Some(Command::Back | Command::Quit));
            assert!(
                leaves(mode.command(Key::Esc)) || leaves(mode.command(Key::Char('q'))),
                "{mode:?}"
            );
            assert_eq!(mode.command(Key::Ctrl('c')), Some(Command::Quit), "{mode:?}");
        }
    }
}
