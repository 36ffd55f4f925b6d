/* SPDX-License-Identifier: MIT */
#ifndef PAGE_H
#define PAGE_H

/* The manual page of reeve itself, in mdoc. */
extern const char page_text[];

#endif
