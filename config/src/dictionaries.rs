//! Dictionaries for compression: what many small texts have in common, kept once in the program.
//!
//! A dictionary that shipped stays for ever, because data folders hold what was packed with it; a better one gets the
//! next number.

/// For inventories in the daemon's store. `tests/examples/train_dictionary.rs` says how it was made.
pub const INVENTORY_1: &[u8] = include_bytes!("../dictionaries/inventory-1.zdict");
