/*
 * qr.h: the modules of a QR code (ISO/IEC 18004), for drawing. It draws nothing itself.
 */
#ifndef FILES_QR_H
#define FILES_QR_H

#include "base/str.h"

enum { QR_SIDE_MAX = 177 }; /* version 40 */

typedef struct qr {
	int side;			      /* modules per side, without quiet zone */
	bool dark[QR_SIDE_MAX * QR_SIDE_MAX]; /* row after row: dark[y * side + x] */
} qr;

/* Encodes text with error correction level M in the smallest version; false when it is empty, has a NUL or is too
 * long. */
bool qr_make(qr *q, str text);

#endif
