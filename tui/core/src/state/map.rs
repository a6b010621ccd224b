//! The map of sites over screen 1.

use super::{List, Phase, Source};
use crate::map::{Boundaries, Frame, Point, Window, ZOOM_MAX};
use crate::wording::Sign;
use kiemke_config::messages::Msg;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::{MINUTE_MS, UnixMs};
use kiemke_wire::view::{SitePoint, SitesView};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// How old the sites beside the figures may get.
const BESIDE_MS: i64 = 5 * MINUTE_MS;
/// Parts of the screen by which a key moves it.
const STEP: f64 = 0.25;

/// Sites, boundaries, and what of them is seen.
#[derive(Debug, Default)]
pub struct MapState {
    pub(crate) is_open: bool,
    pub(crate) boundaries: Boundaries,
    pub(crate) sites: Source<SitesView>,
    /// Sites as they are gone through: those in trouble first. Indexes of the answer.
    order: Vec<usize>,
    /// The smallest box around them.
    frame: Option<Frame>,
    /// How many there are of each rank.
    counts: [u64; RANKS],
    /// What lies in which cell, as it was drawn last: a country has more sites than a screen has cells, and is drawn each
    /// second.
    drawn: RefCell<Option<(Window, Vec<Mark>)>>,
    pub(crate) list: List,
    centre: Option<Point>,
    zoom: u8,
}

/// The worst site of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Column and row.
    pub(crate) cell: (u16, u16),
    /// Index of the answer.
    site: usize,
}

impl MapState {
    pub(crate) fn answered(&mut self, view: SitesView, now: UnixMs, height: usize) {
        let selected = self.selected().map(|site| site.unit);
        self.order = (0..view.sites.len()).collect();
        self.order.sort_by_key(|at| (rank(&view.sites[*at]), *at));
        self.frame = Frame::around(view.sites.iter().map(point));
        self.counts = [0; RANKS];
        for site in &view.sites {
            self.counts[usize::from(rank(site))] += 1;
        }
        self.drawn = RefCell::default();
        self.sites.answered(view, now);
        let at = selected.and_then(|unit| self.place_of(unit)).unwrap_or(0);
        self.list.select(at, self.order.len(), height);
    }

    /// Wanted, beside the figures not often: the sites of a country are megabytes, and alerts tell of what is new.
    pub(crate) fn want(&mut self, now: UnixMs) {
        let is_recent = |at| now.since(at) < BESIDE_MS;
        let is_held = matches!(self.sites.phase(), Phase::Current { at } if is_recent(at));
        if self.is_open || !is_held {
            self.sites.want(now);
        }
    }

    /// Sites in the order in which they are gone through.
    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = &SitePoint> {
        let sites = self.all();
        self.order.iter().map(move |at| &sites[*at])
    }

    pub(crate) fn selected(&self) -> Option<&SitePoint> {
        let at = self.order.get(self.list.selected)?;
        self.all().get(*at)
    }

    fn all(&self) -> &[SitePoint] {
        self.sites.value().map_or(&[], |view| &view.sites)
    }

    fn place_of(&self, unit: UnitKey) -> Option<usize> {
        let sites = self.all();
        self.order.iter().position(|at| sites[*at].unit == unit)
    }

    /// What is seen in so many cells; nothing while nobody knows where anything lies.
    pub(crate) fn window(&self, cells: (u16, u16)) -> Option<Window> {
        let frame = match (self.frame, self.boundaries.frame()) {
            (Some(sites), boundaries) => sites.with(boundaries),
            (None, boundaries) => boundaries?,
        };
        Some(Window::of(cells, frame, self.centre, self.zoom))
    }

