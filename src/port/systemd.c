/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "port/export.h"

/* systemd has its own quotes, and replaces %x and $NAME. */
static void put_word(struct buffer *buffer, const char *word)
{
	buffer_char(buffer, '"');
	for (; *word; word++) {
		unsigned char c = (unsigned char)*word;

		if (c == '"' || c == '\\')
			buffer_printf(buffer, "\\%c", c);
		else if (c == '%' || c == '$')
			buffer_printf(buffer, "%c%c", c, c);
		else if (c < ' ' || c == 0x7f)
			buffer_printf(buffer, "\\x%02x", c);
		else
			buffer_char(buffer, *word);
	}
	buffer_char(buffer, '"');
}

static void put_line(struct buffer *buffer, const char *text)
{
	for (; *text; text++)
		if (*text == '%')
			buffer_text(buffer, "%%");
		else
			buffer_char(buffer, *text);
}

void export_systemd(const struct export *export, struct buffer *buffer)
{
	buffer_printf(buffer,
		"# %s.service, written by reeve export systemd.\n[Unit]\nDescription=",
		export->name);
	put_line(buffer, export->summary ? export->summary : export->name);
	buffer_text(buffer, "\nAfter=network.target\n\n[Service]\nType=exec\nExecStart=");
	for (size_t i = 0; export->words[i]; i++) {
		put_word(buffer, export->words[i]);
		buffer_char(buffer, ' ');
	}
	buffer_printf(buffer, "%s\n", export->start);
	if (export->resurrect)
		buffer_printf(buffer,
			"# After a first '%s', '%s' in place of '%s' starts with what was decided "
			"by hand.\n",
			export->save, export->resurrect, export->start);
	buffer_printf(buffer,
		"# The stop signal goes to the guardian, which ends the workers in their time.\n"
		"KillMode=mixed\nTimeoutStopSec=%llu\n"
		"# A worker that the kernel ends for its memory is restarted by its own policy.\n"
		"OOMPolicy=continue\n"
		"# Each worker gets a control group of its own: nothing that it starts escapes its "
		"stop.\n"
		"Delegate=yes\n"
		"Restart=on-failure\nRestartSec=1\n"
		"# A template that is not valid does not get better by being tried again.\n"
		"RestartPreventExitStatus=2 5 6 152\n",
		(unsigned long long)(export->stop_ns / NS_PER_SECOND) + 5);
	if (export->has_own_code)
		buffer_text(buffer, "# exit_code_from: of a program that the stop signal killed.\n"
				    "SuccessExitStatus=143\n");
	buffer_printf(buffer, "\n[Install]\nWantedBy=%s\n",
		export->is_root ? "multi-user.target" : "default.target");
}
