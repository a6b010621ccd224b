#!/usr/bin/env python3
"""What the agent says of a machine, field by field, beside what other programs say of it.

  tests/inventory_beside.py AGENT                 this machine: lshw, dmidecode, ip, lsusb, lspci, dpkg, coreutils, util-linux
  tests/inventory_beside.py AGENT --layouts DIR   made-up machines: dmidecode, lshw, dpkg and edid-decode on their files,
      and of those with Windows a reading of its own of the exported registry and of what calls told;
      KIEMKE_PLANT_IN=DIR cargo test --workspace --test layouts    plants them there first

Prints every field; ends with 1 when one is told otherwise, lacks, or is known to the agent alone without being said to be.
Wants root and Debian's lshw, dmidecode, usbutils, pciutils, edid-decode. Starts nothing that changes the machine.
"""

import json
import os
import re
import struct
import subprocess
import sys

ABSENT = (None, "", [], {})
# Programs print what firmware left empty; the agent leaves it out (config/junk).
JUNK = {"not specified", "unknown", "default string", "to be filled by o.e.m.", "system serial number", "none", "0",
        "not available", "no asset tag", "<out of spec>", "system manufacturer", "system product name", "123456789",
        "o.e.m.", "system version", "00000000", "03000200-0400-0500-0006-000700080009", "invalid", "not settable",
        "not present", "base board serial number", "chassis serial number", "1234567890", "n/a", "empty"}

# dmidecode's words for SMBIOS 7.4.1 where the agent's differ.
CHASSIS = {"main_server_chassis": "server"}


def said(*command, **more):
    """What a program prints; nothing when it is not there or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, **more)
    except FileNotFoundError:
        sys.exit(f"{command[0]} is not installed")
    return done.stdout if done.returncode == 0 else ""


class Table:
    """Collects the fields of one machine and prints them."""

    def __init__(self, name):
        self.rows, self.name = [], name

    def add(self, field, agent, program, other, why=None):
        """`why` says what explains a difference."""
        agent, other = (None if value in ABSENT else value for value in (agent, other))
        if agent != other and isinstance(other, str) and other.strip().lower() in JUNK:
            other = None
        if agent == other:
            verdict = "both absent" if agent is None else "same"
        elif why:
            verdict = f"explained: {why}"
        elif agent is None:
            verdict = "LACKS"
        elif other is None:
            verdict = "the agent knows more"
        else:
            verdict = "DIFFERS"
        self.rows.append((field, agent, program, other, verdict))

    def print(self):
        """Returns how many fields are not as they should be."""
        def short(value):
            text = "–" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            return text if len(text) <= 44 else f"{text[:41]}… ({len(value)})" if isinstance(value, list) else text[:43] + "…"
        print(f"\n== {self.name}")
        for field, agent, program, other, verdict in self.rows:
            print(f"{field:34} {short(agent):44} {program:22} {short(other):44} {verdict}")
        wrong = [row for row in self.rows if row[4].isupper()]
        same = sum(row[4] == "same" for row in self.rows)
        more = sum(row[4] == "the agent knows more" for row in self.rows)
        absent = sum(row[4] == "both absent" for row in self.rows)
        print(f"{len(self.rows)} fields: {same} the same, {absent} absent on both sides, {more} that only the agent knows, "
              f"{len(self.rows) - same - more - absent - len(wrong)} explained, {len(wrong)} wrong")
        for field, agent, program, other, verdict in wrong:
            print(f"  {verdict} {field}\n    agent: {agent}\n    {program}: {other}")
        return len(wrong)


def inventory(agent, *more):
    return json.loads(subprocess.run([agent, "once", "--print", "--data", "/nonexistent/none", *more],
                                     capture_output=True, text=True, check=True).stdout)


def nodes(node):
    for one in node if isinstance(node, list) else [node]:
        yield one
        yield from nodes(one.get("children", []))


def dmi(text):
    """dmidecode's structures: kind and fields."""
    for block in re.split(r"\n\n", text):
        lines = block.splitlines()
        head = next((at for at, line in enumerate(lines) if line.startswith("Handle ")), None)
        if head is None or head + 1 >= len(lines):
            continue
        kind = re.search(r"DMI type (\d+)", lines[head])
        fields = dict(re.match(r"\s*([^:]+):\s*(.*)", line).groups() for line in lines[head + 2:] if ":" in line)
        yield int(kind[1]), fields


