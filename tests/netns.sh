#!/usr/bin/env bash
# Faults of a network, made in namespaces of this machine: an agent must name each within three rounds of probes, and
# the line must show it within one report once the daemon is reached again. Needs root, iproute2 and python3.
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
echo "0 0" > "$WORK/relay"
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
for address in 10.77.3.1 10.77.3.2; do
    ip netns exec kk-net python3 -m http.server --bind "$address" 443 > /dev/null 2>&1 &
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
outside_targets = [{ name = "d", url = "https://d.kk.test:7117/" }]
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
run_agent() { ip netns exec kk-pc "$BIN/kiemke-agent" --config "$WORK/agent.toml" --data "$WORK/agent" "$@"; }
run_agent enrol https://10.77.2.2:7117 "$TOKEN"
run_agent run > /dev/null 2> "$WORK/agent.log" &
PIDS+=($!)

# What machines on the line report, as place/symptom; "well" when nothing.
shown() {
    curl -s --unix-socket "$WORK/data/control.sock" http://localhost/v1/lines/l1 |
        python3 -c 'import json,sys
faults = json.load(sys.stdin).get("faults", [])
print(" ".join(f["place"] + "/" + f["symptom"] for f in faults) or "well")' 2>/dev/null || echo none
}
# Waits until the line shows it; a fault that cuts the way to the daemon is looked for in the agent's own log.
FAILED=0
expect() {
    local name=$1 wanted=$2 seconds=$3 since=$SECONDS
    while [ "$(shown)" != "$wanted" ]; do
        if [ $((SECONDS - since)) -ge "$seconds" ]; then
            echo "FAILED $name: the line shows $(shown) and not $wanted after $seconds s"
            FAILED=1
            return
        fi
        sleep 0.5
    done
    echo "ok     $name: $wanted after $((SECONDS - since)) s"
}
named() {
    local name=$1 place=$2 symptom=$3 seconds=$4 since=$SECONDS
    until tail -n "+$MARK" "$WORK/agent.log" | grep -q "place: $place, symptom: $symptom"; do
        if [ $((SECONDS - since)) -ge "$seconds" ]; then
            echo "FAILED $name: the agent has not named $place $symptom within $seconds s"
            FAILED=1
            return
        fi
        sleep 0.5
    done
    echo "ok     $name: named after $((SECONDS - since)) s"
}
mark() { MARK=$(($(wc -l < "$WORK/agent.log") + 1)); }
# A round takes as long as its probes wait for answers that do not come; three of them are what a fault may take.
WITHIN=$((ROUNDS_MAX * (ROUND_S + 20)))
# After a fault the agent waits before it asks again, at most so long for so short a fault.
BACK=60

expect "all is well" well 60
mark; ip -n kk-pc link set eth0 down
named "cable out" Machine NoLink $WITHIN
ip -n kk-pc link set eth0 up; ip -n kk-pc route add default via 10.77.1.1
expect "cable in" well $BACK
mark; ip -n kk-gw link set lan down
ip -n kk-gw link set lan up; ip -n kk-gw addr del 10.77.1.1/24 dev lan
named "gateway dead" Gateway NoAnswer $WITHIN
ip -n kk-gw addr add 10.77.1.1/24 dev lan
expect "gateway back" well $BACK
mark; echo "100 0" > "$WORK/relay"
named "provider dead" Provider NoAnswer $WITHIN
echo "0 0" > "$WORK/relay"
expect "provider back" well $BACK
touch "$WORK/names-silent"
expect "names dead" provider/no_names $WITHIN
rm "$WORK/names-silent"
expect "names back" well $BACK
ip -n kk-gw route add blackhole 10.77.3.2/32
expect "one platform blocked" platform/blocked $WITHIN
ip -n kk-gw route del blackhole 10.77.3.2/32
expect "platform back" well $BACK
echo "5 0" > "$WORK/relay"
expect "5 % lost" provider/loss $WITHIN
echo "0 0" > "$WORK/relay"
expect "none lost" well $BACK
echo "0 300" > "$WORK/relay"
expect "300 ms added" provider/slow $WITHIN
echo "0 0" > "$WORK/relay"
expect "fast again" well $BACK
[ "$FAILED" = 0 ] || { trap - EXIT; stop; echo "see $WORK"; exit 1; }
rm -rf "$WORK"
