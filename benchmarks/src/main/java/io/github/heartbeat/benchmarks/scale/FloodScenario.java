/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.heartbeat.benchmarks.scale;

import java.util.ArrayList;
import java.util.List;

/**
 * Floods into one listener, Heartbeat against raw.
 */
final class FloodScenario implements Scenario {

	private final String what;

	private final String peer;

	private final int connections;

	private final int flooded;

	private final double target;

	private FloodScenario(String what, String peer, int connections, int flooded, double target) {
		this.what = what;
		this.peer = peer;
		this.connections = connections;
		this.flooded = flooded;
		this.target = target;
	}

	static FloodScenario oneListener() {
		return new FloodScenario("@EventListener", "heartbeat", 1, 1, 0.8);
	}

	static FloodScenario twoOfTen() {
		return new FloodScenario("@HeartbeatListener on two of ten clients", "heartbeat-listener", 10, 2, 0.7);
	}

	@Override
	public List<Row> run(Forks forks, Parameters options) throws Exception {
		List<Row> rows = new ArrayList<>();
		for (String writes : options.get("writes", "frame,batch").split(",")) {
			for (String size : options.get("sizes", "64,1000,6000").split(",")) {
				rows.add(measure(forks, options, size, writes));
			}
		}
		return rows;
	}

	private Row measure(Forks forks, Parameters options, String size, String writes) throws Exception {
		Parameters both = new Parameters().with("size", size)
			.with("writes", writes)
			.with("connections", this.connections)
			.with("flooded", this.flooded)
			.with("seconds", options.get("seconds", "4"));
		List<Forks.Results> results = forks.alternate("flood", options.getInt("rounds", 5),
				new Parameters(both).with("peer", "raw"), new Parameters(both).with("peer", this.peer));
		double ratio = results.get(1).medianRatio("rate", results.get(0));
		return Row
			.of("Flood of " + size + "-byte messages, " + this.what + ", server writes "
					+ (writes.equals("frame") ? "each frame by itself" : "256 KB at a time"), figures(results.get(1)))
			.against("raw " + figures(results.get(0)))
			.ratio(Jvm.format("%.2f", ratio))
			.must(Jvm.format("≥ %.1f", this.target), ratio >= this.target);
	}

	static String figures(Forks.Results results) {
		return Jvm.format("%,.0f /s, %.2f µs CPU each", results.median("rate"), results.median("cpu"));
	}

}
