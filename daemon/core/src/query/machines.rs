//! Lists of machines, and one machine.

use crate::fleet::{Chunk, Kind, Machine, PackageList, head_of, name_in};
use crate::query::below::machines_below;
use crate::query::page::{BadQuery, ListQuery, cursor};
use crate::query::renewal::Renewals;
use crate::query::search::{Hits, Search};
use crate::query::top::{First, Key};
use crate::query::{Bounds, Scene};
use kiemke_wire::facts::{SectionName, SoftwareFacts};
use kiemke_wire::ids::MachineId;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{Freshness, MachineDetail, MachineRow, MachineWarning, Page, SectionView};
use serde_json::value::RawValue;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// One page of machines.
///
/// # Errors
/// When the filter, the column to sort by or the cursor is not known.
pub fn machines(scene: &Scene<'_>, query: &ListQuery) -> Result<Page<MachineRow>, BadQuery> {
    let filter = filter(query)?;
    let (column, descending) = sort(query)?;
    let found = find(scene, query, filter);
    let after = query
        .after
        .as_ref()
        .map(|(key, id)| (key.as_str(), MachineId(*id)));
    let limit = query.limit;
    let (ids, more) = match column {
        Column::Name => {
            let after = after.map(|(name, id)| ByName {
                head: head_of(name),
                name,
                id,
            });
            let head = |chunk: &Chunk, at: usize| chunk.name_head[at];
            found.page(descending, after, limit, head, ByName::of)
        }
        Column::LastSeen => {
            let after = after.map(|(key, id)| Ok(BySeen(UnixMs(key.parse().map_err(|_| bad_cursor())?), id)));
            let head = |chunk: &Chunk, at: usize| chunk.last_seen[at];
            found.page(descending, after.transpose()?, limit, head, BySeen::of)
        }
        Column::Id => {
            let after = after.map(|(_, id)| ById(id));
            found.page(descending, after, limit, |_, _| (), |_, _, id| ById(id))
        }
    };
    let next = ids
        .last()
        .filter(|_| more)
        .map(|last| cursor(&key_text(scene, column, *last), last.0));
    let bounds = scene.days.bounds(scene.now);
    let renewals = Renewals::new(scene);
    let rows = ids.iter().filter_map(|id| {
        let machine = scene.fleet.machine(*id)?;
        Some(row(scene, (&bounds, &renewals), &machine))
    });
    Ok(Page {
        items: rows.collect(),
        total: found.total,
        next,
    })
}

/// What lists can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    Id,
    LastSeen,
}

/// The machines that a question finds: per chunk, which.
struct Found<'a> {
    chunks: Vec<(MachineId, &'a Chunk, Hits)>,
    total: u64,
}

/// A key that names its machine.
trait Row: Key {
    fn id(&self) -> MachineId;
}

/// By folded name: its first bytes settle nearly all.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ByName<'a> {
    head: u128,
    name: &'a str,
    id: MachineId,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct BySeen(UnixMs, MachineId);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ById(MachineId);

impl<'a> ByName<'a> {
    fn of(chunk: &'a Chunk, at: usize, id: MachineId) -> Self {
        Self {
            head: chunk.name_head[at],
            name: name_in(chunk.text_at(at).unwrap_or_default()),
            id,
        }
    }
}

impl BySeen {
    fn of(chunk: &Chunk, at: usize, id: MachineId) -> Self {
        Self(chunk.last_seen[at], id)
    }
}

impl Key for ByName<'_> {
    type Head = u128;

    fn head(&self) -> u128 {
        self.head
    }
}

impl Key for BySeen {
    type Head = UnixMs;

    fn head(&self) -> UnixMs {
        self.0
    }
}

impl Key for ById {
    type Head = ();

    fn head(&self) {}
}

impl Row for ByName<'_> {
    fn id(&self) -> MachineId {
        self.id
    }
}

impl Row for BySeen {
    fn id(&self) -> MachineId {
        self.1
    }
}

impl Row for ById {
    fn id(&self) -> MachineId {
        self.0
    }
}

