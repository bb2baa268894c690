/*
 * scratch.h: a database of a test's own on the server of TEST_CONFIG, with the tables of the migrated schema and no
 * rows, no foreign keys and no triggers. The administrator's connection beside it does what a program must not be
 * able to.
 */
#ifndef TESTS_DATA_SCRATCH_H
#define TESTS_DATA_SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/config.h"
#include "data/db.h"

struct scratch {
	config conf; /* names the scratch database; accounts are the administrator's */
	char name[64], password_file[64];
	const char *user;
	MYSQL *admin; /* in the scratch database */
};

/* Runs a statement as the administrator; the test fails when the server refuses it. */
__attribute__((format(printf, 2, 3))) static inline void
scratch_sql(MYSQL *link, const char *fmt, ...)
{
	char text[4096];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (mysql_query(link, text) != 0)
		fail_msg("%s: %s", mysql_error(link), text);
	mysql_free_result(mysql_store_result(link));
}

/* The first column of the first row as a number; -1 without a row. */
static inline long long
scratch_number(MYSQL *link, const char *text)
{
	MYSQL_RES *res = NULL;
	MYSQL_ROW row;
	long long v = -1;

	if (mysql_query(link, text) != 0 || (res = mysql_store_result(link)) == NULL)
		fail_msg("%s: %s", mysql_error(link), text);
	if ((row = mysql_fetch_row(res)) != NULL && row[0])
		v = atoll(row[0]);
	mysql_free_result(res);
	return v;
}

static inline MYSQL *
scratch_link(const struct scratch *s, const char *database)
{
	MYSQL *link = mysql_init(NULL);

	assert_non_null(link);
	mysql_options(link, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (mysql_real_connect(link, NULL, s->user, "", database, 0, s->conf.database_socket, 0) == NULL)
		fail_msg("%s", mysql_error(link));
	return link;
}

static inline void
scratch_open(struct scratch *s)
{
	const char *config_file = getenv("TEST_CONFIG"), *source;
	MYSQL_RES *res = NULL;
	MYSQL_ROW row;
	FILE *f;

	*s = (struct scratch){ .user = getenv("TEST_DATABASE_USER") };
	assert_non_null(config_file);
	assert_non_null(s->user);
	config_read(config_file, &s->conf);
	s->admin = scratch_link(s, source = s->conf.database_name);
	snprintf(s->name, sizeof s->name, "test_%ld", (long)getpid());
	snprintf(s->password_file, sizeof s->password_file, "/tmp/test-empty-password.%ld", (long)getpid());
	f = fopen(s->password_file, "w");
	assert_non_null(f);
	fputc('\n', f);
	fclose(f);
	scratch_sql(s->admin, "CREATE DATABASE %s CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci", s->name);
	scratch_sql(s->admin, "SET SESSION foreign_key_checks = 0");
	if (mysql_query(s->admin, "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() "
				  "AND table_type = 'BASE TABLE'") != 0 ||
	    (res = mysql_store_result(s->admin)) == NULL)
		fail_msg("%s", mysql_error(s->admin));
	while ((row = mysql_fetch_row(res)) != NULL)
		scratch_sql(s->admin, "CREATE TABLE %s.%s LIKE %s.%s", s->name, row[0], source, row[0]);
	mysql_free_result(res);
	scratch_sql(s->admin, "USE %s", s->name);
	s->conf.database_name = s->name;
}

static inline void
scratch_close(struct scratch *s)
{
	scratch_sql(s->admin, "DROP DATABASE %s", s->name);
	mysql_close(s->admin);
	unlink(s->password_file);
}

/* A connection of the code under test to the scratch database. */
static inline db *
scratch_db(struct scratch *s, arena *a)
{
	db *d = db_new(&s->conf, s->user, s->password_file);

	db_use(d, a);
	return d;
}

/* Runs fn(arg) as a loop of the programs would. How it left: E_OK when it came to its end, whatever was retried on
 * the way. */
static inline error_code
scratch_try(arena *a, void (*fn)(void *), void *arg)
{
	jmp_buf here;

	a->out = &here;
	if (setjmp(here) == 0) {
		fn(arg);
		a->why = E_OK;
	}
	a->out = NULL;
	return a->why;
}

#endif
