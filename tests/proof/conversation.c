/* SPDX-License-Identifier: MIT */
/*
 * All conversations of a few commands, in every order of what client, server and network may do: each
 * state of the session that can be reached is reached once, and each step is tried from it.
 *
 *     conversation COMMANDS all|some|NAME... [whole]
 *
 * What must be told is found in a book: a line for each command, none ever taken out, and all that is
 * asked of it is found by reading it from its first line. The session has lists in slots; these are
 * walked behind each step, and each slot must be in one of them.
 *
 * Two states are the same when they differ in the numbers of the slots only; with "whole" they must be
 * equal byte for byte.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

#define MOST_COMMANDS 6
#define MOST_EVENTS 16
#define MOST_STEPS 96
#define MOST_DEPTH 96
#define NOBODY 0xff
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The stages that the session tells apart, each for those it does not: "other" is AUTH, NOOP, VRFY, ... */
static const struct {
	const char *name;
	uint8_t stage;
	bool is_of_some;
} stages[] = {
	{ "other", SMTPREPLY_STAGE_OTHER, false },
	{ "greeting", SMTPREPLY_STAGE_GREETING, false },
	{ "ehlo", SMTPREPLY_STAGE_EHLO, false },
	{ "lhlo", SMTPREPLY_STAGE_LHLO, true },
	{ "starttls", SMTPREPLY_STAGE_STARTTLS, true },
	{ "mail", SMTPREPLY_STAGE_MAIL, true },
	{ "rcpt", SMTPREPLY_STAGE_RCPT, true },
	{ "data", SMTPREPLY_STAGE_DATA, false },
	{ "data-end", SMTPREPLY_STAGE_DATA_END, true },
	{ "bdat", SMTPREPLY_STAGE_BDAT, true },
	{ "burl", SMTPREPLY_STAGE_BURL, false },
	{ "rset", SMTPREPLY_STAGE_RSET, false },
	{ "quit", SMTPREPLY_STAGE_QUIT, true },
	{ "xclient", SMTPREPLY_STAGE_XCLIENT, false },
};

/* What the server sends. A part makes a reply only with its rest. */
struct item {
	const char *name;
	const char *bytes;
	uint16_t code;
	bool is_mixed;
	bool is_framing;
	enum { REPLY, PART, REST, RUBBISH } kind;
};

static const struct item items[] = {
	{ "220", "220 x\r\n", 220, false, false, REPLY },
	{ "250", "250 x\r\n", 250, false, false, REPLY },
	{ "354", "354 x\r\n", 354, false, false, REPLY },
	{ "450", "450 x\r\n", 450, false, false, REPLY },
	{ "550", "550 x\r\n", 550, false, false, REPLY },
	{ "421", "421 x\r\n", 421, false, false, REPLY },
	{ "250-220", "250-x\r\n220 x\r\n", 220, true, true, REPLY },
	{ "250-550", "250-x\r\n550 x\r\n", 550, true, true, REPLY },
	{ "blank-220", "\r\n220 x\r\n", 220, false, true, REPLY },
	{ "25", "25", 0, false, false, PART },
	{ "0", "0 x\r\n", 250, false, false, REST },
	{ "x", "x", 0, false, false, RUBBISH },
};

/* Each may come behind another one in one piece. */
static const uint8_t followers[] = { 0, 1, 4, 9, 11 };

/* The book. */

struct line {
	uint8_t stage;
	bool is_sent;
	bool is_open;
	bool is_kept; /* an accepted recipient whose message has no end yet, in LMTP */
};

struct book {
	struct line lines[MOST_COMMANDS];
	uint8_t commands;
	uint8_t accepted;
	uint8_t outcome;
	bool is_over, needs_hello, is_lmtp, is_tls, is_chunk_refused, is_only_quit_left;
	bool is_behind_starttls, is_granted;
	bool has_part;
	bool is_early, is_stray; /* of the part: nothing was sent, or asked, when it began */
};

struct told {
	uint8_t kind, tag, stage, outcome, assume, left, accepted, is_over;
	uint16_t code;
};

