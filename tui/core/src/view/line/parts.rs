//! What the parts of a line say.

use super::{heat, symptom};
use crate::state::line::{DAY_BACK_MS, loss_pct};
use crate::state::lines::share_of_contract;
use crate::state::{OpenLine, State};
use crate::text;
use crate::view::cells::{gap, span};
use crate::view::fields::Fields;
use crate::view::theme::Role;
use crate::view::when;
use crate::wording::{self, Sign};
use kiemke_config::messages::{Msg, Value, format};
use kiemke_wire::reading::FaultPlace;
use kiemke_wire::view::{
    Capacity, LineDetail, LineFault, LineState, LineTest, ReadingPoint, ReadingSeries, WifiMedians,
};
use ratatui::text::Line;

const KBPS_A_MBPS: f64 = 1_000.0;
/// The way from the machine to the platforms, as faults are placed on it.
const WAY: [FaultPlace; 5] = [
    FaultPlace::Machine,
    FaultPlace::Wifi,
    FaultPlace::Gateway,
    FaultPlace::Provider,
    FaultPlace::Platform,
];

pub(super) fn summary(state: &State, line: &OpenLine, detail: &LineDetail) -> Vec<Line<'static>> {
    let (texts, lang) = (state.texts(), state.look.lang);
    let row = &detail.row;
    let mut fields = Fields::new(state);
    let contract = row.contract.as_ref();
    let promised = contract.and_then(|contract| {
        let parts = [contract.down_mbps, contract.up_mbps];
        let parts: Vec<String> = parts
            .into_iter()
            .flatten()
            .map(|mbps| wording::mbps(lang, mbps))
            .collect();
        (!parts.is_empty()).then(|| parts.join(" / "))
    });
    fields.field(Msg::ColumnContract, promised);
    fields.field(
        Msg::ColumnMeasured,
        row.capacity
            .map(|capacity| measured(state, capacity, share_of_contract(row))),
    );
    fields.field(Msg::ColumnMachines, Some(format::count(lang, row.machines)));
    let used = format::size(lang, detail.test_bytes_month);
    let used = match contract.and_then(|contract| contract.month_bytes_max) {
        Some(max) => format!("{used} / {}", format::size(lang, max)),
        None => used,
    };
    fields.field(Msg::FieldTestBytes, Some(used));
    fields.heading(Msg::HeadingLastDay);
    match (line.day.value(), line.day.refusal()) {
        (Some(series), _) => {
            fields.text(Role::Plain, &of_day(state, series));
            if let Some(wifi) = wifi(state, series.wifi) {
                fields.text(Role::Plain, &wifi);
            }
            let from = state.now.plus(-DAY_BACK_MS);
            let mut bars = heat::sparkline(state, series, from);
            bars.spans.insert(0, gap(2));
            fields.line(bars);
        }
        (None, refusal) => {
            let words = refusal.map_or(Msg::Loading, |refusal| wording::refusal(refusal.kind));
            fields.text(Role::Dim, texts.text(words));
        }
    }
    fields.heading(Msg::HeadingFault);
    fields.line(way(state, row.state, &detail.faults));
    let over = detail.faults_over.iter().rev();
    detail.faults.iter().chain(over).for_each(|fault| {
        fields.line(fault_line(state, fault));
    });
    fields.heading(Msg::HeadingWeek);
    if let Some(series) = line.weeks.value() {
        heat::map(state, line, series).into_iter().for_each(|row| {
            fields.line(row);
        });
    } else {
        let words = line
            .weeks
            .refusal()
            .map_or(Msg::Loading, |refusal| wording::refusal(refusal.kind));
        fields.text(Role::Dim, texts.text(words));
    }
    fields.into_lines()
}

