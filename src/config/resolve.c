/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "config/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "config/ends.h"
#include "config/program.h"
#include "config/program_needs.h"
#include "config/program_ready.h"
#include "config/sockets.h"
#include "config/tree.h"
#include "config/value.h"

/* Any bytes: libconfig reads \xNN back. */
void template_quote(struct buffer *buffer, const char *text)
{
	buffer_char(buffer, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			buffer_printf(buffer, "\\%c", c);
		else if (c < 0x20 || c > 0x7e)
			buffer_printf(buffer, "\\x%02x", c);
		else
			buffer_char(buffer, *text);
	}
	buffer_char(buffer, '"');
}

static void put_text(struct buffer *buffer, const char *indent, const char *key, const char *text)
{
	if (!text)
		return;
	buffer_printf(buffer, "%s%s = ", indent, key);
	template_quote(buffer, text);
	buffer_text(buffer, ";\n");
}

static void put_list(struct buffer *buffer, char *const *list)
{
	buffer_text(buffer, "(");
	for (size_t i = 0; list[i]; i++) {
		buffer_text(buffer, i ? ", " : "");
		template_quote(buffer, list[i]);
	}
	buffer_text(buffer, ")");
}

static void put_text_list(
	struct buffer *buffer, const char *indent, const char *key, char *const *list)
{
	if (!list)
		return;
	buffer_printf(buffer, "%s%s = ", indent, key);
	put_list(buffer, list);
	buffer_text(buffer, ";\n");
}

static void put_bindings(
	struct buffer *buffer, const char *key, const struct binding *bindings, size_t count)
{
	if (!bindings)
		return;
	buffer_printf(buffer, "%s = {\n", key);
	for (size_t i = 0; i < count; i++) {
		buffer_printf(buffer, "\t%s = ", bindings[i].word);
		if (bindings[i].actions)
			buffer_text(buffer, "{ plugin = ");
		template_quote(buffer, bindings[i].plugin);
		if (bindings[i].actions) {
			buffer_text(buffer, "; actions = ");
			put_list(buffer, bindings[i].actions);
			buffer_text(buffer, "; }");
		}
		buffer_text(buffer, ";\n");
	}
	buffer_text(buffer, "};\n");
}

static void put_number(struct buffer *buffer, const void *object, const struct field *field)
{
	const struct option *option = option_find(field->key);
	uint64_t value = field_get(field, object);
	char text[32];

	if (option->takes_unlimited && value == UINT64_MAX) {
		put_text(buffer, "\t\t", field->key, option_unlimited(option));
		return;
	}
	if (option->takes_none && value == 0) {
		put_text(buffer, "\t\t", field->key, option_none(option));
		return;
	}
	switch (option->type) {
	case OPTION_FACTOR:
		value_print_factor(value, text, sizeof text);
		put_text(buffer, "\t\t", field->key, text);
		break;
	case OPTION_DURATION:
		text_from_duration(value, text, sizeof text);
		put_text(buffer, "\t\t", field->key, text);
		break;
	case OPTION_CHOICE:
		put_text(buffer, "\t\t", field->key, option->choices[value]);
		break;
	case OPTION_BOOL:
		/* What is not said is not. */
		if (value)
			buffer_printf(buffer, "\t\t%s = true;\n", field->key);
		break;
	default:
		buffer_printf(buffer, "\t\t%s = %lluL;\n", field->key, (unsigned long long)value);
		break;
	}
}

static void put_ends(struct buffer *buffer, const char *key, const struct ends *ends)
{
	buffer_printf(buffer, "\t\t%s = \"", key);
	ends_print(ends, buffer);
	buffer_text(buffer, "\";\n");
}

static void put_limit(struct buffer *buffer, rlim_t value)
{
	if (value == RLIM_INFINITY)
		buffer_text(buffer, "unlimited");
	else
		buffer_printf(buffer, "%llu", (unsigned long long)value);
}

static void put_limits(struct buffer *buffer, const struct world *world)
{
	buffer_text(buffer, "\t\tlimits = {");
	for (unsigned limit = 0; limit < RLIM_NLIMITS; limit++) {
		if (!(world->limited >> limit & 1))
			continue;
		buffer_printf(buffer, " %s = \"", world_limit_name(limit));
		put_limit(buffer, world->limits[limit].rlim_cur);
		buffer_char(buffer, ':');
		put_limit(buffer, world->limits[limit].rlim_max);
		buffer_text(buffer, "\";");
	}
	buffer_text(buffer, " };\n");
}

static void put_ids(struct buffer *buffer, const struct world *world)
{
	put_text(buffer, "\t\t", "user", world->user);
	buffer_printf(buffer, "\t\tuid = %luL;\n\t\tgid = %luL;\n\t\tgids = [",
		(unsigned long)world->uid, (unsigned long)world->gid);
	for (size_t i = 0; i < world->group_count; i++)
		buffer_printf(buffer, "%s\"%lu\"", i ? ", " : "", (unsigned long)world->groups[i]);
	buffer_text(buffer, "];\n");
}

