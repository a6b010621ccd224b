use super::{Input, List, State};
use crate::fuzzy;
use crate::keymap::{Binding, Command, grouped};

/// What lies over a screen and takes the keys.
#[derive(Clone, Debug)]
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
}

/// The commands that fit what was typed, best first.
pub(crate) fn palette_entries(state: &State, typed: &str) -> Vec<&'static Binding> {
    let mut scored: Vec<(usize, &Binding)> = grouped(state.mode_beneath())
        .into_iter()
        .map(|(binding, _)| binding)
        .filter(|binding| binding.command != Command::Palette)
        .filter_map(|binding| {
            let label = state.texts().text(binding.label);
            fuzzy::score(typed, label).map(|score| (score, binding))
        })
        .collect();
    scored.sort_by_key(|(score, _)| *score);
    scored.into_iter().map(|(_, binding)| binding).collect()
}
