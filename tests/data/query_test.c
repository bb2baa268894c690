/*
 * query_test.c: every named statement on the migrated schema: it prepares, takes as many parameters and gives as many
 * columns of such types as its header says, and finds its rows by an index. The tables are empty, so the optimiser is
 * told that each holds a million rows; otherwise it would rightly scan.
 */
#include "scratch.h"

#include <string.h>

enum { COLUMNS = 16, TEXT = 512 };

static struct scratch s;
static arena *a;

/* Code tables of a few rows, read as a whole. */
static const char *const small_tables[] = { "province", "setting", "education_level", "catalogue_use",
	"schema_migration", NULL };

static bool
small(const char *table)
{
	for (size_t i = 0; small_tables[i]; i++)
		if (strcmp(table, small_tables[i]) == 0)
			return true;
	return false;
}

/* What row n holds in a column of this type; every value differs, so every index tells its rows apart. */
static const char *
value_of(const char *type, long length, char out[TEXT])
{
	if (strcmp(type, "datetime") == 0)
		return "TIMESTAMP('2026-01-01') + INTERVAL q.n HOUR";
	if (strcmp(type, "date") == 0)
		return "DATE('2000-01-01') + INTERVAL q.n DAY";
	if (strcmp(type, "tinyint") == 0)
		return "q.n % 2";
	if (strstr(type, "int") || strcmp(type, "decimal") == 0)
		return "q.n";
	if (strstr(type, "binary"))
		snprintf(out, TEXT, "UNHEX(LPAD(HEX(q.n), %ld, '0'))", 2 * (length > 32 ? 32 : length));
	else if (strcmp(type, "json") == 0 || strcmp(type, "longtext") == 0)
		return "'{}'";
	else
		snprintf(out, TEXT, "LPAD(q.n, %ld, '0')", length > 12 || length <= 0 ? 12 : length);
	return out;
}

/* Rows of no meaning, against every check, so that the optimiser has something to weigh. */
static void
fill(const char *table)
{
	char names[4096] = "", values[4096] = "", one[TEXT], query[TEXT];
	MYSQL_RES *res = NULL;
	MYSQL_ROW row;

	snprintf(query, sizeof query,
	    "SELECT column_name, data_type, COALESCE(character_maximum_length, 0) FROM information_schema.columns "
	    "WHERE table_schema = DATABASE() AND table_name = '%s' AND extra NOT LIKE '%%L GENERATED%%' "
	    "AND extra NOT LIKE '%%D GENERATED%%' AND extra NOT LIKE '%%auto_increment%%'",
	    table); /* MySQL calls a default of now DEFAULT_GENERATED */
	if (mysql_query(s.admin, query) != 0 || (res = mysql_store_result(s.admin)) == NULL)
		fail_msg("%s", mysql_error(s.admin));
	while ((row = mysql_fetch_row(res)) != NULL) {
		size_t n = strlen(names), v = strlen(values);

		snprintf(names + n, sizeof names - n, "%s`%s`", n ? "," : "", row[0]);
		snprintf(values + v, sizeof values - v, "%s%s", v ? "," : "", value_of(row[1], atol(row[2]), one));
	}
	mysql_free_result(res);
	scratch_sql(s.admin, "INSERT IGNORE INTO %s (%s) SELECT %s FROM numbers_of_test q", table, names, values);
	scratch_sql(s.admin, "ANALYZE TABLE %s", table);
	snprintf(query, sizeof query, "SELECT 1 FROM %s LIMIT 1", table);
	if (scratch_number(s.admin, query) != 1)
		fail_msg("%s took no row: nothing could be learnt from its plans", table);
}

