/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "port/app.h"
#include "port/literal.h"
#include "port/port.h"
#include "port/words.h"

#define BACKOFF_MAX_NS (15 * NS_PER_SECOND) /* of PM2 */

/* PM2 divides no work by shells: the first by the ending of its name. */
static const struct {
	const char *ending, *interpreter;
} interpreters[] = {{".js", "node"}, {".cjs", "node"}, {".mjs", "node"}, {".py", "python3"},
	{".sh", "bash"}, {".rb", "ruby"}, {".pl", "perl"}, {".php", "php"}, {".ts", "ts-node"},
	{".coffee", "coffee"}, {".lua", "lua"}};

/* Keys whose values are noted by who reads them, or that say what is so anyway. */
static const char *const read_elsewhere[] = {"name", "script", "args", "interpreter",
	"exec_interpreter", "interpreter_args", "node_args", "instances", "exec_mode",
	"autorestart", "stop_exit_codes", "env", "exp_backoff_restart_delay", "watch",
	"cron_restart", "vizion", "pmx", "automation", "treekill", "source_map_support",
	"merge_logs", "combine_logs", "force"};

static bool is_read_elsewhere(const char *key)
{
	for (size_t i = 0; i < sizeof read_elsewhere / sizeof read_elsewhere[0]; i++)
		if (strcmp(read_elsewhere[i], key) == 0)
			return true;
	return false;
}

static const char *find_interpreter(const struct app *app, const char *script)
{
	const char *slash = strrchr(script, '/'), *dot = strrchr(slash ? slash : script, '.');
	const char *said = app_text(app, "interpreter");

	said = said ? said : app_text(app, "exec_interpreter");
	if (said)
		return strcmp(said, "none") == 0 || !said[0] ? NULL : said;
	for (size_t i = 0; dot && i < sizeof interpreters / sizeof interpreters[0]; i++)
		if (strcmp(dot, interpreters[i].ending) == 0)
			return interpreters[i].interpreter;
	/* A name alone is a command, as "npm". */
	return NULL;
}

static int set_exec(const struct app *app, const char *script)
{
	const char *interpreter = find_interpreter(app, script);
	struct words words = {0};
	int result = 0;

	if (interpreter) {
		result = words_add(&words, interpreter, strlen(interpreter));
		if (result == 0)
			result = app_add_words(app, "interpreter_args", &words);
		if (result == 0)
			result = app_add_words(app, "node_args", &words);
	}
	if (result == 0)
		result = words_add(&words, script, strlen(script));
	if (result == 0)
		result = app_add_words(app, "args", &words);
	if (result == 0)
		draft_set_list(app->draft, app->program, app->program->line, "exec", words.items);
	words_done(&words);
	return result;
}

static void set_workers(const struct app *app)
{
	const char *text = app_text(app, "instances"), *mode = app_text(app, "exec_mode");
	int line = app_line(app, "instances");

	if (text && (strcmp(text, "max") == 0 || text[0] == '-' || strcmp(text, "0") == 0))
		draft_note(app->draft, app->program, line,
			"'instances' is not carried over: '%s' goes by the processors, here "
			"workers is a number",
			text);
	else if (text)
		draft_set(app->draft, app->program, line, "workers", text);
	if (mode && strncmp(mode, "cluster", 7) == 0)
		draft_note(app->draft, app->program, app_line(app, "exec_mode"),
			"'exec_mode' is not carried over: each worker is a process of its own, "
			"which listens for itself");
}

/* autorestart and stop_exit_codes together are the restart type. */
static int set_restart(const struct app *app)
{
	const char *again = app_text(app, "autorestart");
	struct words codes = {0};
	struct buffer text = {0};
	int result = app_add_words(app, "stop_exit_codes", &codes);

	if (again && strcmp(again, "false") == 0) {
		draft_set(app->draft, app->program, app_line(app, "autorestart"), "restart",
			"temporary");
	} else if (codes.count) {
		for (size_t i = 0; i < codes.count; i++)
			buffer_printf(&text, "%s%s", i ? " " : "", codes.items[i]);
		if (!text.failed &&
			draft_set(app->draft, app->program, app_line(app, "stop_exit_codes"),
				"success_exit_codes", text.data))
			draft_set(app->draft, app->program, app_line(app, "stop_exit_codes"),
				"restart", "transient");
	}
	buffer_done(&text);
	words_done(&codes);
	return result;
}

