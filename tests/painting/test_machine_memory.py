"""How much memory a process may have: control groups of both versions, laid out as Linux shows them."""

import os

import pytest

from wanstudio.painting.machine_memory import memory_bytes, peak_bytes

PHYSICAL = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
GIB = 2**30
NO_LIMIT_V1 = "9223372036854771712"


def lay_out(folder, groups, mount_line, limits):
    """The files of `/proc/self` and of the mounted groups; the folder of `/proc/self`."""
    mounted = folder / "groups"
    for place, told in limits.items():
        file = mounted / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{told}\n")
    proc = folder / "self"
    proc.mkdir()
    (proc / "cgroup").write_text(groups)
    (proc / "mountinfo").write_text(
        "23 28 0:21 / /proc rw - proc proc rw\n" + mount_line.format(mounted=mounted) + "\n"
    )
    return proc


V1 = "35 31 0:32 {root} {{mounted}} rw,relatime shared:9 - cgroup cgroup rw,memory"
V2 = "29 23 0:26 {root} {{mounted}} rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate"


@pytest.mark.parametrize(
    ("groups", "mount", "limits", "expected"),
    [
        # Version 2, a container with a namespace of its own: it is at the root of what it sees.
        ("0::/\n", V2.format(root="/"), {"memory.max": 2 * GIB}, 2 * GIB),
        ("0::/\n", V2.format(root="/"), {"memory.max": "max", "memory.high": GIB}, GIB),
        ("0::/\n", V2.format(root="/"), {"memory.max": "max"}, PHYSICAL),
        ("0::/\n", V2.format(root="/"), {}, PHYSICAL),
        # A service of systemd: the slice above it holds as well.
        (
            "0::/system.slice/wan.service\n",
            V2.format(root="/"),
            {"system.slice/wan.service/memory.max": "max", "system.slice/memory.max": 3 * GIB},
            3 * GIB,
        ),
        # Without one: the path is the host's, and what is mounted is the container's group.
        ("0::/docker/abc\n", V2.format(root="/docker/abc"), {"memory.max": 2 * GIB}, 2 * GIB),
        ("0::/../other\n", V2.format(root="/"), {"memory.max": 2 * GIB}, 2 * GIB),
        # Version 1, as docker has it.
        (
            "4:memory:/docker/abc\n1:cpu:/docker/abc\n",
            V1.format(root="/docker/abc"),
            {"memory.limit_in_bytes": GIB},
            GIB,
        ),
        ("4:memory:/docker/abc\n", V1.format(root="/"), {"docker/abc/memory.limit_in_bytes": GIB}, GIB),
        ("4:memory:/\n", V1.format(root="/"), {"memory.limit_in_bytes": NO_LIMIT_V1}, PHYSICAL),
        # Both at once: the memory controller is version 1's.
        ("4:memory:/a\n0::/\n", V1.format(root="/"), {"a/memory.limit_in_bytes": GIB}, GIB),
    ],
)
def test_the_least_of_machine_and_groups_counts(tmp_path, groups, mount, limits, expected):
    assert memory_bytes(lay_out(tmp_path, groups, mount, limits)) == expected


def test_a_machine_without_control_groups_has_what_it_has(tmp_path):
    assert memory_bytes(tmp_path) == PHYSICAL


def test_what_this_process_took_is_less_than_there_is():
    assert 2**20 < peak_bytes() < PHYSICAL
