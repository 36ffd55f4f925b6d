/* SPDX-License-Identifier: MIT */
#include "config.h"

/* Single programs come into what is in force and go out of it: where they stand then, and what
 * cannot be. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "config-place.h"
#include "config/mix.h"

#define HEAD "name = \"c\"; inherit = \"none\";\n"
#define P(name) "{ name = \"" name "\"; exec = [\"x\"]; }"
#define P_(name, keys) "{ name = \"" name "\"; exec = [\"x\"]; " keys " }"
#define FLAT(programs) HEAD "programs = (" programs ");"
#define TREE(below) HEAD "supervisor = { " below " };"
#define S(name, below) "{ name = \"" name "\"; " below " }"
#define OWN(programs) "programs = (" programs "); "
#define IN(supervisors) "supervisors = (" supervisors "); "

enum word { ADD, DELETE, RELOAD };

static struct template *load_one(const char *text)
{
	struct template *loaded;

	put("t.cfg", text);
	ck_assert_msg(load("t.cfg"), "%s", errors.count ? errors.items[0].text : "?");
	loaded = template;
	template = NULL;
	return loaded;
}

static struct template *read_again(const struct template *written)
{
	char *resolved = template_resolve(written);
	struct template *read;

	ck_assert_ptr_nonnull(resolved);
	read = template_load_resolved(resolved, strlen(resolved), &errors);
	ck_assert_msg(read != NULL, "%s", errors.count ? errors.items[0].text : "?");
	free(resolved);
	return read;
}

static struct template *in_force(const char *text)
{
	struct template *loaded = load_one(text), *read = read_again(loaded);

	template_free(loaded);
	return read;
}

/* "a b shop(c d(e))": programs, then supervisors with what they have. */
static void describe(const struct template *mixed, unsigned node, struct buffer *text)
{
	for (size_t i = 0; i < mixed->program_count; i++)
		if (mixed->programs[i].node == node)
			buffer_printf(text, "%s ", mixed->programs[i].name);
	for (unsigned i = node + 1; i < mixed->node_count; i++) {
		if (mixed->nodes[i].parent != node)
			continue;
		buffer_printf(text, "%s(", mixed->nodes[i].name);
		describe(mixed, i, text);
		buffer_text(text, ") ");
	}
}

static int apply(enum word word, struct template *into, struct template *from,
	const char *const *names, struct reeve_error *error)
{
	if (word == ADD)
		return mix_add(into, from, names, error);
	if (word == DELETE)
		return mix_delete(into, from, names, error);
	return mix_programs(into, from, names, error);
}

/* names: parted by blanks. */
static void check_mix(
	const char *before, const char *file, enum word word, const char *names, const char *wanted)
{
	struct template *into = in_force(before), *from = load_one(file), *read;
	char copy[128], *list[16] = {NULL}, *rest = copy;
	struct reeve_error error = {0};
	struct buffer text = {0};

	snprintf(copy, sizeof copy, "%s", names);
	for (size_t i = 0; (list[i] = strtok_r(rest, " ", &rest)); i++)
		;
	buffer_text(&text, "");
	if (apply(word, into, from, (const char *const *)list, &error) < 0) {
		buffer_printf(&text, "%d: %s", error.code, error.text);
	} else {
		/* What has numbers of places is told by the text as well. */
		read = read_again(into);
		describe(read, 0, &text);
		template_free(read);
	}
	ck_assert_str_eq(text.data, wanted);
	buffer_done(&text);
	template_free(into);
	template_free(from);
	forget();
}

#define SHOP                                                                                   \
	TREE(OWN(P("db") ", " P("mq")) IN(                                                     \
		S("back", OWN(P("api") ", " P("jobs")) IN(S("deep", OWN(P("cache"))))) ", " S( \
			"front", OWN(P("web") ", " P("images"))) ", " S("last", OWN(P("z")))))

