//! A number for each of what is numbered from 1 without gaps: four bytes each, found without hashing, because lists of a
//! million machines ask for the record of each.

/// See the top of the file; what has none has 0.
#[derive(Debug, Default)]
pub(crate) struct Numbered(Vec<u32>);

impl Numbered {
    pub(crate) fn get(&self, number: u32) -> u32 {
        self.0.get(number as usize).copied().unwrap_or(0)
    }

    pub(crate) fn put(&mut self, number: u32, value: u32) {
        let at = number as usize;
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        self.0[at] = value;
    }
}
