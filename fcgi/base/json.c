/*
 * json.c: the streaming JSON writer. See json.h.
 */
#include "base/json.h"

#include "base/clock.h"

static void
before(json *j)
{
	if (j->comma)
		buf_char(&j->b, ',');
	j->comma = true;
}

void
jw_open(json *j)
{
	before(j);
	buf_char(&j->b, '{');
	j->comma = false;
}

void
jw_close(json *j)
{
	buf_char(&j->b, '}');
	j->comma = true;
}

void
jw_list(json *j)
{
	before(j);
	buf_char(&j->b, '[');
	j->comma = false;
}

void
jw_end(json *j)
{
	buf_char(&j->b, ']');
	j->comma = true;
}

void
jw_key(json *j, const char *name)
{
	before(j);
	buf_char(&j->b, '"');
	buf_put(&j->b, name, strlen(name));
	buf_put(&j->b, "\":", 2);
	j->comma = false;
}

static void
escaped(buf *b, u8 c)
{
	static const char hex[] = "0123456789abcdef";
	static const char *const named[] = { ['\b'] = "\\b",
		['\t'] = "\\t",
		['\n'] = "\\n",
		['\f'] = "\\f",
		['\r'] = "\\r",
		['"'] = "\\\"",
		['\\'] = "\\\\" };
	char code[] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };

	if (c < sizeof named / sizeof *named && named[c])
		buf_put(b, named[c], 2);
	else
		buf_put(b, code, sizeof code);
}

void
jw_str(json *j, str s)
{
	str rest = s, from = s;

	before(j);
	if (s.p == NULL) {
		buf_put(&j->b, "null", 4);
		return;
	}
	buf_char(&j->b, '"');
	while (rest.n) {
		const char *at = rest.p;
		int32_t cp;

		if ((u8)*at >= 0x20 && (u8)*at < 0x80 && *at != '"' && *at != '\\') {
			rest.p++;
			rest.n--;
			continue;
		}
		cp = utf8_next(&rest);
		if (cp >= 0x80)
			continue;
		buf_put(&j->b, from.p, (size_t)(at - from.p));
		if (cp < 0)
			buf_put(&j->b, "\xef\xbf\xbd", 3);
		else
			escaped(&j->b, (u8)cp);
		from = rest;
	}
	buf_put(&j->b, from.p, (size_t)(rest.p - from.p));
	buf_char(&j->b, '"');
}

void
jw_i64(json *j, i64 v)
{
	before(j);
	buf_i64(&j->b, v);
}

void
jw_bool(json *j, bool v)
{
	before(j);
	buf_str(&j->b, v ? STR("true") : STR("false"));
}

void
jw_null(json *j)
{
	before(j);
	buf_put(&j->b, "null", 4);
}

void
jw_id(json *j, i64 id)
{
	before(j);
	if (id == 0) {
		buf_put(&j->b, "null", 4);
		return;
	}
	buf_char(&j->b, '"');
	buf_i64(&j->b, id);
	buf_char(&j->b, '"');
}

void
jw_time(json *j, i64 us)
{
	char text[CLOCK_TEXT];

	before(j);
	if (us == 0) {
		buf_put(&j->b, "null", 4);
		return;
	}
	buf_char(&j->b, '"');
	buf_put(&j->b, text, clock_text(us, text));
	buf_char(&j->b, '"');
}

void
jw_centi(json *j, i64 centi)
{
	i64 u = centi < 0 ? -centi : centi;

	before(j);
	buf_f(&j->b, "\"%s%lld.%02d\"", centi < 0 ? "-" : "", (long long)(u / 100), (int)(u % 100));
}

void
jw_raw(json *j, str text)
{
	before(j);
	buf_str(&j->b, text.p ? text : STR("null"));
}
