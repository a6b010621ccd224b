## General
app-name = Kiểm Kê
yes = yes
no = no
not-known = not known
loading = Loading…
other-language = Tiếng Việt
unit-root = (root unit, not named yet)
duration-seconds = { $n } s
duration-minutes = { $n } min
duration-hours = { $n } h
duration-days = { $n } d

## The header
header-demo = DEMO
header-warnings = { $n ->
    [one] 1 machine with warnings
   *[other] { $n } machines with warnings
}
header-silent = { $n } silent
link-connecting = connecting { $age }
link-online = online { $age }
link-lost = connection lost { $age }

## Screens and keys
tab-overview = Overview
tab-machines = Machines & equipment
tab-events = Events
help-title = Keys of this screen
palette-title = Commands
palette-no-match = no command matches
command-accept = done
command-ascii = ASCII signs and letters on/off
command-back = back
command-cancel-search = drop search
command-close = close
command-down = one row down
command-erase = delete a letter
command-erase-all = delete all
command-filter = filter
command-first = to the first row
command-go-events = go to Events
command-go-machines = go to Machines & equipment
command-go-overview = go to Overview
command-help = keys
command-language = change language
command-last = to the last row
command-next = next part
command-open = open
command-open-machine = open the machine
command-page-down = one page down
command-page-up = one page up
command-palette = commands
command-previous = previous part
command-quit = quit
command-redraw = redraw the screen
command-refresh = refresh the data
command-run = run
command-search = find
command-search-software = find software
command-sort = sort
command-suspend = suspend to the shell
command-theme = change colours
command-up = one row up

## Why there is no answer
refusal-unreachable = The daemon cannot be reached; trying again
refusal-denied = The token does not allow this
refusal-missing = The daemon does not have it any more
refusal-failed = The daemon could not answer; trying again
refusal-token-unknown = this token is not known here or was taken back; ask for a new one
refusal-token-expired = this token's time is over; ask for a new one
refusal-token-used-up = this token has let in as many machines as it may; ask for a new one
refusal-agent-revoked = this machine's agent was shut out here; what it reported is kept; ask the administrator

## Overview
share-students = T2 Learners ready
share-teachers = T2 Teachers ready
share-items = T11 Items on digital record
share-target = target { $target }
verdict-met = MET
verdict-missed = MISSED
verdict-unproven = not proven: { $n } unknown
verdict-not-applicable = not applicable: nothing to count yet
machines-label = Machines
lines-label = Lines
count-known = { $n } known
count-warnings = with warnings
latest-events = Latest events

## States
state-fresh = fresh
state-ageing = ageing
state-expired = expired
state-silent = silent
line-up = up
line-down = down
line-unknown = not measured

## Machines
column-name = Name
column-unit = Unit
column-model = Model
column-system = System
column-memory = Memory
column-seen = Seen
column-state = State
search-hint = type to search, marks not needed
list-count = { $count } / { $total }
list-searching = { $count } / …
list-sort = sort: { $sort }
list-filter = filter: { $filter }
sort-name = name
sort-newest-seen = seen last
sort-oldest-seen = seen longest ago
sort-id = number
filter-all = all
filter-warnings = with warnings
filter-aged = past their years of use
filter-unsupported = system no longer supported
machines-no-match = Nothing matches. Esc drops the search and the filter.
machines-empty = No machines and no equipment yet. A machine appears here when its agent enrols; n takes equipment in.

## One machine
machine-tab-hardware = Hardware
machine-tab-software = Software
machine-tab-network = Network
machine-tab-readings = Readings
machine-tab-warnings = Warnings
section-system = System
section-identity = Identity
section-cpu = Processor
section-memory = Memory
section-storage = Storage
section-network = Network
section-software = Software
section-display = Screens and graphics
section-peripherals = Peripherals
section-battery = Battery
section-upkeep = Upkeep
sections-missing = Not received yet: { $sections }
sections-unreadable = Not readable by this version: { $sections }
cores-and-threads = { $cores } cores, { $threads } threads
volume-free = { $size } free
volume-encrypted = encrypted
field-host-name = Host name
field-system = Operating system
field-build = Build
field-kernel = Kernel
field-chassis = Chassis
field-virtualization = Physical or virtual
field-time-zone = Time zone
kind-desktop = desktop
kind-laptop = laptop
kind-tablet = tablet
kind-server = server
kind-all-in-one = all in one
kind-mini = mini PC
kind-physical = physical
kind-virtual = virtual ({ $kind })
field-model = Model
field-cores = Cores
field-speed = Highest clock
field-total = Total
field-slots = Slots
field-system-serial = System serial
field-system-uuid = System UUID
field-board = Baseboard
field-board-serial = Board serial
field-chassis-serial = Chassis serial
field-firmware = Firmware
field-secure-boot = Secure boot
field-tpm = TPM
field-asset-tag = Asset tag
field-gpu = Graphics
field-monitor = Screen
field-printer = Printer
field-camera = Camera
field-microphone = Microphone
field-speaker = Speaker
field-board-device = Interactive board
field-usb = USB
field-browser = Browser
field-antivirus = Antivirus
field-pending-reboot = Restart pending
battery-holds = still holds { $share } ({ $full } / { $design } Wh)
battery-cycles = { $n } cycles
antivirus-on = on
antivirus-off = off
health-good = good
health-worn = worn
health-failing = failing
printer-default = default
wifi-channel = channel { $n }
heading-agent = Agent
field-agent-version = Version
field-enrolled = Enrolled
field-last-seen = Last seen
field-machine-uptime = Machine up for
field-spooled = Items waiting
field-dropped = Items dropped
field-agent-memory = Agent memory
heading-way-out = Way out
field-gateway = Gateway
field-interface = Interface
field-subnet = Subnet
field-dns-servers = Name servers
field-proxy = Proxy
heading-interfaces = Interfaces
interface-connected = connected
interface-unplugged = not connected
attachment-built-in = built in
attachment-usb = USB
attachment-virtual = virtual
heading-newest = Newest readings
heading-last-day = Last 24 hours
readings-none = no readings yet
readings-count = { $n } readings
reading-gateway = gateway: { $received }/{ $sent } answered
reading-quarter-whole = gateway, 15 min: all answered
reading-quarter-loss = gateway, 15 min: loss up to { $share }
reading-quarter-lost = gateway, 15 min: no answer
reading-first-byte = first byte { $time }
reading-round-trip = round trip { $time }
reading-jitter = jitter { $time }
reading-loss = loss { $share }
field-memory-free = Memory available
probe-failed-dns = the name did not resolve
probe-failed-tcp = no connection
probe-failed-tls = no TLS session
probe-failed-http = no HTTP answer
warnings-none = no warnings
software-empty = No software list yet.
software-no-match = No software matches.

