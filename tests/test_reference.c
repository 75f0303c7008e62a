/* SPDX-License-Identifier: MIT */
/*
 * The reference: how entries are found, what each must tell, and that any two of them can be set
 * side by side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

#include "run.h"

#define ROOM 1024
#define LANGUAGES 2
#define CODES 78
#define STATUSES 81
#define KEYWORDS 79
#define ENTRIES (CODES + STATUSES + KEYWORDS)

/* A test of many entries runs in parts: a process for each entry would cost more than its test. */
#define PARTS 8
#define FOR_ALL(test, count)                                                                       \
	START_TEST(test)                                                                           \
	{                                                                                          \
		for (int i = _i; i < (count); i += PARTS)                                          \
			test##_at(i);                                                              \
	}                                                                                          \
	END_TEST
#define FOR_EACH(test) FOR_ALL(test, ENTRIES)

static const uint32_t texts[] = {
	SMTPREPLY_TEXT_NAME,       SMTPREPLY_TEXT_MEANING,    SMTPREPLY_TEXT_SEEN,
	SMTPREPLY_TEXT_FIX_SENDER, SMTPREPLY_TEXT_FIX_SERVER, SMTPREPLY_TEXT_SEND_WHEN,
	SMTPREPLY_TEXT_EFFECT,
};

#define TEXT_COUNT (sizeof texts / sizeof texts[0])

/* One of the entries, by the number of a looped test. */
static struct smtpreply_entry entry_at(int index)
{
	struct smtpreply_entry entry;

	ck_assert(smtpreply_entry_get((size_t)index, &entry));
	return entry;
}

static const char *title_of(const struct smtpreply_entry *entry)
{
	static char titles[4][SMTPREPLY_TITLE_ROOM];
	static unsigned next;
	char *title = titles[next++ % 4];

	smtpreply_entry_title(entry, title, SMTPREPLY_TITLE_ROOM);
	return title;
}

static struct smtpreply_entry status_entry(uint16_t severity, uint16_t subject, uint16_t detail)
{
	const struct smtpreply_status status = { .severity = severity,
						 .subject = subject,
						 .detail = detail };
	struct smtpreply_entry entry;

	smtpreply_entry_find_status(&status, &entry);
	return entry;
}

static struct smtpreply_entry code_entry(uint32_t code)
{
	struct smtpreply_entry entry;

	smtpreply_entry_find_code(code, &entry);
	return entry;
}

/* How entries are found. */

START_TEST(codes_statuses_and_keywords_are_those_of_the_registry)
{
	size_t counts[SMTPREPLY_KIND_KEYWORD + 1] = { 0 };

	for (size_t i = 0; i < smtpreply_entry_count(); i++)
		counts[entry_at((int)i).kind]++;
	ck_assert_uint_eq(counts[SMTPREPLY_KIND_CODE], CODES);
	ck_assert_uint_eq(counts[SMTPREPLY_KIND_STATUS], STATUSES);
	ck_assert_uint_eq(counts[SMTPREPLY_KIND_KEYWORD], KEYWORDS);
	ck_assert_uint_eq(smtpreply_entry_count(), CODES + STATUSES + KEYWORDS);
}
END_TEST

START_TEST(there_is_no_entry_behind_the_last)
{
	struct smtpreply_entry entry, nothing;

	memset(&nothing, 0, sizeof nothing);
	memset(&entry, 0xff, sizeof entry);
	ck_assert(!smtpreply_entry_get(smtpreply_entry_count(), &entry));
	ck_assert_mem_eq(&entry, &nothing, sizeof entry);
	ck_assert(!smtpreply_entry_get(SIZE_MAX, &entry));
}
END_TEST

/* 471 answers for itself, 477 by its first digit, 777 by what SMTP does not have. */
static void any_code_is_explained_at(int index)
{
	struct smtpreply_entry entry;
	uint32_t digit = (uint32_t)index / 100;
	bool is_known = smtpreply_entry_find_code((uint32_t)index, &entry);
	char code[16];

	snprintf(code, sizeof code, "%03d", index);
	ck_assert_str_eq(title_of(&entry), code);
	ck_assert_uint_eq(entry.match, is_known ? SMTPREPLY_MATCH_EXACT : SMTPREPLY_MATCH_CLASS);
	ck_assert_uint_eq(entry.kind, is_known ? SMTPREPLY_KIND_CODE : SMTPREPLY_KIND_CODE_CLASS);
	ck_assert_uint_eq(entry.severity, digit >= 2 && digit <= 5 ? digit : 0);
	ck_assert_str_ne(smtpreply_entry_text(&entry, SMTPREPLY_TEXT_MEANING, 0), "");
}

FOR_ALL(any_code_is_explained, 1000)

START_TEST(a_number_too_large_for_a_code_is_not_found)
{
	struct smtpreply_entry entry;

	ck_assert(!smtpreply_entry_find_code(1000, &entry));
	ck_assert(!smtpreply_entry_find_code(UINT32_MAX, &entry));
	ck_assert_uint_eq(entry.severity, 0);
}
END_TEST

START_TEST(a_class_of_codes_is_found_by_its_digit)
{
	struct smtpreply_entry entry;

	ck_assert(smtpreply_entry_find_code_class(4, &entry));
	ck_assert_str_eq(title_of(&entry), "4xx");
	ck_assert_uint_eq(entry.severity, SMTPREPLY_TRANSIENT);
	ck_assert_uint_eq(entry.retry, SMTPREPLY_RETRY_LATER);
	ck_assert(!smtpreply_entry_find_code_class(1, &entry));
	ck_assert(!smtpreply_entry_find_code_class(9, &entry));
	ck_assert_str_eq(title_of(&entry), "9xx");
}
END_TEST

START_TEST(a_status_takes_severity_and_retry_from_its_class)
{
	struct smtpreply_entry transient = status_entry(4, 7, 1);
	struct smtpreply_entry permanent = status_entry(5, 7, 1);
	struct smtpreply_entry any = status_entry(0, 7, 1);

	ck_assert_str_eq(title_of(&transient), "4.7.1");
	ck_assert_uint_eq(transient.retry, SMTPREPLY_RETRY_LATER);
	ck_assert_str_eq(title_of(&permanent), "5.7.1");
	ck_assert_uint_eq(permanent.retry, SMTPREPLY_RETRY_CHANGED);
	ck_assert_str_eq(title_of(&any), "X.7.1");
	ck_assert_uint_eq(any.severity, 0);
	ck_assert_uint_eq(any.retry, SMTPREPLY_RETRY_UNKNOWN);
}
END_TEST

