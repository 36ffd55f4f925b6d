/* SPDX-License-Identifier: MIT */
#ifndef TESTS_FUZZ_RESOLVED_H
#define TESTS_FUZZ_RESOLVED_H

struct error_list;
struct template;

/* The text in force of a valid template is read back, and says the same again. */
void resolved_check(const struct template *template);
/* There are errors, each with a sentence, and with a line where it has a file. */
void resolved_check_errors(const struct error_list *errors);

#endif
