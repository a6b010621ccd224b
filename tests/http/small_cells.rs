//! A planner who subtracts: everything that he may read is put together, each sum with one unknown is solved, again and
//! again, and no number of one to nine people may come out.

use kiemke_http::{Client, Request};
use kiemke_sim::offline::{self, Contents};
use kiemke_sim::seed::Seed;
use kiemke_sim::world::{Mix, Plan, World};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::now;
use kiemke_tests::wait::until;
use kiemke_wire::view::{
    GapsView, MakeToken, NewToken, PlanView, ReadinessRow, ReadinessTable, Role, Share, TargetHistory,
    WhatIfView,
};
use serde_json::json;
use std::collections::BTreeMap;

/// What a number is of: unit, level, group, part of the split.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Cell {
    unit: String,
    level: Option<String>,
    group: &'static str,
    part: Part,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Ready,
    NotReady,
    Unknown,
    Total,
}

const SPLIT: [Part; 3] = [Part::Ready, Part::NotReady, Part::Unknown];
const PARTS: [Part; 4] = [Part::Ready, Part::NotReady, Part::Unknown, Part::Total];

/// What is read, and which cells add up to which.
#[derive(Default)]
struct Knowledge {
    cells: BTreeMap<Cell, u64>,
    sums: Vec<(Cell, Vec<Cell>)>,
}

impl Knowledge {
    fn read(&mut self, row: &ReadinessRow) {
        for (group, told) in [
            ("students", &row.students.share),
            ("teachers", &row.teachers.share),
        ] {
            let cell = |part| cell(row, group, part);
            let counts = [told.ready, told.not_ready, told.unknown, told.total];
            for (part, count) in PARTS.into_iter().zip(counts) {
                let is_told = match part {
                    Part::Total => told.total > 0 || !told.withheld,
                    _ => !told.withheld,
                };
                if is_told {
                    self.cells.insert(cell(part), count);
                }
            }
            self.sums.push((cell(Part::Total), SPLIT.map(cell).to_vec()));
        }
    }

    /// The parts of a unit add up to it, cell by cell.
    fn adds_up(&mut self, whole: &ReadinessRow, parts: &[ReadinessRow]) {
        for group in ["students", "teachers"] {
            for part in PARTS {
                let of = parts.iter().map(|row| cell(row, group, part)).collect();
                self.sums.push((cell(whole, group, part), of));
            }
        }
    }

    /// A level of a unit is that level of its parts; who has no such level has nobody in it.
    fn adds_up_by_level(&mut self, unit: &str, parts: &[String], levels: &BTreeMap<String, Vec<String>>) {
        for level in levels.get(unit).into_iter().flatten() {
            let with_level = parts
                .iter()
                .filter(|part| levels.get(*part).is_some_and(|levels| levels.contains(level)));
            let with_level: Vec<&String> = with_level.collect();
            for group in ["students", "teachers"] {
                for part in PARTS {
                    let cell = |unit: &str| Cell {
                        unit: unit.to_owned(),
                        level: Some(level.clone()),
                        group,
                        part,
                    };
                    let of = with_level.iter().map(|part| cell(part)).collect();
                    self.sums.push((cell(unit), of));
                }
            }
        }
    }

    /// Solves what has one unknown until nothing new comes out; what came out.
    fn solve(&mut self) -> Vec<(Cell, i128)> {
        let mut solved = Vec::new();
        loop {
            let mut new = Vec::new();
            for (whole, of) in &self.sums {
                let unknown: Vec<&Cell> = of.iter().filter(|cell| !self.cells.contains_key(*cell)).collect();
                let known: i128 = of
                    .iter()
                    .filter_map(|cell| self.cells.get(cell))
                    .map(|count| i128::from(*count))
                    .sum();
                match (self.cells.get(whole), &unknown[..]) {
                    (Some(whole), [one]) => new.push(((*one).clone(), i128::from(*whole) - known)),
                    (None, []) if !of.is_empty() => new.push((whole.clone(), known)),
                    _ => {}
                }
            }
            new.retain(|(cell, _)| !self.cells.contains_key(cell));
            if new.is_empty() {
                return solved;
            }
            for (cell, count) in new {
                self.cells.insert(cell.clone(), u64::try_from(count).unwrap());
                solved.push((cell, count));
            }
        }
    }
}

fn cell(row: &ReadinessRow, group: &'static str, part: Part) -> Cell {
    Cell {
        unit: row.unit.key.to_string(),
        level: row.level.clone(),
        group,
        part,
    }
}

/// A province of schools with so many learners. A site has a line where a machine of it reports.
async fn province(folder: &std::path::Path, seed: u64, learners: u32, machines: u32) -> TestDaemon {
    let world = World::new(Plan {
        seed: Seed(seed),
        schools: 24,
        machines,
        mix: Mix::Province,
    });
    let contents = Contents {
        learners_a_school: learners,
        ..Contents::default()
    };
    offline::write_with(&world, folder, now(), contents).unwrap();
    TestDaemon::start(folder).await
}

