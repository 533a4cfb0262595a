/*
 * sockcheck: proves socket programs on a private loopback. The one public header; its comments become sockcheck(3).
 *
 * A test starts the program under test, talks to it as its peer, and states what must come back; every step waits for
 * the event it needs, never for time to pass. A step that is not met ends the test at once: in a cmocka test by a failed
 * assertion, in a suite by the verdict FAIL with its cause.
 *
 * Everything runs in the caller's thread. A session, its programs and its peers belong to the session:
 * sck_session_free() ends and frees all of them. Times are nanoseconds, lengths are bytes. Unless its comment says
 * otherwise a step blocks until it is met, or until the programs can be seen to never meet it (they have ended, or all
 * are parked and nothing is under way), or until the session's limit (sck_limit).
 */
#ifndef SOCKCHECK_H
#define SOCKCHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sck_session; /* one private loopback and all that happens on it */
struct sck_program; /* a program under test, with every process that it makes */
struct sck_peer;    /* our end: a connection, a listener, or a datagram socket */
struct sck_link;    /* a relay of ours between a client and a server */

/* The ways to reach the other side. A bit each, so that a suite can say which apply. */
enum sck_family {
	SCK_IPV4 = 1 << 0, /* 127.0.0.1 */
	SCK_IPV6 = 1 << 1, /* ::1 */
	SCK_MAPPED = 1 << 2, /* ::ffff:127.0.0.1: a server on IPv6 reached over IPv4 (RFC 4291, 2.5.5.2) */
	SCK_NAME = 1 << 3,          /* localhost has ::1 and 127.0.0.1, both answer */
	SCK_NAME_IPV4 = 1 << 4,     /* localhost has ::1 first; only 127.0.0.1 answers */
	SCK_NAME_IPV6 = 1 << 5,     /* localhost has 127.0.0.1 first; only ::1 answers */
	SCK_NAME_REVERSED = 1 << 6, /* localhost has 127.0.0.1 and ::1, both answer */
};
#define SCK_NUMERIC (SCK_IPV4 | SCK_IPV6 | SCK_MAPPED)
#define SCK_NAMES (SCK_NAME | SCK_NAME_IPV4 | SCK_NAME_IPV6 | SCK_NAME_REVERSED)
#define SCK_EVERY_FAMILY (SCK_NUMERIC | SCK_NAMES)

/* ---- Session ------------------------------------------------------------------------------------------------ */

/*
 * cmocka fixtures: cmocka_unit_test_setup_teardown(test, sck_setup, sck_teardown) gives the test a session over IPv4
 * in *state; sck_setup_ipv6 one over IPv6. A machine that cannot have one skips the test with the reason.
 */
int sck_setup(void **state);
int sck_setup_ipv6(void **state);
int sck_teardown(void **state);

/* A session of the test's own, to be freed with sck_session_free(); several may live side by side, on equal ports. */
struct sck_session *sck_session_new(enum sck_family family);
void sck_session_free(struct sck_session *s); /* ends every program first; NULL is allowed */

enum sck_family sck_family(const struct sck_session *s);
const char *sck_host(const struct sck_session *s); /* what {host} stands for: "::1", "localhost", ... */
uint16_t sck_port(const struct sck_session *s); /* what {port} stands for */
const char *sck_dir(struct sck_session *s); /* what {dir} stands for: an empty folder, gone with the session */
bool sck_is_private(const struct sck_session *s); /* false: namespaces are refused here, we are on the host's loopback */

/*
 * The surroundings; call them before the first program starts. Where they cannot be had (sck_is_private() is
 * false) the test is SKIPped with the reason.
 */
void sck_hosts(struct sck_session *s, const char *text); /* /etc/hosts as the programs see it */
void sck_without_ipv6(struct sck_session *s); /* as after net.ipv6.conf.all.disable_ipv6=1 */
void sck_add_address(struct sck_session *s, const char *address); /* on lo: "127.0.0.2" or "fd00::7" */
void sck_groups(struct sck_session *s); /* multicast of IPv6 goes by lo, where it has no way at first; that of IPv4 does so anyhow */
void sck_mtu(struct sck_session *s, int bytes); /* of lo, 65536 at first; at least 1280, below which there is no IPv6 (RFC 8200, 5) */
/* A file below /proc/sys/net as the programs see it: sck_sysctl(s, "ipv4/tcp_wmem", "4096 16384 16384"). */
void sck_sysctl(struct sck_session *s, const char *name, const char *value);
/*
 * What has no way there: "unreachable 198.51.100.0/24", "prohibit 2001:db8::/32" or "blackhole 203.0.113.7" (ip-route(8)): a connect to it fails
 * with EHOSTUNREACH, EACCES or EINVAL. Without such a route it is ENETUNREACH: there is lo alone. Nothing leaves this machine.
 */