/* RFC 3463, 2: a detail that is not known counts as X.Y.0. */
START_TEST(a_status_of_unknown_detail_is_told_by_its_subject)
{
	struct smtpreply_entry entry = status_entry(5, 7, 999);
	struct smtpreply_entry other = status_entry(5, 7, 0);

	ck_assert_uint_eq(entry.match, SMTPREPLY_MATCH_SUBJECT);
	ck_assert_str_eq(title_of(&entry), "5.7.999");
	ck_assert_str_eq(smtpreply_entry_text(&entry, SMTPREPLY_TEXT_NAME, 0),
			 smtpreply_entry_text(&other, SMTPREPLY_TEXT_NAME, 0));
}
END_TEST

START_TEST(a_status_of_unknown_subject_is_told_by_its_class)
{
	struct smtpreply_entry entry = status_entry(4, 9, 1);

	ck_assert_uint_eq(entry.match, SMTPREPLY_MATCH_CLASS);
	ck_assert_uint_eq(entry.kind, SMTPREPLY_KIND_STATUS_CLASS);
	ck_assert_uint_eq(entry.severity, SMTPREPLY_TRANSIENT);
	ck_assert_str_eq(title_of(&entry), "4.9.1");
}
END_TEST

START_TEST(a_subject_is_found_with_and_without_a_class)
{
	struct smtpreply_entry entry;

	ck_assert(smtpreply_entry_find_subject(5, 7, &entry));
	ck_assert_str_eq(title_of(&entry), "5.7.X");
	ck_assert(smtpreply_entry_find_subject(0, 7, &entry));
	ck_assert_str_eq(title_of(&entry), "X.7.X");
}
END_TEST

/* It is told by its class, under the number that was looked for. */
START_TEST(an_unknown_subject_keeps_its_number)
{
	struct smtpreply_entry entry;

	ck_assert(!smtpreply_entry_find_subject(5, 8, &entry));
	ck_assert_uint_eq(entry.match, SMTPREPLY_MATCH_CLASS);
	ck_assert_str_eq(title_of(&entry), "5.8.0");
	ck_assert(!smtpreply_entry_find_subject(0, 9, &entry));
	ck_assert_str_eq(title_of(&entry), "X.9.0");
}
END_TEST

START_TEST(a_class_of_statuses_is_found_by_its_digit)
{
	struct smtpreply_entry entry;

	ck_assert(smtpreply_entry_find_status_class(4, &entry));
	ck_assert_str_eq(title_of(&entry), "4.X.X");
	ck_assert_uint_eq(entry.match, SMTPREPLY_MATCH_EXACT);
	ck_assert_uint_eq(entry.status.subject, 0);
	ck_assert_uint_eq(entry.category, 0);
	ck_assert_uint_eq(entry.actors, SMTPREPLY_ACTOR_CLIENT);
	ck_assert(!smtpreply_entry_find_status_class(3, &entry));
	ck_assert_str_eq(title_of(&entry), "X.0.X");
}
END_TEST

static bool finds(const char *keyword, const char *title)
{
	size_t size = strlen(keyword);
	char *exact = malloc(size + 1);
	struct smtpreply_entry entry;
	bool is_found;

	ck_assert_ptr_nonnull(exact);
	memcpy(exact, keyword, size);
	is_found = smtpreply_entry_find_keyword(exact, size, &entry);
	free(exact);
	ck_assert_str_eq(title_of(&entry), title);
	return is_found;
}

START_TEST(a_keyword_is_found_without_case)
{
	ck_assert(finds("starttls", "STARTTLS"));
	ck_assert(finds("8bitMIME", "8BITMIME"));
	ck_assert(!finds("STARTTLSX", ""));
	ck_assert(!finds("STARTTL", ""));
	ck_assert(!finds("", ""));
	ck_assert(!finds("A-KEYWORD-LONGER-THAN-ANY-THAT-IS-KNOWN", ""));
}
END_TEST

START_TEST(a_keyword_does_not_end_at_a_nul)
{
	struct smtpreply_entry entry;

	ck_assert(!smtpreply_entry_find_keyword("SIZE\0", 5, &entry));
	ck_assert(!smtpreply_entry_find_keyword("SIZE\0\0\0", 7, &entry));
	ck_assert(!smtpreply_entry_find_keyword("SIZE\0=", 6, &entry));
	ck_assert(smtpreply_entry_find_keyword("SIZE\0", 4, &entry));
}
END_TEST

START_TEST(a_keyword_is_found_with_what_a_server_wrote_behind_an_equals_sign)
{
	ck_assert(finds("AUTH=LOGIN", "AUTH="));
	ck_assert(finds("X-EXPS=LOGIN", "X-EXPS"));
	ck_assert(finds("XSECURITY=NONE,STARTTLS", "XSECURITY"));
	ck_assert(!finds("UNKNOWN=LOGIN", ""));
	ck_assert(!finds("=", ""));
	ck_assert(!finds("=SIZE", ""));
}
END_TEST

START_TEST(a_keyword_under_the_x_of_a_firewall_is_found)
{
	ck_assert(finds("XXXXXXXA", "XXXXXXXA"));
	ck_assert(finds("XXXXXXXX", "XXXXXXXA"));
	ck_assert(finds("XXXXB", "XXXXXXXA"));
	ck_assert(!finds("XXX", ""));
	ck_assert(!finds("XXXXAB", ""));
}
END_TEST

/* The binary search relies on it. */
START_TEST(keywords_are_sorted_and_each_is_found)
{
	static char before[SMTPREPLY_TITLE_ROOM];

	for (int i = CODES + STATUSES; i < CODES + STATUSES + KEYWORDS; i++) {
		struct smtpreply_entry entry = entry_at(i), found;
		const char *title = title_of(&entry);

		ck_assert_str_lt(before, title);
		ck_assert_msg(smtpreply_entry_find_keyword(title, strlen(title), &found), "%s",
			      title);
		ck_assert_uint_eq(found.row, entry.row);
		snprintf(before, sizeof before, "%s", title);
	}
}
END_TEST

START_TEST(a_title_is_cut_to_its_room)
{
	struct smtpreply_entry entry = code_entry(451);
	char title[3] = { 'x', 'x', 'x' };

	ck_assert_uint_eq(smtpreply_entry_title(&entry, NULL, 0), 3);
	ck_assert_uint_eq(smtpreply_entry_title(&entry, title, sizeof title), 3);
	ck_assert_str_eq(title, "45");
}
END_TEST

/* What each entry tells. */

static bool must_have(const struct smtpreply_entry *entry, uint32_t text)
{
	if (text == SMTPREPLY_TEXT_EFFECT)
		return entry->kind == SMTPREPLY_KIND_CODE;
	return text != SMTPREPLY_TEXT_SEND_WHEN || entry->kind != SMTPREPLY_KIND_KEYWORD;
}

