/*
 * credit_export.c: the credit bank's export 学分银行导出: sealed certificates with holder key, level and credits, as
 * JSON or .xlsx. The holder key is the same for all certificates of a person and says nothing about him elsewhere.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "data/certificate_scope.h"
#include "files/workbook_write.h"
#include "jobs/job.h"
#include "query/credit.h"

enum { CHUNK = 1000, COLUMNS = 9 };

static const table_column columns[COLUMNS] = { { "证书编号", 28 }, { "持证人标识", 40 }, { "证书名称", 30 },
	{ "等级", 8 }, { "学分", 8 }, { "培训评价组织", 36 }, { "院校", 30 }, { "生效日期", 14 },
	{ "证书地址", 60 } };

struct export
{
	job *j;
	struct credit_export_get what;
	i64 lo, hi, from, to;
	json out;
	table_writer *table;
	char *path;
};

static str
holder_key(struct export *x, const struct credit_rows *v)
{
	u8 key[BLIND_INDEX];

	blind_index(x->j->ring, STR("credit-bank"), v->person_index, key);
	return str_hex(x->j->a, key, 16);
}

static void
put_json(struct export *x, const struct credit_rows *v)
{
	json *o = &x->out;

	jw_open(o);
	jw_kstr(o, "number", v->number);
	jw_kstr(o, "holder_key", holder_key(x, v));
	jw_kstr(o, "certificate", v->certificate);
	jw_ki64(o, "level", v->level);
	jw_kcenti(o, "credits", v->credits);
	jw_kstr(o, "evaluator", v->evaluator);
	jw_kstr(o, "school", v->school);
	jw_ktime(o, "valid_from", v->valid_from);
	jw_ktime(o, "sealed_at", v->sealed_at);
	jw_close(o);
}

static bool
put_row(struct export *x, const struct credit_rows *v)
{
	arena *a = x->j->a;
	char day[CLOCK_TEXT];
	str cells[COLUMNS];

	clock_shanghai(v->valid_from, day);
	cells[0] = v->number;
	cells[1] = holder_key(x, v);
	cells[2] = v->certificate;
	cells[3] = certificate_level_title(v->level);
	cells[4] = str_f(a, "%lld.%02lld", (long long)(v->credits / 100), (long long)(v->credits % 100));
	cells[5] = v->evaluator;
	cells[6] = v->school;
	cells[7] = (str){ day, 10 };
	cells[8] = str_f(a, "https://%s/verify/%.*s", x->j->conf->host, STR_ARG(v->number));
	return table_row(x->table, cells, COLUMNS);
}

static error_code
put_all(struct export *x)
{
	job *j = x->j;
	struct credit_rows *v;
	i64 after = 0;
	size_t n;

	do {
		arena_mark here = arena_here(j->a);

		n = credit_rows(j->db,
		    &(struct credit_rows_in){ .after = after,
			.lo = x->lo,
			.hi = x->hi,
			.plan_id = x->what.plan_id,
			.from_at = x->from,
			.to_at = x->to,
			.most = CHUNK },
		    &v);
		for (size_t i = 0; i < n; i++) {
			if (x->table == NULL)
				put_json(x, &v[i]);
			else if (!put_row(x, &v[i]))
				return job_refuse(j, E_TOO_MUCH, "行数超过工作表的上限，请按考试计划分次导出");
		}
		j->done = j->total += (i64)n;
		if (n)
			after = v[n - 1].id;
		if (x->table)
			arena_back(j->a, here);
		job_progressed(j);
	} while (n == CHUNK);
	return E_OK;
}

static error_code
export_json(struct export *x)
{
	job *j = x->j;
	error_code e;

	x->out = jw_new(j->a);
	jw_open(&x->out);
	jw_key(&x->out, "certificates");
	jw_list(&x->out);
	if ((e = put_all(x)) != E_OK)
		return e;
	jw_end(&x->out);
	jw_ki64(&x->out, "count", j->done);
	jw_close(&x->out);
	j->result_file =
	    job_file_keep(j, "export", STR("学分银行导出.json"), "application/json", buf_view(&x->out.b));
	return E_OK;
}

static error_code
export_xlsx(struct export *x)
{
	job *j = x->j;
	jmp_buf out, *outer = j->a->out;
	error_code e;

	if (asprintf(&x->path, "%s/credit-%lld-%d.xlsx", j->conf->spool_dir, (long long)j->row.id, (int)getpid()) < 0)
		abort();
	/* The half-made workbook must not stay behind. */
	if (setjmp(out) != 0) {
		j->a->out = outer;
		table_abandon(x->table);
		job_file_drop(x->path);
		arena_fail(j->a, j->a->why);
	}
	j->a->out = &out;
	x->table = table_create(x->path, j->conf->spool_dir, "学分银行", columns, COLUMNS);
	if (x->table == NULL)
		arena_fail(j->a, E_BUSY);
	e = put_all(x);
	if (e == E_OK) {
		table_writer *t = x->table;

		x->table = NULL;
		if (!table_finish(t))
			arena_fail(j->a, E_BUSY);
		j->result_file = job_file_keep_path(j, "export", STR("学分银行导出.xlsx"),
		    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", x->path);
	}
	j->a->out = outer;
	table_abandon(x->table);
	job_file_drop(x->path);
	return e;
}

error_code
job_credit_export(job *j)
{
	struct export *x = ARENA_NEW(j->a, struct export);
	error_code e;

	*x = (struct export){ .j = j, .hi = INT64_MAX };
	if (!credit_export_get(j->db, j->row.subject_id, &x->what))
		return E_NOT_FOUND;
	if (x->what.evaluator_id)
		x->lo = x->hi = x->what.evaluator_id;
	if (x->what.year) { /* the calendar year of Asia/Shanghai */
		x->from = clock_days((int)x->what.year, 1, 1) * CLOCK_DAY - 8 * 3600 * CLOCK_SECOND;
		x->to = clock_days((int)x->what.year + 1, 1, 1) * CLOCK_DAY - 8 * 3600 * CLOCK_SECOND;
	}
	e = str_is(x->what.format, "json") ? export_json(x) : export_xlsx(x);
	if (e == E_OK)
		credit_export_done(j->db, j->done, j->result_file, x->what.id);
	return e;
}
