/*
 * hidden.c: the tables of invisible characters (Unicode 15, categories Cc and Cf and the blank letters). See
 * hidden.h.
 */
#include "base/hidden.h"

#include "base/arena.h"

typedef struct span {
	int32_t from, to;
	const char *name;
} span;

/* In ascending order, so that a search may stop early. */
static const span hidden[] = {
	{ 0x0000, 0x0000, "空字符" },
	{ 0x0001, 0x0008, "控制字符" },
	{ 0x0009, 0x0009, "制表符" },
	{ 0x000a, 0x000a, "换行符" },
	{ 0x000b, 0x000c, "控制字符" },
	{ 0x000d, 0x000d, "回车符" },
	{ 0x000e, 0x001f, "控制字符" },
	{ 0x007f, 0x009f, "控制字符" },
	{ 0x00ad, 0x00ad, "软连字符" },
	{ 0x034f, 0x034f, "组合连接符" },
	{ 0x061c, 0x061c, "文字方向控制符" },
	{ 0x115f, 0x1160, "空白填充符" },
	{ 0x17b4, 0x17b5, "不可见字符" },
	{ 0x180b, 0x180f, "不可见字符" },
	{ 0x200b, 0x200b, "零宽空格" },
	{ 0x200c, 0x200c, "零宽不连字" },
	{ 0x200d, 0x200d, "零宽连字" },
	{ 0x200e, 0x200f, "文字方向控制符" },
	{ 0x2028, 0x2029, "行分隔符" },
	{ 0x202a, 0x202e, "文字方向控制符" },
	{ 0x2060, 0x2060, "零宽连接符" },
	{ 0x2061, 0x2065, "不可见字符" },
	{ 0x2066, 0x2069, "文字方向控制符" },
	{ 0x206a, 0x206f, "不可见字符" },
	{ 0x3164, 0x3164, "空白填充符" },
	{ 0xfdd0, 0xfdef, "非字符" },
	{ 0xfe00, 0xfe0f, "变体选择符" },
	{ 0xfeff, 0xfeff, "零宽空格（字节顺序标记）" },
	{ 0xffa0, 0xffa0, "空白填充符" },
	{ 0xfff0, 0xfffb, "不可见字符" },
	{ 0xfffe, 0xffff, "非字符" },
	{ 0x1bca0, 0x1bca3, "不可见字符" },
	{ 0x1d173, 0x1d17a, "不可见字符" },
	{ 0xe0000, 0xe0fff, "不可见字符" },
};

static const span *
find(int32_t cp)
{
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden && hidden[i].from <= cp; i++)
		if (cp <= hidden[i].to)
			return &hidden[i];
	return NULL;
}

bool
hidden_char(int32_t cp)
{
	/* ASCII, and the ideographs that most texts consist of, need no search. */
	if ((cp >= 0x20 && cp < 0x7f) || (cp >= 0x3400 && cp <= 0x9fff))
		return false;
	return find(cp) != NULL;
}

bool
hidden_blank(int32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0xa0 || cp == 0x1680 ||
	       (cp >= 0x2000 && cp <= 0x200a) || cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

static bool
counts(int32_t cp, bool lines)
{
	return !(lines && (cp == '\t' || cp == '\n')) && hidden_char(cp);
}

int32_t
hidden_find(str s, bool lines)
{
	int32_t cp;

	while ((cp = utf8_next(&s)) != -1)
		if (counts(cp, lines))
			return cp;
	return -1;
}

size_t
hidden_count(str s, bool lines)
{
	size_t n = 0;
	int32_t cp;

	while ((cp = utf8_next(&s)) != -1)
		n += counts(cp, lines);
	return n;
}

str
hidden_strip(arena *a, str s, bool lines)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	while (s.n) {
		const char *at = s.p;

		if (counts(utf8_next(&s), lines))
			continue;
		memcpy(p + n, at, (size_t)(s.p - at));
		n += (size_t)(s.p - at);
	}
	return (str){ p, n };
}

str
hidden_name(arena *a, int32_t cp)
{
	const span *s = find(cp);

	return str_f(a, "%s（U+%04X）", s ? s->name : hidden_blank(cp) ? "空白" : "字符", (unsigned)cp);
}
