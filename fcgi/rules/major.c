/*
 * major.c: majors, their catalogues, and which one a code was meant for. See major.h.
 */
#include "rules/major.h"

#include "base/buf.h"
#include "rules/character.h"

const char *const education_levels[] = { LEVEL_SECONDARY, LEVEL_COLLEGE, LEVEL_BACHELOR, LEVEL_UNDERGRADUATE, NULL };
const char *const education_titles[] = { "中职", "高职专科", "职教本科", "普通本科", NULL };

const char *
education_title(str level)
{
	for (size_t i = 0; education_levels[i]; i++)
		if (str_eq(str_of(education_levels[i]), level))
			return education_titles[i];
	return NULL;
}

i64
major_old_catalogue(str level)
{
	if (str_eq(level, STR(LEVEL_SECONDARY)))
		return CATALOGUE_2010;
	return str_eq(level, STR(LEVEL_COLLEGE)) ? CATALOGUE_2015 : 0;
}

str
major_code_normal(arena *a, str given)
{
	str s = char_half_width(a, char_without(a, given, CHAR_BLANK | CHAR_HIDDEN | CHAR_CONTROL));
	char *p = str_z(a, s);

	for (size_t i = 0; i < s.n; i++)
		if (p[i] == 'k' || p[i] == 't')
			p[i] = (char)(p[i] - 'a' + 'A');
	return (str){ p, s.n };
}

bool
major_code_form(str code)
{
	str tail = str_from(code, 6);

	return str_digits(str_head(code, 6)) && code.n >= 6 &&
	       (tail.n == 0 || str_is(tail, "K") || str_is(tail, "T") || str_is(tail, "TK"));
}

const major_row *
major_find(const major_tables *t, i64 catalogue, str level, str code)
{
	for (size_t i = 0; i < t->rows; i++)
		if (t->row[i].catalogue == catalogue && str_eq(t->row[i].code, code) &&
		    str_eq(t->row[i].level, level))
			return &t->row[i];
	return NULL;
}

static str
name_normal(arena *a, str name)
{
	str s = char_half_width(a, char_without(a, name, CHAR_BLANK | CHAR_HIDDEN | CHAR_CONTROL));

	return s.n > 6 && str_ends(s, STR("专业")) ? str_head(s, s.n - 6) : s;
}

bool
major_name_same(arena *a, str x, str y)
{
	return str_eq(name_normal(a, x), name_normal(a, y));
}

static const char *
version_title(i64 catalogue)
{
	return catalogue == CATALOGUE_2021 ? "新版" : "旧版";
}

/* The codes of wanted that a row of the other catalogue became or came from: "510201 计算机应用技术、…"; the first
 * one goes into to. */
static str
counterparts(arena *a, const major_tables *t, const major_row *row, i64 wanted, major_answer *to)
{
	buf b = { .a = a };
	size_t n = 0;

	for (size_t i = 0; i < t->changes; i++) {
		const major_change *c = &t->change[i];
		bool forward = c->old_catalogue == row->catalogue && c->new_catalogue == wanted &&
			       str_eq(c->old_code, row->code);
		bool back = c->new_catalogue == row->catalogue && c->old_catalogue == wanted &&
			    str_eq(c->new_code, row->code);
		const major_row *other;

		if (!(forward || back) || !str_eq(c->level, row->level))
			continue;
		other = major_find(t, wanted, row->level, forward ? c->new_code : c->old_code);
		if (other == NULL)
			continue;
		if (n++)
			buf_str(&b, STR("、"));
		else
			*to = (major_answer){ to->verdict, other, to->detail, other->code, other->name };
		buf_f(&b, "%.*s（%.*s）", STR_ARG(other->code), STR_ARG(other->name));
	}
	if (n > 1) {
		/* Several are possible: the school must choose. */
		to->row = NULL;
		to->fix_code = to->fix_name = (str){ NULL, 0 };
	}
	return buf_view(&b);
}

