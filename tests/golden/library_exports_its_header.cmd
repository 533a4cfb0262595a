# The shared library shows the functions of its header and nothing else, each with the version of the linker's map; the header by itself is strict C11,
# C17 and C++17.
command -v c++ >/dev/null || { echo "SKIP: no C++ compiler"; exit 77; }
build=$(dirname "$(command -v sockcheck)")
for how in 'cc -std=c11' 'cc -std=c17' 'c++ -std=c++17'; do
	$how -Wall -Wextra -Werror -pedantic -fsyntax-only -x "$([ "${how#c++}" = "$how" ] && echo c || echo c++)" harness/sockcheck.h && echo "$how"
done
declared=$(sed 's,/\*.*,,' harness/sockcheck.h | grep -oE '^[a-z][^(]*[ *]sck_[a-z0-9_]+\(|^__attribute__\(\(noreturn\)\) void sck_[a-z_]+\(' | grep -oE 'sck_[a-z0-9_]+\($' | tr -d '(' | sort)
exported=$(nm -D --defined-only --with-symbol-versions "$build/libsockcheck.so.0" | awk '$2 != "A" { print $3 }' | sort)
diff <(sed 's/$/@@SOCKCHECK_0/' <<<"$declared") <(echo "$exported") && echo "each function, and no more"
[ "$(wc -l <<<"$declared")" -gt 80 ] || echo "only: $declared"
readelf -d "$build/libsockcheck.so.0" | grep -o 'soname: .*'
