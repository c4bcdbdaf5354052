/*
 * The page: follows the stream of the demo, keeps what it is told for some minutes, and
 * shows it. All texts that come from outside go into the page as text, never as markup.
 */

import { drawAxis, drawTimeline, formatTime, RoundTripChart, WINDOW } from './charts.js';

/* Without a word for so long, the connection is dead, whatever the browser believes */
const SILENCE = 5000;

const LIMITS = { states: 300, roundTrips: 400, messages: 20, faults: 50 };

const clients = new Map();

const rows = new Map();

const byId = (id) => document.getElementById(id);

const trips = new RoundTripChart(byId('trip-chart'));

let chosen = decodeURIComponent(location.hash.slice(1)) || 'feed';

let source;

let connected = false;

let everConnected = false;

let heardAt = Date.now();

let triedAt = Date.now();

/* What to add to the time here for the time of the demo, which may be another machine */
let clockOffset = 0;

let rate;

let announced;

/* ---------------------------------------------------------------- Elements */

function element(name, className, text) {
	const created = document.createElement(name);
	if (className) {
		created.className = className;
	}
	if (text !== undefined && text !== null) {
		created.textContent = text;
	}
	return created;
}

/* Only what differs is written, so that nothing flickers and screen readers stay calm */
function write(target, text) {
	if (target.textContent !== text) {
		target.textContent = text;
	}
}

/* ---------------------------------------------------------------- Formats */

function duration(millis) {
	const seconds = Math.max(0, Math.round(millis / 1000));
	if (seconds < 60) {
		return seconds + ' s';
	}
	const pad = (value) => String(value).padStart(2, '0');
	const minutes = Math.floor(seconds / 60);
	return minutes < 60 ? minutes + ':' + pad(seconds % 60) + ' min'
		: Math.floor(minutes / 60) + ':' + pad(minutes % 60) + ' h';
}

function bytes(value) {
	const units = ['B', 'KB', 'MB', 'GB', 'TB'];
	let unit = 0;
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}
	return (unit && value < 100 ? value.toFixed(1) : Math.round(value)) + ' ' + units[unit];
}

function millis(value) {
	return value.toFixed(value < 10 ? 1 : 0) + ' ms';
}

function count(value) {
	return value.toLocaleString();
}

function stateWord(state) {
	return state.replace('_', ' ');
}

/* ---------------------------------------------------------------- The stream */

function now() {
	return Date.now() + clockOffset;
}

/* Until when it is known what happened */
function known() {
	return connected ? now() : heardAt + clockOffset;
}

function follow() {
	source?.close();
	triedAt = Date.now();
	source = new EventSource('live');
	source.onmessage = (event) => receive(JSON.parse(event.data));
	source.onerror = () => {
		disconnected();
		// Browsers try again by themselves, unless the answer was an HTTP error
		if (source.readyState === EventSource.CLOSED) {
			setTimeout(follow, 2000);
		}
	};
}

function disconnected() {
	if (connected || !everConnected) {
		connected = false;
		document.body.classList.add('offline');
		write(byId('link-text'), everConnected ? `Disconnected since ${formatTime(heardAt + clockOffset)}, trying again`
			: 'Disconnected: the demo does not answer, trying again');
		update();
	}
}

function receive(message) {
	heardAt = Date.now();
	clockOffset = Date.parse(message.now) - heardAt;
	if (message.complete) {
		clients.clear();
		rate = undefined;
	}
	else {
		for (const name of [...clients.keys()]) {
			if (!message.clients.some((told) => told.name === name)) {
				clients.delete(name);
			}
		}
	}
	message.clients.forEach(merge);
	if (!connected) {
		connected = true;
		everConnected = true;
		document.body.classList.remove('offline');
		write(byId('link-text'), 'Live');
	}
	update();
}

function merge(told) {
	const client = clients.get(told.name) ?? { states: [], roundTrips: [], messages: [], faults: [], journal: [] };
	for (const [kind, entries] of Object.entries(told.entries)) {
		for (const entry of entries) {
			client[kind].push({ ...entry, at: Date.parse(entry.at) });
		}
		client[kind].splice(0, client[kind].length - LIMITS[kind]);
	}
	clients.set(told.name, Object.assign(client, { ...told, entries: undefined }));
}

/* ---------------------------------------------------------------- Drawing */

let scheduled = false;

/* However often something happens, the page is drawn once a frame, and not when hidden */
function update() {
	if (!scheduled) {
		scheduled = true;
		requestAnimationFrame(() => {
			scheduled = false;
			draw();
		});
	}
}