/* exp_backoff_restart_delay: its value at first, 1.5 times as long each time, 15 seconds at most.
 */
static void set_delay(const struct app *app)
{
	uint64_t delay = app_set_duration(app, "restart_delay", "restart_delay");

	if (!app_text(app, "exp_backoff_restart_delay"))
		return;
	if (!literal_member(app->object, "restart_delay"))
		delay = app_set_duration(app, "exp_backoff_restart_delay", "restart_delay");
	/* What is longer already, or nothing, gets no longer. */
	if (delay == 0 || delay >= BACKOFF_MAX_NS)
		return;
	draft_set(app->draft, app->program, 0, "backoff_factor", "1.5");
	draft_set(app->draft, app->program, 0, "backoff_max", "15s");
}

static int set_env(const struct app *app)
{
	const struct literal *env = literal_member(app->object, "env");
	struct words words = {0};
	struct buffer entry = {0};
	int result = 0;

	for (size_t i = 0; env && i < env->count && result == 0; i++) {
		const struct literal *item = env->items[i];

		if (env->kind != LITERAL_OBJECT || !literal_is_scalar(item)) {
			if (item->kind != LITERAL_NULL)
				draft_note(app->draft, app->program, item->line,
					"the variable '%s' is not carried over: %s",
					item->key ? item->key : "",
					item->kind == LITERAL_CODE
						? "it is code, and nothing is run"
						: "it is no text");
			continue;
		}
		buffer_clear(&entry);
		buffer_printf(&entry, "%s=%s", item->key, item->text);
		result = entry.failed ? -ENOMEM : words_add(&words, entry.data, entry.length);
	}
	if (result == 0 && words.count)
		draft_set_list(app->draft, app->program, env->line, "env", words.items);
	if (env && (env->kind == LITERAL_CODE || literal_is_scalar(env)))
		app_note(app, env);
	buffer_done(&entry);
	words_done(&words);
	return result;
}

/* Keys that are one to one, and the rest. */
static void set_others(const struct app *app)
{
	static const struct {
		const char *from, *to;
		bool is_duration;
	} keys[] = {{"cwd", "cwd", false}, {"max_restarts", "max_restarts", false},
		{"max_memory_restart", "max_memory", false}, {"min_uptime", "min_uptime", true},
		{"restart_delay", NULL, true}, {"kill_timeout", "stop_timeout", true},
		{"user", "user", false}, {"uid", "user", false}, {"group", "group", false},
		{"gid", "group", false}, {"env_file", "env_file", false}};
	const size_t count = sizeof keys / sizeof keys[0];

	for (size_t i = 0; i < app->object->count; i++) {
		const struct literal *item = app->object->items[i];
		size_t k = 0;

		while (k < count && strcmp(keys[k].from, item->key) != 0)
			k++;
		if (literal_member(app->object, item->key) != item)
			continue;
		if (k < count && keys[k].to && keys[k].is_duration)
			app_set_duration(app, keys[k].from, keys[k].to);
		else if (k < count && keys[k].to)
			app_set_text(app, keys[k].from, keys[k].to);
		else if (k == count && strncmp(item->key, "env_", 4) == 0)
			draft_note(app->draft, app->program, item->line,
				"'%s' is not carried over: for another environment, take its "
				"values into env",
				item->key);
		else if (k == count && (strstr(item->key, "_file") || strstr(item->key, "log")))
			draft_note(app->draft, app->program, item->line,
				"'%s' is not carried over: output goes to the log directory, or to "
				"the terminal",
				item->key);
		else if (k == count && !is_read_elsewhere(item->key))
			draft_note(app->draft, app->program, item->line,
				"'%s' is not carried over: there is nothing like it here",
				item->key);
	}
}

