//! Routes for ties between machines and records: which may be one thing, and what a person says about it.

mod made;

use crate::http::App;
use crate::http::app::Unread;
use crate::http::body;
use crate::http::equipment::{TRIES, ask, done, held, held_in, not_there, submit};
use crate::http::guard::Asker;
use crate::http::lists::{self, ListParameters, Parameters, Reply, list_query, read};
use crate::http::problem::Refused;
use crate::owner::Rejected;
use crate::store::Store;
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use kiemke_config::junk::JunkLists;
use kiemke_core::equipment::{EquipmentCommand, HeldRecord, RECORDS_MAX};
use kiemke_core::query::{self, TieFound, TiesFound};
use kiemke_core::{Command, Reader, Refusal};
use kiemke_wire::equipment::{Act, ActionKind, Record};
use kiemke_wire::facts::{IdentityFacts, SectionName};
use kiemke_wire::ids::{EquipmentId, MachineId};
use kiemke_wire::limits::BODY_BYTES_MAX;
use kiemke_wire::ties::{
    ConfirmTies, KeepApart, RecordMachines, TieMachine, TiePair, TieRecord, TieRow, TiesView,
};
use kiemke_wire::view::{EquipmentChange, UnitView};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// `GET /v1/ties`.
pub(crate) async fn list(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<ListParameters>,
) -> Reply<TiesView> {
    let parameters = read(parameters)?;
    let found = app.ask(&asker, move |scene| {
        let query = list_query(scene, &parameters)?;
        let found = query::ties(scene, &query, &JunkLists::shipped())?;
        let machines = found
            .pairs
            .iter()
            .map(|one| query::tie_machine(scene, one.pair.machine));
        let machines: Vec<Option<TieMachine>> = machines.collect();
        Ok::<_, Refused>((found, machines))
    });
    let (found, machines) = found.await??;
    let pairs: Vec<TiePair> = found.pairs.iter().map(|one| one.pair).collect();
    let read = app.read_store(move |store| {
        let sides = pairs.iter().map(|pair| {
            let facts = facts_of(store, pair.machine)?;
            Ok((facts, held_in(store, pair.record)?))
        });
        sides.collect::<Result<Vec<_>, Unread>>()
    });
    let sides = read.await?.into_iter().zip(machines);
    let rows = app.ask(&asker, move |scene| {
        let TiesFound {
            pairs,
            total,
            sure,
            next,
            machines_without_record,
            records_never_seen,
            partial,
        } = found;
        let rows = pairs
            .into_iter()
            .zip(sides)
            .filter_map(|(one, ((facts, held), machine))| {
                let record = held?;
                let unit = scene.unit(record.record.place);
                let serials = serials_of(facts.unwrap_or_default());
                Some(row(one, TieMachine { serials, ..machine? }, (record, unit)))
            });
        TiesView {
            items: rows.collect(),
            total,
            sure,
            next,
            machines_without_record,
            records_never_seen,
            partial,
        }
    });
    Ok(Json(rows.await?))
}

