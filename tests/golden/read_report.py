"""Reads a report with a reader that others wrote, for tests/unit/report_readers.c.
Usage: read_report.py KIND FILE [SCHEMA], or published SCHEMA FILE...; exit status 77 where the reader is not installed."""

import csv
import html.parser
import json
import os
import re
import sys

DEBIAN = "/usr/bin/python3"


def need(module):
    try:
        return __import__(module)
    except ImportError:
        # a version manager's python3 does not have what the distribution installed
        if os.path.exists(DEBIAN) and os.path.realpath(sys.executable) != os.path.realpath(DEBIAN):
            os.execv(DEBIAN, [DEBIAN, *sys.argv])
        sys.exit(77)


def schema(path, schema_path):
    """By the schema, and what no schema says: a name that is referred to is there. Autolab's report is two documents."""
    jsonschema = need("jsonschema")
    text = open(path, encoding="utf-8").read()
    rules = json.load(open(schema_path, encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(rules)
    root, end = json.JSONDecoder().raw_decode(text)
    jsonschema.Draft7Validator(rules).validate(root)
    for stage in root.get("stages", []):
        assert stage in root, stage
    names = [test["name"] for test in root.get("results", [])]
    for test in root.get("results", []):
        assert test["dependency"] is None or test["dependency"] in names
    rest = text[end:].strip()
    if rest:
        assert all(isinstance(score, (int, float)) for score in json.loads(rest)["scores"].values())


def close(rules):
    """A key that the schema does not know is an error: here, for readers pass over it."""
    if isinstance(rules, dict):
        for value in rules.values():
            close(value)
        if "properties" in rules:
            rules["additionalProperties"] = False
    elif isinstance(rules, list):
        for value in rules:
            close(value)


def published(schema_path, *paths):
    """By our own schema, and there is no key of which it says nothing. In JSON Lines the first says how many cases there are, then each has its line, and the last is the report."""
    jsonschema = need("jsonschema")
    rules = json.load(open(schema_path, encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(rules)
    close(rules)
    case = rules.get("properties", {}).get("cases", {}).get("items")
    for path in paths:
        text = open(path, encoding="utf-8").read()
        if path.endswith(".jsonl"):
            first, *cases, last = map(json.loads, text.splitlines())
            assert first == {"cases": len(cases)}, path
            documents = [(case, row) for row in cases] + [(rules, last)]
        else:
            documents = [(rules, json.loads(text))]
        for by, document in documents:
            for error in jsonschema.Draft7Validator(by).iter_errors(document):
                sys.exit(f"{path}: {'/'.join(map(str, error.path))}: {error.message}")


def junit(path):
    """junitparser sees the outcomes that we wrote, and the bytes came through."""
    junitparser = need("junitparser")
    outcomes = [case.result[0].__class__.__name__ if case.result else "Passed"
                for suite in junitparser.JUnitXml.fromfile(path) for case in suite]
    assert outcomes == ["Passed", "Passed", "Passed", "Failure", "Skipped", "Skipped", "Error"], outcomes


def table(path):
    """No cell is a formula, here or where a semicolon separates."""
    rows = list(csv.reader(open(path, newline="", encoding="utf-8"), strict=True))
    assert len({len(row) for row in rows}) == 1, rows
    for row in rows + list(csv.reader(open(path, newline="", encoding="utf-8"), delimiter=";")):
        for cell in row:
            assert not re.match("[=+@\t\r-]", cell), cell
    names = [row[0] for row in rows]
    assert names == ["student", "'=1+1", 'a "quoted", name', "'@SUM(A1);'=2", "M\u00fcll\ufffd"], names


class Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = set(), ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        assert not attrs or attrs[0][0] == "align", (tag, attrs)

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        raise AssertionError(data)


def rendered(path):
    """What cmark-gfm made of a summary has our tags alone, and all of the text."""
    tags = Tags()
    tags.feed(open(path, encoding="utf-8").read())
    ours = {"h2", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "pre"}
    assert tags.tags == ours, tags.tags ^ ours
    assert "<script>x</script><!-- ](http://a.example/) ![i](x) `code` | @all #1 www.a.example" in tags.text
    assert "echoes in <any> split" in tags.text


def commands(path):
    """As actions/runner takes a line: a command begins with ::NAME, else with ##[NAME anywhere in it."""
    kinds = []
    for line in re.split("\r\n|\r|\n", open(path, encoding="utf-8", newline="").read().rstrip("\n")):
        match = re.match(r"\s*::(error|warning|notice)( [^:]*)?::(.*)$", line)
        assert match, line
        kinds.append(match[1])
        for pair in match[2].strip().split(","):
            assert pair.split("=")[0] in ("file", "line", "title"), pair
    assert kinds == ["error", "warning", "notice"], kinds


if __name__ == "__main__":
    {"schema": schema, "published": published, "junit": junit, "csv": table, "html": rendered, "commands": commands}[sys.argv[1]](*sys.argv[2:])
