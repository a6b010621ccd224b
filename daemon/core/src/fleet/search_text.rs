//! The folded text of one machine in which search looks, besides what its kind says.
//!
//! ```text
//! name ⏎ number ⏎ room ⏎ serial ⇥ serial … ⏎ MAC ⇥ MAC … ⏎
//! ```
//! Parts stay apart by characters that no folded word holds, so that a search does not match over a joint.

use kiemke_wire::fold::search_key;
use kiemke_wire::ids::MachineId;

const PARTS: usize = 5;
const NAME: usize = 0;
const ROOM: usize = 2;
const SERIALS: usize = 3;
const MACS: usize = 4;

/// See the top of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SearchText {
    parts: [String; PARTS],
}

impl SearchText {
    /// Of a machine of which nothing is known yet.
    pub(crate) fn new(id: MachineId, name: &str, room: Option<&str>) -> Self {
        let mut text = Self {
            parts: [const { String::new() }; PARTS],
        };
        text.parts[1] = id.to_string();
        text.parts[ROOM] = room.map(search_key).unwrap_or_default();
        text.set_name(name);
        text
    }

    /// Reads what [`Self::folded`] wrote.
    pub(crate) fn read(folded: &str) -> Self {
        let mut lines = folded.split('\n').map(str::to_owned);
        Self {
            parts: std::array::from_fn(|_| lines.next().unwrap_or_default()),
        }
    }

    pub(crate) fn set_name(&mut self, name: &str) {
        self.parts[NAME] = search_key(name);
    }

    pub(crate) fn set_serials(&mut self, serials: &[String]) {
        self.parts[SERIALS] = folded(serials);
    }

    pub(crate) fn set_macs(&mut self, macs: &[String]) {
        self.parts[MACS] = folded(macs);
    }

    /// As it is kept.
    pub(crate) fn folded(&self) -> String {
        self.parts.iter().flat_map(|part| [part.as_str(), "\n"]).collect()
    }
}

/// The folded name in a kept text, by which lists are sorted.
pub(crate) fn name_in(folded: &str) -> &str {
    folded.split('\n').next().unwrap_or_default()
}

/// The folded serial numbers in a kept text: the machine's own, and those of its parts with its owner's tag. Texts of before
/// hold all of them as the machine's own.
pub(crate) fn serials_in(folded: &str) -> [Vec<&str>; 2] {
    let serials = folded.split('\n').nth(SERIALS).unwrap_or_default();
    let mut both = serials.split('\t').collect::<Vec<_>>().into_iter();
    let own = both.by_ref().take_while(|serial| !serial.is_empty()).collect();
    [own, both.collect()]
}

fn folded(parts: &[String]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| search_key(part)).collect();
    parts.join("\t")
}
