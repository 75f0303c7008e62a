/* SPDX-License-Identifier: MIT */
/* The walk; see walker.h. */
#include "walker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What of the parser makes a state: all but the text. */
#define KEY_SIZE offsetof(struct pair, model.text)
#define FAR_OCTETS 1
#define DIFFERENCES_TOLD 3
#define DIFFERENCES_ENOUGH 100
#define TRIED_DEEPER 8 /* one transition of so many */
#define NONE UINT32_MAX

struct node {
	struct pair pair;
	uint32_t parent;
	unsigned char byte;
};

/* Nodes as they were found; places by hash: 0 for a free one, else the number of a node + 1. */
struct graph {
	struct node *nodes;
	uint32_t count, room;
	uint32_t *places;
	uint32_t mask;
	uint32_t last;       /* the one found last: most bytes lead to the same */
	uint32_t turn;       /* counts the trials */
	const char *no_text; /* what reply.text is before there is one */
};

static void *checked(void *memory)
{
	if (memory == NULL) {
		fprintf(stderr, "walk: no memory\n");
		exit(EXIT_FAILURE);
	}
	return memory;
}

/* ---- the set of nodes ---- */

static uint64_t hash(const struct pair *pair)
{
	const unsigned char *bytes = (const unsigned char *)pair;
	uint64_t word, sum = 0;

	for (size_t i = 0; i + sizeof word <= KEY_SIZE; i += sizeof word) {
		memcpy(&word, bytes + i, sizeof word);
		sum = (sum ^ word) * 0x9e3779b97f4a7c15u;
		sum ^= sum >> 29;
	}
	return sum;
}

static void place_node(struct graph *graph, uint32_t number)
{
	uint32_t place = (uint32_t)hash(&graph->nodes[number].pair) & graph->mask;

	while (graph->places[place] != 0)
		place = (place + 1) & graph->mask;
	graph->places[place] = number + 1;
}

static void grow(struct graph *graph)
{
	graph->room = graph->room ? graph->room * 2 : 1u << 12;
	graph->nodes = checked(realloc(graph->nodes, graph->room * sizeof *graph->nodes));
	free(graph->places);
	graph->places = checked(calloc((size_t)4 * graph->room, sizeof *graph->places));
	graph->mask = graph->room * 4u - 1;
	for (uint32_t i = 0; i < graph->count; i++)
		place_node(graph, i);
}

static bool is_same(const struct pair *a, const struct pair *b)
{
	return memcmp(a, b, KEY_SIZE) == 0;
}

/* Answers the number of the node, a new one if need be. */
static uint32_t find(struct graph *graph, const struct pair *pair, uint32_t parent,
		     unsigned char byte)
{
	uint32_t place;

	if (is_same(&graph->nodes[graph->last].pair, pair))
		return graph->last;
	if (graph->count == graph->room)
		grow(graph);
	place = (uint32_t)hash(pair) & graph->mask;
	for (; graph->places[place] != 0; place = (place + 1) & graph->mask)
		if (is_same(&graph->nodes[graph->places[place] - 1].pair, pair))
			return graph->last = graph->places[place] - 1;
	graph->nodes[graph->count] = (struct node){ .parent = parent, .byte = byte };
	graph->nodes[graph->count].pair = *pair;
	graph->places[place] = ++graph->count;
	return graph->count - 1;
}

/* ---- states that are one ---- */

static bool is_reading_status(const struct stepping_line *line)
{
	return line->leading.stage != NOT_THERE || line->trailing.stage > OPENED;
}

static bool is_number_alive(const struct stepping_line *line)
{
	return (line->place == IN_CODE && line->octet > 0) || line->leading.stage >= BEHIND_CLASS ||
	       line->trailing.stage >= BEHIND_CLASS;
}

static bool is_line_begun(const struct stepping_line *line)
{
	return line->octet > 0 && line->place != IN_BLANK;
}

/* The lexer's one number, as the model would write it. */
static uint32_t number_of(const struct stepping_line *line)
{
	const struct stepping_reading *reading =
		line->leading.stage != NOT_THERE ? &line->leading : &line->trailing;
	const struct stepping_status *status = &reading->status;
	uint32_t number = status->severity;

	if (line->place == IN_CODE)
		return line->code;
	if (status->subject != 0 || reading->stage > IN_SUBJECT ||
	    (reading->stage == IN_SUBJECT && reading->digits > 0))
		number = number << 10 | status->subject;
	if (reading->stage > IN_DETAIL || (reading->stage == IN_DETAIL && reading->digits > 0))
		number = number << 10 | status->detail;
	return number;
}

