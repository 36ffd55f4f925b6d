/* SPDX-License-Identifier: MIT */
#ifndef CLIENT_ORDER_H
#define CLIENT_ORDER_H

struct status;

/* Rolling has workers change slots (supervisor/roll.h): puts them in the order of the template again,
 * each before the process that is to take its place or has left it to it. Spare slots without a
 * process that lives go. Supervisors are none of these. */
void order_workers(struct status *status);

#endif
