/*
 * plan_missing.c: what an exam plan still lacks 还缺什么, told to who has to do it and only while it can be done; and
 * the sites of a plan with what they have registered and what they offer, for 排考. Counts alone, so no names are
 * here.
 */
#include "query/plan_missing.h"
#include "api/routes.h"
#include "data/setting.h"
#include "query/registration.h"
#include "web/page.h"
#include "web/plan_gate.h"

static const char *const codes[] = { "publish", "window_change", "site_rooms", "exam_session", "schedule",
	"schedule_publish", "invigilator", "seat", "result", "certificate", "close", "room", "verification",
	"registration", "attendance", "room_record", NULL };

struct missing {
	str code, text;
	i64 count, until;
};
#define S struct missing
FIELD_TABLE(missing_item, "PlanMissing", S, FIELD_STR(S, code, .title = "事项", .options = codes),
    FIELD_STR(S, text, .title = "还缺什么"), FIELD_INT(S, count, .title = "数量"),
    FIELD_TIME(S, until, .title = "办理截止", .maybe = true));
#undef S

struct missing_list {
	request *r;
	struct missing v[16];
	size_t n;
};

static void say(struct missing_list *l, const char *code, i64 until, i64 count, const char *fmt)
    __attribute__((format(printf, 5, 0)));

/* fmt is a sentence with the count as its one %lld. */
static void
say(struct missing_list *l, const char *code, i64 until, i64 count, const char *fmt)
{
	if (count <= 0)
		return;
	l->v[l->n++] = (struct missing){
		.code = str_of(code), .text = str_f(l->r->a, fmt, (long long)count), .count = count, .until = until
	};
}

static void
for_evaluator(struct missing_list *l, const struct plan_get *p)
{
	i64 now = p->now, per = setting_int(l->r->db, "seating.invigilators");
	struct missing_evaluator m;
	plan_windows w = PLAN_WINDOWS(p);

	if (!missing_evaluator(l->r->db, p->id, per, &m))
		return;
	if (str_is(p->state, "draft")) {
		say(l, "publish", p->registration_close, 1, "计划还是草稿，发布后各站点才能看到并报考");
		return;
	}
	say(l, "window_change", 0, m.changes, "%lld 项时段延期申请等待第二人办理");
	if (now < p->scheduling_open)
		say(l, "site_rooms", p->scheduling_open, m.sites_without_rooms,
		    "%lld 个站点有考生报考但还没有设置考场");
	if (plan_permits(&w, ACT_SCHEDULE, now)) {
		say(l, "site_rooms", p->scheduling_close, m.sites_without_rooms,
		    "%lld 个站点有考生报考但没有设置考场，设置考场的时间已过，如需补设请办理延期");
		say(l, "exam_session", p->scheduling_close, m.exam_sessions == 0 && m.registered, "还没有建立场次");
		say(l, "schedule", p->scheduling_close,
		    m.exam_sessions && m.drafts == 0 && m.live == 0 ? m.registered : 0, "%lld 名考生等待排考");
		say(l, "schedule_publish", p->scheduling_close, m.drafts, "排考结果尚未发布");
		say(l, "invigilator", p->scheduling_close, m.short_rooms, "%lld 个考场的监考人员不足");
	}
	if (m.live && now >= p->scheduling_open && now < p->exam_close)
		say(l, "seat", p->scheduling_close, m.registered - m.tickets, "%lld 名考生没有座位和准考证");
	if (plan_permits(&w, ACT_ENTER_SCORES, now))
		say(l, "result", p->score_close, m.registered - m.results, "%lld 名考生还没有成绩");
	if (now >= p->publicity_close && str_is(p->state, "published")) {
		say(l, "certificate", 0, m.uncertified, "%lld 名合格考生的证书还没有生成");
		say(l, "close", 0, m.uncertified == 0, "各时段都已结束，可以结束计划");
	}
}

/* Candidates that may still be registered, as far as the quota of their majors goes. */
static i64
may_register(request *r, const struct plan_get *p)
{
	struct registration_quota *v;
	size_t n = registration_quota(r->db, p->id, p->year, &r->sc, &v);
	i64 may = 0;

	for (size_t i = 0; i < n; i++)
		may += v[i].balance < v[i].open_to ? v[i].balance : v[i].open_to;
	return may;
}