static bool is_sentence(uint32_t text)
{
	return text == SMTPREPLY_TEXT_MEANING || text == SMTPREPLY_TEXT_SEEN ||
	       text == SMTPREPLY_TEXT_FIX_SENDER || text == SMTPREPLY_TEXT_FIX_SERVER;
}

static bool ends_with(const char *text, const char *end)
{
	size_t size = strlen(text), size_of_end = strlen(end);

	return size >= size_of_end && strcmp(text + size - size_of_end, end) == 0;
}

static void check_text(const struct smtpreply_entry *entry, uint32_t text, uint32_t language)
{
	const char *words = smtpreply_entry_text(entry, text, language);
	bool is_whole = ends_with(words, ".") || ends_with(words, "\xe3\x80\x82");

	ck_assert_msg((*words != '\0') == must_have(entry, text), "%s, text %u", title_of(entry),
		      text);
	if (*words == '\0')
		return;
	ck_assert_msg(is_whole == is_sentence(text), "%s, text %u: %s", title_of(entry), text,
		      words);
	ck_assert_msg(*words != ' ' && !ends_with(words, " ") && strstr(words, "  ") == NULL,
		      "%s, text %u: %s", title_of(entry), text, words);
}

static void each_entry_has_each_text_in_each_language_at(int index)
{
	struct smtpreply_entry entry = entry_at(index);

	for (uint32_t language = 0; language < LANGUAGES; language++)
		for (size_t i = 0; i < TEXT_COUNT; i++)
			check_text(&entry, texts[i], language);
	ck_assert_str_ne(smtpreply_entry_text(&entry, SMTPREPLY_TEXT_REFERENCE, 0), "");
}

FOR_EACH(each_entry_has_each_text_in_each_language)

static void no_two_entries_say_the_same_at(int index)
{
	struct smtpreply_entry entry = entry_at(index);

	for (size_t i = 0; i < TEXT_COUNT; i++) {
		const char *words = smtpreply_entry_text(&entry, texts[i], SMTPREPLY_ENGLISH);

		if (strlen(words) < 40)
			continue;
		for (int other = 0; other < index; other++) {
			struct smtpreply_entry second = entry_at(other);

			ck_assert_msg(strcmp(words, smtpreply_entry_text(&second, texts[i], 0)) != 0,
				      "%s and %s: %s", title_of(&entry), title_of(&second), words);
		}
	}
}

FOR_EACH(no_two_entries_say_the_same)

/* The facts of a code agree with its first digit. */
static void no_code_contradicts_its_severity_at(int index)
{
	struct smtpreply_entry entry = entry_at(index);
	const char *title = title_of(&entry);
	bool is_positive = entry.severity == SMTPREPLY_POSITIVE;
	bool is_intermediate = entry.severity == SMTPREPLY_INTERMEDIATE;
	bool is_over = entry.retry == SMTPREPLY_RETRY_NEEDLESS ||
		       entry.retry == SMTPREPLY_RETRY_GO_ON;
	bool is_for_good = entry.retry == SMTPREPLY_RETRY_CHANGED ||
			   entry.retry == SMTPREPLY_RETRY_NEVER;

	if (entry.kind != SMTPREPLY_KIND_CODE || entry.severity == 0)
		return;
	ck_assert_msg(is_over == (is_positive || is_intermediate), "%s", title);
	ck_assert_msg(is_for_good == (entry.severity == SMTPREPLY_PERMANENT), "%s", title);
	ck_assert_msg(entry.log != SMTPREPLY_LOG_SENT || is_positive, "%s", title);
	ck_assert_msg(entry.log != SMTPREPLY_LOG_BOUNCED ||
			      entry.severity == SMTPREPLY_PERMANENT, "%s", title);
	ck_assert_msg(entry.log != SMTPREPLY_LOG_DEFERRED ||
			      entry.severity == SMTPREPLY_TRANSIENT, "%s", title);
	ck_assert_msg(!(entry.actors & SMTPREPLY_ACTOR_NOBODY) ||
			      entry.actors == SMTPREPLY_ACTOR_NOBODY, "%s", title);
}

FOR_EACH(no_code_contradicts_its_severity)

static void folklore_is_never_on_the_wire_of_a_standard_command_by_right_at(int index)
{
	struct smtpreply_entry entry = entry_at(index);

	if (entry.standing == SMTPREPLY_FOLKLORE)
		ck_assert_uint_eq(entry.log, SMTPREPLY_LOG_LOCAL);
}

FOR_EACH(folklore_is_never_on_the_wire_of_a_standard_command_by_right)

/* The numbers of "4.7.1", at most three, and how many there are. */
static int read_numbers(const char *text, unsigned long numbers[3])
{
	int count = 0;
	char *behind;

	do {
		numbers[count++] = strtoul(text, &behind, 10);
		text = behind + 1;
	} while (count < 3 && *behind == '.');
	ck_assert_int_eq(*behind, '\0');
	return count;
}

/* "4.7.1 5.7.1", "550 551": each is known, and of the severity that it comes with. */
static void check_companion(const struct smtpreply_entry *entry, const char *companion)
{
	unsigned long numbers[3];
	int count = read_numbers(companion, numbers);
	struct smtpreply_entry found;

	if (entry->kind == SMTPREPLY_KIND_STATUS) {
		ck_assert_int_eq(count, 1);
		ck_assert_msg(smtpreply_entry_find_code((uint32_t)numbers[0], &found), "%s: %s",
			      title_of(entry), companion);
		return;
	}
	ck_assert_int_eq(count, 3);
	found = status_entry((uint16_t)numbers[0], (uint16_t)numbers[1], (uint16_t)numbers[2]);
	ck_assert_msg(found.match == SMTPREPLY_MATCH_EXACT && found.severity == entry->severity,
		      "%s: %s", title_of(entry), companion);
}

static void each_companion_is_known_at(int index)
{
	struct smtpreply_entry entry = entry_at(index);
	char companions[ROOM];

	snprintf(companions, sizeof companions, "%s",
		 smtpreply_entry_text(&entry, SMTPREPLY_TEXT_COMPANIONS, 0));
	for (char *word = strtok(companions, " "); word != NULL; word = strtok(NULL, " "))
		check_companion(&entry, word);
}

FOR_EACH(each_companion_is_known)

/* Aspects. */

static const char *aspect_of(const struct smtpreply_entry *entry, uint32_t aspect,
			     uint32_t language)
{
	static char words[ROOM];

	ck_assert_uint_lt(smtpreply_entry_aspect(entry, aspect, language, words, ROOM), ROOM);
	return words;
}

