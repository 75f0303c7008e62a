/* SPDX-License-Identifier: MIT */
/*
 * The words of EHLO that have a number: keywords, and words among their parameters. Each is known
 * whole and without case; their names are in ehlo-names.c.
 */
#include "ehlo-parts.h"
#include "texts.h"

#define WORD_ROOM 21 /* of a word as long as the longest name, and its end */

/*!re2c
	!include "ehlo.rules";
*/

static uint32_t limit_of(const char *text, size_t size)
{
	size_t at = 0, marker;

	/*!re2c
	'MAILMAX' ("=" | end)           { return SMTPREPLY_EHLO_LIMIT_MAILMAX; }
	'RCPTMAX' ("=" | end)           { return SMTPREPLY_EHLO_LIMIT_RCPTMAX; }
	'RCPTDOMAINMAX' ("=" | end)     { return SMTPREPLY_EHLO_LIMIT_RCPTDOMAINMAX; }
	*                               { return SMTPREPLY_EHLO_LIMIT_UNKNOWN; }
	*/
}

static uint32_t burl_of(const char *text, size_t size)
{
	size_t at = 0, marker;

	/*!re2c
	'imap' end                      { return SMTPREPLY_EHLO_BURL_IMAP; }
	'imap://' [\x21-\x7e]+ end      { return SMTPREPLY_EHLO_BURL_URL; }
	*                               { return SMTPREPLY_EHLO_BURL_UNKNOWN; }
	*/
}

/*
 * Words that are looked up lie in a buffer, in capitals and with an LF behind them. A word that is
 * longer than all known ones is none of them, and the buffer holds the LF alone.
 */

/*!re2c
	re2c:define:YYPEEK = "word[at]";
*/

static void fold(unsigned char word[WORD_ROOM], const char *text, size_t size)
{
	size_t count = size < WORD_ROOM ? size : 0;

	for (size_t i = 0; i < count; i++) {
		unsigned char byte = (unsigned char)text[i];

		word[i] = (unsigned char)(byte >= 'a' && byte <= 'z' ? byte - 'a' + 'A' : byte);
	}
	word[count] = '\n';
}

