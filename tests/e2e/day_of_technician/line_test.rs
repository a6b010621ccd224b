//! Task 9: the line is tested by hand from a machine of the school, while the line lies open on screen 4.

use super::Day;
use kiemke_http::Endpoint;
use kiemke_tests::slow_line::slow_line;
use kiemke_wire::secret::Token;
use std::path::Path;

const AGENT: &str = env!("CARGO_BIN_EXE_tested-kiemke-agent");
/// Rows of screen 4 above the lines.
const LINES_FROM: usize = 5;
const NOTE: &str = "sau khi thay modem";
/// Bytes of the test, both ways: it runs for some seconds.
const BYTES: u32 = 10_000_000;
/// What the line carries, down and up.
const LINE_KBPS: [u32; 2] = [24_000, 8_000];
/// A machine in the office that sees a router; addresses stand in the tables as the kernel writes them.
const TREE: [(&str, &str); 9] = [
    ("etc/os-release", "NAME=Debian\n"),
    ("proc/cpuinfo", "processor : 0\n"),
    ("proc/meminfo", "MemTotal: 4000000 kB\n"),
    ("proc/sys/kernel/hostname", "VANPHONG\n"),
    ("sys/class/dmi/id/product_serial", "SN-VP-01\n"),
    (
        "proc/net/route",
        "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n\
         eth0\t00000000\t014DA8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n\
         eth0\t004DA8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n",
    ),
    (
        "proc/net/arp",
        "IP address       HW type     Flags       HW address            Mask     Device\n\
         192.168.77.1     0x1         0x2         a4:2b:b0:11:22:33     *        eth0\n",
    ),
    ("sys/class/net/eth0/address", "a4:2b:b0:44:55:66\n"),
    ("sys/class/net/eth0/carrier", "1\n"),
];
/// No test leaves this machine: the gateway that is probed is this machine itself.
const PROBES_AT_HOME: &str =
    "[probes]\ngateway = \"127.0.0.1\"\ngateway_spacing_ms = 10\noutside_spacing_ms = 10\n";

impl Day<'_> {
    pub(super) async fn test_the_line(&mut self, school: &str, daemon: &Endpoint, token: &Token) {
        self.go("kỹ thuật viên 9: tự đo đường truyền, gắn vào đường", "4");
        plant(self.home, token);
        let [down_kbps, up_kbps] = LINE_KBPS;
        let line = slow_line(daemon, down_kbps, up_kbps).await;
        self.agent(&format!("enrol {line} @office.token")).await;
        self.agent("once").await;
        self.screen.select_row(LINES_FROM, &[school]).await;
        self.screen.keys("\r");
        self.screen.shows("[Tóm tắt]").await;
        self.screen.keys("\t\t");
        self.screen.shows("[Phép đo]").await;
        self.screen.shows("chưa đo lần nào").await;

        // What the agent says it measured is what stands there, by hand and with the note, without another key.
        self.agent(&format!("line-test --bytes {BYTES} --note \"{NOTE}\""))
            .await;
        self.shell.shows("attached to the line").await;
        let measured = mbps(&self.shell.rows(&["down ", "Mbps, up ", "Mbps"])[0]);
        self.screen
            .shows_row(&["●", "Mbps / ", "Mbps", "đo tay", NOTE])
            .await;
        self.screen.counts_rows(1, &["đo tay"]).await;
        let shown = mbps(&self.screen.rows(&["đo tay", NOTE])[0]);
        let is_near = |(one, other): (&f64, &f64)| (one - other).abs() <= 0.6;
        assert!(
            measured.len() == 2 && shown.len() == 2 && measured.iter().zip(&shown).all(is_near),
            "{measured:?} was measured and {shown:?} is shown"
        );
        // And no more than the line carries; a busy machine may let less through.
        for (measured, kbps) in measured.into_iter().zip(LINE_KBPS) {
            let most = f64::from(kbps) * 1.2 / 1_000.0;
            assert!(
                measured > 0.0 && measured < most,
                "{measured} Mbps over a line of {kbps} kbps"
            );
        }
    }

    /// Types a command of the agent into the shell; it ends well.
    async fn agent(&mut self, arguments: &str) {
        let folders = "--data office --root office-root --config office.toml";
        self.shell
            .keys(&format!("clear; {AGENT} {arguments} {folders}; echo \"rc $?\"\r"));
        self.shell.shows_row(&["rc 0"]).await;
    }
}

fn plant(home: &Path, token: &Token) {
    for (file, text) in TREE {
        let path = home.join("office-root").join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    std::fs::write(home.join("office.toml"), PROBES_AT_HOME).unwrap();
    std::fs::write(home.join("office.token"), token.reveal()).unwrap();
}

/// The numbers before `Mbps`, with a decimal point as the agent writes them or a comma as the screen does.
fn mbps(row: &str) -> Vec<f64> {
    let parts: Vec<&str> = row.split(" Mbps").collect();
    let before = &parts[..parts.len().saturating_sub(1)];
    let numbers = before.iter().filter_map(|part| part.split(' ').next_back());
    let is_comma = row.contains("đo tay");
    let read = |text: &str| match is_comma {
        true => text.replace('.', "").replace(',', ".").parse().ok(),
        false => text.parse().ok(),
    };
    numbers.filter_map(read).collect()
}
