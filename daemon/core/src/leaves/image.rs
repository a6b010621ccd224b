//! Leaves in an image of the state: sites packed, schools as JSON.

use crate::leaves::kept::{Leaves, SiteKept};
use crate::leaves::packed_day::{pack_day, unpack_day};
use crate::packing::{Packer, Unpacker};
use kiemke_wire::ids::{Position, UnitKey};
use std::sync::Arc;

impl Leaves {
    pub(crate) fn pack(&self, sites: &[(UnitKey, &Arc<SiteKept>)], packer: &mut Packer) {
        packer.list(sites.iter(), |packer, (site, kept)| {
            packer.number(site.0.into());
            packer.number(kept.made_at.0);
            pack_day(packer, kept.day, &kept.leaves);
            packer.option(kept.closed.as_ref(), |packer, (day, leaves)| {
                // Mostly nothing changed since.
                let same = *day == kept.day && *leaves == kept.leaves;
                packer.bytes(&[u8::from(same)]);
                if !same {
                    pack_day(packer, *day, leaves);
                }
            });
        });
    }

    /// Adds the sites of a block; `None` when it is damaged.
    pub(crate) fn unpack(&mut self, reader: &mut Unpacker<'_>) -> Option<()> {
        let sites: Vec<(UnitKey, SiteKept)> = reader.list(|reader| {
            let site = UnitKey(reader.small()?);
            let made_at = Position(reader.number()?);
            let (day, leaves) = unpack_day(reader)?;
            let leaves: Arc<[_]> = leaves.into();
            let closed = reader.option(|reader| {
                let [same] = reader.array()?;
                match same {
                    1 => Some((day, leaves.clone())),
                    _ => unpack_day(reader).map(|(day, leaves)| (day, leaves.into())),
                }
            })?;
            Some((
                site,
                SiteKept {
                    day,
                    made_at,
                    leaves,
                    closed,
                },
            ))
        })?;
        for (site, kept) in sites {
            self.put(site, kept);
        }
        Some(())
    }
}
