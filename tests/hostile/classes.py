"""The hostile submissions: what their first comments say, and classes made of them, each for one user and one place."""
import fnmatch
import importlib.util
import os
import re
import secrets
import shutil
import socket

NOBODY = 65534
HERE = os.path.dirname(os.path.abspath(__file__))
ASSIGNMENTS = os.path.join(HERE, "..", "..", "fixtures", "assignments")
FIXTURES = os.path.join(HERE, "..", "..", "fixtures", "hostile")
GOOD = "zz_good"
NAMESPACES = ["pid", "mnt", "net", "ipc"]


class Fixture:
    """One hostile submission, or an archive's maker: what its first comment says."""

    def __init__(self, path):
        self.path = path
        self.name, self.suffix = os.path.splitext(os.path.basename(path))
        self.makes = os.path.basename(os.path.dirname(path)) == "archives"
        with open(path, "rb") as file:
            self.text = file.read()
        head = self.text[:2000].decode(errors="replace")
        found = re.search(r"^[ #]\*? ?Expect: (\w+) ?([\w ]*)$", head, re.MULTILINE)
        if not found or found[1] not in ("PASS", "FAIL", "any", "none", "unread"):
            raise ValueError(f"{path}: no 'Expect: PASS', 'FAIL [cause]', 'any', 'none' or 'unread'")
        self.verdict, self.causes = found[1], found[2].split()
        found = re.search(r"^[ #]\*? ?Assignment: (\S+)$", head, re.MULTILINE)
        self.assignment = found[1] if found else "tcp-echo-server"
        self.is_weaker = "In a container: weaker" in head
        self.is_alone = "Class: its own" in head
        self.without_points = "build" in self.causes or re.search(r"Points: 0$", head, re.MULTILINE)

    def group(self):
        """What goes into one class: submissions whose names mislead, or that are none, have one of their own."""
        return self.assignment, self.name if self.is_alone else ""


def find_fixtures(glob):
    paths = [os.path.join(folder, name) for folder in (FIXTURES, os.path.join(FIXTURES, "archives"))
             for name in sorted(os.listdir(folder)) if name.endswith((".c", ".py", ".mk"))]
    return [fixture for fixture in map(Fixture, paths) if fnmatch.fnmatch(fixture.name, glob)]


def with_includes(text, folder):
    """TEXT with each `#include "FILE"` replaced by that file's; those of absolute paths are the submissions' own."""

    def replaced(found):
        path = os.path.join(folder, os.fsdecode(found[1]))
        if not os.path.exists(path):
            return found[0]
        with open(path, "rb") as file:
            return with_includes(file.read(), os.path.dirname(path))

    return re.sub(rb'^#include "([^/@"\n][^"\n]*)"$', replaced, text, flags=re.MULTILINE)


class Place:
    """Where one user's classes are made and graded, the secrets in it, and what a student could guess of it."""

    def __init__(self, build, user, has_namespaces):
        self.uid = NOBODY if user == "nobody" else os.getuid()
        self.token = "hostile-" + secrets.token_hex(4)
        self.root = os.path.join(build, "results-hostile", user)
        shutil.rmtree(self.root, ignore_errors=True)
        for name in ("home", "tmp"):
            os.makedirs(os.path.join(self.root, name))
        halves = "the-cat-" + secrets.token_hex(4), "-in-the-bag-" + secrets.token_hex(4)
        self.secret = "".join(halves)
        tcp = [socket.create_server((host, 0), family=family) for host, family in [("127.0.0.1", socket.AF_INET)]]
        port = tcp[0].getsockname()[1]
        try:
            tcp.append(socket.create_server(("::1", port), family=socket.AF_INET6))
        except OSError:
            pass  # no IPv6, or the port is another's there
        self.sockets = tcp + [socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)]
        os.chdir(self.root)
        self.sockets[-1].bind("grader.sock")  # a path that is short enough
        os.chdir(build)
        self.sockets[-2].bind("\0" + self.token + "-of-the-grader")
        for listener in self.sockets[-2:]:
            listener.listen(64)
        self.given = {"TOKEN": self.token, "SECRET": os.path.join(self.root, "secret"), "HOME": os.path.join(self.root, "home"),
                      "TMP": os.path.join(self.root, "tmp"), "BUILD": build, "TCP_PORT": str(port),
                      "UNIX": os.path.join(self.root, "grader.sock"), "SECRET_1": halves[0], "SECRET_2": halves[1]}
        for path in (self.given["SECRET"], os.path.join(self.root, "home", ".secret")):
            with open(path, "w", encoding="ascii") as file:
                file.write(self.secret + "\n")
        own = {kind: os.readlink("/proc/self/ns/" + kind) if has_namespaces else "nobody's" for kind in NAMESPACES}
        self.given.update({"NS_" + kind.upper(): name for kind, name in own.items()})
        # In a Makefile, within $(shell ).
        self.given["GUARD"] = " && ".join(f'test "$$(readlink /proc/self/ns/{kind})" != "{own[kind]}"' for kind in NAMESPACES) + \
            " && echo yes"
        if self.uid != os.getuid():
            give(self.root, self.uid)

    def fill_in(self, text, given):
        for word, meant in given.items():
            text = text.replace(b"@" + word.encode() + b"@", os.fsencode(meant))
        return text

    def make_class(self, number, build, assignment, fixtures):
        """A folder of submissions. Its path and that of its results."""
        folder, out = (os.path.join(self.root, f"{what}-{number}") for what in ("class", "out"))
        os.mkdir(folder)
        given = dict(self.given, CLASS=folder, OUT=out, SUITE=os.path.join(build, "suites", assignment), ROOT=self.root)
        server = b'#include "hostile.h"\nint main(int argc, char **argv)\n{\n\treturn serve(argc, argv);\n}\n'
        server = self.fill_in(with_includes(server, FIXTURES), given)
        for fixture in fixtures:
            place = os.path.join(folder, fixture.name)
            if fixture.makes:
                spec = importlib.util.spec_from_file_location(fixture.name, fixture.path)
                maker = importlib.util.module_from_spec(spec)
                spec.loader.exec_module(maker)
                maker.make(place, dict(given, SERVER=server))
                continue
            text = self.fill_in(with_includes(fixture.text, FIXTURES), given)
            # Folders, all of them: a source by itself would make the class look like one program.
            os.mkdir(place)
            if fixture.suffix == ".mk":
                write(os.path.join(place, "Makefile"), text)
                write(os.path.join(place, "server.c"), server)
            else:
                write(os.path.join(place, "program" + fixture.suffix), text)
        good = os.path.join(ASSIGNMENTS, assignment, "good")
        name = "iterative.c" if assignment == "tcp-echo-server" else min(name for name in os.listdir(good) if name.endswith(".c"))
        with open(os.path.join(good, name), "rb") as file:
            os.mkdir(os.path.join(folder, GOOD))
            write(os.path.join(folder, GOOD, "program.c"), f"/* {self.secret} */\n".encode() + file.read())
        if self.uid != os.getuid():
            give(folder, self.uid)
        return folder, out


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def give(folder, uid):
    os.chown(folder, uid, uid, follow_symlinks=False)
    for at, folders, files in os.walk(os.fsencode(folder)):
        for name in folders + files:
            os.chown(os.path.join(at, name), uid, uid, follow_symlinks=False)
