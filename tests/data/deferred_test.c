/*
 * deferred_test.c: a deferred bulk against a real server: its caller goes on while the server waits for a lock, its
 * rows come with the commit whatever became of the memory they were in, its failure is the next call's, and neither a
 * failure nor a cut connection leaves anything behind.
 */
#include "scratch.h"

#include <string.h>

#include "base/clock.h"
#include "query/import.h"

enum { MANY = 1203 };

static struct scratch s;
static arena *a, *rows;
static db *d;

static int
set_up(void **state)
{
	(void)state;
	scratch_open(&s);
	a = arena_new(16 << 20);
	rows = arena_new(16 << 20);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(rows);
	arena_free(a);
	scratch_close(&s);
	return 0;
}

static int
begin(void **state)
{
	(void)state;
	scratch_sql(s.admin, "TRUNCATE TABLE import_row");
	d = scratch_db(&s, a);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	db_free(d);
	arena_reset(a);
	return 0;
}

static long long
stored(void)
{
	return scratch_number(s.admin, "SELECT COUNT(*) FROM import_row");
}

/* Puts n rows from number on, and lets go of everything that they were made of. */
static void
put(i64 from, size_t n)
{
	struct import_row_put *v = ARENA_ARRAY(rows, struct import_row_put, n);

	for (size_t i = 0; i < n; i++)
		v[i] = (struct import_row_put){ .batch = 1,
			.row = from + (i64)i,
			.sheet = str_f(rows, "sheet %lld", (long long)(from + (i64)i)),
			.payload = STR("{}") };
	import_row_put(d, v, n);
	memset(v, 0x5a, n * sizeof *v);
	arena_reset(rows);
}

static void
put_many(void *arg)
{
	(void)arg;
	db_begin(d);
	put(1, MANY);
	put(MANY + 1, MANY);
	db_commit(d);
}

static void
rows_come_with_the_commit(void **state)
{
	(void)state;
	assert_int_equal(scratch_try(a, put_many, NULL), E_OK);
	assert_int_equal(stored(), 2 * MANY);
	assert_int_equal(
	    scratch_number(s.admin, "SELECT COUNT(*) FROM import_row WHERE sheet = CONCAT('sheet ', row_no)"),
	    2 * MANY);
}

static i64 took;

static void
put_behind_a_lock(void *arg)
{
	i64 began = clock_ticks();
	struct import_row_counts n;

	(void)arg;
	db_begin(d);
	put(1, 1);
	took = clock_ticks() - began;
	scratch_sql(s.admin, "ROLLBACK");
	import_row_counts(d, 1, &n);
	assert_int_equal(n.accepted, 1);
	db_commit(d);
}

static void
the_caller_goes_on_meanwhile(void **state)
{
	(void)state;
	scratch_sql(s.admin, "START TRANSACTION");
	scratch_sql(s.admin,
	    "INSERT INTO import_row (import_batch_id, row_no, action, payload) VALUES (1, 1, 'insert', '{}')");
	assert_int_equal(scratch_try(a, put_behind_a_lock, NULL), E_OK);
	assert_true(took < CLOCK_SECOND / 2);
	assert_int_equal(stored(), 1);
}

static int step;

static void
put_twice(void *arg)
{
	struct import_row_counts n;

	db_begin(d);
	put(1, 50);
	put(50, 1);
	step = 1;
	if (arg)
		import_row_counts(d, 1, &n);
	else
		db_commit(d);
	step = 2;
}

static void
its_failure_is_the_next_calls(void **state)
{
	int with_a_look_up = 1;

	(void)state;
	for (int i = 0; i < 2; i++) {
		step = 0;
		assert_int_equal(scratch_try(a, put_twice, i ? &with_a_look_up : NULL), E_EXISTS);
		assert_int_equal(step, 1);
		assert_string_equal(db_last_statement(d), "import_row_put");
		db_use(d, a);
		assert_int_equal(stored(), 0);
	}
	assert_int_equal(scratch_try(a, put_many, NULL), E_OK);
}

static void
put_outside(void *arg)
{
	(void)arg;
	put(1, 1);
	put(1, 1);
	step = 1;
}

static void
outside_of_a_transaction_it_is_answered_at_once(void **state)
{
	(void)state;
	step = 0;
	assert_int_equal(scratch_try(a, put_outside, NULL), E_EXISTS);
	assert_int_equal(step, 0);
	assert_int_equal(stored(), 1);
}

static void
put_and_leave(void *arg)
{
	(void)arg;
	db_begin(d);
	put(1, MANY);
}

static void
a_unit_left_early_leaves_nothing(void **state)
{
	(void)state;
	assert_int_equal(scratch_try(a, put_and_leave, NULL), E_OK);
	db_use(d, a);
	assert_false(db_in_transaction(d));
	assert_int_equal(stored(), 0);
	assert_int_equal(scratch_try(a, put_many, NULL), E_OK);
	assert_int_equal(stored(), 2 * MANY);
}

static void
put_and_be_cut(void *arg)
{
	(void)arg;
	db_begin(d);
	put(1, MANY);
	scratch_sql(s.admin, "KILL CONNECTION %lu", db_connection_id(d));
	put(MANY + 1, MANY);
	db_commit(d);
}

static void
a_cut_connection_leaves_nothing(void **state)
{
	(void)state;
	assert_int_equal(scratch_try(a, put_and_be_cut, NULL), E_DB_DOWN);
	assert_int_equal(stored(), 0);
	db_use(d, a);
	assert_int_equal(scratch_try(a, put_many, NULL), E_OK);
	assert_int_equal(stored(), 2 * MANY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(rows_come_with_the_commit, begin, end),
		cmocka_unit_test_setup_teardown(the_caller_goes_on_meanwhile, begin, end),
		cmocka_unit_test_setup_teardown(its_failure_is_the_next_calls, begin, end),
		cmocka_unit_test_setup_teardown(outside_of_a_transaction_it_is_answered_at_once, begin, end),
		cmocka_unit_test_setup_teardown(a_unit_left_early_leaves_nothing, begin, end),
		cmocka_unit_test_setup_teardown(a_cut_connection_leaves_nothing, begin, end),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
