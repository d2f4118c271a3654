"""A minimal writer of OLE2 files, enough for an Outlook message ([MS-CFB], [MS-OXMSG])."""

import struct
from collections.abc import Mapping
from itertools import pairwise

Tree = Mapping[str, "bytes | Tree"]

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole2(tree: Tree) -> bytes:
    """Return an OLE2 file of storages (mappings) and streams (bytes)."""
    entries: list[tuple[str, int, bytes, int]] = []  # name, type, content, child
    siblings: dict[int, int] = {}

    def add(name: str, node: bytes | Tree, kind: int) -> int:
        place = len(entries)
        entries.append((name, kind, b"", FREE))
        if isinstance(node, bytes):
            # Streams of 4096 bytes and more are kept in sectors of their own: pad to be one of them.
            entries[place] = (name, 2, node, FREE)
            return place
        children = [
            add(child, content, 1) for child, content in sorted(node.items(), key=lambda item: (len(item[0]), item[0]))
        ]
        for one, following in pairwise(children):
            siblings[one] = following
        entries[place] = (name, kind, b"", children[0] if children else FREE)
        return place

    add("Root Entry", tree, 5)
    sectors: list[bytes] = []
    chain: list[int] = []

    def store(content: bytes) -> int:
        first = len(sectors)
        pieces = [content[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(content), SECTOR)]
        sectors.extend(pieces)
        chain.extend(range(first + 1, first + len(pieces)))
        chain.append(END)
        return first

    # Small streams live in a stream of their own, in blocks of 64 bytes.
    mini, mini_chain, starts = bytearray(), [], {}
    for place, (_, kind, content, _) in enumerate(entries):
        if kind == 2 and content and len(content) < 4096:
            starts[place] = len(mini) // 64
            blocks = (len(content) + 63) // 64
            mini_chain += [*range(starts[place] + 1, starts[place] + blocks), END]
            mini += content.ljust(blocks * 64, b"\0")
        elif kind == 2 and content:
            starts[place] = store(content)
    mini_start = store(bytes(mini)) if mini else END
    mini_fat_start = (
        store(struct.pack(f"<{len(mini_chain)}I", *mini_chain).ljust((len(mini_chain) * 4 + 511) // 512 * 512, b"\xff"))
        if mini
        else END
    )
    mini_fat_sectors = (len(mini_chain) * 4 + 511) // 512

    directory = b""
    for place, (name, kind, content, child) in enumerate(entries):
        encoded = (name + "\0").encode("utf-16-le")
        start, size = (mini_start, len(mini)) if kind == 5 else (starts.get(place, END), len(content))
        directory += encoded.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ", len(encoded), kind, 1, FREE, siblings.get(place, FREE), child, b"", 0, 0, 0, start, size
        )
    directory_start = store(directory + b"\0" * (-len(directory) % SECTOR))

    fat_sectors = 1
    while (len(chain) + fat_sectors) * 4 > fat_sectors * SECTOR:
        fat_sectors += 1
    first_fat = len(chain)
    table = chain + [FAT] * fat_sectors
    table += [FREE] * (fat_sectors * 128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack(
        "<IIIIIIIII", 0, fat_sectors, directory_start, 0, 4096, mini_fat_start, mini_fat_sectors, END, 0
    )
    difat = [first_fat + nth for nth in range(fat_sectors)]
    header += struct.pack("<109I", *difat, *[FREE] * (109 - len(difat)))
    return header + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def message(
    properties: Mapping[int, str | bytes], attachments: list[Tree], header: int = 32
) -> dict[str, bytes | Tree]:
    """Return the tree of a message; `header` is 24 for a message inside another."""
    return {
        **_properties(properties, struct.pack("<8x4I", 0, len(attachments), 0, len(attachments)).ljust(header, b"\0")),
        **{f"__attach_version1.0_#{nth:08X}": attachment for nth, attachment in enumerate(attachments)},
    }


def attachment(name: str, content: bytes | None = None, inner: Tree | None = None) -> Tree:
    """Return the tree of an attachment: a file, or a message of its own."""
    properties: dict[int, str | bytes] = {0x3707: name}
    if content is not None:
        properties[0x3701] = content
    tree = dict(_properties(properties, bytes(8), method=1 if content is not None else 5))
    if inner is not None:
        tree["__substg1.0_3701000D"] = inner
    return tree


def _properties(values: Mapping[int, str | bytes], header: bytes, method: int | None = None) -> dict[str, bytes | Tree]:
    streams: dict[str, bytes | Tree] = {}
    table = header
    if method is not None:
        table += struct.pack("<HHIQ", 0x0003, 0x3705, 6, method)
    for tag, value in values.items():
        kind = 0x001F if isinstance(value, str) else 0x0102
        content = value.encode("utf-16-le") if isinstance(value, str) else value
        streams[f"__substg1.0_{tag:04X}{kind:04X}"] = content
        table += struct.pack("<HHIII", kind, tag, 6, len(content) + (2 if kind == 0x1F else 0), 0)
    streams["__properties_version1.0"] = table
    return streams