/* Both say it, and say it in other words: nothing less is a difference, and nothing more. */
static void check_difference(const struct smtpreply_entry *one, const char *first,
			     const struct smtpreply_entry *other, uint32_t aspect, uint32_t language)
{
	const char *second = aspect_of(other, aspect, language);
	bool differs = *first != '\0' && *second != '\0' && strcmp(first, second) != 0;

	if (aspect == SMTPREPLY_ASPECT_COMPANIONS && one->kind != other->kind)
		differs = false;
	ck_assert_msg(smtpreply_entry_differs(one, other, aspect) == differs,
		      "%s and %s, %s: \"%s\", \"%s\"", title_of(one), title_of(other),
		      smtpreply_aspect_name(aspect), first, second);
	ck_assert(smtpreply_entry_differs(other, one, aspect) == differs);
}

/* From all that come before it, and from itself. */
static void check_differences(int index, uint32_t aspect, uint32_t language)
{
	struct smtpreply_entry one = entry_at(index);
	char first[ROOM];

	ck_assert_uint_lt(smtpreply_entry_aspect(&one, aspect, language, first, ROOM), ROOM);
	for (int i = 0; i <= index; i++) {
		struct smtpreply_entry other = entry_at(i);

		check_difference(&one, first, &other, aspect, language);
	}
}

static void two_entries_differ_where_their_words_do_at(int index)
{
	for (uint32_t language = 0; language < LANGUAGES; language++)
		for (uint32_t aspect = 1; aspect <= SMTPREPLY_ASPECT_LAST; aspect++)
			check_differences(index, aspect, language);
}

FOR_EACH(two_entries_differ_where_their_words_do)

/* Two codes that are told apart by nothing would be one code. */
static void any_two_codes_differ_in_what_happened_at(int index)
{
	struct smtpreply_entry one = entry_at(index);

	for (int i = 0; i < CODES && index < CODES; i++) {
		struct smtpreply_entry other = entry_at(i);

		ck_assert_msg(i == index || smtpreply_entry_differs(&one, &other,
								 SMTPREPLY_ASPECT_EFFECT),
			      "%s and %s", title_of(&one), title_of(&other));
	}
}

FOR_EACH(any_two_codes_differ_in_what_happened)

static bool is_character_whole(const char *words, size_t written)
{
	return ((unsigned char)words[written] & 0xc0) != 0x80;
}

/* Every room gives as much of the whole as fits, by characters. */
static void check_rooms(const struct smtpreply_entry *entry, uint32_t aspect, uint32_t language)
{
	char whole[ROOM];
	size_t size = smtpreply_entry_aspect(entry, aspect, language, whole, sizeof whole);

	for (size_t room = 0; room <= size + 1; room++) {
		char *words = malloc(room + 1);
		size_t written;

		ck_assert_ptr_nonnull(words);
		memset(words, 'x', room + 1);
		ck_assert_uint_eq(smtpreply_entry_aspect(entry, aspect, language,
							 room > 0 ? words : NULL, room), size);
		written = room > 0 ? strlen(words) : 0;
		ck_assert(room == 0 || written < room);
		ck_assert(room == 0 || written + 4 >= (room <= size ? room : size));
		ck_assert(memcmp(words, whole, written) == 0 && is_character_whole(whole, written));
		free(words);
	}
}

static void aspects_are_cut_to_their_room_between_characters_at(int index)
{
	struct smtpreply_entry entry = entry_at(index);

	for (uint32_t language = 0; language < LANGUAGES; language++)
		for (uint32_t aspect = 1; aspect <= SMTPREPLY_ASPECT_LAST; aspect++)
			check_rooms(&entry, aspect, language);
}

FOR_EACH(aspects_are_cut_to_their_room_between_characters)

START_TEST(an_aspect_that_is_none_has_no_words)
{
	struct smtpreply_entry entry = code_entry(451);
	char words[8] = "before";

	ck_assert_uint_eq(smtpreply_entry_aspect(&entry, 0, 0, words, sizeof words), 0);
	ck_assert_str_eq(words, "");
	ck_assert_uint_eq(smtpreply_entry_aspect(&entry, SMTPREPLY_ASPECT_LAST + 1, 0, NULL, 0), 0);
	ck_assert(!smtpreply_entry_differs(&entry, &entry, 0));
}
END_TEST

START_TEST(an_entry_that_was_not_found_has_no_aspect)
{
	struct smtpreply_entry entry, known = status_entry(5, 7, 1);

	smtpreply_entry_find_keyword("UNKNOWN", 7, &entry);
	for (uint32_t aspect = 1; aspect <= SMTPREPLY_ASPECT_LAST; aspect++) {
		ck_assert_uint_eq(smtpreply_entry_aspect(&entry, aspect, 0, NULL, 0), 0);
		ck_assert(!smtpreply_entry_differs(&entry, &known, aspect));
	}
}
END_TEST

static void must_have_aspect(const struct smtpreply_entry *entry, uint32_t aspect,
			     const char *expected)
{
	char words[ROOM];

	smtpreply_entry_aspect(entry, aspect, SMTPREPLY_ENGLISH, words, sizeof words);
	ck_assert_msg(strcmp(words, expected) == 0, "%s, %s: %s", title_of(entry),
		      smtpreply_aspect_name(aspect), words);
}

START_TEST(a_class_of_codes_has_the_aspects_of_its_first_digit)
{
	struct smtpreply_entry transient, permanent;

	smtpreply_entry_find_code_class(4, &transient);
	smtpreply_entry_find_code_class(5, &permanent);
	must_have_aspect(&transient, SMTPREPLY_ASPECT_SEVERITY, "transient negative completion");
	must_have_aspect(&transient, SMTPREPLY_ASPECT_EFFECT, "it was not done for now");
	must_have_aspect(&transient, SMTPREPLY_ASPECT_COMMANDS, "");
	must_have_aspect(&transient, SMTPREPLY_ASPECT_CATEGORY, "");
	ck_assert(smtpreply_entry_differs(&transient, &permanent, SMTPREPLY_ASPECT_EFFECT));
	ck_assert(!smtpreply_entry_differs(&transient, &transient, SMTPREPLY_ASPECT_EFFECT));
}
END_TEST

START_TEST(a_code_of_no_first_digit_of_smtp_has_no_effect_with_a_name)
{
	struct smtpreply_entry entry = code_entry(777), known = code_entry(451);

	must_have_aspect(&entry, SMTPREPLY_ASPECT_SEVERITY, "none that SMTP has");
	must_have_aspect(&entry, SMTPREPLY_ASPECT_EFFECT, "nothing that SMTP has a name for");
	must_have_aspect(&entry, SMTPREPLY_ASPECT_CATEGORY, "");
	ck_assert(smtpreply_entry_differs(&entry, &known, SMTPREPLY_ASPECT_EFFECT));
	ck_assert(smtpreply_entry_differs(&known, &entry, SMTPREPLY_ASPECT_EFFECT));
}
END_TEST

