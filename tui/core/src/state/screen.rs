use kiemke_config::messages::Msg;

/// The screens, by the numbers under which they are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Screen {
    /// 1: the answer first.
    Overview,
    /// 2: units with what lies in them.
    Places,
    /// 3: machines and equipment.
    Stock,
    /// 4: lines.
    Lines,
    /// 5: stocktakes.
    Stocktake,
    /// 6: targets with their values.
    Plan,
    /// 7: questions about which machine is which.
    Review,
    /// 8: what happened.
    Events,
}

impl Screen {
    /// All that exist, in order.
    pub const ALL: [Self; 8] = [
        Self::Overview,
        Self::Places,
        Self::Stock,
        Self::Lines,
        Self::Stocktake,
        Self::Plan,
        Self::Review,
        Self::Events,
    ];

    /// Its key.
    pub fn number(self) -> char {
        match self {
            Self::Overview => '1',
            Self::Places => '2',
            Self::Stock => '3',
            Self::Lines => '4',
            Self::Stocktake => '5',
            Self::Plan => '6',
            Self::Review => '7',
            Self::Events => '8',
        }
    }

    /// Its name.
    pub fn title(self) -> Msg {
        match self {
            Self::Overview => Msg::TabOverview,
            Self::Places => Msg::TabPlaces,
            Self::Stock => Msg::TabMachines,
            Self::Lines => Msg::TabLines,
            Self::Stocktake => Msg::TabStocktake,
            Self::Plan => Msg::TabPlan,
            Self::Review => Msg::TabReview,
            Self::Events => Msg::TabEvents,
        }
    }

    /// A shorter one, for narrow terminals.
    pub fn short_title(self) -> Msg {
        match self {
            Self::Overview => Msg::TabOverviewShort,
            Self::Places => Msg::TabPlacesShort,
            Self::Stock => Msg::TabMachinesShort,
            Self::Lines => Msg::TabLinesShort,
            Self::Stocktake => Msg::TabStocktakeShort,
            Self::Plan => Msg::TabPlanShort,
            Self::Review => Msg::TabReviewShort,
            Self::Events => Msg::TabEventsShort,
        }
    }

    /// The one so many places on, round the end.
    #[must_use]
    pub fn turned(self, places: usize) -> Self {
        let at = Self::ALL.iter().position(|screen| *screen == self).unwrap_or(0);
        Self::ALL[(at + places) % Self::ALL.len()]
    }
}
