/* SPDX-License-Identifier: MIT */
/*
 * The parser: bytes in, replies out (RFC 5321, 4.2).
 *
 * Feed what the server sends, in pieces of any size. Each reply stops the feed behind its last
 * byte; what follows stays with you. A complete client loop:
 *
 *     char text[1024];
 *     struct smtpreply_parser parser;
 *     smtpreply_parser_init(&parser, text, sizeof text);
 *     while ((size = read(server, bytes, sizeof bytes)) > 0)
 *             for (offset = 0; offset < size; offset += used)
 *                     switch (smtpreply_feed(&parser, bytes + offset, size - offset, &used)) {
 *                     case SMTPREPLY_DONE: take(&parser.reply); break;
 *                     case SMTPREPLY_ERROR: give_up(&parser); return;
 *                     case SMTPREPLY_LINE: case SMTPREPLY_MORE: break;
 *                     }
 *     if (smtpreply_finish(&parser) == SMTPREPLY_ERROR)
 *             give_up(&parser);
 *
 * The parser accepts what servers really send and notes every deviation from the standards; you
 * choose which deviations to refuse. What it gives does not depend on how the bytes were cut.
 *
 * Which reply answers which command is yours to know: one to each, in their order (RFC 5321, 4.2;
 * RFC 2920, 3.1 and 3.2), the first to none, since it is the greeting, and the last to QUIT. Wait
 * for both (RFC 5321, 4.3.1 and 4.1.1.10). smtpreply/session.h counts for you. Without it, refuse
 * SMTPREPLY_FRAMING when you pipeline.
 *
 * TEXT FROM A SERVER IS HOSTILE. It may hold terminal escape sequences, NUL and any other byte
 * but LF. Never print it raw: smtpreply/print.h makes it safe.
 */
#ifndef SMTPREPLY_PARSER_H
#define SMTPREPLY_PARSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <smtpreply/export.h>
#include <smtpreply/status.h>

SMTPREPLY_BEGIN_DECLARATIONS

/** What a call to smtpreply_feed() or smtpreply_finish() found. The numbers never change. */
enum smtpreply_result {
	SMTPREPLY_MORE = 0,  /**< no reply ended in these bytes; all are used */
	SMTPREPLY_DONE = 1,  /**< a reply ended: read parser.reply */
	SMTPREPLY_ERROR = 2, /**< this is no reply: read parser.error; no further byte is taken */
	SMTPREPLY_LINE = 3   /**< only with parser.by_line: a line ended that promised another */
};

/** Why the bytes are no reply. The numbers never change. */
enum smtpreply_error {
	SMTPREPLY_BAD_CODE = 1, /**< the byte cannot stand in a reply code */
	SMTPREPLY_BAD_MARK = 2, /**< behind the code: neither SP, "-" nor a line end */
	SMTPREPLY_REFUSED = 3,  /**< a deviation that parser.refuse names; see parser.refused */
	SMTPREPLY_TOO_LONG = 4, /**< the reply has more than parser.max_octets bytes */
	SMTPREPLY_CUT_OFF = 5   /**< the stream ended inside a reply */
};

/** What another protocol's first byte says of the peer. The numbers never change. */
enum smtpreply_looks_like {
	SMTPREPLY_POP3 = 1, /**< "+" */
	SMTPREPLY_IMAP = 2, /**< "*" */
	SMTPREPLY_HTTP = 3, /**< "H" */
	SMTPREPLY_SSH = 4,  /**< "S" */
	SMTPREPLY_TLS = 5   /**< a TLS alert or handshake record, 0x15 or 0x16 */
};

/**
 * What was odd about a reply that could be read all the same, a bit each. The numbers never change.
 *
 * One byte makes each of them certain; refused, it is an error at that byte. Where one byte makes
 * several certain that are refused, parser.refused names one of them.
 */