START_TEST(a_status_has_aspects_of_its_class_and_its_subject)
{
	struct smtpreply_entry status = status_entry(5, 7, 1), without_class = status_entry(0, 7, 1);
	struct smtpreply_entry subject;

	smtpreply_entry_find_subject(0, 7, &subject);
	must_have_aspect(&status, SMTPREPLY_ASPECT_EFFECT, "it was refused");
	must_have_aspect(&status, SMTPREPLY_ASPECT_COMMANDS, "");
	must_have_aspect(&status, SMTPREPLY_ASPECT_CATEGORY, "security or policy");
	must_have_aspect(&without_class, SMTPREPLY_ASPECT_EFFECT, "");
	must_have_aspect(&subject, SMTPREPLY_ASPECT_CATEGORY, "security or policy");
	must_have_aspect(&subject, SMTPREPLY_ASPECT_SEVERITY, "");
	smtpreply_entry_find_subject(5, 7, &subject);
	must_have_aspect(&subject, SMTPREPLY_ASPECT_ACTORS, "the sender");
	smtpreply_entry_find_subject(5, 99, &subject);
	must_have_aspect(&subject, SMTPREPLY_ASPECT_CATEGORY, "");
}
END_TEST

/* RFC 5321, section 4.2.1; it leaves 3 and 4 unspecified, RFC 4954 puts authentication into 3. */
START_TEST(the_category_of_a_code_is_that_of_its_second_digit)
{
	static const struct {
		uint16_t code;
		const char *category;
	} rows[] = {
		{ 500, "syntax" },
		{ 214, "information" },
		{ 421, "connections" },
		{ 535, "unspecified; in practice authentication" },
		{ 441, "unspecified" },
		{ 250, "mail system" },
		{ 458, "mail system" },
		{ 471, "none that SMTP has" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct smtpreply_entry entry = code_entry(rows[i].code);

		must_have_aspect(&entry, SMTPREPLY_ASPECT_CATEGORY, rows[i].category);
	}
}
END_TEST

START_TEST(a_code_comes_with_statuses_and_a_status_with_codes)
{
	struct smtpreply_entry code = code_entry(432), status = status_entry(4, 7, 12);

	must_have_aspect(&code, SMTPREPLY_ASPECT_COMPANIONS, "4.3.2 4.7.12");
	must_have_aspect(&status, SMTPREPLY_ASPECT_COMPANIONS, "422 432");
}
END_TEST

START_TEST(a_title_has_numbers_of_one_to_three_digits)
{
	static const char *const titles[] = { "5.9.10", "5.10.9", "5.99.100", "5.100.99",
					      "5.999.0" };
	static const uint16_t numbers[][2] = {
		{ 9, 10 }, { 10, 9 }, { 99, 100 }, { 100, 99 }, { 999, 0 }
	};

	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
		struct smtpreply_entry entry = status_entry(5, numbers[i][0], numbers[i][1]);

		ck_assert_str_eq(title_of(&entry), titles[i]);
	}
}
END_TEST

START_TEST(a_sentence_is_in_the_language_of_its_clause)
{
	struct smtpreply_entry entry = code_entry(251);
	char english[ROOM], japanese[ROOM];

	smtpreply_entry_when(&entry, SMTPREPLY_ENGLISH, english, sizeof english);
	smtpreply_entry_when(&entry, SMTPREPLY_JAPANESE, japanese, sizeof japanese);
	ck_assert_str_eq(english, "A server sends 251 when the user has moved and it passes the mail on "
				  "itself.");
	ck_assert_str_eq(japanese, "サーバーが251を返すのは、ユーザーが移転しており、サーバー自身がメールを"
				   "転送する場合です。");
}
END_TEST

START_TEST(commands_and_actors_are_listed)
{
	struct smtpreply_entry entry = code_entry(251);

	must_have_aspect(&entry, SMTPREPLY_ASPECT_COMMANDS, "RCPT, VRFY, EXPN, ETRN");
	entry = code_entry(220);
	must_have_aspect(&entry, SMTPREPLY_ASPECT_COMMANDS, "connection, XCLIENT, STARTTLS");
	entry = code_entry(101);
	must_have_aspect(&entry, SMTPREPLY_ASPECT_COMMANDS, "nothing: it is never on the wire");
	entry = status_entry(5, 0, 0);
	must_have_aspect(&entry, SMTPREPLY_ASPECT_ACTORS,
			 "the sender, the operator of the server that answered");
}
END_TEST

START_TEST(a_keyword_has_no_category)
{
	struct smtpreply_entry entry;

	smtpreply_entry_find_keyword("SIZE", 4, &entry);
	must_have_aspect(&entry, SMTPREPLY_ASPECT_CATEGORY, "");
	must_have_aspect(&entry, SMTPREPLY_ASPECT_COMPANIONS, "");
	must_have_aspect(&entry, SMTPREPLY_ASPECT_STANDING, "standard");
}
END_TEST

START_TEST(what_stands_in_for_a_detail_lends_no_companions)
{
	struct smtpreply_entry entry = status_entry(5, 7, 999);

	ck_assert_str_eq(smtpreply_entry_text(&entry, SMTPREPLY_TEXT_COMPANIONS, 0), "");
	ck_assert_str_ne(smtpreply_entry_text(&entry, SMTPREPLY_TEXT_MEANING, 0), "");
}
END_TEST

START_TEST(a_text_that_is_none_is_empty)
{
	struct smtpreply_entry entry = code_entry(451);

	ck_assert_str_eq(smtpreply_entry_text(&entry, 0, 0), "");
	ck_assert_str_eq(smtpreply_entry_text(&entry, UINT32_MAX, 0), "");
	ck_assert(smtpreply_entry_is_translated(&entry, UINT32_MAX, SMTPREPLY_JAPANESE));
}
END_TEST

START_TEST(an_entry_that_was_not_found_has_no_text)
{
	struct smtpreply_entry entry;
	char words[8] = "before";

	smtpreply_entry_find_keyword("UNKNOWN", 7, &entry);
	ck_assert_str_eq(smtpreply_entry_text(&entry, SMTPREPLY_TEXT_NAME, 0), "");
	ck_assert(smtpreply_entry_is_translated(&entry, SMTPREPLY_TEXT_NAME, SMTPREPLY_JAPANESE));
	ck_assert_uint_eq(smtpreply_entry_when(&entry, 0, words, sizeof words), 0);
	ck_assert_str_eq(words, "");
}
END_TEST