async fn planner(daemon: &TestDaemon) -> Client {
    let wish = MakeToken {
        role: Role::Planner,
        unit: None,
        name: None,
        expires_at: None,
    };
    let made: NewToken = daemon
        .admin
        .json(Request::post("/v1/tokens", &wish))
        .await
        .unwrap();
    daemon.client(Some(&made.token.parse().unwrap()))
}

async fn table(client: &Client, unit: &str, by: &str) -> ReadinessTable {
    let path = format!("/v1/readiness?unit={unit}&by={by}&limit=1000");
    client.json(Request::get(path)).await.unwrap()
}

/// All units of which readiness is told, from the root down, each with its parts.
async fn units(client: &Client) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let mut open = vec!["root".to_owned()];
    while let Some(unit) = open.pop() {
        let table = table(client, &unit, "unit").await;
        let parts: Vec<String> = table.parts.iter().map(|part| part.unit.key.to_string()).collect();
        open.extend(parts.iter().cloned());
        found.push((table.whole.unit.key.to_string(), parts));
    }
    found
}

#[tokio::test]
async fn subtracting_tables_gives_back_nobody() {
    for (seed, learners) in [(1, 14), (2, 40), (3, 120)] {
        let folder = tempfile::tempdir().unwrap();
        let daemon = province(folder.path(), seed, learners, 24).await;
        let planner = planner(&daemon).await;
        let mut knowledge = Knowledge::default();
        let units = units(&daemon.admin).await;
        let mut levels = BTreeMap::new();
        for (unit, _) in &units {
            let whole = table(&planner, unit, "unit").await;
            knowledge.read(&whole.whole);
            whole.parts.iter().for_each(|part| knowledge.read(part));
            knowledge.adds_up(&whole.whole, &whole.parts);
            let by_level = table(&planner, unit, "level").await;
            by_level.parts.iter().for_each(|part| knowledge.read(part));
            knowledge.adds_up(&by_level.whole, &by_level.parts);
            let of = by_level.parts.iter().filter_map(|part| part.level.clone());
            levels.insert(unit.clone(), of.collect::<Vec<String>>());
        }
        for (unit, parts) in &units {
            knowledge.adds_up_by_level(unit, parts, &levels);
        }
        let told = knowledge.cells.len();
        let is_small = |count: i128| (1..10).contains(&count);
        let shown: Vec<_> = knowledge
            .cells
            .iter()
            .filter(|(_, count)| is_small(i128::from(**count)))
            .collect();
        assert!(shown.is_empty(), "{learners}: {shown:?}");
        let solved = knowledge.solve();
        let small: Vec<_> = solved.iter().filter(|(_, count)| is_small(*count)).collect();
        assert!(
            small.is_empty(),
            "{learners}: {} of {told}: {:?}",
            small.len(),
            &small[..small.len().min(5)]
        );
        daemon.stop().await;
    }
}

#[tokio::test]
async fn what_if_and_gaps_are_told_in_numbers_that_give_back_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = province(folder.path(), 4, 60, 3).await;
    let units = units(&daemon.admin).await;
    for (unit, _) in units.iter().filter(|(unit, _)| unit != "u1") {
        let complete = json!({"of": "lines", "on": "2026-09-30"});
        let path = format!("/v1/units/{unit}/complete");
        // Communes have no lines of their own.
        let _ = daemon
            .admin
            .exchange(Request::post(path, &complete))
            .await
            .unwrap();
    }
    let ask = async |client: &Client, unit: &str, percent: u32| -> WhatIfView {
        let path = format!("/v1/what-if?unit={unit}&percent={percent}");
        client.json(Request::get(path)).await.unwrap()
    };
    until("something to buy", async || {
        let answer = ask(&daemon.admin, "root", 100).await;
        (answer.packages.len() > 10).then_some(())
    })
    .await;
    let planner = planner(&daemon).await;
    let mut told = 0;
    for (unit, _) in &units {
        let mut before: Option<WhatIfView> = None;
        for percent in (40..=100).step_by(5) {
            let answer = ask(&planner, unit, percent).await;
            if answer.withheld {
                assert!(answer.packages.is_empty() && answer.total_dong == 0 && answer.devices == 0);
                continue;
            }
            told += 1;
            let sum: u64 = answer.packages.iter().map(|package| package.people).sum();
            assert_eq!(answer.then.ready - answer.now.ready, sum, "{unit} at {percent}");
            for package in &answer.packages {
                match &package.site {
                    Some(_) => assert!(package.people >= 10, "{package:?}"),
                    None => assert!(
                        package.people % 10 == 0 && package.devices.is_empty(),
                        "{package:?}"
                    ),
                }
            }
            assert!(
                answer.levels.iter().all(|level| level.devices % 10 == 0),
                "{answer:?}"
            );
            let places = answer.to_measure.iter().chain(&answer.to_ask);
            assert!(places.into_iter().all(|place| place.people >= 10), "{answer:?}");
            if let Some(before) = before.replace(answer.clone()) {
                let named = |view: &WhatIfView| -> u64 {
                    let named = view.packages.iter().filter(|package| package.site.is_some());
                    named.map(|package| package.people).sum()
                };
                // What a higher aim adds is a site of ten or more, or tens of people of several.
                let more = (answer.then.ready - named(&answer)) - (before.then.ready - named(&before));
                assert_eq!(more % 10, 0, "{unit} at {percent}");
            }
        }
        // The machines that are missing here, level by level, are of ten students or more.
        let gaps: GapsView = planner
            .json(Request::get(format!("/v1/gaps?unit={unit}")))
            .await
            .unwrap();
        for level in gaps.machines.iter().filter(|level| !level.withheld) {
            assert!(level.students == 0 || level.students >= 10, "{level:?}");
        }
    }
    assert!(told > 10, "{told}");
    daemon.stop().await;
}

