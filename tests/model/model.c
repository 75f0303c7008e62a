/* SPDX-License-Identifier: MIT */
/* The second reading, line by line; see model.h. */
#include "model.h"

#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

#define NEVER SIZE_MAX
#define LONGEST_LINE 512
#define DEVIATION_COUNT 15

/* A line of the stream. One without LF is not finished: it ends where the stream does. */
struct line {
	const unsigned char *bytes; /* of the stream; the members below are places in it */
	size_t begin;
	size_t text;     /* behind code and mark */
	size_t text_end; /* before the line end; CRs that no LF follows are text */
	size_t end;      /* the LF, or the end of the stream */
	bool is_finished;
};

/* The places at which things become certain, NEVER for what does not. */
struct findings {
	size_t deviations[DEVIATION_COUNT]; /* by number of the bit */
	size_t fault;                       /* a code or a mark that is none */
	unsigned fault_error;
	unsigned looks_like;
};

struct found_status {
	struct model_status status;
	size_t certain;
	bool is_loose;
};

/* What the lines of a reply have told so far. */
struct reply {
	size_t begin;
	bool is_promised; /* the last line said that another follows */
	bool has_positive;
	bool has_intermediate;
	unsigned code;
	struct model_status first_status;
	struct model_status statuses[6]; /* the first one of each class */
	struct model_event event;
};

/* ---- lines ---- */

static size_t find_line_feed(const unsigned char *bytes, size_t begin, size_t size)
{
	while (begin < size && bytes[begin] != '\n')
		begin++;
	return begin;
}

static size_t skip_returns(const unsigned char *bytes, size_t begin, size_t end)
{
	while (begin < end && bytes[begin] == '\r')
		begin++;
	return begin;
}

static struct line find_line(const unsigned char *bytes, size_t begin, size_t size)
{
	struct line line = { .bytes = bytes, .begin = begin };

	line.end = find_line_feed(bytes, begin, size);
	line.is_finished = line.end < size;
	line.text_end = line.end;
	while (line.is_finished && line.text_end > begin && bytes[line.text_end - 1] == '\r')
		line.text_end--;
	line.text = line.end - begin < 4 ? line.end : begin + 4;
	return line;
}

static bool is_blank(const struct line *line)
{
	return line->is_finished && line->text_end == line->begin;
}

static bool is_digit(unsigned char byte)
{
	return byte >= '0' && byte <= '9';
}

/* ---- findings ---- */

static void clear_findings(struct findings *findings)
{
	for (size_t i = 0; i < DEVIATION_COUNT; i++)
		findings->deviations[i] = NEVER;
	findings->fault = NEVER;
	findings->fault_error = 0;
	findings->looks_like = 0;
}

static void note(struct findings *findings, uint32_t deviation, size_t certain)
{
	size_t number = 0;

	while (deviation >> number != 1)
		number++;
	if (certain < findings->deviations[number])
		findings->deviations[number] = certain;
}

static void fault(struct findings *findings, unsigned error, size_t certain)
{
	findings->fault = certain;
	findings->fault_error = error;
}

/* ---- the line end ---- */

static void check_line_end(const struct line *line, struct findings *findings)
{
	size_t returns = line->end - line->text_end;

	if (!line->is_finished)
		return;
	if (returns == 0)
		note(findings, SMTPREPLY_BARE_LF, line->end);
	if (returns >= 2)
		note(findings, SMTPREPLY_EXTRA_CR, line->end);
}

static void check_length(const struct line *line, struct findings *findings)
{
	size_t octets = line->end - line->begin + line->is_finished;

	if (octets > LONGEST_LINE)
		note(findings, SMTPREPLY_LONG_LINE, line->begin + LONGEST_LINE);
}

/* ---- code and mark ---- */

static unsigned guess_protocol(unsigned char byte)
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

/* A CR where a code should be began a blank line, or nothing. */
static void check_lost_return(const struct line *line, struct findings *findings)
{
	size_t behind = skip_returns(line->bytes, line->begin, line->end);

	if (behind < line->end)
		fault(findings, SMTPREPLY_BAD_CODE, behind);
}

static bool may_begin(unsigned char digit, const struct reply *reply)
{
	if (digit == '2' && reply->has_intermediate)
		return false;
	if (digit == '3' && reply->has_positive)
		return false;
	return digit >= '2' && digit <= '5';
}

