/*
 * config_test.c: the configuration file; a wrong line ends the program with its place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/config.h"

#define WHOLE "database_socket = /run/db.sock\nrun_dir=/run/x\nspool_dir = /var/spool/x \nhost = 127.0.0.1:8443\n"

static char path[] = "/tmp/config_test.XXXXXX";

static void
write_file(const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* Exit status of reading text, and its message. */
static int
status_of(const char *text, char said[512])
{
	int pair[2], status;
	ssize_t n;
	pid_t child;

	write_file(text);
	assert_int_equal(pipe(pair), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		config c;

		dup2(pair[1], STDERR_FILENO);
		config_read(path, &c);
		_exit(0);
	}
	close(pair[1]);
	n = read(pair[0], said, 511);
	said[n > 0 ? n : 0] = 0;
	close(pair[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
values_and_defaults(void **state)
{
	config c;

	(void)state;
	write_file("# a comment\n\n" WHOLE "database_port = 14306\n\tpublic_workers=7\r\nportal_user = web");
	config_read(path, &c);
	assert_string_equal(c.database_socket, "/run/db.sock");
	assert_string_equal(c.spool_dir, "/var/spool/x");
	assert_string_equal(c.host, "127.0.0.1:8443");
	assert_string_equal(c.portal_user, "web");
	assert_string_equal(c.signing_user, "signing");
	assert_null(c.database_host);
	assert_null(c.signing_password_file);
	assert_int_equal(c.database_port, 14306);
	assert_int_equal(c.public_workers, 7);
	assert_int_equal(c.sign_in_workers, 1);
}

static void
wrong_lines_are_refused_with_their_place(void **state)
{
	static const struct {
		const char *line, *says;
	} wrong[] = {
		{ "databse_port = 1\n", ":5: unknown name: databse_port" },
		{ "database_port = 0\n", ":5: database_port must be a number from 1 to 65535, not: 0" },
		{ "database_port = 12x\n", ":5: database_port must be" },
		{ "database_port\n", ":5: not \"name = value\"" },
		{ "portal_user =\n", ":5: empty value" },
		{ "run_dir = /y\n", ":5: given twice: run_dir" },
		{ "database_host = db\n", ": exactly one is needed" },
	};
	char said[512];

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char text[512];

		snprintf(text, sizeof text, WHOLE "%s", wrong[i].line);
		assert_int_equal(status_of(text, said), 2);
		assert_non_null(strstr(said, wrong[i].says));
		assert_non_null(strstr(said, path));
	}
	assert_int_equal(status_of(WHOLE, said), 0);
	assert_int_equal(status_of("host = x\n", said), 2);
	assert_int_equal(status_of("database_host = db\nrun_dir=/r\nspool_dir=/s\nhost=x\n", said), 2);
	assert_non_null(strstr(said, "database_ca"));
	assert_int_equal(status_of("database_socket = /s\nrun_dir=/r\nspool_dir=/s\nhost=X/y\n", said), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_and_defaults),
		cmocka_unit_test(wrong_lines_are_refused_with_their_place),
	};
	int fd = mkstemp(path), failed;

	if (fd < 0)
		return 1;
	close(fd);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
