/*
 * staff.c: exam staff 考评人员 of a school with an exam site (manual 二 4 工作人员信息录入), one by one; the workbook
 * is a kind of import. Document numbers are stored sealed and shown masked.
 */
#include "query/staff.h"
#include "api/routes.h"
#include "data/person.h"
#include "rules/candidate_fields.h"
#include "rules/checks.h"
#include "rules/document_number.h"
#include "rules/mask.h"
#include "web/page.h"

struct staff_in {
	str name, document_type, document_number, phone, kind;
	list certificates;
	i64 version;
};
FIELD_TABLE(staff_input, "StaffInput", struct staff_in,
    FIELD_STR(struct staff_in, name, .title = "姓名", .required = true, .max = 50, .check = check_person_name),
    FIELD_STR(struct staff_in, document_type, .title = "证件类型", .required = true, .options = document_types,
	.labels = document_titles),
    FIELD_STR(struct staff_in, document_number, .title = "证件号码", .required = true, .secret = true, .max = 40,
	.check = check_document_number),
    FIELD_STR(struct staff_in, phone, .title = "手机号", .secret = true, .max = 20, .check = check_phone_cn),
    FIELD_STR(struct staff_in, kind, .title = "类别", .required = true, .options = staff_kinds,
	.labels = staff_kind_titles),
    FIELD_IDS(struct staff_in, certificates, .title = "可考评证书", .max = 100),
    FIELD_INT(struct staff_in, version, .title = "版本", .note = "修改时必填：读到的版本号"));

struct staff_query {
	PAGE_ASK;
	str kind, q;
};
#define S struct staff_query
FIELD_TABLE(staff_query_fields, "StaffQuery", S, PAGE_ASKED(S, staff_list),
    FIELD_STR(S, kind, .title = "类别", .options = staff_kinds, .labels = staff_kind_titles),
    FIELD_STR(S, q, .title = "姓名包含", .max = 50));
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

/* The columns that come from the person's data; false when the number is not one of its type. */
static bool
fill(request *r, const struct staff_in *in, struct staff_insert_in *row)
{
	document_answer d = document_check(r->a, in->document_type, in->document_number, 0);

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
refuse_invigilating(request *r, i64 staff)
{
	struct staff_in_rooms room;

	if (staff_in_rooms(r->db, staff, &room))
		return request_refuse(r, E_STATE, "该人员已排入尚未结束的考场，请先由培训评价组织调整监考安排");
	return E_OK;
}

static error_code
staff_edit(request *r)
{
	const struct staff_in *in = r->in;
	struct staff_insert_in row = { 0 };
	struct staff_hold old;
	error_code e;

	if (!staff_hold(r->db, r->id[0], &r->sc, &old))
		return E_NOT_FOUND;
	if ((e = refuse_invigilating(r, old.id)) != E_OK)
		return e;
	if (!fill(r, in, &row))
		return E_INVALID;
	if (staff_update(r->db, &(struct staff_update_in){ .kind = row.kind,
				    .name = row.name,
				    .document_type = row.document_type,
				    .document_sealed = row.document_sealed,
				    .document_index = row.document_index,
				    .document_mask = row.document_mask,
				    .phone_sealed = row.phone_sealed,
				    .phone_mask = row.phone_mask,
				    .id = old.id,
				    .version = in->version,
				    .sc = r->sc }) == 0)
		return E_CONFLICT;
	staff_certificates_delete(r->db, old.id);
	put_certificates(r, old.id, in);
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
	if ((e = refuse_invigilating(r, old.id)) != E_OK)
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
	str q_like = like_part(r->a, q->q);
	struct staff_list *own;
	struct staff_of_evaluator *theirs;
	size_t n;

	if (r->who.role == ROLE_EVALUATOR) {
		n = staff_of_evaluator(r->db,
		    &(struct staff_of_evaluator_in){
			.evaluator_id = r->who.organisation, .kind = q->kind, .q_like = q_like, .page = page },
		    &theirs);
		own = (struct staff_list *)theirs;
	} else {
		n = staff_list(r->db,
		    &(struct staff_list_in){ .kind = q->kind, .q_like = q_like, .page = page, .sc = r->sc }, &own);
	}
	PAGE(r, &q->ask, staff_list, staff_item, own, n);
	return E_OK;
}

ROUTES(staff,
    ROUTE(GET, "/staff", staff_index, STAFF_VIEW, "考评人员列表", .query = &staff_query_fields, .items = &staff_item),
    ROUTE(POST, "/staff", staff_create, STAFF_EDIT, "录入考评人员", .in = &staff_input, .answer = &created_answer,
	.write = true),
    ROUTE(PUT, "/staff/{id}", staff_edit, STAFF_EDIT, "修改考评人员", .in = &staff_input, .write = true),
    ROUTE(DELETE, "/staff/{id}", staff_delete, STAFF_EDIT, "删除考评人员", .write = true));
