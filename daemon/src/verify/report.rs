use kiemke_wire::ids::{AgentId, Position, RunId};
use serde::Serialize;
use std::fmt;

/// Problems and missing items that are named; beyond them they are counted.
const NAMED_MAX: usize = 1_000;

/// What was found.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(super) journal: JournalCounts,
    pub(super) images: PartCounts,
    pub(super) store: StoreCounts,
    pub(super) cold: PartCounts,
    pub(super) disk: DiskCounts,
    pub(super) recovered: RecoveredCounts,
    pub(super) against: Option<AgainstCounts>,
    /// What a start would say.
    pub(super) notes: Vec<String>,
    /// Each place that is not as it should be.
    problems: Vec<Problem>,
    /// All of them, the ones that are not named included.
    problem_count: u64,
}

/// The journal.
#[derive(Debug, Default, Serialize)]
pub(super) struct JournalCounts {
    pub(super) segments: usize,
    pub(super) groups: u64,
    pub(super) entries: u64,
    pub(super) first: Position,
    pub(super) last: Position,
    /// Bytes of an unfinished write at the end, which was never acknowledged.
    pub(super) torn_bytes: u64,
    pub(super) entries_missing: u64,
    /// Items that were accepted more than once.
    pub(super) doubled: u64,
}

/// Files of one kind.
#[derive(Debug, Default, Serialize)]
pub(super) struct PartCounts {
    pub(super) files: usize,
    pub(super) damaged: usize,
}

/// The store.
#[derive(Debug, Default, Serialize)]
pub(super) struct StoreCounts {
    pub(super) position: Position,
    pub(super) rows: u64,
    /// Keys and values.
    pub(super) bytes: u64,
    pub(super) problems: u64,
}

/// What the folder takes beside what it holds, bytes; a store that was set aside does not count.
#[derive(Debug, Default, Serialize)]
pub(super) struct DiskCounts {
    pub(super) store_bytes: u64,
    /// Whether the store is at most three times its rows, or as small as a daemon leaves alone.
    pub(super) store_within: bool,
    /// Rows, the state and cold files, once each.
    pub(super) live_bytes: u64,
    /// Journal, images and cold files.
    pub(super) rest_bytes: u64,
    /// Whether that is at most twice what is live, and 2 GiB.
    pub(super) rest_within: bool,
}

/// What a start gives.
#[derive(Debug, Default, Serialize)]
pub(super) struct RecoveredCounts {
    pub(super) position: Position,
    pub(super) machines: usize,
    /// Whether the long way could be gone too, and so be compared with.
    pub(super) compared: bool,
}

/// A list of acknowledged items.
#[derive(Debug, Default, Serialize)]
pub(super) struct AgainstCounts {
    pub(super) items: u64,
    pub(super) missing: u64,
    /// The first of those that are missing.
    pub(super) named: Vec<MissingItem>,
}

/// An item that was acknowledged and is not there.
#[derive(Debug, Serialize)]
pub(super) struct MissingItem {
    pub(super) agent: AgentId,
    pub(super) run: RunId,
    pub(super) seq: u64,
}

/// A place that is not as it should be.
#[derive(Debug, Serialize)]
pub(super) struct Problem {
    /// File or folder, below the data folder.
    file: String,
    /// Where in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    /// Entries that are missing by it, first and last.
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<(Position, Position)>,
    what: String,
}

impl Problem {
    pub(super) fn of(file: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            offset: None,
            entries: None,
            what: what.into(),
        }
    }

    pub(super) fn at(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    pub(super) fn without(mut self, first: Position, last: Position) -> Self {
        self.entries = Some((first, last));
        self
    }
}

impl Report {
    pub(super) fn problem(&mut self, problem: Problem) {
        self.problem_count += 1;
        if self.problems.len() < NAMED_MAX {
            self.problems.push(problem);
        }
    }

    /// Whether all is sound and nothing of the list is missing.
    pub(crate) fn is_sound(&self) -> bool {
        self.problem_count == 0 && self.against.as_ref().is_none_or(|against| against.missing == 0)
    }

    /// In one sentence what is wrong.
    pub(crate) fn verdict(&self) -> String {
        let missing = self.against.as_ref().map_or(0, |against| against.missing);
        format!(
            "{} places are not as they should be, {missing} acknowledged items are missing",
            self.problem_count
        )
    }
}

/// As programs read it.
#[derive(Serialize)]
pub(crate) struct Told<'a> {
    sound: bool,
    #[serde(flatten)]
    report: &'a Report,
}

impl<'a> Told<'a> {
    pub(crate) fn of(report: &'a Report) -> Self {
        Self {
            sound: report.is_sound(),
            report,
        }
    }
}

impl AgainstCounts {
    pub(super) fn miss(&mut self, item: MissingItem) {
        self.missing += 1;
        if self.named.len() < NAMED_MAX {
            self.named.push(item);
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let JournalCounts {
            segments,
            groups,
            entries,
            first,
            last,
            torn_bytes,
            entries_missing,
            doubled,
        } = &self.journal;
        writeln!(
            f,
            "journal    {segments} segments, {groups} groups, {entries} entries ({first} to {last}); {entries_missing} missing, {doubled} items doubled, {torn_bytes} bytes of an unfinished write"
        )?;
        writeln!(
            f,
            "images     {}, {} damaged",
            self.images.files, self.images.damaged
        )?;
        writeln!(
            f,
            "store      {} rows, up to entry {}; {} problems",
            self.store.rows, self.store.position, self.store.problems
        )?;
        writeln!(
            f,
            "cold       {} files, {} damaged",
            self.cold.files, self.cold.damaged
        )?;
        let within = |within: bool| match within {
            true => "within its bound",
            false => "over its bound",
        };
        writeln!(
            f,
            "disk       store {} bytes for {} of rows, {}; the rest {} bytes, with {} live in all, {}",
            self.disk.store_bytes,
            self.store.bytes,
            within(self.disk.store_within),
            self.disk.rest_bytes,
            self.disk.live_bytes,
            within(self.disk.rest_within),
        )?;
        writeln!(
            f,
            "recovery   gives entry {} and {} machines; {}",
            self.recovered.position,
            self.recovered.machines,
            if self.recovered.compared {
                "compared with a replay from the checkpoint"
            } else {
                "a replay from the checkpoint to compare with was not possible"
            }
        )?;
        if let Some(against) = &self.against {
            writeln!(
                f,
                "list       {} acknowledged items, {} missing",
                against.items, against.missing
            )?;
            for MissingItem { agent, run, seq } in &against.named {
                writeln!(f, "missing    {agent} {run} {seq}")?;
            }
        }
        for note in &self.notes {
            writeln!(f, "note       {note}")?;
        }
        for problem in &self.problems {
            writeln!(f, "problem    {problem}")?;
        }
        let unnamed = self.problem_count - self.problems.len() as u64;
        if unnamed > 0 {
            writeln!(f, "problem    and {unnamed} more")?;
        }
        Ok(())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(offset) = self.offset {
            write!(f, " at byte {offset}")?;
        }
        write!(f, ": {}", self.what)?;
        if let Some((first, last)) = self.entries {
            write!(f, "; entries {first} to {last} are missing")?;
        }
        Ok(())
    }
}
