/* SPDX-License-Identifier: MIT */
/* What both forms of a dialogue find in a reply, and how they show the command before it. */
#include "answer.h"
#include "capabilities.h"

struct shown_command show_command(const struct answer *answer)
{
	const struct match *match = answer->match;
	struct shown_command shown = { match->command, match->size, "" };

	if (!match->is_secret || !answer->hides_secrets)
		return shown;
	shown.size = match->shown;
	shown.rest = shown.size > 0 ? " *" : "*";
	return shown;
}

struct finding find_server_name(const struct answer *answer)
{
	const struct smtpreply *reply = &answer->parser->reply;
	struct smtpreply_server_name name;
	struct finding finding = { 0 };

	if (answer->match->situation.stage == SMTPREPLY_STAGE_GREETING &&
	    smtpreply_server_name_find(reply->code, reply->text, reply->text_size, reply->truncated,
				       &name)) {
		finding.text = name.text;
		finding.size = name.size;
	}
	return finding;
}

static bool is_end_of_data(uint32_t stage)
{
	return stage == SMTPREPLY_STAGE_DATA_END || stage == SMTPREPLY_STAGE_DATA_END_RECIPIENT ||
	       stage == SMTPREPLY_STAGE_BDAT_LAST;
}

struct finding find_queue_id(const struct answer *answer)
{
	const struct smtpreply *reply = &answer->parser->reply;
	struct smtpreply_queue_id id;
	struct finding finding = { 0 };

	if (is_end_of_data(answer->match->situation.stage) &&
	    smtpreply_queue_id_find(reply->code, reply->text, reply->text_size, reply->truncated,
				    &id)) {
		finding.text = id.text;
		finding.size = id.size;
	}
	return finding;
}

struct finding find_forward_path(const struct answer *answer)
{
	const struct smtpreply *reply = &answer->parser->reply;
	struct smtpreply_path path;
	struct finding finding = { 0 };

	if (smtpreply_path_find(reply->code, reply->text, reply->text_size, reply->truncated,
				&path)) {
		finding.text = path.mailbox;
		finding.size = path.mailbox_size;
	}
	return finding;
}

bool is_offer(const struct answer *answer)
{
	uint32_t stage = answer->match->situation.stage;

	return (stage == SMTPREPLY_STAGE_EHLO || stage == SMTPREPLY_STAGE_LHLO) &&
	       has_capabilities(&answer->parser->reply);
}
