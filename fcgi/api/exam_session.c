/*
 * exam_session.c: exam sessions 场次 of a plan: dates, times, theory or practice. Set by the evaluation organisation
 * while 排考 is open, within the exam's window. A session that a seating uses stays as it is.
 */
#include "query/exam_session.h"
#include "api/routes.h"
#include "rules/checks.h"
#include "rules/seating.h"
#include "web/answer.h"
#include "web/plan_gate.h"

static const char *const session_kinds[] = { "theory", "practical", NULL };
static const char *const session_kind_titles[] = { "理论", "实操", NULL };

struct exam_session_in {
	str name, kind;
	i64 level, starts, ends;
};
FIELD_TABLE(exam_session_input, "ExamSessionInput", struct exam_session_in,
    FIELD_STR(struct exam_session_in, name, .title = "场次名称", .required = true, .max = 60,
	.check = check_plain_text, .example = "5 月 21 日上午理论"),
    FIELD_STR(struct exam_session_in, kind, .title = "类型", .required = true, .options = session_kinds,
	.labels = session_kind_titles),
    FIELD_ID(struct exam_session_in, level, .title = "证书等级", .note = "不填：计划的全部等级"),
    FIELD_TIME(struct exam_session_in, starts, .title = "开始时间", .required = true),
    FIELD_TIME(struct exam_session_in, ends, .title = "结束时间", .required = true));

#define S struct exam_session_list
FIELD_TABLE(exam_session_item, "ExamSession", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, name, .title = "场次名称"),
    FIELD_STR(S, kind, .title = "类型", .options = session_kinds, .labels = session_kind_titles),
    FIELD_AS(F_ID, i64, S, certificate_level_id, "level_id", .title = "证书等级", .maybe = true),
    FIELD_STR(S, certificate, .title = "证书", .maybe = true), FIELD_INT(S, level, .title = "等级", .maybe = true),
    FIELD_TIME(S, starts, .title = "开始时间"), FIELD_TIME(S, ends, .title = "结束时间"));
#undef S

static error_code
exam_session_create(request *r)
{
	const struct exam_session_in *in = r->in;
	struct exam_session_level level;
	struct exam_session_list *v;
	struct plan_get p;
	i64 id;
	error_code e = plan_gate_request(r, r->id[0], ACT_SCHEDULE, true, &p);

	if (e)
		return e;
	if (in->level && !exam_session_level(r->db, p.id, in->level, &level))
		faults_at(&r->faults, "/level", "本计划不含这个证书等级");
	if (in->starts >= in->ends)
		faults_at(&r->faults, "/ends", "结束时间应晚于开始时间");
	if (in->starts < p.exam_open || in->starts >= p.exam_close)
		faults_at(&r->faults, "/starts", "场次应在计划的考试时间内");
	if (in->ends > p.exam_close)
		faults_at(&r->faults, "/ends", "场次应在计划的考试时间内结束");
	if (request_checked(r) != E_OK)
		return E_INVALID;
	if (exam_session_list(r->db, p.id, &v) >= SEATING_SESSIONS)
		return request_refuse(r, E_STATE, "一个计划最多 %d 个场次", SEATING_SESSIONS);
	id = exam_session_insert(r->db, &(struct exam_session_insert_in){ .plan_id = p.id,
					    .evaluator_id = p.evaluator_id,
					    .name = in->name,
					    .kind = in->kind,
					    .certificate_level_id = in->level,
					    .starts = in->starts,
					    .ends = in->ends });
	if (id == 0)
		return request_refuse(r, E_EXISTS, "场次“%.*s”已存在，请换一个名称", STR_ARG(in->name));
	return answer_created(r, id);
}

static error_code
exam_session_index(request *r)
{
	struct exam_session_list *v;
	struct plan_get p;
	size_t n;

	if (plan_gate_visible(r, r->id[0], &p) != E_OK)
		return E_NOT_FOUND;
	n = exam_session_list(r->db, p.id, &v);
	ANSWER_ALL(r, exam_session_item, v, n);
	return E_OK;
}

static error_code
exam_session_remove(request *r)
{
	struct exam_session_get s;
	struct exam_session_used used;
	struct plan_get p;
	error_code e;

	if (!exam_session_get(r->db, r->id[0], &r->sc, &s))
		return E_NOT_FOUND;
	if ((e = plan_gate_request(r, s.plan_id, ACT_SCHEDULE, true, &p)) != E_OK)
		return e;
	if (exam_session_used(r->db, s.id, &used))
		return str_is(used.state, "discarded")
			   ? request_refuse(r, E_RUNNING, "放弃的排考版本 %lld 正在清理，请稍后再删除场次",
				 (long long)used.version_no)
			   : request_refuse(r, E_STATE, "场次“%.*s”已用于排考版本 %lld，请先放弃该版本",
				 STR_ARG(s.name), (long long)used.version_no);
	if (exam_session_delete(r->db, s.id, &r->sc) == 0)
		return E_NOT_FOUND;
	r->status = 204;
	return E_OK;
}

ROUTES(exam_session,
    ROUTE(GET, "/plans/{id}/exam-sessions", exam_session_index, SCHEDULE_VIEW, "计划的场次",
	.items = &exam_session_item),
    ROUTE(POST, "/plans/{id}/exam-sessions", exam_session_create, SCHEDULE_EDIT, "新建场次",
	.in = &exam_session_input, .answer = &created_answer, .write = true),
    ROUTE(DELETE, "/exam-sessions/{id}", exam_session_remove, SCHEDULE_EDIT, "删除场次", .write = true));
