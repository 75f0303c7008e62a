/* SPDX-License-Identifier: MIT */
/*
 * What a server offers in its reply to EHLO or LHLO (RFC 5321, 4.1.1.1).
 *
 *     250-mx.test.example          the name of the server
 *     250-SIZE 10240000            a keyword and its parameters
 *     250 AUTH PLAIN LOGIN
 *
 * A reply that lies whole in the text buffer is read by one call:
 *
 *     struct smtpreply_ehlo ehlo;
 *     smtpreply_ehlo_read(&ehlo, &parser.reply);
 *     if (ehlo.keywords & SMTPREPLY_EHLO_BIT(SMTPREPLY_EHLO_STARTTLS))
 *             ...
 *
 * With parser.by_line, smtpreply_ehlo_add_line() is called after each SMTPREPLY_LINE and after
 * SMTPREPLY_DONE, and an EHLO reply of any length needs the memory of its longest line.
 *
 * Only a reply that grants: a positive one (2yz) whose lines carry one code. Any other grants
 * nothing: all keywords are absent, and ehlo.result says why. Keywords are whole words without
 * case, and count from the second line on: a letter or a digit, then letters, digits, "-" and "_",
 * and behind them white space, the end of the line or "=". A line that is no keyword line is skipped
 * and counted. No meaning is read out of a line that did not fit into the text buffer; ehlo.complete
 * is 0 then, and what is absent is not known.
 *
 * What is yours: to forget all this when TLS or a security layer of SASL starts (RFC 3207, 4.2;
 * RFC 4954, 4) and at every newer EHLO (RFC 9422, 3.6), to read no reply to HELO here (RFC 5321,
 * 3.2), to use no parameter of an extension that is not granted (RFC 5321, 4.1.1.3), to heed
 * REQUIRETLS only within TLS (RFC 8689, 2), BINARYMIME only beside CHUNKING (RFC 3030, 3), SMTPUTF8
 * only beside 8BITMIME (RFC 6531, 3.1).
 */
#ifndef SMTPREPLY_EHLO_H
#define SMTPREPLY_EHLO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <smtpreply/export.h>
#include <smtpreply/parser.h>

SMTPREPLY_BEGIN_DECLARATIONS

/** The bit of a keyword, a mechanism or an attribute in its set. */
#define SMTPREPLY_EHLO_BIT(number) ((uint64_t)1 << (number))

