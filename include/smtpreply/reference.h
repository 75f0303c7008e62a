/* SPDX-License-Identifier: MIT */
/*
 * What a reply code, an enhanced status or an EHLO keyword is, when it is seen, and how to fix it.
 *
 *     struct smtpreply_entry entry;
 *     if (smtpreply_entry_find_code(451, &entry))
 *             puts(smtpreply_entry_text(&entry, SMTPREPLY_TEXT_FIX_SENDER, SMTPREPLY_ENGLISH));
 *
 * An entry tells two kinds of things: facts, which are numbers and bits of the struct, and texts,
 * which are fetched one by one in a language. smtpreply_entry_aspect() puts a fact into words, so
 * that entries can be set side by side: those aspects in which they differ are what tells them
 * apart.
 *
 *     for (uint32_t aspect = 1; aspect <= SMTPREPLY_ASPECT_LAST; aspect++)
 *             if (smtpreply_entry_differs(&first, &second, aspect))
 *                     show smtpreply_entry_aspect() of both
 *
 * All texts are constant. Those of the codes, of which no language but English has a translation,
 * come in English; smtpreply_entry_is_translated() tells. A build with -Dreference=false has none
 * of this.
 */
#ifndef SMTPREPLY_REFERENCE_H
#define SMTPREPLY_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <smtpreply/export.h>
#include <smtpreply/status.h>

SMTPREPLY_BEGIN_DECLARATIONS

/** Languages. The numbers never change; any other number counts as SMTPREPLY_ENGLISH. */
enum smtpreply_language {
	SMTPREPLY_ENGLISH = 0,
	SMTPREPLY_JAPANESE = 1 /**< in UTF-8 */
};

/** What an entry describes. The numbers never change. */
enum smtpreply_kind {
	SMTPREPLY_KIND_CODE = 1,         /**< a reply code, such as 451 */
	SMTPREPLY_KIND_CODE_CLASS = 2,   /**< all codes of a first digit, such as 4xx */
	SMTPREPLY_KIND_STATUS = 3,       /**< an enhanced status, such as 4.7.1 or X.7.1 */
	SMTPREPLY_KIND_SUBJECT = 4,      /**< all statuses of a subject, such as X.7.X */
	SMTPREPLY_KIND_STATUS_CLASS = 5, /**< all statuses of a first digit, such as 4.X.X */
	SMTPREPLY_KIND_KEYWORD = 6       /**< an EHLO keyword, such as SIZE */
};

/** How near an entry comes to what was looked for. The numbers never change. */
enum smtpreply_match {
	SMTPREPLY_MATCH_EXACT = 1,
	SMTPREPLY_MATCH_SUBJECT = 2, /**< the detail is not known: X.Y.0 answers (RFC 3463, 2) */
	SMTPREPLY_MATCH_CLASS = 3    /**< nothing but the first digit is known */
};

/** Who vouches for it. The numbers never change. */
enum smtpreply_standing {
	SMTPREPLY_STANDARD = 1,
	SMTPREPLY_OBSOLETE = 2,
	SMTPREPLY_EXPERIMENTAL = 3,
	SMTPREPLY_REGISTERED = 4, /**< a code that only a registered status names (RFC 5248) */
	SMTPREPLY_DRAFT = 5,      /**< an expired draft */
	SMTPREPLY_VENDOR = 6,     /**< servers of one kind */
	SMTPREPLY_FOLKLORE = 7,   /**< people look it up, no server should send it */
	SMTPREPLY_MISSPELLED = 8, /**< a keyword: some server's mistake */
	SMTPREPLY_MIDDLEBOX = 9   /**< a keyword: written by a firewall on the way */
};

/** Whether a retry helps. The numbers never change. */
enum smtpreply_retry {
	SMTPREPLY_RETRY_UNKNOWN = 0,
	SMTPREPLY_RETRY_NEEDLESS = 1,       /**< it is done */
	SMTPREPLY_RETRY_GO_ON = 2,          /**< send what the server waits for */
	SMTPREPLY_RETRY_LATER = 3,          /**< the same again, later */
	SMTPREPLY_RETRY_LATER_CHANGED = 4,  /**< later, when something was changed */
	SMTPREPLY_RETRY_NEW_CONNECTION = 5, /**< later, on a new connection */
	SMTPREPLY_RETRY_FEWER = 6,          /**< surplus recipients in another
					    transaction, anything else later */
	SMTPREPLY_RETRY_CHANGED = 7,        /**< not unchanged */
	SMTPREPLY_RETRY_NEVER = 8           /**< it cannot help */
};

