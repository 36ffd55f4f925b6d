/* SPDX-License-Identifier: MIT */

/* json PATH [FIELD...]: reads one JSON document from standard input and prints what PATH leads to,
 * or these fields of it, one line each. PATH: names and numbers between dots; "*" is each element
 * of an array, "#" their number, "NAME=TEXT" each whose NAME is TEXT. Without a match, or where the
 * input is not exactly one document, it exits 1. */

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int matches;
static char **fields;

static void print_value(const json_t *value)
{
	char *text;

	if (json_is_string(value)) {
		fputs(json_string_value(value), stdout);
		return;
	}
	text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
	fputs(text ? text : "-", stdout);
	free(text);
}

static void print_match(const json_t *value)
{
	matches++;
	if (!*fields)
		print_value(value);
	for (char **field = fields; *field; field++) {
		if (field != fields)
			putchar(' ');
		print_value(json_object_get(value, *field));
	}
	putchar('\n');
}

static void follow(json_t *value, const char *path);

static void follow_array(json_t *array, const char *name, const char *rest)
{
	const char *equals = strchr(name, '=');
	json_t *element;
	size_t index;

	if (!strcmp(name, "#")) {
		matches++;
		printf("%zu\n", json_array_size(array));
	} else if (!strcmp(name, "*")) {
		json_array_foreach(array, index, element) follow(element, rest);
	} else if (equals) {
		json_array_foreach(array, index, element)
		{
			json_t *named = json_object_getn(element, name, (size_t)(equals - name));
			const char *text = json_string_value(named);

			if (text && !strcmp(text, equals + 1))
				follow(element, rest);
		}
	} else {
		element = json_array_get(array, strtoul(name, NULL, 10));
		if (element)
			follow(element, rest);
	}
}

static void follow(json_t *value, const char *path)
{
	size_t length = strcspn(path, ".");
	const char *rest = path + length + (path[length] == '.');
	char name[128];

	if (!*path) {
		print_match(value);
		return;
	}
	snprintf(name, sizeof name, "%.*s", (int)length, path);
	if (json_is_array(value))
		follow_array(value, name, rest);
	else if (json_object_get(value, name))
		follow(json_object_get(value, name), rest);
}

int main(int argc, char **argv)
{
	json_error_t error;
	json_t *document = json_loadf(stdin, JSON_REJECT_DUPLICATES, &error);

	if (!document || argc < 2) {
		fprintf(stderr, "json: %s\n", document ? "no path" : error.text);
		json_decref(document);
		return 1;
	}
	fields = argv + 2;
	follow(document, argv[1]);
	json_decref(document);
	return matches ? 0 : 1;
}
