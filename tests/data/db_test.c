/*
 * db_test.c: the transaction runner against a real server: a real deadlock, a real lock time-out, a connection that
 * is cut exactly at COMMIT (before and after the server saw it), killed connections and statements, duplicate keys,
 * and prepared statements that do not pile up (faults.md B3, B10, B11, B21).
 */
#include "scratch.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/clock.h"
#include "query/account.h"
#include "query/audit.h"
#include "query/staff.h"
#include "query/throttle.h"

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

/* Each test begins with two heads and no counters. */
static int
rows(void **state)
{
	(void)state;
	arena_reset(a);
	scratch_sql(s.admin, "TRUNCATE TABLE audit_head");
	scratch_sql(s.admin, "TRUNCATE TABLE throttle");
	scratch_sql(s.admin, "INSERT INTO audit_head (stream, seq, hash, updated_at) VALUES ('one', 0, REPEAT('h', "
			     "32), NOW(6)), ('two', 0, REPEAT('h', 32), NOW(6))");
	return 0;
}

/* Work that counts its runs, leaves one mark per run, and then does what the test wants. */
struct work {
	db *d;
	int runs;
	const char *first, *second; /* heads to lock, in this order; absent for none */
	int *locked;		    /* set after the first lock of the first run */
	error_code answer, result;
};

static str
bucket(void)
{
	return STR("0123456789abcdef0123456789abcdef");
}

static void
wait_until(int *flag)
{
	for (int i = 0; i < 10000 && !__atomic_load_n(flag, __ATOMIC_ACQUIRE); i++)
		usleep(1000);
}

static error_code
work(void *arg)
{
	struct work *w = arg;
	struct audit_head_get head;

	w->runs++;
	throttle_count(w->d, STR("test"), bucket(), 900, 1000);
	if (w->first)
		audit_head_get(w->d, str_of(w->first), &head);
	if (w->locked)
		__atomic_store_n(w->locked, 1, __ATOMIC_RELEASE);
	if (w->second)
		audit_head_get(w->d, str_of(w->second), &head);
	return w->answer;
}

static void
transact(void *arg)
{
	struct work *w = arg;

	w->result = db_transaction(w->d, work, w);
}

/* How the transaction left; w->result is what it answered when it came to its end. */
static error_code
run(struct work *w)
{
	w->result = E_BUG;
	return scratch_try(a, transact, w);
}

static long long
marks(void)
{
	return scratch_number(s.admin, "SELECT COALESCE(SUM(used), 0) FROM throttle");
}

static long long
open_transactions(void)
{
	return scratch_number(s.admin, "SELECT COUNT(*) FROM information_schema.innodb_trx");
}

/* The other side of a lock: a connection in a thread of its own. */
struct rival {
	pthread_t thread;
	const char *first, *second;
	unsigned hold_ms;
	int ready, go;
	bool heavy; /* has changed much, so that the server chooses the other one as the victim */
};

static void *
rival_run(void *arg)
{
	struct rival *r = arg;
	MYSQL *link = scratch_link(&s, s.name);

	scratch_sql(link, "START TRANSACTION");
	if (r->heavy)
		for (int i = 0; i < 200; i++)
			scratch_sql(link,
			    "INSERT INTO audit_head (stream, seq, hash, updated_at) VALUES ('heavy%d', 0, "
			    "REPEAT('h', 32), NOW(6))",
			    i);
	scratch_sql(link, "SELECT seq FROM audit_head WHERE stream = '%s' FOR UPDATE", r->first);
	__atomic_store_n(&r->ready, 1, __ATOMIC_RELEASE);
	wait_until(&r->go);
	if (r->second)
		scratch_sql(link, "SELECT seq FROM audit_head WHERE stream = '%s' FOR UPDATE", r->second);
	usleep(r->hold_ms * 1000);
	scratch_sql(link, "ROLLBACK");
	mysql_close(link);
	mysql_thread_end();
	return NULL;
}

static void
rival_start(struct rival *r)
{
	assert_int_equal(pthread_create(&r->thread, NULL, rival_run, r), 0);
	wait_until(&r->ready);
}

