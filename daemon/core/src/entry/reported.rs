//! What is asked of a report's items.

use super::{KeptBody, Reported};
use kiemke_wire::facts::SectionName;

impl Reported {
    /// Whether a section is among the items.
    pub fn has_section(&self) -> bool {
        self.items
            .iter()
            .any(|item| matches!(item.what, KeptBody::Section(_)))
    }

    /// The sections among the items.
    pub fn sections(&self) -> impl Iterator<Item = SectionName> + '_ {
        self.items.iter().filter_map(|item| match &item.what {
            KeptBody::Section(section) => Some(section.section),
            _ => None,
        })
    }

    /// Whether an outside probe is among the items.
    pub fn has_outside(&self) -> bool {
        self.items
            .iter()
            .any(|item| matches!(item.what, KeptBody::Outside(_)))
    }
}
