#!/usr/bin/env bash
# Faults of a network, made in namespaces of this machine: an agent must name each within three rounds of probes, and
# the line must show it within one report once the daemon is reached again. Needs root, iproute2, curl, openssl and python3.
#
#   tests/netns.sh                      dev build
#   BIN=target/release tests/netns.sh   with what was built already
#
#   kk-pc (agent) ──eth0── kk-gw (gateway) ──TUN, relay: loss, delay, death── kk-net (daemon, names, platforms)
#
# The kernel needs neither netem nor nftables: the relay between the two TUN devices drops and delays packets itself.
# Ends only what it started.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${BIN:-}" ]; then
    cargo build --locked -p kiemke-daemon -p kiemke-agent
    BIN=${CARGO_TARGET_DIR:-target}/debug
fi
BIN=$(realpath "$BIN")
WORK=$(mktemp -d)
ROUND_S=5
ROUNDS_MAX=3
PIDS=()
stop() {
    for pid in "${PIDS[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    for ns in kk-pc kk-gw kk-net; do ip netns del "$ns" 2>/dev/null || true; done
    rm -rf /etc/netns/kk-pc
}
trap stop EXIT

# relay PERCENT MILLISECONDS: what the relay loses and by how much it delays, from now on. In one step: it looks at any time.
relay() {
    echo "$1 $2" > "$WORK/relay.next"
    mv "$WORK/relay.next" "$WORK/relay"
}

# What stands in kk-net besides the daemon, and the relay.
cat > "$WORK/relay.py" <<'PY'
"""Carries packets between two TUN devices; its control file holds: percent lost, milliseconds of delay."""
import fcntl, heapq, os, random, select, struct, sys, time
control, names = sys.argv[1], sys.argv[2:4]
def tun(name):
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, 0x400454CA, struct.pack("16sH", name.encode(), 0x0001 | 0x1000))
    return fd
fds = [tun(name) for name in names]
print("ready", flush=True)
random.seed(1)
waiting, count = [], 0
while True:
    loss, delay = open(control).read().split()
    due = waiting[0][0] - time.monotonic() if waiting else 0.2
    readable, _, _ = select.select(fds, [], [], max(0, min(due, 0.2)))
    for fd in readable:
        packet = os.read(fd, 65536)
        if random.random() * 100 < float(loss):
            continue
        count += 1
        other = fds[1] if fd == fds[0] else fds[0]
        heapq.heappush(waiting, (time.monotonic() + float(delay) / 2000, count, other, packet))
    while waiting and waiting[0][0] <= time.monotonic():
        _, _, fd, packet = heapq.heappop(waiting)
        try:
            os.write(fd, packet)
        except OSError:
            pass
PY
cat > "$WORK/names.py" <<'PY'
"""Answers every name server question with one address by the name's first letter; a file beside silences it."""
import os, socket, sys
silent = sys.argv[1]
addresses = {b"d": "10.77.2.2", b"p": "10.77.3.1", b"q": "10.77.3.2"}
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("10.77.2.2", 53))
while True:
    question, peer = server.recvfrom(512)
    if os.path.exists(silent):
        continue
    end = question.index(0, 12) + 5
    kind = question[end - 4:end - 2]
    answers = 1 if kind == b"\0\1" else 0
    head = question[:2] + b"\x81\x80\0\1" + bytes([0, answers]) + b"\0\0\0\0"
    body = b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + socket.inet_aton(addresses.get(question[13:14], "10.77.2.2"))
    server.sendto(head + question[12:end] + (body if answers else b""), peer)
PY

for ns in kk-pc kk-gw kk-net; do
    ip netns add "$ns"
    ip -n "$ns" link set lo up
