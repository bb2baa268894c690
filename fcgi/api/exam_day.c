/*
 * exam_day.c: what an exam site records on exam day 考试当日: 签到 by list or by the ticket's signed QR code, 缺考,
 * 违纪, 异常. Devices may work without network and send later: an event has an identifier of its own, so what arrives
 * twice, or was recorded on two devices, is stored once; each event of a batch has its own result.
 */
#include "api/routes.h"
#include "api/session_room.h"
#include "data/ticket_code.h"
#include "query/exam_event.h"
#include "rules/checks.h"
#include "web/page.h"
#include "web/plan_gate.h"

#include "base/clock.h"

enum { AHEAD = 10 * 60 }; /* seconds that a device's clock may be fast */

static const char *const event_kinds[] = { "check_in", "absent", "misconduct", "incident", NULL };
static const char *const event_kind_titles[] = { "签到", "缺考", "违纪", "异常情况", NULL };

struct event_in {
	str uuid, kind, ticket, note;
	i64 registration, file, occurred_at;
};
FIELD_TABLE(event_input, "ExamEvent", struct event_in,
    FIELD_STR(struct event_in, uuid, .title = "事件标识", .required = true, .min = 36, .max = 36),
    FIELD_STR(struct event_in, kind, .title = "类型", .required = true, .options = event_kinds,
	.labels = event_kind_titles),
    FIELD_ID(struct event_in, registration, .title = "报考"),
    FIELD_STR(struct event_in, ticket, .title = "准考证二维码", .max = 300),
    FIELD_STR(struct event_in, note, .title = "说明", .max = 1000, .lines = true),
    FIELD_ID(struct event_in, file, .title = "附件"),
    FIELD_TIME(struct event_in, occurred_at, .title = "发生时间", .required = true));

struct events_in {
	list events;
};
FIELD_TABLE(events_input, "ExamEvents", struct events_in,
    FIELD_LIST(struct events_in, events, event_input, .title = "事件", .required = true, .min = 1, .max = 200));

struct event_reason {
	str reason;
};
FIELD_TABLE(event_reason_input, "ExamEventReason", struct event_reason,
    FIELD_STR(struct event_reason, reason, .title = "理由", .required = true, .max = 300, .check = check_plain_text));

static const char *const event_states[] = { "active", "revoked", NULL };
static const char *const event_state_titles[] = { "有效", "已撤销", NULL };

struct event_query {
	PAGE_ASK;
};
FIELD_TABLE(
    event_query_fields, "ExamEventQuery", struct event_query, PAGE_ASKED(struct event_query, exam_event_list));

/* The text of a UUID, lower case. */
static str
uuid_text(arena *a, const void *row)
{
	str bytes = ((const struct exam_event_list *)row)->uuid, hex = str_hex(a, bytes.p, bytes.n);

	return str_f(a, "%.8s-%.4s-%.4s-%.4s-%.12s", hex.p, hex.p + 8, hex.p + 12, hex.p + 16, hex.p + 20);
}

#define S struct exam_event_list
FIELD_TABLE(event_item, "ExamEventItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_DERIVED("uuid", uuid_text, .title = "事件标识"),
    FIELD_STR(S, kind, .title = "类型", .options = event_kinds, .labels = event_kind_titles),
    FIELD_AS(F_ID, i64, S, registration_id, "registration", .title = "报考", .maybe = true),
    FIELD_STR(S, name, .title = "考生", .maybe = true), FIELD_INT(S, seat, .title = "座位号", .maybe = true),
    FIELD_STR(S, note, .title = "说明"), FIELD_AS(F_ID, i64, S, file_id, "file", .title = "附件", .maybe = true),
    FIELD_AS(F_TIME, i64, S, occurred, "occurred_at", .title = "发生时间"),
    FIELD_STR(S, recorded_by, .title = "登记人"), FIELD_TIME(S, created_at, .title = "登记时间"),
    FIELD_STR(S, state, .title = "状态", .options = event_states, .labels = event_state_titles),
    FIELD_STR(S, revoke_reason, .title = "撤销理由"), FIELD_INT(S, version, .title = "版本"));
#undef S

