/*
 * credit.c: the credit bank 学分银行: asking for an export and finding the ones made. The file is made by a job.
 */
#include "query/credit.h"
#include "api/routes.h"
#include "query/job.h"
#include "query/plan.h"
#include "web/page.h"

static const char *const formats[] = { "json", "xlsx", NULL };

struct credit_in {
	str format;
	i64 plan, year;
};
FIELD_TABLE(credit_input, "CreditExportInput", struct credit_in,
    FIELD_STR(struct credit_in, format, .title = "格式", .required = true, .options = formats),
    FIELD_ID(struct credit_in, plan, .title = "考试计划", .note = "不填则导出全部计划"),
    FIELD_INT(struct credit_in, year, .title = "盖章年份", .min = 2019, .max = 2199));

struct credit_query {
	PAGE_MEMBERS;
};
FIELD_TABLE(credit_query_fields, "CreditExportQuery", struct credit_query, PAGE_FIELDS(struct credit_query));

static error_code
credit_export(request *r)
{
	const struct credit_in *in = r->in;
	bool own = r->who.role == ROLE_EVALUATOR;
	struct plan_get plan;
	i64 job;

	if (in->plan && (!plan_get(r->db, in->plan, &plan) || (own && plan.evaluator_id != r->who.organisation)))
		return E_NOT_FOUND;
	r->audit_subject =
	    credit_export_insert(r->db, &(struct credit_export_insert_in){ .organisation_id = r->who.organisation,
					    .evaluator_id = own ? r->who.organisation : 0,
					    .year = in->year,
					    .plan_id = in->plan,
					    .format = in->format,
					    .account_id = r->who.account });
	job = job_insert(r->db, &(struct job_insert_in){ .kind = STR("credit_export"),
				    .organisation_id = r->who.organisation,
				    .account_id = r->who.account,
				    .plan_id = in->plan,
				    .subject_id = r->audit_subject,
				    .params = STR("{}") });
	credit_export_job(r->db, job, r->audit_subject);
	r->status = 202;
	jw_open(&r->out);
	jw_kid(&r->out, "id", r->audit_subject);
	jw_kid(&r->out, "job", job);
	jw_close(&r->out);
	return E_OK;
}

static void
export_item(json *j, const void *row)
{
	const struct credit_export_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "format", v->format);
	jw_key(j, "year");
	if (v->year)
		jw_i64(j, v->year);
	else
		jw_null(j);
	jw_kid(j, "plan", v->plan_id);
	jw_ki64(j, "count", v->certificate_count);
	jw_kid(j, "file", v->file_id);
	jw_kid(j, "job", v->job_id);
	jw_ktime(j, "created_at", v->created_at);
	jw_close(j);
}

static error_code
credit_index(request *r)
{
	const struct credit_query *q = r->q;
	struct credit_export_list *v;
	size_t n = credit_export_list(r->db, r->who.organisation, page_before(q->after), page_rows(q->limit), &v);

	page_write(r, v, n, sizeof *v, q->limit, export_item);
	return E_OK;
}

ROUTES(credit,
    ROUTE(POST, "/credit-exports", credit_export, CREDIT_EXPORT, "学分银行导出", .in = &credit_input, .write = true),
    ROUTE(GET, "/credit-exports", credit_index, CREDIT_EXPORT, "学分银行导出记录", .query = &credit_query_fields));
