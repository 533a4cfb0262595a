/*
 * What plan/inject is told of a call that is about to be made: some of it is known, what is dear to find out (the call site, the
 * peer) is asked for only where a rule needs it.
 */
#include "os/tracee.h"
#include "os/borrow.h"
#include "run/fixed_port.h"
#include "run/injection.h"
#include "run/sites.h"
#include <unistd.h>

struct asking {
	struct sck_session *session;
	const struct tracee *who;
	const struct record_call *call;
	struct bytes site;
};

static const char *ask_site(void *arg)
{
	struct asking *a = arg;

	if (!a->site.len)
		sites_append(a->session, a->who, a->who->ip, a->who->sp, &a->site);
	return bytes_text(&a->site);
}

/* Whom the call is about: the address that it is given, or whom the socket is connected to. */
static bool ask_peer(void *arg, struct sockaddr_storage *ret)
{
	struct asking *a = arg;
	socklen_t len = sizeof(*ret);
	int ours, rc;

	for (int i = 0; i < a->call->call->args_count; i++)
		if (a->call->call->args[i] == ARG_ADDR_IN && a->call->args[i] &&
		    a->call->call->class != CLASS_BIND)
			return tracee_read(a->who->tid, (uint64_t)a->call->args[i], ret,
					   (size_t)a->call->args[i + 1] < sizeof(*ret)
						   ? (size_t)a->call->args[i + 1]
						   : sizeof(*ret)) > 0;
	ours = a->call->socket >= 0 ? borrow(a->who, a->call->fd) : -1;
	if (ours < 0)
		return false;
	rc = getpeername(ours, (struct sockaddr *)ret, &len);
	close(ours);
	if (rc == 0)
		fixed_port_name(a->session, (union peer_address *)ret, len);
	return rc == 0;
}

/* Bytes, or messages where the call takes a vector of them. */
size_t bend_asked(const struct tracee *who, const struct record_call *call)
{
	struct msghdr message;

	for (int i = 0; i < call->call->args_count; i++)
		switch (call->call->args[i]) {
		case ARG_SIZE:
			return (size_t)call->args[i];
		case ARG_IOV_IN:
		case ARG_IOV_OUT:
			return tracee_iov_total(who->tid, (uint64_t)call->args[i],
						(size_t)call->args[i + 1]);
		case ARG_MSG_IN:
		case ARG_MSG_OUT:
			if (tracee_read(who->tid, (uint64_t)call->args[i], &message, sizeof(message)) !=
			    sizeof(message))
				return 0;
			return tracee_iov_total(who->tid, (uintptr_t)message.msg_iov, message.msg_iovlen);
		case ARG_MMSG_IN:
		case ARG_MMSG_OUT:
			return (size_t)(uint32_t)call->args[i + 1];
		default:
			break;
		}
	return 0;
}

bool bend_receives(const struct record_call *call)
{
	return call->call->class == CLASS_RECV ||
	       (call->call->class == CLASS_SEND && call->call->args[2] == ARG_FD_OTHER &&
		call->fd == (int)call->args[0]);
}

struct inject_choice bend_decide(struct sck_session *s, const struct tracee *who,
				 const struct record_call *call, struct inject *plan)
{
	const struct bent_socket *socket = bent_socket(s->injection, call->socket);
	struct asking asking = { .session = s, .who = who, .call = call };
	struct inject_view view = {
		.call = call->call,
		.is_socket = call->socket >= 0,
		.is_subject = state_program(s, call->program)->is_subject,
		.fd = call->fd,
		.domain = call->socket >= 0 ? s->record.sockets[call->socket].domain
			  : call->call->class == CLASS_SOCKET ? (int)call->args[0]
							      : 0,
		.type = call->socket >= 0 ? s->record.sockets[call->socket].type : 0,
		.protocol = call->socket >= 0 ? s->record.sockets[call->socket].protocol : 0,
		.process = who->process_nr,
		.thread = who->thread_nr,
		.asked = bend_asked(who, call),
		.arg = &asking,
		.site = ask_site,
		.peer = ask_peer,
	};
	struct inject_choice choice;

	if (socket)
		view.offset = call->call->class == CLASS_SEND && !bend_receives(call) ? socket->out
										      : socket->in;
	choice = inject_decide(plan, &view);
	bytes_done(&asking.site);
	return choice;
}