void sck_route(struct sck_session *s, const char *route);
/*
 * The link goes down, or up again, at any time. What is sent meanwhile is lost, and neither end hears of it (over IPv6 a program may be told
 * ENETUNREACH); of the addresses that were added those of IPv6 are lost, too.
 */
void sck_set_lo(struct sck_session *s, bool up);
void sck_use_port(struct sck_session *s, uint16_t port); /* {port} from now on, also one below 1024 */
/*
 * What {NAME} stands for in the words of a command from now on: sck_define(s, "url", "http://[::1]:2345/"). NAME is of small letters and
 * "_", and none of host, port, dir; both are copied. What {NAME} stands for is taken as it is, braces too. Does not block.
 */
void sck_define(struct sck_session *s, const char *name, const char *value);

/*
 * Where our connections and datagrams to a program go from now on, until the next call: an address that this machine has, of
 * either family ("127.0.0.2", or one of sck_add_address()); NULL: the family's, as at first. {host} stays. Does not block; SKIP
 * where it is one of IPv6 and there is none, BROKEN where the machine does not have it.
 */
void sck_use_address(struct sck_session *s, const char *address);

/*
 * Connections of ours that are made or listened for from now on have small segments and buffers (TCP_MAXSEG, SO_RCVBUF, SO_SNDBUF): what
 * is under way in both directions together while nobody reads is some 256 KiB, and never 2 MiB, in place of several MiB. Where
 * sck_is_private() is true sck_sysctl() makes it less. Does not block.
 */
void sck_narrow(struct sck_session *s);

/*
 * A second host on the other end of a wire: an IP stack of its own with SCK_OTHER_IPV4 and SCK_OTHER_IPV6, where the programs' host has
 * SCK_OUR_IPV4 and SCK_OUR_IPV6; every port of it is closed, and it answers as kernels do. It is also the router to 198.51.100.0/24 and
 * 2001:db8:1::/64 (RFC 5737, RFC 3849), where nobody is but what sck_icmp() makes: what goes there with a TTL of 1 it sends back an ICMP
 * error for, all else is lost. A program is put there by sck_start's on_other_host, a listener or a datagram socket of ours by its address,
 * and sck_use_address() leads there. Does not block; SKIP where it cannot be had. The first call makes it; returns its address in the
 * session's family.
 */
#define SCK_OUR_IPV4 "192.0.2.1"
#define SCK_OUR_IPV6 "2001:db8::1"
#define SCK_OTHER_IPV4 "192.0.2.2"
#define SCK_OTHER_IPV6 "2001:db8::2"
const char *sck_other_host(struct sck_session *s);

/*
 * The bounds on any one step, in seconds (10 unless told): of processor time used by the programs, and of time
 * during which all are parked and a timer of theirs still runs. A busy machine uses up neither. No step gets more than
 * --limit says, where that was told. In a suite, a program that failed an earlier case by spinning has two seconds of processor time at
 * most to get somewhere; and code of its own
 * that runs for twice that and two seconds more (processor time) without a step that waits is ended: BROKEN.
 */
void sck_limit(struct sck_session *s, double seconds);
/*
 * How many processes and threads of the programs may live at once (4096 unless told): with more the step under way fails, cause
 * `limit`, and all of them are ended with the session. So a program that forks without end does not use the machine up.
 */
void sck_limit_processes(struct sck_session *s, size_t most);