static uint32_t packed(const struct stepping_status *status)
{
	return (uint32_t)status->severity << 20 | (uint32_t)status->subject << 10 | status->detail;
}

/*
 * A status is compared with the first one of its reply, and of a part it is known whether it is 0.
 * So of the parts of the first one, 0, 9, 99 and 999 stand for all, by their length; of those being
 * read there are these, and 1 for any other, which cannot become one of them.
 */
static uint16_t plain_part(const struct walk *walk, uint16_t part, uint16_t other)
{
	if (part == 0 || part == 9 || (walk->has_long_parts && (part == 99 || part == 999)))
		return part;
	return other;
}

static void make_plain(const struct walk *walk, struct stepping_status *status, uint16_t other)
{
	status->subject = plain_part(walk, status->subject, other);
	status->detail = plain_part(walk, status->detail, other);
}

static bool is_read_behind_subject(const struct stepping_reading *reading)
{
	return reading->stage == IN_DETAIL || reading->stage == ENDED;
}

/* Of one that differs from the first in what was read already, only the zeros matter. */
static void make_plain_reading(const struct walk *walk, struct stepping_reading *reading,
			       const struct stepping_status *first)
{
	struct stepping_status *status = &reading->status;

	make_plain(walk, status, 1);
	if (first->severity == 0) {
		if (is_read_behind_subject(reading) && status->subject == 1)
			status->subject = 9;
	} else if (status->severity != first->severity) {
		status->subject = is_read_behind_subject(reading) ? 1 : status->subject != 0;
		status->detail = status->detail != 0;
	} else if (is_read_behind_subject(reading) && status->subject != first->subject) {
		status->subject = 1;
		status->detail = status->detail != 0;
	}
}

/* A status that is only told has but a class. */
static void make_told(struct stepping_status *status)
{
	status->subject = status->detail = status->severity ? 9 : 0;
}

/* Sets a number of the parser like that of the model, but only if they were the same. */
#define FOLLOW(member, before, after)                                                              \
	do {                                                                                       \
		if ((member) == (before))                                                          \
			(member) = (after);                                                        \
	} while (0)

static void join_numbers(const struct walk *walk, struct smtpreply_lexer *lexer,
			 struct stepping *model)
{
	struct stepping_line *line = &model->line;
	uint32_t before = number_of(line);

	make_plain_reading(walk, &line->leading, &model->first_status);
	make_plain_reading(walk, &line->trailing, &model->first_status);
	if (!is_number_alive(line))
		lexer->number = 0;
	else
		FOLLOW(lexer->number, before, number_of(line));
	if (line->place == IN_TEXT && !is_reading_status(line))
		lexer->is_loose = 0;
}

static void join_statuses(const struct walk *walk, struct smtpreply_state *state,
			  struct stepping *model)
{
	struct stepping_status *first = &model->first_status, *own = &model->line.status;
	uint32_t before = packed(first);

	make_plain(walk, first, 9);
	FOLLOW(state->lexer.first_status, before, packed(first));
	before = packed(own);
	if (first->severity != 0)
		make_told(own);
	else
		make_plain(walk, own, 9);
	FOLLOW(state->lexer.status, before, packed(own));
	for (unsigned i = 0; i < 6; i++) {
		before = packed(&model->statuses[i]);
		make_told(&model->statuses[i]);
		FOLLOW(state->first_statuses[i], before, packed(&model->statuses[i]));
	}
}

/* Between two lines the last code is only told. */
static void join_codes(struct smtpreply_lexer *lexer, struct stepping *model)
{
	uint16_t before = model->last_code;

	if (!is_line_begun(&model->line))
		lexer->severity = 0;
	if (model->line.place != IN_CODE && model->line.place != IN_BLANK)
		return;
	model->last_code = model->first_code;
	FOLLOW(lexer->code, before, model->last_code);
}

/* What was noted before is neither read nor taken back; a byte over 0x7f was noted at its start. */
static void join_deviations(struct smtpreply_lexer *lexer, struct stepping *model)
{
	uint32_t kept = model->line.utf8_left > 0 ? (uint32_t)SMTPREPLY_NON_ASCII : 0;

	lexer->deviations &= kept;
	model->deviations &= kept;
}

