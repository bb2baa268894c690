/*
 * jcs.c: values and their canonical text. See jcs.h; jcs_read stands in jcs_read.c.
 */
#include "rules/jcs.h"

#include <stdlib.h>

#include "base/buf.h"

static jcs *
new_value(arena *a, jcs_kind kind)
{
	jcs *v = ARENA_NEW(a, jcs);

	v->kind = kind;
	return v;
}

jcs *
jcs_null(arena *a)
{
	return new_value(a, JCS_NULL);
}

jcs *
jcs_bool(arena *a, bool b)
{
	jcs *v = new_value(a, JCS_BOOL);

	v->number = b;
	return v;
}

jcs *
jcs_int(arena *a, i64 number)
{
	jcs *v = new_value(a, JCS_INT);

	v->number = number;
	return v;
}

jcs *
jcs_str(arena *a, str s)
{
	jcs *v = new_value(a, JCS_STR);

	v->text = s;
	return v;
}

jcs *
jcs_array(arena *a)
{
	return new_value(a, JCS_ARRAY);
}

jcs *
jcs_object(arena *a)
{
	return new_value(a, JCS_OBJECT);
}

static jcs *
append(arena *a, jcs *to, str name, jcs *v)
{
	to->v = arena_grow(a, to->v, &to->cap, to->n + 1, sizeof *to->v);
	to->v[to->n++] = (struct jcs_item){ name, v };
	return to;
}

jcs *
jcs_add(arena *a, jcs *array, jcs *v)
{
	return append(a, array, (str){ NULL, 0 }, v);
}

jcs *
jcs_put(arena *a, jcs *object, const char *name, jcs *v)
{
	return append(a, object, str_of(name), v);
}

jcs *
jcs_put_str(arena *a, jcs *object, const char *name, str s)
{
	return jcs_put(a, object, name, jcs_str(a, s));
}

jcs *
jcs_get(const jcs *v, const char *name)
{
	if (v == NULL || v->kind != JCS_OBJECT)
		return NULL;
	for (size_t i = 0; i < v->n; i++)
		if (str_eq(v->v[i].name, str_of(name)))
			return v->v[i].value;
	return NULL;
}

str
jcs_get_str(const jcs *v, const char *name)
{
	const jcs *member = jcs_get(v, name);

	return member && member->kind == JCS_STR ? member->text : (str){ NULL, 0 };
}

jcs *
jcs_without(arena *a, const jcs *object, const char *name)
{
	jcs *copy = jcs_object(a);

	for (size_t i = 0; i < object->n; i++)
		if (!str_eq(object->v[i].name, str_of(name)))
			append(a, copy, object->v[i].name, object->v[i].value);
	return copy;
}

/* The first UTF-16 code unit of a code point; a malformed one is refused later, when it is written. */
static int32_t
first_unit(int32_t cp)
{
	return cp < 0x10000 ? cp : 0xd800 + ((cp - 0x10000) >> 10);
}

static int
by_utf16(const void *x, const void *y)
{
	str p = ((const struct jcs_item *)x)->name, q = ((const struct jcs_item *)y)->name;
	int32_t c, d;

	do {
		c = utf8_next(&p);
		d = utf8_next(&q);
	} while (c == d && c != -1);
	if (c != d && first_unit(c) != first_unit(d))
		return first_unit(c) < first_unit(d) ? -1 : 1;
	return (c > d) - (c < d);
}

/* Sorts the members; false when a name stands twice. */
static bool
sort(jcs *object)
{
	if (object->n > 1)
		qsort(object->v, object->n, sizeof *object->v, by_utf16);
	for (size_t i = 1; i < object->n; i++)
		if (by_utf16(&object->v[i - 1], &object->v[i]) == 0)
			return false;
	return true;
}

bool
jcs_equal(jcs *x, jcs *y)
{
	if (x == NULL || y == NULL || x->kind != y->kind || x->n != y->n || x->number != y->number)
		return false;
	if (!str_eq(x->text, y->text) || (x->kind == JCS_OBJECT && (!sort(x) || !sort(y))))
		return false;
	for (size_t i = 0; i < x->n; i++)
		if (!str_eq(x->v[i].name, y->v[i].name) || !jcs_equal(x->v[i].value, y->v[i].value))
			return false;
	return true;
}

/* RFC 8785, 3.2.2.2 */
static bool
write_string(buf *b, str s)
{
	static const char named[] = "btn\0fr"; /* U+0008 to U+000D; U+000B has no name */

	if (!utf8_valid(s))
		return false;
	buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		u8 c = (u8)s.p[i];

		if (c == '"' || c == '\\') {
			buf_char(b, '\\');
			buf_char(b, (char)c);
		} else if (c >= 8 && c <= 13 && c != 11) {
			buf_char(b, '\\');
			buf_char(b, named[c - 8]);
		} else if (c < 0x20) {
			buf_f(b, "\\u%04x", c);
		} else {
			buf_char(b, (char)c);
		}
	}
	buf_char(b, '"');
	return true;
}

static bool
write(buf *b, jcs *v, int depth)
{
	bool object = v->kind == JCS_OBJECT;

	switch (v->kind) {
	case JCS_NULL:
		buf_str(b, STR("null"));
		return true;
	case JCS_BOOL:
		buf_str(b, v->number ? STR("true") : STR("false"));
		return true;
	case JCS_INT:
		buf_i64(b, v->number);
		return v->number >= -JCS_INT_MOST && v->number <= JCS_INT_MOST;
	case JCS_STR:
		return write_string(b, v->text);
	case JCS_ARRAY:
	case JCS_OBJECT:
		break;
	}
	if (depth == JCS_DEPTH || (object && !sort(v)))
		return false;
	buf_char(b, object ? '{' : '[');
	for (size_t i = 0; i < v->n; i++) {
		if (i)
			buf_char(b, ',');
		if (object) {
			if (!write_string(b, v->v[i].name))
				return false;
			buf_char(b, ':');
		}
		if (!write(b, v->v[i].value, depth + 1))
			return false;
	}
	buf_char(b, object ? '}' : ']');
	return true;
}

bool
jcs_text(arena *a, jcs *v, str *text)
{
	buf b = { .a = a };

	if (!write(&b, v, 0))
		return false;
	*text = buf_view(&b);
	return true;
}
