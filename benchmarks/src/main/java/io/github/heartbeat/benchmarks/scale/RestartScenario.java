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
 * A server comes back after a minute.
 */
final class RestartScenario implements Scenario {

	/** {@code reconnect.max-delay} and what comes on top of it. */
	private static final int BOUND_SECONDS = 30 + 15;

	@Override
	public List<Row> run(Forks forks, Parameters options) throws Exception {
		int clients = options.getInt("clients", 10_000);
		Parameters both = new Parameters().with("clients", clients).with("outage", options.get("outage", "60"));
		Parameters ours = forks.run("restart", new Parameters(both).with("mode", "heartbeat"));
		Parameters seed = forks.run("restart", new Parameters(both).with("mode", "seed"));
		double ratio = ours.getDouble("most") / ours.getDouble("mean");
		double seconds = ours.getDouble("seconds");
		boolean all = (int) ours.getDouble("open") == clients;
		return List.of(
				Row.of("Server of " + clients + " clients back after a minute: most attempts in a second", most(ours))
					.against("seed's fixed 2 s: " + most(seed))
					.ratio(Jvm.format("%.1f × the mean", ratio))
					.must("≤ 3 × the mean", ratio <= 3),
				Row.of("All open again after", Jvm.format("%.0f s", seconds))
					.against(Jvm.format("seed's fixed 2 s: %.0f s", seed.getDouble("seconds")))
					.must("≤ " + BOUND_SECONDS + " s", all && seconds <= BOUND_SECONDS),
				Row.of("Attempts by second", ours.get("histogram")).against("seed's: " + seed.get("histogram")));
	}

	private static String most(Parameters result) {
		return Jvm.format("%.0f (mean %.0f)", result.getDouble("most"), result.getDouble("mean"));
	}

}
