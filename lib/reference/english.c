/* SPDX-License-Identifier: MIT */
/* The English words, which stand beside the facts. */
#define TEXTS "english.def"
#define LANGUAGE smtpreply_english
#include "language.h"