/* The bytes of a line, its LF too, that can stand in a code. */
static size_t count_code_digits(const struct line *line, const struct reply *reply)
{
	size_t count = 0;

	if (line->begin == line->end || !may_begin(line->bytes[line->begin], reply))
		return 0;
	while (count < 3 && line->begin + count < line->end &&
	       is_digit(line->bytes[line->begin + count]))
		count++;
	return count;
}

static unsigned code_of(const struct line *line)
{
	const unsigned char *digit = line->bytes + line->begin;

	return (digit[0] - '0') * 100u + (digit[1] - '0') * 10u + (digit[2] - '0');
}

/* Answers whether a whole code stands there. */
static bool check_code(const struct line *line, const struct reply *reply,
		       struct findings *findings)
{
	size_t digits = count_code_digits(line, reply);
	size_t behind = line->begin + digits;

	if (digits >= 2 && line->bytes[line->begin + 1] >= '6')
		note(findings, SMTPREPLY_SECOND_DIGIT, line->begin + 1);
	if (digits == 3) {
		if (reply->event.first_code != 0 && code_of(line) != reply->event.first_code)
			note(findings, SMTPREPLY_CODE_MISMATCH, line->begin + 2);
		return true;
	}
	if (behind < line->end || line->is_finished)
		fault(findings, SMTPREPLY_BAD_CODE, behind);
	if (findings->fault == reply->begin)
		findings->looks_like = guess_protocol(line->bytes[behind]);
	return false;
}

/* Answers whether a mark stands there. */
static bool check_mark(const struct line *line, struct findings *findings)
{
	size_t mark = line->begin + 3;
	size_t behind = skip_returns(line->bytes, mark, line->end);

	if (mark < line->end && (line->bytes[mark] == ' ' || line->bytes[mark] == '-'))
		return true;
	if (behind < line->end)
		fault(findings, SMTPREPLY_BAD_MARK, behind);
	else if (line->is_finished)
		note(findings, SMTPREPLY_BARE_CODE, line->end);
	return false;
}

/* ---- the bytes of a text ---- */

static void check_controls(const struct line *line, struct findings *findings)
{
	for (size_t i = line->text; i < line->end; i++) {
		unsigned char byte = line->bytes[i];

		if (byte == 0)
			note(findings, SMTPREPLY_NUL, i);
		else if ((byte < ' ' && byte != '\t' && byte != '\r') || byte == 0x7f)
			note(findings, SMTPREPLY_CONTROL, i);
		else if (byte > 0x7f)
			note(findings, SMTPREPLY_NON_ASCII, i);
	}
}

static void check_bare_returns(const struct line *line, struct findings *findings)
{
	for (size_t i = line->text; i < line->text_end; i++) {
		size_t behind = skip_returns(line->bytes, i, line->end);

		if (behind > i && behind < line->end) {
			note(findings, SMTPREPLY_BARE_CR, behind);
			return;
		}
	}
}

/* ---- UTF-8 (RFC 3629, 4) ---- */

static unsigned sequence_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	if (first >= 0xf0 && first <= 0xf4)
		return 4;
	return 0;
}

static bool may_be_second(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0 && second <= 0xbf;
	case 0xed:
		return second >= 0x80 && second <= 0x9f;
	case 0xf0:
		return second >= 0x90 && second <= 0xbf;
	case 0xf4:
		return second >= 0x80 && second <= 0x8f;
	default:
		return second >= 0x80 && second <= 0xbf;
	}
}

/* The place of the first byte that cannot follow, or the end, where a sequence is open. */
static size_t find_utf8_fault(const unsigned char *bytes, size_t begin, size_t end)
{
	while (begin < end) {
		unsigned length = sequence_length(bytes[begin]);

		if (length == 0)
			return begin;
		for (size_t i = 1; i < length; i++) {
			unsigned char first = i == 1 ? bytes[begin] : 0x80;

			if (begin + i == end || !may_be_second(first, bytes[begin + i]))
				return begin + i;
		}
		begin += length;
	}
	return NEVER;
}

static void check_utf8(const struct line *line, struct findings *findings)
{
	size_t place = find_utf8_fault(line->bytes, line->text, line->end);

	if (place < line->end || (place == line->end && line->is_finished))
		note(findings, SMTPREPLY_BAD_UTF8, place);
}

/* ---- enhanced status ---- */

static bool is_white(unsigned char byte)
{
	return byte == ' ' || byte == '\t';
}