function draw() {
	byId('no-clients').hidden = clients.size > 0;
	for (const name of [...rows.keys()]) {
		if (!clients.has(name)) {
			rows.get(name).item.remove();
			rows.delete(name);
		}
	}
	if (clients.size && !clients.has(chosen)) {
		chosen = clients.keys().next().value;
	}
	clients.forEach(drawClient);
	drawAxis(byId('axis'), now());
	const client = clients.get(chosen);
	document.querySelectorAll('.of').forEach((of) => write(of, chosen));
	if (client) {
		drawChosen(client);
		drawFaults(client);
		drawRoundTrip(client);
		drawJournal(client);
		drawCounters(client);
		drawMessages(client);
		announce(client);
	}
	document.querySelectorAll('.group button').forEach((button) => {
		button.disabled = !connected || !client || (button.dataset.fault && client.fault === null);
	});
}

function choose(name) {
	chosen = name;
	rate = undefined;
	announced = undefined;
	history.replaceState(null, '', '#' + encodeURIComponent(name));
	const outcome = byId('outcome');
	outcome.className = 'outcome';
	outcome.textContent = 'Press one, and watch the timeline and the journal.';
	update();
}

function createRow(name) {
	const item = element('li');
	const button = element('button', 'choose');
	button.type = 'button';
	const line = element('span', 'line');
	const state = element('span', 'state');
	const since = element('span', 'since');
	// The blanks are for those who hear it
	line.append(element('span', 'name', name), ' ', state, ' ', since);
	const note = element('span', 'note');
	button.append(line, ' ', note);
	const timeline = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
	timeline.setAttribute('class', 'timeline');
	timeline.setAttribute('role', 'img');
	item.append(button, timeline);
	item.addEventListener('click', () => choose(name));
	item.dataset.client = name;
	byId('client-list').append(item);
	return { item, button, state, since, note, timeline };
}

function drawClient(client, name) {
	if (!rows.has(name)) {
		rows.set(name, createRow(name));
	}
	const row = rows.get(name);
	const { statistics } = client;
	row.button.setAttribute('aria-pressed', name === chosen);
	row.state.className = 'state ' + statistics.state;
	write(row.state, stateWord(statistics.state));
	write(row.since, connected ? 'for ' + duration(now() - Date.parse(statistics.since)) : 'when last heard of');
	write(row.note, connected ? note(client) : '');
	row.timeline.setAttribute('aria-label', summary(client));
	drawTimeline(row.timeline, client, now(), known());
}

/* What is worth saying beside the state */
function note({ statistics, fault, roundTrips }) {
	const notes = [];
	if (statistics.state === 'WAITING' && statistics.connection.nextAttempt) {
		const left = Math.max(0, Date.parse(statistics.connection.nextAttempt) - now()) / 1000;
		notes.push(`next attempt in ${left.toFixed(1)} s`);
	}
	if (statistics.state !== 'OPEN' && statistics.lastDisconnect) {
		notes.push(statistics.lastDisconnect.cause);
	}
	if (statistics.state === 'OPEN') {
		const trip = roundTrips.at(-1);
		notes.push(!statistics.connection.ready ? 'not ready yet' : trip ? 'round trip ' + millis(trip.millis) : 'no round trip yet');
	}
	if (fault && fault !== 'none') {
		notes.push('fault: ' + fault);
	}
	return notes.join(' · ');
}

function summary(client) {
	const begin = now() - WINDOW;
	const losses = client.states.filter((change, index) => change.at > begin && change.state !== 'OPEN'
		&& client.states[index - 1]?.state === 'OPEN').length;
	return `${client.name} in the last 5 minutes: ${losses} ${losses === 1 ? 'interruption' : 'interruptions'}, `
		+ `now ${stateWord(client.statistics.state)}`;
}

function drawChosen(client) {
	byId('chosen').hidden = false;
	write(byId('chosen-name'), client.name);
	write(byId('chosen-url'), client.url);
	write(byId('chosen-ping'), client.ping);
}

function drawFaults(client) {
	const lasting = byId('lasting');
	const { fault } = client;
	lasting.hidden = fault === 'none';
	write(lasting, fault === null ? 'no gate: it connects elsewhere' : 'lasts: ' + fault);
	document.querySelectorAll('[data-fault]').forEach((button) => {
		button.classList.toggle('lasts', fault !== 'none' && button.dataset.fault === fault);
	});
}

function drawRoundTrip(client) {
	const begin = now() - WINDOW;
	const values = client.roundTrips.filter((trip) => trip.at >= begin).map((trip) => trip.millis);
	const empty = byId('no-trips');
	empty.hidden = values.length > 0;
	if (values.length) {
		const last = values.at(-1);
		const sorted = values.slice().sort((a, b) => a - b);
		const quantile = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
		write(byId('trip-summary'),
			`last ${millis(last)} · median ${millis(quantile(0.5))} · p99 ${millis(quantile(0.99))}`);
	}
	else {
		write(byId('trip-summary'), '');
		write(empty, `No ping was answered in the last 5 minutes. This client: ${client.ping}.`);
	}
	trips.draw(client, now(), known());
}

