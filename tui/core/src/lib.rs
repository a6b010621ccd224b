//! The terminal without a terminal: what is shown, what a key does, what is to be asked of the daemon.
//!
//! Call order: [`update`] with each [`Message`] and the time, hand its [`Effect`]s to the shell, draw with [`view`]
//! when [`State::take_changed`] says so, and call [`update`] with [`Message::Tick`] no later than
//! [`State::wake_at`]. Never does IO and never asks the time.

pub mod change;
pub mod effect;
pub mod fuzzy;
pub mod key;
pub mod keymap;
mod layout;
mod map;
pub mod message;
pub mod scanner;
pub mod session;
pub mod state;
pub mod text;
mod update;
mod view;
pub mod wording;

pub use change::Change;
pub use effect::{Effect, Query, Slot, Ticket};
pub use map::{Boundaries, Point};
pub use message::{Answer, LinkChange, Message, Refusal, RefusalKind};
pub use state::{Look, State};
pub use update::update;
pub use view::theme::ThemeKind;
pub use view::view;
