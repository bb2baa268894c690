/*
 * request_fuzz.c: the lines of a request that nginx passes on as they came: method, path, cookie, one below the
 * other. Proved: a path leads to a row of the table only when it has the row's words, with its ids as numbers and its
 * texts as well-formed, harmless segments; and a cookie's value is a piece of the header.
 */
#include "fuzz.h"
#include "web/request.h"

const size_t fuzz_memory = 4 << 20;

static error_code
nothing(request *r)
{
	(void)r;
	return E_OK;
}

#define ROW(m, p) ROUTE(m, p, nothing, SIGNED_IN, "试")
ROUTES(table, ROW(GET, "/plans"), ROW(POST, "/plans"), ROW(GET, "/plans/{id}"), ROW(PUT, "/plans/{id}"),
    ROW(GET, "/plans/current"), ROW(POST, "/plans/{id}/rooms/{room_id}/publish"), ROW(GET, "/templates/{kind}"),
    ROW(DELETE, "/files/{id}"), ROW(PATCH, "/a/{id}/b/{b_id}/{name}/{other}"));

static router *rows;

void
fuzz_over(void)
{
}

/* The row's path with what was found put in must be the path that came. */
static void
same_path(arena *a, const request *r, str path)
{
	str rest = str_of(r->route->path), given = path, want, got;
	size_t ids = 0, texts = 0;

	while (str_cut(&rest, '/', &want)) {
		FUZZ_HOLDS(str_cut(&given, '/', &got));
		if (want.n == 0 || want.p[0] != '{') {
			FUZZ_HOLDS(str_eq(want, got));
			continue;
		}
		FUZZ_HOLDS(ids < PATH_PARAMS && texts < PATH_PARAMS);
		if (str_ends(want, STR("id}"))) {
			FUZZ_HOLDS(r->id[ids] > 0 && str_eq(got, str_f(a, "%lld", (long long)r->id[ids])));
			ids++;
		} else {
			FUZZ_HOLDS(got.n > 0 && str_eq(got, r->text[texts]) && utf8_valid(got));
			texts++;
		}
	}
	FUZZ_HOLDS(given.n == 0);
}

void
fuzz_one(arena *a, str in)
{
	static const route_list *const lists[] = { &table_routes };
	request r = { .a = a };
	str verb, path, value;
	error_code e;

	if (rows == NULL)
		rows = router_new(lists, 1, POOL_CONSOLE);
	if (!str_cut(&in, '\n', &verb) || !str_cut(&in, '\n', &path))
		return;
	e = router_find(rows, verb, path, &r);
	FUZZ_HOLDS(e == E_OK || r.route == NULL);
	if (e == E_OK) {
		FUZZ_HOLDS(str_eq(verb, str_of(method_names[r.route->method])));
		same_path(a, &r, path);
	}
	r.cookie = in;
	value = request_cookie(&r, "__Host-session");
	if (value.p && value.n)
		FUZZ_HOLDS(
		    value.p >= in.p && value.p + value.n <= in.p + in.n && memchr(value.p, ';', value.n) == NULL);
}
