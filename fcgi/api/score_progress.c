/*
 * score_progress.c: how far the score entry 成绩登记 of a plan is: as a whole, by exam site, by room; and where two
 * independent entries differ.
 */
#include "api/routes.h"
#include "api/score.h"
#include "data/certificate_scope.h"
#include "web/page.h"
#include "web/result_make.h"
#include "web/score_entry.h"

struct component_view {
	str code, name, kind;
	i64 weight, max, line;
};
#define S struct component_view
FIELD_TABLE(score_component_answer, "ScoreComponent", S, FIELD_STR(S, code, .title = "代码"),
    FIELD_STR(S, name, .title = "成绩项"), FIELD_STR(S, kind, .title = "类型"),
    FIELD_CENTI(S, weight, .title = "权重（%）"), FIELD_CENTI(S, max, .title = "满分"),
    FIELD_CENTI(S, line, .title = "单项合格线"));
#undef S

struct level_view {
	i64 id, level, total_line;
	str certificate;
	list components;
};
static str
level_title(arena *a, const void *level)
{
	(void)a;
	return certificate_level_title(((const struct level_view *)level)->level);
}
#define S struct level_view
FIELD_TABLE(score_level_answer, "ScoreLevel", S, FIELD_ID(S, id, .title = "证书等级"),
    FIELD_STR(S, certificate, .title = "证书"), FIELD_INT(S, level, .title = "等级"),
    FIELD_DERIVED("level_title", level_title, .title = "等级"), FIELD_CENTI(S, total_line, .title = "总分合格线"),
    FIELD_LIST(S, components, score_component_answer, .title = "成绩项"));
#undef S

#define S struct score_entries
FIELD_TABLE(score_entry_answer, "ScoreEntryPerson", S, FIELD_INT(S, entry, .title = "第几次登记"),
    FIELD_STR(S, person, .title = "登记人"), FIELD_INT(S, sheets, .title = "成绩表数"));
#undef S

#define S struct score_counts
FIELD_TABLE(score_counts_answer, "ScoreCounts", S, FIELD_INT(S, count, .title = "考生数"),
    FIELD_INT(S, wanted, .title = "应登记的成绩数"), FIELD_INT(S, first_count, .title = "第一次已登记"),
    FIELD_INT(S, second_count, .title = "第二次已登记"), FIELD_INT(S, both_count, .title = "两次都已登记"),
    FIELD_INT(S, different_count, .title = "两次不一致"));
#undef S

struct summary {
	struct score_counts n;
	bool two_entries, own_entry_settled;
	i64 own_entry;
	list entries, levels;
};
#define S struct summary
FIELD_TABLE(score_summary_answer, "ScoreSummary", S, FIELD_BOOL(S, two_entries, .title = "成绩双录"),
    FIELD_INT(S, own_entry, .title = "本人做第几次登记"),
    FIELD_BOOL(S, own_entry_settled, .title = "本人已做过这次登记"),
    FIELD_HEAD(S, n, score_counts_answer, .title = "进度"),
    FIELD_LIST(S, entries, score_entry_answer, .title = "登记人"),
    FIELD_LIST(S, levels, score_level_answer, .title = "证书等级"));
#undef S

static list
levels_of(arena *a, const result_plan *rp)
{
	struct level_view *v = ARENA_ARRAY(a, struct level_view, rp->levels + 1);

	for (size_t i = 0; i < rp->levels; i++) {
		const result_level *l = &rp->level[i];
		struct component_view *c = ARENA_ARRAY(a, struct component_view, l->rule.n + 1);

		for (size_t k = 0; k < l->rule.n; k++)
			c[k] = (struct component_view){ .code = l->component[k].code,
				.name = l->component[k].name,
				.kind = l->kind[k],
				.weight = l->component[k].weight * 10,
				.max = l->component[k].max,
				.line = l->component[k].line };
		v[i] = (struct level_view){ l->id, l->level, l->rule.line, l->certificate, { c, l->rule.n } };
	}
	return (list){ v, rp->levels };
}

