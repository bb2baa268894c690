/*
 * ctl.c: the operator's command line: schema, code tables, first account, checks. It serves nobody over the network.
 */
#include "main/ctl.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "crypt/password.h"
#include "crypt/secret.h"
#include "data/audit.h"
#include "query/account.h"
#include "query/migration.h"
#include "query/organisation.h"

/* A command with tables_only prints what is compiled in: it needs no configuration and no database. */
static const struct {
	const char *name;
	ctl_command run;
	const char *help;
	bool tables_only;
} commands[] = {
	{ "migrate", ctl_migrate, "migrate [DIR]           bring the schema up to date (DIR: sql/migrate)", false },
	{ "seed", ctl_seed, "seed [DIR]              load the code tables (DIR: sql/seed)", false },
	{ "account", ctl_account, "account LOGIN NAME      make an operator's account, print its one-time password",
	    false },
	{ "demo", ctl_demo, "demo                    load the demonstration data, print its accounts", false },
	{ "routes", ctl_routes, "routes                  print every route with its permission, as JSON", true },
	{ "openapi", ctl_openapi, "openapi                 print the API document (OpenAPI 3.1)", true },
	{ "audit-check", ctl_audit_check, "audit-check             recompute the audit chains", false },
};

static str
read_file(arena *a, const char *path)
{
	FILE *f = fopen(path, "re");
	buf b = { .a = a };
	char part[65536];
	size_t n;

	if (f == NULL) {
		perror(path);
		exit(1);
	}
	while ((n = fread(part, 1, sizeof part, f)) > 0)
		buf_put(&b, part, n);
	fclose(f);
	return buf_view(&b);
}

static int
sql_file(const struct dirent *d)
{
	return str_ends(str_of(d->d_name), STR(".sql"));
}

/* Runs one file of statements; prints the server's message and ends the program when one fails. */
static void
run_file(ctl *c, const char *dir, const char *name)
{
	str path = str_f(c->a, "%s/%s", dir, name);
	const char *why = db_script(c->db, read_file(c->a, path.p));

	if (why) {
		fprintf(stderr, "%s: %s\n", path.p, why);
		exit(1);
	}
	printf("%s\n", name);
}

static int
each_file(ctl *c, const char *dir, bool (*skip)(ctl *, const char *), void (*done)(ctl *, const char *))
{
	struct dirent **v;
	int n = scandir(dir, &v, sql_file, alphasort);

	if (n < 0) {
		perror(dir);
		return 1;
	}
	for (int i = 0; i < n; i++) {
		if (skip == NULL || !skip(c, v[i]->d_name)) {
			run_file(c, dir, v[i]->d_name);
			if (done)
				done(c, v[i]->d_name);
		}
		free(v[i]);
	}
	free(v);
	return 0;
}

static bool
has_run(ctl *c, const char *name)
{
	struct migration_list *v;
	size_t n = migration_list(c->db, &v);

	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].name, str_of(name)))
			return true;
	return false;
}

static void
note_run(ctl *c, const char *name)
{
	migration_insert(c->db, str_of(name));
}

int
ctl_migrate(ctl *c, int argc, char **argv)
{
	const char *dir = argc > 0 ? argv[0] : "sql/migrate";

	run_file(c, dir, "0000_schema_migration.sql");
	return each_file(c, dir, has_run, note_run);
}

int
ctl_seed(ctl *c, int argc, char **argv)
{
	return each_file(c, argc > 0 ? argv[0] : "sql/seed", NULL, NULL);
}

str
ctl_make_account(ctl *c, i64 organisation, str login, str name, str duties)
{
	char token[CRYPT_TOKEN], hash[PASSWORD_HASH];
	str password, one;
	i64 id;

	crypt_token(token);
	password = str_dup(c->a, str_head(str_of(token), 20));
	if (!password_hash(password, hash))
		arena_fail(c->a, E_TOO_MUCH);
	id = account_insert(c->db, organisation, login, name, str_of(hash));
	if (id == 0)
		return (str){ NULL, 0 };
	while (str_cut(&duties, ' ', &one))
		account_duty_insert(c->db, id, one, 0);
	return password;
}

i64
ctl_operator(ctl *c)
{
	str number = STR("00000000X");
	struct organisation_by_code o;

	if (organisation_by_code(c->db, number, STR("platform"), &o))
		return o.id;
	return organisation_insert(c->db,
	    &(struct organisation_insert_in){
		.role = STR("platform"), .name = STR("平台运营机构"), .code = number, .state = STR("active") });
}

int
ctl_account(ctl *c, int argc, char **argv)
{
	str password;

	if (argc != 2) {
		fputs("usage: ctl --config FILE account LOGIN NAME\n", stderr);
		return 2;
	}
	password = ctl_make_account(
	    c, ctl_operator(c), str_of(argv[0]), str_of(argv[1]), STR("administrator exam_officer auditor"));
	if (password.p == NULL) {
		fprintf(stderr, "the login name %s is taken\n", argv[0]);
		return 1;
	}
	printf("%s %.*s\n", argv[0], STR_ARG(password));
	return 0;
}

int
ctl_audit_check(ctl *c, int argc, char **argv)
{
	audit_finding found;

	(void)argc;
	(void)argv;
	if (audit_check(c->db, &found)) {
		printf("%lld entries, every chain is whole\n", (long long)found.entries);
		return 0;
	}
	printf("stream %.*s, entry %lld: %s\n", STR_ARG(found.stream), (long long)found.seq, found.what->english);
	return 1;
}

static int
usage(void)
{
	fputs("usage: ctl --config FILE COMMAND ...\n", stderr);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		fprintf(stderr, "  %s\n", commands[i].help);
	return 2;
}

int
main(int argc, char **argv)
{
	static program me;
	ctl c = { .me = &me };
	jmp_buf out;

	c.a = arena_new((size_t)1 << 30);
	for (size_t i = 0; argc == 2 && i < sizeof commands / sizeof *commands; i++) {
		if (commands[i].tables_only && strcmp(argv[1], commands[i].name) == 0) {
			int status = commands[i].run(&c, 0, NULL);

			arena_free(c.a);
			return status;
		}
	}
	program_start(&me, "ctl", argc, argv);
	c.db = db_new(&me.conf, me.conf.ctl_user, me.conf.ctl_password_file);
	c.a->out = &out;
	if (setjmp(out) != 0) {
		fprintf(stderr, "ctl: %s (database error %u in %s)\n", error_table[c.a->why].title,
		    db_last_error(c.db), db_last_statement(c.db));
		return 1;
	}
	db_use(c.db, c.a);
	for (size_t i = 0; me.argc > 0 && i < sizeof commands / sizeof *commands; i++) {
		if (strcmp(me.argv[0], commands[i].name) == 0) {
			int status = commands[i].run(&c, me.argc - 1, me.argv + 1);

			db_free(c.db);
			arena_free(c.a);
			keyring_free(me.ring);
			return status;
		}
	}
	return usage();
}
