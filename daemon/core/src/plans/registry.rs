use crate::fleet::Fleet;
use crate::plans::PlanChanged;
use kiemke_wire::ids::{Position, TokenId};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// All that was ever said of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRecord {
    /// Its id.
    pub id: Box<str>,
    /// The entry that last changed it.
    pub changed_at: Position,
    /// In the order of recording.
    pub said: Vec<SaidPlan>,
}

/// One word on a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidPlan {
    /// When it was recorded.
    pub at: UnixMs,
    /// By whose token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<str>>,
    /// The text; none: withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Box<str>>,
}

/// The plans that were typed. A clone shares them until they change.
#[derive(Clone, Debug, Default)]
pub struct TypedPlans(Arc<BTreeMap<Box<str>, PlanRecord>>);

impl PlanRecord {
    /// The text that counts.
    pub fn text(&self) -> Option<&str> {
        self.said.last()?.text.as_deref()
    }
}

impl TypedPlans {
    /// What was said of a plan.
    pub fn get(&self, id: &str) -> Option<&PlanRecord> {
        self.0.get(id)
    }

    /// All of which something was said, by id.
    pub fn iter(&self) -> impl Iterator<Item = &PlanRecord> {
        self.0.values()
    }

    /// The texts that count.
    pub fn texts(&self) -> Vec<String> {
        let texts = self.iter().filter_map(PlanRecord::text);
        texts.map(str::to_owned).collect()
    }

    /// Takes in what was decided.
    pub(crate) fn change(&mut self, changed: &PlanChanged, position: Position) {
        let records = Arc::make_mut(&mut self.0);
        let record = records.entry(changed.plan.clone()).or_insert_with(|| PlanRecord {
            id: changed.plan.clone(),
            changed_at: position,
            said: Vec::new(),
        });
        record.changed_at = position;
        record.said.push(SaidPlan {
            at: changed.at,
            by: changed.by,
            reason: changed.reason.clone(),
            text: changed.text.clone(),
        });
    }

    /// Takes in a whole record, as images hold it.
    pub(crate) fn put(&mut self, record: PlanRecord) {
        Arc::make_mut(&mut self.0).insert(record.id.clone(), record);
    }
}

impl Fleet {
    /// Plans that were typed.
    pub fn plans(&self) -> &TypedPlans {
        &self.plans
    }
}
