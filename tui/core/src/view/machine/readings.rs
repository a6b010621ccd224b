//! What was measured: the newest of each kind, then the last day, newest first.

use crate::state::{MachineState, State};
use crate::view::cells::{gap, span};
use crate::view::fields::Fields;
use crate::view::theme::Role;
use crate::view::when;
use crate::wording::{self, Sign};
use kiemke_config::messages::{Msg, Value, format};
use kiemke_wire::reading::{GatewayQuarterReading, GatewayReading, OutsideReading};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{MachineDetail, ReadingBody};
use ratatui::text::Line;

pub(super) fn rows(state: &State, machine: &MachineState, detail: &MachineDetail) -> Vec<Line<'static>> {
    let (texts, lang) = (state.texts(), state.look.lang);
    let mut fields = Fields::new(state);
    fields.heading(Msg::HeadingNewest);
    let latest = &detail.latest;
    if let Some(gateway) = &latest.gateway {
        fields.line(line(
            state,
            gateway.at,
            described_gateway(state, &gateway.reading),
        ));
    }
    for outside in latest.outside.values() {
        fields.line(line(
            state,
            outside.at,
            described_outside(state, &outside.reading),
        ));
    }
    if latest.gateway.is_none() && latest.outside.is_empty() {
        fields.text(Role::Dim, texts.text(Msg::ReadingsNone));
    }
    if let Some(status) = &latest.status {
        fields.size(Msg::FieldMemoryFree, status.reading.memory_available_bytes);
    }
    fields.heading(Msg::HeadingLastDay);
    match machine.readings.value() {
        None => match machine.readings.refusal() {
            Some(refusal) => {
                let words = texts.text(wording::refusal(refusal.kind));
                fields.text(Role::State(Sign::Bad), &format!("{} {words}", Sign::Bad.glyph()))
            }
            None => fields.text(Role::Dim, texts.text(Msg::Loading)),
        },
        Some(readings) if readings.is_empty() => fields.text(Role::Dim, texts.text(Msg::ReadingsNone)),
        Some(readings) => {
            let count = [("n", Value::from(format::count(lang, readings.len() as u64)))];
            fields.text(Role::Dim, &texts.with(Msg::ReadingsCount, &count));
            for reading in readings {
                let described = match &reading.body {
                    ReadingBody::GatewayQuarter(quarter) => described_quarter(state, quarter),
                    ReadingBody::Outside(outside) => described_outside(state, outside),
                };
                fields.line(line(state, reading.at, described));
            }
            &mut fields
        }
    };
    fields.into_lines()
}

fn line(state: &State, at: UnixMs, (sign, words): (Sign, String)) -> Line<'static> {
    Line::from(vec![
        gap(1),
        span(state, Role::Dim, when::short(state, at)),
        gap(2),
        span(state, Role::State(sign), sign.glyph()),
        gap(1),
        span(state, Role::Plain, words),
    ])
}

fn described_gateway(state: &State, reading: &GatewayReading) -> (Sign, String) {
    let (texts, lang) = (state.texts(), state.look.lang);
    let sign = sign_of(reading.sent, reading.received);
    let mut words = texts.with(
        Msg::ReadingGateway,
        &[
            ("received", reading.received.into()),
            ("sent", reading.sent.into()),
        ],
    );
    if let Some(median) = reading.rtt_us_median {
        words = format!("{words}, {}", format::milliseconds(lang, median));
    }
    (sign, words)
}

/// Classes have borders, not values: the worse border is shown, as what it is.
fn described_quarter(state: &State, reading: &GatewayQuarterReading) -> (Sign, String) {
    let (texts, lang) = (state.texts(), state.look.lang);
    let most = f64::from(reading.loss_permille_max) / 10.0;
    let (sign, mut words) = match reading.loss_permille_min {
        0 => (Sign::Good, texts.text(Msg::ReadingQuarterWhole).to_owned()),
        1_000 => (Sign::Bad, texts.text(Msg::ReadingQuarterLost).to_owned()),
        _ => {
            let share = format::percent(lang, most, false);
            let words = texts.with(Msg::ReadingQuarterLoss, &[("share", share.into())]);
            (Sign::Warning, words)
        }
    };
    if let Some(median) = reading.rtt_us {
        words = format!("{words}, ~{}", format::milliseconds(lang, median));
    }
    (sign, words)
}

fn described_outside(state: &State, reading: &OutsideReading) -> (Sign, String) {
    let (texts, lang) = (state.texts(), state.look.lang);
    let target = reading.target.as_str();
    let wifi = reading.wifi.and_then(|wifi| {
        let retries = wifi.packets.zip(wifi.retries).filter(|(packets, _)| *packets > 0);
        let retries = retries.map(|(packets, retries)| f64::from(retries) * 100.0 / f64::from(packets));
        wording::wifi_beside(texts, lang, wifi.signal_dbm, wifi.rate_mbps, retries)
    });
    if let Some(step) = reading.failed {
        let failed = format!("{target}: {}", texts.text(wording::outside_step(step)));
        return (
            Sign::Bad,
            [Some(failed), wifi]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("  "),
        );
    }
    let mut words = target.to_owned();
    for (id, value) in [
        (Msg::ReadingFirstByte, reading.first_byte_us),
        (Msg::ReadingRoundTrip, reading.rtt_us_median),
        (Msg::ReadingJitter, reading.jitter_us),
    ] {
        if let Some(value) = value {
            let time = format::milliseconds(lang, value);
            words = format!("{words}  {}", texts.with(id, &[("time", time.into())]));
        }
    }
    if let Some(loss) = loss_pct(reading.sent, reading.received).filter(|loss| *loss > 0.0) {
        let share = format::percent(lang, loss, false);
        words = format!(
            "{words}  {}",
            texts.with(Msg::ReadingLoss, &[("share", share.into())])
        );
    }
    if let Some(wifi) = wifi {
        words = format!("{words}  {wifi}");
    }
    (sign_of(reading.sent, reading.received), words)
}

fn loss_pct(sent: u16, received: u16) -> Option<f64> {
    (sent > 0).then(|| f64::from(sent.saturating_sub(received)) * 100.0 / f64::from(sent))
}

fn sign_of(sent: u16, received: u16) -> Sign {
    match (sent, received) {
        (0, _) => Sign::Good,
        (_, 0) => Sign::Bad,
        (sent, received) if received < sent => Sign::Warning,
        _ => Sign::Good,
    }
}
