// SPDX-License-Identifier: MIT
// The search of the index, and the forms of the other pages that lead to it. Without JavaScript
// there is no form, and the index is a table.
"use strict";

(function () {
	const place = document.querySelector("div.search");
	const source = document.getElementById("search-index");

	// What a word is worth, by where it stands.
	const WORTH = { title: 1000, titleStart: 300, nameWord: 60, name: 40, meaningWord: 12,
		meaning: 8, elseWord: 4, else: 2 };

	function plain(text) {
		return text.normalize("NFKC").toLowerCase();
	}

	function wordsOf(query) {
		return plain(query).split(/[\s、,]+/u).filter((word) => word !== "");
	}

	function beginsWord(text, place) {
		return place === 0 || !/[\p{L}\p{N}]/u.test(text[place - 1]);
	}

	function worthIn(text, word, atWord, inside) {
		const place = text.indexOf(word);
		if (place < 0)
			return 0;
		return beginsWord(text, place) ? atWord : inside;
	}

	function worthOfTitle(titles, word) {
		if (titles.includes(word))
			return WORTH.title;
		return titles.some((title) => title.startsWith(word)) ? WORTH.titleStart : 0;
	}

	function worthOfWord(entry, word) {
		return Math.max(
			worthOfTitle(entry.titles, word),
			worthIn(entry.name, word, WORTH.nameWord, WORTH.name),
			worthIn(entry.meaning, word, WORTH.meaningWord, WORTH.meaning),
			worthIn(entry.else, word, WORTH.elseWord, WORTH.else));
	}

	// The sum, or 0 when a word is missing.
	function worthOf(entry, words) {
		let sum = 0;
		for (const word of words) {
			const worth = worthOfWord(entry, word);
			if (worth === 0)
				return 0;
			sum += worth;
		}
		return sum;
	}

	function prepare([links, name, meaning, rest]) {
		return { links, shownName: name, shownMeaning: meaning, name: plain(name),
			meaning: plain(meaning), else: plain(rest),
			titles: links.map(([title]) => plain(title)) };
	}

	function element(name, text, className) {
		const made = document.createElement(name);
		if (text !== undefined)
			made.textContent = text;
		if (className !== undefined)
			made.className = className;
		return made;
	}

	function show(entry) {
		const item = element("li");
		for (const [title, file, severity] of entry.links) {
			const link = element("a", title, severity);
			link.href = file;
			item.append(link, " ");
		}
		item.append(element("b", entry.shownName), element("p", entry.shownMeaning));
		return item;
	}

	function search(index, query) {
		const words = wordsOf(query);
		return index.map((entry) => ({ entry, worth: worthOf(entry, words) }))
			.filter(({ worth }) => worth > 0)
			.sort((one, other) => other.worth - one.worth)
			.map(({ entry }) => entry);
	}

	function sentence(phrases, count) {
		if (count === 0)
			return phrases.search_none;
		return count === 1 ? phrases.search_one
			: phrases.search_found.replace("{count}", count);
	}

	function makeForm({ label: text, hint }) {
		const form = Object.assign(element("form"), { action: "index.html", role: "search" });
		const label = Object.assign(element("label", text), { htmlFor: "query" });
		const field = Object.assign(element("input"), { type: "search", id: "query", name: "q",
			autocomplete: "off", spellcheck: false, placeholder: hint });
		form.append(label, field);
		return form;
	}

	function startIndex(form) {
		const { entries, phrases } = JSON.parse(source.textContent);
		const index = entries.map(prepare);
		const field = form.elements.q;

		function update() {
			const isEmpty = wordsOf(field.value).length === 0;
			const found = isEmpty ? [] : search(index, field.value);
			document.getElementById("results").replaceChildren(...found.map(show));
			document.getElementById("found").textContent =
				isEmpty ? "" : sentence(phrases, found.length);
			document.getElementById("search-results").hidden = isEmpty;
			document.getElementById("all").hidden = !isEmpty;
		}

		function remember() {
			const query = field.value === "" ? "" : "?q=" + encodeURIComponent(field.value);
			history.replaceState(null, "", location.pathname + query);
		}

		field.value = new URLSearchParams(location.search).get("q") || "";
		field.addEventListener("input", update);
		form.addEventListener("submit", (event) => {
			event.preventDefault();
			remember();
		});
		update();
	}

	const form = makeForm(place.dataset);
	place.replaceWith(form);
	if (source)
		startIndex(form);
}());
