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
 * The latency of an echo, Heartbeat against raw.
 */
final class EchoScenario implements Scenario {

	@Override
	public List<Row> run(Forks forks, Parameters options) throws Exception {
		List<Forks.Results> results = forks.alternate("echo", options.getInt("rounds", 5),
				new Parameters().with("peer", "raw"), new Parameters().with("peer", "heartbeat"));
		List<Row> rows = new ArrayList<>();
		rows.add(row("p50", results, 30));
		rows.add(row("p99", results, 150));
		return rows;
	}

	private Row row(String percentile, List<Forks.Results> results, double target) {
		double raw = results.get(0).median(percentile);
		double heartbeat = results.get(1).median(percentile);
		double added = results.get(1).medianDifference(percentile, results.get(0));
		return Row.of("Latency of an echo, " + percentile, Jvm.format("%.0f µs", heartbeat))
			.against(Jvm.format("raw %.0f µs", raw))
			.ratio(Jvm.format("%+.0f µs", added))
			.must(Jvm.format("≤ +%.0f µs", target), added <= target);
	}

}
