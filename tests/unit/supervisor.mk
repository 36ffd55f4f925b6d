SUPERVISOR_RIG = tests/unit/supervisor-rig.c tests/unit/supervisor-rig.h
SUPERVISOR_TESTS = \
	tests/unit/test-supervisor \
	tests/unit/test-supervisor-backoff \
	tests/unit/test-supervisor-causes \
	tests/unit/test-supervisor-needs \
	tests/unit/test-supervisor-course \
	tests/unit/test-supervisor-nodes \
	tests/unit/test-supervisor-odd \
	tests/unit/test-supervisor-parts \
	tests/unit/test-supervisor-policy \
	tests/unit/test-supervisor-random \
	tests/unit/test-supervisor-resume \
	tests/unit/test-supervisor-roll \
	tests/unit/test-supervisor-start \
	tests/unit/test-supervisor-stop \
	tests/unit/test-supervisor-tree
check_PROGRAMS += $(SUPERVISOR_TESTS)
TESTS += $(SUPERVISOR_TESTS)
EXTRA_DIST += doc/states.md

tests_unit_test_supervisor_SOURCES = tests/unit/test-supervisor.c $(SUPERVISOR_RIG)
tests_unit_test_supervisor_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_supervisor_LDADD = src/supervisor/libsupervisor.la $(CHECK_LIBS)

tests_unit_test_supervisor_backoff_SOURCES = tests/unit/test-supervisor-backoff.c $(SUPERVISOR_RIG)
tests_unit_test_supervisor_backoff_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_supervisor_backoff_LDADD = src/supervisor/libsupervisor.la $(CHECK_LIBS)

tests_unit_test_supervisor_causes_SOURCES = tests/unit/test-supervisor-causes.c $(SUPERVISOR_RIG)
tests_unit_test_supervisor_causes_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_supervisor_causes_LDADD = src/supervisor/libsupervisor.la $(CHECK_LIBS)
tests_unit_test_supervisor_needs_SOURCES = tests/unit/test-supervisor-needs.c $(SUPERVISOR_RIG)
tests_unit_test_supervisor_needs_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_supervisor_needs_LDADD = src/supervisor/libsupervisor.la $(CHECK_LIBS)

tests_unit_test_supervisor_course_SOURCES = tests/unit/test-supervisor-course.c $(SUPERVISOR_RIG)
tests_unit_test_supervisor_course_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_supervisor_course_LDADD = src/supervisor/libsupervisor.la $(CHECK_LIBS)

tests_unit_test_supervisor_nodes_SOURCES = tests/unit/test-supervisor-nodes.c $(SUPERVISOR_RIG)
tests_unit_test_supervisor_nodes_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_supervisor_nodes_LDADD = src/supervisor/libsupervisor.la $(CHECK_LIBS)

tests_unit_test_supervisor_parts_SOURCES = tests/unit/test-supervisor-parts.c $(SUPERVISOR_RIG)
tests_unit_test_supervisor_parts_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_supervisor_parts_LDADD = src/supervisor/libsupervisor.la $(CHECK_LIBS)

tests_unit_test_supervisor_policy_SOURCES = tests/unit/test-supervisor-policy.c $(SUPERVISOR_RIG)
tests_unit_test_supervisor_policy_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_supervisor_policy_LDADD = src/supervisor/libsupervisor.la $(CHECK_LIBS)

tests_unit_test_supervisor_random_SOURCES = tests/unit/test-supervisor-random.c tests/unit/supervisor-rig.h
tests_unit_test_supervisor_random_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_supervisor_random_LDADD = src/supervisor/libsupervisor.la $(CHECK_LIBS)

tests_unit_test_supervisor_resume_SOURCES = tests/unit/test-supervisor-resume.c $(SUPERVISOR_RIG)
tests_unit_test_supervisor_resume_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_supervisor_resume_LDADD = src/supervisor/libsupervisor.la $(CHECK_LIBS)

tests_unit_test_supervisor_roll_SOURCES = tests/unit/test-supervisor-roll.c $(SUPERVISOR_RIG)
tests_unit_test_supervisor_roll_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_supervisor_roll_LDADD = src/supervisor/libsupervisor.la $(CHECK_LIBS)

tests_unit_test_supervisor_start_SOURCES = tests/unit/test-supervisor-start.c $(SUPERVISOR_RIG)
tests_unit_test_supervisor_start_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_supervisor_start_LDADD = src/supervisor/libsupervisor.la $(CHECK_LIBS)

tests_unit_test_supervisor_stop_SOURCES = tests/unit/test-supervisor-stop.c $(SUPERVISOR_RIG)
tests_unit_test_supervisor_stop_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_supervisor_stop_LDADD = src/supervisor/libsupervisor.la $(CHECK_LIBS)

tests_unit_test_supervisor_tree_SOURCES = tests/unit/test-supervisor-tree.c $(SUPERVISOR_RIG)
tests_unit_test_supervisor_tree_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_supervisor_tree_LDADD = src/supervisor/libsupervisor.la $(CHECK_LIBS)

tests_unit_test_supervisor_odd_SOURCES = tests/unit/test-supervisor-odd.c $(SUPERVISOR_RIG)
tests_unit_test_supervisor_odd_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_test_supervisor_odd_LDADD = src/supervisor/libsupervisor.la $(CHECK_LIBS)