enum smtpreply_deviation {
	SMTPREPLY_BARE_LF = 1 << 0,       /**< a line ended in LF without CR; at the LF */
	SMTPREPLY_EXTRA_CR = 1 << 1,      /**< a line ended in two or more CR and LF; at the LF */
	SMTPREPLY_BARE_CR = 1 << 2,       /**< a CR inside a line; at the byte behind the CRs */
	SMTPREPLY_BLANK_LINE = 1 << 3,    /**< an empty line before a line; at its LF */
	SMTPREPLY_BARE_CODE = 1 << 4,     /**< a line ended right after its code; at the LF */
	SMTPREPLY_SECOND_DIGIT = 1 << 5,  /**< the second digit of a code is 6 to 9; at it */
	SMTPREPLY_CODE_MISMATCH = 1 << 6, /**< lines carry different codes; at the third digit */
	SMTPREPLY_STATUS_CLASS = 1 << 7,  /**< a status whose class is not its code's first digit;
	                                       at the byte behind the status, or the LF */
	SMTPREPLY_STATUS_MIXED = 1 << 8,  /**< two lines carry different statuses; likewise */
	SMTPREPLY_STATUS_FORM = 1 << 9,   /**< a status written loosely, as in "(#5.7.1)"; likewise */
	SMTPREPLY_NUL = 1 << 10,          /**< a NUL in the text; at it */
	SMTPREPLY_CONTROL = 1 << 11,      /**< another control but HT and CR, or DEL; at it */
	SMTPREPLY_NON_ASCII = 1 << 12,    /**< a byte over 0x7f in the text; at it */
	SMTPREPLY_BAD_UTF8 = 1 << 13,     /**< text that is not UTF-8; at the byte that cannot follow */
	SMTPREPLY_LONG_LINE = 1 << 14     /**< a line with a code of over 512 octets, its end included
	                                       (RFC 5321, 4.5.3.1.5); at octet 513 */
};

/** Deviations after which nobody knows which reply answers which of several open commands. */
#define SMTPREPLY_FRAMING ((uint32_t)SMTPREPLY_BLANK_LINE | (uint32_t)SMTPREPLY_CODE_MISMATCH)

/** Deviations that no RFC asks a client to bear. */
#define SMTPREPLY_STRICT                                                                           \
	(SMTPREPLY_FRAMING | (uint32_t)SMTPREPLY_BARE_LF | (uint32_t)SMTPREPLY_EXTRA_CR |          \
	 (uint32_t)SMTPREPLY_BARE_CR | (uint32_t)SMTPREPLY_NUL | (uint32_t)SMTPREPLY_CONTROL)

/** All deviations, for test laboratories. */
#define SMTPREPLY_ALL_DEVIATIONS ((uint32_t)0x7fff)

/** The default of parser.max_octets. */
#define SMTPREPLY_DEFAULT_MAX_OCTETS 65536

/**
 * A reply: one line or several of a server, the answer to one command (RFC 5321, 4.2).
 *
 * Valid after SMTPREPLY_DONE until the next feed of one byte or more, a reset, or the end of the
 * text buffer. To keep a reply, copy the struct and the text. With parser.by_line, text, text_size
 * and truncated are those of the last line alone. After SMTPREPLY_LINE only these (of this line
 * alone), last_code (its code) and line_count (so far) are set. After SMTPREPLY_ERROR code and
 * severity are 0 and there is no status; the text holds what had come, CRs of an unfinished line
 * included, and last_code is that of the line at fault if its three digits had come.
 */
struct smtpreply {
	const char *text; /**< the lines without code and mark, joined by LF, and a NUL behind the
	                       end; in the buffer given to smtpreply_parser_init(); never NULL */
	size_t text_size; /**< bytes of text, without the NUL; text may hold further NULs */
	size_t size;      /**< octets on the wire, line ends and blank lines before it included;
	                       after an error, the octets before the byte at fault */
	uint16_t code;    /**< 200 to 599. Of lines that disagree, the safest reading: a refusal beats
	                       an acceptance, a transient one beats a permanent one, 421 beats all, of
	                       equals the last counts. See SMTPREPLY_CODE_MISMATCH */
	uint16_t first_code; /**< the code of the first line, 0 before it */
	uint16_t last_code;  /**< the code of the last line, 0 before it */
	uint8_t severity;    /**< of code, an enum smtpreply_severity */
	uint8_t truncated;   /**< 1: the text did not fit into the buffer; nothing else is affected */
	struct smtpreply_status status; /**< the first one of the lines whose class is the severity of
	                                     code; none for 3yz; right for a buffer of any size */
	uint32_t line_count; /**< finished lines */
	uint32_t deviations; /**< bits of enum smtpreply_deviation; after an error those of the bytes
	                          before, without the refused one */
	uint8_t private_has_lines;
	uint8_t private_last_line_is_whole;
	uint8_t reserved[38 - 3 * sizeof(size_t)]; /**< 0 */
};

