/// A selected row among others, and the first row that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The selected row.
    pub selected: usize,
    /// The first row on screen.
    pub offset: usize,
}

impl List {
    /// Moves by so many rows, stopping at the ends.
    pub fn move_by(&mut self, rows: isize, count: usize, height: usize) {
        self.select(self.selected.saturating_add_signed(rows), count, height);
    }

    /// Selects a row, or the last one if there are fewer, and brings it into view.
    pub fn select(&mut self, row: usize, count: usize, height: usize) {
        self.selected = row.min(count.saturating_sub(1));
        let height = height.max(1);
        self.offset = self
            .offset
            .min(self.selected)
            .max((self.selected + 1).saturating_sub(height))
            .min(count.saturating_sub(height));
    }
}

#[cfg(test)]
mod tests {
    use super::List;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_selected_row_exists_and_is_on_screen(
            steps in prop::collection::vec((-300_isize..300, 0_usize..200, 0_usize..60), 1..40),
        ) {
            let mut list = List::default();
            for (rows, count, height) in steps {
                list.move_by(rows, count, height);
                prop_assert!(list.selected < count.max(1));
                prop_assert!(list.offset <= list.selected);
                prop_assert!(list.selected < list.offset + height.max(1));
            }
        }
    }
}
