# The public header as mdoc: what a comment says stands before the declarations that follow it. With -v functions=1: the functions' names.

# A comment's text, of one line or of many, without its marks.
function uncomment(text)
{
	gsub(/\/\*/, "", text)
	gsub(/\*\//, "", text)
	gsub(/^[ \t]+|[ \t]+$/, "", text)
	return text
}
function open_list()
{
	if (!is_open)
		print ".Bl -tag -width Ds -compact"
	is_open = 1
}
function close_list()
{
	if (is_open)
		print ".El"
	is_open = 0
}
# A comment, a paragraph at each empty line of it.
function say(text,	parts, n, i)
{
	n = split(text, parts, "\n")
	for (i = 1; i <= n; i++) {
		if (parts[i] == "")
			print ".Pp"
		else
			paragraph(parts[i])
	}
}
function type(text)
{
	gsub(/^[ \t]+|[ \t]+$/, "", text)
	return argument(text)
}
# TEXT is a function's declaration in one line, without comment.
function prototype(text,	name, before, i, c, depth, arg)
{
	sub(/^__attribute__\(\([a-z]+\)\) /, "", text)
	match(text, /sck_[a-z0-9_]+\(/)
	name = substr(text, RSTART, RLENGTH - 1)
	before = substr(text, 1, RSTART - 1)
	text = substr(text, RSTART + RLENGTH)
	sub(/\);$/, "", text)
	if (functions) {
		print name
		return
	}
	print ".It Xo"
	print ".Ft " type(before)
	print ".Fo " name
	for (i = 1; i <= length(text) + 1; i++) {
		c = substr(text, i, 1)
		depth += (c == "(") - (c == ")")
		if (c == "" || (c == "," && !depth)) {
			print ".Fa " type(arg)
			arg = ""
		} else {
			arg = arg c
		}
	}
	print ".Fc"
	print ".Xc"
}
function declare(text, remark)
{
	gsub(/[ \t\n]+/, " ", text)
	gsub(/^ +| +$/, "", text)
	if (functions) {
		if (text ~ /sck_[a-z0-9_]+\(.*;$/)
			prototype(text)
		return
	}
	open_list()
	if (text ~ /^#define/) {
		sub(/^#define /, "", text)
		print ".It Dv " argument(text)
	} else if (text ~ /\(/) {
		prototype(text)
	} else {
		sub(/;$/, "", text)
		print ".It Vt " argument(text)
	}
	if (remark != "")
		say(sentence(remark))
}
# One line of a struct or an enum that goes over many; what a comment before it says comes first.
function member(line,	remark)
{
	if (match(line, /\/\*.*\*\//)) {
		remark = uncomment(substr(line, RSTART, RLENGTH))
		line = substr(line, 1, RSTART - 1)
	}
	gsub(/^[ \t]+|[ \t,;]+$/, "", line)
	print ".It " (is_enum ? "Dv " : "Va ") argument(line)
	if (text != "")
		say(text)
	text = ""
	if (remark != "")
		say(sentence(remark))
}

# Everything up to the end of the extern "C"; the first lines are about the file.
NR <= 3 { in_comment = NR > 1; next }
/^#ifdef __cplusplus/ { skipping = 1 }
/^#endif/ { skipping = 0; next }
skipping || /^#(ifndef|include)/ || /^#define SOCKCHECK_H/ || (!begun && !/^\/?\*|^struct|^ \*/) { next }
{ begun = 1 }

# Comments of many lines, of the outermost level or within a struct.
in_comment {
	if (/\*\//) {
		in_comment = 0
		sub(/[ \t]*\*\/.*/, "")
	}
	sub(/^[ \t]*\*[ \t]?/, "")
	if ($0 == "" && in_comment)
		text = text "\n\n"
	else if (/^sck_[a-z_]+: / && text != "")
		text = text "\n\n" $0
	else
		text = text (text == "" || text ~ /\n$/ ? "" : " ") $0
	sub(/ $/, "", text)
	next
}
/^[ \t]*\/\*/ && !/\*\// {
	if (!in_struct)
		flush()
	in_comment = 1
	text = uncomment($0)
	next
}
/^\/\* ----/ {
	flush()
	close_list()
	gsub(/^\/\* -+ | -+ \*\/$/, "")
	if (!functions)
		print ".Ss " $0
	next
}
/^[ \t]*\/\*.*\*\/$/ {
	if (!in_struct)
		flush()
	text = uncomment($0)
	next
}
/^$/ { flush(); next }
/^(struct|enum) [a-z_]+ \{$/ {
	begin()
	in_struct = 1
	is_enum = /^enum/
	if (!functions) {
		sub(/ \{$/, "")
		open_list()
		print ".It Vt " argument($0)
		print ".Bl -tag -width Ds -compact"
	}
	next
}
in_struct && /^\};/ {
	in_struct = 0
	if (!functions)
		print ".El"
	text = ""
	next
}
in_struct { if (!functions) member($0); next }
{
	begin()
	remark = ""
	if (match($0, /\/\*.*\*\//)) {
		remark = uncomment(substr($0, RSTART, RLENGTH))
		$0 = substr($0, 1, RSTART - 1)
	}
	pending = pending " " $0
	if (pending ~ /^ #define/ || pending ~ /;[ \t]*$/) {
		declare(pending, remark)
		pending = ""
	}
}

# What was said before the declarations that begin now.
function begin()
{
	if (text == "" || functions) {
		text = ""
		return
	}
	close_list()
	print ".Pp"
	say(text)
	text = ""
}
# A comment without declarations of its own is said where it stands; the head is said already.
function flush()
{
	if (text != "" && !functions) {
		close_list()
		print ".Pp"
		say(text)
	}
	text = ""
}
END { flush(); if (!functions) close_list() }