def firmware(table, inventory, text, lshw):
    """The section `identity`, the modules and the chassis beside dmidecode, the machine beside lshw."""
    identity = inventory.get("identity", {})
    of = {}
    slots = []
    for kind, fields in dmi(text):
        slots.append(fields) if kind == 17 else of.setdefault(kind, fields)
    pairs = [("maker", 1, "Manufacturer"), ("model", 1, "Product Name"), ("system_serial", 1, "Serial Number"),
             ("system_uuid", 1, "UUID"), ("board_maker", 2, "Manufacturer"), ("board_model", 2, "Product Name"),
             ("board_serial", 2, "Serial Number"), ("chassis_maker", 3, "Manufacturer"),
             ("chassis_serial", 3, "Serial Number"), ("asset_tag", 3, "Asset Tag"), ("bios_maker", 0, "Vendor"),
             ("bios_version", 0, "Version"), ("bios_date", 0, "Release Date")]
    for name, kind, field in pairs:
        other = of.get(kind, {}).get(field)
        table.add(f"identity.{name}", identity.get(name), f"dmidecode -t {kind}", other and other.strip())
    machine = lshw[0] if lshw else {}
    if lshw:
        for name, field in (("maker", "vendor"), ("system_serial", "serial")):
            table.add(f"identity.{name}", identity.get(name), "lshw", machine.get(field))
        product = re.sub(r" \(.*\)$", "", machine.get("product", ""))
        table.add("identity.model", identity.get("model"), "lshw", product)
    memory = inventory.get("memory", {})
    full = [slot for slot in slots if slot.get("Size", "").split(" ")[0].isdigit()]
    table.add("memory.slots", memory.get("slots"), "dmidecode -t 17", len(slots) or None)
    modules = memory.get("modules", [])
    table.add("memory.modules", len(modules) or None, "dmidecode -t 17", len(full) or None)
    for at, (module, slot) in enumerate(zip(modules, full)):
        size, unit = slot["Size"].split(" ")
        bytes = int(size) << {"kB": 10, "MB": 20, "GB": 30}[unit]
        speed = slot.get("Speed", "").split(" ")[0]
        table.add(f"memory.modules[{at}].size_bytes", module.get("size_bytes"), "dmidecode -t 17", bytes)
        for name, other in (("kind", slot.get("Type")), ("slot", slot.get("Locator")),
                            ("maker", slot.get("Manufacturer", "").strip()),
                            ("speed_mts", int(speed) if speed.isdigit() and int(speed) else None)):
            table.add(f"memory.modules[{at}].{name}", module.get(name), "dmidecode -t 17", other)
    chassis = of.get(3, {}).get("Type", "").lower().replace(" ", "_")
    chassis = CHASSIS.get(chassis, chassis)
    table.add("system.chassis_kind", inventory.get("system", {}).get("chassis_kind"), "dmidecode -t 3", chassis)


def packages(table, inventory, *more):
    listed = said("dpkg-query", *more, "-W", "-f", "${db:Status-Abbrev}\t${Package}\t${Version}\n")
    installed = sorted([name, version] for state, name, version in
                       (line.split("\t") for line in listed.splitlines()) if state.startswith("ii"))
    # Two architectures of a package are one row each for dpkg.
    unique = [one for at, one in enumerate(installed) if at == 0 or installed[at - 1] != one]
    ours = sorted(row[:2] for row in inventory.get("software", {}).get("packages", []))
    table.add("software.packages", [row for row in ours if row in unique], "dpkg-query -W", unique)
    table.add("software.packages beside", [row for row in ours if row not in unique], "(snap, flatpak)", None)


