/*
 * certificate_pdf_inside.h: the drawings of the e-certificate. Not for others.
 */
#ifndef FILES_CERTIFICATE_PDF_INSIDE_H
#define FILES_CERTIFICATE_PDF_INSIDE_H

#include "files/certificate_pdf.h"

/* The border of interlaced waves round the page, the rosettes in its corners, the faint ground in the middle. */
void certificate_border(pdf *p);
/* A round red seal about x, y (mm): the organisation along the arc, a star, "证书专用章"; sample adds "示例". */
void certificate_seal(pdf *p, double x, double y, double radius, str organisation, bool sample);

#endif