done
relay 0 0
python3 "$WORK/relay.py" "$WORK/relay" kkup0 kkdown0 > "$WORK/relay.log" 2>&1 &
PIDS+=($!)
until grep -q ready "$WORK/relay.log"; do sleep 0.1; done
ip link set kkup0 netns kk-gw
ip link set kkdown0 netns kk-net
ip link add kkpc0 type veth peer name kkgw0
ip link set kkpc0 netns kk-pc name eth0
ip link set kkgw0 netns kk-gw name lan
ip -n kk-pc addr add 10.77.1.2/24 dev eth0
ip -n kk-pc link set eth0 up
ip -n kk-pc route add default via 10.77.1.1
ip -n kk-gw addr add 10.77.1.1/24 dev lan
ip -n kk-gw link set lan up
ip -n kk-gw addr add 10.77.2.1/24 dev kkup0
ip -n kk-gw link set kkup0 up
ip -n kk-gw route add 10.77.3.0/24 dev kkup0
ip netns exec kk-gw sysctl -qw net.ipv4.ip_forward=1
ip -n kk-net addr add 10.77.2.2/24 dev kkdown0
ip -n kk-net addr add 10.77.3.1/32 dev lo
ip -n kk-net addr add 10.77.3.2/32 dev lo
ip -n kk-net link set kkdown0 up
ip -n kk-net route add 10.77.1.0/24 dev kkdown0
mkdir -p /etc/netns/kk-pc
printf 'nameserver 10.77.2.2\noptions timeout:1 attempts:1\n' > /etc/netns/kk-pc/resolv.conf
ip netns exec kk-net python3 "$WORK/names.py" "$WORK/names-silent" > "$WORK/names.log" 2>&1 &
PIDS+=($!)
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=platform \
    -addext subjectAltName=DNS:p.kk.test,DNS:q.kk.test -keyout "$WORK/platform.pem" -out "$WORK/platform.crt" 2> /dev/null
cat "$WORK/platform.crt" >> "$WORK/platform.pem"
cat > "$WORK/pages.py" <<'PY'
"""Gives a page out at an address, over TLS where a certificate is named."""
import http.server, ssl, sys
address, port, *certificate = sys.argv[1:]
server = http.server.ThreadingHTTPServer((address, int(port)), http.server.SimpleHTTPRequestHandler)
if certificate:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[0])
    # In the thread of each connection, so that one that says nothing holds up no other.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()
PY
for page in "10.77.2.2 80" "10.77.3.1 443 $WORK/platform.pem" "10.77.3.2 443 $WORK/platform.pem"; do
    # shellcheck disable=SC2086 # Its words are the arguments.
    ip netns exec kk-net python3 "$WORK/pages.py" $page > /dev/null 2>&1 &
    PIDS+=($!)
done

cat > "$WORK/kiemked.toml" <<TOML
listen = "10.77.2.2:7117"
[agents]
report_every_s = $ROUND_S
inventory_every_s = 10
gateway_every_s = $ROUND_S
outside_every_s = $ROUND_S
platforms = ["p.kk.test", "q.kk.test"]
platforms_every_s = $ROUND_S
outside_targets = [{ name = "d", url = "http://d.kk.test/" }]
[tests]
on = false
TOML
cat > "$WORK/agent.toml" <<TOML
[probes]
gateway_spacing_ms = 50
outside_spacing_ms = 60
TOML
ip netns exec kk-net "$BIN/kiemked" --config "$WORK/kiemked.toml" --data "$WORK/data" > "$WORK/ready" 2> "$WORK/daemon.log" &
PIDS+=($!)
until grep -q ready "$WORK/ready"; do sleep 0.2; done
TOKEN=$(ip netns exec kk-net "$BIN/kiemked" enrol-token new --unit root --data "$WORK/data" | tail -1)
AGENT=(ip netns exec kk-pc "$BIN/kiemke-agent" --config "$WORK/agent.toml" --data "$WORK/agent")
"${AGENT[@]}" enrol https://10.77.2.2:7117 "$TOKEN"
# Of a function a shell of its own would be stopped, and not the agent.
"${AGENT[@]}" run > /dev/null 2> "$WORK/agent.log" &
PIDS+=($!)

# ask PATH PYTHON: what the daemon says, as the expression on `said` makes of it; none when it says nothing.
ask() {
    curl -s --unix-socket "$WORK/data/control.sock" "http://localhost$1" |
        python3 -c "import json, sys
from datetime import datetime
said = json.load(sys.stdin)
names = lambda faults: ' '.join(f['place'] + '/' + f['symptom'] for f in faults)
print($2)" 2>/dev/null || echo none
}
# Faults that are not over; "well" when there are none and the newest probe got through.
shown() { ask /v1/lines/l1 'names(said.get("faults", [])) or {"up": "well"}.get(said["state"], said["state"])'; }
# Faults that began since the mark, over or not.
told() {
    ask /v1/lines/l1 "names(f for f in said.get('faults', []) + said.get('faults_over', [])
        if datetime.fromisoformat(f['since']).timestamp() >= $MARKED_AT)"
}
last_seen() { ask /v1/machines/m1 'datetime.fromisoformat(said["last_seen"]).timestamp()'; }

