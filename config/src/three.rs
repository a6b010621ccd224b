//! The three values of readiness: met, not, unknown. Unknown is not no.

use serde::{Deserialize, Serialize};

/// What is known of a condition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Three {
    /// Evidence shows that it does not hold.
    Not = 0,
    /// No evidence that still counts.
    #[default]
    Unknown = 1,
    /// Evidence shows that it holds.
    Met = 2,
}

impl Three {
    /// All values, ascending: "and" is the least, "or" the greatest.
    pub const ALL: [Self; 3] = [Self::Not, Self::Unknown, Self::Met];

    /// Any not → not; all met → met; else unknown.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Any met → met; all not → not; else unknown.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// Met or not.
    pub fn known(holds: bool) -> Self {
        if holds { Self::Met } else { Self::Not }
    }

    /// Unknown where nothing was told.
    pub fn told(holds: Option<bool>) -> Self {
        holds.map_or(Self::Unknown, Self::known)
    }

    /// From its number, 0 to 2; what is not one is unknown.
    pub fn of_number(number: u8) -> Self {
        match number {
            0 => Self::Not,
            2 => Self::Met,
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Three::{self, Met, Not, Unknown};

    #[test]
    fn and_or_are_those_of_three_values() {
        let table = [
            (Met, Met, Met, Met),
            (Met, Unknown, Unknown, Met),
            (Met, Not, Not, Met),
            (Unknown, Unknown, Unknown, Unknown),
            (Unknown, Not, Not, Unknown),
            (Not, Not, Not, Not),
        ];
        for (a, b, and, or) in table {
            assert_eq!((a.and(b), b.and(a), a.or(b), b.or(a)), (and, and, or, or));
        }
        for value in Three::ALL {
            assert_eq!(Three::of_number(value as u8), value);
        }
    }
}
