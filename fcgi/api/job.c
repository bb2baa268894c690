/*
 * job.c: jobs 任务 as their organisation sees them: progress, and the result of each row. The operator sees all.
 */
#include "query/job.h"
#include "api/routes.h"
#include "rules/checks.h"
#include "rules/machine.h"
#include "web/page.h"

static const field_code row_states[] = { { "done", "完成" }, { "skipped", "未变" }, { "doubt", "存疑" },
	{ "failed", "失败" }, { NULL, NULL } };
static const field_code *const row_codes = row_states;

struct job_query {
	PAGE_ASK;
	str state, kind;
	i64 organisation;
};
#define S struct job_query
FIELD_TABLE(job_query_fields, "JobQuery", S, PAGE_ASKED(S, job_list),
    FIELD_STR(S, state, .title = "状态", .codes = &job_machine.state),
    FIELD_STR(S, kind, .title = "任务类别", .max = 40, .check = check_ascii_code),
    FIELD_ID(S, organisation, .title = "机构", .note = "仅综合业务管理；其他机构只看本机构的任务"));
#undef S

struct job_rows_query {
	PAGE_ASK;
	str state;
};
#define S struct job_rows_query
FIELD_TABLE(job_rows_query_fields, "JobRowsQuery", S, PAGE_ASKED(S, job_rows),
    FIELD_STR(S, state, .title = "结果", .codes = &row_codes));
#undef S

#define S struct job_list
FIELD_TABLE(job_item, "JobItem", S, FIELD_ID(S, id, .title = "编号"), FIELD_STR(S, kind, .title = "任务类别"),
    FIELD_STR(S, state, .title = "状态", .codes = &job_machine.state),
    FIELD_STR(S, organisation, .title = "机构", .maybe = true),
    FIELD_STR(S, account, .title = "发起人", .maybe = true), FIELD_INT(S, total, .title = "总数"),
    FIELD_INT(S, done, .title = "已完成"), FIELD_INT(S, failed, .title = "未成功"),
    FIELD_AS(F_ID, i64, S, plan_id, "plan", .title = "考试计划", .maybe = true),
    FIELD_AS(F_ID, i64, S, subject_id, "subject", .title = "所处理的对象", .maybe = true),
    FIELD_AS(F_ID, i64, S, result_file_id, "result_file", .title = "生成的文件", .maybe = true),
    FIELD_AS(F_STR, str, S, error_text, "error", .title = "失败原因", .maybe = true),
    FIELD_TIME(S, created_at, .title = "提交时间"), FIELD_TIME(S, started_at, .title = "开始时间", .maybe = true),
    FIELD_TIME(S, finished_at, .title = "结束时间", .maybe = true));
#undef S

#define S struct job_get
FIELD_TABLE(job_shown, "Job", S, FIELD_ID(S, id, .title = "编号"), FIELD_STR(S, kind, .title = "任务类别"),
    FIELD_STR(S, state, .title = "状态", .codes = &job_machine.state), FIELD_INT(S, total, .title = "总数"),
    FIELD_INT(S, done, .title = "已完成"), FIELD_INT(S, failed, .title = "未成功"),
    FIELD_AS(F_ID, i64, S, plan_id, "plan", .title = "考试计划", .maybe = true),
    FIELD_AS(F_ID, i64, S, subject_id, "subject", .title = "所处理的对象", .maybe = true),
    FIELD_AS(F_ID, i64, S, result_file_id, "result_file", .title = "生成的文件", .maybe = true),
    FIELD_AS(F_STR, str, S, code, "error_type", .title = "失败类别", .maybe = true),
    FIELD_AS(F_STR, str, S, error_text, "error", .title = "失败原因", .maybe = true),
    FIELD_TIME(S, created_at, .title = "提交时间"), FIELD_TIME(S, started_at, .title = "开始时间", .maybe = true),
    FIELD_TIME(S, finished_at, .title = "结束时间", .maybe = true));
#undef S

#define S struct job_rows
FIELD_TABLE(job_row_item, "JobRow", S, FIELD_INT(S, row, .title = "序号"),
    FIELD_STR(S, state, .title = "结果", .codes = &row_codes),
    FIELD_ID(S, subject, .title = "所处理的对象", .maybe = true), FIELD_STR(S, label, .title = "名称"),
    FIELD_STR(S, code, .title = "原因类别", .maybe = true), FIELD_STR(S, message, .title = "说明"));
#undef S

_Static_assert(sizeof(struct job_list_all) == sizeof(struct job_list) &&
		   offsetof(struct job_list_all, finished_at) == offsetof(struct job_list, finished_at),
    "job_list_all differs");

static error_code
job_index(request *r)
{
	const struct job_query *q = r->q;
	list_page page = page_of(r, &q->ask, &job_list_page);
	bool everything = r->who.role == ROLE_PLATFORM;
	struct job_list_all *all;
	struct job_list *v;
	size_t n;

	if (everything && q->organisation == 0) {
		n = job_list_all(
		    r->db, &(struct job_list_all_in){ .state = q->state, .kind = q->kind, .page = page }, &all);
		v = (struct job_list *)(void *)all;
	} else {
		n = job_list(r->db,
		    &(struct job_list_in){ .organisation_id = everything ? q->organisation : r->who.organisation,
			.state = q->state,
			.kind = q->kind,
			.page = page },
		    &v);
	}
	PAGE(r, &q->ask, job_list, job_item, v, n);
	return E_OK;
}

static bool
may_see(request *r, struct job_get *v)
{
	return job_get(r->db, r->id[0], v) &&
	       (r->who.role == ROLE_PLATFORM || v->organisation_id == r->who.organisation);
}

static error_code
job_show(request *r)
{
	struct job_get v;

	if (!may_see(r, &v))
		return E_NOT_FOUND;
	ANSWER(r, job_shown, &v);
	return E_OK;
}

static error_code
job_results(request *r)
{
	const struct job_rows_query *q = r->q;
	struct job_get job;
	struct job_rows *v;
	size_t n;

	if (!may_see(r, &job))
		return E_NOT_FOUND;
	n = job_rows(r->db,
	    &(struct job_rows_in){ .job_id = job.id, .state = q->state, .page = page_of(r, &q->ask, &job_rows_page) },
	    &v);
	PAGE(r, &q->ask, job_rows, job_row_item, v, n);
	return E_OK;
}

ROUTES(job, ROUTE(GET, "/jobs", job_index, JOB_VIEW, "任务列表", .query = &job_query_fields, .items = &job_item),
    ROUTE(GET, "/jobs/{id}", job_show, JOB_VIEW, "任务进度", .answer = &job_shown),
    ROUTE(GET, "/jobs/{id}/rows", job_results, JOB_VIEW, "任务逐行结果", .query = &job_rows_query_fields,
	.items = &job_row_item));
