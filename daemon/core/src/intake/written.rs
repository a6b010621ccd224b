//! Reads a report that is written as agents write it: fields in the order of [`kiemke_wire::report`], no white
//! space, nothing that is to be set aside. Inventories of hundreds of packages are the bulk of all that is read, so
//! their rows are compared with what is known before they are taken apart.

use crate::entry::{KeptBody, KeptSection, Summary};
use crate::fleet::{PackageId, Packages, day_of, summary_of};
use crate::intake::listing::Gathered;
use crate::intake::tolerant::{has_long_text, read_facts};
use crate::intake::{Intake, IntakeItem, Listing};
use kiemke_wire::facts::{Facts, SectionName, SoftwareFacts};
use kiemke_wire::limits::{REPORT_ITEMS_MAX, TEXT_BYTES_MAX};
use kiemke_wire::time::UnixMs;
use serde::Deserialize;
use serde_json::value::RawValue;

/// `None` when the body is written otherwise, or something in it would be set aside.
pub(super) fn read(body: &[u8], packages: &Packages) -> Option<Intake> {
    let mut reader = Reader {
        cursor: Cursor {
            text: std::str::from_utf8(body).ok()?,
            at: 0,
        },
        packages,
        time: None,
    };
    let intake = reader.report()?;
    reader.cursor.rest().is_empty().then_some(intake)
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    packages: &'a Packages,
    /// The newest time read: items of one report are mostly made together.
    time: Option<(&'a str, UnixMs)>,
}

impl<'a> Reader<'a> {
    fn report(&mut self) -> Option<Intake> {
        self.cursor.skip(r#"{"v":"#)?;
        self.cursor.number()?;
        self.cursor.skip(r#","agent":"#)?;
        let agent = self.cursor.text()?.parse().ok()?;
        self.cursor.skip(r#","run":"#)?;
        let run = self.cursor.text()?.parse().ok()?;
        self.cursor.skip(r#","sent_at":"#)?;
        let sent_at = self.time()?;
        self.cursor.skip(r#","settings":"#)?;
        let settings = self.cursor.number()?.try_into().ok()?;
        self.cursor.skip(r#","items":["#)?;
        let mut items = Vec::new();
        if self.cursor.skip("]").is_none() {
            items.push(self.item()?);
            while self.cursor.skip(",").is_some() && items.len() < REPORT_ITEMS_MAX {
                items.push(self.item()?);
            }
            self.cursor.skip("]")?;
        }
        self.cursor.skip("}")?;
        Some(Intake {
            agent,
            run,
            sent_at,
            settings,
            items,
            warnings: Vec::new(),
        })
    }

    fn item(&mut self) -> Option<IntakeItem> {
        let from = self.cursor.at;
        self.cursor.skip(r#"{"seq":"#)?;
        let seq = self.cursor.number()?;
        self.cursor.skip(r#","at":"#)?;
        let at = self.time()?;
        self.cursor.skip(r#","kind":"#)?;
        let mut packages = Listing::default();
        let body = match self.cursor.text()? {
            "check_in" => KeptBody::CheckIn(self.flat(from, &[r#""section""#])?),
            "section" => KeptBody::Section(self.section(&mut packages)?),
            "gateway" => KeptBody::Gateway(self.flat(from, &[r#""section""#, r#""digest""#])?),
            "outside" => KeptBody::Outside(self.flat(from, &[r#""section""#, r#""digest""#])?),
            "status" => KeptBody::Status(self.flat(from, &[r#""section""#, r#""digest""#])?),
            "capacity" => KeptBody::Capacity(self.flat(from, &[r#""section""#, r#""digest""#])?),
            "verdict" => KeptBody::Verdict(self.flat(from, &[r#""section""#, r#""digest""#])?),
            "unclean_stop" => KeptBody::UncleanStop(self.flat(from, &[r#""section""#, r#""digest""#])?),
            "collector_failed" => KeptBody::CollectorFailed(self.flat(from, &[r#""digest""#])?),
            "dropped" => KeptBody::Dropped(self.flat(from, &[r#""section""#, r#""digest""#])?),
            _ => return None,
        };
        Some(IntakeItem {
            seq,
            at,
            body: Some(body),
            packages,
        })
    }

    /// The fields beside the head of an item that begins at `from`. A name that every item may have but once, or
    /// that this kind has no use for, makes it one that is written otherwise.
    fn flat<T: Deserialize<'a>>(&mut self, from: usize, not: &[&str]) -> Option<T> {
        let text: &'a str = self.cursor.text;
        let mut values = serde_json::Deserializer::from_str(&text[from..]).into_iter();
        let value = values.next()?.ok()?;
        let end = from + values.byte_offset();
        let rest = text.get(self.cursor.at..end)?;
        let mut others = [r#""seq""#, r#""at""#, r#""kind""#, r#""facts""#]
            .iter()
            .chain(not);
        if rest.contains('\\') || has_long_text(rest) || others.any(|name| rest.contains(name)) {
            return None;
        }
        self.cursor.at = end;
        Some(value)
    }

    fn section(&mut self, packages: &mut Listing) -> Option<KeptSection> {
        self.cursor.skip(r#","section":"#)?;
        let section = self.cursor.text()?.parse().ok()?;
        self.cursor.skip(r#","digest":"#)?;
        let digest = self.cursor.text()?.parse().ok()?;
        self.cursor.skip(r#","facts":"#)?;
        let (summary, facts) = if section == SectionName::Software {
            self.software(packages)?
        } else {
            self.facts(section)?
        };
        self.cursor.skip("}")?;
        Some(KeptSection {
            section,
            digest,
            summary,
            facts,
            packages: None,
        })
    }

    fn facts(&mut self, section: SectionName) -> Option<(Summary, Box<RawValue>)> {
        let mut values = serde_json::Deserializer::from_str(self.cursor.rest()).into_iter::<&RawValue>();
        let text = values.next()?.ok()?;
        self.cursor.at += values.byte_offset();
        let mut warnings = Vec::new();
        let facts = read_facts(section, text.get(), &mut warnings)?;
        warnings.is_empty().then(|| (summary_of(&facts), text.to_owned()))
    }

    /// The section `software`; its packages stand apart.
    fn software(&mut self, packages: &mut Listing) -> Option<(Summary, Box<RawValue>)> {
        self.cursor.skip("{")?;
        let source = match self.cursor.skip(r#""source":"#) {
            Some(()) => Some(self.cursor.text()?.to_owned()),
            None => None,
        };
        let mut count = 0;
        if source.is_none() || self.cursor.skip(",").is_some() {
            if self.cursor.skip(r#""packages":["#).is_some() {
                (count, *packages) = self.rows()?;
            } else if source.is_some() {
                return None;
            }
        }
        self.cursor.skip("}")?;
        let summary = Summary {
            packages: u32::try_from(count).ok(),
            ..Summary::default()
        };
        let software = Facts::Software(SoftwareFacts {
            source,
            ..SoftwareFacts::default()
        });
        Some((summary, RawValue::from_string(software.to_json()).ok()?))
    }

    fn rows(&mut self) -> Option<(usize, Listing)> {
        let mut gathered = Gathered::of(self.packages);
        if self.cursor.skip("]").is_none() {
            let mut rows = Rows {
                next: PackageId(0),
                date: None,
            };
            rows.read(&mut self.cursor, self.packages, &mut gathered)?;
            while self.cursor.skip(",").is_some() {
                rows.read(&mut self.cursor, self.packages, &mut gathered)?;
            }
            self.cursor.skip("]")?;
        }
        Some((gathered.count(), gathered.done()))
    }

    fn time(&mut self) -> Option<UnixMs> {
        let text = self.cursor.text()?;
        match self.time {
            Some((held, time)) if held == text => Some(time),
            _ => Some(self.time.insert((text, text.parse().ok()?)).1),
        }
    }
}

/// Where a list of packages stands.
struct Rows<'a> {
    /// The number behind that of the package before: lists of one image name packages mostly in the order in which
    /// they got their numbers.
    next: PackageId,
    /// The newest date read: most packages were installed with others.
    date: Option<(&'a str, u32)>,
}

impl<'a> Rows<'a> {
    fn read(
        &mut self,
        cursor: &mut Cursor<'a>,
        packages: &Packages,
        gathered: &mut Gathered<'_>,
    ) -> Option<()> {
        let from = cursor.at;
        if let Some(begun) = packages.begun_row(self.next, cursor.rest()) {
            cursor.at += begun.bytes;
            let publisher_follows = !begun.has_publisher && cursor.text_or_null()?.is_some();
            if !publisher_follows {
                let installed_day = self.end(cursor)?;
                self.next = PackageId(begun.id.0 + 1);
                gathered.add_number(begun.id, installed_day);
                return Some(());
            }
            cursor.at = from;
        }
        cursor.skip("[")?;
        let name = cursor.text()?;
        cursor.skip(",")?;
        let version = cursor.text()?;
        let publisher = cursor.text_or_null()?;
        let installed_day = self.end(cursor)?;
        let found = gathered.add_text(
            name.into(),
            version.into(),
            publisher.map(Into::into),
            installed_day,
        );
        if let Some(id) = found {
            self.next = PackageId(id.0 + 1);
        }
        Some(())
    }

    /// The date and the end of a row.
    fn end(&mut self, cursor: &mut Cursor<'a>) -> Option<Option<u32>> {
        let day = match (cursor.text_or_null()?, self.date) {
            (None, _) => None,
            (Some(text), Some((held, day))) if held == text => Some(day),
            (Some(text), _) => Some(self.date.insert((text, day_of(text)?)).1),
        };
        cursor.skip("]")?;
        Some(day)
    }
}

/// A place in the body.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Goes behind `literal`, if that is what comes.
    fn skip(&mut self, literal: &str) -> Option<()> {
        self.rest().starts_with(literal).then(|| self.at += literal.len())
    }

    /// A number without sign, point and exponent.
    fn number(&mut self) -> Option<u64> {
        let rest = self.rest().as_bytes();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 1 && rest[0] == b'0' || matches!(rest.get(digits), Some(b'.' | b'e' | b'E')) {
            return None;
        }
        let number = self.rest()[..digits].parse().ok()?;
        self.at += digits;
        Some(number)
    }

    /// A text without escapes and not over its bound.
    fn text(&mut self) -> Option<&'a str> {
        let rest = self.rest().strip_prefix('"')?;
        let text = &rest[..memchr::memchr(b'"', rest.as_bytes())?];
        let other = |byte: u8| byte < 0x20 || byte == b'\\';
        if text.bytes().fold(false, |found, byte| found | other(byte)) || text.len() > TEXT_BYTES_MAX {
            return None;
        }
        self.at += text.len() + 2;
        Some(text)
    }

    /// A text that may be `null`, or not be there at all, behind a comma.
    fn text_or_null(&mut self) -> Option<Option<&'a str>> {
        if self.skip(",").is_none() || self.skip("null").is_some() {
            return Some(None);
        }
        self.text().map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::PackageName;
    use crate::intake::tolerant;
    use kiemke_wire::digest::Digest;
    use kiemke_wire::facts::{MemoryFacts, MemoryModule, Package, SystemFacts};
    use kiemke_wire::ids::{AgentId, RunId};
    use kiemke_wire::reading::{
        CapacityReading, GatewayReading, Medium, OutsideReading, ProbeMethod, StatusReading, UncleanStop,
        VerdictReading, VolumeFree, WifiReading,
    };
    use kiemke_wire::report::{CheckIn, CollectorFailed, Dropped, Item, ItemBody, Report, SectionItem};
    use proptest::prelude::*;

    const NOW: UnixMs = UnixMs(1_795_503_600_000);

    fn known() -> Packages {
        let mut packages = Packages::default();
        for (name, version, publisher) in [
            ("bash", "5.2", None),
            ("bash", "5.2", Some("")),
            ("bat", "5.2", Some("B")),
            ("b", "a\",\"c", None),
            ("b\",\"a", "c", None),
            ("back\\slash", "1", None),
            ("", "", None),
            ("Trình duyệt", "7", Some("Một nhà")),
            ("zlib", "1", None),
        ] {
            let name = PackageName(name.into(), version.into(), publisher.map(str::to_owned));
            packages.add(&name);
        }
        packages
    }

    fn package() -> impl Strategy<Value = Package> {
        let text = || {
            prop_oneof![
                Just("bash"),
                Just("b"),
                Just("bat"),
                Just("5.2"),
                Just(""),
                Just("Trình duyệt"),
                Just("7"),
                Just("c\u{85}"),
            ]
            .prop_map(str::to_owned)
        };
        let date = prop::option::of(prop_oneof![Just("2026-01-02"), Just("2025-12-31")]);
        (text(), text(), prop::option::of(text()), date).prop_map(|(name, version, publisher, date)| {
            Package {
                name,
                version,
                publisher,
                installed_on: date.map(str::to_owned),
            }
        })
    }

    fn facts() -> impl Strategy<Value = Facts> {
        prop_oneof![
            prop::option::of("[a-zê ]{0,6}").prop_map(|host_name| Facts::System(SystemFacts {
                host_name,
                ..SystemFacts::default()
            })),
            (prop::option::of(any::<u32>()), any::<u64>()).prop_map(|(slots, size)| {
                let module = MemoryModule {
                    size_bytes: Some(size),
                    ..MemoryModule::default()
                };
                Facts::Memory(MemoryFacts {
                    slots,
                    modules: vec![module],
                    ..MemoryFacts::default()
                })
            }),
            (
                prop::option::of(Just("dpkg".to_owned())),
                prop::collection::vec(package(), 0..9)
            )
                .prop_map(|(source, packages)| Facts::Software(SoftwareFacts { source, packages })),
        ]
    }

    fn body() -> impl Strategy<Value = ItemBody> {
        let few = any::<u16>;
        let us = || prop::option::of(any::<u32>());
        prop_oneof![
            facts().prop_map(|facts| ItemBody::Section(SectionItem {
                section: facts.section(),
                digest: Digest([3; 16]),
                facts: RawValue::from_string(facts.to_json()).unwrap(),
            })),
            (any::<u64>(), us()).prop_map(|(uptime, rss)| ItemBody::CheckIn(CheckIn {
                digest: rss.map(|rss| Digest([rss as u8; 16])),
                version: "0.1.0".into(),
                machine_uptime_s: Some(uptime),
                agent_uptime_s: uptime,
                spooled: 0,
                dropped: 1,
                rss_bytes: rss.map(u64::from),
                cpu_ms: None,
                can_test: None,
            })),
            (few(), us()).prop_map(|(sent, rtt_us_median)| ItemBody::Gateway(GatewayReading {
                method: ProbeMethod::Icmp,
                sent,
                received: sent / 2,
                rtt_us_median,
                rtt_us_max: None,
            })),
            (few(), us(), us()).prop_map(|(sent, tcp_us, rate_mbps)| ItemBody::Outside(OutsideReading {
                target: "daemon".into(),
                failed: None,
                dns_us: None,
                tcp_us,
                tls_us: None,
                first_byte_us: None,
                sent,
                received: 0,
                rtt_us_median: None,
                jitter_us: None,
                wifi: rate_mbps.map(|_| WifiReading {
                    signal_dbm: Some(-67),
                    rate_mbps,
                    ..WifiReading::default()
                }),
            })),
            any::<u64>().prop_map(|free_bytes| ItemBody::Status(StatusReading {
                memory_available_bytes: None,
                volumes: vec![VolumeFree {
                    mount: "C:".into(),
                    free_bytes,
                }],
            })),
            // One that reads like the name of a field is taken for it and read the other way.
            r"[a-z ]{0,9}\.".prop_map(|reason| ItemBody::CollectorFailed(CollectorFailed {
                section: SectionName::Cpu,
                reason,
            })),
            any::<bool>().prop_map(|by_hand| ItemBody::Capacity(CapacityReading {
                server: "daemon".into(),
                down: None,
                up: None,
                rtt_us_min: None,
                latency_idle_us: None,
                latency_loaded_us: Some(9),
                medium: Some(Medium::Wifi),
                link_mbps: None,
                failed: None,
                by_hand,
                note: None,
            })),
            Just(ItemBody::Verdict(VerdictReading { fault: None })),
            Just(ItemBody::UncleanStop(UncleanStop { alive_at: NOW })),
            any::<u64>().prop_map(|count| ItemBody::Dropped(Dropped {
                count,
                from: NOW,
                to: NOW,
            })),
        ]
    }

    fn report() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec((any::<u64>(), 0..3_i64, body()), 0..5).prop_map(|items| {
            let item = |(seq, ago_s, body): (u64, i64, ItemBody)| Item {
                seq,
                at: NOW.plus(-ago_s * 1_000),
                body,
            };
            let report = Report {
                v: 1,
                agent: AgentId([1; 16]),
                run: RunId([2; 8]),
                sent_at: NOW,
                settings: 3,
                items: items.into_iter().map(item).collect(),
            };
            serde_json::to_vec(&report).unwrap()
        })
    }

    /// What a careless or a hostile hand does to a text: a piece goes, comes twice, or another one comes in.
    fn mangled(body: &[u8], changes: &[(prop::sample::Index, usize, usize)]) -> Vec<u8> {
        const PIECES: [&str; 24] = [
            "\"",
            "\\",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            " ",
            "0",
            "-1",
            "1e3",
            "null",
            "\u{1}",
            "é",
            "\\u0041",
            "\"seq\":7,",
            "\"at\":\"x\",",
            "\"kind\":\"status\",",
            "\"section\":5,",
            "\"digest\":5,",
            "\"facts\":{},",
            "\"extra\":[{}],",
            "\"source\":null,",
        ];
        let mut body = body.to_vec();
        for (place, length, piece) in changes {
            let from = place.index(body.len() + 1);
            let to = (from + length).min(body.len());
            match piece.checked_sub(2) {
                None if *piece == 0 => drop(body.drain(from..to)),
                None => {
                    let twice = body[from..to].to_vec();
                    body.splice(from..from, twice);
                }
                Some(piece) => drop(body.splice(from..from, PIECES[piece % PIECES.len()].bytes())),
            }
        }
        body
    }

    fn same(body: &[u8]) -> Result<bool, TestCaseError> {
        let known = known();
        let Some(read) = read(body, &known) else {
            return Ok(false);
        };
        let text = String::from_utf8_lossy(body);
        let tolerantly = tolerant::read(body, &known);
        prop_assert!(tolerantly.is_ok(), "{text}");
        // Kept JSON text cannot be compared otherwise.
        prop_assert_eq!(
            format!("{read:?}"),
            format!("{:?}", tolerantly.unwrap()),
            "{}",
            text
        );
        Ok(true)
    }

    proptest! {
        #[test]
        fn what_agents_write_is_read_in_one_pass_and_as_tolerantly(body in report()) {
            prop_assert!(same(&body)?, "{}", String::from_utf8_lossy(&body));
        }

        #[test]
        fn what_is_written_otherwise_is_never_read_otherwise(
            body in report(),
            changes in prop::collection::vec((any::<prop::sample::Index>(), 0..40_usize, 0..26_usize), 1..4),
        ) {
            same(&mangled(&body, &changes))?;
        }
    }

    #[test]
    fn rows_are_told_apart_from_others_that_begin_alike() {
        let known = known();
        for rows in [
            r#"["bash","5.2"],["bash","5.2",""],["bat","5.2","B"]"#,
            r#"["bash","5.2",null],["bash","5.2",null,"2026-01-02"],["bash","5.2","","2026-01-02"]"#,
            r#"["bash","5.2","C"],["bat","5.2"],["bat","5.2",null]"#,
            r#"["b","a","c"],["",""],["zlib","1"],["bash","5.2"]"#,
            r#"["b","a","c",null]"#,
        ] {
            let body = format!(
                r#"{{"v":1,"agent":"000102030405060708090a0b0c0d0e0f","run":"0001020304050607","sent_at":"2026-11-24T07:00:00Z","settings":0,"items":[{{"seq":0,"at":"2026-11-24T07:00:00Z","kind":"section","section":"software","digest":"000102030405060708090a0b0c0d0e0f","facts":{{"packages":[{rows}]}}}}]}}"#
            );
            let written = read(body.as_bytes(), &known).expect("as agents write");
            let tolerantly = tolerant::read(body.as_bytes(), &known).unwrap();
            assert_eq!(format!("{written:?}"), format!("{tolerantly:?}"));
        }
    }
}
