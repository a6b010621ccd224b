//! `kiemked`, built for the tests and benchmarks; with the allocator that it ships with, because that is a quarter of
//! its speed.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    kiemke_daemon::cli::main()
}
