# What the other scripts share: text as mdoc(7) has it.

# Backslashes are for roff, and a line of text begins neither with a point nor with an apostrophe.
function plain(text)
{
	gsub(/\\/, "\\e", text)
	if (text !~ / /)
		return text
	return text ~ /^[.']/ ? "\\&" text : text
}

# An argument of a macro.
function argument(text)
{
	gsub(/\\/, "\\e", text)
	gsub(/"/, "\"\"", text)
	return "\"" text "\""
}

# A sentence: begins with a capital, ends with a full stop.
function sentence(text)
{
	if (text == "")
		return ""
	if (text ~ /^[a-z]+[ ,;:]/ && text !~ /^localhost/)
		text = toupper(substr(text, 1, 1)) substr(text, 2)
	return text ~ /[.:?!]$/ ? text : text "."
}

function paragraph(text)
{
	if (text != "")
		print plain(text)
}
