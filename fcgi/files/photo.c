/*
 * photo.c: what the bytes are, their size, decoding with warnings as errors, turning by EXIF, and the new JPEG.
 * The colour is judged in photo_colour.c.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <turbojpeg.h>

#include "files/photo.h"
#include "files/photo_colour.h"
#include "files/photo_jpeg.h"
#include "files/photo_png.h"

/* First bytes of what people send by mistake or on purpose; at is where they stand. */
#define MAGIC(at, bytes, name)                                                                                       \
	{                                                                                                            \
		(at), sizeof(bytes) - 1, (bytes), (name)                                                             \
	}
static const struct {
	size_t at, n;
	const char *bytes, *name;
} types[] = {
	MAGIC(0, "\xFF\xD8\xFF", "JPEG 图像"),
	MAGIC(0, "\x89PNG\r\n\x1a\n", "PNG 图像"),
	MAGIC(8, "WEBP", "WebP 图像"),
	MAGIC(0, "GIF8", "GIF 图像"),
	MAGIC(4, "ftypavif", "AVIF 图像"),
	MAGIC(4, "ftypheic", "HEIC 图像"),
	MAGIC(4, "ftypheix", "HEIC 图像"),
	MAGIC(4, "ftypmif1", "HEIC 图像"),
	MAGIC(4, "ftyp", "MP4 一类的视频"),
	MAGIC(0, "II*\0", "TIFF 图像"),
	MAGIC(0, "MM\0*", "TIFF 图像"),
	MAGIC(0, "%PDF", "PDF 文档"),
	MAGIC(0, "PK\x03\x04", "ZIP 压缩包或 Office 文档"),
	MAGIC(0, "Rar!", "RAR 压缩包"),
	MAGIC(0, "7z\xBC\xAF", "7z 压缩包"),
	MAGIC(0, "\xD0\xCF\x11\xE0", "旧版 Office 文档"),
	MAGIC(0, "8BPS", "Photoshop 文档"),
	MAGIC(0, "\0\0\1\0", "ICO 图标"),
	MAGIC(0, "MZ", "Windows 程序"),
	MAGIC(0, "\177ELF", "Linux 程序"),
	MAGIC(0, "BM", "BMP 图像"),
};

static bool
mentions(const u8 *b, size_t n, const char *what)
{
	return memmem(b, n, what, strlen(what)) != NULL;
}

const char *
photo_true_type(const void *bytes, size_t n)
{
	const u8 *b = bytes;
	if (n == 0)
		return "空文件";
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (n >= types[i].at + types[i].n && memcmp(b + types[i].at, types[i].bytes, types[i].n) == 0)
			return types[i].name;
	size_t head = n < 1024 ? n : 1024;
	if (mentions(b, head, "<svg"))
		return "SVG 图像";
	if (mentions(b, head, "<html") || mentions(b, head, "<HTML") || mentions(b, head, "<!DOCTYPE"))
		return "HTML 网页";
	return mentions(b, head, "<?xml") ? "XML 文本" : "未知类型";
}

static void refuse(photo *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void
refuse(photo *p, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	p->verdict = PHOTO_REFUSED;
	vsnprintf(p->reason, sizeof p->reason, fmt, ap);
	va_end(ap);
}

/* A suffix of the other kind is refused: what people and programs see of the file must be what it is. */
static bool
suffix_matches(str name, bool png)
{
	const char *dot = name.n ? memrchr(name.p, '.', name.n) : NULL;
	if (!dot)
		return true;
	str suffix = str_from(name, (size_t)(dot + 1 - name.p));
	bool says_png = suffix.n == 3 && strncasecmp(suffix.p, "png", 3) == 0;
	bool says_jpg = (suffix.n == 3 && strncasecmp(suffix.p, "jpg", 3) == 0) ||
			(suffix.n == 4 && strncasecmp(suffix.p, "jpeg", 4) == 0);
	return png ? !says_jpg : !says_png;
}

/* Bytes after the image's end: many, or those of a second file, are refused (faults.md E13, F8); others are dropped.
 */
static bool
trailing_good(photo *p, const photo_rule *rule, const u8 *b, size_t n, size_t end)
{
	static const char *const foreign[] = { "%PDF", "PK\x03\x04", "PK\x05\x06", "<?php", "<script", "<html",
		"<svg", "MZ\x90" };
	if (n - end > rule->max_trailing) {
		refuse(
		    p, "图像结束后还附带 %zu 字节其他内容（最多 %zu），请重新保存照片", n - end, rule->max_trailing);
		return false;
	}
	bool pdf = mentions(b, n < 1024 ? n : 1024, "%PDF-"); /* readers look for it in the first kilobyte */
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign && !pdf; i++)
		pdf = mentions(b + end, n - end, foreign[i]);
	if (pdf)
		refuse(p, "照片中夹带了其他类型的文件内容，请重新保存照片");
	return !pdf;
}

