/*
 * import_quota.c: a quota application 名额申报 from a workbook (spec 2.2): levels and majors of one certificate and
 * year with their numbers, written whole into the application that the school can still edit, which is made when
 * there is none. Rows that the workbook does not name stay. The rules are data/quota_application's, as in the form.
 */
#include "data/quota_application.h"

#include "base/json.h"
#include "data/certificate_scope.h"
#include "jobs/import_majors.h"
#include "query/quota.h"
#include "query/quota_import.h"
#include "rules/candidate_fields.h"

enum { LEVELS = 4 };

struct own {
	struct quota_certificate certificate;
	i64 level[LEVELS]; /* certificate_level id by level number; 0: the certificate has none */
	i64 application;   /* that can be written; 0: there is none yet */
	i64 version;
	i64 rows;
	bool granted; /* an earlier application of this year has been */
	import_majors *majors;
};

/* The certificate, and the application to write into, held until the transaction ends. NULL, or why not. */
static const char *
find_target(import *m, struct own *o)
{
	struct quota_import_present *v;
	size_t open = 0, submitted = 0, n;

	if (!quota_certificate(m->j->db, m->batch.certificate_id, &o->certificate))
		return "没有这个证书，或它还没有公布";
	n = quota_import_present(m->j->db, m->batch.school_id, m->batch.certificate_id, m->batch.year, &v);
	for (size_t i = 0; i < n; i++) {
		if (str_is(v[i].state, "submitted")) {
			submitted++;
		} else if (str_is(v[i].state, "granted")) {
			o->granted = true;
		} else {
			open++;
			o->application = v[i].id;
			o->version = v[i].version;
		}
	}
	if (open > 1)
		return "本校有多份这个证书、这个年度的名额申报尚未提交，不知写入哪一份：请先提交其他各份";
	if (open == 0 && submitted)
		return "这个证书、这个年度的名额申报已提交，不能修改；需要修改时请先撤回，或请办公室退回";
	return NULL;
}

static void
quota_start(import *m)
{
	struct own *o = ARENA_NEW(m->a, struct own);
	struct quota_import_levels *v;
	const char *why = find_target(m, o);
	size_t n;

	m->own = o;
	if (why) {
		import_say(m, FAULT_ERROR, str_of(why));
		return;
	}
	n = quota_import_levels(m->j->db, m->batch.certificate_id, &v);
	for (size_t i = 0; i < n; i++)
		if (v[i].level > 0 && v[i].level < LEVELS)
			o->level[v[i].level] = v[i].id;
	o->majors = import_majors_load(m, "quota");
}

static void
say(import *m, const char *column, const field_place *place, str value, str detail, str fix)
{
	size_t i = import_field(m, column);

	faults_add(&m->fs, (fault){ .sheet = place[i].sheet,
			       .cell = place[i].cell,
			       .row = place[i].row,
			       .field = str_of(m->kind->sheet.fields->v[i].title),
			       .value = value,
			       .detail = detail,
			       .fix = fix });
}

/* What the rules say of the row, at the column of each member. */
static void
judge(import *m, const struct quota_item *item, const struct quota_row *row, const field_place *place)
{
	quota_wrong wrong[QUOTA_WRONG_MOST];
	size_t n = quota_item_check(m->j->db, m->batch.school_id, m->batch.certificate_id, item, wrong);

	for (size_t i = 0; i < n; i++) {
		bool major = strcmp(wrong[i].member, "major") == 0, level = strcmp(wrong[i].member, "level") == 0;

		say(m, major ? "major_code" : wrong[i].member, place,
		    major   ? row->major_code
		    : level ? certificate_level_title(row->level.p[0] - '0')
			    : str_f(m->row, "%lld", (long long)item->asked),
		    wrong[i].detail, wrong[i].fix);
	}
}

static void
quota_check_row(import *m, void *object, const field_place *place, struct import_row_put *out, str *key)
{
	struct quota_row *row = object;
	struct own *o = m->own;
	i64 number = row->level.p[0] - '0';
	struct quota_item item = { .level = o->level[number], .head_count = row->head_count, .asked = row->asked };
	json j = jw_new(m->row);

	if (++o->rows == QUOTA_ITEMS_MOST + 1)
		import_say(m, FAULT_ERROR, str_f(m->a, "一份申报最多 %d 行", QUOTA_ITEMS_MOST));
	if (o->rows > QUOTA_ITEMS_MOST)
		return;
	item.major = import_majors_find(m, o->majors, row->education_level, &row->major_code, row->major_name,
	    &place[import_field(m, "major_code")], &place[import_field(m, "major_name")]);
	if (item.level == 0)
		say(m, "level", place, certificate_level_title(number),
		    str_f(m->row, "《%.*s》没有这个等级", STR_ARG(o->certificate.name)), STR(""));
	if (item.level == 0 || item.major == 0)
		return;
	judge(m, &item, row, place);
	jw_open(&j);
	jw_ki64(&j, "level", item.level);
	jw_ki64(&j, "major", item.major);
	jw_ki64(&j, "head_count", item.head_count);
	jw_ki64(&j, "asked", item.asked);
	jw_close(&j);
	out->name = str_f(m->row, "%.*s %.*s", STR_ARG(certificate_level_title(number)), STR_ARG(row->major_name));
	out->payload = buf_view(&j.b);
	key[0] = str_f(m->row, "%lld %lld", (long long)item.level, (long long)item.major);
}