def this_machine(agent):
    machine = inventory(agent)
    table = Table(os.uname().nodename)
    system, lshw = machine["system"], list(nodes(json.loads(said("lshw", "-json", "-quiet"))))
    release = dict(line.strip().split("=", 1) for line in open("/etc/os-release") if "=" in line)
    for name, program, other in [
        ("host_name", "uname -n", os.uname().nodename), ("kernel", "uname -r", os.uname().release),
        ("architecture", "uname -m", os.uname().machine), ("os_name", "/etc/os-release", release["NAME"].strip('"')),
        ("os_version", "/etc/os-release", release.get("VERSION_ID", "").strip('"')),
        ("virtualization", "systemd-detect-virt", said("systemd-detect-virt").strip()),
        ("time_zone", "timedatectl", said("timedatectl", "show", "-p", "Timezone", "--value").strip() or None),
    ]:
        table.add(f"system.{name}", system.get(name), program, other)

    cpu = {row["field"].rstrip(":"): row["data"] for row in json.loads(said("lscpu", "-J"))["lscpu"]}
    of_lshw = next((node for node in lshw if node.get("class") == "processor"), {})
    sockets = int(cpu["Socket(s)"])
    for name, program, other in [
        ("model", "lscpu", cpu["Model name"]), ("model", "lshw", of_lshw.get("product")), ("vendor", "lscpu", cpu["Vendor ID"]),
        ("sockets", "lscpu", sockets), ("cores", "lscpu", int(cpu["Core(s) per socket"]) * sockets),
        ("threads", "lscpu", int(cpu["CPU(s)"])), ("threads", "nproc", int(said("nproc", "--all"))),
        ("speed_mhz_max", "lscpu", int(float(cpu["CPU max MHz"])) if "CPU max MHz" in cpu else None),
    ]:
        table.add(f"cpu.{name}", machine["cpu"].get(name), program, other)

    total = machine["memory"].get("total_bytes")
    table.add("memory.total_bytes", total, "free -b", int(said("free", "-b").splitlines()[1].split()[1]))
    whole = next((node.get("size") for node in lshw if node.get("class") == "memory" and node.get("size")), None)
    table.add("memory.total_bytes", total, "lshw", whole,
              "lshw counts what the kernel keeps for itself" if whole and total and 0 < whole - total < whole // 20 else None)

    firmware(table, machine, said("dmidecode"), [])

    disks = {disk["name"]: disk for disk in machine["storage"].get("disks", [])}
    listed = json.loads(said("lsblk", "-bdJ", "-o", "NAME,SIZE,TYPE,SERIAL,MODEL,RM"))["blockdevices"]
    real = {disk["name"]: disk for disk in listed if disk["type"] == "disk" and disk["size"] and not disk["name"].startswith("zram")}
    table.add("storage.disks", sorted(disks), "lsblk -d", sorted(real))
    in_lshw = sorted(re.search(r"/dev/(\w+)", str(node.get("logicalname")))[1] for node in lshw
                     if node.get("class") == "disk" and "/dev/" in str(node.get("logicalname")))
    table.add("storage.disks", sorted(disks), "lshw -class disk", in_lshw)
    for name, disk in disks.items():
        other = real.get(name, {})
        for field, value in (("size_bytes", other.get("size")), ("serial", other.get("serial")), ("model", (other.get("model") or "").strip()),
                             ("removable", other.get("rm"))):
            table.add(f"storage.{name}.{field}", disk.get(field), "lsblk -d", value)
    mounted = [line.split(None, 3) for line in said("df", "-B1", "--output=target,source,fstype,size", "-x", "tmpfs", "-x", "devtmpfs",
                                                   "-x", "squashfs", "-x", "overlay").splitlines()[1:]]
    volumes = [[volume.get(key) for key in ("mount", "device", "file_system", "size_bytes")] for volume in machine["storage"].get("volumes", [])]
    seen = {}
    for mount, device, kind, size in mounted:
        if device.startswith("/dev/"):
            seen.setdefault(device, [mount, device, kind, int(size)])
    sized = sorted(seen.values())
    block = {device: int(open(f"/sys/class/block/{os.path.basename(os.path.realpath(device))}/size").read()) * 512 for device in seen}
    for volume, other in zip(sorted(volumes), sized):
        table.add(f"storage.volume {volume[0]}", volume[:3], "df", other[:3])
        overhead = block.get(other[1], 0) - (volume[3] or 0)
        table.add(f"storage.volume {volume[0]} size", volume[3], "df", other[3],
                  "the device is larger than its file system" if 0 <= overhead < block.get(other[1], 0) // 10 and volume[3] != other[3] else None)
    table.add("storage.volumes", len(volumes), "df", len(sized))

    network = machine["network"]
    links = {link["ifname"]: link for link in json.loads(said("ip", "-j", "addr")) if link["link_type"] != "loopback"}
    ours = {interface["name"]: interface for interface in network.get("interfaces", [])}
    table.add("network.interfaces", sorted(ours), "ip addr", sorted(links))
    for name, link in links.items():
        mine = ours.get(name, {})
        addresses = [f"{one['local']}/{one['prefixlen']}" for one in link["addr_info"] if one["scope"] == "global"]
        for field, other in (("mac", link.get("address")), ("addresses", addresses), ("connected", "LOWER_UP" in link["flags"])):
            table.add(f"network.{name}.{field}", mine.get(field), "ip addr", other)
    for node in lshw:
        if node.get("class") == "network" and node.get("logicalname") in ours:
            name = node["logicalname"]
            table.add(f"network.{name}.mac", ours[name].get("mac"), "lshw -class network", node.get("serial"))
    route = next(iter(json.loads(said("ip", "-j", "-4", "route", "show", "default") or "[]")), {})
    gateway = network.get("gateway", {})
    for field, other in (("address", route.get("gateway")), ("interface", route.get("dev"))):
        table.add(f"network.gateway.{field}", gateway.get(field), "ip route", other)
    table.add("network.dns_servers", network.get("dns_servers"), "/etc/resolv.conf",
              [line.split()[1] for line in open("/etc/resolv.conf") if line.startswith("nameserver")])

    usb = sorted(re.search(r"ID ([0-9a-f:]+)", line)[1] for line in said("lsusb").splitlines())
    table.add("peripherals.usb", sorted(f"{one.get('vendor_id')}:{one.get('product_id')}" for one in machine["peripherals"].get("usb", [])),
              "lsusb", [one for one in usb if not one.startswith("1d6b:")])
    shown = [line.split('"') for line in said("lspci", "-mmn").splitlines()]
    displays = sorted(f"{row[3]}:{row[5]}" for row in shown if row[1].startswith("03"))
    table.add("display.gpus", sorted(gpu["pci_id"] for gpu in machine["display"].get("gpus", [])), "lspci", displays)
    for kind, names in (("multimedia", ("microphones", "speakers", "cameras")), ("power", ())):
        found = [node.get("product") for node in lshw if node.get("class") == kind]
        agent_found = [one["name"] for name in names for one in machine["peripherals"].get(name, [])]
        table.add(f"peripherals ({kind})", agent_found, f"lshw -class {kind}", found)
    table.add("battery.batteries", machine["battery"].get("batteries"), "/sys/class/power_supply",
              sorted(os.listdir("/sys/class/power_supply")) if os.path.isdir("/sys/class/power_supply") else None)
    packages(table, machine)
    return table.print()


def entry_point(length, at=0):
    """What stands beside the tables in sysfs (DSP0134 5.2.2), version 3.2."""
    body = bytearray(b"_SM3_\0" + bytes([24, 3, 2, 0, 1, 0]) + struct.pack("<IQ", length, at))
    body[5] = -sum(body) & 0xFF
    return bytes(body)


def from_files(table, machine, root):
    """What every Linux machine has in files, read here anew."""
    def text(path):
        try:
            with open(f"{root}/{path}", encoding="utf-8", errors="replace") as file:
                return file.read()
        except OSError:
            return ""
    def value(path):
        return text(path).strip()
    release = text("etc/os-release") or text("usr/lib/os-release")
    release = dict(line.split("=", 1) for line in release.splitlines() if "=" in line)
    cores = re.findall(r"^model name\s*:\s*(.*?)\s*$", text("proc/cpuinfo"), re.M)
    total = re.search(r"MemTotal:\s*(\d+) kB", text("proc/meminfo"))
    for section, field, place, other in (
        ("system", "host_name", "proc/sys/kernel", value("proc/sys/kernel/hostname")),
        ("system", "kernel", "proc/sys/kernel", value("proc/sys/kernel/osrelease")),
        ("system", "os_name", "os-release", release.get("NAME", "").strip('"')),
        ("system", "os_version", "os-release", release.get("VERSION_ID", "").strip('"')),
        ("cpu", "model", "proc/cpuinfo", next(iter(cores), None)),
        ("cpu", "threads", "proc/cpuinfo", len(cores) or None),
        ("memory", "total_bytes", "proc/meminfo", total and int(total[1]) * 1024),
    ):
        table.add(f"{section}.{field}", machine[section].get(field), place, other)
    for field, name in (("maker", "sys_vendor"), ("model", "product_name"), ("system_serial", "product_serial"), ("bios_version", "bios_version")):
        if value(f"sys/class/dmi/id/{name}"):
            table.add(f"identity.{field}", machine["identity"].get(field), "sys/class/dmi/id", value(f"sys/class/dmi/id/{name}"))
    disks = {disk["name"]: disk.get("size_bytes") for disk in machine["storage"].get("disks", [])}
    blocks = os.listdir(f"{root}/sys/block") if os.path.isdir(f"{root}/sys/block") else []
    sizes = {name: int(value(f"sys/block/{name}/size") or 0) * 512 for name in blocks}
    # Made by software, or empty: no disk of its own.
    sizes = {name: size for name, size in sizes.items() if size and not re.match(r"(loop|ram|zram|dm-|md|sr|fd)\d", name)}
    table.add("storage.disks", sorted(disks.items()), "sys/block", sorted(sizes.items()))
    links = os.listdir(f"{root}/sys/class/net") if os.path.isdir(f"{root}/sys/class/net") else []
    macs = {name: value(f"sys/class/net/{name}/address").lower() for name in links if name != "lo"}
    ours = {one["name"]: one.get("mac") for one in machine["network"].get("interfaces", [])}
    # Those without an address of hardware have none that could be told.
    table.add("network.interfaces", sorted((name, mac or "") for name, mac in ours.items()), "sys/class/net",
              sorted((name, mac if mac.strip("0:") else "") for name, mac in macs.items() if mac))
    routes = [line.split() for line in text("proc/net/route").splitlines()[1:]]
    default = min((row for row in routes if row[1] == row[7] == "00000000" and row[2] != "00000000"), key=lambda row: int(row[6]), default=None)
    address = default and ".".join(str(byte) for byte in reversed(bytes.fromhex(default[2])))
    table.add("network.gateway.address", machine["network"].get("gateway", {}).get("address"), "proc/net/route", address)
    devices = os.listdir(f"{root}/sys/bus/pci/devices") if os.path.isdir(f"{root}/sys/bus/pci/devices") else []
    shown = sorted(f"{value(f'sys/bus/pci/devices/{one}/vendor')[2:]}:{value(f'sys/bus/pci/devices/{one}/device')[2:]}".lower()
                   for one in devices if value(f"sys/bus/pci/devices/{one}/class").startswith("0x03"))
    table.add("display.gpus", sorted(gpu["pci_id"] for gpu in machine["display"].get("gpus", [])), "sys/bus/pci", shown)


def screen(table, field, monitor, edid):
    """A monitor beside edid-decode."""
    text = subprocess.run(["edid-decode", edid], capture_output=True, text=True).stdout
    def found(pattern):
        match = re.search(pattern, text)
        return match and match[1].strip()
    size = found(r"DTD 1:.*\((\d+ mm x \d+) mm\)")
    for name, other in (
        ("maker", found(r"Manufacturer: (\w+)")), ("model", found(r"Display Product Name: '(.*?)'")),
        ("serial", found(r"Display Product Serial Number: '(.*?)'") or found(r"\n    Serial Number: (\d+)")),
        ("year", int(found(r"Made in:.*?(\d{4})") or found(r"Model year: (\d{4})") or 0) or None),
        ("width_px", int(found(r"DTD 1: +(\d+)x") or 0) or None), ("height_px", int(found(r"DTD 1: +\d+x(\d+)") or 0) or None),
        ("width_mm", int(size.split()[0]) if size else None), ("height_mm", int(size.split()[-1]) if size else None),
    ):
        table.add(f"{field}.{name}", monitor.get(name), "edid-decode", other)


def layout(agent, root):
    table = Table(os.path.basename(root))
    machine = inventory(agent, "--root", root)
    if os.path.exists(f"{root}/registry.reg"):
        with_windows(table, machine, root)
        return table.print()
    from_files(table, machine, root)
    tables = f"{root}/sys/firmware/dmi/tables"
    if os.path.exists(f"{tables}/DMI"):
        with open(f"{tables}/smbios_entry_point", "wb") as file:
            file.write(entry_point(os.path.getsize(f"{tables}/DMI")))
        # In a mount namespace of its own the layout's /sys stands for the machine's.
        within = ["unshare", "-m", "sh", "-c", f'mount --bind "{root}/sys" /sys && exec "$@"', "sh"]
        lshw = json.loads(said(*within, "lshw", "-json", "-quiet", "-disable", "network", "-disable", "cpuinfo") or "[]")
        firmware(table, machine, said(*within, "dmidecode"), list(nodes(lshw)))
        os.remove(f"{tables}/smbios_entry_point")
    if os.path.exists(f"{root}/var/lib/dpkg/status"):
        packages(table, machine, f"--admindir={root}/var/lib/dpkg")
    for place in sorted(os.listdir(f"{root}/sys/class/drm") if os.path.isdir(f"{root}/sys/class/drm") else []):
        edid = f"{root}/sys/class/drm/{place}/edid"
        if not os.path.exists(edid) or not os.path.getsize(edid):
            continue
        connector = place.split("-", 1)[1]
        monitor = next((one for one in machine["display"].get("monitors", []) if one["connector"] == connector), {})
        screen(table, f"display.{connector}", monitor, edid)
    return table.print()


def registry(path):
    """An export of the registry: folded key, then folded name, then text, number or bytes."""
    keys, values = {}, {}
    with open(path, encoding="utf-8") as file:
        lines = re.sub(r"\\\n\s*", "", file.read()).splitlines()
    for line in lines:
        if line.startswith("["):
            values = keys.setdefault(line[1:-1].lower(), {})
            continue
        match = re.fullmatch(r'"((?:[^"\\]|\\.)*)"=(.*)', line)
        if not match:
            continue
        name, value = match[1].lower(), match[2]
        if value.startswith("dword:"):
            values[name] = int(value[6:], 16)
        elif value.startswith("hex"):
            values[name] = bytes.fromhex(value.split(":", 1)[1].replace(",", ""))
        else:
            values[name] = re.sub(r"\\(.)", r"\1", value[1:-1])
    return keys


# STORAGE_BUS_TYPE of winioctl.h.
BUSES = {1: "scsi", 3: "sata", 7: "usb", 8: "raid", 10: "scsi", 11: "sata", 17: "nvme"}


def descriptor(digits):
    """STORAGE_DEVICE_DESCRIPTOR: model, serial, bus."""
    raw = bytes.fromhex(digits)
    def text(field):
        at = struct.unpack_from("<I", raw, field)[0]
        return raw[at:raw.index(0, at)].decode().strip() if at else ""
    serial = text(24)
    if re.fullmatch("[0-9a-fA-F]{40}", serial):
        swapped = bytes.fromhex(serial)
        serial = bytes(swapped[at ^ 1] for at in range(20)).decode().strip()
    return f"{text(12)} {text(16)}".strip(), serial, BUSES.get(struct.unpack_from("<I", raw, 28)[0])


def with_windows(table, machine, root):
    """A machine with Windows beside its registry as exported and what its calls told, both read here anew."""
    keys = registry(f"{root}/registry.reg")
    with open(f"{root}/calls.json", encoding="utf-8") as file:
        calls = json.load(file)
    software, system = r"hkey_local_machine\software", r"hkey_local_machine\system\currentcontrolset"
    scratch = f"{root}/scratch.bin"
    def value(key, name):
        return keys.get(key.lower(), {}).get(name.lower())
    def below(key):
        return {path: values for path, values in keys.items() if path.startswith(key.lower() + "\\")}
    raw = value(rf"{system}\services\mssmbios\data", "smbiosdata") or bytes.fromhex(calls.get("firmware", ""))
    with open(scratch, "wb") as file:
        file.write(entry_point(len(raw) - 8, 32).ljust(32, b"\0") + raw[8:])
    firmware(table, machine, said("dmidecode", "--from-dump", scratch), [])

    version = rf"{software}\microsoft\windows nt\currentversion"
    build, update = value(version, "currentbuildnumber"), value(version, "ubr")
    architecture = value(rf"{system}\control\session manager\environment", "processor_architecture")
    for field, other, why in (
        ("host_name", value(rf"{system}\control\computername\activecomputername", "computername"), None),
        ("os_name", value(version, "productname"), "Windows 11 calls itself 10 there" if int(build) >= 22000 else None),
        ("os_version", value(version, "displayversion") or value(version, "releaseid"), None),
        ("os_build", f"{build}.{update}" if update else build, None),
        ("time_zone", value(rf"{system}\control\timezoneinformation", "timezonekeyname"), None),
        ("architecture", {"AMD64": "x86_64", "x86": "x86"}.get(architecture), None),
    ):
        table.add(f"system.{field}", machine["system"].get(field), "registry", other, why)
    cores = r"hkey_local_machine\hardware\description\system\centralprocessor"
    model = value(rf"{cores}\0", "processornamestring")
    for field, other in (("model", model and model.strip()), ("vendor", value(rf"{cores}\0", "vendoridentifier")),
                         ("threads", len(below(cores)))):
        table.add(f"cpu.{field}", machine["cpu"].get(field), "registry", other)
    table.add("identity.secure_boot", machine["identity"].get("secure_boot"), "registry",
              {0: False, 1: True}.get(value(rf"{system}\control\secureboot\state", "uefisecurebootenabled")))
    table.add("memory.total_bytes", machine["memory"].get("total_bytes"), "calls", calls["memory_bytes"][0])

    disks = machine["storage"].get("disks", [])
    table.add("storage.disks", [disk["name"] for disk in disks], "calls", [f"PhysicalDrive{disk['number']}" for disk in calls["disks"]])
    for disk, told in zip(disks, calls["disks"]):
        model, serial, bus = descriptor(told["descriptor"])
        kind = "ssd" if bus == "nvme" else {True: "hdd", False: "ssd"}.get(told.get("seeks"))
        for field, other in (("model", model), ("serial", serial), ("bus", bus), ("kind", kind), ("size_bytes", told["size_bytes"])):
            table.add(f"storage.{disk['name']}.{field}", disk.get(field), "calls", other)
    volumes = {volume["mount"]: volume for volume in machine["storage"].get("volumes", [])}
    table.add("storage.volumes", sorted(volumes), "calls", sorted(told["mount"] for told in calls["volumes"]))
    for told in calls["volumes"]:
        for field in ("device", "file_system", "size_bytes"):
            table.add(f"storage.{told['mount']}.{field}", volumes.get(told["mount"], {}).get(field), "calls", told.get(field))

    ours = {interface["name"]: interface for interface in machine["network"].get("interfaces", [])}
    # 24 is IF_TYPE_SOFTWARE_LOOPBACK.
    real = [adapter for adapter in calls["adapters"] if adapter["kind"] != 24]
    table.add("network.interfaces", sorted(ours), "calls", sorted(adapter["name"] for adapter in real))
    for adapter in real:
        mine = ours.get(adapter["name"], {})
        for field, told in (("mac", "mac"), ("addresses", "addresses"), ("connected", "up"), ("speed_mbps", "speed_mbps")):
            table.add(f"network.{adapter['name']}.{field}", mine.get(field), "calls", adapter.get(told))
    first = min((one for one in real if one.get("gateways")), key=lambda one: one["metric"], default={})
    gateway = machine["network"].get("gateway", {})
    table.add("network.gateway.address", gateway.get("address"), "calls", next(iter(first.get("gateways", [])), None))
    table.add("network.gateway.interface", gateway.get("interface"), "calls", first.get("name"))
    table.add("network.dns_servers", machine["network"].get("dns_servers"), "calls", first.get("dns_servers"))

    devices = rf"{system}\enum"
    # Where it is not known what is present, nothing is told.
    present = sorted(one.lower() for one in calls.get("present", []))
    monitors = machine["display"].get("monitors", [])
    edids = [value(rf"{devices}\{one}\device parameters", "edid") for one in present if one.startswith("display\\")]
    edids = [edid for edid in edids if edid]
    table.add("display.monitors", len(monitors) or None, "registry", len(edids) or None)
    for at, (monitor, edid) in enumerate(zip(monitors, edids)):
        with open(scratch, "wb") as file:
            file.write(edid)
        screen(table, f"display.monitors[{at}]", monitor, scratch)
    os.remove(scratch)
    adapters = [one for one in present
                if str(value(rf"{devices}\{one}", "classguid")).lower() == "{4d36e968-e325-11ce-bfc1-08002be10318}"]
    table.add("display.gpus", sorted(gpu["name"] for gpu in machine["display"].get("gpus", [])), "registry",
              sorted(value(rf"{devices}\{one}", "devicedesc").rsplit(";", 1)[-1] for one in adapters))
    plugged = (re.match(r"usb\\vid_(\w{4})&pid_(\w{4})\\", one) for one in present)
    table.add("peripherals.usb", sorted(f"{one['vendor_id']}:{one['product_id']}" for one in machine["peripherals"].get("usb", [])),
              "registry", sorted(":".join(match.groups()) for match in plugged if match))
    queues = below(rf"{system}\control\print\printers").values()
    queues = [queue["printer driver"] for queue in queues if re.match(r"usb|lpt|ip_|wsd|\\\\", queue.get("port", "").lower())]
    table.add("peripherals.printers", sorted(one["model"] for one in machine["peripherals"].get("printers", [])), "registry", sorted(queues))

    programs = {(values["displayname"], values.get("displayversion") or "?") for path, values in keys.items()
                if r"\microsoft\windows\currentversion\uninstall" + "\\" in path and values.get("displayname")
                and values.get("systemcomponent") != 1 and not values.get("parentkeyname")}
    table.add("software.packages", sorted(row[:2] for row in machine["software"].get("packages", [])), "registry",
              sorted(map(list, programs)))
    pending = any(path.endswith((r"\component based servicing\rebootpending", r"\auto update\rebootrequired")) for path in keys)
    table.add("upkeep.pending_reboot", machine["upkeep"].get("pending_reboot") or None, "registry", pending or None)
    table.add("battery.batteries", len(machine["battery"].get("batteries", [])) or None, "calls", len(calls.get("batteries", [])) or None)


def main():
    if len(sys.argv) == 4 and sys.argv[2] == "--layouts":
        folders = sorted(one.path for one in os.scandir(sys.argv[3]) if os.path.isdir(f"{one.path}/proc") or os.path.exists(f"{one.path}/registry.reg"))
        wrong = sum(layout(os.path.abspath(sys.argv[1]), os.path.abspath(folder)) for folder in folders)
        if not folders:
            sys.exit(f"{sys.argv[3]} holds no layout")
    elif len(sys.argv) == 2:
        wrong = this_machine(os.path.abspath(sys.argv[1]))
    else:
        sys.exit(__doc__)
    sys.exit(1 if wrong else 0)


main()