/** Keywords: the registered ones, then those of vendors. 0 to 63; the numbers never change. */
enum smtpreply_ehlo_keyword {
	SMTPREPLY_EHLO_UNKNOWN = 0, /**< none of these; never in a set */
	SMTPREPLY_EHLO_SEND = 1,
	SMTPREPLY_EHLO_SOML = 2,
	SMTPREPLY_EHLO_SAML = 3,
	SMTPREPLY_EHLO_VRFY = 4,
	SMTPREPLY_EHLO_EXPN = 5,
	SMTPREPLY_EHLO_HELP = 6,
	SMTPREPLY_EHLO_TURN = 7,
	SMTPREPLY_EHLO_8BITMIME = 8, /**< RFC 6152 */
	SMTPREPLY_EHLO_SIZE = 9,     /**< RFC 1870; see ehlo.size */
	SMTPREPLY_EHLO_VERB = 10,
	SMTPREPLY_EHLO_ONEX = 11,
	SMTPREPLY_EHLO_CHUNKING = 12,            /**< RFC 3030: BDAT */
	SMTPREPLY_EHLO_BINARYMIME = 13,          /**< RFC 3030 */
	SMTPREPLY_EHLO_CHECKPOINT = 14,          /**< RFC 1845 */
	SMTPREPLY_EHLO_DELIVERBY = 15,           /**< RFC 2852; see ehlo.deliver_by */
	SMTPREPLY_EHLO_PIPELINING = 16,          /**< RFC 2920 */
	SMTPREPLY_EHLO_DSN = 17,                 /**< RFC 3461 */
	SMTPREPLY_EHLO_ETRN = 18,                /**< RFC 1985 */
	SMTPREPLY_EHLO_ENHANCEDSTATUSCODES = 19, /**< RFC 2034 */
	SMTPREPLY_EHLO_STARTTLS = 20,            /**< RFC 3207 */
	SMTPREPLY_EHLO_NO_SOLICITING = 21,       /**< RFC 3865; its words are the parameters */
	SMTPREPLY_EHLO_MTRK = 22,                /**< RFC 3885 */
	SMTPREPLY_EHLO_SUBMITTER = 23,           /**< RFC 4405 */
	SMTPREPLY_EHLO_ATRN = 24,                /**< RFC 2645 */
	SMTPREPLY_EHLO_AUTH = 25,                /**< RFC 4954; see ehlo.mechanisms */
	SMTPREPLY_EHLO_FUTURERELEASE = 26,       /**< RFC 4865; see ehlo.future_seconds */
	SMTPREPLY_EHLO_BURL = 27,                /**< RFC 4468; see ehlo.burl_imap */
	SMTPREPLY_EHLO_UTF8SMTP = 28,            /**< RFC 5336; it is not SMTPUTF8 */
	SMTPREPLY_EHLO_CONPERM = 29,             /**< RFC 4141 */
	SMTPREPLY_EHLO_CONNEG = 30,              /**< RFC 4141 */
	SMTPREPLY_EHLO_SMTPUTF8 = 31,            /**< RFC 6531 */
	SMTPREPLY_EHLO_MT_PRIORITY = 32,         /**< RFC 6710; see ehlo.priority */
	SMTPREPLY_EHLO_RRVS = 33,                /**< RFC 7293 */
	SMTPREPLY_EHLO_REQUIRETLS = 34,          /**< RFC 8689 */
	SMTPREPLY_EHLO_LIMITS = 35,              /**< RFC 9422; see ehlo.mail_max */
	SMTPREPLY_EHLO_XCLIENT = 36,             /**< Postfix, Dovecot; see ehlo.xclient */
	SMTPREPLY_EHLO_XFORWARD = 37,            /**< Postfix; see ehlo.xforward */
	SMTPREPLY_EHLO_XVERP = 38,               /**< Postfix */
	SMTPREPLY_EHLO_PRDR = 39,                /**< Exim: a reply for each recipient */
	SMTPREPLY_EHLO_PIPECONNECT = 40,         /**< Exim; its older spellings with "_" too */
	SMTPREPLY_EHLO_WELLKNOWN = 41,           /**< Exim */
	SMTPREPLY_EHLO_IGNOREQUOTA = 42,         /**< LMTP servers */
	SMTPREPLY_EHLO_XRCPTFORWARD = 43,        /**< Dovecot */
	SMTPREPLY_EHLO_X_EXPS = 44,              /**< Exchange; see ehlo.exps_mechanisms */
	SMTPREPLY_EHLO_X_ANONYMOUSTLS = 45,      /**< Exchange; it is not STARTTLS */
	SMTPREPLY_EHLO_X_LINK2STATE = 46,        /**< Exchange */
	SMTPREPLY_EHLO_XEXCH50 = 47,             /**< Exchange */
	SMTPREPLY_EHLO_XSHADOW = 48,             /**< Exchange; XSHADOWREQUEST too */
	SMTPREPLY_EHLO_XOORG = 49,               /**< Exchange */
	SMTPREPLY_EHLO_XPROXY = 50,              /**< Exchange */
	SMTPREPLY_EHLO_XSECURITY = 51,           /**< Courier, "XSECURITY=" and a list */
	SMTPREPLY_EHLO_MASKED = 52 /**< a firewall wrote X over a keyword, as in XXXXXXXA: three X
					or more, then a letter or a digit; 20 bytes at most */
};

