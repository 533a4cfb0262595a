"""What is on the machine before a class is graded and after: files, processes, what the kernel keeps."""
import os
import select
import signal
import stat
import subprocess
import time

END_S = 5  # for a process that was killed to be gone
SHARED = ["/tmp", "/var/tmp", "/dev/shm", "/run", "/run/lock", "/"]
KEYS = range(0x50430000, 0x50430010)  # what leaves_ipc_objects.c calls what it leaves


def look_at(folder):
    """What stands below FOLDER: path to mode, size, time, and the beginning of what is in it."""
    seen = {}
    for at, folders, files in os.walk(os.fsencode(folder)):
        for name in folders + files:
            path = os.path.join(at, name)
            st = os.lstat(path)
            held = os.readlink(path) if stat.S_ISLNK(st.st_mode) else b""
            if stat.S_ISREG(st.st_mode) and os.access(path, os.R_OK):  # else its size and time tell
                with open(path, "rb") as file:
                    held = file.read(1 << 16)
            seen[path] = (st.st_mode, held) if stat.S_ISDIR(st.st_mode) else (st.st_mode, st.st_size, st.st_mtime_ns, held)
    return seen


def machine(token):
    """What a process may leave on the machine, as a set of words: only what is ours by its name, or what nobody else changes."""
    words = set()
    for folder in SHARED:
        for name in os.listdir(folder):
            if token in name:
                words.add("file " + os.path.join(folder, name))
    for kind in ("shm", "msg", "sem"):
        try:
            with open("/proc/sysvipc/" + kind, encoding="ascii") as file:
                words.update(f"System V {kind} {line.split()[0]}" for line in list(file)[1:] if int(line.split()[0]) in KEYS)
        except FileNotFoundError:
            pass
    with open("/proc/net/unix", encoding="ascii", errors="replace") as file:
        words.update("socket " + line.split()[-1] for line in file if token in line)
    with open("/proc/self/mountinfo", encoding="ascii", errors="replace") as file:
        words.update("mount " + line.split()[4] for line in file if token in line or "results-hostile" in line)
    return words


def keys_of(user_prefix, token):
    done = subprocess.run(user_prefix + ["grep", "-c", token, "/proc/keys"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return int(done.stdout or 0)


def children():
    """The processes that are ours now: whoever started them has ended, and we are told to be their parent."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    fields = file.read().rpartition(b")")[2].split()
                if int(fields[1]) == os.getpid():
                    found.append(int(name))
            except (OSError, IndexError):
                pass
    return found


def reap(within_s=END_S):
    """Waits for what is ours to end; what does not is killed. The names of those."""
    left = []
    end = time.monotonic() + within_s
    while pids := children():
        for pid in pids:
            try:
                fd = os.pidfd_open(pid)
                ended, _, _ = select.select([fd], [], [], max(0, end - time.monotonic()))
                if not ended:
                    with open(f"/proc/{pid}/cmdline", "rb") as file:
                        left.append(f"process {pid} {file.read(200)!r}")
                    signal.pidfd_send_signal(fd, signal.SIGKILL)
                os.close(fd)
                os.waitpid(pid, 0)
            except (ProcessLookupError, ChildProcessError, FileNotFoundError):
                pass
    return left
