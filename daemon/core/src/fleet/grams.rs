//! Which runs of three bytes occur in the texts of a chunk: a word with one that does not occur is in none of them,
//! and the texts need not be looked through. May say too much, never too little.

/// Bits by hash, 8 KiB a chunk: the texts of its 256 machines have some 8,000 different runs.
const BITS: usize = 1 << 16;
const RUN: usize = 3;

/// See the top of the file.
#[derive(Clone, Debug)]
pub(crate) struct Grams {
    bits: Box<[u64; BITS / 64]>,
    /// Texts that were replaced since all was noted: what only they held is still said to occur.
    replaced: u32,
}

/// The runs of a word.
#[derive(Clone, Debug)]
pub(crate) struct WordGrams(Vec<u16>);

impl Default for Grams {
    fn default() -> Self {
        Self {
            bits: Box::new([0; BITS / 64]),
            replaced: 0,
        }
    }
}

impl Grams {
    /// Notes what occurs in a text.
    pub(crate) fn add(&mut self, text: &str) {
        for run in runs(text) {
            self.bits[usize::from(run / 64)] |= 1 << (run % 64);
        }
    }

    /// Notes a text that takes the place of another one. Returns whether so many were replaced that all should be
    /// noted anew.
    pub(crate) fn replace(&mut self, text: &str) -> bool {
        self.add(text);
        self.replaced += 1;
        self.replaced >= super::CHUNK as u32
    }

    /// Whether every run of the word occurs; always so for a word of less than three bytes.
    pub(crate) fn may_hold(&self, word: &WordGrams) -> bool {
        word.0
            .iter()
            .all(|run| self.bits[usize::from(run / 64)] >> (run % 64) & 1 == 1)
    }
}

impl WordGrams {
    pub(crate) fn of(word: &str) -> Self {
        Self(runs(word).collect())
    }
}

fn runs(text: &str) -> impl Iterator<Item = u16> + '_ {
    text.as_bytes().windows(RUN).map(|run| {
        let number = u32::from(run[0]) << 16 | u32::from(run[1]) << 8 | u32::from(run[2]);
        (number.wrapping_mul(0x9e37_79b1) >> 16) as u16
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_word_that_occurs_is_never_denied(
            texts in prop::collection::vec("[a-c0-1đ\n]{0,12}", 1..8),
            at in any::<prop::sample::Index>(),
            from in 0..12_usize,
            length in 0..6_usize,
        ) {
            let mut grams = Grams::default();
            texts.iter().for_each(|text| grams.add(text));
            let text: Vec<char> = at.get(&texts).chars().collect();
            let word: String = text.iter().skip(from).take(length).collect();
            prop_assert!(grams.may_hold(&WordGrams::of(&word)));
        }
    }

    #[test]
    fn a_word_that_does_not_occur_is_mostly_denied() {
        let mut grams = Grams::default();
        for number in 0..256 {
            grams.add(&format!("pc-tin-{number}\nm{number}\nphong 1\n"));
        }
        assert!(grams.may_hold(&WordGrams::of("tin-7")) && grams.may_hold(&WordGrams::of("xy")));
        let denied = ["optiplex", "zzz", "phong2", "tin_"];
        assert!(denied.iter().all(|word| !grams.may_hold(&WordGrams::of(word))));
    }
}