fn measured(state: &State, capacity: Capacity, share: Option<f64>) -> String {
    let lang = state.look.lang;
    let mbps = |kbps: u32, is_bound: bool| {
        let mbps = wording::mbps(lang, f64::from(kbps) / KBPS_A_MBPS);
        if is_bound { format!("≥ {mbps}") } else { mbps }
    };
    let both = format!(
        "{} / {}",
        mbps(capacity.down_kbps, capacity.down_is_lower_bound),
        mbps(capacity.up_kbps, capacity.up_is_lower_bound)
    );
    let tests = [("n", Value::from(u64::from(capacity.tests)))];
    let tests = state.texts().with(Msg::MeasuredTests, &tests);
    match share {
        Some(share) => {
            let values = [("share", wording::whole_percent(share).into())];
            let share = state.texts().with(Msg::MeasuredShare, &values);
            format!("{both}   {share}, {tests}")
        }
        None => format!("{both}   {tests}"),
    }
}

/// The figures of a whole series in one line.
fn of_day(state: &State, series: &ReadingSeries) -> String {
    let (texts, lang) = (state.texts(), state.look.lang);
    let time = |id, value: Option<u32>| {
        value.map(|value| texts.with(id, &[("time", format::milliseconds(lang, value).into())]))
    };
    let share = |id, value: Option<f64>| {
        value.map(|value| texts.with(id, &[("share", format::percent(lang, value, false).into())]))
    };
    let parts: Vec<String> = [
        share(Msg::ReadingGood, series.availability_pct),
        time(Msg::ReadingFirstByte, series.first_byte_us_median),
        time(Msg::ReadingJitter, series.jitter_us_median),
        share(Msg::ReadingLoss, series.loss_pct),
    ]
    .into_iter()
    .flatten()
    .collect();
    match parts.is_empty() {
        true => texts.text(Msg::ReadingsNone).to_owned(),
        false => parts.join("   "),
    }
}

/// What radios did beside probes.
fn wifi(state: &State, wifi: Option<WifiMedians>) -> Option<String> {
    let wifi = wifi?;
    wording::wifi_beside(
        state.texts(),
        state.look.lang,
        wifi.signal_dbm_median,
        wifi.rate_mbps_median,
        wifi.retries_pct,
    )
}

/// The way from the machine to the platforms, with a sign at each place. A probe that got through proves the way to the
/// provider; of Wi-Fi and platforms nothing but faults is known.
fn way(state: &State, line: LineState, faults: &[LineFault]) -> Line<'static> {
    let mut spans = vec![gap(2)];
    for (index, place) in WAY.into_iter().enumerate() {
        if index > 0 {
            spans.push(span(state, Role::Dim, " → "));
        }
        let is_faulty = faults.iter().any(|fault| fault.fault.place == place);
        let sign = match (is_faulty, line, place) {
            (true, _, _) => Sign::Warning,
            (false, LineState::Up, FaultPlace::Machine | FaultPlace::Gateway | FaultPlace::Provider) => {
                Sign::Good
            }
            (false, LineState::Up, FaultPlace::Wifi | FaultPlace::Platform) => Sign::Note,
            (false, LineState::Down | LineState::Unknown, _) => Sign::Unknown,
        };
        let name = state.texts().text(wording::fault_place(place));
        spans.push(span(state, Role::State(sign), format!("{name} {}", sign.glyph())));
    }
    Line::from(spans)
}

/// One that is over says until when: what was cut off could not tell of it before.
fn fault_line(state: &State, fault: &LineFault) -> Line<'static> {
    let texts = state.texts();
    let targets = match fault.fault.targets.is_empty() {
        true => String::new(),
        false => format!(" ({})", fault.fault.targets.join(", ")),
    };
    let words = format!(
        "{}: {}{targets}",
        texts.text(wording::fault_place(fault.fault.place)),
        texts.text(symptom(fault.fault.symptom))
    );
    let moment = |at| when::short(state, at).trim().to_owned();
    let (sign, time) = match fault.until {
        Some(until) => (Sign::Note, format!("{} – {}", moment(fault.since), moment(until))),
        None => (Sign::Warning, moment(fault.since)),
    };
    Line::from(vec![
        gap(2),
        span(state, Role::State(sign), format!("{} ", sign.glyph())),
        span(state, Role::Plain, words),
        gap(2),
        span(state, Role::Dim, format!("{}  {time}", fault.machine)),
    ])
}

