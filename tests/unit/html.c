/*
 * report/html: the pages are well-formed whatever they hold, and nothing that a program printed is markup in them. Given a folder, this
 * program tests nothing and writes its pages there, for those who look at them (tests/html).
 */
#include "report/html_class.h"
#include "report/html_page.h"
#include "report/report.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define HOSTILE                                                                       \
	"</style></pre></script><script>alert(1)</script><!-- ]]>\" onload='x' &lt; " \
	"\x01\x1b[31m\xff \xe2\x80\xae javascript:"
static const char *const program[] = { "./" HOSTILE, NULL };

/* Every row that there is; texts with quotes are JSON's to escape. */
static const char ladder[] =
	"[{\"kind\":\"omitted\",\"count\":12},"
	"{\"kind\":\"step\",\"at\":1000000,\"text\":\"sck_start\"},"
	"{\"kind\":\"event\",\"at\":1200000,\"process\":2,\"text\":\"# process 2 "
	"begins\",\"mark\":\"start\"},"
	"{\"kind\":\"call\",\"at\":1300000,\"call\":\"listen\",\"program\":\"<i>\",\"process\":2,"
	"\"fd\":3,"
	"\"text\":\"listen(3, 5) = 0\",\"result\":0,\"site\":\"server.c:20 main\"},"
	"{\"kind\":\"step\",\"at\":1400000,\"text\":\"sck_connect\",\"site\":\"suite.c:12\"},"
	"{\"kind\":\"call\",\"at\":1500000,\"call\":\"accept\",\"process\":2,\"fd\":3,\"text\":"
	"\"accept(3, NULL, NULL) = 4\","
	"\"mark\":\"connection\",\"way\":\"in\",\"site\":\"server.c:31 main\"},"
	"{\"kind\":\"event\",\"at\":1600000,\"process\":5,\"text\":\"# process 5 begins, a child "
	"of 2\",\"mark\":\"start\"},"
	"{\"kind\":\"step\",\"at\":1600000,\"text\":\"sck_send_text\",\"site\":\"suite.c:13\"},"
	"{\"kind\":\"step\",\"at\":1600000,\"text\":\"sck_send_text\",\"site\":\"suite.c:13\"},"
	"{\"kind\":\"call\",\"at\":2500000,\"call\":\"recvfrom\",\"process\":5,\"fd\":4,\"text\":"
	"\"recvfrom(4, \\\"<b>\\\\xff\\\", 3, 0) = 4\","
	"\"way\":\"in\",\"len\":4,\"data\":\"\\\"<b>\\\\xff\\\"\",\"injected\":\"recv:short=4<\","
	"\"site\":\"<s>.c:42 serve\"},"
	"{\"kind\":\"call\",\"at\":3500000,\"call\":\"sendto\",\"process\":5,\"thread\":6,\"fd\":4,"
	"\"text\":\"sendto(4, \\\"a\\\", 1, 0) = 1\","
	"\"way\":\"out\",\"len\":1,\"data\":\"\\\"a\\\"\",\"site\":\"server.c:44 serve\"},"
	"{\"kind\":\"step\",\"at\":3600000,\"text\":\"sck_expect\",\"site\":\"suite.c:14\","
	"\"failed\":true},"
	"{\"kind\":\"call\",\"at\":3700000,\"call\":\"recvfrom\",\"process\":5,\"fd\":4,\"text\":"
	"\"recvfrom(4, 0x7ff, 3, 0) = -1 ECONNRESET\","
	"\"way\":\"in\",\"mark\":\"reset\",\"error\":\"ECONNRESET\",\"site\":\"server.c:42 "
	"serve\"},"
	"{\"kind\":\"call\",\"at\":3800000,\"call\":\"shutdown\",\"process\":5,\"fd\":4,\"text\":"
	"\"shutdown(4, SHUT_WR) = 0\","
	"\"way\":\"out\",\"mark\":\"end\",\"site\":\"server.c:50 serve\"},"
	"{\"kind\":\"event\",\"at\":3900000,\"process\":5,\"text\":\"+++ exited with 0 "
	"+++\",\"mark\":\"exit\"},"
	"{\"kind\":\"call\",\"at\":1700000,\"call\":\"accept\",\"process\":2,\"fd\":3,\"text\":"
	"\"accept(3 <unfinished ...>\","
	"\"open\":true,\"site\":\"server.c:31 main\"}]";

