//! Counting ahead what questions of today begin with, so that whoever asks first does not wait for it.

use crate::query::readiness::Bench;
use crate::query::typed::{is_typed, typed};
use crate::query::{JudgedBy, Scene, plan_items};
use kiemke_wire::ids::UnitKey;

/// Catches up with what changed: things of all schools, leaves by the profile of the plan, the sums of the root and of the
/// units below it, and what was typed of the root.
pub fn count_ahead(scene: &Scene<'_>) {
    plan_items::counted(scene, UnitKey::ROOT);
    // A plan without its profile is told to whoever asks for it.
    if let Ok(bench) = Bench::of(scene, JudgedBy::default()) {
        bench.sums(UnitKey::ROOT);
        bench.tree.children(UnitKey::ROOT).for_each(|unit| {
            bench.sums(unit);
        });
        for target in bench.plan.targets.iter().filter(|target| is_typed(target)) {
            typed(scene, &bench, UnitKey::ROOT, target);
        }
    }
}
