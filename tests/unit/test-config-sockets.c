/* SPDX-License-Identifier: MIT */
#include "config.h"

/* Sockets of a template: addresses as people write them, what is read, what is refused, and that
 * the text in force says the same. */

#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "config-place.h"

#define P(sockets) "programs = ({ name = \"p\"; exec = \"true\"; sockets = " sockets "; });\n"
#define S(members) "sockets = ({ " members " });\n"
#define X S("name = \"x\"; listen = \"127.0.0.1:80\";")

static void check_same(const char *text)
{
	struct address address, again;
	char shown[ADDRESS_TEXT_MAX], why[256] = "";

	ck_assert_msg(address_parse(text, &address, why, sizeof why) == 0, "%s: %s", text, why);
	ck_assert_str_eq(address_print(&address, shown, sizeof shown), text);
	ck_assert_int_eq(address_parse(shown, &again, why, sizeof why), 0);
	ck_assert(address_equal(&address, &again));
}

START_TEST(addresses_are_what_they_were)
{
	char path[ADDRESS_PATH_MAX + 1];
	struct address address, other;
	char why[256];

	check_same("127.0.0.1:8080");
	check_same("0.0.0.0:1");
	check_same("[::1]:65535");
	check_same("[fe80::1:2]:80");
	check_same("/run/x.sock");
	check_same("@name");
	check_same("@a:b/c");
	memset(path, 'a', sizeof path - 1);
	path[ADDRESS_PATH_MAX] = '\0';
	path[0] = '/';
	check_same(path);
	address_parse(path, &address, why, sizeof why);
	ck_assert_str_eq(address_path(&address), path);
	address_parse("@x", &address, why, sizeof why);
	ck_assert_ptr_null(address_path(&address));
	ck_assert(address_is_unix(&address));
	address_parse("127.0.0.1:80", &address, why, sizeof why);
	ck_assert_uint_eq(address_port(&address), 80);
	address_parse("127.0.0.1:81", &other, why, sizeof why);
	ck_assert(!address_equal(&address, &other));
}
END_TEST

