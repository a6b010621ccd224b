//! Boundaries from a file: GeoJSON (RFC 7946), of which the outlines count.

use crate::cli::Failure;
use geojson::{GeoJson, Geometry, GeometryValue, Position};
use kiemke_tui_core::{Boundaries, Point, State};
use std::path::Path;

/// Bytes of a file: a province with every bend of its rivers.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Points of all outlines: each is drawn anew with each frame.
const POINTS_MAX: usize = 500_000;

/// Reads the file that was named; nothing when none was. A map that cannot be read keeps nobody from the figures: the program
/// says what is wrong and goes on without it.
pub(crate) fn put_into(state: &mut State, path: Option<&Path>) {
    match read(path) {
        Ok(boundaries) => state.put_boundaries(boundaries),
        Err(failure) => state.go_on_without_map(&failure.sentence()),
    }
}

fn read(path: Option<&Path>) -> Result<Boundaries, Failure> {
    let Some(path) = path else {
        return Ok(Boundaries::default());
    };
    let operation = || format!("read the map in {}", path.display());
    let length = std::fs::metadata(path)
        .map_err(|error| Failure::failed(operation(), &error))?
        .len();
    if length > FILE_BYTES_MAX {
        let why = format!("it has {length} bytes; {FILE_BYTES_MAX} at most are read");
        return Err(Failure::because(operation(), why));
    }
    let text = std::fs::read_to_string(path).map_err(|error| Failure::failed(operation(), &error))?;
    let file: GeoJson = text
        .parse()
        .map_err(|error: geojson::Error| Failure::failed(operation(), &error))?;
    let rings = rings(&file);
    let points: usize = rings.iter().map(Vec::len).sum();
    match points {
        0 => Err(Failure::because(
            operation(),
            "it holds no outline of an area, nor a line".to_owned(),
        )),
        points if points > POINTS_MAX => {
            let why = format!("it has {points} points; {POINTS_MAX} at most are drawn: simplify it first");
            Err(Failure::because(operation(), why))
        }
        _ => Ok(Boundaries::of(rings)),
    }
}

fn rings(file: &GeoJson) -> Vec<Vec<Point>> {
    let mut rings = Vec::new();
    match file {
        GeoJson::Geometry(geometry) => add(geometry, &mut rings),
        GeoJson::Feature(feature) => feature
            .geometry
            .iter()
            .for_each(|geometry| add(geometry, &mut rings)),
        GeoJson::FeatureCollection(all) => {
            let geometries = all
                .features
                .iter()
                .filter_map(|feature| feature.geometry.as_ref());
            geometries.for_each(|geometry| add(geometry, &mut rings));
        }
    }
    rings
}

fn add(geometry: &Geometry, rings: &mut Vec<Vec<Point>>) {
    match &geometry.value {
        GeometryValue::Polygon { coordinates } => rings.extend(coordinates.iter().map(|ring| points(ring))),
        GeometryValue::MultiPolygon { coordinates } => {
            rings.extend(coordinates.iter().flatten().map(|ring| points(ring)));
        }
        GeometryValue::LineString { coordinates } => rings.push(points(coordinates)),
        GeometryValue::MultiLineString { coordinates } => {
            rings.extend(coordinates.iter().map(|line| points(line)));
        }
        GeometryValue::GeometryCollection { geometries } => {
            geometries.iter().for_each(|geometry| add(geometry, rings));
        }
        GeometryValue::Point { .. } | GeometryValue::MultiPoint { .. } => {}
    }
}

/// What lies nowhere on the earth is left out.
fn points(positions: &[Position]) -> Vec<Point> {
    let read = positions.iter().filter_map(|position| {
        let (lon, lat) = (*position.as_slice().first()?, *position.as_slice().get(1)?);
        let is_there = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        is_there.then_some(Point { lat, lon })
    });
    read.collect()
}
