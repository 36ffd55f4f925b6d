/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/takeover.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "master/master.h"
#include "master/minding.h"
#include "master/outlook.h"
#include "master/report.h"
#include "master/server.h"
#include "master/upgrade.h"
#include "process/handover.h"

int takeover_equip(struct master *master)
{
	struct takeover *takeover = &master->takeover;

	takeover->envp = handover_environment(HANDOVER_AS_MASTER, &takeover->resume);
	if (!takeover->envp)
		return -ENOMEM;
	*takeover->resume = HANDOVER_TO_RESUME;
	return 0;
}

void takeover_open(struct master *master)
{
	uv_idle_init(&master->loop, &master->takeover.idle);
}

static void do_not_sleep(uv_idle_t *idle)
{
	(void)idle;
}

void takeover_ask(struct master *master)
{
	if (master->takeover.stage != TAKEOVER_NONE)
		return;
	master->takeover.stage = TAKEOVER_ASKED;
	uv_idle_start(&master->takeover.idle, do_not_sleep);
}

static void hold_signals(struct takeover *takeover)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &takeover->mask);
}

/* It is not to be: all goes on. */
static void give_up(struct master *master, int code, const char *text)
{
	struct takeover *takeover = &master->takeover;

	if (takeover->stage == TAKEOVER_NEXT)
		sigprocmask(SIG_SETMASK, &takeover->mask, NULL);
	takeover->stage = TAKEOVER_NONE;
	uv_idle_stop(&takeover->idle);
	server_tell_taken_over(master->server, code, text);
	upgrade_failed(master, code, text);
}

/* Returns why it could not. */
static int execute(struct master *master)
{
	size_t stored = handover_store_count(getenv(HANDOVER_STORED));
	char title[256], *argv[] = {title, NULL};
	char askers[sizeof HANDOVER_ASKERS + 1024] = HANDOVER_ASKERS "=";
	size_t length = strlen(askers);
	int error;

	report_flush();
	handover_title(title, sizeof title, master->template->title_prefix, "Master", master->name);
	server_hand_on(master->server, true, askers + length, sizeof askers - length);
	master->takeover.resume[1] = askers;
	handover_keep(stored);
	execve(master->takeover.program ? master->takeover.program : "/proc/self/exe", argv,
		master->takeover.envp);
	error = errno;
	handover_unkeep(stored);
	server_hand_on(master->server, false, askers + length, sizeof askers - length);
	master->takeover.resume[1] = NULL;
	return error;
}

void takeover_turn(struct master *master)
{
	struct takeover *takeover = &master->takeover;
	char text[256];

	if (takeover->stage == TAKEOVER_NONE)
		return;
	if (master->command.wanted == CHILD_WANTED_STOPPED) {
		give_up(master, REEVE_EXIT_NOT_RUNNING, "it is being stopped");
		return;
	}
	/* A spawn that has failed is still to be told to the core, which writes it down. */
	if (uv_is_active((uv_handle_t *)&master->failed_idle) || upgrade_is_open(master))
		return;
	/* Signals that have come so far are acted on in the turn that follows; those that come
	 * later wait for who comes after us. */
	if (takeover->stage == TAKEOVER_ASKED) {
		takeover->stage = TAKEOVER_NEXT;
		hold_signals(takeover);
		outlook_end(master->outlook);
		minding_end(master->minding);
		return;
	}
	snprintf(text, sizeof text, "the master cannot execute itself: %s",
		strerror(execute(master)));
	report_log("%s", text);
	/* The text in force is not the one that this process has: another has to come. */
	if (master->reload_committed) {
		report_flush();
		_exit(MASTER_TRY_AGAIN);
	}
	give_up(master, REEVE_EXIT_FAILED, text);
}