START_TEST(what_is_no_address_says_what_to_write)
{
	static const struct {
		const char *text, *part;
	} cases[] = {
		{"", "must be like"},
		{"8080", "\"127.0.0.1:8080\" is reached from this machine alone"},
		{":8080", "\"0.0.0.0:PORT\" is all of IPv4"},
		{"*:8080", "\"0.0.0.0:PORT\" is all of IPv4"},
		{"localhost:80", "not the name 'localhost'"},
		{"example:80", "must be like"},
		{"127.0.0.1", "a path has '/'"},
		{"x.sock", "\"./x.sock\""},
		{"127.0.0.1:", "a port from 1 to 65535"},
		{"127.0.0.1:0", "a port from 1 to 65535"},
		{"127.0.0.1:65536", "a port from 1 to 65535"},
		{"127.0.0.1:99999999999999999999", "a port from 1 to 65535"},
		{"127.0.0.1:-1", "a port from 1 to 65535"},
		{"127.0.0.1: 80", "a port from 1 to 65535"},
		{"127.0.0.256:80", "must be like"},
		{"127.1:80", "must be like"},
		{"::1:8080", "in brackets"},
		{"::1", "in brackets"},
		{"[::1]", "must be like"},
		{"[::1]8080", "must be like"},
		{"[::g]:80", "must be like"},
		{"[:80", "must be like"},
		{"[]:80", "must be like"},
		{"[127.0.0.1]:80", "must be like"},
		{"@", "must have a name behind '@'"},
		{"http://127.0.0.1:80", "the address alone"},
		{"unix:/x", "the address alone"},
		{"/a\nb", "without control characters"},
		{"\x01\xff:80", "must be like"},
	};
	struct address address;
	char why[256], path[ADDRESS_PATH_MAX + 2];

	for (size_t i = 0; i < COUNT(cases); i++) {
		why[0] = '\0';
		ck_assert_msg(address_parse(cases[i].text, &address, why, sizeof why) < 0, "%s",
			cases[i].text);
		ck_assert_msg(strstr(why, cases[i].part) != NULL, "%s: %s", cases[i].text, why);
	}
	memset(path, '/', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	ck_assert_int_lt(address_parse(path, &address, why, sizeof why), 0);
	ck_assert_ptr_nonnull(
		strstr(why, "is 108 bytes long: of a unix socket it can be at most 107"));
	path[0] = '@';
	ck_assert_int_eq(address_parse(path, &address, why, sizeof why), 0);
}
END_TEST

static const char whole[] =
	"sockets = (\n"
	"  { name = \"http\"; listen = \"127.0.0.1:8080\"; backlog = 5; },\n"
	"  { name = \"six\"; listen = \"[::1]:8080\"; },\n"
	"  { name = \"local\"; listen = \"./run/x\"; type = \"seqpacket\"; mode = \"0666\"; group "
	"= \"0\"; },\n"
	"  { name = \"log\"; listen = \"127.0.0.1:8080\"; type = \"datagram\"; },\n"
	"  { name = \"a\"; listen = \"@a\\x01\\xff\"; });\n"
	"programs = (\n"
	"  { name = \"p\"; exec = \"true\"; sockets = [\"six\", \"http\"]; },\n"
	"  { name = \"q\"; work = \"w\"; sockets = \"local\"; },\n"
	"  { name = \"r\"; exec = \"true\"; sockets = [\"log\", \"a\"]; ready = \"fd\"; ready_fd = "
	"5; });\n";

static void check_whole(void)
{
	const struct listener *sockets = template->sockets;

	ck_assert_uint_eq(template->socket_count, 5);
	ck_assert_str_eq(sockets[0].name, "http");
	ck_assert_uint_eq(sockets[0].backlog, 5);
	ck_assert_uint_eq(address_port(&sockets[0].address), 8080);
	ck_assert_uint_eq(sockets[1].backlog, 4096);
	ck_assert_int_eq(sockets[1].type, SOCK_STREAM);
	ck_assert_str_eq(address_path(&sockets[2].address), in_root("run/x"));
	ck_assert_int_eq(sockets[2].type, SOCK_SEQPACKET);
	ck_assert_uint_eq(sockets[2].mode, 0666);
	ck_assert_uint_eq(sockets[2].gid, 0);
	ck_assert_uint_eq(sockets[2].uid, (uid_t)-1);
	ck_assert_int_eq(sockets[3].type, SOCK_DGRAM);
	ck_assert_uint_eq(sockets[1].mode, 0600);
	ck_assert_str_eq(template->programs[0].sockets[0], "six");
	ck_assert_str_eq(template->programs[0].sockets[1], "http");
	ck_assert_ptr_null(template->programs[0].sockets[2]);
	ck_assert_str_eq(template->programs[1].sockets[0], "local");
	ck_assert_str_eq(template->programs[2].sockets[1], "a");
}

START_TEST(all_is_read_and_the_text_in_force_says_the_same)
{
	struct address first;
	char *text;

	check_loads(whole);
	check_whole();
	first = template->sockets[4].address;
	text = template_resolve(template);
	ck_assert_ptr_nonnull(text);
	forget();
	template = template_load_resolved(text, strlen(text), &errors);
	ck_assert_msg(template != NULL, "%s\n%s", error_text(), text);
	check_whole();
	ck_assert(address_equal(&template->sockets[4].address, &first));
	free(text);
}
END_TEST

START_TEST(faults_are_told)
{
	check_errors(X ONE,
		"t.cfg:1: socket 'x': no program has it: who connects would wait in vain; a "
		"program takes it with sockets = [\"x\"]\n");
	check_errors(X P("\"y\""),
		"t.cfg:1: socket 'x': no program has it: who connects would wait in "
		"vain; a program takes it with sockets = [\"x\"]\n"
		"t.cfg:2: program 'p': there is no socket 'y'\n");
	check_errors(S("name = \"http\"; listen = \"@x\";") P("[\"http\", \"htpt\"]"),
		"t.cfg:2: program 'p': there is no socket 'htpt', did you mean 'http'?\n");
	check_errors(P("\"x\""),
		"t.cfg:1: program 'p': there is no socket 'x': the top of the template "
		"says none with sockets = ( { name = \"...\"; listen = \"...\"; } )\n");
	check_errors(X P("[\"x\", \"x\"]"), "t.cfg:2: program 'p': 'sockets' has 'x' twice\n");
	check_errors(X P("({ name = \"x\"; listen = \"@y\"; })"),
		"t.cfg:1: socket 'x': no program has it: who connects would wait in vain; a "
		"program takes "
		"it with sockets = [\"x\"]\n"
		"t.cfg:2: program 'p': here 'sockets' must hold names: the groups stand at the top "
		"of the "
		"template\n");
	check_errors("sockets = \"x\";\n" P("\"x\""),
		"t.cfg:1: here 'sockets' must hold groups: ( { name = \"...\"; listen = \"...\"; "
		"}, ... ); a "
		"program has their names\n"
		"t.cfg:2: program 'p': there is no socket 'x': the top of the template says none "
		"with "
		"sockets = ( { name = \"...\"; listen = \"...\"; } )\n");
	check_errors(S("name = \"x\"; listen = \"8080\";") P("\"x\""),
		"t.cfg:1: socket 'x': 'listen' must say of which address: \"127.0.0.1:8080\" is "
		"reached from "
		"this machine alone, \"0.0.0.0:8080\" from all\n");
	check_errors(S("name = \"x\"; listne = \"@x\"; workers = 2;") P("\"x\""),
		"t.cfg:1: socket 'x': has no listen\n"
		"t.cfg:1: socket 'x': unknown key 'listne', did you mean 'listen'?\n"
		"t.cfg:1: socket 'x': key 'workers' belongs at the top of a template, not in a "
		"socket\n");
	check_errors("listen = \"@x\";\n" ONE,
		"t.cfg:1: key 'listen' belongs in a socket, not at the top of a template\n");
}
END_TEST

START_TEST(what_cannot_be_together_is_told)
{
	check_errors(
		S("name = \"x\"; listen = \"127.0.0.1:80\"; type = \"seqpacket\"; mode = \"600\";")
			P("\"x\""),
		"t.cfg:1: socket 'x': type \"seqpacket\" is for unix sockets: a path or \"@name\"\n"
		"t.cfg:1: socket 'x': 'mode' is for unix sockets that are a path\n");
	check_errors(
		S("name = \"x\"; listen = \"@x\"; type = \"datagram\"; backlog = 3; user = \"0\";")
			P("\"x\""),
		"t.cfg:1: socket 'x': 'backlog' means nothing with datagrams: nobody connects\n"
		"t.cfg:1: socket 'x': 'user' is for unix sockets that are a path\n");
	check_errors("sockets = ({ name = \"x\"; listen = \"0.0.0.0:80\"; },\n"
		     "{ name = \"y\"; listen = \"127.0.0.1:80\"; },\n"
		     "{ name = \"x\"; listen = \"127.0.0.1:81\"; },\n"
		     "{ name = \"z\"; listen = \"[::]:80\"; },\n"
		     "{ name = \"u\"; listen = \"0.0.0.0:80\"; type = \"datagram\"; });\n" P(
			     "[\"x\", \"y\", \"z\", \"u\"]"),
		"t.cfg:2: socket 'y': 'x' listens at '0.0.0.0:80' already\n"
		"t.cfg:3: socket 'x': another one has that name: a program could not tell them "
		"apart\n");
	check_errors(
		"sockets = ({ name = \"x\"; listen = \"/a\"; },\n"
		"{ name = \"y\"; listen = \"/a\"; type = \"datagram\"; });\n" P("[\"x\", \"y\"]"),
		"t.cfg:2: socket 'y': 'x' listens at '/a' already\n");
	check_errors(X "programs = ({ name = \"p\"; exec = \"true\"; ready = \"fd\"; sockets = "
		       "\"x\"; });\n",
		"t.cfg:2: program 'p': descriptor 3 is that of a socket, which are the first ones "
		"from 3 on: "
		"set ready_fd = 4\n");
	check_errors(X "programs = ({ name = \"p\"; exec = \"true\"; ready = \"port:80\"; sockets = "
		       "\"x\"; });\n",
		"t.cfg:2: program 'p': port 80 says nothing of its being ready: the command itself "
		"holds socket 'x' open, which accepts always; \"notify\" and \"fd\" say more\n");
	check_errors("sockets = ({ name = \"1\"; listen = \"@1\"; }, { name = \"2\"; listen = "
		     "\"@2\"; }, "
		     "{ name = \"3\"; listen = \"@3\"; }, { name = \"4\"; listen = \"@4\"; }, "
		     "{ name = \"5\"; listen = \"@5\"; }, { name = \"6\"; listen = \"@6\"; }, "
		     "{ name = \"7\"; listen = \"@7\"; }, { name = \"8\"; listen = \"@8\"; }, "
		     "{ name = \"9\"; listen = \"@9\"; });\n" P(
			     "[\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\"]"),
		"t.cfg:2: program 'p': it has 9 sockets, at most 8 can be\n");
	put("c.cfg", "name = \"c\";\n" ONE);
	check_errors(X "programs = ({ name = \"p\"; command = \"c.cfg\"; sockets = \"x\"; }, "
		       "{ name = \"q\"; exec = \"true\"; sockets = \"x\"; });\n",
		"t.cfg:2: program 'p': a command opens its own sockets: 'sockets' belongs in its "
		"template "
		"'c.cfg'\n");
	check_errors(X "commands = ({ name = \"c\"; " P("\"x\"") " });\n",
		"t.cfg:1: 'sockets' are opened by one command: they belong in each of the "
		"commands\n"
		"t.cfg:2: program 'p': there is no socket 'x': the top of the template says none "
		"with "
		"sockets = ( { name = \"...\"; listen = \"...\"; } )\n");
}
END_TEST

START_TEST(commands_do_not_take_from_each_other)
{
	check_errors("commands = ({ name = \"a\"; " X P("\"x\"") " },\n{ name = \"b\"; " S(
			     "name = \"x\"; listen = \"0.0.0.0:80\";") P("\"x\"") " });\n",
		"t.cfg:4: command 'b': socket 'x' cannot be had at '0.0.0.0:80': command 'a' "
		"listens there\n");
	check_loads("commands = ({ name = \"a\"; " X P("\"x\"") " },\n{ name = \"b\"; " S(
		"name = \"x\"; listen = \"127.0.0.1:81\";") P("\"x\"") " });\n");
	ck_assert_uint_eq(template->socket_count, 0);
	ck_assert_uint_eq(template->commands[1]->socket_count, 1);
}
END_TEST

START_TEST(a_path_is_as_long_as_it_is_below_base)
{
	char text[512], long_name[100];

	memset(long_name, 'a', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = '\0';
	snprintf(text, sizeof text, S("name = \"x\"; listen = \"./%s\";") P("\"x\""), long_name);
	ck_assert(!load_text(text));
	ck_assert_msg(strstr(error_text(),
			      "of a unix socket it can be at most 107; a shorter directory, or a "
			      "link to it, will do") != NULL,
		"%s", error_text());
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {addresses_are_what_they_were,
		what_is_no_address_says_what_to_write,
		all_is_read_and_the_text_in_force_says_the_same, faults_are_told,
		what_cannot_be_together_is_told, commands_do_not_take_from_each_other,
		a_path_is_as_long_as_it_is_below_base};
	Suite *suite = suite_create("config-sockets");

	add_tests(suite, "sockets", tests, COUNT(tests));
	return run_suite(suite);
}
