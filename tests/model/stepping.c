/* SPDX-License-Identifier: MIT */
/* The second reading, byte by byte; see stepping.h. */
#include "stepping.h"

#include <string.h>

#include <smtpreply.h>

/* What a byte brings: deviations that it makes certain, and the error that it is. */
struct finding {
	uint32_t deviations;
	unsigned error;
};

static bool is_digit(unsigned char byte)
{
	return byte >= '0' && byte <= '9';
}

/* ---- code and mark ---- */

static bool may_begin(const struct stepping *model, unsigned char byte)
{
	return byte >= '2' && byte <= '5' && !(byte == '2' && model->has_intermediate) &&
	       !(byte == '3' && model->has_positive);
}

static unsigned guess_protocol(unsigned char byte)
{
	static const struct {
		unsigned char byte;
		unsigned char protocol;
	} guesses[] = {
		{ '+', SMTPREPLY_POP3 }, { '*', SMTPREPLY_IMAP }, { 'H', SMTPREPLY_HTTP },
		{ 'S', SMTPREPLY_SSH },  { 0x15, SMTPREPLY_TLS }, { 0x16, SMTPREPLY_TLS },
	};

	for (size_t i = 0; i < sizeof guesses / sizeof guesses[0]; i++)
		if (guesses[i].byte == byte)
			return guesses[i].protocol;
	return 0;
}

static void end_code(struct stepping *model, struct finding *finding)
{
	model->last_code = model->line.code;
	model->line.place = AT_MARK;
	if (model->first_code == 0)
		model->first_code = model->line.code;
	if (model->first_code != model->line.code)
		finding->deviations |= SMTPREPLY_CODE_MISMATCH;
}

static void read_code(struct stepping *model, unsigned char byte, struct finding *finding)
{
	if (model->line.octet == 0 ? !may_begin(model, byte) : !is_digit(byte)) {
		finding->error = SMTPREPLY_BAD_CODE;
		return;
	}
	if (model->line.octet == 1 && byte >= '6')
		finding->deviations |= SMTPREPLY_SECOND_DIGIT;
	model->line.code = (uint16_t)(model->line.code * 10 + (byte - '0'));
	if (model->line.octet == 2)
		end_code(model, finding);
}

static void read_mark(struct stepping *model, unsigned char byte, struct finding *finding)
{
	if (byte != ' ' && byte != '-') {
		finding->error = SMTPREPLY_BAD_MARK;
		return;
	}
	model->line.mark = byte;
	model->line.place = IN_TEXT;
	model->line.leading.stage = AT_START;
}

/* ---- UTF-8 (RFC 3629, 4) ---- */

/* The bytes that may stand first, how many follow them, and which may stand second. */
static const struct utf8_row {
	uint8_t first, last;
	uint8_t left, low, high;
} utf8_rows[] = {
	{ 0xc2, 0xdf, 1, 0x80, 0xbf }, { 0xe0, 0xe0, 2, 0xa0, 0xbf }, { 0xe1, 0xec, 2, 0x80, 0xbf },
	{ 0xed, 0xed, 2, 0x80, 0x9f }, { 0xee, 0xef, 2, 0x80, 0xbf }, { 0xf0, 0xf0, 3, 0x90, 0xbf },
	{ 0xf1, 0xf3, 3, 0x80, 0xbf }, { 0xf4, 0xf4, 3, 0x80, 0x8f },
};

static void expect_utf8(struct stepping *model, uint8_t left, uint8_t low, uint8_t high)
{
	model->line.utf8_left = left;
	model->line.utf8_low = left ? low : 0;
	model->line.utf8_high = left ? high : 0;
}

