//! Columns of numbers as bytes: varints, differences, runs. Compression comes on top of it.
//!
//! A number of 7 bits takes a byte, one of 14 two and so on, low bits first; a signed one is folded (0, -1, 1, -2 …)
//! so that small ones stay short.

/// Columns that cannot be read: not what this build writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the column of {column} is malformed")]
pub struct BadColumn {
    /// What it holds.
    pub column: &'static str,
}

/// Writes columns one behind the other.
#[derive(Debug, Default)]
pub struct ColumnWriter {
    bytes: Vec<u8>,
}

/// Reads columns in the order in which they were written.
#[derive(Debug)]
pub struct ColumnReader<'a> {
    rest: &'a [u8],
}

impl ColumnWriter {
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    pub(crate) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    pub(crate) fn numbers(&mut self, numbers: impl IntoIterator<Item = u64>) {
        for number in numbers {
            self.number(number);
        }
    }

    pub(crate) fn raw_bytes(&mut self, bytes: impl IntoIterator<Item = u8>) {
        self.bytes.extend(bytes);
    }

    /// Each number as its difference from the one before it.
    pub(crate) fn differences(&mut self, numbers: impl IntoIterator<Item = i64>) {
        let mut before = 0_i64;
        for number in numbers {
            self.number(fold(number.wrapping_sub(before)));
            before = number;
        }
    }

    /// As [`Self::differences`], with gaps: 0 is a gap, anything else one more than the folded difference from
    /// the last number that was there.
    pub(crate) fn differences_with_gaps(&mut self, numbers: impl IntoIterator<Item = Option<u32>>) {
        let mut before = 0_i64;
        for number in numbers {
            let Some(number) = number.map(i64::from) else {
                self.number(0);
                continue;
            };
            self.number(fold(number - before) + 1);
            before = number;
        }
    }
}

impl<'a> ColumnReader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn number(&mut self, column: &'static str) -> Result<u64, BadColumn> {
        let mut number = 0_u64;
        for shift in (0..u64::BITS).step_by(7) {
            let (byte, rest) = self.rest.split_first().ok_or(BadColumn { column })?;
            self.rest = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(BadColumn { column })
    }

    /// A number that says how many things follow, each of a byte at least: so it cannot exceed what is left, and
    /// nothing larger is ever reserved.
    pub(crate) fn count(&mut self, column: &'static str) -> Result<usize, BadColumn> {
        let count = self.number(column)?;
        usize::try_from(count)
            .ok()
            .filter(|count| *count <= self.rest.len())
            .ok_or(BadColumn { column })
    }

    /// A column of numbers, each of which must fit its type.
    pub(crate) fn numbers<T: TryFrom<u64>>(
        &mut self,
        count: usize,
        column: &'static str,
    ) -> Result<Vec<T>, BadColumn> {
        self.check_room(count, column)?;
        (0..count)
            .map(|_| T::try_from(self.number(column)?).map_err(|_| BadColumn { column }))
            .collect()
    }

    pub(crate) fn raw_bytes(&mut self, count: usize, column: &'static str) -> Result<&'a [u8], BadColumn> {
        let (bytes, rest) = self.rest.split_at_checked(count).ok_or(BadColumn { column })?;
        self.rest = rest;
        Ok(bytes)
    }

    pub(crate) fn differences<T: TryFrom<i64>>(
        &mut self,
        count: usize,
        column: &'static str,
    ) -> Result<Vec<T>, BadColumn> {
        self.check_room(count, column)?;
        let mut before = 0_i64;
        (0..count)
            .map(|_| {
                before = before.wrapping_add(unfold(self.number(column)?));
                T::try_from(before).map_err(|_| BadColumn { column })
            })
            .collect()
    }

    pub(crate) fn differences_with_gaps(
        &mut self,
        count: usize,
        column: &'static str,
    ) -> Result<Vec<Option<u32>>, BadColumn> {
        self.check_room(count, column)?;
        let mut before = 0_i64;
        (0..count)
            .map(|_| {
                let Some(folded) = self.number(column)?.checked_sub(1) else {
                    return Ok(None);
                };
                before = before.wrapping_add(unfold(folded));
                u32::try_from(before).map(Some).map_err(|_| BadColumn { column })
            })
            .collect()
    }

    fn check_room(&self, count: usize, column: &'static str) -> Result<(), BadColumn> {
        if count <= self.rest.len() {
            Ok(())
        } else {
            Err(BadColumn { column })
        }
    }
}

fn fold(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn unfold(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn columns_read_what_they_write(
            numbers in prop::collection::vec(any::<u64>(), 0..40),
            signed in prop::collection::vec(any::<i64>(), 0..40),
            gaps in prop::collection::vec(any::<Option<u32>>(), 0..40),
        ) {
            let mut writer = ColumnWriter::default();
            writer.numbers(numbers.iter().copied());
            writer.differences(signed.iter().copied());
            writer.differences_with_gaps(gaps.iter().copied());
            writer.raw_bytes([7, 8]);
            let bytes = writer.into_bytes();
            let mut reader = ColumnReader::new(&bytes);
            prop_assert_eq!(reader.numbers::<u64>(numbers.len(), "numbers").unwrap(), numbers);
            prop_assert_eq!(reader.differences::<i64>(signed.len(), "signed").unwrap(), signed);
            prop_assert_eq!(reader.differences_with_gaps(gaps.len(), "gaps").unwrap(), gaps);
            prop_assert_eq!(reader.raw_bytes(2, "bytes").unwrap(), [7, 8]);
            prop_assert!(reader.is_at_end());
        }

        #[test]
        fn no_bytes_panic_or_reserve_more_than_they_are(bytes in prop::collection::vec(any::<u8>(), 0..40), count in 0_usize..100) {
            let _ = ColumnReader::new(&bytes).numbers::<u8>(count, "any");
            let _ = ColumnReader::new(&bytes).differences::<i32>(count, "any");
            let _ = ColumnReader::new(&bytes).differences_with_gaps(count, "any");
            let _ = ColumnReader::new(&bytes).raw_bytes(count, "any");
            if let Ok(count) = ColumnReader::new(&bytes).count("any") {
                prop_assert!(count < bytes.len());
            }
        }
    }
}