FAILED=0
now() { date +%s.%N; }
since() { python3 -c "import time; print(f'{time.time() - $1:.1f}')"; }
passed() { python3 -c "import sys, time; sys.exit(time.time() - $1 < $2)"; }
failed() {
    echo "FAILED $*"
    FAILED=1
}
mark() {
    MARK=$(($(wc -l < "$WORK/agent.log") + 1))
    MARKED_AT=$(now)
}
# expect NAME WANTED SECONDS: waits until the line shows it.
expect() {
    local begun
    begun=$(now)
    until [ "$(shown)" = "$2" ]; do
        if passed "$begun" "$3"; then
            failed "$1: the line shows $(shown) and not $2 after $3 s"
            return
        fi
        sleep 0.3
    done
    echo "ok     $1: the line shows $2 after $(since "$begun") s"
}
# named NAME PLACE SYMPTOM: waits until the agent names it.
named() {
    until tail -n "+$MARK" "$WORK/agent.log" | grep -q "place: $2, symptom: $3"; do
        if passed "$MARKED_AT" "$WITHIN_S"; then
            failed "$1: the agent has not named $2 $3 within $WITHIN_S s"
            return
        fi
        sleep 0.2
    done
    local others
    others=$(tail -n "+$MARK" "$WORK/agent.log" | grep -o 'place: [A-Za-z]*, symptom: [A-Za-z]*' | grep -v "place: $2, symptom: $3" | tr '\n' ';' || true)
    echo "ok     $1: named $2 $3 after $(since "$MARKED_AT") s${others:+; before it: $others}"
}
# first_report_tells NAME WANTED: the first report behind a fault that cut the way to the daemon brings it.
first_report_tells() {
    local begun
    begun=$(now)
    until python3 -c "import sys; sys.exit(not $(last_seen) > $begun)" 2>/dev/null; do
        if passed "$begun" "$BACK_S"; then
            failed "$1: no report within $BACK_S s"
            return
        fi
        sleep 0.3
    done
    case " $(told) " in
        *" $2 "*) echo "ok     $1: the first report, $(since "$begun") s after, brought $2" ;;
        *) failed "$1: the first report brought $(told) and not $2" ;;
    esac
}
WITHIN_S=$((ROUNDS_MAX * ROUND_S))
# Until a probe reaches the daemon again, and the report behind it.
BACK_S=30

expect "at the start" well 60
mark; ip -n kk-pc link set eth0 down
named "cable out" Machine NoLink
ip -n kk-pc link set eth0 up; ip -n kk-pc route add default via 10.77.1.1
first_report_tells "cable in" machine/no_link
expect "cable in" well $BACK_S
mark; ip -n kk-gw addr del 10.77.1.1/24 dev lan
ip -n kk-pc neigh flush dev eth0
named "gateway dead" Gateway NoAnswer
ip -n kk-gw addr add 10.77.1.1/24 dev lan
first_report_tells "gateway back" gateway/no_answer
expect "gateway back" well $BACK_S
mark; relay 100 0
named "provider dead" Provider NoAnswer
relay 0 0
first_report_tells "provider back" provider/no_answer
expect "provider back" well $BACK_S
mark; touch "$WORK/names-silent"
named "names dead" Provider NoNames
expect "names dead" provider/no_names $ROUND_S
rm "$WORK/names-silent"
expect "names back" well $BACK_S
mark; ip -n kk-gw route add blackhole 10.77.3.2/32
named "one platform blocked" Platform Blocked
expect "one platform blocked" platform/blocked $ROUND_S
ip -n kk-gw route del blackhole 10.77.3.2/32
expect "platform back" well $BACK_S
mark; relay 5 0
named "5 % lost" Provider Loss
expect "5 % lost" provider/loss $ROUND_S
relay 0 0
expect "none lost" well $BACK_S
mark; relay 0 300
named "300 ms added" Provider Slow
expect "300 ms added" provider/slow $((2 * ROUND_S))
relay 0 0
expect "fast again" well $BACK_S
if [ "$FAILED" != 0 ]; then
    trap - EXIT
    stop
    echo "see $WORK"
    exit 1
fi
rm -rf "$WORK"