/** A line of a reply's text, see smtpreply_next_line(). */
struct smtpreply_line {
	const char *text; /**< in the text of the reply; not ended by a NUL */
	size_t size;      /**< bytes of text */
	struct smtpreply_status status; /**< of this line. Of a line that is not whole, the status
	                                     that the kept bytes prove */
	size_t private_end;
	uint32_t number;     /**< 1 for the first line of the text */
	uint8_t truncated;   /**< 1: the rest of this line did not fit into the buffer */
	uint8_t reserved[3]; /**< 0 */
};

/* What the lexer keeps between two pieces. All of it is private. */
struct smtpreply_lexer {
	size_t cr_count;
	uint32_t status;
	uint8_t mark;
	uint8_t is_pending;
	uint8_t is_loose;
	uint8_t is_trailing;
	uint32_t number;
	uint32_t first_status;
	uint32_t refuse;
	uint32_t deviations;
	uint16_t code;
	uint16_t first_code;
	uint8_t severity;
	uint8_t barred_digit;
	uint8_t place;
};

/* What the parser keeps between two pieces. All of it is private. */
struct smtpreply_state {
	char *buffer;
	size_t capacity;
	size_t text_length;
	size_t max_octets;
	size_t next_limit;
	uint32_t first_statuses[6];
	uint16_t code;
	uint8_t severity;
	uint8_t is_open;
	uint8_t by_line;
	uint8_t has_lines;
	uint8_t is_cut_between_lines;
	struct smtpreply_lexer lexer;
};

/**
 * A parser of one stream of replies. The memory is yours.
 *
 * 256 bytes; holds no pointer into itself, so it may be moved or copied between two calls. A copy
 * shares the text buffer.
 */
struct smtpreply_parser {
	struct smtpreply reply; /**< read it after SMTPREPLY_DONE and SMTPREPLY_LINE */
	uint8_t error;          /**< after SMTPREPLY_ERROR, an enum smtpreply_error; else 0 */
	uint8_t looks_like;     /**< for SMTPREPLY_BAD_CODE at the first byte of a reply, an enum
	                             smtpreply_looks_like, 0 when the byte says nothing */
	uint8_t by_line;        /**< yours: 1 to stop after every line. Each line then has the whole
	                             buffer. Read when a reply starts; 0 after init */
	uint8_t reserved;       /**< 0 */
	uint32_t refused;       /**< for SMTPREPLY_REFUSED, the deviation, one bit */
	uint32_t refuse;        /**< yours: deviations that make a reply an error. Read when a reply
	                             starts; 0 after init */
	uint32_t max_octets;    /**< yours: the limit of a reply, in octets on the wire; 0 for
	                             SMTPREPLY_DEFAULT_MAX_OCTETS. Read when a reply starts */
	union {
		uint64_t all[22];
		struct smtpreply_state state;
	} private_;
};

/**
 * Makes a parser ready for a new stream.
 *
 * Whatever the memory held before does not matter.
 *
 * \param parser  the parser
 * \param text    the buffer for the text of a reply; must outlive the parser; may be NULL with
 *                room 0
 * \param room    the size of the buffer in bytes. Any is right: what does not fit (a NUL stands
 *                behind the text) is left out, and everything but the text is as exact as ever.
 *                1024 holds the replies of most servers, 65537 all that the default limit allows
 */
