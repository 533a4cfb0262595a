"""The examples of a page of the manual as files: each literal line or block that begins with a command is N.sh, one that begins with a comment
"/* FILE */" is FILE. Usage: manual_examples.py PAGE FOLDER"""

import os
import re
import sys

COMMANDS = ("sockcheck ", "cc ")
page, folder = sys.argv[1:]
# No command: a line of a file of steps.
OTHERS = ("--send GET",)


def plain(line):
    return re.sub(r"\\[e&-]", lambda m: {"\\e": "\\", "\\&": "", "\\-": "-"}[m[0]], line)


text = open(page, encoding="utf-8").read()
found = [(m.start(), plain(m[1] or m[2])) for m in re.finditer(r"^\.Dl (.*)\n|^\.Bd -literal.*\n((?:.*\n)*?)\.Ed$", text, re.M)]
number = 0
for _, block in found:
    name = re.match(r"/\* (\S+) \*/\n", block)
    if name:
        open(os.path.join(folder, name[1]), "w", encoding="utf-8").write(block)
    elif block.startswith(COMMANDS):
        number += 1
        open(os.path.join(folder, f"{number:02}.sh"), "w", encoding="utf-8").write(block.rstrip("\n") + "\n")
    elif not block.startswith(OTHERS) and not block.startswith(" "):  # no table
        print("neither a command nor a file:", block)
