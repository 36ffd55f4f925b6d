/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/reload.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "master/failure.h"
#include "master/leaving.h"
#include "master/master.h"
#include "master/report.h"
#include "master/request.h"
#include "master/room.h"
#include "master/server.h"
#include "master/setup.h"
#include "master/slot.h"
#include "master/takeover.h"
#include "master/turnover.h"
#include "process/handover.h"

#define FILE_IN_FORCE "template"
#define FILE_NEXT "template.next"
#define FILE_ASKED "template.asked"
#define FILE_BEFORE "template.before"

static bool is_of(const struct template *template, const char *token)
{
	return template && template->reload_token && strcmp(template->reload_token, token) == 0;
}

/* It cannot come into force: those that were stopped for it are wanted again. */
static void abandon(struct master *master, const char *why)
{
	char text[sizeof(struct reeve_error)];

	snprintf(text, sizeof text, "cannot put the new text in force: %s", why);
	report_log("%s", text);
	unlinkat(HANDOVER_RUN, FILE_NEXT, 0);
	room_give_back();
	for (unsigned i = 0; i < master->slot_count; i++)
		if (leaving_is(&master->slots[i]))
			slot_tell(&master->slots[i], CHILD_EVENT_START, CHILD_CAUSE_NONE, 0);
	template_free(master->next);
	master->next = NULL;
	master->reload_back = false;
	server_tell_reloaded(master->server, REEVE_EXIT_FAILED, text);
}

void reload_look(struct master *master)
{
	if (!master->next || master->reload_committed ||
		master->command.wanted == CHILD_WANTED_STOPPED)
		return;
	/* Who is told may be gone at once: then it was done within. */
	if (!leaving_look(master))
		return;
	master->reload_committed = true;
	/* What takes back is not taken back itself: they would come by turns for ever. */
	unlinkat(HANDOVER_RUN, FILE_BEFORE, 0);
	if (!master->reload_back &&
		linkat(HANDOVER_RUN, FILE_IN_FORCE, HANDOVER_RUN, FILE_BEFORE, 0) < 0)
		report_log("the reload could not be taken back: %s", strerror(errno));
	if (renameat(HANDOVER_RUN, FILE_NEXT, HANDOVER_RUN, FILE_IN_FORCE) < 0) {
		master->reload_committed = false;
		abandon(master, strerror(errno));
		return;
	}
	takeover_ask(master);
}

/* From the rename on it will come into force, whoever dies. Takes next, or fills error. */
static int receive(
	struct master *master, struct template *next, const char *file, struct reeve_error *error)
{
	if (room_take(master, next, error) < 0)
		return -1;
	if (renameat(HANDOVER_RUN, file, HANDOVER_RUN, FILE_NEXT) < 0) {
		error_set(
			error, REEVE_EXIT_FAILED, "cannot rename '%s': %s", file, strerror(errno));
		room_give_back();
		return -1;
	}
	master->next = next;
	return 0;
}

bool reload_take_back(struct master *master)
{
	struct template *before;
	struct reeve_error error;

	if (master->next || faccessat(HANDOVER_RUN, FILE_BEFORE, F_OK, 0) < 0)
		return false;
	before = setup_load(FILE_BEFORE, &error);
	if (!before || receive(master, before, FILE_BEFORE, &error) < 0) {
		report_log("the text before cannot come back: %s", error.text);
		template_free(before);
		return false;
	}
	master->reload_back = true;
	return true;
}

void reload_keep(void)
{
	unlinkat(HANDOVER_RUN, FILE_BEFORE, 0);
}

/* What keeps it from being taken; NULL: nothing. */
static const char *refusal(const struct master *master)
{
	if (master->next)
		return "another reload is under way";
	if (supervisor_phase(master->supervisor) != SUPERVISOR_RUNNING)
		return "it is still starting";
	return NULL;
}

/* The text lies where a client has put it, under a lock that one client has at a time. */
static void take_text(struct asker *asker, const char *token)
{
	struct master *master = asker->master;
	struct reeve_error error;
	struct template *next;
	char why[1024];

	if (failure_tell(token, why, sizeof why)) {
		request_answer(asker, REEVE_EXIT_FAILED, why);
		return;
	}
	if (faccessat(HANDOVER_RUN, FILE_ASKED, F_OK, 0) < 0 && errno == ENOENT) {
		request_answer(asker, REEVE_EXIT_FAILED,
			"it has failed, and was taken back; reeve.log says why");
		return;
	}
	next = setup_load(FILE_ASKED, &error);
	if (!next) {
		request_answer(asker, error.code, error.text);
		return;
	}
	if (!is_of(next, token) || strcmp(next->name, master->name) != 0) {
		request_answer(asker, REEVE_EXIT_FAILED, "another reload has come in between");
		template_free(next);
		return;
	}
	report_log("reload asked for by pid %d, uid %u", (int)asker->pid, (unsigned)asker->uid);
	if (receive(master, next, FILE_ASKED, &error) < 0) {
		error_lead(&error, "nothing was changed");
		report_log("no reload: %s", error.text);
		failure_note(token, error.text);
		unlinkat(HANDOVER_RUN, FILE_ASKED, 0);
		request_answer(asker, error.code, error.text);
		template_free(next);
		return;
	}
	asker->waits = WAITS_FOR_RELOAD;
	reload_look(master);
}

void reload_take(struct asker *asker, const json_t *request)
{
	struct master *master = asker->master;
	const char *token = json_string_value(json_object_get(request, "token"));
	bool is_again = json_is_true(json_object_get(request, "again"));
	const char *why;

	if (!token)
		request_answer(asker, REEVE_EXIT_USAGE, "'token' is missing");
	else if (master->command.wanted == CHILD_WANTED_STOPPED)
		request_answer(asker, REEVE_EXIT_NOT_RUNNING, "it is being stopped");
	else if (is_of(master->template, token) && is_again)
		turnover_go_on(asker);
	else if (is_of(master->template, token))
		turnover_await(asker);
	else if (is_of(master->next, token))
		asker->waits = WAITS_FOR_RELOAD;
	else if ((why = refusal(master)))
		request_answer(asker, REEVE_EXIT_FAILED, why);
	else
		take_text(asker, token);
}

void reload_begin(struct master *master)
{
	struct reeve_error error;

	/* A start of the command brings its own text. */
	if (!master->resumed || master->command.wanted == CHILD_WANTED_STOPPED) {
		unlinkat(HANDOVER_RUN, FILE_NEXT, 0);
		unlinkat(HANDOVER_RUN, FILE_BEFORE, 0);
		failure_forget();
		return;
	}
	turnover_begin(master);
	if (master->next)
		return;
	if (faccessat(HANDOVER_RUN, FILE_NEXT, F_OK, 0) < 0) {
		room_give_back();
		return;
	}
	master->next = setup_load(FILE_NEXT, &error);
	if (!master->next) {
		report_log("a reload was begun and cannot be finished: %s", error.text);
		unlinkat(HANDOVER_RUN, FILE_NEXT, 0);
		room_give_back();
	} else if (room_take(master, master->next, &error) < 0) {
		abandon(master, error.text);
	} else {
		reload_look(master);
	}
}
