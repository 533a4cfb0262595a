"""The small edits that make a broken program of a good one: what `tests/meta/mutants` tries. They are found in the
tokens of the C source, so comments, string literals and preprocessor lines stay as they are. What a wrong command
line is answered with is no part of any contract: it stays, too.
"""
import collections
import re

TOKEN = re.compile(r"""
    (?P<skip>\s+|/\*.*?\*/|//[^\n]*|^[ \t]*\#(?:\\\n|[^\n])*)
  | (?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
  | (?P<number>(?:0[xX][0-9a-fA-F]+|\d+)(?:\.\d+)?[uUlL]*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<mark><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)
""", re.VERBOSE | re.DOTALL | re.MULTILINE)

OPENS = {"(": ")", "[": "]", "{": "}"}
OTHER_MARK = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&",
              "+=": "=", "-=": "=", "|=": "=", "&=": "=", "++": "--", "--": "++", "%": "/", "!": "", "~": ""}
OTHER_WORD = {
    "MSG_NOSIGNAL": "0", "MSG_DONTWAIT": "0", "MSG_PEEK": "0", "SOCK_NONBLOCK": "0", "O_NONBLOCK": "0",
    "WNOHANG": "0", "EPOLLET": "0", "EPOLLOUT": "0", "POLLOUT": "POLLIN", "AI_PASSIVE": "0",
    "AF_INET6": "AF_INET", "AF_UNSPEC": "AF_INET", "SOMAXCONN": "0",
    "INADDR_ANY": "INADDR_LOOPBACK", "in6addr_any": "in6addr_loopback",
    "SHUT_WR": "SHUT_RDWR", "SHUT_RD": "SHUT_RDWR", "SIG_IGN": "SIG_DFL",
    "true": "false", "false": "true", "EXIT_SUCCESS": "EXIT_FAILURE", "EXIT_FAILURE": "EXIT_SUCCESS",
    "continue": "break", "break": "continue",
    "ssize_t": "size_t", "int64_t": "int", "uint8_t": "signed char", "uint16_t": "int16_t", "uint32_t": "int32_t",
    "strncmp": "strncasecmp", "strcasecmp": "strcmp", "memchr": "strchr",
}
# Functions that a student forgets to call: f(x) becomes (x).
FORGOTTEN = ("htons", "htonl", "ntohs", "ntohl", "toupper", "tolower", "htobe16", "htobe32", "be16toh", "be32toh")
LENGTH_AT = {"send": 2, "sendto": 2, "write": 2}  # which argument is how much to send; the one before is from where
ROOM_AT = {"recv": 2, "recvfrom": 2, "read": 2}
KEEPS_ITS_VALUE = ("socklen_t", "timeval", "timespec")  # what calls overwrite, when it is set but once

Token = collections.namedtuple("Token", "kind text start end")


class Edit(collections.namedtuple("Edit", "start end text label row column line function nth")):
    def apply(self, source):
        return source[:self.start] + self.text + source[self.end:]

    def lines(self, source):
        """Those that it touches, before and after."""
        begin = source.rfind("\n", 0, self.start) + 1
        end = source.find("\n", self.end)
        before = source[begin:end]
        after = source[begin:self.start] + self.text + source[self.end:end]
        return before.split("\n"), after.split("\n")


def tokens_of(source):
    found = [Token(m.lastgroup, m.group(), m.start(), m.end()) for m in TOKEN.finditer(source)]
    return [token for token in found if token.kind != "skip"]


def partners(tokens):
    """Of each opening bracket the index of its closing one, and the other way round."""
    stack, found = [], {}
    for i, token in enumerate(tokens):
        if token.kind == "mark" and token.text in OPENS:
            stack.append(i)
        elif token.kind == "mark" and token.text in OPENS.values() and stack:
            found[i] = stack.pop()
            found[found[i]] = i
    return found


