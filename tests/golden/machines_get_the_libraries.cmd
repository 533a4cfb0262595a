# What this program is linked with, by Debian's names (libdw.so.1: libdw1), is installed by the bundles' setup.sh and by the Dockerfile.
for package in $(readelf -d build/sockcheck | sed -n 's/.*NEEDED.*\[\(lib[a-z]*\)\.so\.\([0-9]*\)\]/\1\2/p' | grep -vE '^lib(c6|m6|asan|ubsan|gcc|pthread)'); do
	for file in harness/cli/bundle/setup.sh Dockerfile; do
		grep -qw "$package" $file || echo "$file lacks $package"
	done
	echo "$package"
done | sort
