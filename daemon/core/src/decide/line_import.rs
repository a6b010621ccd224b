//! A table of lines: contracts by site and provider, beside what is known. All or nothing.
//!
//! A row is about the line that it names by number; else the one of that site with the provider's code; else the one
//! with the same provider and kind; else the site's only line while it has no contract; else a new one.

use crate::cold::Day;
use crate::command::Answer;
use crate::contracts::{Contract, LineChange, LinesChanged};
use crate::dated::{Period, Stated, When};
use crate::decide::unit_import::{Not, period};
use crate::decide::{Decision, Ground};
use crate::entry::Entry;
use crate::fleet::Fleet;
use crate::forms::{FormRow, FormRows, Outcome};
use crate::refusal::Refusal;
use crate::units::NotOne;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{LineId, UnitKey};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{CellChange, ImportReport};
use std::collections::BTreeMap;

/// Rows of one table: two contracts for every site of a province. More are split by district.
const ROWS_MAX: usize = 20_000;
/// Faster than any line of a school, Mbit/s.
const MBPS_MAX: f64 = 100_000.0;
const KBPS_A_MBPS: f64 = 1_000.0;
const BYTES_A_MB: u64 = 1_000_000;

pub(super) fn import(
    fleet: &Fleet,
    table: &FormRows,
    ground: &Ground,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let (mut report, lines) = planned(fleet, table, now)?;
    let mut entries = Vec::new();
    if report.refused == 0 && !lines.is_empty() {
        report.applied = true;
        entries.push(Entry::LinesChanged(LinesChanged {
            at: fleet.contracts().records_at(now),
            by: ground.by,
            document: ground.document.as_deref().map(Into::into),
            lines,
        }));
    }
    Ok(Decision {
        entries,
        answer: Answer::Imported(report),
    })
}

/// What importing a table of lines would do.
pub(super) fn dry_run(fleet: &Fleet, table: &FormRows, now: UnixMs) -> Result<ImportReport, Refusal> {
    planned(fleet, table, now).map(|(report, _)| report)
}

fn planned(fleet: &Fleet, table: &FormRows, now: UnixMs) -> Result<(ImportReport, Vec<LineChange>), Refusal> {
    if table.rows.len() > ROWS_MAX {
        return Err(Refusal::OverBound {
            what: "the number of rows",
            max: ROWS_MAX as u64,
        });
    }
    let mut planner = Planner {
        fleet,
        today: fleet.today(now).day,
        next: fleet.next_line(),
        read: BTreeMap::new(),
    };
    let mut outcome = Outcome::of("lines");
    for row in &table.rows {
        let name = row.text("unit").unwrap_or_default().to_owned();
        match planner.read(row) {
            Ok(read) => {
                let key = match read.is_new {
                    true => String::new(),
                    false => read.line.to_string(),
                };
                outcome.add(row.row, key, name, read.is_new, read.changes, Vec::new());
            }
            // No row of this table is waited for.
            Err(not) => outcome.add(row.row, String::new(), name, false, Vec::new(), not.into()),
        }
    }
    let mut report = outcome.into_report();
    report.skipped.clone_from(&table.skipped);
    let changes = planner
        .read
        .into_iter()
        .filter(|(_, of)| !of.contracts.is_empty());
    let changes = changes.map(|(line, of)| LineChange {
        line,
        made_at: of.made_at,
        contracts: of.contracts,
    });
    Ok((report, changes.collect()))
}

struct Planner<'a> {
    fleet: &'a Fleet,
    today: Day,
    /// The number that the next new line gets.
    next: LineId,
    /// What the rows so far say.
    read: BTreeMap<LineId, OfLine>,
}

#[derive(Default)]
struct OfLine {
    made_at: Option<UnitKey>,
    unit: Option<UnitKey>,
    contracts: Vec<Stated<Option<Contract>>>,
    /// The days of the rows about it.
    days: Vec<Period>,
}

struct Read {
    line: LineId,
    is_new: bool,
    changes: Vec<CellChange>,
}

