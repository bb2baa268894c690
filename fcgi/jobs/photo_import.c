/*
 * photo_import.c: candidate photos 考生照片: a zip of files named by student number, document number or the name that
 * the candidate's row gives, each with its own result (spec 2.3; faults.md E9-E11, F10, F11); and one photo of one
 * candidate. A photo replaces the earlier one, which is kept; the same picture again changes nothing.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/inject.h"
#include "base/json.h"
#include "crypt/secret.h"
#include "data/setting.h"
#include "files/archive.h"
#include "files/photo.h"
#include "jobs/job.h"
#include "jobs/photo_match.h"
#include "query/photo.h"

enum {
	TRIES = 2,    /* a photo that ends the process this often is left out (faults.md F12) */
	TOGETHER = 50 /* files whose results one transaction writes: a commit waits for the disk */
};

/* In the arena, so that it can be released after the work was left. */
typedef struct work {
	job *j;
	i64 school;
	photo_rule rule;
	archive *zip;
	char *path;
	u8 *bytes; /* one file */
	size_t cap;
	/* judged files that wait to be written: results, and the photos of those that were taken */
	struct job_row_insert row[TOGETHER];
	photo photo[TOGETHER];
	size_t n;
} work;

static work *
begin(job *j)
{
	work *w = ARENA_NEW(j->a, work);

	w->j = j;
	w->school = j->row.organisation_id;
	w->rule = photo_rule_default;
	w->rule.max_bytes = (size_t)setting_int(j->db, "photo.bytes_most");
	w->rule.width = (int)setting_int(j->db, "photo.width");
	w->rule.height = (int)setting_int(j->db, "photo.height");
	w->cap = w->rule.max_bytes + 1;
	return w;
}

static void
release(work *w)
{
	archive_close(w->zip);
	job_file_drop(w->path);
	for (size_t i = 0; i < TOGETHER; i++)
		photo_close(&w->photo[i]);
	free(w->bytes);
}

static void
result(struct job_row_insert *row, const char *state, str message)
{
	row->state = str_of(state);
	row->message = message;
}

/* Stores the checked photo for the candidate, with the candidate's version held. */
static void
attach(work *w, struct job_row_insert *row, const photo *p)
{
	db *d = w->j->db;
	arena *a = w->j->a;
	str jpeg = { (char *)p->jpeg, p->n };
	bool doubt = p->verdict == PHOTO_DOUBT;
	struct photo_candidate c;
	struct photo_frozen frozen;
	struct photo_shared other;
	u8 hash[CRYPT_HASH];
	i64 id;
	json why = jw_new(a);

	if (!photo_candidate(d, row->subject_id, w->school, &c)) {
		result(row, "failed", STR("没有这名考生"));
		return;
	}
	if (photo_frozen(d, c.id, &frozen)) {
		result(row, "failed", str_f(a, "《%.*s》的准考证已生成，照片不能再换", STR_ARG(frozen.plan)));
		return;
	}
	crypt_sha256(jpeg, hash);
	id = photo_put(d, &(struct photo_put_in){ .school_id = w->school,
			      .sha256 = { (char *)hash, sizeof hash },
			      .width = w->rule.width,
			      .height = w->rule.height,
			      .bytes = jpeg,
			      .state = doubt ? STR("doubt") : STR("ok"),
			      .doubt_reason = str_of(p->reason) });
	if (id == c.photo_id) {
		result(row, "skipped", STR("与现有照片相同"));
		return;
	}
	jw_list(&why);
	jw_open(&why);
	jw_kstr(&why, "field", STR("photo"));
	jw_kstr(&why, "title", STR("照片"));
	jw_kstr(&why, "own", STR(""));
	jw_kstr(&why, "register", STR(""));
	jw_kstr(&why, "text", str_of(p->reason));
	jw_close(&why);
	jw_end(&why);
	if (photo_attach(d, &(struct photo_attach_in){ id, doubt, buf_view(&why.b), c.id, c.version }) == 0) {
		result(row, "failed", STR("该考生的信息此刻正被修改，请重新上传这张照片"));
		return;
	}
	if (photo_shared(d, id, w->school, c.id, &other))
		result(row, "doubt", str_f(a, "已保存；但与考生“%.*s”的照片完全相同，请核对", STR_ARG(other.name)));
	else if (doubt)
		result(row, "doubt", str_f(a, "已保存；%s", p->reason));
	else
		result(row, "done", STR("已保存"));
}

static int
by_subject(const void *x, const void *y)
{
	const struct job_row_insert *const *a = x, *const *b = y;

	return ((*a)->subject_id > (*b)->subject_id) - ((*a)->subject_id < (*b)->subject_id);
}

/* May run again after a deadlock. Candidates are locked in the order of their ids, as everybody does it. */
static error_code
write_together(void *arg)
{
	work *w = arg;
	struct job_row_insert *order[TOGETHER];

	for (size_t i = 0; i < w->n; i++)
		order[i] = &w->row[i];
	qsort(order, w->n, sizeof *order, by_subject);
	for (size_t i = 0; i < w->n; i++) {
		const photo *p = &w->photo[order[i] - w->row];

		if (p->jpeg)
			attach(w, order[i], p);
	}
	job_row_insert(w->j->db, w->row, w->n);
	return E_OK;
}

