/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "master/request.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "master/job.h"
#include "master/master.h"
#include "master/reload.h"
#include "master/report.h"
#include "master/server.h"
#include "master/upgrade.h"
#include "storage/control.h"

/* Sentences may carry what workers have written of themselves: JSON may not have any bytes. */
static json_t *make_reply(const struct master *master, int code, const char *text)
{
	char shown[1024];

	return json_pack("{s:i, s:b, s:i, s:s, s:i, s:i}", "version", CONTROL_VERSION, "done", 1,
		"code", code, "text", text_show(shown, sizeof shown, text), "guardian",
		(int)master->command.guardian.pid, "master", (int)getpid());
}

void request_answer(struct asker *asker, int code, const char *text)
{
	server_send(asker, make_reply(asker->master, code, text));
}

void request_answer_with(struct asker *asker, int code, const char *text, json_t *results)
{
	json_t *reply = results ? make_reply(asker->master, code, text) : NULL;

	if (json_object_set_new(reply, "results", results) < 0) {
		json_decref(reply);
		reply = NULL;
	}
	server_send(asker, reply);
}

static void do_start(struct asker *asker, const json_t *object)
{
	struct master *master = asker->master;

	(void)object;
	if (supervisor_phase(master->supervisor) == SUPERVISOR_RUNNING)
		request_answer(asker, REEVE_EXIT_OK, "");
	else if (master->command.wanted == CHILD_WANTED_STOPPED && master->verdict_code <= 0)
		request_answer(asker, REEVE_EXIT_NOT_RUNNING, "it is being stopped");
	else
		asker->waits = WAITS_FOR_START;
}

static void do_stop(struct asker *asker, const json_t *object)
{
	(void)object;
	asker->waits = WAITS_FOR_STOP;
	report_log("stop asked for by pid %d, uid %u", (int)asker->pid, (unsigned)asker->uid);
	master_stop(asker->master);
}

static void do_wakeup(struct asker *asker, const json_t *object)
{
	(void)object;
	master_wake(asker->master);
	request_answer(asker, REEVE_EXIT_OK, "");
}

static void do_renew(struct asker *asker, const json_t *object)
{
	(void)object;
	if (asker->master->command.wanted == CHILD_WANTED_STOPPED) {
		request_answer(asker, REEVE_EXIT_NOT_RUNNING, "it is being stopped");
		return;
	}
	asker->waits = WAITS_FOR_TAKEOVER;
	report_log("renewal asked for by pid %d, uid %u", (int)asker->pid, (unsigned)asker->uid);
	takeover_ask(asker->master);
}

static bool is_another(const json_t *pid, pid_t now)
{
	return json_integer_value(pid) > 0 && json_integer_value(pid) != (json_int_t)now;
}

/* Who asks again because the connection broke names whom it asked first: a program that has cost
 * one of them its life is not tried on the next one. */
static void do_upgrade(struct asker *asker, const json_t *object)
{
	if (is_another(json_object_get(object, "guardian"), getppid()))
		request_answer(asker, REEVE_EXIT_FAILED,
			"the guardian that was to change has died: see the log, and ask again");
	else if (is_another(json_object_get(object, "master"), getpid()))
		request_answer(asker, REEVE_EXIT_FAILED,
			"the master that was to change has died: see the log, and ask again");
	else
		upgrade_ask(asker, json_string_value(json_object_get(object, "path")));
}

static const struct {
	const char *word;
	void (*act)(struct asker *asker, const json_t *object); /* NULL: of single programs only */
	enum job_word job;
} requests[] = {{"start", do_start, JOB_START}, {"stop", do_stop, JOB_STOP},
	{"restart", NULL, JOB_RESTART}, {"roll", NULL, JOB_ROLL},
	{"wakeup", do_wakeup, JOB_NONE},
	{"signal", NULL, JOB_SIGNAL}, {"pause", NULL, JOB_PAUSE}, {"resume", NULL, JOB_RESUME},
	{"reset", NULL, JOB_RESET}, {"wait", NULL, JOB_AWAIT_UP}, {"renew", do_renew, JOB_NONE},
	{"upgrade", do_upgrade, JOB_NONE}, {"reload", reload_take, JOB_NONE}};

static void act(struct asker *asker, size_t at, const json_t *object)
{
	bool has_names = json_object_get(object, "names") != NULL;

	if (has_names && requests[at].job != JOB_NONE)
		job_take(asker, requests[at].job, object);
	else if (has_names)
		request_answer(asker, REEVE_EXIT_USAGE, "that is for the command as a whole");
	else if (requests[at].act)
		requests[at].act(asker, object);
	else
		request_answer(asker, REEVE_EXIT_USAGE, "'names' is missing: of which programs?");
}

void request_take(struct asker *asker, const char *line, size_t length)
{
	size_t at = 0, count = sizeof requests / sizeof requests[0];
	json_int_t version;
	const char *word;
	json_t *object;

	/* Jansson tells of memory that it did not get as of bad syntax, or leaves out a byte. */
	errno = 0;
	object = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);

	if (errno == ENOMEM) {
		json_decref(object);
		request_answer(asker, REEVE_EXIT_FAILED, "the master is out of memory");
		return;
	}
	word = json_string_value(json_object_get(object, "do"));
	version = json_integer_value(json_object_get(object, "version"));
	while (word && at < count && strcmp(requests[at].word, word) != 0)
		at++;
	if (version != CONTROL_VERSION)
		request_answer(
			asker, REEVE_EXIT_USAGE, "this master speaks version 1 of the protocol");
	else if (!word || at == count)
		request_answer(asker, REEVE_EXIT_USAGE, "unknown request");
	else
		act(asker, at, object);
	json_decref(object);
}
