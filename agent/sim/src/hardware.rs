//! What machines are made of: batches of models as schools bought them, and what firmware says about each piece.

mod models;
mod serials;

pub use models::{Cpu, Form, Model};
pub use serials::{JUNK_SERIALS, SHARED_UUIDS, Serials};

use crate::seed::{Draw, Topic};
use crate::world::{MachineIndex, Mix, Room, RoomKind, World};
use models::{CPUS, MODELS};

/// A disk as it was bought or exchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiskPart {
    /// Model, as the disk names itself.
    pub model: &'static str,
    /// Size, gigabytes of a thousand million bytes.
    pub size_gb: u32,
    /// `ssd` or `hdd`; `virtual` in a virtual machine.
    pub kind: &'static str,
    /// `sata`, `nvme` or `virtio`.
    pub bus: &'static str,
}

/// The hardware of one machine.
#[derive(Clone, Debug)]
pub struct Hardware {
    /// The model.
    pub model: &'static Model,
    /// The processor.
    pub cpu: &'static Cpu,
    /// Memory modules, gibibytes each.
    pub modules_gib: Vec<u32>,
    /// Kind of the modules and transfers a second.
    pub memory: (&'static str, u32),
    /// Who made the modules.
    pub memory_maker: &'static str,
    /// Disks.
    pub disks: Vec<DiskPart>,
    /// Whether it has a Wi-Fi interface.
    pub wifi: bool,
    /// What tells it from its neighbours.
    pub serials: Serials,
}

const HARD_DISKS: [(&str, u32); 5] = [
    ("ST500DM002-1BD142", 500),
    ("WDC WD5000AAKX-08U6AA0", 500),
    ("TOSHIBA DT01ACA050", 500),
    ("ST1000DM010-2EP102", 1_000),
    ("WDC WD10EZEX-08WN4A0", 1_000),
];
const SOLID_DISKS: [(&str, u32); 7] = [
    ("KINGSTON SA400S37120G", 120),
    ("KINGSTON SA400S37240G", 240),
    ("Lexar 128GB SSD", 128),
    ("SSD 120GB", 120),
    ("WDC WDS240G2G0A-00JH30", 240),
    ("Apacer AS350 256GB", 256),
    ("CS900 120GB SSD", 120),
];
const NVME_DISKS: [(&str, u32); 4] = [
    ("SK hynix BC711 HFM256GD3JX013N", 256),
    ("KBG40ZNS256G NVMe KIOXIA 256GB", 256),
    ("SAMSUNG MZVLQ512HBLU-00BH1", 512),
    ("WDC PC SN530 SDBPNPZ-512G-1014", 512),
];
const VIRTUAL_DISK: DiskPart = DiskPart {
    model: "QEMU HARDDISK",
    size_gb: 64,
    kind: "virtual",
    bus: "virtio",
};
const MEMORY_MAKERS: [&str; 8] = [
    "Kingston",
    "SK Hynix",
    "Samsung",
    "Kingmax",
    "G-Skill",
    "Ramaxel",
    "Micron",
    "Team Group Inc",
];

pub(crate) fn draw(world: &World, index: MachineIndex, room: &Room) -> Hardware {
    let seed = world.seed();
    // A lab is one batch; offices and libraries are bought piece by piece.
    let mut batch = match room.kind {
        RoomKind::Lab => seed.draw(Topic::Lab, room.batch << 1 | 1),
        RoomKind::Office | RoomKind::Library => seed.draw(Topic::Hardware, u64::from(index.0) << 1 | 1),
    };
    let form = form(world.mix(), room.kind, &mut batch);
    let models: Vec<&Model> = MODELS.iter().filter(|model| model.form == form).collect();
    let model = *batch.pick(&models);
    let cpu = &CPUS[*batch.pick(model.cpus)];
    let memory_maker = *batch.pick(&MEMORY_MAKERS);
    let modules_gib = modules(form, cpu, &mut batch);
    let disks = disks(form, cpu, &mut batch);
    let mut own = seed.draw(Topic::Hardware, u64::from(index.0) << 1);
    let mut hardware = Hardware {
        model,
        cpu,
        modules_gib,
        memory: cpu.memory,
        memory_maker,
        disks,
        wifi: form == Form::Laptop || own.per_mille(60),
        serials: serials::draw(world, index, model),
    };
    hardware.repair(&mut own);
    hardware
}

fn form(mix: Mix, room: RoomKind, draw: &mut Draw) -> Form {
    let forms: &[(u32, Form)] = match (mix, room) {
        (Mix::DebianComputers, _) => &[(1, Form::Office)],
        (_, RoomKind::Lab) => &[
            (70, Form::Office),
            (20, Form::Old),
            (6, Form::Mini),
            (4, Form::Laptop),
        ],
        (_, RoomKind::Office) => &[
            (36, Form::Laptop),
            (48, Form::Office),
            (9, Form::Old),
            (4, Form::Server),
            (3, Form::Virtual),
        ],
        (_, RoomKind::Library) => &[(50, Form::Old), (40, Form::Office), (10, Form::Mini)],
    };
    *draw.weighted(forms)
}

fn modules(form: Form, cpu: &Cpu, draw: &mut Draw) -> Vec<u32> {
    match form {
        Form::Old => vec![*draw.pick(&[1, 2, 2, 2, 4])],
        Form::Server => vec![8; *draw.pick(&[2, 4])],
        Form::Virtual => vec![*draw.pick(&[4, 8])],
        _ if cpu.memory.0 == "DDR3" => vec![4; *draw.pick(&[1, 1, 2])],
        _ => vec![*draw.pick(&[4, 8, 8]); *draw.pick(&[1, 1, 1, 2])],
    }
}

fn disks(form: Form, cpu: &Cpu, draw: &mut Draw) -> Vec<DiskPart> {
    let hard = |draw: &mut Draw| part(draw, &HARD_DISKS, "hdd", "sata");
    let solid = |draw: &mut Draw| part(draw, &SOLID_DISKS, "ssd", "sata");
    match form {
        Form::Virtual => vec![VIRTUAL_DISK],
        Form::Server => vec![hard(draw), hard(draw)],
        Form::Old => vec![hard(draw)],
        _ if cpu.memory.0 != "DDR3" && draw.per_mille(550) => vec![part(draw, &NVME_DISKS, "ssd", "nvme")],
        _ if draw.per_mille(300) => vec![solid(draw), hard(draw)],
        _ if draw.per_mille(600) => vec![solid(draw)],
        _ => vec![hard(draw)],
    }
}

fn part(
    draw: &mut Draw,
    parts: &'static [(&'static str, u32)],
    kind: &'static str,
    bus: &'static str,
) -> DiskPart {
    let (model, size_gb) = *draw.pick(parts);
    DiskPart {
        model,
        size_gb,
        kind,
        bus,
    }
}

impl Hardware {
    /// What years do to a batch: a disk exchanged here, a module added or taken there.
    fn repair(&mut self, draw: &mut Draw) {
        if matches!(self.model.form, Form::Server | Form::Virtual) {
            return;
        }
        if self.disks.len() == 1 && self.disks[0].kind == "hdd" && draw.per_mille(70) {
            self.disks = vec![part(draw, &SOLID_DISKS, "ssd", "sata")];
        }
        if self.modules_gib.len() == 1 && draw.per_mille(40) {
            self.modules_gib.push(self.modules_gib[0]);
        }
    }

    /// Memory modules together, bytes.
    pub fn memory_bytes(&self) -> u64 {
        self.modules_gib.iter().map(|gib| u64::from(*gib) << 30).sum()
    }
}