/** SASL mechanisms of AUTH. 0 to 63; the numbers never change. */
enum smtpreply_ehlo_mechanism {
	SMTPREPLY_EHLO_AUTH_UNKNOWN = 0, /**< none of these; never in a set */
	SMTPREPLY_EHLO_AUTH_PLAIN = 1,
	SMTPREPLY_EHLO_AUTH_LOGIN = 2,
	SMTPREPLY_EHLO_AUTH_CRAM_MD5 = 3,
	SMTPREPLY_EHLO_AUTH_DIGEST_MD5 = 4,
	SMTPREPLY_EHLO_AUTH_NTLM = 5,
	SMTPREPLY_EHLO_AUTH_GSSAPI = 6,
	SMTPREPLY_EHLO_AUTH_GSS_SPNEGO = 7,
	SMTPREPLY_EHLO_AUTH_GS2_KRB5 = 8,
	SMTPREPLY_EHLO_AUTH_GS2_KRB5_PLUS = 9,
	SMTPREPLY_EHLO_AUTH_KERBEROS_V4 = 10,
	SMTPREPLY_EHLO_AUTH_EXTERNAL = 11,
	SMTPREPLY_EHLO_AUTH_ANONYMOUS = 12,
	SMTPREPLY_EHLO_AUTH_OTP = 13,
	SMTPREPLY_EHLO_AUTH_SKEY = 14,
	SMTPREPLY_EHLO_AUTH_SECURID = 15,
	SMTPREPLY_EHLO_AUTH_SRP = 16,
	SMTPREPLY_EHLO_AUTH_SCRAM_SHA_1 = 17,
	SMTPREPLY_EHLO_AUTH_SCRAM_SHA_1_PLUS = 18,
	SMTPREPLY_EHLO_AUTH_SCRAM_SHA_256 = 19,
	SMTPREPLY_EHLO_AUTH_SCRAM_SHA_256_PLUS = 20,
	SMTPREPLY_EHLO_AUTH_SCRAM_SHA_512 = 21,
	SMTPREPLY_EHLO_AUTH_SCRAM_SHA_512_PLUS = 22,
	SMTPREPLY_EHLO_AUTH_SCRAM_SHA3_512 = 23,
	SMTPREPLY_EHLO_AUTH_SCRAM_SHA3_512_PLUS = 24,
	SMTPREPLY_EHLO_AUTH_OAUTHBEARER = 25,
	SMTPREPLY_EHLO_AUTH_OAUTH10A = 26,
	SMTPREPLY_EHLO_AUTH_XOAUTH2 = 27,
	SMTPREPLY_EHLO_AUTH_XOAUTH = 28,
	SMTPREPLY_EHLO_AUTH_SAML20 = 29,
	SMTPREPLY_EHLO_AUTH_OPENID20 = 30,
	SMTPREPLY_EHLO_AUTH_EAP_AES128 = 31,
	SMTPREPLY_EHLO_AUTH_EAP_AES128_PLUS = 32,
	SMTPREPLY_EHLO_AUTH_XYMCOOKIE = 33,
	SMTPREPLY_EHLO_AUTH_PLAIN_CLIENTTOKEN = 34,
	SMTPREPLY_EHLO_AUTH_ATOKEN = 35,
	SMTPREPLY_EHLO_AUTH_WETOKEN = 36
};

/** Attributes of XCLIENT and XFORWARD. 0 to 31; the numbers never change. */
enum smtpreply_ehlo_attribute {
	SMTPREPLY_EHLO_ATTRIBUTE_UNKNOWN = 0, /**< none of these; never in a set */
	SMTPREPLY_EHLO_ATTRIBUTE_NAME = 1,
	SMTPREPLY_EHLO_ATTRIBUTE_ADDR = 2,
	SMTPREPLY_EHLO_ATTRIBUTE_PORT = 3,
	SMTPREPLY_EHLO_ATTRIBUTE_PROTO = 4,
	SMTPREPLY_EHLO_ATTRIBUTE_HELO = 5,
	SMTPREPLY_EHLO_ATTRIBUTE_REVERSE_NAME = 6,
	SMTPREPLY_EHLO_ATTRIBUTE_LOGIN = 7,
	SMTPREPLY_EHLO_ATTRIBUTE_DESTADDR = 8,
	SMTPREPLY_EHLO_ATTRIBUTE_DESTPORT = 9,
	SMTPREPLY_EHLO_ATTRIBUTE_DESTNAME = 10,
	SMTPREPLY_EHLO_ATTRIBUTE_IDENT = 11,
	SMTPREPLY_EHLO_ATTRIBUTE_SOURCE = 12,
	SMTPREPLY_EHLO_ATTRIBUTE_SESSION = 13,
	SMTPREPLY_EHLO_ATTRIBUTE_TTL = 14,
	SMTPREPLY_EHLO_ATTRIBUTE_TIMEOUT = 15,
	SMTPREPLY_EHLO_ATTRIBUTE_CLIENT_TRANSPORT = 16,
	SMTPREPLY_EHLO_ATTRIBUTE_FORWARD = 17
};

