/*
 * audit_test.c: the hash chain of the trail: whole as written, and the first altered, missing, moved or cut entry is
 * named, whoever did it (faults.md G9). The real table's triggers refuse even the administrator of the schema.
 */
#include "scratch.h"

#include <string.h>

#include "data/audit.h"

static struct scratch s;
static arena *a;
static db *d;

struct answer {
	bool whole;
	audit_finding found;
};

static int
set_up(void **state)
{
	(void)state;
	scratch_open(&s);
	a = arena_new(16 << 20);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	scratch_close(&s);
	return 0;
}

static error_code
append(void *arg)
{
	const audit_entry *e = arg;

	audit_append(d, e);
	return E_OK;
}

static void
transact(void *arg)
{
	assert_int_equal(db_transaction(d, append, arg), E_OK);
}

static void
check_chains(void *arg)
{
	struct answer *got = arg;

	got->whole = audit_check(d, &got->found);
}

static void
write_entry(i64 organisation, i64 subject, const char *after)
{
	audit_entry one = { .organisation = organisation,
		.account = 7,
		.remote = STR("192.0.2.1"),
		.request_id = STR("0123456789abcdef"),
		.action = STR("plan_publish"),
		.subject_kind = STR("plan"),
		.subject_id = subject,
		.after = after ? str_of(after) : STR("") };

	if (after == NULL)
		one.after.p = NULL;
	assert_int_equal(scratch_try(a, transact, &one), E_OK);
}

/* Two streams, five entries in the first. */
static int
five(void **state)
{
	(void)state;
	arena_reset(a);
	scratch_sql(s.admin, "TRUNCATE TABLE audit_head");
	scratch_sql(s.admin, "TRUNCATE TABLE audit_entry");
	d = scratch_db(&s, a);
	write_entry(1, 1, NULL);
	write_entry(1, 2, "{\"state\":\"published\"}");
	write_entry(1, 3, "");
	write_entry(2, 9, NULL);
	write_entry(1, 4, NULL);
	write_entry(1, 5, NULL);
	return 0;
}

static int
done(void **state)
{
	(void)state;
	db_free(d);
	return 0;
}

static void
expect_bad(i64 seq, const char *what)
{
	struct answer got = { 0 };

	assert_int_equal(scratch_try(a, check_chains, &got), E_OK);
	assert_false(got.whole);
	assert_string_equal(str_z(a, got.found.stream), "org:1");
	assert_int_equal(got.found.seq, seq);
	assert_non_null(strstr(got.found.what->english, what));
}

static void
whole(void **state)
{
	struct answer got = { 0 };

	(void)state;
	assert_int_equal(scratch_try(a, check_chains, &got), E_OK);
	assert_true(got.whole);
	assert_int_equal(got.found.entries, 6);
	assert_int_equal(
	    scratch_number(s.admin,
		"SELECT COUNT(DISTINCT at) FROM audit_entry WHERE stream = 'org:1' AND at > NOW() - INTERVAL 1 DAY"),
	    5);
}

static void
altered(void **state)
{
	static const char *const change[] = { "account_id = 8", "organisation_id = 3", "address = '192.0.2.2'",
		"action = 'plan_edit'", "subject_id = 99", "subject_kind = 'pilot'", "request_id = 'f'",
		"at = at + INTERVAL 1 MICROSECOND", "before_json = ''", "after_json = '{\"state\":\"draft\"}'",
		"after_json = NULL", "hash = REPEAT('x', 32)" };

	for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
		if (i)
			five(state);
		scratch_sql(s.admin, "UPDATE audit_entry SET %s WHERE stream = 'org:1' AND seq = 2", change[i]);
		expect_bad(2, "changed");
		if (i + 1 < sizeof change / sizeof *change)
			done(state);
	}
}

static void
missing(void **state)
{
	(void)state;
	scratch_sql(s.admin, "DELETE FROM audit_entry WHERE stream = 'org:1' AND seq = 3");
	expect_bad(3, "missing");
}

static void
cut_tail(void **state)
{
	(void)state;
	scratch_sql(s.admin, "DELETE FROM audit_entry WHERE stream = 'org:1' AND seq >= 4");
	expect_bad(3, "end of the chain");
}

static void
cut_tail_and_head(void **state)
{
	(void)state;
	/* The head's number is set back, too, but not its hash. */
	scratch_sql(s.admin, "DELETE FROM audit_entry WHERE stream = 'org:1' AND seq = 5");
	scratch_sql(s.admin, "UPDATE audit_head SET seq = 4 WHERE stream = 'org:1'");
	expect_bad(4, "end of the chain");
}

static void
reordered(void **state)
{
	(void)state;
	scratch_sql(s.admin, "UPDATE audit_entry SET seq = 100 WHERE stream = 'org:1' AND seq = 2");
	scratch_sql(s.admin, "UPDATE audit_entry SET seq = 2 WHERE stream = 'org:1' AND seq = 3");
	scratch_sql(s.admin, "UPDATE audit_entry SET seq = 3 WHERE stream = 'org:1' AND seq = 100");
	expect_bad(2, "follow");
}

static void
moved_to_another_stream(void **state)
{
	(void)state;
	scratch_sql(s.admin, "DELETE FROM audit_entry WHERE stream = 'org:1'");
	scratch_sql(s.admin, "UPDATE audit_entry SET stream = 'org:1' WHERE stream = 'org:2'");
	expect_bad(1, "follow");
}

/* The scratch tables have no triggers; the real ones must. */
static void
the_real_table_only_grows(void **state)
{
	MYSQL *link;
	config real;

	(void)state;
	config_read(getenv("TEST_CONFIG"), &real);
	link = scratch_link(&s, real.database_name);
	assert_true(scratch_number(link, "SELECT COUNT(*) FROM audit_entry") >= 0);
	scratch_sql(link, "START TRANSACTION");
	scratch_sql(link,
	    "INSERT INTO audit_entry (stream, seq, prev_hash, hash, at, address, request_id, action, subject_kind) "
	    "VALUES ('trigger-test', 1, REPEAT('a', 32), REPEAT('b', 32), NOW(6), '', '', 'x', 'x')");
	assert_int_not_equal(
	    mysql_query(link, "UPDATE audit_entry SET action = 'y' WHERE stream = 'trigger-test'"), 0);
	assert_non_null(strstr(mysql_error(link), "append-only"));
	assert_int_not_equal(mysql_query(link, "DELETE FROM audit_entry WHERE stream = 'trigger-test'"), 0);
	assert_non_null(strstr(mysql_error(link), "append-only"));
	scratch_sql(link, "ROLLBACK");
	mysql_close(link);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(whole, five, done),
		cmocka_unit_test_setup_teardown(altered, five, done),
		cmocka_unit_test_setup_teardown(missing, five, done),
		cmocka_unit_test_setup_teardown(cut_tail, five, done),
		cmocka_unit_test_setup_teardown(cut_tail_and_head, five, done),
		cmocka_unit_test_setup_teardown(reordered, five, done),
		cmocka_unit_test_setup_teardown(moved_to_another_stream, five, done),
		cmocka_unit_test(the_real_table_only_grows),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