/*
 * The clock of the session, where it is to be the test's own: one for all programs, in whatever language, for every kind of wait and timer, and for
 * sck_limit(). To be called before the first program starts, and then at any time. The kernel's own timers
 * (retransmission, keep-alive, TIME_WAIT), what it writes itself (the times of files, SO_TIMESTAMP), io_getevents(2) and the processor's clocks and
 * counters stay the kernel's.
 *
 * sck_clock_set: CLOCK_REALTIME says DATE, "2038-01-19 03:14:07" in UTC, or "@SECONDS" since 1970. Other clocks do not move.
 * sck_clock_rate: it runs RATE times as fast, up to 100 (BROKEN beyond: what programs do takes longer than they wait).
 * sck_clock_auto: it stands while anybody works, and jumps to the earliest time that anybody waits for when all rest and a step waits. So no
 * waiting takes time, time-outs come in their true order, and a busy machine changes nothing. Whoever reads the clock more than a hundred
 * times without a rest, or computes for long, finds that it moves all the same.
 * sck_clock_advance: once all rest it goes FOR_NS further, with a halt at each time that somebody waits for; blocks until all rest again. So
 * what waits for a time that has come by then has met it, and what waits for a nanosecond more has not.
 */
#define SCK_MILLISECOND INT64_C(1000000)
#define SCK_SECOND INT64_C(1000000000)
void sck_clock_set(struct sck_session *s, const char *date);
void sck_clock_rate(struct sck_session *s, double rate);
void sck_clock_auto(struct sck_session *s);
void sck_clock_advance(struct sck_session *s, int64_t for_ns);

__attribute__((noreturn)) void sck_skip(struct sck_session *s, const char *reason); /* this machine cannot do it: verdict SKIP */
__attribute__((noreturn)) void sck_fail(struct sck_session *s, const char *reason); /* the suite's own judgement: verdict FAIL */

/* ---- Programs ------------------------------------------------------------------------------------------------ */

struct sck_rlimit {
	int resource; /* RLIMIT_NOFILE, ... (setrlimit(2)) */
	rlim_t value; /* soft and hard */
};

/* May the program open raw sockets (CAP_NET_RAW, capabilities(7))? */
enum sck_raw {
	SCK_RAW_AS_WE,   /* if we may: as root */
	SCK_RAW_ALLOWED, /* also if we may not; SKIP where this machine has no means to allow it */
	SCK_RAW_REFUSED, /* not even as root: EPERM */
};

/* How to start a program; what is zero or NULL is the ordinary. */
struct sck_start {
	const char *const *argv; /* ends with NULL; {host} {port} {dir} are filled in. NULL: the suite's subject */
	const char *const *args; /* appended to argv, filled in alike */
	const void *input;       /* standard input, fed as it is read; then its end. NULL: empty */
	size_t input_len;
	bool input_stays_open; /* after the input comes no end: see sck_give_input(), sck_end_input() */
	bool input_closed;     /* the program starts without a descriptor 0 */
	bool on_other_host; /* it runs there, see sck_other_host(), which has to be called before */
	enum sck_raw raw_sockets;
	const char *const *env; /* "NAME=VALUE", added to the test's environment; ends with NULL */
	const struct sck_rlimit *limits; /* limits_count of them */
	size_t limits_count;
};

/* The suite's program under test: started with the ordinary settings at the first call, the same one afterwards. */
struct sck_program *sck_subject(struct sck_session *s);
struct sck_program *sck_start(struct sck_session *s, const struct sck_start *how);
/* Forks a function of the test; what it returns is the exit status. It must not assert (cmocka lives in the parent). */
struct sck_program *sck_fork(struct sck_session *s, int (*function)(void *arg), void *arg);

void sck_give_input(struct sck_program *p, const void *bytes, size_t len); /* more standard input; does not block */
void sck_end_input(struct sck_program *p);
void sck_signal(struct sck_program *p, int signal); /* to the process that was started; does not block */
void sck_kill(struct sck_program *p); /* every process of it, and waits until they are gone */

/*
 * Holding a program still. CALL is a call's name or a class (recv send accept connect wait ...); N counts from 1 and
 * from the start of the program; a call that was made already fails the step (cause `calls`). A program that is held
 * already runs on from there.
 */
enum sck_moment { SCK_BEFORE, SCK_AFTER };
void sck_run_until(struct sck_session *s, struct sck_program *p, enum sck_moment moment,
		   const char *call, int n);
void sck_go_on(struct sck_program *p); /* lets a held program go on; does not block */

