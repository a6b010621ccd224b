//! Figures: values that people type or import, because nothing computes them (readiness.md, 8), and head counts of
//! schools without a roster. What was said stays; the newest word counts.

mod changed;
mod decide;
mod registry;
mod told;
mod undo;

pub use changed::{FigureChange, FigureFact, FigureKey, FiguresChanged, Indicator};
pub use registry::{FigureRecord, Figures, SaidFigure};

pub(crate) use decide::{set, withdraw};
pub(crate) use told::{Told, TypedSum};
pub(crate) use undo::undo;
