//! `province`: see `province --help`.

fn main() -> std::process::ExitCode {
    kiemke_sim::cli::main()
}
