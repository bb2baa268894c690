/*
 * checks.c: named checks of single values. See checks.h.
 */
#include "rules/checks.h"

#include "base/hidden.h"
#include "rules/character.h"
#include "rules/document_number.h"
#include "rules/major.h"
#include "rules/organisation_code.h"
#include "rules/person_name.h"

/* What no single value may hold, whatever it means. */
enum { NEVER = CHAR_BIDI | CHAR_CONTROL | CHAR_PRIVATE | CHAR_MALFORMED, UNSEEN = CHAR_BLANK | CHAR_HIDDEN };

static bool
refuse(fault_level *level, str *detail, str why)
{
	*level = FAULT_ERROR;
	*detail = why;
	return false;
}

static bool
taken(str *value, str now, str notice, fault_level *level, str *detail)
{
	*value = now;
	*level = FAULT_NOTICE;
	*detail = notice;
	return true;
}

/* The value without unseen characters and in half-width, for everything made of ASCII. */
static bool
ascii_form(arena *a, const str *value, str *now, fault_level *level, str *detail)
{
	if (char_any(*value, NEVER))
		return refuse(
		    level, detail, str_f(a, "含有%.*s，请删除后重新填写", STR_ARG(char_list(a, *value, NEVER))));
	*now = char_half_width(a, char_without(a, *value, UNSEEN));
	return true;
}

static str
repaired(arena *a, str was, str now)
{
	str found = char_list(a, was, UNSEEN);

	if (str_eq(was, now))
		return (str){ NULL, 0 };
	return found.n ? str_f(a, "已删除%.*s", STR_ARG(found)) : STR("已转换为半角字符的标准写法");
}

CHECK(check_person_name)
{
	name_answer to = person_name_check(a, *value);

	(void)f;
	*fix = to.fix;
	if (!to.ok)
		return refuse(level, detail, to.error);
	return taken(value, to.value, to.notice, level, detail);
}

CHECK(check_document_number)
{
	document_answer to = document_check_form(a, *value);

	(void)f;
	*fix = to.fix;
	if (!to.ok)
		return refuse(level, detail, to.error);
	return taken(value, to.value, to.notice, level, detail);
}

CHECK(check_phone_cn)
{
	str now;
	char *p;
	size_t n = 0;

	(void)f;
	*fix = (str){ NULL, 0 };
	if (!ascii_form(a, value, &now, level, detail))
		return false;
	if (str_starts(now, STR("+86")))
		now = str_from(now, 3);
	p = arena_alloc(a, now.n + 1);
	for (size_t i = 0; i < now.n; i++)
		if (now.p[i] != '-')
			p[n++] = now.p[i];
	now = (str){ p, n };
	if (n != 11 || !str_digits(now) || p[0] != '1' || p[1] < '3')
		return refuse(level, detail, STR("手机号应为 11 位数字，以 13 至 19 开头"));
	return taken(value, now, str_eq(now, *value) ? (str){ NULL, 0 } : STR("手机号已去除空格、连字符或国家代码"),
	    level, detail);
}

CHECK(check_organisation_code)
{
	organisation_answer to = organisation_check(a, *value);

	(void)f;
	*fix = (str){ NULL, 0 };
	if (!to.ok)
		return refuse(level, detail, to.error);
	return taken(value, to.value, to.notice, level, detail);
}

CHECK(check_major_code)
{
	str now;

	(void)f;
	*fix = (str){ NULL, 0 };
	if (char_any(*value, NEVER))
		return refuse(
		    level, detail, str_f(a, "含有%.*s，请删除后重新填写", STR_ARG(char_list(a, *value, NEVER))));
	now = major_code_normal(a, *value);
	if (!major_code_form(now)) {
		/* A sheet that took 060100 for a number has dropped the zero in front. */
		if (now.n == 5 && str_digits(now))
			return refuse(level, detail,
			    STR("专业代码只有 5 位，可能丢失了开头的 0，请将单元格设为文本格式后重新填写"));
		return refuse(level, detail, STR("专业代码应为 6 位数字，个别专业为 6 位数字加字母 K（或 T、TK）"));
	}
	return taken(value, now, repaired(a, *value, now), level, detail);
}

CHECK(check_year)
{
	str now;
	i64 year;

	(void)f;
	*fix = (str){ NULL, 0 };
	if (!ascii_form(a, value, &now, level, detail))
		return false;
	if (now.n != 4 || !str_i64(now, &year) || year < 1990 || year > 2099)
		return refuse(level, detail, STR("年份应为 4 位数字，例如 2025"));
	return taken(value, now, repaired(a, *value, now), level, detail);
}

static bool
printable(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~')
			return false;
	return true;
}

static bool
host_form(str host)
{
	bool label = false;

	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
			label = true;
		else if (c == '.' && label && i + 1 < host.n)
			label = false;
		else if (!(c == '-' && label && i + 1 < host.n))
			return false;
	}
	return label;
}

