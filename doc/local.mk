# Documents for those who read the code.
EXTRA_DIST += SECURITY.md doc/architecture.md doc/bench.md doc/control.md doc/from-process_manage.md \
	doc/packaging.md doc/states.md doc/storage.md \
	doc/supervision.md doc/examples/queue.c doc/examples/queues.c

# And for those who have it installed.
dist_doc_DATA += doc/plugin-tutorial.md
