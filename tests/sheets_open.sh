#!/usr/bin/env bash
# A whole stocktake by commands, and its papers opened by a spreadsheet program that is not ours: every sheet becomes a PDF,
# and the sums that LibreOffice reads equal a count that knows nothing of the daemon. Installs LibreOffice's Calc and
# pdfinfo from Debian (as root) where they are missing. Needs python3.
#
#   tests/sheets_open.sh              12 rooms, 400 things: 20 missing, 12 in other rooms, 8 of no record, some scanned twice
#   KEEP=folder tests/sheets_open.sh  the sheets and the PDFs stay there
#   KIEMKE=… KIEMKED=… tests/sheets_open.sh
#
# Ends only what it started.
set -euo pipefail
cd "$(dirname "$0")/.."
export DEBIAN_FRONTEND=noninteractive
missing=()
command -v soffice >/dev/null || missing+=(libreoffice-calc)
command -v pdfinfo >/dev/null || missing+=(poppler-utils)
if [ ${#missing[@]} -gt 0 ]; then
    apt-get -qq update
    apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
fi
if [ -z "${KIEMKE:-}" ] || [ -z "${KIEMKED:-}" ]; then
    cargo build -q --locked -p kiemke -p kiemke-daemon
    KIEMKE=${KIEMKE:-${CARGO_TARGET_DIR:-target}/debug/kiemke}
    KIEMKED=${KIEMKED:-${CARGO_TARGET_DIR:-target}/debug/kiemked}
fi
WORK=$(mktemp -d)
OUT=${KEEP:-$WORK/out}
mkdir -p "$OUT"
DAEMON=
trap 'kill $DAEMON 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$WORK"' EXIT
"$KIEMKED" --data "$WORK/data" --listen 127.0.0.1:0 > "$WORK/ready" 2> "$WORK/log" &
DAEMON=$!
for _ in $(seq 100); do grep -qs '^kiemked ready' "$WORK/ready" && break; sleep 0.1; done
export SERVER="unix:$WORK/data/control.sock" KIEMKE WORK OUT

python3 - <<'PY'
import csv, os, random, subprocess, sys

WORK, OUT, SERVER, KIEMKE = (os.environ[name] for name in ("WORK", "OUT", "SERVER", "KIEMKE"))
ROOMS, TOOLS_A_ROOM, ASSETS = 12, 30, 40
random.seed(2026)


def kiemke(*arguments):
    done = subprocess.run([KIEMKE, "--server", SERVER, "--lang", "en", *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"kiemke {' '.join(arguments)[:200]}: {done.stdout}{done.stderr}")
    return done.stdout


def table(name, head, rows):
    path = f"{WORK}/{name}"
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([head, *rows])
    return path


units = [["T1", "THCS Nam Đà", "school", "root"]]
units += [[f"P{room}", f"Phòng {room}", "room", "T1"] for room in range(1, ROOMS + 1)]
kiemke("import", "units", table("units.csv", ["Mã", "Tên", "Loại", "Thuộc"], units))

# Things by code: their room, their cost, and whether the book of fixed assets has them.
things = {}
assets = []
for at in range(1, ASSETS + 1):
    code, cost = f"TS{at:03}", 11_000_000 + 137_001 * at
    assets.append([at, code, f"Máy chủ, màn hình tương tác {at}", cost, 2020 + at % 5, f"PN{at:02}", "15/09/2023"])
    things[code] = [at % ROOMS + 1, cost, True]
head = ["STT", "Số hiệu TSCĐ", "Tên TSCĐ", "Nguyên giá", "Năm sử dụng", "Chứng từ Số", "Chứng từ Ngày"]
kiemke("import", "book", table("s24h.csv", head, assets), "--unit", "T1", "--book", "s24-h", "--split")
tools = []
for room in range(1, ROOMS + 1):
    cost = 3_000_000 + 250_001 * room
    tools.append([room, f"MT{room:02}", f"Máy tính để bàn, đợt {room}", "bộ", TOOLS_A_ROOM, cost])
    for at in range(1, TOOLS_A_ROOM + 1):
        things[f"MT{room:02}-{at:02}"] = [room, cost, False]
head = ["STT", "Mã thiết bị", "Tên thiết bị", "ĐVT", "Số lượng", "Đơn giá"]
kiemke("import", "book", table("list.csv", head, tools), "--unit", "T1", "--book", "list", "--split")

listed = f"{WORK}/records.csv"
kiemke("export", "equipment", listed, "--separators", "en")
with open(listed, encoding="utf-8-sig", newline="") as file:
    rows = list(csv.reader(file))
at = next(number for number, row in enumerate(rows) if "Số hồ sơ" in row)
ids = {row[rows[at].index("Mã thiết bị")]: row[rows[at].index("Số hồ sơ")] for row in rows[at + 1:] if len(row) > 2}
absent = [code for code in things if code not in ids]
if absent:
    sys.exit(f"{len(absent)} things have no record with their code: {absent[:3]} of {list(ids)[:3]}")
for room in range(1, ROOMS + 1):
    here = [ids[code] for code, (should, *_) in things.items() if should == room]
    kiemke("equipment", "act", "move", *here, "--place", f"P{room}", "--in-use")

# Where things are: some are gone, some elsewhere, and some are of no record.
codes = list(things)
random.shuffle(codes)
gone, moved = codes[:20], codes[20:32]
found_in = {code: None if code in gone else room for code, (room, *_) in things.items()}
for code in moved:
    found_in[code] = random.choice([room for room in range(1, ROOMS + 1) if room != things[code][0]])
strange = {f"LA-{at}": random.randint(1, ROOMS) for at in range(8)}

kiemke("stocktake", "open", "T1", "--name", "Kiểm kê 2026", "--member", "Trần Thị Hoa:Trưởng ban")
for room in range(1, ROOMS + 1):
    here = [code for code, at in [*found_in.items(), *strange.items()] if at == room]
    here += random.sample(here, 3)
    kiemke("stocktake", "scan", "s1", "--room", f"P{room}", "--counter", "Cô Lan", *here, "--done")
kiemke("stocktake", "close", "s1", "--document", "01/BB-KK", "--sign", "Trần Thị Hoa:Trưởng ban", "--move-misplaced",
       "--missing-lost")

sheets = ["c53-hd", "tools", "stocktake"]
for sheet in sheets:
    kiemke("export", sheet, f"{OUT}/{sheet}.xlsx", "--stocktake", "s1")
for sheet in ["s24-h", "s26-h", "book-list", "equipment"]:
    kiemke("export", sheet, f"{OUT}/{sheet}.xlsx", "--unit", "T1")
    sheets.append(sheet)


def soffice(to, name):
    subprocess.run(["soffice", f"-env:UserInstallation=file://{WORK}/office", "--headless", "--convert-to", to,
                    "--outdir", OUT, f"{OUT}/{name}.xlsx"], check=True, capture_output=True)


def sums(name):
    """The last row of sums as LibreOffice reads it, and how many rows have a number in their first cell."""
    soffice("csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false", name)
    with open(f"{OUT}/{name}.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    last = next(row for row in reversed(rows) if any(cell.strip() in ("Cộng", "Tổng cộng") for cell in row))
    numbers = [cell for cell in last if cell.lstrip("-").replace(".", "").replace(",", "").isdigit()]
    return [int(float(cell.replace(",", ""))) for cell in numbers]


def worth(select, is_there):
    chosen = [cost for code, (_, cost, asset) in things.items() if select(asset) and is_there(code)]
    return len(chosen), sum(chosen)


def here(code):
    return found_in[code] is not None


def all_of(_):
    return True


def check(name, read, expected):
    print(f"{name}: LibreOffice reads {read}, the count says {expected}")
    if read != expected:
        sys.exit(f"{name}: they differ")


booked, counted = worth(lambda asset: asset, all_of), worth(lambda asset: asset, here)
difference = [counted[0] - booked[0], counted[1] - booked[1]]
check("c53-hd", sums("c53-hd"), [*booked, *counted, *difference])
booked, counted = worth(lambda asset: not asset, all_of), worth(lambda asset: not asset, here)
# Quantities of different things are not added up; nobody knows what the eight strange ones cost.
check("tools", sums("tools"), [booked[1], counted[1], booked[1] - counted[1]])
total = len(things)
found = sum(map(here, things))
check("stocktake", sums("stocktake"), [total, found + len(strange), total - found, len(strange)])
for sheet in sheets:
    soffice("pdf", sheet)
    told = subprocess.run(["pdfinfo", f"{OUT}/{sheet}.pdf"], check=True, capture_output=True, text=True).stdout
    size = {line.split(":")[0]: line.split(":", 1)[1].strip() for line in told.splitlines()}
    print(f"{sheet}: {size['Pages']} pages, {size['Page size']}")
    if int(size["Pages"]) < 1:
        sys.exit(f"{sheet}: an empty document")
PY
echo "all sheets open"
