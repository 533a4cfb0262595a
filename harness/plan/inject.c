/* See inject.h. The first rule whose time has come acts; the others count the call all the same. */
#include "plan/inject.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

int inject_add(struct inject *i, const char *text, bool force, struct sck_err *err)
{
	struct rule rule;
	int rc = rule_parse(&rule, text, force, err);

	if (rc < 0) {
		rule_done(&rule);
		return rc;
	}
	i->rules = reallocarray(i->rules, i->count + 1, sizeof(i->rules[0]));
	if (!i->rules)
		abort();
	i->rules[i->count++] = (struct inject_rule){ .rule = rule };
	return 0;
}

static bool same_peer(const struct sockaddr_storage *want, const struct sockaddr_storage *got)
{
	const struct sockaddr_in *want4 = (const void *)want, *got4 = (const void *)got;
	const struct sockaddr_in6 *want6 = (const void *)want, *got6 = (const void *)got;

	if (want->ss_family == AF_INET && got->ss_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&got6->sin6_addr))
		return memcmp(&want4->sin_addr, &got6->sin6_addr.s6_addr[12], 4) == 0 &&
		       (!want4->sin_port || want4->sin_port == got6->sin6_port);
	if (want->ss_family != got->ss_family)
		return false;
	if (want->ss_family == AF_INET)
		return want4->sin_addr.s_addr == got4->sin_addr.s_addr &&
		       (!want4->sin_port || want4->sin_port == got4->sin_port);
	return IN6_ARE_ADDR_EQUAL(&want6->sin6_addr, &got6->sin6_addr) &&
	       (!want6->sin6_port || want6->sin6_port == got6->sin6_port);
}

/* "server.c:42" and "server.c" mean "server.c:42 serve", and "/src/server.c:42 serve" too. */
static bool same_site(const char *want, const char *got)
{
	size_t len = strlen(want);

	for (const char *at = got; (at = strstr(at, want)) != NULL; at++)
		if ((at == got || at[-1] == '/') && (!at[len] || at[len] == ' ' || at[len] == ':'))
			return true;
	return false;
}

/* As a class, "recv" and "send" mean sockets; a wait, and what makes a process or a socket, has none. */
static bool is_meant(const struct rule *rule, const struct inject_view *view)
{
	struct sockaddr_storage peer = { 0 };

	if (!call_selected(view->call, rule->call, strlen(rule->call)) ||
	    !outcome_fits(rule->outcome, view->call))
		return false;
	if (!view->is_socket && view->call->args_count > 0 && view->call->args[0] == ARG_FD &&
	    view->call->class != CLASS_WAIT && view->call->class != CLASS_NONE)
		return false;
	if ((rule->fd >= 0 && rule->fd != view->fd) || (rule->domain && rule->domain != view->domain) ||
	    (rule->process && rule->process != view->process) ||
	    (rule->thread && rule->thread != view->thread))
		return false;
	if (rule->peer.ss_family && !(view->peer(view->arg, &peer) && same_peer(&rule->peer, &peer)))
		return false;
	return !rule->site[0] || same_site(rule->site, view->site(view->arg));
}

/* The same for the same seed, rule and number of the call, whatever else happens (splitmix64). */
static bool is_drawn(const struct inject *i, size_t rule, int64_t number)
{
	uint64_t x = i->seed + UINT64_C(0x9e3779b97f4a7c15) * ((uint64_t)number + (rule + 1) * 1000003);

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	x ^= x >> 31;
	return (double)(x >> 11) / (double)(UINT64_C(1) << 53) < i->rules[rule].rule.chance;
}

static bool has_its_time(const struct inject *i, size_t at)
{
	const struct rule *rule = &i->rules[at].rule;
	int64_t n = i->rules[at].met;

	return n >= rule->first && n <= rule->last && (n - rule->first) % rule->step == 0 &&
	       (rule->chance >= 1 || is_drawn(i, at, n));
}

