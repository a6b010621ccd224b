//! Columns of a table: which ones fit, and how wide each is.

use kiemke_config::messages::Msg;

/// Cells between two columns.
pub(super) const GAP: usize = 2;

/// One column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column<C> {
    /// Which.
    pub id: C,
    /// Its title.
    pub title: Msg,
    /// Cells below which it is left out.
    pub min: usize,
    /// Cells beyond which it gains nothing.
    pub max: usize,
    /// How early it is left out when room is short: highest first, 0 never.
    pub spare: u8,
}

/// The columns that fit, in order, with their widths.
pub(super) fn fitted<C: Copy>(columns: &[Column<C>], width: usize) -> Vec<(Column<C>, usize)> {
    let mut kept: Vec<Column<C>> = columns.to_vec();
    while needed(&kept) > width {
        let spare = kept.iter().map(|column| column.spare).max().unwrap_or(0);
        if spare == 0 {
            break;
        }
        kept.retain(|column| column.spare != spare);
    }
    let mut free = width.saturating_sub(needed(&kept));
    let mut widths: Vec<usize> = kept.iter().map(|column| column.min).collect();
    // Every column grows by one cell in turn, so none takes all of the room.
    while free > 0 {
        let before = free;
        for (column, width) in kept.iter().zip(&mut widths) {
            if free > 0 && *width < column.max {
                *width += 1;
                free -= 1;
            }
        }
        if free == before {
            break;
        }
    }
    kept.into_iter().zip(widths).collect()
}

fn needed<C>(columns: &[Column<C>]) -> usize {
    let cells: usize = columns.iter().map(|column| column.min).sum();
    cells + GAP * columns.len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(id: char, min: usize, max: usize, spare: u8) -> Column<char> {
        Column {
            id,
            title: Msg::ColumnName,
            min,
            max,
            spare,
        }
    }

    #[test]
    fn the_least_needed_goes_first_and_room_is_shared() {
        let columns = [column('a', 5, 10, 0), column('b', 5, 30, 2), column('c', 5, 6, 1)];
        let widths = |width| -> Vec<(char, usize)> {
            fitted(&columns, width)
                .into_iter()
                .map(|(column, width)| (column.id, width))
                .collect()
        };
        assert_eq!(widths(3), [('a', 5)]);
        assert_eq!(widths(13), [('a', 6), ('c', 5)]);
        assert_eq!(widths(30), [('a', 10), ('b', 10), ('c', 6)]);
    }
}
