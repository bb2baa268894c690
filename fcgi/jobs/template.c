/*
 * template.c: makes the import template 导入模板 of a kind (the job's params are its name) and keeps it as a public
 * file. The portal has no spreadsheet code: it asks for this job once for each version of a template.
 */
#include <stdlib.h>
#include <unistd.h>

#include "jobs/import.h"

#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* job_file_keep_path may leave the work; the temporary file must not stay behind. */
static i64
keep(job *j, const import_kind *k, char *path)
{
	jmp_buf out, *outer = j->a->out;
	i64 id;

	j->a->out = &out;
	if (setjmp(out) != 0) {
		j->a->out = outer;
		job_file_drop(path);
		arena_fail(j->a, j->a->why);
	}
	id = job_file_keep_path(j, "template", str_f(j->a, "%s导入模板.xlsx", k->title), XLSX, path);
	j->a->out = outer;
	job_file_drop(path);
	return id;
}

error_code
job_template(job *j)
{
	const import_kind *k = import_kind_of(j->row.params);
	char *path;
	int fd;
	i64 id;

	if (k == NULL)
		return E_NOT_FOUND;
	path = strdup(str_f(j->a, "%s/template-XXXXXX", j->conf->spool_dir).p);
	fd = path ? mkstemp(path) : -1;
	if (fd < 0) {
		free(path);
		return E_BUSY;
	}
	close(fd);
	if (!template_write(path, j->conf->spool_dir, &k->sheet)) {
		job_file_drop(path);
		return E_BUSY;
	}
	id = keep(j, k, path);
	import_template_open(j->db, id);
	import_template_made(j->db, str_of(k->name), k->sheet.version, id);
	j->result_file = id;
	return E_OK;
}
