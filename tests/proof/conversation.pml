/* SPDX-License-Identifier: MIT */
/*
 * The conversation of a client and a server, with the session of lib/session/session.c between them.
 *
 * The session is restated with arrays in place of lists; its inlines have the names that its functions
 * have there. Client, server and attacker do all that they may, in every order. Two servers:
 *
 *     -DHONEST     answers each command once and in order, in LMTP each recipient; it may say 421 or
 *                  close at any moment, and refuse data early. An attacker sends bytes of its own
 *                  before TLS. Each reply has the number of the command that the server meant.
 *     -DHOSTILE    sends anything at any moment: early, too much, halves, garbage.
 *
 * -DCODE takes each step in the library too and compares: see conversation-code.h.
 * -DCOMMANDS=N is how many commands a conversation has at most.
 */

/* Numbers of smtpreply/stage.h. */
#define GREETING 1
#define EHLO 2
#define LHLO 4
#define STARTTLS 5
#define MAIL 8
#define RCPT 9
#define DATA 10
#define DATA_END_RECIPIENT 12
#define BDAT 13
#define BDAT_LAST 14
#define BURL 15
#define NOOP 20
#define QUIT 21
#define XCLIENT 24
#define UNSOLICITED 25

#define OUTCOME_LOST 1
#define OUTCOME_MALFORMED 3
#define OUTCOME_DESYNC 4
#define OUTCOME_INJECTED 5
#define OUTCOME_TLS_FAILED 6

/* Numbers of smtpreply/session.h. */
#define EVENT_NONE 0
#define EVENT_REPLY 1
#define EVENT_UNSOLICITED 3
#define EVENT_ENDED 4
#define EVENT_UNANSWERED 5

#define ASSUME_NOT_SENT 1
#define ASSUME_NOT_DONE 2
#define ASSUME_MAY_BE_DONE 3
#define ASSUME_NO_MATTER 4

/* What comes over the wire: whole replies, the two parts of one, and a byte that is of none. */
#define NOTHING 0
#define R220 1
#define R250 2
#define R354 3
#define R550 4
#define R421 5
#define MIXED_220 6 /* 250-, 220: a deviation of framing */
#define MIXED_550 7 /* 250-, 550 */
#define BLANK_220 8 /* an empty line before it */
#define HALF 9      /* 25 */
#define TAIL 10     /* what makes the half a reply */
#define GARBAGE 11

#define is_positive(item) (item == R220 || item == R250 || item == MIXED_220 || item == BLANK_220 || item == TAIL)
#define is_refusal(item) (item == R550 || item == R421 || item == MIXED_550)
#define is_mixed(item) (item == MIXED_220 || item == MIXED_550)
#define is_framing(item) (is_mixed(item) || item == BLANK_220)
#define permits_220(item) (item == R220 || item == BLANK_220)

#define is_hello(stage) (stage == EHLO || stage == LHLO)
#define is_new_start(stage) (is_hello(stage) || stage == MAIL)
#define is_data_bytes(stage) (stage == BDAT || stage == BDAT_LAST)
#define is_end_of_data(stage) (stage == BDAT_LAST || stage == BURL)
#define is_transaction(stage) (stage == MAIL || stage == RCPT || stage == DATA || stage == BDAT || is_end_of_data(stage))

#define PLACE_COMMANDS 0
#define PLACE_TLS_REFUSED 1
#define PLACE_TLS_GRANTED 2

#ifndef COMMANDS
#define COMMANDS 3
#endif
/* One less, so that the slots run out. */
#define SLOTS (COMMANDS - 1)

#ifdef CODE
c_decl {
\#include "conversation-code.h"
}
c_track "&session" "sizeof session"
c_track "slots" "sizeof slots"
#define IN_CODE(call) c_code { is_same = call; }; assert(is_same)
#else
#define IN_CODE(call) skip
#endif
hidden byte is_same;

/* The session. The last unsent_count commands are not on the wire. */
byte stages[COMMANDS];
byte tags[COMMANDS];
byte open_count, unsent_count;
byte recipients[COMMANDS];
byte accept_count;
byte accepted;
byte place;
byte outcome;
bool is_over, is_told, has_reply, needs_hello = true, is_lmtp, is_tls, is_chunk_refused, is_only_quit_left;
bool has_half;
bool is_early, is_stray; /* when the reply began: nothing was sent, or nothing asked for it */