/** What the log of the sending side shows. The numbers never change. */
enum smtpreply_log {
	SMTPREPLY_LOG_UNKNOWN = 0,
	SMTPREPLY_LOG_NOTHING = 1, /**< a step within the session */
	SMTPREPLY_LOG_SENT = 2,
	SMTPREPLY_LOG_DEFERRED = 3,
	SMTPREPLY_LOG_BOUNCED = 4,
	SMTPREPLY_LOG_DISCONNECTED = 5,
	SMTPREPLY_LOG_LOGIN_FAILED = 6,
	SMTPREPLY_LOG_LOCAL = 7 /**< the program's own report; no server said it */
};

/** Who has to act, a bit each. The numbers never change. */
enum smtpreply_actor {
	SMTPREPLY_ACTOR_NOBODY = 1 << 0,
	SMTPREPLY_ACTOR_CLIENT = 1 << 1,          /**< the sending program, by itself */
	SMTPREPLY_ACTOR_SENDER = 1 << 2,          /**< the person who sent it */
	SMTPREPLY_ACTOR_SENDER_OPERATOR = 1 << 3, /**< who runs the sending side */
	SMTPREPLY_ACTOR_RECIPIENT = 1 << 4,       /**< the owner of the mailbox */
	SMTPREPLY_ACTOR_SERVER_OPERATOR = 1 << 5  /**< who runs the server that answered */
};

/** The texts of an entry. The numbers never change. */
enum smtpreply_text {
	SMTPREPLY_TEXT_COMPANIONS = 1, /**< of a code, the statuses that come with it; of a status,
					    the codes: "550 551" */
	SMTPREPLY_TEXT_REFERENCE = 2,  /**< "RFC 5321 4.2.3; RFC 4468 6" */
	SMTPREPLY_TEXT_NAME = 3,       /**< a few words */
	SMTPREPLY_TEXT_MEANING = 4,    /**< sentences, as all below but the two said otherwise */
	SMTPREPLY_TEXT_SEEN = 5,       /**< when it is seen */
	SMTPREPLY_TEXT_FIX_SENDER = 6, /**< what the sending side does */
	SMTPREPLY_TEXT_FIX_SERVER = 7, /**< what the operator of the answering server does */
	SMTPREPLY_TEXT_SEND_WHEN = 8,  /**< a clause: a server sends it when ... */
	SMTPREPLY_TEXT_EFFECT = 9,     /**< a clause: what has happened */
	SMTPREPLY_TEXT_SYNTAX = 10,    /**< of a keyword: its parameters */
	SMTPREPLY_TEXT_COMMANDS = 11,  /**< of a keyword: the commands that it adds */
	SMTPREPLY_TEXT_PARAMETERS = 12 /**< of a keyword: the parameters of MAIL and RCPT */
};

/** What entries are compared by. The numbers never change. */
enum smtpreply_aspect {
	SMTPREPLY_ASPECT_SEVERITY = 1,
	SMTPREPLY_ASPECT_EFFECT = 2, /**< what has happened to the mail */
	SMTPREPLY_ASPECT_RETRY = 3,
	SMTPREPLY_ASPECT_ACTORS = 4,
	SMTPREPLY_ASPECT_LOG = 5,
	SMTPREPLY_ASPECT_COMMANDS = 6,
	SMTPREPLY_ASPECT_COMPANIONS = 7,
	SMTPREPLY_ASPECT_CATEGORY = 8,
	SMTPREPLY_ASPECT_STANDING = 9,
	SMTPREPLY_ASPECT_LAST = 9
};

/** Headings, and words that stand beside the texts. The numbers never change. */
enum smtpreply_heading {
	SMTPREPLY_HEADING_DESCRIPTION = 1,
	SMTPREPLY_HEADING_SEEN = 2, /**< when you see it */
	SMTPREPLY_HEADING_FIX = 3,  /**< how to fix it */
	SMTPREPLY_HEADING_DIFFERENCES = 4,
	SMTPREPLY_HEADING_WHICH = 5,    /**< which one when */
	SMTPREPLY_HEADING_SENDER = 6,   /**< for who sends */
	SMTPREPLY_HEADING_SERVER = 7,   /**< for who runs the server */
	SMTPREPLY_HEADING_REFERENCE = 8,
	SMTPREPLY_HEADING_SYNTAX = 9,
	SMTPREPLY_HEADING_PARAMETERS = 10,
	SMTPREPLY_HEADING_SAME = 11,    /**< what all of them share */
	SMTPREPLY_HEADING_UNKNOWN = 12, /**< a sentence: not known, told by the first digit */
	SMTPREPLY_HEADING_UNKNOWN_DETAIL = 13, /**< likewise, told by the subject */
	SMTPREPLY_HEADING_UNTRANSLATED = 14,   /**< a mark: "in English" */
	SMTPREPLY_HEADING_COMMANDS = 15,       /**< the commands that a keyword adds */
	SMTPREPLY_HEADING_LAST = 15
};

