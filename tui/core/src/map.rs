//! What lies where, and which part of it is on screen. Degrees on WGS 84; a province is small enough that a degree of
//! longitude is as long everywhere in it as in its middle.

use std::sync::Arc;

/// A place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// Lines between units, drawn beneath the places.
#[derive(Clone, Debug, Default)]
pub struct Boundaries {
    rings: Arc<Vec<Vec<Point>>>,
    frame: Option<Frame>,
}

impl Boundaries {
    /// Of closed lines.
    pub fn of(rings: Vec<Vec<Point>>) -> Self {
        Self {
            frame: Frame::around(rings.iter().flatten().copied()),
            rings: Arc::new(rings),
        }
    }

    pub(crate) fn frame(&self) -> Option<Frame> {
        self.frame
    }

    /// Every piece from one point to the next.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = (Point, Point)> + '_ {
        let of_ring =
            |ring: &'_ Vec<Point>| ring.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>();
        self.rings.iter().flat_map(of_ring)
    }
}

/// The smallest box around some points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame {
    south: f64,
    north: f64,
    west: f64,
    east: f64,
}

impl Frame {
    pub(crate) fn around(points: impl Iterator<Item = Point>) -> Option<Self> {
        points.fold(None, |frame: Option<Self>, point| {
            let frame = frame.unwrap_or(Self {
                south: point.lat,
                north: point.lat,
                west: point.lon,
                east: point.lon,
            });
            Some(Self {
                south: frame.south.min(point.lat),
                north: frame.north.max(point.lat),
                west: frame.west.min(point.lon),
                east: frame.east.max(point.lon),
            })
        })
    }

    pub(crate) fn with(self, other: Option<Self>) -> Self {
        other.map_or(self, |other| Self {
            south: self.south.min(other.south),
            north: self.north.max(other.north),
            west: self.west.min(other.west),
            east: self.east.max(other.east),
        })
    }

    fn middle(&self) -> Point {
        Point {
            lat: (self.south + self.north) / 2.0,
            lon: (self.west + self.east) / 2.0,
        }
    }
}

/// Dots of a cell of braille.
const DOTS_ACROSS: f64 = 2.0;
const DOTS_DOWN: f64 = 4.0;
/// Each step of the zoom shows the half of what was seen; the last one some streets.
pub(crate) const ZOOM_MAX: u8 = 12;
/// Of a single place this much is seen around it, in degrees: some ten kilometres.
const SPAN_MIN: f64 = 0.1;
/// What is seen of the whole, so that nothing lies on the edge.
const MARGIN: f64 = 1.08;

/// The part that is on screen. Its unit is a degree of latitude.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    pub(crate) centre: Point,
    /// Degrees that a dot is high and wide.
    dot: f64,
    columns: u16,
    rows: u16,
}

impl Window {
    /// So many cells that show all of a frame, enlarged, around a centre; the frame's middle when there is none.
    pub(crate) fn of((columns, rows): (u16, u16), frame: Frame, centre: Option<Point>, zoom: u8) -> Self {
        let middle = frame.middle();
        let (columns, rows) = (columns.max(1), rows.max(1));
        let across = (frame.east - frame.west) * shrunk(middle.lat);
        let down = frame.north - frame.south;
        let dots = |cells: u16, each: f64| f64::from(cells) * each;
        let dot = (across.max(SPAN_MIN) / dots(columns, DOTS_ACROSS))
            .max(down.max(SPAN_MIN) / dots(rows, DOTS_DOWN));
        Self {
            centre: centre.unwrap_or(middle),
            dot: dot * MARGIN / f64::from(1_u32 << zoom.min(ZOOM_MAX)),
            columns,
            rows,
        }
    }

    /// Where a point lies: across and up from the middle.
    pub(crate) fn place(&self, point: Point) -> (f64, f64) {
        let across = (point.lon - self.centre.lon) * shrunk(self.centre.lat);
        (across, point.lat - self.centre.lat)
    }

    /// How far it is from the middle to the sides, and to top and bottom.
    pub(crate) fn half(&self) -> (f64, f64) {
        let across = f64::from(self.columns) * DOTS_ACROSS * self.dot / 2.0;
        (across, f64::from(self.rows) * DOTS_DOWN * self.dot / 2.0)
    }

    /// The cell of a point, if it is on screen.
    pub(crate) fn cell(&self, point: Point) -> Option<(u16, u16)> {
        let (across, up) = self.place(point);
        let (half_across, half_up) = self.half();
        let column = ((across + half_across) / (DOTS_ACROSS * self.dot)).floor();
        let row = ((half_up - up) / (DOTS_DOWN * self.dot)).floor();
        let inside = |at: f64, cells: u16| at >= 0.0 && at < f64::from(cells);
        (inside(column, self.columns) && inside(row, self.rows)).then_some((column as u16, row as u16))
    }

    /// Its centre, so many parts of the screen on: a third to the east is `(0.33, 0.0)`.
    pub(crate) fn moved(&self, (east, north): (f64, f64)) -> Point {
        let (half_across, half_up) = self.half();
        Point {
            lat: (self.centre.lat + north * half_up * 2.0).clamp(-89.0, 89.0),
            lon: self.centre.lon + east * half_across * 2.0 / shrunk(self.centre.lat),
        }
    }
}

/// How long a degree of longitude is there, beside one of latitude.
fn shrunk(lat: f64) -> f64 {
    lat.to_radians().cos().max(0.01)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> Point {
        Point { lat, lon }
    }

    proptest! {
        #[test]
        fn the_whole_is_on_screen_and_the_middle_stays_where_it_is(
            south in -80.0..79.0_f64, west in -170.0..169.0_f64, down in 0.0..3.0_f64, across in 0.0..3.0_f64,
            columns in 1_u16..300, rows in 1_u16..100, zoom in 0_u8..20,
        ) {
            let corners = [at(south, west), at(south + down, west + across)];
            let frame = Frame::around(corners.into_iter()).unwrap();
            let whole = Window::of((columns, rows), frame, None, 0);
            for corner in corners {
                prop_assert!(whole.cell(corner).is_some(), "{corner:?} in {whole:?}");
            }
            let near = Window::of((columns, rows), frame, Some(corners[0]), zoom);
            let (column, row) = near.cell(corners[0]).expect("the middle");
            prop_assert!(column.abs_diff(columns / 2) <= 1 && row.abs_diff(rows / 2) <= 1);
            // A way there and back ends where it began.
            let there = Window { centre: near.moved((0.0, 0.3)), ..near };
            let back = there.moved((0.0, -0.3));
            prop_assert!((back.lat - near.centre.lat).abs() < 1e-6);
        }
    }

    #[test]
    fn north_is_up_and_east_is_right() {
        let frame = Frame::around([at(11.0, 107.0), at(12.0, 108.0)].into_iter()).unwrap();
        let window = Window::of((40, 20), frame, None, 0);
        let (column, row) = window.cell(at(11.9, 107.9)).unwrap();
        let (west, south) = window.cell(at(11.1, 107.1)).unwrap();
        assert!(column > west && row < south);
        assert_eq!(window.cell(at(14.0, 107.5)), None);
    }
}
