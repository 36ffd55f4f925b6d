/* SPDX-License-Identifier: MIT */
#include <reeve/plugin.h>

/* Right as far as it goes: what comes after it is not the plugin's. */
REEVE_API extern const uint64_t reeve_plugin;
const uint64_t reeve_plugin = REEVE_PLUGIN_MAGIC;