/// `POST /v1/ties`: each pair is one thing.
pub(crate) async fn confirm(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Reply<EquipmentChange> {
    let wish: ConfirmTies = body::json(&headers, body, BODY_BYTES_MAX).await?;
    match (wish.pairs, wish.sure_of) {
        (pairs, None) if !pairs.is_empty() => tie(&app, &asker, Which::These(pairs)).await.map(Json),
        (pairs, Some(unit)) if pairs.is_empty() => tie(&app, &asker, Which::SureOf(unit)).await.map(Json),
        _ => Err(one_of("pairs", "sure_of")),
    }
}

/// Which pairs are tied.
enum Which {
    These(Vec<TiePair>),
    /// All that are sure of a unit, when they are tied.
    SureOf(String),
}

/// `POST /v1/ties/apart`; answers with what holds from now on.
pub(crate) async fn keep_apart(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Reply<KeepApart> {
    let wish: KeepApart = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let command = Command::KeepApart {
        pair: TiePair {
            machine: wish.machine,
            record: wish.record,
        },
        apart: !wish.undo,
        by: Reader::clone(&asker),
    };
    app.ledger()?.submit(command, BODY_BYTES_MAX).await?;
    Ok(Json(wish))
}

/// `POST /v1/ties/records`: what agents found gets records.
pub(crate) async fn make_records(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<EquipmentChange>), Refused> {
    let wish: RecordMachines = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let found = app.ask(&asker, move |scene| {
        let machines = match (wish.machines, wish.all_of) {
            (machines, None) if !machines.is_empty() => machines,
            (machines, Some(unit)) if machines.is_empty() => {
                let unit = scene.unit_named(Some(&unit))?;
                query::unmatched_machines(scene, unit, &JunkLists::shipped())
            }
            _ => return Err(one_of("machines", "all_of")),
        };
        let machines: BTreeSet<MachineId> = machines.into_iter().collect();
        bounded(machines.len(), "the number of machines; name a smaller unit")?;
        let each = machines.into_iter().map(|id| {
            let machine = query::tie_machine(scene, id);
            machine.ok_or_else(|| Refused::not_found(&format!("machine {id}")))
        });
        let categories = scene.yardsticks.categories.clone();
        Ok((each.collect::<Result<Vec<TieMachine>, Refused>>()?, categories))
    });
    let (machines, categories) = found.await??;
    let read = app.read_store(move |store| {
        let records = machines.into_iter().map(|machine| {
            let facts = facts_of(store, machine.id)?.unwrap_or_default();
            Ok(made::record(&categories, &machine, &facts, &JunkLists::shipped()))
        });
        records.collect::<Result<Vec<Record>, Unread>>()
    });
    let records = read.await?;
    let act = Act::of(ActionKind::Receive);
    let change = submit(&app, &asker, EquipmentCommand::Receive { records, act }).await?;
    Ok((StatusCode::CREATED, Json(change)))
}

async fn tie(app: &App, asker: &Arc<Reader>, which: Which) -> Result<EquipmentChange, Refused> {
    let mut tries = 0;
    loop {
        let pairs = pairs_of(app, asker, &which).await?;
        let records = pairs.iter().map(|pair| pair.record).collect();
        let read = held(app, asker, records).await?;
        let read: BTreeMap<EquipmentId, HeldRecord> = read.into_iter().map(|held| (held.id, held)).collect();
        let each = pairs.iter().map(|pair| {
            let held = read.get(&pair.record);
            tied(held.ok_or_else(|| not_there(pair.record))?, pair.machine)
        });
        let held = each.collect::<Result<Vec<(HeldRecord, Record)>, Refused>>()?;
        let act = Act::of(ActionKind::Edit);
        tries += 1;
        match ask(app, asker, EquipmentCommand::Edit { held, act }).await {
            Err(Rejected::Refused(Refusal::Stale(_))) if tries < TRIES => {}
            answer => return done(answer),
        }
    }
}

/// The pairs, each record once. What is sure is asked anew each time: somebody may have said otherwise meanwhile.
async fn pairs_of(app: &App, asker: &Arc<Reader>, which: &Which) -> Result<Vec<TiePair>, Refused> {
    let pairs = match which {
        Which::These(pairs) => pairs.clone(),
        Which::SureOf(unit) => {
            let unit = unit.clone();
            let sure = app.ask(asker, move |scene| {
                let unit = scene.unit_named(Some(&unit))?;
                Ok::<_, Refusal>(query::sure_ties(scene, unit, &JunkLists::shipped()))
            });
            sure.await??
        }
    };
    let pairs: BTreeSet<TiePair> = pairs.into_iter().collect();
    bounded(pairs.len(), "the number of pairs; name a smaller unit")?;
    let mut records = BTreeSet::new();
    if let Some(twice) = pairs.iter().find(|pair| !records.insert(pair.record)) {
        let detail = format!("equipment record {} is named twice", twice.record);
        return Err(Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail).at("pairs"));
    }
    Ok(pairs.into_iter().collect())
}

/// A record that is tied to another machine stays that until somebody takes it back.
fn tied(held: &HeldRecord, machine: MachineId) -> Result<(HeldRecord, Record), Refused> {
    if let Some(other) = held.record.machine.filter(|other| *other != machine) {
        let detail = format!("equipment record {} is tied to machine {other}", held.id);
        return Err(Refusal::ChangedSince(detail).into());
    }
    let machine = Some(machine);
    let after = Record {
        machine,
        ..held.record.clone()
    };
    Ok((held.clone(), after))
}

fn row(found: TieFound, machine: TieMachine, (held, unit): (HeldRecord, UnitView)) -> TieRow {
    let record = held.record;
    TieRow {
        machine,
        record: TieRecord {
            id: held.id,
            name: record.name,
            unit,
            category: record.category,
            code: record.code,
            maker: record.maker,
            model: record.model,
            serial: record.serial,
            seat: record.seat,
        },
        sure: found.strength == query::Strength::Sure,
        reasons: found.reasons,
        rivals: found.rivals,
    }
}

fn facts_of(store: &dyn Store, machine: MachineId) -> Result<Option<IdentityFacts>, Unread> {
    let held = lists::held(store, machine)?;
    let facts = held.facts.get(&SectionName::Identity);
    Ok(facts.and_then(|facts| serde_json::from_str(facts.get()).ok()))
}

fn serials_of(facts: IdentityFacts) -> Vec<String> {
    let IdentityFacts {
        system_serial,
        board_serial,
        chassis_serial,
        asset_tag,
        ..
    } = facts;
    let all = [system_serial, board_serial, chassis_serial, asset_tag];
    let mut serials: Vec<String> = Vec::new();
    for serial in all.into_iter().flatten() {
        if !serials.contains(&serial) {
            serials.push(serial);
        }
    }
    serials
}

fn bounded(count: usize, what: &'static str) -> Result<(), Refused> {
    match count > RECORDS_MAX {
        true => Err(Refusal::OverBound {
            what,
            max: RECORDS_MAX as u64,
        }
        .into()),
        false => Ok(()),
    }
}

fn one_of(one: &str, other: &str) -> Refused {
    let detail = format!("name {one} or {other}, and not both");
    Refused::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", detail).at("body")
}
