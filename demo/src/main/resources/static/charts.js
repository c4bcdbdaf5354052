/*
 * The two drawings of the page: the timelines of states, as SVG by hand, and the round
 * trip, with Chart.js.
 */

export const WINDOW = 5 * 60 * 1000;

const SVG = 'http://www.w3.org/2000/svg';

const MINUTE = 60 * 1000;

/* Where a segment begins and how high it is, so that states differ without colour, too */
const SHAPES = {
	OPEN: [12, 28],
	CONNECTING: [20, 20],
	WAITING: [27, 13],
	GAVE_UP: [12, 28],
	STOPPED: [36, 4],
};

const timeFormat = new Intl.DateTimeFormat(undefined,
	{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

export function formatTime(time) {
	return timeFormat.format(time);
}

function svg(name, attributes = {}, text) {
	const element = document.createElementNS(SVG, name);
	for (const [key, value] of Object.entries(attributes)) {
		element.setAttribute(key, value);
	}
	if (text !== undefined) {
		element.textContent = text;
	}
	return element;
}

/*
 * Segments of a client: from when to when it was in which state, within the window. What
 * came after the last word from the demo is not known and left empty.
 */
export function segments(client, now, known) {
	const begin = now - WINDOW;
	const states = client.states.slice();
	const last = states.at(-1);
	const since = Date.parse(client.statistics.since);
	// An attempt under way is told with the counters, before it is part of the history
	if (!last || (last.state !== client.statistics.state && since >= last.at)) {
		states.push({ at: since, state: client.statistics.state });
	}
	return states
		.map((change, index) => ({
			state: change.state,
			from: Math.max(change.at, begin),
			to: Math.min(states[index + 1]?.at ?? known, known),
		}))
		.filter((segment) => segment.to >= segment.from && segment.to > begin);
}

export function drawTimeline(element, client, now, known) {
	const width = element.clientWidth;
	if (!width) {
		return;
	}
	const x = (time) => (time - (now - WINDOW)) / WINDOW * width;
	const parts = [svg('rect', { class: 'track', x: 0, y: 12, width, height: 28, rx: 3 })];
	// What is short is drawn last, or it would be lost between what is long
	const drawn = segments(client, now, known).sort((a, b) => (b.to - b.from) - (a.to - a.from));
	for (const segment of drawn) {
		const [y, height] = SHAPES[segment.state];
		const left = x(segment.from);
		const length = Math.max(x(segment.to) - left, 1.5);
		const group = svg('g', { class: segment.state });
		group.append(svg('title', {}, segment.state + ' from ' + formatTime(segment.from) + ' to '
			+ formatTime(segment.to)));
		group.append(svg('rect', { x: left, y, width: length, height }));
		if (segment.state === 'GAVE_UP') {
			for (let at = left + 8; at + 8 < left + length; at += 24) {
				group.append(svg('path', { class: 'cross', d: `M${at} 22l8 8m0 -8l-8 8` }));
			}
		}
		const word = segment.state.replace('_', ' ');
		if (length > word.length * 9 + 8 && height >= 13) {
			group.append(svg('text', { x: left + 6, y: y + height / 2 + 4 }, word));
		}
		parts.push(group);
	}
	for (const fault of client.faults) {
		if (fault.at > now - WINDOW) {
			const at = x(fault.at);
			const group = svg('g', { class: 'fault' });
			group.append(svg('title', {}, formatTime(fault.at) + ' fault ' + fault.fault + ': ' + fault.did));
			group.append(svg('path', { d: `M${at - 4.5} 2h9l-4.5 8z` }));
			parts.push(group);
		}
	}
	element.replaceChildren(...parts);
}

function minutes(begin, end) {
	const first = Math.ceil(begin / MINUTE) * MINUTE;
	return Array.from({ length: Math.max(0, Math.floor((end - first) / MINUTE) + 1) }, (_, index) => first + index * MINUTE);
}

export function drawAxis(element, now) {
	const width = element.clientWidth;
	const begin = now - WINDOW;
	const x = (time) => (time - begin) / WINDOW * width;
	// A label that would stick out is left to its neighbours
	const fitting = minutes(begin, now).filter((time) => x(time) > 24 && x(time) < width - 24);
	element.replaceChildren(...fitting.map((time) => svg('text', { x: x(time), y: 12, 'text-anchor': 'middle' },
		formatTime(time))));
}

const bands = {
	id: 'bands',
	beforeDatasetsDraw(chart) {
		const { ctx, chartArea, scales } = chart;
		ctx.save();
		for (const band of chart.bands ?? []) {
			const left = Math.max(scales.x.getPixelForValue(band.from), chartArea.left);
			const right = Math.min(scales.x.getPixelForValue(band.to), chartArea.right);
			ctx.globalAlpha = 0.2;
			ctx.fillStyle = chart.colors[band.state];
			ctx.fillRect(left, chartArea.top, Math.max(right - left, 1), chartArea.height);
		}
		ctx.restore();
	},
};

export class RoundTripChart {

	constructor(canvas) {
		this.chart = new window.Chart(canvas, {
			type: 'line',
			plugins: [bands],
			data: { datasets: [{ data: [], borderWidth: 1.5, pointRadius: 1.6, pointHitRadius: 8, spanGaps: false }] },
			options: {
				animation: false,
				parsing: false,
				maintainAspectRatio: false,
				interaction: { mode: 'nearest', axis: 'x', intersect: false },
				plugins: {
					legend: { display: false },
					tooltip: {
						displayColors: false,
						callbacks: {
							title: (items) => items.map((item) => formatTime(item.parsed.x))[0],
							label: (item) => item.parsed.y.toFixed(2) + ' ms',
						},
					},
				},
				scales: {
					// Times without an adapter: numbers, with ticks at full minutes
					x: {
						type: 'linear',
						border: { display: false },
						afterBuildTicks(axis) {
							axis.ticks = minutes(axis.min, axis.max).map((value) => ({ value }));
						},
						ticks: { maxRotation: 0, autoSkipPadding: 16, callback: (value) => formatTime(value) },
					},
					// One slow answer must not flatten all the others
					y: {
						type: 'logarithmic',
						suggestedMin: 0.1,
						suggestedMax: 10,
						border: { display: false },
						afterBuildTicks(axis) {
							axis.ticks = axis.ticks.filter(({ value }) => Number.isInteger(Math.log10(value)));
						},
						ticks: { callback: (value) => value + ' ms' },
					},
				},
			},
		});
		window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.colorize());
		this.colorize();
	}

	colorize() {
		const style = getComputedStyle(document.documentElement);
		const color = (name) => style.getPropertyValue('--' + name).trim();
		const { data, options } = this.chart;
		this.chart.colors = { CONNECTING: color('connecting'), WAITING: color('waiting'),
			GAVE_UP: color('gave-up'), STOPPED: color('stopped') };
		for (const part of ['borderColor', 'pointBorderColor', 'pointBackgroundColor']) {
			data.datasets[0][part] = color('open');
		}
		for (const scale of Object.values(options.scales)) {
			scale.grid = { color: color('line') };
			scale.ticks.color = color('muted');
		}
		options.font = { family: getComputedStyle(document.body).fontFamily };
		this.chart.update();
	}

	draw(client, now, known) {
		const begin = now - WINDOW;
		this.chart.bands = segments(client, now, known).filter((segment) => segment.state !== 'OPEN');
		const ends = this.chart.bands.map((band) => band.from);
		const points = [];
		let previous = begin;
		for (const trip of client.roundTrips) {
			if (trip.at >= begin) {
				// No line from one connection to the next
				const end = ends.find((time) => time > previous && time < trip.at);
				if (end && points.length) {
					points.push({ x: end, y: null });
				}
				points.push({ x: trip.at, y: trip.millis });
				previous = trip.at;
			}
		}
		this.chart.data.datasets[0].data = points;
		this.chart.options.scales.x.min = begin;
		this.chart.options.scales.x.max = now;
		this.chart.update('none');
	}

}
