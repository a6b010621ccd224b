//! Lists of lines of books. The state finds them; what they say is read from the store.

use crate::books::{Books, LineColumns};
use crate::query::Scene;
use crate::query::page::{BadQuery, ListQuery, cursor};
use kiemke_wire::book::BookKind;
use kiemke_wire::ids::BookLineId;

/// The lines of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookFound {
    /// Their numbers, ascending.
    pub ids: Vec<BookLineId>,
    /// Lines that the question finds, on all pages.
    pub total: u64,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// Finds the lines of one page, by number.
///
/// # Errors
/// When the filter or the order is not known.
pub fn book_lines(scene: &Scene<'_>, query: &ListQuery) -> Result<BookFound, BadQuery> {
    let books = &scene.fleet.books;
    let filter = filter(query)?;
    if let Some((column, _)) = query.sort.as_ref().filter(|(column, _)| column != "id") {
        let reason = format!("{column} is not known; id is");
        return Err(BadQuery {
            parameter: "sort",
            reason,
        });
    }
    let below = scene.below(query.unit);
    let after = query.after.as_ref().map(|(_, id)| BookLineId(*id));
    let mut found = BookFound {
        ids: Vec::new(),
        total: 0,
        next: None,
    };
    let mut more = false;
    for (first, chunk) in books.numbered_chunks() {
        for (at, columns) in chunk.columns.iter().enumerate() {
            let is_in = below.as_ref().is_none_or(|below| below.contains(columns.school));
            let text = chunk.texts.get(at).unwrap_or_default();
            if !is_in || !filter.takes(books, columns) || !query.matches(text) {
                continue;
            }
            found.total += 1;
            let id = BookLineId(first.0 + at as u32);
            if after.is_some_and(|after| id <= after) {
                continue;
            }
            match found.ids.len() < query.limit {
                true => found.ids.push(id),
                false => more = true,
            }
        }
    }
    let last = found.ids.last().filter(|_| more);
    found.next = last.map(|last| cursor("", last.0));
    Ok(found)
}

/// How many records hang on a line.
pub fn recorded_of(scene: &Scene<'_>, id: BookLineId) -> u32 {
    scene.fleet.register.on_book_line(id)
}

#[derive(Default)]
struct Filter<'a> {
    book: Option<BookKind>,
    category: Option<&'a str>,
}

impl Filter<'_> {
    fn takes(&self, books: &Books, columns: &LineColumns) -> bool {
        self.book.is_none_or(|book| columns.book == book)
            && self.category.is_none_or(|code| books.category(columns).0 == code)
    }
}

fn filter(query: &ListQuery) -> Result<Filter<'_>, BadQuery> {
    let mut filter = Filter::default();
    let Some((name, value)) = &query.filter else {
        return Ok(filter);
    };
    match (name.as_str(), BookKind::of_code(value)) {
        ("book", Some(book)) => filter.book = Some(book),
        ("category", _) => filter.category = Some(value),
        _ => {
            let books = BookKind::ALL.map(BookKind::code).join("|");
            let reason = format!("{name}:{value} is not known; book:{books} and category:CODE are");
            return Err(BadQuery {
                parameter: "filter",
                reason,
            });
        }
    }
    Ok(filter)
}
