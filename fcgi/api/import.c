/*
 * import.c: spreadsheet imports 批量导入 in two steps: an uploaded file is checked by a job that writes nothing but
 * its findings; what it found is read here; confirming brings the token of the check back. Also the templates.
 */
#include "query/import.h"

#include "api/routes.h"
#include "data/import_token.h"
#include "query/certificate_standard.h"
#include "query/job.h"
#include "query/plan.h"
#include "web/fire.h"
#include "web/page.h"
#include "web/reply.h"

static const struct import_row {
	const char *name, *title;
	i64 version;
	permission perm;
	struct {
		bool plan, certificate, year;
	} needs;
} kinds[] = {
#define IMPORT_ROW(kind, label, number, allowed, ...) { #kind, label, number, allowed, { __VA_ARGS__ } },
#include "rules/import_table.h"
#undef IMPORT_ROW
};

static const field_code kind_names[] = {
#define IMPORT_ROW(kind, label, number, allowed, ...) { #kind, label },
#include "rules/import_table.h"
#undef IMPORT_ROW
	{ NULL, NULL }
};
static const field_code *const kind_codes = kind_names;

static const field_code severity_names[] = { { "error", "错误" }, { "warning", "提醒" }, { "repaired", "已自动修正" },
	{ NULL, NULL } };
static const field_code *const severity_codes = severity_names;
static const field_code action_names[] = { { "insert", "新增" }, { "update", "修改" }, { "unchanged", "未变" },
	{ "refused", "不导入" }, { NULL, NULL } };
static const field_code *const action_codes = action_names;

struct import_input {
	str kind;
	i64 file, plan, certificate, year;
};
#define S struct import_input
FIELD_TABLE(import_input_fields, "ImportInput", S,
    FIELD_STR(S, kind, .title = "导入内容", .required = true, .codes = &kind_codes),
    FIELD_ID(S, file, .title = "文件", .required = true, .note = "先以用途 workbook 上传"),
    FIELD_ID(S, plan, .title = "考试计划"), FIELD_ID(S, certificate, .title = "证书"),
    FIELD_INT(S, year, .title = "年度", .min = 2019, .max = 2099));
#undef S

struct import_token_input {
	str token;
};
FIELD_TABLE(import_token_fields, "ImportConfirm", struct import_token_input,
    FIELD_STR(struct import_token_input, token, .title = "检查凭据", .required = true, .max = 64,
	.note = "检查完成后随批次给出"));

struct import_query {
	PAGE_ASK;
	str kind, state;
};
#define S struct import_query
FIELD_TABLE(import_query_fields, "ImportQuery", S, PAGE_ASKED(S, import_batch_list),
    FIELD_STR(S, kind, .title = "导入内容", .codes = &kind_codes),
    FIELD_STR(S, state, .title = "状态", .codes = &import_machine.state));
#undef S

struct fault_query {
	PAGE_ASK;
	str severity, column, code;
};
#define S struct fault_query
FIELD_TABLE(fault_query_fields, "ImportFaultQuery", S, PAGE_ASKED(S, import_fault_list),
    FIELD_STR(S, severity, .title = "程度", .codes = &severity_codes), FIELD_STR(S, column, .title = "列", .max = 60),
    FIELD_STR(S, code, .title = "问题的类别", .max = 40));
#undef S

struct row_query {
	PAGE_ASK;
	str action;
};
FIELD_TABLE(row_query_fields, "ImportRowQuery", struct row_query, PAGE_ASKED(struct row_query, import_row_list),
    FIELD_STR(struct row_query, action, .title = "将要做什么", .codes = &action_codes));

#define S struct import_batch_list
FIELD_TABLE(import_item, "ImportItem", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, kind, .title = "导入内容", .codes = &kind_codes), FIELD_STR(S, file_name, .title = "文件名"),
    FIELD_STR(S, state, .title = "状态", .codes = &import_machine.state), FIELD_INT(S, total, .title = "总行数"),
    FIELD_INT(S, accepted, .title = "可导入"), FIELD_INT(S, unchanged, .title = "未变"),
    FIELD_INT(S, refused, .title = "有错误"), FIELD_INT(S, faults, .title = "问题数"),
    FIELD_STR(S, error, .title = "失败原因", .maybe = true), FIELD_STR(S, account, .title = "上传人"),
    FIELD_TIME(S, created_at, .title = "上传时间"), FIELD_TIME(S, confirmed_at, .title = "导入时间", .maybe = true));
#undef S

