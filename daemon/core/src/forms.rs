//! Tables that people fill in: from the cells of a sheet to rows of named values, and what an import would do.
//!
//! ```text
//! bytes ──shell──▶ Sheet ──locate──▶ Layout ──read──▶ FormRow … and faults with their cells
//!                                                        │
//!                           plan of the table's own kind ▼  new · changed · unchanged · refused, row by row
//! ```
//! Owns how a table is recognised and its cells are read; knows nothing of what rows mean.

mod amounts;
mod cells;
mod layout;
mod outcome;
mod passed;
mod rows;
mod sheet;

pub use amounts::counted_in_name;
pub use cells::{BadCell, day_text};
pub use layout::{Layout, NoTable, locate};
pub use outcome::Outcome;
pub use rows::{FormRow, FormRows, Value, read};
pub use sheet::{Cell, Sheet, column_letters};
