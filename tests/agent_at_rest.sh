#!/usr/bin/env bash
# What an agent at rest costs, all probes on, beside its budgets (P6 and P7 in performance.md): a sampler looks at its
# process every ten seconds. Daemon, agent and all that is probed lie in a namespace that has nothing but loopback, with
# TLS as it is spoken to other machines. Needs root, iproute2, python3 and Debian's time.
#
#   AGENT=target/x86_64-unknown-linux-musl/release/kiemke-agent DAEMON=target/release/kiemked tests/agent_at_rest.sh
#   MINUTES=5 AGENT=… DAEMON=… tests/agent_at_rest.sh
#
# Ends only what it started.
set -euo pipefail
cd "$(dirname "$0")/.."
AGENT=$(realpath "${AGENT:?names a release build of kiemke-agent, best a static one}")
DAEMON=$(realpath "${DAEMON:?names a build of kiemked}")
MINUTES=${MINUTES:-60}
WORK=$(mktemp -d)
NS=kk-rest-$$
PIDS=()
stop() {
    for pid in "${PIDS[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    ip netns del "$NS" 2>/dev/null || true
    rm -rf "$WORK"
}
trap stop EXIT
ip netns add "$NS"
ip -n "$NS" link set lo up
within=(ip netns exec "$NS")

# Not by python's own count: the peak of a child begins with that of whoever forked it.
for _ in $(seq 9); do
    /usr/bin/time -f '%U %S %M' -a -o "$WORK/inventories" "$AGENT" once --print --data "$WORK/none" > /dev/null 2>&1
done
python3 - "$WORK/inventories" <<'PY'
import statistics, sys
runs = [list(map(float, line.split())) for line in open(sys.argv[1])]
print(f"full inventory, median of {len(runs)}: {statistics.median(r[0] + r[1] for r in runs):.2f} CPU s (at most 0.05), "
      f"{statistics.median(r[2] for r in runs) / 1024:.1f} MiB peak (at most 10)")
PY
if command -v strace >/dev/null; then
    strace -f -e trace=execve -o "$WORK/calls" "$AGENT" once --print --data "$WORK/none" > /dev/null 2>&1 || true
    echo "programs started by it: $(($(grep -c 'execve(' "$WORK/calls") - 1)) (at most 0)"
fi
echo "binary: $(stat -c %s "$AGENT") bytes (at most $((5 * 1024 * 1024)))"

cat > "$WORK/kiemked.toml" <<'TOML'
listen = "127.0.0.1:7117"
[tls]
mode = "on"
[agents]
outside_targets = [{ name = "second", url = "https://127.0.0.1:7117/" }]
platforms = ["127.0.0.1:7117"]
TOML
cat > "$WORK/agent.toml" <<'TOML'
[probes]
gateway = "127.0.0.1"
TOML
"${within[@]}" "$DAEMON" --config "$WORK/kiemked.toml" --data "$WORK/data" > "$WORK/ready" 2> "$WORK/daemon.log" &
PIDS+=($!)
until grep -qs '^kiemked ready' "$WORK/ready"; do sleep 0.2; done
TOKEN=$("$DAEMON" enrol-token new --unit root --data "$WORK/data" | tail -1)
"${within[@]}" "$AGENT" enrol https://127.0.0.1:7117 "$TOKEN" --data "$WORK/agent"
"${within[@]}" "$AGENT" run --config "$WORK/agent.toml" --data "$WORK/agent" 2> "$WORK/agent.log" &
PIDS+=($!)
sleep 1
# `ip netns exec` becomes the program, so that its number is the agent's.
RUNNING=${PIDS[1]}

cat > "$WORK/sampler.py" <<'PY'
"""Samples one process for some minutes; prints medians and maxima beside the budgets."""
import glob, os, statistics, subprocess, sys, time
pid, minutes, namespace, folder = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3], sys.argv[4]
tick = os.sysconf("SC_CLK_TCK")
def fields(path):
    pairs = (line.split(":", 1) for line in open(path) if ":" in line)
    return {key.strip(): value.strip() for key, value in pairs}
def wakes():
    threads = glob.glob(f"/proc/{pid}/task/*/status")
    return sum(int(fields(thread)["voluntary_ctxt_switches"]) for thread in threads)
def wire():
    stats = subprocess.run(["ip", "netns", "exec", namespace, "cat", "/sys/class/net/lo/statistics/tx_bytes"],
                           capture_output=True, text=True).stdout
    return int(stats)
def ticks_ms():
    after = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(after[11]) + int(after[12])) * 1000 / tick
started, rss, cpu, woken = time.monotonic(), [], [], []
carried, written = wire(), int(fields(f"/proc/{pid}/io")["write_bytes"])
whole = (ticks_ms(), wakes())
minute = (started, *whole)
while time.monotonic() - started < minutes * 60:
    time.sleep(10)
    rss.append(int(fields(f"/proc/{pid}/status")["VmRSS"].split()[0]) / 1024)
    if time.monotonic() - minute[0] >= 60:
        now = (time.monotonic(), ticks_ms(), wakes())
        cpu.append(now[1] - minute[1])
        woken.append((now[2] - minute[2]) / (now[0] - minute[0]))
        minute = now
took = (time.monotonic() - started) / 60
mean_ms, mean_woken = (ticks_ms() - whole[0]) / took, (wakes() - whole[1]) / took / 60
peak = int(fields(f"/proc/{pid}/status")["VmHWM"].split()[0]) / 1024
disk = int(fields(f"/proc/{pid}/io")["write_bytes"]) - written
spool = sum(os.path.getsize(path) for path in glob.glob(f"{folder}/**", recursive=True) if os.path.isfile(path))
print(f"at rest for {took:.0f} minutes, {len(rss)} samples:")
print(f"  resident  median {statistics.median(rss):.2f} MiB, highest {max(rss):.2f}, peak {peak:.2f} (at most 6)")
print(f"  processor {mean_ms:.1f} ms a minute, median minute {statistics.median(cpu):.0f}, busiest {max(cpu):.0f} (at most 5)")
print(f"  wake-ups  {mean_woken:.2f} a second, busiest minute {max(woken):.2f} (at most 1)")
print(f"  wire      {(wire() - carried) / took:.0f} bytes a minute on loopback, all probes, both directions, with TLS")
print(f"  disk      {disk / took:.0f} bytes written a minute; the folder takes {spool} bytes")
PY
python3 "$WORK/sampler.py" "$RUNNING" "$MINUTES" "$NS" "$WORK/agent"