impl<'a> Found<'a> {
    /// The machines of one page, and whether there are more.
    fn page<K: Row>(
        &self,
        descending: bool,
        after: Option<K>,
        limit: usize,
        head: impl Fn(&Chunk, usize) -> K::Head,
        key: impl Fn(&'a Chunk, usize, MachineId) -> K,
    ) -> (Vec<MachineId>, bool) {
        if descending {
            let mut first = First::new(after.map(Reverse), limit);
            self.each(|chunk, at, id| first.offer(Reverse(head(chunk, at)), || Reverse(key(chunk, at, id))));
            let (keys, more) = first.finish();
            (keys.iter().map(|key| key.0.id()).collect(), more)
        } else {
            let mut first = First::new(after, limit);
            self.each(|chunk, at, id| first.offer(head(chunk, at), || key(chunk, at, id)));
            let (keys, more) = first.finish();
            (keys.iter().map(Row::id).collect(), more)
        }
    }

    fn each(&self, mut take: impl FnMut(&'a Chunk, usize, MachineId)) {
        for (first, chunk, hits) in &self.chunks {
            for at in hits.iter() {
                take(chunk, at, MachineId(first.0 + at as u32));
            }
        }
    }
}

fn find<'a>(scene: &Scene<'a>, query: &ListQuery, filter: Filter) -> Found<'a> {
    let bounds = scene.days.bounds(scene.now);
    let search = Search::new(&scene.fleet.kinds, &query.words);
    let renewals = matches!(filter, Filter::Aged | Filter::Unsupported).then(|| Renewals::new(scene));
    let mut found = Found {
        chunks: Vec::new(),
        total: 0,
    };
    for (first, chunk, mut hits) in machines_below(scene, query.unit) {
        match (filter, &renewals) {
            (Filter::All, _) => {}
            (Filter::Aged, Some(renewals)) => {
                hits.keep(|at| renewals.is_aged_machine(MachineId(first.0 + at as u32)));
            }
            (Filter::Recorded(recorded), _) => hits.keep(|at| {
                let machine = MachineId(first.0 + at as u32);
                scene.fleet.record_tied_to(machine).is_some() == recorded
            }),
            (Filter::Unsupported, Some(renewals)) => {
                hits.keep(|at| renewals.is_unsupported(MachineId(first.0 + at as u32)));
            }
            _ => hits.keep(|at| filter.takes(&bounds, chunk, at)),
        }
        search.narrow(chunk, &mut hits);
        let count = hits.count();
        if count > 0 {
            found.total += count;
            found.chunks.push((first, chunk, hits));
        }
    }
    found
}

fn key_text(scene: &Scene<'_>, column: Column, id: MachineId) -> String {
    match column {
        Column::Name => name_in(scene.fleet.machines.text_of(id).unwrap_or_default()).to_owned(),
        Column::LastSeen => scene
            .fleet
            .machine(id)
            .map_or(String::new(), |one| one.last_seen.0.to_string()),
        Column::Id => String::new(),
    }
}

