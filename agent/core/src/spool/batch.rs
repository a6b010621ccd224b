//! What goes into one report.

use super::{Pending, Spool};
use kiemke_wire::WIRE_VERSION;
use kiemke_wire::ids::{AgentId, RunId};
use kiemke_wire::limits::REPORT_ITEMS_MAX;
use kiemke_wire::time::UnixMs;

/// The largest report, bytes of JSON: what the daemon takes uncompressed, so that no report depends on how well
/// it compresses.
pub const REPORT_JSON_BYTES_MAX: usize = kiemke_wire::limits::REPORT_BODY_BYTES_MAX;

/// What a report says about its sender.
#[derive(Clone, Copy, Debug)]
pub struct ReportHead {
    /// The sender.
    pub agent: AgentId,
    /// The sender's clock.
    pub sent_at: UnixMs,
    /// The version of the settings that it holds.
    pub settings: u32,
}

/// One report, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The run of all its items.
    pub run: RunId,
    /// The items' numbers, ascending.
    pub seqs: Vec<u64>,
    /// The JSON text: a [`kiemke_wire::report::Report`].
    pub body: String,
}

impl Spool {
    /// The next report: items of the run that has waited longest, oldest first, at most `items_max` of them and
    /// within the bounds of the wire. A single item over the bound of bytes goes alone and is refused.
    pub fn batch(&self, head: ReportHead, items_max: usize) -> Option<Batch> {
        let run = self.pending.values().next()?.run;
        let mut body = format!(
            r#"{{"v":{WIRE_VERSION},"agent":"{}","run":"{run}","sent_at":"{}","settings":{},"items":["#,
            head.agent, head.sent_at, head.settings
        );
        let mut seqs = Vec::new();
        for (seq, item) in self.of_run(run).take(items_max.clamp(1, REPORT_ITEMS_MAX)) {
            let separator = usize::from(!seqs.is_empty());
            if separator > 0 && body.len() + separator + item.text.len() + 2 > REPORT_JSON_BYTES_MAX {
                break;
            }
            if separator > 0 {
                body.push(',');
            }
            body.push_str(&item.text);
            seqs.push(seq);
        }
        body.push_str("]}");
        Some(Batch { run, seqs, body })
    }

    fn of_run(&self, run: RunId) -> impl Iterator<Item = (u64, &Pending)> {
        self.by_key
            .range((run, 0)..=(run, u64::MAX))
            .filter_map(|((_, seq), order)| Some((*seq, self.pending.get(order)?)))
    }
}
