//! Lists of machines, and one machine.

use crate::fleet::Machine;
use crate::query::Scene;
use crate::query::page::{BadQuery, ListQuery, cursor};
use kiemke_wire::facts::SectionName;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::MachineId;
use kiemke_wire::view::{Freshness, MachineDetail, MachineRow, Page, SectionView};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// One page of machines.
///
/// # Errors
/// When the filter or the column to sort by is not known.
pub fn machines(scene: &Scene<'_>, query: &ListQuery) -> Result<Page<MachineRow>, BadQuery> {
    let filter = filter(query)?;
    let sort_key = sort_key(query)?;
    let descending = query.sort.as_ref().is_some_and(|(_, descending)| *descending);
    let mut found: Vec<(String, &Machine)> = scene
        .fleet
        .machines
        .values()
        .filter(|machine| scene.is_within(machine.unit, query.unit))
        .filter(|machine| query.matches(&machine.search_key) && filter(scene, machine))
        .map(|machine| (sort_key(machine), machine))
        .collect();
    found.sort_by(|(one_key, one), (other_key, other)| {
        let order = (one_key, one.id).cmp(&(other_key, other.id));
        if descending { order.reverse() } else { order }
    });
    let total = found.len() as u64;
    let first = query.after.as_ref().map_or(0, |(key, id)| {
        let seen = (key, MachineId(*id));
        found.partition_point(|(one, machine)| {
            let this = (one, machine.id);
            if descending { this >= seen } else { this <= seen }
        })
    });
    let page = &found[first..(first + query.limit).min(found.len())];
    let more = first + page.len() < found.len();
    let next = page
        .last()
        .filter(|_| more)
        .map(|(key, machine)| cursor(key, machine.id.0));
    Ok(Page {
        items: page.iter().map(|(_, machine)| row(scene, machine)).collect(),
        total,
        next,
    })
}

type Test = fn(&Scene<'_>, &Machine) -> bool;

fn filter(query: &ListQuery) -> Result<Test, BadQuery> {
    let Some((name, value)) = &query.filter else {
        return Ok(|_, _| true);
    };
    Ok(match (name.as_str(), value.as_str()) {
        ("freshness", "fresh") => |scene, one| freshness_of(scene, one) == Freshness::Fresh,
        ("freshness", "ageing") => |scene, one| freshness_of(scene, one) == Freshness::Ageing,
        ("freshness", "expired") => |scene, one| freshness_of(scene, one) == Freshness::Expired,
        ("silent", "yes") => |scene, one| scene.days.is_silent(one.last_seen, scene.now),
        ("warnings", "yes") => |_, one| one.set_aside > 0,
        _ => {
            let reason = format!(
                "{name}:{value} is not known; freshness:fresh|ageing|expired, silent:yes and warnings:yes are"
            );
            return Err(BadQuery {
                parameter: "filter",
                reason,
            });
        }
    })
}

fn freshness_of(scene: &Scene<'_>, machine: &Machine) -> Freshness {
    scene.days.freshness(machine.last_seen, scene.now)
}

fn sort_key(query: &ListQuery) -> Result<fn(&Machine) -> String, BadQuery> {
    Ok(match query.sort.as_ref().map(|(column, _)| column.as_str()) {
        None | Some("name") => |machine| search_key(&machine.name()),
        // The number alone decides.
        Some("id") => |_| String::new(),
        // Fixed width, so that text order is time order.
        Some("last_seen") => |machine| format!("{:020}", machine.last_seen.0.max(0)),
        Some(other) => {
            let reason =
                format!("{other} is not known; name, last_seen and id are, with - in front for descending");
            return Err(BadQuery {
                parameter: "sort",
                reason,
            });
        }
    })
}

/// One machine with all that is known of it. `facts` holds the sections that the store has.
pub fn machine_detail(
    scene: &Scene<'_>,
    id: MachineId,
    mut facts: BTreeMap<SectionName, Box<RawValue>>,
) -> Option<MachineDetail> {
    let machine = scene.fleet.machine(id)?;
    let sections = machine.sections.iter().filter_map(|(name, held)| {
        let facts = facts.remove(name)?;
        Some((
            *name,
            SectionView {
                observed_at: held.observed_at,
                digest: held.digest,
                facts,
            },
        ))
    });
    Some(MachineDetail {
        row: row(scene, machine),
        agent: machine.agent,
        check_in: machine.check_in.as_ref().map(|(_, check_in)| check_in.clone()),
        clock_ahead_ms: machine.clock_ahead_ms,
        sections: sections.collect(),
        latest: machine.latest.clone(),
        recent_warnings: machine.warnings.iter().cloned().collect(),
    })
}

fn row(scene: &Scene<'_>, machine: &Machine) -> MachineRow {
    let summary = &machine.summary;
    MachineRow {
        id: machine.id,
        name: machine.name(),
        unit: scene.unit(machine.unit),
        seat: machine.seat,
        chassis_kind: summary.chassis_kind.clone(),
        model: summary.model.clone(),
        os: summary.os.clone(),
        cpu: summary.cpu.clone(),
        memory_total_bytes: summary.memory_total_bytes,
        packages: summary.packages,
        enrolled_at: machine.enrolled_at,
        last_seen: machine.last_seen,
        freshness: freshness_of(scene, machine),
        silent: scene.days.is_silent(machine.last_seen, scene.now),
        line: machine.line,
        agent_version: machine.agent_version.clone(),
        warnings: machine.set_aside,
        etag: machine.changed_at,
    }
}
