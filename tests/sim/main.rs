//! Agents and a daemon in simulated time, on a network that loses and doubles, with power cuts on both sides.
//!
//! Real are the agents' timetable, uplink and spool (on a disk in memory) and the daemon's intake, decisions and
//! state. Played are the network, the clocks and the disks' faults; all by a seed, so that a failure comes again.

mod network;
mod story;
mod world;
