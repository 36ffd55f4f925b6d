/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "port/export.h"

/* A word of a shell, whatever bytes it has. */
static void put_word(struct buffer *buffer, const char *word)
{
	buffer_char(buffer, '\'');
	for (; *word; word++)
		if (*word == '\'')
			buffer_text(buffer, "'\\''");
		else
			buffer_char(buffer, *word);
	buffer_char(buffer, '\'');
}

/* Text of XML within a here-document that replaces nothing. */
static void put_text(struct buffer *buffer, const char *text)
{
	for (; *text; text++)
		if (*text == '&')
			buffer_text(buffer, "&amp;");
		else if (*text == '<')
			buffer_text(buffer, "&lt;");
		else if (*text == '>')
			buffer_text(buffer, "&gt;");
		else if (*text == '"')
			buffer_text(buffer, "&quot;");
		else if ((unsigned char)*text >= ' ')
			buffer_char(buffer, *text);
}

static void put_action(struct buffer *buffer, const char *name, uint64_t ns, const char *interval)
{
	uint64_t seconds = ns == UINT64_MAX ? 3600 : ns / NS_PER_SECOND + 15;

	buffer_printf(buffer, "    <action name=\"%s\" timeout=\"%llus\"%s/>\n", name,
		(unsigned long long)seconds, interval);
}

static void put_description(const struct export *export, struct buffer *buffer)
{
	buffer_printf(buffer,
		"meta_data()\n{\n\tcat <<'END'\n<?xml version=\"1.0\"?>\n"
		"<resource-agent name=\"%s\" version=\"1.0\">\n  <version>1.0</version>\n"
		"  <longdesc lang=\"en\">",
		export->name);
	put_text(buffer, export->summary ? export->summary : export->name);
	buffer_text(buffer, "</longdesc>\n  <shortdesc lang=\"en\">");
	put_text(buffer, export->summary ? export->summary : export->name);
	buffer_text(buffer, "</shortdesc>\n  <parameters/>\n  <actions>\n");
	put_action(buffer, "start", export->start_ns, "");
	put_action(buffer, "stop", export->stop_ns, "");
	put_action(buffer, "monitor", 5 * NS_PER_SECOND, " interval=\"10s\" depth=\"0\"");
	put_action(buffer, "validate-all", 5 * NS_PER_SECOND, "");
	put_action(buffer, "meta-data", 0, "");
	buffer_text(buffer, "  </actions>\n</resource-agent>\nEND\n}\n\n");
}

void export_ocf(const struct export *export, struct buffer *buffer)
{
	buffer_printf(buffer,
		"#!/bin/sh\n"
		"# %s, a resource agent by the OCF, written by reeve export ocf.\n"
		"# It belongs in a provider's directory of the cluster's resource agents.\n\n"
		"command()\n{\n\t",
		export->name);
	for (size_t i = 0; export->words[i]; i++) {
		put_word(buffer, export->words[i]);
		buffer_char(buffer, ' ');
	}
	buffer_printf(buffer,
		"\"$@\"\n}\n\n"
		"# By reeve's exit codes: 0 success, 1 generic error, 4 no permission, 5 not "
		"installed, 6 not configured,\n"
		"# 7 not running.\n"
		"outcome()\n{\n\tcase $1 in\n\t0) exit 0 ;;\n\t4) exit 4 ;;\n\t5 | 126 | 127) exit "
		"5 ;;\n"
		"\t2 | 6 | 152) exit 6 ;;\n\t*) exit 1 ;;\n\tesac\n}\n\n"
		"monitor()\n{\n\tcommand %s >/dev/null\n\tcase $? in\n\t0) return 0 ;;\n\t1 | 3) "
		"return 7 ;;\n"
		"\t5 | 126 | 127) return 5 ;;\n\t2 | 6 | 152) return 6 ;;\n\t*) return 1 "
		";;\n\tesac\n}\n\n",
		export->status);
	put_description(export, buffer);
	buffer_printf(buffer,
		"case ${1-} in\n"
		"start)\n\tcommand %s %s\n\toutcome $?\n\t;;\n"
		"stop)\n\tcommand %s\n\toutcome $?\n\t;;\n"
		"monitor | status)\n\tmonitor\n\texit $?\n\t;;\n"
		"validate-all)\n\tmonitor\n\tcase $? in\n\t5 | 6) exit $? ;;\n\tesac\n\texit "
		"0\n\t;;\n"
		"meta-data) meta_data ;;\n"
		"usage | help) echo \"usage: $0 start|stop|monitor|validate-all|meta-data\" ;;\n"
		"*)\n\techo \"usage: $0 start|stop|monitor|validate-all|meta-data\" >&2\n\texit "
		"3\n\t;;\nesac\n",
		export->start, export->background, export->stop);
}
