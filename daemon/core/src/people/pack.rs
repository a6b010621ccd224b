//! A block of people as it lies in a row of the store.
//!
//! ```text
//! version u8 · count · person, …
//! person  flags u8 · more flags u8 · first day · what the flags say is there, in their order
//! ```
//! Their numbers are not written: they follow each other from the block's first on. Answers about home are JSON, because
//! questions change.

use crate::cold::Day;
use crate::packing::{Packer, Unpacker};
use crate::people::{BLOCK, HomeSaid, Person, Post, person_at};
use crate::readiness::NationalId;
use kiemke_config::group::Group;
use kiemke_wire::ids::{PersonId, UnitKey};

/// The version that this build writes, and the only one that it reads.
const VERSION: u8 = 1;

const TEACHER: u8 = 1;
const CODE: u8 = 1 << 1;
const NAME: u8 = 1 << 2;
const BORN: u8 = 1 << 3;
const NATIONAL_ID: u8 = 1 << 4;
const LEFT: u8 = 1 << 5;
const SHARED: u8 = 1 << 6;

const CLASS: u8 = 1;
const POST: u8 = 1 << 1;
const FURTHER_SITES: u8 = 1 << 2;
const HOME: u8 = 1 << 3;

/// The people of a block, in the order of their numbers, none left out.
pub(crate) fn pack<'a>(people: impl ExactSizeIterator<Item = &'a Person>) -> Vec<u8> {
    let mut packer = Packer::default();
    packer.bytes(&[VERSION]);
    packer.list(people, pack_person);
    packer.into_bytes()
}

/// The people of a block; `None` when it is damaged or of a later version.
pub(crate) fn unpack(payload: &[u8], block: u32) -> Option<Vec<Person>> {
    let mut reader = Unpacker::new(payload);
    if reader.array()? != [VERSION] {
        return None;
    }
    let mut places = 0..BLOCK;
    let people: Vec<Person> =
        reader.list(|reader| unpack_person(reader, person_at(block, places.next()?)))?;
    reader.is_empty().then_some(people)
}

fn pack_person(packer: &mut Packer, person: &Person) {
    let flag = |is: bool, flag: u8| if is { flag } else { 0 };
    let flags = flag(person.group == Group::Teachers, TEACHER)
        | flag(person.code.is_some(), CODE)
        | flag(person.name.is_some(), NAME)
        | flag(person.born.is_some(), BORN)
        | flag(person.national_id.is_some(), NATIONAL_ID)
        | flag(person.left_on.is_some(), LEFT)
        | flag(person.is_shared, SHARED);
    let more = flag(person.class.is_some(), CLASS)
        | flag(person.post.is_some(), POST)
        | flag(!person.further_sites.is_empty(), FURTHER_SITES)
        | flag(person.home.is_some(), HOME);
    packer.bytes(&[flags, more]);
    packer.signed(person.from.0.into());
    for text in [&person.code, &person.name].into_iter().flatten() {
        packer.text(text);
    }
    if let Some(born) = person.born {
        packer.signed(born.0.into());
    }
    if let Some(id) = person.national_id {
        packer.number(id.number());
    }
    if let Some(left_on) = person.left_on {
        packer.signed(left_on.0.into());
    }
    if let Some(class) = person.class {
        packer.number(class.into());
    }
    if let Some(Post { site, level }) = person.post {
        packer.number(site.0.into());
        packer.bytes(&[level]);
    }
    if !person.further_sites.is_empty() {
        packer.list(person.further_sites.iter(), |packer, site| {
            packer.number(site.0.into());
        });
    }
    if let Some(home) = &person.home {
        let json = serde_json::to_vec(home).expect("answers are numbers and words");
        packer.block(&json);
    }
}

