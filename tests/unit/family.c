/*
 * facts/family: the rows agree with the public header's bits, and --family's words select what they
 * say.
 */
#include "facts/family.h"
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void every_public_family_has_one_row(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (size_t i = 0; i < family_table_count; i++) {
		assert_false(seen & family_table[i].bit);
		seen |= family_table[i].bit;
		assert_ptr_equal(family_row(family_table[i].bit), &family_table[i]);
	}
	assert_int_equal(seen, SCK_EVERY_FAMILY);
}

static void what_is_no_single_family_has_no_row(void **state)
{
	(void)state;
	assert_null(family_row(0));
	assert_null(family_row(SCK_NAMES));
}

static void each_name_selects_its_family(void **state)
{
	(void)state;
	assert_int_equal(family_mask("ipv4"), SCK_IPV4);
	assert_int_equal(family_mask("ipv6"), SCK_IPV6);
	assert_int_equal(family_mask("mapped"), SCK_MAPPED);
	assert_int_equal(family_mask("name-ipv4"), SCK_NAME_IPV4);
	assert_int_equal(family_mask("name-ipv6"), SCK_NAME_IPV6);
}

static void a_group_selects_all_of_it(void **state)
{
	(void)state;
	assert_int_equal(family_mask("name"), SCK_NAMES);
	assert_int_equal(family_mask("all"), SCK_EVERY_FAMILY);
}

static void an_unknown_word_selects_nothing(void **state)
{
	static const char *const unknown[] = { "", "ipv5", "IPV4", "ipv4 ", "names", "ipv" };

	(void)state;
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		assert_int_equal(family_mask(unknown[i]), 0);
}

static void our_peer_connects_to_an_address_that_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < family_table_count; i++) {
		const struct family *row = &family_table[i];
		struct in6_addr in6;
		struct in_addr in;
		bool is_ipv4 = inet_pton(AF_INET, row->connect_to, &in) == 1;

		if (!is_ipv4) {
			assert_int_equal(inet_pton(AF_INET6, row->connect_to, &in6), 1);
			is_ipv4 = IN6_IS_ADDR_V4MAPPED(&in6);
		}
		assert_true(is_ipv4 ? row->answers_ipv4 : row->answers_ipv6);
		assert_true(row->needs_ipv6 || (is_ipv4 && !strchr(row->connect_to, ':')));
	}
}

static void a_named_family_names_localhost_and_a_numeric_one_its_address(void **state)
{
	(void)state;
	for (size_t i = 0; i < family_table_count; i++) {
		const struct family *row = &family_table[i];

		if (row->bit & SCK_NAMES)
			assert_string_equal(row->host, "localhost");
		else
			assert_string_equal(row->host, row->connect_to);
	}
}

static void where_one_address_answers_the_other_one_comes_first(void **state)
{
	(void)state;
	assert_false(family_row(SCK_NAME_IPV4)->ipv4_first);
	assert_false(family_row(SCK_NAME_IPV4)->answers_ipv6);
	assert_true(family_row(SCK_NAME_IPV6)->ipv4_first);
	assert_false(family_row(SCK_NAME_IPV6)->answers_ipv4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_public_family_has_one_row),
		cmocka_unit_test(what_is_no_single_family_has_no_row),
		cmocka_unit_test(each_name_selects_its_family),
		cmocka_unit_test(a_group_selects_all_of_it),
		cmocka_unit_test(an_unknown_word_selects_nothing),
		cmocka_unit_test(our_peer_connects_to_an_address_that_answers),
		cmocka_unit_test(a_named_family_names_localhost_and_a_numeric_one_its_address),
		cmocka_unit_test(where_one_address_answers_the_other_one_comes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