static const struct {
	const char *before, *file;
	enum word word;
	const char *names, *wanted;
} cases[] = {
	{FLAT(P("a") ", " P("c")), FLAT(P("a") ", " P("b") ", " P("c")), ADD, "b", "a b c "},
	{FLAT(P("b")), FLAT(P("a") ", " P("b") ", " P("c") ", " P("d")), ADD, "d a", "a b d "},
	{FLAT(P("b")), FLAT(P("a") ", " P("b") ", " P("c") ", " P("d")), ADD, "all", "a b c d "},
	{FLAT(P("x") ", " P("b")), FLAT(P("a") ", " P("b") ", " P("c")), ADD, "c c", "x b c "},
	{FLAT(P("a") ", " P("b")), FLAT(P("a")), ADD, "all", "a b "},
	{FLAT(P("a") ", " P("b")), FLAT(P("a")), ADD, "b",
		"1: program 'b' is in force already: 'reload b' is for what has changed of it"},
	{FLAT(P("a")), FLAT(P("a") ", " P("mailer")), ADD, "maler",
		"2: there is no program 'maler', did you mean 'mailer'?"},
	{FLAT(P("a") ", " P("b") ", " P("c")), FLAT(P("a")), DELETE, "a c c", "b "},
	{FLAT(P("a") ", " P("b")), FLAT(P("a")), DELETE, "all",
		"1: program 'b' is the only one that is left: 'stop' ends it, and 'c' with it"},
	{FLAT(P("a") ", " P("b")), FLAT(P("a") ", " P("new")), DELETE, "new",
		"1: 'new' is not in force: there is nothing to delete"},
	{FLAT(P("a") ", " P("b")), FLAT(P("a")), DELETE, "qqq", "2: there is no program 'qqq'"},
	{FLAT(P("a") ", " P_("b", "needs = \"a\";") ", " P_("d", "after = \"a\";")), FLAT(P("a")),
		DELETE, "a",
		"1: program 'a' cannot go alone, 'b' (needs), 'd' (after) wait for it: delete "
		"those too"},
	{FLAT(P("a") ", " P_("b", "needs = \"a\";") ", " P("d")), FLAT(P("a")), DELETE, "b a",
		"d "},
	{HEAD "exit_code_from = \"a\"; programs = (" P("a") ", " P("b") ");", FLAT(P("a")), DELETE,
		"a", "1: program 'a' cannot go: its end is to be the end of 'c' (exit_code_from)"},
	{FLAT(P("a")), FLAT(P("a") ", " P("b") ", " P_("d", "needs = \"b\";")), ADD, "d",
		"1: program 'd' has 'b' in 'needs', which is not in force: name both"},
	{FLAT(P("a")), FLAT(P("a") ", " P("b") ", " P_("d", "needs = \"b\";")), ADD, "d b",
		"a b d "},
	{FLAT(P("b") ", " P_("a", "after = \"b\";")), FLAT(P("a") ", " P_("b", "needs = \"a\";")),
		RELOAD, "b", "1: program 'b' would wait for itself: b -> a -> b"},
	{FLAT(P("a")),
		HEAD "sockets = ({ name = \"http\"; listen = \"@x\"; }); programs = (" P(
			"a") ", " P_("b", "sockets = [\"http\"];") ");",
		ADD, "b",
		"1: program 'b' has socket 'http', which 'c' did not open when it started: a "
		"restart of "
		"the command does"},
	{HEAD "sockets = ({ name = \"http\"; listen = \"@x\"; }); programs = (" P("a") ", " P_(
		 "b", "sockets = [\"http\"];") ");",
		FLAT(P("a")), DELETE, "b", "a "},
	{FLAT(P("a") ", " P("b")), FLAT(P("c") ", " P("b") ", " P("d")), RELOAD, "a d c", "c b d "},
	{FLAT(P("a")), FLAT(P("b") ", " P("c")), RELOAD, "a c b a", "b c "},
	{FLAT(P("a")), SHOP, ADD, "db",
		"1: program 'db' cannot come alone: the template has supervisors now; reload it as "
		"a "
		"whole"},
	{SHOP, FLAT(P("a")), ADD, "a",
		"1: program 'a' cannot come alone: the template has no supervisors now; reload it "
		"as a "
		"whole"},
	{SHOP, SHOP, DELETE, "api", "db mq back(jobs deep(cache ) ) front(web images ) last(z ) "},
	{SHOP, SHOP, DELETE, "cache", "db mq back(api jobs ) front(web images ) last(z ) "},
	{SHOP, SHOP, DELETE, "back", "db mq front(web images ) last(z ) "},
	{SHOP, SHOP, DELETE, "api jobs db mq", "back(deep(cache ) ) front(web images ) last(z ) "},
	{SHOP, SHOP, DELETE, "front z db", "mq back(api jobs deep(cache ) ) "},
	{SHOP, SHOP, DELETE, "c",
		"1: program 'z' is the only one that is left: 'stop' ends it, and 'c' with it"},
	{TREE(OWN(P("mq")) IN(S("last", OWN(P("z"))))), SHOP, ADD, "web db cache",
		"db mq back(deep(cache ) ) front(web ) last(z ) "},
	{TREE(OWN(P("mq")) IN(S("last", OWN(P("z"))))), SHOP, ADD, "back",
		"mq back(api jobs deep(cache ) ) last(z ) "},
	{TREE(IN(S("front", OWN(P("images"))))), SHOP, ADD, "all",
		"db mq back(api jobs deep(cache ) ) front(web images ) last(z ) "},
	{TREE(IN(S("deep", OWN(P("other"))))), SHOP, ADD, "cache z",
		"deep(other cache ) last(z ) "},
	{SHOP, TREE(OWN(P("db")) IN(S("back", OWN(P("new"))))), RELOAD, "back front",
		"db mq back(new ) last(z ) "},
	{TREE(IN(S("pool", "strategy = \"simple_one_for_one\"; " OWN(P("a"))))),
		TREE(IN(S("pool", "strategy = \"simple_one_for_one\"; " OWN(P("b"))))), ADD, "b",
		"1: program 'b' cannot come to 'a': supervisor 'pool' is simple_one_for_one and "
		"has one "
		"program"},
};

START_TEST(programs_come_and_go)
{
	check_mix(cases[_i].before, cases[_i].file, cases[_i].word, cases[_i].names,
		cases[_i].wanted);
}
END_TEST

/* Supervisors that are there keep what they say in force; new ones bring theirs. */
START_TEST(supervisors_bring_what_they_say)
{
	struct template *into = in_force(TREE("strategy = \"one_for_all\"; " OWN(P("a"))));
	struct template *from = load_one(TREE("strategy = \"rest_for_one\"; " OWN(P("a"))
			IN(S("b", "strategy = \"one_for_all\"; intensity = 7; " OWN(P("x"))))));
	struct reeve_error error;
	const char *names[] = {"x", NULL};

	ck_assert_int_eq(mix_add(into, from, names, &error), 0);
	ck_assert_uint_eq(into->nodes[0].strategy, NODE_ONE_FOR_ALL);
	ck_assert_uint_eq(into->nodes[1].strategy, NODE_ONE_FOR_ALL);
	ck_assert_uint_eq(into->nodes[1].intensity, 7);
	template_free(into);
	template_free(from);
	forget();
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mix");
	TCase *tests = tcase_create("mix");

	tcase_add_loop_test(tests, programs_come_and_go, 0, COUNT(cases));
	tcase_add_test(tests, supervisors_bring_what_they_say);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