/* Octets before, moved so that the next limit stays as far as it is. */
static void join_octets(struct smtpreply_parser *parser, struct stepping *model)
{
	struct smtpreply_state *state = &parser->private_.state;
	size_t surplus = model->octets - FAR_OCTETS;

	if (parser->reply.size != model->octets || model->octets <= FAR_OCTETS)
		return;
	model->octets = FAR_OCTETS;
	parser->reply.size = FAR_OCTETS;
	if (state->next_limit != state->max_octets)
		state->next_limit -= surplus;
}

static void join_lines(struct smtpreply *reply, struct stepping *model)
{
	if (reply->line_count != model->line_count || model->line_count <= 1)
		return;
	reply->line_count = model->line_count = 1;
}

/* A run of CRs beyond the buffer, and a text beyond it. */
static void join_text(struct smtpreply_state *state, struct stepping *model, uint32_t capacity)
{
	uint32_t most = capacity + 2, returns = model->line.returns, surplus;

	if (state->text_length != model->text_size || state->lexer.cr_count != returns)
		return;
	if (returns > most) {
		if (model->line.mark != 0)
			model->text_size -= returns - most;
		returns = model->line.returns = most;
	}
	surplus = model->text_size - (model->line.mark != 0 ? returns : 0);
	if (surplus > capacity + 1)
		model->text_size -= surplus - (capacity + 1);
	state->text_length = model->text_size;
	state->lexer.cr_count = returns;
}

/* What of a reply is read only where one ends. */
static void drop_published(struct smtpreply *reply, const char *no_text)
{
	struct smtpreply kept = { .size = reply->size, .line_count = reply->line_count };

	kept.text = no_text;
	*reply = kept;
}

/* Makes of a pair the one that stands for all that are like it. */
static void join(const struct walk *walk, const struct graph *graph, struct pair *pair)
{
	struct smtpreply_state *state = &pair->parser.private_.state;

	if (!state->is_open && pair->model.octets == 0) {
		*pair = graph->nodes[0].pair;
		return;
	}
	drop_published(&pair->parser.reply, graph->no_text);
	join_deviations(&state->lexer, &pair->model);
	join_codes(&state->lexer, &pair->model);
	join_statuses(walk, state, &pair->model);
	join_numbers(walk, &state->lexer, &pair->model);
	if (!walk->is_far)
		return;
	join_octets(&pair->parser, &pair->model);
	join_lines(&pair->parser.reply, &pair->model);
	join_text(state, &pair->model, walk->options.capacity);
}

/* ---- the trial with other values ---- */

#define OTHER_OCTETS 1000
#define OTHER_LINES 70000
#define OTHER_NUMBER 0x2bdcc1u

/* Gives other values to all that has no influence. */
static struct smtpreply_parser disturbed(const struct walk *walk, const struct pair *pair)
{
	struct smtpreply_parser parser = pair->parser;
	struct smtpreply_state *state = &parser.private_.state;
	size_t size = parser.reply.size, surplus = walk->is_far && size > 0 ? OTHER_OCTETS : 0;
	uint32_t lines = parser.reply.line_count;

	memset(&parser.reply, 0x5a, sizeof parser.reply);
	parser.reply.size = size + surplus;
	parser.reply.line_count = lines + (walk->is_far && lines > 0 ? OTHER_LINES : 0);
	if (state->next_limit != state->max_octets)
		state->next_limit += surplus;
	parser.refuse = ~parser.refuse;
	parser.max_octets = 1;
	parser.by_line = !parser.by_line;
	state->lexer.deviations |= SMTPREPLY_ALL_DEVIATIONS;
	if (!is_number_alive(&pair->model.line))
		state->lexer.number = OTHER_NUMBER;
	if (pair->model.line.place == IN_TEXT && !is_reading_status(&pair->model.line))
		state->lexer.is_loose = 1;
	if (!is_line_begun(&pair->model.line))
		state->lexer.severity = 7;
	return parser;
}

