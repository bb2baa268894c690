/*
 * job.c: jobs 任务 as their organisation sees them: progress, and the result of each row.
 */
#include "query/job.h"
#include "api/routes.h"
#include "web/page.h"

struct job_query {
	PAGE_MEMBERS;
};
FIELD_TABLE(job_query_fields, "JobQuery", struct job_query, PAGE_FIELDS(struct job_query));

static void
job_item(json *j, const void *row)
{
	const struct job_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "kind", v->kind);
	jw_kstr(j, "state", v->state);
	jw_ki64(j, "total", v->total);
	jw_ki64(j, "done", v->done);
	jw_ki64(j, "failed", v->failed);
	jw_kid(j, "plan", v->plan_id);
	jw_kid(j, "subject", v->subject_id);
	jw_kstr(j, "error", v->error_text);
	jw_ktime(j, "created_at", v->created_at);
	jw_ktime(j, "finished_at", v->finished_at);
	jw_close(j);
}

static error_code
job_index(request *r)
{
	const struct job_query *q = r->q;
	struct job_list *v;
	size_t n = job_list(r->db, r->who.organisation, page_before(q->after), page_rows(q->limit), &v);

	page_write(r, v, n, sizeof *v, q->limit, job_item);
	return E_OK;
}

static error_code
job_show(request *r)
{
	struct job_get v;
	json *j = &r->out;

	if (!job_get(r->db, r->id[0], &v) || v.organisation_id != r->who.organisation)
		return E_NOT_FOUND;
	jw_open(j);
	jw_kid(j, "id", v.id);
	jw_kstr(j, "kind", v.kind);
	jw_kstr(j, "state", v.state);
	jw_ki64(j, "total", v.total);
	jw_ki64(j, "done", v.done);
	jw_ki64(j, "failed", v.failed);
	jw_kid(j, "subject", v.subject_id);
	jw_kid(j, "result_file", v.result_file_id);
	jw_kstr(j, "error_type", v.code);
	jw_kstr(j, "error", v.error_text);
	jw_ktime(j, "created_at", v.created_at);
	jw_ktime(j, "started_at", v.started_at);
	jw_ktime(j, "finished_at", v.finished_at);
	jw_close(j);
	return E_OK;
}

static void
job_row_item(json *j, const void *row)
{
	const struct job_rows *v = row;

	jw_open(j);
	jw_ki64(j, "row", v->row);
	jw_kstr(j, "state", v->state);
	jw_kid(j, "subject", v->subject_id);
	jw_kstr(j, "label", v->label);
	jw_kstr(j, "code", v->code);
	jw_kstr(j, "message", v->message);
	jw_close(j);
}

static error_code
job_results(request *r)
{
	const struct job_query *q = r->q;
	struct job_get job;
	struct job_rows *v;
	size_t n;

	if (!job_get(r->db, r->id[0], &job) || job.organisation_id != r->who.organisation)
		return E_NOT_FOUND;
	n = job_rows(r->db, r->id[0], q->after, page_rows(q->limit), &v);
	page_write(r, v, n, sizeof *v, q->limit, job_row_item);
	return E_OK;
}

ROUTES(job, ROUTE(GET, "/jobs", job_index, JOB_VIEW, "任务列表", .query = &job_query_fields),
    ROUTE(GET, "/jobs/{id}", job_show, JOB_VIEW, "任务进度"),
    ROUTE(GET, "/jobs/{id}/rows", job_results, JOB_VIEW, "任务逐行结果", .query = &job_query_fields));
