/*
 * request.c: the small services of a request to its handler. See request.h.
 */
#include "web/request.h"

#include <fcgiapp.h>
#include <stdarg.h>
#include <stdio.h>

error_code
request_refuse(request *r, error_code e, const char *fmt, ...)
{
	buf b = { .a = r->a };
	char text[1024];
	va_list ap;
	str all;

	va_start(ap, fmt);
	if (vsnprintf(text, sizeof text, fmt, ap) < 0)
		text[0] = 0;
	va_end(ap);
	for (all = str_of(text); !utf8_valid(all); all.n--) /* cut inside a character */
		;
	buf_str(&b, all);
	r->detail = buf_view(&b);
	return e;
}

void
request_header(request *r, const char *name, str value)
{
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f)
			arena_fail(r->a, E_BUG);
	r->headers.a = r->a;
	buf_f(&r->headers, "%s: %.*s\r\n", name, STR_ARG(value));
}

size_t
request_read(request *r, void *buffer, size_t n)
{
	int got = r->stdin_ ? FCGX_GetStr(buffer, (int)n, r->stdin_) : 0;

	return got > 0 ? (size_t)got : 0;
}

str
request_cookie(const request *r, const char *name)
{
	str rest = r->cookie, one, want = str_of(name);

	while (str_cut(&rest, ';', &one)) {
		str value = str_trim(one), left;

		str_cut(&value, '=', &left);
		if (str_eq(left, want))
			return value;
	}
	return (str){ NULL, 0 };
}

str
request_entity(const request *r)
{
	str name = str_of(r->route->name);

	return str_head(name, str_find(name, '_'));
}