static void
commit_and_roll_back(void **state)
{
	struct work w = { .d = scratch_db(&s, a), .answer = E_OK };

	(void)state;
	assert_int_equal(run(&w), E_OK);
	assert_int_equal(w.result, E_OK);
	assert_int_equal(marks(), 1);
	w.answer = E_STATE;
	assert_int_equal(run(&w), E_OK);
	assert_int_equal(w.result, E_STATE);
	assert_int_equal(w.runs, 2);
	assert_int_equal(marks(), 1);
	assert_false(db_in_transaction(w.d));
	assert_int_equal(open_transactions(), 0);
	db_free(w.d);
}

static void
a_deadlock_is_run_again(void **state)
{
	struct rival r = { .first = "two", .second = "one", .heavy = true };
	struct work w = { .d = scratch_db(&s, a), .first = "one", .second = "two", .locked = &r.go };

	(void)state;
	rival_start(&r);
	/* The rival holds "two"; as soon as the work holds "one" the rival asks for that, and the work for "two". */
	assert_int_equal(run(&w), E_OK);
	pthread_join(r.thread, NULL);
	assert_int_equal(w.result, E_OK);
	assert_int_equal(db_last_error(w.d), 1213);
	assert_int_equal(w.runs, 2);
	assert_int_equal(marks(), 1); /* the first run left nothing */
	assert_int_equal(open_transactions(), 0);
	db_free(w.d);
}

static void
a_lock_timeout_is_run_again(void **state)
{
	struct rival r = { .first = "one", .hold_ms = 1500, .go = 1 };
	struct work w = { .d = scratch_db(&s, a), .first = "one" };

	(void)state;
	rival_start(&r);
	assert_int_equal(run(&w), E_OK);
	pthread_join(r.thread, NULL);
	assert_int_equal(w.result, E_OK);
	assert_int_equal(db_last_error(w.d), 1205);
	assert_int_equal(w.runs, 2);
	assert_int_equal(marks(), 1); /* 1205 alone would leave the first run's mark in an open transaction */
	assert_int_equal(open_transactions(), 0);
	db_free(w.d);
}

static void
a_lock_held_for_long_is_given_up(void **state)
{
	struct rival r = { .first = "one", .hold_ms = 9000, .go = 1 };
	struct work w = { .d = scratch_db(&s, a), .first = "one" };
	i64 began = clock_ticks();

	(void)state;
	rival_start(&r);
	assert_int_equal(run(&w), E_BUSY);
	assert_true(clock_ticks() - began < 6 * CLOCK_SECOND);
	assert_false(db_in_transaction(w.d));
	assert_int_equal(marks(), 0);
	assert_int_equal(scratch_number(s.admin,
			     "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"),
	    0);
	pthread_join(r.thread, NULL);
	db_free(w.d);
}

static void
insert_twice(void *d)
{
	assert_true(audit_head_insert(d, STR("three"), bucket()) > 0);
	assert_int_equal(audit_head_insert(d, STR("three"), bucket()), 0);
}

static void
a_duplicate_key_is_an_answer(void **state)
{
	db *d = scratch_db(&s, a);

	(void)state;
	assert_int_equal(scratch_try(a, insert_twice, d), E_OK);
	db_free(d);
}

static void
give_no_duty(void *d)
{
	account_duty_insert(d, 1, STR("nothing"), 0);
}

static void
a_broken_check_is_a_conflict(void **state)
{
	db *d = scratch_db(&s, a);

	(void)state;
	assert_int_equal(scratch_try(a, give_no_duty, d), E_CONFLICT);
	db_free(d);
}

static void
long_names(void *d)
{
	struct staff_list *v;

	assert_int_equal(
	    staff_list(d, &(struct staff_list_in){ .page = page_whole(&staff_list_page, 10), .sc = scope_all() }, &v),
	    1);
	assert_int_equal(v->certificates.n, 40 * 300 + 39 * 3); /* 100 characters each, and what parts them */
}

/* MySQL's own limit for GROUP_CONCAT would cut the list. */
static void
a_long_list_is_whole(void **state)
{
	db *d = scratch_db(&s, a);

	(void)state;
	scratch_sql(s.admin, "INSERT IGNORE INTO organisation (id, role, name, code, province) VALUES "
			     "(1, 'school', '甲校', '123456789', '110000')");
	scratch_sql(s.admin,
	    "INSERT INTO staff (id, school_id, province, kind, name, document_type, document_sealed, "
	    "document_index, document_mask) VALUES (1, 1, '110000', 'officer', '甲', 'resident_id', "
	    "'x', REPEAT('i', 32), '*')");
	for (int i = 1; i <= 40; i++) {
		scratch_sql(s.admin,
		    "INSERT INTO certificate (id, evaluator_id, code, name) VALUES (%d, 1, '%d', REPEAT('证', 100))",
		    i, i);
		scratch_sql(s.admin, "INSERT INTO staff_certificate (staff_id, certificate_id) VALUES (1, %d)", i);
	}
	assert_int_equal(scratch_try(a, long_names, d), E_OK);
	db_free(d);
}