static const char *const event_results[] = { "stored", "known", "refused", NULL };
static const char *const event_result_titles[] = { "已登记", "已有记录", "未登记", NULL };

/* What became of one event. */
struct outcome {
	str result; /* "stored", "known": it or its like is there already, "refused" */
	i64 id;
	str reason, uuid;
};
#define S struct outcome
FIELD_TABLE(outcome_item, "ExamEventOutcome", S, FIELD_STR(S, uuid, .title = "事件标识"),
    FIELD_STR(S, result, .title = "结果", .options = event_results, .labels = event_result_titles),
    FIELD_ID(S, id, .title = "记录", .maybe = true), FIELD_STR(S, reason, .title = "未登记的原因", .maybe = true));
#undef S

static struct outcome
no(str reason)
{
	return (struct outcome){ .result = STR("refused"), .reason = reason };
}

/* The 16 bytes of a UUID's text with its hyphens; false for anything else. */
static bool
uuid_bytes(str text, u8 out[16])
{
	char hex[32];
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (hyphen != (text.p[i] == '-') || (!hyphen && n == sizeof hex))
			return false;
		if (!hyphen)
			hex[n++] = text.p[i];
	}
	return n == sizeof hex && str_unhex((str){ hex, n }, out, 16);
}

/* Whom is the event about? 0 and the reason when that cannot be. */
static i64
person(request *r, const struct session_room_get *room, const struct event_in *in, str *why)
{
	ticket_code code = { 0 };
	struct exam_event_seat seat;
	i64 id = in->registration;

	if (in->ticket.n) {
		if (!ticket_code_read(r->a, r->w->ring, in->ticket, &code)) {
			*why = STR("二维码不是本平台签发的准考证，或已损坏");
			return 0;
		}
		if (code.plan != room->plan_id || (id && id != code.registration)) {
			*why = STR("二维码是另一考试计划或另一考生的准考证");
			return 0;
		}
		id = code.registration;
	}
	if (id == 0) {
		*why = STR("请扫描准考证或选择考生");
		return 0;
	}
	if (!exam_event_seat(r->db, room->id, id, &seat)) {
		*why = STR("该考生不在本考场本场次");
		return 0;
	}
	if (in->ticket.n && !str_eq(seat.ticket_number, code.number)) {
		*why = STR("准考证已作废：排考重新发布后准考证号已变更，请使用新的准考证");
		return 0;
	}
	return id;
}

/* Who is absent cannot have come, and the other way round. */
static const char *
contradiction(const struct exam_event_live *v, size_t n, str kind)
{
	for (size_t i = 0; i < n; i++) {
		if (str_is(kind, "check_in") && str_is(v[i].kind, "absent"))
			return "该考生已登记缺考，请先撤销缺考记录";
		if ((str_is(kind, "absent")) && !str_is(v[i].kind, "absent"))
			return "该考生已签到或已登记违纪，不能登记缺考";
	}
	return NULL;
}

static struct outcome
record(request *r, const struct session_room_get *room, i64 from, i64 now, const struct event_in *in)
{
	u8 *uuid = arena_alloc(r->a, 16);
	struct exam_event_known known;
	struct exam_event_files file;
	struct exam_event_live *live;
	bool incident = str_is(in->kind, "incident");
	const char *against;
	str why = { NULL, 0 };
	i64 who = 0, id;
	size_t n = 0;

