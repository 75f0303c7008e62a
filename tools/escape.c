/* SPDX-License-Identifier: MIT */
/*
 * What a person sees, the library writes (smtpreply/print.h). JSON is written here.
 *
 * The text of a server is plain ASCII for the most part; runs of it are copied. Each character or
 * ill-formed part between them is a stretch. UTF-8 is read by the table of well-formed sequences of
 * the Unicode standard (3.9, table 3-7): the first byte says how many follow and in what range the
 * second one lies.
 */
#include "escape.h"

#include <string.h>

#include <smtpreply.h>

/* octets of a text that are shown at once, and the most that each of them takes */
#define PIECE_SIZE 1024
#define MOST_SHOWN 4

/* octets of a character of UTF-8 */
#define LONGEST_CHARACTER 4

static unsigned char byte_at(const char *text, size_t index)
{
	return (unsigned char)text[index];
}

/* How much of a text is shown at once: all, or a piece that ends in no half character. */
static size_t size_of_piece(const char *text, size_t size)
{
	size_t piece = PIECE_SIZE;

	if (size <= PIECE_SIZE)
		return size;
	while (piece > PIECE_SIZE - LONGEST_CHARACTER && (byte_at(text, piece) & 0xc0) == 0x80)
		piece--;
	return piece > PIECE_SIZE - LONGEST_CHARACTER ? piece : PIECE_SIZE;
}

void escape_for_terminal(struct output *output, const char *text, size_t size)
{
	char shown[MOST_SHOWN * PIECE_SIZE + 1];

	while (size > 0) {
		size_t piece = size_of_piece(text, size);

		output_bytes(output, shown, smtpreply_print_text(text, piece, shown, sizeof shown));
		text += piece;
		size -= piece;
	}
}

enum class {
	PLAIN,
	HIDDEN, /* C0 or DEL */
	QUOTE,
	BACKSLASH,
	STRAY, /* cannot start a character */
	TWO,   /* starts a character of two bytes */
	THREE,
	THREE_E0, /* a lower second byte would be an overlong form */
	THREE_ED, /* a higher second byte would be a surrogate */
	FOUR,
	FOUR_F0, /* a lower second byte would be an overlong form */
	FOUR_F4  /* a higher second byte would be beyond U+10FFFF */
};

/* The class of each byte, 16 a row. */
/* clang-format off */
static const unsigned char classes[256] = {
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, /* 00 */
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 20 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 40 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* 60 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
	4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, /* 80 */
	4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
	4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, /* a0 */
	4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
	4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, /* c0 */
	5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
	7, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 8, 6, 6, /* e0 */
	10, 9, 9, 9, 11, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
};
/* clang-format on */

struct sequence {
	unsigned char size;
	unsigned char second_low;
	unsigned char second_high;
};

/* clang-format off */
static const struct sequence sequences[] = {
	[STRAY] = { 1, 0, 0 },
	[TWO] = { 2, 0x80, 0xbf },
	[THREE] = { 3, 0x80, 0xbf },
	[THREE_E0] = { 3, 0xa0, 0xbf },
	[THREE_ED] = { 3, 0x80, 0x9f },
	[FOUR] = { 4, 0x80, 0xbf },
	[FOUR_F0] = { 4, 0x90, 0xbf },
	[FOUR_F4] = { 4, 0x80, 0x8f },
};
/* clang-format on */

/* The characters beyond ASCII that are not shown, as smtpreply/print.h lists them. */
static const struct {
	uint32_t first;
	uint32_t last;
} hidden[] = {
	{ 0x80, 0x9f },     /* C1 */
	{ 0x61c, 0x61c },   /* the Arabic letter mark */
	{ 0x200e, 0x200f }, /* left-to-right and right-to-left mark */
	{ 0x2028, 0x2029 }, /* line and paragraph separator */
	{ 0x202a, 0x202e }, /* embeddings and overrides of direction */
	{ 0x2066, 0x2069 }, /* isolates of direction */
};

enum kind { KIND_SHOWN, KIND_HIDDEN, KIND_QUOTE, KIND_BACKSLASH, KIND_ILL_FORMED };

struct stretch {
	enum kind kind;
	const char *bytes;
	size_t size;
	uint32_t character; /* of a hidden one */
};

static bool is_hidden(uint32_t character)
{
	for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
		if (character >= hidden[i].first && character <= hidden[i].last)
			return true;
	return false;
}

/* Takes the well-formed character, or else the maximal ill-formed part, at the start of text. */
static void take_sequence(struct stretch *stretch, const char *text, size_t size)
{
	const struct sequence *sequence = &sequences[classes[byte_at(text, 0)]];
	unsigned char low = sequence->second_low;
	unsigned char high = sequence->second_high;
	uint32_t character = byte_at(text, 0) & (0x7fu >> sequence->size);
	size_t length = 1;

	while (length < sequence->size && length < size) {
		if (byte_at(text, length) < low || byte_at(text, length) > high)
			break;
		character = character << 6 | (byte_at(text, length) & 0x3fu);
		low = 0x80;
		high = 0xbf;
		length++;
	}
	stretch->size = length;
	stretch->character = character;
	if (length < sequence->size || high == 0)
		stretch->kind = KIND_ILL_FORMED;
	else
		stretch->kind = is_hidden(character) ? KIND_HIDDEN : KIND_SHOWN;
}

