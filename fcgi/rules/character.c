/*
 * character.c: kinds and names of characters. See character.h.
 */
#include "rules/character.h"

#include "base/buf.h"
#include "base/hidden.h"

char_kind
char_kind_of(int32_t cp)
{
	/* Most characters are these. */
	if ((cp > 0x20 && cp < 0x7f) || (cp >= 0x3400 && cp <= 0x9fff))
		return CHAR_PLAIN;
	if (cp < 0 || (cp & 0xfffe) == 0xfffe || (cp >= 0xfdd0 && cp <= 0xfdef) || cp == 0xfffd)
		return CHAR_MALFORMED;
	if (hidden_blank(cp))
		return CHAR_BLANK;
	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 || cp == 0x2029)
		return CHAR_CONTROL;
	if (cp == 0x061c || cp == 0x200e || cp == 0x200f || (cp >= 0x202a && cp <= 0x202e) ||
	    (cp >= 0x2066 && cp <= 0x2069))
		return CHAR_BIDI;
	if ((cp >= 0xe000 && cp <= 0xf8ff) || cp >= 0xf0000)
		return CHAR_PRIVATE;
	if (cp == 0x20e3 || (cp >= 0x2600 && cp <= 0x27bf) || (cp >= 0x2b00 && cp <= 0x2bff) ||
	    (cp >= 0x1f000 && cp <= 0x1faff))
		return CHAR_EMOJI;
	return hidden_char(cp) ? CHAR_HIDDEN : CHAR_PLAIN;
}

bool
char_is_han(int32_t cp)
{
	return (cp >= 0x4e00 && cp <= 0x9fff) || (cp >= 0x3400 && cp <= 0x4dbf) || cp == 0x3007 ||
	       (cp >= 0xf900 && cp <= 0xfaff) || (cp >= 0x20000 && cp <= 0x3ffff && (cp & 0xfffe) != 0xfffe);
}

bool
char_is_latin(int32_t cp)
{
	return (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') ||
	       (cp >= 0xc0 && cp <= 0x24f && cp != 0xd7 && cp != 0xf7) || (cp >= 0x1e00 && cp <= 0x1eff);
}

static const char *
script_of(int32_t cp)
{
	if (cp >= 0x0370 && cp <= 0x03ff)
		return "希腊字母";
	if (cp >= 0x0400 && cp <= 0x052f)
		return "西里尔字母";
	if (cp >= 0x2e80 && cp <= 0x2fdf)
		return "汉字部首符号";
	if (cp >= 0xff01 && cp <= 0xff5e)
		return "全角字符";
	return NULL;
}

str
char_name(arena *a, int32_t cp)
{
	char text[4];
	const char *script = script_of(cp);

	if (cp < 0)
		return STR("不是 UTF-8 的字节");
	if (script)
		return str_f(a, "%s %.*s（U+%04X）", script, (int)utf8_put(text, cp), text, (unsigned)cp);
	switch (char_kind_of(cp)) {
	case CHAR_PLAIN:
		return str_f(a, "“%.*s”（U+%04X）", (int)utf8_put(text, cp), text, (unsigned)cp);
	case CHAR_EMOJI:
		return str_f(a, "表情或图形符号（U+%04X）", (unsigned)cp);
	case CHAR_PRIVATE:
		return str_f(a, "自造字（U+%04X）", (unsigned)cp);
	case CHAR_BLANK:
		if (cp == ' ' || cp == 0x3000 || cp == 0xa0)
			return str_f(a, "%s（U+%04X）",
			    cp == ' '	 ? "空格"
			    : cp == 0xa0 ? "不间断空格"
					 : "全角空格",
			    (unsigned)cp);
		return hidden_name(a, cp);
	case CHAR_MALFORMED:
		return str_f(a, "无效字符（U+%04X）", (unsigned)cp);
	default:
		return hidden_name(a, cp);
	}
}

str
char_list(arena *a, str text, int kinds)
{
	enum { MOST = 8 };
	int32_t seen[MOST], cp;
	size_t n = 0;
	buf b = { .a = a };

	while ((cp = utf8_next(&text)) != -1) {
		bool known = false;

		if (!(char_kind_of(cp) & kinds))
			continue;
		for (size_t i = 0; i < n; i++)
			known = known || seen[i] == cp;
		if (known)
			continue;
		if (n == MOST) {
			buf_str(&b, STR("等"));
			break;
		}
		if (n)
			buf_str(&b, STR("、"));
		seen[n++] = cp;
		buf_str(&b, char_name(a, cp));
	}
	return buf_view(&b);
}

bool
char_any(str text, int kinds)
{
	int32_t cp;

	while ((cp = utf8_next(&text)) != -1)
		if (char_kind_of(cp) & kinds)
			return true;
	return false;
}

str
char_without(arena *a, str text, int kinds)
{
	str rest = text;
	char *out;
	size_t n = 0;

	if (!char_any(text, kinds))
		return text;
	out = arena_alloc(a, text.n + 1);
	while (rest.n) {
		const char *at = rest.p;
		int32_t cp = utf8_next(&rest);

		if (char_kind_of(cp) & kinds)
			continue;
		memcpy(out + n, at, (size_t)(rest.p - at));
		n += (size_t)(rest.p - at);
	}
	return (str){ out, n };
}

str
char_trim(str text, int kinds)
{
	str rest = text;
	size_t keep = 0;
	bool begun = false;

	while (rest.n) {
		const char *at = rest.p;

		if (char_kind_of(utf8_next(&rest)) & kinds)
			continue;
		if (!begun) {
			text.n -= (size_t)(at - text.p);
			text.p = at;
			begun = true;
		}
		keep = (size_t)(rest.p - text.p);
	}
	return (str){ text.p, keep };
}

str
char_half_width(arena *a, str text)
{
	str rest = text;
	bool any = false;
	char *out;
	size_t n = 0;
	int32_t cp;

	while ((cp = utf8_next(&rest)) != -1)
		any = any || (cp >= 0xff01 && cp <= 0xff5e) || cp == 0x3000;
	if (!any)
		return text;
	out = arena_alloc(a, text.n + 1);
	rest = text;
	while (rest.n) {
		const char *at = rest.p;

		cp = utf8_next(&rest);
		if (cp >= 0xff01 && cp <= 0xff5e) {
			out[n++] = (char)(cp - 0xfee0);
		} else if (cp == 0x3000) {
			out[n++] = ' ';
		} else {
			memcpy(out + n, at, (size_t)(rest.p - at));
			n += (size_t)(rest.p - at);
		}
	}
	return (str){ out, n };
}
