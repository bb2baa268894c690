/*
 * schedule.c: 排考 of a plan by the evaluation organisation: the job that seats everybody, the versions it makes,
 * publishing (a job too: it freezes, numbers the tickets and starts the papers), discarding. Moving single persons is
 * in seat_move.c. Sites see the published version alone.
 */
#include "query/schedule.h"
#include "api/routes.h"
#include "crypt/secret.h"
#include "query/job.h"
#include "query/session_room.h"
#include "web/fire.h"
#include "web/page.h"
#include "web/plan_gate.h"

enum { SEED = 32 };

struct schedule_in {
	str seed;
	bool keep;
};
FIELD_TABLE(schedule_input, "ScheduleInput", struct schedule_in,
    FIELD_STR(struct schedule_in, seed, .title = "随机种子", .min = 2 * SEED, .max = 2 * SEED,
	.note = "64 位十六进制；不填则随机产生。种子随排考结果公开，任何人可据以复算"),
    FIELD_BOOL(
	struct schedule_in, keep, .title = "保留已发布的座位", .note = "只为尚无座位的考生安排座位，不移动任何人"));

struct schedule_version {
	i64 version;
};
FIELD_TABLE(schedule_version_input, "ScheduleVersion", struct schedule_version,
    FIELD_INT(struct schedule_version, version, .title = "版本", .required = true, .min = 1));

static const char *const session_kinds[] = { "theory", "practical", NULL };
static const char *const session_kind_titles[] = { "理论", "实操", NULL };

struct schedule_room_query {
	PAGE_ASK;
	i64 site, exam_session, fewer_invigilators;
};
#define S struct schedule_room_query
FIELD_TABLE(schedule_room_query_fields, "ScheduleRoomQuery", S, PAGE_ASKED(S, session_room_list),
    FIELD_ID(S, site, .title = "考核站点"), FIELD_ID(S, exam_session, .title = "场次"),
    FIELD_INT(S, fewer_invigilators, .title = "监考人员少于", .max = 4));
#undef S

static str
list_state_title(arena *a, const void *row)
{
	(void)a;
	return str_of(machine_state_title(&schedule_machine, ((const struct schedule_list *)row)->state));
}

#define S struct schedule_list
FIELD_TABLE(schedule_item, "ScheduleItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_INT(S, version_no, .title = "版本号"),
    FIELD_STR(S, state, .title = "状态", .codes = &schedule_machine.state),
    FIELD_DERIVED("state_title", list_state_title, .title = "状态名称"), FIELD_INT(S, seats, .title = "座位数"),
    FIELD_JSON(S, summary, .title = "排考结果的统计，或不能排定的原因", .maybe = true),
    FIELD_AS(F_ID, i64, S, job_id, "job", .title = "任务", .maybe = true),
    FIELD_TIME(S, created_at, .title = "建立时间"), FIELD_TIME(S, published_at, .title = "发布时间", .maybe = true),
    FIELD_INT(S, version, .title = "版本"));
#undef S

