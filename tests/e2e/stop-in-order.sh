#!/bin/sh
# SPDX-License-Identifier: MIT
# Workers that are ended one after the other may each take their stop_timeout: one `stop` waits for all of them. That
# is 12 seconds here, more than a single stop_timeout and what is added to it for the rest (10 s).
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
. "$top_srcdir/tests/e2e/lib.sh"

make_command q <<END
$usage
supervisor = {
  supervisors = ( { name = "s"; start_order = "sequential"; shutdown = "infinity";
    programs = ( { name = "deaf"; exec = ["$actor", "stubborn"]; workers = 20; start_grace = 0; stop_timeout = "600ms"; } ); } );
};
END
expect 0 "$work/q" start -d
expect 0 "$work/q" stop
expect_clean
