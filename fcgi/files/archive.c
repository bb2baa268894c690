/*
 * archive.c: a zip from outside, checked before anything is unpacked. See archive.h.
 */
#include "files/archive.h"

#include <iconv.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <zip.h>

#include "base/hidden.h"
#include "files/archive_layout.h"

enum { NAME_MAX_BYTES = 255, RATIO_FROM = 1 << 20, UNIX_HOST = 3, OSX_HOST = 19 };

const archive_limits archive_photos = { 12000, UINT64_C(4) << 30, UINT64_C(4) << 30, 200 };

struct archive {
	zip_t *zip;
	zip_file_t *open; /* the entry that is streamed now */
	u64 left;	  /* of its declared size */
	archive_limits limits;
	archive_entry *v;
	size_t n;
	char *names; /* of all entries */
};

const char *
archive_says(archive_error e)
{
	static const char *const says[] = {
		[ARCHIVE_OK] = "成功",
		[ARCHIVE_UNREADABLE] = "文件无法读取，请重新上传",
		[ARCHIVE_NOT_ZIP] = "文件不是 ZIP 压缩包",
		[ARCHIVE_DAMAGED] = "压缩包已损坏或不完整，请重新压缩后上传",
		[ARCHIVE_ENCRYPTED] = "压缩包设有密码，请取消密码后上传",
		[ARCHIVE_METHOD] = "压缩包使用了不支持的压缩方式，请用普通 ZIP 方式重新压缩",
		[ARCHIVE_ENTRIES] = "压缩包内的文件数量超过限制，请分批上传",
		[ARCHIVE_ENTRY_SIZE] = "压缩包内有文件超过大小限制",
		[ARCHIVE_TOTAL_SIZE] = "压缩包解压后的总大小超过限制，请分批上传",
		[ARCHIVE_RATIO] = "压缩包的压缩比异常，已拒绝",
		[ARCHIVE_MEMORY] = "系统繁忙，请稍后再试",
	};

	return says[e];
}

static bool
limits_hold(const layout *l, const archive_limits *lim, archive_error *why)
{
	u64 total = 0;

	for (size_t i = 0; i < l->n; i++) {
		const layout_entry *e = &l->v[i];

		*why = ARCHIVE_ENCRYPTED;
		if (e->flags & 0x2041) /* encrypted, strongly encrypted, directory masked */
			return false;
		*why = ARCHIVE_METHOD;
		if (e->method != ZIP_CM_STORE && e->method != ZIP_CM_DEFLATE)
			return false;
		*why = ARCHIVE_RATIO;
		if (e->size > RATIO_FROM && e->size / lim->ratio > e->packed)
			return false;
		*why = ARCHIVE_ENTRY_SIZE;
		if (e->size > lim->entry_bytes)
			return false;
		*why = ARCHIVE_TOTAL_SIZE;
		if (e->size > lim->total_bytes - total)
			return false;
		total += e->size;
	}
	return true;
}

/* libzip must see the directory that was checked, entry for entry. */
static bool
agrees(zip_t *zip, const layout *l)
{
	if (zip_get_num_entries(zip, 0) != (zip_int64_t)l->n)
		return false;
	for (size_t i = 0; i < l->n; i++) {
		zip_stat_t st;

		if (zip_stat_index(zip, i, 0, &st) != 0 || st.size != l->v[i].size ||
		    st.comp_size != l->v[i].packed || st.comp_method != l->v[i].method ||
		    st.encryption_method != ZIP_EM_NONE)
			return false;
	}
	return true;
}

/* raw as UTF-8 at *to, which has room for three bytes for each of raw. */
static str
decode(iconv_t gb, str raw, char **to, bool *bad)
{
	char *from = (char *)(uintptr_t)raw.p, *start = *to;
	size_t in = raw.n, out = 3 * raw.n;

	if (utf8_valid(raw)) {
		memcpy(*to, raw.p, raw.n);
		*to += raw.n;
	} else if (gb == (iconv_t)-1 || iconv(gb, NULL, NULL, NULL, NULL) == (size_t)-1 ||
		   iconv(gb, &from, &in, to, &out) == (size_t)-1) {
		*to = start;
		*bad = true;
	}
	return (str){ start, (size_t)(*to - start) };
}

static str
last_part(str path)
{
	size_t at = path.n;

	while (at && path.p[at - 1] != '/' && path.p[at - 1] != '\\')
		at--;
	return str_from(path, at);
}

static bool
is_any(str s, const char *const *list)
{
	for (; *list; list++)
		if (s.n == strlen(*list) && strncasecmp(s.p, *list, s.n) == 0)
			return true;
	return false;
}

/* Names that are devices on some system, with any extension. */
static bool
reserved(str name)
{
	static const char *const devices[] = { "CON", "PRN", "AUX", "NUL", NULL };
	str stem = str_head(name, str_find(name, '.'));

	return is_any(stem, devices) ||
	       (stem.n == 4 && stem.p[3] >= '0' && stem.p[3] <= '9' &&
		   (strncasecmp(stem.p, "COM", 3) == 0 || strncasecmp(stem.p, "LPT", 3) == 0));
}

static bool
climbs(str path)
{
	size_t from = 0;

	for (size_t i = 0; i <= path.n; i++)
		if (i == path.n || path.p[i] == '/' || path.p[i] == '\\') {
			if (str_is(str_head(str_from(path, from), i - from), ".."))
				return true;
			from = i + 1;
		}
	return false;
}