static void set_triggers(const struct app *app)
{
	const struct literal *watch = literal_member(app->object, "watch");
	const char *cron = app_text(app, "cron_restart");
	struct words words = {0};

	if (watch && watch->kind == LITERAL_LIST && app_add_words(app, "watch", &words) == 0)
		draft_set_list(app->draft, app->program, watch->line, "watch", words.items);
	else if (watch && watch->kind == LITERAL_TEXT)
		app_set_text(app, "watch", "watch");
	else if (watch && !(watch->kind == LITERAL_BOOL && strcmp(watch->text, "false") == 0))
		draft_note(app->draft, app->program, watch->line,
			"'watch' is not carried over: here it is a list of paths");
	words_done(&words);
	/* "0" and false take back what was there. */
	if (cron && strcmp(cron, "0") != 0 && strcmp(cron, "false") != 0)
		app_set_text(app, "cron_restart", "cron");
}

static int read_app(struct draft *draft, const struct literal *object)
{
	const struct literal *name = literal_member(object, "name"),
			     *script = literal_member(object, "script");
	struct app app = {.draft = draft, .object = object};
	const char *slash;
	int result;

	if (object->kind != LITERAL_OBJECT || !script || script->kind != LITERAL_TEXT ||
		!script->text[0]) {
		draft_note(draft, NULL, object->line, "this app is not carried over: %s",
			object->kind != LITERAL_OBJECT ? "it is no object"
						       : "it has no script that is a text");
		return 0;
	}
	slash = strrchr(script->text, '/');
	app.program = draft_add(draft,
		literal_is_scalar(name) ? name->text
		: slash			? slash + 1
					: script->text,
		object->line);
	if (!app.program)
		return -ENOMEM;
	set_workers(&app);
	set_delay(&app);
	set_others(&app);
	set_triggers(&app);
	result = set_exec(&app, script->text);
	if (result == 0)
		result = set_restart(&app);
	return result == 0 ? set_env(&app) : result;
}

static int read_apps(struct draft *draft, const struct literal *root)
{
	const struct literal *apps = literal_member(root, "apps");
	int result = 0;

	/* A list of apps, an object with one, or an app alone. */
	if (!apps && (root->kind == LITERAL_LIST || literal_member(root, "script")))
		apps = root;
	for (size_t i = 0; root->kind == LITERAL_OBJECT && apps != root && i < root->count; i++)
		if (strcmp(root->items[i]->key, "apps") != 0)
			draft_note(draft, NULL, root->items[i]->line,
				"'%s' is not carried over: there is nothing like it here",
				root->items[i]->key);
	if (apps && apps->kind == LITERAL_OBJECT)
		return read_app(draft, apps);
	for (size_t i = 0; apps && apps->kind == LITERAL_LIST && i < apps->count && result == 0;
		i++)
		result = read_app(draft, apps->items[i]);
	return result;
}

int pm2_read(struct draft *draft, const char *text, struct reeve_error *error)
{
	struct buffer why = {0};
	int line, result;
	struct literal *root = literal_read(text, &line, &why);

	if (!root) {
		error_set_at(error, REEVE_EXIT_FAILED, draft->file, line, "%s",
			why.data ? why.data : "out of memory");
		buffer_done(&why);
		return -1;
	}
	/* What PM2 does where nothing is said: unstable lives are counted, not those of a window.
	 */
	draft_set(draft, NULL, 0, "cwd", ".");
	draft_set(draft, NULL, 0, "restart_window", "none");
	draft_set(draft, NULL, 0, "min_uptime", "1s");
	draft_set(draft, NULL, 0, "max_restarts", "16");
	result = read_apps(draft, root);
	literal_free(root);
	if (result == 0 && draft->count)
		return 0;
	if (result == 0)
		return error_set_at(
			error, REEVE_EXIT_FAILED, draft->file, 0, "there is no app in it");
	return draft_fail(draft, result, error);
}
