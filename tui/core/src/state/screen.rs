use kiemke_config::messages::Msg;

/// The screens, by the numbers under which they are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Screen {
    /// 1: the answer first.
    Overview,
    /// 3: machines and equipment.
    Machines,
    /// 8: what happened.
    Events,
}

impl Screen {
    /// All that exist, in order.
    pub const ALL: [Self; 3] = [Self::Overview, Self::Machines, Self::Events];

    /// Its key.
    pub fn number(self) -> char {
        match self {
            Self::Overview => '1',
            Self::Machines => '3',
            Self::Events => '8',
        }
    }

    /// Its name.
    pub fn title(self) -> Msg {
        match self {
            Self::Overview => Msg::TabOverview,
            Self::Machines => Msg::TabMachines,
            Self::Events => Msg::TabEvents,
        }
    }

    /// The one so many places on, round the end.
    #[must_use]
    pub fn turned(self, places: usize) -> Self {
        let at = Self::ALL.iter().position(|screen| *screen == self).unwrap_or(0);
        Self::ALL[(at + places) % Self::ALL.len()]
    }
}