impl Planner<'_> {
    fn read(&mut self, row: &FormRow) -> Result<Read, Not> {
        if !row.faults.is_empty() {
            return Err(Not::Ever(row.faults.clone()));
        }
        let given = period(row)?;
        let when = When::known_now(match given {
            Some(period) => period.last_day().unwrap_or(self.today.max(period.from)),
            None => self.today,
        });
        let unit = self.unit(row, when)?;
        let says = contract(row)?;
        let known = self.identify(row, unit, &says)?;
        let line = known.unwrap_or(self.next);
        let record = self.fleet.contracts().get(line);
        let base = record.and_then(|record| record.contract(when)).cloned();
        let wanted = over(base.clone().unwrap_or_default(), says, row);
        let news = match record {
            None => Some(given.unwrap_or(Period::ALWAYS)),
            Some(record) => {
                let spans = record.spans(given.unwrap_or(Period::since(self.today)));
                let differs = |(_, known): &(Period, Option<&Contract>)| *known != Some(&wanted);
                match given {
                    Some(period) => spans.iter().any(differs).then_some(period),
                    None => spans
                        .first()
                        .filter(|span| differs(span))
                        .map(|(period, _)| *period),
                }
            }
        };
        let days = given.unwrap_or(Period::ALWAYS);
        let of = self.read.entry(line).or_default();
        if of.days.iter().any(|others| others.and(days).is_some()) {
            let reason =
                "another row is about the same line on the same days; give each line its subscriber code";
            return Err(row.fault("code", "line_twice", reason).into());
        }
        of.days.push(days);
        of.unit = Some(unit);
        let is_new = known.is_none();
        if is_new {
            of.made_at = Some(unit);
            self.next = LineId(self.next.0 + 1);
        }
        let mut changes = Vec::new();
        if let Some(period) = news {
            let before = base.unwrap_or_default();
            if !is_new {
                changes = changed_cells(&before, &wanted);
            }
            of.contracts.push(Stated::new(Some(wanted), period));
        }
        Ok(Read {
            line,
            is_new,
            changes,
        })
    }

    fn unit(&self, row: &FormRow, when: When) -> Result<UnitKey, Not> {
        let text = row
            .text("unit")
            .ok_or_else(|| row.fault("unit", "empty", "the unit is missing"))?;
        let found = crate::units::find(self.fleet.units(), when, text);
        Ok(found.map_err(|not_one| {
            let code = match not_one {
                NotOne::None => "unit_unknown",
                NotOne::Several(_) => "unit_ambiguous",
            };
            row.fault("unit", code, self.fleet.not_one(text, not_one, when).to_string())
        })?)
    }

    fn identify(&self, row: &FormRow, unit: UnitKey, says: &Contract) -> Result<Option<LineId>, Not> {
        if let Some(text) = row.text("line") {
            let line = text.parse::<LineId>().ok().and_then(|line| self.fleet.line(line));
            let fault = || {
                row.fault(
                    "line",
                    "line_unknown",
                    format!("there is no line {text:?} at this unit"),
                )
            };
            let line = line.filter(|line| line.unit == unit).ok_or_else(fault)?;
            return Ok(Some(line.id));
        }
        let here: Vec<LineId> = self.fleet.lines_of(unit).map(|line| line.id).collect();
        let read = self
            .read
            .iter()
            .filter(|(_, of)| of.made_at == Some(unit))
            .map(|(line, _)| *line);
        let all: Vec<LineId> = here.iter().copied().chain(read).collect();
        let said_of = |line: LineId| {
            let known = self
                .fleet
                .contracts()
                .get(line)
                .map_or(&[][..], |record| &record.contracts);
            let known = known.iter().filter_map(|said| said.fact.clone());
            let read = self.read.get(&line).map_or(&[][..], |of| &of.contracts);
            known
                .chain(read.iter().filter_map(|stated| stated.fact.clone()))
                .collect::<Vec<_>>()
        };
        let first =
            |is: &dyn Fn(&Contract) -> bool| all.iter().copied().find(|line| said_of(*line).iter().any(is));
        let same = |one: &str, other: &str| search_key(one) == search_key(other);
        if says.code.is_some()
            && let Some(line) = first(&|known| known.code == says.code)
        {
            return Ok(Some(line));
        }
        let like = first(&|known| {
            let kinds = known.kind.as_deref().zip(says.kind.as_deref());
            same(&known.provider, &says.provider)
                && kinds.is_none_or(|(one, other)| same(one, other))
                && (known.code.is_none() || says.code.is_none())
        });
        // The line that machines found before anybody entered a contract.
        let bare = match here[..] {
            [only] if said_of(only).is_empty() => Some(only),
            _ => None,
        };
        Ok(like.or(bare))
    }
}

