/*
 * certificate_number.c: the certificate number. See certificate_number.h.
 */
#include "rules/certificate_number.h"

#include "base/buf.h"

enum { LONGEST = 40, PARTS = 8 };

typedef struct part {
	char letter;
	size_t width;
} part;

/* 0 to 35, or -1. */
static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
}

char
certificate_number_check(str text)
{
	int p = 36;

	for (size_t i = 0; i < text.n; i++) {
		int d = digit(text.p[i]);

		if (d < 0)
			return '\0';
		p = (p + d) % 36;
		p = (p ? p : 36) * 2 % 37;
	}
	return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(37 - p) % 36];
}

/* The pattern's parts; 0 when it is malformed. */
static size_t
split(const char *pattern, part parts[PARTS])
{
	str rest = str_of(pattern), one;
	bool seen[128] = { false };
	size_t n = 0, sum = 0;

	while (str_cut(&rest, ' ', &one)) {
		i64 width;
		char c = one.n ? one.p[0] : '\0';

		if (n == PARTS || c == '\0' || strchr("OCLYSK", c) == NULL || seen[(int)c])
			return 0;
		if (!str_digits(str_from(one, 1)) || !str_i64(str_from(one, 1), &width) || width < 1 || width > 18)
			return 0;
		if ((c == 'L' && width != 1) || (c == 'Y' && width != 4) || (c == 'K' && (width != 1 || rest.p)))
			return 0;
		seen[(int)c] = true;
		parts[n++] = (part){ c, (size_t)width };
		sum += (size_t)width;
	}
	return seen['O'] && seen['C'] && seen['S'] && sum <= LONGEST ? n : 0;
}

const char *
certificate_number_pattern(const char *pattern)
{
	part parts[PARTS];

	return split(pattern, parts) ? NULL : "证书编号规则不正确，正确的写法如 " CERTIFICATE_NUMBER_PATTERN;
}

static bool
is_code(str s, size_t width)
{
	for (size_t i = 0; i < s.n; i++)
		if (digit(s.p[i]) < 0)
			return false;
	return s.n == width;
}

/* A whole number with leading zeros; false when it does not fit. */
static bool
put_number(buf *b, i64 v, size_t width)
{
	i64 most = 1;

	for (size_t i = 0; i < width; i++)
		most *= 10;
	if (v < 1 || v >= most)
		return false;
	buf_f(b, "%0*lld", (int)width, (long long)v);
	return true;
}

const char *
certificate_number_make(arena *a, const char *pattern, const certificate_number *v, str *number)
{
	part parts[PARTS];
	size_t n = split(pattern, parts);
	buf b = { .a = a };

	if (n == 0)
		return certificate_number_pattern(pattern);
	for (size_t i = 0; i < n; i++) {
		switch (parts[i].letter) {
		case 'O':
			if (!is_code(v->organisation, parts[i].width))
				return "评价组织代码的位数或字符不符合证书编号规则";
			buf_str(&b, v->organisation);
			break;
		case 'C':
			if (!is_code(v->certificate, parts[i].width))
				return "证书代码的位数或字符不符合证书编号规则";
			buf_str(&b, v->certificate);
			break;
		case 'L':
			if (v->level > 3 || !put_number(&b, v->level, 1))
				return "证书等级须为 1（初级）、2（中级）或 3（高级）";
			break;
		case 'Y':
			if (v->year < 2000 || !put_number(&b, v->year, 4))
				return "证书编号的年份不正确";
			break;
		case 'S':
			if (!put_number(&b, v->serial, parts[i].width))
				return "该系列的证书编号已用完";
			break;
		default:
			buf_char(&b, certificate_number_check(buf_view(&b)));
		}
	}
	*number = buf_view(&b);
	return NULL;
}

static str
normal_form(arena *a, str typed)
{
	char *z = arena_alloc(a, LONGEST + 2);
	size_t n = 0;

	for (size_t i = 0; i < typed.n && n <= LONGEST; i++) {
		char c = typed.p[i];

		if (c == ' ' || c == '-')
			continue;
		z[n++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	return (str){ z, n };
}

const char *
certificate_number_read(arena *a, const char *pattern, str typed, str *normal, certificate_number *out)
{
	certificate_number v = { 0 };
	part parts[PARTS];
	size_t n = split(pattern, parts), sum = 0;
	str rest = normal_form(a, str_trim(typed));

	if (n == 0)
		return certificate_number_pattern(pattern);
	for (size_t i = 0; i < n; i++)
		sum += parts[i].width;
	if (!is_code(rest, rest.n))
		return "证书编号只能由数字和大写字母组成";
	if (rest.n != sum)
		return "证书编号的位数不正确";
	/* First the check character: for a slip of the finger this is the useful answer. */
	if (parts[n - 1].letter == 'K' && certificate_number_check(str_head(rest, sum - 1)) != rest.p[sum - 1])
		return "证书编号的校验位不正确，请核对是否输错";
	*normal = rest;
	for (size_t i = 0; i < n; i++) {
		str s = str_head(rest, parts[i].width);

		rest = str_from(rest, parts[i].width);
		if (strchr("LYS", parts[i].letter) && !str_digits(s))
			return "证书编号的等级、年份或序号含有字母";
		switch (parts[i].letter) {
		case 'O':
			v.organisation = s;
			break;
		case 'C':
			v.certificate = s;
			break;
		case 'L':
			str_i64(s, &v.level);
			break;
		case 'Y':
			str_i64(s, &v.year);
			break;
		case 'S':
			str_i64(s, &v.serial);
			break;
		default:
			break;
		}
	}
	for (size_t i = 0; i < n; i++)
		if ((parts[i].letter == 'L' && (v.level < 1 || v.level > 3)) ||
		    (parts[i].letter == 'Y' && v.year < 2000) || (parts[i].letter == 'S' && v.serial < 1))
			return "证书编号的等级、年份或序号不正确";
	if (out)
		*out = v;
	return NULL;
}