/** Parameters of LIMITS (RFC 9422, 4). The numbers never change. */
enum smtpreply_ehlo_limit {
	SMTPREPLY_EHLO_LIMIT_UNKNOWN = 0,
	SMTPREPLY_EHLO_LIMIT_MAILMAX = 1,
	SMTPREPLY_EHLO_LIMIT_RCPTMAX = 2,
	SMTPREPLY_EHLO_LIMIT_RCPTDOMAINMAX = 3
};

/** Parameters of BURL (RFC 4468, 3.3). The numbers never change. */
enum smtpreply_ehlo_burl {
	SMTPREPLY_EHLO_BURL_UNKNOWN = 0,
	SMTPREPLY_EHLO_BURL_IMAP = 1, /**< "imap" */
	SMTPREPLY_EHLO_BURL_URL = 2   /**< "imap://" and a server */
};

/** Whether the reply grants what it names. The numbers never change. */
enum smtpreply_ehlo_result {
	SMTPREPLY_EHLO_OPEN = 0,    /**< the reply has not ended: nothing counts yet */
	SMTPREPLY_EHLO_GRANTED = 1, /**< the values count */
	SMTPREPLY_EHLO_REFUSED = 2, /**< its code is no 2yz: nothing is granted */
	SMTPREPLY_EHLO_MISMATCH = 3 /**< SMTPREPLY_CODE_MISMATCH: nothing is granted */
};

/** What SIZE says (RFC 1870, 3). The numbers never change. */
enum smtpreply_ehlo_size {
	SMTPREPLY_EHLO_SIZE_ABSENT = 0,    /**< no SIZE */
	SMTPREPLY_EHLO_SIZE_NO_NUMBER = 1, /**< SIZE without a number: a limit is not told */
	SMTPREPLY_EHLO_SIZE_NO_LIMIT = 2,  /**< SIZE 0: no fixed limit */
	SMTPREPLY_EHLO_SIZE_LIMIT = 3,     /**< a limit, in ehlo.size_octets */
	SMTPREPLY_EHLO_SIZE_OVERFLOW = 4 /**< a limit of over 64 bits; size_octets is UINT64_MAX */
};

/** What DELIVERBY says (RFC 2852, 3). The numbers never change. */
enum smtpreply_ehlo_deliver_by {
	SMTPREPLY_EHLO_DELIVER_BY_ABSENT = 0,     /**< no DELIVERBY */
	SMTPREPLY_EHLO_DELIVER_BY_NO_MINIMUM = 1, /**< DELIVERBY that tells no least time */
	SMTPREPLY_EHLO_DELIVER_BY_MINIMUM = 2     /**< a least time, in ehlo.deliver_by_seconds */
};

/** What MT-PRIORITY says (RFC 6710, 3; its profile, 9.2). The numbers never change. */
enum smtpreply_ehlo_priority {
	SMTPREPLY_EHLO_PRIORITY_ABSENT = 0,   /**< no MT-PRIORITY */
	SMTPREPLY_EHLO_PRIORITY_NOT_TOLD = 1, /**< MT-PRIORITY that tells no profile */
	SMTPREPLY_EHLO_PRIORITY_OTHER = 2,    /**< a profile that is not one of these */
	SMTPREPLY_EHLO_PRIORITY_MIXER = 3,
	SMTPREPLY_EHLO_PRIORITY_STANAG4406 = 4,
	SMTPREPLY_EHLO_PRIORITY_NSEP = 5
};

/**
 * What a reply to EHLO grants, as values. It holds no pointer: it may be copied and kept.
 *
 * The values count when result is SMTPREPLY_EHLO_GRANTED. Until then they grow; of a reply that
 * does not grant all but result are 0.
 */
