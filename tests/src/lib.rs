//! What the tests stand on: daemons in this process or as real ones, agents made by hand, waiting for conditions.

pub mod books;
pub mod daemon;
pub mod desk;
pub mod folder;
pub mod hand_agent;
pub mod process;
pub mod screen;
pub mod slow_line;
pub mod wait;