/* What the page of score entry begins with. */
static error_code
score_summary(request *r)
{
	struct plan_get p;
	struct summary v = { 0 };
	struct score_entries *entries;
	error_code e = score_plan(r, r->id[0], &p);

	if (e)
		return e;
	v.entries.n = score_entries(r->db, p.id, &entries);
	v.entries.v = entries;
	score_counts(r->db, p.id, &v.n);
	v.two_entries = p.two_entries;
	v.own_entry = score_entry_of(r->db, &p, r->who.account, &v.own_entry_settled);
	v.levels = levels_of(r->a, result_plan_load(r->db, &p));
	ANSWER(r, score_summary_answer, &v);
	return E_OK;
}

struct site_query {
	PAGE_ASK;
	str q;
};
#define S struct site_query
FIELD_TABLE(score_site_query_fields, "ScoreSiteQuery", S, PAGE_ASKED(S, score_site_list),
    FIELD_STR(S, q, .title = "站点名称开头", .max = 50));
#undef S

#define S struct score_site_list
FIELD_TABLE(score_site_item, "ScoreSite", S, FIELD_ID(S, id, .title = "考核站点"),
    FIELD_STR(S, name, .title = "名称"), FIELD_STR(S, school, .title = "学校"),
    FIELD_INT(S, count, .title = "考生数"), FIELD_INT(S, wanted, .title = "应登记的成绩数"),
    FIELD_INT(S, first_count, .title = "第一次已登记"), FIELD_INT(S, second_count, .title = "第二次已登记"));
#undef S

static error_code
score_site_index(request *r)
{
	const struct site_query *q = r->q;
	struct plan_get p;
	struct score_site_list *v;
	size_t n;
	error_code e = score_plan(r, r->id[0], &p);

	if (e)
		return e;
	n = score_site_list(r->db,
	    &(struct score_site_list_in){ .plan_id = p.id,
		.q_like = like_head(r->a, q->q),
		.page = page_of(r, &q->ask, &score_site_list_page),
		.sc = r->sc },
	    &v);
	PAGE(r, &q->ask, score_site_list, score_site_item, v, n);
	return E_OK;
}

struct room_query {
	PAGE_ASK;
	i64 site;
};
#define S struct room_query
FIELD_TABLE(score_room_query_fields, "ScoreRoomQuery", S, PAGE_ASKED(S, score_room_list),
    FIELD_ID(S, site, .title = "考核站点"));
#undef S

#define S struct score_room_list
FIELD_TABLE(score_room_item, "ScoreRoom", S, FIELD_ID(S, id, .title = "场次考场"),
    FIELD_STR(S, room_number, .title = "考场号"), FIELD_STR(S, room, .title = "考场"),
    FIELD_STR(S, session, .title = "场次"), FIELD_STR(S, kind, .title = "类型"),
    FIELD_TIME(S, starts_at, .title = "开始时间"), FIELD_AS(F_ID, i64, S, site_id, "site", .title = "考核站点"),
    FIELD_STR(S, site_name, .title = "考核站点名称"), FIELD_INT(S, count, .title = "考生数"),
    FIELD_INT(S, wanted, .title = "应登记的成绩数"), FIELD_INT(S, first_count, .title = "第一次已登记"),
    FIELD_INT(S, second_count, .title = "第二次已登记"));
#undef S

static error_code
score_room_index(request *r)
{
	const struct room_query *q = r->q;
	struct plan_get p;
	struct score_room_list *v;
	size_t n;
	error_code e = score_plan(r, r->id[0], &p);

	if (e)
		return e;
	n = score_room_list(r->db,
	    &(struct score_room_list_in){ .plan_id = p.id,
		.site_id = q->site,
		.page = page_of(r, &q->ask, &score_room_list_page),
		.sc = r->sc },
	    &v);
	PAGE(r, &q->ask, score_room_list, score_room_item, v, n);
	return E_OK;
}

struct entered {
	i64 score, version;
	str state;
};
#define S struct entered
FIELD_TABLE(score_entered_answer, "ScoreEntered", S, FIELD_CENTI(S, score, .title = "成绩", .maybe = true),
    FIELD_STR(S, state, .title = "状态", .options = score_states, .labels = score_state_titles),
    FIELD_INT(S, version, .title = "版本"));
#undef S