class Source:
    """One source and its tokens; tokens are told by their index."""

    def __init__(self, text):
        self.text = text
        self.tokens = tokens_of(text)
        self.partner = partners(self.tokens)
        self.functions = list(self.find_functions())

    def at(self, i):
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def between(self, first, last):
        """The text from the token FIRST to the token LAST, both included."""
        return self.text[self.tokens[first].start:self.tokens[last].end]

    def find_functions(self):
        i = 0
        while i < len(self.tokens):
            if self.at(i) == "{":
                end = self.partner[i]
                if self.at(i - 1) == ")":
                    yield i, end, self.at(self.partner[i - 1] - 1)
                i = end
            i += 1

    def function_at(self, i):
        return next((name for first, last, name in self.functions if first <= i <= last), "")

    def statement_end(self, i):
        """The last token of the statement that begins at I."""
        word = self.at(i)
        if word == "{":
            return self.partner[i]
        if word in ("if", "while", "for", "switch"):
            end = self.statement_end(self.partner[i + 1] + 1)
            return self.statement_end(end + 2) if word == "if" and self.at(end + 1) == "else" else end
        if word == "do":
            return self.partner[self.statement_end(i + 1) + 2] + 1
        while self.at(i) != ";" and i < len(self.tokens):
            i = self.partner[i] if self.at(i) in OPENS else i
            i += 1
        return i

    def is_statement(self, i):
        """Whether one begins at I, in a function."""
        before = self.at(i - 1)
        if before == ")":
            before = self.at(self.partner[i - 1] - 1)
            return before in ("if", "while", "for", "switch")
        if before == ";":  # not in the head of a for
            return not self.in_parentheses(i)
        return before in ("{", "}", "else", "do") and bool(self.function_at(i))

    def in_parentheses(self, i):
        for first, last in self.partner.items():
            if first < i < last and self.at(first) == "(":
                inner = [k for k in self.partner if first < k < i < self.partner[k] and self.at(k) == "{"]
                if not inner:
                    return True
        return False

    def arguments(self, i):
        """The first and last token of each argument of the call whose name is at I."""
        found, first, end = [], i + 2, self.partner[i + 1]
        k = first
        while k <= end:
            if k == end or self.at(k) == ",":
                if k > first:
                    found.append((first, k - 1))
                first = k + 1
            k = self.partner[k] + 1 if self.at(k) in OPENS and k < end else k + 1
        return found

    def operand(self, i, step):
        """How far the operand of the && or || at I reaches, to the left (-1) or to the right (1)."""
        stops = {",", ";", "?", ":", "=", "return", "||"} | ({"&&"} if self.at(i) == "&&" else set())
        stops |= set(OPENS) if step < 0 else set(OPENS.values())
        brackets = set(OPENS.values()) if step < 0 else set(OPENS)
        k = i + step
        while self.at(k) not in stops and 0 <= k < len(self.tokens):
            k = self.partner[k] if self.at(k) in brackets else k
            k += step
        return k - step


def squeezed(text):
    return re.sub(r"\s+", " ", text).strip()


# ---- The kinds of edits: each yields first token, last token, new text, label


def other_marks(s):
    for i, token in enumerate(s.tokens):
        is_binary = i > 0 and (s.tokens[i - 1].kind in ("number", "word") or s.at(i - 1) in (")", "]"))
        new = OTHER_MARK.get(token.text) if token.kind == "mark" else None
        if new is not None:
            yield i, i, new, f"{token.text} -> {new}".strip()
        elif token.text in "+-" and is_binary and s.at(i - 1) != "return":
            yield i, i, "-" if token.text == "+" else "+", f"{token.text} -> {'-' if token.text == '+' else '+'}"
        elif token.text == "-":
            yield i, i, "", "without the sign"


def other_words(s):
    for i, token in enumerate(s.tokens):
        if token.kind == "word" and token.text in OTHER_WORD:
            yield i, i, OTHER_WORD[token.text], f"{token.text} -> {OTHER_WORD[token.text]}"


