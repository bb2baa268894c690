/*
 * quota_test.c: the ledger of quota against a real server: many connections take, give back, grant, cut and transfer
 * at the same time; the balance is never below zero, always the sum of the entries, and no place is given twice.
 */
#include "scratch.h"

#include <pthread.h>

#include "data/quota.h"

enum { THREADS = 8, ROUNDS = 40, PLACES = 100 };

static struct scratch s;
static arena *a;

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

static int
rows(void **state)
{
	(void)state;
	arena_reset(a);
	scratch_sql(s.admin, "TRUNCATE TABLE quota_account");
	scratch_sql(s.admin, "TRUNCATE TABLE quota_entry");
	return 0;
}

static const quota_key key = {
	.school = 1, .evaluator = 2, .certificate_level = 3, .major = 4, .year = 2026, .province = { "410000", 6 }
};

/* One connection's share of the work. */
struct worker_of_test {
	pthread_t thread;
	int number;
	void (*work)(struct worker_of_test *w);
	arena *a;
	db *d;
	int taken, given_back, failed;
};

static void
in_arena(void *arg)
{
	struct worker_of_test *w = arg;

	w->work(w);
}

static void *
run(void *arg)
{
	struct worker_of_test *w = arg;

	w->failed = scratch_try(w->a, in_arena, w) != E_OK;
	return NULL;
}

static void
together(struct worker_of_test *w, void (*work)(struct worker_of_test *w))
{
	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct worker_of_test){ .number = i, .work = work, .a = arena_new(16 << 20) };
		w[i].d = scratch_db(&s, w[i].a);
	}
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&w[i].thread, NULL, run, &w[i]), 0);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(w[i].thread, NULL);
		db_free(w[i].d);
		arena_free(w[i].a);
		assert_false(w[i].failed);
	}
}

static void
assert_ledger(void)
{
	assert_int_equal(
	    scratch_number(s.admin, "SELECT COUNT(*) FROM quota_account WHERE balance < 0 OR used < 0"), 0);
	assert_int_equal(scratch_number(s.admin, "SELECT COUNT(*) FROM quota_entry WHERE balance_after < 0"), 0);
	assert_int_equal(
	    scratch_number(s.admin,
		"SELECT COUNT(*) FROM quota_account q WHERE q.balance <> q.granted - q.used OR q.balance <> "
		"(SELECT COALESCE(SUM(e.amount), 0) FROM quota_entry e WHERE e.quota_account_id = q.id)"),
	    0);
	/* Each entry continues the one before it. */
	assert_int_equal(scratch_number(s.admin, "SELECT COUNT(*) FROM quota_entry e WHERE e.balance_after <> "
						 "(SELECT SUM(b.amount) FROM quota_entry b "
						 "WHERE b.quota_account_id = e.quota_account_id AND b.id <= e.id)"),
	    0);
}

static void
grant_places(void *arg)
{
	db *d = arg;

	db_begin(d);
	assert_true(quota_grant(d, &key, PLACES, 0, 0, STR("核定")) > 0);
	db_commit(d);
}

static void
a_grant(void)
{
	db *d = scratch_db(&s, a);

	assert_int_equal(scratch_try(a, grant_places, d), E_OK);
	db_free(d);
}

static error_code
take_one(void *arg)
{
	struct worker_of_test *w = arg;
	i64 account, left = -1;
	bool taken = quota_take(w->d, 1, 3, 4, 2026, 1, &(quota_cause){ .plan = 7 }, &account, &left);

	assert_true(left >= 0);
	return taken ? E_OK : E_QUOTA;
}

static void
take_all(struct worker_of_test *w)
{
	for (int i = 0; i < ROUNDS; i++)
		w->taken += db_transaction(w->d, take_one, w) == E_OK;
}

static void
never_more_than_there_are(void **state)
{
	struct worker_of_test w[THREADS];
	int taken = 0;

	(void)state;
	a_grant();
	together(w, take_all);
	for (int i = 0; i < THREADS; i++)
		taken += w[i].taken;
	assert_int_equal(taken, PLACES);
	assert_int_equal(scratch_number(s.admin, "SELECT balance FROM quota_account"), 0);
	assert_int_equal(scratch_number(s.admin, "SELECT COUNT(*) FROM quota_entry WHERE kind = 'use'"), PLACES);
	assert_ledger();
}

static error_code
give_back_one(void *arg)
{
	struct worker_of_test *w = arg;

	return quota_give_back(w->d, 1, 1, &(quota_cause){ .plan = 7 }) ? E_OK : E_QUOTA;
}

