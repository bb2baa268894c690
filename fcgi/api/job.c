/*
 * job.c: jobs 任务 as their organisation sees them: progress, and the result of each row.
 */
#include "query/job.h"

#include "api/routes.h"
#include "rules/machine.h"
#include "web/page.h"

struct job_query {
	PAGE_ASK;
	str state, kind;
};
FIELD_TABLE(job_query_fields, "JobQuery", struct job_query, PAGE_ASKED(struct job_query, job_list),
    FIELD_STR(struct job_query, state, .title = "状态", .codes = &job_machine.state),
    FIELD_STR(struct job_query, kind, .title = "种类", .max = 40));

static const field_code row_states[] = { { "done", "完成" }, { "skipped", "未变" }, { "doubt", "存疑" },
	{ "failed", "失败" }, { NULL, NULL } };
static const field_code *const row_codes = row_states;

struct job_row_query {
	PAGE_ASK;
	str state;
};
FIELD_TABLE(job_row_query_fields, "JobRowQuery", struct job_row_query, PAGE_ASKED(struct job_row_query, job_rows),
    FIELD_STR(struct job_row_query, state, .title = "结果", .codes = &row_codes));

#define S struct job_list
FIELD_TABLE(job_item, "JobItem", S, FIELD_ID(S, id, .title = "编号"), FIELD_STR(S, kind, .title = "种类"),
    FIELD_STR(S, state, .title = "状态", .codes = &job_machine.state), FIELD_INT(S, total, .title = "总数"),
    FIELD_INT(S, done, .title = "已完成"), FIELD_INT(S, failed, .title = "失败"),
    FIELD_ID(S, plan, .title = "考试计划", .maybe = true),
    FIELD_ID(S, subject, .title = "所处理的对象", .maybe = true),
    FIELD_STR(S, error, .title = "失败原因", .maybe = true), FIELD_TIME(S, created_at, .title = "提交时间"),
    FIELD_TIME(S, finished_at, .title = "结束时间", .maybe = true));
#undef S

#define S struct job_get
FIELD_TABLE(job_view, "Job", S, FIELD_ID(S, id, .title = "编号"), FIELD_STR(S, kind, .title = "种类"),
    FIELD_STR(S, state, .title = "状态", .codes = &job_machine.state), FIELD_INT(S, total, .title = "总数"),
    FIELD_INT(S, done, .title = "已完成"), FIELD_INT(S, failed, .title = "失败"),
    FIELD_AS(F_ID, i64, S, subject_id, "subject", .title = "所处理的对象", .maybe = true),
    FIELD_AS(F_ID, i64, S, result_file_id, "result_file", .title = "结果文件", .maybe = true),
    FIELD_AS(F_STR, str, S, code, "error_type", .title = "失败的类别", .maybe = true),
    FIELD_AS(F_STR, str, S, error_text, "error", .title = "失败原因", .maybe = true),
    FIELD_TIME(S, created_at, .title = "提交时间"), FIELD_TIME(S, started_at, .title = "开始时间", .maybe = true),
    FIELD_TIME(S, finished_at, .title = "结束时间", .maybe = true));
#undef S

#define S struct job_rows
FIELD_TABLE(job_row_item, "JobRow", S, FIELD_INT(S, row, .title = "序号"),
    FIELD_STR(S, state, .title = "结果", .codes = &row_codes),
    FIELD_ID(S, subject, .title = "所处理的对象", .maybe = true), FIELD_STR(S, label, .title = "名称"),
    FIELD_STR(S, code, .title = "代码", .maybe = true), FIELD_STR(S, message, .title = "说明"));
#undef S

static error_code
job_index(request *r)
{
	const struct job_query *q = r->q;
	struct job_list *v;
	size_t n = job_list(r->db,
	    &(struct job_list_in){ .organisation_id = r->who.organisation,
		.state = q->state,
		.kind = q->kind,
		.page = page_of(r, &q->ask, &job_list_page) },
	    &v);

	PAGE(r, &q->ask, job_list, job_item, v, n);
	return E_OK;
}

static error_code
job_show(request *r)
{
	struct job_get v;

	if (!job_get(r->db, r->id[0], &v) || v.organisation_id != r->who.organisation)
		return E_NOT_FOUND;
	ANSWER(r, job_view, &v);
	return E_OK;
}

static error_code
job_results(request *r)
{
	const struct job_row_query *q = r->q;
	struct job_get job;
	struct job_rows *v;
	size_t n;

	if (!job_get(r->db, r->id[0], &job) || job.organisation_id != r->who.organisation)
		return E_NOT_FOUND;
	n = job_rows(r->db,
	    &(struct job_rows_in){ .job_id = job.id, .state = q->state, .page = page_of(r, &q->ask, &job_rows_page) },
	    &v);
	PAGE(r, &q->ask, job_rows, job_row_item, v, n);
	return E_OK;
}

ROUTES(job, ROUTE(GET, "/jobs", job_index, JOB_VIEW, "任务列表", .query = &job_query_fields, .items = &job_item),
    ROUTE(GET, "/jobs/{id}", job_show, JOB_VIEW, "任务进度", .answer = &job_view),
    ROUTE(GET, "/jobs/{id}/rows", job_results, JOB_VIEW, "任务逐行结果", .query = &job_row_query_fields,
	.items = &job_row_item));