static bool is_at(const struct line *line, size_t place, unsigned char byte)
{
	return place < line->text_end && line->bytes[place] == byte;
}

/* The same; the place moves behind the byte. */
static bool goes_over(const struct line *line, size_t *place, unsigned char byte)
{
	return is_at(line, (*place)++, byte);
}

/* One to three digits at a place, which moves behind them. */
static bool read_number(const struct line *line, size_t *place, unsigned *number, bool *has_zero)
{
	size_t begin = *place;

	*number = 0;
	while (*place < line->text_end && is_digit(line->bytes[*place])) {
		if (*place - begin == 3)
			return false;
		*number = *number * 10 + (line->bytes[*place] - '0');
		++*place;
	}
	if (*place - begin > 1 && line->bytes[begin] == '0')
		*has_zero = true;
	return *place > begin;
}

/* "5.7.1" at a place, which moves behind it. */
static bool read_status(const struct line *line, size_t *place, struct model_status *status,
			bool *has_zero)
{
	*has_zero = false;
	if (!is_at(line, *place, '2') && !is_at(line, *place, '4') && !is_at(line, *place, '5'))
		return false;
	status->severity = line->bytes[(*place)++] - '0';
	return goes_over(line, place, '.') &&
	       read_number(line, place, &status->subject, has_zero) &&
	       goes_over(line, place, '.') && read_number(line, place, &status->detail, has_zero);
}

/* A status that may have the one or the other byte behind it. */
static bool is_ended(const struct line *line, size_t place, const char *allowed, size_t *certain)
{
	if (place == line->text_end) {
		*certain = line->end;
		return line->is_finished;
	}
	*certain = place;
	return line->bytes[place] != 0 && strchr(allowed, line->bytes[place]) != NULL;
}

static bool find_strict_status(const struct line *line, struct found_status *found)
{
	size_t place = line->text;
	bool has_zero;

	found->is_loose = false;
	return read_status(line, &place, &found->status, &has_zero) && !has_zero &&
	       is_ended(line, place, " \t", &found->certain);
}

static bool find_loose_status(const struct line *line, struct found_status *found)
{
	size_t place = line->text;
	bool has_zero;

	found->is_loose = true;
	while (place < line->text_end && is_white(line->bytes[place]))
		place++;
	if (is_at(line, place, '(') || is_at(line, place, '['))
		place++;
	if (is_at(line, place, '#'))
		place++;
	return read_status(line, &place, &found->status, &has_zero) &&
	       is_ended(line, place, " \t:;,)]", &found->certain);
}

/* "(#5.7.1)" as the last thing of a line. */
static bool find_trailing_status(const struct line *line, struct found_status *found)
{
	size_t place = line->text_end;
	bool has_zero;

	found->is_loose = true;
	found->certain = line->end;
	while (place > line->text && line->bytes[place - 1] != '(')
		place--;
	return line->is_finished && place > line->text && goes_over(line, &place, '#') &&
	       read_status(line, &place, &found->status, &has_zero) && is_at(line, place, ')') &&
	       place + 1 == line->text_end;
}

static bool find_status(const struct line *line, struct found_status *found)
{
	if (find_strict_status(line, found) || find_loose_status(line, found) ||
	    find_trailing_status(line, found))
		return true;
	found->status = (struct model_status){ 0 };
	found->certain = NEVER;
	return false;
}

static bool is_same_status(const struct model_status *a, const struct model_status *b)
{
	return a->severity == b->severity && a->subject == b->subject && a->detail == b->detail;
}

static void check_status(const struct line *line, const struct reply *reply,
			 const struct found_status *found, struct findings *findings)
{
	const struct model_status *first = &reply->first_status;

	if (found->status.severity != code_of(line) / 100)
		note(findings, SMTPREPLY_STATUS_CLASS, found->certain);
	if (first->severity != 0 && !is_same_status(first, &found->status))
		note(findings, SMTPREPLY_STATUS_MIXED, found->certain);
	if (found->is_loose)
		note(findings, SMTPREPLY_STATUS_FORM, found->certain);
}

/* ---- a line of a reply ---- */

static void check_text(const struct line *line, const struct reply *reply,
		       struct found_status *found, struct findings *findings)
{
	check_controls(line, findings);
	check_bare_returns(line, findings);
	check_utf8(line, findings);
	if (find_status(line, found))
		check_status(line, reply, found, findings);
}