def other_numbers(s):
    for i, token in enumerate(s.tokens):
        match = re.fullmatch(r"(0[xX][0-9a-fA-F]+|\d+)([uUlL]*)", token.text) if token.kind == "number" else None
        if not match:
            continue
        value = int(match[1], 16 if match[1][:2] in ("0x", "0X") else 8 if match[1][0] == "0" else 10)
        others = [value ^ 1] if value < 2 else [value - 1, value + 1] if value < 64 else [value // 64, value * 10]
        for other in others:
            yield i, i, f"{other}{match[2]}", f"{token.text} -> {other}{match[2]}"


def lengths(s):
    """sizeof or strlen for what came, one too few, one too many; room for one too few."""
    for i, token in enumerate(s.tokens):
        at = LENGTH_AT.get(token.text, ROOM_AT.get(token.text))
        arguments = s.arguments(i) if at and s.at(i + 1) == "(" else []
        if len(arguments) <= (at or 0):
            continue
        first, last = arguments[at]
        text, buffer = s.between(first, last), s.at(arguments[at - 1][0])
        others = [f"{text} - 1"]
        if token.text in LENGTH_AT:
            others = [f"{text} - 1", f"{text} + 1", f"sizeof({buffer})", f"strlen({buffer})"]
        for other in others:
            yield first, last, other, f"{squeezed(text)} -> {squeezed(other)}"


def forgotten_calls(s):
    for i, token in enumerate(s.tokens):
        if token.text in FORGOTTEN and s.at(i + 1) == "(":
            yield i, i, "", f"without {token.text}"


def forgotten_terms(s):
    for i, token in enumerate(s.tokens):
        if token.text in ("&&", "||"):
            left, right = s.operand(i, -1), s.operand(i, 1)
            yield left, i, "", f"without {squeezed(s.between(left, i - 1))}"
            yield i, right, "", f"without {squeezed(s.between(i + 1, right))}"


def forgotten_sums(s):
    """Without what is added or taken off, where that is one word or number."""
    for i, token in enumerate(s.tokens):
        is_binary = s.tokens[i - 1].kind in ("number", "word") or s.at(i - 1) in (")", "]")
        if token.text in "+-" and is_binary and s.at(i - 1) != "return" and \
                s.tokens[i + 1].kind in ("number", "word") and s.at(i + 2) not in ("(", "[", ".", "->", "*", "/"):
            yield i, i + 1, "", f"without {token.text} {s.at(i + 1)}"


def forgotten_statements(s):
    for i, token in enumerate(s.tokens):
        if not s.is_statement(i):
            continue
        is_jump = token.text in ("break", "continue", "goto") or (token.text == "return" and s.at(i + 1) == ";")
        is_expression = token.kind == "word" and \
            s.at(i + 1) in ("(", "=", "+=", "-=", "|=", "&=", "->", ".", "[", "++", "--")
        if token.text in ("if", "while", "for", "switch", "return") and not is_jump:
            continue
        if is_jump or is_expression or token.text in ("*", "++", "--", "("):
            yield i, s.statement_end(i), ";", "drop"


def conditions(s):
    """The result is ignored: the call is made, and what follows is never done, or always."""
    for i, token in enumerate(s.tokens):
        if token.text == "if":
            text, first, last = s.between(i + 1, s.partner[i + 1]), i + 1, s.partner[i + 1]
            yield first, last, f"({text} && 0)", "never"
            yield first, last, f"({text} || 1)", "always"
        elif token.text == "else":
            yield i, i, "", "without else"
        elif token.text == "?":
            first = s.operand(i, -1)
            while s.at(first - 1) in ("&&", "||"):
                first = s.operand(first - 1, -1)
            yield first, i - 1, f"!({s.between(first, i - 1)})", "? the other way round"


def loops(s):
    """Once and not again."""
    ends_of_do = {s.statement_end(i + 1) + 1 for i, token in enumerate(s.tokens) if token.text == "do"}
    for i, token in enumerate(s.tokens):
        if token.text == "while" and i in ends_of_do:
            text = s.between(i + 1, s.partner[i + 1])
            yield i + 1, s.partner[i + 1], f"({text} && 0)", "once"
        elif token.text == "while":
            yield i, i, "if", "while -> if"
        elif token.text == "for":
            parts = [k for k in range(i + 2, s.partner[i + 1]) if s.at(k) == ";"]
            if len(parts) == 2 and parts == [i + 2, i + 3] and s.partner[i + 1] == i + 4:
                yield i + 1, i + 4, "(int turn_ = 0; turn_ < 1; turn_++)", "once"


def returns(s):
    for i, token in enumerate(s.tokens):
        last = s.statement_end(i) - 1 if token.text == "return" else i
        if last > i + 1 or (last == i + 1 and s.tokens[last].kind == "word" and s.at(last) not in OTHER_WORD):
            for other in ("0", "-1"):
                if s.between(i + 1, last).replace(" ", "") != other:
                    yield i + 1, last, other, f"return {other}"


def set_once(s):
    """What has to be set before each call is set before the first, or never; a buffer that threads share."""
    has_threads = "pthread_create" in s.text
    for i, token in enumerate(s.tokens):
        if not s.is_statement(i) or not s.function_at(i):
            continue
        end = s.statement_end(i)
        words = [s.at(k) for k in range(i, min(i + 2, end))]
        if "=" in [s.at(k) for k in range(i, end)] and any(word in KEEPS_ITS_VALUE for word in words):
            yield i, i, f"static {token.text}", "static"
        elif has_threads and words[:1] == ["char"] and s.at(i + 2) == "[":
            yield i, i, f"static {token.text}", "static"
        for k in range(i, end):
            if words[:1] == ["socklen_t"] and s.at(k) == "=" and s.at(k + 1) == "sizeof":
                yield k + 1, s.partner[k + 2], "0", "= 0"


KINDS = (other_marks, other_words, other_numbers, lengths, forgotten_calls, forgotten_terms, forgotten_sums,
         forgotten_statements, conditions, loops, returns, set_once)


def usage(s):
    """The tokens that deal with a wrong command line."""
    found = set()
    for i, token in enumerate(s.tokens):
        if token.text != "argc" or s.at(i - 1) == "int":
            continue
        first = next(k for k in range(i, -1, -1) if s.at(k) in (";", "{", "}", "if")) + 1
        if s.at(first - 1) == "if":
            found.update(range(first - 1, s.statement_end(s.partner[first] + 1) + 1))
        else:
            found.update(range(i, i + 4))
    return found


def edits_of(text):
    """All of them, in the order of the source; each makes another text than those before."""
    s, texts, found = Source(text), {text}, []
    left_alone = usage(s)
    seen = collections.Counter()
    for first, last, new, label in sorted((edit for kind in KINDS for edit in kind(s)),
                                          key=lambda edit: edit[:2]):
        if first in left_alone:
            continue
        start, end = s.tokens[first].start, s.tokens[last].end
        begin = text.rfind("\n", 0, start) + 1
        line = squeezed(text[begin:text.find("\n", start)])
        function = s.function_at(first)
        nth = seen[function, line, label] = seen[function, line, label] + 1
        edit = Edit(start, end, new, label, text.count("\n", 0, start) + 1, start - begin + 1, line, function, nth)
        if edit.apply(text) not in texts:
            texts.add(edit.apply(text))
            found.append(edit)
    return found