struct node {
	struct smtpreply_session session;
	struct smtpreply_expectation slots[MOST_COMMANDS];
	struct book book;
};

struct step {
	enum { EXPECT, SENT, SENT_ALL, START_TLS, FINISH, FEED, FEED_NOTHING } kind;
	uint8_t first, second; /* a stage, or items; second may be NOBODY */
};

static struct node now;
static struct step steps[MOST_STEPS];
static size_t step_count;
static unsigned most_commands = 4;
static bool is_whole;
static char text[4], tags[MOST_COMMANDS];

static const struct step *path[MOST_DEPTH];
static size_t depth;
static uint64_t state_count, step_total, answer_count, tls_count, end_count;

static struct told wanted[MOST_EVENTS];
static size_t wanted_count;

static void print_step(const struct step *step)
{
	static const char *const names[] = { "", "sent", "sent-all", "tls", "close", "", "feed-0" };

	if (step->kind == EXPECT)
		fprintf(stderr, " %s", stages[step->first].name);
	else if (step->kind == FEED)
		fprintf(stderr, " <%s%s%s", items[step->first].name,
			step->second == NOBODY ? "" : "+",
			step->second == NOBODY ? "" : items[step->second].name);
	else
		fprintf(stderr, " %s", names[step->kind]);
}

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "conversation: %s\nbehind", what);
	for (size_t i = 0; i < depth; i++)
		print_step(path[i]);
	fprintf(stderr,
		"\n(commands are sent when \"sent\" is said; < is what the server sends)\n");
	exit(1);
}

static void must(bool holds, const char *what)
{
	if (!holds)
		fail(what);
}

/* What is asked of the book. */

static bool is_end_of_data(uint8_t stage)
{
	return stage == SMTPREPLY_STAGE_DATA_END || stage == SMTPREPLY_STAGE_BURL;
}

static bool may_be_refused_early(uint8_t stage)
{
	return stage == SMTPREPLY_STAGE_DATA_END || stage == SMTPREPLY_STAGE_BDAT;
}

static bool is_hello(uint8_t stage)
{
	return stage == SMTPREPLY_STAGE_EHLO || stage == SMTPREPLY_STAGE_LHLO;
}

static bool begins_anew(uint8_t stage)
{
	return is_hello(stage) || stage == SMTPREPLY_STAGE_MAIL || stage == SMTPREPLY_STAGE_RSET;
}

static bool is_of_message(uint8_t stage)
{
	return is_end_of_data(stage) || stage == SMTPREPLY_STAGE_MAIL ||
	       stage == SMTPREPLY_STAGE_RCPT || stage == SMTPREPLY_STAGE_DATA ||
	       stage == SMTPREPLY_STAGE_BDAT;
}

static uint8_t first_open(const struct book *book)
{
	for (uint8_t i = 0; i < book->commands; i++)
		if (book->lines[i].is_open)
			return i;
	return NOBODY;
}

static uint8_t last_open(const struct book *book)
{
	for (uint8_t i = book->commands; i > 0; i--)
		if (book->lines[i - 1].is_open)
			return (uint8_t)(i - 1);
	return NOBODY;
}

static uint8_t first_kept(const struct book *book)
{
	for (uint8_t i = 0; i < book->commands; i++)
		if (book->lines[i].is_kept)
			return i;
	return NOBODY;
}

static uint8_t count_open(const struct book *book)
{
	uint8_t count = 0;

	for (uint8_t i = 0; i < book->commands; i++)
		count += book->lines[i].is_open;
	return count;
}

static uint8_t count_kept(const struct book *book)
{
	uint8_t count = 0;

	for (uint8_t i = 0; i < book->commands; i++)
		count += book->lines[i].is_kept;
	return count;
}

/* What is written into it. */

static struct told *tell(uint8_t kind)
{
	struct told *told = &wanted[wanted_count++];

	memset(told, 0, sizeof *told);
	told->kind = kind;
	told->tag = NOBODY;
	told->accepted = now.book.accepted;
	return told;
}

