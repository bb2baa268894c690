/*
 * photo_png.h: a PNG (ISO/IEC 15948) checked chunk by chunk and then decoded.
 * Only the chunks that make the picture reach libpng, so compressed text, colour profiles and unknown chunks can do
 * no harm (faults.md F7); the picture's size is known before anything is decoded.
 */
#ifndef FILES_PHOTO_PNG_H
#define FILES_PHOTO_PNG_H

#include "base/str.h"

typedef enum photo_png_result {
	PHOTO_PNG_OK,
	PHOTO_PNG_BROKEN,   /* chunks do not follow the standard, or the picture does not decode without a warning */
	PHOTO_PNG_CUT,	    /* the bytes end before the end chunk */
	PHOTO_PNG_ANIMATED, /* APNG */
	PHOTO_PNG_TRANSPARENT, /* has a pixel that is not fully opaque */
	PHOTO_PNG_MEMORY,
} photo_png_result;

typedef struct photo_png {
	int width, height;
	int orientation; /* of an eXIf chunk, 1..8; 1 when there is none */
	size_t end;	 /* bytes up to and with the end chunk */
} photo_png;

/* Reads the chunks; nothing is decoded or allocated. PHOTO_PNG_OK, _BROKEN, _CUT or _ANIMATED. */
photo_png_result photo_png_read(photo_png *g, const void *bytes, size_t n);
/*
 * Decodes a picture that photo_png_read accepted into rgb, width * height * 3 bytes of sRGB owned by the caller;
 * 16-bit samples are reduced to 8. PHOTO_PNG_OK, _BROKEN, _TRANSPARENT or _MEMORY.
 */
photo_png_result photo_png_decode(const photo_png *g, const void *bytes, u8 *rgb);

#endif
