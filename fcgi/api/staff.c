/*
 * staff.c: exam staff 考评人员 of a school with an exam site (manual 二 4 工作人员信息录入), one by one; the workbook
 * is a kind of import. Document numbers are stored sealed and shown masked.
 */
#include "query/staff.h"
#include "api/routes.h"
#include "base/clock.h"
#include "data/person.h"
#include "rules/candidate_fields.h"
#include "rules/checks.h"
#include "rules/document_number.h"
#include "rules/mask.h"
#include "web/page.h"

/* A person as the form sends it. When editing, absent number and phone stay as they are: the form shows masks. */
struct staff_in {
	str name, document_type, document_number, phone, kind;
	list certificates;
	i64 version;
	bool clear_phone;
};
FIELD_TABLE(staff_input, "StaffInput", struct staff_in,
    FIELD_STR(struct staff_in, name, .title = "姓名", .required = true, .max = 50, .check = check_person_name),
    FIELD_STR(struct staff_in, document_type, .title = "证件类型", .required = true, .options = document_types,
	.labels = document_titles),
    FIELD_STR(struct staff_in, document_number, .title = "证件号码", .secret = true, .max = 40,
	.check = check_document_number),
    FIELD_STR(struct staff_in, phone, .title = "手机号", .secret = true, .max = 20, .check = check_phone_cn),
    FIELD_STR(struct staff_in, kind, .title = "类别", .required = true, .options = staff_kinds,
	.labels = staff_kind_titles),
    FIELD_IDS(struct staff_in, certificates, .title = "可考评证书", .max = 100),
    FIELD_INT(struct staff_in, version, .title = "版本", .note = "修改时必填：读到的版本号"),
    FIELD_BOOL(struct staff_in, clear_phone, .title = "删除手机号"));

struct staff_query {
	PAGE_ASK;
	str kind, q, school;
	i64 certificate;
};
#define S struct staff_query
FIELD_TABLE(staff_query_fields, "StaffQuery", S, PAGE_ASKED(S, staff_list),
    FIELD_STR(S, kind, .title = "类别", .options = staff_kinds, .labels = staff_kind_titles),
    FIELD_STR(S, q, .title = "姓名包含", .max = 50), FIELD_STR(S, school, .title = "学校名称包含", .max = 50),
    FIELD_ID(S, certificate, .title = "可考评证书"));
#undef S

#define S struct staff_list
FIELD_TABLE(staff_item, "Staff", S, FIELD_ID(S, id, .title = "编号"), FIELD_STR(S, school, .title = "学校"),
    FIELD_STR(S, kind, .title = "类别", .options = staff_kinds, .labels = staff_kind_titles),
    FIELD_STR(S, name, .title = "姓名"),
    FIELD_STR(S, document_type, .title = "证件类型", .options = document_types, .labels = document_titles),
    FIELD_STR(S, document, .title = "证件号码"), FIELD_STR(S, phone, .title = "手机号"),
    FIELD_STR(S, certificates, .title = "可考评证书", .maybe = true), FIELD_INT(S, version, .title = "版本"));
#undef S
_Static_assert(sizeof(struct staff_list) == sizeof(struct staff_of_evaluator), "both lists have the same columns");

#define S struct staff_certificates
FIELD_TABLE(staff_certificate_item, "StaffCertificate", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_STR(S, name, .title = "证书名称"));
#undef S

#define S struct staff_watches
FIELD_TABLE(staff_watch_item, "StaffWatch", S, FIELD_ID(S, plan, .title = "考试计划"),
    FIELD_STR(S, plan_name, .title = "计划名称"), FIELD_STR(S, session, .title = "场次"),
    FIELD_TIME(S, starts, .title = "开始时间"), FIELD_TIME(S, ends, .title = "结束时间"),
    FIELD_STR(S, room_number, .title = "考场号"), FIELD_STR(S, room, .title = "考场"));
#undef S

