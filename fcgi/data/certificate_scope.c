/*
 * certificate_scope.c: see certificate_scope.h.
 */
#include "data/certificate_scope.h"

#include "base/buf.h"
#include "query/certificate_scope.h"

enum { NAMED_MOST = 30 };

str
certificate_level_title(i64 level)
{
	static const char *const titles[] = { "", "初级", "中级", "高级" };

	return str_of(level >= 1 && level <= 3 ? titles[level] : "");
}

bool
certificate_scope_of(db *d, i64 certificate_level, certificate_scope *out)
{
	struct scope_level v;

	if (!scope_level(d, certificate_level, &v))
		return false;
	*out = (certificate_scope){ .certificate = v.certificate_id,
		.level_id = certificate_level,
		.level = v.level,
		.evaluator = v.evaluator_id,
		.rule = v.level_rule_id,
		.title = str_f(
		    db_arena(d), "《%.*s》%.*s", STR_ARG(v.certificate), STR_ARG(certificate_level_title(v.level))) };
	return true;
}

/* "高职专科 2015 目录：应用化工技术（570201）、…；中职 2010 目录：…", at most NAMED_MOST majors by name. */
static str
name_majors(db *d, i64 rule)
{
	struct scope_majors *v;
	size_t n = scope_majors(d, rule, NAMED_MOST + 1, &v);
	buf b = { .a = db_arena(d) };

	for (size_t i = 0; i < n && i < NAMED_MOST; i++) {
		bool same = i && v[i].catalogue == v[i - 1].catalogue && str_eq(v[i].education, v[i - 1].education);

		if (same)
			buf_str(&b, STR("、"));
		else
			buf_f(&b, "%s%.*s %lld 目录：", i ? "；" : "", STR_ARG(v[i].education),
			    (long long)v[i].catalogue);
		buf_f(&b, "%.*s（%.*s）", STR_ARG(v[i].name), STR_ARG(v[i].code));
	}
	if (n > NAMED_MOST)
		buf_str(&b, STR(" 等，全部专业见证书标准"));
	return buf_view(&b);
}

bool
certificate_scope_has(db *d, const certificate_scope *s, i64 major, str *why, str *fix)
{
	struct scope_major m;
	struct scope_counterpart other;

	*fix = STR("");
	if (!scope_major(d, s->rule, major, &m)) {
		*why = STR("没有这个专业，请从专业目录中选择");
		return false;
	}
	if (m.inside)
		return true;
	*why = str_f(db_arena(d),
	    "专业“%.*s（%.*s，%.*s %lld "
	    "目录）”不在%.*s的证书试点范围内，请改为范围内的专业或删除此行。该等级的试点范围为：%.*s",
	    STR_ARG(m.name), STR_ARG(m.code), STR_ARG(m.education), (long long)m.catalogue, STR_ARG(s->title),
	    STR_ARG(name_majors(d, s->rule)));
	if (scope_counterpart(d, s->rule, major, &other))
		*fix = str_f(db_arena(d), "%.*s（%.*s，%lld 目录）", STR_ARG(other.name), STR_ARG(other.code),
		    (long long)other.catalogue);
	return false;
}
