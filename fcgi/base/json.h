/*
 * json.h: writes JSON as it goes, into an arena. It only writes: reading is jansson's, in web/.
 * Order of calls is the order of the text; commas are its own. Ids are strings (spec, section 4), times RFC 3339 UTC.
 * Strings must be well-formed UTF-8; a malformed byte becomes U+FFFD. Absent strings and zero times become null.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

typedef struct json {
	buf b;
	bool comma; /* the next value or key is preceded by a comma */
} json;

static inline json
jw_new(arena *a)
{
	return (json){ .b = { .a = a } };
}

/* { } [ ]; each returns j so that calls can stand in one expression. */
void jw_open(json *j);
void jw_close(json *j);
void jw_list(json *j);
void jw_end(json *j);
/* The name of the next member; an ASCII literal that needs no escaping. */
void jw_key(json *j, const char *name);

void jw_str(json *j, str s);
void jw_i64(json *j, i64 v);
void jw_bool(json *j, bool v);
void jw_null(json *j);
/* An id: a string of digits, null for 0. */
void jw_id(json *j, i64 id);
/* Microseconds since 1970 UTC as "2026-03-03T08:00:00.000000Z" without a zero fraction; null for 0. */
void jw_time(json *j, i64 us);
/* Hundredths as a string with two decimals: 8750 is "87.50". */
void jw_centi(json *j, i64 centi);
/* JSON text that is already well-formed, taken as it is; null when absent. */
void jw_raw(json *j, str text);

/* Key and value in one. */
#define jw_kstr(j, k, v) (jw_key((j), (k)), jw_str((j), (v)))
#define jw_ki64(j, k, v) (jw_key((j), (k)), jw_i64((j), (v)))
#define jw_kbool(j, k, v) (jw_key((j), (k)), jw_bool((j), (v)))
#define jw_kid(j, k, v) (jw_key((j), (k)), jw_id((j), (v)))
#define jw_ktime(j, k, v) (jw_key((j), (k)), jw_time((j), (v)))
#define jw_kcenti(j, k, v) (jw_key((j), (k)), jw_centi((j), (v)))

#endif
