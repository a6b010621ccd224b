//! A shelf of data of one kind: what ships with the programs, and what files add or replace.

use crate::given::line_of;
use crate::load::BadSettings;
use std::path::{Path, PathBuf};

/// Something that lies on a shelf under an id.
pub trait Shelved: Sized {
    /// What ships: file and text.
    const SHIPPED: &'static [(&'static str, &'static str)];

    /// Reads one from TOML text. `file` is only for errors.
    ///
    /// # Errors
    /// When the text is not such a thing; names file, line and key.
    fn parse(file: &Path, text: &str) -> Result<Self, BadSettings>;

    /// The id, which is given once on a shelf.
    fn id(&self) -> &str;
}

/// All of a kind, by id ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf<T>(Vec<T>);

impl<T: Shelved> Shelf<T> {
    /// What ships with the programs.
    ///
    /// # Panics
    /// Never: tests read it all.
    pub fn shipped() -> Self {
        Self::with_files(&[]).expect("the shipped data are tested")
    }

    /// What ships, and these files' texts: one with the id of a shipped one takes its place, another is added.
    ///
    /// # Errors
    /// When a text is not what it should be, or two files have one id.
    pub fn with_files(files: &[(PathBuf, String)]) -> Result<Self, BadSettings> {
        let mut items: Vec<T> = Vec::new();
        for (file, text) in T::SHIPPED {
            items.push(T::parse(Path::new(file), text)?);
        }
        let mut added: Vec<T> = Vec::new();
        for (file, text) in files {
            let item = T::parse(file, text)?;
            if added.iter().any(|other| other.id() == item.id()) {
                return Err(BadSettings {
                    file: file.clone(),
                    line: line_of(text, "id", item.id()),
                    reason: format!("id: another file has {:?} too", item.id()),
                });
            }
            added.push(item);
        }
        items.retain(|item| added.iter().all(|other| other.id() != item.id()));
        items.extend(added);
        items.sort_by(|a, b| a.id().cmp(b.id()));
        Ok(Self(items))
    }

    /// The one with that id.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.0.iter().find(|item| item.id() == id)
    }

    /// The same, to read it in another way.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.0.iter_mut().find(|item| item.id() == id)
    }

    /// Puts one on it, in the place of the one with its id.
    pub fn put(&mut self, item: T) {
        self.0.retain(|held| held.id() != item.id());
        let at = self.0.partition_point(|held| held.id() < item.id());
        self.0.insert(at, item);
    }

    /// All, by id.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}
