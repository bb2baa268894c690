/*
 * import_staff.c: exam staff 考评人员 from a workbook (manual 二 4). A person who is there already with the same kind
 * and name is left as is; the same document under another name is refused.
 */
#include "base/json.h"
#include "data/person.h"
#include "jobs/import.h"
#include "query/staff.h"
#include "rules/candidate_fields.h"
#include "rules/mask.h"

struct own {
	struct staff_certificate_named *certificate;
	size_t n;
};

static void
staff_start(import *m)
{
	struct own *o = ARENA_NEW(m->a, struct own);

	o->n = staff_certificate_named(m->j->db, &o->certificate);
	m->own = o;
}

static i64
certificate_of(const struct own *o, str name)
{
	for (size_t i = 0; i < o->n; i++)
		if (str_eq(o->certificate[i].name, name))
			return o->certificate[i].id;
	return 0;
}

/* The next name of a list separated by 、 ， , or ；. */
static bool
next_name(str *rest, str *name)
{
	static const char *const marks[] = { "、", "，", ",", "；", ";" };
	size_t at = 0;

	if (rest->n == 0)
		return false;
	for (; at < rest->n; at++) {
		for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
			if (str_starts(str_from(*rest, at), str_of(marks[k]))) {
				*name = str_trim(str_head(*rest, at));
				*rest = str_from(*rest, at + strlen(marks[k]));
				return true;
			}
		}
	}
	*name = str_trim(*rest);
	*rest = (str){ rest->p, 0 };
	return true;
}

/* Ids of the certificates named, "12,15"; a fault for each name that is none. */
static str
certificates(import *m, const struct staff_row *in, const field_place *place)
{
	buf ids = { .a = m->row };
	str rest = in->certificates, name;

	while (next_name(&rest, &name)) {
		i64 id = certificate_of(m->own, name);

		if (name.n == 0)
			continue;
		if (id == 0) {
			field_fault(m->row, &staff_fields.v[5], name, place[5],
			    str_f(m->row, "没有名为“%.*s”的证书，请填写证书全称，多个之间用顿号分隔", STR_ARG(name)),
			    &m->fs);
			continue;
		}
		if (ids.n)
			buf_char(&ids, ',');
		buf_i64(&ids, id);
	}
	return buf_view(&ids);
}

static void
staff_check_row(import *m, void *row, const field_place *place, struct import_row_put *out, str *key)
{
	struct staff_row *in = row;
	json j = jw_new(m->row);

	if (!staff_check(m->row, in, m->day, place, &m->fs))
		return;
	out->name = in->name;
	out->document_type = in->document_type;
	out->document_index = person_document_index(m->row, m->j->ring, in->document_type, in->document_number);
	out->document_sealed =
	    person_seal(m->row, m->j->ring, PERSON_STAFF_DOCUMENT, out->document_index, in->document_number);
	out->document_mask = mask_document(m->row, in->document_number);
	out->phone_sealed = person_seal(m->row, m->j->ring, PERSON_STAFF_PHONE, out->document_index, in->phone);
	jw_open(&j);
	jw_kstr(&j, "kind", in->kind);
	jw_kstr(&j, "phone_mask", in->phone.p ? mask_phone(m->row, in->phone) : STR(""));
	jw_kstr(&j, "certificates", certificates(m, in, place));
	jw_close(&j);
	out->payload = buf_view(&j.b);
	key[0] = str_join(m->row, out->document_index, in->kind);
}

static void
staff_check_all(import *m)
{
	struct staff_import_differs *v;
	size_t n;

	staff_import_known(m->j->db, m->batch.school_id, m->batch.id);
	n = staff_import_differs(m->j->db, m->batch.school_id, m->batch.id, &v);
	for (size_t i = 0; i < n; i++)
		import_fault(m, v[i].row, "name", FAULT_ERROR,
		    str_f(m->a, "同一证件号码已以姓名“%.*s”录入，请核对", STR_ARG(v[i].name)), STR(""));
}

static void
put_certificates(import *m, i64 staff, str ids)
{
	str one;
	i64 id;

	while (ids.n && str_cut(&ids, ',', &one))
		if (str_i64(one, &id))
			staff_certificate_insert(m->j->db, staff, id);
}

static error_code
staff_apply(import *m)
{
	struct staff_import_rows *v;
	size_t got;
	i64 after = 0, done = 0;

	do {
		got = staff_import_rows(m->j->db, m->batch.id, after, IMPORT_CHUNK, &v);
		for (size_t i = 0; i < got; i++, done++) {
			i64 id =
			    staff_insert(m->j->db, &(struct staff_insert_in){ .school_id = m->batch.school_id,
						       .province = m->batch.province,
						       .kind = v[i].kind,
						       .name = v[i].name,
						       .document_type = v[i].document_type,
						       .document_sealed = v[i].document_sealed,
						       .document_index = v[i].document_index,
						       .document_mask = v[i].document_mask,
						       .phone_sealed = v[i].phone_sealed,
						       .phone_mask = v[i].phone_mask.p ? v[i].phone_mask : STR(""),
						       .import_batch_id = m->batch.id });

			after = v[i].row;
			if (id == 0)
				return job_refuse(m->j, E_CONFLICT, "第 %lld 行的人员刚被另一操作录入，请重新检查",
				    (long long)after);
			put_certificates(m, id, v[i].certificates);
		}
		import_step(m, done);
	} while (got == IMPORT_CHUNK);
	return E_OK;
}

/* They are held first: a schedule that is being published with one of them is seen, or does not find him any more. */
static error_code
staff_undo_batch(import *m)
{
	struct staff_batch_hold *held;
	struct staff_batch_in_rooms watching;

	staff_batch_hold(m->j->db, m->batch.id, &held);
	if (staff_batch_in_rooms(m->j->db, m->batch.id, &watching))
		return job_refuse(
		    m->j, E_STATE, "“%.*s”已排入尚未结束的考场监考，这一批不能撤销", STR_ARG(watching.name));
	staff_undo(m->j->db, m->batch.id);
	return E_OK;
}

const import_kind import_staff = {
	.name = "staff",
	.title = "考评人员",
	.sheet = { "staff", IMPORT_VERSION_staff, "考评人员", &staff_fields, 2000 },
	.unique = { "document_number" },
	.start = staff_start,
	.check_row = staff_check_row,
	.check_all = staff_check_all,
	.apply = staff_apply,
	.undo = staff_undo_batch,
};
