/*
 * qr.c: libqrencode behind qr.h; the library's matrix is copied so that nothing needs releasing.
 */
#include <qrencode.h>
#include <stdlib.h>

#include "files/qr.h"

bool
qr_make(qr *q, str text)
{
	*q = (qr){ 0 };
	if (text.n == 0 || memchr(text.p, 0, text.n))
		return false;
	char *z = calloc(1, text.n + 1);
	if (!z)
		abort();
	memcpy(z, text.p, text.n);
	QRcode *code = QRcode_encodeString(z, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	free(z);
	if (!code)
		return false;
	bool fits = code->width > 0 && code->width <= QR_SIDE_MAX;
	if (fits) {
		q->side = code->width;
		for (int i = 0; i < q->side * q->side; i++)
			q->dark[i] = code->data[i] & 1;
	}
	QRcode_free(code);
	return fits;
}
