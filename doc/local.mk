# Documents for those who read the code.
EXTRA_DIST += SECURITY.md doc/architecture.md doc/bench.md doc/control.md \
	doc/otp.md doc/packaging.md doc/storage.md \
	doc/simulations/page.sh $(simulations)

# And for those who have it installed.
dist_doc_DATA += doc/containers.md doc/from-process_manage.md doc/plugin-tutorial.md doc/sockets.md doc/states.md doc/supervision.md

# Templates and events behind the time lines of doc/supervision.md.
simulations = \
	doc/simulations/auto-shutdown.cfg \
	doc/simulations/auto-shutdown.events \
	doc/simulations/backoff.cfg \
	doc/simulations/backoff.events \
	doc/simulations/hangs.cfg \
	doc/simulations/hangs.events \
	doc/simulations/in-a-row.cfg \
	doc/simulations/in-a-row.events \
	doc/simulations/jitter.cfg \
	doc/simulations/jitter.events \
	doc/simulations/needs.cfg \
	doc/simulations/needs.events \
	doc/simulations/nested.cfg \
	doc/simulations/nested.events \
	doc/simulations/new-master.cfg \
	doc/simulations/new-master.events \
	doc/simulations/no-restart.cfg \
	doc/simulations/no-restart.events \
	doc/simulations/on-fatal.cfg \
	doc/simulations/on-fatal.events \
	doc/simulations/one-for-all.cfg \
	doc/simulations/one-for-all.events \
	doc/simulations/recycle.cfg \
	doc/simulations/recycle.events \
	doc/simulations/rest-for-one.cfg \
	doc/simulations/rest-for-one.events \
	doc/simulations/retry-after.cfg \
	doc/simulations/retry-after.events \
	doc/simulations/schedule.cfg \
	doc/simulations/schedule.events \
	doc/simulations/slow-stop.cfg \
	doc/simulations/slow-stop.events \
	doc/simulations/transient.cfg \
	doc/simulations/transient.events \
	doc/simulations/window.cfg \
	doc/simulations/window.events \
	doc/simulations/work.cfg \
	doc/simulations/work.events

# Programs that a reader may take and change.
examplesdir = $(docdir)/examples
dist_examples_DATA = doc/examples/queue.c doc/examples/queues.c doc/examples/server.c doc/examples/server.cfg