/* All that can be said of a line, as if nothing were refused and there were no limit. */
static void check_line(const struct line *line, const struct reply *reply,
		       struct found_status *found, struct findings *findings)
{
	clear_findings(findings);
	found->status = (struct model_status){ 0 };
	found->certain = NEVER;
	if (is_blank(line)) {
		note(findings, SMTPREPLY_BLANK_LINE, line->end);
		check_line_end(line, findings);
	} else if (line->begin < line->end && line->bytes[line->begin] == '\r') {
		check_lost_return(line, findings);
	} else if (check_code(line, reply, findings)) {
		check_length(line, findings);
		if (check_mark(line, findings))
			check_text(line, reply, found, findings);
		if (findings->fault == NEVER)
			check_line_end(line, findings);
	}
}

/* ---- which finding is an error ---- */

static void stop_at(struct model_event *event, size_t offset, unsigned error)
{
	event->kind = MODEL_ERROR;
	event->offset = offset;
	event->error = error;
}

/* A deviation counts only before the byte at fault: that byte is not taken. */
static void note_deviations(const struct findings *findings, struct model_event *event)
{
	for (size_t i = 0; i < DEVIATION_COUNT; i++) {
		if (findings->deviations[i] < event->offset)
			event->deviations |= (uint32_t)1 << i;
		if (findings->deviations[i] == event->offset)
			event->undecided |= (uint32_t)1 << i;
	}
	event->undecided &= ~(event->deviations | event->refused);
}

/* The smallest offset wins; at one byte the limit, then the list's order, then code and mark. */
static void judge(const struct line *line, const struct findings *findings, size_t limit,
		  uint32_t refuse, struct model_event *event)
{
	size_t behind = line->end + line->is_finished;

	event->offset = behind;
	event->kind = MODEL_END;
	if (limit < behind)
		stop_at(event, limit, SMTPREPLY_TOO_LONG);
	for (size_t i = 0; i < DEVIATION_COUNT; i++)
		if ((refuse >> i & 1) != 0 && findings->deviations[i] < event->offset) {
			stop_at(event, findings->deviations[i], SMTPREPLY_REFUSED);
			event->refused = (uint32_t)1 << i;
		}
	if (findings->fault < event->offset) {
		stop_at(event, findings->fault, findings->fault_error);
		event->refused = 0;
		event->looks_like = findings->looks_like;
	}
	note_deviations(findings, event);
}

/* ---- what a line gives to its reply ---- */

static unsigned safety(unsigned code)
{
	if (code == 421)
		return 3;
	if (code / 100 == 4)
		return 2;
	return code / 100 == 5;
}

static void take_code(struct reply *reply, unsigned code)
{
	if (reply->event.first_code == 0)
		reply->event.first_code = code;
	reply->event.last_code = code;
	if (reply->code == 0 || safety(code) >= safety(reply->code))
		reply->code = code;
	if (code / 100 == 2)
		reply->has_positive = true;
	if (code / 100 == 3)
		reply->has_intermediate = true;
}

static void take_status(struct reply *reply, const struct model_status *status)
{
	if (status->severity == 0)
		return;
	if (reply->first_status.severity == 0)
		reply->first_status = *status;
	if (reply->statuses[status->severity].severity == 0)
		reply->statuses[status->severity] = *status;
}

static void put_text(struct model *model, struct model_event *event, const unsigned char *bytes,
		     size_t size)
{
	if (size == 0)
		return;
	memcpy(model->text + model->text_size, bytes, size);
	model->text_size += size;
	event->text_size += size;
}

static void put_status(struct model *model, struct model_event *event,
		       const struct model_status *status)
{
	model->statuses[model->status_count++] = *status;
	event->shown_count++;
}

/* The text of a line that is taken up to a place, and the LF that joins it to the one before. */
static void take_text(struct model *model, struct reply *reply, const struct line *line, size_t end)
{
	if (reply->event.line_count > 0)
		put_text(model, &reply->event, (const unsigned char *)"\n", 1);
	if (end > line->text)
		put_text(model, &reply->event, line->bytes + line->text, end - line->text);
}

static void take_whole_line(struct model *model, struct reply *reply, const struct line *line,
			    const struct found_status *found)
{
	take_code(reply, code_of(line));
	take_status(reply, &found->status);
	take_text(model, reply, line, line->text_end);
	put_status(model, &reply->event, &found->status);
	reply->event.line_count++;
	reply->is_promised = line->bytes[line->begin + 3] == '-';
}