fn unpack_person(reader: &mut Unpacker<'_>, id: PersonId) -> Option<Person> {
    let [flags, more] = reader.array()?;
    let day = |reader: &mut Unpacker<'_>| Some(Day(i32::try_from(reader.signed()?).ok()?));
    let group = match flags & TEACHER {
        0 => Group::Students,
        _ => Group::Teachers,
    };
    let mut person = Person::new(group, day(reader)?);
    person.id = id;
    person.is_shared = flags & SHARED != 0;
    if flags & CODE != 0 {
        person.code = Some(reader.text()?.into());
    }
    if flags & NAME != 0 {
        person.name = Some(reader.text()?.into());
    }
    if flags & BORN != 0 {
        person.born = Some(day(reader)?);
    }
    if flags & NATIONAL_ID != 0 {
        person.national_id = Some(NationalId::of_number(reader.number()?)?);
    }
    if flags & LEFT != 0 {
        person.left_on = Some(day(reader)?);
    }
    if more & CLASS != 0 {
        person.class = Some(reader.small()?);
    }
    if more & POST != 0 {
        let site = UnitKey(reader.small()?);
        let [level] = reader.array()?;
        person.post = Some(Post { site, level });
    }
    if more & FURTHER_SITES != 0 {
        person.further_sites = reader.list(|reader| Some(UnitKey(reader.small()?)))?;
    }
    if more & HOME != 0 {
        let home: HomeSaid = serde_json::from_slice(reader.block()?).ok()?;
        person.home = Some(Box::new(home));
    }
    Some(person)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_wire::person::{DeviceAtHome, HomeAnswers, LineAtHome};
    use proptest::prelude::*;

    fn person() -> impl Strategy<Value = Person> {
        let text = || prop::option::of("[A-ZĐa-zệ ]{1,12}".prop_map(|text| text.into_boxed_str()));
        let who = (
            any::<bool>(),
            text(),
            text(),
            prop::option::of(-30_000..40_000),
            prop::option::of(1..1_000_000_000_000_u64),
        );
        let place = (
            prop::option::of(any::<u16>()),
            prop::option::of((any::<u32>(), any::<u8>())),
            prop::collection::vec(any::<u32>(), 0..3),
        );
        let rest = (
            any::<bool>(),
            0..40_000,
            prop::option::of(0..40_000),
            any::<bool>(),
        );
        (who, place, rest).prop_map(
            |(
                (teacher, code, name, born, national),
                (class, post, further),
                (is_shared, from, left, home),
            )| Person {
                id: PersonId(0),
                group: if teacher { Group::Teachers } else { Group::Students },
                code,
                name,
                born: born.map(Day),
                national_id: national.and_then(NationalId::of_number),
                class,
                post: post.map(|(site, level)| Post {
                    site: UnitKey(site),
                    level,
                }),
                further_sites: further.into_iter().map(UnitKey).collect(),
                is_shared,
                from: Day(from),
                left_on: left.map(Day),
                home: home.then(|| {
                    let answers = HomeAnswers {
                        device: Some(DeviceAtHome::Phone),
                        shared_with: Some(1),
                        line: Some(LineAtHome::Sometimes),
                        signed_in: [(0, true)].into(),
                        ..HomeAnswers::default()
                    };
                    Box::new(HomeSaid {
                        on: Day(from),
                        answers,
                    })
                }),
            },
        )
    }

    proptest! {
        #[test]
        fn a_block_comes_back_and_damage_is_told(people in prop::collection::vec(person(), 0..=BLOCK as usize), cut in any::<prop::sample::Index>()) {
            let numbered: Vec<Person> = (7 * BLOCK + 1..)
                .zip(people)
                .map(|(id, person)| Person { id: PersonId(id), ..person })
                .collect();
            let packed = pack(numbered.iter());
            prop_assert_eq!(unpack(&packed, 7), Some(numbered.clone()));
            prop_assert_eq!(unpack(&packed[..cut.index(packed.len())], 7), None);
            let json = serde_json::to_string(&numbered).unwrap();
            prop_assert_eq!(serde_json::from_str::<Vec<Person>>(&json).unwrap(), numbered);
        }
    }
}
