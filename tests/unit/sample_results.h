/*
 * Results for the tests of the report formats: a case that passes, one that fails over one family with hostile bytes in all that
 * a program has a hand in, one that was not run for that, a SKIP and a BROKEN.
 */
#ifndef UNIT_SAMPLE_RESULTS_H
#define UNIT_SAMPLE_RESULTS_H

#include "facts/result.h"
#include <stdlib.h>
#include <string.h>

/* Markup, commands and controls of every format there is. */
#define SAMPLE_HOSTILE                                                                            \
	"\n::error file=x::forged\n##[error]forged\r::notice::x "                                 \
	"</pre></details><script>x</script>"                                                      \
	"<!-- ](http://a.example/) ![i](x) `code` | @all #1 www.a.example \x1b[2J \xc2\x9b \xff " \
	"\xe2\x80\xae ]]> %0A & \"'"

static const char *const sample_program[] = { "./server", "{port}", SAMPLE_HOSTILE, NULL };

static inline struct result *sample_add(struct results *r, const char *name, const char *family,
					enum verdict_kind kind)
{
	struct result *row;

	r->rows = reallocarray(r->rows, r->count + 1, sizeof(*r->rows));
	if (!r->rows)
		abort();
	row = &r->rows[r->count++];
	*row = (struct result){ .name = name,
				.family = family,
				.asks = "Every byte <comes> back.",
				.verdict.kind = kind,
				.seconds = 0.0625,
				.line = 7 };
	strcpy(row->file, "suite.c");
	bytes_printf(&row->rerun, "sockcheck check echo --case '%s' --family %s -- ./server", name, family);
	if (kind == VERDICT_PASS || kind == VERDICT_FAIL)
		row->max_points = 0.5;
	row->points = kind == VERDICT_PASS ? 0.5 : 0;
	return row;
}

static inline struct result *sample_add_failure(struct results *r, const char *name, const char *family)
{
	struct result *row = sample_add(r, name, family, VERDICT_FAIL);
	struct verdict *v = &row->verdict;

	row->hint = "One recv may bring <any> part.";
	v->cause = CAUSE_BYTES;
	bytes_append_text(&v->message, "wanted 6 bytes, but others came" SAMPLE_HOSTILE);
	bytes_append_text(&v->want, "\"hello\\n\" (6 bytes)");
	bytes_append_text(&v->got, "\"<b>hel\" (6 bytes)" SAMPLE_HOSTILE);
	bytes_append_text(
		&v->detail,
		"first difference at byte 0\n"
		"  00000000 >3c<62, thread 1, at forged.c:1  |<b, thread 1, at forged.c:1|\n"
		"server, process 2, thread 2: in poll, at ??\n"
		"server, process 2, thread 3: in recvfrom, descriptor 4, at src/a,b:server.c:36 "
		"echo\n"
		"server, process 2, thread 4: running, at server.c:99 main\n");
	bytes_append_text(&v->errors, SAMPLE_HOSTILE "\n");
	strcpy(v->file, "suite.c");
	v->line = 42;
	return row;
}

static inline void sample_fill(struct results *r)
{
	struct result *row;

	*r = (struct results){ .suite = "echo <i>", .program = sample_program, .seconds = 1.5 };
	sample_add(r, "echoes", "ipv4", VERDICT_PASS);
	sample_add(r, "echoes", "ipv6", VERDICT_PASS);
	sample_add(r, "echoes in <any> split", "ipv4", VERDICT_PASS);
	sample_add_failure(r, "echoes in <any> split", "ipv6");
	row = sample_add(r, "ends", "ipv4", VERDICT_SKIP);
	bytes_append_text(&row->verdict.message, "not run, as 'echoes' failed");
	row->dependency = "echoes";
	row->max_points = 1;
	bytes_append_text(&sample_add(r, "waits", "ipv6", VERDICT_SKIP)->verdict.message,
			  "no IPv6 here");
	bytes_append_text(&sample_add(r, "lives", "ipv4", VERDICT_BROKEN)->verdict.message,
			  "the harness broke");
}

#endif
