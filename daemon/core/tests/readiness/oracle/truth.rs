//! Met, not, unknown.

/// Whether something holds; nothing where that is not known.
pub(crate) type Truth = Option<bool>;

/// Any not: not. All met: met. Else unknown.
pub(crate) fn all(conditions: &[Truth]) -> Truth {
    if conditions.contains(&Some(false)) {
        Some(false)
    } else if conditions.contains(&None) {
        None
    } else {
        Some(true)
    }
}

/// Any met: met. All not: not. Else unknown.
pub(crate) fn any(choices: &[Truth]) -> Truth {
    if choices.contains(&Some(true)) {
        Some(true)
    } else if choices.contains(&None) {
        None
    } else {
        Some(false)
    }
}

/// What is true of all the ways in which the world may be.
pub(crate) fn in_all(worlds: impl IntoIterator<Item = bool>) -> Truth {
    let (mut holds, mut fails) = (false, false);
    for world in worlds {
        if world { holds = true } else { fails = true }
    }
    match (holds, fails) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}
