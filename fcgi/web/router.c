/*
 * router.c: finds the row of the route table for a method and a raw path. See route.h.
 * Rows are grouped by their number of segments; within a group literal segments win over parameters.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "web/request.h"
#include "web/route.h"

enum { SEGMENTS = 8 };

const char *const pool_names[POOL_COUNT] = { "console", "public", "sign-in", "signing" };
const char *const method_names[METHOD_COUNT] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

struct entry {
	const route *route;
	str segment[SEGMENTS];
	size_t n;
	size_t literals;
};

struct router {
	struct entry *v;
	size_t n;
	size_t first[SEGMENTS + 2]; /* index of the first entry with so many segments */
};

pool
route_pool(const route *r)
{
	str path = str_of(r->path);

	if (str_starts(path, STR("/public/")) || str_ends(path, STR("z"))) /* healthz, readyz */
		return POOL_PUBLIC;
	if (str_is(path, "/session") || str_starts(path, STR("/session/")))
		return POOL_SIGN_IN;
	if (str_starts(path, STR("/signing/")))
		return POOL_SIGNING;
	return POOL_CONSOLE;
}

static size_t
split(str path, str *segment)
{
	size_t n = 0;
	str rest = str_from(path, 1), one;

	while (str_cut(&rest, '/', &one)) {
		if (n == SEGMENTS)
			return SEGMENTS + 1;
		segment[n++] = one;
	}
	return n;
}

static bool
is_param(str segment)
{
	return segment.n > 2 && segment.p[0] == '{';
}

static bool
is_id(str segment)
{
	return str_ends(segment, STR("id}"));
}

static int
by_shape(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;

	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	if (a->literals != b->literals)
		return a->literals > b->literals ? -1 : 1;
	return 0;
}

static bool
same_shape(const struct entry *a, const struct entry *b)
{
	if (a->n != b->n || a->route->method != b->route->method)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		bool pa = is_param(a->segment[i]), pb = is_param(b->segment[i]);

		if (pa != pb || (!pa && !str_eq(a->segment[i], b->segment[i])))
			return false;
	}
	return true;
}

router *
router_new(const route_list *const *lists, size_t n, pool p)
{
	router *t = calloc(1, sizeof *t);
	size_t total = 0;

	for (size_t i = 0; i < n; i++)
		total += lists[i]->n;
	if (t == NULL || (t->v = calloc(total + 1, sizeof *t->v)) == NULL)
		abort();
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < lists[i]->n; k++) {
			struct entry *e = &t->v[t->n];

			e->route = &lists[i]->v[k];
			if (route_pool(e->route) != p)
				continue;
			e->n = split(str_of(e->route->path), e->segment);
			for (size_t s = 0; s < e->n; s++)
				e->literals += !is_param(e->segment[s]);
			for (size_t s = 0; s < t->n; s++) {
				if (same_shape(&t->v[s], e)) {
					fprintf(stderr, "route declared twice: %s\n", e->route->path);
					abort();
				}
			}
			t->n++;
		}
	}
	qsort(t->v, t->n, sizeof *t->v, by_shape);
	for (size_t s = 0, i = 0; s < SEGMENTS + 2; s++) {
		while (i < t->n && t->v[i].n < s)
			i++;
		t->first[s] = i;
	}
	return t;
}

void
router_free(router *t)
{
	free(t->v);
	free(t);
}

static bool
plain(str path)
{
	if (path.n == 0 || path.p[0] != '/')
		return false;
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];

		if (!isalnum(c) && c != '/' && c != '_' && c != '.' && c != '-')
			return false;
		if (c == '/' && i + 1 < path.n && (path.p[i + 1] == '/' || path.p[i + 1] == '.'))
			return false;
	}
	return path.n == 1 || path.p[path.n - 1] != '/';
}

static bool
match(const struct entry *e, const str *segment, request *r)
{
	size_t ids = 0, texts = 0;

	for (size_t i = 0; i < e->n; i++) {
		if (!is_param(e->segment[i])) {
			if (!str_eq(e->segment[i], segment[i]))
				return false;
		} else if (is_id(e->segment[i])) {
			if (!str_digits(segment[i]) || segment[i].p[0] == '0' || !str_i64(segment[i], &r->id[ids]) ||
			    r->id[ids] <= 0)
				return false;
			ids++;
		} else {
			r->text[texts++] = segment[i];
		}
	}
	return true;
}

error_code
router_find(const router *t, str verb, str path, request *r)
{
	str segment[SEGMENTS];
	size_t n;
	bool other = false;

	if (!plain(path))
		return E_BAD_REQUEST;
	n = split(path, segment);
	if (n > SEGMENTS)
		return E_NOT_FOUND;
	for (size_t i = t->first[n]; i < t->first[n + 1]; i++) {
		if (!match(&t->v[i], segment, r))
			continue;
		if (str_eq(verb, str_of(method_names[t->v[i].route->method]))) {
			r->route = t->v[i].route;
			return E_OK;
		}
		other = true;
	}
	return other ? E_METHOD : E_NOT_FOUND;
}