/* A rule with an offset means the call that begins there; one that would run over it is cut. */
static bool begins_there(const struct rule *rule, const struct inject_view *view, size_t *cut)
{
	uint64_t at = (uint64_t)rule->offset;

	*cut = 0;
	if (rule->offset < 0 || view->offset == at)
		return true;
	if (view->call->result == RESULT_BYTES && view->offset < at && at - view->offset < view->asked)
		*cut = (size_t)(at - view->offset);
	return false;
}

/* Why a socket of this kind cannot have the outcome; NULL: it can, or what it is is not known. */
static const char *wrong_kind(const struct outcome *o, const struct inject_view *view)
{
	bool is_stream = view->type != SOCK_DGRAM && view->type != SOCK_RAW;

	if (!view->type)
		return NULL;
	if ((o->needs & NEED_STREAM) && !is_stream)
		return outcome_need_text(NEED_STREAM);
	if ((o->needs & NEED_DATAGRAM) && is_stream)
		return outcome_need_text(NEED_DATAGRAM);
	if ((o->needs & NEED_TCP) && view->protocol != IPPROTO_TCP)
		return outcome_need_text(NEED_TCP);
	return NULL;
}

struct inject_choice inject_decide(struct inject *i, const struct inject_view *view)
{
	struct inject_choice choice = { .rule = -1, .cut_for = -1 };
	const char *wrong;
	size_t cut;

	for (size_t at = 0; at < i->count; at++) {
		struct inject_rule *rule = &i->rules[at];

		if ((rule->is_of_subject && !view->is_subject) || !is_meant(&rule->rule, view))
			continue;
		wrong = rule->rule.is_forced ? NULL : wrong_kind(rule->rule.outcome, view);
		if (wrong) {
			rule->refused = rule->met ? rule->refused : wrong;
			continue;
		}
		if (!begins_there(&rule->rule, view, &cut)) {
			if (cut && (!choice.cut || cut < choice.cut)) {
				choice.cut = cut;
				choice.cut_for = (int)at;
			}
			continue;
		}
		if (rule->met++ == 0)
			rule->refused = NULL; /* what came before was about others */
		if (choice.rule < 0 && has_its_time(i, at))
			choice.rule = (int)at;
	}
	if (choice.rule >= 0)
		choice.cut = 0;
	return choice;
}

bool inject_concerns(const struct inject *i, enum call_class class)
{
	for (size_t at = 0; at < i->count; at++) {
		const struct rule *rule = &i->rules[at].rule;

		for (size_t row = 0; row < call_table_count; row++)
			if (call_table[row].class == class &&
			    (call_selected(&call_table[row], rule->call, strlen(rule->call)) ||
			     call_selected(&call_table[row], rule->until, strlen(rule->until))))
				return true;
	}
	return false;
}

const struct inject_rule *inject_idle(const struct inject *i, size_t most)
{
	for (size_t at = 0; at < i->count && at < most; at++)
		if (!i->rules[at].fired)
			return &i->rules[at];
	return NULL;
}

void inject_explain(struct bytes *to, const struct inject_rule *rule)
{
	const long long met = rule->met, first = rule->rule.first;

	bytes_printf(to, "the rule %s never acted: ", rule->rule.text);
	if (rule->refused)
		bytes_printf(to, "that would be a lie there, it needs %s (--force)", rule->refused);
	else if (!met && rule->rule.offset > 0)
		bytes_append_text(to, "no call that it means came to that byte");
	else if (!met)
		bytes_append_text(to, "no call came that it means");
	else if (met < first)
		bytes_printf(to, "%lld call%s came that it means, it is for number %lld", met,
			     text_plural(met), first);
	else if (rule->rule.chance < 1)
		bytes_printf(to, "of %lld call%s that it means none was drawn", met, text_plural(met));
	else
		bytes_printf(to, "%lld call%s came that it means, and what it asks for came to none",
			     met, text_plural(met));
}

void inject_done(struct inject *i)
{
	for (size_t at = 0; at < i->count; at++)
		rule_done(&i->rules[at].rule);
	free(i->rules);
	*i = (struct inject){ 0 };
}