static void read_utf8(struct stepping *model, unsigned char byte, struct finding *finding)
{
	if (byte >= 0x80)
		finding->deviations |= SMTPREPLY_NON_ASCII;
	if (model->line.utf8_left > 0 && byte >= model->line.utf8_low &&
	    byte <= model->line.utf8_high) {
		expect_utf8(model, model->line.utf8_left - 1, 0x80, 0xbf);
		return;
	}
	if (model->line.utf8_left > 0)
		finding->deviations |= SMTPREPLY_BAD_UTF8;
	expect_utf8(model, 0, 0, 0);
	if (byte < 0x80)
		return;
	for (size_t i = 0; i < sizeof utf8_rows / sizeof utf8_rows[0]; i++) {
		const struct utf8_row *row = &utf8_rows[i];

		if (byte >= row->first && byte <= row->last) {
			expect_utf8(model, row->left, row->low, row->high);
			return;
		}
	}
	finding->deviations |= SMTPREPLY_BAD_UTF8;
}

/* ---- enhanced status ---- */

static void give_up(struct stepping_reading *reading)
{
	memset(reading, 0, sizeof *reading);
}

static bool is_behind_detail(const struct stepping_reading *reading, unsigned char byte)
{
	return reading->stage == IN_DETAIL && reading->digits > 0 && !is_digit(byte);
}

/* A digit of a part. A zero before it makes the status a loose one. */
static bool read_digit(struct stepping_reading *reading, uint16_t *part, unsigned char byte)
{
	if (!is_digit(byte) || reading->digits == 3)
		return false;
	if (reading->digits > 0 && *part == 0)
		reading->is_loose = 1;
	*part = (uint16_t)(*part * 10 + (byte - '0'));
	reading->digits++;
	return true;
}

static bool read_class(struct stepping_reading *reading, unsigned char byte)
{
	if (byte != '2' && byte != '4' && byte != '5')
		return false;
	reading->status.severity = byte - '0';
	reading->stage = BEHIND_CLASS;
	return true;
}

static bool read_point(struct stepping_reading *reading, unsigned char byte, uint8_t stage)
{
	if (byte != '.')
		return false;
	reading->stage = stage;
	reading->digits = 0;
	return true;
}

/* class "." subject "." detail; gives up at a byte that is none of it. */
static void read_numbers(struct stepping_reading *reading, unsigned char byte)
{
	bool fits = false;

	switch (reading->stage) {
	case AT_START:
	case OPENED:
	case HASHED:
		fits = read_class(reading, byte);
		break;
	case BEHIND_CLASS:
		fits = read_point(reading, byte, IN_SUBJECT);
		break;
	case IN_SUBJECT:
		fits = read_digit(reading, &reading->status.subject, byte) ||
		       (reading->digits > 0 && read_point(reading, byte, IN_DETAIL));
		break;
	case IN_DETAIL:
		fits = read_digit(reading, &reading->status.detail, byte);
		break;
	default:
		break;
	}
	if (!fits)
		give_up(reading);
}

static void end_number(struct stepping_reading *reading)
{
	reading->stage = ENDED;
	reading->digits = 0;
}

/* Behind the last part, and behind the CRs there: answers whether the line ends here. */
static bool read_line_end(struct stepping_reading *reading, unsigned char byte)
{
	if (byte == '\n')
		return true;
	if (byte == '\r')
		end_number(reading);
	else
		give_up(reading);
	return false;
}

static bool is_one_of(unsigned char byte, const char *bytes)
{
	return byte != 0 && strchr(bytes, byte) != NULL;
}

/* What may stand before a status in front, loosely: answers whether this byte does. */
static bool read_before(struct stepping_reading *reading, unsigned char byte)
{
	uint8_t stage = reading->stage;

	if (stage == AT_START && is_one_of(byte, "(["))
		reading->stage = OPENED;
	else if ((stage == AT_START || stage == OPENED) && byte == '#')
		reading->stage = HASHED;
	else if (stage != AT_START || !is_one_of(byte, " \t"))
		return false;
	reading->is_loose = 1;
	return true;
}