pub(super) fn readings(state: &State, line: &OpenLine) -> Vec<Line<'static>> {
    let mut fields = Fields::new(state);
    match (line.day.value(), line.day.refusal()) {
        (Some(series), _) if series.points.is_empty() => {
            fields.text(Role::Dim, state.texts().text(Msg::ReadingsNone));
        }
        (Some(series), _) => series.points.iter().rev().for_each(|point| {
            fields.line(point_line(state, point));
        }),
        (None, refusal) => {
            let words = refusal.map_or(Msg::Loading, |refusal| wording::refusal(refusal.kind));
            fields.text(Role::Dim, state.texts().text(words));
        }
    }
    fields.into_lines()
}

fn point_line(state: &State, point: &ReadingPoint) -> Line<'static> {
    let (texts, lang) = (state.texts(), state.look.lang);
    let sign = match (point.good, point.good == point.probes) {
        (0, _) => Sign::Bad,
        (_, false) => Sign::Warning,
        (_, true) => Sign::Good,
    };
    let time = |id, value: Option<u32>| {
        value.map(|value| texts.with(id, &[("time", format::milliseconds(lang, value).into())]))
    };
    let got = format!("{}/{}", point.good, point.probes);
    let loss = loss_pct(point).map(|loss| {
        texts.with(
            Msg::ReadingLoss,
            &[("share", format::percent(lang, loss, false).into())],
        )
    });
    let parts = [
        time(Msg::ReadingFirstByte, point.first_byte_us_median),
        time(Msg::ReadingJitter, point.jitter_us_median),
        loss,
        wifi(state, point.wifi),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    Line::from(vec![
        gap(2),
        span(state, Role::Dim, when::short(state, point.at)),
        gap(2),
        span(
            state,
            Role::State(sign),
            format!("{} {}", sign.glyph(), text::left(&got, 8)),
        ),
        span(state, Role::Plain, parts.join("   ")),
    ])
}

pub(super) fn tests(state: &State, line: &OpenLine) -> Vec<Line<'static>> {
    let mut fields = Fields::new(state);
    match line.weeks.value() {
        Some(series) if series.tests.is_empty() => {
            fields.text(Role::Dim, state.texts().text(Msg::TestsNone));
        }
        Some(series) => series.tests.iter().rev().for_each(|test| {
            fields.line(test_line(state, test));
        }),
        None => {
            let words = line
                .weeks
                .refusal()
                .map_or(Msg::Loading, |refusal| wording::refusal(refusal.kind));
            fields.text(Role::Dim, state.texts().text(words));
        }
    }
    fields.into_lines()
}

fn test_line(state: &State, test: &LineTest) -> Line<'static> {
    let (texts, lang) = (state.texts(), state.look.lang);
    let reading = &test.reading;
    let rate = |kbps: Option<u32>| {
        kbps.map_or_else(
            || "–".to_owned(),
            |kbps| wording::mbps(lang, f64::from(kbps) / KBPS_A_MBPS),
        )
    };
    let down = rate(reading.down.as_ref().and_then(|transfer| transfer.rate_kbps));
    let up = rate(reading.up.as_ref().and_then(|transfer| transfer.rate_kbps));
    let sign = if reading.failed.is_some() {
        Sign::Bad
    } else {
        Sign::Good
    };
    let by_hand = if reading.by_hand {
        texts.text(Msg::TestByHand)
    } else {
        ""
    };
    let loaded = reading.latency_loaded_us.map(|time| {
        texts.with(
            Msg::TestLoaded,
            &[("time", format::milliseconds(lang, time).into())],
        )
    });
    let beside = [
        Some(test.machine.to_string()),
        loaded,
        Some(by_hand.to_owned()),
        reading.note.clone(),
    ];
    let beside: Vec<String> = beside
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    Line::from(vec![
        gap(2),
        span(state, Role::Dim, when::short(state, test.at)),
        gap(2),
        span(state, Role::State(sign), sign.glyph()),
        gap(1),
        span(state, Role::Plain, text::right(&down, 11)),
        span(state, Role::Dim, " / "),
        span(state, Role::Plain, text::left(&up, 11)),
        gap(2),
        span(state, Role::Dim, beside.join(" · ")),
    ])
}