/* The event that a call tells. */
hidden byte kind, event_tag, event_stage, event_outcome, event_assume, event_left, event_accepted;
hidden byte event_item;
hidden byte event_is_over, event_has_reply;

/* The piece that is fed, and of each item which command the server meant, and whether TLS carried it. */
byte items[2];
byte meant[2];
bool is_secret[2];
byte piece_size;
bool is_half_secret;

/* What no party knows, for the properties. A bit is a tag. */
byte commands;
byte settled, told_recipients, of_transaction;
bool is_attacked, is_hello_secret, is_lmtp_secret, is_count_unknown, was_over;

/* Between client and server. */
chan network = [2] of { byte, byte, bool };
chan wire = [COMMANDS] of { byte, byte };
bool is_closed;          /* by the server */
bool has_said_421;       /* the server, to nobody in particular */
bool awaits_tls;         /* the server has granted TLS */
bool has_tls;            /* both have it */
bool has_quit;           /* the client has said QUIT */

hidden byte i, stage, reason, item, item_meant, used_items;
hidden byte item_is_secret, is_expected, was_granted;
#define MASK(tag) (1 << (tag - 1))

inline end_transaction()
{
	i = 0;
	do
	:: i < COMMANDS -> recipients[i] = 0; i++
	:: else -> break
	od;
	accept_count = 0;
	is_chunk_refused = false;
	accepted = 0;
	of_transaction = 0
}

inline shift()
{
	if
	:: unsent_count == open_count -> unsent_count--
	:: else
	fi;
	open_count--;
	i = 0;
	do
	:: i < open_count -> stages[i] = stages[i + 1]; tags[i] = tags[i + 1]; i++
	:: else -> break
	od;
	stages[open_count] = 0;
	tags[open_count] = 0
}

inline shift_recipient()
{
	accept_count--;
	i = 0;
	do
	:: i < accept_count -> recipients[i] = recipients[i + 1]; i++
	:: else -> break
	od;
	recipients[accept_count] = 0
}

inline end(why, shows_reply)
{
	is_over = true;
	outcome = why;
	is_told = false;
	has_reply = shows_reply
}

inline end_with(why)
{
	end(why, false);
	is_told = true;
	event_is_over = true
}

inline end_injected()
{
	end(OUTCOME_INJECTED, false);
	place = PLACE_COMMANDS
}

/* The property: each tag is settled once, and a recipient told once and in its own transaction. */
inline note_settled(tag)
{
	assert((settled & MASK(tag)) == 0);
	settled = settled | MASK(tag)
}

inline note_recipient(tag)
{
	assert((told_recipients & MASK(tag)) == 0);
	assert((of_transaction & MASK(tag)) != 0);
	told_recipients = told_recipients | MASK(tag)
}

inline settle_recipient()
{
	event_tag = recipients[0];
	event_stage = DATA_END_RECIPIENT;
	note_recipient(event_tag);
	shift_recipient();
	event_left = accept_count;
	if
	:: accept_count == 0 -> note_settled(tags[0]); shift(); end_transaction()
	:: else
	fi
}

inline settle_command(is_kept)
{
	event_tag = tags[0];
	event_stage = stages[0];
	note_settled(event_tag);
	shift();
	if
	:: is_kept ->
		recipients[accept_count] = event_tag;
		accept_count++;
		of_transaction = of_transaction | MASK(event_tag)
	:: else ->
		if
		:: is_end_of_data(event_stage) -> end_transaction()
		:: else
		fi
	fi
}

#define is_sent (open_count > unsent_count)
#define is_recipient_next (is_end_of_data(stages[0]) && accept_count > 0)
#define is_awaited (is_sent || is_data_bytes(stages[0]))

inline note_assumption()
{
	event_assume = ASSUME_NOT_DONE;
	i = 0;
	do
	:: i < open_count - unsent_count ->
		if
		:: is_end_of_data(stages[i]) && is_transaction(stages[0]) -> event_assume = ASSUME_MAY_BE_DONE
		:: else
		fi;
		i++
	:: else -> break
	od;
	if
	:: stages[0] == QUIT -> event_assume = ASSUME_NO_MATTER
	:: stages[0] != QUIT && !is_sent -> event_assume = ASSUME_NOT_SENT
	:: else
	fi
}

inline tell_unanswered()
{
	kind = EVENT_UNANSWERED;
	if
	:: is_new_start(stages[0]) -> end_transaction()
	:: else
	fi;
	if
	:: is_recipient_next -> settle_recipient()
	:: else -> settle_command(false)
	fi
}

