/*
 * jcs_read.c: reads a JSON text of the profile of jcs.h. It reads credentials and proofs, ours and those that people
 * bring to be verified, so it takes nothing on trust: depth is bounded, the work is linear in the text but for
 * sorting.
 */
#include "base/buf.h"
#include "rules/jcs.h"

typedef struct reader {
	arena *a;
	const char *p, *end;
} reader;

static jcs *value(reader *r, int depth);

static void
blanks(reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\r' || *r->p == '\n'))
		r->p++;
}

/* Takes one punctuation character after blanks. */
static bool
take(reader *r, char c)
{
	blanks(r);
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

static bool
hex4(reader *r, int32_t *unit)
{
	u8 bytes[2];

	if (r->end - r->p < 4 || !str_unhex((str){ r->p, 4 }, bytes, 2))
		return false;
	r->p += 4;
	*unit = bytes[0] << 8 | bytes[1];
	return true;
}

/* What stands after a backslash. */
static bool
escape(reader *r, buf *b)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at;
	int32_t cp, low;
	char utf8[4];

	if (r->p == r->end)
		return false;
	if (*r->p != 'u') {
		at = memchr(from, *r->p++, sizeof from - 1);
		if (at == NULL)
			return false;
		buf_char(b, to[at - from]);
		return true;
	}
	r->p++;
	if (!hex4(r, &cp) || (cp >= 0xdc00 && cp <= 0xdfff))
		return false;
	if (cp >= 0xd800 && cp <= 0xdbff) {
		if (r->end - r->p < 2 || r->p[0] != '\\' || r->p[1] != 'u')
			return false;
		r->p += 2;
		if (!hex4(r, &low) || low < 0xdc00 || low > 0xdfff)
			return false;
		cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
	}
	buf_put(b, utf8, utf8_put(utf8, cp));
	return true;
}

/* A string; the opening quote is taken. Points into the text when nothing in it is escaped. */
static bool
string(reader *r, str *out)
{
	const char *start = r->p;
	buf b = { .a = r->a };
	bool copied = false;

	for (; r->p < r->end && *r->p != '"';) {
		if ((u8)*r->p < 0x20)
			return false;
		if (*r->p != '\\') {
			r->p++;
			continue;
		}
		buf_put(&b, start, (size_t)(r->p - start));
		copied = true;
		r->p++;
		if (!escape(r, &b))
			return false;
		start = r->p;
	}
	if (r->p == r->end)
		return false;
	*out = (str){ start, (size_t)(r->p - start) };
	if (copied) {
		buf_str(&b, *out);
		*out = buf_view(&b);
	}
	r->p++;
	return utf8_valid(*out);
}

static jcs *
number(reader *r)
{
	const char *start = r->p;
	size_t digits;
	i64 v;

	if (*r->p == '-')
		r->p++;
	digits = (size_t)(r->p - start);
	while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
		r->p++;
	/* no leading zero, no fraction, no exponent */
	if (r->p - start > (ptrdiff_t)digits + 1 && start[digits] == '0')
		return NULL;
	if (r->p < r->end && (*r->p == '.' || *r->p == 'e' || *r->p == 'E'))
		return NULL;
	if (!str_i64((str){ start, (size_t)(r->p - start) }, &v) || v < -JCS_INT_MOST || v > JCS_INT_MOST)
		return NULL;
	return jcs_int(r->a, v);
}

static jcs *
word(reader *r, str text, jcs *v)
{
	if (!str_starts((str){ r->p, (size_t)(r->end - r->p) }, text))
		return NULL;
	r->p += text.n;
	return v;
}

static jcs *
array(reader *r, int depth)
{
	jcs *v = jcs_array(r->a);

	if (take(r, ']'))
		return v;
	do {
		jcs *element = value(r, depth);

		if (element == NULL)
			return NULL;
		jcs_add(r->a, v, element);
	} while (take(r, ','));
	return take(r, ']') ? v : NULL;
}

static jcs *
object(reader *r, int depth)
{
	jcs *v = jcs_object(r->a);

	if (take(r, '}'))
		return v;
	do {
		jcs *member;
		str name;

		if (!take(r, '"') || !string(r, &name) || !take(r, ':'))
			return NULL;
		member = value(r, depth);
		if (member == NULL)
			return NULL;
		jcs_put(r->a, v, "", member);
		v->v[v->n - 1].name = name;
	} while (take(r, ','));
	return take(r, '}') ? v : NULL;
}

static jcs *
value(reader *r, int depth)
{
	str s;

	if (depth > JCS_DEPTH)
		return NULL;
	blanks(r);
	if (r->p == r->end)
		return NULL;
	switch (*r->p) {
	case '{':
		r->p++;
		return object(r, depth + 1);
	case '[':
		r->p++;
		return array(r, depth + 1);
	case '"':
		r->p++;
		return string(r, &s) ? jcs_str(r->a, s) : NULL;
	case 't':
		return word(r, STR("true"), jcs_bool(r->a, true));
	case 'f':
		return word(r, STR("false"), jcs_bool(r->a, false));
	case 'n':
		return word(r, STR("null"), jcs_null(r->a));
	default:
		return number(r);
	}
}

bool
jcs_read(arena *a, str text, jcs **out)
{
	reader r = { a, text.p, text.p ? text.p + text.n : NULL };
	str canonical;
	jcs *v;

	if (text.n == 0)
		return false;
	v = value(&r, 0);
	blanks(&r);
	/* Writing it out finds a name that stands twice and sorts the members once. */
	if (v == NULL || r.p != r.end || !jcs_text(a, v, &canonical))
		return false;
	*out = v;
	return true;
}