static void drop_message(struct book *book)
{
	for (uint8_t i = 0; i < book->commands; i++)
		book->lines[i].is_kept = false;
	book->accepted = 0;
	book->is_chunk_refused = false;
}

/* Strikes out the first open line, or one recipient of it. */
static void strike(struct book *book, struct told *told)
{
	uint8_t line = first_open(book), recipient = first_kept(book);
	uint8_t stage = book->lines[line].stage;

	told->tag = line;
	told->stage = stage;
	if (is_end_of_data(stage) && recipient != NOBODY) {
		told->tag = recipient;
		told->stage = SMTPREPLY_STAGE_DATA_END_RECIPIENT;
		book->lines[recipient].is_kept = false;
		told->left = count_kept(book);
		if (told->left > 0)
			return;
	}
	book->lines[line].is_open = false;
	if (is_end_of_data(stage))
		drop_message(book);
}

static uint8_t assumption(const struct book *book, uint8_t line)
{
	if (book->lines[line].stage == SMTPREPLY_STAGE_QUIT)
		return SMTPREPLY_ASSUME_NO_MATTER;
	if (!book->lines[line].is_sent)
		return SMTPREPLY_ASSUME_NOT_SENT;
	for (uint8_t i = line; i < book->commands; i++)
		if (book->lines[i].is_open && book->lines[i].is_sent &&
		    is_end_of_data(book->lines[i].stage) && is_of_message(book->lines[line].stage))
			return SMTPREPLY_ASSUME_MAY_BE_DONE;
	return SMTPREPLY_ASSUME_NOT_DONE;
}

static void strike_all(struct book *book)
{
	for (uint8_t line = first_open(book); line != NOBODY; line = first_open(book)) {
		struct told *told = tell(SMTPREPLY_EVENT_UNANSWERED);

		told->outcome = book->outcome;
		told->is_over = 1;
		told->assume = assumption(book, line);
		if (begins_anew(book->lines[line].stage))
			drop_message(book);
		strike(book, told);
	}
}

static void close_book(struct book *book, uint8_t outcome)
{
	book->is_over = true;
	book->outcome = outcome;
	book->has_part = book->is_early = book->is_stray = false;
	strike_all(book);
}

static void end(struct book *book, uint8_t outcome)
{
	struct told *told = tell(SMTPREPLY_EVENT_ENDED);
	uint8_t line = first_open(book);

	told->stage =
		line != NOBODY ? book->lines[line].stage : (uint8_t)SMTPREPLY_STAGE_UNSOLICITED;
	told->outcome = outcome;
	told->is_over = 1;
	close_book(book, outcome);
}

/* In LMTP an end of data for nobody has no reply, and behind a refused chunk nobody knows of several. */
static void look_at_end_of_data(struct book *book)
{
	uint8_t line = first_open(book), kept = count_kept(book);
	struct told *told;

	if (book->is_over || !book->is_lmtp || line == NOBODY || !book->lines[line].is_sent ||
	    !is_end_of_data(book->lines[line].stage))
		return;
	if (kept > 1 && book->is_chunk_refused)
		end(book, SMTPREPLY_OUTCOME_DESYNC);
	if (kept > 0)
		return;
	told = tell(SMTPREPLY_EVENT_UNANSWERED);
	told->assume = SMTPREPLY_ASSUME_NO_MATTER;
	strike(book, told);
	book->is_only_quit_left = true;
	line = first_open(book);
	if (line != NOBODY && book->lines[line].stage != SMTPREPLY_STAGE_QUIT)
		end(book, SMTPREPLY_OUTCOME_DESYNC);
}

static void note_acceptance(struct book *book, uint8_t line, const struct item *item)
{
	uint8_t stage = book->lines[line].stage;

	if (begins_anew(stage))
		drop_message(book);
	if (is_hello(stage))
		book->is_lmtp = stage == SMTPREPLY_STAGE_LHLO;
	if (is_hello(stage) && !item->is_mixed)
		book->needs_hello = false;
	if (stage == SMTPREPLY_STAGE_RCPT) {
		book->accepted++;
		book->lines[line].is_kept = book->is_lmtp;
	}
}

