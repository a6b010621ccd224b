//! Short texts of many things in one piece of memory, so that a search walks through them without a pointer each.

/// Texts by number, one behind the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Texts {
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
    }

    pub(crate) fn get(&self, at: usize) -> Option<&str> {
        self.text.get(self.begin(at)..*self.ends.get(at)? as usize)
    }

    /// Replaces a text that is there.
    pub(crate) fn put(&mut self, at: usize, text: &str) {
        if self.get(at).is_none_or(|held| held == text) {
            return;
        }
        let (from, to) = (self.begin(at), self.end(at));
        self.text.replace_range(from..to, text);
        for end in &mut self.ends[at..] {
            *end = (*end as usize + text.len() + from - to) as u32;
        }
    }

    fn begin(&self, at: usize) -> usize {
        at.checked_sub(1).map_or(0, |before| self.end(before))
    }

    fn end(&self, at: usize) -> usize {
        self.ends.get(at).map_or(self.text.len(), |end| *end as usize)
    }

    /// Tells each text in which `finder` finds its word, ascending.
    pub(crate) fn each_with(&self, finder: &memchr::memmem::Finder<'_>, mut tell: impl FnMut(usize)) {
        let text = self.text.as_bytes();
        let mut from = 0;
        while let Some(found) = finder.find(&text[from..]) {
            let offset = from + found;
            let at = self.ends.partition_point(|end| (*end as usize) <= offset);
            tell(at);
            // One place is enough.
            from = self.end(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use memchr::memmem::Finder;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_stay_apart(
            first in prop::collection::vec("[ab]{0,4}\n", 1..20),
            puts in prop::collection::vec((any::<prop::sample::Index>(), "[ab]{0,4}\n"), 0..20),
        ) {
            let mut naive = first.clone();
            let mut texts = Texts::default();
            first.iter().for_each(|text| texts.push(text));
            for (at, text) in puts {
                let at = at.index(naive.len());
                texts.put(at, &text);
                naive[at] = text;
            }
            for (at, text) in naive.iter().enumerate() {
                prop_assert_eq!(texts.get(at), Some(text.as_str()));
            }
            let mut found = Vec::new();
            texts.each_with(&Finder::new("ab"), |at| found.push(at));
            let wanted: Vec<usize> = (0..naive.len()).filter(|at| naive[*at].contains("ab")).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
