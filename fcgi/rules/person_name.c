/*
 * person_name.c: the rule of a person's name. See person_name.h.
 */
#include "rules/person_name.h"

#include "base/buf.h"
#include "rules/character.h"

bool
person_name_dot(int32_t cp)
{
	static const int32_t dots[] = { 0x00b7, 0x0387, 0x1427, 0x16eb, 0x2022, 0x2024, 0x2027, 0x2219, 0x22c5,
		0x25cf, 0x2e31, 0x2e33, 0x30fb, 0xfe52, 0xff0e, 0xff65 };

	for (size_t i = 0; i < sizeof dots / sizeof *dots && dots[i] <= cp; i++)
		if (dots[i] == cp)
			return true;
	return false;
}

static str
sentence(arena *a, str before, str more)
{
	return before.n ? str_f(a, "%.*s；%.*s", STR_ARG(before), STR_ARG(more)) : more;
}

static name_answer
refused(name_answer to, str why, str fix)
{
	to.ok = false;
	to.error = why;
	to.fix = fix;
	return to;
}

/* s with every middle dot as U+00B7 and without blanks beside it; *odd when a look-alike or a blank was there. A full
 * stop counts as a dot when an ideograph stands on both sides. */
static str
unify_dots(arena *a, str s, bool *odd)
{
	buf b = { .a = a };
	int32_t before = -1;

	*odd = false;
	while (s.n) {
		const char *at = s.p;
		str rest;
		int32_t cp = utf8_next(&s), next;

		rest = s;
		next = utf8_next(&rest);
		if (person_name_dot(cp) || (cp == '.' && char_is_han(before) && char_is_han(next))) {
			*odd = *odd || cp != 0xb7;
			while (b.n && b.p[b.n - 1] == ' ') {
				b.n--;
				*odd = true;
			}
			while (s.n && s.p[0] == ' ') {
				s = str_from(s, 1);
				*odd = true;
			}
			buf_str(&b, STR("\u00b7"));
			before = 0xb7;
			continue;
		}
		buf_put(&b, at, (size_t)(s.p - at));
		before = cp;
	}
	return buf_view(&b);
}

static bool
ordinary(int32_t cp)
{
	if (cp < 0x80)
		return char_is_latin(cp) || cp == ' ' || cp == '\'' || cp == '-' || cp == '.';
	/* Combining marks follow a Latin letter where no precomposed one exists; U+2019 is the printed apostrophe. */
	if (cp == 0xb7 || cp == 0x2019 || (cp >= 0x300 && cp <= 0x36f))
		return true;
	if ((cp >= 0xff01 && cp <= 0xff5e) || (cp >= 0x2000 && cp <= 0x2fff) ||
	    (cp >= 0x3001 && cp <= 0x303f && cp != 0x3007))
		return false;
	return char_is_han(cp) || char_is_latin(cp) || cp >= 0x370;
}

static name_answer
check_parts(arena *a, name_answer to)
{
	str rest = to.value, s = to.value;
	bool han = false, letters = false, blank = false;
	size_t length = utf8_len(s);
	int32_t cp, before = -1;

	while ((cp = utf8_next(&rest)) != -1) {
		if (!ordinary(cp)) {
			str narrow = char_half_width(a, s);

			return refused(to, str_f(a, "姓名中有%.*s，请按证件改正", STR_ARG(char_name(a, cp))),
			    str_eq(narrow, s) ? (str){ NULL, 0 } : narrow);
		}
		han = han || char_is_han(cp);
		letters = letters || (cp > 0x7f && cp != 0xb7 && cp != 0x2019) || char_is_latin(cp);
		blank = blank || cp == ' ';
		if (cp == ' ' && before == ' ')
			return refused(
			    to, STR("姓名中有连续的空格，外文姓名各部分之间只留一个空格"), (str){ NULL, 0 });
		if (cp == 0xb7 && (before == -1 || before == 0xb7 || rest.n == 0))
			return refused(to, STR("姓名中的间隔号“·”应在两部分姓名之间，且只用一个"), (str){ NULL, 0 });
		before = cp;
	}
	if (han && blank)
		return refused(to, STR("中文姓名中间不能有空格"), char_without(a, s, CHAR_BLANK));
	if (!letters)
		return refused(to, STR("姓名中没有文字，请按证件填写"), (str){ NULL, 0 });
	if (length > PERSON_NAME_MOST)
		return refused(
		    to, str_f(a, "姓名最多 %d 个字，现为 %zu 个", PERSON_NAME_MOST, length), (str){ NULL, 0 });
	return to;
}

name_answer
person_name_check(arena *a, str given)
{
	name_answer to = { .ok = true };
	str s = char_trim(given, CHAR_BLANK), unified;
	bool odd;

	if (s.n != given.n)
		to.notice = STR("已去除姓名首尾的空白字符");
	if (s.n == 0)
		return refused(to, STR("姓名为空"), (str){ NULL, 0 });
	if (char_any(s, CHAR_ODD)) {
		str found = char_list(a, s, CHAR_ODD);
		bool clean = !char_any(s, CHAR_PRIVATE | CHAR_MALFORMED);

		/* A private-use or broken character stood for a letter: without it the name would be another's. */
		return refused(to, str_f(a, "姓名中有%.*s，请删除或按证件改正", STR_ARG(found)),
		    clean ? char_without(a, s, CHAR_ODD) : (str){ NULL, 0 });
	}
	if (char_any(s, CHAR_BLANK)) {
		/* Blanks of other kinds are judged as the space they stand for. */
		buf b = { .a = a };
		str rest = s;

		while (rest.n) {
			const char *at = rest.p;

			if (char_kind_of(utf8_next(&rest)) == CHAR_BLANK)
				buf_char(&b, ' ');
			else
				buf_put(&b, at, (size_t)(rest.p - at));
		}
		if (!str_eq(buf_view(&b), s)) {
			str found = char_list(a, s, CHAR_BLANK);

			to.notice = sentence(a, to.notice, str_f(a, "姓名中的%.*s按空格处理", STR_ARG(found)));
		}
		s = buf_view(&b);
	}
	unified = unify_dots(a, s, &odd);
	if (odd) {
		to.notice = sentence(a, to.notice, STR("姓名中的间隔号已统一为“·”（U+00B7）"));
		s = unified;
	}
	to.value = s;
	return check_parts(a, to);
}

static int32_t
lower(int32_t cp)
{
	return cp >= 'A' && cp <= 'Z' ? cp - 'A' + 'a' : cp;
}

bool
person_name_same(str x, str y)
{
	int32_t cx, cy;

	do {
		cx = utf8_next(&x);
		cy = utf8_next(&y);
		if (lower(cx) != lower(cy))
			return false;
	} while (cx != -1);
	return true;
}