#[tokio::test]
async fn a_few_without_an_id_are_not_told_by_the_plan_either() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = province(folder.path(), 5, 60, 24).await;
    let planner = planner(&daemon).await;
    let of = async |client: &Client, unit: &str, target: &str| -> Option<Share> {
        let path = format!("/v1/plan?unit={unit}");
        let plan: PlanView = client.json(Request::get(path)).await.unwrap();
        let found = plan.targets.into_iter().find(|found| found.id == target);
        found.unwrap().value
    };
    let mut few = 0;
    for (unit, parts) in units(&daemon.admin).await {
        for target in ["T8", "T9"] {
            let admin = of(&daemon.admin, &unit, target).await.unwrap();
            let told = of(&planner, &unit, target).await.unwrap();
            let is_few = |share: &Share| (1..10).contains(&share.not_ready) || (1..10).contains(&share.ready);
            few += u64::from(is_few(&admin));
            assert!(told.withheld || !is_few(&told), "{unit} {target}: {told:?}");
            // One part that is not told is not the difference of the others.
            let mut hidden = Vec::new();
            for part in &parts {
                let share = of(&planner, part, target).await.unwrap();
                if share.withheld {
                    hidden.push(of(&daemon.admin, part, target).await.unwrap());
                }
            }
            let without: u64 = hidden.iter().map(|share| share.not_ready).sum();
            assert!(
                told.withheld || !(1..10).contains(&without),
                "{unit} {target}: {hidden:?}"
            );
        }
    }
    assert!(few > 5, "{few}: nothing was to be hidden");
    daemon.stop().await;
}

/// A year reads less of the units beside than a table of one of its days does, and keeps it for the next question.
#[tokio::test]
async fn a_year_shows_of_each_day_what_the_table_of_that_day_shows() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new(Plan {
        seed: Seed(3),
        schools: 60,
        machines: 900,
        mix: Mix::Province,
    });
    let contents = Contents {
        learners_a_school: 120,
        papers: true,
        ..Contents::default()
    };
    offline::write_with(&world, folder.path(), now(), contents).unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let planner = planner(&daemon).await;
    let mut tables: BTreeMap<String, ReadinessTable> = BTreeMap::new();
    let (mut hidden, mut shown) = (0, 0);
    let units = units(&daemon.admin).await;
    let (_, communes) = &units[0];
    for commune in communes {
        let path = format!("/v1/plan/T2s/history?unit={commune}");
        let history: TargetHistory = planner.json(Request::get(path.as_str())).await.unwrap();
        let again: TargetHistory = planner.json(Request::get(path.as_str())).await.unwrap();
        assert_eq!(history.points, again.points, "{commune}");
        for point in &history.points {
            let day = point.day.to_string();
            if !tables.contains_key(&day) {
                let path = format!("/v1/readiness?at={day}&limit=1000");
                let table = planner.json(Request::get(path.as_str())).await.unwrap();
                tables.insert(day.clone(), table);
            }
            let mut parts = tables[&day].parts.iter();
            let row = parts.find(|row| row.unit.key.to_string() == *commune).unwrap();
            let counts = |share: &Share| {
                (
                    share.withheld,
                    share.ready,
                    share.not_ready,
                    share.unknown,
                    share.total,
                )
            };
            let told = point.value.as_ref().unwrap();
            assert_eq!(counts(told), counts(&row.students.share), "{commune} {day}");
            hidden += u32::from(told.withheld);
            shown += u32::from(!told.withheld);
        }
    }
    assert!(hidden > 0 && shown > 0, "{hidden} hidden, {shown} shown");
    daemon.stop().await;
}