struct import_view {
	struct import_batch_get b;
	str title, state_title, token;
	i64 job;
	list actions;
};
#define S struct import_view
FIELD_TABLE(import_answer, "Import", S, FIELD_AS(F_ID, i64, S, b.id, "id", .title = "编号"),
    FIELD_AS(F_STR, str, S, b.kind, "kind", .title = "导入内容", .codes = &kind_codes),
    FIELD_STR(S, title, .title = "导入内容"),
    FIELD_AS(F_STR, str, S, b.state, "state", .title = "状态", .codes = &import_machine.state),
    FIELD_STR(S, state_title, .title = "状态"), FIELD_ID(S, job, .title = "状态所出的任务", .maybe = true),
    FIELD_AS(F_ID, i64, S, b.file_id, "file", .title = "文件"),
    FIELD_AS(F_STR, str, S, b.file_name, "file_name", .title = "文件名"),
    FIELD_AS(F_ID, i64, S, b.marked_file_id, "marked_file", .title = "标出问题的文件", .maybe = true),
    FIELD_AS(F_ID, i64, S, b.plan_id, "plan", .title = "考试计划", .maybe = true),
    FIELD_AS(F_ID, i64, S, b.certificate_id, "certificate", .title = "证书", .maybe = true),
    FIELD_AS(F_INT, i64, S, b.year, "year", .title = "年度", .note = "0：与年度无关"),
    FIELD_AS(F_INT, i64, S, b.total, "total", .title = "总行数"),
    FIELD_AS(F_INT, i64, S, b.accepted, "accepted", .title = "可导入"),
    FIELD_AS(F_INT, i64, S, b.unchanged, "unchanged", .title = "未变"),
    FIELD_AS(F_INT, i64, S, b.refused, "refused", .title = "有错误"),
    FIELD_AS(F_INT, i64, S, b.faults, "faults", .title = "问题数"),
    FIELD_AS(F_STR, str, S, b.error_text, "error", .title = "失败原因", .maybe = true),
    FIELD_STR(S, token, .title = "检查凭据", .maybe = true, .note = "有行可导入时，确认导入须带上"),
    FIELD_AS(F_TIME, i64, S, b.expires_at, "expires_at", .title = "检查结果有效期", .maybe = true),
    FIELD_AS(F_TIME, i64, S, b.confirmed_at, "confirmed_at", .title = "导入时间", .maybe = true),
    FIELD_AS(F_TIME, i64, S, b.undone_at, "undone_at", .title = "撤销时间", .maybe = true),
    FIELD_AS(F_TIME, i64, S, b.created_at, "created_at", .title = "上传时间"),
    FIELD_LIST(S, actions, action_answer, .title = "可执行的操作"));
#undef S

#define S struct import_fault_list
FIELD_TABLE(fault_item, "ImportFault", S, FIELD_INT(S, seq, .title = "序号"), FIELD_STR(S, sheet, .title = "工作表"),
    FIELD_INT(S, row, .title = "行"), FIELD_STR(S, column, .title = "列"), FIELD_STR(S, cell, .title = "单元格"),
    FIELD_STR(S, severity, .title = "程度", .codes = &severity_codes), FIELD_STR(S, code, .title = "问题的类别"),
    FIELD_STR(S, value, .title = "原值", .note = "不可见字符已显示为记号"), FIELD_STR(S, detail, .title = "说明"),
    FIELD_STR(S, fix, .title = "建议改为"));
#undef S

#define S struct import_fault_groups
FIELD_TABLE(fault_group_item, "ImportFaultGroup", S, FIELD_STR(S, column, .title = "列"),
    FIELD_STR(S, code, .title = "问题的类别"), FIELD_STR(S, severity, .title = "程度", .codes = &severity_codes),
    FIELD_INT(S, count, .title = "个数"), FIELD_INT(S, first_row, .title = "最先出现的行"),
    FIELD_STR(S, example, .title = "第一个的说明"));
#undef S

#define S struct import_row_list
FIELD_TABLE(row_item, "ImportRow", S, FIELD_INT(S, row, .title = "行"),
    FIELD_STR(S, action, .title = "将要做什么", .codes = &action_codes),
    FIELD_STR(S, name, .title = "姓名", .maybe = true),
    FIELD_STR(S, document_mask, .title = "证件号码", .maybe = true),
    FIELD_ID(S, subject, .title = "对应的已有记录", .maybe = true));
#undef S

static const struct import_row *
kind_of(str name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (str_eq(name, str_of(kinds[i].name)))
			return &kinds[i];
	return NULL;
}

static i64
queue(request *r, const char *kind, const struct import_batch_get *b)
{
	return job_insert(r->db, &(struct job_insert_in){ .kind = str_of(kind),
				     .organisation_id = r->who.organisation,
				     .account_id = r->who.account,
				     .file_id = b->file_id,
				     .plan_id = b->plan_id,
				     .certificate_id = b->certificate_id,
				     .subject_id = b->id,
				     .params = STR("{}") });
}