inline tell_of_end()
{
	if
	:: is_told && open_count == 0
	:: else ->
		event_outcome = outcome;
		event_is_over = true;
		if
		:: is_told -> note_assumption(); tell_unanswered()
		:: else ->
			is_told = true;
			kind = EVENT_ENDED;
			event_has_reply = has_reply;
			event_stage = (open_count > 0 -> stages[0] : UNSOLICITED)
		fi
	fi
}

inline apply_acceptance()
{
	if
	:: is_new_start(stage) -> end_transaction()
	:: else
	fi;
	if
	:: is_hello(stage) ->
		is_lmtp = (stage == LHLO);
		is_lmtp_secret = item_is_secret;
		if
		:: is_mixed(item)
		:: else -> needs_hello = false; is_hello_secret = item_is_secret
		fi
	:: stage == RCPT -> accepted++
	:: else
	fi
}

inline apply()
{
	if
	:: is_positive(item) -> apply_acceptance()
	:: else
	fi;
	if
	:: stage == BDAT && is_refusal(item) -> is_chunk_refused = true
	:: stage == STARTTLS -> place = (permits_220(item) -> PLACE_TLS_GRANTED : PLACE_TLS_REFUSED)
	:: stage == XCLIENT && permits_220(item) -> end_transaction(); needs_hello = true
	:: else
	fi
}

inline answer()
{
	stage = stages[0];
	kind = EVENT_REPLY;
	event_item = item;
	event_has_reply = true;
	apply();
	event_accepted = accepted;
	if
	:: is_recipient_next -> settle_recipient()
	:: else -> settle_command(is_lmtp && stage == RCPT && is_positive(item))
	fi;
	if
	:: is_early || item == R421 -> end_with(OUTCOME_LOST)
	:: else
	fi
}

inline tell_unsolicited()
{
	kind = EVENT_UNSOLICITED;
	event_stage = UNSOLICITED;
	event_item = item;
	event_has_reply = true;
	if
	:: item == R421 -> end_with(OUTCOME_LOST)
	:: else -> end_with(OUTCOME_DESYNC)
	fi
}

#define is_in_doubt (is_framing(item) && (open_count > 1 || (is_end_of_data(stages[0]) && accept_count > 1)))

inline note_begin()
{
	is_early = !is_sent;
	is_stray = !is_awaited
}

inline take_reply()
{
	has_half = false;
	if
	:: is_stray -> tell_unsolicited()
	:: !is_stray && (is_in_doubt || (is_early && !is_refusal(item))) -> end(OUTCOME_DESYNC, true)
	:: else -> answer()
	fi;
	is_early = false;
	is_stray = false
}

inline count_replies()
{
	if
	:: is_lmtp && is_sent && is_end_of_data(stages[0]) ->
		if
		:: is_chunk_refused && accept_count > 1 ->
			is_count_unknown = true;
			end(OUTCOME_DESYNC, false)
		:: accept_count == 0 ->
			is_count_unknown = true;
			is_only_quit_left = true;
			event_assume = ASSUME_NO_MATTER;
			tell_unanswered();
			if
			:: open_count > 0 && stages[0] != QUIT -> end(OUTCOME_DESYNC, false)
			:: else
			fi
		:: else
		fi
	:: else
	fi
}

inline take_item()
{
	item = items[0];
	item_meant = meant[0];
	item_is_secret = is_secret[0];
	items[0] = items[1];
	meant[0] = meant[1];
	is_secret[0] = is_secret[1];
	items[1] = 0;
	meant[1] = 0;
	is_secret[1] = false;
	piece_size--;
	used_items++
}

#define is_no_reply (items[0] == GARBAGE || (has_half && items[0] != TAIL) || (!has_half && items[0] == TAIL))

/* The property: a reply is believed only as a whole of the channel that it is believed on. */
inline read_on()
{
	do
	:: piece_size == 0 || is_over || kind != EVENT_NONE -> break
	:: else ->
		if
		:: is_no_reply -> end(OUTCOME_MALFORMED, true)
		:: else ->
			take_item();
			if
			:: item != TAIL -> note_begin()
			:: else
			fi;
			if
			:: item == HALF -> has_half = true; is_half_secret = item_is_secret
			:: else ->
				assert(item != TAIL || is_half_secret == item_is_secret);
				is_half_secret = false;
				take_reply()
			fi
		fi
	od
}

