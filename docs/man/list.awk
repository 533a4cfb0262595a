# The rows of a list, an object a row and a key a line, as mdoc.

function text_of(line)
{
	sub(/^ *"[a-z]+": /, "", line)
	sub(/,$/, "", line)
	if (line ~ /^"/) {
		line = substr(line, 2, length(line) - 2)
		gsub(/\\"/, "\"", line)
		gsub(/\\\//, "/", line)
		gsub(/\\\\/, "\\", line)
	}
	return line
}
function outcome()
{
	print ".It Xo"
	print ".Ar " argument(row["calls"]) " : Ns Cm " argument(row["outcome"])
	print ".Xc"
	paragraph(sentence(row["effect"] ", " row["plausibility"] (row["needs"] == "" ? "" : "; needs " comma(row["needs"])) "; " row["afterwards"]))
}
function comma(words)
{
	gsub(/ /, ", ", words)
	return words
}
function step()
{
	print ".It Fl " substr(row["step"], 2) (row["value"] == "" ? "" : " Ar " argument(row["value"]))
	paragraph(sentence(row["does"]))
}
function test_case()
{
	if (row["suite"] != suite) {
		if (suite != "")
			print ".El"
		suite = row["suite"]
		print ".Ss " suite
		print ".Bl -tag -width Ds"
	}
	print ".It " argument(row["case"])
	paragraph(sentence(row["points"] + 0 (row["points"] + 0 == 1 ? " point" : " points") ", " comma(row["families"])))
	if (row["asks"] != "") {
		print ".br"
		paragraph(sentence(row["asks"]))
	}
}
function edge_case()
{
	print ".It " row["number"] " " argument(row["sentence"])
	paragraph(sentence(comma(row["means"]) " over " comma(row["families"]) ": " row["source"]))
}
kind != "cases" && NR == 1 { print ".Bl -tag -width Ds" (kind == "edge-cases" ? " -compact" : "") }
/^ *"[a-z]+": / {
	key = $1
	gsub(/[":]/, "", key)
	row[key] = text_of($0)
}
/^ *\}/ {
	if (kind == "outcomes")
		outcome()
	else if (kind == "steps")
		step()
	else if (kind == "cases")
		test_case()
	else if (kind == "edge-cases")
		edge_case()
}
END { print ".El" }
