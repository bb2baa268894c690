/*
 * certificate_bundle.c: the electronic certificates of a plan as one archive, for the organisation that asks: a
 * school gets those of its candidates, an evaluation organisation its own. The job's params are the ids that were
 * chosen, [] for all.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "data/stored_file.h"
#include "files/archive.h"
#include "jobs/job.h"
#include "query/issued_certificate.h"

enum { CHUNK = 100 };
/* What is made is stored out of memory. */
#define BYTES_MOST ((size_t)300 << 20)

struct bundle {
	job *j;
	archive_writer *zip;
	char *path;
	size_t bytes;
};

static error_code
add(struct bundle *b, const struct certificate_zip_files *v)
{
	job *j = b->j;
	buf all = { .a = j->a };
	str piece;

	for (i64 n = 0; stored_get(j->db, j->ring, v->file_id, n, &piece); n++)
		buf_str(&all, piece);
	if ((b->bytes += all.n) > BYTES_MOST)
		return job_refuse(
		    j, E_TOO_MUCH, "电子证书合计超过 %zu MB，请按姓名或等级分次勾选后下载", BYTES_MOST >> 20);
	if (!archive_add(
		b->zip, str_f(j->a, "%.*s %.*s.pdf", STR_ARG(v->number), STR_ARG(v->name)), all.p, all.n, false))
		return E_BUSY;
	return E_OK;
}

static error_code
add_all(struct bundle *b)
{
	job *j = b->j;
	struct certificate_zip_count count;
	struct certificate_zip_files *v;
	i64 after = 0;
	size_t n;
	error_code e;

	if (!certificate_zip_count(j->db, j->row.plan_id, j->row.organisation_id, j->row.params, &count) ||
	    count.n == 0)
		return job_refuse(
		    j, E_NOT_FOUND, "没有可下载的电子证书：证书盖章后生成文件，已撤销和已更正的不再提供");
	j->total = count.n;
	do {
		n = certificate_zip_files(j->db,
		    &(struct certificate_zip_files_in){ .plan_id = j->row.plan_id,
			.organisation_id = j->row.organisation_id,
			.ids = j->row.params,
			.after = after,
			.most = CHUNK },
		    &v);
		for (size_t i = 0; i < n; i++) {
			arena_mark here = arena_here(j->a);

			if ((e = add(b, &v[i])) != E_OK)
				return e;
			arena_back(j->a, here);
			j->done++;
			job_progressed(j);
		}
		if (n)
			after = v[n - 1].id;
	} while (n == CHUNK);
	return E_OK;
}

static error_code
make(struct bundle *b)
{
	archive_writer *zip;
	error_code e;

	b->zip = archive_create(b->path);
	if (b->zip == NULL)
		return E_BUSY;
	if ((e = add_all(b)) != E_OK)
		return e;
	zip = b->zip;
	b->zip = NULL;
	if (!archive_finish(zip))
		return E_BUSY;
	b->j->result_file = job_file_keep_path(b->j, "export", STR("电子证书.zip"), "application/zip", b->path);
	return E_OK;
}

error_code
job_certificate_bundle(job *j)
{
	struct bundle *b = ARENA_NEW(j->a, struct bundle);
	jmp_buf out, *outer = j->a->out;
	error_code e;

	*b = (struct bundle){ .j = j };
	b->path =
	    strdup(str_f(j->a, "%s/bundle-%lld-%d.zip", j->conf->spool_dir, (long long)j->row.id, (int)getpid()).p);
	if (b->path == NULL)
		abort();
	/* The archive must not stay behind. */
	if (setjmp(out) != 0) {
		j->a->out = outer;
		archive_abandon(b->zip);
		job_file_drop(b->path);
		arena_fail(j->a, j->a->why);
	}
	j->a->out = &out;
	e = make(b);
	j->a->out = outer;
	archive_abandon(b->zip);
	job_file_drop(b->path);
	return e;
}
