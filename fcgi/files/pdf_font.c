/*
 * pdf_font.c: the fonts of all documents, from one package and through a fontconfig of our own, so that a document
 * does not depend on what else a host has installed. Loaded once per process (see pdf_fonts_open).
 */
#include <cairo-ft.h>
#include <pango/pangofc-fontmap.h>
#include <stdlib.h>

#include "files/pdf_inside.h"

const char *const pdf_font_sans = "Noto Sans CJK SC";
const char *const pdf_font_serif = "Noto Serif CJK SC";

/* The system's cache directory saves scanning 90 MB of fonts at every start; without it fontconfig scans. */
static const FcChar8 font_config[] =
    "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"urn:fontconfig:fonts.dtd\">"
    "<fontconfig><dir>/usr/share/fonts/opentype/noto</dir>"
    "<cachedir>/var/cache/fontconfig</cachedir></fontconfig>";

static PangoFontMap *font_map;
static FcConfig *font_settings;

/* The faces in use: file and number of the face in it. */
enum { FACES = 8 };
static struct face {
	char *file;
	int index;
	FT_Face ft;
	cairo_font_face_t *cairo;
} faces[FACES];
static FT_Library freetype;

static bool
has_family(FcConfig *c, const char *family)
{
	FcPattern *want = FcPatternCreate();
	FcPatternAddString(want, FC_FAMILY, (const FcChar8 *)family);
	FcObjectSet *only = FcObjectSetBuild(FC_FAMILY, (char *)NULL);
	FcFontSet *found = FcFontList(c, want, only);
	bool has = found && found->nfont > 0;
	if (found)
		FcFontSetDestroy(found);
	FcObjectSetDestroy(only);
	FcPatternDestroy(want);
	return has;
}

bool
pdf_fonts_open(void)
{
	if (font_map)
		return true;
	FcConfig *c = FcConfigCreate();
	if (!c)
		return false;
	if (!FcConfigParseAndLoadFromMemory(c, font_config, FcTrue) || !FcConfigBuildFonts(c) ||
	    !has_family(c, pdf_font_sans) || !has_family(c, pdf_font_serif)) {
		FcConfigDestroy(c);
		return false;
	}
	font_settings = c;
	font_map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(font_map), c);
	pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(font_map), 72.0);
	return true;
}

void
pdf_fonts_close(void)
{
	if (!font_map)
		return;
	for (size_t i = 0; i < FACES && faces[i].file; i++) {
		cairo_font_face_destroy(faces[i].cairo);
		free(faces[i].file);
		faces[i] = (struct face){ 0 };
	}
	g_object_unref(font_map);
	FcConfigDestroy(font_settings);
	font_map = NULL;
	font_settings = NULL;
	cairo_debug_reset_static_data(); /* lets go of the faces, so that FreeType may close them */
	if (freetype)
		FT_Done_FreeType(freetype);
	freetype = NULL;
}

PangoFontMap *
pdf_font_map(void)
{
	return pdf_fonts_open() ? font_map : NULL;
}

/*
 * cairo 1.16 copies CFF outlines into a document with only those subroutines it believes to be used, and it counts
 * the hints of a subroutine only once: with Noto CJK single characters (e.g. 如, depending on what was drawn before)
 * then come out blank. For a synthetic font it writes the outlines anew instead, without subroutines, which is right
 * and even smaller. Any flag makes a font synthetic; this one asks for neither bold nor slanted type.
 */
enum { SYNTHETIC_UNCHANGED = 1 << 4 };

static bool
open_face(struct face *f, const char *file, int index)
{
	if ((!freetype && FT_Init_FreeType(&freetype) != 0) || FT_New_Face(freetype, file, index, &f->ft) != 0)
		return false;
	f->file = strdup(file);
	if (!f->file)
		abort();
	f->index = index;
	f->cairo = cairo_ft_font_face_create_for_ft_face(f->ft, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP);
	cairo_ft_font_face_set_synthesize(f->cairo, SYNTHETIC_UNCHANGED);
	return true;
}

cairo_font_face_t *
pdf_font_face(PangoFont *font)
{
	FcPattern *pattern = pango_fc_font_get_pattern(PANGO_FC_FONT(font));
	FcChar8 *file;
	int index;
	if (FcPatternGetString(pattern, FC_FILE, 0, &file) != FcResultMatch ||
	    FcPatternGetInteger(pattern, FC_INDEX, 0, &index) != FcResultMatch)
		return NULL;
	for (size_t i = 0; i < FACES; i++) {
		if (!faces[i].file && !open_face(&faces[i], (const char *)file, index))
			return NULL;
		if (faces[i].index == index && strcmp(faces[i].file, (const char *)file) == 0)
			return faces[i].cairo;
	}
	return NULL;
}