uint8_t smtpreply_ehlo_keyword_number(const char *text, size_t size)
{
	unsigned char word[WORD_ROOM];
	size_t at = 0, marker;

	fold(word, text, size);
	/*!re2c
	"SEND" end                      { return SMTPREPLY_EHLO_SEND; }
	"SOML" end                      { return SMTPREPLY_EHLO_SOML; }
	"SAML" end                      { return SMTPREPLY_EHLO_SAML; }
	"VRFY" end                      { return SMTPREPLY_EHLO_VRFY; }
	"EXPN" end                      { return SMTPREPLY_EHLO_EXPN; }
	"HELP" end                      { return SMTPREPLY_EHLO_HELP; }
	"TURN" end                      { return SMTPREPLY_EHLO_TURN; }
	"8BITMIME" end                  { return SMTPREPLY_EHLO_8BITMIME; }
	"SIZE" end                      { return SMTPREPLY_EHLO_SIZE; }
	"VERB" end                      { return SMTPREPLY_EHLO_VERB; }
	"ONEX" end                      { return SMTPREPLY_EHLO_ONEX; }
	"CHUNKING" end                  { return SMTPREPLY_EHLO_CHUNKING; }
	"BINARYMIME" end                { return SMTPREPLY_EHLO_BINARYMIME; }
	"CHECKPOINT" end                { return SMTPREPLY_EHLO_CHECKPOINT; }
	"DELIVERBY" end                 { return SMTPREPLY_EHLO_DELIVERBY; }
	"PIPELINING" end                { return SMTPREPLY_EHLO_PIPELINING; }
	"DSN" end                       { return SMTPREPLY_EHLO_DSN; }
	"ETRN" end                      { return SMTPREPLY_EHLO_ETRN; }
	"ENHANCEDSTATUSCODES" end       { return SMTPREPLY_EHLO_ENHANCEDSTATUSCODES; }
	"STARTTLS" end                  { return SMTPREPLY_EHLO_STARTTLS; }
	"NO-SOLICITING" end             { return SMTPREPLY_EHLO_NO_SOLICITING; }
	"MTRK" end                      { return SMTPREPLY_EHLO_MTRK; }
	"SUBMITTER" end                 { return SMTPREPLY_EHLO_SUBMITTER; }
	"ATRN" end                      { return SMTPREPLY_EHLO_ATRN; }
	"AUTH" ("=" | end)              { return SMTPREPLY_EHLO_AUTH; }
	"FUTURERELEASE" end             { return SMTPREPLY_EHLO_FUTURERELEASE; }
	"BURL" end                      { return SMTPREPLY_EHLO_BURL; }
	"UTF8SMTP" end                  { return SMTPREPLY_EHLO_UTF8SMTP; }
	"CONPERM" end                   { return SMTPREPLY_EHLO_CONPERM; }
	"CONNEG" end                    { return SMTPREPLY_EHLO_CONNEG; }
	"SMTPUTF8" end                  { return SMTPREPLY_EHLO_SMTPUTF8; }
	"MT-PRIORITY" end               { return SMTPREPLY_EHLO_MT_PRIORITY; }
	"RRVS" end                      { return SMTPREPLY_EHLO_RRVS; }
	"REQUIRETLS" end                { return SMTPREPLY_EHLO_REQUIRETLS; }
	"LIMITS" end                    { return SMTPREPLY_EHLO_LIMITS; }
	"XCLIENT" end                   { return SMTPREPLY_EHLO_XCLIENT; }
	"XFORWARD" end                  { return SMTPREPLY_EHLO_XFORWARD; }
	"XVERP" end                     { return SMTPREPLY_EHLO_XVERP; }
	"PRDR" end                      { return SMTPREPLY_EHLO_PRDR; }
	"PIPE" "_"? "CONNECT" end       { return SMTPREPLY_EHLO_PIPECONNECT; }
	"X_PIPE_CONNECT" end            { return SMTPREPLY_EHLO_PIPECONNECT; }
	"WELLKNOWN" end                 { return SMTPREPLY_EHLO_WELLKNOWN; }
	"IGNOREQUOTA" end               { return SMTPREPLY_EHLO_IGNOREQUOTA; }
	"XRCPTFORWARD" end              { return SMTPREPLY_EHLO_XRCPTFORWARD; }
	"X-EXPS" ("=" | end)            { return SMTPREPLY_EHLO_X_EXPS; }
	"X-ANONYMOUSTLS" end            { return SMTPREPLY_EHLO_X_ANONYMOUSTLS; }
	"X-LINK2STATE" end              { return SMTPREPLY_EHLO_X_LINK2STATE; }
	"XEXCH50" end                   { return SMTPREPLY_EHLO_XEXCH50; }
	"XSHADOW" "REQUEST"? end        { return SMTPREPLY_EHLO_XSHADOW; }
	"XOORG" end                     { return SMTPREPLY_EHLO_XOORG; }
	"XPROXY" end                    { return SMTPREPLY_EHLO_XPROXY; }
	"XSECURITY="                    { return SMTPREPLY_EHLO_XSECURITY; }
	"XXX" "X"* [A-Z0-9] end         { return SMTPREPLY_EHLO_MASKED; }
	*                               { return SMTPREPLY_EHLO_UNKNOWN; }
	*/
}

static uint32_t mechanism_of(const char *text, size_t size)
{
	unsigned char word[WORD_ROOM];
	size_t at = 0, marker;

	fold(word, text, size);
	/*!re2c
	"PLAIN" end                     { return SMTPREPLY_EHLO_AUTH_PLAIN; }
	"LOGIN" end                     { return SMTPREPLY_EHLO_AUTH_LOGIN; }
	"CRAM-MD5" end                  { return SMTPREPLY_EHLO_AUTH_CRAM_MD5; }
	"DIGEST-MD5" end                { return SMTPREPLY_EHLO_AUTH_DIGEST_MD5; }
	"NTLM" end                      { return SMTPREPLY_EHLO_AUTH_NTLM; }
	"GSSAPI" end                    { return SMTPREPLY_EHLO_AUTH_GSSAPI; }
	"GSS-SPNEGO" end                { return SMTPREPLY_EHLO_AUTH_GSS_SPNEGO; }
	"GS2-KRB5" end                  { return SMTPREPLY_EHLO_AUTH_GS2_KRB5; }
	"GS2-KRB5-PLUS" end             { return SMTPREPLY_EHLO_AUTH_GS2_KRB5_PLUS; }
	"KERBEROS_V4" end               { return SMTPREPLY_EHLO_AUTH_KERBEROS_V4; }
	"EXTERNAL" end                  { return SMTPREPLY_EHLO_AUTH_EXTERNAL; }
	"ANONYMOUS" end                 { return SMTPREPLY_EHLO_AUTH_ANONYMOUS; }
	"OTP" end                       { return SMTPREPLY_EHLO_AUTH_OTP; }
	"SKEY" end                      { return SMTPREPLY_EHLO_AUTH_SKEY; }
	"SECURID" end                   { return SMTPREPLY_EHLO_AUTH_SECURID; }
	"SRP" end                       { return SMTPREPLY_EHLO_AUTH_SRP; }
	"SCRAM-SHA-1" end               { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA_1; }
	"SCRAM-SHA-1-PLUS" end          { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA_1_PLUS; }
	"SCRAM-SHA-256" end             { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA_256; }
	"SCRAM-SHA-256-PLUS" end        { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA_256_PLUS; }
	"SCRAM-SHA-512" end             { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA_512; }
	"SCRAM-SHA-512-PLUS" end        { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA_512_PLUS; }
	"SCRAM-SHA3-512" end            { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA3_512; }
	"SCRAM-SHA3-512-PLUS" end       { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA3_512_PLUS; }
	"OAUTHBEARER" end               { return SMTPREPLY_EHLO_AUTH_OAUTHBEARER; }
	"OAUTH10A" end                  { return SMTPREPLY_EHLO_AUTH_OAUTH10A; }
	"XOAUTH2" end                   { return SMTPREPLY_EHLO_AUTH_XOAUTH2; }
	"XOAUTH" end                    { return SMTPREPLY_EHLO_AUTH_XOAUTH; }
	"SAML20" end                    { return SMTPREPLY_EHLO_AUTH_SAML20; }
	"OPENID20" end                  { return SMTPREPLY_EHLO_AUTH_OPENID20; }
	"EAP-AES128" end                { return SMTPREPLY_EHLO_AUTH_EAP_AES128; }
	"EAP-AES128-PLUS" end           { return SMTPREPLY_EHLO_AUTH_EAP_AES128_PLUS; }
	"XYMCOOKIE" end                 { return SMTPREPLY_EHLO_AUTH_XYMCOOKIE; }
	"PLAIN-CLIENTTOKEN" end         { return SMTPREPLY_EHLO_AUTH_PLAIN_CLIENTTOKEN; }
	"ATOKEN" end                    { return SMTPREPLY_EHLO_AUTH_ATOKEN; }
	"WETOKEN" end                   { return SMTPREPLY_EHLO_AUTH_WETOKEN; }
	*                               { return SMTPREPLY_EHLO_AUTH_UNKNOWN; }
	*/
}

