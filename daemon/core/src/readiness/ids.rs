//! T8 and T9: who has a valid national id, by the roster alone.

use super::ages::counts;
use super::leaf::{LeafFacts, People};
use super::{Ages, Split};

/// People with a valid national id (ready), without one (not ready), and of whom that is not known. None where nothing
/// was told of the leaf. An expired roster and a head count tell of nobody.
pub fn ids_of(facts: &LeafFacts, ages: &Ages) -> Option<Split> {
    let total = u64::from(facts.total());
    let known = match facts.people {
        People::NoRoster => return None,
        People::HeadCount { .. } => false,
        People::Roster { on } => counts(ages.roster(on)),
    };
    let valid = u64::from(facts.valid_ids).min(total);
    Some(if known {
        Split {
            ready: valid,
            not_ready: total - valid,
            unknown: 0,
        }
    } else {
        Split {
            unknown: total,
            ..Split::default()
        }
    })
}
