//! What the agent holds of each section: digests alone, never the facts, which are collected anew when wanted.

use kiemke_wire::digest::{Digest, digest_of, digest_over};
use kiemke_wire::facts::SectionName;
use std::collections::BTreeMap;

/// The sections as last collected in this run.
#[derive(Clone, Debug, Default)]
pub struct Sections {
    current: BTreeMap<SectionName, Digest>,
    failures: BTreeMap<SectionName, String>,
}

impl Sections {
    /// Takes a collected section's JSON text; returns its digest.
    pub fn collected(&mut self, section: SectionName, facts_json: &str) -> Digest {
        let digest = digest_of(facts_json.as_bytes());
        self.current.insert(section, digest);
        self.failures.remove(&section);
        digest
    }

    /// Takes a collector's failure; `true` when it is news, so that one that fails each hour says so once.
    pub fn failed(&mut self, section: SectionName, reason: &str) -> bool {
        let before = self.failures.insert(section, reason.to_owned());
        before.as_deref() != Some(reason)
    }

    /// The one digest of a check-in; `None` while nothing was collected. A section whose collector now fails
    /// stands for what was last seen.
    pub fn digest(&self) -> Option<Digest> {
        if self.current.is_empty() {
            return None;
        }
        Some(digest_over(
            self.current.iter().map(|(name, digest)| (*name, digest)),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_digest_speaks_for_all_sections() {
        let mut sections = Sections::default();
        assert_eq!(sections.digest(), None);
        let cpu = sections.collected(SectionName::Cpu, "{}");
        assert_eq!(sections.digest(), Some(digest_over([(SectionName::Cpu, &cpu)])));
        let before = sections.digest();
        sections.collected(SectionName::Memory, "{}");
        assert_ne!(sections.digest(), before);
    }

    #[test]
    fn a_failure_is_news_once() {
        let mut sections = Sections::default();
        assert!(sections.failed(SectionName::Cpu, "read /proc/cpuinfo"));
        assert!(!sections.failed(SectionName::Cpu, "read /proc/cpuinfo"));
        assert!(sections.failed(SectionName::Cpu, "panicked"));
        sections.collected(SectionName::Cpu, "{}");
        assert!(sections.failed(SectionName::Cpu, "panicked"));
    }
}
