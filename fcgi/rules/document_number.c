/*
 * document_number.c: form rules of identity documents. See document_number.h.
 * One pass makes the normal form and refuses what no document can hold; then each type has its own rule.
 */
#include "rules/document_number.h"

#include "base/clock.h"
#include "rules/character.h"
#include "rules/codes.h"

#define TYPES(X)                                                                                                     \
	X(DOCUMENT_RESIDENT, "居民身份证", resident)                                                                 \
	X(DOCUMENT_HM_RESIDENCE, "港澳居民居住证", hm_residence)                                                     \
	X(DOCUMENT_TW_RESIDENCE, "台湾居民居住证", tw_residence)                                                     \
	X(DOCUMENT_HM_PERMIT, "港澳居民来往内地通行证", hm_permit)                                                   \
	X(DOCUMENT_TW_PERMIT, "台湾居民来往大陆通行证", tw_permit)                                                   \
	X(DOCUMENT_PASSPORT, "护照", passport)                                                                       \
	X(DOCUMENT_FOREIGN_RESIDENCE, "外国人永久居留身份证", foreign_residence)

#define TYPE_CODE(code, title, rule) code,
#define TYPE_TITLE(code, title, rule) title,
const char *const document_types[] = { TYPES(TYPE_CODE) NULL };
const char *const document_titles[] = { TYPES(TYPE_TITLE) NULL };

/* What a rule works on. */
typedef struct judging {
	arena *a;
	document_day day;
	document_answer *to;
} judging;

static bool
refuse(const judging *j, str why)
{
	j->to->ok = false;
	j->to->error = why;
	return false;
}

static str
sentence(arena *a, str before, str more)
{
	return before.n ? str_f(a, "%.*s；%.*s", STR_ARG(before), STR_ARG(more)) : more;
}

char
document_check_digit(str digits)
{
	/* ISO 7064 MOD 11-2: weight of position i from the right is 2^i mod 11. */
	int sum = 0;

	if (digits.n != 17 || !str_digits(digits))
		return 0;
	for (size_t i = 0; i < 17; i++)
		sum = (sum + (digits.p[i] - '0')) * 2 % 11;
	return "0123456789X"[(12 - sum) % 11];
}

int
document_age(str birth, i64 today)
{
	int y, m, d, ty, tm, td;

	if (!clock_date(birth, &y, &m, &d) || clock_days(y, m, d) > today)
		return -1;
	clock_civil(today, &ty, &tm, &td);
	return ty - y - (tm < m || (tm == m && td < d));
}

/* A spreadsheet took the number for a quantity: 1.10101E+17, 110101200503071016.0, 110,101,200,503,071,000. */
static bool
damaged(str s)
{
	size_t digits = 0, dots = 0, commas = 0, e = 0, other = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c >= '0' && c <= '9')
			digits++;
		else if (c == '.')
			dots++;
		else if (c == ',')
			commas++;
		else if (c == 'E' && i && i + 1 < s.n)
			e++;
		else if (!((c == '+' || c == '-') && i && s.p[i - 1] == 'E'))
			other++;
	}
	if (other || digits == 0 || dots > 1 || e > 1)
		return false;
	return dots || commas || (e && (memchr(s.p, '+', s.n) || memchr(s.p, '-', s.n)));
}

static bool
eighteen(str s)
{
	return s.n == 18 && str_digits(str_head(s, 17)) && ((s.p[17] >= '0' && s.p[17] <= '9') || s.p[17] == 'X');
}

/* Letters that look like another one; a wrong one is never corrected silently: it shows that the number was typed by
 * someone, or something, that does not know it. */
