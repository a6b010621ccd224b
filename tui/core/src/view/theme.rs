//! Colours. Safe for the colour-blind (after Okabe and Ito), from the 256 that PuTTY and conhost have too; never
//! the only bearer of a meaning.

use crate::state::State;
use crate::wording::Sign;
use ratatui::style::{Color, Modifier, Style};
use serde::{Deserialize, Serialize};

/// The sets of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeKind {
    /// Light letters on a dark ground.
    #[default]
    Dark,
    /// Dark letters on a light ground.
    Light,
    /// Strong colours on a black ground, for bad eyes and bright rooms.
    HighContrast,
    /// No colour at all.
    Plain,
}

impl ThemeKind {
    /// All of them, in the order in which the key goes through them.
    pub const ALL: [Self; 4] = [Self::Dark, Self::Light, Self::HighContrast, Self::Plain];
}

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Text.
    Plain,
    /// Text that may be missed.
    Dim,
    /// Titles.
    Title,
    /// Keys that can be pressed.
    Key,
    /// The selected row.
    Selected,
    /// A state.
    State(Sign),
    /// Figures that may be old.
    Stale,
    /// Made-up data.
    Demo,
}

pub(crate) fn style(state: &State, role: Role) -> Style {
    style_in(state.look.theme, role)
}

/// The same for what has no [`State`].
pub(crate) fn style_in(theme: ThemeKind, role: Role) -> Style {
    let style = Style::new();
    let style = match role {
        Role::Title | Role::Key => style.add_modifier(Modifier::BOLD),
        // What is faint is what bad eyes miss.
        Role::Dim if theme == ThemeKind::HighContrast => style,
        Role::Dim => style.add_modifier(Modifier::DIM),
        Role::Demo => style.add_modifier(Modifier::REVERSED | Modifier::BOLD),
        Role::Selected => style.add_modifier(Modifier::REVERSED),
        Role::Stale => style.add_modifier(Modifier::DIM).remove_modifier(Modifier::BOLD),
        Role::State(_) if theme == ThemeKind::HighContrast => style.add_modifier(Modifier::BOLD),
        Role::Plain | Role::State(_) => style,
    };
    let style = match (theme, role) {
        (ThemeKind::HighContrast, Role::Plain) => style.bg(Color::Indexed(BLACK)),
        _ => style,
    };
    match color(theme, role) {
        Some(color) => style.fg(color),
        None => style,
    }
}

/// Of the cube of 256 colours, which no palette of a terminal changes.
const BLACK: u8 = 16;
const WHITE: u8 = 231;

fn color(theme: ThemeKind, role: Role) -> Option<Color> {
    if theme == ThemeKind::HighContrast && !matches!(role, Role::Selected | Role::Demo) {
        return Some(Color::Indexed(high_contrast(role)));
    }
    let (dark, light) = match role {
        Role::Key => (117, 25),
        Role::Dim => (246, 240),
        Role::Stale => (244, 245),
        Role::State(Sign::Good) => (43, 29),
        Role::State(Sign::Ageing) => (185, 94),
        Role::State(Sign::Unknown) => (250, 242),
        Role::State(Sign::Warning) => (214, 130),
        Role::State(Sign::Bad) => (209, 160),
        Role::Plain | Role::Title | Role::Selected | Role::Demo | Role::State(Sign::Note) => return None,
    };
    match theme {
        ThemeKind::Dark => Some(Color::Indexed(dark)),
        ThemeKind::Light => Some(Color::Indexed(light)),
        ThemeKind::HighContrast | ThemeKind::Plain => None,
    }
}

fn high_contrast(role: Role) -> u8 {
    match role {
        Role::Key => 51,
        Role::State(Sign::Good) => 46,
        Role::State(Sign::Ageing) => 226,
        Role::State(Sign::Warning) => 214,
        Role::State(Sign::Bad) => 203,
        Role::Stale => 250,
        Role::Plain
        | Role::Dim
        | Role::Title
        | Role::Selected
        | Role::Demo
        | Role::State(Sign::Unknown | Sign::Note) => WHITE,
    }
}