static error_code
cut_one(void *arg)
{
	struct worker_of_test *w = arg;

	return quota_adjust(w->d, 1, -1, 0, STR("核减")) ? E_OK : E_QUOTA;
}

static void
take_and_give(struct worker_of_test *w)
{
	for (int i = 0; i < ROUNDS; i++) {
		if (w->number == 0)
			db_transaction(w->d, cut_one, w);
		else if (i % 3 == 2 && w->taken > w->given_back)
			w->given_back += db_transaction(w->d, give_back_one, w) == E_OK;
		else
			w->taken += db_transaction(w->d, take_one, w) == E_OK;
	}
}

static void
taking_giving_and_cutting(void **state)
{
	struct worker_of_test w[THREADS];
	int used = 0;

	(void)state;
	a_grant();
	together(w, take_and_give);
	for (int i = 0; i < THREADS; i++)
		used += w[i].taken - w[i].given_back;
	assert_int_equal(scratch_number(s.admin, "SELECT used FROM quota_account"), used);
	assert_ledger();
}

static error_code
first_grant(void *arg)
{
	struct worker_of_test *w = arg;

	quota_grant(w->d, &key, 5, 0, 0, STR("核定"));
	return E_OK;
}

static void
grant_all(struct worker_of_test *w)
{
	assert_int_equal(db_transaction(w->d, first_grant, w), E_OK);
}

static void
first_grants_make_one_account(void **state)
{
	struct worker_of_test w[THREADS];

	(void)state;
	together(w, grant_all);
	assert_int_equal(scratch_number(s.admin, "SELECT COUNT(*) FROM quota_account"), 1);
	assert_int_equal(scratch_number(s.admin, "SELECT balance FROM quota_account"), 5 * THREADS);
	assert_ledger();
}

static error_code
transfer_one(void *arg)
{
	struct worker_of_test *w = arg;
	bool forth = w->number % 2 == 0;

	return quota_transfer(w->d, forth ? 1 : 2, forth ? 2 : 1, 7, 0, STR("调剂")) ? E_OK : E_QUOTA;
}

static void
transfer_all(struct worker_of_test *w)
{
	for (int i = 0; i < ROUNDS; i++)
		db_transaction(w->d, transfer_one, w);
}

static void
transfers_against_each_other(void **state)
{
	struct worker_of_test w[THREADS];

	(void)state;
	a_grant();
	scratch_sql(s.admin,
	    "INSERT INTO quota_account (school_id, province, evaluator_id, certificate_level_id, major_id, year) "
	    "VALUES (9, '410000', 2, 3, 4, 2026)");
	scratch_sql(s.admin, "UPDATE quota_account SET id = 2 WHERE school_id = 9");
	together(w, transfer_all);
	assert_int_equal(scratch_number(s.admin, "SELECT SUM(balance) FROM quota_account"), PLACES);
	assert_ledger();
}

static void
refuse_all(void *arg)
{
	db *d = arg;
	quota_cause why = { 0 };
	i64 account = -1, left = -1;

	db_begin(d);
	assert_false(quota_take(d, 1, 3, 5, 2026, 1, &why, &account, &left)); /* another major */
	assert_int_equal(account, 0);
	assert_int_equal(left, 0);
	assert_false(quota_take(d, 1, 3, 4, 2026, PLACES + 1, &why, &account, &left));
	assert_int_equal(left, PLACES);
	assert_false(quota_take(d, 1, 3, 4, 2026, 0, &why, &account, &left));
	assert_false(quota_take(d, 1, 3, 4, 2026, -1, &why, &account, &left));
	assert_false(quota_give_back(d, 1, 1, &why));
	assert_false(quota_adjust(d, 1, -PLACES - 1, 0, STR("")));
	assert_false(quota_adjust(d, 1, 0, 0, STR("")));
	assert_false(quota_transfer(d, 1, 1, 1, 0, STR("")));
	assert_false(quota_transfer(d, 1, 2, PLACES + 1, 0, STR("")));
	db_commit(d);
}

static void
what_cannot_be(void **state)
{
	db *d = scratch_db(&s, a);

	(void)state;
	a_grant();
	assert_int_equal(scratch_try(a, refuse_all, d), E_OK);
	db_free(d);
	assert_int_equal(scratch_number(s.admin, "SELECT COUNT(*) FROM quota_entry"), 1);
	assert_ledger();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(never_more_than_there_are, rows),
		cmocka_unit_test_setup(taking_giving_and_cutting, rows),
		cmocka_unit_test_setup(first_grants_make_one_account, rows),
		cmocka_unit_test_setup(transfers_against_each_other, rows),
		cmocka_unit_test_setup(what_cannot_be, rows),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