START_TEST(a_byte_behind_the_letters_is_of_no_keyword)
{
	struct smtpreply_entry entry;

	ck_assert(!smtpreply_entry_find_keyword("siz{", 4, &entry));
}
END_TEST

/* DESIGN, section 8: what 251 and 451 have to say of each other. */
START_TEST(what_tells_251_from_451)
{
	struct smtpreply_entry forwards = code_entry(251), aborts = code_entry(451);
	char words[ROOM];

	ck_assert_str_eq(aspect_of(&forwards, SMTPREPLY_ASPECT_SEVERITY, 0), "positive completion");
	ck_assert_str_eq(aspect_of(&aborts, SMTPREPLY_ASPECT_SEVERITY, 0),
			 "transient negative completion");
	ck_assert_ptr_nonnull(strstr(aspect_of(&forwards, SMTPREPLY_ASPECT_EFFECT, 0), "forwards"));
	ck_assert_ptr_nonnull(strstr(aspect_of(&aborts, SMTPREPLY_ASPECT_EFFECT, 0), "aborted"));
	ck_assert_uint_eq(forwards.retry, SMTPREPLY_RETRY_NEEDLESS);
	ck_assert_uint_eq(aborts.retry, SMTPREPLY_RETRY_LATER);
	ck_assert_uint_eq(forwards.actors, SMTPREPLY_ACTOR_NOBODY);
	ck_assert_uint_eq(forwards.log, SMTPREPLY_LOG_SENT);
	ck_assert_uint_eq(aborts.log, SMTPREPLY_LOG_DEFERRED);
	smtpreply_entry_when(&forwards, 0, words, sizeof words);
	ck_assert_msg(strncmp(words, "A server sends 251 when ", 24) == 0 && ends_with(words, "."),
		      "%s", words);
}
END_TEST

/* Languages. */

/* A count that may only fall: what is not yet there in Japanese. */
#define UNTRANSLATED_STANDARD_CODES 0
#define UNTRANSLATED_ENTRIES 0

START_TEST(what_has_no_japanese_is_counted)
{
	unsigned standard = 0, all = 0;

	for (size_t i = 0; i < smtpreply_entry_count(); i++) {
		struct smtpreply_entry entry = entry_at((int)i);

		if (smtpreply_entry_is_translated(&entry, SMTPREPLY_TEXT_NAME, SMTPREPLY_JAPANESE))
			continue;
		all++;
		if (entry.kind == SMTPREPLY_KIND_CODE && entry.standing == SMTPREPLY_STANDARD)
			standard++;
	}
	ck_assert_uint_eq(standard, UNTRANSLATED_STANDARD_CODES);
	ck_assert_uint_eq(all, UNTRANSLATED_ENTRIES);
}
END_TEST

static void english_is_always_there_and_numbers_need_no_translation_at(int index)
{
	struct smtpreply_entry entry = entry_at(index);

	ck_assert(smtpreply_entry_is_translated(&entry, SMTPREPLY_TEXT_MEANING, SMTPREPLY_ENGLISH));
	ck_assert(smtpreply_entry_is_translated(&entry, SMTPREPLY_TEXT_REFERENCE,
						SMTPREPLY_JAPANESE));
	ck_assert_str_eq(smtpreply_entry_text(&entry, SMTPREPLY_TEXT_NAME, 77),
			 smtpreply_entry_text(&entry, SMTPREPLY_TEXT_NAME, SMTPREPLY_ENGLISH));
}

FOR_EACH(english_is_always_there_and_numbers_need_no_translation)

/* DESIGN, section 8, gives the five headings in both languages. */
START_TEST(the_five_headings)
{
	static const char *const headings[][LANGUAGES] = {
		[SMTPREPLY_HEADING_DESCRIPTION] = { "Description", "説明" },
		[SMTPREPLY_HEADING_SEEN] = { "When you see it", "このコードが表示される場合" },
		[SMTPREPLY_HEADING_FIX] = { "How to fix it", "解決方法" },
		[SMTPREPLY_HEADING_DIFFERENCES] = { "Key differences", "主な違い" },
		[SMTPREPLY_HEADING_WHICH] = { "Which one when", "どちらをいつ使うか" },
	};

	for (uint32_t heading = 1; heading <= SMTPREPLY_HEADING_WHICH; heading++)
		for (uint32_t language = 0; language < LANGUAGES; language++)
			ck_assert_str_eq(smtpreply_heading_title(heading, language),
					 headings[heading][language]);
}
END_TEST

START_TEST(every_heading_and_aspect_has_a_title_in_each_language)
{
	for (uint32_t heading = 1; heading <= SMTPREPLY_HEADING_LAST; heading++)
		ck_assert_str_ne(smtpreply_heading_title(heading, SMTPREPLY_JAPANESE),
				 smtpreply_heading_title(heading, SMTPREPLY_ENGLISH));
	for (uint32_t aspect = 1; aspect <= SMTPREPLY_ASPECT_LAST; aspect++)
		ck_assert_str_ne(smtpreply_aspect_title(aspect, SMTPREPLY_JAPANESE),
				 smtpreply_aspect_title(aspect, SMTPREPLY_ENGLISH));
	ck_assert_str_eq(smtpreply_heading_title(0, 0), "");
	ck_assert_str_eq(smtpreply_heading_title(SMTPREPLY_HEADING_LAST + 1, 0), "");
	ck_assert_str_eq(smtpreply_aspect_title(0, 0), "");
	ck_assert_str_eq(smtpreply_aspect_title(SMTPREPLY_ASPECT_LAST + 1, 0), "");
}
END_TEST

/* Search. */

static uint32_t search(const struct smtpreply_entry *entry, const char *words, uint32_t language)
{
	size_t size = strlen(words);
	char *exact = malloc(size + 1);
	uint32_t worth;

	ck_assert_ptr_nonnull(exact);
	memcpy(exact, words, size);
	worth = smtpreply_entry_search(entry, exact, size, language);
	free(exact);
	return worth;
}

static void each_entry_is_found_by_its_title_before_any_other_at(int index)
{
	struct smtpreply_entry entry = entry_at(index);
	const char *title = title_of(&entry);
	uint32_t worth = search(&entry, title, SMTPREPLY_ENGLISH);

	for (size_t i = 0; i < smtpreply_entry_count(); i++) {
		struct smtpreply_entry other = entry_at((int)i);

		ck_assert_msg((int)i == index || search(&other, title, SMTPREPLY_ENGLISH) < worth,
			      "%s finds %s", title, title_of(&other));
	}
}

FOR_EACH(each_entry_is_found_by_its_title_before_any_other)