inline start_event()
{
	kind = EVENT_NONE;
	event_tag = 0;
	event_stage = 0;
	event_outcome = 0;
	event_assume = 0;
	event_left = 0;
	event_item = NOTHING;
	event_is_over = false;
	event_has_reply = false;
	event_accepted = accepted;
	used_items = 0
}

inline check_event()
{
	if
	:: kind == EVENT_REPLY ->
		/* once it is over nothing is believed */
		assert(!was_over);
		/* what is believed came the way that it is believed on */
		assert(item_is_secret == is_tls);
#ifdef HONEST
		/* reply k answers command k, whatever an attacker did before TLS */
		assert((is_attacked && !is_tls) || item == R421 || event_tag == item_meant || event_stage == QUIT)
#endif
	:: else
	fi;
	/* what was granted before TLS does not hold in it */
	assert(!is_tls || needs_hello || is_hello_secret);
	assert(!is_tls || !is_lmtp || is_lmtp_secret);
#ifdef HONEST
	/* a session with an honest server never loses count, but where it says so itself */
	assert(is_attacked || outcome != OUTCOME_MALFORMED);
	assert(is_attacked || outcome != OUTCOME_INJECTED || has_said_421);
	assert(is_attacked || kind != EVENT_UNSOLICITED || item == R421 || is_count_unknown);
	assert(is_attacked || outcome != OUTCOME_DESYNC || is_count_unknown)
#endif
}

inline compare_event()
{
	check_event();
	was_over = was_over || event_is_over;
	IN_CODE(code_tells(kind, event_tag, event_stage, event_outcome, event_assume, event_left,
			   event_accepted, event_item, event_is_over, event_has_reply) &&
		code_agrees(now.open_count, now.accepted, now.is_over, now.outcome, now.needs_hello,
			    now.is_lmtp, now.is_tls))
}

inline feed()
{
	start_event();
	IN_CODE(code_takes(now.items[0], now.items[1]));
	if
	:: piece_size > 0 && place != PLACE_COMMANDS -> end_injected()
	:: else
	fi;
	if
	:: !is_over -> count_replies()
	:: else
	fi;
	if
	:: !is_over && kind == EVENT_NONE -> read_on()
	:: else
	fi;
	if
	:: piece_size > 0 && place != PLACE_COMMANDS -> end_injected()
	:: else
	fi;
	if
	:: is_over && kind == EVENT_NONE -> tell_of_end()
	:: else
	fi;
	IN_CODE(code_feed(used_items));
	compare_event()
}

/* All that is left to tell, when it is over; then the bytes are nobody's. */
inline feed_to_the_end()
{
	do
	:: is_over && kind != EVENT_NONE -> feed()
	:: else -> break
	od;
	if
	:: is_over -> drop_piece()
	:: else
	fi
}

inline drop_piece()
{
	items[0] = 0;
	items[1] = 0;
	meant[0] = 0;
	meant[1] = 0;
	is_secret[0] = false;
	is_secret[1] = false;
	piece_size = 0;
	has_half = false;
	is_half_secret = false
}

inline finish(why)
{
	reason = why;
	start_event();
	if
	:: !is_over -> count_replies()
	:: else
	fi;
	if
	:: kind != EVENT_NONE
	:: else ->
		if
		:: !is_over ->
			if
			:: has_half && is_stray -> end(OUTCOME_DESYNC, true)
			:: else -> end(reason, has_half)
			fi;
			is_told = !has_half && open_count == 0
		:: else
		fi;
		tell_of_end()
	fi;
	IN_CODE(code_finish(reason));
	compare_event()
}

inline finish_to_the_end(why)
{
	finish(why);
	do
	:: kind != EVENT_NONE -> finish(why)
	:: else -> break
	od;
	drop_piece()
}

#define may_expect(stage) (!is_over && place != PLACE_TLS_GRANTED && (!is_only_quit_left || stage == QUIT) && \
	open_count + accept_count < SLOTS && \
	(open_count == 0 || (stage != GREETING && stages[open_count - 1] != STARTTLS)))

inline expect()
{
	is_expected = may_expect(stage);
	if
	:: is_expected ->
		commands++;
		stages[open_count] = stage;
		tags[open_count] = commands;
		open_count++;
		unsent_count = unsent_count + (stage != GREETING);
		place = PLACE_COMMANDS
	:: else
	fi;
	IN_CODE(code_expect(stage, now.commands, is_expected))
}

