/* SPDX-License-Identifier: MIT */
/* Reads with both and compares everything that can be seen; see pair.h. */
#include "pair.h"

#include <string.h>

#include "../model/model.h"

char pair_text[STEPPING_ROOM + 1];

void pair_init(struct pair *pair, const struct stepping_options *options)
{
	memset(pair, 0, sizeof *pair);
	memset(&pair->parser, 0xa5, sizeof pair->parser);
	smtpreply_parser_init(&pair->parser, options->capacity ? pair_text : NULL,
			      options->capacity ? options->capacity + 1 : 0);
	pair->parser.refuse = options->refuse;
	pair->parser.max_octets = options->max_octets;
	pair->parser.by_line = options->by_line;
}

static bool is_same_status(const struct smtpreply_status *a, const struct stepping_status *b)
{
	return a->severity == b->severity && a->subject == b->subject && a->detail == b->detail &&
	       a->reserved == 0;
}

static const char *line_differs(const struct smtpreply_line *line, const char *text, size_t size,
				bool is_whole, bool truncated)
{
	struct model_status status = model_status_of(text, size, is_whole);

	if (line->text != text || line->size != size)
		return "the text of a line";
	if (line->truncated != truncated)
		return "truncated of a line";
	if (line->status.severity != status.severity || line->status.subject != status.subject ||
	    line->status.detail != status.detail || line->status.reserved != 0)
		return "the status of a line";
	return NULL;
}

static const char *lines_differ(const struct smtpreply *reply, const struct stepping_seen *seen)
{
	const char *text = reply->text, *end = reply->text + reply->text_size;
	struct smtpreply_line line;
	bool is_last = !seen->has_lines;
	const char *what = NULL;
	uint32_t number = 0;

	memset(&line, 0, sizeof line);
	while (!is_last && what == NULL) {
		const char *feed = memchr(text, '\n', (size_t)(end - text));
		bool is_whole = feed != NULL || seen->is_last_line_whole;

		is_last = feed == NULL;
		if (!smtpreply_next_line(reply, &line))
			return "a line that is missing";
		if (line.number != ++number)
			return "the number of a line";
		what = line_differs(&line, text, (size_t)((feed ? feed : end) - text), is_whole,
				    seen->truncated && !is_whole);
		text = feed ? feed + 1 : end;
	}
	if (what == NULL && smtpreply_next_line(reply, &line))
		return "a line too many";
	return what;
}

static const char *text_differs(const struct smtpreply *reply, const struct stepping *model,
				const struct stepping_seen *seen)
{
	if (reply->text_size != seen->text_size)
		return "text_size";
	if (reply->truncated != seen->truncated)
		return "truncated";
	if (memcmp(reply->text, model->text, seen->text_size) != 0)
		return "text";
	if (reply->text[reply->text_size] != '\0')
		return "the NUL behind the text";
	return lines_differ(reply, seen);
}

static const char *reply_differs(const struct smtpreply *reply, const struct stepping_seen *seen)
{
	static const uint8_t zeros[sizeof reply->reserved];

	if (reply->code != seen->code || reply->severity != seen->severity)
		return "code or severity";
	if (reply->first_code != seen->first_code)
		return "first_code";
	if (!is_same_status(&reply->status, &seen->status))
		return "status";
	if (reply->size != seen->size)
		return "size";
	if (((reply->deviations ^ seen->deviations) & ~seen->undecided) != 0)
		return "deviations";
	if (memcmp(reply->reserved, zeros, sizeof zeros) != 0)
		return "reserved members";
	return NULL;
}

/* One of several that are refused is named, and not noted. */
static bool is_refusal_right(const struct smtpreply_parser *parser,
			     const struct stepping_seen *seen)
{
	uint32_t refused = parser->refused;

	if (seen->error != SMTPREPLY_REFUSED)
		return refused == 0;
	return (refused & seen->refused) == refused && refused != 0 &&
	       (refused & (refused - 1)) == 0 &&
	       (refused & parser->reply.deviations & seen->undecided) == 0;
}

static const char *differs(const struct smtpreply_parser *parser, const struct stepping *model,
			   const struct stepping_seen *seen)
{
	const char *what;

	if (smtpreply_is_idle(parser) != seen->is_idle)
		return "is_idle";
	if (parser->error != seen->error)
		return "error";
	if (!is_refusal_right(parser, seen))
		return "refused";
	if (parser->looks_like != seen->looks_like)
		return "looks_like";
	if (seen->result == SMTPREPLY_MORE)
		return NULL;
	if (parser->reply.last_code != seen->last_code)
		return "last_code";
	if (parser->reply.line_count != seen->line_count)
		return "line_count";
	what = text_differs(&parser->reply, model, seen);
	if (what != NULL || seen->result == SMTPREPLY_LINE)
		return what;
	return reply_differs(&parser->reply, seen);
}

/* Whatever comes, an error stays. */
static const char *error_goes(const struct smtpreply_parser *parser)
{
	struct smtpreply_parser after = *parser;
	size_t used = 9;

	if (smtpreply_feed(&after, "250 ok\r\n", 8, &used) != SMTPREPLY_ERROR || used != 0 ||
	    smtpreply_finish(&after) != SMTPREPLY_ERROR ||
	    memcmp(&after, parser, sizeof after) != 0)
		return "an error did not stay";
	return NULL;
}

const char *pair_read(struct pair *pair, const struct stepping_options *options, unsigned char byte,
		      struct stepping_seen *seen)
{
	enum smtpreply_result result;
	size_t used = 9;
	const char *what;

	memcpy(pair_text, pair->model.text, options->capacity);
	result = smtpreply_feed(&pair->parser, &byte, 1, &used);
	stepping_read(&pair->model, options, byte, seen);
	if (result != (enum smtpreply_result)seen->result)
		return "result";
	if (used != seen->is_taken)
		return "used";
	what = differs(&pair->parser, &pair->model, seen);
	if (what == NULL && result == SMTPREPLY_ERROR)
		what = error_goes(&pair->parser);
	return what;
}

static const char *empty_feed_changes(const struct pair *pair)
{
	struct smtpreply_parser after = pair->parser;
	size_t used = 9;

	if (smtpreply_feed(&after, NULL, 0, &used) != SMTPREPLY_MORE || used != 0 ||
	    memcmp(&after, &pair->parser, sizeof after) != 0)
		return "an empty feed";
	return NULL;
}

const char *pair_end(const struct pair *pair, const struct stepping_options *options,
		     struct stepping_seen *seen)
{
	struct smtpreply_parser ended = pair->parser;
	const char *what = empty_feed_changes(pair);

	memcpy(pair_text, pair->model.text, options->capacity);
	stepping_end(&pair->model, options, seen);
	if (smtpreply_finish(&ended) != (enum smtpreply_result)seen->result)
		return "the result of the end";
	if (seen->result == SMTPREPLY_MORE && memcmp(&ended, &pair->parser, sizeof ended) != 0)
		return "an end that changed something";
	if (what == NULL)
		what = differs(&ended, &pair->model, seen);
	if (what == NULL && seen->result == SMTPREPLY_ERROR)
		what = error_goes(&ended);
	smtpreply_parser_reset(&ended);
	if (what == NULL && (!smtpreply_is_idle(&ended) || ended.error != 0 || ended.refused != 0 ||
			     ended.looks_like != 0 || smtpreply_finish(&ended) != SMTPREPLY_MORE))
		what = "a reset";
	return what;
}