    /// How many sites stand how, the worst first.
    pub(crate) fn counts(&self) -> impl Iterator<Item = ((Sign, Msg), u64)> + '_ {
        // They lie in the order of their ranks.
        let mut before = 0;
        self.counts.iter().filter_map(move |count| {
            let first = self.order.get(before)?;
            before += *count as usize;
            let site = self.all().get(*first).filter(|_| *count > 0)?;
            Some((standing(site), *count))
        })
    }

    /// The worst site of each cell that has one, of equal ones the first.
    pub(crate) fn marks(&self, window: Window, mut draw: impl FnMut((u16, u16), &SitePoint)) {
        let mut drawn = self.drawn.borrow_mut();
        let (_, marks) = match drawn.take().filter(|(of, _)| *of == window) {
            Some(held) => drawn.insert(held),
            None => drawn.insert((window, self.marked(window))),
        };
        for mark in marks {
            if let Some(site) = self.all().get(mark.site) {
                draw(mark.cell, site);
            }
        }
    }

    fn marked(&self, window: Window) -> Vec<Mark> {
        let mut taken = BTreeSet::new();
        let placed = self.order.iter().filter_map(|at| {
            let cell = window.cell(point(self.all().get(*at)?))?;
            taken.insert(cell).then_some(Mark { cell, site: *at })
        });
        placed.collect()
    }

    /// The next one, or the one so many on; it comes into sight.
    pub(crate) fn step(&mut self, rows: isize, cells: (u16, u16)) {
        let height = usize::from(cells.1);
        self.list.move_by(rows, self.order.len(), height);
        self.show_selected(cells);
    }

    /// Selects the site nearest to a cell, within a cell's reach.
    pub(crate) fn select_at(&mut self, cell: (u16, u16), cells: (u16, u16)) -> bool {
        let Some(window) = self.window(cells) else {
            return false;
        };
        let near = self.rows().position(|site| {
            window
                .cell(point(site))
                .is_some_and(|at| at.0.abs_diff(cell.0) <= 1 && at.1 == cell.1)
        });
        let Some(at) = near else { return false };
        self.list.select(at, self.order.len(), usize::from(cells.1));
        true
    }

    pub(crate) fn zoom(&mut self, closer: bool, cells: (u16, u16)) {
        // What is selected is what one wants to see closer.
        if closer && let Some(site) = self.selected() {
            self.centre = Some(point(site));
        }
        self.zoom = match closer {
            true => (self.zoom + 1).min(ZOOM_MAX),
            false => self.zoom.saturating_sub(1),
        };
        if self.zoom == 0 {
            self.centre = None;
        }
        self.show_selected(cells);
    }

    /// All of it.
    pub(crate) fn whole(&mut self) {
        (self.zoom, self.centre) = (0, None);
    }

    /// By parts of the screen: one to the east is `(1.0, 0.0)`.
    pub(crate) fn pan(&mut self, (east, north): (f64, f64), cells: (u16, u16)) {
        if let Some(window) = self.window(cells) {
            self.centre = Some(window.moved((east * STEP, north * STEP)));
        }
    }

    fn show_selected(&mut self, cells: (u16, u16)) {
        let Some(at) = self.selected().map(point) else {
            return;
        };
        let is_hidden = self.window(cells).is_some_and(|window| window.cell(at).is_none());
        if is_hidden {
            self.centre = Some(at);
        }
    }
}

pub(crate) fn point(site: &SitePoint) -> Point {
    Point {
        lat: site.lat,
        lon: site.lon,
    }
}

/// How the lines of a site are, the worst first: one that is down is what one looks for.
pub(crate) fn standing(site: &SitePoint) -> (Sign, Msg) {
    match (site.down, site.unknown, site.up) {
        (1.., ..) => (Sign::Bad, Msg::LineDown),
        (0, 1.., 0) => (Sign::Unknown, Msg::LineUnknown),
        (0, _, 1..) => (Sign::Good, Msg::LineUp),
        (0, 0, 0) => (Sign::Note, Msg::MapNoLine),
    }
}

/// How many ranks there are.
const RANKS: usize = 4;

/// The order of trouble.
pub(crate) fn rank(site: &SitePoint) -> u8 {
    match standing(site).0 {
        Sign::Bad => 0,
        Sign::Unknown => 1,
        Sign::Good => 2,
        Sign::Note | Sign::Ageing | Sign::Warning => 3,
    }
}