void sck_until_listening(struct sck_program *p); /* it has a listener (TCP) or a bound datagram socket on {port} */
void sck_until_parked(struct sck_program *p); /* every thread waits in a call and nothing is on its way to it */
void sck_until_exit(struct sck_program *p); /* the process that was started has ended */

/*
 * Injected outcomes: the calls of every program of the session that RULE means are bent from now on, as --inject does it for the program under test alone
 * ("recv:short=1", "accept:error=ECONNABORTED:when=2"; sockcheck-inject(7)). Call it before the programs start where the rule
 * is about what they do first. A rule that cannot be read ends the test as BROKEN. One that never acts does not change the verdict, see
 * sck_expect_injected(). Does not block.
 */
void sck_inject(struct sck_session *s, const char *rule);
/*
 * Every rule, and all that a link was told to do, has acted by now; else the test is SKIPped, the rule named: nothing was shown. Does
 * not block.
 */
void sck_expect_injected(struct sck_session *s);

/* ---- Peers ---------------------------------------------------------------------------------------------------- */

/* A TCP connection to the program, over the session's family, once it listens on {port}. */
struct sck_peer *sck_connect(struct sck_session *s, struct sck_program *p);
/* The same begun and not waited for: established by the first step that uses it (a full backlog may hold it up). */
struct sck_peer *sck_connect_begin(struct sck_session *s, struct sck_program *p);
void sck_expect_connect_refused(struct sck_session *s, struct sck_program *p);

struct sck_listen {
	int backlog; /* 0: 64 */
	bool refuse; /* the port is held by a socket that does not listen: connections are refused */
	/*
	 * Its queue holds one connection, and is full with one of ours: the program's SYNs are dropped, and its connect(2) goes on until it
	 * gives up. sck_accept() takes ours away first; then there is room, and the kernel's next SYN (after a second) comes through.
	 */
	bool full;
	int receive_buffer;  /* SO_RCVBUF of what is accepted, in bytes; 0: the system's */
	const char *address; /* one of 127.0.0.0/8, or one of sck_add_address(); NULL: see below */
};
/* Listens on {port} at that address, else at every one that the family lets answer, or refuses there. HOW may be NULL. Does not block. */
struct sck_peer *sck_listen(struct sck_session *s, const struct sck_listen *how);
struct sck_peer *sck_accept(struct sck_peer *listener);

/* A datagram socket connected to the program's, once it is bound to {port}. */
struct sck_peer *sck_datagrams_to(struct sck_session *s, struct sck_program *p);
/*
 * The same for a server that goes on from a port of its own (the TID of RFC 1350, 4): what we send goes to {port} until something comes, from
 * whatever port, and from then on to whoever sent that, and we hear nobody else. With OTHER, such a one that has heard something, it is a
 * stranger to the two: connected to the same port from the start.
 */
struct sck_peer *sck_datagrams_with(struct sck_session *s, struct sck_program *p,
				    const struct sck_peer *other);
/* A datagram socket on {port} that answers whoever sent last; with ELSEWHERE true on another port, for strangers. */
struct sck_peer *sck_datagrams_at(struct sck_session *s, bool elsewhere);

/*
 * To a program that has ended the connection nothing more is sent, and the step is met: it may have had enough. That is for
 * the steps behind it to judge.
 */
/* The same on {port} of another address: one of 127.0.0.0/8, or one of sck_add_address(). */
struct sck_peer *sck_datagrams_from(struct sck_session *s, const char *address);

void sck_send(struct sck_peer *to, const void *bytes, size_t len); /* whole; until it is in the kernel's hands */
void sck_send_in_chunks(struct sck_peer *to, const void *bytes, size_t len, size_t chunk); /* a segment a chunk */
/* The next chunk once the program has read all before it: makes honest short reads. */
void sck_send_paced(struct sck_peer *to, const void *bytes, size_t len, size_t chunk);
void sck_send_text(struct sck_peer *to, const char *text); /* sck_send of a string without its NUL */
void sck_send_urgent(struct sck_peer *to, uint8_t byte); /* one byte of urgent data (send(2), MSG_OOB) */
/*
 * Until the program has read everything that was sent; it may have closed the connection then. Closed with a byte
 * left unread, or with one sent to it later, the connection is reset, and that fails the step (cause `end`, or that of the
 * program's own end), as does a reset of the program's own.
 */
