/*
 * request.h: what a handler sees of a request, and what it answers with.
 * A handler reads r->in, r->q, r->id, r->who, r->sc and the clock r->now, calls statements on r->db, writes its
 * answer to r->out and returns E_OK; or it returns an error code, with faults in r->faults or one sentence through
 * request_refuse. It may run twice (the transaction runner repeats it whole), so it keeps nothing outside the
 * request.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/config.h"
#include "base/field.h"
#include "base/json.h"
#include "crypt/field.h"
#include "data/db.h"
#include "rules/policy.h"
#include "web/route.h"

enum { PATH_PARAMS = 4, WORKER_TURNS = 8 };

typedef struct result_blocks result_blocks;

/* What a worker has for its whole life. */
typedef struct worker {
	const config *conf;
	db *db;
	const keyring *ring; /* keys of the document numbers; NULL in programs that need none */
	router *router;
	arena *a[WORKER_TURNS]; /* one for each request that is served at the same moment */
	result_blocks *blocks;	/* web/result_lookup.h */
} worker;

struct request {
	arena *a;
	db *db;
	const worker *w;
	const route *route;

	/* what came */
	i64 id[PATH_PARAMS];
	str text[PATH_PARAMS];
	const void *in; /* the struct that route->in fills */
	const void *q;	/* the struct that route->query fills */
	void *ahead;	/* what route->ahead has read */
	str method, path, query, host, origin, fetch_site, content_type, cookie, key, remote, agent, request_id;
	str start, content_length; /* as nginx wrote them */
	i64 length;		   /* of the body */
	str body;		   /* of a JSON request, as sent */
	void *stdin_;		   /* the library's stream; request_read reads it */

	/* who, and when */
	identity who;
	scope sc;
	i64 now; /* the database's clock when the session was looked up; 0 in public requests */

	/* the answer */
	int status; /* 200 unless set */
	json out;
	faults faults;
	str detail;	  /* Chinese sentence of the refusal */
	buf headers;	  /* further header lines, each ended by CRLF */
	i64 file;	  /* a stored file to send as the body */
	str media, bytes; /* or these bytes */
	bool replayed;	  /* the answer is the stored one of an earlier request with this key */

	/* for the audit trail: JSON texts without personal data; the subject defaults to the path's first id */
	str audit_before, audit_after;
	i64 audit_subject;
};

/* Answers with this code and a Chinese sentence that says why and what to do. */
error_code request_refuse(request *r, error_code e, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Adds an answer header. A value with CR, LF or NUL is a bug and ends the request (faults.md C24). */
void request_header(request *r, const char *name, str value);
/* Reads up to n bytes of a BODY_STREAM body; 0 at its end. */
size_t request_read(request *r, void *buffer, size_t n);
/* "plan" of "plan_publish": the entity is the first word of a handler's name. */
str request_entity(const request *r);
/* Cookie by name, absent when there is none. */
str request_cookie(const request *r, const char *name);

/* E_OK and a JSON pointer when in has no faults, E_INVALID otherwise; handlers return it after their own checks. */
static inline error_code
request_checked(const request *r)
{
	return r->faults.errors ? E_INVALID : E_OK;
}

#endif
