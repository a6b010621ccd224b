//! What things of a line cost, and what the book says they are still worth.

use kiemke_wire::book::BookLine;

/// Of so many things of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worth {
    /// What they cost, đồng.
    pub cost_dong: Option<u64>,
    /// What is left of that after wear, đồng.
    pub remaining_dong: Option<u64>,
}

/// The cost of all that came in: as written, or as the cost of one tells.
pub fn cost_of(line: &BookLine) -> Option<u64> {
    line.cost_dong.or_else(|| {
        let one = line.unit_cost_dong?;
        one.checked_mul(line.quantity.into())
    })
}

/// Of so many of a line's things. Parts are rounded down; the whole is exact.
pub fn worth(line: &BookLine, things: u32) -> Worth {
    let part = |whole: Option<u64>| {
        let (whole, all) = (u128::from(whole?), u128::from(line.quantity.max(1)));
        u64::try_from(whole * u128::from(things) / all).ok()
    };
    let cost = cost_of(line);
    let left = cost
        .zip(line.wear.accumulated_dong)
        .map(|(cost, worn)| cost.saturating_sub(worn));
    Worth {
        cost_dong: part(cost),
        remaining_dong: part(left),
    }
}
