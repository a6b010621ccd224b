use super::form::FormState;
use super::menu::{Menu, keyless};
use super::{Input, List, State};
use crate::change::Change;
use crate::fuzzy;
use crate::key::Key;
use crate::keymap::{Command, grouped};
use kiemke_config::messages::Msg;

/// What lies over a screen and takes the keys.
#[derive(Debug)]
pub enum Overlay {
    /// The keys of the mode beneath.
    Help {
        /// The first line shown.
        offset: usize,
    },
    /// The commands of the mode beneath.
    Palette {
        /// What was typed.
        input: Input,
        /// The selected command.
        list: List,
    },
    /// Something to choose from.
    Menu(Menu),
    /// Something to fill in.
    Form(Box<FormState>),
    /// Something that is done after a yes.
    Confirm {
        /// What is asked.
        question: String,
        /// What a yes does.
        change: Box<Change>,
        /// What that was called.
        what: String,
    },
}

/// A command of the palette.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PaletteEntry {
    pub(crate) label: Msg,
    pub(crate) key: Option<Key>,
    pub(crate) command: Command,
}

/// The commands that fit what was typed, best first.
pub(crate) fn palette_entries(state: &State, typed: &str) -> Vec<PaletteEntry> {
    let with_keys = grouped(state.mode_beneath())
        .into_iter()
        .map(|(binding, _)| PaletteEntry {
            label: binding.label,
            key: Some(binding.key),
            command: binding.command,
        });
    let without = keyless(state).into_iter().map(|(command, label)| PaletteEntry {
        label,
        key: None,
        command,
    });
    let mut scored: Vec<(usize, PaletteEntry)> = with_keys
        .chain(without)
        .filter(|entry| entry.command != Command::Palette)
        .filter_map(|entry| {
            let label = state.texts().text(entry.label);
            fuzzy::score(typed, label).map(|score| (score, entry))
        })
        .collect();
    scored.sort_by_key(|(score, _)| *score);
    scored.into_iter().map(|(_, entry)| entry).collect()
}
