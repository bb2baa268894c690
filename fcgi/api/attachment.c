/*
 * attachment.c: see attachment.h.
 */
#include "api/attachment.h"

#include "query/file.h"
#include "web/reply.h"

void
attachment_check(request *r, i64 file, const char *pointer)
{
	struct file_get f;

	if (file &&
	    (!file_get(r->db, file, &f) || f.organisation_id != r->who.organisation || !str_is(f.state, "stored")))
		faults_at(&r->faults, pointer, "没有这个文件，请重新上传");
}

error_code
attachment_reply(request *r, i64 file)
{
	struct file_get f;

	if (file == 0 || !file_get(r->db, file, &f) || !str_is(f.state, "stored"))
		return E_NOT_FOUND;
	reply_file(r, f.id, f.name, f.media_type, f.size);
	return E_OK;
}