static bool is_mark_taken(const struct line *line, size_t end)
{
	return end > line->begin + 3 &&
	       (line->bytes[line->begin + 3] == ' ' || line->bytes[line->begin + 3] == '-');
}

/* What came of a line before the byte at fault. Its status is the one that these bytes prove. */
static void take_broken_line(struct model *model, struct reply *reply, const struct line *whole)
{
	struct line line = find_line(whole->bytes, whole->begin, reply->event.offset);
	struct found_status found;

	/* The third digit that made a mismatch certain is known, though not taken. */
	if (reply->event.refused == SMTPREPLY_CODE_MISMATCH)
		take_code(reply, code_of(whole));
	if (count_code_digits(&line, reply) == 3)
		take_code(reply, code_of(&line));
	if (!is_mark_taken(&line, line.end))
		return;
	take_text(model, reply, &line, line.end);
	find_status(&line, &found);
	if (reply->event.text_size > 0)
		put_status(model, &reply->event, &found.status);
}

/* ---- replies ---- */

static void begin_reply(const struct model *model, struct reply *reply, size_t begin)
{
	memset(reply, 0, sizeof *reply);
	reply->begin = begin;
	reply->event.text = model->text_size;
	reply->event.first_shown = model->status_count;
}

static void put_event(struct model *model, const struct reply *reply)
{
	model->events[model->event_count] = reply->event;
	model->events[model->event_count++].size = reply->event.offset - reply->begin;
}

static void put_error(struct model *model, struct reply *reply, const struct line *line)
{
	take_broken_line(model, reply, line);
	put_event(model, reply);
}

static void put_reply(struct model *model, struct reply *reply)
{
	reply->event.kind = MODEL_REPLY;
	reply->event.is_idle = true;
	reply->event.code = reply->code;
	reply->event.severity = reply->code / 100;
	reply->event.status = reply->statuses[reply->event.severity];
	put_event(model, reply);
}

/* The stream ends here: inside a reply, behind blank lines, or between two replies. */
static void put_end(struct model *model, struct reply *reply, const struct line *line)
{
	if (line->end > line->begin || reply->is_promised) {
		stop_at(&reply->event, line->end, SMTPREPLY_CUT_OFF);
		put_error(model, reply, line);
		return;
	}
	reply->event = (struct model_event){ .kind = MODEL_END };
	reply->event.is_idle = line->end == reply->begin;
	reply->event.offset = line->end;
	put_event(model, reply);
}

static void make_room(struct model *model, size_t size)
{
	if (size > model->room || model->events == NULL) {
		model_free(model);
		model->room = size * 2;
		model->events = malloc((model->room + 2) * sizeof *model->events);
		model->statuses = malloc((model->room + 2) * sizeof *model->statuses);
		model->text = malloc(model->room + 2);
		if (model->events == NULL || model->statuses == NULL || model->text == NULL)
			abort();
	}
	model->event_count = model->text_size = model->status_count = 0;
}

void model_read(struct model *model, const unsigned char *bytes, size_t size,
		const struct model_options *options)
{
	size_t octets = options->max_octets ? options->max_octets : SMTPREPLY_DEFAULT_MAX_OCTETS;
	struct line line = find_line(bytes, 0, size);
	struct findings findings;
	struct found_status found;
	struct reply reply;

	make_room(model, size);
	begin_reply(model, &reply, 0);
	for (;; line = find_line(bytes, line.end + 1, size)) {
		check_line(&line, &reply, &found, &findings);
		judge(&line, &findings, reply.begin + octets, options->refuse, &reply.event);
		if (reply.event.kind == MODEL_ERROR) {
			put_error(model, &reply, &line);
			return;
		}
		if (!line.is_finished) {
			put_end(model, &reply, &line);
			return;
		}
		if (is_blank(&line))
			continue;
		take_whole_line(model, &reply, &line, &found);
		if (!reply.is_promised) {
			put_reply(model, &reply);
			begin_reply(model, &reply, line.end + 1);
		}
	}
}

struct model_status model_status_of(const void *text, size_t size, bool is_whole)
{
	const struct line line = {
		.bytes = text,
		.text_end = size,
		.end = size,
		.is_finished = is_whole,
	};
	struct found_status found;

	find_status(&line, &found);
	return found.status;
}

void model_free(struct model *model)
{
	free(model->events);
	free(model->text);
	free(model->statuses);
	*model = (struct model){ 0 };
}
