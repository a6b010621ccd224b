use crate::formats::STATE;
use crate::image::{ImageError, ImageReader, Part};
use kiemke_core::Fleet;
use kiemke_core::image::BadImage;

/// Reads the blocks of the state; also the first part behind them, by which their end was known.
pub(crate) fn read_state(reader: &mut ImageReader<'_>) -> Result<(Fleet, Option<Part>), ImageError> {
    let path = reader.path().to_owned();
    let (mut failed, mut behind) = (None, None);
    let blocks = std::iter::from_fn(|| match reader.next() {
        Ok(Some(Part::Block(block))) => Some(block),
        Ok(other) => {
            behind = other;
            None
        }
        Err(error) => {
            failed = Some(error);
            None
        }
    });
    let fleet = Fleet::from_image(blocks);
    if let Some(error) = failed {
        return Err(error);
    }
    let fleet = fleet.map_err(|error| match &error {
        BadImage::Version(found) => match STATE.check(*found) {
            Err(source) => ImageError::OtherVersion { path, source },
            Ok(()) => ImageError::Content {
                path,
                source: error.into(),
            },
        },
        _ => ImageError::Content {
            path,
            source: error.into(),
        },
    })?;
    Ok((fleet, behind))
}