/* A status in front of the text: answers whether this byte makes it certain. */
static bool read_leading(struct stepping_reading *reading, unsigned char byte)
{
	if (is_behind_detail(reading, byte)) {
		if (is_one_of(byte, ":;,)]"))
			reading->is_loose = 1;
		return is_one_of(byte, " \t:;,)]") || read_line_end(reading, byte);
	}
	if (reading->stage == ENDED)
		return read_line_end(reading, byte);
	if (!read_before(reading, byte))
		read_numbers(reading, byte);
	return false;
}

/* "(#5.7.1)" at the end of the text: likewise. */
static bool read_trailing(struct stepping_reading *reading, unsigned char byte)
{
	uint8_t stage = reading->stage;

	if (byte == '(') {
		give_up(reading);
		reading->stage = OPENED;
	} else if (stage == ENDED) {
		return read_line_end(reading, byte);
	} else if (stage == OPENED && byte == '#') {
		reading->stage = HASHED;
		reading->is_loose = 1;
	} else if (is_behind_detail(reading, byte) && byte == ')') {
		end_number(reading);
	} else if (stage == OPENED) {
		give_up(reading);
	} else {
		read_numbers(reading, byte);
	}
	return false;
}

static bool is_same_status(const struct stepping_status *a, const struct stepping_status *b)
{
	return a->severity == b->severity && a->subject == b->subject && a->detail == b->detail;
}

static void note_status(struct stepping *model, const struct stepping_reading *reading,
			struct finding *finding)
{
	const struct stepping_status *status = &reading->status;

	if (status->severity != model->line.code / 100)
		finding->deviations |= SMTPREPLY_STATUS_CLASS;
	if (model->first_status.severity != 0 && !is_same_status(&model->first_status, status))
		finding->deviations |= SMTPREPLY_STATUS_MIXED;
	if (reading->is_loose)
		finding->deviations |= SMTPREPLY_STATUS_FORM;
	model->line.status = *status;
	give_up(&model->line.leading);
	give_up(&model->line.trailing);
}

/* The one in front wins. */
static void read_status(struct stepping *model, unsigned char byte, struct finding *finding)
{
	bool is_trailing;

	if (model->line.status.severity != 0)
		return;
	is_trailing = read_trailing(&model->line.trailing, byte);
	if (read_leading(&model->line.leading, byte))
		note_status(model, &model->line.leading, finding);
	else if (is_trailing)
		note_status(model, &model->line.trailing, finding);
}

/* ---- text ---- */

static void keep(struct stepping *model, const struct stepping_options *options, char byte)
{
	if (model->text_size < options->capacity && model->text_size < STEPPING_ROOM)
		model->text[model->text_size] = byte;
	model->text_size++;
}

/* A line is shown from its mark on; an LF joins it to the one before. */
static void begin_text_line(struct stepping *model, const struct stepping_options *options)
{
	if (model->has_text_lines) {
		if (model->text_size == options->capacity)
			model->is_cut_between_lines = 1;
		keep(model, options, '\n');
	}
	model->has_text_lines = 1;
}

static void read_text(struct stepping *model, unsigned char byte, struct finding *finding)
{
	if (byte == 0)
		finding->deviations |= SMTPREPLY_NUL;
	else if ((byte < ' ' && byte != '\t' && byte != '\r' && byte != '\n') || byte == 0x7f)
		finding->deviations |= SMTPREPLY_CONTROL;
	if (model->line.returns > 0 && byte != '\r' && byte != '\n')
		finding->deviations |= SMTPREPLY_BARE_CR;
	read_utf8(model, byte, finding);
	read_status(model, byte, finding);
}

/* ---- a byte ---- */

