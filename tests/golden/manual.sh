# Runs the examples of a page of the manual as they stand, in a folder that has what they speak of: ./server, ./client, ./udp-server, server.py, submissions/,
# policy.txt. A suite is tried by one case over one family unless the example says otherwise, which is all that there is time for.
build=$(dirname "$(command -v sockcheck)")
root=$PWD
there=$(mktemp -d) && trap 'rm -rf "$there"' EXIT
chmod 755 "$there"
mkdir "$there/work" "$there/bin" && cd "$there/work" && mkdir -p submissions/alice submissions/bob || exit
cp "$root/fixtures/assignments/tcp-echo-server/good/iterative.c" server.c
cp "$root/fixtures/assignments/tcp-echo-server/good/iterative.py" server.py
cp server.c submissions/alice
cp server.py submissions/bob
echo 'outlives*: hidden' >policy.txt
cat >client.c <<'END'
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static int send_all(int fd, const char *at, size_t len)
{
	for (ssize_t n; len > 0; at += n, len -= (size_t)n)
		while ((n = send(fd, at, len, MSG_NOSIGNAL)) < 0)
			if (errno != EINTR)
				return -1;
	return 0;
}

/* Asks with a line, and prints the line of the answer. 0: it came whole. */
static int ask(int fd)
{
	char c = 0;
	ssize_t n;

	if (send_all(fd, "hello\n", 6))
		return 1;
	while (c != '\n') {
		n = recv(fd, &c, 1, 0);
		if (n == 1)
			putchar(c);
		else if (n == 0 || errno != EINTR)
			return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list = NULL;
	int fd;

	if (argc != 3 || getaddrinfo(argv[1], argv[2], &hints, &list))
		return 2;
	for (struct addrinfo *a = list; a; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
		if (fd >= 0 && !connect(fd, a->ai_addr, a->ai_addrlen))
			return ask(fd);
		if (fd >= 0)
			close(fd);
	}
	return 1;
}
END
cat >"$there/bin/sockcheck" <<END
#!/usr/bin/env bash
more=()
case \$1 in
check | grade | sweep)
	[[ " \$* " == *" --family "* ]] || more+=(--family ipv4)
	[[ " \$* " == *" --case "* || " \$* " == *" --talk "* ]] || more+=(--case 'echoes a line')
	;;
esac
exec $build/sockcheck "\$1" "\${more[@]}" "\${@:2}"
END
chmod 755 "$there/bin/sockcheck"
export PATH=$there/bin:$PATH
cc -g --coverage -o server server.c && cc -g -o client client.c && cc -g -o udp-server "$root/fixtures/assignments/udp-echo-server/good/recvfrom.c" || exit

# run_examples PAGE: each with its exit status, and of what it printed the last line.
run_examples()
{
	local example status
	mkdir "$there/$1"
	python3 "$root/tests/golden/manual_examples.py" "$build/man/$1" "$there/$1" || return
	find "$there/$1" -type f ! -name '*.sh' -exec cp {} . \;
	for example in "$there/$1"/*.sh; do
		[ -e "$example" ] || { echo "$1 has no example"; continue; }
		status=0
		bash -e "$example" >"$there/out" 2>&1 </dev/null || status=$?
		printf '%s: exit %d: %s\n' "$1" "$status" "$(head -n 1 "$example")"
	done
}
