//! What people ask (P4), each a connection of its own, one after the other: while nothing else happens, and while reports
//! come in.

use crate::Failure;
use crate::figures::Figures;
use kiemke_http::{Client, Endpoint, Request};
use kiemke_sim::facts;
use kiemke_sim::load::Latency;
use kiemke_sim::offline::Written;
use kiemke_sim::world::{MachineIndex, SchoolIndex, World};
use kiemke_wire::date::Date;
use kiemke_wire::secret::Token;
use kiemke_wire::time::{DAY_MS, HOUR_MS, UnixMs};
use kiemke_wire::view::{MakeToken, NewToken, Role};
use std::path::Path;
use std::time::{Duration, Instant};

/// Of new folders, from UTC.
const HOURS_AHEAD: i64 = 7;
/// A kind of question that took so long in all is not asked more often than a few times.
const LONG: Duration = Duration::from_secs(15);
const TIMES_MIN: u32 = 5;

/// What a question is made from.
struct Scene<'a> {
    world: &'a World,
    machines: u32,
    lines: u32,
    now: UnixMs,
}

/// A kind of question and its budget.
struct Kind {
    name: &'static str,
    p99_ms_max: Option<f64>,
    path: fn(&Scene<'_>, u32) -> String,
}

const KINDS: [Kind; 31] = [
    Kind {
        name: "nothing (/healthz): a connection and its handshake",
        p99_ms_max: None,
        path: |_, _| "/healthz".to_owned(),
    },
    Kind {
        name: "overview of the province",
        p99_ms_max: Some(5.0),
        path: |_, _| "/v1/overview".to_owned(),
    },
    Kind {
        name: "overview of a commune",
        p99_ms_max: Some(5.0),
        path: |scene, draw| format!("/v1/overview?unit={}", scene.commune(draw)),
    },
    Kind {
        name: "overview of a school",
        p99_ms_max: Some(5.0),
        path: |scene, draw| format!("/v1/overview?unit={}", scene.school(draw)),
    },
    Kind {
        name: "machines, first page",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/machines?limit=100".to_owned(),
    },
    Kind {
        name: "machines of a school, first page",
        p99_ms_max: Some(20.0),
        path: |scene, draw| format!("/v1/machines?limit=100&unit={}", scene.school(draw)),
    },
    Kind {
        name: "search of a word of many kinds (windows)",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/machines?limit=100&q=windows".to_owned(),
    },
    Kind {
        name: "search of a word of many names (desktop)",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/machines?limit=100&q=desktop".to_owned(),
    },
    Kind {
        name: "search of two words (p.tin2 dell)",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/machines?limit=100&q=p.tin2%20dell".to_owned(),
    },
    Kind {
        name: "search of one machine's name",
        p99_ms_max: Some(20.0),
        path: |scene, draw| {
            let index = MachineIndex(draw % scene.world.machines().count() as u32);
            let name = facts::host_name(&scene.world.machine(index));
            format!("/v1/machines?limit=100&q={name}")
        },
    },
    Kind {
        name: "search of what is nowhere",
        p99_ms_max: Some(20.0),
        path: |_, draw| format!("/v1/machines?limit=100&q=khongco{draw}"),
    },
    Kind {
        name: "machines without a record",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/machines?limit=100&filter=recorded:no".to_owned(),
    },
    Kind {
        name: "pairs of machine and record of the province",
        p99_ms_max: None,
        path: |_, _| "/v1/ties?limit=100".to_owned(),
    },
    Kind {
        name: "pairs of machine and record of a school",
        p99_ms_max: Some(20.0),
        path: |scene, draw| format!("/v1/ties?limit=100&unit={}", scene.school(draw)),
    },
    Kind {
        name: "a line's 30 days by the hour",
        p99_ms_max: Some(10.0),
        path: |scene, draw| scene.readings(draw, 3_600),
    },
    Kind {
        name: "plan of the province",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/plan".to_owned(),
    },
    Kind {
        name: "who is ready in each commune",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/readiness".to_owned(),
    },
    Kind {
        name: "who is ready in each of a thousand communes",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/readiness?limit=1000".to_owned(),
    },
    Kind {
        name: "who is ready in each school of a commune",
        p99_ms_max: Some(20.0),
        path: |scene, draw| format!("/v1/readiness?unit={}", scene.commune(draw)),
    },
    Kind {
        name: "who is ready in the province by level",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/readiness?by=level".to_owned(),
    },
    Kind {
        name: "who is ready in a school by level",
        p99_ms_max: Some(20.0),
        path: |scene, draw| format!("/v1/readiness?by=level&unit={}", scene.school(draw)),
    },
    Kind {
        name: "who is ready, by another profile",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/readiness?profile=one-mbps-per-student".to_owned(),
    },
    Kind {
        name: "plan of a commune",
        p99_ms_max: Some(20.0),
        path: |scene, draw| format!("/v1/plan?unit={}", scene.commune(draw)),
    },
    Kind {
        name: "a target in each commune",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/plan/T2s".to_owned(),
    },
    Kind {
        name: "things on record in each commune",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/plan/T11?sort=-unknown".to_owned(),
    },
    Kind {
        name: "a year of a target in a commune",
        p99_ms_max: Some(100.0),
        path: |scene, draw| format!("/v1/plan/T2s/history?unit={}", scene.commune(draw)),
    },
    Kind {
        name: "a year of a target in the province",
        p99_ms_max: Some(100.0),
        path: |_, _| "/v1/plan/T2s/history".to_owned(),
    },
    Kind {
        name: "a year of a target in a school",
        p99_ms_max: Some(100.0),
        path: |scene, draw| format!("/v1/plan/T2s/history?unit={}", scene.school(draw)),
    },
    Kind {
        name: "who was ready in each commune a hundred days ago",
        p99_ms_max: None,
        path: |scene, _| format!("/v1/readiness?at={}", scene.day(-100)),
    },
    Kind {
        name: "a machine with its inventory",
        p99_ms_max: None,
        path: |scene, draw| format!("/v1/machines/m{}", 1 + draw % scene.machines),
    },
    Kind {
        name: "lines, first page",
        p99_ms_max: None,
        path: |_, _| "/v1/lines?limit=100".to_owned(),
    },
];

/// The same of a planner, to whom nothing may be shown that tells of a few people.
const OF_PLANNERS: [Kind; 8] = [
    Kind {
        name: "planner: plan of the province",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/plan".to_owned(),
    },
    Kind {
        name: "planner: plan of a commune",
        p99_ms_max: Some(20.0),
        path: |scene, draw| format!("/v1/plan?unit={}", scene.commune(draw)),
    },
    Kind {
        name: "planner: who is ready in each commune",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/readiness".to_owned(),
    },
    Kind {
        name: "planner: who is ready in each school of a commune",
        p99_ms_max: Some(20.0),
        path: |scene, draw| format!("/v1/readiness?unit={}", scene.commune(draw)),
    },
    Kind {
        name: "planner: who is ready in the province by level",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/readiness?by=level".to_owned(),
    },
    Kind {
        name: "planner: a target in each commune, least known first",
        p99_ms_max: Some(20.0),
        path: |_, _| "/v1/plan/T2s?sort=-unknown".to_owned(),
    },
    Kind {
        name: "planner: a year of a target in the province",
        p99_ms_max: Some(100.0),
        path: |_, _| "/v1/plan/T2s/history".to_owned(),
    },
    Kind {
        name: "planner: a year of a target in a commune",
        p99_ms_max: Some(100.0),
        path: |scene, draw| format!("/v1/plan/T2s/history?unit={}", scene.commune(draw)),
    },
];

impl Scene<'_> {
    fn commune(&self, draw: u32) -> String {
        format!("x{:04}", 1 + draw % self.world.communes())
    }

