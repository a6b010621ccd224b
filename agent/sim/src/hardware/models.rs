//! Models and processors that stand in Vietnamese schools. Names are facts of the trade; which come together was
//! chosen so that a batch looks like one.

/// What a machine looks like from afar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// A desktop of the last ten years.
    Office,
    /// A desktop of before 2012 with little memory.
    Old,
    /// A small box behind the screen.
    Mini,
    /// A laptop.
    Laptop,
    /// A server.
    Server,
    /// A virtual machine.
    Virtual,
}

impl Form {
    /// The word in the facts (SMBIOS 7.4.1).
    pub fn chassis_kind(self) -> &'static str {
        match self {
            Self::Office | Self::Old => "desktop",
            Self::Mini => "mini_pc",
            Self::Laptop => "notebook",
            Self::Server => "server",
            Self::Virtual => "other",
        }
    }
}

/// A model as its firmware names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model {
    /// What it looks like.
    pub form: Form,
    /// Who made it.
    pub maker: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Who made the board.
    pub board_maker: &'static str,
    /// The board.
    pub board: &'static str,
    /// Who made the firmware.
    pub bios_maker: &'static str,
    /// Versions of the firmware and their dates.
    pub bios: &'static [(&'static str, &'static str)],
    /// The first half of its interface's hardware address.
    pub oui: &'static str,
    /// Places in [`CPUS`].
    pub(super) cpus: &'static [usize],
}

/// A processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cpu {
    /// As it names itself.
    pub model: &'static str,
    /// As it names its maker.
    pub vendor: &'static str,
    /// Cores and threads.
    pub cores: (u32, u32),
    /// Highest clock, MHz.
    pub speed_mhz: u32,
    /// Kind of memory that it takes, and millions of transfers a second.
    pub memory: (&'static str, u32),
}

const INTEL: &str = "GenuineIntel";
const AMD: &str = "AuthenticAMD";

