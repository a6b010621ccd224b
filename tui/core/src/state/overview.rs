use super::Source;
use crate::effect::MachineFilter;
use kiemke_wire::view::Overview;

/// Screen 1.
#[derive(Debug, Default)]
pub struct OverviewState {
    pub(crate) figures: Source<Overview>,
    pub(crate) warnings: Source<u64>,
    /// The selected number, as an index of [`OverviewLink::ALL`].
    pub(crate) focus: usize,
}

/// The numbers of the overview that open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverviewLink {
    /// Machines with that filter.
    Machines(MachineFilter),
    /// Lines.
    Lines,
    /// The newest events.
    Events,
}

impl OverviewLink {
    /// All of them, in reading order.
    pub const ALL: [Self; 8] = [
        Self::Machines(MachineFilter::All),
        Self::Machines(MachineFilter::Fresh),
        Self::Machines(MachineFilter::Ageing),
        Self::Machines(MachineFilter::Expired),
        Self::Machines(MachineFilter::Silent),
        Self::Machines(MachineFilter::Warnings),
        Self::Lines,
        Self::Events,
    ];
}
