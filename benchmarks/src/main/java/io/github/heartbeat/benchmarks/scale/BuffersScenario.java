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
 * What smaller buffers cost in speed: the same flood with several sizes of the read
 * buffer, with Tomcat's other buffers small as well, and raw, whose buffers for messages
 * shrink with the first.
 */
final class BuffersScenario implements Scenario {

	private static final List<Side> SIDES = List.of(new Side("heartbeat-8k"), new Side("heartbeat-4k"),
			new Side("heartbeat-1k"), new Side("heartbeat-8k", IdleScenario.SMALL_TOMCAT_BUFFERS), new Side("raw-8k"),
			new Side("raw-1k"), new Side("raw-8k", IdleScenario.SMALL_TOMCAT_BUFFERS));

	@Override
	public List<Row> run(Forks forks, Parameters options) throws Exception {
		List<Row> rows = new ArrayList<>();
		for (String size : options.get("sizes", "64,1000,6000").split(",")) {
			double first = 0;
			for (Side side : SIDES) {
				Parameters results = forks.run("flood",
						new Parameters().with("peer", side.peer)
							.with("size", size)
							.with("writes", options.get("writes", "batch"))
							.with("seconds", options.get("seconds", "4")),
						side.jvmOptions);
				double rate = results.getDouble("rate");
				first = (first > 0) ? first : rate;
				rows.add(Row
					.of("Flood of " + size + "-byte messages, " + side,
							Jvm.format("%,.0f /s, %.2f µs CPU each", rate, results.getDouble("cpu")))
					.against(SIDES.get(0).toString())
					.ratio(Jvm.format("%.2f", rate / first)));
			}
		}
		return rows;
	}

	/**
	 * What is measured.
	 *
	 * @param peer the client
	 * @param jvmOptions of its JVM
	 */
	private record Side(String peer, String... jvmOptions) {

		@Override
		public String toString() {
			return (this.jvmOptions.length > 0) ? this.peer + ", Tomcat's DEFAULT_BUFFER_SIZE 1024" : this.peer;
		}

	}

}
