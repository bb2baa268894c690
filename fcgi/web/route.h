/*
 * route.h: one row per endpoint. The table is the whole truth about a request before its handler runs: who may send
 * it, what it may contain, whether it writes. api/ and signing/ declare rows; router.c finds them; serve.c acts on
 * them.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "base/field.h"
#include "rules/policy.h"

typedef struct request request;
typedef error_code (*handler)(request *r);
/* Reads for several requests of its route at once and leaves in r->ahead what their handlers need. */
typedef error_code (*reader)(request *const *r, size_t n);

typedef enum method { GET, POST, PUT, PATCH, DELETE, METHOD_COUNT } method;

/* How a body is taken. */
typedef enum body_kind {
	BODY_JSON,   /* decoded into r->in by .in; without .in there must be none, or {} */
	BODY_STREAM, /* any bytes; the handler reads them with request_read */
} body_kind;

typedef struct route {
	method method;
	const char
	    *path; /* below /api/v1; {…id} takes a positive number into r->id[], any other {…} text into r->text[] */
	handler run;
	const char *name; /* the handler's name; operationId in the API document */
	permission perm;
	const char *title;	  /* Chinese, for the API document and the audit trail */
	const field_table *in;	  /* members of the JSON body */
	const field_table *query; /* query parameters */
	reader ahead;		  /* reads first, for all requests of the route that wait at this moment */
	bool write;		  /* runs in a transaction, is audited, and a POST needs an Idempotency-Key */
	bool no_key;		  /* a POST that repeats harmlessly, or cannot be answered twice alike (sign-in) */
	body_kind body;
	size_t body_max; /* bytes; 0 means 1 MiB */
	const field_table
	    *answer;		  /* the object it answers with (web/answer.h); without answer, items and out: none */
	const field_table *items; /* what its list consists of: {"items":[…],"next":…} */
	const char *out;	  /* media type of the answer when it is not JSON */
} route;

/* ROUTE(POST, "/plans/{id}/publish", plan_publish, PLAN_EDIT, "发布考试计划", .write = true). A row without a
 * permission does not build; the title comes first of the rest. */
#define ROUTE(m, p, fn, permission, ...)                                                                             \
	{                                                                                                            \
		.method = (m), .path = (p), .run = (fn), .name = #fn, .perm = (permission), .title = __VA_ARGS__     \
	}

typedef struct route_list {
	const route *v;
	size_t n;
} route_list;

/* ROUTES(plan, ROUTE(...), ROUTE(...)) defines plan_routes; api/routes.c lists them all. */
#define ROUTES(entity, ...)                                                                                          \
	static const route entity##_route_rows[] = { __VA_ARGS__ };                                                  \
	const route_list entity##_routes = { entity##_route_rows,                                                    \
		sizeof entity##_route_rows / sizeof *entity##_route_rows }

/* The pools of workers (performance.md); a path belongs to the one its first segment names. */
typedef enum pool { POOL_CONSOLE, POOL_PUBLIC, POOL_SIGN_IN, POOL_SIGNING, POOL_COUNT } pool;

extern const char *const pool_names[POOL_COUNT], *const method_names[METHOD_COUNT];
pool route_pool(const route *r);

typedef struct router router;
/* The routes of one pool. Two rows with the same method and shape abort at start. */
router *router_new(const route_list *const *lists, size_t n, pool p);
void router_free(router *t);
/*
 * Finds the row and fills r->route, r->id, r->text. path is raw, below /api/v1: only A-Z a-z 0-9 / _ . - are taken,
 * no empty and no dot segment, so there is nothing to decode and nothing to normalise. E_NOT_FOUND, E_METHOD,
 * E_BAD_REQUEST.
 */
error_code router_find(const router *t, str verb, str path, request *r);

#endif
