/*
 * credit.c: the credit bank 学分银行: asking for an export and finding the ones made. The file is made by a job.
 */
#include "query/credit.h"
#include "api/routes.h"
#include "query/job.h"
#include "query/plan.h"
#include "rules/machine.h"
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
	PAGE_ASK;
};
FIELD_TABLE(credit_query_fields, "CreditExportQuery", struct credit_query,
    PAGE_ASKED(struct credit_query, credit_export_list));

#define S struct credit_export_list
FIELD_TABLE(credit_export_item, "CreditExport", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, format, .title = "格式", .options = formats), FIELD_INT(S, year, .title = "盖章年份", .maybe = true),
    FIELD_ID(S, plan, .title = "考试计划", .maybe = true),
    FIELD_STR(S, plan_name, .title = "考试计划名称", .maybe = true), FIELD_INT(S, count, .title = "张数"),
    FIELD_ID(S, file, .title = "文件", .maybe = true), FIELD_ID(S, job, .title = "任务", .maybe = true),
    FIELD_STR(S, job_state, .title = "任务状态", .codes = &job_machine.state, .maybe = true),
    FIELD_STR(S, error, .title = "失败原因", .maybe = true), FIELD_TIME(S, created_at, .title = "提交时间"));
#undef S

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
	return answer_job(r, job, r->audit_subject);
}

static error_code
credit_index(request *r)
{
	const struct credit_query *q = r->q;
	struct credit_export_list *v;
	size_t n = credit_export_list(r->db,
	    &(struct credit_export_list_in){
		.organisation_id = r->who.organisation, .page = page_of(r, &q->ask, &credit_export_list_page) },
	    &v);

	PAGE(r, &q->ask, credit_export_list, credit_export_item, v, n);
	return E_OK;
}

ROUTES(credit,
    ROUTE(POST, "/credit-exports", credit_export, CREDIT_EXPORT, "学分银行导出", .in = &credit_input,
	.answer = &job_answer, .write = true),
    ROUTE(GET, "/credit-exports", credit_index, CREDIT_EXPORT, "学分银行导出记录", .query = &credit_query_fields,
	.items = &credit_export_item));