static void take_byte(struct stretch *stretch, enum kind kind)
{
	stretch->kind = kind;
	stretch->size = 1;
	stretch->character = byte_at(stretch->bytes, 0);
}

#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The difference and the sum modulo 2^64, by calls that say so. */
static uint64_t take_away(uint64_t word, uint64_t part)
{
	(void)__builtin_sub_overflow(word, part, &word);
	return word;
}

static uint64_t add(uint64_t word, uint64_t part)
{
	(void)__builtin_add_overflow(word, part, &word);
	return word;
}

/*
 * The top bit of each of eight bytes that is not plain. Each term sets that of: a byte beyond
 * ASCII, below the space, a quote, a backslash, DEL. A plain byte borrows and carries nothing.
 */
static uint64_t odd_bits(const char *text)
{
	uint64_t bytes, quotes, backslashes;

	memcpy(&bytes, text, sizeof bytes);
	quotes = take_away(bytes ^ EACH_BYTE('"'), EACH_BYTE(1));
	backslashes = take_away(bytes ^ EACH_BYTE('\\'), EACH_BYTE(1));
	return (bytes | take_away(bytes, EACH_BYTE(' ')) | quotes | backslashes | add(bytes, EACH_BYTE(1))) &
	       EACH_BYTE(0x80);
}

/* Counts the plain bytes at the start of text. Of a longer text the last eight may count twice. */
static size_t count_plain(const char *text, size_t size)
{
	size_t count = 0;

	while (size - count >= 16 && (odd_bits(text + count) | odd_bits(text + count + 8)) == 0)
		count += 16;
	if (size - count >= 8 && odd_bits(text + count) == 0)
		count += 8;
	if (count > 0 && size - count < 8 && odd_bits(text + size - 8) == 0)
		return size;
	while (count < size && classes[byte_at(text, count)] == PLAIN)
		count++;
	return count;
}

/* Takes the character or ill-formed part at the start of text, which is not plain. */
static struct stretch take_stretch(const char *text, size_t size)
{
	struct stretch stretch = { .bytes = text };
	unsigned char class = classes[byte_at(text, 0)];

	if (class == HIDDEN)
		take_byte(&stretch, KIND_HIDDEN);
	else if (class == QUOTE)
		take_byte(&stretch, KIND_QUOTE);
	else if (class == BACKSLASH)
		take_byte(&stretch, KIND_BACKSLASH);
	else
		take_sequence(&stretch, text, size);
	return stretch;
}

/* Writes the lowest 16 bits of a character. */
static void write_escape(struct output *output, uint32_t character)
{
	output_string(output, "\\u");
	for (unsigned shift = 16; shift > 0; shift -= 4)
		output_bytes(output, &"0123456789abcdef"[character >> (shift - 4) & 0xf], 1);
}

static void write_stretch(struct output *output, const struct stretch *stretch)
{
	switch (stretch->kind) {
	case KIND_SHOWN:
		output_bytes(output, stretch->bytes, stretch->size);
		break;
	case KIND_QUOTE:
	case KIND_BACKSLASH:
		output_string(output, "\\");
		output_bytes(output, stretch->bytes, 1);
		break;
	case KIND_HIDDEN:
		write_escape(output, stretch->character);
		break;
	case KIND_ILL_FORMED:
		output_string(output, "\xef\xbf\xbd");
		break;
	}
}

bool escape_for_json(struct output *output, const char *text, size_t size)
{
	bool is_well_formed = true;

	for (;;) {
		size_t plain = count_plain(text, size);
		struct stretch stretch;

		output_bytes(output, text, plain);
		if (plain == size)
			return is_well_formed;
		stretch = take_stretch(text + plain, size - plain);
		write_stretch(output, &stretch);
		if (stretch.kind == KIND_ILL_FORMED)
			is_well_formed = false;
		text += plain + stretch.size;
		size -= plain + stretch.size;
	}
}

void encode_base64(struct output *output, const char *text, size_t size)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < size; i += 3) {
		uint32_t first = byte_at(text, i);
		uint32_t second = i + 1 < size ? byte_at(text, i + 1) : 0;
		uint32_t third = i + 2 < size ? byte_at(text, i + 2) : 0;
		uint32_t group = first << 16 | second << 8 | third;
		char encoded[4] = {
			digits[group >> 18],
			digits[group >> 12 & 0x3f],
			digits[group >> 6 & 0x3f],
			digits[group & 0x3f],
		};

		if (i + 1 >= size)
			encoded[2] = '=';
		if (i + 2 >= size)
			encoded[3] = '=';
		output_bytes(output, encoded, sizeof encoded);
	}
}