START_TEST(a_search_needs_all_of_its_words)
{
	struct smtpreply_entry entry = code_entry(451);

	ck_assert_uint_ne(search(&entry, "retry", 0), 0);
	ck_assert_uint_ne(search(&entry, " LOCAL\terror ", 0), 0);
	ck_assert_uint_eq(search(&entry, "local error", 0),
			  search(&entry, "local", 0) + search(&entry, "error", 0));
	ck_assert_uint_eq(search(&entry, "local unicorn", 0), 0);
	ck_assert_uint_eq(search(&entry, "", 0), 0);
	ck_assert_uint_eq(search(&entry, "  ", 0), 0);
	ck_assert_uint_eq(smtpreply_entry_search(&entry, "local\0error", 11, 0), 0);
	ck_assert_uint_eq(smtpreply_entry_search(&entry, NULL, 0, 0), 0);
}
END_TEST

START_TEST(a_search_reads_each_text)
{
	static const uint32_t facts[] = {
		SMTPREPLY_TEXT_COMPANIONS, SMTPREPLY_TEXT_REFERENCE,  SMTPREPLY_TEXT_SYNTAX,
		SMTPREPLY_TEXT_COMMANDS,   SMTPREPLY_TEXT_PARAMETERS,
	};

	for (int i = 0; i < ENTRIES; i++) {
		struct smtpreply_entry entry = entry_at(i);

		for (size_t k = 0; k < sizeof facts / sizeof facts[0]; k++) {
			const char *text = smtpreply_entry_text(&entry, facts[k], 0);

			ck_assert_msg(*text == '\0' || search(&entry, text, 0) > 0, "%s: %s",
				      title_of(&entry), text);
		}
	}
}
END_TEST

/* Codes below 200 have no severity, and say so; whether a retry helps, and the log, they have. */
START_TEST(a_search_reads_each_fact)
{
	static const uint32_t facts[] = { SMTPREPLY_ASPECT_SEVERITY, SMTPREPLY_ASPECT_RETRY,
					  SMTPREPLY_ASPECT_LOG };

	for (int i = 0; i < ENTRIES; i++) {
		struct smtpreply_entry entry = entry_at(i);

		for (size_t k = 0; k < sizeof facts / sizeof facts[0]; k++) {
			const char *words = aspect_of(&entry, facts[k], SMTPREPLY_ENGLISH);

			ck_assert_msg(*words == '\0' || search(&entry, words, 0) > 0, "%s: %s",
				      title_of(&entry), words);
		}
	}
}
END_TEST

START_TEST(a_search_reads_both_languages)
{
	struct smtpreply_entry entry = code_entry(251);

	ck_assert_uint_ne(search(&entry, "転送", SMTPREPLY_JAPANESE), 0);
	ck_assert_uint_ne(search(&entry, "forwards", SMTPREPLY_JAPANESE), 0);
	ck_assert_uint_eq(search(&entry, "転送", SMTPREPLY_ENGLISH), 0);
}
END_TEST

static const char *small_letters(const char *string)
{
	static char small[2][4 * ROOM];
	static unsigned next;
	char *copy = small[next++ % 2];
	size_t i = 0;

	for (; string[i] != '\0'; i++)
		copy[i] = string[i] >= 'A' && string[i] <= 'Z' ? (char)(string[i] + 32) : string[i];
	copy[i] = '\0';
	return copy;
}

/* Counted by hand: the dearest place where the word stands. */
static uint32_t worth_by_hand(const struct smtpreply_entry *entry, const char *word)
{
	static const uint32_t worths[] = {
		[SMTPREPLY_TEXT_NAME] = 16,      [SMTPREPLY_TEXT_MEANING] = 8,
		[SMTPREPLY_TEXT_EFFECT] = 6,     [SMTPREPLY_TEXT_SEEN] = 4,
		[SMTPREPLY_TEXT_SEND_WHEN] = 4,  [SMTPREPLY_TEXT_FIX_SENDER] = 2,
		[SMTPREPLY_TEXT_FIX_SERVER] = 2, [SMTPREPLY_TEXT_COMPANIONS] = 1,
		[SMTPREPLY_TEXT_REFERENCE] = 1,  [SMTPREPLY_TEXT_COMMANDS] = 4,
		[SMTPREPLY_TEXT_PARAMETERS] = 4, [SMTPREPLY_TEXT_SYNTAX] = 4,
	};
	static const uint32_t facts[] = { SMTPREPLY_ASPECT_SEVERITY, SMTPREPLY_ASPECT_RETRY,
					  SMTPREPLY_ASPECT_LOG };
	uint32_t worth = 0;

	for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
		if (strstr(small_letters(aspect_of(entry, facts[i], 0)), word) != NULL)
			worth = 2;
	for (uint32_t text = 1; text < sizeof worths / sizeof worths[0]; text++)
		if (worths[text] > worth &&
		    strstr(small_letters(smtpreply_entry_text(entry, text, 0)), word) != NULL)
			worth = worths[text];
	return strcmp(small_letters(title_of(entry)), word) == 0 ? 64 : worth;
}

START_TEST(a_word_is_worth_what_its_place_is)
{
	static const char *const words[] = {
		"mechanism...", "dataz", "deferred", "bounced", "queue",   "server",   "address",
		"dictionary",   "rfc",   "later",    "login",   "mailbox", "policy",   "spam",
		"rcpt",         "size",  "auth",     "5.7.1",   "postfix", "firewall", "typed",
		"tls",          "dns",   "full",     "tcp",     "its",     "needed",   "asks",
		"other",        "cause", "451",      "body",    "text",    "with",     "ataz",
	};

	for (int i = 0; i < ENTRIES; i++)
		for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
			struct smtpreply_entry entry = entry_at(i);

			ck_assert_msg(search(&entry, words[k], 0) ==
					      worth_by_hand(&entry, words[k]),
				      "%s: %s", title_of(&entry), words[k]);
		}
}
END_TEST

/* The NUL behind a text is not of it, though other texts follow. */
START_TEST(a_search_for_a_nul_finds_nothing)
{
	struct smtpreply_entry entry = code_entry(251);
	char name[ROOM];
	size_t size = strlen(smtpreply_entry_text(&entry, SMTPREPLY_TEXT_NAME, 0));

	memcpy(name, smtpreply_entry_text(&entry, SMTPREPLY_TEXT_NAME, 0), size + 1);
	ck_assert_uint_ne(smtpreply_entry_search(&entry, name + size - 1, 1, 0), 0);
	ck_assert_uint_eq(smtpreply_entry_search(&entry, name + size - 1, 2, 0), 0);
}
END_TEST

