# sockcheck on Debian 12, with the compilers and interpreters of submissions in C, C++, JavaScript, Perl, Python and shell. For others add Debian's
# packages to the second list below: default-jdk-headless, golang-go, rustc, ruby.
#
#   docker build -t sockcheck .
#   docker run --rm --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined \
#     --user "$(id -u):$(id -g)" --volume "$PWD:/work" sockcheck grade tcp-echo-server submissions
#
# The rights that it needs, none of them root's: the sandbox of a submission has namespaces of its own, made in a user namespace, which Docker's
# seccomp profile forbids (seccomp=unconfined) and, where the host has it, its AppArmor profile (apparmor=unconfined: mounts); and it mounts a
# /proc of its own, which Linux refuses while parts of the container's are masked (systempaths=unconfined; Podman: unmask=ALL). The host must let its
# users have user namespaces (sysctl kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu 24.04). `docker run ... sockcheck doctor` says
# what is still missing.
FROM debian:12-slim AS build
# The versions are Debian 12's: it changes them for security alone.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev libcmocka-dev libdw-dev libelf-dev \
		libjansson-dev libmnl-dev libseccomp-dev make pkg-config && \
	rm -rf /var/lib/apt/lists/*
WORKDIR /sockcheck
COPY . .
RUN make -j "$(nproc)" all && make install PREFIX=/usr/local DESTDIR=/installed

FROM debian:12-slim
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends bubblewrap gcc g++ libarchive-tools libc6-dev libcmocka0 \
		libdw1 libelf1 libjansson4 libmnl0 libseccomp2 make netbase nodejs perl python3 && \
	rm -rf /var/lib/apt/lists/*
COPY --from=build /installed/ /
WORKDIR /work
USER nobody
ENTRYPOINT ["sockcheck"]
CMD ["--help"]
