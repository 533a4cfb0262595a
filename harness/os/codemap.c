/* See codemap.h. A file is known by device and inode, and by its size and time of change. */
#include "os/codemap.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct codemap_range {
	uint64_t start, end;
	uint64_t name; /* of its first byte, but for the offset in the file */
	uint64_t offset;
};

/* A bijection that spreads the bits (the finaliser of MurmurHash3). */
static uint64_t mix(uint64_t word)
{
	word ^= word >> 33;
	word *= UINT64_C(0xff51afd7ed558ccd);
	word ^= word >> 33;
	word *= UINT64_C(0xc4ceb9fe1a85ec53);
	return word ^ word >> 33;
}

/*
 * The system's files stay as they are while we run; any other may be compiled again. What was
 * made at run time, or whose file is gone, is the process's own.
 */
static uint64_t name_of_file(pid_t pid, const char *path, uint64_t device_and_inode, uint64_t start,
			     bool *ret_own)
{
	char seen[PATH_MAX + 32];
	struct stat st;

	if (strncmp(path, "/usr/", 5) == 0 || strncmp(path, "/lib", 4) == 0)
		return device_and_inode;
	snprintf(seen, sizeof(seen), "/proc/%d/root%s", (int)pid, path);
	if (path[0] != '/' || stat(seen, &st) < 0) {
		*ret_own = true;
		return mix(mix((uint64_t)pid) + start);
	}
	return mix(mix(device_and_inode + (uint64_t)st.st_size) + (uint64_t)st.st_mtim.tv_sec) +
	       (uint64_t)st.st_mtim.tv_nsec;
}

/*
 * "START-END PERMISSIONS OFFSET MAJOR:MINOR INODE PATH" (proc(5)); false where it is not of
 * interest.
 */
static bool parse_line(pid_t pid, const char *line, struct codemap_range *ret, bool *ret_own)
{
	uint64_t device_and_inode;
	char *at;

	ret->start = strtoull(line, &at, 16);
	if (*at++ != '-')
		return false;
	ret->end = strtoull(at, &at, 16);
	if (strlen(at) < 6 || at[3] != 'x')
		return false;
	ret->offset = strtoull(at + 6, &at, 16);
	device_and_inode = strtoull(at, &at, 16) << 32;
	device_and_inode = mix(device_and_inode + strtoull(at + 1, &at, 16)) + strtoull(at, &at, 10);
	at += strspn(at, " ");
	if (strncmp(at, "[v", 2) == 0) /* [vdso], [vsyscall]: nothing is called from there */
		return false;
	ret->name = name_of_file(pid, at, mix(device_and_inode), ret->start, ret_own);
	return true;
}

static int append(struct codemap *map, const struct codemap_range *range)
{
	size_t room = map->count ? (map->count + 15) & ~(size_t)15 : 0;

	if (map->count == room) {
		struct codemap_range *more = realloc(map->ranges, (room + 16) * sizeof(map->ranges[0]));

		if (!more)
			return -ENOMEM;
		map->ranges = more;
	}
	map->ranges[map->count++] = *range;
	return 0;
}

int codemap_read(struct codemap *map, pid_t pid, bool *ret_changed)
{
	struct codemap now = { 0 };
	struct codemap_range range;
	char *line = NULL, path[64];
	size_t room = 0;
	ssize_t len;
	FILE *file;
	int rc = 0;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	file = fopen(path, "re");
	if (!file)
		return errno == ENOENT ? -ESRCH : -errno;
	while (rc == 0 && (len = getline(&line, &room, file)) > 0) {
		line[len - 1] = line[len - 1] == '\n' ? '\0' : line[len - 1];
		if (parse_line(pid, line, &range, &now.has_own))
			rc = append(&now, &range);
	}
	if (rc == 0 && now.count == 0) /* a zombie has nothing mapped */
		rc = -ESRCH;
	free(line);
	fclose(file);
	if (rc < 0) {
		codemap_done(&now);
		return rc;
	}
	if (ret_changed)
		*ret_changed = now.count != map->count ||
			       memcmp(now.ranges, map->ranges, now.count * sizeof(range)) != 0;
	codemap_done(map);
	*map = now;
	return 0;
}

bool codemap_copy(struct codemap *map, const struct codemap *from)
{
	struct codemap_range *ranges;

	if (!from->count || from->has_own)
		return false;
	ranges = reallocarray(NULL, from->count, sizeof(*ranges));
	if (!ranges)
		return false;
	memcpy(ranges, from->ranges, from->count * sizeof(*ranges));
	*map = (struct codemap){ .ranges = ranges, .count = from->count };
	return true;
}

void codemap_done(struct codemap *map)
{
	free(map->ranges);
	*map = (struct codemap){ 0 };
}

uint64_t codemap_name(const struct codemap *map, uint64_t address)
{
	size_t low = 0, high = map->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct codemap_range *range = &map->ranges[middle];

		if (address >= range->end)
			low = middle + 1;
		else if (address < range->start)
			high = middle;
		else
			return mix(range->name + range->offset + (address - range->start)) | 1;
	}
	return 0;
}

bool codemap_overlaps(const struct codemap *map, uint64_t start, uint64_t end)
{
	for (size_t i = 0; i < map->count; i++) {
		if (map->ranges[i].start < end && start < map->ranges[i].end)
			return true;
	}
	return false;
}
