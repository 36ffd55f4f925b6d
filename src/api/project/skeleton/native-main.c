/* The command @NAME@: a program that holds its template, @NAME@.cfg, and its work. After a change of either,
 * make. */
#include <stddef.h>

#include <reeve/reeve.h>

REEVE_EMBED(template_text, "@NAME@.cfg");
@if EXTERNS

/* Each in the file of its name. */
@EXTERNS@
@end

/* Plugins that are part of the program: found by their names before any file. */
static const struct reeve_plugin *const plugins[] = {
@if TABLE
@TABLE@
@end
	NULL,
};

static const struct reeve_host host = {
	.size = sizeof host,
	.plugins = plugins,
	.template_text = template_text,
	.template_name = "@NAME@.cfg",
};

int main(int argc, char **argv)
{
	/* Before anything else: to be a worker, this program is executed again. */
	reeve_main(argc, argv, &host);
	return reeve_command_main(NULL, argc, argv);
}