static unsigned
flags_of(const layout_entry *e, str path, str name)
{
	static const char *const junk[] = { ".DS_Store", "Thumbs.db", "desktop.ini", NULL };
	unsigned type = e->host == UNIX_HOST || e->host == OSX_HOST ? e->mode & S_IFMT : 0, flags = 0;

	if (name.n == 0 || type == S_IFDIR)
		flags |= ARCHIVE_DIRECTORY;
	if (str_starts(path, STR("__MACOSX/")) || str_starts(name, STR("._")) || is_any(name, junk))
		flags |= ARCHIVE_JUNK;
	if (path.n == 0 || e->name.n > NAME_MAX_BYTES || path.p[0] == '/' || path.p[0] == '\\' ||
	    (path.n > 1 && path.p[1] == ':') || climbs(path) || hidden_find(path, false) >= 0 || reserved(name) ||
	    (type != 0 && type != S_IFREG && type != S_IFDIR))
		flags |= ARCHIVE_DANGEROUS;
	return flags;
}

static bool
take_names(archive *z, const layout *l)
{
	iconv_t gb = iconv_open("UTF-8", "GB18030");
	size_t room = 1;
	char *to;

	for (size_t i = 0; i < l->n; i++)
		room += 3 * l->v[i].name.n;
	z->v = calloc(l->n + 1, sizeof *z->v);
	z->names = to = malloc(room);
	for (size_t i = 0; z->v && z->names && i < l->n; i++) {
		archive_entry *e = &z->v[z->n++];
		bool bad = false;

		e->size = l->v[i].size;
		e->path = decode(gb, l->v[i].name, &to, &bad);
		e->name = last_part(e->path);
		e->flags = flags_of(&l->v[i], e->path, e->name) | (bad ? ARCHIVE_DANGEROUS : 0);
	}
	if (gb != (iconv_t)-1)
		iconv_close(gb);
	return z->v && z->names;
}

static archive_error
error_of(int zip_error)
{
	switch (zip_error) {
	case ZIP_ER_MEMORY:
		return ARCHIVE_MEMORY;
	case ZIP_ER_COMPNOTSUPP:
		return ARCHIVE_METHOD;
	case ZIP_ER_NOPASSWD:
	case ZIP_ER_ENCRNOTSUPP:
		return ARCHIVE_ENCRYPTED;
	default:
		return ARCHIVE_DAMAGED;
	}
}

static archive_error
open_checked(const char *path, const layout *l, archive *z)
{
	archive_error why;
	int code = 0;

	if (!limits_hold(l, &z->limits, &why))
		return why;
	if (l->n == 0)
		return take_names(z, l) ? ARCHIVE_OK : ARCHIVE_MEMORY;
	z->zip = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
	if (z->zip == NULL)
		return error_of(code);
	if (!agrees(z->zip, l))
		return ARCHIVE_DAMAGED;
	return take_names(z, l) ? ARCHIVE_OK : ARCHIVE_MEMORY;
}

archive_error
archive_open(const char *path, const archive_limits *limits, archive **out)
{
	FILE *f = fopen(path, "rbe");
	archive *z = calloc(1, sizeof *z);
	layout l = { 0 };
	archive_error err;

	*out = NULL;
	if (f == NULL || z == NULL) {
		if (f)
			fclose(f);
		free(z);
		return f ? ARCHIVE_MEMORY : ARCHIVE_UNREADABLE;
	}
	z->limits = *limits;
	err = layout_read(f, limits->entries, &l);
	fclose(f);
	if (err == ARCHIVE_OK)
		err = open_checked(path, &l, z);
	layout_free(&l);
	if (err)
		archive_close(z);
	else
		*out = z;
	return err;
}

void
archive_close(archive *z)
{
	if (z == NULL)
		return;
	archive_stop(z);
	if (z->zip)
		zip_discard(z->zip);
	free(z->v);
	free(z->names);
	free(z);
}

size_t
archive_count(const archive *z)
{
	return z->n;
}

const archive_entry *
archive_at(const archive *z, size_t i)
{
	return &z->v[i];
}

size_t
archive_find(const archive *z, str path)
{
	size_t i = 0;

	while (i < z->n && !str_eq(z->v[i].path, path))
		i++;
	return i;
}

archive_error
archive_start(archive *z, size_t i)
{
	archive_stop(z);
	z->open = zip_fopen_index(z->zip, i, 0);
	if (z->open == NULL)
		return error_of(zip_error_code_zip(zip_get_error(z->zip)));
	z->left = z->v[i].size;
	return ARCHIVE_OK;
}

archive_error
archive_next(archive *z, void *buffer, size_t cap, size_t *n)
{
	zip_int64_t got = zip_fread(z->open, buffer, cap);

	*n = 0;
	if (got < 0)
		return error_of(zip_error_code_zip(zip_file_get_error(z->open)));
	/* What unpacks to another size than declared was never within the limits that were checked. */
	if ((u64)got > z->left || (got == 0 && z->left != 0))
		return ARCHIVE_DAMAGED;
	z->left -= (u64)got;
	*n = (size_t)got;
	return ARCHIVE_OK;
}

void
archive_stop(archive *z)
{
	if (z->open)
		zip_fclose(z->open);
	z->open = NULL;
}

archive_error
archive_read(archive *z, size_t i, void *buffer, size_t cap, size_t *n)
{
	archive_error err;
	size_t got;
	char last;

	*n = 0;
	if (z->v[i].size > cap)
		return ARCHIVE_ENTRY_SIZE;
	err = archive_start(z, i);
	do {
		/* The read past the end is what makes libzip compare the CRC. */
		if (err == ARCHIVE_OK)
			err = *n < cap ? archive_next(z, (char *)buffer + *n, cap - *n, &got)
				       : archive_next(z, &last, 1, &got);
		if (err == ARCHIVE_OK)
			*n += got;
	} while (err == ARCHIVE_OK && got);
	archive_stop(z);
	return err;
}