inline sent()
{
	unsent_count--;
	IN_CODE(code_sent())
}

/* Bytes that the client has read go with it into TLS, if the session lets it. */
inline start_tls()
{
	was_granted = !is_over && place == PLACE_TLS_GRANTED;
	if
	:: was_granted ->
		place = PLACE_COMMANDS;
		has_half = false;
		end_transaction();
		is_lmtp = false;
		needs_hello = true;
		is_tls = true
	:: else
	fi;
	IN_CODE(code_start_tls(was_granted))
}

#ifdef ATTACKER
inline choose_stage()
{
	if
	:: stage = LHLO
	:: stage = STARTTLS
	:: stage = RCPT
	:: stage = BDAT_LAST
	fi
}

/* Whole replies, the parts of one, and rubbish. */
inline choose_item()
{
	if
	:: item = R220
	:: item = R250
	:: item = R550
	:: item = HALF
	:: item = TAIL
	:: item = GARBAGE
	fi
}
#else
inline choose_stage()
{
	if
	:: stage = EHLO
	:: stage = LHLO
	:: stage = STARTTLS
	:: stage = MAIL
	:: stage = RCPT
	:: stage = DATA
	:: stage = BDAT
	:: stage = BDAT_LAST
	:: stage = QUIT
	:: stage = GREETING
#ifdef HOSTILE
	:: stage = BURL
	:: stage = NOOP
	:: stage = XCLIENT
#endif
	fi
}

inline choose_item()
{
	if
	:: item = R220
	:: item = R250
	:: item = R354
	:: item = R550
	:: item = R421
	:: item = MIXED_220
	:: item = MIXED_550
	:: item = BLANK_220
	:: item = HALF
	:: item = TAIL
	:: item = GARBAGE
	fi
}
#endif

/* A piece is one item or two, for the network breaks a stream anywhere. */
#ifdef HONEST
#define may_receive nempty(network)
inline receive_piece()
{
	network?items[0], meant[0], is_secret[0];
	piece_size = 1;
	if
	:: nempty(network) -> network?items[1], meant[1], is_secret[1]; piece_size = 2
	:: true
	fi
}
#else
#define may_receive true
inline receive_piece()
{
	choose_item();
	items[0] = item;
	is_secret[0] = is_tls;
	piece_size = 1;
	if
	:: choose_item(); items[1] = item; is_secret[1] = is_tls; piece_size = 2
	:: true
	fi
}
#endif

inline put_on_wire()
{
#ifdef HONEST
	wire!stages[open_count - unsent_count], tags[open_count - unsent_count]
#else
	skip
#endif
}

/* Behind QUIT a client says nothing (RFC 5321, 4.1.1.10); with the hostile server it does. */
inline note_quit()
{
#ifdef HONEST
	has_quit = (stage == QUIT)
#else
	skip
#endif
}

/* The connection itself asks for the greeting. */
inline connect()
{
#ifdef HONEST
	if
	:: is_expected && stage == GREETING -> wire!GREETING, commands
	:: else
	fi
#else
	skip
#endif
}

/* It may fail, and must where bytes are in its way: those are no TLS. */
inline shake_hands()
{
#ifdef HONEST
	if
	:: !is_tls || has_tls
	:: is_tls && !has_tls ->
		if
		:: atomic { awaits_tls && empty(network) && empty(wire) -> has_tls = true; awaits_tls = false }
		:: d_step { true -> finish_to_the_end(OUTCOME_TLS_FAILED) }
		fi
	fi
#else
	skip
#endif
}

active proctype client()
{
	d_step { IN_CODE(code_init(SLOTS)) };
	do
	:: is_over -> break
	:: atomic {
		!is_over && commands < COMMANDS && !has_quit ->
		choose_stage();
		note_quit();
		d_step { expect() };
		connect()
	   }
	:: atomic { !is_over && unsent_count > 0 -> put_on_wire(); d_step { sent() } }
	:: atomic {
		!is_over && piece_size == 0 && may_receive ->
		receive_piece();
		d_step { feed(); feed_to_the_end() }
	   }
	:: d_step { !is_over -> feed(); feed_to_the_end() }
	:: atomic { !is_over -> d_step { start_tls() }; shake_hands() }
	:: d_step { !is_over -> finish_to_the_end(OUTCOME_LOST) }
	od;
	/* each tag has been settled */
	assert(open_count == 0 && settled == (1 << commands) - 1)
}

