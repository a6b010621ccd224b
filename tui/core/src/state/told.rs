use crate::wording::Sign;
use kiemke_wire::time::{SECOND_MS, UnixMs};

/// How long a message stays when no key takes it away: long enough to read two lines.
const STAYS_MS: i64 = 12 * SECOND_MS;

/// What became of something that the user had done: shown over the last lines for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) sign: Sign,
    pub(crate) text: String,
    pub(crate) until: UnixMs,
}

impl Told {
    pub(crate) fn new(sign: Sign, text: impl Into<String>, now: UnixMs) -> Self {
        Self {
            sign,
            text: text.into(),
            until: now.plus(STAYS_MS),
        }
    }
}
