use bytes::BytesMut;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

/// The longest message that is read, bytes; an event is a few hundred.
const MESSAGE_BYTES_MAX: usize = 256 * 1024;

/// One message of `text/event-stream` (WHATWG HTML, 9.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerEvent {
    /// The `id` field.
    pub id: Option<u64>,
    /// The `event` field; empty for a plain message.
    pub name: String,
    /// The `data` field, lines joined.
    pub data: String,
}

/// Reads messages from an open answer.
#[derive(Debug)]
pub struct SseReader {
    body: Incoming,
    buffer: BytesMut,
}

impl SseReader {
    pub(crate) fn new(body: Incoming) -> Self {
        Self {
            body,
            buffer: BytesMut::new(),
        }
    }

    /// The next message; `None` when the stream ended, broke, or sent something without an end. A comment, which
    /// the daemon sends as a sign of life, comes as a message without data.
    ///
    /// Dropping the future between messages loses nothing.
    pub async fn next(&mut self) -> Option<ServerEvent> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\n\n") {
                let message = self.buffer.split_to(end + 2);
                return Some(parse(&String::from_utf8_lossy(&message)));
            }
            if self.buffer.len() > MESSAGE_BYTES_MAX {
                return None;
            }
            let frame = self.body.frame().await?.ok()?;
            if let Ok(data) = frame.into_data() {
                self.buffer.extend_from_slice(&data);
            }
        }
    }
}

fn parse(text: &str) -> ServerEvent {
    let mut event = ServerEvent::default();
    for line in text.lines() {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" => event.id = value.parse().ok(),
            "event" => value.clone_into(&mut event.name),
            "data" => {
                if !event.data.is_empty() {
                    event.data.push('\n');
                }
                event.data.push_str(value);
            }
            _ => {}
        }
    }
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_comments_and_lines() {
        let event = parse("id: 7\nevent: seen\n: comment\ndata: {\"a\":1}\ndata:x\n\n");
        assert_eq!(
            event,
            ServerEvent {
                id: Some(7),
                name: "seen".into(),
                data: "{\"a\":1}\nx".into()
            }
        );
        assert_eq!(parse(":\n\n"), ServerEvent::default());
    }
}