static major_answer
other_version(arena *a, const major_tables *t, const major_row *row, i64 wanted)
{
	major_answer to = { .verdict = MAJOR_OTHER_VERSION };
	str instead = counterparts(a, t, row, wanted, &to);
	const char *is = version_title(row->catalogue), *want = version_title(wanted);

	if (instead.n)
		to.detail = str_f(a, "专业代码 %.*s（%.*s）属于%s目录（%lld），目前使用%s目录（%lld），%s代码为 %.*s",
		    STR_ARG(row->code), STR_ARG(row->name), is, (long long)row->catalogue, want, (long long)wanted,
		    want, STR_ARG(instead));
	else
		to.detail = str_f(a,
		    "专业代码 "
		    "%.*s（%.*s）属于%s目录（%lld），目前使用%s目录（%lld），%"
		    "s目录中没有对应的专业，请与培训评价组织联系",
		    STR_ARG(row->code), STR_ARG(row->name), is, (long long)row->catalogue, want, (long long)wanted,
		    want);
	return to;
}

/* The row of the same level in a catalogue of the other version that fits code, and name when there is one. */
static const major_row *
elsewhere(arena *a, const major_tables *t, i64 wanted, str level, str code, str name)
{
	for (size_t i = 0; i < t->rows; i++) {
		const major_row *r = &t->row[i];

		if (r->catalogue != wanted && str_eq(r->code, code) && str_eq(r->level, level) &&
		    (name.n == 0 || major_name_same(a, r->name, name)))
			return r;
	}
	return NULL;
}

static const major_row *
by_name(arena *a, const major_tables *t, i64 catalogue, str level, str name)
{
	for (size_t i = 0; name.n && i < t->rows; i++)
		if (t->row[i].catalogue == catalogue && str_eq(t->row[i].level, level) &&
		    major_name_same(a, t->row[i].name, name))
			return &t->row[i];
	return NULL;
}

static major_answer
unknown(arena *a, const major_tables *t, i64 catalogue, str level, str code, str name)
{
	const char *title = education_title(level);
	const major_row *row;

	for (size_t i = 0; i < t->rows; i++) {
		row = &t->row[i];
		if (row->catalogue == catalogue && str_eq(row->code, code))
			return (major_answer){ MAJOR_OTHER_LEVEL, row,
				str_f(a, "专业代码 %.*s 是%s专业（%.*s），与学历层次“%s”不符", STR_ARG(code),
				    education_title(row->level), STR_ARG(row->name), title ? title : ""),
				{ NULL, 0 }, { NULL, 0 } };
	}
	row = by_name(a, t, catalogue, level, name);
	if (row)
		return (major_answer){ MAJOR_UNKNOWN, row,
			str_f(a, "专业目录（%lld，%s）中没有代码 %.*s，“%.*s”的代码为 %.*s", (long long)catalogue,
			    title ? title : "", STR_ARG(code), STR_ARG(row->name), STR_ARG(row->code)),
			row->code, row->name };
	return (major_answer){ .verdict = MAJOR_UNKNOWN,
		.detail = str_f(a, "专业目录（%lld，%s）中没有代码 %.*s，请核对专业代码", (long long)catalogue,
		    title ? title : "", STR_ARG(code)) };
}

major_answer
major_judge(arena *a, const major_tables *t, i64 catalogue, str level, str given, str name)
{
	str code = major_code_normal(a, given);
	const major_row *row, *other;

	if (!major_code_form(code))
		return (major_answer){ .verdict = MAJOR_FORM,
			.detail = STR("专业代码应为 6 位数字，个别专业为 6 位数字加字母 K（或 T、TK）") };
	row = major_find(t, catalogue, level, code);
	if (row && (name.n == 0 || major_name_same(a, row->name, name)))
		return (major_answer){ .verdict = MAJOR_OK, .row = row };
	/* With a name, the other catalogue must agree in the name too before it is blamed. */
	other = elsewhere(a, t, catalogue, level, code, row ? name : (str){ NULL, 0 });
	if (other)
		return other_version(a, t, other, catalogue);
	if (row == NULL)
		return unknown(a, t, catalogue, level, code, name);
	other = by_name(a, t, catalogue, level, name);
	if (other)
		return (major_answer){ MAJOR_NAME, row,
			str_f(a, "专业代码 %.*s 的名称是“%.*s”，而“%.*s”的代码是 %.*s，请核对", STR_ARG(code),
			    STR_ARG(row->name), STR_ARG(other->name), STR_ARG(other->code)),
			{ NULL, 0 }, { NULL, 0 } };
	return (major_answer){ MAJOR_NAME, row,
		str_f(a, "专业代码 %.*s 的名称应为“%.*s”，与填写的“%.*s”不符", STR_ARG(code), STR_ARG(row->name),
		    STR_ARG(name)),
		{ NULL, 0 }, row->name };
}
