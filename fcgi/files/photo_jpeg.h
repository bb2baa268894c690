/*
 * photo_jpeg.h: what a JPEG says of itself (ITU-T T.81), read from its markers without decoding anything.
 * Every length is checked against the bytes there are; nothing is allocated.
 */
#ifndef FILES_PHOTO_JPEG_H
#define FILES_PHOTO_JPEG_H

#include "base/str.h"

typedef enum photo_jpeg_result {
	PHOTO_JPEG_OK,
	PHOTO_JPEG_BROKEN,     /* markers do not follow the standard */
	PHOTO_JPEG_CUT,	       /* the bytes end before the end-of-image marker */
	PHOTO_JPEG_ARITHMETIC, /* arithmetic coding */
	PHOTO_JPEG_DEPTH,      /* not 8 bits per sample */
	PHOTO_JPEG_PROCESS,    /* lossless or hierarchical */
	PHOTO_JPEG_SCANS,      /* more scans than PHOTO_JPEG_SCANS_MAX: made to burn time */
} photo_jpeg_result;

enum { PHOTO_JPEG_SCANS_MAX = 100 };

typedef struct photo_jpeg {
	int width, height;
	int components;
	int orientation; /* EXIF, 1..8; 1 when there is none */
	bool adobe;	 /* has Adobe's APP14 segment */
	size_t end;	 /* bytes up to and with the end-of-image marker; what follows is no part of the image */
} photo_jpeg;

/* On PHOTO_JPEG_OK all members are set; otherwise only those met before the fault. */
photo_jpeg_result photo_jpeg_read(photo_jpeg *j, const void *bytes, size_t n);

/* Orientation 1..8 of a TIFF block as in an Exif segment after "Exif\0\0"; 1 when it has none or is damaged. */
int photo_exif_orientation(const u8 *tiff, size_t n);

#endif
