/*
 * schedule.c: 排考 of a plan by the evaluation organisation: the job that seats everybody, the versions it makes,
 * publishing (a job too: it freezes, numbers the tickets and starts the papers), discarding. Moving single persons is
 * in session_room.c. Sites see the published version alone.
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

struct schedule_room_query {
	PAGE_MEMBERS;
	i64 site;
};
FIELD_TABLE(schedule_room_query_fields, "ScheduleRoomQuery", struct schedule_room_query,
    PAGE_FIELDS(struct schedule_room_query), FIELD_ID(struct schedule_room_query, site, .title = "考核站点"));

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
	json *j = &r->out;
	struct schedule_list *v;
	size_t n = schedule_list(r->db, r->id[0], r->who.role != ROLE_EVALUATOR, &r->sc, &v);

	jw_open(j);
	jw_key(j, "items");
	jw_list(j);
	for (size_t i = 0; i < n; i++) {
		jw_open(j);
		jw_kid(j, "id", v[i].id);
		jw_ki64(j, "version_no", v[i].version_no);
		jw_kstr(j, "state", v[i].state);
		jw_ki64(j, "seats", v[i].seats);
		jw_kid(j, "job", v[i].job_id);
		jw_ktime(j, "created_at", v[i].created_at);
		jw_ktime(j, "published_at", v[i].published_at);
		jw_ki64(j, "version", v[i].version);
		jw_close(j);
	}
	jw_end(j);
	jw_key(j, "next");
	jw_null(j);
	jw_close(j);
	return E_OK;
}

static error_code
schedule_show(request *r)
{
	json *j = &r->out;
	struct schedule_get d;

	if (!visible(r, r->id[0], &d))
		return E_NOT_FOUND;
	jw_open(j);
	jw_kid(j, "id", d.id);
	jw_kid(j, "plan", d.plan_id);
	jw_kstr(j, "plan_name", d.plan);
	jw_ki64(j, "version_no", d.version_no);
	jw_kstr(j, "state", d.state);
	jw_kstr(j, "state_title", str_of(machine_state_title(&schedule_machine, d.state)));
	jw_kstr(j, "seed", str_hex(r->a, d.seed.p, d.seed.n));
	jw_ki64(j, "seats", d.seats);
	jw_key(j, "summary");
	jw_raw(j, r->who.role == ROLE_EVALUATOR ? d.summary : (str){ NULL, 0 });
	jw_kstr(j, "chart_hash", d.chart_hash.p ? str_hex(r->a, d.chart_hash.p, d.chart_hash.n) : d.chart_hash);
	jw_kid(j, "job", d.job_id);
	jw_ktime(j, "created_at", d.created_at);
	jw_ktime(j, "published_at", d.published_at);
	jw_ki64(j, "version", d.version);
	fire_actions(r, &schedule_machine, d.state);
	jw_close(j);
	return E_OK;
}

static void
room_item(json *j, const void *row)
{
	const struct session_room_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kid(j, "site", v->site_id);
	jw_kstr(j, "site_name", v->site);
	jw_kstr(j, "room_number", v->room_number);
	jw_kstr(j, "room", v->room);
	jw_kid(j, "exam_session", v->exam_session_id);
	jw_kstr(j, "session", v->session);
	jw_kstr(j, "kind", v->kind);
	jw_ktime(j, "starts", v->starts);
	jw_ktime(j, "ends", v->ends);
	jw_ki64(j, "seats", v->seats);
	jw_ki64(j, "capacity", v->capacity);
	jw_ki64(j, "invigilators", v->invigilators);
	jw_ki64(j, "version", v->version);
	jw_close(j);
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
		.after = q->after,
		.most = page_rows(q->limit),
		.sc = r->sc },
	    &v);
	page_write(r, v, n, sizeof *v, q->limit, room_item);
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

ROUTES(schedule, ROUTE(GET, "/plans/{id}/schedules", schedule_index, SCHEDULE_VIEW, "排考版本列表"),
    ROUTE(POST, "/plans/{id}/schedules", schedule_create, SCHEDULE_EDIT, "排考", .answer = &job_answer,
	.in = &schedule_input, .write = true),
    ROUTE(GET, "/schedules/{id}", schedule_show, SCHEDULE_VIEW, "排考版本"),
    ROUTE(GET, "/schedules/{id}/rooms", schedule_rooms, SCHEDULE_VIEW, "排考的考场",
	.query = &schedule_room_query_fields),
    ROUTE(POST, "/schedules/{id}/publish", schedule_publish, SCHEDULE_EDIT, "发布排考", .answer = &job_answer,
	.in = &schedule_version_input, .write = true),
    ROUTE(POST, "/schedules/{id}/discard", schedule_discard, SCHEDULE_EDIT, "放弃排考版本",
	.in = &schedule_version_input, .write = true));