static void read_line_feed(const struct stepping *model, struct finding *finding)
{
	bool is_blank = model->line.octet == 0 || model->line.place == IN_BLANK;

	if (!is_blank && model->line.place == IN_CODE) {
		finding->error = SMTPREPLY_BAD_CODE;
		return;
	}
	if (is_blank)
		finding->deviations |= SMTPREPLY_BLANK_LINE;
	if (!is_blank && model->line.place != IN_TEXT)
		finding->deviations |= SMTPREPLY_BARE_CODE;
	if (model->line.returns == 0)
		finding->deviations |= SMTPREPLY_BARE_LF;
	if (model->line.returns > 1)
		finding->deviations |= SMTPREPLY_EXTRA_CR;
}

/* A CR outside a text: the line can only end behind it. */
static bool read_return(struct stepping *model, unsigned char byte)
{
	if (byte != '\r')
		return false;
	if (model->line.octet == 0 || model->line.place == IN_BLANK)
		model->line.place = IN_BLANK;
	else if (model->line.place == AT_MARK || model->line.place == IN_BARE_CODE)
		model->line.place = IN_BARE_CODE;
	else
		return false;
	return true;
}

static void read_by_place(struct stepping *model, unsigned char byte, struct finding *finding)
{
	if (model->line.place == IN_TEXT)
		read_text(model, byte, finding);
	if (byte == '\n') {
		read_line_feed(model, finding);
		return;
	}
	if (model->line.place == IN_TEXT || read_return(model, byte))
		return;
	if (model->line.place == IN_CODE)
		read_code(model, byte, finding);
	else if (model->line.place == AT_MARK)
		read_mark(model, byte, finding);
	else
		finding->error =
			model->line.place == IN_BLANK ? SMTPREPLY_BAD_CODE : SMTPREPLY_BAD_MARK;
}

static bool has_code(const struct stepping *model)
{
	return model->line.place != IN_CODE && model->line.place != IN_BLANK;
}

/* ---- what can be seen ---- */

static void show_text(const struct stepping *model, const struct stepping_options *options,
		      struct stepping_seen *seen)
{
	seen->truncated = model->text_size > options->capacity;
	seen->text_size = seen->truncated ? options->capacity : model->text_size;
	seen->has_lines = model->has_text_lines && (model->line_count > 0 || seen->text_size > 0);
	seen->is_last_line_whole =
		model->is_cut_between_lines || (!seen->truncated && model->line.mark == 0);
}

static void show(const struct stepping *model, const struct stepping_options *options,
		 struct stepping_seen *seen)
{
	show_text(model, options, seen);
	seen->first_code = model->first_code;
	seen->last_code = model->last_code;
	seen->line_count = model->line_count;
	seen->size = model->octets;
	seen->deviations = model->deviations;
}

static void show_error(const struct stepping *model, const struct stepping_options *options,
		       unsigned error, struct stepping_seen *seen)
{
	show(model, options, seen);
	seen->result = SMTPREPLY_ERROR;
	seen->error = error;
}

static void show_reply(const struct stepping *model, const struct stepping_options *options,
		       struct stepping_seen *seen)
{
	show(model, options, seen);
	seen->result = SMTPREPLY_DONE;
	seen->is_idle = true;
	seen->code = model->code;
	seen->severity = model->code / 100u;
	seen->status = model->statuses[seen->severity];
}

/* ---- the end of a line ---- */

/* The safest reading of several codes: the higher counts, of equals the last. */
static unsigned safety(unsigned code)
{
	static const uint8_t of_class[] = { [2] = 1, [3] = 1, [4] = 3, [5] = 2 };

	return code == 421 ? 4 : of_class[code / 100];
}

static void take_code(struct stepping *model)
{
	unsigned first_digit = model->line.code / 100u;

	if (model->code == 0 || safety(model->line.code) >= safety(model->code))
		model->code = model->line.code;
	model->has_positive |= first_digit == 2;
	model->has_intermediate |= first_digit == 3;
}

static void take_status(struct stepping *model)
{
	struct stepping_status status = model->line.status;

	if (status.severity == 0)
		return;
	if (model->first_status.severity == 0)
		model->first_status = status;
	if (model->statuses[status.severity].severity == 0)
		model->statuses[status.severity] = status;
}

