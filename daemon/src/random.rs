//! Random bytes from the system.

/// Fills an array from the system's random source.
///
/// # Panics
/// When the system has none: then no secret can be made and nothing may go on.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system has a random source");
    bytes
}
