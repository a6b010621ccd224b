#!/usr/bin/env bash
# Tests of a line against a daemon, over a link that tbf shapes between two namespaces of this machine: the public ndt7
# client of npm in a browser, the agent's own client, and a plain transfer over TCP beside them. The clients' figures
# may differ from the plain ones by 15 %, and a test with a bound of bytes may pass it by 256 KiB and what one round
# trip carries. Needs root, iproute2, curl, python3, npm and chromium.
#
#   tests/ndt7.sh                                   dev build, 40 Mbit/s down and 15 up
#   BIN=target/release DOWN=150 UP=80 tests/ndt7.sh
#
# Ends only what it started. Off loopback the daemon speaks TLS alone, so the browser is told to take any certificate.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${BIN:-}" ]; then
    cargo build --locked -p kiemke-daemon -p kiemke-agent
    BIN=${CARGO_TARGET_DIR:-target}/debug
fi
BIN=$(realpath "$BIN")
DOWN=${DOWN:-40}
UP=${UP:-15}
PERCENT_MAX=15
BYTES=20000000
WORK=$(mktemp -d)
PIDS=()
stop() {
    for pid in "${PIDS[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    for ns in kk-near kk-far; do ip netns del "$ns" 2>/dev/null || true; done
    rm -rf "$WORK"
}
trap stop EXIT

for ns in kk-near kk-far; do
    ip netns add "$ns"
    ip -n "$ns" link set lo up
done
ip link add kknear type veth peer name kkfar
ip link set kknear netns kk-near name eth0
ip link set kkfar netns kk-far name eth0
ip -n kk-near addr add 10.78.0.2/24 dev eth0
ip -n kk-far addr add 10.78.0.1/24 dev eth0
ip -n kk-near link set eth0 up
ip -n kk-far link set eth0 up
# A daemon behind the gateway of the house: it is one and the same here.
ip -n kk-near route add default via 10.78.0.1
tc -n kk-far qdisc add dev eth0 root tbf rate "${DOWN}mbit" burst 32k latency 100ms
tc -n kk-near qdisc add dev eth0 root tbf rate "${UP}mbit" burst 32k latency 100ms
near() { ip netns exec kk-near "$@"; }
far() { ip netns exec kk-far "$@"; }
# In the background not by these: a shell of its own would be stopped then, and not the program.

cat > "$WORK/plain.py" <<'PY'
"""A transfer over TCP for ten seconds: `serve`, or `down` or `up`, which print the rate behind the first half second."""
import socket, sys, threading, time
SECONDS, SKIPPED, LOAD = 10, 0.5, bytes(65536)
def send(stream):
    end = time.monotonic() + SECONDS
    try:
        while time.monotonic() < end:
            stream.sendall(LOAD)
        stream.shutdown(socket.SHUT_WR)
    except OSError:
        pass
def receive(stream):
    begun, marks, total = time.monotonic(), [], 0
    while part := stream.recv(262144):
        total += len(part)
        marks.append((time.monotonic() - begun, total))
    late = [mark for mark in marks if mark[0] >= SKIPPED]
    first, last = late[0], late[-1]
    return (last[1] - first[1]) * 8 / (last[0] - first[0]) / 1e6
def serve(stream):
    if stream.recv(1) == b"d":
        send(stream)
    else:
        stream_rate = receive(stream)
        stream.sendall(f"{stream_rate:.2f}".encode())
    stream.close()
if sys.argv[1] == "serve":
    listener = socket.create_server(("10.78.0.1", 7100))
    print("ready", flush=True)
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
stream = socket.create_connection(("10.78.0.1", 7100))
stream.sendall(sys.argv[1][:1].encode())
if sys.argv[1] == "down":
    print(f"{receive(stream):.2f}")
else:
    send(stream)
    print(stream.recv(64).decode())
PY
ip netns exec kk-far python3 "$WORK/plain.py" serve > "$WORK/plain.log" &
PIDS+=($!)
until grep -q ready "$WORK/plain.log"; do sleep 0.1; done

cat > "$WORK/kiemked.toml" <<'TOML'
listen = "10.78.0.1:7117"
[ndt7]
allow = ["10.78.0.0/24"]
[tests]
on = false
TOML
ip netns exec kk-far "$BIN/kiemked" --config "$WORK/kiemked.toml" --data "$WORK/data" > "$WORK/ready" 2> "$WORK/daemon.log" &
PIDS+=($!)
until grep -q '^kiemked ready' "$WORK/ready"; do sleep 0.2; done
TOKEN=$(far "$BIN/kiemked" enrol-token new --unit root --data "$WORK/data" | tail -1)
agent() { near "$BIN/kiemke-agent" "$@" --data "$WORK/agent"; }
agent enrol https://10.78.0.1:7117 "$TOKEN"
RUST_LOG=error agent once