static void note_reply(struct book *book, uint8_t line, const struct item *item)
{
	uint8_t stage = book->lines[line].stage;
	bool is_pure_220 = item->code == 220 && !item->is_mixed;

	if (item->code < 300)
		note_acceptance(book, line, item);
	if (stage == SMTPREPLY_STAGE_BDAT && item->code >= 400)
		book->is_chunk_refused = true;
	if (stage == SMTPREPLY_STAGE_STARTTLS) {
		book->is_behind_starttls = true;
		book->is_granted = is_pure_220;
	}
	if (stage == SMTPREPLY_STAGE_XCLIENT && is_pure_220) {
		drop_message(book);
		book->needs_hello = true;
	}
}

static void take_answer(struct book *book, uint8_t line, const struct item *item)
{
	bool is_early = !book->lines[line].is_sent;
	struct told *told;

	note_reply(book, line, item);
	told = tell(SMTPREPLY_EVENT_REPLY);
	told->code = item->code;
	strike(book, told);
	if (!is_early && item->code != 421)
		return;
	told->is_over = 1;
	close_book(book, SMTPREPLY_OUTCOME_LOST);
}

static void take_unsolicited(struct book *book, const struct item *item)
{
	struct told *told = tell(SMTPREPLY_EVENT_UNSOLICITED);

	told->stage = SMTPREPLY_STAGE_UNSOLICITED;
	told->code = item->code;
	told->is_over = 1;
	close_book(book, item->code == 421 ? SMTPREPLY_OUTCOME_LOST : SMTPREPLY_OUTCOME_DESYNC);
}

/* Whether a reply answers a command is settled when it begins, not when it is whole. */
static void note_begin(struct book *book)
{
	uint8_t line = first_open(book);

	book->is_early = line == NOBODY || !book->lines[line].is_sent;
	book->is_stray = line == NOBODY ||
			 (book->is_early && !may_be_refused_early(book->lines[line].stage));
}

static void take_reply(struct book *book, const struct item *item)
{
	uint8_t line = first_open(book);
	bool is_early = book->is_early, is_stray = book->is_stray, is_shared;

	book->has_part = book->is_early = book->is_stray = false;
	if (is_stray) {
		take_unsolicited(book, item);
		return;
	}
	is_shared = count_open(book) > 1 ||
		    (is_end_of_data(book->lines[line].stage) && count_kept(book) > 1);
	if ((item->is_framing && is_shared) || (is_early && item->code < 400))
		end(book, SMTPREPLY_OUTCOME_DESYNC);
	else
		take_answer(book, line, item);
	look_at_end_of_data(book);
}

static void take_item(struct book *book, const struct item *item)
{
	if (book->is_behind_starttls) {
		book->is_behind_starttls = false;
		end(book, SMTPREPLY_OUTCOME_INJECTED);
	}
	look_at_end_of_data(book);
	if (book->is_over)
		return;
	if (item->kind == RUBBISH || book->has_part != (item->kind == REST)) {
		end(book, SMTPREPLY_OUTCOME_MALFORMED);
		return;
	}
	if (item->kind != REST)
		note_begin(book);
	if (item->kind == PART)
		book->has_part = true;
	else
		take_reply(book, item);
}

static bool write_command(struct book *book, uint8_t stage)
{
	uint8_t last = last_open(book);
	bool is_greeting = stage == SMTPREPLY_STAGE_GREETING;

	if (book->is_over || (book->is_behind_starttls && book->is_granted) ||
	    (book->is_only_quit_left && stage != SMTPREPLY_STAGE_QUIT) ||
	    count_open(book) + count_kept(book) >= (int)most_commands - 1)
		return false;
	if (last != NOBODY && (is_greeting || book->lines[last].stage == SMTPREPLY_STAGE_STARTTLS))
		return false;
	book->is_behind_starttls = false;
	book->lines[book->commands++] =
		(struct line){ .stage = stage, .is_sent = is_greeting, .is_open = true };
	return true;
}

