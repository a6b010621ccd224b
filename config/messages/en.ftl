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
tab-machines = Machines
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
command-go-machines = go to Machines
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
command-search = find machines
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
column-warnings = Warn
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
machines-no-match = No machine matches. Esc drops the search and the filter.
machines-empty = No machines yet. A machine appears here when its agent enrols.

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
event-token-made = token given out: { $purpose }
