//! Machines are attached to lines by the gateway they see, and probes tell whether a line works (agent.md, "What
//! it measures").

use crate::entry::{Entry, Kept, KeptBody, LineGateway, Reported};
use crate::fleet::{Fleet, Line, Machine};
use kiemke_wire::facts::{Facts, Gateway, SectionName};
use kiemke_wire::ids::{LineId, Position, UnitKey};
use kiemke_wire::report::Warning;
use kiemke_wire::time::UnixMs;

/// Behind which line a report was made.
pub(super) enum Behind {
    /// Nothing new.
    Known,
    /// A line of the machine's site, which it was not on yet.
    Attach(LineGateway),
    /// A line of another site.
    Elsewhere(LineId),
}

/// The line of the gateway that the report shows.
pub(super) fn behind(fleet: &Fleet, machine: &Machine, items: &[Kept], now: UnixMs) -> Behind {
    let Some((gateway, subnet, at)) = newest_gateway(machine, items) else {
        return Behind::Known;
    };
    let when = fleet.today(now);
    let site = fleet.site_of(machine.unit, when);
    // Lines were made at rooms, too, while nobody had entered the site above.
    let in_room = machine.unit;
    let of_site = || {
        let of_room = fleet.lines_of(in_room).filter(move |_| in_room != site);
        fleet.lines_of(site).chain(of_room)
    };
    let known = || {
        let known = fleet.lines_behind(&gateway);
        known.filter(|line| line.has_gateway(&gateway, &subnet))
    };
    let found = |line: LineId, new| LineGateway {
        line,
        new,
        unit: site,
        gateway,
        subnet: subnet.clone(),
        machine: machine.id,
        at,
    };
    if let Some(line) = known().find(|line| fleet.site_of(line.unit, when) == site) {
        let is_new = machine.line != Some(line.id);
        return if is_new {
            Behind::Attach(found(line.id, false))
        } else {
            Behind::Known
        };
    }
    // A router has one address: a gateway that is known at a site which is neither above nor below is that site's.
    let is_related = |unit: UnitKey| {
        fleet.below(unit, when).contains(machine.unit) || fleet.below(machine.unit, when).contains(unit)
    };
    if let Some(line) = known().find(|line| !is_related(line.unit)) {
        return Behind::Elsewhere(line.id);
    }
    let mut lines = of_site();
    match (lines.next(), lines.next()) {
        // At a site without a line the first gateway makes one; at a one-line site a new gateway belongs to it.
        (None, _) => Behind::Attach(found(fleet.next_line(), true)),
        (Some(line), None) => Behind::Attach(found(line.id, false)),
        // Which of several lines it is, a person must say.
        (Some(_), Some(_)) => Behind::Known,
    }
}

fn newest_gateway(
    machine: &Machine,
    items: &[Kept],
) -> Option<(kiemke_wire::ids::KeyedHash, String, kiemke_wire::time::UnixMs)> {
    let newest = items.iter().filter_map(|item| match &item.what {
        KeptBody::Section(section)
            if section.section == SectionName::Network && machine.takes_section(section.section, item.at) =>
        {
            Some((item.at, section))
        }
        _ => None,
    });
    let (at, section) = newest.max_by_key(|(at, _)| *at)?;
    let Ok(Facts::Network(network)) = Facts::from_json(SectionName::Network, section.facts.get()) else {
        return None;
    };
    let Gateway {
        mac_hash: Some(gateway),
        subnet: Some(subnet),
        ..
    } = network.gateway?
    else {
        return None;
    };
    Some((gateway, subnet, at))
}

/// What is told of a capacity test by a machine that is on no line: it stands nowhere, and whoever made it by hand must
/// not be left to look for it.
pub(super) fn test_without_line(items: &[Kept]) -> Option<Warning> {
    let is_test = |item: &Kept| matches!(item.what, KeptBody::Capacity(_));
    items.iter().any(is_test).then(|| Warning {
        seq: None,
        place: "capacity".into(),
        reason: "the machine is on no line yet, because it has shown no gateway: the test is not kept".into(),
    })
}

/// Whether the report's probes turn their line from working to not, or back.
pub(super) fn changed(fleet: &Fleet, reported: &Reported) -> Option<Entry> {
    if !reported.has_outside() {
        return None;
    }
    let line = fleet.lines.get(&reported.line?)?;
    let mut after: Line = Line::clone(line);
    after.sampled(reported, Position::default());
    let (up, at) = after.newest_round()?;
    // A line that worked from the start is no news.
    let told = line.told_up.is_none_or(|(up, _)| up);
    (up != told).then_some(Entry::LineChanged {
        line: line.id,
        up,
        at,
    })
}