struct difference {
	str component, name;
	bool same_person;
	const struct entered *first, *second;
};
#define S struct difference
FIELD_TABLE(score_difference_answer, "ScoreDifference", S, FIELD_STR(S, component, .title = "成绩项代码"),
    FIELD_STR(S, name, .title = "成绩项"), FIELD_BOOL(S, same_person, .title = "两次为同一人登记"),
    FIELD_PART(S, first, score_entered_answer, .title = "第一次登记"),
    FIELD_PART(S, second, score_entered_answer, .title = "第二次登记"));
#undef S

struct different {
	struct score_different_list g; /* first: a page's place is read from it */
	list components;
};
#define S struct different
FIELD_TABLE(score_different_item, "ScoreDifferent", S, FIELD_AS(F_ID, i64, S, g.id, "id", .title = "报考编号"),
    FIELD_AS(F_STR, str, S, g.name, "name", .title = "姓名"),
    FIELD_AS(F_STR, str, S, g.ticket_number, "ticket_number", .title = "准考证号"),
    FIELD_AS(F_ID, i64, S, g.level_id, "level_id", .title = "证书等级"),
    FIELD_AS(F_STR, str, S, g.site_name, "site_name", .title = "考核站点"),
    FIELD_LIST(S, components, score_difference_answer, .title = "不一致的成绩项"));
#undef S

struct different_query {
	PAGE_ASK;
};
FIELD_TABLE(score_different_query_fields, "ScoreDifferentQuery", struct different_query,
    PAGE_ASKED(struct different_query, score_different_list));

static struct entered *
entered(arena *a, i64 score, str state, i64 version)
{
	struct entered *v = ARENA_NEW(a, struct entered);

	*v = (struct entered){ score, version, state };
	return v;
}

static list
differences_of(arena *a, const struct score_differences *s, size_t n)
{
	struct difference *v = ARENA_ARRAY(a, struct difference, n + 1);

	for (size_t i = 0; i < n; i++)
		v[i] = (struct difference){ s[i].component, s[i].name, s[i].same_person,
			entered(a, s[i].first_score, s[i].first_state, s[i].first_version),
			entered(a, s[i].second_score, s[i].second_state, s[i].second_version) };
	return (list){ v, n };
}

/* Where both entries have a score and it is not the same, or both are of one person. */
static error_code
score_comparison(request *r)
{
	const struct different_query *q = r->q;
	struct plan_get p;
	struct score_different_list *g;
	struct score_differences *s;
	struct different *v;
	size_t n, got;
	error_code e = score_plan(r, r->id[0], &p);

	if (e)
		return e;
	if (!p.two_entries)
		return request_refuse(r, E_STATE, "本计划的成绩只登记一次，没有双录比对");
	n = score_different_list(r->db,
	    &(struct score_different_list_in){
		.plan_id = p.id, .page = page_of(r, &q->ask, &score_different_list_page), .sc = r->sc },
	    &g);
	v = ARENA_ARRAY(r->a, struct different, n + 1);
	got = n ? score_differences(r->db, score_page_ids(r->a, g, n, sizeof *g), &s) : 0;
	for (size_t i = 0; i < n; i++) {
		size_t from = 0, to;

		while (from < got && s[from].registration_id != g[i].id)
			from++;
		for (to = from; to < got && s[to].registration_id == g[i].id; to++)
			;
		v[i] = (struct different){ g[i], differences_of(r->a, s + from, to - from) };
	}
	PAGE(r, &q->ask, score_different_list, score_different_item, v, n);
	return E_OK;
}

ROUTES(score_progress,
    ROUTE(
	GET, "/plans/{id}/score-summary", score_summary, SCORE_EDIT, "成绩登记进度", .answer = &score_summary_answer),
    ROUTE(GET, "/plans/{id}/score-sites", score_site_index, SCORE_EDIT, "各考核站点的成绩登记进度",
	.query = &score_site_query_fields, .items = &score_site_item),
    ROUTE(GET, "/plans/{id}/score-rooms", score_room_index, SCORE_EDIT, "各考场的成绩登记进度",
	.query = &score_room_query_fields, .items = &score_room_item),
    ROUTE(GET, "/plans/{id}/score-comparison", score_comparison, SCORE_EDIT, "双录比对",
	.query = &score_different_query_fields, .items = &score_different_item));