## Events
events-empty = No events yet.
event-seen = reported
event-enrolled = machine enrolled
event-reenrolled = machine enrolled anew after a reinstallation or a reset
event-review-opened = to review ({ $review }): { $about }
event-review-answered = review item { $review } was dealt with
event-merged = record became part of machine { $into }
event-split = record is its own again
event-machine-moved = machine belongs to another unit
event-agent-started = agent started, version { $version }
event-section-changed = { $section }: changed
event-set-aside = set aside { $place }: { $reason }
event-collector-failed = could not read { $section }: { $reason }
event-dropped = { $n ->
    [one] the agent gave up 1 item unsent
   *[other] the agent gave up { $n } items unsent
}
event-clock-ahead = the machine's clock is { $by } fast
event-clock-behind = the machine's clock is { $by } slow
event-line-found = line { $line } found
event-line-down = line { $line } lost the Internet
event-line-up = line { $line } is back
event-equipment-changed = { $action }: { $n } equipment { $n ->
    [one] record
   *[other] records
 }
event-book-changed = book: { $n } { $n ->
    [one] line
   *[other] lines
 }
event-equipment-undone = undone on { $n } equipment { $n ->
    [one] record
   *[other] records
 }
event-stocktake = stocktake { $stocktake }: { $step }
stocktake-opened = opened
stocktake-counted = being counted
stocktake-pack-given = a pack was given out
stocktake-pack-back = a pack is back
stocktake-pack-late = a pack came late and needs a look
stocktake-closed = closed
event-alert-raised = alert: { $what } ({ $n } units)
event-alert-over = over: { $what }
event-alert-over-known = over: { $what }; it was { $was }
alert-units = ({ $n } units)
alert-acknowledged = noted by { $name }
alert-silent = no machine seen for five teaching days
alert-line-down = the line does not reach the Internet
alert-gone = nothing reports, cause unknown
alert-under-contract = below 80 % of the contract
alert-busy-hours = slow in busy hours only
alert-platform = a learning platform is not reached
alert-outdated = agents are older than the daemon
alert-daily-reset = agents begin anew every day (frozen disks)
alert-was-line-down = the line
alert-was-power-cut = a power cut
column-since = Since
column-units = Units
column-acknowledged = Seen by
event-token-made = token given out: { $purpose }
event-token-revoked = token { $token } taken back
event-agent-revoked = agent shut out; its data are kept
event-by = { $what } ({ $name })

## Equipment
action-receive = receive
action-move = move
action-lend = lend
action-return = return
action-report-broken = report broken
action-send-to-repair = send to repair
action-take-back = take back from repair
action-report-lost = report lost
action-find-again = find again
action-propose-disposal = propose disposal
action-withdraw-proposal = withdraw the proposal
action-dispose = dispose
action-write-off = write off
action-edit = correct the record
action-verify = found by a stocktake
equipment-in-use = in use
equipment-in-store = in store
equipment-lent = lent
equipment-broken = broken
equipment-in-repair = in repair
equipment-to-be-disposed = to be disposed
equipment-disposed = disposed
equipment-lost = lost
condition-good = good
condition-usable = usable
condition-poor = poor
condition-unusable = unusable

## The terminal: screens and keys
tab-places = Places
tab-lines = Lines
menu-no-match = nothing matches
menu-actions = What is done with the equipment
menu-facets = Which rows
menu-columns = Which columns
menu-places-views = Put together by
confirm-title = Sure?
command-actions = act
command-choose = choose
command-columns = choose columns
command-copy = copy (OSC 52)
command-cursor-end = cursor to the end
command-cursor-home = cursor to the begin
command-cursor-left = cursor left
command-cursor-right = cursor right
command-day = day
command-delete = delete the letter behind
command-drill = next part
command-dump = write down the last minutes for --replay
command-export = export to a file
command-fold-up = fold
command-go-lines = go to Lines
command-go-places = go to Places
command-leave-form = leave
command-mark = mark
command-mark-all = mark all or none
command-measure = delay or loss
map-title = Map
map-place = Latitude, longitude
map-no-line = no line
map-no-places = nobody said where the schools lie: add latitude and longitude to the table of units
map-without-place = { $n } schools lie nobody knows where
map-left-out = { $n } places not drawn
map-refused = The map has no boundaries: { $reason }
command-map = map
command-next-site = next site
command-previous-site = site before
command-closer = closer
command-farther = farther
command-whole-map = all of it
command-pan-north = north
command-pan-south = south
command-pan-east = east
command-pan-west = west
command-next-field = done, next field
command-no = no
command-open-lines = lines
command-open-unit = machines and equipment
command-places-views = put together by
command-previous-field = field above
command-receive = receive
command-search-lines = find lines
command-send = send
command-skip-field = next field
command-acknowledge = take note
command-undo = undo
command-unfold = unfold
command-yes = yes

## The terminal: why there is no answer
refused-stale = Somebody else has just changed this. The newest is shown beneath: look, and enter it again if it is still right.
refused-touched = It cannot be undone: nothing stands as it was left then.
refused-action = Not possible for this equipment as it is now: { $detail }
refused-unit = This place does not exist or is not yours.
refused-ambiguous = Several places go by this name; write one of them out:
refused-missing = It does not exist any more.
refused-denied = Your token does not allow this.
refused-unreachable = No answer: it is not known whether this was done. Look at the list before you send it again.
refused-invalid = Not taken: { $detail }

## The terminal: what was done
told-copied = Copied.
told-done = Done: { $what }.  u undoes it.
told-exported = Written: { $path }
told-not-exported = Not written { $path }: { $why }
told-no-record = Nothing can be done here: choose an equipment record first.
told-not-offered = { $action }: not for what is chosen now.
told-no-table = There is no table here.
told-nothing-changed = Nothing changed: it was so already.
told-nothing-to-undo = Nothing to undo.
told-undone = Undone: { $what }.
ask-undo = Undo { $what }?
change-named = { $action } ({ $n })

## The terminal: machines
column-mark = { " " }
kind-machines = machines
kind-records = equipment records
list-marked = marked { $n }
sort-code = code
sort-year = year
stock-empty-here = Nothing here yet. n takes equipment in; a machine appears when its agent enrols.

## The terminal: places
view-tree = the tree of units
view-commune = commune
view-old-district = old district
view-level = level of school
view-managing-body = managing body
places-view = by: { $view }
places-day = as of { $day }
places-today = today
places-schools = { $n } schools
places-more = … { $n } more
places-no-groups = Nothing to put together: no unit says this.
form-day = The day that is shown