static void put_world(struct buffer *buffer, const struct world *world)
{
	size_t count = 0;

	if (world->has_ids)
		put_ids(buffer, world);
	if (world->limited)
		put_limits(buffer, world);
	if (world->has_nice)
		buffer_printf(buffer, "\t\tnice = %d;\n", world->nice);
	if (world->has_oom_score_adj)
		buffer_printf(buffer, "\t\toom_score_adj = %d;\n", world->oom_score_adj);
	buffer_printf(buffer, "\t\tno_new_privs = %s;\n", world->no_new_privs ? "true" : "false");
	if (!world->has_capabilities)
		return;
	buffer_text(buffer, "\t\tcapabilities = [");
	for (unsigned i = 0; world_capability_name(i); i++)
		if (world->capabilities >> i & 1)
			buffer_printf(
				buffer, "%s\"%s\"", count++ ? ", " : "", world_capability_name(i));
	buffer_text(buffer, "];\n");
}

/* Of both keys the words lie in one list. */
static void put_needs(struct buffer *buffer, const char *key, const struct program *program)
{
	bool is_order = strcmp(key, "after") == 0;
	size_t count = 0;

	for (size_t i = 0; i < program->need_count; i++) {
		struct buffer text = {0};

		if ((program->needs[i].until == PROGRAM_UNTIL_SETTLED) != is_order)
			continue;
		program_need_print(&program->needs[i], &text);
		if (count++ == 0)
			buffer_printf(buffer, "\t\t%s = (", key);
		else
			buffer_text(buffer, ", ");
		template_quote(buffer, text.data ? text.data : "");
		buffer->failed |= text.failed;
		buffer_done(&text);
	}
	if (count)
		buffer_text(buffer, ");\n");
}

static void put_ready(struct buffer *buffer, const struct program *program)
{
	struct buffer text = {0};

	if (program->ready != READY_EXEC)
		program_ready_print(program, &text);
	put_text(buffer, "\t\t", "ready", text.data);
	buffer->failed |= text.failed;
	buffer_done(&text);
}

void resolve_program(struct buffer *buffer, const struct program *program)
{
	put_text(buffer, "\t\t", "name", program->name);
	if (!program->command)
		put_text_list(buffer, "\t\t", "exec", program->argv);
	put_text(buffer, "\t\t", "command", program->command);
	put_ready(buffer, program);
	put_needs(buffer, "needs", program);
	put_needs(buffer, "after", program);
	put_text_list(buffer, "\t\t", "cron", program->cron);
	put_text_list(buffer, "\t\t", "watch", program->watch);
	put_text_list(buffer, "\t\t", "watch_ignore", program->watch_ignore);
	put_text_list(buffer, "\t\t", "schedule", program->schedule);
	put_text_list(buffer, "\t\t", "sockets", program->sockets);
	put_text_list(buffer, "\t\t", "stop_sequence", program->stop_sequence);
	put_text(buffer, "\t\t", "work", program->work);
	put_text(buffer, "\t\t", "place", program->place);
	put_text(buffer, "\t\t", "host", program->host);
	put_text(buffer, "\t\t", "host_init", program->host_init);
	put_text(buffer, "\t\t", "host_run", program->host_run);
	put_text(buffer, "\t\t", "host_fini", program->host_fini);
	put_text(buffer, "\t\t", "config_json", program->config);
	put_text(buffer, "\t\t", "binary", program->binary);
	if (program->edition)
		buffer_printf(buffer, "\t\tedition = %lluL;\n",
			(unsigned long long)program->edition);
	if (program->scaled_from)
		buffer_printf(buffer, "\t\tscaled_from = %uL;\n", program->scaled_from);
	put_text(buffer, "\t\t", "cwd", program->cwd);
	buffer_printf(buffer, "\t\tumask = \"%03o\";\n", (unsigned)program->umask);
	put_world(buffer, &program->world);
	for (size_t i = 0; i < program_field_count; i++)
		if (program_takes(program, option_find(program_fields[i].key)))
			put_number(buffer, program, &program_fields[i]);
	put_ends(buffer, "success_exit_codes", &program->success);
	put_ends(buffer, "no_restart_exit_codes", &program->final);
	buffer_text(buffer, "\t\tinherit = \"none\";\n");
	put_text_list(buffer, "\t\t", "env", program->env);
}

static void put_programs(
	struct buffer *buffer, const struct program *programs, size_t program_count)
{
	if (program_count == 0)
		return;
	buffer_text(buffer, "programs = (\n");
	for (size_t i = 0; i < program_count; i++) {
		buffer_text(buffer, i ? ",\n\t{\n" : "\t{\n");
		resolve_program(buffer, &programs[i]);
		buffer_text(buffer, "\t}");
	}
	buffer_text(buffer, "\n);\n");
}