static void
for_school(struct missing_list *l, const struct plan_get *p)
{
	struct missing_school m;
	plan_windows w = PLAN_WINDOWS(p);
	i64 now = p->now;

	if (!missing_school(l->r->db, p->id, l->r->who.organisation, &m))
		return;
	if (plan_permits(&w, ACT_SET_ROOMS, now))
		say(l, "room", p->scheduling_open, m.rooms ? 0 : m.sites,
		    "本校 %lld 个考核站点还没有为本计划设置考场");
	if (now < p->registration_close)
		say(l, "verification", p->registration_close, m.unverified,
		    "%lld 名考生的信息还没有认证为“信息准确”，不能报考");
	if (plan_permits(&w, ACT_REGISTER, now))
		say(l, "registration", p->registration_close, may_register(l->r, p), "%lld 名考生有名额但还没有报考");
	if (plan_permits(&w, ACT_EXAM_RECORD, now)) {
		say(l, "attendance", p->score_close, m.open_rooms, "%lld 个考场还有考生既没有签到也没有登记缺考");
		say(l, "room_record", p->score_close, m.unrecorded, "%lld 个考场还没有填写考场情况记录");
	}
}

static error_code
plan_missing(request *r)
{
	struct missing_list l = { .r = r };
	struct plan_get p;

	if (plan_gate_visible(r, r->id[0], &p) != E_OK)
		return E_NOT_FOUND;
	if (str_is(p.state, "cancelled") || str_is(p.state, "closed"))
		l.n = 0;
	else if (r->who.role == ROLE_EVALUATOR)
		for_evaluator(&l, &p);
	else if (r->who.role == ROLE_SCHOOL)
		for_school(&l, &p);
	ANSWER_ALL(r, missing_item, l.v, l.n);
	return E_OK;
}

struct plan_site_query {
	PAGE_ASK;
	str q;
	bool without_rooms;
};
#define S struct plan_site_query
FIELD_TABLE(plan_site_query_fields, "PlanSiteQuery", S, PAGE_ASKED(S, plan_sites),
    FIELD_STR(S, q, .title = "站点名称或编号", .max = 60), FIELD_BOOL(S, without_rooms, .title = "没有考场的"));
#undef S

#define S struct plan_sites
FIELD_TABLE(plan_site_item, "PlanSite", S, FIELD_ID(S, id, .title = "考核站点"),
    FIELD_STR(S, site_name, .title = "考核站点名称"), FIELD_STR(S, code, .title = "站点编号"),
    FIELD_STR(S, school, .title = "院校"), FIELD_STR(S, province, .title = "省份"),
    FIELD_INT(S, registered, .title = "报考人数"), FIELD_INT(S, accessible, .title = "需要无障碍考场"),
    FIELD_INT(S, theory_rooms, .title = "理论考场"), FIELD_INT(S, theory_seats, .title = "理论座位"),
    FIELD_INT(S, practical_rooms, .title = "实操考场"), FIELD_INT(S, practical_seats, .title = "实操座位"),
    FIELD_INT(S, invigilators, .title = "监考人员"));
#undef S

static error_code
plan_site_index(request *r)
{
	const struct plan_site_query *q = r->q;
	struct plan_sites *v;
	struct plan_get p;
	size_t n;

	if (plan_gate_visible(r, r->id[0], &p) != E_OK)
		return E_NOT_FOUND;
	n = plan_sites(r->db,
	    &(struct plan_sites_in){ .plan_id = p.id,
		.q = q->q,
		.without_rooms = q->without_rooms,
		.page = page_of(r, &q->ask, &plan_sites_page),
		.sc = r->sc },
	    &v);
	PAGE(r, &q->ask, plan_sites, plan_site_item, v, n);
	return E_OK;
}

ROUTES(plan_missing,
    ROUTE(GET, "/plans/{id}/missing", plan_missing, PLAN_VIEW, "计划还缺什么", .items = &missing_item),
    ROUTE(GET, "/plans/{id}/sites", plan_site_index, ROOM_VIEW, "计划的考核站点", .query = &plan_site_query_fields,
	.items = &plan_site_item));
