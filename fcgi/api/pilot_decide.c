/*
 * pilot_decide.c: the opinion of the evaluation organisation on a pilot application, and the decision of the
 * provincial office (spec 2.1). Approval makes the school a pilot of each level and, the first time, activates it.
 */
#include "api/attachment.h"
#include "api/pilot.h"
#include "api/routes.h"
#include "data/notify.h"
#include "web/answer.h"
#include "web/fire.h"

FIELD_TABLE_SHARED(event_input, "EventInput", struct event_body,
    FIELD_INT(struct event_body, version, .title = "版本", .min = 1, .max = INT32_MAX,
	.note = "填写时，只有在没有人改过的情况下才办理"),
    FIELD_STR(struct event_body, reason, .title = "理由", .max = 1000, .lines = true));

static const field_code opinions[] = { { "support", "支持" }, { "object", "不支持" }, { NULL, NULL } };
const field_code *const pilot_opinion_codes = opinions;

struct opinion_body {
	i64 version;
	str opinion, text;
};
FIELD_TABLE(opinion_input, "PilotOpinion", struct opinion_body,
    FIELD_INT(struct opinion_body, version, .title = "版本", .min = 1, .max = INT32_MAX),
    FIELD_STR(struct opinion_body, opinion, .title = "意见", .required = true, .codes = &pilot_opinion_codes),
    FIELD_STR(struct opinion_body, text, .title = "意见说明", .max = 1000, .lines = true));

void
pilot_tell(request *r, i64 organisation, const char *kind, const struct pilot_application_get *v, const char *what)
{
	notify(r->db,
	    &(notice){ .organisation = organisation,
		.duty = STR("exam_officer"),
		.kind = str_of(kind),
		.title = str_f(r->a, "%.*s %lld 年度试点申报：%s", STR_ARG(v->school), (long long)v->year, what),
		.body = v->decision_text,
		.subject_kind = STR("pilot_application"),
		.subject_id = v->id });
}

static error_code
pilot_opine(request *r)
{
	const struct opinion_body *in = r->in;
	struct pilot_application_get v;
	struct pilot_offices *office;
	i64 version;
	error_code e;
	str to;

	if (!pilot_find(r, &v))
		return E_NOT_FOUND;
	version = in->version ? in->version : v.version;
	if ((e = fire(r, &pilot_machine, v.state, "opine", &to)) != E_OK)
		return e;
	if (str_is(in->opinion, "object") && in->text.n == 0)
		faults_at(&r->faults, "/text", "不支持时请写明理由");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (pilot_application_opine(r->db, &(struct pilot_application_opine_in){ .opinion = in->opinion,
					       .opinion_text = text_or_empty(in->text),
					       .opinion_by = r->who.account,
					       .id = v.id,
					       .from_state = v.state,
					       .version = version,
					       .sc = r->sc }) == 0)
		return E_CONFLICT;
	v.decision_text = text_or_empty(in->text);
	for (size_t i = 0, n = pilot_offices(r->db, v.province, &office); i < n; i++)
		pilot_tell(r, office[i].id, "pilot_opined", &v,
		    str_is(in->opinion, "support") ? "评价组织支持，请审批" : "评价组织不支持，请审批");
	return answer_moved(r, v.id, to);
}

static error_code
decide(request *r, const char *event, const char *what)
{
	const struct event_body *in = r->in;
	struct pilot_application_get v;
	i64 version;
	error_code e;
	str to;

	if (!pilot_find(r, &v))
		return E_NOT_FOUND;
	version = in->version ? in->version : v.version;
	if ((e = fire(r, &pilot_machine, v.state, event, &to)) != E_OK)
		return e;
	if (in->reason.n == 0 && !str_is(to, "approved"))
		faults_at(&r->faults, "/reason", "请写明理由，院校据此修改");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (pilot_application_decide(r->db, &(struct pilot_application_decide_in){ .to_state = to,
						.decision_text = text_or_empty(in->reason),
						.decided_by = r->who.account,
						.id = v.id,
						.from_state = v.state,
						.version = version,
						.sc = r->sc }) == 0)
		return E_CONFLICT;
	if (str_is(to, "approved")) {
		pilot_approve(r->db, v.id, &r->sc);
		pilot_school_activate(r->db, v.school_id);
	}
	v.decision_text = text_or_empty(in->reason);
	pilot_tell(r, v.school_id, "pilot_decided", &v, what);
	pilot_tell(r, v.evaluator_id, "pilot_decided", &v, what);
	return answer_moved(r, v.id, to);
}

static error_code
pilot_accept(request *r)
{
	return decide(r, "approve", "已批准");
}

static error_code
pilot_return(request *r)
{
	return decide(r, "return", "被退回，请修改后重新提交");
}

static error_code
pilot_refuse(request *r)
{
	return decide(r, "refuse", "未批准");
}

ROUTES(pilot_decide,
    ROUTE(POST, "/pilot-applications/{id}/opinion", pilot_opine, PILOT_OPINION, "出具试点意见", .in = &opinion_input,
	.answer = &moved_answer, .write = true),
    ROUTE(POST, "/pilot-applications/{id}/approve", pilot_accept, PILOT_DECIDE, "批准试点申报", .in = &event_input,
	.answer = &moved_answer, .write = true),
    ROUTE(POST, "/pilot-applications/{id}/return", pilot_return, PILOT_DECIDE, "退回试点申报", .in = &event_input,
	.answer = &moved_answer, .write = true),
    ROUTE(POST, "/pilot-applications/{id}/refuse", pilot_refuse, PILOT_DECIDE, "不批准试点申报", .in = &event_input,
	.answer = &moved_answer, .write = true));
