# The sentence alone: the names are those of 'list suites'.
sockcheck check no-such-suite -- true 2>&1 | sed 's/one of: .*)/one of: ...)/'
names=$(sockcheck list suites | tr '\n' ' ')
sockcheck check no-such-suite -- true 2>&1 | grep -cF "one of: ${names% })"