static uint32_t attribute_of(const char *text, size_t size)
{
	unsigned char word[WORD_ROOM];
	size_t at = 0, marker;

	fold(word, text, size);
	/*!re2c
	"NAME" end                      { return SMTPREPLY_EHLO_ATTRIBUTE_NAME; }
	"ADDR" end                      { return SMTPREPLY_EHLO_ATTRIBUTE_ADDR; }
	"PORT" end                      { return SMTPREPLY_EHLO_ATTRIBUTE_PORT; }
	"PROTO" end                     { return SMTPREPLY_EHLO_ATTRIBUTE_PROTO; }
	"HELO" end                      { return SMTPREPLY_EHLO_ATTRIBUTE_HELO; }
	"REVERSE_NAME" end              { return SMTPREPLY_EHLO_ATTRIBUTE_REVERSE_NAME; }
	"LOGIN" end                     { return SMTPREPLY_EHLO_ATTRIBUTE_LOGIN; }
	"DESTADDR" end                  { return SMTPREPLY_EHLO_ATTRIBUTE_DESTADDR; }
	"DESTPORT" end                  { return SMTPREPLY_EHLO_ATTRIBUTE_DESTPORT; }
	"DESTNAME" end                  { return SMTPREPLY_EHLO_ATTRIBUTE_DESTNAME; }
	"IDENT" end                     { return SMTPREPLY_EHLO_ATTRIBUTE_IDENT; }
	"SOURCE" end                    { return SMTPREPLY_EHLO_ATTRIBUTE_SOURCE; }
	"SESSION" end                   { return SMTPREPLY_EHLO_ATTRIBUTE_SESSION; }
	"TTL" end                       { return SMTPREPLY_EHLO_ATTRIBUTE_TTL; }
	"TIMEOUT" end                   { return SMTPREPLY_EHLO_ATTRIBUTE_TIMEOUT; }
	"CLIENT-TRANSPORT" end          { return SMTPREPLY_EHLO_ATTRIBUTE_CLIENT_TRANSPORT; }
	"FORWARD" end                   { return SMTPREPLY_EHLO_ATTRIBUTE_FORWARD; }
	*                               { return SMTPREPLY_EHLO_ATTRIBUTE_UNKNOWN; }
	*/
}

uint32_t smtpreply_ehlo_word_number(uint8_t keyword, const char *text, size_t size)
{
	switch (keyword) {
	case SMTPREPLY_EHLO_AUTH:
	case SMTPREPLY_EHLO_X_EXPS:
		return mechanism_of(text, size);
	case SMTPREPLY_EHLO_XCLIENT:
	case SMTPREPLY_EHLO_XFORWARD:
		return attribute_of(text, size);
	case SMTPREPLY_EHLO_LIMITS:
		return limit_of(text, size);
	case SMTPREPLY_EHLO_BURL:
		return burl_of(text, size);
	default:
		return 0;
	}
}
