/*
 * router_test.c: from method and raw path to a row of the route table: what matches, what wins, what is refused, and
 * that a table with two rows of one shape does not start (faults.md C27).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "web/request.h"

static error_code
nothing(request *r)
{
	(void)r;
	return E_OK;
}

#define ROW(m, p) ROUTE(m, p, nothing, SIGNED_IN, "试")
ROUTES(table, ROW(GET, "/plans"), ROW(POST, "/plans"), ROW(GET, "/plans/{id}"), ROW(PUT, "/plans/{id}"),
    ROW(GET, "/plans/current"), ROW(POST, "/plans/{id}/rooms/{room_id}/publish"), ROW(GET, "/templates/{kind}"),
    ROW(GET, "/public/home"), ROW(GET, "/healthz"), ROW(POST, "/session"), ROW(POST, "/session/totp/confirm"),
    ROW(GET, "/sessions"), ROW(GET, "/signing/keys"));
ROUTES(twice, ROW(GET, "/a/{id}/b"), ROW(GET, "/a/{other_id}/b"));

static const route_list *const lists[] = { &table_routes };

static error_code
find(pool p, const char *verb, const char *path, request *r)
{
	router *t = router_new(lists, 1, p);
	error_code e;

	*r = (request){ .route = NULL };
	e = router_find(t, str_of(verb), str_of(path), r);
	router_free(t);
	return e;
}

static void
rows_are_found(void **state)
{
	request r;

	(void)state;
	assert_int_equal(find(POOL_CONSOLE, "GET", "/plans", &r), E_OK);
	assert_ptr_equal(r.route, &table_routes.v[0]);
	assert_int_equal(find(POOL_CONSOLE, "POST", "/plans", &r), E_OK);
	assert_ptr_equal(r.route, &table_routes.v[1]);
	assert_int_equal(find(POOL_CONSOLE, "PUT", "/plans/17", &r), E_OK);
	assert_ptr_equal(r.route, &table_routes.v[3]);
	assert_int_equal(r.id[0], 17);
	/* A word wins over a parameter, whatever their order in the table. */
	assert_int_equal(find(POOL_CONSOLE, "GET", "/plans/current", &r), E_OK);
	assert_ptr_equal(r.route, &table_routes.v[4]);
	assert_int_equal(find(POOL_CONSOLE, "POST", "/plans/9223372036854775807/rooms/2/publish", &r), E_OK);
	assert_int_equal(r.id[0], INT64_MAX);
	assert_int_equal(r.id[1], 2);
	assert_int_equal(find(POOL_CONSOLE, "GET", "/templates/candidate", &r), E_OK);
	assert_true(str_is(r.text[0], "candidate"));
}

static void
others_are_not(void **state)
{
	static const char *const missing[] = { "/", "/plan", "/plans/17/rooms", "/plans/17/rooms/2/publish/3",
		"/plans/0", "/plans/-1", "/plans/01x", "/plans/9223372036854775808", "/plans/1.0", "/plans/abc",
		"/Plans", "/healthz", "/public/home", "/1/2/3/4/5/6/7/8/9/10" };
	static const char *const crooked[] = { "", "plans", "//plans", "/plans/", "/plans//17", "/./plans",
		"/plans/../x", "/plans/.hidden", "/plans/%31", "/plans;a", "/plans/1?x", "/plans 1", "/pl\tans",
		"/pl\177ans", "/计划", "/plans\\1", "/plans#a", "/plans/+1" };
	request r;

	(void)state;
	for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
		assert_int_equal(find(POOL_CONSOLE, "GET", missing[i], &r), E_NOT_FOUND);
	for (size_t i = 0; i < sizeof crooked / sizeof *crooked; i++)
		assert_int_equal(find(POOL_CONSOLE, "GET", crooked[i], &r), E_BAD_REQUEST);
	assert_int_equal(find(POOL_CONSOLE, "DELETE", "/plans", &r), E_METHOD);
	assert_int_equal(find(POOL_CONSOLE, "get", "/plans", &r), E_METHOD);
	assert_int_equal(find(POOL_CONSOLE, "GET", "/plans/17/rooms/2/publish", &r), E_METHOD);
	assert_null(r.route);
	/* A NUL inside is not the end. */
	router *t = router_new(lists, 1, POOL_CONSOLE);
	assert_int_equal(router_find(t, STR("GET"), (str){ "/plans\0x", 8 }, &r), E_BAD_REQUEST);
	router_free(t);
}

static void
each_pool_has_its_own(void **state)
{
	request r;

	(void)state;
	assert_int_equal(route_pool(&table_routes.v[7]), POOL_PUBLIC);
	assert_int_equal(route_pool(&table_routes.v[8]), POOL_PUBLIC);
	assert_int_equal(route_pool(&table_routes.v[9]), POOL_SIGN_IN);
	assert_int_equal(route_pool(&table_routes.v[10]), POOL_SIGN_IN);
	assert_int_equal(route_pool(&table_routes.v[11]), POOL_CONSOLE);
	assert_int_equal(route_pool(&table_routes.v[12]), POOL_SIGNING);
	assert_int_equal(find(POOL_PUBLIC, "GET", "/healthz", &r), E_OK);
	assert_int_equal(find(POOL_PUBLIC, "GET", "/plans", &r), E_NOT_FOUND);
	assert_int_equal(find(POOL_SIGN_IN, "POST", "/session/totp/confirm", &r), E_OK);
	assert_int_equal(find(POOL_SIGN_IN, "GET", "/sessions", &r), E_NOT_FOUND);
	assert_int_equal(find(POOL_SIGNING, "GET", "/signing/keys", &r), E_OK);
}

static void
two_rows_of_one_shape_do_not_start(void **state)
{
	static const route_list *const both[] = { &table_routes, &twice_routes };
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO);
		router_free(router_new(both, 2, POOL_CONSOLE));
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_found),
		cmocka_unit_test(others_are_not),
		cmocka_unit_test(each_pool_has_its_own),
		cmocka_unit_test(two_rows_of_one_shape_do_not_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
