//! What hangs on a machine and how it is kept up, as names and values: for the screen and for scripts.

use crate::state::Inventory;
use kiemke_config::messages::{Catalogue, Lang, Msg, format};
use kiemke_wire::facts::{
    Antivirus, Battery, Browser, Gpu, Monitor, Printer, SimpleDevice, UsbDevice, WifiLink,
};

/// A part of the inventory: its title, and what is known in it.
type Part = (Msg, Vec<(Msg, String)>);

/// Screens, peripherals, battery and upkeep; a part in which nothing is known is left out.
pub fn device_parts(texts: &Catalogue, inventory: &Inventory) -> Vec<Part> {
    let parts = [
        (Msg::SectionDisplay, display(inventory)),
        (Msg::SectionPeripherals, peripherals(texts, inventory)),
        (Msg::SectionBattery, batteries(texts, inventory)),
        (Msg::SectionUpkeep, upkeep(texts, inventory)),
    ];
    parts.into_iter().filter(|(_, known)| !known.is_empty()).collect()
}

/// What a disk says of itself.
pub fn disk_health(texts: &Catalogue, health: &str) -> String {
    let id = match health {
        "good" => Msg::HealthGood,
        "worn" => Msg::HealthWorn,
        "failing" => Msg::HealthFailing,
        other => return other.to_owned(),
    };
    texts.text(id).to_owned()
}

/// The wireless network in a few words.
pub fn wifi(texts: &Catalogue, link: &WifiLink) -> Option<String> {
    let channel = link
        .channel
        .map(|channel| texts.with(Msg::WifiChannel, &[("n", channel.into())]));
    let signal = link.signal_dbm.map(|signal| format!("{signal} dBm"));
    joined([link.standard.clone(), channel, signal])
}

/// What a radio did beside a probe, or several: strength, rate, and how often a packet was sent again.
pub fn wifi_beside(
    texts: &Catalogue,
    lang: Lang,
    signal_dbm: Option<i8>,
    rate_mbps: Option<u32>,
    retries_pct: Option<f64>,
) -> Option<String> {
    let signal = signal_dbm.map(|dbm| format!("{dbm} dBm"));
    let rate = rate_mbps.map(|mbps| super::mbps(lang, f64::from(mbps)));
    let retries = retries_pct.map(|share| {
        let share = format::percent(lang, share, false);
        texts.with(Msg::WifiRetries, &[("share", share.into())])
    });
    let known = joined([signal, rate, retries])?;
    Some(format!("{} {known}", texts.text(Msg::PlaceWifi)))
}

fn display(inventory: &Inventory) -> Vec<(Msg, String)> {
    let facts = &inventory.display;
    let gpu = |gpu: &Gpu| {
        joined([
            gpu.name.clone().or_else(|| gpu.pci_id.clone()),
            gpu.driver.clone(),
        ])
    };
    let monitor = |monitor: &Monitor| {
        let name = spaced([&monitor.maker, &monitor.model]);
        let pixels = monitor
            .width_px
            .zip(monitor.height_px)
            .map(|(w, h)| format!("{w}×{h}"));
        let size = monitor.width_mm.zip(monitor.height_mm).map(|(w, h)| {
            let inches = f64::from(w).hypot(f64::from(h)) / 25.4;
            format!("{inches:.1}″")
        });
        let year = monitor.year.map(|year| year.to_string());
        joined([
            name,
            size,
            pixels,
            year,
            monitor.serial.clone(),
            monitor.connector.clone(),
        ])
    };
    let mut known = rows(Msg::FieldGpu, &facts.gpus, gpu);
    known.extend(rows(Msg::FieldMonitor, &facts.monitors, monitor));
    known
}

fn peripherals(texts: &Catalogue, inventory: &Inventory) -> Vec<(Msg, String)> {
    let facts = &inventory.peripherals;
    let printer = |printer: &Printer| {
        let default = printer
            .default
            .filter(|yes| *yes)
            .map(|_| texts.text(Msg::PrinterDefault).to_owned());
        joined([
            printer.name.clone(),
            printer.model.clone(),
            printer.connection.clone(),
            default,
        ])
    };
    let simple = |device: &SimpleDevice| joined([device.name.clone(), device.bus.clone()]);
    let usb = |device: &UsbDevice| {
        let ids = device
            .vendor_id
            .as_ref()
            .zip(device.product_id.as_ref())
            .map(|(vendor, product)| format!("{vendor}:{product}"));
        joined([
            device.port.clone(),
            spaced([&device.maker, &device.model]).or(ids),
            device.kind.clone(),
        ])
    };
    let mut known = rows(Msg::FieldPrinter, &facts.printers, printer);
    known.extend(rows(Msg::FieldCamera, &facts.cameras, simple));
    known.extend(rows(Msg::FieldMicrophone, &facts.microphones, simple));
    known.extend(rows(Msg::FieldSpeaker, &facts.speakers, simple));
    known.extend(rows(Msg::FieldBoardDevice, &facts.boards, simple));
    known.extend(rows(Msg::FieldUsb, &facts.usb, usb));
    known
}

fn batteries(texts: &Catalogue, inventory: &Inventory) -> Vec<(Msg, String)> {
    let lang = texts.lang();
    let battery = |battery: &Battery| {
        let holds = battery
            .full_mwh
            .zip(battery.design_mwh)
            .filter(|(_, design)| *design > 0)
            .map(|(full, design)| {
                let share = format::percent(lang, f64::from(full) / f64::from(design) * 100.0, true);
                let hours = |mwh: u32| format::decimal(lang, f64::from(mwh) / 1000.0, 1);
                texts.with(
                    Msg::BatteryHolds,
                    &[
                        ("share", share.into()),
                        ("full", hours(full).into()),
                        ("design", hours(design).into()),
                    ],
                )
            });
        let cycles = battery
            .cycles
            .map(|cycles| texts.with(Msg::BatteryCycles, &[("n", cycles.into())]));
        joined([battery.name.clone(), holds, cycles, battery.chemistry.clone()])
    };
    rows(Msg::SectionBattery, &inventory.battery.batteries, battery)
}

fn upkeep(texts: &Catalogue, inventory: &Inventory) -> Vec<(Msg, String)> {
    let facts = &inventory.upkeep;
    let browser = |browser: &Browser| spaced([&browser.name, &browser.version]);
    let antivirus = |program: &Antivirus| {
        let state = program.enabled.map(|enabled| {
            let id = if enabled {
                Msg::AntivirusOn
            } else {
                Msg::AntivirusOff
            };
            texts.text(id).to_owned()
        });
        joined([
            spaced([&program.name, &program.version]),
            state,
            program.signatures_on.clone(),
        ])
    };
    let mut known = rows(Msg::FieldBrowser, &facts.browsers, browser);
    known.extend(rows(Msg::FieldAntivirus, &facts.antivirus, antivirus));
    if let Some(pending) = facts.pending_reboot {
        let id = if pending { Msg::Yes } else { Msg::No };
        known.push((Msg::FieldPendingReboot, texts.text(id).to_owned()));
    }
    known
}

fn rows<T>(name: Msg, list: &[T], words: impl Fn(&T) -> Option<String>) -> Vec<(Msg, String)> {
    list.iter().filter_map(|one| Some((name, words(one)?))).collect()
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> Option<String> {
    let known: Vec<String> = parts.into_iter().flatten().collect();
    (!known.is_empty()).then(|| known.join(" · "))
}

fn spaced<const N: usize>(parts: [&Option<String>; N]) -> Option<String> {
    let known: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    (!known.is_empty()).then(|| known.join(" "))
}
