/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "report.h"
#include "report-orphans.h"
#include "target.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

/* The processor's name as /proc/cpuinfo has it, where it has one. */
static void read_processor(char *ret_name, size_t size)
{
	char line[256];
	FILE *file = fopen("/proc/cpuinfo", "re");

	snprintf(ret_name, size, "processor not named");
	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, "model name", 10) == 0 && strchr(line, ':')) {
			line[strcspn(line, "\n")] = '\0';
			snprintf(ret_name, size, "%s", strchr(line, ':') + 2);
			break;
		}
	if (file)
		fclose(file);
}

void report_machine(char *ret_text, size_t size)
{
	char processor[256];
	struct utsname name;

	uname(&name);
	read_processor(processor, sizeof(processor));
	snprintf(ret_text, size, "%s %s %s, %d processors online, %s", name.sysname, name.release,
		name.machine, get_nprocs(), processor);
}

/* Three significant digits, without an exponent. */
static const char *number(double value, char text[static 32])
{
	int digits = value == 0 || fabs(value) >= 100 ? 0 : 2 - (int)floor(log10(fabs(value)));

	snprintf(text, 32, "%.*f", value == floor(value) ? 0 : digits, value);
	return text;
}

static bool is_measured(const struct bench *bench, enum metric metric)
{
	for (unsigned i = 0; systems[i]; i++)
		if (bench->samples[metric][i].count)
			return true;
	return false;
}

static void print_row(const struct bench *bench, enum metric metric, unsigned system)
{
	const struct sample *sample = &bench->samples[metric][system];
	double base = sample_median(&bench->samples[metric][0]);
	char median[32], least[32], high[32], most[32], ratio[32] = "";

	if (!sample->count)
		return;
	if (base > 0)
		number(sample_median(sample) / base, ratio);
	printf("    %-12s %10s %10s %10s %10s %5zu %9s\n", systems[system]->name,
		number(sample_median(sample), median), number(sample_percentile(sample, 0), least),
		number(sample_percentile(sample, 95), high),
		number(sample_percentile(sample, 100), most), sample->count, ratio);
}

static void print_metric(const struct bench *bench, enum metric metric)
{
	const struct metric_text *text = &metric_texts[metric];

	printf("m%u  %s%s%s\n", text->group, text->what, *text->unit ? ", " : "", text->unit);
	printf("    %-12s %10s %10s %10s %10s %5s %9s\n", "", "median", "min", "p95", "max", "n",
		"x floor");
	for (unsigned i = 0; systems[i]; i++)
		print_row(bench, metric, i);
	printf("\n");
}

static void print_versions(const struct bench *bench)
{
	char machine[512];

	report_machine(machine, sizeof(machine));
	printf("machine      %s\n", machine);
	for (unsigned i = 0; systems[i]; i++)
		if (*bench->versions[i])
			printf("%-12s %s%s\n", systems[i]->name,
				bench->present[i] ? "" : "skipped: ", bench->versions[i]);
	for (unsigned i = 0; systems[i]; i++)
		if (*bench->problems[i])
			printf("%-12s could not be measured in all: %s\n", systems[i]->name,
				bench->problems[i]);
	printf("\nall = %u workers; idle = %u s; %s run\n\n", bench->host.workers, bench->idle_s,
		bench->host.quick ? "quick" : "full");
}

/* The peers' values in the same terms as the target's. */
static void print_peers(const struct bench *bench, const struct target *target)
{
	const char *lead = "  (";

	for (unsigned i = target->relative || target->starts ? 2 : 0; systems[i]; i++) {
		double value = target_value(bench, target, i);
		char text[32];

		if (i == 1 || isnan(value))
			continue;
		printf("%s%s %s", lead, systems[i]->name, number(value, text));
		lead = ", ";
	}
	if (*lead == ',')
		printf(")");
}

static void print_target(const struct bench *bench, const struct target *target)
{
	const struct metric_text *text = &metric_texts[target->metric];
	enum verdict verdict = target_judge(bench, target);
	char value[32], limit[32];

	printf("%-10s m%u  %s: ", target_verdict_name(verdict), text->group, text->what);
	if (verdict != VERDICT_UNMEASURED)
		printf("%s, ", number(target_value(bench, target, 1), value));
	printf("at %s %s%s%s", target->at_least ? "least" : "most", number(target->limit, limit),
		target->relative || target->starts || target->base || *text->unit ? " " : "",
		target->base	   ? "x the same with one"
		: target->starts   ? "x the start of floor"
		: target->relative ? "x floor"
				   : text->unit);
	print_peers(bench, target);
	printf("\n");
}

static void print_counted(const struct bench *bench)
{
	const struct counted *counted = &bench->counted;

	printf("%-10s m8  counted exactly", target_verdict_name(target_judge_counts(bench)));
	if (counted->asked)
		printf(": %" PRIu64 " runs were asked for, the plugin made %" PRIu64,
			counted->asked, counted->plugin);
	if (counted->known)
		printf(", status shows %" PRIu64, counted->status);
	printf("\n");
}

void report_tables(const struct bench *bench)
{
	print_versions(bench);
	for (enum metric metric = 0; metric < METRIC_COUNT; metric++)
		if (is_measured(bench, metric))
			print_metric(bench, metric);
	if (bench_wants(bench, 12))
		orphans_print(bench);
	if (!*bench->versions[1])
		return;
	printf("targets of reeve, medians (in brackets what the others have)\n");
	for (unsigned i = 0; i < target_count; i++)
		if (bench_wants(bench, metric_texts[targets[i].metric].group))
			print_target(bench, &targets[i]);
	if (bench_wants(bench, 8))
		print_counted(bench);
	if (bench_wants(bench, 12))
		orphans_print_targets(bench);
}
