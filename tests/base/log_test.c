/*
 * log_test.c: a log line is one line of JSON, whatever text goes into it (faults.md C28).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "base/log.h"

static arena *mem;

/* What one call writes to standard error. */
static str
written(log_level level, const char *event, const json *fields)
{
	char *text = arena_alloc(mem, 4096);
	int pair[2], kept = dup(STDERR_FILENO);
	ssize_t n;

	assert_int_equal(pipe(pair), 0);
	dup2(pair[1], STDERR_FILENO);
	log_line(level, event, fields);
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(pair[1]);
	n = read(pair[0], text, 4095);
	close(pair[0]);
	assert_true(n > 0);
	return (str){ text, (size_t)n };
}

static void
a_line_is_a_line(void **state)
{
	json j = jw_new(mem);
	str line;

	(void)state;
	log_program("portal");
	line = written(LOG_INFO, "start", NULL);
	assert_true(str_starts(line, STR("{\"time\":\"2")));
	assert_true(str_ends(line, STR("\"event\":\"start\"}\n")));
	assert_non_null(strstr(line.p, "\"level\":\"info\",\"program\":\"portal\",\"pid\":"));
	jw_kstr(&j, "agent", STR("a\nb\x1b[31m\"\\\xff"));
	jw_ki64(&j, "ms", 12);
	line = written(LOG_ALARM, "ba\n\"d", &j);
	assert_true(str_ends(
	    line, STR("\"event\":\"ba??d\",\"agent\":\"a\\nb\\u001b[31m\\\"\\\\\xef\xbf\xbd\",\"ms\":12}\n")));
	assert_int_equal(str_find(line, '\n'), line.n - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_line_is_a_line) };

	mem = arena_new(1 << 20);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
