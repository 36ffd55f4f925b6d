/* SPDX-License-Identifier: MIT */
#ifndef REEVE_REEVE_H
#define REEVE_REEVE_H

/* Everything that libreeve promises. */

#include <reeve/backoff.h>
#include <reeve/client.h>
#include <reeve/command.h>
#include <reeve/context.h>
#include <reeve/error.h>
#include <reeve/log.h>
#include <reeve/main.h>
#include <reeve/manage.h>
#include <reeve/plugin.h>
#include <reeve/status.h>
#include <reeve/version.h>
#include <reeve/watch.h>
#include <reeve/worker.h>

#endif