struct staff_view {
	struct staff_get s;
	list certificates, watches;
};
#define S struct staff_view
FIELD_TABLE(staff_answer, "StaffView", S, FIELD_AS(F_ID, i64, S, s.id, "id", .title = "编号"),
    FIELD_AS(F_STR, str, S, s.kind, "kind", .title = "类别", .options = staff_kinds, .labels = staff_kind_titles),
    FIELD_AS(F_STR, str, S, s.name, "name", .title = "姓名"),
    FIELD_AS(F_STR, str, S, s.document_type, "document_type", .title = "证件类型", .options = document_types,
	.labels = document_titles),
    FIELD_AS(F_STR, str, S, s.document_mask, "document", .title = "证件号码"),
    FIELD_AS(F_STR, str, S, s.phone_mask, "phone", .title = "手机号"),
    FIELD_LIST(S, certificates, staff_certificate_item, .title = "可考评证书"),
    FIELD_LIST(S, watches, staff_watch_item, .title = "尚未结束的监考"),
    FIELD_AS(F_INT, i64, S, s.version, "version", .title = "版本"));
#undef S

/* The columns that come from the person's data; false when the number is not one of its type. */
static bool
fill(request *r, const struct staff_in *in, struct staff_insert_in *row)
{
	document_answer d;

	if (in->document_number.p == NULL) {
		faults_at(&r->faults, "/document_number", "请填写证件号码");
		return false;
	}
	d = document_check(r->a, in->document_type, in->document_number, (document_day){ 0 });
	if (!d.ok) {
		faults_at(&r->faults, "/document_number", d.error.p);
		return false;
	}
	row->kind = in->kind;
	row->name = in->name;
	row->document_type = in->document_type;
	row->document_index = person_document_index(r->a, r->w->ring, in->document_type, d.value);
	row->document_sealed = person_seal(r->a, r->w->ring, PERSON_STAFF_DOCUMENT, row->document_index, d.value);
	row->document_mask = mask_document(r->a, d.value);
	row->phone_sealed = person_seal(r->a, r->w->ring, PERSON_STAFF_PHONE, row->document_index, in->phone);
	row->phone_mask = in->phone.p ? mask_phone(r->a, in->phone) : STR("");
	return true;
}

static void
put_certificates(request *r, i64 staff, const struct staff_in *in)
{
	const i64 *v = in->certificates.v;
	struct staff_certificate_known known;

	for (size_t i = 0; i < in->certificates.n; i++)
		if (!staff_certificate_known(r->db, v[i], &known) ||
		    staff_certificate_insert(r->db, staff, v[i]) == 0)
			faults_at(&r->faults, str_f(r->a, "/certificates/%zu", i).p, "没有这个证书，或重复");
}

static error_code
staff_create(request *r)
{
	const struct staff_in *in = r->in;
	struct staff_insert_in row = { .school_id = r->who.organisation, .province = r->who.province };
	i64 id;

	if (!fill(r, in, &row))
		return E_INVALID;
	id = staff_insert(r->db, &row);
	if (id == 0)
		return request_refuse(r, E_EXISTS, "该人员已以同一类别录入");
	put_certificates(r, id, in);
	answer_created(r, id);
	return request_checked(r);
}

/* The person is held already: a schedule that is being published at this moment holds him, too. */
static error_code
refuse_watching(request *r, i64 staff, const char *what)
{
	struct staff_watches *v;
	char text[CLOCK_TEXT];

	if (staff_watches(r->db, staff, &v) == 0)
		return E_OK;
	clock_shanghai(v[0].starts, text);
	return request_refuse(r, E_STATE,
	    "该人员已排入“%.*s”%s 的考场 %.*s 监考，不能%s；请先由培训评价组织调整监考安排", STR_ARG(v[0].plan_name),
	    text, STR_ARG(v[0].room_number), what);
}