/* Takes back what disturbed() did to a parser that has read on. */
static void calm(const struct walk *walk, struct smtpreply_parser *parser, const struct pair *after,
		 bool had_octets, bool had_lines)
{
	struct smtpreply_state *state = &parser->private_.state;

	if (walk->is_far && had_octets) {
		parser->reply.size -= OTHER_OCTETS;
		if (state->next_limit != state->max_octets)
			state->next_limit -= OTHER_OCTETS;
	}
	if (walk->is_far && had_lines)
		parser->reply.line_count -= OTHER_LINES;
	parser->refuse = ~parser->refuse;
	parser->max_octets = after->parser.max_octets;
	parser->by_line = !parser->by_line;
	if (state->lexer.deviations == SMTPREPLY_ALL_DEVIATIONS)
		state->lexer.deviations = after->parser.private_.state.lexer.deviations;
}

static bool is_ending(const struct smtpreply_parser *parser)
{
	return parser->error != 0 || !parser->private_.state.is_open;
}

/* Reads the byte with other values in place of what has no influence. */
static const char *has_influence(const struct walk *walk, const struct graph *graph,
				 const struct pair *before, const struct pair *after,
				 const struct pair *joined, unsigned char byte,
				 enum smtpreply_result expected)
{
	struct pair other;
	size_t used;

	other.model = after->model;
	other.parser = disturbed(walk, before);
	memset(pair_text, 0x5a, sizeof pair_text);
	if (smtpreply_feed(&other.parser, &byte, 1, &used) != expected)
		return "the result depends on what the walk leaves out";
	if (other.parser.error != after->parser.error ||
	    other.parser.refused != after->parser.refused)
		return "the error depends on what the walk leaves out";
	if (is_ending(&other.parser))
		return NULL;
	calm(walk, &other.parser, after, before->parser.reply.size > 0,
	     before->parser.reply.line_count > 0);
	join(walk, graph, &other);
	if (!is_same(joined, &other))
		return "the next state depends on what the walk leaves out";
	return NULL;
}

/* Reads another byte behind a state and behind the one that stands for it. */
static const char *walks_apart(const struct walk *walk, const struct graph *graph,
			       const struct pair *state, const struct pair *joined,
			       unsigned char byte)
{
	struct pair one = *state, other = *joined;
	struct stepping_seen seen, other_seen;

	if (pair_read(&one, &walk->options, byte, &seen) != NULL ||
	    pair_read(&other, &walk->options, byte, &other_seen) != NULL)
		return "behind one of two states that count as one";
	if (seen.result != other_seen.result || seen.error != other_seen.error ||
	    seen.refused != other_seen.refused)
		return "the result behind two states that count as one";
	if (seen.result == SMTPREPLY_ERROR)
		return NULL;
	join(walk, graph, &one);
	join(walk, graph, &other);
	return is_same(&one, &other) ? NULL : "what follows two states that count as one";
}

/* ---- the walk ---- */

static void tell(const struct graph *graph, uint32_t number, int byte, const char *what)
{
	unsigned char bytes[4096] = { 0 };
	size_t size = 0;

	for (uint32_t i = number; i != 0 && size < sizeof bytes; i = graph->nodes[i].parent)
		bytes[size++] = graph->nodes[i].byte;
	fprintf(stderr, "differs: %s; behind \"", what);
	while (size-- > 0)
		fprintf(stderr, bytes[size] >= ' ' && bytes[size] <= '~' ? "%c" : "\\x%02x",
			bytes[size]);
	if (byte < 0)
		fprintf(stderr, "\" before the next byte\n");
	else
		fprintf(stderr, "\" at the byte 0x%02x\n", (unsigned)byte);
}

static bool is_one_of(const uint16_t *codes, unsigned code, unsigned divisor)
{
	for (; *codes != 0; codes++)
		if (*codes / divisor == code)
			return true;
	return false;
}

/* The walk goes on behind some codes alone: tests/proof/inputs tries all of them. */
static bool goes_on(const struct walk *walk, const struct stepping *model)
{
	static const unsigned divisors[] = { 0, 100, 10, 1 };

	if (walk->lines != 0 && model->line_count >= walk->lines)
		return false;
	if (walk->has_no_status && (model->line.leading.stage >= BEHIND_CLASS ||
				    model->line.trailing.stage >= BEHIND_CLASS))
		return false;
	if (model->line.place == IN_CODE)
		return model->line.octet == 0 ||
		       is_one_of(walk->codes, model->line.code, divisors[model->line.octet]);
	return model->line.place == IN_BLANK || is_one_of(walk->codes, model->line.code, 1);
}

