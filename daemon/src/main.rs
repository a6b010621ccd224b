//! `kiemked`: see `kiemked --help`.

use std::process::ExitCode;

/// A report is a thousand small pieces made by one thread and dropped by another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    kiemke_daemon::cli::main()
}
