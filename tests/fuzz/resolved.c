/* SPDX-License-Identifier: MIT */
/* The text in force, as a master that is started again reads it: whatever it is, it is refused with
 * a sentence, or means the same when it is written again. */
#include "config.h"

#include <stdlib.h>

#include "config/template.h"
#include "fuzz.h"
#include "resolved.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error_list errors = {0};
	struct template *template = template_load_resolved((const char *)data, size, &errors);

	if (template)
		resolved_check(template);
	else
		resolved_check_errors(&errors);
	template_free(template);
	error_list_done(&errors);
	return 0;
}