static error_code
write_results(work *w)
{
	error_code e = db_transaction(w->j->db, write_together, w);

	for (size_t i = 0; i < w->n; i++) {
		w->j->failed += str_is(w->row[i].state, "failed");
		photo_close(&w->photo[i]);
	}
	w->j->done += (i64)w->n;
	w->n = 0;
	return e;
}

static void
judge(work *w, size_t n, str name)
{
	photo *p = &w->photo[w->n];

	inject("photo.check");
	if (photo_check(p, &w->rule, w->bytes, n, name) == PHOTO_REFUSED)
		result(&w->row[w->n], "failed", str_dup(w->j->a, str_of(p->reason)));
}

/* Adds the file to those that wait. */
static void
one_entry(work *w, size_t i, const photo_match *m)
{
	const archive_entry *entry = archive_at(w->zip, i);
	struct job_row_insert *row = &w->row[w->n];
	archive_error broken;
	size_t n = 0;

	*row = (struct job_row_insert){ .job_id = w->j->row.id,
		.row = (i64)i + 1,
		.subject_id = m->candidate,
		.label = photo_label(w->j->a, entry->name) };
	if (m->refused)
		result(row, "failed", str_of(m->refused));
	else if ((broken = archive_read(w->zip, i, w->bytes, w->cap, &n)) != ARCHIVE_OK)
		result(row, "failed", str_of(archive_says(broken)));
	else
		judge(w, n, entry->name);
	w->n++;
}

static error_code
import_zip(work *w)
{
	job *j = w->j;
	archive_limits limits = archive_photos;
	archive_error broken;
	arena_mark here = arena_here(j->a);
	photo_match *m;
	/* After a crash one by one: the cursor then names the very file that is in hand. */
	const size_t together = j->row.attempts > 1 ? 1 : TOGETHER;
	size_t n, photos = 0;
	error_code e = E_OK;

	w->path = job_file_fetch(j, j->row.file_id);
	if ((broken = archive_open(w->path, &limits, &w->zip)) != ARCHIVE_OK)
		return job_refuse(j, E_INVALID, "%s", archive_says(broken));
	n = archive_count(w->zip);
	m = ARENA_ARRAY(j->a, photo_match, n + 1);
	for (size_t i = 0; i < n; i++) {
		m[i] = photo_match_entry(j, w->school, w->rule.max_bytes, archive_at(w->zip, i));
		photos += m[i].candidate || m[i].refused;
		if (i % 200 == 0)
			job_progressed(j);
	}
	if (photos == 0)
		return job_refuse(j, E_INVALID, "压缩包中没有照片文件");
	if ((i64)photos > setting_int(j->db, "import.photos_most"))
		return job_refuse(j, E_INVALID, "压缩包中有 %zu 个文件，超过每次 %lld 张的限制，请分几次上传", photos,
		    (long long)setting_int(j->db, "import.photos_most"));
	photo_match_doubles(j->a, m, n);
	j->total = (i64)photos;
	j->done = j->row.done;
	j->failed = j->row.failed;
	for (size_t i = 0; i < n && e == E_OK; i++) {
		/* The files before the cursor have their results, whatever happens. */
		if ((m[i].candidate == 0 && m[i].refused == NULL) || (i64)i + 1 < j->row.cursor_id)
			continue;
		if ((i64)i + 1 == j->row.cursor_id && j->row.attempts > TRIES)
			m[i].refused = "处理这张照片时多次出错，没有采用，请更换照片";
		if (w->n == 0) {
			here = arena_here(j->a);
			j->cursor = (i64)i + 1;
			job_progressed(j);
		}
		one_entry(w, i, &m[i]);
		if (w->n == together) {
			e = write_results(w);
			arena_back(j->a, here);
		}
	}
	if (e == E_OK && w->n)
		e = write_results(w);
	return e;
}

static error_code
import_one(work *w)
{
	job *j = w->j;
	FILE *f;
	size_t n;
	struct photo_file name;
	error_code e;

	w->path = job_file_fetch(j, j->row.file_id);
	f = fopen(w->path, "re");
	if (f == NULL)
		return E_BUSY;
	n = fread(w->bytes, 1, w->cap, f);
	fclose(f);
	if (!photo_file(j->db, j->row.file_id, j->row.organisation_id, STR("photo"), &name))
		return E_NOT_FOUND;
	j->total = 1;
	w->row[0] = (struct job_row_insert){
		.job_id = j->row.id, .row = 1, .subject_id = j->row.subject_id, .label = photo_label(j->a, name.name)
	};
	judge(w, n, name.name);
	w->n = 1;
	e = write_results(w);
	if (e == E_OK && str_is(w->row[0].state, "failed"))
		return job_refuse(j, E_INVALID, "%.*s", STR_ARG(w->row[0].message));
	return e;
}

/* What the work holds is released on every way out. */
static error_code
run(job *j, error_code (*what)(work *))
{
	jmp_buf out, *outer = j->a->out;
	work *w = begin(j);
	error_code e;

	if ((w->bytes = malloc(w->cap)) == NULL)
		return E_BUSY;
	j->a->out = &out;
	if (setjmp(out) != 0) {
		j->a->out = outer;
		release(w);
		arena_fail(j->a, j->a->why);
	}
	e = what(w);
	j->a->out = outer;
	release(w);
	return e;
}

error_code
job_photo_import(job *j)
{
	return run(j, import_zip);
}

error_code
job_photo_one(job *j)
{
	return run(j, import_one);
}
