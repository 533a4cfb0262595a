/* See baseline.h. A line's number changes with every edit above it: where the function is known, that counts. */
#include "cli/baseline.h"
#include "base/err.h"
#include "facts/call.h"
#include "facts/site.h"
#include <errno.h>
#include <jansson.h>
#include <string.h>

static bool is_same(const json_t *known, const char *key, const char *text, size_t len)
{
	const json_t *value = json_object_get(known, key);

	return json_string_length(value) == len && !memcmp(json_string_value(value), text, len);
}

static bool is_known(const json_t *known, struct sweep_finding *f)
{
	const char *site = bytes_text(&f->site), *function;
	const size_t len = site_place_len(site);

	if (!is_same(known, "call", f->call->name, strlen(f->call->name)) ||
	    !is_same(known, "outcome", bytes_text(&f->outcome), f->outcome.len))
		return false;
	function = site[len] ? site + len + 1 : NULL;
	return function ? is_same(known, "function", function, strlen(function))
			: is_same(known, "site", site, len);
}

int baseline_apply(const char *path, struct sweep *swept, struct sck_err *err)
{
	json_error_t at;
	json_t *root = json_load_file(path, 0, &at);
	const json_t *list = json_object_get(root, "findings");

	if (!json_is_array(list)) {
		err_set(err, -EINVAL, "--baseline: '%s': %s (expected the JSON report of a sweep)",
			path, root ? "it has no \"findings\"" : at.text);
		json_decref(root);
		return -EINVAL;
	}
	for (size_t i = 0; i < swept->findings_count; i++)
		for (size_t j = 0; j < json_array_size(list); j++)
			if (is_known(json_array_get(list, j), &swept->findings[i]))
				swept->findings[i].is_known = true;
	json_decref(root);
	return 0;
}
