/*
 * workbook_kind.c: what a file is, by its bytes (faults.md E1, E2). See file_kind in workbook_inside.h.
 */
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <strings.h>

#include "files/workbook_inside.h"

enum { HEAD = 4096, CHUNK = 64 * 1024, OLE_ENTRY = 128 };

static const struct {
	const char *bytes;
	size_t n;
	const char *says;
} magic[] = {
	{ "%PDF", 4, "这是 PDF 文件" },
	{ "\xff\xd8\xff", 3, "这是图片（JPEG）" },
	{ "\x89PNG", 4, "这是图片（PNG）" },
	{ "GIF8", 4, "这是图片（GIF）" },
	{ "RIFF", 4, "这是图片或音视频文件" },
	{ "II*\0", 4, "这是图片（TIFF）" },
	{ "MM\0*", 4, "这是图片（TIFF）" },
	{ "Rar!", 4, "这是 RAR 压缩包" },
	{ "7z\xbc\xaf", 4, "这是 7z 压缩包" },
	{ "\x1f\x8b", 2, "这是 gzip 压缩文件" },
	{ "{\\rtf", 5, "这是 RTF 文档" },
	{ "MIME-Version:", 13, "这是网页（MHTML）另存的表格" },
	{ "\xff\xfe", 2, "这是 UTF-16 编码的文本，请另存为「CSV UTF-8」" },
	{ "\xfe\xff", 2, "这是 UTF-16 编码的文本，请另存为「CSV UTF-8」" },
	{ "\x7f"
	  "ELF",
	    4, "这是程序文件" },
	{ "MZ", 2, "这是程序文件" },
	{ "\x09\x02\x06\0", 4, "这是 Excel 4 以前的旧格式" },
	{ "\x09\x04\x06\0", 4, "这是 Excel 4 以前的旧格式" },
};

/* Names are UTF-16LE with their length. */
bool
ole_named(const u8 *e, const char *name)
{
	size_t n = strlen(name);

	if (e[64] != 2 * (n + 1) || e[65] != 0 || (e[66] != 1 && e[66] != 2))
		return false;
	for (size_t i = 0; i < n; i++)
		if (e[2 * i] != (u8)name[i] || e[2 * i + 1] != 0)
			return false;
	return true;
}

static file_is
ole_kind(FILE *f, u8 *chunk, const char **says)
{
	bool sheets = false, word = false, slides = false, locked = false;
	size_t n;

	rewind(f);
	while ((n = fread(chunk, 1, CHUNK, f)) >= OLE_ENTRY)
		for (size_t i = 0; i + OLE_ENTRY <= n; i += OLE_ENTRY) {
			locked |= ole_named(chunk + i, "EncryptedPackage");
			sheets |= ole_named(chunk + i, "Workbook") || ole_named(chunk + i, "Book");
			word |= ole_named(chunk + i, "WordDocument");
			slides |= ole_named(chunk + i, "PowerPoint Document");
		}
	if (!locked && sheets)
		return FILE_XLS;
	*says = locked	 ? "表格设有打开密码，请取消密码"
		: word	 ? "这是 Word 97-2003 文档（.doc）"
		: slides ? "这是 PowerPoint 97-2003 文稿（.ppt）"
			 : "这是无法识别的 Office 97-2003 文件";
	return FILE_OTHER;
}

static bool
has(str s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.n; i++)
		if (strncasecmp(s.p + i, word, n) == 0)
			return true;
	return false;
}

static const char *
markup(str head)
{
	if (str_starts(head, STR("\xef\xbb\xbf")))
		head = str_from(head, 3);
	head = str_trim(head);
	if (head.n == 0 || head.p[0] != '<')
		return NULL;
	if (has(head, "<html") || has(head, "<!doctype html") || has(head, "<table") || has(head, "<head"))
		return "这是网页（HTML）另存的表格";
	if (has(head, "office:spreadsheet"))
		return "这是「XML 电子表格 2003」";
	return has(head, "<?xml") ? "这是 XML 文件" : NULL;
}

/* How many bytes at the end are the begin of a character that goes on behind them. */
static size_t
cut_off(str s)
{
	for (size_t k = 1; k <= 3 && k <= s.n; k++) {
		u8 c = (u8)s.p[s.n - k];

		if (c >= 0xc0)
			return k < (c >= 0xf0 ? 4u : c >= 0xe0 ? 3u : 2u) ? k : 0;
		if (c < 0x80)
			return 0;
	}
	return 0;
}

/* Not by iconv, which lets pass what no character is (U+110000 and above). */
static bool
is_utf8(FILE *f, char *chunk)
{
	size_t kept = 0, n;

	rewind(f);
	while ((n = fread(chunk + kept, 1, CHUNK - kept, f)) > 0) {
		str s = { chunk, kept + n };

		kept = cut_off(s);
		if (!utf8_valid(str_head(s, s.n - kept)))
			return false;
		memmove(chunk, s.p + s.n - kept, kept);
	}
	return kept == 0;
}

/* Reads all of f as GB18030; true when no byte is wrong. A character may lie across two chunks. */
static bool
is_gb(FILE *f, char *chunk)
{
	iconv_t cd = iconv_open("UTF-8", "GB18030");
	char out[4096];
	size_t kept = 0, n;
	bool right = cd != (iconv_t)-1;

	rewind(f);
	while (right && (n = fread(chunk + kept, 1, CHUNK - kept, f)) > 0) {
		char *from = chunk;
		size_t in = kept + n;

		while (right && in) {
			char *to = out;
			size_t room = sizeof out;

			if (iconv(cd, &from, &in, &to, &room) != (size_t)-1)
				continue;
			if (errno == EINVAL)
				break;
			right = errno == E2BIG;
		}
		memmove(chunk, from, in);
		kept = in;
	}
	if (cd != (iconv_t)-1)
		iconv_close(cd);
	return right && kept == 0;
}

file_is
file_kind(FILE *f, const char **says)
{
	char *chunk = malloc(CHUNK);
	file_is is = FILE_OTHER;
	str head;

	*says = "系统繁忙";
	if (chunk == NULL)
		return is;
	head = (str){ chunk, fread(chunk, 1, HEAD, f) };
	*says = head.n ? NULL : "文件是空的";
	for (size_t i = 0; i < sizeof magic / sizeof *magic; i++)
		if (str_starts(head, (str){ magic[i].bytes, magic[i].n }))
			*says = magic[i].says;
	if (*says == NULL)
		*says = markup(head);
	if (*says == NULL) {
		*says = "无法识别的文件类型";
		if (str_starts(head, STR("PK\3\4")) || str_starts(head, STR("PK\5\6")))
			is = FILE_XLSX_LIKE;
		else if (str_starts(head, STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
			is = ole_kind(f, (u8 *)chunk, says);
		else if (memchr(head.p, 0, head.n))
			is = FILE_OTHER;
		else if (is_utf8(f, chunk))
			is = FILE_CSV_UTF8;
		else if (is_gb(f, chunk))
			is = FILE_CSV_GB;
	}
	free(chunk);
	return is;
}
