//! Where every made-up thing comes from: a seed, a topic and an index. Equal three, equal draws, on every machine
//! and in every order.

use kiemke_agent_core::dice::Dice;
use sha2::{Digest as _, Sha256};

/// The seed of a province.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub u64);

/// What is drawn. Topics keep draws apart: a further draw about schools changes no machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Topic {
    /// Communes and their names.
    Commune = 1,
    /// Schools.
    School,
    /// How many machines a school has.
    Share,
    /// Sites of schools.
    Site,
    /// Lines of sites.
    Line,
    /// Computer rooms: one batch of machines each.
    Lab,
    /// What a school's technician installs everywhere.
    Image,
    /// Hardware of one machine.
    Hardware,
    /// Serials, UUIDs and hardware addresses of one machine.
    Serial,
    /// Software of one machine.
    Software,
    /// What is odd about a machine.
    Quirk,
    /// What happens on a day.
    Day,
    /// What probes measure.
    Probe,
    /// Ids and secrets of agents.
    Agent,
    /// Starts of agents.
    Run,
    /// Who learns and teaches at a school.
    People,
    /// What stands on paper: places, contracts, books and records.
    Papers,
}

impl Seed {
    /// A sequence of draws about one thing.
    pub fn draw(self, topic: Topic, index: u64) -> Draw {
        let mut mixing = Dice::new(self.0 ^ (topic as u64).rotate_left(56));
        Draw(Dice::new(
            mixing.roll() ^ index.wrapping_mul(0xd6e8_feb8_6659_fd93),
        ))
    }

    /// 256 bits that nobody guesses who does not know the seed: ids and secrets.
    pub fn secret(self, topic: Topic, index: u64, generation: u64) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(b"kiemke-sim");
        for part in [self.0, topic as u64, index, generation] {
            hasher.update(part.to_le_bytes());
        }
        hasher.finalize().into()
    }

    /// A number of `bits` bits (at most 63) that no other index below 2^bits gets: serials and hardware addresses.
    pub fn unique(self, topic: Topic, index: u64, bits: u32) -> u64 {
        let mask = (1 << bits) - 1;
        let mut dice = self.draw(topic, u64::MAX);
        let mut number = index & mask;
        // Each step can be undone: an odd factor, a sum, and a shift that keeps the upper half.
        for _ in 0..3 {
            number = number.wrapping_mul(dice.0.roll() | 1).wrapping_add(dice.0.roll()) & mask;
            number ^= number >> (bits / 2 + 1);
        }
        number
    }
}

/// A sequence of draws.
#[derive(Clone, Debug)]
pub struct Draw(Dice);

impl Draw {
    /// The next 64 bits.
    pub fn roll(&mut self) -> u64 {
        self.0.roll()
    }

    /// A number from 0 up to and without `below`.
    pub fn below(&mut self, below: u32) -> u32 {
        u32::try_from(self.0.below(u64::from(below))).unwrap_or(0)
    }

    /// A number from `from` to `to`, both inside.
    pub fn between(&mut self, from: u32, to: u32) -> u32 {
        from + self.below(to.saturating_sub(from) + 1)
    }

    /// Yes so many times of a thousand.
    pub fn per_mille(&mut self, chance: u32) -> bool {
        self.below(1_000) < chance
    }

    /// One of several.
    ///
    /// # Panics
    /// When there is none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.0.below(from.len() as u64);
        &from[usize::try_from(at).unwrap_or(0)]
    }

    /// One of several by weight.
    ///
    /// # Panics
    /// When there is none.
    pub fn weighted<'a, T>(&mut self, from: &'a [(u32, T)]) -> &'a T {
        let total = from.iter().map(|(weight, _)| weight).sum();
        let mut left = self.below(total);
        for (weight, one) in from {
            if left < *weight {
                return one;
            }
            left -= weight;
        }
        &from[0].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn draws_depend_on_all_three() {
        let first = |seed, topic, index| Seed(seed).draw(topic, index).roll();
        let one = first(1, Topic::School, 1);
        assert_eq!(one, first(1, Topic::School, 1));
        let others = [
            first(2, Topic::School, 1),
            first(1, Topic::Line, 1),
            first(1, Topic::School, 2),
        ];
        assert!(!others.contains(&one));
        assert_ne!(
            Seed(1).secret(Topic::Agent, 1, 0),
            Seed(1).secret(Topic::Agent, 1, 1)
        );
    }

    #[test]
    fn unique_numbers_are_unique() {
        for bits in [12, 15] {
            let all: HashSet<u64> = (0..1 << bits)
                .map(|index| Seed(9).unique(Topic::Serial, index, bits))
                .collect();
            assert_eq!(all.len(), 1 << bits);
        }
    }

    #[test]
    fn weights_hold() {
        let mut draw = Seed(3).draw(Topic::Day, 0);
        let heads = (0..10_000)
            .filter(|_| *draw.weighted(&[(3, true), (1, false)]))
            .count();
        assert!((7_300..7_700).contains(&heads), "{heads}");
    }
}
