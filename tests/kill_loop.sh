#!/usr/bin/env bash
# kill −9 of the daemon, a hundred times, while a province of simulated agents reports: then nothing that was
# acknowledged may be missing, nothing may be there twice, and the folder may not be larger than it should.
#
# The folder is that of a daemon that was stopped two days ago, so days are closed and sealed at first; images and
# checkpoints are due every few seconds, and the store is written anew while it is small.
#
#   tests/kill_loop.sh                  release build, 100 kills
#   KILLS=20 PROFILE=dev tests/kill_loop.sh
#   BIN=target/release tests/kill_loop.sh       programs that were built before
#
# Ends only what it started; leaves its folder behind when something was wrong.
set -euo pipefail
cd "$(dirname "$0")/.."
KILLS=${KILLS:-100} MACHINES=${MACHINES:-500} PROFILE=${PROFILE:-release}
# The load lasts so long; kills end with it.
LOAD_S=${LOAD_S:-$((KILLS * 2))}

if [ -z "${BIN:-}" ]; then
    cargo build --locked --profile "$PROFILE" -p kiemke-daemon -p kiemke-sim
    BIN=${CARGO_TARGET_DIR:-target}/$([ "$PROFILE" = dev ] && echo debug || echo "$PROFILE")
fi
WORK=$(mktemp -d)
DAEMON= SIM=
stop() {
    # Either may have ended by itself.
    [ -z "$SIM" ] || kill "$SIM" 2>/dev/null || true
    [ -z "$DAEMON" ] || kill -9 "$DAEMON" 2>/dev/null || true
    wait 2>/dev/null || true
}
trap stop EXIT

"$BIN/province" --machines "$MACHINES" --days 2 --as-of "$(date -u -d '2 days ago' +%Y-%m-%dT%H:%M:%SZ)" \
    --offline "$WORK/data" > "$WORK/offline.json"
CHECKPOINT=$(ls "$WORK"/data/images/full-*)
cat > "$WORK/kiemked.toml" <<'TOML'
[journal]
segment_bytes = 4194304
[upkeep]
image_every_entries = 2000
image_every_bytes = 1048576
checkpoint_every_bytes = 4194304
rewrite_store_above_bytes = 4194304
TOML

# Starts the daemon and waits for its ready line.
start() {
    : > "$WORK/ready"
    "$BIN/kiemked" --config "$WORK/kiemked.toml" --data "$WORK/data" --listen "$1" > "$WORK/ready" 2>> "$WORK/daemon.log" &
    DAEMON=$!
    until grep -q '^kiemked ready: ' "$WORK/ready"; do
        kill -0 "$DAEMON" || { tail -5 "$WORK/daemon.log"; exit 1; }
    done
    URL=$(sed -n 's/^kiemked ready: //p' "$WORK/ready")
}

start 127.0.0.1:0
"$BIN/kiemked" enrol-token new --unit root --uses "$((2 * MACHINES))" --data "$WORK/data" > "$WORK/token"
"$BIN/province" --machines "$MACHINES" --every 1 --seconds "$LOAD_S" --patience 120 \
    --acked "$WORK/acked.log" --url "$URL" --enrol-token "@$WORK/token" > "$WORK/outcome.json" &
SIM=$!
killed=0
while [ "$killed" -lt "$KILLS" ] && kill -0 "$SIM" 2>/dev/null; do
    # At a moment of no meaning, less than a second on.
    sleep "0.$((RANDOM % 9 + 1))"
    kill -9 "$DAEMON"
    wait "$DAEMON" 2>/dev/null || true
    killed=$((killed + 1))
    start "${URL#http://}"
done
wait "$SIM" || { cat "$WORK/outcome.json"; exit 1; }
SIM=
kill -9 "$DAEMON"
wait "$DAEMON" 2>/dev/null || true
DAEMON=
echo "killed $killed times; $(wc -l < "$WORK/acked.log") items acknowledged"
"$BIN/kiemked" verify --config "$WORK/kiemked.toml" --data "$WORK/data" --against "$WORK/acked.log" | tee "$WORK/verified"
if grep -q 'over its bound' "$WORK/verified"; then
    echo "the folder is larger than it should be; it stays in $WORK"
    exit 1
fi
# What was to happen meanwhile did.
[ ! -e "$CHECKPOINT" ] || { echo "no checkpoint was written in $WORK"; exit 1; }
[ "$(ls "$WORK"/data/cold/machine-days-* | wc -l)" -ge 3 ] || { echo "no day was sealed in $WORK"; exit 1; }
echo "the store was written anew $(grep -c 'the store was written anew' "$WORK/daemon.log" || true) times"
rm -rf "$WORK"