## The terminal: lines
column-contract = Contract
column-measured = Measured
column-share = Share
column-good = Up, 24 h
sort-worst = worst first
sort-ratio = share of the contract
lines-empty = No lines yet. One appears when a machine reports its gateway, or with an imported contract.
lines-no-match = No line matches. Esc drops the search.
line-under-contract = under contract
line-fault-at = fault: { $place }
line-tab-summary = Summary
line-tab-tests = Tests
field-test-bytes = Tests this month
measured-tests = { $n } tests in 30 days
measured-share = { $share } of the contract
heading-fault = Where the fault is
heading-week = Hour × weekday, four weeks
heat-delay = time to first byte (m: loss)
heat-loss = probes lost (m: delay)
reading-good = up { $share }
tests-none = no tests in four weeks
test-by-hand = by hand
test-loaded = under load { $time }
place-machine = machine
place-wifi = Wi-Fi
wifi-retries = { $share } sent again
place-gateway = gateway
place-provider = provider
place-platform = platform
symptom-no-link = no link
symptom-no-answer = no answer
symptom-no-names = names do not resolve
symptom-loss = too much is lost
symptom-slow = too slow
symptom-blocked = blocked
day-monday = Mon
day-tuesday = Tue
day-wednesday = Wed
day-thursday = Thu
day-friday = Fri
day-saturday = Sat
day-sunday = Sun

## The terminal: sessions
help-arg-replay = Show a recorded session (Ctrl-D in the terminal writes one): Enter next, p play, Left back, q quit
replay-caption = { $at } / { $count }  { $time }  Enter p ← q

## The terminal: review
tab-overview-short = Overview
tab-places-short = Places
tab-machines-short = Stock
tab-lines-short = Lines
tab-review-short = Review
tab-events-short = Events
tab-review = Review
command-go-review = go to Review
command-later = later
reviews-empty = No question waits. f shows those that were answered.
review-other = Other
review-seen = (as seen)
review-proposed = Proposed
review-junk = { $text } (says nothing)
review-proposes = Proposed: { $answer }
review-answered-with = Answered: { $answer }
told-no-answer = This question cannot be answered so.

## The terminal: equipment
heading-record = Record
heading-history = History
history-change = { $field }: { $old } → { $new }
history-of-many = with { $n } records
field-place = Place
field-count = How many
field-sticker-code = Sticker code
field-serial = Serial number
field-person = Person
field-in-use = In use or in store
field-year-in-use = Year put to use
field-cost-unknown-why = Why cost is unknown
field-warranty-end = Warranty until
field-document = Document number
field-document-date = Document date
field-on = Done on
field-void = Entered by mistake

## The terminal: forms
form-receive = Receive equipment
form-export = Export the table
field-file = File
field-day = Day
field-help-file = A new CSV file; one that is there is not overwritten. The rows that are loaded go into it.
field-help-day = dd/mm/yyyy or yyyy-mm-dd; empty: today
field-help-name = What it is called, such as: Samsung Tab A9 tablet
field-help-category = Type some letters and choose
field-help-place = Room, site or school: type some letters and choose
field-help-count = How many of the same; each gets a record of its own
field-help-code = On the sticker; for several the number at its end counts up: MTB-001
field-help-plate = As it stands on the plate; empty when not known
field-help-seat = Number of the seat in the room
field-help-holder = Code of a person, or choose: shared in a lab, shared by staff
field-help-person = Code of the person in the roster, such as HS-0042
field-help-condition = How good it is now
field-help-in-use = Used where it stands, or kept in the store
field-help-funding = Where the money came from: budget, parents, gift …
field-help-year = Four digits
field-help-cost = In đồng, of one piece: 4.500.000
field-help-cost-unknown = Only when the cost is empty
field-help-warranty = Last day of the warranty, dd/mm/yyyy
field-help-notes = Anything else
field-help-document = Number of the paper on which this rests
field-help-past-day = dd/mm/yyyy, not after today; empty: today
field-help-reason = Why, for whoever reads the history
fault-missing = needs to be filled in
fault-one-of = fill in at least one of: place, seat, holder, in use
fault-not-a-number = is not a whole number
fault-below = must be at least { $n }
fault-above = must be at most { $n }
fault-not-a-day = is not a day: dd/mm/yyyy
fault-after-today = lies after today
fault-not-in-list = is not in the list
fault-needs = needs { $field } as well
fault-no-number = must end in a number from which to count up: MTB-001
fault-one-serial = One serial number belongs to one thing: leave it empty, or receive one.
ask-leave-form = What was typed will be lost. Esc again leaves, Enter goes on.
sending = Being sent …

## The command line: lists
column-id = No.
column-key = Key
column-code = Code
column-kind = Kind
column-parent = Above
column-time = Time
column-probed = Probed
column-machines = Machines
column-first-byte = First byte
column-loss = Loss
column-figure = Figure
column-field = Field
column-value = Value
column-verdict = Verdict
column-schools = Schools
column-lines = Lines
column-group = Group
column-place = Place
column-outcome = Outcome
column-detail = Detail
column-provider = Provider
column-contract-down = Contract down Mbps
column-contract-up = Contract up Mbps
group-none = (not said)
group-outside = (in no unit of that day)
group-total = Total
outcome-new = new
outcome-changed = changed
outcome-unchanged = unchanged
outcome-refused = refused
import-counts = New { $new }, changed { $changed }, unchanged { $unchanged }, refused { $refused }.
import-records = Records: { $made } made, { $tied } tied to the book; { $without } things have none.
import-unread = Columns that were not read: { $heads }.
import-encoding = Text: { $name }.
import-encoding-guessed = Text is probably { $name }: “{ $sample }”. Say --encoding { $name } to confirm, or another.
import-question = Row { $row }, { $name }: is it { $candidates }{ $more ->
    [0] {""}
   *[other] { " " }or one of { $more } more
 }? Answer with --match { $row }:e1 or --match { $row }:new.
import-done = All of it was written.
import-nothing-written = Nothing was written.
word-known = known
column-managed = Managed
column-recorded = Records
column-at-least = At least
column-at-most = At most
column-low = Low
column-high = High
column-cost-low = Low by cost
column-cost-high = High by cost
missing-students = Students who are not ready are missing: { $what }.
missing-teachers = Teachers who are not ready are missing: { $what }.
part-device = device
part-line = line
part-software = software
waterfall-now = now
waterfall-then = once it is bought
waterfall-rest = { $n } more
column-record-level = Level
column-replace-by = Replace by
class-facility = Facilities
class-equipment = Equipment
class-other = Other
renewal-age = age
renewal-support = support ends
items-no-book = No book entered, so nothing is proved: { $n } { $n ->
    [one] school
   *[other] schools
 } ({ $schools }).
