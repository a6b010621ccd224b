//! What hangs on a machine, and how it is kept: screens, devices on USB, batteries, upkeep.

use serde::{Deserialize, Serialize};

section! {
    /// Graphics and screens. Sources: sysfs, EDID, the registry.
    DisplayFacts {} lists {
        /// Graphics adapters.
        gpus: Gpu,
        /// Screens that are connected now.
        monitors: Monitor,
    }
}

section! {
    /// One graphics adapter.
    Gpu {
        /// The name, where the system knows one.
        name: String,
        /// Vendor and device on PCI, such as `8086:1912`.
        pci_id: String,
        /// The driver in use.
        driver: String,
    } lists {}
}

section! {
    /// One screen, as its EDID describes it (VESA E-EDID 1.4).
    Monitor {
        /// Where it is plugged in, such as `HDMI-A-1`.
        connector: String,
        /// Who made it: the three letters of the PNP registry.
        maker: String,
        /// Model.
        model: String,
        /// Serial number.
        serial: String,
        /// Width of the picture.
        width_mm: u32,
        /// Height of the picture.
        height_mm: u32,
        /// Width of the preferred mode.
        width_px: u32,
        /// Height of the preferred mode.
        height_px: u32,
        /// Year in which it was made.
        year: u16,
    } lists {}
}

section! {
    /// What is plugged in or built in for people to use. Sources: sysfs, CUPS, ALSA, the registry.
    PeripheralsFacts {} lists {
        /// Devices on USB, hubs included, sorted by port.
        usb: UsbDevice,
        /// Printers that are set up.
        printers: Printer,
        /// Cameras.
        cameras: SimpleDevice,
        /// Sound inputs; whether something is plugged into a jack is not known.
        microphones: SimpleDevice,
        /// Sound outputs; whether something is plugged into a jack is not known.
        speakers: SimpleDevice,
        /// Interactive boards.
        boards: SimpleDevice,
    }
}

section! {
    /// One device on USB. Serial numbers are left out: a stick belongs to a person.
    UsbDevice {
        /// Its place in the tree, such as `1-2.4`: bus, then ports on the way.
        port: String,
        /// Vendor, four hexadecimal digits.
        vendor_id: String,
        /// Product, four hexadecimal digits.
        product_id: String,
        /// Who made it, as it says.
        maker: String,
        /// What it is, as it says.
        model: String,
        /// What it does: `hub`, `keyboard`, `mouse`, `storage`, `printer`, `camera`, `audio`, `network`, or what
        /// else was recognised.
        kind: String,
    } lists {}
}

section! {
    /// One printer that is set up.
    Printer {
        /// The queue's name.
        name: String,
        /// Maker and model, as the driver says.
        model: String,
        /// How it is reached, such as `usb`, `ipp`, `socket`, `lpd`, `smb`.
        connection: String,
        /// Whether it is the one that is used when none is named.
        default: bool,
    } lists {}
}

section! {
    /// A device of which the name is known.
    SimpleDevice {
        /// The name.
        name: String,
        /// How it is attached, such as `usb` or `pci`.
        bus: String,
    } lists {}
}

section! {
    /// Batteries that feed the machine. Sources: sysfs, the battery driver.
    BatteryFacts {} lists {
        /// The batteries.
        batteries: Battery,
    }
}

section! {
    /// One battery.
    Battery {
        /// The system's name for it.
        name: String,
        /// Who made it.
        maker: String,
        /// Model.
        model: String,
        /// Chemistry, such as `Li-ion`.
        chemistry: String,
        /// What it held when new, milliwatt hours.
        design_mwh: u32,
        /// What it holds when full, milliwatt hours, to a hundred: it moves a little with every charge.
        full_mwh: u32,
        /// Charge cycles.
        cycles: u32,
    } lists {}
}

section! {
    /// How the machine is kept up. Apart from `software`, because it changes without any package changing.
    UpkeepFacts {
        /// Whether the system waits for a restart to finish an update.
        pending_reboot: bool,
    } lists {
        /// Browsers and their versions.
        browsers: Browser,
        /// Programs against malware.
        antivirus: Antivirus,
    }
}

section! {
    /// One browser.
    Browser {
        /// The name people know.
        name: String,
        /// Version.
        version: String,
    } lists {}
}

section! {
    /// One program against malware.
    Antivirus {
        /// The name people know.
        name: String,
        /// Version.
        version: String,
        /// Whether it watches now.
        enabled: bool,
        /// The day of its newest signatures, `yyyy-mm-dd`.
        signatures_on: String,
    } lists {}
}