static struct result *add(struct results *r, const char *name, const char *family, enum verdict_kind kind)
{
	struct result *row;

	r->rows = reallocarray(r->rows, r->count + 1, sizeof(*r->rows));
	assert_non_null(r->rows);
	row = &r->rows[r->count++];
	*row = (struct result){ .name = name, .family = family, .verdict.kind = kind };
	bytes_printf(&row->rerun, "sockcheck check echo --case '%s' -- ./server", name);
	row->max_points = kind == VERDICT_PASS || kind == VERDICT_FAIL ? 0.5 : 0;
	row->points = kind == VERDICT_PASS ? 0.5 : 0;
	return row;
}

static void add_failure(struct result *row)
{
	struct verdict *v = &row->verdict;

	v->cause = CAUSE_BYTES;
	row->asks = "Send back what comes, " HOSTILE;
	row->hint = "One recv may bring any part. " HOSTILE;
	bytes_append_text(&v->message, "wanted 6 bytes, but others came " HOSTILE);
	bytes_append_text(&v->want, "\"he\\x0alo\" (6 bytes)");
	bytes_append_text(&v->got, "\"he\\x0dlo<script>\" (6 bytes)");
	bytes_append_text(
		&v->detail,
		"first difference at byte 2\nwant:\n  00000000  68 65 >0a<6c 6f   |he><o|\n"
		"server, process 5: in recvfrom, at <s>.c:42 " HOSTILE "\n");
	bytes_append_text(&v->errors, "Traceback " HOSTILE "\n");
	bytes_append_text(&v->ladder, ladder);
}

static void fill(struct results *r)
{
	*r = (struct results){ .suite = "echo " HOSTILE,
			       .program = program,
			       .student = "ada " HOSTILE,
			       .build = "server.c:1: warning: " HOSTILE };
	add(r, "echoes <b>", "ipv4", VERDICT_PASS);
	add(r, "echoes <b>", "ipv6", VERDICT_PASS);
	add_failure(add(r, "echoes in any split " HOSTILE, "ipv4", VERDICT_FAIL));
	add(r, "echoes in any split " HOSTILE, "ipv6", VERDICT_PASS);
	add_failure(add(r, "outlives a reset", "ipv4", VERDICT_FAIL));
	add_failure(add(r, "outlives a reset", "ipv6", VERDICT_FAIL));
	bytes_append_text(&add(r, "leaks nothing", "ipv6", VERDICT_SKIP)->verdict.message,
			  "no IPv6 " HOSTILE);
	bytes_append_text(&add(r, "lives", "ipv4", VERDICT_BROKEN)->verdict.message,
			  "the harness broke");
}

/* One who fails, one whose program does it right, one without results, one of whom nothing is known but a name of ill will. */
static void write_class(struct bytes *to, const struct results *failing, const char *lang)
{
	struct results good = { .suite = "echo", .program = program };
	struct gradebook_row rows[] = { { .student = "ada", .results = &good },
					{ .student = "björn & <b>", .results = failing },
					{ .student = "javascript:alert(1)//\"", .results = failing },
					{ .student = "../.." } };
	const struct gradebook g = { "echo " HOSTILE, rows, sizeof(rows) / sizeof(rows[0]), 0 };

	add(&good, "echoes <b>", "ipv4", VERDICT_PASS);
	add(&good, "outlives a reset", "ipv4", VERDICT_PASS);
	html_class(to, &g, lang);
	results_done(&good);
}

/* ---- A reader that is stricter than a browser: every tag is closed in turn, every attribute quoted, every & an entity ---- */

struct reader {
	const char *at;
	char open[64][16];
	size_t depth;
};

