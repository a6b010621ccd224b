//! Cold files on a disk that loses power, fills up and goes bad.

mod damage;
mod folder;
mod power_cut;
mod story;
