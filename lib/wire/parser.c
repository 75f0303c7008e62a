/* SPDX-License-Identifier: MIT */
/*
 * The parser: makes replies of the lexer's lines.
 *
 * It keeps the limits, the text, and what the lines of a reply say together: one code, one status.
 * What a byte means is the lexer's.
 */
#include <assert.h>
#include <string.h>

#include "lexer.h"
#include "lines.h"
#include "status.h"

/* octets of a line, its end included; RFC 5321, 4.5.3.1.5 */
#if !defined(LINE_OCTETS) /* a proof builds it with a small one */
#define LINE_OCTETS 512
#endif

#define SERVICE_CLOSES 421

static_assert(sizeof(char *) == sizeof(size_t), "the layouts below hold");
static_assert(SIZE_MAX >= UINT32_MAX, "max_octets fits into a size_t");
static_assert(sizeof(struct smtpreply) == 64, "the layout is fixed");
static_assert(offsetof(struct smtpreply, text_size) == sizeof(size_t), "the layout is fixed");
static_assert(offsetof(struct smtpreply, size) == 2 * sizeof(size_t), "the layout is fixed");
static_assert(offsetof(struct smtpreply, code) == 3 * sizeof(size_t), "the layout is fixed");
static_assert(offsetof(struct smtpreply, first_code) == 3 * sizeof(size_t) + 2, "fixed");
static_assert(offsetof(struct smtpreply, last_code) == 3 * sizeof(size_t) + 4, "fixed");
static_assert(offsetof(struct smtpreply, severity) == 3 * sizeof(size_t) + 6, "fixed");
static_assert(offsetof(struct smtpreply, truncated) == 3 * sizeof(size_t) + 7, "fixed");
static_assert(offsetof(struct smtpreply, status) == 3 * sizeof(size_t) + 8, "fixed");
static_assert(offsetof(struct smtpreply, line_count) == 3 * sizeof(size_t) + 16, "fixed");
static_assert(offsetof(struct smtpreply, deviations) == 3 * sizeof(size_t) + 20, "fixed");
static_assert(sizeof(struct smtpreply_line) == 3 * sizeof(size_t) + 16, "the layout is fixed");
static_assert(offsetof(struct smtpreply_parser, error) == 64, "the layout is fixed");
static_assert(offsetof(struct smtpreply_parser, looks_like) == 65, "the layout is fixed");
static_assert(offsetof(struct smtpreply_parser, by_line) == 66, "the layout is fixed");
static_assert(offsetof(struct smtpreply_parser, refused) == 68, "the layout is fixed");
static_assert(offsetof(struct smtpreply_parser, refuse) == 72, "the layout is fixed");
static_assert(offsetof(struct smtpreply_parser, max_octets) == 76, "the layout is fixed");
static_assert(sizeof(struct smtpreply_parser) == 256, "the layout is fixed");
static_assert(sizeof(struct smtpreply_state) <= sizeof(uint64_t[22]), "the state has its room");

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * The text. Its length counts on where the buffer ends, and only the bytes that have room are
 * written: no size of the buffer is special, and the CRs of a line end can be taken back.
 */

static void append_text(struct smtpreply_state *state, const unsigned char *text, size_t size)
{
	if (state->text_length < state->capacity)
		memcpy(state->buffer + state->text_length, text,
		       least(size, state->capacity - state->text_length));
	state->text_length += size;
}

/* Lines are joined by LF. */
static void begin_text_line(struct smtpreply_state *state)
{
	if (state->has_lines) {
		if (state->text_length < state->capacity)
			state->buffer[state->text_length] = '\n';
		else if (state->text_length == state->capacity)
			state->is_cut_between_lines = 1;
		state->text_length++;
	}
	state->has_lines = 1;
}

static void publish_text(struct smtpreply *reply, const struct smtpreply_state *state,
			 bool is_line_finished)
{
	bool is_whole = state->text_length <= state->capacity;

	reply->text_size = least(state->text_length, state->capacity);
	reply->truncated = !is_whole;
	reply->private_has_lines = state->has_lines;
	reply->private_last_line_is_whole =
		(is_whole && is_line_finished) || state->is_cut_between_lines;
	if (state->buffer == NULL)
		return;
	reply->text = state->buffer;
	state->buffer[reply->text_size] = '\0';
}

static void start_text(struct smtpreply_state *state)
{
	state->text_length = 0;
	state->has_lines = 0;
	state->is_cut_between_lines = 0;
}

/* Codes and statuses. */

static int weight_of(uint16_t code, uint8_t severity)
{
	static const uint8_t weights[] = {
		[SMTPREPLY_POSITIVE] = 1,
		[SMTPREPLY_INTERMEDIATE] = 1,
		[SMTPREPLY_PERMANENT] = 2,
		[SMTPREPLY_TRANSIENT] = 3,
	};

	return code == SERVICE_CLOSES ? 4 : weights[severity];
}