static void begin_line(struct stepping *model)
{
	memset(&model->line, 0, sizeof model->line);
}

/* The line ends and promised another one. */
static void end_inner_line(struct stepping *model, const struct stepping_options *options,
			   struct stepping_seen *seen)
{
	begin_line(model);
	if (!options->by_line)
		return;
	show_text(model, options, seen);
	seen->result = SMTPREPLY_LINE;
	seen->last_code = model->last_code;
	seen->line_count = model->line_count;
	model->text_size = 0;
	model->has_text_lines = 0;
	model->is_cut_between_lines = 0;
}

static void end_line(struct stepping *model, const struct stepping_options *options,
		     struct stepping_seen *seen)
{
	bool is_promised = model->line.mark == '-';

	if (model->line.place == IN_BLANK || model->line.place == IN_CODE) {
		begin_line(model);
		return;
	}
	if (model->line.mark == 0)
		begin_text_line(model, options);
	else
		model->text_size -= model->line.returns;
	model->line_count++;
	take_code(model);
	take_status(model);
	if (is_promised) {
		end_inner_line(model, options, seen);
		return;
	}
	model->line.mark = 0;
	show_reply(model, options, seen);
	memset(model, 0, offsetof(struct stepping, text));
}

/* A byte that no error stops. */
static void take_byte(struct stepping *model, const struct stepping_options *options,
		      unsigned char byte, bool was_text, struct stepping_seen *seen)
{
	model->octets++;
	if (model->line.octet <= options->line_octets)
		model->line.octet++;
	seen->is_taken = true;
	if (byte == '\n') {
		end_line(model, options, seen);
		return;
	}
	if (was_text)
		keep(model, options, (char)byte);
	else if (model->line.place == IN_TEXT)
		begin_text_line(model, options);
	model->line.returns = byte == '\r' ? model->line.returns + 1 : 0;
}

/*
 * The byte at fault is not taken. Of what it brought remains the code that it made whole; whether
 * the deviations that are not refused are noted, nobody says.
 */
static void stop(struct stepping *model, const struct stepping_options *options,
		 const struct stepping *before, const struct finding *finding,
		 struct stepping_seen *seen)
{
	uint16_t first_code = model->first_code, last_code = model->last_code;

	*model = *before;
	model->first_code = first_code;
	model->last_code = last_code;
	seen->refused = finding->deviations & options->refuse;
	seen->undecided = finding->deviations & ~model->deviations;
	show_error(model, options, seen->refused ? SMTPREPLY_REFUSED : finding->error, seen);
}

/* ---- public ---- */

void stepping_read(struct stepping *model, const struct stepping_options *options,
		   unsigned char byte, struct stepping_seen *seen)
{
	const struct stepping before = *model;
	struct finding finding = { 0, 0 };

	memset(seen, 0, sizeof *seen);
	if (model->octets == options->max_octets) {
		show_error(model, options, SMTPREPLY_TOO_LONG, seen);
		return;
	}
	if (model->line.octet == options->line_octets && has_code(model))
		finding.deviations |= SMTPREPLY_LONG_LINE;
	read_by_place(model, byte, &finding);
	if ((finding.deviations & options->refuse) == 0 && finding.error == 0) {
		model->deviations |= finding.deviations;
		take_byte(model, options, byte, before.line.place == IN_TEXT, seen);
		return;
	}
	stop(model, options, &before, &finding, seen);
	if (seen->error == SMTPREPLY_BAD_CODE && model->octets == 0)
		seen->looks_like = guess_protocol(byte);
}

void stepping_end(const struct stepping *model, const struct stepping_options *options,
		  struct stepping_seen *seen)
{
	memset(seen, 0, sizeof *seen);
	if (model->line_count > 0 || model->line.octet > 0)
		show_error(model, options, SMTPREPLY_CUT_OFF, seen);
	else
		seen->is_idle = model->octets == 0;
}
