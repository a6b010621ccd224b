//! The figures of each size, side by side.

use serde_json::{Map, Value, json};

/// What was measured at one size.
pub(crate) struct Figures {
    pub(crate) machines: u32,
    all: Vec<Figure>,
}

struct Figure {
    name: String,
    unit: &'static str,
    value: f64,
    max: Option<f64>,
}

impl Figures {
    pub(crate) fn of(machines: u32) -> Self {
        Self {
            machines,
            all: Vec::new(),
        }
    }

    /// A figure without a budget.
    pub(crate) fn add(&mut self, name: impl Into<String>, unit: &'static str, value: f64) {
        self.put(name.into(), unit, value, None);
    }

    /// One that has a budget.
    pub(crate) fn max(&mut self, name: impl Into<String>, unit: &'static str, value: f64, max: f64) {
        self.put(name.into(), unit, value, Some(max));
    }

    fn put(&mut self, name: String, unit: &'static str, value: f64, max: Option<f64>) {
        eprintln!("{} machines: {name}: {} {unit}", self.machines, number(value));
        self.all.push(Figure {
            name,
            unit,
            value,
            max,
        });
    }
}

/// One row a figure, one column a size; behind them the budget and how the last size meets it, and how often the
/// last is the first.
pub(crate) fn print_table(sizes: &[Figures]) {
    let Some(last) = sizes.last() else { return };
    let width = last.all.iter().map(|figure| figure.name.len() + 8).max();
    let width = width.unwrap_or(0);
    print!("{:<width$}", "machines");
    for size in sizes {
        print!(" {:>11}", size.machines);
    }
    println!("   last/first  budget");
    for (at, figure) in last.all.iter().enumerate() {
        let name = match figure.unit {
            "" => figure.name.clone(),
            unit => format!("{} ({unit})", figure.name),
        };
        print!("{name:<width$}");
        let values = sizes.iter().filter_map(|size| size.all.get(at));
        let values: Vec<f64> = values.map(|figure| figure.value).collect();
        for value in &values {
            print!(" {:>11}", number(*value));
        }
        let first = values.first().copied().unwrap_or_default();
        print!("  {:>10}", number(figure.value / first));
        match figure.max {
            Some(max) if figure.value <= max => println!("  {} met", number(max)),
            Some(max) => println!("  {} MISSED", number(max)),
            None => println!(),
        }
    }
}

fn number(value: f64) -> String {
    match value.abs() {
        _ if value.fract() == 0.0 => format!("{value:.0}"),
        0.0..10.0 => format!("{value:.2}"),
        10.0..1_000.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

/// The same for programs.
pub(crate) fn json(sizes: &[Figures]) -> Value {
    let sizes = sizes.iter().map(|size| {
        let figures = size.all.iter().map(|figure| {
            let told = json!({"value": figure.value, "unit": figure.unit, "max": figure.max});
            (figure.name.clone(), told)
        });
        json!({"machines": size.machines, "figures": Map::from_iter(figures)})
    });
    json!({"bench": "scale", "sizes": Vec::from_iter(sizes)})
}
