/*
 * file.c: files 文件 go up in one request as they are, in pieces into the database, and come down the same way.
 * Nothing here looks inside a file: jobs do. An upload that breaks off leaves a row in state uploading, which the
 * sweep removes.
 */
#include "query/file.h"
#include "api/routes.h"
#include "base/clock.h"
#include "crypt/secret.h"
#include "data/setting.h"
#include "data/stored_file.h"
#include "rules/checks.h"
#include "web/answer.h"
#include "web/reply.h"

enum { FILE_MOST = 600 << 20 };

static const char *const purposes[] = { "workbook", "photos", "photo", "attachment", "standard", "evidence", NULL };

struct file_made {
	i64 id, size;
	str sha256;
};
#define S struct file_made
FIELD_TABLE(file_made_answer, "FileStored", S, FIELD_ID(S, id, .title = "编号"),
    FIELD_INT(S, size, .title = "字节数"), FIELD_STR(S, sha256, .title = "SHA-256"));
#undef S

struct file_query {
	str purpose, name;
};
FIELD_TABLE(file_query_fields, "FileQuery", struct file_query,
    FIELD_STR(struct file_query, purpose, .title = "用途", .required = true, .options = purposes),
    FIELD_STR(struct file_query, name, .title = "文件名", .required = true, .max = 200, .check = check_plain_text));

/* Fills a whole chunk unless the body ends. */
static size_t
read_chunk(request *r, char *p)
{
	size_t n = 0, got;

	while (n < STORED_PIECE && (got = request_read(r, p + n, STORED_PIECE - n)) > 0)
		n += got;
	return n;
}

static error_code
file_upload(request *r)
{
	const struct file_query *q = r->q;
	char *p = arena_alloc(r->a, STORED_PIECE);
	crypt_sum sum;
	u8 hash[CRYPT_HASH];
	i64 id, seq = 0, size = 0, most = setting_int(r->db, "upload.megabytes_per_hour");
	struct file_uploaded lately;
	size_t n;

	file_uploaded(r->db, r->who.account, r->now - 3600 * CLOCK_SECOND, &lately);
	if (lately.bytes + r->length > most << 20)
		return request_refuse(
		    r, E_TOO_MANY, "本账号一小时内上传的文件已达 %lld MB，请稍后再上传", (long long)most);
	crypt_sum_begin(&sum);
	id = file_insert(r->db, &(struct file_insert_in){ .organisation_id = r->who.organisation,
				    .account_id = r->who.account,
				    .purpose = q->purpose,
				    .name = q->name,
				    .media_type = STR("application/octet-stream") });
	while ((n = read_chunk(r, p)) > 0) {
		stored_put(r->db, r->w->ring, id, seq++, (str){ p, n });
		crypt_sum_add(&sum, (str){ p, n });
		size += (i64)n;
	}
	if (size == 0 || size != r->length)
		return request_refuse(r, E_BAD_REQUEST, size ? "文件没有传完，请重新上传" : "文件是空的");
	crypt_sum_end(&sum, hash);
	file_stored(r->db, size, (str){ (char *)hash, sizeof hash }, id);
	r->status = 201;
	ANSWER(r, file_made_answer, &((struct file_made){ id, size, str_hex(r->a, hash, sizeof hash) }));
	return E_OK;
}

/* An expert's account stands in the operator's organisation, but is no part of it: its own files alone. */
static bool
visible(const request *r, const struct file_get *f)
{
	/* Sheets and photos as they were uploaded hold whole document numbers: they are for those who work with them.
	 */
	static const char *const personal[] = { "workbook", "marked", "photos", "photo" };

	if (f->is_public)
		return true;
	for (size_t i = 0; i < sizeof personal / sizeof *personal; i++)
		if (str_eq(f->purpose, str_of(personal[i])) && !(r->who.duties & DUTY_OFFICER))
			return false;
	return r->who.role == ROLE_EXPERT ? f->account_id == r->who.account
					  : f->organisation_id == r->who.organisation;
}

static error_code
file_download(request *r)
{
	struct file_get f;

	if (!file_get(r->db, r->id[0], &f) || !str_is(f.state, "stored") || !visible(r, &f))
		return E_NOT_FOUND;
	reply_file(r, f.id, f.name, f.media_type, f.size);
	return E_OK;
}

ROUTES(file,
    ROUTE(POST, "/files", file_upload, FILE_UPLOAD, "上传文件", .query = &file_query_fields, .body = BODY_STREAM,
	.body_max = FILE_MOST, .answer = &file_made_answer, .no_key = true),
    ROUTE(GET, "/files/{id}", file_download, FILE_VIEW, "下载文件", .out = "application/octet-stream"));