static void write_sent(struct book *book, unsigned count)
{
	for (uint8_t i = 0; i < book->commands && count > 0; i++)
		if (!book->lines[i].is_sent) {
			book->lines[i].is_sent = true;
			count--;
		}
}

static bool write_tls(struct book *book)
{
	if (book->is_over || !book->is_behind_starttls || !book->is_granted)
		return false;
	drop_message(book);
	book->is_behind_starttls = false;
	book->needs_hello = true;
	book->is_lmtp = false;
	book->is_tls = true;
	return true;
}

/* The session against the book. */

static uint8_t line_of(const void *tag)
{
	return tag == NULL ? NOBODY : (uint8_t)((const char *)tag - tags);
}

static void compare(const struct smtpreply_event *event, size_t place)
{
	const struct told *told = &wanted[place];
	bool has_code =
		event->kind == SMTPREPLY_EVENT_REPLY || event->kind == SMTPREPLY_EVENT_UNSOLICITED;

	must(place < wanted_count, "the session tells more than the book");
	must(event->kind == told->kind, "another kind of event than in the book");
	must(line_of(event->tag) == told->tag, "reply k does not answer command k");
	must(event->stage == told->stage, "another stage than in the book");
	must(event->outcome == told->outcome && event->assume == told->assume &&
		     event->left == told->left && event->accepted == told->accepted &&
		     event->is_over == told->is_over,
	     "another event than in the book");
	must(!has_code || event->reply->code == told->code, "another reply than was sent");
	answer_count += event->kind == SMTPREPLY_EVENT_REPLY;
}

/* Bytes are left over: they stand before TLS, so it must not start. */
static void check_no_tls(const struct smtpreply_event *event, bool has_more)
{
	struct smtpreply_session copy = now.session;

	if (event->kind == SMTPREPLY_EVENT_REPLY && event->stage == SMTPREPLY_STAGE_STARTTLS &&
	    has_more)
		must(!smtpreply_session_start_tls(&copy), "TLS starts though bytes are left over");
}

static void feed(const char *bytes)
{
	size_t size = strlen(bytes), used, place = 0;
	struct smtpreply_event event;

	memset(&event, 0xaa, sizeof event);
	while (smtpreply_session_feed(&now.session, bytes, size, &used, &event) !=
	       SMTPREPLY_EVENT_NONE) {
		must(used <= size, "more bytes are used than there are");
		bytes += used;
		size -= used;
		check_no_tls(&event, size > 0);
		compare(&event, place++);
	}
	must(used == (now.session.is_over ? 0 : size),
	     "bytes are left over, or used when it is over");
	must(place == wanted_count, "the book has more to tell");
}

static void finish(void)
{
	struct smtpreply_event event;
	size_t place = 0;

	memset(&event, 0xaa, sizeof event);
	while (smtpreply_session_finish(&now.session, SMTPREPLY_OUTCOME_TIMED_OUT, &event) !=
	       SMTPREPLY_EVENT_NONE)
		compare(&event, place++);
	must(place == wanted_count, "the book has more to tell at the end");
}

/* The key of a state, with the slots numbered as the lists have them. */

struct key {
	uint8_t bytes[1024];
	size_t size;
};

static void add(struct key *key, const void *bytes, size_t size)
{
	memcpy(key->bytes + key->size, bytes, size);
	key->size += size;
}

static void add_byte(struct key *key, uint32_t byte)
{
	key->bytes[key->size++] = (uint8_t)byte;
}

/* Walks a list, whose slots must not have been seen; returns how many. */
static uint8_t walk_list(uint32_t first, uint32_t *seen, uint32_t *last)
{
	uint8_t count = 0;

	for (uint32_t slot = first; slot != UINT32_MAX; slot = now.slots[slot].private_next) {
		must(slot < now.session.private_.state.touched && (*seen >> slot & 1) == 0,
		     "a slot is in two lists, or in none");
		*seen |= UINT32_C(1) << slot;
		*last = slot;
		count++;
	}
	return count;
}