static void read_attributes(struct reader *r)
{
	while (*r->at == ' ') {
		r->at += 1 +
			 strspn(r->at + 1,
				"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
		assert_int_equal(*r->at++, '=');
		assert_int_equal(*r->at++, '"');
		r->at += strcspn(r->at, "\"<>");
		assert_int_equal(*r->at++, '"');
	}
}

static void read_tag(struct reader *r)
{
	bool closes = r->at[1] == '/';
	const char *name = r->at + 1 + closes;
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789");
	char word[16] = "";

	assert_in_range(len, 1, sizeof(word) - 1);
	memcpy(word, name, len);
	assert_string_not_equal(word, "script");
	r->at = name + len;
	if (closes) {
		assert_true(r->depth > 0);
		assert_string_equal(r->open[--r->depth], word);
	} else {
		read_attributes(r);
		assert_true(r->depth < 64);
		if (*r->at == '/')
			r->at++;
		else
			strcpy(r->open[r->depth++], word);
	}
	assert_int_equal(*r->at++, '>');
}

static void read_text(struct reader *r)
{
	if (*r->at == '&') {
		size_t len = strcspn(r->at, ";");

		assert_in_range(len, 2, 5);
	}
	assert_true((uint8_t)*r->at >= 0x20 || *r->at == '\n' || *r->at == '\t');
	assert_int_not_equal(*r->at, 0x7f);
	r->at++;
}

static void assert_well_formed(const char *page)
{
	struct reader r = { .at = page };

	assert_memory_equal(r.at, "<!DOCTYPE html>\n", 16);
	for (r.at += 16; *r.at;) {
		if (*r.at == '<')
			read_tag(&r);
		else
			read_text(&r);
		if (r.depth && !strcmp(r.open[r.depth - 1], "style")) {
			r.at = strstr(r.at, "</style>");
			assert_non_null(r.at);
		}
	}
	assert_int_equal(r.depth, 0);
}

static void assert_harmless(const struct bytes *page)
{
	assert_null(memmem(page->data, page->len, "<script", 7));
	assert_null(memmem(page->data, page->len, "\xff", 1));
	assert_null(memmem(page->data, page->len, "\xe2\x80\xae", 3));
	assert_null(memmem(page->data, page->len, "href=\"javascript", 16));
	assert_non_null(memmem(page->data, page->len, "\\x01\\x1b[31m\\xff \\u202E", 23));
	assert_non_null(memmem(page->data, page->len,
			       "content=\"default-src 'none'; style-src 'sha256-", 46));
}

static size_t times(struct bytes *page, const char *word)
{
	size_t count = 0;

	for (const char *at = bytes_text(page); (at = strstr(at, word)); at++)
		count++;
	return count;
}

static void a_page_is_well_formed_whatever_it_holds(void **state)
{
	static const char *const langs[] = { NULL, "en", "fr", "\"><script>" };

	(void)state;
	for (size_t i = 0; i < sizeof(langs) / sizeof(langs[0]); i++) {
		struct bytes page = { 0 }, class = { 0 };
		struct results r;

		fill(&r);
		r.lang = langs[i];
		report_html(&page, &r);
		assert_well_formed(bytes_text(&page));
		assert_harmless(&page);
		write_class(&class, &r, langs[i]);
		assert_well_formed(bytes_text(&class));
		assert_harmless(&class);
		bytes_done(&page);
		bytes_done(&class);
		results_done(&r);
	}
}

static void failures_that_are_one_have_one_card(void **state)
{
	struct bytes page = { 0 };
	struct results r;

	(void)state;
	fill(&r);
	report_html(&page, &r);
	assert_int_equal(times(&page, "<article class=\"failure fail\""), 2);
	assert_int_equal(times(&page, "<article class=\"failure broken\""), 1);
	assert_int_equal(times(&page, "href=\"#failure-2\">outlives a reset</a>"), 1);
	assert_non_null(
		strstr(bytes_text(&page),
		       "<span class=\"big\">1.5</span> <span class=\"of\">of 3 points</span>"));
	assert_non_null(strstr(bytes_text(&page), "&quot;he<mark>\\x0a</mark>lo&quot; (6 bytes)"));
	assert_non_null(
		strstr(bytes_text(&page), "  68 65  <mark>0a</mark> 6c 6f   |he&gt;&lt;o|\n"));
	bytes_done(&page);
	results_done(&r);
}

static void a_ladder_has_what_was_moved_and_bent(void **state)
{
	struct bytes page = { 0 };
	struct results r;

	(void)state;
	fill(&r);
	report_html(&page, &r);
	assert_int_equal(times(&page, "<div class=\"ladder n2\">"), 2);
	assert_int_equal(times(&page, "<li class=\"row call k2 in bent\">"), 2);
	assert_int_equal(times(&page, "<li class=\"row call k1 open\">"), 2);
	assert_int_equal(times(&page, "<li class=\"row call k2 in lost\">"), 2);
	assert_int_equal(times(&page, "injected: recv:short=4&lt;"), 2);
	assert_int_equal(times(&page, "send text × 2"), 2);
	assert_int_equal(times(&page, "<pre>0000  3c 62 3e ff\n</pre>"), 2);
	assert_int_equal(times(&page, "open=\"open\""), 1);
	bytes_done(&page);
	results_done(&r);
}

static void a_ladder_that_cannot_be_read_is_left_out(void **state)
{
	static const char *const texts[] = { "", "[", "{}", "7", "[]" };
	static const char far_apart[] =
		"[{\"kind\":\"step\",\"at\":-9223372036854775807},{\"kind\":\"step\",\"at\":"
		"9223372036854775807}, null, [], {}]";
	const char *const odd[] = { far_apart, "[{\"kind\":\"call\",\"data\":7,\"way\":[],\"at\":\"x\"}]",
				    "[{\"kind\":\"call\",\"way\":\"in\",\"data\":\"\\\\\"}]" };

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		struct results r = { .suite = "echo", .program = program };
		struct result *row = add(&r, "echoes", "ipv4", VERDICT_FAIL);
		struct bytes page = { 0 };

		bytes_append_text(&row->verdict.ladder, i < 5 ? texts[i] : odd[i - 5]);
		report_html(&page, &r);
		assert_well_formed(bytes_text(&page));
		assert_int_equal(times(&page, "<div class=\"ladder"), i < 5 ? 0 : 1);
		bytes_done(&page);
		results_done(&r);
	}
}

