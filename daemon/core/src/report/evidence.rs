//! What a provider is shown of a line: what was promised, what thirty days of measuring found, each test and each fault
//! that machines located behind the gateway.

use super::words::heads;
use super::{Report, text};
use crate::forms::Cell;
use kiemke_config::messages::format::{self, Offset};
use kiemke_config::messages::{Catalogue, Lang, Msg, catalogue};
use kiemke_wire::reading::{FaultPlace, Medium, Symptom, TransferReading};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{Capacity, ContractView, EvidenceView, LineFault, LineTest, WifiMedians};

const KBPS_A_MBPS: f64 = 1_000.0;
/// Megabits a second have one decimal.
const TENTHS: f64 = 10.0;

/// The sheet of one line, with times as they are read at the site.
pub fn evidence_report(view: &EvidenceView, offset: Offset, lang: Lang) -> Report {
    let texts = catalogue(lang);
    let sheet = Sheet {
        view,
        texts,
        lang,
        offset,
    };
    let columns = [
        Msg::ColumnTime,
        Msg::ColumnKind,
        Msg::EvidenceDown,
        Msg::EvidenceUp,
        Msg::EvidenceShare,
        Msg::EvidenceDelay,
        Msg::EvidenceNote,
    ];
    let row = &view.line.row;
    Report {
        name: "evidence",
        title: format!(
            "{}: {} {}",
            texts.text(Msg::ReportEvidence),
            row.unit.name,
            row.id
        ),
        facts: sheet.facts(),
        heads: heads(texts, &columns),
        rows: sheet.rows(),
        bars: Vec::new(),
        definitions: vec![
            (
                texts.text(Msg::EvidenceTest).to_owned(),
                texts.text(Msg::EvidenceTestText).to_owned(),
            ),
            (
                texts.text(Msg::EvidenceFault).to_owned(),
                texts.text(Msg::EvidenceFaultText).to_owned(),
            ),
        ],
        signatures: heads(
            texts,
            &[Msg::ReportMadeBy, Msg::ReportHead, Msg::EvidenceProviderSigns],
        ),
    }
}

/// A fault of which the provider is told: what lies behind the gateway.
fn is_providers(fault: &LineFault) -> bool {
    fault.fault.place == FaultPlace::Provider
}

struct Sheet<'a> {
    view: &'a EvidenceView,
    texts: &'a Catalogue,
    lang: Lang,
    offset: Offset,
}

