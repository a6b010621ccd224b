use crate::Failure;
use clap::Parser;
use std::path::PathBuf;

/// Machines of a school, and lines in two schools, where nobody says so.
const MACHINES_A_SCHOOL: u32 = 25;
const LINES_IN_TWO_SCHOOLS: u32 = 3;

/// Measures a country on one box.
#[derive(Debug, Parser)]
pub(crate) struct Arguments {
    /// Sizes of the growth table, machines
    #[arg(
        long,
        value_name = "N,N,...",
        value_delimiter = ',',
        default_value = "10000,100000,1000000"
    )]
    sizes: Vec<u32>,
    /// One size alone
    #[arg(long, value_name = "N", conflicts_with = "sizes")]
    machines: Option<u32>,
    /// With --machines: schools [default: one for 25 machines]
    #[arg(long, value_name = "N", requires = "machines")]
    schools: Option<u32>,
    /// With --machines: lines [default: three for two schools]
    #[arg(long, value_name = "N", requires = "machines")]
    lines: Option<u32>,
    /// Days of readings before today
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(..=62))]
    pub(crate) days: u32,
    /// Learners of a school in the middle, with a year of what was known of them
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(..=5_000))]
    pub(crate) learners: u32,
    /// Questions of each kind
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) requests: u32,
    /// Rest before each question under load, milliseconds
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) pause_ms: u64,
    /// How long the processor share is measured, seconds
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) load_seconds: u32,
    /// Equal seeds and sizes give equal provinces
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Without TLS
    #[arg(long)]
    pub(crate) plain: bool,
    /// Where the folders are written; a million machines take about 7 GB [default: in target]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// With --machines: a folder that an earlier run has written from the same arguments, or that this one is to leave;
    /// what is measured goes on in it [default: none stays]
    #[arg(long, value_name = "DIR", requires = "machines", conflicts_with = "dir")]
    pub(crate) data: Option<PathBuf>,
    /// Told by `cargo bench` to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

/// One size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) machines: u32,
    pub(crate) schools: u32,
    pub(crate) lines: u32,
}

impl Arguments {
    pub(crate) fn sizes(&self) -> Result<Vec<Size>, Failure> {
        let machines = match self.machines {
            Some(machines) => &[machines][..],
            None => &self.sizes,
        };
        if machines.contains(&0) {
            return Err("a size is at least one machine".into());
        }
        let size = |machines: &u32| {
            let schools = self.schools.unwrap_or((machines / MACHINES_A_SCHOOL).max(1));
            Size {
                machines: *machines,
                schools,
                lines: self.lines.unwrap_or(schools / 2 * LINES_IN_TWO_SCHOOLS),
            }
        };
        Ok(machines.iter().map(size).collect())
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.dir
            .clone()
            .unwrap_or_else(|| env!("CARGO_TARGET_TMPDIR").into())
    }
}
