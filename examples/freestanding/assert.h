/* SPDX-License-Identifier: MIT */
/* What the library needs of <assert.h>, for a target without a libc. */
#ifndef FREESTANDING_ASSERT_H
#define FREESTANDING_ASSERT_H

#define static_assert _Static_assert

#endif
