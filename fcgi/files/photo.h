/*
 * photo.h: one candidate photo 考生照片: checked against the manual's table 1 (jpg or png, 5 MB, 295 x 413 pixels,
 * red background) and made again as a clean JPEG without metadata. Hostile bytes are expected: what an image is and
 * how large it says it is are read before anything is decoded, and a decoder's warning counts as an error. No
 * database, no files, no arena: the result owns its bytes until photo_close.
 */
#ifndef FILES_PHOTO_H
#define FILES_PHOTO_H

#include "base/str.h"

/* Bounds of what counts as red and how much of it there must be. Angles in degrees, L and chroma in CIELAB (D65). */
typedef struct photo_rule {
	size_t max_bytes;
	size_t max_trailing; /* bytes after the image's end that are dropped without ado; more is refused */
	int width, height;   /* pixels, after EXIF orientation */
	double border;	     /* the strips judged: share of the height at the top, of the width at both sides */
	double sides;	     /* the side strips reach this share of the height down */
	double chroma_least, hue_least, hue_most, light_least, light_most;
	double red_good, red_doubt; /* share of red in the border: good from here, a person's decision from there */
	double strip_good;	    /* each of the three strips must reach this to be good */
	double uneven;		    /* standard deviation of L among the red border from which a person decides */
	double subject_none;	    /* largest region that is not red, share of the image: less is nobody */
	double subject_least, subject_most; /* outside of these a person decides */
	double second_most; /* a second region larger than this share of the first: a person decides */
	int quality;	    /* of the JPEG made */
} photo_rule;

extern const photo_rule photo_rule_default;

typedef enum photo_verdict {
	PHOTO_OK,
	PHOTO_DOUBT,   /* usable, but a person must look: reason says at what */
	PHOTO_REFUSED, /* reason says what was found and what is wanted */
} photo_verdict;

typedef struct photo {
	photo_verdict verdict;
	char reason[320]; /* Chinese sentence; empty for PHOTO_OK */
	u8 *jpeg;	  /* malloc'ed; NULL when refused */
	size_t n;
	double red, subject; /* shares measured, 0..1; 0 when it did not come to that */
} photo;

/*
 * Judges n bytes. name is the file's name as sent, or absent: a suffix that contradicts the true type is refused.
 * Returns p->verdict. The bytes are not kept. p need not be initialised and is always safe to close.
 */
photo_verdict photo_check(photo *p, const photo_rule *rule, const void *bytes, size_t n, str name);
void photo_close(photo *p);

/* Chinese name of what the bytes are by their first bytes, e.g. "WebP 图像"; "未知类型" when not known. */
const char *photo_true_type(const void *bytes, size_t n);

#endif