/* ---------------------------------------------------------------- Journal */

/* The journal is the one of the endpoint, fetched when the stream tells of something new */
async function fetchJournal(client) {
	if (client.fetching || client.journalOf === client.transition) {
		return;
	}
	client.fetching = true;
	const { transition } = client;
	try {
		const response = await fetch('actuator/heartbeat/' + encodeURIComponent(client.name));
		const entries = response.ok ? (await response.json()).journal : [];
		client.journal = entries.map((entry) => ({ ...entry, at: Date.parse(entry.time) }));
		client.journalMissing = !response.ok;
		client.journalOf = transition;
		client.journalVersion = (client.journalVersion ?? 0) + 1;
	}
	catch {
		// The next update tries again
	}
	finally {
		client.fetching = false;
	}
	update();
}

/* What an entry says beside its columns */
function words(entry) {
	const seconds = (value) => (value / 1000).toFixed(1) + ' s';
	const { event, durationMillis, downMillis } = entry;
	return [
		event === 'OPERATOR' && 'asked for by ' + (entry.by ?? 'somebody unknown'),
		event === 'OPENED' && (downMillis == null ? 'connected' : 'back after ' + seconds(downMillis)),
		event === 'READY' && downMillis != null && 'back after ' + seconds(downMillis),
		entry.message,
		entry.times > 1 && `${entry.times} times since ${formatTime(Date.parse(entry.firstTime))}`,
		event === 'LOST' && durationMillis != null && `open for ${duration(durationMillis)}, `
			+ `${count(entry.messagesReceived ?? 0)} messages in, ${count(entry.messagesSent ?? 0)} out`,
		event === 'LOST' && entry.roundTripMillis != null && 'round trip before ' + millis(entry.roundTripMillis),
		(entry.inboundQueued > 0 || entry.outboundQueued > 0)
			&& `queued ${count(entry.inboundQueued)} in, ${count(entry.outboundQueued)} out`,
		entry.stalledMillis > 0 && 'our process stood still for ' + seconds(entry.stalledMillis),
		entry.nextAttemptMillis != null && 'next attempt in ' + seconds(entry.nextAttemptMillis),
	].filter(Boolean).join(' · ');
}

function journalOf(client) {
	const faults = client.faults.map((fault) => ({ ...fault, event: 'fault: ' + fault.fault, text: fault.did }));
	const entries = client.journal.map((entry) => ({ ...entry, text: words(entry) })).reverse();
	// In the same millisecond, the fault was first
	return [...faults, ...entries].sort((a, b) => a.at - b.at).reverse().slice(0, 60);
}

function drawJournal(client) {
	fetchJournal(client);
	// Rows are made only when there is a new one, or another client
	const version = [client.name, client.journalVersion, client.faults.length, client.faults.at(-1)?.at].join();
	const body = byId('journal-rows');
	if (body.dataset.version === version) {
		return;
	}
	body.dataset.version = version;
	const entries = journalOf(client);
	byId('journal').hidden = !entries.length;
	byId('no-journal').hidden = entries.length > 0;
	write(byId('no-journal'), client.journalMissing ? 'The actuator endpoint “heartbeat” does not answer.'
		: 'Nothing has happened yet.');
	body.replaceChildren(...entries.map(journalRow));
}

/* The state after an event, for its colour */
const STATES = { STARTED: 'CONNECTING', OPENED: 'OPEN', READY: 'OPEN', LOST: 'WAITING', FAILED: 'WAITING',
	RECONNECTING: 'CONNECTING', GAVE_UP: 'GAVE_UP', STOPPED: 'STOPPED' };

function journalRow(entry) {
	const row = element('tr', entry.fault ? 'fault' : '');
	row.setAttribute('role', 'row');
	const cell = (className, text, label) => {
		const created = element('td', className, text);
		created.setAttribute('role', 'cell');
		if (label) {
			created.dataset.label = label;
		}
		row.append(created);
		return created;
	};
	cell('time', formatTime(entry.at));
	cell('what').append(element('span', STATES[entry.event] ? 'state ' + STATES[entry.event] : '',
		entry.event === 'OPERATOR' ? 'operator: ' + entry.action : stateWord(entry.event)));
	const cause = cell('cause');
	if (entry.cause) {
		cause.append(element('code', '', entry.cause));
	}
	if (entry.text) {
		cause.append(element('span', 'words', entry.text));
	}
	cell('side', entry.side?.toLowerCase() ?? '', 'side');
	cell('code', [entry.closeCode, entry.closeReason, entry.httpStatus && 'HTTP ' + entry.httpStatus]
		.filter(Boolean).join(' '), 'code');
	cell('attempt', entry.attempt || '', 'attempt');
	return row;
}