	if (!uuid_bytes(in->uuid, uuid))
		return no(STR("事件标识应为 UUID"));
	if (!incident || in->registration || in->ticket.n)
		if ((who = person(r, room, in, &why)) == 0)
			return no(why);
	if (exam_event_known(r->db, (str){ (char *)uuid, 16 }, &known)) {
		if (known.session_room_id == room->id && known.registration_id == who && str_eq(known.kind, in->kind))
			return (struct outcome){ .result = STR("known"), .id = known.id };
		return no(STR("事件标识已用于另一条记录"));
	}
	if (in->occurred_at < from || in->occurred_at > now + AHEAD * CLOCK_SECOND)
		return no(STR("发生时间不在考试期间，请检查设备的时钟"));
	if (!str_is(in->kind, "check_in") && !str_is(in->kind, "absent") && in->note.n == 0)
		return no(STR("请写明情况"));
	if (in->file && !exam_event_files(r->db, in->file, r->who.organisation, &file))
		return no(STR("附件不存在或未上传完整"));
	if (!incident) {
		n = exam_event_live(r->db, who, room->exam_session_id, &live);
		for (size_t i = 0; i < n; i++)
			if (str_eq(live[i].kind, in->kind))
				return (struct outcome){ .result = STR("known"), .id = live[i].id };
		if ((against = contradiction(live, n, in->kind)) != NULL)
			return no(str_of(against));
	}
	id = exam_event_insert(r->db, &(struct exam_event_insert_in){ .plan_id = room->plan_id,
					  .session_room_id = room->id,
					  .exam_session_id = room->exam_session_id,
					  .registration_id = who,
					  .school_id = room->school_id,
					  .evaluator_id = room->evaluator_id,
					  .kind = in->kind,
					  .note = in->note.p ? in->note : STR(""),
					  .file_id = in->file,
					  .uuid = { (char *)uuid, 16 },
					  .occurred = in->occurred_at,
					  .account_id = r->who.account });
	if (id == 0) /* the same came over another connection at this moment: the repeated run finds it */
		arena_fail(r->a, E_DB_RETRY);
	return (struct outcome){ .result = STR("stored"), .id = id };
}

/* The room, when it is of the schedule in force and exam day may be recorded. */
static error_code
open_room(request *r, i64 id, struct session_room_get *room, struct plan_get *p)
{
	if (!session_room_visible(r, id, room))
		return E_NOT_FOUND;
	if (str_is(room->state, "superseded"))
		return request_refuse(r, E_STATE, "该排考版本已被新版替代，请在新版的考场页登记");
	return plan_gate_request(r, room->plan_id, ACT_EXAM_RECORD, false, p);
}

static error_code
exam_event_record(request *r)
{
	const struct events_in *in = r->in;
	const struct event_in *v = in->events.v;
	struct outcome *out = ARENA_ARRAY(r->a, struct outcome, in->events.n);
	struct session_room_get room;
	struct plan_get p;
	error_code e = open_room(r, r->id[0], &room, &p);

	if (e)
		return e;
	for (size_t i = 0; i < in->events.n; i++) {
		out[i] = record(r, &room, p.exam_open, p.now, &v[i]);
		out[i].uuid = v[i].uuid;
	}
	ANSWER_ALL(r, outcome_item, out, in->events.n);
	return E_OK;
}

static error_code
exam_event_index(request *r)
{
	const struct event_query *q = r->q;
	struct session_room_get room;
	struct exam_event_list *v;
	size_t n;

	if (!session_room_visible(r, r->id[0], &room))
		return E_NOT_FOUND;
	n = exam_event_list(r->db,
	    &(struct exam_event_list_in){
		.session_room_id = room.id, .page = page_of(r, &q->ask, &exam_event_list_page), .sc = r->sc },
	    &v);
	PAGE(r, &q->ask, exam_event_list, event_item, v, n);
	return E_OK;
}

static error_code
exam_event_take_back(request *r)
{
	const struct event_reason *in = r->in;
	struct exam_event_get v;
	struct plan_get p;
	error_code e;

	if (!exam_event_get(r->db, r->id[0], &r->sc, &v))
		return E_NOT_FOUND;
	if ((e = plan_gate_request(r, v.plan_id, ACT_EXAM_RECORD, false, &p)) != E_OK)
		return e;
	if (exam_event_revoke(r->db, r->who.account, in->reason, v.id, &r->sc) == 0)
		return request_refuse(r, E_STATE, "该记录已撤销");
	r->status = 204;
	return E_OK;
}

ROUTES(exam_day,
    ROUTE(GET, "/session-rooms/{id}/events", exam_event_index, SCHEDULE_VIEW, "考试当日记录",
	.query = &event_query_fields, .items = &event_item),
    ROUTE(POST, "/session-rooms/{id}/events", exam_event_record, EXAM_RECORD, "登记考试当日情况", .in = &events_input,
	.items = &outcome_item, .write = true),
    ROUTE(POST, "/exam-events/{id}/revoke", exam_event_take_back, EXAM_RECORD, "撤销考试当日记录",
	.in = &event_reason_input, .write = true));
