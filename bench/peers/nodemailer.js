// SPDX-License-Identifier: MIT
//
// nodemailer as a peer of bench: see peer.h for what a peer does. NODE_PATH says where it is.
//
// A reply goes, whole, to the handler that its socket calls, and a function waits for it as after a
// command. What it schedules behind the reply would run in the event loop: it is dropped.
"use strict";

const fs = require("fs");
const readline = require("readline");
const SMTPConnection = require("nodemailer/lib/smtp-connection");

const END = /^\d{3}(?!-)[^\n]*\n/gm;

// The chunks, one a reply.
function repliesOf(bytes) {
	const replies = [];
	let start = 0;
	for (const match of bytes.toString("latin1").matchAll(END)) {
		const end = match.index + match[0].length;
		replies.push(bytes.subarray(start, end));
		start = end;
	}
	return replies;
}

// Reads all replies and returns how many came. A reply of 421 closes the connection: it is opened
// again by hand, as nobody else could go on behind it.
function readAll(connection, replies) {
	let count = 0;
	const take = () => count++;
	for (const reply of replies) {
		connection._responseActions.push(take);
		connection._onData(reply);
		if (connection._destroyed) {
			connection._destroyed = false;
			connection._closing = false;
		}
	}
	return count;
}

const replies = repliesOf(fs.readFileSync(process.argv[2]));
const connection = new SMTPConnection();
connection.on("error", () => {});

// After each pass what was scheduled runs once and finds nothing.
readline.createInterface({ input: process.stdin }).on("line", () => {
	const immediate = global.setImmediate;
	global.setImmediate = () => {};
	const start = process.cpuUsage();
	const count = readAll(connection, replies);
	const used = process.cpuUsage(start);
	global.setImmediate = immediate;
	process.stdout.write(`${count} ${1000 * (used.user + used.system)}\n`);
});
