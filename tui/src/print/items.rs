//! T11: what is managed by a digital record, class by class and kind by kind.

use super::rows::Writer;
use super::{Cell, Table};
use kiemke_config::messages::Msg;
use kiemke_wire::view::{ClassItems, ItemsView, Renewal, RenewalReason};

impl Writer<'_> {
    pub(crate) fn items(&self, items: &ItemsView) -> Table {
        let classes = [&items.whole].into_iter().chain(&items.classes);
        let classes = classes.map(|class| {
            let share = &class.by_number;
            vec![
                Cell::text(self.class(class)),
                self.count(share.managed),
                self.count(share.recorded),
                self.count(share.low),
                self.count(share.high),
                share.low_pct.map_or_else(Cell::unknown, |pct| self.percent(pct)),
                share.high_pct.map_or_else(Cell::unknown, |pct| self.percent(pct)),
                self.count(class.by_cost.managed),
                self.count(class.by_cost.high),
                class
                    .by_cost
                    .low_pct
                    .map_or_else(Cell::unknown, |pct| self.percent(pct)),
                class
                    .by_cost
                    .high_pct
                    .map_or_else(Cell::unknown, |pct| self.percent(pct)),
            ]
        });
        let kinds = items.categories.iter().map(|kind| {
            let managed = kind.records[2] + kind.records[3];
            let low = kind.book.max(kind.recorded).max(kind.found);
            vec![
                Cell::text(format!("  {}", kind.category)),
                self.count(managed),
                self.count(kind.recorded),
                self.count(low),
                self.count(kind.recorded + kind.without_record + kind.found),
                Cell::unknown(),
                Cell::unknown(),
                Cell::unknown(),
                self.count(kind.book_dong),
                Cell::unknown(),
                Cell::unknown(),
            ]
        });
        self.table(
            [
                Msg::ColumnKind,
                Msg::ColumnManaged,
                Msg::ColumnRecorded,
                Msg::ColumnAtLeast,
                Msg::ColumnAtMost,
                Msg::ColumnLow,
                Msg::ColumnHigh,
                Msg::ColumnCostManaged,
                Msg::ColumnCostAtMost,
                Msg::ColumnCostLow,
                Msg::ColumnCostHigh,
            ],
            classes.chain(kinds),
        )
    }

    fn class(&self, class: &ClassItems) -> String {
        let id = match class.class.as_deref() {
            None => Msg::GroupTotal,
            Some("facility") => Msg::ClassFacility,
            Some("equipment") => Msg::ClassEquipment,
            Some(_) => Msg::ClassOther,
        };
        self.texts.text(id).to_owned()
    }

    /// By when something is to be replaced, and why.
    pub(super) fn renewal(&self, renewal: Option<Renewal>) -> Cell {
        renewal.map_or_else(Cell::unknown, |renewal| {
            let why = match renewal.reason {
                RenewalReason::Age => Msg::RenewalAge,
                RenewalReason::Support => Msg::RenewalSupport,
            };
            let by = renewal.by.to_string();
            Cell::both(format!("{by} ({})", self.texts.text(why)), &by)
        })
    }
}