static void
a_killed_connection_is_opened_again(void **state)
{
	struct work w = { .d = scratch_db(&s, a) };

	(void)state;
	assert_int_equal(run(&w), E_OK);
	assert_int_equal(w.result, E_OK);
	scratch_sql(s.admin, "KILL %lu", db_connection_id(w.d));
	assert_int_equal(run(&w), E_DB_DOWN);
	db_use(w.d, a);
	assert_int_equal(run(&w), E_OK);
	assert_int_equal(w.result, E_OK);
	assert_int_equal(marks(), 2);
	db_free(w.d);
}

/* Ends what a connection does as soon as it waits for a lock. */
struct killer {
	pthread_t thread;
	const char *what; /* QUERY or CONNECTION */
	unsigned long id;
};

static void *
killer_run(void *arg)
{
	struct killer *k = arg;
	MYSQL *link = scratch_link(&s, s.name);
	char text[200];

	snprintf(text, sizeof text,
	    "SELECT COUNT(*) FROM information_schema.processlist WHERE id = %lu AND info LIKE '%%FOR UPDATE%%'",
	    k->id);
	for (int i = 0; i < 100 && scratch_number(link, text) == 0; i++)
		usleep(10000);
	scratch_sql(link, "KILL %s %lu", k->what, k->id);
	mysql_close(link);
	mysql_thread_end();
	return NULL;
}

/* An administrator ends a statement that waits, alone or with its connection. */
static void
ended_while_waiting(const char *what, error_code answer)
{
	struct rival r = { .first = "one", .hold_ms = 1500, .go = 1 };
	struct work w = { .d = scratch_db(&s, a) };
	struct killer k = { .what = what };

	assert_int_equal(run(&w), E_OK);
	k.id = db_connection_id(w.d);
	rival_start(&r);
	assert_int_equal(pthread_create(&k.thread, NULL, killer_run, &k), 0);
	w.first = "one";
	assert_int_equal(run(&w), answer);
	pthread_join(k.thread, NULL);
	pthread_join(r.thread, NULL);
	assert_int_equal(w.runs, 2);
	assert_int_equal(marks(), 1);
	assert_false(db_in_transaction(w.d));
	assert_int_equal(open_transactions(), 0);
	db_free(w.d);
}

static void
a_stopped_statement_leaves_nothing(void **state)
{
	(void)state;
	ended_while_waiting("QUERY", E_BUSY);
}

static void
a_connection_killed_at_work_leaves_nothing(void **state)
{
	(void)state;
	ended_while_waiting("CONNECTION", E_DB_DOWN);
}

/*
 * A relay between the connection and the server. At COMMIT it drops the connection: before the server has seen it, or
 * after it has carried it out.
 */
struct relay {
	pthread_t thread;
	int listener;
	char path[64];
	bool armed, deliver;
};

static int
unix_socket(const char *path, bool serve)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
	if (serve)
		assert_true(bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(fd, 8) == 0);
	else
		assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
	return fd;
}

/* Passes what there is from one side to the other; false when this side is over. */
static bool
pass(struct relay *r, int from, int to, bool up, bool *cut)
{
	char text[65536];
	ssize_t n = read(from, text, sizeof text);

	if (n <= 0)
		return false;
	if (up && __atomic_load_n(&r->armed, __ATOMIC_ACQUIRE) && n >= 11 && memcmp(text + 4, "\3COMMIT", 7) == 0) {
		*cut = true;
		if (!r->deliver)
			return false;
	}
	if (!up && *cut)
		return false; /* the server has answered, and nobody hears it */
	return write(to, text, (size_t)n) == n;
}