static uint8_t count_of_first_unsent(const struct smtpreply_session_state *state)
{
	uint8_t place = 0;

	for (uint32_t slot = state->first; slot != state->first_unsent && slot != UINT32_MAX;
	     slot = now.slots[slot].private_next)
		place++;
	return place;
}

static void check_lines(uint32_t slot, bool is_open)
{
	for (uint8_t i = 0; i < now.book.commands; i++) {
		const struct line *line = &now.book.lines[i];

		if (!(is_open ? line->is_open : line->is_kept))
			continue;
		must(slot != UINT32_MAX, "a command or a recipient is lost");
		must(line_of(now.slots[slot].private_tag) == i, "the lists have another order");
		must(now.slots[slot].private_stage == line->stage, "a slot has another stage");
		slot = now.slots[slot].private_next;
	}
	must(slot == UINT32_MAX, "a list has more than the book");
}

/* Each slot that was ever taken is in one list: commands, recipients, or free. */
static void check_slots(void)
{
	const struct smtpreply_session_state *state = &now.session.private_.state;
	uint32_t seen = 0, last = UINT32_MAX;
	uint8_t open, kept, freed;

	open = walk_list(state->first, &seen, &last);
	must(open == 0 || last == state->last, "the last command is not the last");
	kept = walk_list(state->first_accept, &seen, &last);
	must(kept == 0 || last == state->last_accept, "the last recipient is not the last");
	freed = walk_list(state->first_free, &seen, &last);
	must(open + kept + freed == (int)state->touched, "a slot is lost");
	must(kept == state->accept_count, "the recipients are miscounted");
	must(state->touched <= state->slot_count, "more slots are used than there are");
	check_lines(state->first, true);
	check_lines(state->first_accept, false);
}

static void check_state(void)
{
	const struct smtpreply_session *session = &now.session;
	const struct book *book = &now.book;

	check_slots();
	must(session->open_count == count_open(book) && session->accepted == book->accepted &&
		     session->is_over == book->is_over && session->outcome == book->outcome &&
		     session->needs_hello == book->needs_hello &&
		     session->is_lmtp == book->is_lmtp && session->is_tls == book->is_tls,
	     "the session shows another state than the book");
}

/* Commands that are settled are all alike; the book says the rest in the order of the lists. */
static void add_book(struct key *key)
{
	const struct book *book = &now.book;

	for (uint8_t i = 0; i < book->commands; i++)
		if (book->lines[i].is_open || book->lines[i].is_kept) {
			add_byte(key, book->lines[i].stage);
			add_byte(key,
				 (uint32_t)(book->lines[i].is_sent + 2 * book->lines[i].is_open));
		}
	add(key, &book->commands, sizeof *book - offsetof(struct book, commands));
}

static void add_session(struct key *key)
{
	const struct smtpreply_session_state *state = &now.session.private_.state;

	add_byte(key, state->touched);
	add_byte(key, count_of_first_unsent(state));
	add_byte(key, state->sent_ends);
	add(key, &state->place, sizeof *state - offsetof(struct smtpreply_session_state, place));
	add(key, &now.session.open_count,
	    offsetof(struct smtpreply_session, private_) -
		    offsetof(struct smtpreply_session, open_count));
	/* an idle parser starts anew with the next byte */
	if (!smtpreply_is_idle(&now.session.parser))
		add(key, &now.session.parser, sizeof now.session.parser);
}

static void make_key(struct key *key)
{
	key->size = 0;
	if (is_whole) {
		add(key, &now.session.open_count,
		    sizeof now.session - offsetof(struct smtpreply_session, open_count));
		add(key, now.slots, sizeof now.slots);
	}
	add_book(key);
	add_session(key);
}

/* The states that were seen, as 128 bits of a hash: two of 1e9 states agree once in 1e20 runs. */