fn bad_cursor() -> BadQuery {
    BadQuery {
        parameter: "cursor",
        reason: "is not one that a page of this order gave".into(),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    All,
    Fresh,
    Ageing,
    Expired,
    Silent,
    Warned,
    /// Whether a record is tied to it.
    Recorded(bool),
    /// Past its age, by the record that is tied to it.
    Aged,
    /// Its system is no longer supported.
    Unsupported,
}

impl Filter {
    fn takes(self, bounds: &Bounds, chunk: &Chunk, at: usize) -> bool {
        let seen = chunk.last_seen[at];
        match self {
            // The last three are judged by more than the chunk.
            Self::All | Self::Recorded(_) | Self::Aged | Self::Unsupported => true,
            Self::Fresh => bounds.freshness(seen) == Freshness::Fresh,
            Self::Ageing => bounds.freshness(seen) == Freshness::Ageing,
            Self::Expired => bounds.freshness(seen) == Freshness::Expired,
            Self::Silent => bounds.is_silent(seen),
            Self::Warned => chunk.warned[at],
        }
    }
}

fn filter(query: &ListQuery) -> Result<Filter, BadQuery> {
    let Some((name, value)) = &query.filter else {
        return Ok(Filter::All);
    };
    Ok(match (name.as_str(), value.as_str()) {
        ("freshness", "fresh") => Filter::Fresh,
        ("freshness", "ageing") => Filter::Ageing,
        ("freshness", "expired") => Filter::Expired,
        ("silent", "yes") => Filter::Silent,
        ("warnings", "yes") => Filter::Warned,
        ("recorded", "yes") => Filter::Recorded(true),
        ("recorded", "no") => Filter::Recorded(false),
        ("aged", "yes") => Filter::Aged,
        ("unsupported", "yes") => Filter::Unsupported,
        _ => {
            let reason = format!(
                "{name}:{value} is not known; freshness:fresh|ageing|expired, silent, warnings, recorded:yes|no, aged and unsupported are"
            );
            return Err(BadQuery {
                parameter: "filter",
                reason,
            });
        }
    })
}

fn sort(query: &ListQuery) -> Result<(Column, bool), BadQuery> {
    let Some((column, descending)) = &query.sort else {
        return Ok((Column::Name, false));
    };
    let column = match column.as_str() {
        "name" => Column::Name,
        "id" => Column::Id,
        "last_seen" => Column::LastSeen,
        other => {
            let reason =
                format!("{other} is not known; name, last_seen and id are, with - in front for descending");
            return Err(BadQuery {
                parameter: "sort",
                reason,
            });
        }
    };
    Ok((column, *descending))
}

/// What the store holds of a machine.
#[derive(Debug, Default)]
pub struct MachineHeld {
    /// Facts by section, `software` without its packages.
    pub facts: BTreeMap<SectionName, Box<RawValue>>,
    /// The packages.
    pub packages: Option<PackageList>,
    /// Warnings, oldest first.
    pub warnings: Vec<MachineWarning>,
}

/// One machine with all that is known of it. `held` is what the store has.
pub fn machine_detail(scene: &Scene<'_>, id: MachineId, mut held: MachineHeld) -> Option<MachineDetail> {
    let machine = scene.machine(id)?;
    if let (Some(list), Some(facts)) = (&held.packages, held.facts.get_mut(&SectionName::Software)) {
        let mut software: SoftwareFacts = serde_json::from_str(facts.get()).unwrap_or_default();
        software.packages = list.packages(scene.fleet.packages());
        *facts = serde_json::value::to_raw_value(&software).ok()?;
    }
    let sections = machine.sections.iter().filter_map(|(name, known)| {
        let view = SectionView {
            observed_at: known.observed_at,
            digest: known.digest,
            facts: held.facts.remove(name)?,
        };
        Some((*name, view))
    });
    Some(MachineDetail {
        sections: sections.collect(),
        row: row(
            scene,
            (&scene.days.bounds(scene.now), &Renewals::new(scene)),
            &machine,
        ),
        agent: machine.agent,
        merged_into: Some(scene.fleet.root_of(id)).filter(|root| *root != id),
        members: scene.fleet.members_of(id),
        reviews: scene.fleet.reviews_of(id),
        check_in: machine.check_in.map(|(_, check_in)| check_in),
        clock_ahead_ms: machine.clock_ahead_ms,
        latest: machine.latest,
        recent_warnings: held.warnings.into_iter().rev().collect(),
    })
}

fn row(scene: &Scene<'_>, (bounds, renewals): (&Bounds, &Renewals<'_>), machine: &Machine) -> MachineRow {
    let Kind {
        os,
        chassis,
        model,
        cpu,
        ..
    } = scene.fleet.kind_of(machine.id);
    MachineRow {
        id: machine.id,
        name: machine.name(),
        unit: scene.unit(machine.unit),
        seat: machine.seat,
        chassis_kind: chassis.clone(),
        model: model.clone(),
        os: os.clone(),
        cpu: cpu.clone(),
        memory_total_bytes: machine.memory_total_bytes,
        packages: machine.packages,
        enrolled_at: machine.enrolled_at,
        last_seen: machine.last_seen,
        freshness: bounds.freshness(machine.last_seen),
        silent: bounds.is_silent(machine.last_seen),
        line: machine.line,
        agent_version: machine.agent_version.clone(),
        warnings: machine.set_aside,
        renewal: renewals.of_machine(machine.id),
        etag: machine.changed_at,
    }
}