static void *
relay_run(void *arg)
{
	struct relay *r = arg;

	for (;;) {
		int client = accept(r->listener, NULL, NULL), server;
		bool cut = false;

		if (client < 0)
			return NULL;
		server = unix_socket(s.conf.database_socket, false);
		struct pollfd v[2] = { { .fd = client, .events = POLLIN }, { .fd = server, .events = POLLIN } };
		while (poll(v, 2, -1) >= 0 || errno == EINTR) {
			if ((v[0].revents && !pass(r, client, server, true, &cut)) ||
			    (v[1].revents && !pass(r, server, client, false, &cut)))
				break;
		}
		close(client);
		close(server);
	}
}

static void
cut_at_commit(bool deliver)
{
	struct relay r = { .deliver = deliver };
	struct scratch through = s;
	struct work w = { 0 };

	snprintf(r.path, sizeof r.path, "/tmp/test-relay.%ld.%d", (long)getpid(), deliver);
	unlink(r.path);
	r.listener = unix_socket(r.path, true);
	assert_int_equal(pthread_create(&r.thread, NULL, relay_run, &r), 0);
	through.conf.database_socket = r.path;
	w.d = scratch_db(&through, a);
	assert_int_equal(run(&w), E_OK);
	assert_int_equal(w.result, E_OK);
	__atomic_store_n(&r.armed, true, __ATOMIC_RELEASE);
	assert_int_equal(run(&w), E_DB_UNKNOWN);
	__atomic_store_n(&r.armed, false, __ATOMIC_RELEASE);

	assert_int_equal(w.runs, 2); /* never run again blindly */
	assert_int_equal(marks(), deliver ? 2 : 1);
	/* The next unit of work opens a new connection, and the statements are prepared on it anew. */
	db_use(w.d, a);
	assert_int_equal(run(&w), E_OK);
	assert_int_equal(w.result, E_OK);
	assert_int_equal(marks(), deliver ? 3 : 2);
	db_free(w.d);
	shutdown(r.listener, SHUT_RDWR);
	close(r.listener);
	pthread_join(r.thread, NULL);
	unlink(r.path);
}

static void
cut_before_commit_arrives(void **state)
{
	(void)state;
	cut_at_commit(false);
}

static void
cut_after_commit_is_done(void **state)
{
	(void)state;
	cut_at_commit(true);
}

static void
statements_do_not_pile_up(void **state)
{
	static const char count[] =
	    "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'PREPARED_STMT_COUNT'";
	static const char mysql_count[] =
	    "SELECT VARIABLE_VALUE FROM performance_schema.global_status WHERE VARIABLE_NAME = 'Prepared_stmt_count'";
	const char *ask = strstr(mysql_get_server_info(s.admin), "MariaDB") ? count : mysql_count;
	struct work w = { .d = scratch_db(&s, a), .first = "one", .second = "two" };
	long long before;

	(void)state;
	before = scratch_number(s.admin, ask);
	for (int i = 0; i < 2000; i++) {
		arena_reset(a);
		db_use(w.d, a);
		w.answer = i % 10 ? E_OK : E_STATE;
		assert_int_equal(run(&w), E_OK);
	}
	/* three statements of this test; the rest of the system sleeps, or prepares what it has not yet */
	assert_true(scratch_number(s.admin, ask) - before < 50);
	assert_int_equal(marks(), 1800);
	db_free(w.d);
	assert_true(scratch_number(s.admin, ask) - before < 50);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(commit_and_roll_back, rows),
		cmocka_unit_test_setup(a_deadlock_is_run_again, rows),
		cmocka_unit_test_setup(a_lock_timeout_is_run_again, rows),
		cmocka_unit_test_setup(a_lock_held_for_long_is_given_up, rows),
		cmocka_unit_test_setup(a_duplicate_key_is_an_answer, rows),
		cmocka_unit_test_setup(a_broken_check_is_a_conflict, rows),
		cmocka_unit_test_setup(a_long_list_is_whole, rows),
		cmocka_unit_test_setup(a_killed_connection_is_opened_again, rows),
		cmocka_unit_test_setup(a_stopped_statement_leaves_nothing, rows),
		cmocka_unit_test_setup(a_connection_killed_at_work_leaves_nothing, rows),
		cmocka_unit_test_setup(cut_before_commit_arrives, rows),
		cmocka_unit_test_setup(cut_after_commit_is_done, rows),
		cmocka_unit_test_setup(statements_do_not_pile_up, rows),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
