//! Plans that were typed, with all that was said of them.

use crate::audit::actor;
use crate::query::Scene;
use kiemke_wire::view::{PlanLine, TypedPlan};

/// A plan that was typed, by its id.
pub fn typed_plan(scene: &Scene<'_>, id: &str) -> Option<TypedPlan> {
    let record = scene.fleet.plans().get(id)?;
    let said = record.said.iter().rev().map(|said| PlanLine {
        at: said.at,
        by: actor(scene.fleet, said.by),
        reason: said.reason.as_deref().map(str::to_owned),
        text: said.text.as_deref().map(str::to_owned),
    });
    Some(TypedPlan {
        plan: record.id.to_string(),
        etag: record.changed_at,
        text: record.text().map(str::to_owned),
        said: said.collect(),
    })
}