void sck_drained(struct sck_peer *to);
/* Until all that was sent is at the program's socket, read or not: its next recv finds it there (sck_run_until holds it so long). */
void sck_arrived(struct sck_peer *to);
size_t sck_taken(struct sck_peer *to); /* so many bytes the program has read so far, before our end; 0: its socket is gone; does not block */

void sck_expect(struct sck_peer *from, const void *bytes, size_t len); /* exactly these bytes come next */
void sck_expect_text(struct sck_peer *from, const char *text);
void sck_expect_line(struct sck_peer *from, const char *text); /* TEXT and then "\n" or "\r\n" */
void sck_expect_at_least(struct sck_peer *from, size_t len); /* LEN bytes or more have come; any bytes */
void sck_expect_end(struct sck_peer *from); /* the program's orderly end (FIN), and no byte before it */
void sck_expect_reset(struct sck_peer *from); /* a reset (RST) */
void sck_expect_gone(struct sck_peer *from);  /* an end or a reset, whatever came before it */
/* Nothing comes: no byte, no datagram, no end, until every thread of every program is parked. */
void sck_expect_silence(struct sck_peer *from);

/* The bytes that came and that no step has taken yet; valid until the next step. Does not block. */
const uint8_t *sck_received(struct sck_peer *from, size_t *ret_len);

void sck_send_datagram(struct sck_peer *to, const void *bytes, size_t len); /* LEN may be 0 */
void sck_expect_datagram(struct sck_peer *from, const void *bytes, size_t len);

/*
 * ICMP (RFC 792) and ICMPv6 (RFC 4443). sck_icmp: a host that is the test alone, at ADDRESS, of one of the two networks behind
 * sck_other_host(): "198.51.100.7", "2001:db8:1::7". No kernel answers for it. Does not block.
 */
struct sck_peer *sck_icmp(struct sck_session *s, const char *address);
struct sck_echo {
	uint16_t id, sequence;
	const uint8_t *data; /* behind the header of eight bytes; valid until the next sck_expect_echo() of this peer */
	size_t len;
};
/* The next echo request that came there; one whose checksum is wrong fails the step. */
struct sck_echo sck_expect_echo(struct sck_peer *at);
struct sck_echo_reply { /* how it differs from the right one; what is zero does not */
	uint16_t id_off, sequence_off; /* these are so much higher than the request's, modulo 65536 */
	bool checksum_wrong;
	size_t cut; /* so many bytes lack at its end, the header's eight included; the checksum is that of the rest */
	const char *from; /* who seems to have sent it, an address of the same family; NULL: the peer's */
};
/* Sends an echo reply to whom the last request came from. Twice for a duplicate, after sck_clock_advance() for a late one. Does not block. */
void sck_send_echo_reply(struct sck_peer *from, const struct sck_echo *to,
			 const struct sck_echo_reply *how);

void sck_half_close(struct sck_peer *p); /* no more bytes from us (shutdown(2), SHUT_WR) */
void sck_close(struct sck_peer *p);      /* the peer must not be used after these two */
void sck_reset(struct sck_peer *p);      /* close with SO_LINGER 0: the program sees ECONNRESET */
/* By default a peer takes what comes as it comes; a stopped one only what sck_expect wants of it. */
void sck_stop_reading(struct sck_peer *p);
void sck_read_again(struct sck_peer *p);
void sck_shrink_buffers(struct sck_peer *p, int bytes); /* SO_SNDBUF and SO_RCVBUF of this end */

/* ---- Links ---------------------------------------------------------------------------------------------------- */

/*
 * A relay for datagrams between clients and the server at {port}, be that a program or a peer of ours. From now on {port} stands for the link:
 * a client that is started next comes to it, and the server sees each client at a port of its own. So first start the server and wait for it
 * (sck_until_listening). Everything passes in the order of its coming, unless the link was told otherwise. It belongs to the session. Does not block.
 *
 * Datagrams are counted from 1, on each way by itself, over all clients. Each of these tells what becomes of the N-th, before it has come; it is
 * BROKEN to say so later, or twice of the same one. sck_expect_injected() makes sure that all of it happened.
 * sck_link_lose: it never arrives. sck_link_repeat: it arrives twice.
 * sck_link_swap: it arrives behind the next one that passes; where everybody waits for good, or for sck_limit(), and none comes, it passes all the same.
 * sck_link_delay: it arrives FOR_NS later by the session's clock, whatever has passed meanwhile. It counts as a timer that runs.
 */