CHECK(check_url)
{
	str rest = *value, host, port;
	size_t end;

	(void)a;
	(void)f;
	*fix = (str){ NULL, 0 };
	if (str_starts(rest, STR("https://")))
		rest = str_from(rest, 8);
	else if (str_starts(rest, STR("http://")))
		rest = str_from(rest, 7);
	else
		return refuse(level, detail, STR("网址应以 http:// 或 https:// 开头"));
	for (end = 0; end < rest.n && !strchr("/?#", rest.p[end]);)
		end++;
	port = str_head(rest, end);
	str_cut(&port, ':', &host);
	if (!printable(*value) || strpbrk(str_z(a, *value), "\"'<>\\`{}|") || !host_form(host) ||
	    (port.p && (!str_digits(port) || port.n > 5)))
		return refuse(level, detail, STR("网址格式不正确，不能含空格、引号、尖括号或登录信息"));
	*level = FAULT_NOTICE;
	return true;
}

CHECK(check_email)
{
	size_t at = str_find(*value, '@');
	str host = str_from(*value, at + 1);

	(void)a;
	(void)f;
	*fix = (str){ NULL, 0 };
	if (!printable(*value) || at == 0 || at > 64 || at + 1 >= value->n || str_find(host, '.') == host.n ||
	    !host_form(host) || strpbrk(str_z(a, str_head(*value, at)), "\"(),:;<>[\\]"))
		return refuse(level, detail, STR("电子邮箱格式不正确，例如 kaowu@example.edu.cn"));
	*level = FAULT_NOTICE;
	return true;
}

CHECK(check_ascii_code)
{
	str now;

	(void)f;
	*fix = (str){ NULL, 0 };
	if (!ascii_form(a, value, &now, level, detail))
		return false;
	for (size_t i = 0; i < now.n; i++) {
		char c = now.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
			c == '_' || c == '.'))
			return refuse(level, detail, STR("只能填写英文字母、数字、连字符、下划线和点"));
	}
	if (now.n == 0)
		return refuse(level, detail, STR("内容为空"));
	return taken(value, now, repaired(a, *value, now), level, detail);
}

CHECK(check_plain_text)
{
	int kinds = NEVER | CHAR_HIDDEN;

	*fix = (str){ NULL, 0 };
	for (str rest = *value; rest.n;) {
		int32_t cp = utf8_next(&rest);
		char_kind kind = char_kind_of(cp);

		if (!(kind & kinds) && !((cp == '\t' || cp == '\n' || cp == '\r') && !f->lines))
			continue;
		/* TAB and line ends are blanks as well as characters that are not seen. */
		if (!char_any(*value, CHAR_PRIVATE | CHAR_MALFORMED))
			*fix = hidden_strip(a, char_without(a, *value, kinds), f->lines);
		return refuse(level, detail, str_f(a, "含有%.*s，请删除后重新填写", STR_ARG(char_name(a, cp))));
	}
	*level = FAULT_NOTICE;
	return true;
}

CHECK(check_photo_name)
{
	str s = *value;
	char *lower = str_z(a, s);

	(void)f;
	*fix = (str){ NULL, 0 };
	for (size_t i = 0; i < s.n; i++)
		if (lower[i] >= 'A' && lower[i] <= 'Z')
			lower[i] = (char)(lower[i] - 'A' + 'a');
	if (char_any(s, NEVER | CHAR_HIDDEN) || strpbrk(lower, "/\\:*?\"<>|"))
		return refuse(level, detail, STR("照片文件名不能含文件夹、控制字符或 \\ / : * ? \" < > |"));
	s.p = lower;
	if (!(s.n > 4 && (str_ends(s, STR(".jpg")) || str_ends(s, STR(".png")))) &&
	    !(s.n > 5 && str_ends(s, STR(".jpeg"))))
		return refuse(level, detail, STR("照片文件名应以 .jpg 或 .png 结尾"));
	*level = FAULT_NOTICE;
	return true;
}

bool
score_centi(str text, i64 *centi)
{
	str whole, part = text;
	i64 points, cents = 0;

	if (!str_cut(&part, '.', &whole) || !str_digits(whole) || whole.n > 4 || !str_i64(whole, &points))
		return false;
	if (part.p) {
		if (!str_digits(part) || part.n > 2 || !str_i64(part, &cents))
			return false;
		cents *= part.n == 1 ? 10 : 1;
	}
	*centi = points * 100 + cents;
	return true;
}

CHECK(check_score)
{
	str now;
	i64 centi;

	(void)f;
	*fix = (str){ NULL, 0 };
	if (!ascii_form(a, value, &now, level, detail))
		return false;
	if (!score_centi(now, &centi))
		return refuse(level, detail, STR("成绩应为最多两位小数的数，例如 87.5；缺考、违纪请填在“状态”列"));
	return taken(value, now, repaired(a, *value, now), level, detail);
}
