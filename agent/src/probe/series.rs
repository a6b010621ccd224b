//! Round trips of a series of probes.

use std::time::Duration;

/// Probes in a row without an answer behind which a series ends: of 5 % loss that is chance once in ten thousand
/// rounds, and over a dead line each further one would only keep the verdict waiting.
const SILENT_IN_A_ROW: u16 = 4;

/// The answered ones in the order sent; how many were sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Series {
    sent: u16,
    silent_in_a_row: u16,
    rtts_us: Vec<u32>,
}

impl Series {
    pub(super) fn add(&mut self, rtt: Option<Duration>) {
        self.sent += 1;
        self.silent_in_a_row = match rtt {
            Some(_) => 0,
            None => self.silent_in_a_row + 1,
        };
        self.rtts_us.extend(rtt.map(micros));
    }

    /// Whether nobody answers any more.
    pub(super) fn fell_silent(&self) -> bool {
        self.silent_in_a_row >= SILENT_IN_A_ROW
    }

    pub(super) fn sent(&self) -> u16 {
        self.sent
    }

    pub(super) fn received(&self) -> u16 {
        u16::try_from(self.rtts_us.len()).unwrap_or(u16::MAX)
    }

    pub(super) fn median_us(&self) -> Option<u32> {
        let mut sorted = self.rtts_us.clone();
        sorted.sort_unstable();
        let upper = *sorted.get(sorted.len() / 2)?;
        let lower = sorted[(sorted.len() - 1) / 2];
        Some(lower + (upper - lower) / 2)
    }

    pub(super) fn max_us(&self) -> Option<u32> {
        self.rtts_us.iter().copied().max()
    }

    /// Mean difference between neighbouring round trips (RFC 3550, 6.4.1, without smoothing).
    pub(super) fn jitter_us(&self) -> Option<u32> {
        let differences: Vec<u64> = self
            .rtts_us
            .windows(2)
            .map(|pair| u64::from(pair[0].abs_diff(pair[1])))
            .collect();
        let count = u64::try_from(differences.len()).ok().filter(|count| *count > 0)?;
        u32::try_from(differences.iter().sum::<u64>() / count).ok()
    }
}

/// Whole microseconds, at least one: a zero would read as "not measured".
pub(crate) fn micros(time: Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(rtts_us: &[Option<u64>]) -> Series {
        let mut series = Series::default();
        for rtt in rtts_us {
            series.add(rtt.map(Duration::from_micros));
        }
        series
    }

    #[test]
    fn figures_are_over_the_answered_ones() {
        let measured = series(&[Some(100), None, Some(300), Some(200), Some(600)]);
        assert_eq!((measured.sent(), measured.received()), (5, 4));
        assert_eq!(measured.median_us(), Some(250));
        assert_eq!(measured.max_us(), Some(600));
        assert_eq!(measured.jitter_us(), Some((200 + 100 + 400) / 3));
    }

    #[test]
    fn only_silence_in_a_row_ends_a_series() {
        let silent = [None; 3];
        assert!(!series(&silent).fell_silent());
        assert!(series(&[&[Some(1)], &silent[..], &[None]].concat()).fell_silent());
        assert!(!series(&[&silent[..], &[Some(1)], &silent].concat()).fell_silent());
    }

    #[test]
    fn without_answers_there_are_no_figures() {
        let silent = series(&[None, None]);
        assert_eq!((silent.sent(), silent.received()), (2, 0));
        assert_eq!(
            (silent.median_us(), silent.max_us(), silent.jitter_us()),
            (None, None, None)
        );
        assert_eq!(series(&[Some(5)]).jitter_us(), None);
    }
}
