//! The map of sites: what it looks like, and what keys and clicks do on it.

use crate::driver::{Driver, empty, english, unreachable};
use crate::province;
use crate::snapshots::check;
use kiemke_tui_core::key::{Key, Mouse, MouseKind};
use kiemke_tui_core::{Boundaries, LinkChange, Look, Message, Point, Query, ThemeKind};

/// Two made-up communes beside each other.
fn boundaries() -> Boundaries {
    let ring = |west: f64| {
        let corners = [
            (11.2, 0.0),
            (11.2, 0.4),
            (11.5, 0.55),
            (11.9, 0.45),
            (12.0, 0.1),
            (11.6, -0.1),
            (11.2, 0.0),
        ];
        let points = corners.iter().map(|(lat, east)| Point {
            lat: *lat,
            lon: west + east,
        });
        points.collect()
    };
    Boundaries::of(vec![ring(107.3), ring(107.75)])
}

fn on_map(size: (u16, u16), look: Look) -> Driver {
    let mut driver = Driver::with(size, look);
    driver.state.put_boundaries(boundaries());
    driver.tell(Message::Link(LinkChange::Opened));
    driver.answer_all();
    driver.keys("m").answer_all();
    driver
}

#[test]
fn the_map_at_every_size() {
    check("map_loaded", |size| on_map(size, Look::default()));
    check("map_loaded_en", |size| on_map(size, english()));
    check("map_closer", |size| {
        let mut driver = on_map(size, Look::default());
        driver.keys("n+++");
        driver
    });
    check("map_ascii", |size| {
        on_map(
            size,
            Look {
                ascii: true,
                theme: ThemeKind::Plain,
                ..Look::default()
            },
        )
    });
    check("map_empty", |size| {
        let mut driver = Driver::new(size);
        driver.tell(Message::Link(LinkChange::Opened));
        driver.keys("m").answer_all_with(empty);
        driver
    });
    check("map_loading", |size| {
        let mut driver = Driver::new(size);
        driver.keys("m");
        driver
    });
    check("map_disconnected", |size| {
        let mut driver = on_map(size, Look::default());
        driver.tell(Message::Link(LinkChange::Lost(unreachable())));
        driver.pass(12_000);
        driver
    });
    check("map_refused", |size| {
        let mut driver = Driver::loaded(size);
        driver.keys("m").answer_all_with(|_| Err(unreachable()));
        driver
    });
}

#[test]
fn a_site_in_trouble_comes_first_and_opens_its_lines() {
    let mut driver = on_map((80, 24), Look::default());
    let worst = province::sites()
        .sites
        .into_iter()
        .find(|site| site.down > 0)
        .unwrap();
    assert!(driver.screen().contains(&worst.name), "{}", driver.screen());
    driver.key(Key::Enter);
    let asked = driver.asked.iter().find_map(|(_, query)| match query {
        Query::Lines(lines) => Some(lines.unit),
        _ => None,
    });
    assert_eq!(asked, Some(Some(worst.unit)));
}

#[test]
fn the_map_moves_grows_and_comes_back_whole() {
    let mut driver = on_map((80, 24), Look::default());
    let whole = driver.screen();
    driver.keys("+");
    assert_ne!(driver.screen(), whole, "closer");
    let closer = driver.screen();
    driver.key(Key::Right);
    assert_ne!(driver.screen(), closer, "to the east");
    driver.key(Key::Left);
    assert_eq!(driver.screen(), closer);
    driver.keys("0");
    assert_eq!(driver.screen(), whole);
    driver.keys("--");
    assert_eq!(driver.screen(), whole, "there is no more than all");
    driver.key(Key::Esc);
    assert!(driver.screen().contains("Học sinh"), "{}", driver.screen());
}

#[test]
fn a_click_selects_a_site_and_a_second_one_opens_it() {
    let mut driver = on_map((80, 24), Look::default());
    let screen = driver.screen();
    let rows = screen.lines().enumerate().skip(4);
    let good = rows.flat_map(|(row, line)| {
        let cells = line.chars().enumerate();
        cells.filter_map(move |(column, cell)| (cell == '●').then_some((column as u16, row as u16)))
    });
    let (column, row) = good.last().expect("a site whose line is up");
    let click = Mouse {
        kind: MouseKind::Click,
        column,
        row,
    };
    driver.tell(Message::Mouse(click));
    assert!(driver.screen().contains("● thông"), "{}", driver.screen());
    assert!(
        !driver
            .asked
            .iter()
            .any(|(_, query)| matches!(query, Query::Lines(_)))
    );
    driver.tell(Message::Mouse(click));
    assert!(
        driver
            .asked
            .iter()
            .any(|(_, query)| matches!(query, Query::Lines(_)))
    );
}

#[test]
fn sites_are_asked_for_often_only_where_the_map_is_open() {
    let mut driver = Driver::loaded((160, 50));
    let asked = |driver: &mut Driver| {
        driver.pass(31_000);
        let queries = driver.asked.iter();
        let sites = queries.filter(|(_, query)| matches!(query, Query::Sites)).count();
        driver.answer_all();
        sites
    };
    assert_eq!((0..5).map(|_| asked(&mut driver)).sum::<usize>(), 0);
    assert_eq!((0..5).map(|_| asked(&mut driver)).sum::<usize>(), 1);
    driver.keys("m").answer_all();
    assert_eq!((0..5).map(|_| asked(&mut driver)).sum::<usize>(), 5);
}