struct mark {
	uint64_t low, high;
};

static struct mark *marks;
static size_t mark_room = (size_t)1 << 20;

static uint64_t mix(uint64_t hash, uint64_t word, uint64_t factor)
{
	hash = (hash ^ word) * factor;
	return hash ^ hash >> 29;
}

static struct mark mark_of(struct key *key)
{
	struct mark mark = { UINT64_C(0x243f6a8885a308d3), UINT64_C(0x13198a2e03707344) };

	while (key->size % 8 != 0)
		add_byte(key, 0);
	for (size_t i = 0; i < key->size; i += 8) {
		uint64_t word;

		memcpy(&word, key->bytes + i, 8);
		mark.low = mix(mark.low, word, UINT64_C(0x9e3779b97f4a7c15));
		mark.high = mix(mark.high, word + i, UINT64_C(0xd1342543de82ef95));
	}
	mark.low = mix(mark.low, key->size, UINT64_C(0xbf58476d1ce4e5b9)) | 1;
	mark.high = mix(mark.high, key->size, UINT64_C(0x94d049bb133111eb));
	return mark;
}

static struct mark *find_mark(struct mark mark)
{
	size_t place = mark.high & (mark_room - 1);

	while (marks[place].low != 0 &&
	       (marks[place].low != mark.low || marks[place].high != mark.high))
		place = (place + 1) & (mark_room - 1);
	return &marks[place];
}

static void grow_marks(void)
{
	struct mark *old = marks;
	size_t old_room = mark_room;

	mark_room *= 2;
	marks = calloc(mark_room, sizeof *marks);
	must(marks != NULL, "no memory is left for the states");
	for (size_t i = 0; i < old_room; i++)
		if (old[i].low != 0)
			*find_mark(old[i]) = old[i];
	free(old);
}

/* False when the state was there before. */
static bool is_new_state(void)
{
	struct key key;
	struct mark mark, *place;

	make_key(&key);
	mark = mark_of(&key);
	place = find_mark(mark);
	if (place->low != 0)
		return false;
	*place = mark;
	if (++state_count > mark_room / 2)
		grow_marks();
	return true;
}

/* The steps. */

static void take_feed(const struct step *step)
{
	size_t size = strlen(items[step->first].bytes);
	char bytes[64];

	memcpy(bytes, items[step->first].bytes, size + 1);
	take_item(&now.book, &items[step->first]);
	if (step->second != NOBODY) {
		memcpy(bytes + size, items[step->second].bytes,
		       strlen(items[step->second].bytes) + 1);
		take_item(&now.book, &items[step->second]);
	}
	look_at_end_of_data(&now.book);
	feed(bytes);
}

static void take_finish(void)
{
	struct book *book = &now.book;
	bool was_over;

	look_at_end_of_data(book);
	was_over = book->is_over;
	if (!was_over && book->has_part && book->is_stray)
		end(book, SMTPREPLY_OUTCOME_DESYNC);
	else if (!was_over && (first_open(book) != NOBODY || book->has_part))
		end(book, SMTPREPLY_OUTCOME_TIMED_OUT);
	else if (!was_over)
		close_book(book, SMTPREPLY_OUTCOME_TIMED_OUT);
	finish();
}

static void take_client_step(const struct step *step)
{
	uint8_t commands = now.book.commands;
	bool may;

	if (step->kind == EXPECT) {
		may = write_command(&now.book, stages[step->first].stage);
		must(smtpreply_session_expect(&now.session, stages[step->first].stage,
					      &tags[commands]) == may,
		     "a command is expected that may not be, or is not that may be");
	} else if (step->kind == START_TLS) {
		may = write_tls(&now.book);
		must(smtpreply_session_start_tls(&now.session) == may,
		     "TLS starts where it may not, or does not where it may");
		tls_count += may;
	} else {
		write_sent(&now.book, step->kind == SENT ? 1 : UINT32_MAX);
		smtpreply_session_sent(&now.session, step->kind == SENT ? 1 : UINT32_MAX);
	}
}

