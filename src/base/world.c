/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "base/world.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

static const char *const limits[RLIM_NLIMITS] = {
	[RLIMIT_AS] = "as",
	[RLIMIT_CORE] = "core",
	[RLIMIT_CPU] = "cpu",
	[RLIMIT_DATA] = "data",
	[RLIMIT_FSIZE] = "fsize",
	[RLIMIT_LOCKS] = "locks",
	[RLIMIT_MEMLOCK] = "memlock",
	[RLIMIT_MSGQUEUE] = "msgqueue",
	[RLIMIT_NICE] = "nice",
	[RLIMIT_NOFILE] = "nofile",
	[RLIMIT_NPROC] = "nproc",
	[RLIMIT_RSS] = "rss",
	[RLIMIT_RTPRIO] = "rtprio",
	[RLIMIT_RTTIME] = "rttime",
	[RLIMIT_SIGPENDING] = "sigpending",
	[RLIMIT_STACK] = "stack",
};

/* In the order of their numbers, which are the kernel's for ever. */
static const char *const capabilities[] = {
	"chown",
	"dac_override",
	"dac_read_search",
	"fowner",
	"fsetid",
	"kill",
	"setgid",
	"setuid",
	"setpcap",
	"linux_immutable",
	"net_bind_service",
	"net_broadcast",
	"net_admin",
	"net_raw",
	"ipc_lock",
	"ipc_owner",
	"sys_module",
	"sys_rawio",
	"sys_chroot",
	"sys_ptrace",
	"sys_pacct",
	"sys_admin",
	"sys_boot",
	"sys_nice",
	"sys_resource",
	"sys_time",
	"sys_tty_config",
	"mknod",
	"lease",
	"audit_write",
	"audit_control",
	"setfcap",
	"mac_override",
	"mac_admin",
	"syslog",
	"wake_alarm",
	"block_suspend",
	"audit_read",
	"perfmon",
	"bpf",
	"checkpoint_restore",
};

#define CAPABILITY_COUNT (sizeof capabilities / sizeof capabilities[0])

static int find(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (names[i] && strcasecmp(names[i], name) == 0)
			return (int)i;
	return -1;
}

int world_limit_find(const char *name)
{
	return find(name, limits, RLIM_NLIMITS);
}

const char *world_limit_name(unsigned limit)
{
	return limit < RLIM_NLIMITS ? limits[limit] : NULL;
}

const char *world_limit_nearest(const char *name)
{
	return text_nearest(name, limits, RLIM_NLIMITS);
}

static const char *bare(const char *name)
{
	return strncasecmp(name, "cap_", 4) == 0 ? name + 4 : name;
}

int world_capability_find(const char *name)
{
	return find(bare(name), capabilities, CAPABILITY_COUNT);
}

const char *world_capability_name(unsigned capability)
{
	return capability < CAPABILITY_COUNT ? capabilities[capability] : NULL;
}

const char *world_capability_nearest(const char *name)
{
	return text_nearest(bare(name), capabilities, CAPABILITY_COUNT);
}