/** The facts about a code, a status or a keyword. */
struct smtpreply_entry {
	uint8_t kind;     /**< an enum smtpreply_kind */
	uint8_t match;    /**< an enum smtpreply_match */
	uint8_t severity; /**< an enum smtpreply_severity; 0: none, or not said */
	uint8_t category; /**< of a code its second digit, of a status its subject, from 0 */
	uint8_t standing; /**< an enum smtpreply_standing */
	uint8_t retry;    /**< an enum smtpreply_retry */
	uint8_t log;      /**< an enum smtpreply_log */
	uint8_t actors;   /**< bits of enum smtpreply_actor */
	uint16_t code;    /**< the code that was looked for, 0 for none */
	uint16_t row;     /**< where the texts are; for the library alone */
	uint32_t commands; /**< the commands that may get it, a bit each; see
				smtpreply_command_name() */
	uint32_t classes;  /**< of a status, the classes that it is seen with: bits 1 <<
				enum smtpreply_severity */
	struct smtpreply_status status; /**< the status that was looked for; severity 0 stands for
					     any class */
	uint32_t reserved[3];           /**< 0 */
};

/**
 * Looks up a reply code.
 *
 * \param code   0 to 999
 * \param entry  set to the entry; for a code that is not known, to that of its first digit, match
 *               being SMTPREPLY_MATCH_CLASS
 * \return true: the code is known. false: it is not
 */
SMTPREPLY_API bool smtpreply_entry_find_code(uint32_t code, struct smtpreply_entry *entry);

/**
 * Looks up all codes of a first digit, as in 4xx.
 *
 * \param digit  0 to 9
 * \param entry  set to the entry; of 0 and 6 to 9 to the one that they share
 * \return true: codes of SMTP begin with it (2 to 5). false: none does; entry says so
 */
SMTPREPLY_API bool smtpreply_entry_find_code_class(uint32_t digit, struct smtpreply_entry *entry);

/**
 * Looks up an enhanced status (RFC 3463; the registry of RFC 5248).
 *
 * \param status  its severity may be 0: what holds for any class (X.7.1)
 * \param entry   set to the entry; for a detail that is not known to that of X.Y.0, for a subject
 *                that is not known to that of the class (RFC 3463, 2), as match says. A severity
 *                but 0, 2, 4 and 5 counts as 0
 * \return true: the status is known. false: it is not
 */
SMTPREPLY_API bool smtpreply_entry_find_status(const struct smtpreply_status *status,
					       struct smtpreply_entry *entry);

/**
 * Looks up all statuses of a subject, as in 5.7 or X.7.
 *
 * \param severity  2, 4, 5; 0 for any
 * \param subject   0 to 7
 * \param entry     as for smtpreply_entry_find_status()
 * \return true: the subject is known. false: it is not
 */
SMTPREPLY_API bool smtpreply_entry_find_subject(uint32_t severity, uint32_t subject,
						struct smtpreply_entry *entry);

/**
 * Looks up all statuses of a class, as in 4.X.X.
 *
 * \param severity  2, 4, 5
 * \param entry     set to the entry; for any other number to that of the subject 0
 * \return true: there are statuses of that class. false: there are none
 */
SMTPREPLY_API bool smtpreply_entry_find_status_class(uint32_t severity,
						     struct smtpreply_entry *entry);

/**
 * Looks up an EHLO keyword, without case. A run of X, as firewalls write over a keyword, is found
 * as XXXXXXXA; what stands behind a "=" does not matter, "AUTH=LOGIN" being found as "AUTH=".
 *
 * \param keyword  the keyword; needs no NUL
 * \param size     bytes of it
 * \param entry    set to the entry, or to all 0
 * \return true: the keyword is known. false: it is not
 */
SMTPREPLY_API bool smtpreply_entry_find_keyword(const char *keyword, size_t size,
						struct smtpreply_entry *entry);

