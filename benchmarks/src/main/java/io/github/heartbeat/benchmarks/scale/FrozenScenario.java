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
 * One of ten servers is stopped.
 */
final class FrozenScenario implements Scenario {

	@Override
	public List<Row> run(Forks forks, Parameters options) throws Exception {
		int clients = options.getInt("clients", 10_000);
		Parameters result = forks.run("frozen", new Parameters().with("clients", clients));
		double late = result.getDouble("p99");
		boolean all = (int) result.getDouble("detected") == clients / 10;
		int disturbed = (int) result.getDouble("disturbed");
		double pings = result.getDouble("pings");
		return List.of(
				Row.of("Servers of " + clients / 10 + " of " + clients
						+ " clients frozen: detection after interval + timeout, p99",
						Jvm.format("%.0f ms (p50 %.0f ms, %.0f to %.0f ms)", late, result.getDouble("p50"),
								result.getDouble("min"), result.getDouble("max")))
					.must("≤ 250 ms", all && late <= 250),
				Row.of("The others: connections lost; lateness of pings, p99",
						Jvm.format("%d; %.0f ms", disturbed, pings))
					.must("0; ≤ 100 ms", disturbed == 0 && pings <= 100));
	}

}
