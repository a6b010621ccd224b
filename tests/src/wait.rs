//! Waiting for a condition, never for a time.

use std::future::Future;
use std::time::{Duration, Instant};

/// When a condition that does not come true fails the test.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Asks until the answer is `Some`.
///
/// # Panics
/// When it does not come within a minute; names what was waited for.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, ask: impl FnMut() -> F) -> T {
    until_or(|| what.to_owned(), ask).await
}

/// The same, with words that are made only when it was in vain.
///
/// # Panics
/// When it does not come within a minute.
pub async fn until_or<T, F: Future<Output = Option<T>>>(
    what: impl Fn() -> String,
    mut ask: impl FnMut() -> F,
) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(
            begin.elapsed() < PATIENCE,
            "waited a minute in vain for: {}",
            what()
        );
        tokio::time::sleep(PAUSE).await;
    }
}
