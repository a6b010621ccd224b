use crate::cold::{Day, QUARTERS_A_DAY, Quarter, QuarterState};
use crate::fleet::CHUNK;

/// A day of the machines of one chunk that is not sealed yet: 96 bytes a machine, there once one of them was seen
/// that day. Not changed any more once the day is closed, so that it can be sealed beside the work.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ChunkDay {
    pub(crate) day: Day,
    states: Box<[QuarterState]>,
}

impl ChunkDay {
    pub(crate) fn unknown(day: Day) -> Self {
        Self {
            day,
            states: vec![QuarterState::UNKNOWN; CHUNK * QUARTERS_A_DAY].into_boxed_slice(),
        }
    }

    /// The quarter-hours of the machine in this place of the chunk.
    pub(crate) fn at(&self, at: usize) -> [QuarterState; QUARTERS_A_DAY] {
        let mut quarters = [QuarterState::UNKNOWN; QUARTERS_A_DAY];
        if let Some(held) = self.states.get(at * QUARTERS_A_DAY..(at + 1) * QUARTERS_A_DAY) {
            quarters.copy_from_slice(held);
        }
        quarters
    }

    /// Whether the machine was seen.
    pub(crate) fn was_on(&self, at: usize) -> bool {
        self.at(at).iter().any(|state| state.is_on())
    }

    /// What knows more wins, unless what is told has in it what was told before.
    pub(crate) fn tell(&mut self, at: usize, quarter: Quarter, state: QuarterState, replaces: bool) {
        if let Some(held) = self.states.get_mut(at * QUARTERS_A_DAY + quarter.index()) {
            *held = if replaces { state } else { state.max(*held) };
        }
    }

    /// As bytes, of so many machines.
    pub(crate) fn bytes(&self, machines: usize) -> Vec<u8> {
        let states = self.states.iter().take(machines * QUARTERS_A_DAY);
        states.map(|state| state.0).collect()
    }

    pub(crate) fn of_bytes(day: Day, bytes: &[u8]) -> Option<Self> {
        let mut read = Self::unknown(day);
        if bytes.len() > read.states.len() || !bytes.len().is_multiple_of(QUARTERS_A_DAY) {
            return None;
        }
        for (state, byte) in read.states.iter_mut().zip(bytes) {
            *state = QuarterState(*byte);
        }
        Some(read)
    }
}

impl std::fmt::Debug for ChunkDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChunkDay")
            .field("day", &self.day)
            .finish_non_exhaustive()
    }
}
