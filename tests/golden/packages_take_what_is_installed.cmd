# Each file that `make install` puts in place is in one package, no more: the names in debian/*.install are files, folders or patterns.
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
build=$(dirname "$(command -v sockcheck)")
make -s -o built BUILD="$build" PREFIX=/usr LIBDIR=/usr/lib/multiarch DESTDIR="$there" install || exit
grep -hv '^#' debian/*.install | while read -r pattern; do
	# shellcheck disable=SC2086 # a pattern
	(cd "$there" && find $pattern ! -type d 2>/dev/null || echo "$pattern is not there")
done | sort >"$there/packed"
uniq -d "$there/packed" | sed 's/$/ is in two packages/'
(cd "$there" && find usr ! -type d) | sort | comm -3 - <(sort -u "$there/packed") && echo "each file is in a package"