void resolve_node(struct buffer *buffer, const struct template *template,
	const struct template_node *node)
{
	/* By default the outermost one has the command's, which a program may have as well. */
	if (node->depth || strcmp(node->name, template->name) != 0)
		put_text(buffer, "\t\t", "name", node->name);
	for (size_t i = 0; i < tree_field_count; i++)
		put_number(buffer, node, &tree_fields[i]);
}

/* The one after it that has the same parent, or 0. */
static unsigned next_of(const struct template *template, unsigned number)
{
	for (size_t i = number + 1; number && i < template->node_count; i++)
		if (template->nodes[i].parent == template->nodes[number].parent)
			return (unsigned)i;
	return 0;
}

static bool has_below(const struct template *template, unsigned number)
{
	return number + 1 < template->node_count && template->nodes[number + 1].parent == number;
}

static void put_tree(struct buffer *buffer, const struct template *template)
{
	buffer_text(buffer, "supervisor = ");
	for (unsigned number = 0; number < template->node_count; number++) {
		const struct template_node *node = &template->nodes[number];
		unsigned up = number;

		buffer_text(buffer, "{\n");
		resolve_node(buffer, template, node);
		put_programs(buffer, &template->programs[node->first_program], node->program_count);
		if (has_below(template, number)) {
			buffer_text(buffer, "supervisors = (\n");
			continue;
		}
		for (; up && !next_of(template, up); up = template->nodes[up].parent)
			buffer_text(buffer, "}\n);\n");
		buffer_text(buffer, up ? "},\n" : "};\n");
	}
}

static void put_socket(struct buffer *buffer, const struct listener *listener)
{
	char text[ADDRESS_TEXT_MAX];

	buffer_text(buffer, "{ name = ");
	template_quote(buffer, listener->name);
	buffer_text(buffer, "; listen = ");
	template_quote(buffer, address_print(&listener->address, text, sizeof text));
	buffer_printf(buffer, "; type = \"%s\"; ", sockets_type_name(listener->type));
	if (listener->type != SOCK_DGRAM)
		buffer_printf(buffer, "backlog = %u; ", listener->backlog);
	if (address_path(&listener->address))
		buffer_printf(buffer, "mode = \"%03o\"; ", (unsigned)listener->mode);
	if (listener->uid != (uid_t)-1)
		buffer_printf(buffer, "uid = %luL; ", (unsigned long)listener->uid);
	if (listener->gid != (gid_t)-1)
		buffer_printf(buffer, "gid = %luL; ", (unsigned long)listener->gid);
	buffer_text(buffer, "}");
}

static void put_sockets(struct buffer *buffer, const struct template *template)
{
	if (template->socket_count == 0)
		return;
	buffer_text(buffer, "sockets = (");
	for (size_t i = 0; i < template->socket_count; i++) {
		buffer_text(buffer, i ? ", " : "");
		put_socket(buffer, &template->sockets[i]);
	}
	buffer_text(buffer, ");\n");
}

void resolve_command(struct buffer *buffer, const struct template *template)
{
	put_text(buffer, "", "path", template->path);
	put_text(buffer, "", "reload_token", template->reload_token);
	put_text_list(buffer, "", "stopped", template->stopped);
	put_text_list(buffer, "", "paused", template->paused);
	put_text_list(buffer, "", "deleted", template->deleted);
	put_text(buffer, "", "base", template->base);
	buffer_printf(buffer, "owner = %luL;\n", (unsigned long)template->owner);
	put_text(buffer, "", "name", template->name);
	put_text(buffer, "", "title_prefix", template->title_prefix);
	put_text(buffer, "", "summary", template->summary);
	put_text(buffer, "", "usage", template->usage);
	put_bindings(buffer, "actions", template->actions, template->action_count);
	put_bindings(buffer, "options", template->options, template->option_count);
	put_text_list(buffer, "", "plugin_path", template->plugin_path);
	put_text(buffer, "", "run_dir", template->run_dir);
	put_text(buffer, "", "state_dir", template->state_dir);
	put_text(buffer, "", "pid_root", template->pid_root);
	put_text(buffer, "", "status_root", template->status_root);
	put_text(buffer, "", "pid_file", template->pid_file);
	put_text(buffer, "", "cgroup", template->cgroup);
	put_text(
		buffer, "", "on_start_failure", template->keep_on_start_failure ? "keep" : "stop");
	put_text(buffer, "", "exit_code_from", template->exit_code_from);
	put_sockets(buffer, template);
}

char *template_resolve(const struct template *template)
{
	struct buffer buffer = {0};

	buffer_text(&buffer, "# The text in force, written by reeve: not to be edited.\n");
	resolve_command(&buffer, template);
	if (template->node_count)
		put_tree(&buffer, template);
	else
		put_programs(&buffer, template->programs, template->program_count);
	return buffer_take(&buffer);
}