struct smtpreply_ehlo {
	uint64_t keywords;   /**< bits of enum smtpreply_ehlo_keyword */
	uint64_t doubled;    /**< keywords that came more than once: the first one counted. AUTH
				  and X-EXPS are merged, and are never here */
	uint64_t misread;    /**< keywords with values below, and a parameter that their RFC does
				  not allow: it was left out. FUTURERELEASE is then not in keywords */
	uint64_t mechanisms; /**< of all AUTH lines and those of the form AUTH=LOGIN, bits of
				  enum smtpreply_ehlo_mechanism */
	uint64_t exps_mechanisms; /**< of all X-EXPS lines, likewise */
	uint64_t size_octets;     /**< the limit of a message in octets; 0 for none */
	uint64_t future_until;    /**< FUTURERELEASE: the latest time to hold a message to, in
				       seconds since 1970-01-01T00:00:00Z; 0 for none */
	uint32_t future_seconds; /**< FUTURERELEASE: the longest time to hold a message, in seconds,
				    1 to 999999999; 0 for none */
	uint32_t deliver_by_seconds; /**< the least time, 0 to 999999999 (more counts as that) */
	uint32_t mail_max;           /**< LIMITS MAILMAX, transactions in a session, 1 to 999999;
					  0 for none, as in the two below. Of one that comes twice in
					  the line the first good value counts */
	uint32_t rcpt_max;           /**< LIMITS RCPTMAX, recipients in a transaction */
	uint32_t rcpt_domain_max;    /**< LIMITS RCPTDOMAINMAX, their domains in a transaction */
	uint32_t xclient;            /**< bits of enum smtpreply_ehlo_attribute */
	uint32_t xforward;           /**< likewise */
	uint32_t burl_url_count;     /**< BURL: servers named as imap:// */
	uint32_t unknown_mechanism_count; /**< mechanisms of AUTH without a number */
	uint32_t unknown_count;           /**< lines with a keyword without a number */
	uint32_t bad_line_count;          /**< lines without a keyword, skipped */
	uint32_t truncated_line_count;    /**< lines that did not fit into the buffer, skipped */
	uint32_t line_count;  /**< lines seen, the first and the skipped ones included */
	uint8_t result;       /**< an enum smtpreply_ehlo_result */
	uint8_t complete;     /**< 1: every line of a granting reply was read. 0: the reply was
				   truncated, or a line was not given: absent means not known */
	uint8_t size;         /**< an enum smtpreply_ehlo_size */
	uint8_t deliver_by;   /**< an enum smtpreply_ehlo_deliver_by */
	uint8_t priority;     /**< an enum smtpreply_ehlo_priority */
	uint8_t burl_imap;    /**< 1: BURL names "imap". BURL alone: log in first (RFC 4468, 3.3) */
	uint8_t reserved[46]; /**< 0 */
};

/** A keyword line. The spans lie in the text of the line and are valid as long as it is. */
struct smtpreply_ehlo_item {
	const char *name; /**< the keyword as it came; with the "=" in the form AUTH=LOGIN; not
			       ended by a NUL */
	size_t name_size; /**< bytes of name, 1 or more */
	const char *parameters; /**< what follows, without white space around it; any bytes but LF */
	size_t parameters_size; /**< bytes of parameters */
	struct smtpreply_line private_line;
	uint8_t keyword;     /**< an enum smtpreply_ehlo_keyword, 0 for one without a number */
	uint8_t reserved[7]; /**< 0 */
};

/** A word of a line. The span lies in the text of the line and is valid as long as it is. */
struct smtpreply_ehlo_word {
	const char *text;    /**< not ended by a NUL */
	size_t size;         /**< bytes of text */
	uint32_t number;     /**< which one it is, see smtpreply_ehlo_next_word(); 0 for unknown */
	uint8_t reserved[4]; /**< 0 */
};

/**
 * Reads a whole reply to EHLO or LHLO.
 *
 * \param ehlo   set anew; what it held does not matter
 * \param reply  the reply after SMTPREPLY_DONE, of a parser without by_line. After an error, and
 *               of a parser with by_line, it grants nothing, or nothing complete
 */
SMTPREPLY_API void smtpreply_ehlo_read(struct smtpreply_ehlo *ehlo, const struct smtpreply *reply);

