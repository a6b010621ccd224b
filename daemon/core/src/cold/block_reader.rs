//! Reads blocks back.

use crate::cold::block::{BLOCK_BYTES_MAX, read_columns};
use crate::cold::damage::{Damage, Part};
use crate::cold::index::BlockPlace;
use crate::cold::name::ColdName;
use crate::cold::record::{Record, Row};

/// The rows of a block, in order.
///
/// # Errors
/// When the bytes are not those that were written.
pub fn read_block<R: Record>(
    name: ColdName,
    place: &BlockPlace,
    packed: &[u8],
) -> Result<Vec<Row<R>>, Damage> {
    let damage = |why| block_damage(name, place, why);
    if packed.len() != place.packed_bytes as usize || crc32c::crc32c(packed) != place.crc {
        return Err(damage("its checksum does not match"));
    }
    let unpacked_bytes = place.unpacked_bytes as usize;
    if unpacked_bytes > BLOCK_BYTES_MAX {
        return Err(damage("it claims to be larger than blocks are"));
    }
    let columns =
        zstd::bulk::decompress(packed, unpacked_bytes).map_err(|_| damage("it does not decompress"))?;
    read_columns(&columns).map_err(|_| damage("a column of it is malformed"))
}

/// Damage of this block.
pub fn block_damage(name: ColdName, place: &BlockPlace, why: &'static str) -> Damage {
    Damage {
        file: name,
        part: Part::Block {
            offset: place.offset,
            first: place.first,
            last: place.last,
        },
        why,
    }
}