impl Sheet<'_> {
    fn facts(&self) -> Vec<(String, String)> {
        let row = &self.view.line.row;
        let names = row
            .above
            .iter()
            .rev()
            .map(String::as_str)
            .chain([row.unit.name.as_str()]);
        let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
        let mut facts = vec![
            self.fact(Msg::ColumnUnit, names.join(" ▸ ")),
            self.fact(
                Msg::ReportDay,
                format!("{} – {}", self.moment(self.view.from), self.moment(self.view.to)),
            ),
        ];
        if let Some(contract) = &row.contract {
            facts.push(self.fact(Msg::EvidencePromised, self.promised(contract)));
        }
        if let Some(capacity) = &self.view.readings.capacity {
            facts.push(self.fact(Msg::EvidenceMeasured, self.measured(capacity)));
        }
        let percent = |value| format::percent(self.lang, value, false);
        let readings = &self.view.readings;
        let shares = [
            (Msg::EvidenceAvailability, readings.availability_pct),
            (Msg::EvidenceLoss, readings.loss_pct),
        ];
        for (what, value) in shares {
            facts.extend(value.map(|value| self.fact(what, percent(value))));
        }
        facts.extend(
            readings
                .first_byte_us_median
                .map(|us| self.fact(Msg::EvidenceFirstByte, format::milliseconds(self.lang, us))),
        );
        facts.extend(
            readings
                .wifi
                .map(|wifi| self.fact(Msg::EvidenceWifi, self.by_radio(&wifi))),
        );
        facts
    }

    fn fact(&self, what: Msg, value: String) -> (String, String) {
        (self.texts.text(what).to_owned(), value)
    }

    fn moment(&self, at: UnixMs) -> String {
        format::moment(self.lang, at, self.offset)
    }

    fn promised(&self, contract: &ContractView) -> String {
        let rates = self.rates(contract.down_mbps, contract.up_mbps);
        let parts = [
            Some(contract.provider.clone()),
            contract.kind.clone(),
            contract.code.clone(),
            rates,
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Medians; one that may be higher says so, because nobody is blamed for what the school's own network held up.
    fn measured(&self, capacity: &Capacity) -> String {
        let median = |kbps: u32, is_lower_bound| {
            let least = if is_lower_bound { "≥ " } else { "" };
            format!(
                "{least}{}",
                format::decimal(self.lang, f64::from(kbps) / KBPS_A_MBPS, 1)
            )
        };
        let mut measured = format!(
            "{} / {} Mbps, n = {}",
            median(capacity.down_kbps, capacity.down_is_lower_bound),
            median(capacity.up_kbps, capacity.up_is_lower_bound),
            capacity.tests
        );
        let share = self.share(capacity.down_kbps);
        if let Some(share) = share.filter(|_| !capacity.down_is_lower_bound) {
            measured += &format!(" ({})", format::percent(self.lang, share, false));
        }
        measured
    }

    /// What was probed over the school's own radio, because a provider does not answer for that.
    fn by_radio(&self, wifi: &WifiMedians) -> String {
        let retries = wifi.retries_pct.map(|share| {
            let share = format::percent(self.lang, share, false);
            self.texts.with(Msg::WifiRetries, &[("share", share.into())])
        });
        let parts = [
            Some(format!("n = {}", wifi.probes)),
            wifi.signal_dbm_median.map(|dbm| format!("{dbm} dBm")),
            wifi.rate_mbps_median.map(|mbps| format!("{mbps} Mbps")),
            retries,
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn rates(&self, down_mbps: Option<f64>, up_mbps: Option<f64>) -> Option<String> {
        let rate =
            |mbps: Option<f64>| mbps.map_or("–".to_owned(), |mbps| format::decimal(self.lang, mbps, 0));
        (down_mbps.is_some() || up_mbps.is_some())
            .then(|| format!("{} / {} Mbps", rate(down_mbps), rate(up_mbps)))
    }

    /// What share of the promised rate towards the school it is, percent.
    fn share(&self, down_kbps: u32) -> Option<f64> {
        let promised_mbps = self.view.line.row.contract.as_ref()?.down_mbps?;
        (promised_mbps > 0.0)
            .then(|| (f64::from(down_kbps) / KBPS_A_MBPS / promised_mbps * 1_000.0).round() / TENTHS)
    }

    /// Tests and faults by time.
    fn rows(&self) -> Vec<Vec<Cell>> {
        let tests = self.view.readings.tests.iter();
        let tests = tests.map(|test| (test.at, self.test_row(test)));
        let line = &self.view.line;
        let faults = line.faults_over.iter().chain(&line.faults);
        let within = |fault: &&LineFault| {
            is_providers(fault)
                && fault.since < self.view.to
                && fault.until.is_none_or(|until| until >= self.view.from)
        };
        let faults = faults
            .filter(within)
            .map(|fault| (fault.since, self.fault_row(fault)));
        let mut rows: Vec<(UnixMs, Vec<Cell>)> = tests.chain(faults).collect();
        rows.sort_by_key(|(at, _)| *at);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn test_row(&self, test: &LineTest) -> Vec<Cell> {
        let reading = &test.reading;
        let kbps = |transfer: &Option<TransferReading>| transfer.as_ref().and_then(|held| held.rate_kbps);
        let rate = |transfer| {
            let rounded = |kbps: u32| (f64::from(kbps) / KBPS_A_MBPS * TENTHS).round() / TENTHS;
            kbps(transfer).map_or(Cell::Empty, |kbps| Cell::Number(rounded(kbps)))
        };
        let share = kbps(&reading.down).and_then(|down_kbps| self.share(down_kbps));
        let delay = reading
            .rtt_us_min
            .map(|us| Cell::Number((f64::from(us) / 100.0).round() / TENTHS));
        let mut notes: Vec<String> = Vec::new();
        if reading.failed.is_some() {
            notes.push(self.texts.text(Msg::EvidenceTestFailed).to_owned());
        }
        if reading.medium == Some(Medium::Wifi) {
            notes.push(self.texts.text(Msg::PlaceWifi).to_owned());
        }
        notes.extend(reading.note.clone());
        vec![
            text(self.moment(test.at)),
            text(self.texts.text(Msg::EvidenceTest)),
            rate(&reading.down),
            rate(&reading.up),
            share.map_or(Cell::Empty, Cell::Number),
            delay.unwrap_or(Cell::Empty),
            text(notes.join("; ")),
        ]
    }

    fn fault_row(&self, fault: &LineFault) -> Vec<Cell> {
        let symptom = self.texts.text(match fault.fault.symptom {
            Symptom::NoLink => Msg::SymptomNoLink,
            Symptom::NoAnswer => Msg::SymptomNoAnswer,
            Symptom::NoNames => Msg::SymptomNoNames,
            Symptom::Loss => Msg::SymptomLoss,
            Symptom::Slow => Msg::SymptomSlow,
            Symptom::Blocked => Msg::SymptomBlocked,
        });
        let lasted = fault.until.map(|until| {
            let lasted = format::duration(self.lang, until.since(fault.since));
            format!(" – {} ({lasted})", self.moment(until))
        });
        let mut row = vec![
            text(self.moment(fault.since)),
            text(self.texts.text(Msg::EvidenceFault)),
        ];
        row.extend(vec![Cell::Empty; 4]);
        row.push(text(format!("{symptom}{}", lasted.unwrap_or_default())));
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_wire::ids::{LineId, MachineId, UnitKey};
    use kiemke_wire::reading::{CapacityReading, Fault};
    use kiemke_wire::view::{LineDetail, LineRow, LineState, ReadingSeries, UnitView};

    const BEGIN: UnixMs = UnixMs(1_795_503_600_000);

    fn minutes(minutes: i64) -> UnixMs {
        BEGIN.plus(minutes * 60_000)
    }

    fn test(at: UnixMs, down_kbps: u32, medium: Medium) -> LineTest {
        let transfer = |rate_kbps| {
            Some(TransferReading {
                bytes: 1,
                limit_bytes: None,
                ran_ms: 10_000,
                rate_kbps: Some(rate_kbps),
                cut: false,
                resent_permille: None,
            })
        };
        let mut reading = CapacityReading::failed("daemon".into(), Some(medium), None);
        (reading.down, reading.up) = (transfer(down_kbps), transfer(9_900));
        reading.rtt_us_min = Some(12_340);
        LineTest {
            at,
            machine: MachineId(1),
            reading,
        }
    }

    fn fault(place: FaultPlace, since: UnixMs, until: Option<UnixMs>) -> LineFault {
        LineFault {
            machine: MachineId(1),
            since,
            until,
            fault: Fault {
                place,
                symptom: Symptom::NoAnswer,
                targets: Vec::new(),
            },
        }
    }

    fn view() -> EvidenceView {
        let unit = UnitView {
            key: UnitKey(5),
            code: "t001".into(),
            name: "THCS Nam Đà".into(),
            kind: "school".into(),
            parent: None,
        };
        let contract = ContractView {
            provider: "VNPT Lâm Đồng".into(),
            code: Some("HĐ-12".into()),
            down_mbps: Some(100.0),
            up_mbps: Some(50.0),
            ..ContractView::default()
        };
        EvidenceView {
            line: LineDetail {
                row: LineRow {
                    id: LineId(3),
                    unit,
                    above: vec!["xã Nam Đà".into(), "tỉnh Lâm Đồng".into()],
                    state: LineState::Up,
                    probed_at: None,
                    fault: None,
                    machines: 2,
                    first_byte_us_median: None,
                    loss_pct: None,
                    good_pct: None,
                    capacity: None,
                    contract: Some(contract),
                },
                gateways: Vec::new(),
                faults: vec![fault(FaultPlace::Provider, minutes(90), None)],
                faults_over: vec![
                    fault(FaultPlace::Provider, minutes(10), Some(minutes(52))),
                    fault(FaultPlace::Gateway, minutes(20), Some(minutes(30))),
                    fault(FaultPlace::Provider, minutes(-900), Some(minutes(-800))),
                ],
                test_bytes_month: 0,
            },
            from: BEGIN,
            to: minutes(120),
            readings: ReadingSeries {
                step_s: 3_600,
                points: Vec::new(),
                availability_pct: Some(97.5),
                first_byte_us_median: Some(34_000),
                jitter_us_median: None,
                loss_pct: None,
                wifi: Some(WifiMedians {
                    probes: 12,
                    signal_dbm_median: Some(-71),
                    rate_mbps_median: Some(72),
                    retries_pct: Some(9.4),
                }),
                tests: vec![
                    test(minutes(5), 61_240, Medium::Wired),
                    test(minutes(60), 40_000, Medium::Wifi),
                ],
                capacity: Some(Capacity {
                    tests: 2,
                    down_kbps: 61_240,
                    up_kbps: 9_900,
                    down_is_lower_bound: false,
                    up_is_lower_bound: true,
                }),
            },
        }
    }

    #[test]
    fn a_provider_sees_what_was_promised_and_what_was_found_by_time() {
        let report = evidence_report(&view(), Offset(420), Lang::En);
        let fact = |name: &str| {
            let found = report.facts.iter().find(|(held, _)| held == name);
            found.map(|(_, value)| value.as_str())
        };
        assert_eq!(fact("Unit"), Some("tỉnh Lâm Đồng ▸ xã Nam Đà ▸ THCS Nam Đà"));
        assert_eq!(
            fact("Contract, down / up"),
            Some("VNPT Lâm Đồng, HĐ-12, 100 / 50 Mbps")
        );
        let measured = fact("Median down / up").unwrap();
        let share = format::percent(Lang::En, 61.2, false);
        assert_eq!(measured, format!("61.2 / ≥ 9.9 Mbps, n = 2 ({share})"));
        assert_eq!(fact("Loss"), None, "what was not measured is not told");
        let retries = format::percent(Lang::En, 9.4, false);
        let by_radio = format!("n = 12, -71 dBm, 72 Mbps, {retries} sent again");
        assert_eq!(fact("Of it over Wi-Fi at the school"), Some(by_radio.as_str()));
        let kinds: Vec<&Cell> = report.rows.iter().map(|row| &row[1]).collect();
        let [test, fault] = ["test", "fault"].map(|kind| Cell::Text(kind.into()));
        assert_eq!(kinds, [&test, &fault, &test, &fault], "{:?}", report.rows);
        assert_eq!(report.rows[0][4], Cell::Number(61.2));
        assert_eq!(report.rows[0][5], Cell::Number(12.3));
        assert_eq!(report.rows[2][6], Cell::Text("Wi-Fi".into()));
        let Cell::Text(lasted) = &report.rows[1][6] else {
            panic!("{:?}", report.rows[1])
        };
        assert!(lasted.contains("42"), "{lasted}");
        assert!(report.rows.iter().all(|row| row.len() == report.heads.len()));
    }

    #[test]
    fn a_median_that_may_be_higher_blames_nobody() {
        let mut view = view();
        view.readings.capacity.as_mut().unwrap().down_is_lower_bound = true;
        let report = evidence_report(&view, Offset(420), Lang::Vi);
        let measured = report.facts.iter().find(|(_, value)| value.contains("n = 2"));
        assert_eq!(measured.unwrap().1, "≥ 61,2 / ≥ 9,9 Mbps, n = 2");
    }
}
