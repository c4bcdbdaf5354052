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
 * What the heartbeats of idle clients cost, and how late they are.
 */
final class PingsScenario implements Scenario {

	@Override
	public List<Row> run(Forks forks, Parameters options) throws Exception {
		String clients = options.get("clients", "10000");
		Parameters result = forks.run("pings",
				new Parameters().with("clients", clients).with("seconds", options.get("seconds", "60")));
		double cpu = result.getDouble("cpu");
		double late = result.getDouble("p99");
		int threads = (int) result.getDouble("threads");
		return List.of(
				Row.of("Processor time of heartbeats, " + clients + " clients, every 15 s",
						Jvm.format("%.1f %% of one core", cpu))
					.must("≤ 8 %", cpu <= 8),
				Row.of("Lateness of pings, " + clients + " clients, p99",
						Jvm.format("%.1f ms (p50 %.1f ms, most %.1f ms)", late, result.getDouble("p50"),
								result.getDouble("max")))
					.must("≤ 100 ms", late <= 100),
				Row.of("Threads while " + clients + " clients ping", String.valueOf(threads))
					.must("≤ 40", threads <= 40));
	}

}
