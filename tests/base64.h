/* SPDX-License-Identifier: MIT */
/* Base64 (RFC 4648, 4) written plainly, to hold the library's reading of challenges against. */
#ifndef BASE64_H
#define BASE64_H

#include <stddef.h>

#define BASE64_ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

/* Writes the challenge of some bytes, at most 4 for each 3 begun; answers its size. */
size_t encode_plainly(const unsigned char *bytes, size_t count, char *text);

#endif