/**
 * Adds a line of a reply to EHLO or LHLO, for a parser with by_line.
 *
 * Call it after each SMTPREPLY_LINE and after SMTPREPLY_DONE. After SMTPREPLY_ERROR nothing counts:
 * result stays SMTPREPLY_EHLO_OPEN.
 *
 * \param ehlo   zeroed by you before its first use. The first line of a reply sets it anew, so what
 *               an earlier reply granted is forgotten
 * \param reply  parser.reply
 */
SMTPREPLY_API void smtpreply_ehlo_add_line(struct smtpreply_ehlo *ehlo,
					   const struct smtpreply *reply);

/**
 * The name of the server: the first word of the first line, a domain or an address literal.
 *
 * A domain may hold "_" where it may hold "-". In the brackets of a literal may stand letters,
 * digits, ".", ":" and "-"; that they are an address is not checked.
 *
 * \param reply  the reply after SMTPREPLY_DONE; with by_line, after its first line, of
 *               which the code must be a 2yz
 * \param name   set to the name; its number is 0
 * \return false, and name is unchanged, if there is none: another word, or a line that did not fit
 * into the buffer, or a reply that does not grant
 */
SMTPREPLY_API bool smtpreply_ehlo_read_name(const struct smtpreply *reply,
					    struct smtpreply_ehlo_word *name);

/**
 * Steps to the next keyword line of a reply, in the order of the server, doubled ones included.
 *
 *     struct smtpreply_ehlo_item item = { 0 };
 *     while (smtpreply_ehlo_next_item(&parser.reply, &item))
 *             ...
 *
 * \param reply  the reply after SMTPREPLY_DONE, of a parser without by_line
 * \param item   all zero for the first one of each reply; then the one before
 * \return true: item is the next one. false: there is none, or the reply does not grant. Lines
 * without a keyword and lines that did not fit into the buffer are left out
 */
SMTPREPLY_API bool smtpreply_ehlo_next_item(const struct smtpreply *reply,
					    struct smtpreply_ehlo_item *item);

/**
 * Reads one line as a keyword line, for a parser with by_line.
 *
 * \param line  a line, not the first of its reply
 * \param item  set to the keyword and its parameters
 * \return false, and item is unchanged: the line has no keyword, or did not fit into the buffer
 */
SMTPREPLY_API bool smtpreply_ehlo_read_line(const struct smtpreply_line *line,
					    struct smtpreply_ehlo_item *item);

/**
 * Steps to the next word of an item's parameters.
 *
 *     struct smtpreply_ehlo_word word = { 0 };
 *     while (smtpreply_ehlo_next_word(&item, &word))
 *             ...
 *
 * Words are parted by white space, those of NO-SOLICITING and DELIVERBY by commas too.
 *
 * \param item  the item
 * \param word  all zero for the first word; then the one before. Its number is, for AUTH and
 *              X-EXPS, an enum smtpreply_ehlo_mechanism; for XCLIENT and XFORWARD an enum
 *              smtpreply_ehlo_attribute; for LIMITS an enum smtpreply_ehlo_limit (the word is
 *              NAME=VALUE); for BURL an enum smtpreply_ehlo_burl; for others 0
 * \return false, and word is unchanged, if there is none
 */
SMTPREPLY_API bool smtpreply_ehlo_next_word(const struct smtpreply_ehlo_item *item,
					    struct smtpreply_ehlo_word *word);

/**
 * The name of a keyword, such as "STARTTLS".
 *
 * \param keyword  a value of enum smtpreply_ehlo_keyword
 * \return a constant string; "none" for any other value and 0
 */
SMTPREPLY_API const char *smtpreply_ehlo_keyword_name(uint32_t keyword);

/**
 * The name of a SASL mechanism, such as "SCRAM-SHA-256".
 *
 * \param mechanism  a value of enum smtpreply_ehlo_mechanism
 * \return a constant string; "none" for any other value and 0
 */
SMTPREPLY_API const char *smtpreply_ehlo_mechanism_name(uint32_t mechanism);

/**
 * The name of what SIZE says: "absent", "no-number", "no-limit", "limit", "overflow".
 *
 * \param size  a value of enum smtpreply_ehlo_size
 * \return a constant string; "none" for any other value
 */
SMTPREPLY_API const char *smtpreply_ehlo_size_name(uint32_t size);

SMTPREPLY_END_DECLARATIONS

#endif