static error_code
import_create(request *r)
{
	const struct import_input *in = r->in;
	const struct import_row *k = kind_of(in->kind);
	struct import_batch_get b = { .file_id = in->file, .plan_id = in->plan, .certificate_id = in->certificate };
	struct certificate_get c;
	struct import_file f;
	struct plan_get p;
	scope sc;
	error_code e = policy_gate(k->perm, &r->who, &sc);

	if (e != E_OK)
		return e;
	if (!import_file(r->db, in->file, r->who.organisation, &f))
		faults_at(&r->faults, "/file", "文件不存在或没有传完，请重新上传");
	if (k->needs.plan && in->plan == 0)
		faults_at(&r->faults, "/plan", "请选择考试计划");
	else if (in->plan && (!plan_get(r->db, in->plan, &p) || p.published_at == 0))
		faults_at(&r->faults, "/plan", "没有这个考试计划");
	if (k->needs.certificate && in->certificate == 0)
		faults_at(&r->faults, "/certificate", "请选择证书");
	else if (in->certificate && !certificate_get(r->db, in->certificate, &c))
		faults_at(&r->faults, "/certificate", "没有这个证书");
	if (k->needs.year && in->year == 0)
		faults_at(&r->faults, "/year", "请填写年度");
	if (r->faults.errors)
		return E_INVALID;
	b.id = import_batch_insert(r->db, &(struct import_batch_insert_in){ .kind = in->kind,
					      .organisation_id = r->who.organisation,
					      .school_id = r->who.role == ROLE_SCHOOL ? r->who.organisation : 0,
					      .evaluator_id = r->who.role == ROLE_EVALUATOR ? r->who.organisation : 0,
					      .province = r->who.province,
					      .account_id = r->who.account,
					      .file_id = in->file,
					      .file_sha256 = f.sha256,
					      .plan_id = in->plan,
					      .certificate_id = in->certificate,
					      .year = in->year });
	r->audit_subject = b.id;
	return answer_job(r, queue(r, "import_check", &b), b.id);
}

/* The batch when it is this organisation's and of a kind that this person may import. */
static error_code
own_batch(request *r, struct import_batch_get *b, bool edit)
{
	scope sc;

	if (!import_batch_get(r->db, r->id[0], b) || b->organisation_id != r->who.organisation)
		return E_NOT_FOUND;
	return edit ? policy_gate(kind_of(b->kind)->perm, &r->who, &sc) : E_OK;
}

/* The job that the batch's state comes from, for its progress. */
static i64
job_of(request *r, const struct import_batch_get *b)
{
	bool undo = str_is(b->state, "undoing") || str_is(b->state, "undone");
	bool confirm = str_is(b->state, "confirming") || str_is(b->state, "confirmed");
	struct job_for_subject job;

	return job_for_subject(r->db,
		   undo	     ? STR("import_undo")
		   : confirm ? STR("import_confirm")
			     : STR("import_check"),
		   b->id, &job)
		   ? job.id
		   : 0;
}

static error_code
import_show(request *r)
{
	struct import_view v = { 0 };
	error_code e = own_batch(r, &v.b, false);

	if (e != E_OK)
		return e;
	v.title = str_of(kind_of(v.b.kind)->title);
	v.state_title = str_of(machine_state_title(&import_machine, v.b.state));
	v.job = job_of(r, &v.b);
	if (str_is(v.b.state, "checked") && v.b.accepted)
		v.token = import_token(r->a, r->w->ring, v.b.id, v.b.total, v.b.accepted);
	v.actions = fire_possible(r, &import_machine, v.b.state);
	ANSWER(r, import_answer, &v);
	return E_OK;
}

static error_code
import_index(request *r)
{
	const struct import_query *q = r->q;
	struct import_batch_list *v;
	size_t n = import_batch_list(r->db,
	    &(struct import_batch_list_in){ .organisation_id = r->who.organisation,
		.kind = q->kind,
		.state = q->state,
		.page = page_of(r, &q->ask, &import_batch_list_page) },
	    &v);

	PAGE(r, &q->ask, import_batch_list, import_item, v, n);
	return E_OK;
}

static error_code
import_fault_index(request *r)
{
	const struct fault_query *q = r->q;
	struct import_batch_get b;
	struct import_fault_list *v;
	error_code e = own_batch(r, &b, false);
	size_t n;

	if (e != E_OK)
		return e;
	n = import_fault_list(r->db,
	    &(struct import_fault_list_in){ .batch = b.id,
		.severity = q->severity,
		.column = q->column,
		.code = q->code,
		.page = page_of(r, &q->ask, &import_fault_list_page) },
	    &v);
	PAGE(r, &q->ask, import_fault_list, fault_item, v, n);
	return E_OK;
}

static error_code
import_fault_group_index(request *r)
{
	struct import_batch_get b;
	struct import_fault_groups *v;
	error_code e = own_batch(r, &b, false);

	if (e != E_OK)
		return e;
	size_t n = import_fault_groups(r->db, b.id, &v);
	ANSWER_ALL(r, fault_group_item, v, n);
	return E_OK;
}

