/*
 * import_major.c: a catalogue of majors 专业目录 from a workbook of the operator. A major is known by catalogue,
 * level and code; a name may be mended. Nothing is removed: candidates refer to what is there, so this import cannot
 * be undone.
 */
#include "base/json.h"
#include "jobs/import.h"
#include "query/major_import.h"
#include "rules/checks.h"
#include "rules/major.h"

static const char *const catalogues[] = { "2010", "2012", "2015", "2021", NULL };

struct major_input {
	str catalogue, level, number, name, class_code, class_name;
};
#define S struct major_input
FIELD_TABLE(major_input_fields, "MajorRow", S,
    FIELD_STR(S, catalogue, .title = "目录", .required = true, .options = catalogues, .note = "目录颁布的年份",
	.example = "2021"),
    FIELD_STR(S, level, .title = "层次", .required = true, .options = education_levels, .labels = education_titles,
	.note = "从下拉列表中选择", .example = "高职专科"),
    FIELD_STR(S, number, .title = "代码", .required = true, .text_only = true, .min = 5, .max = 8,
	.check = check_major_code, .note = "文本格式", .example = "470201"),
    FIELD_STR(S, name, .title = "名称", .required = true, .max = 64, .check = check_plain_text,
	.note = "目录中的专业名称", .example = "应用化工技术"),
    FIELD_STR(S, class_code, .title = "大类代码", .required = true, .text_only = true, .max = 8,
	.check = check_ascii_code, .note = "文本格式；专业类代码", .example = "4702"),
    FIELD_STR(S, class_name, .title = "大类", .required = true, .max = 64, .check = check_plain_text,
	.note = "专业类名称", .example = "化工技术类"));
#undef S

static void
check_row(import *m, void *object, const field_place *place, struct import_row_put *out, str *key)
{
	struct major_input *row = object;
	json j = jw_new(m->row);

	(void)place;
	row->number = major_code_normal(m->row, row->number);
	jw_open(&j);
	jw_kstr(&j, "catalogue", row->catalogue);
	jw_kstr(&j, "level", row->level);
	jw_kstr(&j, "code", row->number);
	jw_kstr(&j, "class_code", row->class_code);
	jw_kstr(&j, "class_name", row->class_name);
	jw_close(&j);
	out->payload = buf_view(&j.b);
	out->name = row->name;
	key[0] = str_f(m->row, "%.*s/%.*s/%.*s", STR_ARG(row->catalogue), STR_ARG(row->level), STR_ARG(row->number));
}

static void
check_all(import *m)
{
	struct import_row_counts last;

	import_row_counts(m->j->db, m->batch.id, &last);
	for (i64 low = 0; low < last.last_row; low += IMPORT_CHUNK)
		major_stage_same(m->j->db, m->batch.id, low, low + IMPORT_CHUNK);
}

static error_code
apply(import *m)
{
	for (i64 low = 0; low < m->last_row; low += IMPORT_CHUNK) {
		major_take(m->j->db, m->batch.id, low, low + IMPORT_CHUNK);
		import_step(m, low + IMPORT_CHUNK);
	}
	return E_OK;
}

const import_kind import_major = {
	.name = "major",
	.title = "专业目录",
	.sheet = { .name = "major",
	    .version = IMPORT_VERSION_major,
	    .sheet = "专业目录",
	    .fields = &major_input_fields,
	    .rows = 3000 },
	.unique = { "number" },
	.check_row = check_row,
	.check_all = check_all,
	.apply = apply,
};