static void take_step(const struct step *step)
{
	wanted_count = 0;
	if (step->kind == FEED) {
		take_feed(step);
	} else if (step->kind == FEED_NOTHING) {
		look_at_end_of_data(&now.book);
		feed("");
	} else if (step->kind == FINISH) {
		take_finish();
	} else {
		take_client_step(step);
	}
	step_total++;
	check_state();
}

/* Once it is over nothing is believed, whatever comes, but that the server goes on behind STARTTLS. */
static void check_is_over(void)
{
	end_count++;
	must(first_open(&now.book) == NOBODY, "a tag is not settled at the end");
	now.book.is_behind_starttls = false;
	now.session.private_.state.place = 0;
	for (size_t i = 0; i < step_count; i++) {
		struct node before = now;

		wanted_count = 0;
		if (steps[i].kind == FEED)
			feed(items[steps[i].first].bytes);
		else if (steps[i].kind == FINISH)
			finish();
		else if (steps[i].kind == EXPECT || steps[i].kind == START_TLS)
			take_client_step(&steps[i]);
		check_state();
		now = before;
	}
}

static bool may_step(const struct step *step)
{
	return step->kind != EXPECT || now.book.commands < most_commands;
}

static void walk(void)
{
	struct node before = now;

	if (now.book.is_over) {
		check_is_over();
		return;
	}
	must(depth < MOST_DEPTH, "a conversation has no end");
	for (size_t i = 0; i < step_count; i++) {
		now = before;
		if (!may_step(&steps[i]))
			continue;
		path[depth++] = &steps[i];
		take_step(&steps[i]);
		if (is_new_state())
			walk();
		depth--;
	}
}

static void add_step(int kind, size_t first, size_t second)
{
	steps[step_count].kind = kind;
	steps[step_count].first = (uint8_t)first;
	steps[step_count++].second = (uint8_t)second;
}

static bool is_chosen(size_t stage, int count, char **names)
{
	for (int i = 0; i < count; i++)
		if (strcmp(names[i], "all") == 0 || strcmp(names[i], stages[stage].name) == 0 ||
		    (strcmp(names[i], "some") == 0 && stages[stage].is_of_some))
			return true;
	return false;
}

static void make_steps(int count, char **names)
{
	for (size_t i = 0; i < COUNT(stages); i++)
		if (is_chosen(i, count, names))
			add_step(EXPECT, i, NOBODY);
	for (int kind = SENT; kind <= FINISH; kind++)
		add_step(kind, NOBODY, NOBODY);
	add_step(FEED_NOTHING, NOBODY, NOBODY);
	for (size_t i = 0; i < COUNT(items); i++)
		add_step(FEED, i, NOBODY);
	for (size_t i = 0; i < COUNT(items) - 1; i++)
		for (size_t k = 0; k < COUNT(followers); k++)
			add_step(FEED, i, followers[k]);
}

static void start(void)
{
	memset(&now, 0, sizeof now);
	smtpreply_session_init(&now.session, now.slots, most_commands - 1, text, sizeof text);
	now.book.needs_hello = true;
	marks = calloc(mark_room, sizeof *marks);
	must(marks != NULL, "no memory");
}

int main(int argc, char **argv)
{
	if (argc >= 3)
		most_commands = (unsigned)strtoul(argv[1], NULL, 10);
	if (argc < 3 || most_commands < 2 || most_commands > MOST_COMMANDS) {
		fprintf(stderr, "usage: conversation COMMANDS all|some|STAGE... [whole]\n");
		return 2;
	}
	is_whole = strcmp(argv[argc - 1], "whole") == 0;
	make_steps(argc - 2, argv + 2);
	start();
	walk();
	printf("%u commands, %" PRIu64 " states, %" PRIu64 " steps, %" PRIu64 " replies answered, "
	       "%" PRIu64 " times TLS, %" PRIu64 " ends, 0 differences\n",
	       most_commands, state_count, step_total, answer_count, tls_count, end_count);
	return 0;
}