/* Neither way round. */
START_TEST(a_search_has_no_case)
{
	struct smtpreply_entry entry;

	smtpreply_entry_find_keyword("SIZE", 4, &entry);
	ck_assert_uint_ne(search(&entry, "size", SMTPREPLY_ENGLISH), 0);
	ck_assert_uint_eq(search(&entry, "size", SMTPREPLY_ENGLISH),
			  search(&entry, "SIZE", SMTPREPLY_ENGLISH));
	smtpreply_entry_find_keyword("ATRN", 4, &entry);
	ck_assert_uint_eq(search(&entry, "atrn", SMTPREPLY_ENGLISH),
			  search(&entry, "ATRN", SMTPREPLY_ENGLISH));
	smtpreply_entry_find_keyword("AUTH", 4, &entry);
	ck_assert_uint_ne(search(&entry, "[mechanism", SMTPREPLY_ENGLISH), 0);
	ck_assert_uint_eq(search(&entry, "{mechanism", SMTPREPLY_ENGLISH), 0);
	entry = status_entry(0, 1, 1);
	ck_assert_uint_ne(search(&entry, "@", SMTPREPLY_ENGLISH), 0);
	ck_assert_uint_eq(search(&entry, "`", SMTPREPLY_ENGLISH), 0);
}
END_TEST

START_TEST(a_search_reads_the_severity)
{
	struct smtpreply_entry entry = code_entry(451);

	ck_assert_uint_ne(search(&entry, "transient", SMTPREPLY_ENGLISH), 0);
	ck_assert_uint_eq(search(&entry, "permanent", SMTPREPLY_ENGLISH), 0);
}
END_TEST

START_TEST(names_of_numbers_that_are_none)
{
	ck_assert_str_eq(smtpreply_kind_name(0), "none");
	ck_assert_str_eq(smtpreply_standing_name(99), "none");
	ck_assert_str_eq(smtpreply_aspect_name(99), "none");
	ck_assert_str_eq(smtpreply_command_name(99), "");
}
END_TEST

START_TEST(numbers_have_names)
{
	static const char *const kinds[] = { "none",    "code",         "code-class", "status",
					     "subject", "status-class", "keyword",    "none" };
	static const char *const standings[] = { "none",         "standard",   "obsolete",
						 "experimental", "registered", "draft",
						 "vendor",       "folklore",   "misspelled",
						 "middlebox",    "none" };
	static const char *const aspects[] = { "none",     "severity", "effect",   "retry",
					       "actors",   "log",      "commands", "companions",
					       "category", "standing", "none" };

	for (uint32_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		ck_assert_str_eq(smtpreply_kind_name(i), kinds[i]);
	for (uint32_t i = 0; i < sizeof standings / sizeof standings[0]; i++)
		ck_assert_str_eq(smtpreply_standing_name(i), standings[i]);
	for (uint32_t i = 0; i < sizeof aspects / sizeof aspects[0]; i++)
		ck_assert_str_eq(smtpreply_aspect_name(i), aspects[i]);
}
END_TEST

int main(void)
{
	const struct test tests[] = {
		{ codes_statuses_and_keywords_are_those_of_the_registry, 1 },
		{ there_is_no_entry_behind_the_last, 1 },
		{ any_code_is_explained, PARTS },
		{ a_number_too_large_for_a_code_is_not_found, 1 },
		{ a_class_of_codes_is_found_by_its_digit, 1 },
		{ a_status_takes_severity_and_retry_from_its_class, 1 },
		{ a_status_of_unknown_detail_is_told_by_its_subject, 1 },
		{ a_status_of_unknown_subject_is_told_by_its_class, 1 },
		{ a_subject_is_found_with_and_without_a_class, 1 },
		{ an_unknown_subject_keeps_its_number, 1 },
		{ a_class_of_statuses_is_found_by_its_digit, 1 },
		{ a_keyword_is_found_without_case, 1 },
		{ a_keyword_does_not_end_at_a_nul, 1 },
		{ a_keyword_is_found_with_what_a_server_wrote_behind_an_equals_sign, 1 },
		{ a_keyword_under_the_x_of_a_firewall_is_found, 1 },
		{ keywords_are_sorted_and_each_is_found, 1 },
		{ a_title_is_cut_to_its_room, 1 },
		{ each_entry_has_each_text_in_each_language, PARTS },
		{ no_code_contradicts_its_severity, PARTS },
		{ folklore_is_never_on_the_wire_of_a_standard_command_by_right, PARTS },
		{ each_companion_is_known, PARTS },
		{ any_two_codes_differ_in_what_happened, PARTS },
		{ an_aspect_that_is_none_has_no_words, 1 },
		{ an_entry_that_was_not_found_has_no_aspect, 1 },
		{ a_class_of_codes_has_the_aspects_of_its_first_digit, 1 },
		{ a_code_of_no_first_digit_of_smtp_has_no_effect_with_a_name, 1 },
		{ a_status_has_aspects_of_its_class_and_its_subject, 1 },
		{ the_category_of_a_code_is_that_of_its_second_digit, 1 },
		{ a_code_comes_with_statuses_and_a_status_with_codes, 1 },
		{ a_title_has_numbers_of_one_to_three_digits, 1 },
		{ a_sentence_is_in_the_language_of_its_clause, 1 },
		{ commands_and_actors_are_listed, 1 },
		{ a_keyword_has_no_category, 1 },
		{ what_stands_in_for_a_detail_lends_no_companions, 1 },
		{ a_text_that_is_none_is_empty, 1 },
		{ an_entry_that_was_not_found_has_no_text, 1 },
		{ a_byte_behind_the_letters_is_of_no_keyword, 1 },
		{ what_tells_251_from_451, 1 },
		{ what_has_no_japanese_is_counted, 1 },
		{ english_is_always_there_and_numbers_need_no_translation, PARTS },
		{ the_five_headings, 1 },
		{ every_heading_and_aspect_has_a_title_in_each_language, 1 },
		{ a_search_needs_all_of_its_words, 1 },
		{ a_search_reads_each_text, 1 },
		{ a_search_reads_each_fact, 1 },
		{ a_search_reads_both_languages, 1 },
		{ a_word_is_worth_what_its_place_is, 1 },
		{ a_search_for_a_nul_finds_nothing, 1 },
		{ a_search_has_no_case, 1 },
		{ a_search_reads_the_severity, 1 },
		{ names_of_numbers_that_are_none, 1 },
		{ numbers_have_names, 1 },
		/* those that take longest */
		{ no_two_entries_say_the_same, PARTS },
		{ aspects_are_cut_to_their_room_between_characters, PARTS },
		{ each_entry_is_found_by_its_title_before_any_other, PARTS },
		{ two_entries_differ_where_their_words_do, PARTS },
	};

	return run_tests("reference", tests, sizeof tests / sizeof tests[0]);
}
