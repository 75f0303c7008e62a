/* SPDX-License-Identifier: MIT */
/*
 * An enhanced status as the lexer and the parser keep it: one number, class << 20 | subject << 10 |
 * detail, 0 for none. It grows digit by digit.
 */
#ifndef STATUS_H
#define STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include <smtpreply/status.h>

#define PART_BITS 10
#define PART_MASK 0x3ffu

/* The first digit of a part, behind the parts before. */
static inline uint32_t add_part(uint32_t status, unsigned char digit)
{
	return status << PART_BITS | (uint32_t)(digit - '0');
}

/* Another digit of the last part: ten times it, and the digit. */
static inline uint32_t add_digit(uint32_t status, unsigned char digit)
{
	return status + (status & PART_MASK) * 9 + (uint32_t)(digit - '0');
}

static inline bool is_last_part_zero(uint32_t status)
{
	return (status & PART_MASK) == 0;
}

static inline uint32_t class_of(uint32_t status)
{
	return status >> 2 * PART_BITS;
}

static inline struct smtpreply_status unpack_status(uint32_t status)
{
	return (struct smtpreply_status){
		.severity = (uint16_t)class_of(status),
		.subject = status >> PART_BITS & PART_MASK,
		.detail = status & PART_MASK,
	};
}

#endif