/* ---------------------------------------------------------------- Counters and messages */

function messageRate(statistics) {
	const total = statistics.inbound.messages;
	if (!rate || heardAt - rate.at >= 2000) {
		rate = { at: heardAt, total, perSecond: rate ? (total - rate.total) / (heardAt - rate.at) * 1000 : undefined };
	}
	return rate.perSecond;
}

const COUNTERS = [
	['Messages in', (s) => count(s.inbound.messages)],
	['Messages out', (s) => count(s.outbound.messages)],
	['Connections', (s) => count(s.connection.established)],
	['Bytes in', (s) => bytes(s.inbound.bytes)],
	['Bytes out', (s) => bytes(s.outbound.bytes)],
	['Failures in a row', (s) => count(s.connection.consecutiveFailures), (s) => s.connection.consecutiveFailures],
	['Pings answered', (s) => count(s.pings.answered)],
	['Pings missed', (s) => count(s.pings.missed)],
	['Listener failures', (s) => count(s.listenerFailures), (s) => s.listenerFailures],
	['Queue in · out', (s) => count(s.inbound.queued) + ' · ' + count(s.outbound.queued)],
	['Dropped in', (s) => count(s.inbound.dropped), (s) => s.inbound.dropped],
	['Dropped out', (s) => count(s.outbound.dropped), (s) => s.outbound.dropped],
];

function drawCounters({ statistics }) {
	const list = byId('counters');
	COUNTERS.forEach(([label, value, bad], index) => {
		if (!list.children[index]) {
			const entry = element('div');
			entry.append(element('dt', '', label), element('dd'));
			list.append(entry);
		}
		const entry = list.children[index];
		write(entry.lastChild, value(statistics));
		entry.className = bad?.(statistics) ? 'bad' : '';
	});
}

function drawMessages(client) {
	const list = byId('message-list');
	const perSecond = messageRate(client.statistics);
	write(byId('message-rate'), perSecond === undefined ? ''
		: (perSecond < 10 ? perSecond.toFixed(1) : count(Math.round(perSecond))) + ' a second');
	const version = client.name + client.messages.at(-1)?.number;
	if (list.dataset.version === version) {
		return;
	}
	list.dataset.version = version;
	byId('no-messages').hidden = client.messages.length > 0;
	const shown = client.messages.slice(-5);
	const items = [];
	shown.forEach((message, index) => {
		const missing = index ? message.number - shown[index - 1].number - 1 : 0;
		if (missing > 0) {
			items.push(element('li', 'gap', count(missing) + ' more, not shown'));
		}
		const item = element('li');
		const text = element('span', 'text', message.text ?? 'binary');
		text.title = message.text ?? '';
		item.append(element('span', 'time', formatTime(message.at)), text, element('span', 'size', bytes(message.bytes)));
		items.push(item);
	});
	list.replaceChildren(...items.reverse());
}

/* Says a change of the chosen client's state, but not each attempt of an outage */
function announce({ name, statistics }) {
	const { state } = statistics;
	if (state === 'CONNECTING' || state === announced) {
		return;
	}
	if (announced) {
		write(byId('announcer'), `${name} is ${stateWord(state)}`
			+ (state !== 'OPEN' && statistics.lastDisconnect ? `: ${statistics.lastDisconnect.cause}` : ''));
	}
	announced = state;
}

/* ---------------------------------------------------------------- Buttons */

async function press(button) {
	const name = chosen;
	const { fault, action } = button.dataset;
	const url = fault ? `faults/${fault}?client=${encodeURIComponent(name)}`
		: `actuator/heartbeat/${encodeURIComponent(name)}`;
	const request = fault ? { method: 'POST' }
		: { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ action }) };
	let text;
	let failed = false;
	try {
		const response = await fetch(url, request);
		const answer = response.headers.get('Content-Type')?.includes('json') ? await response.json() : {};
		failed = !response.ok;
		text = failed ? answer.detail ?? answer.error ?? 'HTTP ' + response.status
			: answer.did ?? 'done, it is ' + stateWord(answer.state);
	}
	catch {
		failed = true;
		text = 'the demo does not answer';
	}
	const outcome = byId('outcome');
	outcome.className = failed ? 'outcome failed' : 'outcome done';
	outcome.textContent = `${formatTime(now())} ${button.textContent}, ${name}: ${text}`;
}

document.querySelectorAll('.group button').forEach((button) => {
	button.addEventListener('click', () => press(button));
});

/* Time goes on without a word from the demo, and silence has to be noticed */
setInterval(() => {
	if (Date.now() - Math.max(heardAt, triedAt) > SILENCE && source.readyState !== EventSource.CLOSED) {
		disconnected();
		follow();
	}
	update();
}, 1000);

window.addEventListener('resize', update);

follow();