enum sck_way { SCK_TO_SERVER, SCK_TO_CLIENT };
struct sck_link *sck_link(struct sck_session *s);
void sck_link_lose(struct sck_link *link, enum sck_way way, int n);
void sck_link_repeat(struct sck_link *link, enum sck_way way, int n);
void sck_link_swap(struct sck_link *link, enum sck_way way, int n);
void sck_link_delay(struct sck_link *link, enum sck_way way, int n, int64_t for_ns);
int sck_link_count(const struct sck_link *link, enum sck_way way); /* so many have come so far, those that were lost too */

/* ---- What the program did ------------------------------------------------------------------------------------- */

void sck_expect_exit(struct sck_program *p, int status); /* it ends by itself with this status */
void sck_expect_failure(struct sck_program *p); /* it ends by itself, not with 0, says why on standard error */
void sck_expect_output(struct sck_program *p, const void *bytes, size_t len); /* all of standard output; ends it */
void sck_expect_output_text(struct sck_program *p, const char *text);
/* Standard output so far begins with these bytes; waits for them. */
void sck_expect_output_begins(struct sck_program *p, const void *bytes, size_t len);
const uint8_t *sck_output(struct sck_program *p, size_t *ret_len); /* so far; valid until the next step */
const uint8_t *sck_errors(struct sck_program *p, size_t *ret_len); /* standard error so far, likewise */

/* Calls in this order, others between them allowed: "socket bind listen accept". A class stands for its calls. */
void sck_expect_calls(struct sck_program *p, const char *calls);
int sck_count_calls(struct sck_program *p, const char *call); /* so far, those that have returned */

void sck_expect_running(struct sck_program *p); /* it lives, and not a helper of it alone, once all are parked */
void sck_expect_no_signal(struct sck_program *p); /* no process of it was ended by a signal that we did not send */

/* Notes what the program holds now (once parked); the two below compare with it after so many clients were served. */
void sck_mark(struct sck_program *p);
void sck_expect_no_leak(struct sck_program *p, int clients);   /* not a descriptor more a client */
void sck_expect_no_zombie(struct sck_program *p, int clients); /* not a zombie a client */
void sck_expect_no_spin(struct sck_program *p); /* it parks, rather than use the processor up */
void sck_expect_memory_below(struct sck_program *p, size_t bytes); /* highest resident size so far (VmHWM) */

/* ---- Suites --------------------------------------------------------------------------------------------------- */

/* One case of a suite: an ordinary cmocka test function whose *state is the session. */
struct sck_case {
	const char *name; /* a sentence: "echoes bytes in any split" */
	void (*run)(void **state);
	const char *asks; /* what of the contract it stands for, in the contract's own words; NULL: not said */
	const char *hint; /* a sentence that helps whoever failed here; NULL: none */
	double points;    /* 0: 1 */
	/*
	 * Without it the others make no sense: where it FAILs over a family, those that are not basic are not run over that one. They are
	 * SKIPs, but their points count, as none of them was earned. Basic cases stand first.
	 */
	bool basic;
	unsigned families;           /* of the suite's; 0: all of them */
	bool needs_private_loopback; /* SKIP where namespaces are refused, for it would not be fair there */
};

struct sck_suite {
	const char *name;
	const char *run; /* the contract's own arguments: "{port} {dir}"; appended where the command has none of them */
	unsigned families; /* those that apply */
	uint16_t port; /* the contract's own port, also where the machine has another behind it; 0: any */
	bool datagram; /* the contract is about UDP */
	const struct sck_case *cases;
	size_t cases_count;
};
#define SCK_CASES(array) .cases = (array), .cases_count = sizeof(array) / sizeof((array)[0])

/*
 * The main function of a suite: SUITE [OPTION]... -- PROGRAM [ARG]..., with the options of `sockcheck check`; --help has them.
 * Returns the exit status: 0 every case passed, 1 one failed, 2 bad
 * usage, 77 nothing could run here, 99 the harness itself broke.
 */
int sck_suite_main(int argc, char **argv, const struct sck_suite *suite);

#ifdef __cplusplus
}
#endif

#endif
