//! `kiemke plan`, `readiness` and `figure`: the percentages, what they are made of, and what is typed by hand.

use super::Failure;
use super::arguments::{
    FigureCommand, FigureItemWish, FigureListWish, FigureSetWish, Format, GapsWish, JudgeWish, ReadinessWish,
    TargetWish, TrendWish, WhatIfWish,
};
use super::lists::{daemon, write, writer};
use super::settings::Settings;
use kiemke_wire::view::{FigureWish, FiguresSet, Page, SetFigures};

pub(super) async fn plan(settings: Settings, wish: JudgeWish) -> Result<(), Failure> {
    let view = daemon(&settings)?.plan(&wish).await;
    let view = view.map_err(|error| Failure::asking("read the plan", &error))?;
    write(wish.format, &view, || writer(&settings).plan(&view))
}

pub(super) async fn readiness(settings: Settings, wish: ReadinessWish) -> Result<(), Failure> {
    let table = daemon(&settings)?.readiness(&wish.judge, &wish.by).await;
    let table = table.map_err(|error| Failure::asking("read the readiness", &error))?;
    write(wish.judge.format, &table, || writer(&settings).readiness(&table))?;
    if wish.judge.format == Format::Table {
        for line in writer(&settings).missing(&table.whole) {
            eprintln!("{line}");
        }
    }
    Ok(())
}

pub(super) async fn target(settings: Settings, wish: TargetWish) -> Result<(), Failure> {
    let detail = daemon(&settings)?.target(&wish.target, &wish.judge).await;
    let detail = detail.map_err(|error| Failure::asking("read the target", &error))?;
    write(wish.judge.format, &detail, || {
        writer(&settings).target_detail(&detail)
    })
}

pub(super) async fn trend(settings: Settings, wish: TrendWish) -> Result<(), Failure> {
    let history = daemon(&settings)?.trend(&wish).await;
    let history = history.map_err(|error| Failure::asking("read the history of the target", &error))?;
    write(wish.format, &history, || writer(&settings).trend(&history))
}

pub(super) async fn what_if(settings: Settings, wish: WhatIfWish) -> Result<(), Failure> {
    let answer = daemon(&settings)?.what_if(&wish).await;
    let answer = answer.map_err(|error| Failure::asking("ask what if", &error))?;
    write(wish.format, &answer, || writer(&settings).what_if(&answer))
}

pub(super) async fn gaps(settings: Settings, wish: GapsWish) -> Result<(), Failure> {
    let gaps = daemon(&settings)?.gaps(&wish).await;
    let gaps = gaps.map_err(|error| Failure::asking("read what is missing", &error))?;
    write(wish.format, &gaps, || writer(&settings).gaps(&gaps))
}

pub(super) async fn figure(settings: Settings, command: FigureCommand) -> Result<(), Failure> {
    match command {
        FigureCommand::List(wish) => list(settings, wish).await,
        FigureCommand::Set(wish) => set(settings, wish).await,
        FigureCommand::Show(wish) => show(settings, wish).await,
        FigureCommand::History(wish) => {
            let operation = format!("read the history of figure {}", wish.figure);
            let page = daemon(&settings)?.figure_history(wish.figure).await;
            let page = page.map_err(|error| Failure::asking(&operation, &error))?;
            write(wish.format, &page, || {
                writer(&settings).figure_history(&page.items)
            })
        }
        FigureCommand::Withdraw(wish) => {
            let operation = format!("withdraw figure {}", wish.item.figure);
            let set = daemon(&settings)?
                .withdraw_figure(wish.item.figure, wish.reason)
                .await;
            let set = set.map_err(|error| Failure::asking(&operation, &error))?;
            told(&settings, wish.item, &set).await
        }
        FigureCommand::Undo(wish) => {
            let operation = format!("take back entry {}", wish.entry);
            let set = daemon(&settings)?.undo_figures(wish.entry).await;
            let set = set.map_err(|error| Failure::asking(&operation, &error))?;
            let mut figures = Vec::with_capacity(set.ids.len());
            for figure in &set.ids {
                let found = daemon(&settings)?.figure(*figure).await;
                figures.push(found.map_err(|error| Failure::asking("read the figure", &error))?);
            }
            write(wish.format, &set, || writer(&settings).figures(&figures))
        }
    }
}

async fn list(settings: Settings, wish: FigureListWish) -> Result<(), Failure> {
    let daemon = daemon(&settings)?.of_unit(wish.unit.clone());
    let mut all = Page {
        items: Vec::new(),
        total: 0,
        next: None,
    };
    loop {
        let page = daemon
            .figures(wish.indicator.as_deref(), all.next.as_deref())
            .await;
        let page = page.map_err(|error| Failure::asking("list figures", &error))?;
        all.items.extend(page.items);
        (all.total, all.next) = (page.total, page.next);
        if all.next.is_none() {
            return write(wish.format, &all, || writer(&settings).figures(&all.items));
        }
    }
}

async fn set(settings: Settings, wish: FigureSetWish) -> Result<(), Failure> {
    let format = wish.format;
    let figure = FigureWish {
        unit: wish.unit,
        indicator: wish.indicator,
        level: wish.level,
        from: wish.from,
        to: wish.to,
        numerator: wish.numerator,
        denominator: wish.denominator,
        source: wish.source,
        dated: wish.dated,
        note: wish.note,
    };
    let wish = SetFigures {
        figures: vec![figure],
        reason: wish.reason,
    };
    let set = daemon(&settings)?.set_figures(&wish).await;
    let set = set.map_err(|error| Failure::asking("type the figure", &error))?;
    match set.ids.first() {
        Some(figure) => {
            let item = FigureItemWish {
                figure: *figure,
                format,
            };
            told(&settings, item, &set).await
        }
        None => Ok(()),
    }
}

async fn show(settings: Settings, wish: FigureItemWish) -> Result<(), Failure> {
    let operation = format!("read figure {}", wish.figure);
    let figure = daemon(&settings)?.figure(wish.figure).await;
    let figure = figure.map_err(|error| Failure::asking(&operation, &error))?;
    write(wish.format, &figure, || {
        writer(&settings).figures(std::slice::from_ref(&figure))
    })
}

/// As JSON what became of the wish, for people the figure as it stands.
async fn told(settings: &Settings, item: FigureItemWish, set: &FiguresSet) -> Result<(), Failure> {
    let figure = daemon(settings)?.figure(item.figure).await;
    let figure = figure.map_err(|error| Failure::asking("read the figure", &error))?;
    write(item.format, set, || {
        writer(settings).figures(std::slice::from_ref(&figure))
    })
}
