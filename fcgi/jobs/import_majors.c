/*
 * import_majors.c: see import_majors.h. A right row costs one binary search; major_judge is asked about wrong ones
 * only.
 */
#include "jobs/import_majors.h"

#include <stdlib.h>

struct import_majors {
	struct import_majors_row {
		major_row row;
		i64 id;
	} * v; /* sorted */
	size_t n;
	major_tables tables;
	struct catalogue_now *use;
	size_t uses;
};

static int
by_key(const void *x, const void *y)
{
	const struct import_majors_row *a = x, *b = y;
	int c = str_cmp(a->row.code, b->row.code);

	if (c == 0)
		c = str_cmp(a->row.level, b->row.level);
	return c ? c : (a->row.catalogue > b->row.catalogue) - (a->row.catalogue < b->row.catalogue);
}

import_majors *
import_majors_load(import *m, const char *upload_kind)
{
	import_majors *t = ARENA_NEW(m->a, import_majors);
	struct import_majors_all *v;
	struct import_major_changes *change;
	size_t n = import_majors_all(m->j->db, &v), changes = import_major_changes(m->j->db, &change);
	major_row *row = ARENA_ARRAY(m->a, major_row, n + 1);
	major_change *to = ARENA_ARRAY(m->a, major_change, changes + 1);

	t->v = ARENA_ARRAY(m->a, struct import_majors_row, n + 1);
	for (size_t i = 0; i < n; i++) {
		row[i] = (major_row){ v[i].catalogue, v[i].level, v[i].code, v[i].name };
		t->v[i].row = row[i];
		t->v[i].id = v[i].id;
	}
	for (size_t i = 0; i < changes; i++)
		to[i] = (major_change){ change[i].level, change[i].old_catalogue, change[i].new_catalogue,
			change[i].old_code, change[i].new_code };
	qsort(t->v, n, sizeof *t->v, by_key);
	t->n = n;
	t->tables = (major_tables){ row, n, to, changes };
	t->uses = catalogue_now(m->j->db, str_of(upload_kind), &t->use);
	return t;
}

size_t
import_field(const import *m, const char *name)
{
	const field_table *t = m->kind->sheet.fields;

	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->v[i].name, name) == 0)
			return i;
	return 0;
}

static void
say(import *m, const field_place *at, const char *title, str value, str detail, str fix)
{
	faults_add(&m->fs, (fault){ .sheet = at->sheet,
			       .cell = at->cell,
			       .row = at->row,
			       .field = str_of(title),
			       .value = value,
			       .detail = detail,
			       .fix = fix });
}

i64
import_majors_find(import *m, const import_majors *t, str level, str *code, str name, const field_place *code_place,
    const field_place *name_place)
{
	struct import_majors_row key = { .row = { .level = level } }, *found;
	major_answer answer;

	for (size_t i = 0; i < t->uses; i++)
		if (str_eq(t->use[i].level, level))
			key.row.catalogue = t->use[i].catalogue;
	key.row.code = *code = major_code_normal(m->row, *code);
	found = t->n ? bsearch(&key, t->v, t->n, sizeof *t->v, by_key) : NULL;
	if (found && major_name_same(m->row, found->row.name, name))
		return found->id;
	answer = major_judge(m->row, &t->tables, key.row.catalogue, level, *code, name);
	if (answer.verdict == MAJOR_OK && found)
		return found->id;
	if (answer.verdict == MAJOR_NAME)
		say(m, name_place, "专业名称", name, answer.detail, answer.fix_name);
	else
		say(m, code_place, "专业代码", *code,
		    answer.detail.n ? answer.detail : STR("平台没有设置该学历层次使用的专业目录"), answer.fix_code);
	return 0;
}
