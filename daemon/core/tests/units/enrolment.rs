//! A machine goes to the room that it names, below the unit of its token.

use crate::world::World;
use kiemke_core::{Answer, Command, Reader, Refusal};
use kiemke_wire::enrol::EnrolRequest;
use kiemke_wire::facts::IdentityFacts;
use kiemke_wire::ids::{AgentId, UnitKey};
use kiemke_wire::secret::SecretHash;

fn enrol(world: &mut World, unit: &str, number: u8, room: &str) -> Result<UnitKey, Refusal> {
    let token = SecretHash([number; 32]);
    world.run(&Command::MakeEnrolToken {
        by: Reader::administrator(),
        hash: token,
        unit: unit.into(),
        uses: 1,
        expires_at: None,
    })?;
    let answer = world.run(&Command::Enrol {
        token,
        request: Box::new(EnrolRequest {
            v: 1,
            agent: AgentId([number; 16]),
            secret_hash: SecretHash([100 + number; 32]),
            version: "0.1.0".into(),
            host_name: None,
            identity: IdentityFacts::default(),
            macs: Vec::new(),
            disk_serials: Vec::new(),
            room: Some(room.into()),
            seat: Some(3),
        }),
    })?;
    let Answer::Enrolled { reply, .. } = answer else {
        panic!("{answer:?}")
    };
    Ok(world.fleet.unit_of(reply.machine).unwrap())
}

#[test]
fn rooms_are_named_within_the_school_of_the_token() {
    let mut world = World::new();
    let text = "Mã|Tên|Loại|Thuộc\n68|Lâm Đồng|Tỉnh|\n22001|Xã A|Xã|68\n900|TH Một|Trường|22001\n\
                901|TH Hai|Trường|22001\nP1|Phòng tin 1|Phòng|900\nP1|Phòng tin 1|Phòng|901\n";
    assert_eq!(world.units(text).new, 6);
    for (number, unit, room, expected) in [
        (1, "900", "P1", "900/P1"),
        (2, "901", "phong tin 1", "901/P1"),
        (3, "22001", "901/P1", "901/P1"),
        (4, "900", "Phòng chưa nhập", "900"),
    ] {
        let found = enrol(&mut world, unit, number, room).unwrap();
        assert_eq!(found, world.unit(expected), "{room}");
    }
    let refused = enrol(&mut world, "22001", 5, "P1").unwrap_err();
    assert_eq!(refused.code(), ("unit_ambiguous", 409));
    let refused = enrol(&mut world, "P1", 6, "").unwrap_err();
    assert_eq!(
        refused.code(),
        ("unit_ambiguous", 409),
        "a token for an ambiguous unit is none"
    );
}