/* Rows of no meaning break the checks. MariaDB can leave them out of a session, MySQL has to drop them. */
static void
without_checks(void)
{
	MYSQL_RES *res;
	MYSQL_ROW row;

	if (strstr(mysql_get_server_info(s.admin), "MariaDB")) {
		scratch_sql(s.admin, "SET SESSION check_constraint_checks = 0");
		return;
	}
	scratch_sql(s.admin, "SET SESSION group_concat_max_len = 65536");
	if (mysql_query(s.admin, "SELECT table_name, GROUP_CONCAT(' DROP CHECK ', constraint_name) FROM "
				 "information_schema.table_constraints WHERE table_schema = DATABASE() AND "
				 "constraint_type = 'CHECK' GROUP BY table_name") != 0)
		fail_msg("%s", mysql_error(s.admin));
	res = mysql_store_result(s.admin);
	while ((row = mysql_fetch_row(res)) != NULL)
		scratch_sql(s.admin, "ALTER TABLE %s%s", row[0], row[1]);
	mysql_free_result(res);
}

static int
set_up(void **state)
{
	MYSQL_RES *res;
	MYSQL_ROW row;

	(void)state;
	scratch_open(&s);
	a = arena_new(64 << 20);
	without_checks();
	mysql_query(s.admin, "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()");
	res = mysql_store_result(s.admin);
	scratch_sql(s.admin,
	    "CREATE TABLE numbers_of_test (n INT NOT NULL PRIMARY KEY) AS "
	    "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000) SELECT n FROM c");
	scratch_sql(s.admin, "INSERT INTO numbers_of_test SELECT n + 1000 FROM numbers_of_test");
	while ((row = mysql_fetch_row(res)) != NULL)
		if (!small(row[0]))
			fill(row[0]);
	mysql_free_result(res);
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

static void
statements_are_there(void **state)
{
	(void)state;
	assert_true(query_count > 20);
	for (size_t i = 0; i < query_count; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(query_all[i]->name, query_all[k]->name) == 0)
				fail_msg("two statements are called %s", query_all[i]->name);
}

static bool
type_fits(const db_field *f, const MYSQL_FIELD *c)
{
	switch (c->type) {
	case MYSQL_TYPE_TINY:
	case MYSQL_TYPE_SHORT:
	case MYSQL_TYPE_INT24:
	case MYSQL_TYPE_LONG:
	case MYSQL_TYPE_LONGLONG:
	case MYSQL_TYPE_YEAR: /* what YEAR() gives on MySQL */
		return f->type == DB_I64 || f->type == DB_BOOL;
	case MYSQL_TYPE_NEWDECIMAL:
		return (f->type == DB_I64 || f->type == DB_BOOL) && c->decimals == 0;
	case MYSQL_TYPE_DATETIME:
	case MYSQL_TYPE_TIMESTAMP:
		return f->type == DB_TIME;
	case MYSQL_TYPE_DATE:
		return f->type == DB_STR || f->type == DB_TIME;
	case MYSQL_TYPE_NULL:
		return f->nullable;
	case MYSQL_TYPE_STRING:
	case MYSQL_TYPE_VAR_STRING:
	case MYSQL_TYPE_BLOB:
	case MYSQL_TYPE_TINY_BLOB:
	case MYSQL_TYPE_MEDIUM_BLOB:
	case MYSQL_TYPE_LONG_BLOB:
	case MYSQL_TYPE_JSON:
		/* 63 is the binary character set: bytes are not text, and text is not bytes (but a literal may be
		 * either) */
		return f->type == DB_BYTES ? c->charsetnr == 63 : f->type == DB_STR;
	default:
		return false;
	}
}

struct preparation {
	db *d;
	const db_stmt *statement;
	error_code answer;
};

static void
prepare(void *arg)
{
	struct preparation *p = arg;

	p->answer = db_prepare_only(p->d, p->statement);
}

static void
statements_prepare(void **state)
{
	db *d = scratch_db(&s, a);
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < query_count; i++) {
		struct preparation p = { .d = d, .statement = query_all[i] };

		arena_reset(a);
		if (scratch_try(a, prepare, &p) != E_OK || p.answer != E_OK) {
			print_error("%s: %s (server error %u)\n", query_all[i]->name,
			    a->why ? "does not prepare"
				   : "has other numbers of parameters or columns than its header says",
			    db_last_error(d));
			bad++;
		}
	}
	db_free(d);
	assert_int_equal(bad, 0);
}

