/*
 * mask.c: masking of personal data. See mask.h.
 */
#include "rules/mask.h"

#include "base/buf.h"
#include "rules/character.h"

/* head and tail count code points. */
static str
masked(arena *a, str s, size_t head, size_t tail)
{
	size_t n = utf8_len(s), at = 0;
	buf b = { .a = a };

	while (s.n) {
		const char *p = s.p;

		utf8_next(&s);
		if (at < head || at + tail >= n)
			buf_put(&b, p, (size_t)(s.p - p));
		else
			buf_char(&b, '*');
		at++;
	}
	return buf_view(&b);
}

str
mask_document(arena *a, str number)
{
	size_t n = utf8_len(number);

	if (n >= 18)
		return masked(a, number, 3, 4);
	if (n >= 12)
		return masked(a, number, 2, 3);
	if (n >= 8)
		return masked(a, number, 1, 2);
	return masked(a, number, 0, n > 1);
}

str
mask_numbers(arena *a, str text)
{
	enum { NUMBER_LEAST = 15 };
	buf b = { .a = a };

	while (text.n) {
		size_t n = 0;

		while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
			n++;
		if (n == 17 && text.n > n && (text.p[n] == 'X' || text.p[n] == 'x'))
			n++;
		if (n >= NUMBER_LEAST)
			buf_str(&b, mask_document(a, str_head(text, n)));
		else
			buf_put(&b, text.p, n += n == 0);
		text = str_from(text, n);
	}
	return buf_view(&b);
}

str
mask_phone(arena *a, str phone)
{
	if (phone.n == 11)
		return masked(a, phone, 3, 4);
	return masked(a, phone, 0, phone.n > 4 ? 2 : 0);
}

/* First character of every part; parts are separated by a space or a middle dot. */
static str
mask_parts(arena *a, str name)
{
	buf b = { .a = a };
	bool first = true;

	while (name.n) {
		const char *p = name.p;
		int32_t cp = utf8_next(&name);
		bool separator = cp == ' ' || cp == 0xb7;

		if (first || separator)
			buf_put(&b, p, (size_t)(name.p - p));
		else
			buf_char(&b, '*');
		first = separator;
	}
	return buf_view(&b);
}

str
mask_name(arena *a, str name)
{
	str rest = name;
	size_t n = utf8_len(name);
	int32_t cp;
	bool han = true;

	while ((cp = utf8_next(&rest)) != -1)
		han = han && char_is_han(cp);
	if (!han)
		return mask_parts(a, name);
	/* One character is the whole name: showing it would show all. */
	return masked(a, name, n > 1, n > 2);
}
