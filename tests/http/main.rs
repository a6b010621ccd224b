//! The HTTP surface through real sockets: what is accepted, what is refused and how.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod access;
mod bad_input;
mod books;
mod enrolment;
mod equipment;
mod events;
mod matrix;
mod ndt7;
mod one_plan;
mod past;
mod past_items;
mod people;
mod platforms;
mod radio;
mod readiness;
mod reading;
mod reports;
mod sheets;
mod small_cells;
mod standards;
mod stocktakes;
mod ties;
mod tls;
mod typed_plans;
mod units;
