/*
 * stored.c: stored files for jobs: from the database to a temporary file and back. See job.h.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "crypt/secret.h"
#include "data/stored_file.h"
#include "jobs/job.h"
#include "query/file.h"

char *
job_file_fetch(job *j, i64 file)
{
	jmp_buf out, *outer = j->a->out;
	arena_mark here;
	struct file_get f;
	str piece;
	char *volatile path = NULL;
	volatile int fd = -1;
	volatile bool well = true;

	if (!file_get(j->db, file, &f) || !str_is(f.state, "stored"))
		arena_fail(j->a, E_NOT_FOUND);
	if (asprintf((char **)&path, "%s/job-XXXXXX", j->conf->spool_dir) < 0)
		abort();
	fd = mkostemp(path, O_CLOEXEC);
	here = arena_here(j->a);
	j->a->out = &out;
	if (setjmp(out) != 0) { /* the temporary file must not stay behind */
		j->a->out = outer;
		if (fd >= 0)
			close(fd);
		job_file_drop(path);
		arena_fail(j->a, j->a->why);
	}
	for (i64 n = 0; fd >= 0 && well && stored_get(j->db, j->ring, file, n, &piece); n++) {
		well = write(fd, piece.p, piece.n) == (ssize_t)piece.n;
		arena_back(j->a, here);
	}
	j->a->out = outer;
	if (fd < 0 || close(fd) != 0 || !well) {
		job_file_drop(path);
		arena_fail(j->a, E_BUSY);
	}
	return path;
}

void
job_file_drop(char *path)
{
	if (path)
		unlink(path);
	free(path);
}

i64
job_file_keep(job *j, const char *purpose, str name, const char *media_type, str bytes)
{
	u8 hash[CRYPT_HASH];
	i64 id = file_insert(j->db, &(struct file_insert_in){ .organisation_id = j->row.organisation_id,
					.account_id = j->row.account_id,
					.purpose = str_of(purpose),
					.name = name,
					.media_type = str_of(media_type) });
	i64 seq = 0;

	for (str rest = bytes; rest.n; rest = str_from(rest, STORED_PIECE))
		stored_put(j->db, j->ring, id, seq++, str_head(rest, STORED_PIECE));
	crypt_sha256(bytes, hash);
	file_stored(j->db, (i64)bytes.n, (str){ (char *)hash, sizeof hash }, id);
	return id;
}

i64
job_file_keep_path(job *j, const char *purpose, str name, const char *media_type, const char *path)
{
	FILE *f = fopen(path, "re");
	long size = -1;
	char *p;

	if (f && fseek(f, 0, SEEK_END) == 0)
		size = ftell(f);
	if (size < 0) {
		if (f)
			fclose(f);
		arena_fail(j->a, E_BUSY);
	}
	fclose(f);
	p = arena_alloc(j->a, (size_t)size + 1);
	f = fopen(path, "re");
	if (f == NULL || fread(p, 1, (size_t)size, f) != (size_t)size) {
		if (f)
			fclose(f);
		arena_fail(j->a, E_BUSY);
	}
	fclose(f);
	return job_file_keep(j, purpose, name, media_type, (str){ p, (size_t)size });
}