static void
columns_have_their_types(void **state)
{
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < query_count; i++) {
		const db_stmt *q = query_all[i];
		MYSQL_STMT *st = mysql_stmt_init(s.admin);
		MYSQL_RES *meta;

		if (mysql_stmt_prepare(st, q->sql, strlen(q->sql)) == 0 &&
		    (meta = mysql_stmt_result_metadata(st)) != NULL) {
			for (unsigned k = 0; k < mysql_num_fields(meta) && k < q->n_out; k++) {
				const MYSQL_FIELD *c = mysql_fetch_field_direct(meta, k);

				if (!type_fits(&q->out[k], c)) {
					print_error(
					    "%s: column %s (%s) has server type %d, character set %u, %u decimals\n",
					    q->name, q->out[k].name, c->name, (int)c->type, c->charsetnr,
					    c->decimals);
					bad++;
				}
			}
			mysql_free_result(meta);
		}
		mysql_stmt_close(st);
	}
	assert_int_equal(bad, 0);
}

/* What a parameter is explained with: one tenant, a late time, a text. */
struct value {
	long long number;
	char text[8];
	unsigned long length;
	MYSQL_TIME time;
};

static void
bind_value(MYSQL_BIND *b, struct value *v, const db_field *f)
{
	memset(b, 0, sizeof *b);
	v->number = 1;
	memcpy(v->text, "110000", 7);
	v->length = 6;
	v->time = (MYSQL_TIME){ .year = 2026, .month = 1, .day = 1, .time_type = MYSQL_TIMESTAMP_DATETIME };
	if (f->type == DB_I64 || f->type == DB_BOOL) {
		b->buffer_type = MYSQL_TYPE_LONGLONG;
		b->buffer = &v->number;
	} else if (f->type == DB_TIME) {
		b->buffer_type = MYSQL_TYPE_DATETIME;
		b->buffer = &v->time;
	} else {
		b->buffer_type = MYSQL_TYPE_STRING;
		b->buffer = v->text;
		b->buffer_length = sizeof v->text;
		b->length = &v->length;
	}
}

/* One line of the plan, by the names of EXPLAIN's columns. */
struct plan {
	char select_type[TEXT], table[TEXT], type[TEXT], key[TEXT], extra[TEXT];
};

static bool
full_scan(const db_stmt *q, const struct plan *p)
{
	if (q->scan || (strcmp(p->type, "ALL") != 0 && strcmp(p->type, "index") != 0))
		return false;
	/* what the statement itself made, and the target of an INSERT */
	if (p->table[0] == 0 || p->table[0] == '<' || strcmp(p->select_type, "INSERT") == 0)
		return false;
	return true;
}

/* The real name of an alias: "FROM plan p" and "JOIN plan AS p" name plan. */
static const char *
real_table(const db_stmt *q, const char *alias, char out[TEXT])
{
	static const char *const before[] = { "FROM ", "JOIN ", "UPDATE ", "INTO ", ", ", "(" };

	for (size_t k = 0; k < sizeof before / sizeof *before; k++) {
		for (const char *p = q->sql; (p = strstr(p, before[k])) != NULL;) {
			char table[64], name[64];
			int n;

			p += strlen(before[k]);
			n = sscanf(p, "%63[a-z0-9_] AS %63[a-z0-9_]", table, name);
			if (n == 1)
				n = sscanf(p, "%63[a-z0-9_] %63[a-z0-9_]", table, name);
			if ((n == 2 && strcmp(name, alias) == 0) || (n >= 1 && strcmp(table, alias) == 0)) {
				snprintf(out, TEXT, "%s", table);
				return out;
			}
		}
	}
	return alias;
}

