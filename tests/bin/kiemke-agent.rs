//! `kiemke-agent`, built for the tests.

fn main() -> std::process::ExitCode {
    kiemke_agent::cli::main()
}