#ifdef HONEST
inline send(any, tag)
{
	if
	:: network!any, tag, has_tls
	:: is_over
	fi
}

inline send_or_refuse(any, tag)
{
	if
	:: send(any, tag); is_granted = true
	:: send(R550, tag); is_granted = false
	fi
}

inline forget_recipients()
{
	its_count = 0;
	is_refused = false
}

inline send_of_recipients()
{
	its_next = 0;
	do
	:: its_next < its_count ->
		its_tag = its_recipients[its_next];
		send_or_refuse(R250, its_tag);
		its_next++
	:: else -> break
	od
}

inline serve_end_of_data()
{
	if
	:: !serves_lmtp -> send_or_refuse(R250, its_tag)
	:: serves_lmtp && its_count > 0 -> send_of_recipients()
	:: serves_lmtp && its_count == 0
	:: serves_lmtp && its_count == 0 -> send(R550, its_tag)
	:: serves_lmtp && is_refused && its_count > 0 ->
		its_tag = its_recipients[0];
		send(R550, its_tag)
	fi;
	forget_recipients()
}

inline serve_hello()
{
	send_or_refuse(R250, its_tag);
	if
	:: is_granted -> serves_lmtp = (its_stage == LHLO); forget_recipients()
	:: else
	fi
}

inline serve_tls()
{
	if
	:: !has_tls -> send(R220, its_tag); awaits_tls = true; serves_lmtp = false; forget_recipients()
	:: send(R550, its_tag)
	fi
}

inline serve()
{
	if
	:: is_hello(its_stage) -> serve_hello()
	:: its_stage == STARTTLS -> serve_tls()
	:: its_stage == MAIL ->
		if
		:: send(HALF, 0); send(TAIL, its_tag); forget_recipients()
		:: send(R550, its_tag)
		fi
	:: its_stage == RCPT ->
		send_or_refuse(R250, its_tag);
		if
		:: is_granted -> its_recipients[its_count] = its_tag; its_count++
		:: else
		fi
	:: its_stage == BDAT ->
		send_or_refuse(R250, its_tag);
		is_refused = is_refused || !is_granted
	:: its_stage == BDAT_LAST -> serve_end_of_data()
	:: its_stage == DATA -> send_or_refuse(R354, its_tag)
	:: its_stage == QUIT -> send(R250, its_tag); is_closed = true
	:: its_stage == GREETING -> send_or_refuse(R220, its_tag)
	:: send(R421, its_tag); is_closed = true
	fi
}

#define is_sending_data (unsent_count > 0 && is_data_bytes(stages[open_count - unsent_count]))

active proctype server()
{
	byte its_stage, its_tag, its_next, its_count;
	byte its_recipients[COMMANDS];
	bool serves_lmtp, is_refused, is_granted;

end_server:
	do
	:: is_closed || is_over -> break
	:: atomic {
		!is_closed && !is_over && !awaits_tls && nempty(wire) ->
		wire?its_stage, its_tag;
		serve();
		its_stage = 0;
		its_tag = 0;
		its_next = 0;
		is_granted = false
	   }
	:: atomic {
		!is_closed && !is_over && empty(wire) && is_sending_data && nfull(network) ->
		its_tag = tags[open_count - unsent_count];
		if
		:: serves_lmtp && its_count > 0 && stages[open_count - unsent_count] == BDAT_LAST ->
			its_tag = its_recipients[0]
		:: else
		fi;
		send(R550, its_tag);
		its_tag = 0;
		is_closed = true
	   }
	:: atomic {
		!is_closed && !is_over && !awaits_tls && nfull(network) ->
		send(R421, 0);
		has_said_421 = true;
		is_closed = true
	   }
	:: atomic { !is_closed && !is_over -> is_closed = true }
	od
}

#ifdef ATTACKER
/* Before TLS it may send what it likes, and take away what the server sends. */
active proctype attacker()
{
	byte injected;

end_attacker:
	do
	:: has_tls || is_over -> break
	:: atomic {
		!has_tls && !is_over && injected < 2 && nfull(network) ->
		choose_item();
		network!item, 0, false;
		injected++;
		is_attacked = true
	   }
	:: atomic {
		!has_tls && !is_over && nempty(network) ->
		network?_, _, _;
		is_attacked = true
	   }
	od
}
#endif
#endif