column-holder = Holder
column-year = Year
column-cost = Cost (đồng)
column-seat = Seat
column-entry = Entry
column-action = Action
column-change = Change
column-document = Document
column-reason = Reason
field-condition = Condition
field-maker = Maker
field-funding = Funding
field-machine = Machine
field-notes = Notes
holder-lab = lab
holder-staff = staff
history-undone = entry { $entry } undone
more-records = Printed { $shown } of { $total } records; use --limit for more.
more-rows = { $shown } of { $total } machines printed; use --limit for more.
more-people = Printed { $shown } of { $total } people; use --limit for more.
import-left = Marked as left: { $n } people who are not in the table.
column-class = Class
column-site = Site
column-level = Level
column-grade = Grade
column-shift = Shift
column-birth-date = Birth date
column-national-id = National id
column-left-on = Left on
column-home = At home
column-people = People
field-lines-complete = Lines complete since
field-surveys-complete = Surveys complete since
person-student = student
person-teacher = teacher

## The command line: failures
failure-failed = failed to { $operation }: { $detail }
failure-usage = { $detail }
failure-unreachable = the daemon cannot be reached ({ $operation }: { $detail })
failure-denied = the daemon does not allow it ({ $operation }: { $detail })
advice-usage = See: kiemke --help
advice-unreachable = Check --server or KIEMKE_SERVER; a daemon on this machine is started with: kiemke up
advice-denied = Give a token with --token-file or KIEMKE_TOKEN; a new one: kiemked token new
usage-unknown-argument = there is no option { $argument }
usage-unknown-command = there is no command { $argument }
usage-invalid-value = the value "{ $value }" cannot be used for { $argument }
usage-missing = { $argument } is missing
usage-other = the command is not understood: { $argument }
usage-valid-values = possible: { $hint }
usage-meant = did you mean { $hint }?

## The command line: help
help-heading-usage = Usage:
help-heading-commands = Commands
help-heading-arguments = Arguments
help-heading-options = Options
help-heading-global = Global options
help-heading-examples = Examples:
help-command-word = COMMAND
help-options-word = [OPTIONS]
help-command-kiemke = Takes stock of school machines and lines: terminal and command line. Without a command it opens the terminal on the configured daemon; with none configured it is up.
help-examples-kiemke =
      kiemke up
      kiemke --server http://127.0.0.1:7117
      kiemke overview
      kiemke machines --q "phong tin 2" --format csv
      kiemke machine m12 --lang en
help-command-up = Run everything on this machine: daemon, this machine's agent and the terminal.
help-examples-up =
      kiemke up
      kiemke up --data ./try --listen 127.0.0.1:0
      kiemke up --once --format json
help-arg-data = Data folder (if not said: /var/lib/kiemke for root, else $XDG_DATA_HOME/kiemke)
help-arg-listen = The daemon's address and port (if not said: 127.0.0.1:7117; port 0: any free one)
help-arg-once = Wait until the daemon holds this machine, print it and end
help-command-demo = Show a made-up province: its agents report over real HTTP to a daemon of its own. Marked DEMO on every screen.
help-examples-demo =
      kiemke demo                               forty schools, gone when you leave
      kiemke demo --schools 400 --machines 12000 --data ./demo   larger, kept for next time
help-arg-schools = Schools (if not said: 40)
help-arg-machines = Machines (if not said: 1200)
help-arg-seed = Equal seeds and sizes give equal provinces (if not said: 1)
help-arg-demo-data = Data folder, kept and used again (if not said: one that is removed at the end)
help-arg-demo-once = Print the overview and end
demo-filling = Making the province …
demo-province = Sample province
help-command-overview = Print the overview of a unit: T2, T11, machines, lines.
help-examples-overview =   kiemke overview --unit root --format json
help-command-machines = List machines.
help-examples-machines =
      kiemke machines --q "may tinh ban"
      kiemke machines --filter silent:yes --sort last_seen
      kiemke machines --limit 20000 --format csv > machines.csv
help-command-machine = Print one machine with hardware, network and warnings.
help-examples-machine =
      kiemke machine m12
      kiemke machine m12 --format json
help-command-lines = List lines.
help-command-alerts = List open alerts, newest first.
help-command-units = List units.
help-examples-units =
      kiemke units --unit 24763
      kiemke units --by old_district --at 2025-06-30
      kiemke units --by commune --format csv > communes.csv
