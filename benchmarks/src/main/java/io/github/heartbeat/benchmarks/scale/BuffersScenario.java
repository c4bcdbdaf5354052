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
 * What a smaller read buffer costs in speed: the same flood with several sizes of it, and
 * raw with its smallest, whose buffers for messages shrink as well.
 */
final class BuffersScenario implements Scenario {

	private static final List<String> SIDES = List.of("heartbeat-8k", "heartbeat-4k", "heartbeat-1k", "raw-8k",
			"raw-1k");

	@Override
	public List<Row> run(Forks forks, Parameters options) throws Exception {
		List<Row> rows = new ArrayList<>();
		for (String size : options.get("sizes", "64,1000,6000").split(",")) {
			double first = 0;
			for (String side : SIDES) {
				Parameters results = forks.run("flood",
						new Parameters().with("peer", side)
							.with("size", size)
							.with("writes", options.get("writes", "batch"))
							.with("seconds", options.get("seconds", "4")));
				double rate = results.getDouble("rate");
				first = (first > 0) ? first : rate;
				rows.add(Row
					.of("Flood of " + size + "-byte messages, " + side,
							Jvm.format("%,.0f /s, %.2f µs CPU each", rate, results.getDouble("cpu")))
					.against(SIDES.get(0))
					.ratio(Jvm.format("%.2f", rate / first)));
			}
		}
		return rows;
	}

}