static bool
size_good(photo *p, const photo_rule *rule, int width, int height, int orientation)
{
	bool turned = orientation >= 5;
	int w = turned ? height : width, h = turned ? width : height;
	if (w == rule->width && h == rule->height)
		return true;
	refuse(p, "照片尺寸为 %d×%d 像素%s，要求 %d×%d 像素（宽×高）", w, h, turned ? "（已按拍摄方向转正）" : "",
	    rule->width, rule->height);
	return false;
}

static bool
decode_jpeg(photo *p, const photo_rule *rule, const u8 *b, size_t n, u8 **rgb, int *orientation)
{
	photo_jpeg j;
	switch (photo_jpeg_read(&j, b, n)) {
	case PHOTO_JPEG_OK:
		break;
	case PHOTO_JPEG_CUT:
		refuse(p, "照片文件不完整（JPEG 没有结束标记），请重新保存或重新上传");
		return false;
	case PHOTO_JPEG_ARITHMETIC:
		refuse(p, "照片为算术编码的 JPEG，要求霍夫曼编码（基线或渐进式），请另存为普通 JPEG");
		return false;
	case PHOTO_JPEG_DEPTH:
		refuse(p, "照片每通道不是 8 位，要求 8 位 JPEG，请另存为普通 JPEG");
		return false;
	case PHOTO_JPEG_PROCESS:
		refuse(p, "照片为无损或分层 JPEG，要求基线或渐进式，请另存为普通 JPEG");
		return false;
	case PHOTO_JPEG_SCANS:
		refuse(p, "照片的 JPEG 扫描超过 %d 次，不是正常照片", PHOTO_JPEG_SCANS_MAX);
		return false;
	case PHOTO_JPEG_BROKEN:
		refuse(p, "照片已损坏（JPEG 结构有误），请重新保存照片");
		return false;
	}
	if (!size_good(p, rule, j.width, j.height, j.orientation) || !trailing_good(p, rule, b, n, j.end))
		return false;
	if (j.components != 3) {
		refuse(
		    p, "照片为%s，要求红色背景的 RGB 彩色照片", j.components == 1 ? "灰度图像" : "印刷用 CMYK 颜色");
		return false;
	}
	tjhandle tj = tjInitDecompress();
	*rgb = malloc((size_t)j.width * (size_t)j.height * 3);
	if (!tj || !*rgb)
		abort();
	int w, h, sampling, space;
	bool good = tjDecompressHeader3(tj, b, j.end, &w, &h, &sampling, &space) == 0 && w == j.width &&
		    h == j.height && (space == TJCS_YCbCr || space == TJCS_RGB) &&
		    tjDecompress2(tj, b, j.end, *rgb, w, 0, h, TJPF_RGB,
			TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT) == 0;
	tjDestroy(tj);
	if (!good)
		refuse(p, "照片已损坏（JPEG 数据无法完整解码），请重新保存照片");
	*orientation = j.orientation;
	return good;
}

