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

static const char *const kind_names[] = {
#define IMPORT_ROW(kind, label, number, allowed, ...) #kind,
#include "rules/import_table.h"
#undef IMPORT_ROW
	NULL
};

struct import_input {
	str kind;
	i64 file, plan, certificate, year;
};
#define S struct import_input
FIELD_TABLE(import_input_fields, "ImportInput", S,
    FIELD_STR(S, kind, .title = "导入内容", .required = true, .options = kind_names),
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
	PAGE_MEMBERS;
	str kind;
};
FIELD_TABLE(import_query_fields, "ImportQuery", struct import_query, PAGE_FIELDS(struct import_query),
    FIELD_STR(struct import_query, kind, .title = "导入内容", .options = kind_names));

struct import_part_query {
	i64 after, limit;
};
FIELD_TABLE(import_part_query_fields, "ImportPartQuery", struct import_part_query,
    FIELD_INT(struct import_part_query, after, .title = "从此序号之后", .min = 0, .max = 10000000),
    FIELD_INT(struct import_part_query, limit, .title = "每页条数", .min = 1, .max = PAGE_MOST));

struct template_input {
	str kind;
};
FIELD_TABLE(template_input_fields, "TemplateInput", struct template_input,
    FIELD_STR(struct template_input, kind, .title = "导入内容", .required = true, .options = kind_names));

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
	struct import_batch_get b;
	json *j = &r->out;
	error_code e = own_batch(r, &b, false);

	if (e != E_OK)
		return e;
	jw_open(j);
	jw_kid(j, "id", b.id);
	jw_kstr(j, "kind", b.kind);
	jw_kstr(j, "title", str_of(kind_of(b.kind)->title));
	jw_kstr(j, "state", b.state);
	jw_kstr(j, "state_title", str_of(machine_state_title(&import_machine, b.state)));
	jw_kid(j, "job", job_of(r, &b));
	jw_kid(j, "file", b.file_id);
	jw_kstr(j, "file_name", b.file_name);
	jw_kid(j, "marked_file", b.marked_file_id);
	jw_kid(j, "plan", b.plan_id);
	jw_kid(j, "certificate", b.certificate_id);
	jw_ki64(j, "year", b.year);
	jw_ki64(j, "total", b.total);
	jw_ki64(j, "accepted", b.accepted);
	jw_ki64(j, "unchanged", b.unchanged);
	jw_ki64(j, "refused", b.refused);
	jw_ki64(j, "faults", b.faults);
	jw_kstr(j, "error", b.error_text);
	if (str_is(b.state, "checked") && b.accepted)
		jw_kstr(j, "token", import_token(r->a, r->w->ring, b.id, b.total, b.accepted));
	jw_ktime(j, "expires_at", b.expires_at);
	jw_ktime(j, "confirmed_at", b.confirmed_at);
	jw_ktime(j, "undone_at", b.undone_at);
	jw_ktime(j, "created_at", b.created_at);
	fire_actions(r, &import_machine, b.state);
	jw_close(j);
	return E_OK;
}

static void
import_item(json *j, const void *row)
{
	const struct import_batch_list *v = row;

	jw_open(j);
	jw_kid(j, "id", v->id);
	jw_kstr(j, "kind", v->kind);
	jw_kstr(j, "file_name", v->file_name);
	jw_kstr(j, "state", v->state);
	jw_ki64(j, "total", v->total);
	jw_ki64(j, "accepted", v->accepted);
	jw_ki64(j, "unchanged", v->unchanged);
	jw_ki64(j, "refused", v->refused);
	jw_ki64(j, "faults", v->faults);
	jw_kstr(j, "error", v->error_text);
	jw_kstr(j, "account", v->person);
	jw_ktime(j, "created_at", v->created_at);
	jw_ktime(j, "confirmed_at", v->confirmed_at);
	jw_close(j);
}

static error_code
import_index(request *r)
{
	const struct import_query *q = r->q;
	struct import_batch_list *v;
	size_t n =
	    import_batch_list(r->db, r->who.organisation, q->kind, page_before(q->after), page_rows(q->limit), &v);

	page_write(r, v, n, sizeof *v, q->limit, import_item);
	return E_OK;
}

