/*
 * organisation_code.c: check characters of organisations' codes. See organisation_code.h.
 */
#include "rules/organisation_code.h"

#include "rules/character.h"

static int
value_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
}

char
organisation_check_unit(str eight)
{
	static const int weight[8] = { 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;

	if (eight.n != 8)
		return 0;
	for (size_t i = 0; i < 8; i++) {
		int v = value_of(eight.p[i]);

		if (v < 0)
			return 0;
		sum += v * weight[i];
	}
	return "0123456789X"[(11 - sum % 11) % 11];
}

char
organisation_check_credit(str seventeen)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	int sum = 0, weight = 1;

	if (seventeen.n != 17)
		return 0;
	for (size_t i = 0; i < 17; i++) {
		const char *at = memchr(alphabet, seventeen.p[i], 31);

		if (at == NULL)
			return 0;
		sum += (int)(at - alphabet) * weight;
		weight = weight * 3 % 31;
	}
	return alphabet[(31 - sum % 31) % 31];
}

static organisation_answer
refused(organisation_answer to, str why)
{
	to.ok = false;
	to.error = why;
	return to;
}

organisation_answer
organisation_check(arena *a, str given)
{
	organisation_answer to = { .ok = true };
	str s = given, unit;
	char *p;
	size_t n = 0;

	if (char_any(s, CHAR_ODD & ~(CHAR_HIDDEN | CHAR_CONTROL)))
		return refused(to, str_f(a, "机构代码中有%.*s，请删除后重新填写",
				       STR_ARG(char_list(a, s, CHAR_ODD & ~(CHAR_HIDDEN | CHAR_CONTROL)))));
	s = char_half_width(a, char_without(a, s, CHAR_BLANK | CHAR_HIDDEN | CHAR_CONTROL));
	p = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		/* The hyphen before the check character is how GB 11714 prints the code. */
		if (c == '-' && i == 8 && s.n == 10)
			continue;
		p[n++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	to.value = (str){ p, n };
	if (!str_eq(to.value, given))
		to.notice = STR("机构代码已去除空白和连字符，字母统一为半角大写");
	if (n != 9 && n != 18)
		return refused(
		    to, str_f(a, "应为 9 位组织机构代码或 18 位统一社会信用代码，现为 %zu 位", utf8_len(to.value)));
	unit = n == 9 ? to.value : (str){ p + 8, 9 };
	if (n == 18) {
		char want = organisation_check_credit(str_head(to.value, 17));

		if (want == 0)
			return refused(to, STR("统一社会信用代码只用数字和除 I、O、S、V、Z 以外的大写字母"));
		if (want != p[17])
			return refused(to, STR("统一社会信用代码校验位不正确，请逐位核对"));
	}
	if (organisation_check_unit(str_head(unit, 8)) == 0)
		return refused(to, STR("组织机构代码只用数字和大写字母"));
	if (organisation_check_unit(str_head(unit, 8)) != unit.p[8])
		return refused(
		    to, n == 9 ? STR("组织机构代码校验位不正确，请逐位核对")
			       : STR("统一社会信用代码第 9 至 17 位（组织机构代码）校验位不正确，请逐位核对"));
	to.unit = unit;
	return to;
}