FAILED=0
# beside WHAT MEASURED PLAIN: both in Mbit/s.
beside() {
    python3 - "$1" "$2" "$3" "$PERCENT_MAX" <<'PY' || FAILED=1
import sys
what, measured, plain, most = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
off = (measured / plain - 1) * 100
fits = abs(off) <= most
print(f"{'ok    ' if fits else 'FAILED'} {what}: {measured:.2f} Mbit/s, plain TCP {plain:.2f} ({off:+.1f} %, at most {most:.0f})")
sys.exit(not fits)
PY
}

PLAIN_DOWN=$(near python3 "$WORK/plain.py" down)
PLAIN_UP=$(near python3 "$WORK/plain.py" up)
agent line-test --note "tests/ndt7.sh" | tee "$WORK/own"
beside "the agent, down" "$(sed -n 's/^down \([0-9.]*\) Mbps.*/\1/p' "$WORK/own")" "$PLAIN_DOWN"
beside "the agent, up" "$(sed -n 's/.*, up \([0-9.]*\) Mbps.*/\1/p' "$WORK/own")" "$PLAIN_UP"

# What TCP carried both ways, by the counters of the interface: without heads of Ethernet, IP and TCP with timestamps.
carried() {
    near python3 -c '
read = lambda name: int(open("/sys/class/net/eth0/statistics/" + name).read())
print(sum(read(way + "_bytes") - 66 * read(way + "_packets") for way in ("rx", "tx")))'
}
BEFORE=$(carried)
agent line-test --bytes "$BYTES" | tee "$WORK/bound"
AFTER=$(carried)
python3 - "$((AFTER - BEFORE))" "$BYTES" "$(sed -n 's/^round trip [0-9.]* ms idle, \([0-9.]*\) ms.*/\1/p' "$WORK/bound")" "$DOWN" "$UP" <<'PY' || FAILED=1
import sys
carried, bound, loaded_ms, down, up = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3] or 0), *map(float, sys.argv[4:])
# Two transfers, each with its own end: what one loaded round trip of its way carries.
most = bound + 2 * 256 * 1024 + int(loaded_ms / 1000 * (down + up) * 1e6 / 8)
fits = carried <= most
print(f"{'ok    ' if fits else 'FAILED'} bound of {bound} bytes: {carried} carried in all, reports and round trips too, at most {most}")
sys.exit(not fits)
PY

CHROMIUM=$(command -v chromium || command -v chromium-browser || true)
if [ -z "$CHROMIUM" ]; then
    echo "FAILED no chromium: the public client was not run"
    exit 1
fi
mkdir "$WORK/page"
(cd "$WORK/page" && npm pack --silent @m-lab/ndt7@0.1.4 > /dev/null && tar xzf m-lab-ndt7-*.tgz && mv package/src/*.js .)
cat > "$WORK/page/index.html" <<'HTML'
<script src="ndt7.js"></script>
<script>
const told = {};
const last = (of) => (said) => {
    told[of] = said.LastClientMeasurement && said.LastClientMeasurement.MeanClientMbps;
    told[of + "_server"] = said.LastServerMeasurement;
};
const send = (rc) => fetch("/told", {method: "POST", body: JSON.stringify({rc, ...told})});
ndt7.test({server: "10.78.0.1:7117", protocol: "wss", mlabDataPolicyInapplicable: true},
    {downloadComplete: last("down"), uploadComplete: last("up"), error: (error) => { told.error = String(error); }})
    .then(send, (error) => { told.error = String(error); send(-1); });
</script>
HTML
cat > "$WORK/page.py" <<'PY'
"""Gives the page out, and keeps what it tells."""
import http.server, os, sys
folder, told = sys.argv[1], sys.argv[2]
class Page(http.server.SimpleHTTPRequestHandler):
    def do_POST(self):
        text = self.rfile.read(int(self.headers["content-length"]))
        with open(told + ".new", "wb") as out:
            out.write(text)
        os.rename(told + ".new", told)
        self.send_response(204)
        self.end_headers()
    def log_message(self, *_):
        pass
os.chdir(folder)
http.server.ThreadingHTTPServer(("127.0.0.1", 8000), Page).serve_forever()
PY
ip netns exec kk-near python3 "$WORK/page.py" "$WORK/page" "$WORK/told" &
PIDS+=($!)
sleep 1
ip netns exec kk-near "$CHROMIUM" --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --ignore-certificate-errors \
    --user-data-dir="$WORK/browser" http://127.0.0.1:8000/ > "$WORK/browser.log" 2>&1 &
PIDS+=($!)
for _ in $(seq 120); do
    [ -s "$WORK/told" ] && break
    sleep 0.5
done
[ -s "$WORK/told" ] || { echo "FAILED the public client told nothing within 60 s"; tail -5 "$WORK/browser.log"; exit 1; }
field() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1])).get(sys.argv[2]) or 0)' "$WORK/told" "$1"; }
[ "$(field rc)" = 0 ] || { echo "FAILED the public client: $(cat "$WORK/told")"; FAILED=1; }
beside "@m-lab/ndt7 in chromium, down" "$(field down)" "$PLAIN_DOWN"
beside "@m-lab/ndt7 in chromium, up" "$(field up)" "$PLAIN_UP"
exit $FAILED
