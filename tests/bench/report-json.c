/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "report.h"
#include "report-orphans.h"
#include "target.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const metric_names[METRIC_COUNT] = {
#define X(name, group, what, unit) [METRIC_##name] = #name,
	METRICS(X)
#undef X
};

static void print_text(const char *text)
{
	putchar('"');
	for (; *text; text++)
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if ((unsigned char)*text < 0x20)
			printf("\\u%04x", (unsigned)*text);
		else
			putchar(*text);
	putchar('"');
}

/* NaN has no form in JSON. */
static void print_number(double value)
{
	if (isfinite(value))
		printf("%.6g", value);
	else
		printf("null");
}

static void print_systems(const struct bench *bench)
{
	const char *lead = "";

	printf("\"systems\":[");
	for (unsigned i = 0; systems[i]; i++) {
		if (!*bench->versions[i])
			continue;
		printf("%s\n{\"name\":\"%s\",\"measured\":%s,\"%s\":", lead, systems[i]->name,
			bench->present[i] ? "true" : "false",
			bench->present[i] ? "version" : "why_not");
		print_text(bench->versions[i]);
		if (*bench->problems[i]) {
			printf(",\"problem\":");
			print_text(bench->problems[i]);
		}
		printf("}");
		lead = ",";
	}
	printf("],\n");
}

static void print_sample(const struct bench *bench, enum metric metric, unsigned system)
{
	const struct sample *sample = &bench->samples[metric][system];

	printf("{\"group\":\"m%u\",\"metric\":\"%s\",\"unit\":\"%s\",\"system\":\"%s\",\"median\":",
		metric_texts[metric].group, metric_names[metric], metric_texts[metric].unit,
		systems[system]->name);
	print_number(sample_median(sample));
	printf(",\"times_floor\":");
	print_number(sample_median(sample) / sample_median(&bench->samples[metric][0]));
	printf(",\"values\":[");
	for (size_t i = 0; i < sample->count; i++) {
		printf("%s", i ? "," : "");
		print_number(sample->values[i]);
	}
	printf("]}");
}

static void print_results(const struct bench *bench)
{
	const char *lead = "";

	printf("\"results\":[");
	for (enum metric metric = 0; metric < METRIC_COUNT; metric++)
		for (unsigned i = 0; systems[i]; i++)
			if (bench->samples[metric][i].count) {
				printf("%s\n", lead);
				print_sample(bench, metric, i);
				lead = ",";
			}
	printf("],\n");
}

static void print_targets(const struct bench *bench)
{
	const char *lead = "";

	printf("\"targets\":[");
	for (unsigned i = 0; i < target_count; i++) {
		const struct target *target = &targets[i];

		if (!bench_wants(bench, metric_texts[target->metric].group))
			continue;
		printf("%s\n{\"metric\":\"%s\",\"at\":\"%s\",\"limit\":", lead,
			metric_names[target->metric], target->at_least ? "least" : "most");
		print_number(target->limit);
		printf(",\"times_floor\":%s,\"times_metric\":",
			target->relative || target->starts ? "true" : "false");
		print_text(target->base	    ? metric_names[target->base]
			   : target->starts ? metric_names[METRIC_HELP]
					    : "");
		printf(",\"value\":");
		print_number(target_value(bench, target, 1));
		printf(",\"verdict\":\"%s\"}", target_verdict_name(target_judge(bench, target)));
		lead = ",";
	}
	printf("]");
}

void report_json(const struct bench *bench)
{
	const struct counted *counted = &bench->counted;
	char machine[512];

	report_machine(machine, sizeof(machine));
	printf("{\"schema\":1,\"machine\":");
	print_text(machine);
	printf(",\"workers\":%u,\"idle_seconds\":%u,\"quick\":%s,\n", bench->host.workers,
		bench->idle_s, bench->host.quick ? "true" : "false");
	print_systems(bench);
	print_results(bench);
	print_targets(bench);
	if (counted->asked) {
		printf(",\n\"counted\":{\"asked\":%" PRIu64 ",\"plugin\":%" PRIu64 ",\"status\":",
			counted->asked, counted->plugin);
		if (counted->known)
			printf("%" PRIu64, counted->status);
		else
			printf("null");
		printf(",\"verdict\":\"%s\"}", target_verdict_name(target_judge_counts(bench)));
	}
	if (bench_wants(bench, 12))
		orphans_print_json(bench);
	printf("}\n");
}
