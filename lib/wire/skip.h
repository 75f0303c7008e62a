/* SPDX-License-Identifier: MIT */
/*
 * Skips over ordinary text many bytes at a time: a vector of SSE2 or NEON, or a 64-bit word.
 *
 * A shortcut, not a rule: the lexer reads the byte where the skip ends, whatever it is, and gives
 * the same without it. Ordinary are 0x20 to 0x7e but "(", which may begin a status.
 */
#ifndef SKIP_H
#define SKIP_H

#include <stdint.h>
#include <string.h>

/* The build names one of them (-Dsimd); else it is what the target has. */
#if !defined(SKIP_SSE2) && !defined(SKIP_NEON) && !defined(SKIP_WORD) && !defined(SKIP_NONE)
#if !defined(__GNUC__)
#define SKIP_NONE
#elif defined(__SSE2__)
#define SKIP_SSE2
#elif defined(__ARM_NEON)
#define SKIP_NEON
#else
#define SKIP_WORD
#endif
#endif

#if defined(SKIP_SSE2)
#include <emmintrin.h>

#define SKIP_WIDTH 16
#define SKIP_BITS_A_BYTE 1
typedef uint32_t skip_mask;

/* A mask of the bytes that are not ordinary, the first byte lowest. */
static inline skip_mask odd_bytes(const unsigned char *bytes)
{
	__m128i block, shifted, outside, opened;

	memcpy(&block, bytes, sizeof block);
	shifted = _mm_sub_epi8(block, _mm_set1_epi8((char)0xa0)); /* 0x20 is lowest */
	outside = _mm_cmpgt_epi8(shifted, _mm_set1_epi8((char)(0x7e - 0xa0)));
	opened = _mm_cmpeq_epi8(block, _mm_set1_epi8('('));
	return (uint32_t)_mm_movemask_epi8(_mm_or_si128(outside, opened));
}

#elif defined(SKIP_NEON)
#include <arm_neon.h>

#define SKIP_WIDTH 16
#define SKIP_BITS_A_BYTE 4
typedef uint64_t skip_mask;

static inline skip_mask odd_bytes(const unsigned char *bytes)
{
	uint8x16_t block = vld1q_u8(bytes);
	uint8x16_t outside = vcgeq_u8(vsubq_u8(block, vdupq_n_u8(0x20)), vdupq_n_u8(0x5f));
	uint8x16_t odd = vorrq_u8(outside, vceqq_u8(block, vdupq_n_u8('(')));
	uint8x8_t nibbles = vshrn_n_u16(vreinterpretq_u16_u8(odd), 4);

	return vget_lane_u64(vreinterpret_u64_u8(nibbles), 0);
}

#elif defined(SKIP_WORD)

#define SKIP_WIDTH 8
#define SKIP_BITS_A_BYTE 8
typedef uint64_t skip_mask;

#define EACH_BYTE(value) (UINT64_MAX / 0xff * (value))

/* The difference and the sum modulo 2^64, by calls that say so. */
static inline uint64_t take_away(uint64_t word, uint64_t part)
{
	(void)__builtin_sub_overflow(word, part, &word);
	return word;
}

static inline uint64_t add(uint64_t word, uint64_t part)
{
	(void)__builtin_add_overflow(word, part, &word);
	return word;
}

/*
 * The high bit of each byte that is not ordinary: one that has it, or gets it when 0x20, or 1 from
 * the difference to "(", is taken away, or 1 is added. Above the lowest such byte, borrows and
 * carries may set further bits: only the lowest counts.
 */
static inline skip_mask odd_bytes(const unsigned char *bytes)
{
	uint64_t word, opened;

	memcpy(&word, bytes, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	opened = take_away(word ^ EACH_BYTE('('), EACH_BYTE(0x01));
	return (word | take_away(word, EACH_BYTE(0x20)) | add(word, EACH_BYTE(0x01)) | opened) &
	       EACH_BYTE(0x80);
}

#endif

#if defined(SKIP_WIDTH)

static inline unsigned first_odd(skip_mask mask)
{
	return (unsigned)__builtin_ctzll(mask) / SKIP_BITS_A_BYTE;
}

/*
 * The first byte from cursor to limit that may not be ordinary, or limit; or a byte so near to
 * limit that no block fits in. begin to cursor can be read too: the last block may overlap it.
 */
static inline const unsigned char *skip_plain(const unsigned char *begin,
					      const unsigned char *cursor,
					      const unsigned char *limit)
{
	skip_mask mask;

	for (; limit - cursor >= SKIP_WIDTH; cursor += SKIP_WIDTH) {
		mask = odd_bytes(cursor);
		if (mask != 0)
			return cursor + first_odd(mask);
	}
	if (cursor == limit || limit - begin < SKIP_WIDTH)
		return cursor;
	mask = odd_bytes(limit - SKIP_WIDTH);
	mask >>= (SKIP_WIDTH - (limit - cursor)) * SKIP_BITS_A_BYTE;
	return mask != 0 ? cursor + first_odd(mask) : limit;
}

#else

static inline const unsigned char *skip_plain(const unsigned char *begin,
					      const unsigned char *cursor,
					      const unsigned char *limit)
{
	(void)begin;
	(void)limit;
	return cursor;
}

#endif

#endif