    /// A day so many days from today, in the time zone of new folders.
    fn day(&self, days: i32) -> Date {
        let days_of_unix = (self.now.0 + HOURS_AHEAD * HOUR_MS).div_euclid(DAY_MS);
        Date::of_unix_days(days_of_unix as i32 + days)
    }

    fn school(&self, draw: u32) -> String {
        let index = SchoolIndex(draw % self.world.schools());
        self.world.school(index).code
    }

    fn readings(&self, draw: u32, step_s: u32) -> String {
        let line = 1 + draw % self.lines.max(1);
        let from = self.now.plus(-30 * DAY_MS);
        format!(
            "/v1/lines/l{line}/readings?from={from}&to={}&step={step_s}",
            self.now
        )
    }
}

/// How long answers took, by kind.
pub(crate) struct Asked(Vec<(&'static Kind, Latency)>);

/// Asks each kind of question so many times, in turn, so that all see the same load; one that takes long less often. Whoever
/// asks without a pause takes all that the load leaves of the processors, and then the load is not steady any more.
pub(crate) async fn ask_all(
    world: &World,
    written: &Written,
    endpoint: &Endpoint,
    control: &Path,
    now: UnixMs,
    (requests, pause): (u32, Duration),
) -> Result<Asked, Failure> {
    let scene = Scene {
        world,
        machines: written.machines,
        lines: u32::try_from(written.lines)?,
        now,
    };
    let client_of = async |role| -> Result<Client, Failure> {
        Ok(Client::new(endpoint.clone(), Some(token(control, role).await?)))
    };
    let (admin, planner) = (client_of(Role::Admin).await?, client_of(Role::Planner).await?);
    let kinds = KINDS.iter().map(|kind| (kind, &admin));
    let kinds = kinds.chain(OF_PLANNERS.iter().map(|kind| (kind, &planner)));
    let mut asked: Vec<_> = kinds
        .map(|kind| (kind, (Latency::default(), Duration::ZERO)))
        .collect();
    for number in 0..requests {
        for ((kind, client), (latency, taken)) in &mut asked {
            if *taken > LONG && number >= TIMES_MIN {
                continue;
            }
            tokio::time::sleep(pause).await;
            let path = (kind.path)(&scene, number.wrapping_mul(2_654_435_761));
            let begun = Instant::now();
            let reply = client.exchange(Request::get(path.as_str())).await?;
            let took = begun.elapsed();
            *taken += took;
            latency.add(took);
            if !reply.status.is_success() {
                let text = String::from_utf8_lossy(&reply.body);
                return Err(format!("{path} gave {}: {text}", reply.status).into());
            }
        }
    }
    let asked = asked.into_iter();
    Ok(Asked(
        asked.map(|((kind, _), (latency, _))| (kind, latency)).collect(),
    ))
}

async fn token(control: &Path, role: Role) -> Result<Token, Failure> {
    let wish = MakeToken {
        role,
        unit: None,
        name: None,
        expires_at: None,
    };
    let admin = Client::new(Endpoint::Unix(control.to_owned()), None);
    let made: NewToken = admin.json(Request::post("/v1/tokens", &wish)).await?;
    Ok(made.token.parse()?)
}

impl Asked {
    /// What was asked under load, each beside what it took alone.
    pub(crate) fn tell(&self, alone: &Self, figures: &mut Figures) {
        for ((kind, latency), (_, alone)) in self.0.iter().zip(&alone.0) {
            let name = |part: String| format!("{}, {part}", kind.name);
            for (latency, what) in [(alone, "alone, "), (latency, "")] {
                let ms = |part| latency.quantile_us(part) / 1_000.0;
                figures.add(name(format!("{what}median")), "ms", ms(0.5));
                let of_late = name(format!("{what}p99"));
                match kind.p99_ms_max {
                    Some(max) => figures.max(of_late, "ms", ms(0.99), max),
                    None => figures.add(of_late, "ms", ms(0.99)),
                }
            }
        }
    }
}