SMTPREPLY_API void smtpreply_parser_init(struct smtpreply_parser *parser, char *text, size_t room);

/**
 * Makes a parser ready for a new stream, say after TLS has started (RFC 3207, 4.2).
 *
 * Buffer, refuse, max_octets and by_line stay. An error is forgotten, and so is the reply: take
 * what you need of the reply to STARTTLS before.
 */
SMTPREPLY_API void smtpreply_parser_reset(struct smtpreply_parser *parser);

/**
 * Reads bytes of a server until a reply ends.
 *
 * \param parser  the parser
 * \param bytes   what the server sent; not kept; may be NULL with size 0
 * \param size    how many bytes; 0 changes nothing
 * \param used    set to the number of bytes taken, never NULL. The caller feeds the others again
 * \return
 * - SMTPREPLY_MORE: all bytes are used, no reply has ended. For size 0 without an earlier error.
 * - SMTPREPLY_DONE: parser.reply is a reply. used stops right behind its last byte. The next feed
 *   of one byte or more starts the next reply. Bytes left over are further replies, or an attack:
 *   none may be left behind the reply to STARTTLS (RFC 3207, 6).
 * - SMTPREPLY_LINE: parser.by_line is set and a line ended that promised another.
 * - SMTPREPLY_ERROR: parser.error says why. used stops before the byte that made it certain. Errors
 *   stay until smtpreply_parser_reset(): used is then 0.
 */
SMTPREPLY_API enum smtpreply_result smtpreply_feed(struct smtpreply_parser *parser,
						   const void *bytes, size_t size, size_t *used);

/**
 * Says that the stream has ended. It changes nothing unless it answers SMTPREPLY_ERROR.
 *
 * \return
 * - SMTPREPLY_MORE: nothing was open, blank lines apart.
 * - SMTPREPLY_ERROR: a reply was cut off (SMTPREPLY_CUT_OFF; its text holds what had come, for a
 *   log), or there had been an error before.
 */
SMTPREPLY_API enum smtpreply_result smtpreply_finish(struct smtpreply_parser *parser);

/**
 * Tells whether the parser stands between two replies.
 *
 * \return false from the first byte of a reply to its last, blank lines before it included, and
 * after an error; else true. Before TLS starts it must be true, and no byte left over.
 */
SMTPREPLY_API bool smtpreply_is_idle(const struct smtpreply_parser *parser);

/**
 * Steps to the next line of a reply's text.
 *
 *     struct smtpreply_line line = { 0 };
 *     while (smtpreply_next_line(&parser.reply, &line))
 *             ...
 *
 * \param reply  the reply, or what came of one before an error
 * \param line   all zero for the first line of each reply; then the line before. Points into
 *               reply->text
 * \return true: line is the next line. false: there is none, and line is unchanged. What was left
 * out for want of room is no line; a reply of one empty line has one, and one of which neither a
 * finished line nor a byte of text had come before an error has none.
 */
SMTPREPLY_API bool smtpreply_next_line(const struct smtpreply *reply, struct smtpreply_line *line);

/**
 * The name of an error: "bad-code", "bad-mark", "refused", "too-long", "cut-off".
 *
 * \param error  a value of enum smtpreply_error
 * \return a constant string; "none" for any other value
 */
SMTPREPLY_API const char *smtpreply_error_name(uint32_t error);

/**
 * The name of a deviation, such as "bare-lf".
 *
 * \param deviation  one bit, of enum smtpreply_deviation
 * \return a constant string; "none" for any other value
 */
SMTPREPLY_API const char *smtpreply_deviation_name(uint32_t deviation);

/**
 * The name of a protocol: "pop3", "imap", "http", "ssh", "tls".
 *
 * \param looks_like  a value of enum smtpreply_looks_like
 * \return a constant string; "none" for any other value
 */
SMTPREPLY_API const char *smtpreply_looks_like_name(uint32_t looks_like);

/** The version of the library that runs, as in "1.2.3". */
SMTPREPLY_API const char *smtpreply_version(void);

SMTPREPLY_END_DECLARATIONS

#endif