static void what_went_well_says_so(void **state)
{
	struct results r = { .suite = "echo", .program = program, .lang = "fr" };
	struct bytes page = { 0 };

	(void)state;
	add(&r, "echoes", "ipv4", VERDICT_PASS);
	report_html(&page, &r);
	assert_non_null(strstr(bytes_text(&page), "<html lang=\"fr\">"));
	assert_non_null(strstr(bytes_text(&page), "Tous les cas exécutés ont réussi."));
	assert_int_equal(times(&page, "<article"), 0);
	bytes_done(&page);
	results_done(&r);
}

static void a_link_stays_beside_the_page(void **state)
{
	struct bytes page = { 0 };
	struct results r;

	(void)state;
	fill(&r);
	write_class(&page, &r, NULL);
	assert_int_equal(times(&page, "<a href=\"./ada/report.html\">ada</a>"), 1);
	assert_non_null(strstr(
		bytes_text(&page),
		"<a href=\"./bj%C3%B6rn%20%26%20%3Cb%3E/report.html\">björn &amp; &lt;b&gt;</a>"));
	assert_non_null(strstr(bytes_text(&page),
			       "<a href=\"./javascript%3Aalert%281%29%2F%2F%22/report.html\">"));
	bytes_done(&page);
	results_done(&r);
}

static void write_page(const char *folder, const char *name, struct bytes *page)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	if (!file || fwrite(page->data, 1, page->len, file) != page->len || fclose(file))
		exit(EXIT_FAILURE);
	bytes_done(page);
}

static int write_pages(const char *folder)
{
	struct bytes page = { 0 };
	struct results r;

	fill(&r);
	report_html(&page, &r);
	write_page(folder, "hostile.html", &page);
	r.lang = "fr";
	report_html(&page, &r);
	write_page(folder, "hostile-fr.html", &page);
	write_class(&page, &r, "fr");
	write_page(folder, "class-fr.html", &page);
	write_class(&page, &r, NULL);
	write_page(folder, "class.html", &page);
	results_done(&r);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_is_well_formed_whatever_it_holds),
		cmocka_unit_test(failures_that_are_one_have_one_card),
		cmocka_unit_test(a_ladder_has_what_was_moved_and_bent),
		cmocka_unit_test(a_ladder_that_cannot_be_read_is_left_out),
		cmocka_unit_test(what_went_well_says_so),
		cmocka_unit_test(a_link_stays_beside_the_page),
	};

	return argc == 2 ? write_pages(argv[1]) : cmocka_run_group_tests(tests, NULL, NULL);
}
