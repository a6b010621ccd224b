//! One round of collectors: each within its time, on a thread that is left behind if it hangs.

use super::{CollectError, Collected, Look, collect};
use kiemke_agent_core::collectors::turn;
use kiemke_http::causes;
use kiemke_wire::facts::{Facts, SectionName};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Collectors at work. A thread that waits for a dead disk cannot be ended; while it waits no further one is sent
/// after it, so there are never more of them than sections.
#[derive(Clone, Debug, Default)]
pub struct AtWork(Arc<Mutex<BTreeSet<SectionName>>>);

impl AtWork {
    fn begin(&self, section: SectionName) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(section)
    }

    fn end(&self, section: SectionName) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&section);
    }
}

/// How long a collector may take.
pub(super) type Deadline = fn(SectionName) -> Duration;

/// The deadlines of the timetable.
pub(super) fn deadline(section: SectionName) -> Duration {
    Duration::from_millis(turn(section).deadline_ms)
}

/// Collects the sections in order.
pub(super) fn run(
    look: &Arc<Look>,
    at_work: &AtWork,
    sections: &[SectionName],
    deadline: Deadline,
) -> Vec<Collected> {
    let mut collected = Vec::with_capacity(sections.len());
    let mut rest = sections;
    while !rest.is_empty() {
        let (found, results) = sync_channel(1);
        let worker = {
            let (look, at_work, sections) = (Arc::clone(look), at_work.clone(), rest.to_vec());
            std::thread::Builder::new()
                .name("collector".into())
                .spawn(move || work(&look, &at_work, &sections, &found))
        };
        if let Err(error) = worker {
            let reason = format!("failed to start a thread: {error}");
            collected.extend(rest.iter().map(|section| (*section, Err(reason.clone()))));
            break;
        }
        while let Some((section, others)) = rest.split_first() {
            rest = others;
            match results.recv_timeout(deadline(*section)) {
                Ok(result) => collected.push((*section, result)),
                Err(RecvTimeoutError::Timeout) => {
                    let seconds = deadline(*section).as_secs();
                    collected.push((*section, Err(format!("failed to finish within {seconds} s"))));
                    // A further worker goes on with the others.
                    break;
                }
                Err(RecvTimeoutError::Disconnected) => {
                    collected.push((*section, Err("the collector's thread broke".to_owned())));
                }
            }
        }
    }
    collected
}

fn work(look: &Look, at_work: &AtWork, sections: &[SectionName], found: &SyncSender<Result<Facts, String>>) {
    for section in sections {
        let result = if at_work.begin(*section) {
            let result = guarded(|| collect(*section, look));
            at_work.end(*section);
            result
        } else {
            Err("failed to begin: it hangs since an earlier time".to_owned())
        };
        // Nobody waits any more: it took too long, and another thread does the rest.
        if found.send(result).is_err() {
            return;
        }
    }
}

/// A collector's facts, or why there are none; a panic is a reason like others.
pub(super) fn guarded(collect: impl FnOnce() -> Result<Facts, CollectError>) -> Result<Facts, String> {
    match catch_unwind(AssertUnwindSafe(collect)) {
        Ok(Ok(facts)) => Ok(facts),
        Ok(Err(error)) => Err(format!("failed to {}", causes(&error))),
        Err(_) => Err("the collector panicked; this is a mistake in kiemke-agent".to_owned()),
    }
}
