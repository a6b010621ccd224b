//! Which machines are on a line, and how many.

use super::Fleet;
use kiemke_wire::ids::{LineId, MachineId};
use std::sync::Arc;

impl Fleet {
    /// The machines on a line.
    pub fn machines_on(&self, line: LineId) -> impl Iterator<Item = MachineId> + '_ {
        self.machines.numbered_chunks().flat_map(move |(first, chunk)| {
            let on = chunk
                .line
                .iter()
                .enumerate()
                .filter(move |(at, one)| **one == Some(line) && !chunk.away[*at]);
            on.map(move |(at, _)| MachineId(first.0 + at as u32))
        })
    }

    /// Counts a machine on a line, or no longer.
    pub(super) fn count_on(&mut self, line: Option<LineId>, on: bool) {
        if let Some(line) = line.and_then(|line| self.lines.get_mut(&line)) {
            let line = Arc::make_mut(line);
            line.machines = if on {
                line.machines.saturating_add(1)
            } else {
                line.machines.saturating_sub(1)
            };
        }
    }

    /// Counts the machines on each line, after they were read.
    pub(crate) fn count_machines_on_lines(&mut self) {
        let chunks = self.machines.chunks().iter();
        let lines = chunks.flat_map(|chunk| {
            let pairs = chunk.line.clone().into_iter().zip(chunk.away.clone());
            pairs.filter_map(|(line, away)| line.filter(|_| !away))
        });
        for line in lines {
            if let Some(line) = self.lines.get_mut(&line) {
                Arc::make_mut(line).machines += 1;
            }
        }
    }
}
