/*
 * db.c: connection, prepared statements, transactions over libmariadb. See db.h.
 */
#include "data/db.h"

#include <errmsg.h>
#include <mysql.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "data/bind.h"
#include "data/deferred.h"

enum { TRIES = 3, CIRCUIT_US = 1000000 };
/* A lock is waited for three times a second (set_session), so that the answer comes within 5 s (faults.md B11): the
 * server may let one statement wait twice, when somebody else who waits for the same row gives up. */
#define PATIENCE (3 * CLOCK_SECOND)

struct db {
	MYSQL *link;
	MYSQL_STMT **prepared; /* by slot */
	MYSQL_STMT *active;    /* a result may be pending on it */
	deferred behind;       /* a bulk whose answer has not been read */
	arena *a;
	const config *conf;
	const char *user, *password_file;
	bool in_tx;
	i64 closed_until; /* clock_ticks; no attempt to connect before */
	unsigned last_error;
	const char *last_statement;
};

bool
db_start(void)
{
	return mysql_library_init(0, NULL, NULL) == 0;
}

db *
db_new(const config *c, const char *user, const char *password_file)
{
	db *d = calloc(1, sizeof *d);

	if (d == NULL || (d->prepared = calloc(query_slots ? query_slots : 1, sizeof *d->prepared)) == NULL)
		abort();
	d->conf = c;
	d->user = user;
	d->password_file = password_file;
	d->last_statement = "";
	return d;
}

static void
drop_link(db *d)
{
	deferred_wait(&d->behind); /* the library cannot close under it */
	for (unsigned i = 0; i < query_slots; i++) {
		if (d->prepared[i])
			mysql_stmt_close(d->prepared[i]);
		d->prepared[i] = NULL;
	}
	if (d->link)
		mysql_close(d->link);
	d->link = NULL;
	d->active = NULL;
	d->in_tx = false;
}

void
db_free(db *d)
{
	if (d == NULL)
		return;
	drop_link(d);
	free(d->prepared);
	free(d);
}

static void
finish_active(db *d)
{
	if (d->active)
		mysql_stmt_free_result(d->active);
	d->active = NULL;
}

/* Between units of work the server has nothing to say: a readable socket means that it has hung up (MySQL says error
 * 4031 first). */
static bool
hung_up(MYSQL *link)
{
	struct pollfd p = { .fd = mysql_get_socket(link), .events = POLLIN };

	return poll(&p, 1, 0) > 0;
}

void
db_turn(db *d, arena *a)
{
	d->a = a;
	finish_active(d);
	if (d->in_tx)
		db_rollback(d);
}

void
db_use(db *d, arena *a)
{
	db_turn(d, a);
	if (d->link && hung_up(d->link))
		drop_link(d);
}

arena *
db_arena(db *d)
{
	return d->a;
}

unsigned
db_last_error(const db *d)
{
	return d->last_error;
}

const char *
db_last_statement(const db *d)
{
	return d->last_statement;
}

unsigned long
db_connection_id(const db *d)
{
	return d->link ? mysql_thread_id(d->link) : 0;
}

bool
db_in_transaction(const db *d)
{
	return d->in_tx;
}

/* The first line of the password file; false when it cannot be read. */
static bool
read_password(const char *path, char *out, size_t size)
{
	FILE *f = path ? fopen(path, "re") : NULL;
	bool ok = f && fgets(out, (int)size, f);

	if (f)
		fclose(f);
	if (ok)
		out[strcspn(out, "\r\n")] = 0;
	return ok;
}

/* What every session is set to; the server's own defaults differ between MariaDB and MySQL. */
static bool
set_session(MYSQL *link)
{
	static const char strict[] =
	    "SET sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY,ERROR_FOR_DIVISION_BY_ZERO,"
	    "NO_ZERO_DATE,NO_ZERO_IN_DATE'";
	static const char isolation[] = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";
	static const char names[] = "SET NAMES utf8mb4 COLLATE utf8mb4_unicode_ci";
	/* MySQL would cut GROUP_CONCAT at 1024 bytes */
	static const char waits[] =
	    "SET time_zone = '+00:00', innodb_lock_wait_timeout = 1, group_concat_max_len = 1048576";
	const char *limit =
	    mariadb_connection(link) ? "SET max_statement_time = 15" : "SET max_execution_time = 15000";

	return mysql_query(link, names) == 0 && mysql_query(link, waits) == 0 && mysql_query(link, strict) == 0 &&
	       mysql_query(link, isolation) == 0 && mysql_query(link, limit) == 0;
}

