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

import java.util.List;

/**
 * The rate at which clients are opened, Heartbeat against raw.
 */
final class OpenScenario implements Scenario {

	private static final double TARGET = 0.8;

	@Override
	public List<Row> run(Forks forks, Parameters options) throws Exception {
		String clients = options.get("clients", "10000");
		List<Forks.Results> results = forks.alternate("open", options.getInt("rounds", 3),
				new Parameters().with("peer", "raw").with("clients", clients),
				new Parameters().with("peer", "heartbeat").with("clients", clients));
		return List.of(row("Opening " + clients + " clients, 32 at a time, just started", "rate", results),
				row("The same, fifth round in the same JVM", "warm-rate", results),
				Row.of("Starting the context of " + clients + " clients, not opened yet",
						Jvm.format("%.1f s", results.get(1).median("prepare"))));
	}

	private static Row row(String what, String rate, List<Forks.Results> results) {
		double ratio = results.get(1).medianRatio(rate, results.get(0));
		return Row.of(what, Jvm.format("%,.0f /s", results.get(1).median(rate)))
			.against(Jvm.format("raw %,.0f /s", results.get(0).median(rate)))
			.ratio(Jvm.format("%.2f", ratio))
			.must("≥ 0.8", ratio >= TARGET);
	}

}
