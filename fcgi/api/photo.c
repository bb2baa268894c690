/*
 * photo.c: candidate photos 考生照片: a zip of many or a single file, both judged by jobs; the photo as it was
 * re-made; and the rule that they are judged by, so that the portal can judge before it sends.
 */
#include <math.h>

#include "query/photo.h"

#include "api/routes.h"
#include "data/setting.h"
#include "files/photo.h"
#include "query/candidate.h"
#include "query/job.h"
#include "web/answer.h"

struct photo_input {
	i64 file;
};
FIELD_TABLE(photo_input_fields, "PhotoInput", struct photo_input,
    FIELD_ID(struct photo_input, file, .title = "文件", .required = true,
	.note = "单张先以用途 photo 上传，压缩包以用途 photos 上传"));

/* photo_rule in hundredths. */
struct photo_rule_view {
	i64 bytes_most, files_most, width, height;
	i64 border, sides, chroma_least, hue_least, hue_most, light_least, light_most;
	i64 red_good, red_doubt, strip_good, uneven, subject_none, subject_least, subject_most, second_most;
};
#define S struct photo_rule_view
FIELD_TABLE(photo_rule_answer, "PhotoRule", S, FIELD_INT(S, bytes_most, .title = "每张照片最多字节数"),
    FIELD_INT(S, files_most, .title = "每个压缩包最多照片数"), FIELD_INT(S, width, .title = "宽度（像素）"),
    FIELD_INT(S, height, .title = "高度（像素）"), FIELD_CENTI(S, border, .title = "边缘区域的宽度，占照片的比例"),
    FIELD_CENTI(S, sides, .title = "两侧边缘区域的下沿，占照片高度的比例"),
    FIELD_CENTI(S, chroma_least, .title = "红色的最小彩度"),
    FIELD_CENTI(S, hue_least, .title = "红色的最小色相角（度）"),
    FIELD_CENTI(S, hue_most, .title = "红色的最大色相角（度）"),
    FIELD_CENTI(S, light_least, .title = "红色的最小明度"), FIELD_CENTI(S, light_most, .title = "红色的最大明度"),
    FIELD_CENTI(S, red_good, .title = "边缘区域红色的比例，达到则合格"),
    FIELD_CENTI(S, red_doubt, .title = "边缘区域红色的比例，达到则由人工确认"),
    FIELD_CENTI(S, strip_good, .title = "每一侧边缘红色的比例，达到则合格"),
    FIELD_CENTI(S, uneven, .title = "红色明度的标准差，超过则由人工确认"),
    FIELD_CENTI(S, subject_none, .title = "人像占画面的比例，不到则视为没有人像"),
    FIELD_CENTI(S, subject_least, .title = "人像占画面的最小比例"),
    FIELD_CENTI(S, subject_most, .title = "人像占画面的最大比例"),
    FIELD_CENTI(S, second_most, .title = "第二个物体与人像之比，超过则由人工确认"));
#undef S

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
	return answer_job(r, job, candidate);
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

static i64
hundredths(double v)
{
	return lround(v * 100);
}

static error_code
photo_rule_show(request *r)
{
	const photo_rule *p = &photo_rule_default;
	struct photo_rule_view v = { .bytes_most = setting_int(r->db, "photo.bytes_most"),
		.files_most = setting_int(r->db, "import.photos_most"),
		.width = setting_int(r->db, "photo.width"),
		.height = setting_int(r->db, "photo.height"),
		.border = hundredths(p->border),
		.sides = hundredths(p->sides),
		.chroma_least = hundredths(p->chroma_least),
		.hue_least = hundredths(p->hue_least),
		.hue_most = hundredths(p->hue_most),
		.light_least = hundredths(p->light_least),
		.light_most = hundredths(p->light_most),
		.red_good = hundredths(p->red_good),
		.red_doubt = hundredths(p->red_doubt),
		.strip_good = hundredths(p->strip_good),
		.uneven = hundredths(p->uneven),
		.subject_none = hundredths(p->subject_none),
		.subject_least = hundredths(p->subject_least),
		.subject_most = hundredths(p->subject_most),
		.second_most = hundredths(p->second_most) };

	ANSWER(r, photo_rule_answer, &v);
	return E_OK;
}

ROUTES(photo, ROUTE(GET, "/photo-rule", photo_rule_show, CANDIDATE_VIEW, "照片要求", .answer = &photo_rule_answer),
    ROUTE(POST, "/photo-imports", photo_import_create, CANDIDATE_EDIT, "批量上传照片", .in = &photo_input_fields,
	.answer = &job_answer, .write = true),
    ROUTE(POST, "/candidates/{id}/photo", candidate_photo_set, CANDIDATE_EDIT, "上传照片", .in = &photo_input_fields,
	.answer = &job_answer, .write = true),
    ROUTE(GET, "/candidates/{id}/photo", candidate_photo_show, CANDIDATE_VIEW, "查看照片", .out = "image/jpeg"));
