//! `kiemked`: see `kiemked --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    kiemke_daemon::cli::main()
}
