use super::*;
use kiemke_wire::ids::{StocktakeId, UnitKey};
use kiemke_wire::stocktake::{CountId, Counted, Expectation, PackNumber};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::UnitView;
use proptest::prelude::*;

fn head() -> PackHead {
    PackHead {
        version: PACK_VERSION,
        stocktake: StocktakeId(3),
        pack: PackNumber(1),
        holder: "Cô Hoa".into(),
        given_at: UnixMs(1_795_503_600_000),
        name: "Kiểm kê 2026".into(),
        school: UnitView {
            key: UnitKey(2),
            code: "THCS-ND".into(),
            name: "THCS Nam Đà".into(),
            kind: "school".into(),
            parent: None,
        },
        rooms: Vec::new(),
        committee: Vec::new(),
        expected: Expectation::default(),
    }
}

fn scan(number: u8) -> CountEvent {
    CountEvent {
        id: CountId([number; 16]),
        at: UnixMs(i64::from(number)),
        counter: "Cô Hoa".into(),
        what: Counted::Scan {
            room: UnitKey(4),
            code: format!("MT-{number:03}\nlạ"),
            condition: None,
            note: None,
        },
    }
}

fn file(events: u8) -> Vec<u8> {
    let mut bytes = begin(&head());
    bytes.extend((0..events).flat_map(|number| event_line(&scan(number))));
    bytes
}

#[test]
fn damage_is_named_and_the_rest_is_kept() {
    let mut bytes = file(5);
    let lines: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'\n').collect();
    bytes[lines[3] + 20] ^= 1;
    let read = read(&bytes).unwrap();
    assert_eq!((read.damaged, read.events.len(), read.cut_bytes), (vec![5], 4, 0));
    assert_eq!(super::read(b"PK\x03\x04"), Err(BadPack::NoPack));
    assert_eq!(super::read(b"kiemke-pack 9\n"), Err(BadPack::Version("9".into())));
    let mut headless = file(1);
    headless[30] ^= 1;
    assert_eq!(super::read(&headless), Err(BadPack::Head));
}

proptest! {
    /// Wherever the power goes, all lines that were whole are there, and counting goes on behind them.
    #[test]
    fn a_cut_file_keeps_what_was_written(events in 0..6_u8, cut in any::<prop::sample::Index>(), zeros in 0..40_usize) {
        let whole = file(events);
        let (first, extra) = (begin(&head()).len(), event_line(&scan(99)));
        let cut = cut.index(extra.len());
        let mut bytes = whole.clone();
        bytes.extend(&extra[..cut]);
        bytes.extend(vec![0; zeros]);
        let held = read(&bytes).unwrap();
        prop_assert_eq!(held.events.len(), usize::from(events));
        prop_assert_eq!((held.whole_bytes, held.damaged.len()), (whole.len(), 0));
        prop_assert_eq!(held.cut_bytes, cut + zeros);
        bytes.truncate(held.whole_bytes);
        bytes.extend(event_line(&scan(77)));
        prop_assert_eq!(read(&bytes).unwrap().events.len(), usize::from(events) + 1);
        // Without its head it is no pack.
        for at in 0..first {
            prop_assert!(read(&whole[..at]).is_err());
        }
    }

    #[test]
    fn any_bytes_are_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut one = begin(&head());
        one.extend(&bytes);
        let held = read(&one).unwrap();
        prop_assert_eq!(held.whole_bytes + held.cut_bytes, one.len());
        let _ = read(&bytes);
    }
}
