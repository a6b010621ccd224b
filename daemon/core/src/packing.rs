//! Numbers and texts in few bytes: what lies in memory a million times, and in the store's packed rows.
//!
//! Numbers are LEB128 (small ones take a byte), signed ones zigzag; texts and lists begin with their length.

/// Packs values one behind the other.
#[derive(Debug, Default)]
pub struct Packer(Vec<u8>);

impl Packer {
    /// With room for so many bytes before it must grow.
    pub(crate) fn with_room(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    /// A number.
    pub fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// A number that may be negative.
    pub fn signed(&mut self, value: i64) {
        self.number((value.wrapping_shl(1) ^ (value >> 63)) as u64);
    }

    /// Bytes whose number the reader knows.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Bytes with their number.
    pub fn block(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.bytes(bytes);
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.block(text.as_bytes());
    }

    /// Something that may be absent: a byte that says so, then what `pack` writes.
    pub fn option<T>(&mut self, value: Option<T>, pack: impl FnOnce(&mut Self, T)) {
        match value {
            None => self.0.push(0),
            Some(value) => {
                self.0.push(1);
                pack(self, value);
            }
        }
    }

    /// A list: its length, then each.
    pub fn list<T>(&mut self, items: impl ExactSizeIterator<Item = T>, mut pack: impl FnMut(&mut Self, T)) {
        self.number(items.len() as u64);
        for item in items {
            pack(self, item);
        }
    }

    /// What was packed.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Reads what a [`Packer`] wrote, in the same order. Every read is `None` when the bytes end too early or are not
/// what should be there.
#[derive(Clone, Copy, Debug)]
pub struct Unpacker<'a>(&'a [u8]);

impl<'a> Unpacker<'a> {
    /// Reads from the start of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// A number.
    pub fn number(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// A number that fits the type asked for.
    pub fn small<T: TryFrom<u64>>(&mut self) -> Option<T> {
        self.number()?.try_into().ok()
    }

    /// A number that may be negative.
    pub fn signed(&mut self) -> Option<i64> {
        let value = self.number()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// `count` bytes.
    pub fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(bytes)
    }

    /// As many bytes as the array has.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.bytes(N)?.try_into().ok()
    }

    /// Bytes with their number.
    pub fn block(&mut self) -> Option<&'a [u8]> {
        let count = self.small()?;
        self.bytes(count)
    }

    /// A text.
    pub fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.block()?).ok()
    }

    /// Something that may be absent; the outer `None` is unreadable.
    pub fn option<T>(&mut self, unpack: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.byte()? {
            0 => Some(None),
            1 => unpack(self).map(Some),
            _ => None,
        }
    }

    /// A list.
    pub fn list<T, C: FromIterator<T>>(
        &mut self,
        mut unpack: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<C> {
        let count: usize = self.small()?;
        // Every item takes a byte at least, so a length beyond that is no length.
        (count <= self.0.len())
            .then(|| (0..count).map(|_| unpack(self)).collect())
            .flatten()
    }

    /// The bytes that something takes which is gone over.
    pub fn passed(&mut self, pass: impl FnOnce(&mut Self) -> Option<()>) -> Option<&'a [u8]> {
        let before = self.0;
        pass(self)?;
        before.get(..before.len() - self.0.len())
    }

    /// Whether everything was read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_comes_back(
            numbers in prop::collection::vec(any::<u64>(), 0..8),
            signed in any::<i64>(),
            text in ".*",
            maybe in any::<Option<u16>>(),
        ) {
            let mut packer = Packer::default();
            packer.list(numbers.iter(), |packer, number| packer.number(*number));
            packer.signed(signed);
            packer.text(&text);
            packer.option(maybe, |packer, number| packer.number(number.into()));
            let bytes = packer.into_bytes();
            let mut reader = Unpacker::new(&bytes);
            prop_assert_eq!(reader.list(Unpacker::number), Some(numbers));
            prop_assert_eq!(reader.signed(), Some(signed));
            prop_assert_eq!(reader.text(), Some(text.as_str()));
            prop_assert_eq!(reader.option(Unpacker::small::<u16>), Some(maybe));
            prop_assert!(reader.is_empty());
        }

        #[test]
        fn nonsense_is_refused_and_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut reader = Unpacker::new(&bytes);
            let _ = reader.list::<_, Vec<_>>(|reader| Some((reader.text()?.len(), reader.option(Unpacker::signed)?)));
        }
    }
}