static error_code
import_row_index(request *r)
{
	const struct row_query *q = r->q;
	struct import_batch_get b;
	struct import_row_list *v;
	error_code e = own_batch(r, &b, false);
	size_t n;

	if (e != E_OK)
		return e;
	n = import_row_list(r->db,
	    &(struct import_row_list_in){
		.batch = b.id, .action = q->action, .page = page_of(r, &q->ask, &import_row_list_page) },
	    &v);
	PAGE(r, &q->ask, import_row_list, row_item, v, n);
	return E_OK;
}

static error_code
import_confirm_batch(request *r)
{
	const struct import_token_input *in = r->in;
	struct import_batch_get b;
	str to;
	error_code e = own_batch(r, &b, true);

	if (e != E_OK || (e = fire(r, &import_machine, b.state, "confirm", &to)) != E_OK)
		return e;
	if (b.expires_at <= b.now)
		return request_refuse(r, E_STATE, "检查结果已过期，请重新上传检查");
	if (b.accepted == 0)
		return request_refuse(r, E_STATE, "没有需要导入的行：%s",
		    b.unchanged && b.refused == 0 ? "全部与现有内容相同" : "请先改正表格中的问题");
	if (!str_eq(in->token, import_token(r->a, r->w->ring, b.id, b.total, b.accepted))) {
		faults_at(&r->faults, "/token", "检查凭据不对，请刷新后再确认");
		return E_INVALID;
	}
	if (import_confirm(r->db, r->who.account, b.id, r->who.organisation, import_token_hash(r->a, in->token)) == 0)
		return E_CONFLICT;
	r->audit_subject = b.id;
	return answer_job(r, queue(r, "import_confirm", &b), b.id);
}

static error_code
import_undo_batch(request *r)
{
	struct import_batch_get b;
	str to;
	error_code e = own_batch(r, &b, true);

	if (e != E_OK || (e = fire(r, &import_machine, b.state, "undo", &to)) != E_OK)
		return e;
	if (import_undo(r->db, b.id, r->who.organisation) == 0)
		return E_CONFLICT;
	r->audit_subject = b.id;
	return answer_job(r, queue(r, "import_undo", &b), b.id);
}

/* The file of the present version, or the job that makes it: one of the organisation's own, which it may look at. */
static error_code
template_show(request *r)
{
	const struct import_row *k = kind_of(r->text[0]);
	struct import_template_get t = { .version = 0 };
	bool there;
	i64 job;

	if (k == NULL)
		return E_NOT_FOUND;
	there = import_template_get(r->db, r->text[0], r->who.organisation, &t) && t.version == k->version;
	if (there && t.file_id) {
		reply_file(r, t.file_id, t.name, t.media_type, t.size);
		return E_OK;
	}
	job = there && (str_is(t.job_state, "queued") || str_is(t.job_state, "running")) ? t.job_id : 0;
	if (job == 0) {
		job = job_insert(r->db, &(struct job_insert_in){ .kind = STR("template"),
					    .organisation_id = r->who.organisation,
					    .account_id = r->who.account,
					    .params = r->text[0] });
		import_template_queued(r->db, r->text[0], k->version, job);
	}
	return answer_job(r, job, 0);
}

ROUTES(import,
    ROUTE(POST, "/imports", import_create, FILE_UPLOAD, "上传表格并检查", .answer = &job_answer,
	.in = &import_input_fields, .write = true),
    ROUTE(GET, "/imports", import_index, JOB_VIEW, "导入批次", .query = &import_query_fields, .items = &import_item),
    ROUTE(GET, "/imports/{id}", import_show, JOB_VIEW, "查看导入批次", .answer = &import_answer),
    ROUTE(GET, "/imports/{id}/faults", import_fault_index, JOB_VIEW, "导入的问题", .query = &fault_query_fields,
	.items = &fault_item),
    ROUTE(GET, "/imports/{id}/fault-groups", import_fault_group_index, JOB_VIEW, "导入的问题归类",
	.items = &fault_group_item),
    ROUTE(GET, "/imports/{id}/rows", import_row_index, JOB_VIEW, "导入的行", .query = &row_query_fields,
	.items = &row_item),
    ROUTE(POST, "/imports/{id}/confirm", import_confirm_batch, FILE_UPLOAD, "确认导入", .answer = &job_answer,
	.in = &import_token_fields, .write = true),
    ROUTE(
	POST, "/imports/{id}/undo", import_undo_batch, FILE_UPLOAD, "撤销导入", .answer = &job_answer, .write = true),
    ROUTE(GET, "/templates/{kind}", template_show, FILE_VIEW, "下载导入模板", .answer = &job_answer,
	.out = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));