fn contract(row: &FormRow) -> Result<Contract, Not> {
    let provider = row.text("provider");
    let provider = provider.ok_or_else(|| row.fault("provider", "empty", "the provider is missing"))?;
    let kbps = |column: &str| match row.decimal(column) {
        None => Ok(None),
        Some(mbps) if mbps > 0.0 && mbps <= MBPS_MAX => Ok(Some((mbps * KBPS_A_MBPS).round() as u32)),
        Some(_) => {
            let reason = format!("a rate lies between 0 and {MBPS_MAX} Mbit/s");
            Err(row.fault(column, "out_of_bounds", reason))
        }
    };
    let budget = match row.whole("budget_mb").map(u64::try_from) {
        None => None,
        Some(Ok(megabytes)) if megabytes <= u64::MAX / BYTES_A_MB => Some(megabytes * BYTES_A_MB),
        Some(_) => {
            return Err(row
                .fault("budget_mb", "out_of_bounds", "is not a number of megabytes")
                .into());
        }
    };
    Ok(Contract {
        provider: provider.into(),
        kind: row.text("kind").map(Into::into),
        code: row.text("code").map(Into::into),
        down_kbps: kbps("down_mbps")?,
        up_kbps: kbps("up_mbps")?,
        mobile: row.flag("mobile").unwrap_or_default(),
        month_bytes_max: budget,
    })
}

/// What was known, with what the row says over it.
fn over(known: Contract, says: Contract, row: &FormRow) -> Contract {
    Contract {
        provider: says.provider,
        kind: says.kind.or(known.kind),
        code: says.code.or(known.code),
        down_kbps: says.down_kbps.or(known.down_kbps),
        up_kbps: says.up_kbps.or(known.up_kbps),
        mobile: row.flag("mobile").unwrap_or(known.mobile),
        month_bytes_max: match row.is_nothing("budget_mb") {
            true => None,
            false => says.month_bytes_max.or(known.month_bytes_max),
        },
    }
}

fn changed_cells(before: &Contract, after: &Contract) -> Vec<CellChange> {
    let cells = |contract: &Contract| {
        let text = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
        let mbps = |kbps: Option<u32>| {
            kbps.map_or(String::new(), |kbps| (f64::from(kbps) / KBPS_A_MBPS).to_string())
        };
        [
            ("provider", contract.provider.to_string()),
            ("kind", text(&contract.kind)),
            ("code", text(&contract.code)),
            ("down_mbps", mbps(contract.down_kbps)),
            ("up_mbps", mbps(contract.up_kbps)),
            ("mobile", contract.mobile.to_string()),
            (
                "budget_mb",
                contract
                    .month_bytes_max
                    .map_or(String::new(), |bytes| (bytes / BYTES_A_MB).to_string()),
            ),
        ]
    };
    let both = cells(before).into_iter().zip(cells(after));
    let mut changes: Vec<CellChange> = both
        .filter(|((_, before), (_, after))| before != after)
        .map(|((column, before), (_, after))| CellChange {
            column: column.to_owned(),
            before,
            after,
        })
        .collect();
    if changes.is_empty() {
        // The same contract on other days.
        changes.push(CellChange {
            column: "from".into(),
            before: String::new(),
            after: String::new(),
        });
    }
    changes
}
