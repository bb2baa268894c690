/*
 * pdf_fixture.h: reading PDFs back with poppler and zbar, and a small photo, for the tests of papers and
 * certificates.
 */
#ifndef TESTS_FILES_PDF_FIXTURE_H
#define TESTS_FILES_PDF_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>
#include <unistd.h>

#include "files/pdf.h"

/* fontconfig loses 288 bytes of the system's configuration, which pango loads beside ours, when it lets go of it. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

static char pdf_path[] = "/tmp/pdf_test_XXXXXX";
static char pdf_said[400000];

/* Writes the document to a temporary file that the readers below read. */
static inline void
pdf_keep(const pdf_result *doc)
{
	if (strstr(pdf_path, "XXXXXX"))
		close(mkstemp(pdf_path));
	FILE *f = fopen(pdf_path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(doc->bytes, 1, doc->n, f), doc->n);
	fclose(f);
}

/* What a command says; %s in it is the file. */
static inline const char *
pdf_ask(const char *command)
{
	char line[400];
	snprintf(line, sizeof line, command, pdf_path, pdf_path);
	FILE *f = popen(line, "r");
	assert_non_null(f);
	size_t n = fread(pdf_said, 1, sizeof pdf_said - 1, f);
	pdf_said[n] = 0;
	pclose(f);
	return pdf_said;
}

#define assert_has(text, part)                                                                                       \
	do {                                                                                                         \
		if (!strstr((text), (part)))                                                                         \
			fail_msg("\"%s\" is not in: %.3000s", (part), (text));                                       \
	} while (0)

/* Every font of the document is embedded, as a subset, and can be turned into Unicode. */
static inline void
assert_fonts_embedded(void)
{
	const char *fonts = pdf_ask("pdffonts %s | tail -n +3 | awk '{print $(NF-4) $(NF-3) $(NF-2)}' | sort -u");
	assert_string_equal(fonts, "yesyesyes\n");
}

static inline str
red_photo(void)
{
	static u8 rgb[295 * 413 * 3], *out;
	static unsigned long n;
	if (out)
		return (str){ (char *)out, n };
	for (int i = 0; i < 295 * 413; i++) {
		int x = i % 295 - 147, y = i / 295 - 190;
		bool face = x * x + y * y < 80 * 80;
		rgb[3 * i] = face ? 226 : 200;
		rgb[3 * i + 1] = face ? 180 : 20;
		rgb[3 * i + 2] = face ? 150 : 30;
	}
	tjhandle tj = tjInitCompress();
	tjCompress2(tj, rgb, 295, 0, 413, TJPF_RGB, &out, &n, TJSAMP_444, 90, 0);
	tjDestroy(tj);
	return (str){ (char *)out, n };
}

static inline void
pdf_fixture_end(void)
{
	str photo = red_photo();
	tjFree((u8 *)photo.p);
	unlink(pdf_path);
	pdf_fonts_close();
}

#endif
