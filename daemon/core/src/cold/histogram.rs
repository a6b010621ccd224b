//! Counts of durations in fixed bins, from which medians over any span can still be told after the durations are
//! gone.

/// A value below this has a bin of its own; from there on each doubling is cut into as many equal bins.
const BINS_AN_OCTAVE: u32 = 8;
const BINS_AN_OCTAVE_BITS: u32 = BINS_AN_OCTAVE.ilog2();

/// How many values fell into which bin, ascending by bin. A bin is named by one byte.
///
/// A value from 8 µs on lies in a bin as wide as an eighth of its octave, so the bin's middle is within one
/// sixteenth (6.25 %) of it; below it is exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram(Vec<(u8, u32)>);

impl Histogram {
    /// The counts of these values.
    pub fn of(values: impl IntoIterator<Item = u32>) -> Self {
        let mut histogram = Self::default();
        for value in values {
            histogram.add_to(bin(value), 1);
        }
        histogram
    }

    /// Adds what another counted.
    pub fn add(&mut self, other: &Self) {
        for (bin, count) in &other.0 {
            self.add_to(*bin, *count);
        }
    }

    /// How many values were counted.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(_, count)| u64::from(*count)).sum()
    }

    /// The median, within 6.25 %: the middle of the bin in which the middle value lies; of two middle values the
    /// lower, as with raw values.
    pub fn median_us(&self) -> Option<u32> {
        let middle = self.count().checked_sub(1)? / 2;
        let mut passed = 0;
        for (bin, count) in &self.0 {
            passed += u64::from(*count);
            if passed > middle {
                return Some(middle_of(*bin));
            }
        }
        None
    }

    /// The bins that hold something, ascending.
    pub(crate) fn bins(&self) -> &[(u8, u32)] {
        &self.0
    }

    /// From bins ascending; none when they do not ascend.
    pub(crate) fn from_bins(bins: Vec<(u8, u32)>) -> Option<Self> {
        bins.windows(2)
            .all(|pair| pair[0].0 < pair[1].0)
            .then_some(Self(bins))
    }

    fn add_to(&mut self, bin: u8, count: u32) {
        match self.0.binary_search_by_key(&bin, |(held, _)| *held) {
            Ok(at) => self.0[at].1 = self.0[at].1.saturating_add(count),
            Err(at) => self.0.insert(at, (bin, count)),
        }
    }
}

fn bin(value: u32) -> u8 {
    let bin = match value.checked_ilog2() {
        Some(octave) if octave >= BINS_AN_OCTAVE_BITS => {
            let shift = octave - BINS_AN_OCTAVE_BITS;
            (shift + 1) * BINS_AN_OCTAVE + ((value >> shift) - BINS_AN_OCTAVE)
        }
        _ => value,
    };
    // 29 octaves of 8 bins and 8 single values: 240 bins.
    u8::try_from(bin).unwrap_or(u8::MAX)
}

fn middle_of(bin: u8) -> u32 {
    let bin = u32::from(bin);
    if bin < BINS_AN_OCTAVE {
        return bin;
    }
    let shift = (bin / BINS_AN_OCTAVE - 1).min(u32::BITS - 1 - BINS_AN_OCTAVE_BITS);
    let from = (BINS_AN_OCTAVE + bin % BINS_AN_OCTAVE) << shift;
    from + ((1 << shift) - 1) / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_duration() -> impl Strategy<Value = u32> {
        (0_u32..32, any::<u32>()).prop_map(|(shift, value)| value >> shift)
    }

    proptest! {
        #[test]
        fn a_bin_s_middle_is_within_a_sixteenth(value in any_duration()) {
            let error = middle_of(bin(value)).abs_diff(value);
            prop_assert!(u64::from(error) * 16 <= u64::from(value), "{value}: off by {error}");
        }

        #[test]
        fn the_median_is_within_a_sixteenth_of_the_true_one(
            mut values in prop::collection::vec(any_duration(), 1..200),
            parts in 1_usize..5,
        ) {
            let mut whole = Histogram::default();
            for part in values.chunks(values.len().div_ceil(parts)) {
                whole.add(&Histogram::of(part.iter().copied()));
            }
            prop_assert_eq!(whole.count(), values.len() as u64);
            values.sort_unstable();
            let truth = values[(values.len() - 1) / 2];
            let error = whole.median_us().unwrap().abs_diff(truth);
            prop_assert!(u64::from(error) * 16 <= u64::from(truth));
        }
    }

    #[test]
    fn nothing_has_no_median_and_no_byte_panics() {
        assert_eq!(Histogram::default().median_us(), None);
        assert!((0..=u8::MAX).map(middle_of).is_sorted() || middle_of(u8::MAX) > 0);
        assert_eq!(bin(u32::MAX), 239);
    }
}
