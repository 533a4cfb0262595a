/* See pcap.h. The file is opened before anything runs: that it cannot be is wrong usage. */
#include "cli/pcap.h"
#include "cli/usage.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int pcap_take(void *arg, const char *name, const char *value, const char *const *words,
	      size_t count, struct sck_err *err)
{
	const char **file = arg;

	if (strcmp(name, "--pcap") != 0)
		return 0;
	if (*file)
		return err_set(err, -EINVAL, "--pcap: given twice");
	if (!value && count < 2)
		return err_set(err, -EINVAL, "--pcap: its value is missing (expected FILE)");
	*file = value ? value : words[1];
	return value ? 1 : 2;
}

void pcap_append_help(struct bytes *to)
{
	bytes_printf(
		to, "  %-18s  %s\n", "--pcap FILE",
		"write the packets there, each with the call that sent it (pcapng, for Wireshark)");
}

int pcap_open(const char *file, struct sck_err *err)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	return fd < 0 ? err_errno(err, -errno, "--pcap: '%s'", file) : fd;
}

void pcap_tell_lost(const char *command, uint64_t lost)
{
	struct sck_err err = { 0 };

	if (!lost)
		return;
	err_set(&err, -ENOBUFS,
		"--pcap: %llu packets came faster than they could be kept and are not in the file",
		(unsigned long long)lost);
	usage_error(command, STATUS_PASS, &err);
}