static void
quota_check_all(import *m)
{
	struct own *o = m->own;
	struct quota_import_others other = { 0 };

	quota_import_stage(m->j->db, o->application, o->version, m->batch.id);
	quota_import_others(m->j->db, o->application, m->batch.id, &other);
	if (o->rows + other.others > QUOTA_ITEMS_MOST)
		import_say(m, FAULT_ERROR,
		    str_f(m->a, "一份申报最多 %d 行，表中有 %lld 行，申报中另有 %lld 行", QUOTA_ITEMS_MOST,
			(long long)o->rows, (long long)other.others));
	else if (other.others)
		import_say(m, FAULT_DOUBT,
		    str_f(m->a, "将写入编号 %lld 的申报；其中另有 %lld 行不在本表，保持不变",
			(long long)o->application, (long long)other.others));
}

/* The staged rows as items, judged again: the standard or the pilot may have changed since the check. */
static error_code
still_right(import *m, const struct quota_import_rows *v, size_t n, struct quota_item *item)
{
	quota_wrong wrong[QUOTA_WRONG_MOST];

	for (size_t i = 0; i < n; i++) {
		item[i] = (struct quota_item){ v[i].level, v[i].major, v[i].head_count, v[i].asked };
		if (quota_item_check(m->j->db, m->batch.school_id, m->batch.certificate_id, &item[i], wrong))
			return job_refuse(m->j, E_CONFLICT, "第 %lld 行：%.*s。全部未导入，请重新上传检查",
			    (long long)v[i].row, STR_ARG(wrong[0].detail));
	}
	return E_OK;
}

static error_code
quota_apply(import *m)
{
	db *d = m->j->db;
	struct own *o = ARENA_NEW(m->a, struct own);
	struct quota_import_turn turn;
	struct quota_import_rows *v;
	struct quota_item *item;
	const char *why;
	error_code e;
	size_t n;

	/* Of two imports of a school that both find no application yet, the second waits here and then finds one. */
	quota_import_turn(d, m->batch.organisation_id, &turn);
	if ((why = find_target(m, o)) != NULL)
		return job_refuse(m->j, E_CONFLICT, "%s", why);
	n = quota_import_rows(d, m->batch.id, &v);
	if (n == 0 || v[0].quota_application_id != o->application || v[0].version != o->version)
		return job_refuse(
		    m->j, E_CONFLICT, "检查之后，这个证书、这个年度的名额申报已被修改或提交，请重新上传检查");
	item = ARENA_ARRAY(m->a, struct quota_item, n);
	if ((e = still_right(m, v, n, item)) != E_OK)
		return e;
	if (o->application == 0) {
		o->application = quota_application_insert(
		    d, &(struct quota_application_insert_in){ .school_id = m->batch.school_id,
			   .province = m->batch.province,
			   .evaluator_id = o->certificate.evaluator_id,
			   .certificate_id = m->batch.certificate_id,
			   .year = m->batch.year,
			   .statement = STR("") });
	} else {
		quota_import_touch(d, o->application);
		quota_import_remember(d, o->application, m->batch.id);
	}
	quota_items_write(d, o->application, item, n);
	quota_import_written(d, o->application, m->batch.id);
	import_step(m, (i64)n);
	return E_OK;
}

static error_code
quota_undo(import *m)
{
	db *d = m->j->db;
	struct quota_import_lock application;
	struct quota_import_moved moved;
	struct quota_import_count left;

	if (!quota_import_lock(d, m->batch.id, m->batch.school_id, &application))
		return job_refuse(m->j, E_STATE, "名额申报已提交，不能撤销这次导入；请先撤回申报或请办公室退回");
	if (quota_import_moved(d, application.id, m->batch.id, &moved) && moved.row)
		return job_refuse(
		    m->j, E_CONFLICT, "第 %lld 行在导入之后又被修改过，这一批不能整体撤销", (long long)moved.row);
	quota_import_remove(d, application.id, m->batch.id);
	quota_import_restore(d, application.id, m->batch.id);
	quota_import_count(d, application.id, &left);
	if (left.items)
		quota_import_touch(d, application.id);
	else if (quota_import_drop(d, application.id) == 0)
		return job_refuse(m->j, E_STATE, "撤销后这份被退回的申报将没有任何一行，请直接修改申报");
	import_step(m, m->batch.accepted);
	return E_OK;
}

const import_kind import_quota = {
	.name = "quota",
	.title = "名额申报",
	.sheet = { "quota", IMPORT_VERSION_quota, "名额申报", &quota_fields, QUOTA_ITEMS_MOST },
	.unique = { "major_code" },
	.whole = true,
	.start = quota_start,
	.check_row = quota_check_row,
	.check_all = quota_check_all,
	.apply = quota_apply,
	.undo = quota_undo,
};
