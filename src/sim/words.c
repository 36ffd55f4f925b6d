/* SPDX-License-Identifier: MIT */
#include "sim/words.h"

const struct word words[] = {
	{"lives", false, SHAPE_LIFE, WORLD_LIVES},
	{"exit", false, SHAPE_END, WORLD_ENDS},
	{"signal", false, SHAPE_END, WORLD_ENDS},
	{"fails", false, SHAPE_ALONE, WORLD_FAILS},
	{"ready", false, SHAPE_TIME, WORLD_READY},
	{"stops", false, SHAPE_TIME, WORLD_STOPS},
	{"start", false, SHAPE_ALONE, WORLD_START},
	{"stop", false, SHAPE_ALONE, WORLD_STOP},
	{"restart", false, SHAPE_ALONE, WORLD_RESTART},
	{"wakeup", false, SHAPE_ALONE, WORLD_WAKE},
	{"memory", false, SHAPE_ALONE, WORLD_MEMORY},
	{"watch", false, SHAPE_ALONE, WORLD_WATCH},
	{"cron", false, SHAPE_ALONE, WORLD_CRON},
	{"watchdog", false, SHAPE_ALONE, WORLD_WATCHDOG},
	{"stop", true, SHAPE_ALONE, WORLD_STOP_ALL},
	{"kill-master", true, SHAPE_ALONE, WORLD_KILL_MASTER},
	{"end", true, SHAPE_FINISH, WORLD_VERB_COUNT},
};
const size_t word_count = sizeof words / sizeof words[0];
