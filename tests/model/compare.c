/* SPDX-License-Identifier: MIT */
/* Translates what the model says into an outcome, compares and tells; see compare.h. */
#include "compare.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../notation.h"

#define DIFFERENCES_TOLD 12
#define BYTES_TOLD 600

/* ---- from the model to an outcome ---- */

static void *resized(void *array, size_t count, size_t member)
{
	void *larger = realloc(array, (count + 1) * member);

	if (larger == NULL)
		abort();
	return larger;
}

/* Every text is kept twice, as it is and line by line. */
static void make_room(struct outcome *outcome, const struct model *model)
{
	if (outcome->event_room < model->event_count) {
		outcome->event_room = model->event_count;
		outcome->events =
			resized(outcome->events, outcome->event_room, sizeof *outcome->events);
	}
	if (outcome->line_room < model->status_count) {
		outcome->line_room = model->status_count;
		outcome->lines =
			resized(outcome->lines, outcome->line_room, sizeof *outcome->lines);
	}
	if (outcome->byte_room < 2 * model->text_size) {
		outcome->byte_room = 2 * model->text_size;
		outcome->bytes = resized(outcome->bytes, outcome->byte_room, 1);
	}
}

static uint64_t keep_bytes(struct outcome *outcome, const unsigned char *bytes, size_t size)
{
	uint64_t where = outcome->byte_count;

	if (size > 0)
		memcpy(outcome->bytes + where, bytes, size);
	outcome->byte_count += size;
	return where;
}

static void translate_status(uint64_t to[3], const struct model_status *status)
{
	to[0] = status->severity;
	to[1] = status->subject;
	to[2] = status->detail;
}

static size_t line_length(const unsigned char *text, size_t size)
{
	const unsigned char *end = size > 0 ? memchr(text, '\n', size) : NULL;

	return end != NULL ? (size_t)(end - text) : size;
}

static void translate_lines(struct outcome *outcome, const struct model *model,
			    const struct model_event *from)
{
	const unsigned char *text = model->text + from->text;
	size_t left = from->text_size;

	for (size_t i = 0; i < from->shown_count; i++) {
		struct seen_line line = { .size = line_length(text, left) };

		line.text = keep_bytes(outcome, text, line.size);
		translate_status(line.status, &model->statuses[from->first_shown + i]);
		outcome->lines[outcome->line_count++] = line;
		text += line.size + (left > line.size);
		left -= line.size + (left > line.size);
	}
}

static struct facts translate_facts(const struct model_event *from)
{
	struct facts facts = {
		.result = (uint64_t)(from->kind == MODEL_REPLY   ? SMTPREPLY_DONE
				     : from->kind == MODEL_ERROR ? SMTPREPLY_ERROR
								 : SMTPREPLY_MORE),
		.offset = from->offset,
		.is_idle = from->is_idle,
	};

	if (from->kind == MODEL_END)
		return facts;
	facts.error = from->error;
	facts.refused = from->refused;
	facts.looks_like = from->looks_like;
	facts.code = from->code;
	facts.first_code = from->first_code;
	facts.last_code = from->last_code;
	facts.severity = from->severity;
	translate_status(facts.status, &from->status);
	facts.line_count = from->line_count;
	facts.size = from->size;
	facts.deviations = from->deviations;
	return facts;
}

static void translate(struct outcome *outcome, const struct model *model)
{
	make_room(outcome, model);
	outcome->event_count = outcome->line_count = outcome->byte_count = 0;
	for (size_t i = 0; i < model->event_count; i++) {
		const struct model_event *from = &model->events[i];
		struct event event = { .facts = translate_facts(from) };

		if (from->kind != MODEL_END) {
			event.text = keep_bytes(outcome, model->text + from->text, from->text_size);
			event.text_size = from->text_size;
			event.first_line = outcome->line_count;
			event.line_count = from->shown_count;
			translate_lines(outcome, model, from);
		}
		outcome->events[outcome->event_count++] = event;
	}
}

/*
 * What the specification leaves open of an error is no difference: which of several deviations of
 * one byte is named as the refused one, and whether the others are noted.
 */
static void forgive(struct comparison *comparison, uint32_t refuse)
{
	const struct model *model = &comparison->model;
	const struct model_event *last = &model->events[model->event_count - 1];
	struct outcome *observed = &comparison->observed;
	struct facts *facts;

	if (observed->event_count == 0)
		return;
	facts = &observed->events[observed->event_count - 1].facts;
	facts->deviations &= ~(uint64_t)last->undecided;
	if (last->refused != 0 && (facts->refused & last->undecided & refuse) != 0) {
		facts->deviations &= ~(uint64_t)last->refused;
		facts->refused = last->refused;
	}
}

/* ---- telling ---- */

static void tell_bytes(const unsigned char *bytes, size_t size)
{
	fprintf(stderr, "# bytes    \"");
	for (size_t i = 0; i < size && i < BYTES_TOLD; i++)
		if (bytes[i] >= ' ' && bytes[i] <= '~' && bytes[i] != '"' && bytes[i] != '\\')
			fprintf(stderr, "%c", bytes[i]);
		else
			fprintf(stderr, "\\x%02x", bytes[i]);
	fprintf(stderr, "\" (%zu)\n", size);
}

/* The facts that a notation leaves out. */
static void tell_outcome(const char *who, const struct outcome *outcome)
{
	char *notation = notation_of(outcome);

	fprintf(stderr, "# %s  %s\n", who, notation);
	free(notation);
	for (size_t i = 0; i < outcome->event_count; i++) {
		const struct event *event = &outcome->events[i];

		fprintf(stderr,
			"#            result %" PRIu64 ", codes %" PRIu64 " to %" PRIu64
			", line_count %" PRIu64 ", size %" PRIu64 ", idle %" PRIu64 ", lines",
			event->facts.result, event->facts.first_code, event->facts.last_code,
			event->facts.line_count, event->facts.size, event->facts.is_idle);
		for (uint64_t j = 0; j < event->line_count; j++) {
			const uint64_t *status = outcome->lines[event->first_line + j].status;

			fprintf(stderr, " %" PRIu64 ".%" PRIu64 ".%" PRIu64, status[0], status[1],
				status[2]);
		}
		fprintf(stderr, "\n");
	}
}

static void tell(const struct comparison *comparison, const char *what, const unsigned char *bytes,
		 size_t size, const struct way *way)
{
	tell_bytes(bytes, size);
	fprintf(stderr, "# options  refuse 0x%04x, max_octets %u, piece %zu\n",
		(unsigned)way->refuse, (unsigned)way->max_octets, way->piece);
	fprintf(stderr, "# differs  %s\n", what);
	tell_outcome("model  ", &comparison->expected);
	tell_outcome("library", &comparison->observed);
}

void compare(struct comparison *comparison, const unsigned char *bytes, size_t size,
	     const struct way *way)
{
	const struct model_options options = { way->refuse, way->max_octets };
	const char *what;

	model_read(&comparison->model, bytes, size, &options);
	translate(&comparison->expected, &comparison->model);
	observe(&comparison->observed, bytes, size, way);
	forgive(comparison, way->refuse);
	what = differs_by_cut(&comparison->expected, &comparison->observed);
	comparison->count++;
	if (what == NULL)
		return;
	if (comparison->difference_count++ < DIFFERENCES_TOLD)
		tell(comparison, what, bytes, size, way);
}

void comparison_free(struct comparison *comparison)
{
	model_free(&comparison->model);
	outcome_free(&comparison->expected);
	outcome_free(&comparison->observed);
}