/* The safest reading of the lines' codes: the weightiest, of equals the last. */
static void take_code(struct smtpreply_state *state)
{
	const struct smtpreply_lexer *lexer = &state->lexer;

	if (state->code != 0 &&
	    weight_of(lexer->code, lexer->severity) < weight_of(state->code, state->severity))
		return;
	state->code = lexer->code;
	state->severity = lexer->severity;
}

static void take_status(struct smtpreply_state *state)
{
	uint32_t status = state->lexer.status;

	if (status == 0)
		return;
	if (state->lexer.first_status == 0)
		state->lexer.first_status = status;
	if (state->first_statuses[class_of(status)] == 0)
		state->first_statuses[class_of(status)] = status;
}

/* A 2yz and a 3yz in one reply have no safe reading: the first digit of the other one is barred. */
static void bar_digit(struct smtpreply_lexer *lexer)
{
	if (lexer->severity <= SMTPREPLY_INTERMEDIATE)
		lexer->barred_digit = (uint8_t)('0' + SMTPREPLY_POSITIVE + SMTPREPLY_INTERMEDIATE -
						lexer->severity);
}

static void publish_codes(struct smtpreply *reply, const struct smtpreply_lexer *lexer)
{
	reply->last_code = lexer->code;
	reply->first_code = lexer->first_code;
	reply->deviations = lexer->deviations;
}

/* A reply from its first byte to its last. */

static void clear_reply(struct smtpreply *reply)
{
	memset(reply, 0, sizeof *reply);
	reply->text = "";
}

static void start_line(struct smtpreply_parser *parser)
{
	struct smtpreply_state *state = &parser->private_.state;

	state->next_limit =
		parser->reply.size + least(state->max_octets - parser->reply.size, LINE_OCTETS);
	state->lexer.cr_count = 0;
	state->lexer.status = 0;
	state->lexer.mark = 0;
	state->lexer.is_pending = 0;
	state->lexer.is_loose = 0;
	state->lexer.is_trailing = 0;
}

static void start_reply(struct smtpreply_parser *parser)
{
	struct smtpreply_state *state = &parser->private_.state;

	clear_reply(&parser->reply);
	memset(&state->first_statuses, 0, sizeof state->first_statuses);
	memset(&state->lexer, 0, sizeof state->lexer);
	state->lexer.refuse = parser->refuse;
	state->max_octets = parser->max_octets ? parser->max_octets : SMTPREPLY_DEFAULT_MAX_OCTETS;
	state->next_limit = least(state->max_octets, LINE_OCTETS);
	state->by_line = parser->by_line;
	state->code = 0;
	state->severity = 0;
	state->is_open = 1;
	start_text(state);
}

/* The one place where errors are set. */
static enum smtpreply_result fail(struct smtpreply_parser *parser, enum smtpreply_error error)
{
	const struct smtpreply_state *state = &parser->private_.state;

	parser->error = (uint8_t)error;
	publish_text(&parser->reply, state, state->lexer.mark == 0);
	publish_codes(&parser->reply, &state->lexer);
	return SMTPREPLY_ERROR;
}

static enum smtpreply_result refuse(struct smtpreply_parser *parser, uint32_t deviation)
{
	parser->refused = deviation;
	return fail(parser, SMTPREPLY_REFUSED);
}

static uint8_t looks_like(unsigned char byte)
{
	switch (byte) {
	case '+':
		return SMTPREPLY_POP3;
	case '*':
		return SMTPREPLY_IMAP;
	case 'H':
		return SMTPREPLY_HTTP;
	case 'S':
		return SMTPREPLY_SSH;
	case 0x15:
	case 0x16:
		return SMTPREPLY_TLS;
	default:
		return 0;
	}
}

static enum smtpreply_result end_reply(struct smtpreply_parser *parser)
{
	struct smtpreply_state *state = &parser->private_.state;

	publish_text(&parser->reply, state, true);
	publish_codes(&parser->reply, &state->lexer);
	parser->reply.code = state->code;
	parser->reply.severity = state->severity;
	parser->reply.status = unpack_status(state->first_statuses[state->severity]);
	state->is_open = 0;
	return SMTPREPLY_DONE;
}

/* Ends a line that promised another. */
static enum smtpreply_result end_inner_line(struct smtpreply_parser *parser)
{
	struct smtpreply_state *state = &parser->private_.state;

	bar_digit(&state->lexer);
	start_line(parser);
	if (!state->by_line)
		return SMTPREPLY_MORE;
	publish_text(&parser->reply, state, true);
	parser->reply.last_code = state->lexer.code;
	start_text(state);
	return SMTPREPLY_LINE;
}

static enum smtpreply_result end_line(struct smtpreply_parser *parser)
{
	struct smtpreply_state *state = &parser->private_.state;

	if (state->lexer.mark != 0)
		state->text_length -= state->lexer.cr_count;
	parser->reply.line_count++;
	take_code(state);
	take_status(state);
	return state->lexer.mark == '-' ? end_inner_line(parser) : end_reply(parser);
}

