/* SPDX-License-Identifier: MIT */
/* The Japanese words. */
#define TEXTS "ja.def"
#define LANGUAGE smtpreply_japanese
#include "language.h"
