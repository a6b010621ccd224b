//! `kiemke review`: what the daemon asks about which machine is which.

use super::Failure;
use super::arguments::{ReviewCommand, ReviewItemWish, ReviewListWish, ReviewWish};
use super::lists::{daemon, say_more, write, writer};
use super::settings::Settings;
use crate::client::Daemon;
use kiemke_wire::limits::PAGE_ROWS_MAX;
use kiemke_wire::review::{ReviewAction, ReviewDetail, ReviewRow};
use kiemke_wire::view::Page;

pub(super) async fn run(settings: Settings, wish: ReviewWish) -> Result<(), Failure> {
    match wish.action {
        None => list(settings, wish.list).await,
        Some(ReviewCommand::List(wish)) => list(settings, wish).await,
        Some(ReviewCommand::Show(wish)) => {
            let operation = format!("read review item {}", wish.review);
            let detail = daemon(&settings)?.review(wish.review).await;
            let detail = detail.map_err(|error| Failure::asking(&operation, &error))?;
            show(&settings, &wish, &detail)
        }
        Some(ReviewCommand::Answer(wish)) => {
            let action = ReviewAction::Answer { answer: wish.answer };
            act(settings, wish.item, action, "answer").await
        }
        Some(ReviewCommand::Undo(wish)) => act(settings, wish, ReviewAction::Undo, "undo").await,
    }
}

async fn act(
    settings: Settings,
    wish: ReviewItemWish,
    action: ReviewAction,
    word: &str,
) -> Result<(), Failure> {
    let operation = format!("{word} review item {}", wish.review);
    let detail = daemon(&settings)?.act_on_review(wish.review, action).await;
    let detail = detail.map_err(|error| Failure::asking(&operation, &error))?;
    show(&settings, &wish, &detail)
}

fn show(settings: &Settings, wish: &ReviewItemWish, detail: &ReviewDetail) -> Result<(), Failure> {
    write(wish.format, detail, || writer(settings).review(detail))
}

async fn list(settings: Settings, wish: ReviewListWish) -> Result<(), Failure> {
    let daemon = daemon(&settings)?.of_unit(wish.unit.clone());
    let page = all(&daemon, &wish).await?;
    let shown = page.items.len() as u64;
    write(wish.format, &page, || writer(&settings).reviews(&page.items))?;
    say_more(&settings, wish.format, shown, page.total);
    Ok(())
}

/// Pages are asked for until the limit or the end.
async fn all(daemon: &Daemon, wish: &ReviewListWish) -> Result<Page<ReviewRow>, Failure> {
    let limit = usize::try_from(wish.limit).unwrap_or(usize::MAX);
    let mut all: Vec<ReviewRow> = Vec::new();
    let mut cursor = None;
    loop {
        let rows = (limit - all.len()).min(PAGE_ROWS_MAX);
        let page = daemon
            .reviews(wish.q.as_deref(), wish.filter.as_deref(), rows, cursor.as_deref())
            .await
            .map_err(|error| Failure::asking("list review items", &error))?;
        all.extend(page.items);
        cursor = page.next;
        if cursor.is_none() || all.len() >= limit {
            let (items, total, next) = (all, page.total, cursor);
            return Ok(Page { items, total, next });
        }
    }
}
