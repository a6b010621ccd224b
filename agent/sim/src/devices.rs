//! What hangs on a made-up machine, and how it is kept up.

use crate::hardware::Form;
use crate::software::Family;
use crate::world::{Machine, RoomKind};
use kiemke_wire::facts::{
    Antivirus, Battery, BatteryFacts, Browser, DisplayFacts, Gpu, Monitor, PeripheralsFacts, Printer,
    SimpleDevice, SoftwareFacts, UpkeepFacts, UsbDevice,
};

/// Screens as schools buy them: maker, model, picture in millimetres and pixels.
const SCREENS: [(&str, &str, [u32; 4]); 4] = [
    ("DEL", "DELL E1916H", [410, 230, 1366, 768]),
    ("SAM", "S19F350", [410, 230, 1366, 768]),
    ("ACR", "V206HQL", [430, 240, 1600, 900]),
    ("AOC", "20E1H", [430, 240, 1600, 900]),
];

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// Section `display`.
pub fn display(machine: &Machine) -> DisplayFacts {
    let form = machine.hardware.model.form;
    let gpu = match form {
        Form::Virtual => ("1234:1111", None),
        Form::Server => ("102b:0536", None),
        _ if machine.hardware.cpu.vendor.contains("AMD") => ("1002:1636", some("AMD Radeon Graphics")),
        _ => ("8086:3e90", some("Intel(R) UHD Graphics 610")),
    };
    let screen =
        |(maker, model, [width_mm, height_mm, width_px, height_px]): (&str, &str, [u32; 4])| Monitor {
            connector: some(if form == Form::Laptop { "eDP-1" } else { "HDMI-A-1" }),
            maker: some(maker),
            model: some(model),
            width_mm: Some(width_mm),
            height_mm: Some(height_mm),
            width_px: Some(width_px),
            height_px: Some(height_px),
            ..Monitor::default()
        };
    let monitors = match form {
        Form::Virtual | Form::Server => Vec::new(),
        Form::Laptop => vec![screen(("AUO", "B140HAN", [309, 174, 1920, 1080]))],
        _ => vec![screen(SCREENS[machine.room.batch as usize % SCREENS.len()])],
    };
    DisplayFacts {
        gpus: vec![Gpu {
            name: gpu.1,
            pci_id: some(gpu.0),
            driver: None,
        }],
        monitors,
    }
}

/// Section `peripherals`.
pub fn peripherals(machine: &Machine) -> PeripheralsFacts {
    let form = machine.hardware.model.form;
    if form == Form::Virtual {
        return PeripheralsFacts::default();
    }
    let device = |port: &str, [vendor, product, maker, model, kind]: [&str; 5]| UsbDevice {
        port: some(port),
        vendor_id: some(vendor),
        product_id: some(product),
        maker: some(maker),
        model: some(model),
        kind: some(kind),
    };
    let named = |name: &str, bus: &str| SimpleDevice {
        name: some(name),
        bus: some(bus),
    };
    let mut facts = PeripheralsFacts::default();
    if form == Form::Laptop {
        facts.usb = vec![device(
            "1-6",
            ["04f2", "b67c", "Chicony", "Integrated Camera", "camera"],
        )];
        facts.cameras = vec![named("Integrated Camera", "usb")];
    } else {
        facts.usb = vec![
            device("1-3", ["046d", "c31c", "Logitech", "USB Keyboard", "keyboard"]),
            device("1-4", ["046d", "c077", "Logitech", "USB Optical Mouse", "mouse"]),
        ];
    }
    if machine.room.kind == RoomKind::Office {
        facts.printers = vec![Printer {
            name: some("LBP2900"),
            model: some("Canon LBP2900"),
            connection: some("usb"),
            default: Some(true),
        }];
    }
    if form != Form::Server {
        facts.microphones = vec![named("ALC255 Analog", "pci")];
        facts.speakers = vec![named("ALC255 Analog", "pci")];
    }
    facts
}

/// Section `battery`.
pub fn battery(machine: &Machine) -> BatteryFacts {
    if machine.hardware.model.form != Form::Laptop {
        return BatteryFacts::default();
    }
    let worn = machine.index.0 % 40;
    BatteryFacts {
        batteries: vec![Battery {
            name: some("BAT0"),
            chemistry: some("Li-ion"),
            design_mwh: Some(45_000),
            full_mwh: Some(45_000 - worn * 500),
            cycles: Some(worn * 23),
            ..Battery::default()
        }],
    }
}

/// Section `upkeep`, as far as the programs tell.
pub fn upkeep(machine: &Machine, software: &SoftwareFacts) -> UpkeepFacts {
    let known = [
        ("Google Chrome", "Google Chrome"),
        ("Cốc Cốc", "Cốc Cốc"),
        ("Microsoft Edge", "Microsoft Edge"),
        ("firefox-esr", "Firefox"),
    ];
    let browser = |(package, name): &(&str, &str)| {
        let found = software.packages.iter().find(|one| one.name == *package)?;
        Some(Browser {
            name: some(name),
            version: Some(found.version.clone()),
        })
    };
    let windows = machine.system.release.family == Family::Windows;
    let defender = || Antivirus {
        name: some("Microsoft Defender Antivirus"),
        enabled: Some(true),
        ..Antivirus::default()
    };
    UpkeepFacts {
        pending_reboot: windows.then_some(machine.index.0.is_multiple_of(17)),
        browsers: known.iter().filter_map(browser).collect(),
        antivirus: windows.then(defender).into_iter().collect(),
    }
}