static bool
decode_png(photo *p, const photo_rule *rule, const u8 *b, size_t n, u8 **rgb, int *orientation)
{
	photo_png g;
	photo_png_result r = photo_png_read(&g, b, n);
	if (r == PHOTO_PNG_OK) {
		if (!size_good(p, rule, g.width, g.height, g.orientation) || !trailing_good(p, rule, b, n, g.end))
			return false;
		*rgb = malloc((size_t)g.width * (size_t)g.height * 3);
		if (!*rgb)
			abort();
		*orientation = g.orientation;
		r = photo_png_decode(&g, b, *rgb);
	}
	switch (r) {
	case PHOTO_PNG_OK:
		return true;
	case PHOTO_PNG_CUT:
		refuse(p, "照片文件不完整（PNG 没有结束块），请重新保存或重新上传");
		return false;
	case PHOTO_PNG_ANIMATED:
		refuse(p, "照片为动画 PNG，要求单幅静态照片");
		return false;
	case PHOTO_PNG_TRANSPARENT:
		refuse(p, "照片含有透明部分，要求不透明的红色背景，请填充红色背景后另存为 jpg");
		return false;
	case PHOTO_PNG_MEMORY:
		abort();
	case PHOTO_PNG_BROKEN:
		break;
	}
	refuse(p, "照片已损坏（PNG 数据无法完整解码），请重新保存照片");
	return false;
}

/* The pixels as orientation (EXIF 2.32, table 6) says they are to be seen; out has width x height pixels. */
static void
turn(u8 *out, const u8 *in, int width, int height, int orientation)
{
	bool across = orientation >= 5; /* rows were stored as columns */
	bool flip_x = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
	bool flip_y = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
	int stored = across ? height : width;
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			int u = flip_x ? width - 1 - x : x, v = flip_y ? height - 1 - y : y;
			int sx = across ? v : u, sy = across ? u : v;
			memcpy(out + 3 * (y * width + x), in + 3 * (sy * stored + sx), 3);
		}
}

static void
encode(photo *p, const photo_rule *rule, u8 *rgb)
{
	tjhandle tj = tjInitCompress();
	unsigned long n = tjBufSize(rule->width, rule->height, TJSAMP_444);
	p->jpeg = malloc(n);
	if (!tj || !p->jpeg)
		abort();
	/* 4:4:4: the usual halving of colour smears red into hair and shoulders. */
	if (tjCompress2(tj, rgb, rule->width, 0, rule->height, TJPF_RGB, &p->jpeg, &n, TJSAMP_444, rule->quality,
		TJFLAG_NOREALLOC | TJFLAG_ACCURATEDCT) == 0) {
		p->n = n;
	} else {
		free(p->jpeg);
		p->jpeg = NULL;
		refuse(p, "照片无法重新编码，请重新保存照片");
	}
	tjDestroy(tj);
}

photo_verdict
photo_check(photo *p, const photo_rule *rule, const void *bytes, size_t n, str name)
{
	*p = (photo){ 0 };
	const u8 *b = bytes;
	bool png = n >= 8 && memcmp(b, "\x89PNG\r\n\x1a\n", 8) == 0,
	     jpeg = n >= 3 && memcmp(b, "\xFF\xD8\xFF", 3) == 0;
	if (n > rule->max_bytes) {
		refuse(p, "照片文件为 %zu 字节，要求不超过 %zu 字节（%.0f MB）", n, rule->max_bytes,
		    (double)rule->max_bytes / 1048576);
		return p->verdict;
	}
	if (!png && !jpeg) {
		refuse(p, "文件实际是%s，要求 jpg 或 png 照片", photo_true_type(bytes, n));
		return p->verdict;
	}
	if (!suffix_matches(name, png)) {
		refuse(p, "文件名后缀与内容不符：实际是%s，请改正后缀或另存", photo_true_type(bytes, n));
		return p->verdict;
	}
	u8 *rgb = NULL;
	int orientation = 1;
	if ((png ? decode_png : decode_jpeg)(p, rule, b, n, &rgb, &orientation)) {
		u8 *upright = malloc((size_t)rule->width * (size_t)rule->height * 3);
		if (!upright)
			abort();
		turn(upright, rgb, rule->width, rule->height, orientation);
		photo_colour_judge(p, rule, upright);
		if (p->verdict != PHOTO_REFUSED)
			encode(p, rule, upright);
		free(upright);
	}
	free(rgb);
	return p->verdict;
}

void
photo_close(photo *p)
{
	free(p->jpeg);
	*p = (photo){ 0 };
}