struct schedule_view {
	struct schedule_get row;
	str state_title, seed, chart_hash;
	list actions;
};
#define S struct schedule_view
FIELD_TABLE(schedule_answer, "Schedule", S, FIELD_AS(F_ID, i64, S, row.id, "id", .title = "编号"),
    FIELD_AS(F_ID, i64, S, row.plan_id, "plan", .title = "考试计划"),
    FIELD_AS(F_STR, str, S, row.plan, "plan_name", .title = "计划名称"),
    FIELD_AS(F_INT, i64, S, row.version_no, "version_no", .title = "版本号"),
    FIELD_AS(F_STR, str, S, row.state, "state", .title = "状态", .codes = &schedule_machine.state),
    FIELD_STR(S, state_title, .title = "状态名称"), FIELD_STR(S, seed, .title = "随机种子"),
    FIELD_AS(F_INT, i64, S, row.seats, "seats", .title = "座位数"),
    FIELD_AS(F_JSON, str, S, row.summary, "summary", .title = "排考结果的统计，或不能排定的原因", .maybe = true),
    FIELD_STR(S, chart_hash, .title = "座位表的 SHA-256", .maybe = true),
    FIELD_AS(F_ID, i64, S, row.job_id, "job", .title = "任务", .maybe = true),
    FIELD_AS(F_TIME, i64, S, row.created_at, "created_at", .title = "建立时间"),
    FIELD_AS(F_TIME, i64, S, row.published_at, "published_at", .title = "发布时间", .maybe = true),
    FIELD_AS(F_INT, i64, S, row.version, "version", .title = "版本"),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"));
#undef S

#define S struct session_room_list
FIELD_TABLE(session_room_item, "SessionRoomItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_AS(F_ID, i64, S, site_id, "site", .title = "考核站点"), FIELD_STR(S, site_name, .title = "考核站点名称"),
    FIELD_STR(S, room_number, .title = "考场号"), FIELD_STR(S, room, .title = "考场"),
    FIELD_AS(F_ID, i64, S, exam_session_id, "exam_session", .title = "场次"),
    FIELD_STR(S, session, .title = "场次名称"),
    FIELD_STR(S, kind, .title = "类型", .options = session_kinds, .labels = session_kind_titles),
    FIELD_TIME(S, starts, .title = "开始时间"), FIELD_TIME(S, ends, .title = "结束时间"),
    FIELD_INT(S, seats, .title = "考生数"), FIELD_INT(S, capacity, .title = "可用座位"),
    FIELD_INT(S, invigilators, .title = "监考人数"), FIELD_INT(S, check_ins, .title = "签到"),
    FIELD_INT(S, absences, .title = "缺考"), FIELD_INT(S, misconducts, .title = "违纪"),
    FIELD_INT(S, incidents, .title = "异常情况"),
    FIELD_INT(S, unmarked, .title = "未登记", .note = "既没有签到、缺考，也没有违纪记录的考生"),
    FIELD_BOOL(S, recorded, .title = "已填考场情况记录"), FIELD_INT(S, version, .title = "版本"));
#undef S

/* Only one version is worked on at a time; one whose job died makes room. */
static error_code
refuse_open(request *r, i64 plan)
{
	struct schedule_open o;

	if (!schedule_open(r->db, plan, &r->sc, &o))
		return E_OK;
	if (str_is(o.state, "draft"))
		return request_refuse(r, E_STATE, "排考版本 %lld 尚未发布，请先发布或放弃", (long long)o.version_no);
	if (o.job_state.p == NULL || str_is(o.job_state, "queued") || str_is(o.job_state, "running"))
		return request_refuse(r, E_RUNNING, "排考版本 %lld 正在计算", (long long)o.version_no);
	schedule_lost(r->db, o.id, &r->sc);
	return E_OK;
}

static error_code
schedule_create(request *r)
{
	const struct schedule_in *in = r->in;
	u8 seed[SEED];
	struct plan_get p;
	struct schedule_last last;
	struct schedule_live live;
	i64 id, job;
	error_code e = plan_gate_request(r, r->id[0], ACT_SCHEDULE, true, &p);

	if (e || (e = refuse_open(r, p.id)) != E_OK)
		return e;
	if (in->keep && !schedule_live(r->db, p.id, &live))
		return request_refuse(r, E_STATE, "尚无已发布的排考版本，不能在其上增补");
	if (in->seed.n == 0) {
		crypt_random(seed, sizeof seed);
	} else if (!str_unhex(in->seed, seed, sizeof seed)) {
		faults_at(&r->faults, "/seed", "种子应为 64 位十六进制数字");
		return E_INVALID;
	}
	schedule_last(r->db, p.id, &last);
	id = schedule_insert(r->db, &(struct schedule_insert_in){ .plan_id = p.id,
					.evaluator_id = p.evaluator_id,
					.version_no = last.version_no + 1,
					.seed = { (char *)seed, sizeof seed },
					.created_by = r->who.account });
	if (id == 0)
		return E_CONFLICT;
	r->audit_subject = id;
	job = job_insert(r->db, &(struct job_insert_in){ .kind = STR("schedule"),
				    .organisation_id = r->who.organisation,
				    .account_id = r->who.account,
				    .plan_id = p.id,
				    .subject_id = id,
				    .params = in->keep ? STR("{\"keep\":true}") : STR("{}") });
	schedule_set_job(r->db, job, id, &r->sc);
	return answer_job(r, job, id);
}

/* The schedule, when this person may see it: drafts are the evaluation organisation's alone. */
static bool
visible(request *r, i64 id, struct schedule_get *d)
{
	return schedule_get(r->db, id, &r->sc, d) && (r->who.role == ROLE_EVALUATOR || str_is(d->state, "published"));
}

static error_code
schedule_index(request *r)
{
	bool own = r->who.role == ROLE_EVALUATOR;
	struct schedule_list *v;
	size_t n = schedule_list(r->db, r->id[0], !own, &r->sc, &v);

	for (size_t i = 0; !own && i < n; i++)
		v[i].summary = (str){ 0 };
	ANSWER_ALL(r, schedule_item, v, n);
	return E_OK;
}

static error_code
schedule_show(request *r)
{
	struct schedule_view v = { 0 };
	struct schedule_get *d = &v.row;

	if (!visible(r, r->id[0], d))
		return E_NOT_FOUND;
	v.state_title = str_of(machine_state_title(&schedule_machine, d->state));
	v.seed = str_hex(r->a, d->seed.p, d->seed.n);
	if (d->chart_hash.p)
		v.chart_hash = str_hex(r->a, d->chart_hash.p, d->chart_hash.n);
	if (r->who.role != ROLE_EVALUATOR)
		d->summary = (str){ 0 };
	v.actions = fire_possible(r, &schedule_machine, d->state);
	ANSWER(r, schedule_answer, &v);
	return E_OK;
}

static error_code
schedule_rooms(request *r)
{
	const struct schedule_room_query *q = r->q;
	struct schedule_get d;
	struct session_room_list *v;
	size_t n;

	if (!visible(r, r->id[0], &d))
		return E_NOT_FOUND;
	n = session_room_list(r->db,
	    &(struct session_room_list_in){ .schedule_id = d.id,
		.site_id = q->site,
		.exam_session_id = q->exam_session,
		.short_of = q->fewer_invigilators,
		.page = page_of(r, &q->ask, &session_room_list_page),
		.sc = r->sc },
	    &v);
	PAGE(r, &q->ask, session_room_list, session_room_item, v, n);
	return E_OK;
}

/* The job publishes only the version that was looked at: its number goes along. */
static error_code
schedule_publish(request *r)
{
	const struct schedule_version *in = r->in;
	struct schedule_get d;
	struct job_for_subject running;
	struct plan_get p;
	str to;
	error_code e;

	if (!schedule_get(r->db, r->id[0], &r->sc, &d))
		return E_NOT_FOUND;
	if ((e = fire(r, &schedule_machine, d.state, "publish", &to)) != E_OK ||
	    (e = plan_gate_request(r, d.plan_id, ACT_SCHEDULE, true, &p)) != E_OK)
		return e;
	if (in->version != d.version)
		return E_CONFLICT;
	if (job_for_subject(r->db, STR("schedule_publish"), d.id, &running) &&
	    (str_is(running.state, "queued") || str_is(running.state, "running")))
		return request_refuse(r, E_RUNNING, "排考版本 %lld 正在发布", (long long)d.version_no);
	return answer_job(r,
	    job_insert(r->db, &(struct job_insert_in){ .kind = STR("schedule_publish"),
				  .organisation_id = r->who.organisation,
				  .account_id = r->who.account,
				  .plan_id = d.plan_id,
				  .subject_id = d.id,
				  .params = str_f(r->a, "%lld", (long long)d.version) }),
	    d.id);
}

static error_code
schedule_discard(request *r)
{
	const struct schedule_version *in = r->in;
	struct schedule_get d;
	str to;
	error_code e;

	if (!schedule_get(r->db, r->id[0], &r->sc, &d))
		return E_NOT_FOUND;
	if ((e = fire(r, &schedule_machine, d.state, "discard", &to)) != E_OK)
		return e;
	if (schedule_set_state(r->db,
		&(struct schedule_set_state_in){
		    .to_state = to, .id = d.id, .from_state = d.state, .version = in->version, .sc = r->sc }) == 0)
		return E_CONFLICT;
	job_insert(r->db, &(struct job_insert_in){ .kind = STR("schedule_clear"),
			      .organisation_id = r->who.organisation,
			      .account_id = r->who.account,
			      .plan_id = d.plan_id,
			      .subject_id = d.id,
			      .params = STR("{}") });
	r->status = 204;
	return E_OK;
}

ROUTES(schedule,
    ROUTE(GET, "/plans/{id}/schedules", schedule_index, SCHEDULE_VIEW, "排考版本列表", .items = &schedule_item),
    ROUTE(POST, "/plans/{id}/schedules", schedule_create, SCHEDULE_EDIT, "排考", .answer = &job_answer,
	.in = &schedule_input, .write = true),
    ROUTE(GET, "/schedules/{id}", schedule_show, SCHEDULE_VIEW, "排考版本", .answer = &schedule_answer),
    ROUTE(GET, "/schedules/{id}/rooms", schedule_rooms, SCHEDULE_VIEW, "排考的考场",
	.query = &schedule_room_query_fields, .items = &session_room_item),
    ROUTE(POST, "/schedules/{id}/publish", schedule_publish, SCHEDULE_EDIT, "发布排考", .answer = &job_answer,
	.in = &schedule_version_input, .write = true),
    ROUTE(POST, "/schedules/{id}/discard", schedule_discard, SCHEDULE_EDIT, "放弃排考版本",
	.in = &schedule_version_input, .write = true));
