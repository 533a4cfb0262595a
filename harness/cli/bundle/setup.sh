#!/usr/bin/env bash
# Installs what sockcheck needs, and the languages of the submissions. Made by `sockcheck bundle`; as root, once, on Debian 12, Ubuntu 22.04 or newer.
set -eu
here=$(cd "$(dirname "$0")" && pwd)/sockcheck
# What the class writes in; add g++ default-jdk-headless golang-go nodejs rustc cargo perl where you allow them.
languages="gcc libc6-dev make python3"

export DEBIAN_FRONTEND=noninteractive
apt-get update
# shellcheck disable=SC2086 # words
apt-get install -y --no-install-recommends bubblewrap libarchive-tools netbase \
	libcmocka0 libdw1 libelf1 libjansson4 libmnl0 libseccomp2@PACKAGES@ $languages

# Ubuntu 24.04 lets nobody but root have a user namespace of any use.
restricted=/proc/sys/kernel/apparmor_restrict_unprivileged_userns
[ ! -e $restricted ] || echo 0 >$restricted || echo "$restricted cannot be changed here"

if ! "$here/bin/sockcheck" --version; then
	echo "This sockcheck does not run here: make the bundle on a system that is no newer, with the same processor." >&2
	exit 1
fi
"$here/bin/sockcheck" doctor || :
bwrap --unshare-all --ro-bind / / --proc /proc true ||
	echo "No sandbox can be made here. If that is so when submissions come, root gives each a user of its own; without root each will be BROKEN." >&2
