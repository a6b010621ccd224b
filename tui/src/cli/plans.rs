//! `kiemke plans`: plans that are typed here, beside those that ship or stand in files.

use super::Failure;
use super::arguments::{Format, PlansCommand};
use super::lists::{daemon, write, writer};
use super::settings::Settings;
use kiemke_wire::view::{PlanSet, SetPlan};

pub(super) async fn plans(settings: Settings, command: PlansCommand) -> Result<(), Failure> {
    match command {
        PlansCommand::Type { file, reason, format } => {
            let operation = format!("type the plan in {}", file.display());
            let text = std::fs::read_to_string(&file);
            let text = text.map_err(|error| Failure::failed(format!("read {}", file.display()), &error))?;
            let set = daemon(&settings)?.set_plan(&SetPlan { text, reason }).await;
            let set = set.map_err(|error| Failure::asking(&operation, &error))?;
            told(&settings, &set, format).await
        }
        PlansCommand::Show { plan, format } => show(&settings, &plan, format).await,
        PlansCommand::Withdraw { plan, reason, format } => {
            let set = daemon(&settings)?.withdraw_plan(&plan, reason).await;
            let set = set.map_err(|error| Failure::asking(&format!("withdraw the plan {plan}"), &error))?;
            told(&settings, &set, format).await
        }
        PlansCommand::Undo(wish) => {
            let set = daemon(&settings)?.undo_plan(wish.entry).await;
            let operation = format!("take back entry {}", wish.entry);
            let set = set.map_err(|error| Failure::asking(&operation, &error))?;
            told(&settings, &set, wish.format).await
        }
    }
}

async fn show(settings: &Settings, plan: &str, format: Format) -> Result<(), Failure> {
    let typed = daemon(settings)?.typed_plan(plan).await;
    let typed = typed.map_err(|error| Failure::asking(&format!("read the plan {plan}"), &error))?;
    write(format, &typed, || writer(settings).typed_plan(&typed))
}

/// As JSON what became of the wish, for people the plan with all that was said of it.
async fn told(settings: &Settings, set: &PlanSet, format: Format) -> Result<(), Failure> {
    let typed = daemon(settings)?.typed_plan(&set.plan).await;
    let typed = typed.map_err(|error| Failure::asking(&format!("read the plan {}", set.plan), &error))?;
    write(format, set, || writer(settings).typed_plan(&typed))
}