const fn cpu(
    model: &'static str,
    vendor: &'static str,
    cores: (u32, u32),
    speed_mhz: u32,
    memory: (&'static str, u32),
) -> Cpu {
    Cpu {
        model,
        vendor,
        cores,
        speed_mhz,
        memory,
    }
}

const DDR2: (&str, u32) = ("DDR2", 800);
const DDR3: (&str, u32) = ("DDR3", 1600);
const DDR4: (&str, u32) = ("DDR4", 2666);
const DDR5: (&str, u32) = ("DDR5", 4800);

pub(super) const CPUS: [Cpu; 24] = [
    cpu(
        "Intel(R) Core(TM)2 Duo CPU     E7500  @ 2.93GHz",
        INTEL,
        (2, 2),
        2_930,
        DDR2,
    ),
    cpu(
        "Pentium(R) Dual-Core  CPU      E5700  @ 3.00GHz",
        INTEL,
        (2, 2),
        3_000,
        DDR2,
    ),
    cpu(
        "Intel(R) Celeron(R) CPU        E3400  @ 2.60GHz",
        INTEL,
        (2, 2),
        2_600,
        DDR2,
    ),
    cpu(
        "Intel(R) Pentium(R) CPU G620 @ 2.60GHz",
        INTEL,
        (2, 2),
        2_600,
        DDR3,
    ),
    cpu(
        "Intel(R) Pentium(R) CPU G2030 @ 3.00GHz",
        INTEL,
        (2, 2),
        3_000,
        DDR3,
    ),
    cpu(
        "Intel(R) Core(TM) i3-2120 CPU @ 3.30GHz",
        INTEL,
        (2, 4),
        3_300,
        DDR3,
    ),
    cpu(
        "Intel(R) Core(TM) i3-4130 CPU @ 3.40GHz",
        INTEL,
        (2, 4),
        3_400,
        DDR3,
    ),
    cpu(
        "Intel(R) Core(TM) i3-4160 CPU @ 3.60GHz",
        INTEL,
        (2, 4),
        3_600,
        DDR3,
    ),
    cpu(
        "Intel(R) Pentium(R) CPU G4400 @ 3.30GHz",
        INTEL,
        (2, 2),
        3_300,
        DDR4,
    ),
    cpu(
        "Intel(R) Core(TM) i3-7100 CPU @ 3.90GHz",
        INTEL,
        (2, 4),
        3_900,
        DDR4,
    ),
    cpu(
        "Intel(R) Core(TM) i3-8100 CPU @ 3.60GHz",
        INTEL,
        (4, 4),
        3_600,
        DDR4,
    ),
    cpu(
        "Intel(R) Core(TM) i3-9100 CPU @ 3.60GHz",
        INTEL,
        (4, 4),
        4_200,
        DDR4,
    ),
    cpu(
        "Intel(R) Core(TM) i3-10100 CPU @ 3.60GHz",
        INTEL,
        (4, 8),
        4_300,
        DDR4,
    ),
    cpu(
        "Intel(R) Core(TM) i3-10105 CPU @ 3.70GHz",
        INTEL,
        (4, 8),
        4_400,
        DDR4,
    ),
    cpu("12th Gen Intel(R) Core(TM) i3-12100", INTEL, (4, 8), 4_300, DDR4),
    cpu(
        "Intel(R) Core(TM) i5-10400 CPU @ 2.90GHz",
        INTEL,
        (6, 12),
        4_300,
        DDR4,
    ),
    cpu(
        "AMD Ryzen 3 2200G with Radeon Vega Graphics",
        AMD,
        (4, 4),
        3_700,
        DDR4,
    ),
    cpu(
        "Intel(R) Core(TM) i3-6006U CPU @ 2.00GHz",
        INTEL,
        (2, 4),
        2_000,
        DDR4,
    ),
    cpu(
        "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz",
        INTEL,
        (4, 8),
        3_400,
        DDR4,
    ),
    cpu(
        "11th Gen Intel(R) Core(TM) i3-1115G4 @ 3.00GHz",
        INTEL,
        (2, 4),
        4_100,
        DDR4,
    ),
    cpu(
        "12th Gen Intel(R) Core(TM) i5-1235U",
        INTEL,
        (10, 12),
        4_400,
        DDR5,
    ),
    cpu(
        "AMD Ryzen 5 5500U with Radeon Graphics",
        AMD,
        (6, 12),
        4_056,
        DDR4,
    ),
    cpu(
        "Intel(R) Celeron(R) N4000 CPU @ 1.10GHz",
        INTEL,
        (2, 2),
        2_600,
        DDR4,
    ),
    cpu(
        "Intel(R) Xeon(R) CPU E3-1220 v6 @ 3.00GHz",
        INTEL,
        (4, 4),
        3_500,
        DDR4,
    ),
];

const AMI: &str = "American Megatrends Inc.";

/// Columns: form, maker, name, board maker, board, firmware maker, firmware, address, processors.
const fn model(
    form: Form,
    maker: [&'static str; 2],
    board: [&'static str; 2],
    bios_maker: &'static str,
    bios: &'static [(&'static str, &'static str)],
    oui: &'static str,
    cpus: &'static [usize],
) -> Model {
    Model {
        form,
        maker: maker[0],
        name: maker[1],
        board_maker: board[0],
        board: board[1],
        bios_maker,
        bios,
        oui,
        cpus,
    }
}

const DELL: &str = "Dell Inc.";
const FPT: &str = "FPT ELEAD";
const CMS: &str = "CMS";
const GIGABYTE: &str = "Gigabyte Technology Co., Ltd.";
const ASUS: &str = "ASUSTeK COMPUTER INC.";

#[rustfmt::skip] // A table: one model, one line.
pub(super) const MODELS: [Model; 34] = [
    model(Form::Office, [DELL, "Vostro 3670"], [DELL, "0HVPDY"], DELL, &[("1.7.3", "03/19/2021"), ("1.2.6", "08/22/2018")], "d8:9e:f3", &[10, 11]),
    model(Form::Office, [DELL, "Vostro 3681"], [DELL, "0JP3NX"], DELL, &[("2.10.0", "01/12/2022"), ("1.1.5", "04/08/2020")], "b0:4f:13", &[12, 13, 15]),
    model(Form::Office, [DELL, "Vostro 3888"], [DELL, "0RM5DR"], DELL, &[("2.5.2", "06/30/2021")], "2c:ea:7f", &[12, 15]),
    model(Form::Office, [DELL, "Vostro 3710"], [DELL, "0K2FWX"], DELL, &[("1.9.1", "02/10/2023"), ("1.4.0", "07/11/2022")], "ac:91:a1", &[14]),
    model(Form::Office, [DELL, "OptiPlex 3020"], [DELL, "040DDP"], DELL, &[("A14", "03/29/2016"), ("A20", "05/27/2019")], "98:90:96", &[6, 7]),
    model(Form::Office, [DELL, "OptiPlex 3050"], [DELL, "0W0CHX"], DELL, &[("1.15.1", "07/07/2020")], "50:9a:4c", &[8, 9]),
    model(Form::Office, ["HP", "HP 280 G3 MT Business PC"], ["HP", "82FE"], "AMI", &[("F.26", "10/16/2019")], "9c:7b:ef", &[9, 10]),
    model(Form::Office, ["HP", "HP 280 Pro G5 Small Form Factor PC"], ["HP", "86F9"], "AMI", &[("F.25", "03/15/2021")], "c8:5a:cf", &[11, 12]),
    model(Form::Office, ["Hewlett-Packard", "HP ProDesk 400 G1 MT"], ["Hewlett-Packard", "18EA"], "Hewlett-Packard", &[("L02 v02.27", "05/19/2014")], "8c:dc:d4", &[6, 7]),
    model(Form::Office, ["Acer", "Veriton M200-H310"], ["Acer", "H31H4-AM"], AMI, &[("P11-A1", "05/13/2019")], "98:ee:cb", &[10, 11]),
    model(Form::Office, ["Acer", "Aspire TC-885"], ["Acer", "Aspire TC-885 (DCH)"], AMI, &[("R01-B6", "06/21/2019")], "98:ee:cb", &[10, 11]),
    model(Form::Office, [ASUS, "ASUSPRO D340MC_D340MC"], [ASUS, "D340MC"], AMI, &[("303", "04/12/2019"), ("310", "11/03/2020")], "04:d9:f5", &[10, 11]),
    model(Form::Office, [ASUS, "ASUS ExpertCenter D300TA"], [ASUS, "D300TA"], AMI, &[("319", "07/28/2021")], "a8:5e:45", &[12, 13]),
    model(Form::Office, ["LENOVO", "10QT0014VA"], ["LENOVO", "3102"], "LENOVO", &[("M16KT61A", "12/01/2020")], "8c:16:45", &[9]),
    model(Form::Office, [FPT, "M545i"], [GIGABYTE, "H110M-DS2-CF"], AMI, &[("F22", "03/09/2018")], "1c:1b:0d", &[8, 9]),
    model(Form::Office, [FPT, "S898i"], [ASUS, "PRIME H310M-E R2.0"], AMI, &[("1401", "10/21/2019")], "d4:5d:64", &[10, 11]),
    model(Form::Office, [CMS, "X-Media XH-31F"], ["Foxconn", "H61MXE/-S/-V/-K"], AMI, &[("4.6.5", "05/23/2012")], "90:fb:a6", &[3, 4, 5]),
    model(Form::Office, ["Gigabyte Technology Co., Ltd.", "H81M-DS2"], [GIGABYTE, "H81M-DS2"], AMI, &[("F2", "08/11/2015"), ("FA", "01/26/2016")], "fc:aa:14", &[6, 7]),
    model(Form::Office, ["System manufacturer", "System Product Name"], [ASUS, "H81M-K"], AMI, &[("2205", "05/25/2015")], "d8:50:e6", &[6, 7]),
    model(Form::Office, ["To Be Filled By O.E.M.", "To Be Filled By O.E.M."], ["ASRock", "H310CM-DVS"], AMI, &[("P4.20", "10/30/2019")], "70:85:c2", &[10, 16]),
    model(Form::Old, [FPT, "T8740"], ["Intel Corporation", "DG41RQ"], "Intel Corp.", &[("RQG4110H.86A.0013.2009", "12/23/2009")], "00:27:0e", &[0, 1, 2]),
    model(Form::Old, [CMS, "Powercom"], ["Foxconn", "G41MXE/G41MXE-K"], "Phoenix Technologies, LTD", &[("6.00 PG", "10/29/2010")], "00:22:68", &[0, 1, 2]),
    model(Form::Old, [GIGABYTE, "G41MT-S2"], [GIGABYTE, "G41MT-S2"], "Award Software International, Inc.", &[("F1", "01/27/2011")], "1c:6f:65", &[1, 2]),
    model(Form::Old, [DELL, "OptiPlex 380"], [DELL, "0HN7XN"], DELL, &[("A02", "05/04/2010")], "00:26:b9", &[0, 1]),
    model(Form::Old, ["Acer", "Veriton M275"], ["Acer", "EG41M"], AMI, &[("R01-A4", "08/17/2010")], "70:5a:b6", &[0, 1]),
    model(Form::Mini, [DELL, "OptiPlex 3080"], [DELL, "0NC2VH"], DELL, &[("2.14.0", "09/12/2022")], "00:be:43", &[12, 13]),
    model(Form::Mini, ["Intel(R) Client Systems", "NUC7CJYH"], ["Intel Corporation", "NUC7JYB"], "Intel Corp.", &[("JYGLKCPX.86A.0057.2020", "09/02/2020")], "94:c6:91", &[22]),
    model(Form::Laptop, [DELL, "Vostro 3568"], [DELL, "05HC1X"], DELL, &[("2.14.0", "06/11/2020")], "a4:4c:c8", &[17, 18]),
    model(Form::Laptop, [DELL, "Inspiron 3511"], [DELL, "0KYHNK"], DELL, &[("1.19.1", "11/30/2022")], "8c:04:ba", &[19]),
    model(Form::Laptop, ["HP", "HP 240 G8 Notebook PC"], ["HP", "87F7"], "Insyde", &[("F.36", "03/23/2022")], "c4:65:16", &[19]),
    model(Form::Laptop, ["Acer", "Aspire A315-57G"], ["IL", "Dazzle_IL"], "Insyde Corp.", &[("V1.16", "08/20/2021")], "08:97:98", &[18, 21]),
    model(Form::Laptop, [ASUS, "VivoBook_ASUSLaptop X415EA_X415EA"], [ASUS, "X415EA"], AMI, &[("X415EA.310", "10/28/2021")], "7c:10:c9", &[19, 20]),
    model(Form::Server, [DELL, "PowerEdge T130"], [DELL, "0FGCC7"], DELL, &[("2.9.0", "12/06/2019")], "d0:94:66", &[23]),
    model(Form::Virtual, ["QEMU", "Standard PC (i440FX + PIIX, 1996)"], ["QEMU", "Standard PC"], "SeaBIOS", &[("1.16.0-debian-1.16.0-4", "04/01/2014")], "52:54:00", &[23]),
];
