//! Which key does what: one table per mode. Keys become commands here and nowhere else, and the footer, the help
//! and the palette are drawn from the same tables.

mod tables;

use crate::key::Key;
use crate::state::Screen;
use kiemke_config::messages::Msg;

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
    /// The next filter of rows.
    Filter,
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
    /// Delete the character before the cursor.
    Erase,
    /// Delete everything typed.
    EraseAll,
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
    /// Screen 3.
    Machines,
    /// The search line of screen 3.
    MachineSearch,
    /// One machine.
    Machine,
    /// The search line of a machine's software.
    PackageSearch,
    /// Screen 8.
    Events,
    /// The keys.
    Help,
    /// The palette.
    Palette,
}

impl Mode {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Overview,
        Self::Machines,
        Self::MachineSearch,
        Self::Machine,
        Self::PackageSearch,
        Self::Events,
        Self::Help,
        Self::Palette,
    ];

    /// Its own table.
    pub fn table(self) -> &'static [Binding] {
        match self {
            Self::Overview => tables::OVERVIEW,
            Self::Machines => tables::MACHINES,
            Self::Machine => tables::MACHINE,
            Self::Events => tables::EVENTS,
            Self::MachineSearch | Self::PackageSearch => tables::SEARCH,
            Self::Help => tables::HELP,
            Self::Palette => tables::PALETTE,
        }
    }

    /// Whether characters without a binding are text.
    pub fn types_text(self) -> bool {
        matches!(self, Self::MachineSearch | Self::PackageSearch | Self::Palette)
    }

    /// Its own bindings, then those that hold everywhere.
    pub fn bindings(self) -> impl Iterator<Item = &'static Binding> {
        let everywhere = match self {
            Self::MachineSearch | Self::PackageSearch | Self::Palette | Self::Help => tables::ALWAYS,
            Self::Overview | Self::Machines | Self::Machine | Self::Events => tables::EVERYWHERE,
        };
        self.table().iter().chain(everywhere)
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
