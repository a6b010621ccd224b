//! Folded search over all machines: every word must occur in what the machine's kind says, or in its own text.

use crate::fleet::{CHUNK, Chunk, KindId, Kinds, WordGrams};
use memchr::memmem::Finder;

/// So few machines of a chunk are looked at one by one rather than in its whole text.
const FEW: u64 = 96;

/// Which machines of a chunk are found, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hits([u64; CHUNK / 64]);

impl Hits {
    /// The first `count` machines.
    pub(crate) fn first(count: usize) -> Self {
        Self(std::array::from_fn(|word| {
            match count.saturating_sub(word * 64) {
                0 => 0,
                64.. => u64::MAX,
                some => (1 << some) - 1,
            }
        }))
    }

    /// The machines for which it is so, of all in their order.
    pub(crate) fn of(machines: impl Iterator<Item = bool>) -> Self {
        let mut hits = Self::first(0);
        for (at, is_hit) in machines.take(CHUNK).enumerate() {
            hits.0[at / 64] |= u64::from(is_hit) << (at % 64);
        }
        hits
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(at, mut word)| {
            std::iter::from_fn(move || {
                let bit = word.trailing_zeros() as usize;
                word &= word.wrapping_sub(1);
                (bit < 64).then_some(at * 64 + bit)
            })
        })
    }

    /// Keeps those that pass.
    pub(crate) fn keep(&mut self, passes: impl Fn(usize) -> bool) {
        for at in self.iter() {
            if !passes(at) {
                self.0[at / 64] &= !(1 << (at % 64));
            }
        }
    }

    pub(crate) fn add(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    pub(crate) fn and(&mut self, other: &Self) {
        for (word, other) in self.0.iter_mut().zip(other.0) {
            *word &= other;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }
}

/// The words of a search, each looked up among the kinds once.
pub(crate) struct Search<'a>(Vec<Word<'a>>);

struct Word<'a> {
    finder: Finder<'a>,
    grams: WordGrams,
    /// By kind; empty when the word occurs in none.
    kinds: Vec<bool>,
}

impl<'a> Search<'a> {
    pub(crate) fn new(kinds: &Kinds, words: &'a [String]) -> Self {
        let words = words.iter().map(|word| {
            let matching = kinds.matching(word);
            Word {
                finder: Finder::new(word),
                grams: WordGrams::of(word),
                kinds: if matching.contains(&true) {
                    matching
                } else {
                    Vec::new()
                },
            }
        });
        Self(words.collect())
    }

    /// Keeps the machines of a chunk in which every word occurs.
    pub(crate) fn narrow(&self, chunk: &Chunk, hits: &mut Hits) {
        for word in &self.0 {
            if hits.is_empty() {
                return;
            }
            if !chunk.may_hold(&word.grams) {
                hits.and(&word.kind_hits(chunk));
            } else if hits.count() < FEW {
                hits.keep(|at| word.is_in(chunk, at));
            } else {
                hits.and(&word.hits(chunk));
            }
        }
    }
}

impl Word<'_> {
    fn is_in(&self, chunk: &Chunk, at: usize) -> bool {
        let kind = chunk.kind[at].0 as usize;
        self.kinds.get(kind).copied().unwrap_or(false)
            || chunk
                .text_at(at)
                .is_some_and(|text| self.finder.find(text.as_bytes()).is_some())
    }

    /// The machines whose kind has the word.
    fn kind_hits(&self, chunk: &Chunk) -> Hits {
        if self.kinds.is_empty() {
            return Hits::first(0);
        }
        let has_word = |kind: &KindId| self.kinds.get(kind.0 as usize).copied().unwrap_or(false);
        Hits::of(chunk.kind.iter().map(has_word))
    }

    fn hits(&self, chunk: &Chunk) -> Hits {
        let mut hits = self.kind_hits(chunk);
        if hits.count() == chunk.len() as u64 {
            return hits;
        }
        let text = chunk.text.as_bytes();
        let (mut at, mut from) = (0, 0);
        while let Some(found) = self.finder.find(&text[from..]) {
            // Mostly the next one or one soon after it.
            let behind = |end: &&u32| (**end as usize) <= from + found;
            at += chunk.text_ends()[at..].iter().take_while(behind).count();
            hits.add(at);
            // One place is enough.
            let Some(end) = chunk.text_ends().get(at) else {
                break;
            };
            from = *end as usize;
        }
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_a_set() {
        for count in [0, 1, 63, 64, 65, 255, 256] {
            let mut hits = Hits::first(count);
            assert_eq!(hits.iter().collect::<Vec<_>>(), (0..count).collect::<Vec<_>>());
            hits.keep(|at| at % 3 == 0);
            assert_eq!(hits.count(), count.div_ceil(3) as u64);
            assert_eq!(hits, Hits::of((0..count).map(|at| at % 3 == 0)));
        }
    }
}
