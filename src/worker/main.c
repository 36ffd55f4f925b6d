/* SPDX-License-Identifier: MIT */
#include "reeve/worker.h"

/* reeve-worker: runs a work plugin. All of it is in libreeve, which plugins link. */
int main(int argc, char **argv)
{
	return reeve_worker_main(argc, argv);
}
