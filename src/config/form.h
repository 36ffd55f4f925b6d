/* SPDX-License-Identifier: MIT */
#ifndef CONFIG_FORM_H
#define CONFIG_FORM_H

/* What the values of single keys must look like beyond their type: names, paths, masks, environment
 * entries, bindings. */

#include <libconfig.h>

/* Told once per fault: why reads as what follows the key ("must be ..."). */
typedef void form_complain(void *data, const config_setting_t *culprit, const char *why);

/* Checks a setting whose type is right already. */
void form_check(const config_setting_t *setting, form_complain *complain, void *data);

/* Permission bits of an octal text. Returns 0 or -EINVAL. */
int form_mask(const char *text, unsigned *ret_mask);

#endif