static size_t
explain(const db_stmt *q)
{
	char text[1 << 17];
	MYSQL_BIND in[256], out[COLUMNS];
	static struct value values[256];
	char cell[COLUMNS][TEXT], table[TEXT];
	unsigned long length[COLUMNS];
	my_bool null[COLUMNS];
	MYSQL_STMT *st = mysql_stmt_init(s.admin);
	MYSQL_RES *meta;
	unsigned n;
	size_t bad = 0;

	/* MySQL 9 would draw a tree */
	snprintf(text, sizeof text, "EXPLAIN FORMAT=TRADITIONAL %s", q->sql);
	if (mysql_stmt_prepare(st, text, strlen(text)) != 0)
		fail_msg("%s: %s", q->name, mysql_stmt_error(st));
	assert_true(q->n_in <= 256);
	for (size_t i = 0; i < q->n_in; i++)
		bind_value(&in[i], &values[i], &q->in[i]);
	if (mysql_stmt_bind_param(st, in) != 0 || mysql_stmt_execute(st) != 0)
		fail_msg("%s: %s", q->name, mysql_stmt_error(st));
	meta = mysql_stmt_result_metadata(st);
	n = mysql_num_fields(meta);
	assert_true(n >= 10 && n <= COLUMNS);
	memset(out, 0, sizeof out);
	for (unsigned i = 0; i < n; i++)
		out[i] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING,
			.buffer = cell[i],
			.buffer_length = TEXT - 1,
			.length = &length[i],
			.is_null = &null[i] };
	mysql_stmt_bind_result(st, out);
	for (int more; (more = mysql_stmt_fetch(st)) == 0 || more == MYSQL_DATA_TRUNCATED;) {
		struct plan p = { .table = "" };

		for (unsigned i = 0; i < n; i++) {
			const char *name = mysql_fetch_field_direct(meta, i)->name;
			char *to = strcmp(name, "table") == 0	      ? p.table
				   : strcmp(name, "type") == 0	      ? p.type
				   : strcmp(name, "key") == 0	      ? p.key
				   : strcmp(name, "Extra") == 0	      ? p.extra
				   : strcmp(name, "select_type") == 0 ? p.select_type
								      : NULL;

			if (to && !null[i])
				snprintf(to, TEXT, "%.*s", (int)length[i], cell[i]);
		}
		if (full_scan(q, &p) && !small(real_table(q, p.table, table))) {
			print_error("%s: %s of %s%s%s%s%s\n", q->name, p.type, real_table(q, p.table, table),
			    p.key[0] ? " by " : "", p.key, p.extra[0] ? ", " : "", p.extra);
			bad++;
		}
	}
	mysql_free_result(meta);
	mysql_stmt_close(st);
	return bad;
}

static void
statements_use_indexes(void **state)
{
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < query_count; i++)
		bad += explain(query_all[i]);
	assert_int_equal(bad, 0);
}

/* The test must be able to fail: a statement without an index is found. */
static void
a_scan_is_seen(void **state)
{
	static const db_stmt scan = {
		.name = "scan", .kind = DB_MANY, .sql = "SELECT c.id FROM candidate c WHERE c.version = 7"
	};
	static const db_stmt join = { .name = "join",
		.kind = DB_MANY,
		.sql = "SELECT o.id FROM organisation o JOIN account a ON a.display_name = o.name WHERE o.id > 5" };

	(void)state;
	print_message("# the two plans that follow are meant to be bad\n");
	assert_true(explain(&scan) > 0);
	assert_true(explain(&join) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_are_there),
		cmocka_unit_test(statements_prepare),
		cmocka_unit_test(columns_have_their_types),
		cmocka_unit_test(a_scan_is_seen),
		cmocka_unit_test(statements_use_indexes),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