/** How many entries there are: codes, then statuses, then keywords, each in order. */
SMTPREPLY_API size_t smtpreply_entry_count(void);

/**
 * Fetches an entry by its number.
 *
 * \param index  0 to smtpreply_entry_count() - 1; classes and subjects are not among them
 * \param entry  set to the entry, or to all 0
 * \return true: there is one. false: the index is too large
 */
SMTPREPLY_API bool smtpreply_entry_get(size_t index, struct smtpreply_entry *entry);

/**
 * Writes how an entry is called: "451", "4xx", "4.7.1", "X.7.1", "X.7.X", "SIZE".
 *
 * \param title  where it goes, a NUL behind it; not written when room is 0
 * \param room   bytes there; SMTPREPLY_TITLE_ROOM is always enough
 * \return its size without the NUL, whatever the room; what does not fit is left out
 */
SMTPREPLY_API size_t smtpreply_entry_title(const struct smtpreply_entry *entry, char *title,
					   size_t room);

/** Bytes that are enough for any title, with its NUL. */
#define SMTPREPLY_TITLE_ROOM 32

/**
 * A text of an entry.
 *
 * \param text      an enum smtpreply_text
 * \param language  an enum smtpreply_language
 * \return a constant string, in English where there is no translation; "" where the entry has no
 * such text
 */
SMTPREPLY_API const char *smtpreply_entry_text(const struct smtpreply_entry *entry, uint32_t text,
					       uint32_t language);

/**
 * Tells whether a text is there in the language. Names and numbers need no translation.
 */
SMTPREPLY_API bool smtpreply_entry_is_translated(const struct smtpreply_entry *entry,
						 uint32_t text, uint32_t language);

/**
 * Puts one aspect of an entry into words.
 *
 * \param aspect    an enum smtpreply_aspect
 * \param language  an enum smtpreply_language
 * \param words     where they go, a NUL behind them; not written when room is 0
 * \param room      bytes there
 * \return the size of the words without the NUL, whatever the room; 0 where the entry does not have
 * the aspect. What does not fit is left out, never half a character
 */
SMTPREPLY_API size_t smtpreply_entry_aspect(const struct smtpreply_entry *entry, uint32_t aspect,
					    uint32_t language, char *words, size_t room);

/**
 * Tells whether an aspect tells two entries apart. One that either does not have never does.
 */
SMTPREPLY_API bool smtpreply_entry_differs(const struct smtpreply_entry *one,
					   const struct smtpreply_entry *other, uint32_t aspect);

/**
 * Writes the sentence "A server sends 251 when ...", or "" where that is not known.
 *
 * Parameters and return value are those of smtpreply_entry_aspect().
 */
SMTPREPLY_API size_t smtpreply_entry_when(const struct smtpreply_entry *entry, uint32_t language,
					  char *words, size_t room);

/**
 * Tells how well an entry matches words that somebody searches.
 *
 * \param words     what to search: words with blanks between them, without case for ASCII; each
 *                  must be in one of the entry's texts, in the words of its severity, its retry or
 *                  its log, or be its title
 * \param size      bytes of it
 * \param language  whose texts are searched, besides the English ones
 * \return 0: not all of them are there, or there are no words. Else the more, the nearer
 */
SMTPREPLY_API uint32_t smtpreply_entry_search(const struct smtpreply_entry *entry,
					      const char *words, size_t size, uint32_t language);

/** A heading in a language; "" for any other number. */
SMTPREPLY_API const char *smtpreply_heading_title(uint32_t heading, uint32_t language);

/** What an aspect is called; "" for any other number. */
SMTPREPLY_API const char *smtpreply_aspect_title(uint32_t aspect, uint32_t language);

/** The name of a command by the number of its bit in entry.commands: "RCPT"; "" for any other. */
SMTPREPLY_API const char *smtpreply_command_name(uint32_t number);

/** The name of a standing: "standard", "folklore"; "none" for any other number. */
SMTPREPLY_API const char *smtpreply_standing_name(uint32_t standing);

/** The name of a kind: "code", "status", "keyword" ...; "none" for any other number. */
SMTPREPLY_API const char *smtpreply_kind_name(uint32_t kind);

/** The name of an aspect: "severity", "retry" ...; "none" for any other number. */
SMTPREPLY_API const char *smtpreply_aspect_name(uint32_t aspect);

SMTPREPLY_END_DECLARATIONS

#endif