help-command-import = Import a table (XLSX, XLS, ODS, CSV): all of it or nothing. Or agents' files from sticks.
help-examples-import =
      kiemke import units units.xlsx --dry-run
      kiemke import lines lines.csv
      kiemke import book s26.xlsx --unit 24763-t1 --split --dry-run
      kiemke import roster roster.xlsx --mark-left
      kiemke import bundle /media/stick/*.kiemke
help-command-export = Write a table to a file: .xlsx, .csv or .json.
help-examples-export =   kiemke export units units.xlsx --unit 24763
help-command-review = See and answer what is to be reviewed about which machine is which.
help-command-list = Print the list.
help-command-answer = Answer an item.
help-examples-review =
    kiemke review --unit krong-no
    kiemke review show r5
    kiemke review answer r5 same
    kiemke review undo r5
help-arg-review = The item's number, such as r5.
help-arg-answer = same (one machine), different (two machines), moved (it has moved), stays (there for a while).
help-command-items = Print T11: what is managed by a digital record, between its bounds.
help-command-labels = Write labels with QR or bar codes for records: .pdf or .svg.
help-examples-labels =
      kiemke labels labels.pdf --unit 24763-t1
      kiemke labels labels.pdf --ids e1,e2,e3 --grid a4-5x13 --symbol code128
help-arg-label-ids = Only these records (all of the unit if not said)
help-arg-grid = Sheet of labels: a4-2x7, a4-3x8, a4-4x10 or a4-5x13 (a4-3x8 if not said)
help-arg-symbol = qr or code128 (qr if not said)
help-arg-separators = Of a .csv: vi (semicolons, decimal commas) or en (vi if not said)
help-command-events = Print the latest events, newest first.
help-command-guide = Print the guide for a role.
help-command-completions = Print completions for a shell.
help-examples-completions =   kiemke completions bash > ~/.local/share/bash-completion/completions/kiemke
help-command-man = Write the man pages into a folder.
help-arg-server = The daemon: https://host:port, http://host:port or unix:/path (variable KIEMKE_SERVER)
help-arg-token-file = File that holds the token (or the token in the variable KIEMKE_TOKEN)
help-arg-ca-file = The daemon's certificate authority, where it uses TLS
help-arg-stocktake = Which stocktake; the newest of the whole school when left out
help-arg-map = A GeoJSON file with boundaries to draw on the map
help-arg-lang = Language: vi or en (variable KIEMKE_LANG; vi if not said)
help-arg-config = Settings file (usually ~/.config/kiemke/kiemke.toml)
help-arg-help = Show this help
help-arg-version = Show the version
help-arg-unit = Code or key of the unit (the root if not said)
help-arg-format = Form: table, json or csv (table if not said)
help-arg-q = Only machines with these words, marks not needed
help-arg-sort = Order: name, id, last_seen; with - in front reversed (name if not said)
help-arg-filter = Only machines: freshness:fresh, freshness:ageing, freshness:expired, silent, warnings, aged or unsupported
help-arg-limit = At most so many rows
help-arg-id = Number of the machine, such as m12
help-arg-revoke-agent = Shut its agent out from now on; what it reported is kept
help-arg-by = Add up by a level (commune, school …) or a tag (old_district, level, managing_body …), or provider
help-arg-at = Day, such as 2024-12-31 (today if not said)
help-arg-known = then: by what was known on that day; now: by what is known now (now if not said)
help-arg-kind = Table: units, lines with their contracts, book: an accounting book, roster of students and teachers, or home survey
help-arg-file = File
help-arg-dry-run = Only look: print new, changed and refused rows
help-arg-school = Code of the school whose table or person it is (your own when absent)
help-arg-book = Which book: s24-h, s26-h or list (told by its columns if not said)
help-arg-split = Make a record for each thing that has none, tied to its line
help-arg-match = What a row is about: its records, or new; answers a question of the import
help-arg-encoding = How a CSV is written: utf-8, utf-16, windows-1258, tcvn3 or vni (guessed, and asked, if not said)
help-arg-sheet = Table: units, lines, equipment, s24-h, s26-h, book-list, c53-hd, tools; reports: plan, readiness, gaps, what-if, evidence (of a line)
help-arg-role = technician, district or planner
help-arg-shell = bash, elvish, fish, powershell or zsh
help-arg-dir = Folder to write into
help-command-equipment = List equipment records; receive, lend, move, report, dispose.
help-examples-equipment =
    kiemke equipment --q "may chieu" --filter state:in_use
    kiemke equipment receive --name Tablet --category tablet --place t001 --code MTB-001 --count 30
    kiemke equipment act lend e1 e2 e3 --holder HS-0042
    kiemke equipment act dispose e7 --document 12/QD-THCS
help-command-show = Print one of them.
help-command-history = Print a record's history, newest first.
help-command-receive = Receive things: new records, in store.
help-command-act = Do one thing with one or many records.
help-command-undo = Take an entry back, unless it was changed again.
help-arg-equipment-q = Only records with these words, marks not needed
help-arg-equipment-sort = Order: name, code, year, id; with - in front reversed (name if not said)
help-arg-equipment-filter = Only records: state:lent, category:tablet, code:MTB-01, serial:…, tied:yes, book:no, level:3, aged, unsupported, void; several apart by commas
help-arg-equipment-id = Number of the record, such as e12
help-arg-equipment-ids = Numbers of the records, such as e12 e13
help-arg-entry = The entry, as the history names it
help-arg-name = What it is called
help-arg-category = Kind: desktop, laptop, tablet, projector, printer, …
help-arg-place = Where it stands: code of a room, site or school
help-arg-count = How many (1 if not said)
help-arg-sticker-code = Code on the sticker; for several the number at its end counts up
help-arg-maker = Maker
help-arg-model = Model
help-arg-serial = Serial number
help-arg-funding = Where the money came from
help-arg-year = Year in which it was put to use
help-arg-cost = Cost, đồng
help-arg-action = Action: move, lend, return, report-broken, send-to-repair, take-back, report-lost, find-again, propose-disposal, withdraw-proposal, dispose, write-off
help-arg-seat = Seat in the room
help-arg-holder = Code of the person who has it, or lab, staff
help-arg-condition = good, usable, poor or unusable
help-arg-in-use = It is used afterwards, not stored
help-arg-document = Number of the paper
help-arg-document-date = Date of the paper
help-arg-reason = Why
help-arg-on = The day, if not today

# Review of identities
review-clone = one key on two machines (disk image)
review-two-under-one-key = two agents under one key
review-moved = moved without transfer?
review-same-machine = the same machine?
review-part-replaced = one part was replaced
review-parts-replaced = most parts were replaced
review-reinstalled = was reinstalled
review-state-open = open
review-state-noted = noted
review-state-answered = answered
review-state-undone = undone, open
answer-same = the same machine
answer-different = two machines
answer-moved = it has moved
answer-stays = there for a while
group-board = Board
group-disk = Disk
group-chassis = Chassis
verdict-agrees = agrees
verdict-differs = differs
verdict-silent = silent
relation-same = same
relation-differs = differs
relation-shared = several machines have it
relation-one-sided = one side has none
kind-system-uuid = System UUID
kind-system-serial = System serial
kind-board-serial = Board serial
kind-mac = MAC
kind-disk-serial = Disk serial
kind-chassis-serial = Chassis serial
column-about = About
column-other = Other machine
column-evidence = Evidence
column-proposed = Proposed
column-side-known = Known
column-side-seen = Seen
field-answers = Possible answers
field-steps = Done
review-label = To review
step-undone = undone
value-junk = says nothing

item-matched = matched
item-damaged = damaged
item-misplaced = misplaced
item-found-twice = found twice
item-missing = missing
item-not-yet-counted = not counted yet
item-away = lent or in repair
item-from-elsewhere = from elsewhere
scan-surplus = surplus
sheet-not-in-book = not in the book
sheet-no-record = no record
sheet-unrecorded = { $n } without a record
sheet-unnamed = (not known what)
scan-again = matched, again
scan-withdrawn = taken back
scan-room-done = counted through
scan-not-expected = not in the records
scan-belongs = belongs to { $room }
scan-seat = seat { $seat }
scan-left = { $n } left:
scan-left-seats = seats { $seats }
scan-hint = scan or type a code, Enter
scan-note-hint = a note for the newest scan, Enter
scan-done-hint = is this room counted through? Enter: yes, Esc: no
scan-key-undo = undo
scan-key-room = next room
scan-key-done = room done
scan-key-damaged = damaged
scan-key-note = note
scan-key-quit = quit
tab-stocktake = Stocktake
tab-stocktake-short = Count
command-go-stocktake = go to Stocktake
command-open-stocktake = open a stocktake
command-scan = scan the room
command-open-counted = open
command-room-things = things of the room
command-close-stocktake = close and sign
command-take-pack = take a pack along
command-bring-pack = bring a pack back
command-save-sheet = save a sheet
stocktakes-none = No stocktake yet. Press n to open one.
stocktake-no-rooms = This stocktake has no rooms.
stocktake-no-things = There is nothing of the kind.
stocktake-no-packs = No pack was taken along. Press o to take one.
stocktake-signed = signed: { $names }
part-rooms = Rooms
part-things = Things
part-packs = Packs
things-differences = differences
pack-came-late = Pack { $pack }: came after the end
pack-is-out = out
pack-is-back = back
pack-is-abandoned = given up
pack-is-late = came late
column-counted = Counted
column-found-in = Found in
column-given-at = Given at
column-late = Late
field-school = School
field-rooms = Rooms
field-committee = Committee
field-taken-on = Taken on
field-agents-count = Agents count
field-counter = Counter
field-signers = Signed by
field-abandon = Give up packs of
field-move-misplaced = Move misplaced
field-missing-lost = Missing are lost
field-found-again = Lost ones are found
field-unusable-broken = Unusable are broken
field-surplus-as = Surplus become
field-leave = Leave as they are
field-pack-holder = Pack holder
field-sheet = Sheet
field-help-school = The school that counts: type a few letters and choose
field-help-stocktake-name = What it is called, such as: Stocktake 2026
field-help-rooms = Type some letters and choose, one room after the other; leave empty: all
field-help-members = Name: title; name: title
field-help-counter = Who counts, as named on the committee
field-help-abandon = Who has packs that do not come back, apart by ;
field-help-surplus-as = The kind of what is surplus; leave empty: no records
field-help-leave = Codes of what nothing is done with, apart by ;
field-help-pack-holder = Who takes the pack along
field-help-pack-file = A new file for the pack, such as hoa.kkp; count with: kiemke stocktake count hoa.kkp
field-help-bring-file = The file of the pack; brought back twice it counts once
field-help-sheet = Type a few letters and choose
field-help-sheet-file = A new file that ends in .xlsx, .csv or .json
sheet-fixed-assets = C53-HD: fixed assets
sheet-tools = Tools and supplies
sheet-things = Thing by thing
ask-settle = Does { $thing } belong to { $room }?
told-stocktake-opened = Stocktake { $stocktake } is open: { $n } things are expected.
told-stocktake-closed = This stocktake is closed and does not change any more.
told-look-at-differences = Look at the differences, then press c again to close and sign.
scan-too-many = Too many scans wait to be sent: this one was not written down. Wait.
scan-waiting = No answer: { $n } wait, and go by themselves.
scan-unsent = { $n } not sent will be lost. Press again to leave.
refused-packs-out = Cannot be closed while packs are out: bring them back, or give them up by name. { $detail }
refused-found-twice = Cannot be closed: something was found in two rooms. Press Enter on its row of the right room. { $detail }
refused-not-counted = Cannot be closed: some room is not counted through. { $detail }
refused-counting = Another stocktake of the school is open. { $detail }
refused-has-pack = This person has a pack that is out. { $detail }
stocktake-is-closed = Stocktake { $stocktake } is closed; records changed by { $n } entries.
pack-given = Pack { $pack } for { $holder }: { $file }, { $n } things.
pack-merged = { $file }: pack { $pack } of stocktake { $stocktake }, { $n } events, { $taken } of them new.
pack-merged-late = { $file }: stocktake { $stocktake } is closed; { $taken } events of pack { $pack } are kept for review and count nowhere.
pack-cut = { $file }: the last { $n } bytes were cut off while being written and are left out.
pack-damaged = { $file }: line { $lines } is damaged; the others are readable.
column-day = Day
column-expected = Expected
column-events = Events
column-event = Event
column-packs-out = Packs out
column-pack = Pack
column-by = By
field-opened = Opened
field-closed = Closed
field-next-due = Next due
field-verified = Verified on
help-command-stocktake = Stocktakes: open, scan, give packs out, bring them back, close.
help-examples-stocktake =
    kiemke stocktake open t001 --name "Stocktake 2026" --member "Tran Thi Hoa:Head"
    kiemke stocktake scan s1 --room p1 --counter Hoa MT-0231 MT-0232 --done
    kiemke stocktake pack s1 hoa.kkp --holder Hoa --room p2
    kiemke stocktake count hoa.kkp
    kiemke stocktake merge hoa.kkp
    kiemke stocktake close s1 --document 01/BB-KK --sign "Tran Thi Hoa:Head" --move-misplaced --missing-lost
help-command-open = Open a stocktake of a school; what is expected is frozen.
help-command-scan = Scan codes in a room; without codes, one a line from standard input.
help-command-pack = Write a pack for counting without a line to a file.
help-command-count = The scanner screen on a pack, without a daemon.
help-command-merge = Bring packs back; a repeat is harmless.
help-command-close = Close a stocktake: decide on differences by its report, signed.
help-arg-stocktake-id = Number of the stocktake, such as s1
help-arg-stocktake-room = Only this room
help-arg-stocktake-name = What the stocktake is called
help-arg-counted-school = Code or key of the school
help-arg-scope-room = Count only this room; can be said several times (usually all of the school)
help-arg-member = Someone on the committee, as "Name:Title"; can be said several times
help-arg-taken-on = The day as of which it is taken (usually today)
help-arg-next-due = When the next one is due (usually a year later)
help-arg-agents = A report of the agent in a thing, while it is counted, stands for finding it
help-arg-scanned-codes = Codes that were scanned
help-arg-scan-room = The room that is counted
help-arg-scan-counter = Who counts
help-arg-scan-condition = Condition: good, usable, poor, unusable
help-arg-note = A note
help-arg-settle = This record, found in two rooms, belongs to this one
help-arg-withdraw = Take this scan back
help-arg-done = The room is counted through
help-arg-pack-file = File of the pack
help-arg-pack-files = Files of the packs
help-arg-pack-holder = Who takes the pack along
help-arg-counter = Who counts (usually whoever has the pack)
help-arg-first-room = Begin with this room
help-arg-report = Number of the report
help-arg-report-date = Date of the report
help-arg-sign = Who signs, as "Name:Title"; can be said several times
help-arg-abandon = Give up the pack that this person has
help-arg-move-misplaced = Misplaced things stand where they were found from now on
help-arg-missing-lost = Missing things are lost
help-arg-found-again = Things given up for lost that were found are found again
help-arg-unusable-broken = Things that cannot be used are broken
help-arg-leave = Leave this record as it is; can be said several times
help-arg-surplus-as = Make records of surplus things, of this category
review-late-pack = a pack of a stocktake came after its end
answer-seen = seen
help-command-people = Print students and teachers; show, add or correct one of them.
help-examples-people =
      kiemke people --filter class:6A1
      kiemke people --q "nguyen an"
      kiemke people add --code HS7 --name "Võ Em" --class 6A1
      kiemke people edit p12 --class 7A1
help-command-classes = Print classes and how many people are in them.
help-command-complete = Show or declare that a site has told all its lines, or finished its home survey.
help-examples-complete =
      kiemke complete 900 lines --on 2026-09-30
      kiemke complete 900 surveys
help-command-add = Enter a person.
help-command-edit = Correct what is known of a person; a dash takes it away.
help-arg-people-q = Only people with these words in code or name, marks not needed
help-arg-people-filter = Only people: class:6A1, kind:student, kind:teacher, level:primary, id:no, left:yes, answered:no; several stand apart by commas
help-arg-person-id = Number of the person, such as p12
help-arg-person-kind = student or teacher (student when absent)
help-arg-person-code = The school's code for the person
help-arg-person-name = Name
help-arg-birth-date = Birth date
help-arg-national-id = National id: the ministry's 10 digits or the personal 12
help-arg-person-class = Class of a student
help-arg-person-site = Site of a teacher
help-arg-person-level = Level of a teacher: nursery, primary, lower_secondary, upper_secondary
help-arg-left-on = First day on which the person is no longer there
help-arg-complete-unit = Code of the site or the school
help-arg-complete-of = lines, or surveys of homes
help-arg-complete-on = Day on which it was complete; without it the declaration is taken back
help-arg-files = One or more files
help-arg-table-day = The day of the roster or survey (today when absent)
help-arg-mark-left = Whoever of the school is not in the roster has left
help-arg-moved-in = Whoever is on another school's roster has come from there
help-arg-class-name = Class that is to fill the survey list in
verdict-needs = not proven: { $n } more to find
verdict-untold = not proven: { $n } rosters or books missing
verdict-no-figure = no figure
share-withheld = withheld: fewer than 10 people would be told of
column-target = Target
column-aim = Aim
column-source = Source
column-as-of = As of
column-students = Students
column-teachers = Teachers
column-ready = Ready
column-not-ready = Not ready
column-not-known = Unknown
column-from = From
column-to = To
column-numerator = Numerator
column-denominator = Denominator
column-who = Who
value-computed = computed
value-part = partly computed
value-typed = typed
figure-withdrawn = withdrawn
help-command-plan = Targets of the plan: value, verdict, source.
help-examples-plan =
      kiemke plan --unit 24763
      kiemke plan --profile one-mbps-per-student --format csv
help-command-readiness = Who is ready, unit by unit or level by level.
help-examples-readiness =
      kiemke readiness --unit 68
      kiemke readiness --by level --format json
help-command-figure = Figures that are typed by hand: list, type, correct, withdraw, undo.
help-examples-figure =
      kiemke figure set T7 1385 1437 --from 2026-01-01 --to 2026-06-30 --source "Báo cáo 12/BC-SGDĐT"
      kiemke figure set students 412 --level primary --unit 24763 --from 2026-09-05 --to 2027-05-31 --source "Sổ đăng bộ"
      kiemke figure history f1
help-command-set = Type a figure; one that stands already is corrected, its old value kept.
help-command-withdraw = Take it back; what was said stays in its history.
help-command-plans = Plans that are typed here, beside those that ship or stand in files.
help-examples-plans =
      kiemke plans type ke-hoach-2027.toml --reason "Kế hoạch 12/KH-UBND"
      kiemke plan --plan 12-KH-UBND
      kiemke plans withdraw 12-KH-UBND --reason "thay bằng kế hoạch mới"
help-command-type = Type a plan, or put another in its place; a changed one has a new version.
help-arg-plan-file = The plan as TOML: id, version, title, legal basis, targets with value and year
help-arg-plan-id = Name of the plan
help-arg-profile = Name of the profile that judges (that of the plan if not said)
help-arg-plan-name = Name of the plan
help-arg-parts-by = Parts: unit or level
help-arg-indicator-filter = Only figures of this target, or students, or teachers
help-arg-indicator = Target such as T7; or students, teachers: a head count
help-arg-numerator = Numerator, or the count
help-arg-denominator = Denominator; none for head counts
help-arg-figure-unit = Code or key of the unit (the root if not said)
help-arg-level = Level of a head count: nursery, primary, lower_secondary, upper_secondary
help-arg-first-day = First day for which it holds
help-arg-last-day = Last day
help-arg-source = Where it was taken from
help-arg-dated = Of which day the source is (today if not said)
help-arg-figure = The figure's number, such as f9
help-arg-withdraw-reason = Why it is taken back
column-school = School
column-order = Order
column-buy = Buy / do
trend-learned = better known
trend-conditions = conditions changed
what-if-measure = measure the line
what-if-ask = ask about home
what-if-several = sites with fewer than 10 people
gap-sites = Sites by profile
gap-machines = Machines missing
gap-part = Unit
gap-first = Met / students / sites
gap-second = Failed / missing at least
gap-third = Unknown / missing at most
ratio-ed4 = Students / working computer
ratio-ed25 = Students / computer online
ratio-ed27 = Computers online / school
ratio-internet = Schools with Internet for teaching
ratio-computers = Schools with computers for teaching
help-command-target = One target at each unit below.
help-examples-target =
      kiemke target T2s --unit 68
      kiemke target T11 --unit 24763 --format csv
help-command-trend = How a target moved: by changed conditions, or by better knowledge.
help-examples-trend =
      kiemke trend T2s --unit 68 --from 2026-01-01
      kiemke trend T2t --known then --format json
help-command-what-if = What to buy to meet a target, cheapest first.
help-examples-what-if =
      kiemke what-if --unit 68
      kiemke what-if --target T2t --percent 100 --prices mau-2026
help-command-gaps = Sites that fail each profile, machines missing, international ratios.
help-examples-gaps =
      kiemke gaps --unit 68
help-arg-target = Name of the target, such as T2s
help-arg-trend-from = First day; if not said: a year ago
help-arg-trend-to = Last day; if not said: today
help-arg-what-if-target = T2s or T2t; if not said: T2s
help-arg-percent = Another value than the target's, percent
help-arg-prices = Name of the price list
report-low = Low %
report-high = High %
report-coverage = Coverage %
report-unproven = not provable yet
report-known-then = by what was known then
report-known-now = by what is known now
report-day = Day
report-profile = Profile
report-source = Source
report-source-text = Kiểm Kê: reports of machines, equipment records, rosters, home surveys, typed figures
report-basis = Legal basis
report-made-by = Made by
report-checked-by = Checked by
report-head = Head of the unit
report-readiness = Who is ready to teach and learn online
report-ready-text = Device, line and software meet the profile, all at school or all at home. Low is what is proven, high counts what is unknown too.
report-alone = Without shared machines
report-askable = A survey can tell
report-limited = Limited device
report-gaps = What is missing
report-gaps-text = Sites by line results that stand; machines that are missing for the level's students to a machine, at least and at most.
report-prices = Prices
report-now = Now
report-then = With all of it
report-what-if = What would meet the target
report-what-if-text = Cheapest first: each step takes the site with most people made ready per đồng. Not the least that could be paid.
report-evidence = Evidence of an Internet line
evidence-down = Down, Mbps
evidence-up = Up, Mbps
evidence-share = % of contract, down
evidence-delay = Delay, ms
evidence-note = Note
evidence-test = test
evidence-test-text = A capacity test both ways by the public ndt7 protocol, in teaching hours, at most one at a time on the line. The rate is taken after the first half second. "≥" before a median: tests over Wi-Fi, at the limit of a machine's own interface or cut short are lower bounds, and the median may be higher.
evidence-test-failed = not completed
evidence-fault = fault
evidence-fault-text = Machines at the site reached their gateway and nothing, or too little, behind it.
evidence-promised = Contract, down / up
evidence-measured = Median down / up
evidence-availability = Answered probes
evidence-loss = Loss
evidence-first-byte = First byte, median
evidence-wifi = Of it over Wi-Fi at the school
evidence-provider-signs = For the provider
help-arg-evidence-line = Line that the evidence is of, such as l12
tab-plan = Plan
tab-plan-short = Plan
command-go-plan = go to Plan
command-trend = history
command-what-if = what if
command-gaps = what is missing
command-open-number = open the number
column-bar = Known
column-age = Age
plan-nothing = Nothing is told here yet.
plan-today = today
plan-days = { $n } days
plan-covered = { $share } is known
column-price = Cost (đồng)

## The plan: choices and figures
command-profiles = Profile
command-prices = Price list
command-aims = Value aimed at
command-type-figure = Type a figure
menu-own = as the plan has it
form-figure = Figure of { $target }
told-computed = This value is computed: there is nothing to type
field-numerator = Numerator
field-denominator = Denominator
field-from = First day
field-to = Last day
field-source = Source
field-dated = Date of source
field-help-numerator = How many of them, a whole number
field-help-denominator = Out of how many: at least the numerator
field-help-period = For which days it holds: dd/mm/yyyy
field-help-source = Report or decision from which it is taken
field-help-dated = Of which day that paper is; empty: today
field-help-corrected = Why, where an earlier value is corrected

## Machines and records that are one thing
command-ties = pairs of machine and record
command-questions = questions
command-tie = one thing
command-keep-apart = two things
command-tie-sure = take all sure pairs
command-record-machines = make records for the rest
command-machines-without-record = machines without a record
command-records-never-seen = records never seen
command-open-record = open the record
filter-unrecorded = without a record
filter-never-seen = never seen
ask-tie-sure = Tie { $n } sure pairs, each machine to its record?
tie-sure-named = { $n } pairs of machine and record tied
ask-record-machines = { $n } machines have no record. Make records of those that were seen lately and can be nothing that is written down?
record-machines-named = { $n } records made of machines without one
ties-empty = No pair of machine and record waits.
ties-waiting = p: { $n } pairs of machine and record
tie-question = Is this machine this thing?
tie-machine = machine
tie-record = record
tie-count-sure = { $n } sure pairs
tie-count-machines = { $n } machines without a record
tie-count-records = { $n } records never seen
tie-partial = too many to compare all, so that no pair is sure: kiemke ties --unit CODE
tie-rivals = { $n } other pairs have this machine or this record
tie-sure = sure
tie-unsure = look at it
tie-ground-code = Code, name
tie-ground-serial = Serial number
tie-ground-maker = Maker, model
tie-ground-kind = Kind
tie-ground-room = Place
tie-ground-seat = Seat
ties-more = { $shown } of { $total } pairs shown.
ties-counts = { $sure } sure pairs, { $machines } machines without a record, { $records } records never seen.
kept-apart-done = { $machine } and { $record } are two; they are not asked about again.
tie-again-done = { $machine } and { $record } may be asked about again.
help-command-ties = See and answer which machines and records may be one thing.
help-examples-ties =
    kiemke ties --unit nam-da
    kiemke ties confirm --sure nam-da
    kiemke ties confirm m12=e40
    kiemke ties apart m12 e41
    kiemke ties record --all nam-da
help-command-confirm = Tie machines to records; kiemke equipment undo takes it back.
help-command-apart = Say that a machine and a record are two things.
help-command-record = Make records of machines that have none.
help-arg-pairs = A machine and a record that are one, such as m12=e40
help-arg-sure = All sure pairs of this unit
help-arg-all = All machines of this unit that were seen lately and can be nothing that is written down
help-arg-tie-filter = sure:yes or sure:no
help-arg-tie-machine = The machine's number, such as m12
help-arg-tie-record = The record's number, such as e40
help-arg-tie-machines = These machines, such as m12
help-arg-tie-undo = Take the earlier answer back

# Classes and surveys of homes
command-classes = classes, answers about home
command-open-class = open the class
command-mark-silent = mark who has not answered
command-survey = type answers about home
classes-of = Classes of { $unit }
classes-none = No class is known here. Bring them by: kiemke import roster FILE
class-nobody = Nobody of this class is in the roster.
class-answered = { $n } / { $total } answered
form-survey = Answers about home: { $class }, { $n }
home-device = Device at home
home-shared = Shared with how many
home-same-shift = same shift
home-line = Line at home
home-signed-in = Signed in
home-provider = Who gave the device
home-help-device = What they learn on at home; empty when it was not asked
home-help-shared = How many other learners use it; 0 when nobody does
home-help-same-shift = Whether the other learner on it is in the same shift
home-help-line = Whether video lessons play without stopping
home-help-signed-in = Whether they signed in to the platform this term
home-help-provider = The family, the school or a programme
home-help-on = The day of the survey, such as 2026-11-27; empty is today
home-device-none = none
home-device-phone = phone
home-device-tablet = tablet
home-device-laptop = laptop
home-device-desktop = desktop
home-provider-family = family
home-provider-school = lent by the school
home-provider-programme = programme, donor
home-line-plays = plays well
home-line-sometimes = stops sometimes
home-line-stops = stops often
home-line-absent = no connection
command-period = between which days
trend-term-end = { $day } term end
what-if-settles = enough alone
what-if-settles-with = enough with those above
what-if-of-which = of which
column-cost-managed = Managed (đồng)
column-cost-at-most = At most (đồng)