static void
fault_item(json *j, const void *row)
{
	const struct import_fault_list *v = row;

	jw_open(j);
	jw_ki64(j, "seq", v->seq);
	jw_kstr(j, "sheet", v->sheet);
	jw_ki64(j, "row", v->row);
	jw_kstr(j, "column", v->column_name);
	jw_kstr(j, "cell", v->cell);
	jw_kstr(j, "severity", v->severity);
	jw_kstr(j, "value", v->cell_value);
	jw_kstr(j, "detail", v->message);
	jw_kstr(j, "fix", v->fix);
	jw_close(j);
}

static error_code
import_fault_index(request *r)
{
	const struct import_part_query *q = r->q;
	struct import_batch_get b;
	struct import_fault_list *v;
	error_code e = own_batch(r, &b, false);
	size_t n;

	if (e != E_OK)
		return e;
	n = import_fault_list(r->db, b.id, q->after, page_rows(q->limit), &v);
	page_write(r, v, n, sizeof *v, q->limit, fault_item);
	return E_OK;
}

static void
row_item(json *j, const void *row)
{
	const struct import_row_list *v = row;

	jw_open(j);
	jw_ki64(j, "row", v->row);
	jw_kstr(j, "action", v->action);
	jw_kstr(j, "name", v->name);
	jw_kstr(j, "document_mask", v->document_mask);
	jw_kid(j, "subject", v->subject_id);
	jw_close(j);
}

static error_code
import_row_index(request *r)
{
	const struct import_part_query *q = r->q;
	struct import_batch_get b;
	struct import_row_list *v;
	error_code e = own_batch(r, &b, false);
	size_t n;

	if (e != E_OK)
		return e;
	n = import_row_list(r->db, b.id, q->after, page_rows(q->limit), &v);
	page_write(r, v, n, sizeof *v, q->limit, row_item);
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

/* The file of the present version, or the job that makes it. */
static error_code
answer_template(request *r, str kind, bool send)
{
	const struct import_row *k = kind_of(kind);
	struct import_template_get t = { .version = 0 };
	bool there;
	i64 job;

	if (k == NULL)
		return E_NOT_FOUND;
	there = import_template_get(r->db, kind, &t) && t.version == k->version;
	if (there && t.file_id && send) {
		reply_file(r, t.file_id, t.name, t.media_type, t.size);
		return E_OK;
	}
	job = there && !t.file_id && (str_is(t.job_state, "queued") || str_is(t.job_state, "running")) ? t.job_id : 0;
	if (there && t.file_id)
		job = t.job_id;
	if (job == 0) {
		job = job_insert(r->db, &(struct job_insert_in){ .kind = STR("template"),
					    .organisation_id = r->who.organisation,
					    .account_id = r->who.account,
					    .params = kind });
		import_template_queued(r->db, kind, k->version, job);
	}
	r->status = 202;
	jw_open(&r->out);
	jw_kid(&r->out, "job", job);
	jw_kid(&r->out, "file", there ? t.file_id : 0);
	jw_close(&r->out);
	return E_OK;
}

static error_code
template_show(request *r)
{
	return answer_template(r, r->text[0], true);
}

static error_code
template_make(request *r)
{
	const struct template_input *in = r->in;

	return answer_template(r, in->kind, false);
}

ROUTES(import,
    ROUTE(POST, "/imports", import_create, FILE_UPLOAD, "上传表格并检查", .answer = &job_answer,
	.in = &import_input_fields, .write = true),
    ROUTE(GET, "/imports", import_index, JOB_VIEW, "导入批次", .query = &import_query_fields),
    ROUTE(GET, "/imports/{id}", import_show, JOB_VIEW, "查看导入批次"),
    ROUTE(
	GET, "/imports/{id}/faults", import_fault_index, JOB_VIEW, "导入的问题", .query = &import_part_query_fields),
    ROUTE(GET, "/imports/{id}/rows", import_row_index, JOB_VIEW, "导入的行", .query = &import_part_query_fields),
    ROUTE(POST, "/imports/{id}/confirm", import_confirm_batch, FILE_UPLOAD, "确认导入", .answer = &job_answer,
	.in = &import_token_fields, .write = true),
    ROUTE(
	POST, "/imports/{id}/undo", import_undo_batch, FILE_UPLOAD, "撤销导入", .answer = &job_answer, .write = true),
    ROUTE(POST, "/imports/templates", template_make, FILE_VIEW, "生成导入模板", .in = &template_input_fields,
	.write = true),
    ROUTE(GET, "/templates/{kind}", template_show, FILE_VIEW, "下载导入模板",
	.out = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));
