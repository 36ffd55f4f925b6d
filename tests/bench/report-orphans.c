/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "report-orphans.h"
#include "target.h"

#include <stdio.h>

enum { REEVE = 1 };

static const char *const killed_names[KILLED_COUNT] = {
	[KILLED_TOP] = "the top one", [KILLED_ONE] = "one below it", [KILLED_ALL] = "all"};

static unsigned lost(const struct survival *survival)
{
	return survival->copies < survival->workers ? survival->workers - survival->copies : 0;
}

static unsigned doubled(const struct survival *survival)
{
	return survival->copies > survival->workers ? survival->copies - survival->workers : 0;
}

static void print_row(const struct survival *survival, const char *system, const char *killed)
{
	if (survival->known)
		printf("    %-12s %-12s %9u %9u %9u %9u %9u %9s %9u\n", system, killed,
			survival->workers, survival->alive, survival->copies, lost(survival),
			doubled(survival), survival->heeded ? "yes" : "no", survival->left);
}

void orphans_print(const struct bench *bench)
{
	printf("m12  workers after SIGKILL of their supervisors, and what the next start makes of "
	       "them\n");
	printf("    %-12s %-12s %9s %9s %9s %9s %9s %9s %9s\n", "", "killed", "workers", "live on",
		"run then", "lost", "doubled", "heeded", "left");
	for (unsigned i = 0; systems[i]; i++)
		for (enum killed killed = 0; killed < KILLED_COUNT; killed++)
			print_row(&bench->survivals[killed][i], systems[i]->name,
				killed_names[killed]);
	printf("\n");
}

/* Of all that was killed; false: nothing was. */
static bool sum(const struct bench *bench, unsigned system,
	unsigned (*count)(const struct survival *survival), unsigned *ret_sum)
{
	bool known = false;

	*ret_sum = 0;
	for (enum killed killed = 0; killed < KILLED_COUNT; killed++) {
		const struct survival *survival = &bench->survivals[killed][system];

		if (survival->known)
			*ret_sum += count(survival);
		known = known || survival->known;
	}
	return known;
}

static void print_target(const struct bench *bench, const char *what,
	unsigned (*count)(const struct survival *survival))
{
	const char *lead = "  (";
	unsigned value;
	bool known = sum(bench, REEVE, count, &value);
	enum verdict verdict = !known ? VERDICT_UNMEASURED : value ? VERDICT_MISSED : VERDICT_OK;

	printf("%-10s m12  workers %s: ", target_verdict_name(verdict), what);
	if (known)
		printf("%u, ", value);
	printf("at most 0");
	for (unsigned i = REEVE + 1; systems[i]; i++)
		if (sum(bench, i, count, &value)) {
			printf("%s%s %u", lead, systems[i]->name, value);
			lead = ", ";
		}
	printf("%s\n", *lead == ',' ? ")" : "");
}

void orphans_print_targets(const struct bench *bench)
{
	print_target(bench, "lost", lost);
	print_target(bench, "doubled", doubled);
}

void orphans_print_json(const struct bench *bench)
{
	const char *lead = "";

	printf(",\n\"orphans\":[");
	for (unsigned i = 0; systems[i]; i++)
		for (enum killed killed = 0; killed < KILLED_COUNT; killed++) {
			const struct survival *survival = &bench->survivals[killed][i];

			if (!survival->known)
				continue;
			printf("%s\n{\"system\":\"%s\",\"killed\":\"%s\",\"workers\":%u,"
			       "\"alive\":%u,\"copies\":%u,\"lost\":%u,\"doubled\":%u,"
			       "\"heeded\":%s,\"left\":%u}",
				lead, systems[i]->name, killed_names[killed], survival->workers,
				survival->alive, survival->copies, lost(survival),
				doubled(survival), survival->heeded ? "true" : "false",
				survival->left);
			lead = ",";
		}
	printf("]");
}