static error_code
staff_edit(request *r)
{
	struct staff_in in = *(const struct staff_in *)r->in;
	struct staff_insert_in row = { 0 };
	struct staff_hold held;
	struct staff_get old;
	error_code e;

	if (!staff_hold(r->db, r->id[0], &r->sc, &held) || !staff_get(r->db, held.id, &r->sc, &old))
		return E_NOT_FOUND;
	if (in.document_number.p == NULL)
		in.document_number =
		    person_open(r->a, r->w->ring, PERSON_STAFF_DOCUMENT, old.document_index, old.document_sealed);
	if (in.phone.p == NULL && !in.clear_phone)
		in.phone = person_open(r->a, r->w->ring, PERSON_STAFF_PHONE, old.document_index, old.phone_sealed);
	if (!fill(r, &in, &row))
		return E_INVALID;
	/* Phone and certificates may change while he watches; who he is stands on papers already. */
	if ((!str_eq(in.name, old.name) || !str_eq(in.kind, old.kind) ||
		!str_eq(row.document_index, old.document_index)) &&
	    (e = refuse_watching(r, old.id, "修改姓名、证件和类别")) != E_OK)
		return e;
	if (staff_update(r->db, &(struct staff_update_in){ .kind = row.kind,
				    .name = row.name,
				    .document_type = row.document_type,
				    .document_sealed = row.document_sealed,
				    .document_index = row.document_index,
				    .document_mask = row.document_mask,
				    .phone_sealed = row.phone_sealed,
				    .phone_mask = row.phone_mask,
				    .id = old.id,
				    .version = in.version,
				    .sc = r->sc }) == 0)
		return E_CONFLICT;
	staff_certificates_delete(r->db, old.id);
	put_certificates(r, old.id, &in);
	r->status = 204;
	return request_checked(r);
}

static error_code
staff_delete(request *r)
{
	struct staff_hold old;
	error_code e;

	if (!staff_hold(r->db, r->id[0], &r->sc, &old))
		return E_NOT_FOUND;
	if ((e = refuse_watching(r, old.id, "删除")) != E_OK)
		return e;
	staff_remove(r->db, old.id, &r->sc);
	r->status = 204;
	return E_OK;
}

/* An evaluation organisation sees the staff of its sites, a school its own. */
static error_code
staff_index(request *r)
{
	const struct staff_query *q = r->q;
	list_page page = page_of(r, &q->ask, &staff_list_page);
	str q_like = like_part(r->a, q->q), school_like = like_part(r->a, q->school);
	struct staff_list *own;
	struct staff_of_evaluator *theirs;
	size_t n;

	if (r->who.role == ROLE_EVALUATOR) {
		n = staff_of_evaluator(r->db,
		    &(struct staff_of_evaluator_in){ .evaluator_id = r->who.organisation,
			.kind = q->kind,
			.q_like = q_like,
			.school_like = school_like,
			.certificate_id = q->certificate,
			.page = page },
		    &theirs);
		own = (struct staff_list *)theirs;
	} else {
		n = staff_list(r->db,
		    &(struct staff_list_in){ .kind = q->kind,
			.q_like = q_like,
			.school_like = school_like,
			.certificate_id = q->certificate,
			.page = page,
			.sc = r->sc },
		    &own);
	}
	PAGE(r, &q->ask, staff_list, staff_item, own, n);
	return E_OK;
}

static error_code
staff_show(request *r)
{
	struct staff_certificates *c;
	struct staff_watches *w;
	struct staff_view v;

	if (!staff_get(r->db, r->id[0], &r->sc, &v.s))
		return E_NOT_FOUND;
	v.certificates.n = staff_certificates(r->db, v.s.id, &c);
	v.certificates.v = c;
	v.watches.n = staff_watches(r->db, v.s.id, &w);
	v.watches.v = w;
	ANSWER(r, staff_answer, &v);
	return E_OK;
}

ROUTES(staff,
    ROUTE(GET, "/staff", staff_index, STAFF_VIEW, "考评人员列表", .query = &staff_query_fields, .items = &staff_item),
    ROUTE(POST, "/staff", staff_create, STAFF_EDIT, "录入考评人员", .in = &staff_input, .answer = &created_answer,
	.write = true),
    ROUTE(GET, "/staff/{id}", staff_show, STAFF_EDIT, "考评人员", .answer = &staff_answer),
    ROUTE(PUT, "/staff/{id}", staff_edit, STAFF_EDIT, "修改考评人员", .in = &staff_input, .write = true),
    ROUTE(DELETE, "/staff/{id}", staff_delete, STAFF_EDIT, "删除考评人员", .write = true));
