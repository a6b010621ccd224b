//! Middle values and shares of what was measured.

/// The middle value; of two middle ones the lower, so that it is always a value that was measured.
pub(super) fn median<T: Copy + Ord>(mut values: Vec<T>) -> Option<T> {
    if values.is_empty() {
        return None;
    }
    let middle = (values.len() - 1) / 2;
    Some(*values.select_nth_unstable(middle).1)
}

/// Tenths of a percent, rounded to nearest.
pub(super) fn percent(part: u64, whole: u64) -> f64 {
    (part as f64 * 1000.0 / whole as f64).round() / 10.0
}