bool
db_ready(db *d)
{
	unsigned connect = 2, wait = 20;
	my_bool on = 1, off = 0;
	char password[256];
	const char *socket = d->conf->database_socket;

	if (d->link)
		return true;
	if (clock_ticks() < d->closed_until)
		return false;
	if (!read_password(d->password_file, password, sizeof password) || (d->link = mysql_init(NULL)) == NULL)
		goto closed;
	mysql_options(d->link, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
	mysql_options(d->link, MYSQL_OPT_READ_TIMEOUT, &wait);
	mysql_options(d->link, MYSQL_OPT_WRITE_TIMEOUT, &wait);
	mysql_options(d->link, MYSQL_OPT_RECONNECT, &off);
	mysql_options(d->link, MYSQL_OPT_LOCAL_INFILE, NULL);
	mysql_options(d->link, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (socket == NULL) {
		mysql_options(d->link, MYSQL_OPT_SSL_ENFORCE, &on);
		mysql_options(d->link, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &on);
		mysql_ssl_set(d->link, NULL, NULL, d->conf->database_ca, NULL, NULL);
	}
	if (mysql_real_connect(d->link, socket ? NULL : d->conf->database_host, d->user, password,
		d->conf->database_name, (unsigned)d->conf->database_port, socket, CLIENT_FOUND_ROWS) == NULL ||
	    !set_session(d->link))
		goto closed;
	explicit_bzero(password, sizeof password);
	return true;
closed:
	explicit_bzero(password, sizeof password);
	if (d->link)
		d->last_error = mysql_errno(d->link);
	d->last_statement = "connect";
	drop_link(d);
	d->closed_until = clock_ticks() + CIRCUIT_US;
	return false;
}

/* Leaves the unit of work for a reason that the server gave. */
static _Noreturn void
fail(db *d, unsigned number, const char *statement)
{
	d->last_error = number;
	d->last_statement = statement;
	switch (number) {
	case 1213: /* deadlock: the server has rolled back already */
	case 1205: /* lock time-out: it has not, so the transaction would stay open */
	case 1020: /* the row changed since it was read (snapshot isolation) */
	case 3101: /* another member of a MySQL group committed a conflicting change */
		if (d->in_tx)
			db_rollback(d);
		arena_fail(d->a, E_DB_RETRY);
	case 1047: /* this node of the cluster has no quorum: another connection may reach one that has */
	case 1290:
	case 1836: /* this server only reads: another one has become the primary */
		drop_link(d);
		arena_fail(d->a, E_DB_RETRY);
	case 1062:
		arena_fail(d->a, E_EXISTS);
	case 1267:
	case 1366:
	case 3988: /* text with characters that the column does not know: a code in Chinese, say */
	case 1452: /* an id that nothing has */
		arena_fail(d->a, E_INVALID);
	case 3819:
	case 4025: /* a CHECK refused the row: two writers passed a test that only one could */
		arena_fail(d->a, E_CONFLICT);
	case 1969:
	case 3024: /* statement time limit */
	case 1317: /* an administrator stopped the statement */
	case 1040:
	case 1203: /* too many connections */
		arena_fail(d->a, E_BUSY);
	case 0: /* the connection ended in the middle of a result: the client library has no number for it */
	case CR_SERVER_GONE_ERROR:
	case CR_SERVER_LOST:
	case CR_SERVER_LOST_EXTENDED:
	case CR_CONN_HOST_ERROR:
	case CR_CONNECTION_ERROR:
	case CR_SSL_CONNECTION_ERROR: /* how the end of an encrypted connection shows */
	case 1053:		      /* server shutdown in progress */
	case 1927:		      /* connection was killed */
	case 4031:		      /* connection was idle for too long */
		drop_link(d);
		arena_fail(d->a, E_DB_DOWN);
	default:
		arena_fail(d->a, E_BUG);
	}
}

/* A deferred statement that failed ends the unit of work now. */
static void
need_answer(db *d)
{
	unsigned number = deferred_wait(&d->behind);

	if (number)
		fail(d, number, d->behind.name);
}

static void
need_link(db *d)
{
	need_answer(d);
	finish_active(d);
	if (!db_ready(d))
		arena_fail(d->a, E_DB_DOWN);
}

static MYSQL_STMT *
prepared(db *d, const db_stmt *s, unsigned slot, const char *sql)
{
	MYSQL_STMT *st;

	need_link(d);
	if ((st = d->prepared[slot]) != NULL)
		return st;
	if ((st = mysql_stmt_init(d->link)) == NULL)
		arena_fail(d->a, E_TOO_MUCH);
	if (mysql_stmt_prepare(st, sql, strlen(sql)) != 0) {
		unsigned number = mysql_stmt_errno(st);

		mysql_stmt_close(st);
		fail(d, number, s->name);
	}
	d->prepared[slot] = st;
	return st;
}

error_code
db_prepare_only(db *d, const db_stmt *s)
{
	MYSQL_STMT *st = prepared(d, s, s->slot, s->sql);

	if (mysql_stmt_param_count(st) != s->n_in || mysql_stmt_field_count(st) != s->n_out)
		return E_BUG;
	return E_OK;
}

/* Binds rows structs of the statement. False: the server's number is in st. */
static bool
bound(db *d, const db_stmt *s, MYSQL_STMT *st, const void *in, size_t rows)
{
	MYSQL_BIND *b = ARENA_ARRAY(d->a, MYSQL_BIND, s->n_in * rows + 1);

	for (size_t r = 0; r < rows; r++)
		bind_in(d->a, s->in, s->n_in, (const char *)in + r * s->in_size, b + r * s->n_in);
	return mysql_stmt_bind_param(st, b) == 0;
}

/* Binds and executes. Returns 0 or the server's number. */
static unsigned
execute(db *d, const db_stmt *s, MYSQL_STMT *st, const void *in, size_t rows)
{
	return bound(d, s, st, in, rows) && mysql_stmt_execute(st) == 0 ? 0 : mysql_stmt_errno(st);
}

/* Binds and sends, and leaves the answer to who comes next. */
static unsigned
execute_behind(db *d, const db_stmt *s, MYSQL_STMT *st, const void *in, size_t rows)
{
	if (!bound(d, s, st, in, rows))
		return mysql_stmt_errno(st);
	deferred_send(&d->behind, d->link, st, s->name);
	return 0;
}

/* Executes and fetches up to most rows into an array in the arena. */
static size_t
fetch(db *d, const db_stmt *s, const void *in, void **rows, size_t most)
{
	MYSQL_STMT *st = prepared(d, s, s->slot, s->sql);
	size_t n = 0, cap = 0;
	char *v = NULL;
	unsigned number;
	row_bind *rb;
	int more;

	if ((number = execute(d, s, st, in, 1)) != 0)
		fail(d, number, s->name);
	d->active = st;
	rb = bind_out(d->a, s->out, s->n_out, st);
	if (rb == NULL)
		fail(d, mysql_stmt_errno(st), s->name);
	while ((more = mysql_stmt_fetch(st)) == 0 || more == MYSQL_DATA_TRUNCATED) {
		if (n < most) {
			v = arena_grow(d->a, v, &cap, n + 1, s->out_size);
			bind_row(d->a, rb, st, v + n * s->out_size);
		}
		n++;
	}
	if (more != MYSQL_NO_DATA)
		fail(d, mysql_stmt_errno(st), s->name);
	finish_active(d);
	*rows = v;
	return n < most ? n : most;
}

bool
db_one(db *d, const db_stmt *s, const void *in, void *out)
{
	void *row;

	if (fetch(d, s, in, &row, 1) == 0)
		return false;
	if (s->out_size)
		memcpy(out, row, s->out_size);
	return true;
}

size_t
db_many(db *d, const db_stmt *s, const void *in, void **rows)
{
	return fetch(d, s, in, rows, SIZE_MAX);
}

i64
db_exec(db *d, const db_stmt *s, const void *in)
{
	MYSQL_STMT *st = prepared(d, s, s->slot, s->sql);
	unsigned number = execute(d, s, st, in, 1);

	if (number)
		fail(d, number, s->name);
	return (i64)mysql_stmt_affected_rows(st);
}

i64
db_insert(db *d, const db_stmt *s, const void *in)
{
	MYSQL_STMT *st = prepared(d, s, s->slot, s->sql);
	unsigned number = execute(d, s, st, in, 1);
	i64 id;

	if (number == 1062)
		return 0;
	if (number)
		fail(d, number, s->name);
	id = (i64)mysql_stmt_insert_id(st);
	return id ? id : 1;
}

i64
db_bulk(db *d, const db_stmt *s, const void *rows, size_t n)
{
	static const size_t size[] = { 500, 50, 1 };
	const char *const sql[] = { s->sql500, s->sql50, s->sql };
	unsigned (*const run)(db *, const db_stmt *, MYSQL_STMT *, const void *, size_t) =
	    s->deferred && d->in_tx ? execute_behind : execute;
	const char *p = rows;
	i64 done = 0;

	for (unsigned k = 0; k < 3; k++) {
		for (; n >= size[k]; n -= size[k], p += size[k] * s->in_size) {
			MYSQL_STMT *st = prepared(d, s, s->slot + 2 - k, sql[k]);
			unsigned number = run(d, s, st, p, size[k]);

			if (number)
				fail(d, number, s->name);
			if (run == execute)
				done += (i64)mysql_stmt_affected_rows(st);
		}
	}
	return done;
}

void
db_begin(db *d)
{
	need_link(d);
	if (mysql_query(d->link, "START TRANSACTION") != 0)
		fail(d, mysql_errno(d->link), "begin");
	d->in_tx = true;
}

void
db_commit(db *d)
{
	unsigned number;

	need_answer(d);
	finish_active(d);
	if (mysql_commit(d->link) == 0) {
		d->in_tx = false;
		return;
	}
	number = mysql_errno(d->link);
	if (number == 1213 || number == 1205 || number == 1020 || number == 3101)
		fail(d, number, "commit");
	/* Whether the server did it before the connection went is not known here: who holds a key looks it up. */
	d->last_error = number;
	d->last_statement = "commit";
	drop_link(d);
	arena_fail(d->a, E_DB_UNKNOWN);
}

void
db_rollback(db *d)
{
	deferred_wait(&d->behind);
	finish_active(d);
	d->in_tx = false;
	if (d->link && mysql_rollback(d->link) != 0)
		drop_link(d);
}

error_code
db_transaction(db *d, error_code (*work)(void *), void *arg)
{
	jmp_buf here, *outer = d->a->out;
	volatile int tries = 0;
	const i64 began = clock_ticks();

	for (;;) {
		error_code e;

		if (setjmp(here) != 0) {
			d->a->out = outer;
			finish_active(d);
			if (d->in_tx)
				db_rollback(d);
			if (d->a->why == E_DB_RETRY && ++tries < TRIES && clock_ticks() - began < PATIENCE)
				continue;
			arena_fail(d->a, d->a->why == E_DB_RETRY ? E_BUSY : d->a->why);
		}
		d->a->out = &here;
		db_begin(d);
		e = work(arg);
		if (e == E_OK)
			db_commit(d);
		else
			db_rollback(d);
		d->a->out = outer;
		return e;
	}
}

const char *
db_script(db *d, str sql)
{
	/* A migration file is statements ended by ";" at a line's end; each is sent alone so that an error names it.
	 */
	while (sql.n) {
		size_t at = 0, end;
		str one;

		while (at < sql.n && !(sql.p[at] == ';' && (at + 1 == sql.n || sql.p[at + 1] == '\n')))
			at++;
		end = at < sql.n ? at + 1 : at;
		one = str_trim(str_head(sql, at));
		sql = str_from(sql, end);
		if (one.n == 0)
			continue;
		need_link(d);
		if (mysql_real_query(d->link, one.p, one.n) != 0) {
			const char *text = mysql_error(d->link);

			return str_f(d->a, "%s\n%.*s", text, STR_ARG(str_head(one, 300))).p;
		}
		mysql_free_result(mysql_store_result(d->link));
	}
	return NULL;
}
