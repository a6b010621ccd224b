//! The socket of a test: counts every byte, draws the transfer's course, and ends it at its bound.

use kiemke_agent_core::capacity::Meter;
use kiemke_http::Stream;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

/// What is known of a transfer; shared by the socket and whoever drives it.
#[derive(Clone, Debug)]
pub(super) struct Course(Arc<Mutex<Held>>);

#[derive(Debug)]
struct Held {
    limit: u64,
    bytes: u64,
    /// Set when load may begin; bytes before are counted, but are no course.
    began: Option<(Instant, u64)>,
    meter: Meter,
    cut: bool,
}

/// A stream that counts.
pub(super) struct Counted {
    inner: Box<dyn Stream>,
    course: Course,
}

impl Course {
    pub(super) fn new(limit: u64) -> Self {
        Self(Arc::new(Mutex::new(Held {
            limit,
            bytes: 0,
            began: None,
            meter: Meter::default(),
            cut: false,
        })))
    }

    /// Load may begin.
    pub(super) fn begin(&self) {
        let mut held = self.held();
        held.began = Some((Instant::now(), held.bytes));
    }

    /// All bytes on the socket so far, both ways.
    pub(super) fn bytes(&self) -> u64 {
        self.held().bytes
    }

    /// Whether so many bytes more would pass the bound.
    pub(super) fn would_pass(&self, bytes: usize) -> bool {
        let held = self.held();
        held.bytes.saturating_add(bytes as u64) > held.limit
    }

    /// Notes that the bound ended the transfer.
    pub(super) fn cut(&self) {
        self.held().cut = true;
    }

    pub(super) fn is_cut(&self) -> bool {
        self.held().cut
    }

    pub(super) fn limit(&self) -> u64 {
        self.held().limit
    }

    pub(super) fn meter(&self) -> Meter {
        self.held().meter
    }

    fn add(&self, bytes: usize) {
        let mut held = self.held();
        held.bytes += bytes as u64;
        if let Some((began, before)) = held.began {
            let elapsed_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
            let carried = held.bytes - before;
            held.meter.add(elapsed_us, carried);
        }
    }

    /// How many bytes may still be read; none ends the transfer.
    fn left(&self) -> Option<usize> {
        let mut held = self.held();
        let left = held.limit.saturating_sub(held.bytes);
        held.cut |= left == 0;
        (left > 0).then(|| usize::try_from(left).unwrap_or(usize::MAX))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // Nothing that could panic is done under the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counted {
    pub(super) fn new(inner: Box<dyn Stream>, course: Course) -> Self {
        Self { inner, course }
    }
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Some(left) = self.course.left() else {
            return Poll::Ready(Err(io::Error::other("the test has reached its bound")));
        };
        let room = buffer.initialize_unfilled();
        let most = room.len().min(left);
        let mut part = ReadBuf::new(&mut room[..most]);
        let polled = Pin::new(&mut self.inner).poll_read(context, &mut part);
        let read = part.filled().len();
        buffer.advance(read);
        self.course.add(read);
        polled
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.inner).poll_write(context, bytes);
        if let Poll::Ready(Ok(written)) = polled {
            self.course.add(written);
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
