/*
 * grant_test.c: every statement that a room of the source calls is granted to the account of its program, on a real
 * server. A missing privilege shows here and not in the first request that takes the path. MySQL asks for more than
 * MariaDB: SELECT ... FOR UPDATE is refused where UPDATE is not granted.
 */
#include "scratch.h"

#include <ctype.h>
#include <glob.h>
#include <string.h>

/* Refusals of a table and of a column. */
enum { NO_TABLE = 1142, NO_COLUMN = 1143 };

static config conf;

static int
set_up(void **state)
{
	const char *file = getenv("TEST_CONFIG");

	(void)state;
	assert_non_null(file);
	config_read(file, &conf);
	return 0;
}

static MYSQL *
link_of(const char *user, const char *password_file)
{
	char password[128] = "";
	MYSQL *link = mysql_init(NULL);
	FILE *f = fopen(password_file, "r");

	assert_non_null(f);
	assert_non_null(fgets(password, sizeof password, f));
	fclose(f);
	password[strcspn(password, "\n")] = 0;
	assert_non_null(link);
	mysql_options(link, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (mysql_real_connect(link, NULL, user, password, conf.database_name, 0, conf.database_socket, 0) == NULL)
		fail_msg("%s: %s", user, mysql_error(link));
	return link;
}

/* The error of preparing it, 0 when the account may. */
static unsigned
refusal(MYSQL *link, const char *sql)
{
	MYSQL_STMT *st = mysql_stmt_init(link);
	unsigned number = 0;

	if (mysql_stmt_prepare(st, sql, strlen(sql)) != 0)
		number = mysql_stmt_errno(st);
	mysql_stmt_close(st);
	return number;
}

/* The text of a file, to be freed. */
static char *
text_of(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text;
	long n;

	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	n = ftell(f);
	rewind(f);
	text = malloc((size_t)n + 1);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, (size_t)n, f), n);
	text[n] = 0;
	fclose(f);
	return text;
}

static bool
word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Whether the text calls the function of this name. */
static bool
calls(const char *text, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = text; (p = strstr(p, name)) != NULL; p += n)
		if (p[n] == '(' && (p == text || !word(p[-1])))
			return true;
	return false;
}

/* Every statement that the room calls; returns how many there are, counts the refused ones in *bad. */
static size_t
room(const char *name, MYSQL *link, const char *user, size_t *bad)
{
	const char *root = getenv("TEST_ROOT");
	char pattern[512];
	size_t called = 0;
	glob_t g;

	assert_non_null(root);
	snprintf(pattern, sizeof pattern, "%s/fcgi/%s/*.c", root, name);
	assert_int_equal(glob(pattern, 0, NULL, &g), 0);
	for (size_t i = 0; i < g.gl_pathc; i++) {
		char *text = text_of(g.gl_pathv[i]);

		for (size_t k = 0; k < query_count; k++) {
			unsigned number;

			if (!calls(text, query_all[k]->name))
				continue;
			called++;
			if ((number = refusal(link, query_all[k]->sql)) == 0)
				continue;
			print_error("%s: %s calls %s: %u\n", user, g.gl_pathv[i], query_all[k]->name, number);
			++*bad;
		}
		free(text);
	}
	globfree(&g);
	return called;
}

static void
rooms_may_what_they_call(void **state)
{
	static const struct {
		const char *room;
		size_t account; /* offsets in the configuration */
		size_t password;
	} rooms[] = {
		{ "api", offsetof(config, portal_user), offsetof(config, portal_password_file) },
		{ "web", offsetof(config, portal_user), offsetof(config, portal_password_file) },
		{ "jobs", offsetof(config, jobs_user), offsetof(config, jobs_password_file) },
		{ "signing", offsetof(config, signing_user), offsetof(config, signing_password_file) },
	};
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
		const char *user = *(const char *const *)((const char *)&conf + rooms[i].account);
		MYSQL *link = link_of(user, *(const char *const *)((const char *)&conf + rooms[i].password));

		assert_true(room(rooms[i].room, link, user, &bad) > 0);
		mysql_close(link);
	}
	assert_int_equal(bad, 0);
}

/* The test must be able to fail, and the walls between the programs stand. */
static void
walls_stand(void **state)
{
	MYSQL *portal = link_of(conf.portal_user, conf.portal_password_file);
	MYSQL *jobs = link_of(conf.jobs_user, conf.jobs_password_file);
	MYSQL *signing = link_of(conf.signing_user, conf.signing_password_file);

	(void)state;
	assert_true(calls("x = a_b(1);", "a_b") && !calls("x_a_b(1); a_bc(1); a_b;", "a_b"));
	assert_int_equal(refusal(portal, "SELECT * FROM signing_secret"), NO_TABLE);
	assert_int_equal(refusal(jobs, "SELECT * FROM signing_secret"), NO_TABLE);
	assert_int_equal(refusal(signing, "SELECT * FROM signing_secret"), 0);
	assert_int_equal(refusal(portal, "UPDATE audit_entry SET seq = 0"), NO_TABLE);
	assert_int_equal(refusal(portal, "DELETE FROM audit_entry"), NO_TABLE);
	assert_int_equal(refusal(portal, "DELETE FROM quota_entry"), NO_TABLE);
	assert_int_equal(refusal(jobs, "INSERT INTO signature (id) VALUES (1)"), NO_TABLE);
	assert_int_equal(refusal(signing, "SELECT password_hash FROM account"), NO_COLUMN);
	mysql_close(portal);
	mysql_close(jobs);
	mysql_close(signing);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rooms_may_what_they_call),
		cmocka_unit_test(walls_stand),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
