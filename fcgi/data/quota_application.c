/*
 * quota_application.c: see quota_application.h.
 */
#include "data/quota_application.h"

#include "data/certificate_scope.h"
#include "query/pilot.h"
#include "query/quota.h"

size_t
quota_item_check(db *d, i64 school, i64 certificate, const struct quota_item *v, quota_wrong *wrong)
{
	arena *a = db_arena(d);
	struct pilot_standing now;
	certificate_scope s;
	str why, fix;
	size_t n = 0;

	if (v->asked > v->head_count)
		wrong[n++] = (quota_wrong){ "asked",
			str_f(a, "申报名额 %lld 超过该专业参考人数 %lld，请核对并更正", (long long)v->asked,
			    (long long)v->head_count),
			str_f(a, "%lld", (long long)v->head_count) };
	if (!certificate_scope_of(d, v->level, &s) || s.certificate != certificate) {
		wrong[n++] = (quota_wrong){ "level", STR("没有这个证书等级，或不属于所选的证书"), STR("") };
		return n;
	}
	if (s.rule == 0) {
		wrong[n++] =
		    (quota_wrong){ "level", str_f(a, "%.*s没有已发布的标准，暂不能申报", STR_ARG(s.title)), STR("") };
		return n;
	}
	if (!pilot_standing(d, school, v->level, 0, &now) || !now.active)
		wrong[n++] = (quota_wrong){ "level",
			str_f(a, "本校还不是%.*s的试点院校，请先申报试点", STR_ARG(s.title)), STR("") };
	if (!certificate_scope_has(d, &s, v->major, &why, &fix))
		wrong[n++] = (quota_wrong){ "major", why, fix };
	return n;
}

void
quota_items_write(db *d, i64 application, const struct quota_item *v, size_t n)
{
	struct quota_item_put *put = ARENA_ARRAY(db_arena(d), struct quota_item_put, n + 1);

	for (size_t i = 0; i < n; i++)
		put[i] = (struct quota_item_put){ .quota_application_id = application,
			.certificate_level_id = v[i].level,
			.major_id = v[i].major,
			.head_count = v[i].head_count,
			.asked = v[i].asked };
	quota_item_put(d, put, n);
}
