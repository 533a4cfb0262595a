/* See rules.h. */
#include "support/rules.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

struct inject rules_plan;
struct rules_world rules_world;

int rules_begin(void **state)
{
	(void)state;
	rules_plan = (struct inject){ 0 };
	rules_world = (struct rules_world){ 0 };
	return 0;
}

int rules_end(void **state)
{
	(void)state;
	inject_done(&rules_plan);
	return 0;
}

void rules_add(const char *rule)
{
	struct sck_err err = { 0 };

	if (inject_add(&rules_plan, rule, false, &err) != 0)
		fail_msg("%s", err.text);
}

static const char *answer_site(void *arg)
{
	(void)arg;
	rules_world.sites_asked++;
	return rules_world.site ? rules_world.site : "";
}

static bool answer_peer(void *arg, struct sockaddr_storage *ret)
{
	struct sockaddr_in *in = (struct sockaddr_in *)ret;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ret;

	(void)arg;
	rules_world.peers_asked++;
	if (!rules_world.address)
		return false;
	if (inet_pton(AF_INET, rules_world.address, &in->sin_addr) == 1)
		ret->ss_family = AF_INET;
	else if (inet_pton(AF_INET6, rules_world.address, &in6->sin6_addr) == 1)
		ret->ss_family = AF_INET6;
	in->sin_port = htons((uint16_t)rules_world.port);
	return true;
}

struct inject_view rules_view(const char *call)
{
	return (struct inject_view){
		.call = call_by_name(call, strlen(call)),
		.is_socket = true,
		.fd = 3,
		.domain = AF_INET,
		.process = 1,
		.thread = 1,
		.asked = 100,
		.site = answer_site,
		.peer = answer_peer,
	};
}

int rules_decide(const char *call)
{
	struct inject_view view = rules_view(call);

	return inject_decide(&rules_plan, &view).rule;
}
