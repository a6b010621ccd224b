//! What a person answered about home, as one number: a leaf keeps a histogram of them.

use kiemke_config::profile::PLATFORMS_MAX;
use kiemke_config::three::Three;

/// The device at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HomeDevice {
    /// There is none.
    Absent,
    /// A phone is the only one.
    Phone(Sharing),
    /// A tablet or a computer.
    Whole(Sharing),
}

/// With whom a device is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sharing {
    /// With no other learner.
    Own,
    /// With one, in another shift.
    OtherShift,
    /// With one, in the same shift.
    SameShift,
    /// With one; the shifts were not told.
    ShiftNotTold,
    /// With two or more.
    Many,
}

impl Sharing {
    /// From the number of other learners, and whether one other is in the same shift.
    pub fn of(others: u32, same_shift: Option<bool>) -> Self {
        match (others, same_shift) {
            (0, _) => Self::Own,
            (1, Some(false)) => Self::OtherShift,
            (1, Some(true)) => Self::SameShift,
            (1, None) => Self::ShiftNotTold,
            _ => Self::Many,
        }
    }

    /// Whether a device shared like this serves its learner.
    pub fn serves(self) -> Three {
        match self {
            Self::Own | Self::OtherShift => Three::Met,
            Self::SameShift | Self::Many => Three::Not,
            Self::ShiftNotTold => Three::Unknown,
        }
    }
}

/// Whether video lessons play at home without stopping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HomeLine {
    /// Yes.
    Plays,
    /// Sometimes they stop.
    Sometimes,
    /// No.
    Stops,
    /// No connection.
    Absent,
}

/// All that counts of a person's home.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Home {
    /// The device; none: not answered.
    pub device: Option<HomeDevice>,
    /// The line; none: not answered.
    pub line: Option<HomeLine>,
    /// Whether the person signed in this term, by the platform's number.
    pub signed_in: [Three; PLATFORMS_MAX as usize],
}

/// [`Home`] as a number below [`HomeCode::COUNT`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HomeCode(u16);

const SHARINGS: [Sharing; 5] = [
    Sharing::Own,
    Sharing::OtherShift,
    Sharing::SameShift,
    Sharing::ShiftNotTold,
    Sharing::Many,
];
const LINES: [Option<HomeLine>; 5] = [
    None,
    Some(HomeLine::Plays),
    Some(HomeLine::Sometimes),
    Some(HomeLine::Stops),
    Some(HomeLine::Absent),
];
/// Not answered, absent, five sharings of a phone, five of another device.
const DEVICES: u16 = 12;
/// Three values for each platform.
const SIGN_INS: u16 = 3_u16.pow(PLATFORMS_MAX as u32);

impl HomeCode {
    /// How many codes there are.
    pub const COUNT: u16 = DEVICES * LINES.len() as u16 * SIGN_INS;

    /// From a number of a stored row.
    pub fn of_number(number: u16) -> Option<Self> {
        (number < Self::COUNT).then_some(Self(number))
    }

    /// The number.
    pub fn number(self) -> u16 {
        self.0
    }

    /// What is meant.
    pub fn home(self) -> Home {
        let (rest, mut signs) = (self.0 / SIGN_INS, self.0 % SIGN_INS);
        let (device, line) = (rest / LINES.len() as u16, rest % LINES.len() as u16);
        let sharing = |at: u16| SHARINGS[usize::from(at) % SHARINGS.len()];
        let mut signed_in = [Three::Unknown; PLATFORMS_MAX as usize];
        for value in &mut signed_in {
            // Unknown is 0 here, so that no answer at all is code 0.
            *value = Three::of_number([1, 0, 2][usize::from(signs % 3)]);
            signs /= 3;
        }
        Home {
            device: match device {
                0 => None,
                1 => Some(HomeDevice::Absent),
                2..=6 => Some(HomeDevice::Phone(sharing(device - 2))),
                _ => Some(HomeDevice::Whole(sharing(device - 7))),
            },
            line: LINES[usize::from(line)],
            signed_in,
        }
    }
}

impl From<Home> for HomeCode {
    fn from(home: Home) -> Self {
        let at = |sharing: Sharing| sharing as u16;
        let device = match home.device {
            None => 0,
            Some(HomeDevice::Absent) => 1,
            Some(HomeDevice::Phone(sharing)) => 2 + at(sharing),
            Some(HomeDevice::Whole(sharing)) => 7 + at(sharing),
        };
        let line = match home.line {
            None => 0,
            Some(line) => 1 + line as u16,
        };
        let signs = home.signed_in.iter().rev().fold(0, |signs, value| {
            let digit = match value {
                Three::Unknown => 0,
                Three::Not => 1,
                Three::Met => 2,
            };
            signs * 3 + digit
        });
        Self((device * LINES.len() as u16 + line) * SIGN_INS + signs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_a_home_and_every_home_a_code() {
        for number in 0..HomeCode::COUNT {
            let code = HomeCode::of_number(number).unwrap();
            assert_eq!(HomeCode::from(code.home()), code);
        }
        assert_eq!(HomeCode::of_number(HomeCode::COUNT), None);
        assert_eq!(HomeCode::from(Home::default()).number(), 0);
    }

    #[test]
    fn a_device_serves_alone_or_in_another_shift() {
        for (others, same_shift, serves) in [
            (0, None, Three::Met),
            (0, Some(true), Three::Met),
            (1, Some(false), Three::Met),
            (1, Some(true), Three::Not),
            (1, None, Three::Unknown),
            (2, Some(false), Three::Not),
            (9, None, Three::Not),
        ] {
            assert_eq!(Sharing::of(others, same_shift).serves(), serves);
        }
    }
}
