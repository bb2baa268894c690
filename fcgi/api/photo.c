/*
 * photo.c: candidate photos 考生照片: a zip of many or a single file, both judged by jobs; the photo as it was
 * re-made.
 */
#include "query/photo.h"

#include "api/routes.h"
#include "query/candidate.h"
#include "query/job.h"
#include "web/request.h"

struct photo_input {
	i64 file;
};
FIELD_TABLE(photo_input_fields, "PhotoInput", struct photo_input,
    FIELD_ID(struct photo_input, file, .title = "文件", .required = true,
	.note = "单张先以用途 photo 上传，压缩包以用途 photos 上传"));

static error_code
queue(request *r, const char *kind, const char *purpose, i64 candidate)
{
	const struct photo_input *in = r->in;
	struct photo_file f;
	i64 job;

	if (!photo_file(r->db, in->file, r->who.organisation, str_of(purpose), &f)) {
		faults_at(&r->faults, "/file", "文件不存在或没有传完，请重新上传");
		return E_INVALID;
	}
	job = job_insert(r->db, &(struct job_insert_in){ .kind = str_of(kind),
				    .organisation_id = r->who.organisation,
				    .account_id = r->who.account,
				    .file_id = f.id,
				    .subject_id = candidate,
				    .params = STR("{}") });
	r->audit_subject = candidate ? candidate : job;
	r->status = 202;
	jw_open(&r->out);
	jw_kid(&r->out, "job", job);
	jw_close(&r->out);
	return E_OK;
}

static error_code
photo_import_create(request *r)
{
	return queue(r, "photo_import", "photos", 0);
}

static error_code
candidate_photo_set(request *r)
{
	struct candidate_get c;
	struct photo_frozen f;

	if (!candidate_get(r->db, r->id[0], &r->sc, &c))
		return E_NOT_FOUND;
	if (photo_frozen(r->db, c.id, &f))
		return request_refuse(r, E_STATE, "《%.*s》的准考证已生成，照片不能再换", STR_ARG(f.plan));
	return queue(r, "photo_one", "photo", c.id);
}

static error_code
candidate_photo_show(request *r)
{
	struct photo_get p;

	if (!photo_get(r->db, r->id[0], &r->sc, &p))
		return E_NOT_FOUND;
	r->media = p.media_type;
	r->bytes = p.bytes;
	return E_OK;
}

ROUTES(photo,
    ROUTE(POST, "/photo-imports", photo_import_create, CANDIDATE_EDIT, "批量上传照片", .in = &photo_input_fields,
	.write = true),
    ROUTE(POST, "/candidates/{id}/photo", candidate_photo_set, CANDIDATE_EDIT, "上传照片", .in = &photo_input_fields,
	.write = true),
    ROUTE(GET, "/candidates/{id}/photo", candidate_photo_show, CANDIDATE_VIEW, "查看照片", .out = "image/jpeg"));
