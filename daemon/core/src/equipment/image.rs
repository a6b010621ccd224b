//! The register in an image of the state: one chunk of records, packed.

use crate::cold::Day;
use crate::equipment::{CHUNK, Chunk, Columns, Register, ThingId};
use crate::packing::{Packer, Unpacker};
use kiemke_wire::equipment::EquipmentState;
use kiemke_wire::ids::{BookLineId, MachineId, Position, UnitKey};

const FULL: u8 = 1;
const VOID: u8 = 2;
/// The line of a book follows; earlier builds never set it.
const IN_BOOK: u8 = 4;
/// The day of a stocktake stands behind the text.
const VERIFIED: u8 = 8;
/// The seat stands behind that.
const SEAT: u8 = 16;

pub(crate) fn pack(chunk: &Chunk, packer: &mut Packer) {
    packer.list(chunk.columns.iter().enumerate(), |packer, (at, columns)| {
        packer.number(columns.changed_at.0);
        packer.option(columns.cost_dong, Packer::number);
        packer.number(columns.place.0.into());
        packer.number(columns.thing.0.into());
        packer.option(columns.machine, |packer, machine| packer.number(machine.0.into()));
        packer.option(columns.year_in_use, |packer, year| packer.number(year.into()));
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        let flags = flag(columns.is_full, FULL)
            | flag(columns.is_void, VOID)
            | flag(columns.book_line.is_some(), IN_BOOK)
            | flag(columns.verified_on.is_some(), VERIFIED)
            | flag(columns.seat.is_some(), SEAT);
        packer.bytes(&[columns.state as u8, flags]);
        if let Some(line) = columns.book_line {
            packer.number(line.0.into());
        }
        packer.text(chunk.texts.get(at).unwrap_or_default());
        if let Some(day) = columns.verified_on {
            packer.signed(day.0.into());
        }
        if let Some(seat) = columns.seat {
            packer.number(seat.into());
        }
    });
}

/// Adds the records of a chunk; `None` when it is damaged or names things that are not known.
pub(crate) fn unpack(reader: &mut Unpacker<'_>, register: &mut Register) -> Option<()> {
    let count: usize = reader.small()?;
    // Only the last chunk is not full.
    if count > CHUNK || !register.count().is_multiple_of(CHUNK) {
        return None;
    }
    for _ in 0..count {
        let changed_at = Position(reader.number()?);
        let cost_dong = reader.option(Unpacker::number)?;
        let place = UnitKey(reader.small()?);
        let thing = ThingId(reader.small()?);
        register.things.get(thing)?;
        let machine = reader.option(Unpacker::small)?.map(MachineId);
        let year_in_use = reader.option(Unpacker::small)?;
        let [state, flags] = reader.array()?;
        let book_line = match flags & IN_BOOK {
            0 => None,
            _ => Some(BookLineId(reader.small()?)),
        };
        let text = reader.text()?;
        let verified_on = match flags & VERIFIED != 0 {
            true => Some(Day(i32::try_from(reader.signed()?).ok()?)),
            false => None,
        };
        let seat = match flags & SEAT != 0 {
            true => Some(reader.small()?),
            false => None,
        };
        let columns = Columns {
            book_line,
            changed_at,
            cost_dong,
            place,
            thing,
            machine,
            verified_on,
            year_in_use,
            seat,
            state: *EquipmentState::ALL.get(usize::from(state))?,
            is_full: flags & FULL != 0,
            is_void: flags & VOID != 0,
        };
        register.push(columns, text);
    }
    Some(())
}
