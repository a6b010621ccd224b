//! What the lists say, row by row.

use super::{Cell, Table};
use kiemke_config::messages::format::{self, Offset};
use kiemke_config::messages::{Catalogue, Msg};
use kiemke_tui_core::wording;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{AlertScope, AlertView, Event, LineRow, MachineRow, Overview, Share, UnitView};

/// The language and zone in which rows are written.
#[derive(Clone, Copy)]
pub(crate) struct Writer<'a> {
    pub(crate) texts: &'a Catalogue,
    pub(crate) offset: Offset,
}

impl Writer<'_> {
    pub(crate) fn machines(&self, machines: &[MachineRow]) -> Table {
        let rows = machines.iter().map(|machine| {
            let (sign, word) = wording::machine_state(machine);
            vec![
                Cell::text(machine.id.to_string()),
                Cell::text(&machine.name),
                self.unit(&machine.unit),
                self.known(machine.model.as_deref()),
                self.known(machine.os.as_deref()),
                self.size(machine.memory_total_bytes),
                self.moment(machine.last_seen),
                Cell::both(
                    format!("{} {}", sign.glyph(), self.texts.text(word)),
                    self.texts.text(word),
                ),
                self.count(u64::from(machine.warnings)),
                self.renewal(machine.renewal),
            ]
        });
        self.table(
            [
                Msg::ColumnId,
                Msg::ColumnName,
                Msg::ColumnUnit,
                Msg::ColumnModel,
                Msg::ColumnSystem,
                Msg::ColumnMemory,
                Msg::FieldLastSeen,
                Msg::ColumnState,
                Msg::MachineTabWarnings,
                Msg::ColumnReplaceBy,
            ],
            rows,
        )
    }

    pub(crate) fn lines(&self, lines: &[LineRow]) -> Table {
        let lang = self.texts.lang();
        let rows = lines.iter().map(|line| {
            let (sign, word) = wording::line_state(line.state);
            let first_byte = line.first_byte_us_median;
            vec![
                Cell::text(line.id.to_string()),
                self.unit(&line.unit),
                Cell::both(
                    format!("{} {}", sign.glyph(), self.texts.text(word)),
                    self.texts.text(word),
                ),
                line.probed_at.map_or_else(Cell::unknown, |at| self.moment(at)),
                self.count(line.machines),
                first_byte.map_or_else(Cell::unknown, |us| {
                    Cell::number(format::milliseconds(lang, us), us)
                }),
                line.loss_pct
                    .map_or_else(Cell::unknown, |loss| self.percent(loss)),
                self.known(line.contract.as_ref().map(|contract| contract.provider.as_str())),
                self.mbps(line.contract.as_ref().and_then(|contract| contract.down_mbps)),
                self.mbps(line.contract.as_ref().and_then(|contract| contract.up_mbps)),
            ]
        });
        self.table(
            [
                Msg::ColumnId,
                Msg::ColumnUnit,
                Msg::ColumnState,
                Msg::ColumnProbed,
                Msg::ColumnMachines,
                Msg::ColumnFirstByte,
                Msg::ColumnLoss,
                Msg::ColumnProvider,
                Msg::ColumnContractDown,
                Msg::ColumnContractUp,
            ],
            rows,
        )
    }

    pub(crate) fn alerts(&self, alerts: &[AlertView]) -> Table {
        let rows = alerts.iter().map(|alert| {
            let scope = match &alert.scope {
                AlertScope::Line(line) => match alert.named.first() {
                    Some(unit) => Cell::text(format!(
                        "{line} {}",
                        wording::with_above(&unit.name, &alert.above)
                    )),
                    None => Cell::text(line.to_string()),
                },
                AlertScope::Unit(unit) => Cell::both(
                    wording::with_above(wording::unit_name(self.texts, unit), &alert.above),
                    &unit.code,
                ),
                AlertScope::Provider(provider) => Cell::text(provider),
            };
            vec![
                Cell::text(alert.id.to_string()),
                Cell::text(self.texts.text(wording::alert(alert.symptom))),
                scope,
                self.moment(alert.since),
                self.count(u64::from(alert.units)),
                self.known(alert.acknowledged_by.as_deref()),
            ]
        });
        self.table(
            [
                Msg::ColumnId,
                Msg::ColumnState,
                Msg::ColumnUnit,
                Msg::ColumnSince,
                Msg::ColumnUnits,
                Msg::ColumnAcknowledged,
            ],
            rows,
        )
    }

    pub(crate) fn events(&self, events: &[Event]) -> Table {
        let rows = events.iter().map(|event| {
            let (sign, words) = wording::event(self.texts, event);
            vec![
                self.moment(event.at),
                event
                    .machine
                    .map_or_else(Cell::unknown, |id| Cell::text(id.to_string())),
                self.known(event.name.as_deref()),
                Cell::both(format!("{} {words}", sign.glyph()), &words),
            ]
        });
        self.table(
            [Msg::ColumnTime, Msg::ColumnId, Msg::ColumnName, Msg::TabEvents],
            rows,
        )
    }

    pub(crate) fn overview(&self, overview: &Overview) -> Table {
        let mut rows = vec![vec![
            self.label(Msg::ColumnUnit),
            self.unit(&overview.unit),
            Cell::text(""),
        ]];
        for (name, share) in [
            (Msg::ShareStudents, &overview.readiness.students),
            (Msg::ShareTeachers, &overview.readiness.teachers),
            (Msg::ShareItems, &overview.items),
        ] {
            rows.push(self.share(name, share));
        }
        let machines = overview.machines;
        let lines = overview.lines;
        for (label, word, count) in [
            (Msg::MachinesLabel, Msg::WordKnown, machines.known),
            (Msg::MachinesLabel, Msg::StateFresh, machines.fresh),
            (Msg::MachinesLabel, Msg::StateAgeing, machines.ageing),
            (Msg::MachinesLabel, Msg::StateExpired, machines.expired),
            (Msg::MachinesLabel, Msg::StateSilent, machines.silent),
            (Msg::LinesLabel, Msg::WordKnown, lines.total),
            (Msg::LinesLabel, Msg::LineUp, lines.up),
            (Msg::LinesLabel, Msg::LineDown, lines.down),
            (Msg::LinesLabel, Msg::LineUnknown, lines.unknown),
            (Msg::ReviewLabel, Msg::ReviewStateOpen, overview.review_open),
        ] {
            let name = format!("{}: {}", self.texts.text(label), self.texts.text(word));
            let shown = format::count(self.texts.lang(), count);
            rows.push(vec![Cell::text(name), Cell::both(shown, count), Cell::text("")]);
        }
        self.table(
            [Msg::ColumnFigure, Msg::ColumnValue, Msg::ColumnVerdict],
            rows.into_iter(),
        )
    }

    /// Names with values, as one machine is written.
    pub(crate) fn pairs(&self, pairs: impl IntoIterator<Item = (String, Cell)>) -> Table {
        let rows = pairs
            .into_iter()
            .map(|(name, value)| vec![Cell::text(name), value.on_the_left()]);
        self.table([Msg::ColumnField, Msg::ColumnValue], rows)
    }

    pub(crate) fn moment(&self, at: UnixMs) -> Cell {
        Cell::both(format::moment(self.texts.lang(), at, self.offset), at)
    }

    pub(crate) fn size(&self, bytes: Option<u64>) -> Cell {
        match bytes {
            Some(bytes) => Cell::number(format::size(self.texts.lang(), bytes), bytes),
            None => Cell::unknown(),
        }
    }

    pub(crate) fn known(&self, text: Option<&str>) -> Cell {
        text.map_or_else(Cell::unknown, Cell::text)
    }

    pub(crate) fn unit(&self, unit: &UnitView) -> Cell {
        Cell::both(wording::unit_name(self.texts, unit), &unit.code)
    }

    pub(crate) fn label(&self, id: Msg) -> Cell {
        Cell::text(self.texts.text(id))
    }

    fn mbps(&self, mbps: Option<f64>) -> Cell {
        mbps.map_or_else(Cell::unknown, |mbps| {
            Cell::number(format::decimal(self.texts.lang(), mbps, 1), mbps)
        })
    }

    pub(crate) fn count(&self, count: u64) -> Cell {
        Cell::number(format::count(self.texts.lang(), count), count)
    }

    pub(crate) fn percent(&self, value: f64) -> Cell {
        Cell::number(format::percent(self.texts.lang(), value, false), value)
    }

    fn share(&self, name: Msg, share: &Share) -> Vec<Cell> {
        let lang = self.texts.lang();
        let value = match (share.low_pct, share.high_pct) {
            (Some(low), Some(high)) => {
                let shown = format!(
                    "{} – {}",
                    format::decimal(lang, low, 1),
                    format::percent(lang, high, false)
                );
                Cell::both(shown, format!("{low}-{high}"))
            }
            _ => Cell::unknown(),
        };
        let (sign, words) = wording::verdict_of(self.texts, share);
        vec![
            self.label(name),
            value,
            Cell::both(format!("{} {words}", sign.glyph()), words),
        ]
    }

    pub(crate) fn table<const N: usize>(
        &self,
        titles: [Msg; N],
        rows: impl Iterator<Item = Vec<Cell>>,
    ) -> Table {
        Table {
            titles: titles.iter().map(|id| self.texts.text(*id).to_owned()).collect(),
            rows: rows.collect(),
        }
    }
}
