//! Ties between machines and equipment records: which may be one thing, which are one, and which a person has said are not.
//!
//! ```text
//! machine (name, serials, kind, room, seat) ─┐
//!                                            ├─compare─▶ reasons ─▶ query::ties (pairs, the sure ones first)
//! record  (code, serial, maker, kind, place) ┘                          │ a person says
//!                            one thing: EquipmentChanged (the record's machine) ◀┤
//!                            two: TieKeptApart ─▶ Apart (never proposed again)  ◀┘
//! ```

mod apart;
mod compare;
pub(crate) mod decide;

pub(crate) use apart::Apart;
pub use apart::TieKeptApart;
pub(crate) use compare::{MachineSide, RecordSide, compare, kind, serial};
