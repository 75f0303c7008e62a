// SPDX-License-Identifier: MIT
// npm's smtp-server, SMTP on port 25 and LMTP on 24: one file a recipient in /srv/mail/NAME/new.
'use strict';
const fs = require('fs');
const { SMTPServer } = require('/srv/npm/node_modules/smtp-server');

const REFUSED = {
	greylist: [450, '4.7.1 Greylisted. Please try again in 300 seconds'],
	full: [452, '4.2.2 Mailbox is full'],
	gone: [550, '5.1.1 No such user here'],
	drop: [421, '4.3.2 Too busy. Try again later'],
};
const KNOWN = /^(user|second|third)[0-9]*$/;
let number = 0;

function refusal(code, text) {
	return Object.assign(new Error(text), { responseCode: code });
}

function judge(name, domain, session, lmtp) {
	if (lmtp && name === 'full') /* found out after the data */
		return null;
	if (REFUSED[name])
		return refusal(...REFUSED[name]);
	if (domain !== 'test.example' && !session.user)
		return refusal(550, '5.7.1 Relay not permitted');
	return KNOWN.test(name) ? null : refusal(550, '5.1.1 No such user here');
}

function deliver(name, content) {
	const mailbox = `/srv/mail/${name}/new`;
	fs.mkdirSync(mailbox, { recursive: true });
	fs.writeFileSync(`${mailbox}/${process.pid}.${number++}`, content);
}

function deliverTo(recipient, content) {
	const name = recipient.address.split('@')[0];
	if (name === 'full')
		return refusal(...REFUSED.full);
	deliver(name, content);
	return '2.0.0 Delivered to ' + name;
}

function drop(server, session) {
	for (const connection of server.connections)
		if (connection.id === session.id)
			setImmediate(() => connection.close());
}

function serve(lmtp, port) {
	const server = new SMTPServer({
		lmtp, name: 'mx.test.example', size: 100000, authOptional: true, disableReverseLookup: true,
		key: fs.readFileSync('/srv/tls/key.pem'), cert: fs.readFileSync('/srv/tls/certificate.pem'),
		onAuth(login, session, callback) {
			if (login.username === 'user' && login.password === 'secret')
				return callback(null, { user: login.username });
			callback(refusal(535, '5.7.8 Authentication failed'));
		},
		onRcptTo(recipient, session, callback) {
			const [name, domain] = recipient.address.split('@');
			if (name === 'drop')
				drop(server, session);
			callback(judge(name, domain, session, lmtp));
		},
		onData(stream, session, callback) {
			const pieces = [];
			stream.on('data', (piece) => pieces.push(piece));
			stream.on('end', () => {
				if (stream.sizeExceeded)
					return callback(refusal(552, '5.3.4 Message is too large'));
				const answer = () => {
					const verdicts = session.envelope.rcptTo.map((recipient) => deliverTo(recipient, Buffer.concat(pieces)));
					callback(null, lmtp ? verdicts : '2.0.0 Delivered');
				};
				setTimeout(answer, session.envelope.mailFrom.address === 'slow@sender.example' ? 5000 : 0);
			});
		},
	});
	server.on('error', () => {}); /* a client that left */
	server.listen(port, '192.0.2.25');
}

serve(false, 25);
serve(true, 24);
