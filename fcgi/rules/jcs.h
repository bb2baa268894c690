/*
 * jcs.h: JSON in its one canonical form (JCS, RFC 8785), over which credentials are hashed and signed.
 * A closed profile: no real numbers, whole numbers within ±(2^53 − 1), no member name twice, well-formed UTF-8. What
 * is outside it is refused, never mended. Values are small trees in the arena; the order of members in a tree means
 * nothing, and jcs_text sorts them where they stand.
 */
#ifndef RULES_JCS_H
#define RULES_JCS_H

#include "base/arena.h"

enum { JCS_DEPTH = 32 };
#define JCS_INT_MOST INT64_C(9007199254740991)

typedef enum jcs_kind { JCS_NULL, JCS_BOOL, JCS_INT, JCS_STR, JCS_ARRAY, JCS_OBJECT } jcs_kind;

typedef struct jcs {
	jcs_kind kind;
	i64 number; /* JCS_INT; JCS_BOOL: 0 or 1 */
	str text;   /* JCS_STR, unescaped */
	struct jcs_item {
		str name; /* JCS_OBJECT only, unescaped */
		struct jcs *value;
	} * v; /* JCS_ARRAY and JCS_OBJECT */
	size_t n, cap;
} jcs;

/* New values, owned by the arena. Strings are not copied: they must live as long. */
jcs *jcs_null(arena *a);
jcs *jcs_bool(arena *a, bool v);
jcs *jcs_int(arena *a, i64 v);
jcs *jcs_str(arena *a, str s);
jcs *jcs_array(arena *a);
jcs *jcs_object(arena *a);
/* Adds an element to an array, or a member to an object; both return the container. */
jcs *jcs_add(arena *a, jcs *array, jcs *v);
jcs *jcs_put(arena *a, jcs *object, const char *name, jcs *v);
/* A member that is a string. */
jcs *jcs_put_str(arena *a, jcs *object, const char *name, str s);

/* The member of this name; NULL when there is none or v is no object (v may be NULL). */
jcs *jcs_get(const jcs *v, const char *name);
/* The same for a string member; an absent str when there is none. */
str jcs_get_str(const jcs *v, const char *name);
/* A copy of the object without one member; the values are shared. */
jcs *jcs_without(arena *a, const jcs *object, const char *name);
/* Are two values the same JSON? Sorts both. */
bool jcs_equal(jcs *x, jcs *y);

/*
 * The canonical text, owned by the arena. False when the tree is outside the profile or deeper than JCS_DEPTH.
 * Names are sorted by UTF-16 code units (RFC 8785, 3.2.3).
 */
bool jcs_text(arena *a, jcs *v, str *text);
/*
 * Reads one JSON text (RFC 8259) of the profile in any form, blanks and escapes included. False for everything else:
 * a name twice, a real, a lone surrogate, bytes after the end. The tree may point into text.
 */
bool jcs_read(arena *a, str text, jcs **v);

#endif