static bool
foreign_characters(const judging *j, str s)
{
	str rest = s;
	int32_t cp;

	while ((cp = utf8_next(&rest)) != -1) {
		if ((cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z'))
			continue;
		if (cp == '*')
			return !refuse(j, STR("证件号码中有星号 *，请填写完整的证件号码，末位是 X 的请填大写字母 X"));
		if (cp == 0x425 || cp == 0x445 || cp == 0x3a7 || cp == 0x3c7 || cp == 0x2169 || cp == 0xd7)
			return !refuse(j, str_f(j->a, "证件号码中有形似 X 的%.*s，请改为英文大写字母 X",
					      STR_ARG(char_name(j->a, cp))));
		if (cp < 0x80)
			return !refuse(j, str_f(j->a, "证件号码中有符号 %c，只能填写数字和英文字母", (char)cp));
		return !refuse(
		    j, str_f(j->a, "证件号码中有%.*s，只能填写数字和英文字母", STR_ARG(char_name(j->a, cp))));
	}
	return false;
}

/* Fills to->value with the normal form; false when the number cannot be of any document. */
static bool
normal(const judging *j, str given)
{
	document_answer *to = j->to;
	str s = given, was, found;
	char *upper;

	if (char_any(s, CHAR_MALFORMED | CHAR_BIDI | CHAR_PRIVATE | CHAR_EMOJI)) {
		found = char_list(j->a, s, CHAR_MALFORMED | CHAR_BIDI | CHAR_PRIVATE | CHAR_EMOJI);
		return refuse(j, str_f(j->a, "证件号码中有%.*s，请删除后重新填写", STR_ARG(found)));
	}
	found = char_list(j->a, s, CHAR_BLANK | CHAR_HIDDEN | CHAR_CONTROL);
	if (found.n) {
		s = char_without(j->a, s, CHAR_BLANK | CHAR_HIDDEN | CHAR_CONTROL);
		to->notice = str_f(j->a, "已删除%.*s", STR_ARG(found));
	}
	was = s;
	s = char_half_width(j->a, s);
	if (!str_eq(was, s))
		to->notice = sentence(j->a, to->notice, STR("全角字符已转换为半角"));
	/* The mark by which a sheet keeps a number as text, typed into the cell itself. */
	if (s.n && s.p[0] == '\'') {
		while (s.n && s.p[0] == '\'')
			s = str_from(s, 1);
		to->notice = sentence(j->a, to->notice, STR("已删除开头的单引号"));
	}
	upper = str_z(j->a, s);
	for (size_t i = 0; i < s.n; i++)
		if (upper[i] >= 'a' && upper[i] <= 'z')
			upper[i] = (char)(upper[i] - 'a' + 'A');
	if (s.n && memcmp(upper, s.p, s.n) != 0)
		to->notice = sentence(j->a, to->notice, STR("小写字母已改为大写"));
	to->value = (str){ upper, s.n };
	if (s.n == 0)
		return refuse(j, STR("证件号码为空"));
	if (damaged(to->value))
		return refuse(
		    j, STR("证件号码被表格软件当作数字保存，末几位已丢失，身份证号请设为文本格式后重新填写"));
	return !foreign_characters(j, to->value);
}

/* The check digit of an 18-character number. */
static bool
digit_right(const judging *j)
{
	str s = j->to->value;
	char want = document_check_digit(str_head(s, 17));

	if (want == s.p[17])
		return true;
	if (str_ends(s, STR("000")))
		return refuse(j,
		    STR("证件号码校验位不正确，且末三位为 000，可能被表格软件当作数字保存，身份证号请设为文本格式"));
	return refuse(j, STR("证件号码校验位不正确，请与证件逐位核对"));
}

/* Birth date at value[6..13]; sex from the 17th digit. */
static bool
birth_right(const judging *j, bool with_sex)
{
	document_answer *to = j->to;
	const char *p = to->value.p;
	const char day[] = { p[6], p[7], p[8], p[9], '-', p[10], p[11], '-', p[12], p[13] };
	str birth = str_dup(j->a, (str){ day, sizeof day });
	int y, m, d, age;

	if (!clock_date(birth, &y, &m, &d))
		return refuse(j, STR("证件号码中的出生日期不存在，请与证件核对"));
	if (with_sex)
		to->sex = (p[16] - '0') % 2 ? STR("1") : STR("2");
	to->birth = birth;
	if (j->day.today == 0)
		return true;
	age = document_age(birth, j->day.today);
	if (age < 0)
		return refuse(j, STR("证件号码中的出生日期晚于今天，请与证件核对"));
	if (age < j->day.age_least)
		to->doubt = str_f(j->a, "按证件号码未满 %lld 周岁（%d 岁），请人工确认，并取得监护人同意",
		    (long long)j->day.age_least, age);
	else if (age > j->day.age_most)
		to->doubt =
		    str_f(j->a, "按证件号码已超过 %lld 周岁（%d 岁），请人工确认", (long long)j->day.age_most, age);
	return true;
}

static bool
is_eighteen(const judging *j, const char *title)
{
	str s = j->to->value;

	if (s.n == 15 && str_digits(s))
		return refuse(j, STR("15 位旧身份证号已停用，请使用18位身份证号"));
	if (s.n != 18)
		return refuse(j, str_f(j->a, "%s号码应为 18 位，现为 %zu 位", title, s.n));
	if (!eighteen(s))
		return refuse(j, str_f(j->a, "%s号码前 17 位应为数字，第 18 位应为数字或大写 X", title));
	return true;
}

static bool
resident(const judging *j)
{
	str s = j->to->value, region = str_head(s, 2);

	if (!is_eighteen(j, "居民身份证"))
		return false;
	if (str_starts(s, STR("810000")) || str_starts(s, STR("820000")))
		return refuse(j, STR("这是港澳居民居住证的号码，请将证件类型改为“港澳居民居住证”"));
	if (str_starts(s, STR("830000")))
		return refuse(j, STR("这是台湾居民居住证的号码，请将证件类型改为“台湾居民居住证”"));
	if (s.p[0] == '9' && code_title(provinces, (str){ s.p + 1, 2 }) &&
	    document_check_digit(str_head(s, 17)) == s.p[17])
		return refuse(j, STR("这可能是外国人永久居留身份证的号码，请核对证件类型"));
	/* Citizens' numbers are given by the thirty-one mainland provinces alone. */
	if (code_title(provinces, region) == NULL || s.p[0] > '6')
		return refuse(j, str_f(j->a, "证件号码前两位 %.*s 不是有效的省级行政区划代码", STR_ARG(region)));
	j->to->province = region;
	return birth_right(j, true) && digit_right(j);
}

static bool
residence(const judging *j, const char *title, bool prefix, const char *want)
{
	if (!is_eighteen(j, title))
		return false;
	if (!prefix)
		return refuse(j, str_f(j->a, "%s号码应以 %s 开头，请核对证件类型和号码", title, want));
	j->to->province = str_starts(j->to->value, STR("83")) ? STR("71") : str_head(j->to->value, 2);
	return birth_right(j, true) && digit_right(j);
}

static bool
hm_residence(const judging *j)
{
	str s = j->to->value;

	return residence(
	    j, "港澳居民居住证", str_starts(s, STR("810000")) || str_starts(s, STR("820000")), "810000 或 820000");
}

static bool
tw_residence(const judging *j)
{
	return residence(j, "台湾居民居住证", str_starts(j->to->value, STR("830000")), "830000");
}

static bool
hm_permit(const judging *j)
{
	str s = j->to->value;
	bool letter = s.n && (s.p[0] == 'H' || s.p[0] == 'M');

	if (letter && s.n == 9 && str_digits(str_from(s, 1)))
		return true;
	if (letter && s.n == 11 && str_digits(str_from(s, 1))) {
		/* The two last digits of the older card count its renewals and are no part of the number. */
		j->to->fix = str_head(s, 9);
		return refuse(j, STR("港澳居民来往内地通行证号码为 H 或 M 加 8 位数字，请去掉末两位换证次数"));
	}
	return refuse(j, STR("港澳居民来往内地通行证号码应为字母 H 或 M 加 8 位数字"));
}

static bool
tw_permit(const judging *j)
{
	str s = j->to->value;

	if (s.n == 8 && str_digits(s))
		return true;
	return refuse(j, STR("台湾居民来往大陆通行证号码应为 8 位数字"));
}

static bool
passport(const judging *j)
{
	str s = j->to->value;
	size_t digits = 0;
	bool same = true;

	for (size_t i = 0; i < s.n; i++) {
		digits += s.p[i] >= '0' && s.p[i] <= '9';
		same = same && s.p[i] == s.p[0];
	}
	if (eighteen(s) || (s.n == 15 && digits == 15))
		return refuse(j, STR("这像是身份证号码而不是护照号码，请核对证件类型"));
	if (s.n < 5 || s.n > 20)
		return refuse(j, str_f(j->a, "护照号码应为 5 至 20 位字母或数字，现为 %zu 位", s.n));
	if (digits == 0)
		return refuse(j, STR("护照号码中没有数字，请与护照核对"));
	if (same)
		return refuse(j, STR("护照号码各位都相同，请与护照核对"));
	return true;
}

static bool
foreign_residence(const judging *j)
{
	str s = j->to->value;
	bool letters = s.n >= 3;

	for (size_t i = 0; i < 3 && letters; i++)
		letters = s.p[i] >= 'A' && s.p[i] <= 'Z';
	if (s.n == 15 && letters) {
		if (!str_digits(str_from(s, 3)))
			return refuse(j, STR("旧版外国人永久居留身份证号码应为 3 位国籍字母加 12 位数字"));
		return true;
	}
	if (!eighteen(s) || s.p[0] != '9')
		return refuse(j, STR("外国人永久居留身份证号码应为 9 开头的 18 位，或 3 位字母加 12 位数字"));
	j->to->province = (str){ s.p + 1, 2 };
	if (code_title(provinces, j->to->province) == NULL)
		return refuse(
		    j, str_f(j->a, "证件号码第 2、3 位 %.*s 不是有效的省级行政区划代码", STR_ARG(j->to->province)));
	return birth_right(j, false) && digit_right(j);
}

static const struct {
	const char *code, *title;
	bool (*rule)(const judging *);
} types[] = {
#define TYPE_ROW(code, title, rule) { code, title, rule },
	TYPES(TYPE_ROW)
};

const char *
document_title(str type)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_eq(str_of(types[i].code), type))
			return types[i].title;
	return NULL;
}

document_answer
document_check(arena *a, str type, str given, document_day day)
{
	document_answer to = { .ok = true };
	judging j = { a, day, &to };

	if (!normal(&j, given))
		return to;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_eq(str_of(types[i].code), type)) {
			types[i].rule(&j);
			return to;
		}
	refuse(&j, STR("没有这种证件类型，请从下拉列表中选择"));
	return to;
}

document_answer
document_check_form(arena *a, str given)
{
	document_answer to = { .ok = true };
	judging j = { a, { 0 }, &to };
	str s;

	if (!normal(&j, given))
		return to;
	s = to.value;
	if (s.n == 15 && str_digits(s))
		refuse(&j, STR("15 位旧身份证号已停用，请使用18位身份证号"));
	else if (eighteen(s) && birth_right(&j, false))
		digit_right(&j);
	else if (to.ok && (s.n < 5 || s.n > 20))
		refuse(&j, str_f(a, "证件号码应为 5 至 20 位，现为 %zu 位，请与证件核对", s.n));
	return to;
}