/* A byte stands where a limit is: that of the reply, or that of a line with a code. */
static enum smtpreply_result pass_limit(struct smtpreply_parser *parser)
{
	struct smtpreply_state *state = &parser->private_.state;

	if (parser->reply.size == state->max_octets)
		return fail(parser, SMTPREPLY_TOO_LONG);
	state->next_limit = state->max_octets;
	if (is_in_blank_line(&state->lexer))
		return SMTPREPLY_MORE;
	if (state->lexer.refuse & SMTPREPLY_LONG_LINE)
		return refuse(parser, SMTPREPLY_LONG_LINE);
	state->lexer.deviations |= SMTPREPLY_LONG_LINE;
	return SMTPREPLY_MORE;
}

/* Reads up to the end of a line, of the piece, or to a byte at fault. */
static enum token read_token(struct smtpreply_parser *parser, struct piece *piece)
{
	struct smtpreply_state *state = &parser->private_.state;
	const unsigned char *begin = piece->cursor;
	bool had_text = state->lexer.mark != 0;
	enum token token = smtpreply_lex(&state->lexer, piece);

	parser->reply.size += (size_t)(piece->cursor - begin);
	if (state->lexer.mark != 0 || token == TOKEN_LINE) {
		if (!had_text)
			begin_text_line(state);
		append_text(state, piece->text, (size_t)(piece->text_end - piece->text));
	}
	return token;
}

static enum smtpreply_result fail_at(struct smtpreply_parser *parser, unsigned char byte)
{
	if (parser->reply.size == 0)
		parser->looks_like = looks_like(byte);
	return fail(parser, SMTPREPLY_BAD_CODE);
}

static enum smtpreply_result take_token(struct smtpreply_parser *parser, enum token token,
					const struct piece *piece)
{
	if (token == TOKEN_BAD_MARK)
		return fail(parser, SMTPREPLY_BAD_MARK);
	if (token == TOKEN_BAD_CODE)
		return fail_at(parser, *piece->cursor);
	if (token == TOKEN_REFUSED)
		return refuse(parser, piece->refused);
	start_line(parser);
	return SMTPREPLY_MORE;
}

/* Reads on to the next token, but not across a limit. */
static enum smtpreply_result read_on(struct smtpreply_parser *parser, struct piece *piece,
				     const unsigned char *end)
{
	size_t octets = parser->private_.state.next_limit - parser->reply.size;
	enum token token;

	if (octets == 0)
		return pass_limit(parser);
	piece->limit = octets < (size_t)(end - piece->cursor) ? piece->cursor + octets : end;
	token = read_token(parser, piece);
	if (token == TOKEN_NONE)
		return SMTPREPLY_MORE;
	return token == TOKEN_LINE ? end_line(parser) : take_token(parser, token, piece);
}

/* The public calls. */

void smtpreply_parser_init(struct smtpreply_parser *parser, char *text, size_t room)
{
	memset(parser, 0, sizeof *parser);
	clear_reply(&parser->reply);
	if (text == NULL || room == 0)
		return;
	parser->private_.state.buffer = text;
	parser->private_.state.capacity = room - 1;
}

/* What is private starts anew with the next reply. */
void smtpreply_parser_reset(struct smtpreply_parser *parser)
{
	clear_reply(&parser->reply);
	parser->private_.state.is_open = 0;
	parser->error = 0;
	parser->looks_like = 0;
	parser->refused = 0;
}

enum smtpreply_result smtpreply_feed(struct smtpreply_parser *parser, const void *bytes,
				     size_t size, size_t *used)
{
	const unsigned char *begin = bytes;
	struct piece piece;
	enum smtpreply_result result;

	*used = 0;
	if (parser->error != 0)
		return SMTPREPLY_ERROR;
	if (size == 0)
		return SMTPREPLY_MORE;
	if (!parser->private_.state.is_open)
		start_reply(parser);
	piece.cursor = begin;
	do {
		result = read_on(parser, &piece, begin + size);
	} while (result == SMTPREPLY_MORE && piece.cursor != begin + size);
	*used = (size_t)(piece.cursor - begin);
	return result;
}

enum smtpreply_result smtpreply_finish(struct smtpreply_parser *parser)
{
	const struct smtpreply_state *state = &parser->private_.state;

	if (parser->error != 0)
		return SMTPREPLY_ERROR;
	if (state->is_open && (parser->reply.line_count > 0 || !is_at_line_start(&state->lexer)))
		return fail(parser, SMTPREPLY_CUT_OFF);
	return SMTPREPLY_MORE;
}

bool smtpreply_is_idle(const struct smtpreply_parser *parser)
{
	return parser->error == 0 && !parser->private_.state.is_open;
}

bool smtpreply_next_line(const struct smtpreply *reply, struct smtpreply_line *line)
{
	uint32_t status;

	if (!step_line(reply, line))
		return false;
	status = smtpreply_lex_status(line->text, line->size, is_line_whole(reply, line));
	line->status = unpack_status(status);
	return true;
}
