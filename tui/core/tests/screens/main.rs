//! Screens as text, and that nothing that is pressed, told or resized breaks them.

mod behaviour;
mod driver;
mod province;
mod sequences;
mod snapshots;
