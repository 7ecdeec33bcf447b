"""`pod_sandbox.py SETTINGS COMMAND…`: the command as a container of a pod would run it, as far as it can see.

It has a host name, a user and a root folder of its own. That has the programs of this machine, which it cannot change, what is
mounted into it, and nothing else of this machine's files. The settings are JSON: `hostName`, `user`, `root` (an empty folder),
`programs` (folders), `mounts` (pairs of a folder and the path where it is mounted) and `isReadOnly`.
"""

import ctypes
import json
import os
import socket
import sys
from pathlib import Path

NEW_MOUNTS, NEW_NAME, NEW_USER = 0x00020000, 0x04000000, 0x10000000
READ_ONLY, REMOUNT, BIND, RECURSIVE, PRIVATE = 1, 0x20, 0x1000, 0x4000, 0x40000
# What a mount of this machine was made with cannot be taken from it.
KEPT_FLAGS = os.ST_NOSUID | os.ST_NODEV | os.ST_NOEXEC | os.ST_NOATIME | os.ST_NODIRATIME | os.ST_RELATIME
SYSTEM = ["/bin", "/etc", "/lib", "/lib64", "/opt", "/sbin", "/usr"]
DEVICES = ["/dev", "/proc", "/sys"]

libc = ctypes.CDLL(None, use_errno=True)


def check(result, what):
    if result != 0:
        sys.exit(f"the sandbox of a pod cannot {what}: {os.strerror(ctypes.get_errno())}")


def mount(source, target, flags, kind=None, options=None):
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind, options)]
    check(libc.mount(texts[0], texts[1], texts[2], ctypes.c_ulong(flags), texts[3]), f"mount {target}")


def bind(source, target, is_read_only):
    target.mkdir(parents=True, exist_ok=True)
    mount(source, target, BIND | RECURSIVE)
    if is_read_only:
        kept = os.statvfs(target).f_flag & KEPT_FLAGS
        mount(None, target, REMOUNT | BIND | READ_ONLY | kept)


def become(user, host_name):
    outer_user, outer_group = os.getuid(), os.getgid()
    check(libc.unshare(NEW_MOUNTS | NEW_NAME | NEW_USER), "have names, users and mounts of its own")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {outer_user} 1")
    Path("/proc/self/gid_map").write_text(f"{user} {outer_group} 1")
    socket.sethostname(host_name)


def build(root, settings):
    mount(None, "/", RECURSIVE | PRIVATE)
    mount("root", root, 0, "tmpfs", "mode=755")
    for path in map(Path, [*SYSTEM, *DEVICES, *settings["programs"]]):
        inside = root / path.relative_to("/")
        if path.is_symlink():
            inside.symlink_to(os.readlink(path))
        elif path.is_dir() and not os.path.ismount(inside):
            bind(path, inside, is_read_only=str(path) not in DEVICES)
    for name in ("home", "root", "run", "tmp", "var"):
        (root / name).mkdir(exist_ok=True)
    (root / "var/run").symlink_to("/run")
    for source, target in settings["mounts"]:
        # As the link above leads out of the root as long as it is not the root.
        bind(source, root / target.replace("/var/run/", "/run/").lstrip("/"), is_read_only=False)
    if settings["isReadOnly"]:
        mount(None, root, REMOUNT | BIND | READ_ONLY)


settings, command = json.loads(sys.argv[1]), sys.argv[2:]
become(settings["user"], settings["hostName"])
build(Path(settings["root"]), settings)
os.chroot(settings["root"])
os.chdir("/")
os.execvp(command[0], command)
