//! Real processes, real signals, a real terminal.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod agent_killed;
mod daemon_killed;
mod day_of_district;
mod day_of_planner;
mod day_of_technician;
mod demo;
mod equipment_by_keys;
mod in_tmux;
mod screen;
mod sealing_killed;
mod secrets;
mod stick;
mod stocktake;
mod stocktake_by_keys;
mod terminal_kept;
mod this_machine;
mod ties_by_keys;
mod verified;