/* Bytes of one class lead to the same: splits the classes by what they led to here. */
static void split_classes(uint8_t *class_of, const uint64_t *led_to)
{
	uint8_t old[256], count = 0;

	memcpy(old, class_of, sizeof old);
	for (unsigned i = 0; i < 256; i++) {
		unsigned j = 0;

		while (j < i && (old[j] != old[i] || led_to[j] != led_to[i]))
			j++;
		class_of[i] = j < i ? class_of[j] : count++;
	}
}

/* Tries on this transition that what the walk leaves out is without influence. */
static const char *try_others(const struct walk *walk, const struct graph *graph,
			      const struct pair *before, const struct pair *after,
			      const struct pair *joined, unsigned char byte,
			      const struct stepping_seen *seen, uint32_t turn)
{
	const char *what = NULL;

	if (!is_ending(&before->parser))
		what = has_influence(walk, graph, before, after, joined, byte,
				     (enum smtpreply_result)seen->result);
	if (what == NULL && seen->result != SMTPREPLY_ERROR && turn % TRIED_DEEPER == 0)
		what = walks_apart(walk, graph, after, joined,
				   (unsigned char)(turn / TRIED_DEEPER * 167));
	return what;
}

/* All that can be seen of a transition, as a number. */
static uint64_t sum_up(const struct stepping_seen *seen, uint32_t deviations, uint32_t next)
{
	const unsigned char *bytes = (const unsigned char *)seen;
	uint64_t sum = next ^ (uint64_t)deviations << 32;

	for (size_t i = 0; i < sizeof *seen; i++)
		sum = (sum ^ bytes[i]) * 0x100000001b3u;
	return sum;
}

/* Reads a byte in a state: answers NULL, or what differs. */
static const char *take_byte(const struct walk *walk, struct graph *graph, uint32_t number,
			     const struct pair *before, unsigned char byte, uint64_t *led_to)
{
	struct pair after = *before, joined;
	struct stepping_seen seen;
	uint32_t next = NONE;
	const char *what = pair_read(&after, &walk->options, byte, &seen);

	if (what != NULL)
		return what;
	joined = after;
	if (seen.result != SMTPREPLY_ERROR)
		join(walk, graph, &joined);
	what = try_others(walk, graph, before, &after, &joined, byte, &seen, graph->turn++);
	if (what != NULL)
		return what;
	if (seen.result != SMTPREPLY_ERROR)
		next = goes_on(walk, &joined.model) ? find(graph, &joined, number, byte)
						    : NONE - 1 - byte;
	if (walk->class_of != NULL)
		*led_to = sum_up(&seen, after.model.deviations, next);
	return NULL;
}

static void take_all_bytes(const struct walk *walk, struct graph *graph, uint32_t number,
			   struct walked *walked)
{
	const struct pair before = graph->nodes[number].pair;
	uint64_t led_to[256] = { 0 };

	for (unsigned byte = 0; byte < 256; byte++) {
		const char *what =
			take_byte(walk, graph, number, &before, (unsigned char)byte, &led_to[byte]);

		walked->transitions++;
		if (what != NULL && walked->differences++ < DIFFERENCES_TOLD)
			tell(graph, number, (int)byte, what);
	}
	if (walk->class_of != NULL)
		split_classes(walk->class_of, led_to);
}

static const char *stop_here(const struct walk *walk, const struct pair *pair)
{
	struct stepping_seen seen;
	const char *what = pair_end(pair, &walk->options, &seen);

	return what == NULL && walk->visit != NULL ? walk->visit(walk, pair) : what;
}

struct walked walk_all(const struct walk *walk)
{
	struct graph graph = { 0 };
	struct walked walked = { 0 };
	struct pair start;

	pair_init(&start, &walk->options);
	graph.no_text = start.parser.reply.text;
	grow(&graph);
	graph.nodes[0].pair = start;
	place_node(&graph, graph.count++);
	for (uint32_t i = 0; i < graph.count && walked.differences < DIFFERENCES_ENOUGH; i++) {
		const struct pair pair = graph.nodes[i].pair;
		const char *what = stop_here(walk, &pair);

		if (what != NULL && walked.differences++ < DIFFERENCES_TOLD)
			tell(&graph, i, -1, what);
		take_all_bytes(walk, &graph, i, &walked);
	}
	walked.states = graph.count;
	free(graph.nodes);
	free(graph.places);
	return walked;
}
